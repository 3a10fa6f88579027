//! The closed lists of words that columns store, with their labels and the spellings that sources use.
//!
//! Sources: 中发〔2018〕34号 (stages, the four budgets), 财预〔2020〕10号 (kinds of evaluation), 财预〔2021〕101号
//! (dimensions, signs), 预算管理一体化 (资金性质 codes).

use super::label::Label;

/// One stored word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// What the lake stores.
    pub code: &'static str,
    /// What people call it.
    pub label: Label,
    /// Other spellings in sources, codes of the integrated system among them.
    pub also: &'static [&'static str],
}

/// A closed list of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vocabulary {
    /// Its name, that of the column that stores it.
    pub name: &'static str,
    /// The words, in the order reports list them.
    pub words: &'static [Word],
}

impl Vocabulary {
    /// The word that a cell's text means: a code, a label or another spelling, white space apart.
    pub fn find(&self, text: &str) -> Option<&'static Word> {
        let text: String = text.split_whitespace().collect();
        self.words.iter().find(|word| {
            word.code.eq_ignore_ascii_case(&text) || word.label.zh == text || word.also.contains(&text.as_str())
        })
    }

    /// The word stored under this code.
    pub fn by_code(&self, code: &str) -> Option<&'static Word> {
        self.words.iter().find(|word| word.code == code)
    }

    /// The Chinese labels, for a message that says what was expected.
    pub fn expected(&self) -> String {
        self.words.iter().map(|word| word.label.zh).collect::<Vec<_>>().join("、")
    }
}

const fn word(code: &'static str, zh: &'static str, en: &'static str, also: &'static [&'static str]) -> Word {
    Word { code, label: Label { zh, en }, also }
}

/// Which of the four budgets, or none of them.
pub static BUDGET_TYPE: Vocabulary = Vocabulary {
    name: "budget_type",
    words: &[
        word(
            "general_public",
            "一般公共预算",
            "General public budget",
            &["一般公共预算资金", "一般公共预算财政拨款", "一般公共预算拨款", "11"],
        ),
        word(
            "government_fund",
            "政府性基金预算",
            "Government fund budget",
            &["政府性基金预算资金", "政府性基金", "政府性基金预算财政拨款", "政府性基金预算拨款", "12"],
        ),
        word(
            "state_capital",
            "国有资本经营预算",
            "State capital budget",
            &["国有资本经营预算资金", "国有资本经营预算财政拨款", "国有资本经营预算拨款", "国有资本经营", "13"],
        ),
        word(
            "social_insurance",
            "社会保险基金预算",
            "Social insurance budget",
            &["社会保险基金预算资金", "社会保险基金", "社保基金预算", "社保基金预算资金", "14"],
        ),
        word(
            "off_budget",
            "财政专户及单位资金",
            "Outside the four budgets",
            &[
                "财政专户管理资金",
                "单位资金",
                "财政专户",
                "财政专户资金",
                "事业收入",
                "事业收入资金",
                "经营收入",
                "其他收入",
                "其他收入资金",
                "单位自有资金",
                "2",
                "3",
                "31",
                "32",
                "33",
                "34",
                "39",
            ],
        ),
    ],
};

/// How the budget of a row was decided.
pub static BUDGET_BASIS: Vocabulary = Vocabulary {
    name: "budget_basis",
    words: &[
        word("fund_nature", "资金性质", "Fund nature column", &[]),
        word("table_title", "表名", "Title of the table", &[]),
        word("code_list", "科目对照", "List of function classes", &[]),
    ],
};

/// The phase of the budget that an amount belongs to.
pub static PHASE: Vocabulary = Vocabulary {
    name: "phase",
    words: &[
        word("initial", "年初预算", "Initial budget", &["年初", "预算", "部门预算", "初始"]),
        word("adjusted", "调整预算", "Adjusted budget", &["全年预算", "调整", "变动后预算"]),
        word("executed", "决算", "Executed", &["执行", "部门决算"]),
    ],
};

/// The kind of expenditure.
pub static EXPENDITURE_KIND: Vocabulary = Vocabulary {
    name: "expenditure_kind",
    words: &[
        word("basic", "基本支出", "Basic expenditure", &["基本"]),
        word("project", "项目支出", "Project expenditure", &["项目"]),
        word("remitted", "上缴上级支出", "Remitted to the higher level", &["上缴上级"]),
        word("operating", "经营支出", "Operating expenditure", &["经营", "事业单位经营支出"]),
        word("affiliate_subsidy", "对附属单位补助支出", "Subsidy to affiliates", &["对附属单位补助"]),
    ],
};

/// What a budget table shows: every source of money, or one budget.
pub static TABLE_KIND: Vocabulary = Vocabulary {
    name: "table_kind",
    words: &[
        word("all_funds", "全部资金", "All sources of money", &[]),
        word("single_budget", "单本预算", "One budget", &[]),
    ],
};

/// The stages of performance management (全过程).
pub static STAGE: Vocabulary = Vocabulary {
    name: "stage",
    words: &[
        word("ex_ante", "事前绩效评估", "Ex-ante assessment", &["事前评估"]),
        word("objective", "绩效目标", "Performance objectives", &["目标"]),
        word("monitoring", "绩效运行监控", "Performance monitoring", &["绩效监控", "监控", "绩效跟踪"]),
        word("self_evaluation", "单位自评", "Self-evaluation", &["绩效自评", "自评"]),
        word("department_evaluation", "部门评价", "Department evaluation", &[]),
        word("finance_evaluation", "财政评价", "Finance evaluation", &["财政重点评价"]),
        word("result_use", "结果应用", "Use of results", &[]),
        word("disclosure", "绩效公开", "Disclosure", &["信息公开"]),
    ],
};

/// Who commissioned an evaluation.
pub static EVALUATOR_KIND: Vocabulary = Vocabulary {
    name: "evaluator_kind",
    words: &[
        word("self", "单位自评", "Self-evaluation", &["自评", "项目单位自评", "绩效自评", "单位", "项目单位"]),
        word(
            "department",
            "部门评价",
            "Department evaluation",
            &["主管部门评价", "部门", "主管部门", "部门绩效评价", "部门重点评价"],
        ),
        word(
            "finance",
            "财政评价",
            "Finance evaluation",
            &["财政重点评价", "财政部门重点评价", "财政绩效评价", "财政部门评价", "财政", "财政部门", "重点评价"],
        ),
        word("spot_check", "抽查复核", "Spot check", &["抽查", "自评抽查", "复核", "自评复核"]),
    ],
};

/// What is evaluated.
pub static SUBJECT_KIND: Vocabulary = Vocabulary {
    name: "subject_kind",
    words: &[
        word("project", "项目", "Project", &["项目支出"]),
        word("department", "部门整体支出", "Whole department", &["部门整体", "部门", "单位整体支出", "整体支出"]),
        word("policy", "政策", "Policy", &["财政政策"]),
        word("fund", "基金", "Fund", &["险种", "社会保险基金", "专项资金"]),
        word("government", "下级政府", "Government", &["政府", "政府运行"]),
    ],
};

/// The dimension of an indicator. Other schemes (another country's components) add their own words.
pub static DIMENSION: Vocabulary = Vocabulary {
    name: "dimension",
    words: &[
        word("cost", "成本", "Cost", &["成本指标"]),
        word("output", "产出", "Output", &["产出指标"]),
        word("benefit", "效益", "Benefit", &["效益指标", "效果", "效果指标"]),
        word("satisfaction", "满意度", "Satisfaction", &["满意度指标", "服务对象满意度指标", "服务对象满意度"]),
        word("decision", "决策", "Decision", &["投入", "决策指标", "投入指标"]),
        word("process", "过程", "Process", &["过程指标", "管理指标"]),
        word("execution", "预算执行率", "Budget execution", &["预算执行", "预算执行率指标", "预算执行情况", "执行率"]),
    ],
};

/// The sign of a target. A bare number has none and is scored as `>=`, marked assumed.
pub static OPERATOR: Vocabulary = Vocabulary {
    name: "operator",
    words: &[
        word(">=", "大于等于", "At least", &["≥", "≧", "⩾", "＞＝", "＞=", "=>", "不低于", "不少于", "不小于", "至少"]),
        word(">", "大于", "More than", &["＞", "高于", "超过", "多于"]),
        word("=", "等于", "Exactly", &["＝", "=="]),
        word("<", "小于", "Less than", &["＜", "低于", "少于"]),
        word(
            "<=",
            "小于等于",
            "At most",
            &["≤", "≦", "⩽", "＜＝", "＜=", "=<", "不高于", "不超过", "不大于", "不多于", "至多"],
        ),
        word("qualitative", "定性", "Qualitative", &["定性指标"]),
    ],
};

/// What was done with an evaluation's result.
pub static ACTION: Vocabulary = Vocabulary {
    name: "action",
    words: &[
        word("raise", "增加预算", "Raise", &["增加", "优先保障", "调增"]),
        word("keep", "予以保障", "Keep", &["保障", "维持", "据实保障", "保持"]),
        word("cut", "压减预算", "Cut", &["压减", "核减", "削减", "调减", "压缩", "按比例核减"]),
        word("cancel", "取消项目", "Cancel", &["取消", "取消预算", "不再安排"]),
        word("suspend", "暂停拨款", "Suspend", &["暂停", "暂缓", "停止拨款", "暂缓拨款"]),
        word("recover", "收回资金", "Recover", &["收回"]),
        word("adjust", "调整政策", "Adjust", &["调整", "整合", "调整完善"]),
        word("notice", "通报整改", "Notice", &["通报", "整改", "督促整改", "限期整改"]),
        word("interview", "约谈", "Interview", &["约谈主管部门"]),
    ],
};

/// How far a measure has come.
pub static STATUS: Vocabulary = Vocabulary {
    name: "status",
    words: &[
        word("open", "未完成", "Open", &["未整改", "未落实", "未开始"]),
        word("doing", "进行中", "Doing", &["整改中", "正在整改", "落实中"]),
        word("done", "已完成", "Done", &["已整改", "完成", "已落实", "整改完成"]),
    ],
};

/// Whose money it is.
pub static FUNDING_LEVEL: Vocabulary = Vocabulary {
    name: "funding_level",
    words: &[
        word("local", "本级", "Local", &["本级安排", "区本级", "县本级", "市本级"]),
        word(
            "from_upper",
            "上级转移支付",
            "Transfer from above",
            &["上级", "上级补助", "中央转移支付", "省级转移支付", "市级转移支付"],
        ),
        word("to_lower", "对下转移支付", "Transfer to below", &["对下", "补助下级"]),
    ],
};

/// The category of a project.
pub static CATEGORY: Vocabulary = Vocabulary {
    name: "category",
    words: &[
        word("人员类", "人员类", "Personnel", &["人员类项目", "人员经费"]),
        word("公用经费", "公用经费", "Running costs", &["公用经费项目", "运转类公用经费项目", "运转类-公用经费"]),
        word("其他运转类", "其他运转类", "Other operations", &["其他运转类项目", "运转类-其他运转类"]),
        word("特定目标类", "特定目标类", "Specific purpose", &["特定目标类项目"]),
        word("险种", "险种", "Insurance scheme", &["社会保险险种"]),
    ],
};

/// What debt pays for a project.
pub static DEBT_KIND: Vocabulary = Vocabulary {
    name: "debt_kind",
    words: &[
        word("general_bond", "一般债券", "General bond", &["一般债"]),
        word("special_bond", "专项债券", "Special bond", &["专项债"]),
        word("special_treasury_bond", "特别国债", "Special treasury bond", &["超长期特别国债", "抗疫特别国债"]),
    ],
};

/// Whether a department has business in a budget.
pub static SCOPE_STATUS: Vocabulary = Vocabulary {
    name: "scope_status",
    words: &[
        word("in_scope", "有业务", "In scope", &["纳入"]),
        word("no_business", "无此业务", "No such business", &["无业务"]),
        word("not_managed_here", "本级不管理", "Not managed here", &["上级统筹", "市级统筹", "省级统筹"]),
    ],
};

/// What shows that a department has no business in a budget.
pub static SCOPE_EVIDENCE: Vocabulary = Vocabulary {
    name: "scope_evidence",
    words: &[
        word("empty_table", "空表", "Empty table", &[]),
        word("blank_column", "空列", "Blank column", &[]),
        word("declared", "声明", "Declared", &[]),
        word("budget_lines", "有数据", "Budget lines", &[]),
    ],
};

/// What a bureau says of a stage it has no data for.
pub static STAGE_DECLARED: Vocabulary = Vocabulary {
    name: "stage_declared",
    words: &[
        word("not_done", "未开展", "Not done", &[]),
        word("not_required", "不要求", "Not required", &["无需开展"]),
    ],
};

/// How likely the year's goal is.
pub static LIKELIHOOD: Vocabulary = Vocabulary {
    name: "likelihood",
    words: &[
        word("certain", "确定能", "Certain", &["确定能完成"]),
        word("possible", "有可能", "Possible", &["有可能完成"]),
        word("impossible", "完全不可能", "Impossible", &["不可能", "完全不可能完成"]),
    ],
};

/// The warning light of a project under monitoring.
pub static LIGHT: Vocabulary = Vocabulary {
    name: "light",
    words: &[
        word("red", "红灯", "Red", &["红"]),
        word("yellow", "黄灯", "Yellow", &["黄"]),
        word("blue", "蓝灯", "Blue", &["蓝"]),
        word("green", "绿灯", "Green", &["绿"]),
    ],
};

/// What of performance management is published.
pub static DISCLOSURE_ITEM: Vocabulary = Vocabulary {
    name: "item",
    words: &[
        word("objective", "绩效目标", "Objectives", &["目标"]),
        word("self_evaluation", "绩效自评", "Self-evaluation", &["单位自评", "自评结果"]),
        word("finance_evaluation", "财政评价", "Finance evaluation", &["财政重点评价", "重点评价报告"]),
        word("whole_department", "部门整体支出", "Whole department", &["部门整体绩效"]),
    ],
};

/// Which line of a form's funds block.
pub static FUND_SOURCE: Vocabulary = Vocabulary {
    name: "fund_source",
    words: &[
        word("total", "年度资金总额", "Total", &["合计", "总额"]),
        word("current", "当年财政拨款", "Current-year appropriation", &["本年财政拨款", "财政拨款"]),
        word("carried_over", "上年结转资金", "Carried over", &["上年结转"]),
        word("other", "其他资金", "Other funds", &["其他"]),
        word("basic", "基本支出", "Basic expenditure", &["基本支出总额"]),
        word("project", "项目支出", "Project expenditure", &["项目支出总额"]),
    ],
};

/// How a budget was changed during the year.
pub static CHANGE_KIND: Vocabulary = Vocabulary {
    name: "change_kind",
    words: &[
        word("addition", "追加", "Addition", &[]),
        word("transfer", "调剂", "Transfer", &[]),
        word("recovery", "收回", "Recovery", &[]),
        word("carry_over", "结转", "Carry-over", &[]),
    ],
};

/// How grave a finding of a check is.
pub static SEVERITY: Vocabulary = Vocabulary {
    name: "severity",
    words: &[word("error", "错误", "Error", &[]), word("warning", "提醒", "Warning", &[])],
};

/// The state of a rate that may have no value; the order is the strength (methods.md §1).
pub static COVERAGE_STATE: Vocabulary = Vocabulary {
    name: "coverage_state",
    words: &[
        word("rate", "有覆盖", "Covered", &[]),
        word("zero", "未覆盖", "Nothing covered", &[]),
        word("no_projects", "无适用项目", "No projects", &[]),
        word("no_business", "无此业务", "No such business", &[]),
        word("not_applicable", "不适用", "Not applicable", &[]),
        word("no_data", "无数据", "No data", &[]),
    ],
};

/// What an association of scores and growth can be read as.
pub static ASSOCIATION_READING: Vocabulary = Vocabulary {
    name: "association_reading",
    words: &[
        word("cannot_discriminate", "无区分度", "Scores do not discriminate", &[]),
        word("too_few", "样本不足", "Too few", &[]),
        word("associated", "存在关联", "Associated", &[]),
        word("no_association", "未见关联", "No association found", &[]),
    ],
};

/// What can be said of the link from scores to later budgets (docs/METHODS.md).
pub static LINK_VERDICT: Vocabulary = Vocabulary {
    name: "link_verdict",
    words: &[
        word("cannot_discriminate", "无区分度", "Scores do not discriminate", &[]),
        word("too_few", "样本不足", "Too few", &[]),
        word("supported", "关联得到支持", "Supported", &[]),
        word("between_only", "仅见于部门之间", "Between departments only", &[]),
        word("within_only", "仅见于部门之内", "Within departments only", &[]),
        word("contrary", "方向相反", "Contrary", &[]),
        word("no_supported_link", "未见关联", "No supported link", &[]),
    ],
};

/// How scores go with whether a budget goes on at all.
pub static CONTINUATION: Vocabulary = Vocabulary {
    name: "continuation",
    words: &[
        word("ended_less", "高分项目较少终止", "Better scores, fewer endings", &[]),
        word("ended_more", "高分项目较多终止", "Better scores, more endings", &[]),
        word("none_ended", "没有项目终止", "None ended", &[]),
        word("no_difference", "与终止无关联", "No association with endings", &[]),
        word("too_few", "样本不足", "Too few", &[]),
        word("not_applicable", "不适用", "Not applicable", &[]),
    ],
};

/// Why an evaluation is not paired with a change of its project's budget.
pub static PAIR_EXCLUSION: Vocabulary = Vocabulary {
    name: "pair_exclusion",
    words: &[
        word("unresolved", "对应不到项目", "No project found", &[]),
        word("superseded", "已有更晚的评价", "A later evaluation counts", &[]),
        word("year_not_loaded", "所需年度尚无预算数据", "Budget of the year not loaded", &[]),
        word("no_budget_before", "变动前没有纳入范围的预算", "No budget in scope before", &[]),
        word("no_budget_after", "变动后没有预算", "No budget after", &[]),
        word("protected", "三保项目", "Protected", &[]),
        word("one_off", "一次性项目", "One-off", &[]),
        word("no_score", "没有得分", "No score", &[]),
        word("other_level", "其他级次的资金", "Money of another level", &[]),
        word("no_growth", "增长口径不适用", "No growth of this measure", &[]),
        word("used", "进入分析", "Used", &[]),
    ],
};

/// The families of groups within which the false discovery rate is controlled.
pub static ASSOCIATION_FAMILY: Vocabulary = Vocabulary {
    name: "association_family",
    words: &[
        word("all", "全部", "All", &[]),
        word("fiscal_year", "分年度", "By year", &[]),
        word("budget_type", "分预算类型", "By budget", &[]),
        word("department", "分部门", "By department", &[]),
        word("size", "分规模", "By size", &[]),
        word("grade", "分等级", "By grade", &[]),
        word("small", "小（最小三分之一）", "Small (smallest third)", &[]),
        word("medium", "中", "Medium", &[]),
        word("large", "大（最大三分之一）", "Large (largest third)", &[]),
    ],
};

/// The regressions of growth on scores.
pub static SPECIFICATION: Vocabulary = Vocabulary {
    name: "specification",
    words: &[
        word("score", "仅得分", "Score alone", &[]),
        word("score_size", "得分与规模", "Score and size", &[]),
        word("department_year", "部门与年度固定效应", "Department and year effects", &[]),
        word("project_year", "项目与年度固定效应", "Project and year effects", &[]),
    ],
};

/// The steps of the full chain.
pub static CHAIN_STEP: Vocabulary = Vocabulary {
    name: "chain_step",
    words: &[
        word("in_scope", "纳入范围", "In scope", &[]),
        word("objective", "有绩效目标", "With objectives", &[]),
        word("monitoring", "开展监控", "Monitored", &[]),
        word("self_evaluation", "开展自评", "Self-evaluated", &[]),
        word("result_use", "走完全过程", "Results used where required", &[]),
    ],
};

/// What a recomputation compares.
pub static RECOMPUTATION_ITEM: Vocabulary = Vocabulary {
    name: "recomputation_item",
    words: &[
        word("execution_rate", "执行率", "Execution rate", &[]),
        word("execution_score", "执行得分", "Execution score", &[]),
        word("indicator_score", "指标得分", "Indicator score", &[]),
        word("total_score", "总分", "Total score", &[]),
        word("weight_sum", "分值合计", "Sum of weights", &[]),
        word("grade", "等级", "Grade", &[]),
    ],
};

/// How a subject was matched with a project.
pub static SUBJECT_RESOLUTION: Vocabulary = Vocabulary {
    name: "subject_resolution",
    words: &[
        word("code", "代码一致", "By code", &[]),
        word("name", "名称唯一", "By name", &[]),
        word("ambiguous", "名称不唯一", "Ambiguous", &[]),
        word("unknown", "没有对应项目", "No such project", &[]),
    ],
};

/// How it is known that a unit's budget table stands in its department's.
pub static TWIN_RELATION: Vocabulary = Vocabulary {
    name: "twin_relation",
    words: &[
        word("printed", "表上主管部门", "Department printed in the table", &[]),
        word("own_level", "部门本级", "The department's own level", &[]),
        word("roster", "单位名录", "Roster", &[]),
        word("equal_lines", "逐行相同", "Equal line by line", &[]),
    ],
};

/// Where a count or a denominator was taken from.
pub static TAKEN_FROM: Vocabulary = Vocabulary {
    name: "taken_from",
    words: &[
        word("roster", "单位名录", "Roster", &[]),
        word("data", "数据中出现", "Data", &[]),
        word("budget_lines", "预算表", "Budget table", &[]),
        word("project_total_printed", "文件自印合计", "Total printed in the document", &[]),
        word("total", "合计", "Total", &[]),
        word("all", "全部", "All", &[]),
    ],
};

/// What a reader of a published statement must know.
pub static STATEMENT_CAUTION: Vocabulary = Vocabulary {
    name: "statement_caution",
    words: &[word(
        "numerator budget, denominator execution",
        "分子为预算口径，分母为执行口径",
        "Numerator budget, denominator execution",
        &[],
    )],
};

/// What a check found: the list is that of [`super::checks`].
pub static CHECK: Vocabulary = Vocabulary { name: "check", words: &super::checks::WORDS };

/// The measures that published figures are compared with (`quality/measures`).
pub static MEASURE: Vocabulary = Vocabulary {
    name: "measure",
    words: &[
        word("projects", "项目数", "Projects", &["项目个数", "项目数量"]),
        word("initial_budget", "年初预算", "Initial budget", &["年初预算数", "年初批复数", "年初预算金额"]),
        word(
            "adjusted_budget",
            "全年预算",
            "Adjusted budget",
            &["全年预算数", "调整预算数", "调整后预算数", "变动后预算数"],
        ),
        word("executed", "全年执行", "Executed", &["全年执行数", "执行数", "预算执行数", "实际支付金额"]),
        word("execution_rate", "执行率", "Execution rate", &["预算执行率", "全年预算执行率"]),
        word("execution_rate_of_initial", "年初预算执行率", "Execution of the initial budget", &[]),
        word("objective_amount", "绩效目标金额", "Money with objectives", &["目标覆盖金额"]),
        word("objective_rate", "绩效目标覆盖率", "Coverage by objectives", &["目标覆盖率"]),
        word("monitoring_amount", "监控金额", "Money monitored", &["绩效监控金额", "监控覆盖金额"]),
        word("monitoring_rate", "监控覆盖率", "Coverage by monitoring", &["绩效监控覆盖率"]),
        word("self_evaluation_amount", "自评金额", "Money self-evaluated", &["绩效自评金额", "自评覆盖金额"]),
        word("self_evaluation_rate", "自评覆盖率", "Coverage by self-evaluation", &["绩效自评覆盖率"]),
        word("spending_initial", "预算支出合计", "Budgeted spending", &["支出预算合计", "支出预算"]),
        word("project_spending_initial", "预算项目支出", "Budgeted project spending", &["项目支出预算"]),
        word("basic_spending_initial", "预算基本支出", "Budgeted basic spending", &["基本支出预算"]),
        word("spending_executed", "决算支出合计", "Spending", &["支出决算合计", "支出决算", "本年支出合计"]),
        word("project_spending_executed", "决算项目支出", "Project spending", &["项目支出决算"]),
        word("basic_spending_executed", "决算基本支出", "Basic spending", &["基本支出决算"]),
    ],
};

/// Every vocabulary.
static ALL: [&Vocabulary; 39] = [
    &BUDGET_TYPE,
    &BUDGET_BASIS,
    &PHASE,
    &EXPENDITURE_KIND,
    &TABLE_KIND,
    &STAGE,
    &EVALUATOR_KIND,
    &SUBJECT_KIND,
    &DIMENSION,
    &OPERATOR,
    &ACTION,
    &STATUS,
    &FUNDING_LEVEL,
    &CATEGORY,
    &DEBT_KIND,
    &SCOPE_STATUS,
    &SCOPE_EVIDENCE,
    &STAGE_DECLARED,
    &LIKELIHOOD,
    &LIGHT,
    &DISCLOSURE_ITEM,
    &FUND_SOURCE,
    &CHANGE_KIND,
    &SEVERITY,
    &COVERAGE_STATE,
    &ASSOCIATION_READING,
    &LINK_VERDICT,
    &CONTINUATION,
    &PAIR_EXCLUSION,
    &ASSOCIATION_FAMILY,
    &SPECIFICATION,
    &CHAIN_STEP,
    &RECOMPUTATION_ITEM,
    &SUBJECT_RESOLUTION,
    &TWIN_RELATION,
    &TAKEN_FROM,
    &STATEMENT_CAUTION,
    &CHECK,
    &MEASURE,
];

/// The vocabulary of this name.
pub fn find(name: &str) -> Option<&'static Vocabulary> {
    ALL.iter().find(|vocabulary| vocabulary.name == name).copied()
}
