/*---
order = 1
title = { zh = "预警灯：填报与重算", en = "Lights reported and recomputed" }
question = { zh = "各月监控亮了多少红黄灯？按规则重算，填报的灯是否如实？", en = "How many lights of each colour did each month show, and do the reported ones agree with the rules?" }
params = [
  { name = "year", type = "int", required = true, about = { zh = "预算年度", en = "The year of the money" } },
]
chart = { kind = "grouped_bar", x = "light", y = ["reported", "recomputed"], only = "is_last_month" }
finding.zh = """{% if rows %}{% set last = rows | selectattr('is_last_month') | list %}{{ parameters.year }}年{{ last[0].month }}月监控{{ last[0].monitored | count }}个项目，填报红灯{{ (last | selectattr('light', 'equalto', 'red') | first).reported | count }}个、黄灯{{ (last | selectattr('light', 'equalto', 'yellow') | first).reported | count }}个；{% if last[0].compared %}按规则（{{ last[0].rule }}）重算应预警（红、黄灯）{{ last[0].warned_recomputed | count }}个，其中填报未预警的{{ last[0].missed | count }}个；填报预警而重算不预警的{{ last[0].overcalled | count }}个。{% else %}没有可以重算的记录（没有预算基数，或尚未到规则的第一档月份）。{% endif %}{% else %}{{ parameters.year }}年没有载入绩效监控资料。{% endif %}"""
finding.en = """{% if rows %}{% set last = rows | selectattr('is_last_month') | list %}In month {{ last[0].month }} of {{ parameters.year }}, {{ last[0].monitored | count }} projects were monitored: {{ (last | selectattr('light', 'equalto', 'red') | first).reported | count }} red and {{ (last | selectattr('light', 'equalto', 'yellow') | first).reported | count }} yellow lights were reported. {% if last[0].compared %}By the rule ({{ last[0].rule }}) {{ last[0].warned_recomputed | count }} call for a warning (red or yellow), of which {{ last[0].missed | count }} were reported without one; {{ last[0].overcalled | count }} were reported with a warning that the rule does not give.{% else %}None can be recomputed (no base, or before the rule's first step).{% endif %}{% else %}No monitoring is loaded for {{ parameters.year }}.{% endif %}"""
notes = [
  { zh = "重算规则见视图“监控预警灯”和监控规则表；默认规则为四川川财绩〔2025〕10号（二手摘要），只有一种预警（黄灯），本级可载入自己的规则。没有载入监控指标的，只按执行进度判断。一个项目一月内有多次监控的各计一次。", en = "The rule is that of the view `monitoring_lights` and the table of rules; the default is Sichuan's 川财绩〔2025〕10号 (from a digest) with one kind of warning (yellow), and a bureau loads its own. Without indicators only execution is judged. Several records of a project in a month count each." },
]

[columns]
month = { zh = "监控月份", en = "Month", format = "number" }
light = { zh = "预警灯", en = "Light", words = ["light"], labels = { none = { zh = "未填报或不可重算", en = "Not reported or not recomputed" } } }
position = { zh = "序号", en = "No", format = "number", hidden = true }
reported = { zh = "填报数", en = "Reported", format = "count" }
recomputed = { zh = "重算数", en = "Recomputed", format = "count" }
agreed = { zh = "两者一致", en = "Agree", format = "count" }
budget_reported = { zh = "填报金额", en = "Base, reported", format = "money" }
budget_recomputed = { zh = "重算金额", en = "Base, recomputed", format = "money" }
monitored = { zh = "监控数", en = "Monitored", format = "count", hidden = true }
compared = { zh = "可比数", en = "Compared", format = "count", hidden = true }
warned_recomputed = { zh = "重算预警数", en = "Warnings recomputed", format = "count", hidden = true }
missed = { zh = "漏报预警数", en = "Warnings missed", format = "count", hidden = true }
overcalled = { zh = "多报预警数", en = "Warnings too many", format = "count", hidden = true }
rule = { zh = "规则", en = "Rule", hidden = true }
is_last_month = { zh = "是否最后一月", en = "Last month", hidden = true }
---*/
WITH records AS (
  SELECT
    month,
    COALESCE(light_reported, 'none') AS light_reported,
    COALESCE(light_recomputed, 'none') AS light_recomputed,
    budget,
    rule
  FROM monitoring_lights
  WHERE fiscal_year = $year AND EXTRACT(YEAR FROM as_of) = $year
),
months AS (
  SELECT
    month,
    COUNT(*) AS monitored,
    COUNT(*) FILTER (WHERE light_reported <> 'none' AND light_recomputed <> 'none') AS compared,
    COUNT(*) FILTER (WHERE light_recomputed IN ('red', 'yellow')) AS warned_recomputed,
    COUNT(*) FILTER (WHERE light_recomputed IN ('red', 'yellow') AND light_reported NOT IN ('red', 'yellow')) AS missed,
    COUNT(*) FILTER (WHERE light_recomputed IN ('blue', 'green') AND light_reported IN ('red', 'yellow')) AS overcalled,
    MIN(rule) AS rule
  FROM records
  GROUP BY month
),
lights (light, position) AS (
  VALUES ('red', 1), ('yellow', 2), ('blue', 3), ('green', 4), ('none', 5)
),
counted AS (
  SELECT
    r.month,
    l.light,
    l.position,
    COUNT(*) FILTER (WHERE r.light_reported = l.light) AS reported,
    COUNT(*) FILTER (WHERE r.light_recomputed = l.light) AS recomputed,
    COUNT(*) FILTER (WHERE r.light_reported = l.light AND r.light_recomputed = l.light) AS agreed,
    SUM(r.budget) FILTER (WHERE r.light_reported = l.light) AS budget_reported,
    SUM(r.budget) FILTER (WHERE r.light_recomputed = l.light) AS budget_recomputed
  FROM records AS r
  CROSS JOIN lights AS l
  GROUP BY r.month, l.light, l.position
)
SELECT
  c.month,
  c.light,
  c.position,
  c.reported,
  c.recomputed,
  c.agreed,
  c.budget_reported,
  c.budget_recomputed,
  m.monitored,
  m.compared,
  m.warned_recomputed,
  m.missed,
  m.overcalled,
  m.rule,
  c.month = MAX(c.month) OVER () AS is_last_month
FROM counted AS c
JOIN months AS m ON m.month = c.month
ORDER BY c.month, c.position
