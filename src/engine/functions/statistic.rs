//! What the engine has to know of each statistical aggregate: name, argument and result types, state, and which
//! accumulator to make.

use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::common::{Result, ScalarValue, exec_err, plan_datafusion_err, plan_err};
use datafusion::logical_expr::function::{AccumulatorArgs, AggregateFunctionSimplification, StateFieldsArgs};
use datafusion::logical_expr::utils::{AggregateOrderSensitivity, format_state_name};
use datafusion::logical_expr::{
    Accumulator, AggregateUDFImpl, ColumnarValue, Documentation, Expr, GroupsAccumulator, Signature, Volatility,
};
use datafusion::scalar::ScalarValue::Float64;

use super::constants::{Constant, Constants};
use super::kernels::association::{self, Method};
use super::kernels::resampling::{Resampled, cluster_bootstrap, permutation};
use super::kernels::wild_bootstrap::{self, Weights};
use super::kernels::{gini, kendall, partial, rank, rank_association, regression, winsor};
use super::records::{Collected, Part, RecordRows, state_types};
use super::rows::{CompleteRows, Finish, GroupedRows};
use super::weighted::{self, WeightedGroup, WeightedGroups};
use super::{documentation, values};

/// The functions there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Statistic {
    /// `corr_spearman(x, y)`
    Spearman,
    /// `corr_kendall(x, y)`
    Kendall,
    /// `corr_test(x, y, method)`
    Test,
    /// `corr_partial(x, y, [control…], [fixed_effect…])`
    Partial,
    /// `rank_association(score, growth, year, cluster)`
    RankAssociation,
    /// `ols(y, [x…], [fixed_effect…], [cluster…])`
    Ols,
    /// `wild_cluster_bootstrap(y, [x…], [fixed_effect…], cluster, weights, replications, seed)`
    WildBootstrap,
    /// `permutation_test(x, y, stratum, method, replications, seed)`
    Permutation,
    /// `cluster_bootstrap(x, y, stratum, cluster, method, replications, seed)`
    ClusterBootstrap,
    /// `weighted_mean(x, w)`
    WeightedMean,
    /// `winsor_limits(x, share)`
    WinsorLimits,
    /// `gini(x)`
    Gini,
}

use Statistic::{
    ClusterBootstrap, Gini, Kendall, Ols, Partial, Permutation, RankAssociation, Spearman, Test, WeightedMean,
    WildBootstrap, WinsorLimits,
};

/// All of them, in the order in which they are listed.
pub(super) const ALL: [Statistic; 12] = [
    Spearman,
    Kendall,
    Test,
    Partial,
    RankAssociation,
    Ols,
    WildBootstrap,
    Permutation,
    ClusterBootstrap,
    WeightedMean,
    WinsorLimits,
    Gini,
];

const METHODS: Constant = Constant::Word(&["pearson", "spearman", "kendall"]);
const RESAMPLED: Constant = Constant::Word(&["pearson", "spearman", "kendall", "within"]);
const WEIGHTS: Constant = Constant::Word(&["rademacher", "webb"]);

impl Statistic {
    /// The SQL name.
    pub(super) fn name(self) -> &'static str {
        match self {
            Spearman => "corr_spearman",
            Kendall => "corr_kendall",
            Test => "corr_test",
            Partial => "corr_partial",
            RankAssociation => "rank_association",
            Ols => "ols",
            WildBootstrap => "wild_cluster_bootstrap",
            Permutation => "permutation_test",
            ClusterBootstrap => "cluster_bootstrap",
            WeightedMean => "weighted_mean",
            WinsorLimits => "winsor_limits",
            Gini => "gini",
        }
    }

    /// The arguments that differ from row to row.
    fn parts(self) -> &'static [Part] {
        use Part::{Number, Numbers, Word, Words};
        match self {
            Spearman | Kendall | Test | WeightedMean => &[Number, Number],
            WinsorLimits | Gini => &[Number],
            Partial => &[Number, Number, Numbers, Words],
            RankAssociation | ClusterBootstrap => &[Number, Number, Word, Word],
            Ols => &[Number, Numbers, Words, Words],
            WildBootstrap => &[Number, Numbers, Words, Word],
            Permutation => &[Number, Number, Word],
        }
    }

    /// How many of the last of them may be left out.
    fn optional(self) -> usize {
        match self {
            Partial => 1,
            Ols => 2,
            _ => 0,
        }
    }

    /// The arguments that are the same for all rows; they follow the others.
    fn constants(self) -> &'static [Constant] {
        use Constant::{Replications, Seed, Share};
        match self {
            Test => &[METHODS],
            WinsorLimits => &[Share],
            Permutation | ClusterBootstrap => &[RESAMPLED, Replications, Seed],
            WildBootstrap => &[WEIGHTS, Replications, Seed],
            _ => &[],
        }
    }

    fn return_type(self) -> DataType {
        match self {
            Spearman | Kendall | Gini => DataType::Float64,
            Test | Partial => DataType::Struct(values::association_fields()),
            RankAssociation => DataType::Struct(values::rank_association_fields()),
            Ols => DataType::Struct(values::regression_fields()),
            WildBootstrap => DataType::Struct(values::wild_fields()),
            Permutation => DataType::Struct(values::permutation_fields()),
            ClusterBootstrap => DataType::Struct(values::bootstrap_fields()),
            WeightedMean => DataType::Struct(values::weighted_mean_fields()),
            WinsorLimits => DataType::Struct(values::limits_fields()),
        }
    }

    fn pairs(self, constants: &Constants) -> Option<Finish<2>> {
        Some(match self {
            Spearman => Finish::of_any_order(|rows| Ok(Float64(rank::spearman(rows)))),
            Kendall => Finish::of_any_order(|rows| Ok(Float64(kendall::tau_b(rows)))),
            Test => {
                let method = Method::from_word(&constants.word).unwrap_or(Method::Pearson);
                Finish::of_sorted(move |rows| values::association(&association::test(rows, method)))
            }
            _ => return None,
        })
    }

    fn singles(self, constants: &Constants) -> Option<Finish<1>> {
        Some(match self {
            Gini => Finish::of_sorted(|rows| Ok(Float64(gini::coefficient(rows)))),
            WinsorLimits => {
                let share = constants.share;
                Finish::of_any_order(move |rows| values::limits(winsor::limits(rows, share)))
            }
            _ => return None,
        })
    }

    /// What is made of rows of numbers and words.
    fn records(self, constants: Constants) -> impl Fn(Collected) -> Result<ScalarValue> + Send + Sync {
        let plan = constants.plan;
        move |collected: Collected| {
            let Collected { records, widths, incomplete } = collected;
            match self {
                Partial => values::association(&partial::correlation(&records)),
                RankAssociation => values::rank_association(&rank_association::rank_association(&records)),
                Ols => {
                    let width = |part: usize| widths.get(part).copied().unwrap_or(0);
                    if width(3) > 2 {
                        return exec_err!("ols takes one or two cluster variables, found {}", width(3));
                    }
                    values::regression(&regression::ols(records, width(2)), incomplete)
                }
                WildBootstrap => {
                    let weights = Weights::from_word(&constants.word).unwrap_or(Weights::Rademacher);
                    values::wild(&wild_bootstrap::test(records, weights, plan), plan)
                }
                Permutation | ClusterBootstrap => {
                    let statistic = Resampled::from_word(&constants.word).unwrap_or(Resampled::Pearson);
                    if self == Permutation {
                        values::permutation(&permutation(&records, statistic, plan), plan)
                    } else {
                        values::bootstrap(&cluster_bootstrap(&records, statistic, plan), plan)
                    }
                }
                _ => exec_err!("{} keeps no records", self.name()),
            }
        }
    }
}

/// A [`Statistic`] as an aggregate function of the engine.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct StatisticalFunction {
    statistic: Statistic,
    signature: Signature,
}

impl StatisticalFunction {
    /// The function of this statistic.
    pub(super) fn new(statistic: Statistic) -> Self {
        Self { statistic, signature: Signature::user_defined(Volatility::Immutable) }
    }

    /// The arguments that are the same for all rows, as the plan holds them.
    fn constants(&self, arguments: &AccumulatorArgs) -> Result<Constants> {
        let statistic = self.statistic;
        let schema = Arc::new(arguments.schema.clone());
        let mut constants = Constants::default();
        for (constant, place) in statistic.constants().iter().zip(statistic.parts().len()..) {
            // a plan may hold a cast of a literal: both are one value without a row to look at
            let value =
                arguments.exprs.get(place).map(|expr| expr.evaluate(&RecordBatch::new_empty(Arc::clone(&schema))));
            let value = match value.transpose()? {
                Some(ColumnarValue::Scalar(value)) => Some(value),
                _ => None,
            };
            constants.set(*constant, statistic.name(), place, value.as_ref())?;
        }
        Ok(constants)
    }
}

impl AggregateUDFImpl for StatisticalFunction {
    fn name(&self) -> &str {
        self.statistic.name()
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, found: &[DataType]) -> Result<Vec<DataType>> {
        let (parts, constants) = (self.statistic.parts(), self.statistic.constants());
        let most = parts.len() + constants.len();
        let least = most - self.statistic.optional();
        if !(least..=most).contains(&found.len()) {
            let signature = documentation::of(self.name()).map_or("", |text| text.signature);
            return plan_err!("{} is called as {signature}; found {} arguments", self.name(), found.len());
        }
        let wanted =
            parts.iter().map(|part| part.data_type()).chain(constants.iter().map(|constant| constant.data_type()));
        found
            .iter()
            .zip(wanted)
            .enumerate()
            .map(|(place, (found, wanted))| coerced(self.name(), place, found, wanted))
            .collect()
    }

    fn return_type(&self, _argument_types: &[DataType]) -> Result<DataType> {
        Ok(self.statistic.return_type())
    }

    fn state_fields(&self, arguments: StateFieldsArgs) -> Result<Vec<FieldRef>> {
        let list = |name: &str, item| {
            let list = DataType::List(Arc::new(Field::new_list_field(item, true)));
            FieldRef::from(Field::new(format_state_name(arguments.name, name), list, true))
        };
        Ok(match self.statistic {
            Spearman | Kendall | Test => ["x", "y"].map(|column| list(column, DataType::Float64)).to_vec(),
            Gini | WinsorLimits => vec![list("x", DataType::Float64)],
            WeightedMean => weighted::state_fields(arguments.name),
            _ => state_types().map(|(name, item)| list(name, item)).to_vec(),
        })
    }

    fn accumulator(&self, arguments: AccumulatorArgs) -> Result<Box<dyn Accumulator>> {
        refuse_distinct(self.name(), arguments.is_distinct)?;
        let constants = self.constants(&arguments)?;
        if let Some(finish) = self.statistic.pairs(&constants) {
            return Ok(Box::new(CompleteRows::new(finish)));
        }
        if let Some(finish) = self.statistic.singles(&constants) {
            return Ok(Box::new(CompleteRows::new(finish)));
        }
        if self.statistic == WeightedMean {
            return Ok(Box::new(WeightedGroup::new(values::weighted_mean)));
        }
        let given = self.statistic.parts().iter().zip(arguments.exprs).map(|(part, _)| *part).collect();
        let finish = Box::new(self.statistic.records(constants));
        Ok(Box::new(RecordRows::new(self.statistic.name(), given, finish)))
    }

    /// Those over one or two columns have few rows a group as often as not; the others are estimates that need many
    /// rows, and beside their cost an accumulator a group weighs nothing.
    fn groups_accumulator_supported(&self, arguments: AccumulatorArgs) -> bool {
        !arguments.is_distinct
            && matches!(self.statistic, Spearman | Kendall | Test | Gini | WinsorLimits | WeightedMean)
    }

    fn create_groups_accumulator(&self, arguments: AccumulatorArgs) -> Result<Box<dyn GroupsAccumulator>> {
        let constants = self.constants(&arguments)?;
        let result_type = self.statistic.return_type();
        if let Some(finish) = self.statistic.pairs(&constants) {
            return Ok(Box::new(GroupedRows::new(finish, result_type)));
        }
        if let Some(finish) = self.statistic.singles(&constants) {
            return Ok(Box::new(GroupedRows::new(finish, result_type)));
        }
        Ok(Box::new(WeightedGroups::new(values::weighted_mean, result_type)))
    }

    fn order_sensitivity(&self) -> AggregateOrderSensitivity {
        AggregateOrderSensitivity::Insensitive
    }

    /// Nothing is rewritten: this is where a wrong call can be refused while the query is still being planned.
    fn simplify(&self) -> Option<AggregateFunctionSimplification> {
        let statistic = self.statistic;
        Some(Box::new(move |function, _| {
            refuse_distinct(statistic.name(), function.params.distinct)?;
            for (constant, place) in statistic.constants().iter().zip(statistic.parts().len()..) {
                let value = match function.params.args.get(place) {
                    Some(Expr::Literal(value, _)) => Some(value),
                    Some(Expr::Column(_)) => None,
                    _ => continue,
                };
                Constants::default().set(*constant, statistic.name(), place, value)?;
            }
            Ok(Expr::AggregateFunction(function))
        }))
    }

    /// A function that counts its rows says of none that there were none; the others have no value.
    fn default_value(&self, data_type: &DataType) -> Result<ScalarValue> {
        match data_type {
            DataType::Struct(fields) => values::of_nothing(fields),
            _ => ScalarValue::try_from(data_type),
        }
    }

    fn documentation(&self) -> Option<&Documentation> {
        documentation::for_engine(self.name())
    }
}

/// The type that an argument is read as, where it can be.
fn coerced(name: &str, place: usize, found: &DataType, wanted: DataType) -> Result<DataType> {
    let is_plain = |kind: &DataType| !kind.is_nested();
    let is_number = |kind: &DataType| kind.is_numeric() || *kind == DataType::Null;
    let item = match found {
        DataType::List(item) | DataType::LargeList(item) | DataType::FixedSizeList(item, _) => Some(item.data_type()),
        _ => None,
    };
    let (fits, expected) = match &wanted {
        DataType::Float64 => (is_number(found), "a number"),
        DataType::Int64 => (found.is_integer() || *found == DataType::Null, "a whole number"),
        DataType::Utf8 => (is_plain(found), "a text"),
        DataType::List(of) if of.data_type() == &DataType::Float64 => {
            (item.is_some_and(is_number) || *found == DataType::Null, "a list of numbers, [a, b]")
        }
        _ => (item.is_some_and(is_plain) || *found == DataType::Null, "a list of texts, [a, b]"),
    };
    if fits {
        return Ok(wanted);
    }
    let found = crate::engine::sql_type(found);
    Err(plan_datafusion_err!("argument {} of {name} must be {expected}, found {found}", place + 1))
}

fn refuse_distinct(name: &str, distinct: bool) -> Result<()> {
    if distinct {
        return plan_err!("{name} does not take DISTINCT; select the distinct rows in a subquery");
    }
    Ok(())
}
