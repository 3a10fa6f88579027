//! The vocabulary of budget performance management: amounts, the words that are stored, and the lake's tables
//! with their labels. Nothing here reads or writes anything.

pub mod checks;
pub mod defaults;
mod label;
mod money;
mod nearest;
pub mod original;
pub mod random;
mod row;
mod source;
mod system;
mod table;
pub mod tables;
pub mod words;

pub use label::{Label, Language};
pub use money::{Money, round_half_away};
pub use nearest::nearest;
pub use row::{Provenance, Row, Value, row_of_batch, rows_to_batch};
pub use source::{ClassTotal, SourceRows, SpooledFile, SpooledTable};
pub use system::system_answer;
pub use table::{Column, Kind, Table};
