//! How a table of the lake is described: its key, its columns, their kinds and labels.

use std::sync::Arc;

use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};

use super::label::Label;
use super::words::Vocabulary;

/// What a column holds, and how it is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A calendar year: `Int32`.
    Year,
    /// A count, a level, a month or an item number: `Int32`.
    Integer,
    /// Text, codes included: `Utf8`.
    Text,
    /// One word of a closed list: `Utf8`.
    Word(&'static Vocabulary),
    /// Money in yuan: `Decimal128(18,2)`.
    Money,
    /// A score, a weight or a printed percentage: `Decimal128(7,2)`.
    Score,
    /// A target or actual value of an indicator: `Decimal128(20,6)`.
    Measure,
    /// A day: `Date32`.
    Date,
    /// Yes or no: `Boolean`.
    Flag,
    /// A moment, in UTC: `Timestamp(Microsecond)`.
    Instant,
}

impl Kind {
    /// The Arrow type that stores it.
    pub fn data_type(self) -> DataType {
        match self {
            Self::Year | Self::Integer => DataType::Int32,
            Self::Text | Self::Word(_) => DataType::Utf8,
            Self::Money => DataType::Decimal128(18, 2),
            Self::Score => DataType::Decimal128(7, 2),
            Self::Measure => DataType::Decimal128(20, 6),
            Self::Date => DataType::Date32,
            Self::Flag => DataType::Boolean,
            Self::Instant => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
        }
    }

    /// The number of decimals of a decimal kind; none for the others.
    pub fn scale(self) -> Option<u8> {
        match self {
            Self::Money | Self::Score => Some(2),
            Self::Measure => Some(6),
            _ => None,
        }
    }

    /// The largest number of digits of a decimal kind; none for the others.
    pub fn precision(self) -> Option<u8> {
        match self {
            Self::Money => Some(18),
            Self::Score => Some(7),
            Self::Measure => Some(20),
            _ => None,
        }
    }
}

/// A column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its SQL name.
    pub name: &'static str,
    /// What reports and the `zh` schema call it; unique within its table.
    pub label: Label,
    /// What it holds.
    pub kind: Kind,
}

impl Column {
    /// Describes a column.
    pub const fn new(name: &'static str, kind: Kind, zh: &'static str, en: &'static str) -> Self {
        Self { name, label: Label { zh, en }, kind }
    }
}

/// A table of the lake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its SQL name.
    pub name: &'static str,
    /// What reports and the `zh` schema call it.
    pub label: Label,
    /// What a row is and where it comes from, in one sentence.
    pub about: &'static str,
    /// The columns that tell one row from another.
    pub key: &'static [&'static str],
    /// Its columns, the key's among them, without those of the provenance.
    pub columns: &'static [Column],
    /// Whether a row says which source, sheet, row and cells it was read from.
    pub has_provenance: bool,
}

/// The year column that tables are partitioned by.
const PARTITION: &str = "fiscal_year";

/// Where a row was read: the columns every data table ends with.
pub(super) const PROVENANCE: [Column; 4] = [
    Column::new("source_id", Kind::Text, "来源编号", "Source"),
    Column::new("source_sheet", Kind::Text, "来源工作表", "Source sheet"),
    Column::new("source_row", Kind::Integer, "来源行号", "Source row"),
    Column::new("source_cells", Kind::Text, "来源单元格", "Source cells"),
];

impl Table {
    /// All columns as they are stored, those of the provenance last.
    pub fn all_columns(&self) -> impl Iterator<Item = &Column> {
        let provenance: &[Column] = if self.has_provenance { &PROVENANCE } else { &[] };
        self.columns.iter().chain(provenance)
    }

    /// The column of this name, provenance included.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.all_columns().find(|column| column.name == name)
    }

    /// The position of the column of this name among `columns`.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// Whether the column is part of the key.
    pub fn is_key(&self, name: &str) -> bool {
        self.key.contains(&name)
    }

    /// The column that the files of the table are divided by: the year, where the table has one as data
    /// (the ledger and the reference tables are not divided).
    pub fn partition(&self) -> Option<&'static str> {
        let divided = self.has_provenance && self.key.contains(&PARTITION);
        divided.then_some(PARTITION)
    }

    /// The table's Arrow schema. Key columns may be NULL: keys compare NULL-safe.
    pub fn schema(&self) -> SchemaRef {
        let fields: Vec<Field> =
            self.all_columns().map(|column| Field::new(column.name, column.kind.data_type(), true)).collect();
        Arc::new(Schema::new(fields))
    }
}
