//! The one error of the command line: what kind it is decides the exit code; its hints follow the message.

use std::fmt::Display;

use crate::analysis::{AnalysisError, CatalogueError};
use crate::engine::EngineError;

/// Whose fault a failure is, and so which exit code it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The data or the query failed: 1.
    Data,
    /// The command line or a configuration file is wrong: 2.
    Usage,
    /// The program failed: 3.
    Internal,
    /// The user stopped it: 130.
    Cancelled,
}

impl Kind {
    /// The exit code.
    pub(super) fn exit_code(self) -> u8 {
        match self {
            Self::Data => 1,
            Self::Usage => 2,
            Self::Internal => 3,
            Self::Cancelled => 130,
        }
    }
}

/// A command that did not do what it was asked.
#[derive(Debug)]
pub(super) struct CommandError {
    /// Whose fault it is.
    pub(super) kind: Kind,
    /// What happened, for a person.
    pub(super) message: String,
    /// What to do about it.
    pub(super) hints: Vec<String>,
}

impl CommandError {
    fn new(kind: Kind, message: impl Display) -> Self {
        Self { kind, message: message.to_string(), hints: Vec::new() }
    }

    /// The data or the query failed.
    pub(super) fn data(message: impl Display) -> Self {
        Self::new(Kind::Data, message)
    }

    /// The command line or a configuration file is wrong.
    pub(super) fn usage(message: impl Display) -> Self {
        Self::new(Kind::Usage, message)
    }

    /// The program failed.
    pub(super) fn internal(message: impl Display) -> Self {
        Self::new(Kind::Internal, message)
    }

    /// The user stopped it.
    pub(super) fn cancelled() -> Self {
        Self::new(Kind::Cancelled, "stopped")
    }

    /// The same with a hint, where there is one.
    pub(super) fn hint(mut self, hint: impl Into<Option<String>>) -> Self {
        self.hints.extend(hint.into());
        self
    }
}

impl From<EngineError> for CommandError {
    fn from(error: EngineError) -> Self {
        let hint = error.hint();
        match error {
            EngineError::Internal { .. } => Self::internal(error),
            _ => Self::data(error),
        }
        .hint(hint)
    }
}

impl From<CatalogueError> for CommandError {
    fn from(error: CatalogueError) -> Self {
        let hint = error.hint();
        Self::usage(error).hint(hint)
    }
}

impl From<AnalysisError> for CommandError {
    fn from(error: AnalysisError) -> Self {
        let hint = error.hint();
        match &error {
            AnalysisError::Parameter(_) => Self::usage(error),
            _ => Self::data(error),
        }
        .hint(hint)
    }
}
