//! The analyses: the files of `queries/`, their parameters, results and findings. No SQL text stands in Rust.

mod bilingual;
mod catalogue;
mod check;
mod display;
mod finding;
mod front_matter;
mod outcome;
mod parameter;

pub use bilingual::Bilingual;
pub use catalogue::{Analysis, CHAPTERS, Catalogue, CatalogueError, Chapter};
pub use check::{CheckFinding, CheckResult};
pub use display::{MISSING, grouped};
pub use front_matter::{ChartKind, ChartText, CheckText, ColumnText, Format, FrontMatter, Headline, ReportRun};
pub use outcome::{AnalysisError, Outcome, ResultColumn, reads, run, trace};
pub use parameter::{BoundParameters, DefaultValue, Parameter, ParameterError, ParameterType};
