//! What kind of file it is, by its first bytes and the marks of its container.

/// The kinds of files, by content.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum FileKind {
    /// Rows of text with a delimiter (`.csv`, `.tsv`).
    #[default]
    Text,
    /// A workbook of Excel 2007 and later, or WPS.
    Xlsx,
    /// A workbook of Excel 97–2003.
    Xls,
    /// A spreadsheet of `OpenDocument`.
    Ods,
    /// A workbook behind a password.
    Encrypted,
    /// A web page.
    Html,
    /// XML.
    Xml,
    /// No byte but white space.
    Empty,
    /// Anything else.
    Binary,
}

impl FileKind {
    /// What the lake calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "csv",
            Self::Xlsx => "xlsx",
            Self::Xls => "xls",
            Self::Ods => "ods",
            Self::Encrypted => "encrypted",
            Self::Html => "html",
            Self::Xml => "xml",
            Self::Empty => "empty",
            Self::Binary => "binary",
        }
    }
}

pub(super) fn kind_of(bytes: &[u8]) -> FileKind {
    const COMPOUND: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    if bytes.starts_with(b"PK\x03\x04") {
        return kind_of_archive(bytes);
    }
    if bytes.starts_with(&COMPOUND) {
        let names = |name: &str| contains(bytes, &name.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>());
        return match (names("EncryptedPackage"), names("Workbook") || names("Book")) {
            (true, _) => FileKind::Encrypted,
            (false, true) => FileKind::Xls,
            (false, false) => FileKind::Binary,
        };
    }
    let is_utf16 = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    let body = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii();
    if body.is_empty() || (is_utf16 && body.len() == 2) {
        return FileKind::Empty;
    }
    if !is_utf16 && body.iter().any(|byte| *byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c | 0x1a)) {
        return FileKind::Binary;
    }
    let beginning = body[..body.len().min(512)].to_ascii_lowercase();
    let starts = |mark: &str| beginning.starts_with(mark.as_bytes());
    if ["<!doctype html", "<html", "<table", "<head", "<meta", "<body", "<style"].iter().any(|mark| starts(mark)) {
        return FileKind::Html;
    }
    match starts("<?xml") {
        true if contains(&beginning, b"<html") => FileKind::Html,
        true => FileKind::Xml,
        false => FileKind::Text,
    }
}

fn kind_of_archive(bytes: &[u8]) -> FileKind {
    // a broken-off workbook may hold its sheets but not its list of them
    if contains(bytes, b"xl/workbook.xml") || contains(bytes, b"xl/worksheets/") {
        FileKind::Xlsx
    } else if contains(&bytes[..bytes.len().min(256)], b"application/vnd.oasis.opendocument.spreadsheet") {
        FileKind::Ods
    } else {
        FileKind::Binary
    }
}

fn contains(bytes: &[u8], mark: &[u8]) -> bool {
    bytes.windows(mark.len()).any(|window| window == mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_by_content() {
        let cases: [(&[u8], FileKind); 9] = [
            (b"", FileKind::Empty),
            (b"\xef\xbb\xbf \r\n", FileKind::Empty),
            (b"a,b\n1,2\n", FileKind::Text),
            (b"\xff\xfea\0,\0", FileKind::Text),
            (b"  <HTML><table>", FileKind::Html),
            (b"<?xml version=\"1.0\"?><Workbook>", FileKind::Xml),
            (b"%PDF-1.7\x00\x01", FileKind::Binary),
            (b"PK\x03\x04 word/document.xml", FileKind::Binary),
            (b"PK\x03\x04 xl/workbook.xml", FileKind::Xlsx),
        ];
        for (bytes, kind) in cases {
            assert_eq!(kind_of(bytes), kind, "{bytes:?}");
        }
    }
}
