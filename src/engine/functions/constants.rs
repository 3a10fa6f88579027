//! The arguments of statistical functions that are the same for all rows.

use datafusion::arrow::datatypes::DataType;
use datafusion::common::{Result, ScalarValue, plan_datafusion_err};

use super::kernels::resampling::Plan;

/// More replications than this are a mistake.
const REPLICATIONS_MAX: i64 = 1_000_000;

/// What an argument that is the same for all rows may be.
#[derive(Debug, Clone, Copy)]
pub(super) enum Constant {
    /// one of these words
    Word(&'static [&'static str]),
    /// a number of replications
    Replications,
    /// the seed of the streams of chance
    Seed,
    /// a share at each end
    Share,
}

impl Constant {
    /// The type it is read as.
    pub(super) fn data_type(self) -> DataType {
        match self {
            Self::Word(_) => DataType::Utf8,
            Self::Replications | Self::Seed => DataType::Int64,
            Self::Share => DataType::Float64,
        }
    }

    fn expected(self) -> String {
        match self {
            Self::Word(words) => {
                let words: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
                let (last, before) = words
                    .split_last()
                    .map_or((String::new(), String::new()), |(last, before)| (last.clone(), before.join(", ")));
                format!("the word {before} or {last}")
            }
            Self::Replications => format!("a whole number of replications, 1 to {REPLICATIONS_MAX}"),
            Self::Seed => "a seed: a whole number, 0 or more".to_owned(),
            Self::Share => "a share from 0 to below 0.5".to_owned(),
        }
    }
}

/// The values of such arguments.
#[derive(Debug, Clone)]
pub(super) struct Constants {
    /// the word
    pub(super) word: String,
    /// replications and seed
    pub(super) plan: Plan,
    /// the share
    pub(super) share: f64,
}

impl Default for Constants {
    fn default() -> Self {
        Self { word: String::new(), plan: Plan { replications: 1, seed: 0 }, share: 0.0 }
    }
}

impl Constants {
    /// Takes the value of one of them.
    ///
    /// # Errors
    /// When there is none, or it is not what the argument may be.
    pub(super) fn set(
        &mut self,
        constant: Constant,
        name: &str,
        place: usize,
        value: Option<&ScalarValue>,
    ) -> Result<()> {
        let whole = match value {
            Some(ScalarValue::Int64(whole)) => *whole,
            Some(ScalarValue::Int32(whole)) => whole.map(i64::from),
            _ => None,
        };
        let number = match value {
            Some(ScalarValue::Float64(number)) => *number,
            // checked once more when it has its type
            Some(ScalarValue::Decimal128(Some(_), ..)) => Some(0.0),
            _ => whole.and_then(|whole| i32::try_from(whole).ok()).map(f64::from),
        };
        let is_right = match constant {
            Constant::Word(words) => {
                let word = value.and_then(|value| value.try_as_str().flatten()).filter(|word| words.contains(word));
                word.map(|word| word.clone_into(&mut self.word)).is_some()
            }
            Constant::Replications => {
                let replications = whole.filter(|whole| (1..=REPLICATIONS_MAX).contains(whole));
                let replications = replications.and_then(|whole| u32::try_from(whole).ok());
                replications.map(|replications| self.plan.replications = replications).is_some()
            }
            Constant::Seed => {
                whole.and_then(|whole| u64::try_from(whole).ok()).map(|seed| self.plan.seed = seed).is_some()
            }
            Constant::Share => {
                number.filter(|share| (0.0..0.5).contains(share)).map(|share| self.share = share).is_some()
            }
        };
        if is_right {
            return Ok(());
        }
        let found = match value {
            Some(value) if value.try_as_str().is_some() => {
                value.try_as_str().flatten().map_or_else(|| "NULL".to_owned(), |word| format!("'{word}'"))
            }
            Some(value) => value.to_string(),
            None => "something that differs from row to row".to_owned(),
        };
        let which = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh"].get(place).unwrap_or(&"last");
        Err(plan_datafusion_err!("the {which} argument of {name} must be {}, found {found}", constant.expected()))
    }
}
