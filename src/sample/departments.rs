//! The offices of the made-up district: ten departments, each with its own office (level 1) and subordinate units
//! (level 2).

use super::catalogue::{self, Template};

/// The made-up district's name; no real district has it.
pub(super) const REGION: &str = "云泽区";

/// The district's code. No province has the prefix 99 (GB/T 2260), so it cannot be a real one.
pub(super) const REGION_CODE: &str = "990108";

/// A department as written down here, before anything happens to it.
pub(super) struct Office {
    /// The department's code, the first three digits of its units' codes.
    pub(super) code: &'static str,
    /// The name without the district.
    pub(super) name: &'static str,
    /// The field its projects are in (行业领域).
    pub(super) sector: &'static str,
    /// The function class of its own running.
    pub(super) running: &'static str,
    /// The subordinate units and the function class of their running.
    pub(super) units: &'static [(&'static str, &'static str)],
    /// Whether its budget tables are printed in 万元; the others print 元.
    pub(super) prints_ten_thousands: bool,
    /// What it does over the years.
    pub(super) projects: &'static [Template],
}

/// The ten departments.
pub(super) static OFFICES: [Office; 10] = [
    Office {
        code: "101",
        name: "财政局",
        sector: "财政与国资",
        running: "2010601",
        units: &[("国有资产事务中心", "2010699"), ("财政国库支付中心", "2010699")],
        prints_ten_thousands: true,
        projects: catalogue::FINANCE,
    },
    Office {
        code: "102",
        name: "教育局",
        sector: "教育",
        running: "2050101",
        units: &[
            ("实验小学", "2050202"),
            ("第一初级中学", "2050203"),
            ("高级中学", "2050204"),
            ("职业技术学校", "2050302"),
            ("机关幼儿园", "2050201"),
        ],
        prints_ten_thousands: false,
        projects: catalogue::EDUCATION,
    },
    Office {
        code: "103",
        name: "科技和经济信息化局",
        sector: "科技与产业",
        running: "2150501",
        units: &[("中小企业服务中心", "2150517"), ("科技创新促进中心", "2060499")],
        prints_ten_thousands: true,
        projects: catalogue::INDUSTRY,
    },
    Office {
        code: "104",
        name: "民政局",
        sector: "民政",
        running: "2080201",
        units: &[("社会福利院", "2081005"), ("救助管理站", "2082002"), ("殡葬管理所", "2081004")],
        prints_ten_thousands: false,
        projects: catalogue::CIVIL_AFFAIRS,
    },
    Office {
        code: "105",
        name: "人力资源和社会保障局",
        sector: "社会保障和就业",
        running: "2080101",
        units: &[("公共就业服务中心", "2080199"), ("社会保险经办中心", "2080107"), ("劳动人事争议仲裁院", "2080112")],
        prints_ten_thousands: true,
        projects: catalogue::LABOUR,
    },
    Office {
        code: "106",
        name: "生态环境局",
        sector: "生态环境",
        running: "2110101",
        units: &[("生态环境监测站", "2111101")],
        prints_ten_thousands: false,
        projects: catalogue::ENVIRONMENT,
    },
    Office {
        code: "107",
        name: "住房和城乡建设局",
        sector: "城乡建设",
        running: "2120101",
        units: &[
            ("市政设施维护中心", "2120399"),
            ("园林绿化中心", "2120501"),
            ("环境卫生中心", "2120501"),
            ("征收事务中心", "2120199"),
        ],
        prints_ten_thousands: false,
        projects: catalogue::CONSTRUCTION,
    },
    Office {
        code: "108",
        name: "交通运输局",
        sector: "交通运输",
        running: "2140101",
        units: &[("公路事业发展中心", "2140106"), ("道路运输服务中心", "2140112")],
        prints_ten_thousands: true,
        projects: catalogue::TRANSPORT,
    },
    Office {
        code: "109",
        name: "农业农村局",
        sector: "农业农村",
        running: "2130101",
        units: &[
            ("农业技术推广中心", "2130106"),
            ("畜牧兽医服务中心", "2130108"),
            ("农产品质量检测中心", "2130109"),
            ("水利服务中心", "2130306"),
        ],
        prints_ten_thousands: false,
        projects: catalogue::AGRICULTURE,
    },
    Office {
        code: "110",
        name: "卫生健康局",
        sector: "卫生健康",
        running: "2100101",
        units: &[
            ("人民医院", "2100201"),
            ("中医医院", "2100202"),
            ("疾病预防控制中心", "2100401"),
            ("妇幼保健院", "2100403"),
            ("湖东社区卫生服务中心", "2100301"),
        ],
        prints_ten_thousands: true,
        projects: catalogue::HEALTH,
    },
];
