//! What kind of file it is, by its first bytes and the parts of its container; its name decides nothing.

use std::fmt;
use std::io::Cursor;

use zip::ZipArchive;

use super::decode::utf16_of;

/// The kinds of files, by content.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum FileKind {
    /// Rows of text with a delimiter (`.csv`, `.tsv`).
    #[default]
    Text,
    /// A workbook of Excel 2007 and later, or WPS (`.xlsx`, `.xlsm`).
    Xlsx,
    /// A binary workbook of Excel 2007 and later (`.xlsb`).
    Xlsb,
    /// A workbook of Excel 97–2003, or WPS (`.xls`, `.et`).
    Xls,
    /// A spreadsheet of `OpenDocument` (`.ods`).
    Ods,
    /// A Word document (`.docx`).
    Docx,
    /// The XML spreadsheet format of Excel 2003, often named `.xls`.
    SpreadsheetXml,
    /// A spreadsheet of `OpenDocument` as one XML file (`.fods`).
    FlatOds,
    /// A web page, often named `.xls`.
    Html,
    /// An archive of files (`.zip`).
    Zip,
    /// A workbook behind a password.
    Encrypted,
    /// XML of another kind.
    Xml,
    /// No byte but white space.
    Empty,
    /// A known kind that holds no cells.
    Other(Other),
    /// Anything else.
    Binary,
}

/// Known kinds of files that hold no cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Other {
    /// `.pdf`.
    Pdf,
    /// `.png`, `.jpg`, `.gif`, `.bmp`, `.tif`.
    Picture,
    /// `.doc`, `.rtf`, `.odt`, or the files of WPS Writer.
    Text,
    /// `.ppt`, `.pptx`, `.odp`.
    Slides,
    /// `.rar`, `.7z`, `.gz`.
    Archive,
    /// `.mht`: a web page with its pictures in one file.
    WebArchive,
    /// A workbook of Excel before 1993.
    OldWorkbook,
    /// A container of Office or WPS without a workbook.
    Compound,
    /// `.parquet`.
    Parquet,
    /// `.zip` under another name.
    Zip,
}

impl fmt::Display for Other {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Pdf => "a PDF document",
            Self::Picture => "a picture",
            Self::Text => "a text document (.doc, .rtf, .odt or .wps)",
            Self::Slides => "a presentation",
            Self::Archive => "an archive (.rar, .7z or .gz)",
            Self::WebArchive => "a web archive (MHTML)",
            Self::OldWorkbook => "a workbook of a version of Excel before 1993",
            Self::Compound => "a file of Office or WPS in which there is no workbook",
            Self::Parquet => "a Parquet file",
            Self::Zip => "an archive of files (.zip) under another name",
        })
    }
}

impl Other {
    /// What to do about it.
    pub(super) fn hint(self) -> &'static str {
        match self {
            Self::Pdf | Self::Picture => "ask the sender for the table itself, as .xlsx or .csv",
            Self::Text => "open it in Word or WPS and save it as .docx: the tables of .docx are read",
            Self::Slides => "copy the table into a workbook and save it as .xlsx",
            Self::Archive => "unpack it and give the folder, or pack it as .zip",
            Self::WebArchive | Self::OldWorkbook | Self::Compound => "open it in Excel or WPS and save it as .xlsx",
            Self::Parquet => "write it as .csv first",
            Self::Zip => "give it a name that ends in .zip",
        }
    }
}

impl FileKind {
    /// What the lake calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "csv",
            Self::Xlsx => "xlsx",
            Self::Xlsb => "xlsb",
            Self::Xls => "xls",
            Self::Ods | Self::FlatOds => "ods",
            Self::Docx => "docx",
            Self::SpreadsheetXml => "xml",
            Self::Html => "html",
            Self::Zip => "zip",
            Self::Encrypted => "encrypted",
            Self::Xml => "other xml",
            Self::Empty => "empty",
            Self::Other(_) | Self::Binary => "binary",
        }
    }
}

/// The first bytes of files that hold no cells.
const MARKS: [(&[u8], Other); 13] = [
    (b"%PDF", Other::Pdf),
    (b"\x89PNG", Other::Picture),
    (b"\xff\xd8\xff", Other::Picture),
    (b"GIF87a", Other::Picture),
    (b"GIF89a", Other::Picture),
    (b"II*\x00", Other::Picture),
    (b"MM\x00*", Other::Picture),
    (b"{\\rtf", Other::Text),
    (b"Rar!\x1a", Other::Archive),
    (b"7z\xbc\xaf\x27\x1c", Other::Archive),
    (b"\x1f\x8b", Other::Archive),
    (b"MIME-Version:", Other::WebArchive),
    (b"\x09\x00\x04\x00", Other::OldWorkbook),
];

/// The first bytes of a compound file: a workbook of Excel 97–2003, but also `.doc` and others.
pub(super) const COMPOUND: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// The first bytes of a zip container.
pub(super) const PACKED: &[u8] = b"PK\x03\x04";

/// As much text as tells a web page or XML from a table.
const BEGINNING: usize = 4096;

pub(super) fn kind_of(bytes: &[u8]) -> FileKind {
    if bytes.starts_with(PACKED) || bytes.starts_with(b"PK\x05\x06") {
        return kind_of_archive(bytes);
    }
    if bytes.starts_with(&COMPOUND) {
        return kind_of_compound(bytes);
    }
    if let Some((_, other)) = MARKS.iter().find(|(mark, _)| bytes.starts_with(mark)) {
        return FileKind::Other(*other);
    }
    if bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1") {
        return FileKind::Other(Other::Parquet);
    }
    if bytes.starts_with(&[0x09, 0x02, 0x06, 0x00]) || bytes.starts_with(&[0x09, 0x04, 0x06, 0x00]) {
        return FileKind::Other(Other::OldWorkbook);
    }
    let beginning = if let Some(encoding) = utf16_of(bytes) {
        encoding.decode(&bytes[..bytes.len().min(BEGINNING)]).0.into_owned()
    } else {
        if bytes.iter().any(|byte| *byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0b | 0x0c | 0x1a)) {
            return FileKind::Binary;
        }
        let body = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii();
        if body.is_empty() {
            return FileKind::Empty;
        }
        String::from_utf8_lossy(&body[..body.len().min(BEGINNING)]).into_owned()
    };
    let beginning = beginning.trim_start_matches(|letter: char| letter.is_whitespace() || letter == '\u{feff}');
    if beginning.is_empty() && bytes.len() <= BEGINNING {
        return FileKind::Empty;
    }
    kind_of_text(&beginning.to_ascii_lowercase())
}

/// The kind of a text by its beginning, in lower case.
fn kind_of_text(beginning: &str) -> FileKind {
    const PAGE: [&str; 10] = ["!doctype html", "html", "table", "head", "meta", "body", "style", "div", "tr", "script"];
    let Some(first) = first_element(beginning) else { return FileKind::Text };
    let local = first.rsplit(':').next().unwrap_or(first);
    if PAGE.iter().any(|tag| first.starts_with(tag) && !first[tag.len()..].starts_with(char::is_alphanumeric)) {
        FileKind::Html
    } else if local == "workbook" {
        FileKind::SpreadsheetXml
    } else if first == "office:document" && beginning.contains("opendocument.spreadsheet") {
        FileKind::FlatOds
    } else if beginning.starts_with("<?xml") {
        FileKind::Xml
    } else {
        FileKind::Text
    }
}

/// The name of the first element of XML or HTML, what stands before it passed over; none where the text is none.
pub(super) fn first_element(text: &str) -> Option<&str> {
    let mut rest = text.trim_start();
    loop {
        rest = rest.strip_prefix('<')?;
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.split_once("-->")?.1.trim_start();
        } else if rest.starts_with('?') {
            rest = rest.split_once('>')?.1.trim_start();
        } else if rest.len() >= 13 && rest.is_char_boundary(13) && rest[..13].eq_ignore_ascii_case("!doctype html") {
            return Some(&rest[..13]);
        } else if rest.starts_with('!') {
            rest = rest.split_once('>')?.1.trim_start();
        } else {
            let end = rest.find(|letter: char| letter.is_whitespace() || matches!(letter, '>' | '/'))?;
            return Some(&rest[..end]).filter(|name| !name.is_empty());
        }
    }
}

fn kind_of_archive(bytes: &[u8]) -> FileKind {
    let Ok(archive) = ZipArchive::new(Cursor::new(bytes)) else {
        // a workbook that broke off has lost the list of its parts, but not their names
        let has = |name: &[u8]| bytes.windows(name.len()).any(|window| window == name);
        return if has(b"xl/workbook.xml") || has(b"xl/worksheets/") {
            FileKind::Xlsx
        } else if has(b"word/document.xml") {
            FileKind::Docx
        } else {
            FileKind::Zip
        };
    };
    let names: Vec<String> = archive
        .file_names_raw()
        .take(20_000)
        .map(|name| String::from_utf8_lossy(name).replace('\\', "/").to_ascii_lowercase())
        .collect();
    let has = |name: &str| names.iter().any(|known| known.trim_start_matches('/') == name);
    let below = |folder: &str| names.iter().any(|known| known.trim_start_matches('/').starts_with(folder));
    let beginning = &bytes[..bytes.len().min(256)];
    let is_open = |kind: &[u8]| beginning.windows(kind.len()).any(|window| window == kind);
    if has("xl/workbook.bin") {
        FileKind::Xlsb
    } else if has("xl/workbook.xml") || (has("[content_types].xml") && below("xl/")) {
        FileKind::Xlsx
    } else if has("word/document.xml") {
        FileKind::Docx
    } else if has("ppt/presentation.xml") || is_open(b"opendocument.presentation") {
        FileKind::Other(Other::Slides)
    } else if is_open(b"opendocument.spreadsheet") {
        FileKind::Ods
    } else if is_open(b"opendocument.text") {
        FileKind::Other(Other::Text)
    } else if has("content.xml") && (has("mimetype") || has("meta-inf/manifest.xml")) {
        // a writer that packed the line that says which kind it is
        FileKind::Ods
    } else {
        FileKind::Zip
    }
}

/// The kind of a compound file by the names in its directory, which stand at multiples of 128 bytes.
fn kind_of_compound(bytes: &[u8]) -> FileKind {
    let mut kind = FileKind::Other(Other::Compound);
    for entry in bytes.chunks(128).skip(4) {
        let is_named = |name: &str| {
            let mut at = 0;
            name.encode_utf16().chain([0]).all(|unit| {
                at += 2;
                entry.get(at - 2..at) == Some(&unit.to_le_bytes())
            })
        };
        if is_named("EncryptedPackage") {
            return FileKind::Encrypted;
        }
        if is_named("Workbook") || is_named("Book") {
            kind = FileKind::Xls;
        } else if is_named("WordDocument") {
            kind = FileKind::Other(Other::Text);
        } else if is_named("PowerPoint Document") {
            kind = FileKind::Other(Other::Slides);
        }
    }
    kind
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_by_content() {
        let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        let marked = [&[0xff, 0xfe], utf16("<html><table>").as_slice()].concat();
        let cases: [(&[u8], FileKind); 22] = [
            (b"", FileKind::Empty),
            (b"\xef\xbb\xbf \r\n", FileKind::Empty),
            (b"\xff\xfe", FileKind::Empty),
            (b"a,b\n1,2\n", FileKind::Text),
            (b"\xff\xfea\0,\0", FileKind::Text),
            (&utf16("code,amount\n1,2\n"), FileKind::Text),
            (b"<30,b\n1,2\n", FileKind::Text),
            (b"  <HTML><table>", FileKind::Html),
            (b"<!-- saved --><!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.0\"><html>", FileKind::Html),
            (b"<?xml version=\"1.0\"?><html xmlns=\"http://www.w3.org/1999/xhtml\">", FileKind::Html),
            (&marked, FileKind::Html),
            (
                b"<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?><Workbook>",
                FileKind::SpreadsheetXml,
            ),
            (b"<ss:Workbook xmlns:ss='urn'>", FileKind::SpreadsheetXml),
            (b"<?xml version=\"1.0\"?><rss>", FileKind::Xml),
            (b"%PDF-1.7\x00\x01", FileKind::Other(Other::Pdf)),
            (b"\x89PNG\r\n", FileKind::Other(Other::Picture)),
            (b"{\\rtf1\\ansi", FileKind::Other(Other::Text)),
            (b"\x00\x01\x02ELF", FileKind::Binary),
            (b"PK\x03\x04 word/document.xml", FileKind::Docx),
            (b"PK\x03\x04 xl/workbook.xml", FileKind::Xlsx),
            (b"PK\x03\x04 other", FileKind::Zip),
            (&COMPOUND, FileKind::Other(Other::Compound)),
        ];
        for (bytes, kind) in cases {
            assert_eq!(kind_of(bytes), kind, "{:?}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn compound_files_are_known_by_their_directory() {
        let file = |name: &str| {
            let mut bytes = COMPOUND.to_vec();
            bytes.resize(1024, 0);
            bytes.extend(name.encode_utf16().flat_map(u16::to_le_bytes));
            bytes.resize(2048, 0);
            bytes
        };
        for (name, kind) in [
            ("Workbook", FileKind::Xls),
            ("Book", FileKind::Xls),
            ("EncryptedPackage", FileKind::Encrypted),
            ("WordDocument", FileKind::Other(Other::Text)),
            ("Workbooks", FileKind::Other(Other::Compound)),
        ] {
            assert_eq!(kind_of(&file(name)), kind, "{name}");
        }
    }
}
