//! The vocabulary as a JSON schema: for editors, and to hold the documentation to it.

use super::Definition;

/// The JSON schema of a form definition, made from the keys that the program reads.
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(Definition).to_value()
}
