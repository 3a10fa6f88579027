//! The integration tests: one binary, because linking the engine is expensive.
