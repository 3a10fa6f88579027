//! What the departments spend money on: the templates that the district's projects are made from.
//!
//! Function classes are those of the 2024 edition (2024年政府收支分类科目); `function_names` names them.

/// Which budget pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Budget {
    /// 一般公共预算.
    GeneralPublic,
    /// 政府性基金预算.
    GovernmentFund,
    /// 国有资本经营预算.
    StateCapital,
    /// 单位资金: outside the four budgets.
    OffBudget,
}

impl Budget {
    /// The word of the 资金性质 column.
    pub(super) fn fund_nature(self) -> &'static str {
        match self {
            Self::GeneralPublic => "一般公共预算资金",
            Self::GovernmentFund => "政府性基金预算资金",
            Self::StateCapital => "国有资本经营预算资金",
            Self::OffBudget => "单位资金",
        }
    }
}

/// The category of a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Category {
    /// 人员类.
    Personnel,
    /// 公用经费.
    RunningCosts,
    /// 其他运转类.
    OtherOperations,
    /// 特定目标类.
    SpecificPurpose,
}

impl Category {
    /// The word of the 项目类别 column.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Personnel => "人员类",
            Self::RunningCosts => "公用经费",
            Self::OtherOperations => "其他运转类",
            Self::SpecificPurpose => "特定目标类",
        }
    }

    /// The letter in a project code (R 人员类, Y 运转类, T 特定目标类).
    pub(super) fn letter(self) -> char {
        match self {
            Self::Personnel => 'R',
            Self::RunningCosts | Self::OtherOperations => 'Y',
            Self::SpecificPurpose => 'T',
        }
    }

    /// Whether it is project spending (项目支出), not basic spending.
    pub(super) fn is_project(self) -> bool {
        matches!(self, Self::OtherOperations | Self::SpecificPurpose)
    }
}

/// A project before chance has touched it.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a 是/否 column of the export")]
pub struct Template {
    /// Its name.
    pub name: &'static str,
    /// Its function class, 7 digits.
    pub function: &'static str,
    /// A usual year's budget in 万元.
    pub size: i128,
    /// Its category.
    pub category: Category,
    /// Which budget pays.
    pub budget: Budget,
    /// 主题: 民生, 经济发展 and others.
    pub theme: &'static str,
    /// The years it has a budget in, where the story needs certain ones.
    pub years: Option<(i32, i32)>,
    /// 三保.
    pub is_protected: bool,
    /// 涉密.
    pub is_secret: bool,
    /// 一次性.
    pub is_one_off: bool,
    /// 上级转移支付.
    pub from_upper: bool,
    /// 债务类型; none is empty.
    pub debt: &'static str,
}

const LIVELIHOOD: &str = "民生";
const ECONOMY: &str = "经济发展";
const ECOLOGY: &str = "生态环境";
const CITY: &str = "城市治理";
const ADMINISTRATION: &str = "政务运行";

const fn specific(name: &'static str, function: &'static str, size: i128, theme: &'static str) -> Template {
    Template {
        name,
        function,
        size,
        category: Category::SpecificPurpose,
        budget: Budget::GeneralPublic,
        theme,
        years: None,
        is_protected: false,
        is_secret: false,
        is_one_off: false,
        from_upper: false,
        debt: "",
    }
}

const fn operations(name: &'static str, function: &'static str, size: i128) -> Template {
    Template { category: Category::OtherOperations, ..specific(name, function, size, ADMINISTRATION) }
}

impl Template {
    /// The spending on a unit's staff, or on its running.
    pub(super) const fn basic(name: &'static str, category: Category, function: &'static str, size: i128) -> Self {
        Self { category, is_protected: true, ..specific(name, function, size, ADMINISTRATION) }
    }

    const fn fund(self) -> Self {
        Self { budget: Budget::GovernmentFund, ..self }
    }

    const fn state_capital(self) -> Self {
        Self { budget: Budget::StateCapital, ..self }
    }

    const fn off_budget(self) -> Self {
        Self { budget: Budget::OffBudget, ..self }
    }

    const fn years(self, first: i32, last: i32) -> Self {
        Self { years: Some((first, last)), ..self }
    }

    const fn once(self, year: i32) -> Self {
        Self { years: Some((year, year)), is_one_off: true, ..self }
    }

    const fn protected(self) -> Self {
        Self { is_protected: true, ..self }
    }

    const fn secret(self) -> Self {
        Self { is_secret: true, ..self }
    }

    const fn paid_from_upper(self) -> Self {
        Self { from_upper: true, ..self }
    }

    const fn special_bond(self) -> Self {
        Self { debt: "专项债券", ..self.fund() }
    }
}

pub(super) static FINANCE: &[Template] = &[
    operations("财政业务信息系统运维", "2010607", 180),
    operations("预算评审与绩效评价委托业务", "2010608", 260),
    operations("非税收入征管业务", "2010699", 65),
    operations("财政票据电子化管理", "2010699", 40),
    operations("会计人员继续教育", "2010699", 25),
    operations("办公楼物业与安全保障", "2010602", 120),
    operations("国有资产清查", "2010699", 90).once(2021),
    specific("政府采购电子卖场建设", "2010607", 150, ECONOMY).years(2020, 2022),
    specific("乡镇财政能力建设", "2010699", 110, ADMINISTRATION),
    specific("农业保险保费补贴", "2130122", 420, LIVELIHOOD),
    specific("政策性融资担保风险补偿", "2150805", 500, ECONOMY),
    specific("重点企业贷款贴息", "2150805", 380, ECONOMY),
    specific("金财专网安全加固", "2010607", 70, ADMINISTRATION).secret(),
    specific("国有企业退休人员社会化管理补助", "2230105", 320, LIVELIHOOD).state_capital().years(2019, 2023),
    specific("区属国有企业资本金注入", "2230201", 1200, ECONOMY).state_capital().years(2019, 2023),
    specific("公益性设施投资补助", "2230202", 450, CITY).state_capital().years(2020, 2023),
    specific("国有企业政策性亏损补贴", "2230301", 260, CITY).state_capital().years(2021, 2023),
    specific("福利彩票发行场所改造", "2296002", 60, LIVELIHOOD).fund().years(2021, 2023),
];

pub(super) static EDUCATION: &[Template] = &[
    operations("中小学校舍日常维修", "2050299", 480),
    operations("教育考试考务", "2050299", 150),
    operations("教师培训", "2050803", 210),
    specific("义务教育学生营养改善", "2050202", 860, LIVELIHOOD).protected(),
    specific("城乡义务教育公用经费补助", "2050203", 1900, LIVELIHOOD).protected().paid_from_upper(),
    specific("学前教育普惠性民办园奖补", "2050201", 640, LIVELIHOOD),
    specific("幼儿园建设与改造", "2050201", 1200, LIVELIHOOD),
    specific("普通高中学生资助", "2050204", 320, LIVELIHOOD).protected(),
    specific("中等职业教育免学费补助", "2050302", 410, LIVELIHOOD).paid_from_upper(),
    specific("职业技术学校实训基地建设", "2050302", 780, ECONOMY),
    specific("特殊教育康复设备购置", "2050701", 130, LIVELIHOOD),
    specific("中小学课后服务补助", "2050299", 900, LIVELIHOOD),
    specific("智慧校园建设", "2050299", 560, LIVELIHOOD),
    specific("校园安全防护提升", "2050299", 330, LIVELIHOOD),
    specific("高级中学迁建", "2050204", 2600, LIVELIHOOD).years(2019, 2021),
    specific("学校食堂明厨亮灶改造", "2050202", 190, LIVELIHOOD).once(2020),
    specific("青少年校外活动场所彩票公益金", "2296004", 120, LIVELIHOOD).fund(),
    specific("职业教育园区专项债券建设", "2290402", 8000, LIVELIHOOD).special_bond().years(2021, 2023),
    operations("职业技术学校培训成本", "2050302", 220).off_budget(),
    operations("高级中学事业收入支出", "2050204", 300).off_budget(),
];

pub(super) static INDUSTRY: &[Template] = &[
    operations("产业运行监测", "2150517", 60),
    operations("科普活动", "2060702", 80),
    operations("电子政务外网租赁", "2150517", 160),
    specific("中小企业发展专项", "2150805", 760, ECONOMY),
    specific("制造业技术改造补助", "2150517", 1500, ECONOMY),
    specific("专精特新企业奖励", "2150805", 540, ECONOMY),
    specific("科技成果转化与扩散", "2060404", 620, ECONOMY),
    specific("高新技术企业认定奖励", "2060499", 480, ECONOMY),
    specific("企业研发投入补助", "2060499", 700, ECONOMY),
    specific("工业园区污水管网补助", "2150517", 450, ECOLOGY),
    specific("数字经济示范应用", "2150517", 390, ECONOMY),
    specific("商业街区改造提升", "2160299", 360, ECONOMY),
    specific("消费促进活动", "2160299", 280, ECONOMY),
    specific("外贸企业稳增长补助", "2160299", 220, ECONOMY).years(2020, 2022),
    specific("工业标准厂房建设", "2120803", 2100, ECONOMY).fund(),
    specific("产业园区基础设施专项债券建设", "2290402", 9500, ECONOMY).special_bond().years(2020, 2023),
    specific("无线电监测保障", "2150517", 55, ADMINISTRATION).secret(),
    specific("疫情期间企业纾困补助", "2150805", 900, ECONOMY).once(2020),
];

pub(super) static CIVIL_AFFAIRS: &[Template] = &[
    operations("婚姻登记业务", "2080299", 45),
    operations("地名普查与标志设置", "2080207", 70),
    specific("城市最低生活保障", "2081901", 1300, LIVELIHOOD).protected(),
    specific("农村最低生活保障", "2081902", 1700, LIVELIHOOD).protected(),
    specific("农村特困人员救助供养", "2082102", 620, LIVELIHOOD).protected(),
    specific("临时救助", "2082001", 240, LIVELIHOOD),
    specific("流浪乞讨人员救助", "2082002", 110, LIVELIHOOD),
    specific("高龄津贴", "2081002", 880, LIVELIHOOD),
    specific("社区养老服务设施运营补贴", "2081006", 520, LIVELIHOOD),
    specific("居家适老化改造", "2081006", 160, LIVELIHOOD),
    specific("困境儿童保障", "2081001", 230, LIVELIHOOD),
    specific("残疾人两项补贴", "2081107", 740, LIVELIHOOD).paid_from_upper(),
    specific("基层政权建设和社区治理", "2080208", 680, CITY),
    specific("社会工作服务站购买服务", "2080208", 260, LIVELIHOOD),
    specific("惠民殡葬补助", "2081004", 150, LIVELIHOOD),
    specific("公益性公墓建设", "2081004", 420, LIVELIHOOD).years(2019, 2022),
    specific("社会福利院改造彩票公益金", "2296002", 380, LIVELIHOOD).fund(),
    specific("养老服务体系彩票公益金", "2296002", 460, LIVELIHOOD).fund(),
    specific("残疾人事业彩票公益金", "2296006", 90, LIVELIHOOD).fund(),
    operations("社会福利院代养收入支出", "2081005", 180).off_budget(),
];

pub(super) static LABOUR: &[Template] = &[
    operations("社会保险业务经办", "2080107", 190),
    operations("劳动人事争议调解仲裁", "2080112", 60),
    operations("人事考试考务", "2080199", 130),
    operations("档案数字化管理", "2080199", 85),
    specific("公益性岗位补贴", "2080705", 760, LIVELIHOOD),
    specific("职业技能提升培训补贴", "2080702", 540, LIVELIHOOD),
    specific("就业创业服务补贴", "2080701", 310, LIVELIHOOD),
    specific("求职和创业补贴", "2080713", 180, LIVELIHOOD),
    specific("高校毕业生基层服务", "2080799", 260, LIVELIHOOD).paid_from_upper(),
    specific("城乡居民养老保险缴费补助", "2082602", 1400, LIVELIHOOD).protected(),
    specific("被征地农民养老保障补助", "2082602", 900, LIVELIHOOD),
    specific("高层次人才引进", "2080199", 620, ECONOMY),
    specific("人力资源产业园建设", "2080199", 480, ECONOMY),
    specific("创业孵化基地运营", "2080799", 240, ECONOMY),
    specific("劳务品牌培育", "2080799", 120, ECONOMY),
    specific("根治欠薪预警平台", "2080199", 90, LIVELIHOOD).once(2021),
    specific("零工市场建设", "2080799", 130, LIVELIHOOD).years(2022, 2023),
    operations("人事代理服务收入支出", "2080199", 70).off_budget(),
];

pub(super) static ENVIRONMENT: &[Template] = &[
    operations("环境监测能力运行", "2111101", 210),
    operations("生态环境执法装备", "2111102", 95),
    operations("环境宣传教育", "2110199", 30),
    specific("大气污染防治", "2110301", 860, ECOLOGY),
    specific("水污染防治", "2110302", 1100, ECOLOGY),
    specific("土壤污染状况调查", "2110307", 180, ECOLOGY),
    specific("农村生活污水治理", "2110402", 720, LIVELIHOOD),
    specific("黑臭水体整治", "2110302", 640, LIVELIHOOD).years(2019, 2022),
    specific("固体废物规范化管理", "2110304", 140, ECOLOGY),
    specific("饮用水水源地保护", "2110302", 330, LIVELIHOOD),
    specific("湖泊湿地生态修复", "2110401", 950, ECOLOGY).paid_from_upper(),
    specific("机动车排放检测监管", "2110301", 120, ECOLOGY),
    specific("散煤替代补贴", "2110301", 260, LIVELIHOOD).years(2019, 2020),
    specific("污染源普查", "2111101", 75, ECOLOGY).once(2019),
    specific("碳排放核查", "2110301", 60, ECOLOGY).years(2021, 2023),
    specific("污水处理设施建设和运营", "2121401", 1600, ECOLOGY).fund(),
    specific("环境应急物资储备", "2110304", 50, CITY).years(2022, 2023),
];

pub(super) static CONSTRUCTION: &[Template] = &[
    operations("建筑工程质量安全监督", "2120199", 110),
    operations("市政设施日常维护", "2120399", 980),
    operations("城市照明电费", "2120399", 560),
    specific("城区道路改造提升", "2120399", 2400, CITY),
    specific("老旧小区改造", "2120399", 1800, LIVELIHOOD),
    specific("城市公园绿地养护", "2120501", 900, CITY),
    specific("生活垃圾清运处置", "2120501", 2100, LIVELIHOOD),
    specific("公共厕所新建改造", "2120501", 260, LIVELIHOOD),
    specific("农村危房改造", "2210105", 340, LIVELIHOOD).paid_from_upper(),
    specific("公共租赁住房租赁补贴", "2210107", 300, LIVELIHOOD).protected(),
    specific("城市内涝治理", "2120399", 1300, CITY),
    specific("小城镇基础设施建设", "2120303", 850, ECONOMY),
    specific("城市体检评估", "2120201", 120, CITY).once(2022),
    specific("征地和拆迁补偿", "2120801", 12000, ECONOMY).fund(),
    specific("土地开发整理", "2120802", 4200, ECONOMY).fund(),
    specific("城市主干道新建", "2120803", 6800, CITY).fund(),
    specific("城市基础设施配套", "2121301", 2300, CITY).fund(),
    specific("保障性住房专项债券建设", "2290402", 11000, LIVELIHOOD).special_bond().years(2020, 2023),
    specific("人防指挥工程维护", "2120199", 80, ADMINISTRATION).secret(),
    specific("历史街区保护规划", "2120201", 160, CITY).years(2019, 2020),
];

pub(super) static TRANSPORT: &[Template] = &[
    operations("公路日常养护", "2140106", 860),
    operations("道路运输管理业务", "2140112", 90),
    operations("治超站运行", "2140110", 140),
    specific("农村公路提档升级", "2140104", 1500, LIVELIHOOD),
    specific("公路安全生命防护工程", "2140110", 380, LIVELIHOOD),
    specific("危桥改造", "2140106", 460, LIVELIHOOD),
    specific("城乡公交一体化补贴", "2140199", 980, LIVELIHOOD),
    specific("新能源公交车购置补助", "2140199", 620, ECOLOGY),
    specific("客运站场建设", "2140104", 540, ECONOMY),
    specific("物流园区道路配套", "2140104", 720, ECONOMY),
    specific("县乡公路大中修", "2140106", 1100, LIVELIHOOD).paid_from_upper(),
    specific("交通信号智能化", "2140199", 230, CITY),
    specific("国省道绿化美化", "2140106", 190, ECOLOGY),
    specific("出租汽车油价补助", "2140199", 150, LIVELIHOOD).years(2019, 2021),
    specific("湖滨大道改建", "2120803", 3600, ECONOMY).fund().years(2019, 2023),
    specific("港区码头环保设施", "2140199", 210, ECOLOGY).once(2021),
    specific("战备交通保障", "2140199", 45, ADMINISTRATION).secret(),
];

pub(super) static AGRICULTURE: &[Template] = &[
    operations("农产品质量安全检测", "2130109", 120),
    operations("水利设施运行维护", "2130306", 340),
    operations("农业技术推广服务", "2130106", 160),
    specific("农业生产发展", "2130122", 1300, ECONOMY),
    specific("高标准农田建设", "2130153", 2600, ECONOMY).paid_from_upper(),
    specific("动物疫病防控", "2130108", 280, LIVELIHOOD),
    specific("农机购置补贴", "2130122", 520, ECONOMY).paid_from_upper(),
    specific("耕地地力保护", "2130153", 900, LIVELIHOOD).protected(),
    specific("美丽乡村建设", "2130126", 1400, LIVELIHOOD),
    specific("农村厕所改造", "2130126", 310, LIVELIHOOD),
    specific("秸秆综合利用", "2130135", 240, ECOLOGY),
    specific("乡村产业融合示范", "2130122", 680, ECONOMY),
    specific("农村电商培育", "2130122", 190, ECONOMY),
    specific("脱贫人口产业帮扶", "2130505", 760, LIVELIHOOD),
    specific("农村饮水安全巩固提升", "2130305", 580, LIVELIHOOD),
    specific("中小河流治理", "2130305", 1200, ECOLOGY).years(2019, 2022),
    specific("防汛抗旱应急", "2130314", 260, LIVELIHOOD),
    specific("农村基础设施建设", "2120804", 2200, LIVELIHOOD).fund(),
    specific("农业农村生态环境整治", "2120816", 1300, ECOLOGY).fund().years(2021, 2023),
    specific("水库移民后期扶持", "2082201", 340, LIVELIHOOD).fund(),
    operations("农业技术服务收入支出", "2130106", 60).off_budget(),
];

pub(super) static HEALTH: &[Template] = &[
    operations("卫生监督执法", "2100402", 90),
    operations("卫生信息平台运维", "2100199", 240),
    operations("无偿献血宣传", "2100406", 40),
    specific("基本公共卫生服务", "2100408", 2300, LIVELIHOOD).protected().paid_from_upper(),
    specific("重大公共卫生服务", "2100409", 420, LIVELIHOOD),
    specific("乡镇卫生院能力提升", "2100302", 860, LIVELIHOOD),
    specific("村卫生室基本药物补助", "2100399", 340, LIVELIHOOD).protected(),
    specific("社区卫生服务中心设备购置", "2100301", 470, LIVELIHOOD),
    specific("人民医院学科建设", "2100201", 980, LIVELIHOOD),
    specific("中医药传承创新", "2100202", 360, LIVELIHOOD),
    specific("计划生育家庭奖励扶助", "2100717", 620, LIVELIHOOD).protected(),
    specific("妇女两癌筛查", "2100403", 210, LIVELIHOOD),
    specific("新生儿疾病筛查", "2100403", 130, LIVELIHOOD),
    specific("突发公共卫生事件应急处置", "2100410", 1500, LIVELIHOOD).years(2020, 2022),
    specific("疾控中心实验室建设", "2100401", 560, LIVELIHOOD).years(2020, 2022),
    specific("托育机构建设补助", "2100799", 180, LIVELIHOOD).years(2021, 2023),
    specific("住院医师规范化培训", "2100199", 150, LIVELIHOOD),
    specific("医养结合产业引导", "2100799", 240, ECONOMY),
    specific("城乡医疗救助彩票公益金", "2296013", 260, LIVELIHOOD).fund(),
    specific("人民医院迁建专项债券", "2290402", 15000, LIVELIHOOD).special_bond().years(2020, 2023),
    operations("人民医院医疗收入支出", "2100201", 900).off_budget(),
    operations("妇幼保健院医疗收入支出", "2100403", 260).off_budget(),
];
