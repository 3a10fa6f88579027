/*---
order = 4
title = { zh = "未载入内容和提醒", en = "What was not loaded" }
question = { zh = "哪些内容没有载入，或载入但存疑？", en = "What was not loaded, and what is doubtful?" }
params = [
  { name = "severity", type = "text", one_of = ["error", "warning"], about = { zh = "只看错误或提醒", en = "Errors or warnings only" } },
  { name = "department", type = "text", about = { zh = "只看一个部门", en = "One department only" } },
  { name = "load", type = "int", about = { zh = "某次载入退回的内容；不写则为现行文件的", en = "What one load refused; else what is wrong with the current files" } },
]
rows_printed = 15
finding.zh = """{% if rows %}报送资料中有{{ rows | selectattr('severity', 'equalto', 'error') | list | length }}处错误（未载入）、{{ rows | selectattr('severity', 'equalto', 'warning') | list | length }}处提醒（已载入，待核实）。{% else %}报送资料中没有未载入的内容，也没有提醒。{% endif %}"""
finding.en = """{% if rows %}What was sent holds {{ rows | selectattr('severity', 'equalto', 'error') | list | length }} errors (not loaded) and {{ rows | selectattr('severity', 'equalto', 'warning') | list | length }} warnings (loaded, to be verified).{% else %}Everything that was sent is loaded, without warnings.{% endif %}"""

notes = [
  { zh = "每处的完整原因和原行文字由所列命令给出。", en = "The command gives the whole reason and the row as it was sent." },
]

[columns]
path = { zh = "来源文件", en = "File", format = "file" }
check_id = { words = ["check"] }
sheet = { hidden = true }
reason = { hidden = true }
row_text = { hidden = true }
department = { hidden = true }
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
  r.row_text,
  r.department
FROM rejects AS r
JOIN sources AS s ON s.load_id = r.load_id AND s.source_id = r.source_id
-- a file that was corrected and loaded again has a later load
LEFT JOIN current_sources AS c ON c.load_id = s.load_id AND c.path = s.path
WHERE ($severity IS NULL OR r.severity = $severity)
  AND ($department IS NULL OR r.department = $department)
  AND (r.load_id = $load OR ($load IS NULL AND c.path IS NOT NULL))
ORDER BY r.severity, s.path, r.sheet, r.cell, r.field, r.check_id, r.reason, r.value
