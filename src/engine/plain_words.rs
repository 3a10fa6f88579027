//! The engine's messages in the words of SQL: types by their SQL names, no names of libraries or of their errors.

use datafusion::arrow::datatypes::DataType;

/// The SQL name of a type, as a `CAST` writes it.
pub fn sql_type(data_type: &DataType) -> String {
    match data_type {
        DataType::Decimal32(precision, scale)
        | DataType::Decimal64(precision, scale)
        | DataType::Decimal128(precision, scale)
        | DataType::Decimal256(precision, scale) => format!("decimal({precision}, {scale})"),
        DataType::Timestamp(..) => "timestamp".to_owned(),
        DataType::Interval(_) => "interval".to_owned(),
        DataType::Time32(_) | DataType::Time64(_) => "time".to_owned(),
        DataType::Dictionary(_, value) => sql_type(value),
        DataType::List(item) | DataType::LargeList(item) | DataType::ListView(item) => {
            format!("{}[]", sql_type(item.data_type()))
        }
        DataType::Struct(fields) => {
            let fields: Vec<String> =
                fields.iter().map(|field| format!("{} {}", field.name(), sql_type(field.data_type()))).collect();
            format!("struct({})", fields.join(", "))
        }
        other => in_sql_words(&other.to_string()),
    }
}

/// The SQL word for the engine's name of a type.
fn sql_word(name: &str) -> Option<&'static str> {
    Some(match name {
        "Utf8" | "LargeUtf8" | "Utf8View" => "text",
        "Boolean" => "boolean",
        "Int8" | "Int16" | "UInt8" => "smallint",
        "Int32" | "UInt16" | "i32" => "integer",
        "Int64" | "UInt32" | "UInt64" | "i64" => "bigint",
        "Float16" | "Float32" => "real",
        "Float64" => "double",
        "Decimal32" | "Decimal64" | "Decimal128" | "Decimal256" => "decimal",
        "Date32" | "Date64" => "date",
        "Timestamp" => "timestamp",
        "Null" => "NULL",
        "Binary" | "LargeBinary" | "BinaryView" => "bytea",
        "EOF" => "the end of the statement",
        _ => return None,
    })
}

/// What the engine's libraries put before the message itself.
const PREFIXES: [&str; 14] = [
    "Arrow error: ",
    "Parquet error: ",
    "Object Store error: ",
    "External error: ",
    "DataFusion error: ",
    "Internal error: ",
    "Execution error: ",
    "Error during planning: ",
    "Optimizer error: ",
    "Cast error: ",
    "Parser error: ",
    "Compute error: ",
    "Invalid argument error: ",
    "This feature is not implemented: ",
];

/// The first line of a message without the names of libraries, of their errors and of their types.
pub(super) fn in_sql_words(message: &str) -> String {
    let mut rest = message.lines().next().unwrap_or_default().trim();
    while let Some(shorter) = PREFIXES.iter().find_map(|prefix| rest.strip_prefix(prefix)) {
        rest = shorter;
    }
    // a syntax tree printed whole helps nobody
    let rest = rest.split_once(" { ").map_or(rest, |(before, _)| before.trim_end_matches(char::is_alphanumeric));
    let mut said = String::with_capacity(rest.len());
    let mut word = String::new();
    for letter in rest.chars().chain(std::iter::once(' ')) {
        if letter.is_alphanumeric() || letter == '_' {
            word.push(letter);
            continue;
        }
        said.push_str(sql_word(&word).unwrap_or(&word));
        word.clear();
        said.push(letter);
    }
    let said = said.trim().trim_end_matches('.');
    let mut letters = said.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            first.to_lowercase().chain(said.chars().skip(1)).collect()
        }
        _ => said.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_have_their_sql_names() {
        assert_eq!(sql_type(&DataType::Decimal128(18, 2)), "decimal(18, 2)");
        assert_eq!(sql_type(&DataType::Utf8View), "text");
        assert_eq!(sql_type(&DataType::new_list(DataType::Int32, true)), "integer[]");
    }

    #[test]
    fn libraries_are_not_named() {
        let said = in_sql_words("Arrow error: Cast error: Cannot cast string 'x' to value of Int32 type\nbacktrace");
        assert_eq!(said, "cannot cast string 'x' to value of integer type");
        assert_eq!(in_sql_words("Substring is not valid Substring { expr: Value(1) }"), "substring is not valid");
    }
}
