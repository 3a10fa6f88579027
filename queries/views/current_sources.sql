/*---
title = { zh = "现行来源", en = "Current sources" }
question = { zh = "湖中数据来自哪些文件的哪一版？", en = "Which files, in which version, does the lake stand on?" }
---*/
WITH latest AS (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY path ORDER BY load_id DESC) AS age
  FROM sources
)
SELECT load_id, path, source_id, file_kind, form, form_version, columns, rows_read, rows_accepted, rows_rejected
FROM latest
WHERE age = 1
