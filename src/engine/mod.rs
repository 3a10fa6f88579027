//! The one place that builds a query session.

pub mod functions;
