//! The lake: Delta tables and the ledger that makes a load atomic across them.
