//! What was loaded, what was refused, and how printed totals compare: the lake's own account of itself.

use super::super::table::{Column, Kind, Table};
use super::super::words;
use super::{flag, integer, money, text};
use crate::model::Label;

const LOAD_ID: Column = integer("load_id", "载入编号", "Load");
const SOURCE_ID: Column = text("source_id", "来源编号", "Source");
const SHEET: Column = text("sheet", "工作表", "Sheet");
const CELL: Column = text("cell", "单元格", "Cell");

/// Printed subtotals and totals against the sums of their rows.
pub static CONTROL_TOTALS: Table = Table {
    name: "control_totals",
    label: Label { zh: "控制数核对", en: "Control totals" },
    about: "one printed subtotal, row total or grand total, and the sum that it should be",
    key: &["source_id", "sheet", "cell"],
    columns: &[
        SOURCE_ID,
        SHEET,
        CELL,
        LOAD_ID,
        text("table_title", "表名", "Title of the table"),
        text("level", "层级", "Level"),
        text("function_code", "支出功能分类编码", "Function code"),
        text("measure", "指标", "Measure"),
        money("printed", "原表数", "Printed"),
        money("computed", "计算数", "Computed"),
        money("difference", "差额", "Difference"),
        flag("within_rounding", "是否舍入", "Within rounding"),
    ],
    has_provenance: false,
};

/// What could not be read.
pub static REJECTS: Table = Table {
    name: "rejects",
    label: Label { zh: "退回清单", en: "Rejects" },
    about: "one value or row that was not loaded (error) or was loaded with a doubt (warning), and why",
    key: &["load_id", "source_id", "sheet", "cell", "field"],
    columns: &[
        LOAD_ID,
        SOURCE_ID,
        SHEET,
        CELL,
        text("field", "字段", "Field"),
        text("value", "原值", "Value"),
        text("reason", "原因", "Reason"),
        text("check_id", "规则编号", "Check"),
        Column::new("severity", Kind::Word(&words::SEVERITY), "严重程度", "Severity"),
        text("row_text", "整行内容", "Row"),
        text("department", "主管部门", "Department"),
    ],
    has_provenance: false,
};

/// What every current source gives of a row that several give.
pub static CONTRIBUTIONS: Table = Table {
    name: "contributions",
    label: Label { zh: "多源记录", en: "Contributions" },
    about: "what one current source gives of a row that several current sources give",
    key: &["table_name", "key", "source_id"],
    columns: &[
        text("table_name", "数据表", "Table"),
        text("key", "主键", "Key"),
        SOURCE_ID,
        LOAD_ID,
        SHEET,
        integer("row", "行号", "Row"),
        text("cells", "单元格", "Cells"),
        text("content", "内容", "Content"),
    ],
    has_provenance: false,
};

/// The files of each load.
pub static SOURCES: Table = Table {
    name: "sources",
    label: Label { zh: "来源", en: "Sources" },
    about: "one file of a load, which form it was read as and how many rows it gave",
    key: &["load_id", "path"],
    columns: &[
        LOAD_ID,
        text("path", "路径", "Path"),
        SOURCE_ID,
        text("file_kind", "文件类型", "Kind of file"),
        text("form", "表样", "Form"),
        text("form_version", "表样版本", "Form version"),
        text("columns", "列对照", "Columns"),
        integer("rows_read", "读取行数", "Rows read"),
        integer("rows_accepted", "接受行数", "Rows accepted"),
        integer("rows_rejected", "退回行数", "Rows rejected"),
    ],
    has_provenance: false,
};

/// The ledger: its commit is the moment a load exists.
pub static LOADS: Table = Table {
    name: "loads",
    label: Label { zh: "载入", en: "Loads" },
    about: "one load: when, by whom, with which version, and the version of every table it stands on",
    key: &["load_id"],
    columns: &[
        LOAD_ID,
        Column::new("at", Kind::Instant, "时间", "At"),
        text("by", "操作人", "By"),
        text("tool_version", "程序版本", "Tool version"),
        text("table_versions", "表版本", "Table versions"),
    ],
    has_provenance: false,
};
