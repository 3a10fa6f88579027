//! The accumulator of functions over several columns of numbers and words: complete rows with their words numbered in a
//! dictionary, merged with those of other partitions, sorted, and handed to the statistic.

use std::collections::HashMap;
use std::fmt;
use std::mem::{size_of, size_of_val, take};
use std::sync::Arc;

use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, Float64Array, Int64Array, ListArray, StringArray, UInt32Array,
};
use datafusion::arrow::datatypes::{DataType, Field, Float64Type, Int64Type, UInt32Type};
use datafusion::common::cast::{as_float64_array, as_list_array, as_string_array};
use datafusion::common::utils::SingleRowListArrayBuilder;
use datafusion::common::{Result, ScalarValue, exec_err};
use datafusion::logical_expr::Accumulator;

use super::kernels::records::Records;

/// What an argument holds for each row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// a number
    Number,
    /// a list of numbers
    Numbers,
    /// a word
    Word,
    /// a list of words
    Words,
}

impl Part {
    /// The type its argument is read as.
    pub(super) fn data_type(self) -> DataType {
        let list = |item| DataType::List(Arc::new(Field::new_list_field(item, true)));
        match self {
            Self::Number => DataType::Float64,
            Self::Numbers => list(DataType::Float64),
            Self::Word => DataType::Utf8,
            Self::Words => list(DataType::Utf8),
        }
    }

    fn holds_words(self) -> bool {
        matches!(self, Self::Word | Self::Words)
    }
}

/// All complete rows of a group.
pub(super) struct Collected {
    /// the rows, sorted
    pub(super) records: Records,
    /// how many columns each part has; 0 for one that is not given, and for lists where no row is complete
    pub(super) widths: Vec<usize>,
    /// rows left out because a value is missing
    pub(super) incomplete: usize,
}

/// Makes a value of collected rows.
pub(super) type Finish = Box<dyn Fn(Collected) -> Result<ScalarValue> + Send + Sync>;

/// The state of a [`RecordRows`]: lists of numbers (row by row), of words (as places in the next), of the dictionary,
/// and of counts (complete rows, incomplete rows, the width of each part or -1).
pub(super) fn state_types() -> [(&'static str, DataType); 4] {
    [
        ("numbers", DataType::Float64),
        ("words", DataType::UInt32),
        ("dictionary", DataType::Utf8),
        ("counts", DataType::Int64),
    ]
}

/// The complete rows of a group.
pub(super) struct RecordRows {
    name: &'static str,
    parts: Vec<Part>,
    /// how many columns each part has, once a row has shown it
    widths: Vec<Option<usize>>,
    rows: usize,
    incomplete: usize,
    /// row by row
    numbers: Vec<f64>,
    /// row by row, places in the dictionary
    words: Vec<u32>,
    dictionary: Dictionary,
    finish: Finish,
}

impl fmt::Debug for RecordRows {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("RecordRows").field("name", &self.name).field("rows", &self.rows).finish_non_exhaustive()
    }
}

impl RecordRows {
    /// No rows yet; arguments beyond `parts` are the same for all rows, and are not looked at.
    pub(super) fn new(name: &'static str, parts: Vec<Part>, finish: Finish) -> Self {
        let known = |part: &Part| matches!(part, Part::Number | Part::Word).then_some(1);
        Self {
            name,
            widths: parts.iter().map(known).collect(),
            parts,
            rows: 0,
            incomplete: 0,
            numbers: Vec::new(),
            words: Vec::new(),
            dictionary: Dictionary::default(),
            finish,
        }
    }

    fn set_width(&mut self, part: usize, width: usize) -> Result<()> {
        match self.widths[part] {
            Some(known) if known != width => {
                exec_err!("argument {} of {} has {known} values in one row and {width} in another", part + 1, self.name)
            }
            _ => {
                self.widths[part] = Some(width);
                Ok(())
            }
        }
    }

    fn collected(&mut self) -> Collected {
        let widths: Vec<usize> = self.widths.iter().map(|width| width.unwrap_or(0)).collect();
        let of_kind = |words: bool| -> usize {
            let parts = self.parts.iter().zip(&widths);
            parts.filter(|(part, _)| part.holds_words() == words).map(|(_, width)| width).sum()
        };
        let numbers = by_column(&self.numbers, of_kind(false), self.rows);
        let words = by_column(&self.words, of_kind(true), self.rows);
        let records = Records::sorted(&numbers, &words, &self.dictionary.texts);
        Collected { records, widths, incomplete: self.incomplete }
    }
}

/// Row by row to column by column.
fn by_column<T: Copy>(values: &[T], width: usize, rows: usize) -> Vec<Vec<T>> {
    (0..width).map(|column| (0..rows).map(|row| values[row * width + column]).collect()).collect()
}

/// One argument's arrays: the items, and where each row's begin.
enum Column<'a> {
    Numbers(&'a Float64Array, Option<&'a ListArray>),
    Words(&'a StringArray, Option<&'a ListArray>),
}

impl<'a> Column<'a> {
    fn new(part: Part, array: &'a ArrayRef) -> Result<Self> {
        Ok(match part {
            Part::Number => Self::Numbers(as_float64_array(array)?, None),
            Part::Numbers => {
                let list = as_list_array(array)?;
                Self::Numbers(as_float64_array(list.values())?, Some(list))
            }
            Part::Word => Self::Words(as_string_array(array)?, None),
            Part::Words => {
                let list = as_list_array(array)?;
                Self::Words(as_string_array(list.values())?, Some(list))
            }
        })
    }

    /// The places of a row's items; none where there is no list.
    fn items(&self, row: usize) -> Option<std::ops::Range<usize>> {
        let (Self::Numbers(_, list) | Self::Words(_, list)) = self;
        let Some(list) = list else { return Some(row..row + 1) };
        let place = |offset: i32| usize::try_from(offset).unwrap_or(0);
        let offsets = list.value_offsets();
        list.is_valid(row).then(|| place(offsets[row])..place(offsets[row + 1]))
    }

    fn has_all(&self, items: std::ops::Range<usize>) -> bool {
        match self {
            Self::Numbers(values, _) => {
                items.into_iter().all(|item| values.is_valid(item) && !values.value(item).is_nan())
            }
            Self::Words(values, _) => items.into_iter().all(|item| values.is_valid(item)),
        }
    }
}

impl Accumulator for RecordRows {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        let parts = self.parts.clone();
        let columns = parts.iter().zip(values).map(|(part, array)| Column::new(*part, array));
        let columns = columns.collect::<Result<Vec<Column<'_>>>>()?;
        if columns.len() != parts.len() {
            return exec_err!("{} takes {} columns, found {}", self.name, parts.len(), columns.len());
        }
        for row in 0..values.first().map_or(0, Array::len) {
            let items: Option<Vec<_>> = columns.iter().map(|column| column.items(row)).collect();
            let Some(items) = items else {
                self.incomplete += 1;
                continue;
            };
            for (part, items) in items.iter().enumerate() {
                if self.widths[part] != Some(items.len()) {
                    self.set_width(part, items.len())?;
                }
            }
            if !columns.iter().zip(&items).all(|(column, items)| column.has_all(items.clone())) {
                self.incomplete += 1;
                continue;
            }
            for (column, items) in columns.iter().zip(items) {
                match column {
                    // adding zero turns -0.0 into 0.0, which would otherwise break a tie
                    Column::Numbers(values, _) => self.numbers.extend(items.map(|item| values.value(item) + 0.0)),
                    Column::Words(values, _) => {
                        for item in items {
                            self.words.push(self.dictionary.place(values.value(item)));
                        }
                    }
                }
            }
            self.rows += 1;
        }
        Ok(())
    }

    /// Keeps the rows: a growing window frame asks again after the next row.
    fn evaluate(&mut self) -> Result<ScalarValue> {
        let collected = self.collected();
        (self.finish)(collected)
    }

    fn size(&self) -> usize {
        size_of_val(self)
            + self.numbers.capacity() * size_of::<f64>()
            + self.words.capacity() * size_of::<u32>()
            + self.dictionary.size()
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        let count = |rows: usize| i64::try_from(rows).unwrap_or(i64::MAX);
        let widths = self.widths.iter().map(|width| width.map_or(-1, count));
        let counts: Vec<i64> = [count(self.rows), count(self.incomplete)].into_iter().chain(widths).collect();
        let dictionary = take(&mut self.dictionary);
        let texts = StringArray::from_iter_values(dictionary.texts.iter());
        let columns: [ArrayRef; 4] = [
            Arc::new(Float64Array::from(take(&mut self.numbers))),
            Arc::new(UInt32Array::from(take(&mut self.words))),
            Arc::new(texts),
            Arc::new(Int64Array::from(counts)),
        ];
        Ok(columns.into_iter().map(|column| SingleRowListArrayBuilder::new(column).build_list_scalar()).collect())
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        let [numbers, words, dictionaries, counts] = states else {
            return exec_err!("the state of {} has {} parts, not 4", self.name, states.len());
        };
        let lists = [numbers, words, dictionaries, counts].map(AsArray::as_list::<i32>);
        for group in 0..numbers.len() {
            if lists.iter().any(|list| list.is_null(group)) {
                continue;
            }
            let [numbers, words, texts, counts] = lists.map(|list| list.value(group));
            let counts = counts.as_primitive::<Int64Type>();
            let count = |place: usize| usize::try_from(counts.value(place)).ok();
            self.rows += count(0).unwrap_or(0);
            self.incomplete += count(1).unwrap_or(0);
            for part in 0..self.parts.len() {
                if let Some(width) = count(part + 2) {
                    self.set_width(part, width)?;
                }
            }
            let texts = as_string_array(&texts)?;
            let places: Vec<u32> = texts.iter().map(|text| self.dictionary.place(text.unwrap_or_default())).collect();
            self.numbers.extend_from_slice(numbers.as_primitive::<Float64Type>().values());
            let words = words.as_primitive::<UInt32Type>().values();
            self.words.extend(words.iter().map(|&word| places[word as usize]));
        }
        Ok(())
    }
}

/// Words numbered as they come.
#[derive(Default)]
struct Dictionary {
    texts: Vec<Box<str>>,
    places: HashMap<Box<str>, u32>,
    /// bytes of all texts
    bytes: usize,
    last: u32,
}

impl Dictionary {
    fn place(&mut self, text: &str) -> u32 {
        // rows often come sorted by a word
        if self.texts.get(self.last as usize).is_some_and(|last| last.as_ref() == text) {
            return self.last;
        }
        let place = self.places.get(text).copied().unwrap_or_else(|| {
            let place = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
            self.bytes += text.len();
            self.texts.push(text.into());
            self.places.insert(text.into(), place);
            place
        });
        self.last = place;
        place
    }

    fn size(&self) -> usize {
        self.texts.capacity() * size_of::<Box<str>>()
            + self.places.capacity() * (size_of::<Box<str>>() + size_of::<u32>() + 1)
            + 2 * self.bytes
    }
}
