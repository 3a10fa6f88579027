/*---
order = 4
title = { zh = "退回清单", en = "Rejects" }
question = { zh = "哪些内容没有载入，为什么？", en = "What was not loaded, and why?" }
params = [
  { name = "severity", type = "text", one_of = ["error", "warning"], about = { zh = "只看错误或提醒", en = "Errors or warnings only" } },
]
finding.zh = """{% if rows %}现行来源中有{{ rows | selectattr('severity', 'equalto', 'error') | list | length }}处错误（未载入）、{{ rows | selectattr('severity', 'equalto', 'warning') | list | length }}处提醒（已载入）。{% else %}现行来源没有退回或提醒。{% endif %}"""
finding.en = """{% if rows %}The current sources hold {{ rows | selectattr('severity', 'equalto', 'error') | list | length }} errors (not loaded) and {{ rows | selectattr('severity', 'equalto', 'warning') | list | length }} warnings (loaded).{% else %}Nothing was rejected and nothing is doubtful in the current sources.{% endif %}"""

[columns]
path = { zh = "来源文件", en = "File" }
---*/
SELECT
  s.path,
  r.sheet,
  r.cell,
  r.field,
  r.value,
  r.reason,
  r.check_id,
  r.severity,
  r.row_text
FROM rejects AS r
JOIN current_sources AS s ON s.load_id = r.load_id AND s.source_id = r.source_id
WHERE $severity IS NULL OR r.severity = $severity
ORDER BY r.severity, s.path, r.sheet, r.cell, r.field, r.check_id, r.reason, r.value
