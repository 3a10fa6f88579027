//! How wide text will be, without a font: a Han character is one em wide by design, the widths of the rest are those
//! that common sans-serif fonts agree on within a few hundredths of an em.

use unicode_width::UnicodeWidthChar;

/// The width of `text` set at `size`, rounded up.
pub(super) fn width(text: &str, size: i32) -> i32 {
    let thousandths: i64 = text.chars().map(thousandths_of_em).sum();
    let width = (thousandths * i64::from(size) + 999) / 1000;
    i32::try_from(width).unwrap_or(i32::MAX)
}

fn thousandths_of_em(character: char) -> i64 {
    match character {
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | ' ' => 300,
        '%' | 'm' | 'M' | 'W' | 'w' | '@' => 880,
        'A'..='Z' => 680,
        '—' | '…' => 1000,
        _ => match character.width() {
            Some(2) => 1000,
            Some(0) | None => 0,
            _ => 570,
        },
    }
}

/// `text` in lines no wider than `room` at `size`, at most `most` of them; the last ends in `…` where some is cut.
pub(super) fn wrap(text: &str, size: i32, room: i32, most: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for piece in pieces(text) {
        let line = lines.last().cloned().unwrap_or_default();
        let joined = format!("{line}{piece}");
        if line.is_empty() || width(joined.trim_end(), size) <= room {
            replace_last(&mut lines, joined);
        } else {
            lines.push(piece.trim_start().to_owned());
        }
        while let Some(rest) = overflow(&mut lines, size, room) {
            lines.push(rest);
        }
    }
    let cut = lines.len() > most;
    lines.truncate(most.max(1));
    if cut {
        let mut last = lines.pop().unwrap_or_default().trim_end().to_owned();
        while !last.is_empty() && width(&last, size) + size > room {
            last.pop();
        }
        lines.push(last + "…");
    }
    lines.iter().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
}

fn replace_last(lines: &mut [String], line: String) {
    if let Some(last) = lines.last_mut() {
        *last = line;
    }
}

/// Splits a last line that is one word wider than the room; the rest is returned.
fn overflow(lines: &mut [String], size: i32, room: i32) -> Option<String> {
    let last = lines.last_mut()?;
    if width(last.trim_end(), size) <= room {
        return None;
    }
    let mut fits = 0;
    for (at, character) in last.char_indices() {
        let end = at + character.len_utf8();
        if at > 0 && width(&last[..end], size) > room {
            break;
        }
        fits = end;
    }
    let rest = last.split_off(fits);
    (!rest.trim().is_empty()).then_some(rest)
}

/// The width of the widest part of `text` that is not broken between lines.
pub(super) fn widest_piece(text: &str, size: i32) -> i32 {
    pieces(text).iter().map(|piece| width(piece.trim(), size)).max().unwrap_or(0)
}

/// What a line may be broken between: Han characters, and words with the space after them. Closing punctuation stays
/// with what it closes, opening punctuation with what it opens.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut breakable = true;
    for character in text.chars() {
        let wide = character.width() == Some(2);
        let closing = "，。、；：！？）》」』】〕％".contains(character);
        match pieces.last_mut() {
            Some(last) if closing || (!breakable && !wide) || last.ends_with(['（', '《', '「', '『', '【', '〔']) =>
            {
                last.push(character);
            }
            _ => pieces.push(character.to_string()),
        }
        breakable = wide || character.is_whitespace() || character == '/' || character == '-';
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn han_characters_are_one_em() {
        assert_eq!(width("财政局", 12), 36);
        assert_eq!(width("", 12), 0);
    }

    #[test]
    fn wraps_between_han_characters_and_at_spaces() {
        assert_eq!(wrap("云泽区城市管理执法局", 10, 50, 3), ["云泽区城市", "管理执法局"]);
        assert_eq!(wrap("State capital budget", 10, 80, 3), ["State capital", "budget"]);
        assert_eq!(wrap("一二三四五（六", 10, 60, 3), ["一二三四五", "（六"], "an opening bracket goes with its word");
        assert_eq!(wrap("一二三四，五", 10, 40, 3), ["一二三", "四，五"], "a comma does not begin a line");
    }

    #[test]
    fn cuts_with_an_ellipsis_and_ends() {
        assert_eq!(wrap("一二三四五六七八", 10, 30, 2), ["一二三", "四五…"]);
        for room in [0, 1, 9, 10] {
            assert!(wrap("财政 abcdefghij", 10, room, 40).len() <= 40);
        }
        assert!(wrap("   ", 10, 10, 2).is_empty());
    }
}
