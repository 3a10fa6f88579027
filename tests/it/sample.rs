//! The sample data, end to end.
