//! The integration tests: one binary, because linking the engine is expensive.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr, missing_docs)]

mod bad_input;
mod bulk;
mod checks;
mod command_line;
mod documents;
mod forms;
mod invariants;
mod killed;
mod linkage;
mod partitions;
mod project;
mod real_input;
mod rejects;
mod report;
mod sample;
mod slt;
mod trace;
