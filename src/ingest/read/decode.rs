//! Bytes as text: by a byte order mark, else as UTF-8 where they are, else by what the file declares, else as they
//! look. GBK and GB2312 are read as GB18030, which holds both.

use std::path::Path;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

use super::ReadError;

/// A text and what its bytes were read as.
#[derive(Debug)]
pub(super) struct Decoded {
    /// The text, without a byte order mark.
    pub(super) text: String,
    /// The encoding it had.
    pub(super) encoding: &'static Encoding,
}

impl Decoded {
    /// A line for people where the text was not UTF-8.
    pub(super) fn note(&self) -> Option<String> {
        (self.encoding != UTF_8).then(|| format!("read as {} text", self.encoding.name()))
    }
}

/// The text of a file; `declared` is the encoding that the file names itself, which counts where the bytes are not
/// UTF-8.
///
/// # Errors
/// When bytes are no text in that encoding, or the text has lost characters already; both with their place.
pub(super) fn decode(path: &Path, bytes: &[u8], declared: Option<&str>) -> Result<Decoded, ReadError> {
    let (encoding, body) = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => (encoding, &bytes[length..]),
        None if std::str::from_utf8(bytes).is_ok() => (UTF_8, bytes),
        None => (utf16_of(bytes).or_else(|| named(declared?, bytes)).unwrap_or_else(|| guess(bytes)), bytes),
    };
    let (decoded, faulty) = encoding.decode_without_bom_handling(body);
    if let Some(at) = decoded.find('\u{fffd}') {
        let path = path.to_owned();
        let (line, column) = place(&decoded, at);
        let looks_utf8 = encoding == UTF_8 || (encoding == GB18030 && !faulty);
        return Err(match faulty {
            true if looks_utf8 => ReadError::Undecodable { path, line, column, encoding: "UTF-8".to_owned() },
            true if encoding == GB18030 => {
                ReadError::Undecodable { path, line, column, encoding: "UTF-8 or GB18030".to_owned() }
            }
            true => ReadError::Undecodable { path, line, column, encoding: encoding.name().to_owned() },
            false => ReadError::LostCharacter { path, line, column },
        });
    }
    Ok(Decoded { text: decoded.into_owned(), encoding })
}

/// Line and column of a byte of the text, both from 1.
fn place(text: &str, at: usize) -> (usize, usize) {
    let before = &text[..at];
    let line = before.matches('\n').count() + 1;
    let begin = before.rfind('\n').map_or(0, |end| end + 1);
    (line, before[begin..].chars().count() + 1)
}

/// The encoding of that name. A page that names UTF-8 and is not is read as it looks.
fn named(label: &str, bytes: &[u8]) -> Option<&'static Encoding> {
    let encoding = Encoding::for_label(label.trim().as_bytes())?;
    match encoding {
        _ if encoding == UTF_8 => None,
        // a file that is declared UTF-16 in bytes that could be read this far is not
        _ if encoding == UTF_16LE || encoding == UTF_16BE => Some(guess(bytes)),
        _ => Some(if encoding == GBK { GB18030 } else { encoding }),
    }
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(Some(b"cn"), Utf8Detection::Deny);
    if guess == GBK { GB18030 } else { guess }
}

/// UTF-16, by its byte order mark or by the zero bytes of its digits and delimiters.
pub(super) fn utf16_of(bytes: &[u8]) -> Option<&'static Encoding> {
    if bytes.starts_with(&[0xff, 0xfe]) {
        return Some(UTF_16LE);
    }
    if bytes.starts_with(&[0xfe, 0xff]) {
        return Some(UTF_16BE);
    }
    let sample = &bytes[..bytes.len().min(1024) & !1];
    if sample.len() < 8 || !bytes.len().is_multiple_of(2) {
        return None;
    }
    let zeros = |offset: usize| sample.iter().skip(offset).step_by(2).filter(|byte| **byte == 0).count();
    match (zeros(0), zeros(1)) {
        (0, odd) if odd * 10 >= sample.len() => Some(UTF_16LE),
        (even, 0) if even * 10 >= sample.len() => Some(UTF_16BE),
        _ => None,
    }
}

/// The value of `charset=` or `encoding=` in the beginning of HTML or XML.
pub(super) fn declared_in(bytes: &[u8], keyword: &str) -> Option<String> {
    let beginning = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_ascii_lowercase();
    let (_, rest) = beginning.split_once(keyword)?;
    let rest = rest.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
    let label: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect();
    (!label.is_empty()).then_some(label)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    const TEXT: &str = "项目名称,年初预算数\n城区道路养护,1200\n";

    fn text(bytes: &[u8], declared: Option<&str>) -> String {
        decode(Path::new("a"), bytes, declared).unwrap().text
    }

    fn fault(bytes: &[u8]) -> String {
        decode(Path::new("a"), bytes, None).unwrap_err().to_string()
    }

    #[test]
    fn encodings_are_found() {
        let (gbk, _, _) = GB18030.encode(TEXT);
        let units = |text: &str| text.encode_utf16().collect::<Vec<u16>>();
        let little: Vec<u8> = units(TEXT).into_iter().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = units(&format!("\u{feff}{TEXT}")).into_iter().flat_map(u16::to_be_bytes).collect();
        let marked = format!("\u{feff}{TEXT}");
        for bytes in [TEXT.as_bytes(), marked.as_bytes(), &gbk, &little, &big] {
            assert_eq!(text(bytes, None), TEXT);
            assert_eq!(text(bytes, Some("utf-8")), TEXT, "what is declared does not count against the bytes");
        }
        // four-byte letters of GB18030 that GBK has not
        let rare = "龦䶮\u{20000}";
        assert_eq!(text(&GB18030.encode(rare).0, Some("gb2312")), rare);
    }

    #[test]
    fn what_is_declared_counts_for_other_encodings() {
        let big5 = encoding_rs::BIG5.encode("預算").0.into_owned();
        assert_eq!(text(&big5, Some("big5")), "預算");
    }

    #[test]
    fn what_is_no_text_has_its_place() {
        let mut bytes = GB18030.encode(TEXT).0.into_owned();
        bytes.extend_from_slice("甲,".as_bytes());
        let said = fault(&[GB18030.encode(TEXT).0.as_ref(), b"a,\xff\xff,1\n"].concat());
        assert_eq!(said, "a line 3, column 3 holds bytes that are no UTF-8 or GB18030 text");
        let said = fault("a,b\n道路\u{fffd}养护,1\n".as_bytes());
        assert_eq!(said, "a line 2, column 3 holds `\u{fffd}`, which stands for a character that was lost");
    }

    #[test]
    fn declarations_are_found() {
        for (beginning, keyword, label) in [
            ("<meta http-equiv=Content-Type content=\"text/html; charset=GB2312\">", "charset", Some("gb2312")),
            ("<meta charset='utf-8'>", "charset", Some("utf-8")),
            ("<?xml version='1.0' encoding = \"GBK\"?>", "encoding", Some("gbk")),
            ("<html>", "charset", None),
        ] {
            assert_eq!(declared_in(beginning.as_bytes(), keyword).as_deref(), label, "{beginning}");
        }
    }
}
