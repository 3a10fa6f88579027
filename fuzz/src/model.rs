//! The modules of `src/model` that those of `src/ingest` use.

#[path = "../../src/model/checks.rs"]
pub mod checks;
#[path = "../../src/model/label.rs"]
mod label;
#[path = "../../src/model/money.rs"]
mod money;
#[path = "../../src/model/nearest.rs"]
mod nearest;
#[path = "../../src/model/row.rs"]
mod row;
#[path = "../../src/model/system.rs"]
mod system;
#[path = "../../src/model/table.rs"]
mod table;
#[path = "../../src/model/tables/mod.rs"]
pub mod tables;
#[path = "../../src/model/words.rs"]
pub mod words;

pub use label::{Label, Language};
pub use money::{Money, round_half_away};
pub use nearest::nearest;
pub use row::{Provenance, Row, Value};
pub use system::system_answer;
pub use table::{Column, Kind, Table};
