//! The types of columns and rows, under the paths at which `datafusion` has them.

/// Arrow's types.
pub mod arrow {
    /// Arrays and what builds them.
    pub mod array {
        pub use arrow_array::builder::*;
        pub use arrow_array::cast::AsArray;
        pub use arrow_array::*;
    }
    /// Types of data.
    pub mod datatypes {
        pub use arrow_array::types::*;
        pub use arrow_schema::*;
    }
    /// Errors.
    pub mod error {
        pub use arrow_schema::ArrowError;
    }
}
