//! What a file does not print: constants that a person gives for it.

/// The constants given for one file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Constants {
    /// The budget year.
    pub fiscal_year: Option<i32>,
    /// The region (财政区划).
    pub region: Option<String>,
    /// The department.
    pub department: Option<String>,
    /// The unit.
    pub unit: Option<String>,
    /// The phase of the budget, as the lake stores it: `initial`, `adjusted` or `executed`.
    pub phase: Option<String>,
}
