//! What the operating system answers, for people.

/// The system's own words for a failure, without its number: `No such file or directory`.
pub fn system_answer(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.split_once(" (os error ").map_or(text.as_str(), |(words, _)| words).to_owned()
}
