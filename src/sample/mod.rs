//! The made-up district: a seeded generator of sample data.
