//! What a spreadsheet stores for a number, and how it shows it.

use calamine::{ExcelDateTime, ExcelDateTimeType};

use crate::ingest::grid::{Cell, CellKind};

/// How a number is shown, as far as it changes what it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Shown {
    /// As a number.
    #[default]
    Plain,
    /// As a percentage.
    Percent,
    /// As a date or a time of day.
    Date,
    /// As a span of time.
    Duration,
}

impl Shown {
    /// How a number format shows: its code as spreadsheets write it.
    pub(super) fn of_code(code: &str) -> Self {
        let (mut quoted, mut skip, mut bracket) = (false, false, None::<String>);
        let mut shown = Self::Plain;
        for letter in code.chars() {
            if skip {
                skip = false;
            } else if let Some(inner) = &mut bracket {
                if letter == ']' {
                    // [h]:mm counts hours on; [Red] and [$-804] show nothing
                    let elapsed =
                        !inner.is_empty() && inner.chars().all(|c| matches!(c, 'h' | 'm' | 's' | 'H' | 'M' | 'S'));
                    if elapsed {
                        return Self::Duration;
                    }
                    bracket = None;
                } else {
                    inner.push(letter);
                }
            } else if quoted {
                quoted = letter != '"';
            } else {
                match letter {
                    '"' => quoted = true,
                    '\\' | '_' | '*' => skip = true,
                    '[' => bracket = Some(String::new()),
                    '%' => return Self::Percent,
                    'y' | 'm' | 'd' | 'h' | 's' | 'Y' | 'M' | 'D' | 'H' | 'S' => shown = Self::Date,
                    'G' | 'g' if code.get(..7).is_some_and(|word| word.eq_ignore_ascii_case("general")) => {
                        return Self::Plain;
                    }
                    ';' => return shown,
                    _ => {}
                }
            }
        }
        shown
    }

    /// How a built-in number format shows, by its number; 27–36 and 50–58 are the dates of Chinese spreadsheets.
    pub(super) fn of_builtin(id: u32) -> Self {
        match id {
            9 | 10 => Self::Percent,
            14..=22 | 27..=36 | 45 | 47 | 50..=58 => Self::Date,
            46 => Self::Duration,
            _ => Self::Plain,
        }
    }
}

/// The cell of a number that a spreadsheet stores as a double.
pub(super) fn cell_of_number(number: f64, shown: Shown, is_1904: bool) -> Cell {
    // the days of the years 1900 to 9999
    let is_day = (0.0..2_958_466.0).contains(&number);
    match shown {
        Shown::Percent => Cell { kind: CellKind::Percent, text: digits(number) },
        Shown::Date if is_day => date_cell(&ExcelDateTime::new(number, ExcelDateTimeType::DateTime, is_1904)),
        _ => Cell { kind: CellKind::Number, text: digits(number) },
    }
}

/// The cell of a number as it is written in a file.
pub(super) fn cell_of_written(written: &str, shown: Shown, is_1904: bool) -> Cell {
    let written = written.trim();
    if matches!(shown, Shown::Plain | Shown::Percent) && is_plain(written) {
        let kind = if shown == Shown::Percent { CellKind::Percent } else { CellKind::Number };
        return Cell { kind, text: written.to_owned() };
    }
    match written.parse::<f64>() {
        Ok(number) if number.is_finite() => cell_of_number(number, shown, is_1904),
        _ => Cell::text(written),
    }
}

/// Whether a number is written as [`digits`] would write it: at most 15 digits, none superfluous.
fn is_plain(written: &str) -> bool {
    let unsigned = written.strip_prefix('-').unwrap_or(written);
    if unsigned.is_empty() || unsigned.len() > 16 {
        return false;
    }
    let (whole, decimals) = unsigned.split_once('.').unwrap_or((unsigned, "1"));
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    all_digits(whole)
        && all_digits(decimals)
        && !decimals.ends_with('0')
        && (whole == "0" || !whole.starts_with('0'))
        && whole.len() + if unsigned.contains('.') { decimals.len() } else { 0 } <= 15
        && written != "-0"
}

/// A number with the 15 significant digits that a spreadsheet shows, so that what binary arithmetic adds to a formula's
/// sum (2940.0499999999997) is no decimal; never in scientific notation.
pub(super) fn digits(number: f64) -> String {
    let rounded = format!("{number:.14e}").parse().unwrap_or(number);
    // a longer number has lost digits already: it stays as it is, to be found out
    if number.abs() < 1e15 { rounded } else { number }.to_string()
}

/// The cell of a moment or a span of time.
pub(super) fn date_cell(moment: &ExcelDateTime) -> Cell {
    if moment.is_duration() {
        return Cell { kind: CellKind::Number, text: moment.as_f64().to_string() };
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    let has_time = (hour, minute, second) != (0, 0, 0);
    let text = if has_time { format!("{date} {hour:02}:{minute:02}:{second:02}") } else { date };
    Cell { kind: CellKind::Date, text }
}

/// The cell of a date in ISO 8601 (`2024-01-31T13:00:00.000`), midnight left out; a text where it is none.
pub(super) fn cell_of_iso_date(written: &str) -> Cell {
    let written = written.trim();
    let (date, time) = written.split_once('T').unwrap_or((written, ""));
    let is_date = date.len() == 10
        && date
            .bytes()
            .enumerate()
            .all(|(at, byte)| if matches!(at, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() });
    if !is_date {
        return Cell::text(written);
    }
    let time = time.split(['.', 'Z', '+']).next().unwrap_or_default();
    let has_time = time.bytes().any(|byte| matches!(byte, b'1'..=b'9'));
    let text = if has_time { format!("{date} {time}") } else { date.to_owned() };
    Cell { kind: CellKind::Date, text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_apart() {
        for (code, shown) in [
            ("General", Shown::Plain),
            ("0.00%", Shown::Percent),
            ("0.00\"%\"", Shown::Plain),
            ("0.00\\%", Shown::Plain),
            ("[Red]0.0%;[Blue]-0.0%", Shown::Percent),
            ("yyyy/m/d", Shown::Date),
            ("[$-804]yyyy\"年\"m\"月\"d\"日\";@", Shown::Date),
            ("[h]:mm:ss", Shown::Duration),
            ("#,##0.00_);[Red](#,##0.00)", Shown::Plain),
            ("0.00\"万元\"", Shown::Plain),
            ("_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"??_ ;_ @_ ", Shown::Plain),
            ("[DBNum1][$-804]General", Shown::Plain),
            ("\"d\"0", Shown::Plain),
        ] {
            assert_eq!(Shown::of_code(code), shown, "{code}");
        }
    }

    #[test]
    fn numbers_keep_the_digits_that_are_shown() {
        for (written, text) in [
            ("2940.0499999999997", "2940.05"),
            ("250000", "250000"),
            ("0.10000000000000001", "0.1"),
            ("1.50", "1.5"),
            ("007", "7"),
            ("-0", "-0"),
            ("1E3", "1000"),
            ("215457.6", "215457.6"),
            ("1.23E+20", "123000000000000000000"),
            ("123456789012345", "123456789012345"),
        ] {
            assert_eq!(cell_of_written(written, Shown::Plain, false).text, text);
        }
        assert_eq!(cell_of_written("NaN", Shown::Plain, false), Cell::text("NaN"));
        assert_eq!(cell_of_written("0.8619", Shown::Percent, false).kind, CellKind::Percent);
    }

    #[test]
    fn days_are_counted_from_either_epoch() {
        // 2024-01-31 is day 45322 in the 1900 system (Excel: =DATEVALUE("2024-01-31")) and 43860 in that of 1904
        for (written, is_1904, text) in
            [("45322", false, "2024-01-31"), ("43860", true, "2024-01-31"), ("45322.5", false, "2024-01-31 12:00:00")]
        {
            let cell = cell_of_written(written, Shown::Date, is_1904);
            assert_eq!((cell.kind, cell.text.as_str()), (CellKind::Date, text));
        }
        assert_eq!(cell_of_written("-5", Shown::Date, false).kind, CellKind::Number);
        assert_eq!(cell_of_written("1e300", Shown::Date, false).kind, CellKind::Number);
        for (written, text) in [
            ("2024-01-31", "2024-01-31"),
            ("2024-01-31T00:00:00.000", "2024-01-31"),
            ("2024-01-31T13:05:00Z", "2024-01-31 13:05:00"),
        ] {
            assert_eq!(cell_of_iso_date(written), Cell { kind: CellKind::Date, text: text.to_owned() });
        }
        assert_eq!(cell_of_iso_date("soon").kind, CellKind::Text);
    }
}
