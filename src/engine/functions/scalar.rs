//! The statistical functions of one row: `binomial_test`.

use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, Float64Array, StructArray};
use datafusion::arrow::datatypes::{DataType, Field, Fields};
use datafusion::common::cast::{as_float64_array, as_int64_array};
use datafusion::common::{Result, plan_err};
use datafusion::logical_expr::{
    ColumnarValue, Documentation, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility,
};

use super::documentation;
use super::kernels::binomial::{self, BinomialTest as Found};

/// `binomial_test(k, n, p)`
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct BinomialTest {
    signature: Signature,
}

impl BinomialTest {
    /// The SQL name.
    pub(super) const NAME: &str = "binomial_test";

    /// The function.
    pub(super) fn new() -> Self {
        Self { signature: Signature::user_defined(Volatility::Immutable) }
    }
}

fn result_fields() -> Fields {
    ["share", "p", "ci_low", "ci_high"].map(|name| Field::new(name, DataType::Float64, true)).to_vec().into()
}

impl ScalarUDFImpl for BinomialTest {
    fn name(&self) -> &str {
        Self::NAME
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, found: &[DataType]) -> Result<Vec<DataType>> {
        if found.len() != 3 || !found.iter().all(|kind| kind.is_numeric() || *kind == DataType::Null) {
            return plan_err!("binomial_test takes two counts and a probability: binomial_test(k, n, p)");
        }
        Ok(vec![DataType::Int64, DataType::Int64, DataType::Float64])
    }

    fn return_type(&self, _argument_types: &[DataType]) -> Result<DataType> {
        Ok(DataType::Struct(result_fields()))
    }

    fn invoke_with_args(&self, arguments: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let arrays = ColumnarValue::values_to_arrays(&arguments.args)?;
        let [k, n, p] = arrays.as_slice() else { return plan_err!("binomial_test takes three arguments") };
        let (k, n, p) = (as_int64_array(k)?, as_int64_array(n)?, as_float64_array(p)?);
        let test = |row: usize| {
            let known = k.is_valid(row) && n.is_valid(row) && p.is_valid(row);
            if known { binomial::test(k.value(row), n.value(row), p.value(row)) } else { Found::default() }
        };
        let found: Vec<Found> = (0..k.len()).map(test).collect();
        let column = |value: fn(&Found) -> Option<f64>| -> ArrayRef {
            Arc::new(found.iter().map(value).collect::<Float64Array>())
        };
        let columns = vec![
            column(|found| found.share),
            column(|found| found.p),
            column(|found| found.interval.map(|(low, _)| low)),
            column(|found| found.interval.map(|(_, high)| high)),
        ];
        let result: ArrayRef = Arc::new(StructArray::try_new(result_fields(), columns, None)?);
        // one row of literals stays one value
        if arguments.args.iter().all(|argument| matches!(argument, ColumnarValue::Scalar(_))) && !result.is_empty() {
            return Ok(ColumnarValue::Scalar(datafusion::common::ScalarValue::try_from_array(&result, 0)?));
        }
        Ok(ColumnarValue::Array(result))
    }

    fn documentation(&self) -> Option<&Documentation> {
        documentation::for_engine(Self::NAME)
    }
}
