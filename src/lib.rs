//! jixiao (绩效): from what offices send to what a bureau reports about budget performance.
//!
//! Data moves one way: sources → [`ingest`] → [`lake`] → [`engine`] and [`analysis`] → [`report`]. Each room uses
//! only those below it; `docs/ARCHITECTURE.md` is the map.

pub mod analysis;
pub mod cli;
pub mod engine;
pub mod ingest;
pub mod lake;
pub mod model;
pub mod report;
pub mod sample;
