//! The nearest of some names, for the hint after a name that does not exist.

/// The name most like `asked`; none where nothing is at all like it.
pub fn nearest<'a>(asked: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let asked = asked.to_lowercase();
    // Below this likeness (0 to 1) a hint would only puzzle; a Chinese name has few characters, each of which counts.
    let alike = if asked.is_ascii() { 0.75 } else { 0.6 };
    names
        .into_iter()
        .map(|name| (strsim::jaro_winkler(&asked, &name.to_lowercase()), name))
        .filter(|(likeness, _)| *likeness >= alike)
        .max_by(|(left, _), (right, _)| left.total_cmp(right))
        .map(|(_, name)| name)
}
