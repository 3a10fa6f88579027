//! How much is read: limits that a damaged or hostile file meets before the machine does.
//!
//! Every limit has a name, a default and a message of its own; `--limit NAME=NUMBER` raises or lowers it for one run.

/// The most that is read of a file, a container or a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a file that is read as sheets. Default 512 MiB.
    pub file_bytes: u64,
    /// Sheets of a workbook, tables of a document or page. Default 2 000.
    pub sheets: u64,
    /// Rows of a sheet, blank ones included. Default 3 000 000 (Excel's own most is 1 048 576).
    pub rows: u64,
    /// Columns of a sheet. Default 16 384, Excel's own most.
    pub columns: u64,
    /// Cells of a sheet, blank ones before a printed one included. Default 20 000 000.
    pub cells: u64,
    /// Merged ranges of a sheet. Default 200 000.
    pub merges: u64,
    /// Bytes of the text in one cell. Default 1 MiB (Excel's own most is 32 767 characters).
    pub cell_text: u64,
    /// Bytes that a zip container (`.xlsx`, `.ods`, `.docx`, `.zip`) unpacks to, all parts together. Default 2 GiB.
    pub decompressed_bytes: u64,
    /// How many times its packed size a part of a zip container may unpack to, where it unpacks to more than
    /// 16 MiB. Default 250; honest workbooks stay below 60.
    pub compression_ratio: u64,
    /// Parts of a zip container. Default 20 000.
    pub zip_entries: u64,
    /// How deep elements of XML or HTML may be nested. Default 256.
    pub xml_depth: u64,
}

/// The size below which a part may be packed as well as it likes: 16 MiB.
pub(super) const RATIO_FROM: u64 = 16 * 1024 * 1024;

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 512 * 1024 * 1024,
            sheets: 2_000,
            rows: 3_000_000,
            columns: 16_384,
            cells: 20_000_000,
            merges: 200_000,
            cell_text: 1024 * 1024,
            decompressed_bytes: 2 * 1024 * 1024 * 1024,
            compression_ratio: 250,
            zip_entries: 20_000,
            xml_depth: 256,
        }
    }
}

/// One of the limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Limit {
    /// [`Limits::file_bytes`].
    FileBytes,
    /// [`Limits::sheets`].
    Sheets,
    /// [`Limits::rows`].
    Rows,
    /// [`Limits::columns`].
    Columns,
    /// [`Limits::cells`].
    Cells,
    /// [`Limits::merges`].
    Merges,
    /// [`Limits::cell_text`].
    CellText,
    /// [`Limits::decompressed_bytes`].
    DecompressedBytes,
    /// [`Limits::compression_ratio`].
    CompressionRatio,
    /// [`Limits::zip_entries`].
    ZipEntries,
    /// [`Limits::xml_depth`].
    XmlDepth,
}

impl Limit {
    /// All of them, in the order they are documented.
    pub const ALL: [Self; 11] = [
        Self::FileBytes,
        Self::Sheets,
        Self::Rows,
        Self::Columns,
        Self::Cells,
        Self::Merges,
        Self::CellText,
        Self::DecompressedBytes,
        Self::CompressionRatio,
        Self::ZipEntries,
        Self::XmlDepth,
    ];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::FileBytes => "file-bytes",
            Self::Sheets => "sheets",
            Self::Rows => "rows",
            Self::Columns => "columns",
            Self::Cells => "cells",
            Self::Merges => "merges",
            Self::CellText => "cell-text",
            Self::DecompressedBytes => "decompressed-bytes",
            Self::CompressionRatio => "compression-ratio",
            Self::ZipEntries => "zip-entries",
            Self::XmlDepth => "xml-depth",
        }
    }

    /// What exceeds it, for a message: `{found} …, more than the {allowed} that are read`.
    pub(super) fn sentence(self, found: u64, allowed: u64) -> String {
        match self {
            Self::FileBytes => format!("has {found} bytes, more than the {allowed} that are read as sheets"),
            Self::Sheets => format!("has more than the {allowed} sheets or tables that are read"),
            Self::Rows => format!("reaches to row {found}, beyond the {allowed} rows that are read"),
            Self::Columns => format!("reaches to column {found}, beyond the {allowed} columns that are read"),
            Self::Cells => format!("reaches over more than the {allowed} cells that are read"),
            Self::Merges => format!("has more than the {allowed} merged ranges that are read"),
            Self::CellText => format!("has a cell with {found} bytes of text, more than the {allowed} that are read"),
            Self::DecompressedBytes => format!("unpacks to more than the {allowed} bytes that are read"),
            Self::CompressionRatio => {
                format!("unpacks to more than {allowed} times its size (at least {found} bytes), as a zip bomb does")
            }
            Self::ZipEntries => format!("holds {found} packed files, more than the {allowed} that are read"),
            Self::XmlDepth => format!("nests elements more than {allowed} deep"),
        }
    }

    /// What to do when it is exceeded.
    pub(super) fn hint(self) -> &'static str {
        match self {
            Self::FileBytes => "divide it by year, or raise the limit with --limit file-bytes=NUMBER",
            Self::Sheets => "divide the file, or raise the limit with --limit sheets=NUMBER",
            Self::Rows => "delete formats and stray cells below the data, or raise the limit with --limit rows=NUMBER",
            Self::Columns => {
                "delete stray cells to the right of the data, or raise the limit with --limit columns=NUMBER"
            }
            Self::Cells => {
                "divide it by year, delete stray cells beyond the data, or raise the limit with --limit cells=NUMBER"
            }
            Self::Merges => "undo merged cells among the data, or raise the limit with --limit merges=NUMBER",
            Self::CellText => "shorten the text, or raise the limit with --limit cell-text=NUMBER",
            Self::DecompressedBytes => {
                "if the file is what it should be, raise the limit with --limit decompressed-bytes=NUMBER"
            }
            Self::CompressionRatio => {
                "if the file is what it should be, raise the limit with --limit compression-ratio=NUMBER"
            }
            Self::ZipEntries => "divide the archive, or raise the limit with --limit zip-entries=NUMBER",
            Self::XmlDepth => "if the file is what it should be, raise the limit with --limit xml-depth=NUMBER",
        }
    }
}

/// A limit that a file exceeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exceeded {
    /// Which limit.
    pub limit: Limit,
    /// What was found, as far as it was read.
    pub found: u64,
    /// What is allowed.
    pub allowed: u64,
}

/// A `--limit` that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LimitError {
    /// Not `NAME=NUMBER`.
    #[error("a limit is written NAME=NUMBER, found `{found}`")]
    Form {
        /// What was written.
        found: String,
    },
    /// No limit of that name.
    #[error("there is no limit `{name}`; there are {}", names())]
    Unknown {
        /// What was written.
        name: String,
    },
    /// A value that is no whole number above zero.
    #[error("the limit `{name}` is a whole number above zero, found `{found}`")]
    Number {
        /// The limit.
        name: &'static str,
        /// What was written.
        found: String,
    },
}

fn names() -> String {
    Limit::ALL.map(Limit::name).join(", ")
}

impl Limits {
    /// The value of a limit.
    pub fn of(&self, limit: Limit) -> u64 {
        match limit {
            Limit::FileBytes => self.file_bytes,
            Limit::Sheets => self.sheets,
            Limit::Rows => self.rows,
            Limit::Columns => self.columns,
            Limit::Cells => self.cells,
            Limit::Merges => self.merges,
            Limit::CellText => self.cell_text,
            Limit::DecompressedBytes => self.decompressed_bytes,
            Limit::CompressionRatio => self.compression_ratio,
            Limit::ZipEntries => self.zip_entries,
            Limit::XmlDepth => self.xml_depth,
        }
    }

    /// The same with another value for one limit.
    #[must_use]
    pub fn with(mut self, limit: Limit, value: u64) -> Self {
        let place = match limit {
            Limit::FileBytes => &mut self.file_bytes,
            Limit::Sheets => &mut self.sheets,
            Limit::Rows => &mut self.rows,
            Limit::Columns => &mut self.columns,
            Limit::Cells => &mut self.cells,
            Limit::Merges => &mut self.merges,
            Limit::CellText => &mut self.cell_text,
            Limit::DecompressedBytes => &mut self.decompressed_bytes,
            Limit::CompressionRatio => &mut self.compression_ratio,
            Limit::ZipEntries => &mut self.zip_entries,
            Limit::XmlDepth => &mut self.xml_depth,
        };
        *place = value;
        self
    }

    /// Reads one `NAME=NUMBER`; underscores in the name stand for hyphens, and in the number for nothing.
    ///
    /// # Errors
    /// When it is not of that form, there is no such limit, or the number is none.
    pub fn parse(text: &str) -> Result<(Limit, u64), LimitError> {
        let (name, number) = text.split_once('=').ok_or_else(|| LimitError::Form { found: text.to_owned() })?;
        let name = name.trim().to_ascii_lowercase().replace('_', "-");
        let limit = Limit::ALL.into_iter().find(|limit| limit.name() == name);
        let limit = limit.ok_or(LimitError::Unknown { name })?;
        let value = number.trim().replace('_', "").parse().ok().filter(|value| *value > 0);
        let value = value.ok_or_else(|| LimitError::Number { name: limit.name(), found: number.to_owned() })?;
        Ok((limit, value))
    }

    /// Whether as many as were found are allowed.
    ///
    /// # Errors
    /// When they are more.
    pub(super) fn allow(&self, limit: Limit, found: usize) -> Result<(), Exceeded> {
        self.allow_count(limit, u64::try_from(found).unwrap_or(u64::MAX))
    }

    /// Whether as many as were found are allowed.
    ///
    /// # Errors
    /// When they are more.
    pub(super) fn allow_count(&self, limit: Limit, found: u64) -> Result<(), Exceeded> {
        let allowed = self.of(limit);
        if found > allowed { Err(Exceeded { limit, found, allowed }) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn every_limit_can_be_set_by_its_name() {
        for (at, limit) in Limit::ALL.into_iter().enumerate() {
            let value = 7 + u64::try_from(at).unwrap();
            let given = format!("{}={value}", limit.name());
            assert_eq!(Limits::parse(&given), Ok((limit, value)));
            let changed = Limits::default().with(limit, value);
            assert_eq!(changed.of(limit), value);
            for other in Limit::ALL.into_iter().filter(|other| *other != limit) {
                assert_eq!(changed.of(other), Limits::default().of(other));
            }
            assert!(limit.hint().contains(&format!("--limit {}=NUMBER", limit.name())));
        }
        assert_eq!(Limits::parse("Zip_Entries = 1_000"), Ok((Limit::ZipEntries, 1000)));
    }

    #[test]
    fn what_is_no_limit_is_said() {
        for (given, words) in [
            ("cells", "NAME=NUMBER, found `cells`"),
            ("cell=3", "there is no limit `cell`; there are file-bytes, sheets"),
            ("cells=many", "the limit `cells` is a whole number above zero, found `many`"),
            ("cells=0", "found `0`"),
            ("cells=-1", "found `-1`"),
        ] {
            let said = Limits::parse(given).unwrap_err().to_string();
            assert!(said.contains(words), "{given}: {said}");
        }
    }
}
