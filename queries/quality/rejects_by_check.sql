/*---
order = 3
title = { zh = "退回与提醒分类", en = "Rejects by check" }
question = { zh = "退回和提醒集中在哪些规则？", en = "Which checks find the most?" }
chart = { kind = "horizontal_bar", x = "check_id", y = ["errors", "warnings"], format = "count" }

[columns]
errors = { zh = "错误数", en = "Errors", format = "count" }
warnings = { zh = "提醒数", en = "Warnings", format = "count" }
sources = { zh = "涉及文件数", en = "Files", format = "count" }
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
