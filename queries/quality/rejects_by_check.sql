/*---
order = 3
title = { zh = "错误和提醒的分类", en = "Errors and warnings by kind" }
question = { zh = "错误和提醒集中在哪些方面？", en = "Which faults are the most frequent?" }

finding.en = """{% if rows %}{{ rows | sum(attribute='errors') | count }} errors and {{ rows | sum(attribute='warnings') | count }} warnings; the most frequent: {{ rows[0].check_id | word('check') | lower }}.{% else %}No errors and no warnings.{% endif %}"""
finding.zh = """{% if rows %}错误{{ rows | sum(attribute='errors') | count }}处、提醒{{ rows | sum(attribute='warnings') | count }}处，最多的是“{{ rows[0].check_id | word('check') }}”。{% else %}没有错误和提醒。{% endif %}"""
[columns]
errors = { zh = "错误数", en = "Errors", format = "count" }
warnings = { zh = "提醒数", en = "Warnings", format = "count" }
sources = { zh = "涉及文件数", en = "Files", format = "count" }
check_id = { words = ["check"] }
---*/
SELECT
  r.check_id,
  COUNT(*) FILTER (WHERE r.severity = 'error') AS errors,
  COUNT(*) FILTER (WHERE r.severity = 'warning') AS warnings,
  COUNT(DISTINCT s.path) AS sources
FROM rejects AS r
JOIN current_sources AS s ON s.load_id = r.load_id AND s.source_id = r.source_id
GROUP BY r.check_id
ORDER BY errors DESC, warnings DESC, r.check_id
