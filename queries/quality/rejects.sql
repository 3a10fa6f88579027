/*---
order = 4
title = { zh = "未载入内容和提醒", en = "What was not loaded" }
question = { zh = "哪些内容没有载入，或载入但存疑？", en = "What was not loaded, and what is doubtful?" }
params = [
  { name = "severity", type = "text", one_of = ["error", "warning"], about = { zh = "只看错误或提醒", en = "Errors or warnings only" } },
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
