//! The one place that builds a query session: limits, the catalog of lake tables and views, the Chinese schema, and
//! the statistics as SQL functions.

mod catalog;
mod cell;
mod error;
pub mod functions;
mod lineage;
mod plain_words;
mod reads;
mod session;
mod statement;
mod view;

pub use cell::{Cell, batch_rows};
pub use error::{EngineError, Position};
pub use lineage::{Lineage, TracedRow, TracedRows};
pub use plain_words::sql_type;
pub use reads::Source;
pub use session::{Parameters, QueryResult, Session, SessionOptions};
pub use view::View;
