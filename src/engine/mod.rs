//! The one place that builds a query session.
