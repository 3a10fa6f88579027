//! What the engine has to know of each statistical function: name, argument and result types, state, and which
//! accumulator to make.

use std::sync::Arc;

use datafusion::arrow::array::StructArray;
use datafusion::arrow::datatypes::{DataType, Field, FieldRef, Fields};
use datafusion::common::types::{NativeType, logical_float64, logical_string};
use datafusion::common::{Result, ScalarValue, plan_datafusion_err, plan_err};
use datafusion::logical_expr::function::{AccumulatorArgs, AggregateFunctionSimplification, StateFieldsArgs};
use datafusion::logical_expr::utils::format_state_name;
use datafusion::logical_expr::{
    Accumulator, AggregateUDFImpl, Coercion, Documentation, Expr, Signature, TypeSignatureClass, Volatility,
};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::expressions::Literal;
use datafusion::scalar::ScalarValue::{Float64, Int64};

use super::documentation;
use super::kernels::association::{self, Association, Method};
use super::kernels::{gini, kendall, rank};
use super::rows::{CompleteRows, Finish};

/// The functions there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Statistic {
    /// `corr_spearman(x, y)`
    Spearman,
    /// `corr_kendall(x, y)`
    Kendall,
    /// `corr_test(x, y, method)`
    Test,
    /// `gini(x)`
    Gini,
}

impl Statistic {
    /// The SQL name.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Spearman => "corr_spearman",
            Self::Kendall => "corr_kendall",
            Self::Test => "corr_test",
            Self::Gini => "gini",
        }
    }

    /// The names of the columns of numbers it reads.
    fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Spearman | Self::Kendall | Self::Test => &["x", "y"],
            Self::Gini => &["x"],
        }
    }

    fn signature(self) -> Signature {
        let number = || {
            Coercion::new_implicit(
                TypeSignatureClass::Native(logical_float64()),
                vec![TypeSignatureClass::Numeric],
                NativeType::Float64,
            )
        };
        let mut arguments = self.columns().iter().map(|_| number()).collect::<Vec<_>>();
        if self == Self::Test {
            arguments.push(Coercion::new_exact(TypeSignatureClass::Native(logical_string())));
        }
        Signature::coercible(arguments, Volatility::Immutable)
    }

    fn return_type(self) -> DataType {
        match self {
            Self::Spearman | Self::Kendall | Self::Gini => DataType::Float64,
            Self::Test => DataType::Struct(test_fields()),
        }
    }

    /// Finds the statistic of pairs that a method word of `corr_test` asks for.
    fn test_method(word: Option<&str>) -> Result<Method> {
        word.and_then(Method::from_word).ok_or_else(|| {
            let found = word.map_or_else(|| "something else".to_owned(), |word| format!("'{word}'"));
            plan_datafusion_err!(
                "the third argument of corr_test must be the word 'pearson', 'spearman' or 'kendall', found {found}"
            )
        })
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
        Self { statistic, signature: statistic.signature() }
    }
}

impl AggregateUDFImpl for StatisticalFunction {
    fn name(&self) -> &str {
        self.statistic.name()
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _argument_types: &[DataType]) -> Result<DataType> {
        Ok(self.statistic.return_type())
    }

    fn state_fields(&self, arguments: StateFieldsArgs) -> Result<Vec<FieldRef>> {
        let list = DataType::List(Arc::new(Field::new_list_field(DataType::Float64, true)));
        let field = |column: &&str| Field::new(format_state_name(arguments.name, column), list.clone(), true).into();
        Ok(self.statistic.columns().iter().map(field).collect())
    }

    fn accumulator(&self, arguments: AccumulatorArgs) -> Result<Box<dyn Accumulator>> {
        refuse_distinct(self.name(), arguments.is_distinct)?;
        let pairs = |finish: Finish<2>| -> Box<dyn Accumulator> { Box::new(CompleteRows::<2>::new(finish)) };
        Ok(match self.statistic {
            Statistic::Spearman => pairs(|rows| Ok(Float64(rank::spearman(rows)))),
            Statistic::Kendall => pairs(|rows| Ok(Float64(kendall::tau_b(rows)))),
            Statistic::Test => pairs(match method_argument(arguments.exprs)? {
                Method::Pearson => |rows| test_value(&association::test(rows, Method::Pearson)),
                Method::Spearman => |rows| test_value(&association::test(rows, Method::Spearman)),
                Method::Kendall => |rows| test_value(&association::test(rows, Method::Kendall)),
            }),
            Statistic::Gini => Box::new(CompleteRows::<1>::new(|rows| Ok(Float64(gini::coefficient(rows))))),
        })
    }

    /// Nothing is rewritten: this is where a wrong call can be refused while the query is still being planned.
    fn simplify(&self) -> Option<AggregateFunctionSimplification> {
        let statistic = self.statistic;
        Some(Box::new(move |function, _| {
            refuse_distinct(statistic.name(), function.params.distinct)?;
            if statistic == Statistic::Test {
                let word = match function.params.args.get(2) {
                    Some(Expr::Literal(word, _)) => word.try_as_str().flatten(),
                    _ => None,
                };
                Statistic::test_method(word)?;
            }
            Ok(Expr::AggregateFunction(function))
        }))
    }

    /// `corr_test` of no rows says that there were none; the others have no value.
    fn default_value(&self, data_type: &DataType) -> Result<ScalarValue> {
        match self.statistic {
            Statistic::Test => test_value(&Association::default()),
            Statistic::Spearman | Statistic::Kendall | Statistic::Gini => ScalarValue::try_from(data_type),
        }
    }

    fn documentation(&self) -> Option<&Documentation> {
        Some(documentation::of(self.statistic))
    }
}

fn refuse_distinct(name: &str, distinct: bool) -> Result<()> {
    if distinct {
        return plan_err!("{name} does not take DISTINCT; select the distinct rows in a subquery");
    }
    Ok(())
}

/// The method of `corr_test`, which the plan holds as a literal.
fn method_argument(arguments: &[Arc<dyn PhysicalExpr>]) -> Result<Method> {
    let literal = arguments.get(2).and_then(|argument| argument.downcast_ref::<Literal>());
    Statistic::test_method(literal.and_then(|literal| literal.value().try_as_str().flatten()))
}

/// The fields of what `corr_test` returns.
fn test_fields() -> Fields {
    let double = |name: &str| Field::new(name, DataType::Float64, true);
    let n = Field::new("n", DataType::Int64, true);
    Fields::from(vec![n, double("coefficient"), double("p"), double("ci_low"), double("ci_high")])
}

fn test_value(association: &Association) -> Result<ScalarValue> {
    let n = i64::try_from(association.n)
        .map_err(|_| plan_datafusion_err!("corr_test cannot count {} pairs in a BIGINT", association.n))?;
    let values = [
        Int64(Some(n)),
        Float64(association.coefficient),
        Float64(association.p),
        Float64(association.interval.map(|(low, _)| low)),
        Float64(association.interval.map(|(_, high)| high)),
    ];
    let arrays = values.iter().map(ScalarValue::to_array).collect::<Result<Vec<_>>>()?;
    let row = StructArray::try_new(test_fields(), arrays, None)?;
    Ok(ScalarValue::Struct(Arc::new(row)))
}
