//! Reports: a document of sections, and one renderer per format.
//!
//! [`document`] is what a report says, as plain data; [`html`] renders it; [`chart`] draws its charts and is the
//! only place that names plotters. Nothing here reads a source or computes a figure that is not in a query.

pub mod chart;
pub mod compose;
pub mod document;
pub mod html;
pub mod returns;
