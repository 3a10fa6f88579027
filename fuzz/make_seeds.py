#!/usr/bin/env python3
"""Writes the seeds of the fuzz targets: small files of each kind, from what offices send and what readers meet.

Findings that were mended stand beside them under the name `found-…` and are kept.
"""
import pathlib
import struct
import zipfile
import io

HERE = pathlib.Path(__file__).parent / "seeds"
TABLE = [["预算年度", "项目代码", "年初批复数"], ["2023", "P001", "1,200.50"], ["2024", "P002", "86%"]]


def put(target, name, content):
    folder = HERE / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())


def rows(separator):
    return "\n".join(separator.join(row) for row in TABLE) + "\n"


for name, separator in {"comma": ",", "tab": "\t", "semicolon": ";", "bar": "|"}.items():
    put("delimited", name, rows(separator))
put("delimited", "gbk", rows(",").encode("gbk"))
put("delimited", "utf16", "\ufeff".encode("utf-16-le") + rows(",").encode("utf-16-le"))
put("delimited", "quoted", 'sep=;\n"a""b";"c\nd";\r\n;"e"f\r"\n')

cells = "".join(
    f"<row r='{r}'>" + "".join(f"<c r='{'ABC'[c]}{r}' t='inlineStr'><is><t>{v}</t></is></c>" for c, v in enumerate(row)) + "</row>"
    for r, row in enumerate(TABLE, 1)
)
sheet = f"<worksheet><sheetData>{cells}<row hidden='1'><c t='s'><v>0</v></c><c s='0'><f>A1</f><v>0.86</v></c><c><f>B1</f></c>" \
        "<c t='e'><v>#REF!</v></c><c t='b'><v>1</v></c></row></sheetData><mergeCells><mergeCell ref='A1:B2'/></mergeCells></worksheet>"
put("xlsx", "sheet", sheet)
put("xlsx", "parts", "\0".join([
    sheet, "<sst><si><r><t>预_x000D_</t></r><rPh><t>yu</t></rPh></si></sst>",
    "<styleSheet><numFmts><numFmt numFmtId='164' formatCode='yyyy/m/d'/></numFmts><cellXfs><xf numFmtId='164'/></cellXfs></styleSheet>",
    "<workbook><workbookPr date1904='1'/><sheets><sheet name='a' id='r1' state='hidden'/><sheet name='b' id='r2'/></sheets></workbook>",
]))

ods_rows = "".join(
    "<table:table-row table:number-rows-repeated='2'>"
    + "".join(f"<table:table-cell office:value-type='string'><text:p>{v}<text:s text:c='2'/></text:p></table:table-cell>" for v in row)
    + "</table:table-row>"
    for row in TABLE
)
put("ods", "content", "<office:document-content><office:automatic-styles><style:style style:name='h'><style:table-properties "
    "table:display='false'/></style:style></office:automatic-styles><office:body><office:spreadsheet><table:table table:name='a'>"
    f"{ods_rows}<table:table-row><table:table-cell table:number-columns-spanned='2' table:number-rows-spanned='2' "
    "office:value-type='percentage' office:value='0.86'/><table:covered-table-cell/><table:table-cell table:formula='of:=[.A1]'/>"
    "</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>")


def paragraph(text):
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


word = "".join("<w:tr>" + "".join(f"<w:tc><w:tcPr><w:gridSpan w:val='2'/><w:vMerge{m}/></w:tcPr>{paragraph(v)}</w:tc>" for v in row)
               + "</w:tr>" for row, m in zip(TABLE, [" w:val='restart'", "", ""]))
put("docx", "table", f"<w:document><w:body>{paragraph('单位：万元')}<w:tbl>{word}<w:tr><w:tc><w:tbl>{word}</w:tbl></w:tc></w:tr>"
    "</w:tbl></w:body></w:document>")

page = "".join("<tr>" + "".join(f"<td rowspan=2 colspan=2>{v}<br>" for v in row) for row in TABLE)
put("html", "page", f"<head><meta charset=gbk><title>x</title></head><p>单位：元<table><caption>表</caption>{page}"
    f"<tr><td><table>{page}</table></table>".encode("gbk"))

xml = "".join("<Row>" + "".join(f"<Cell ss:Index='{i + 1}'><Data ss:Type='String'>{v}</Data></Cell>" for i, v in enumerate(row))
              + "</Row>" for row in TABLE)
put("spreadsheet_xml", "workbook", "xmlns:ss='x'><Styles><Style ss:ID='s'><NumberFormat ss:Format='Percent'/></Style></Styles>"
    f"<Worksheet ss:Name='a'><Table>{xml}<Row ss:Index='9' ss:Span='2'><Cell ss:StyleID='s' ss:MergeAcross='1' ss:MergeDown='1'>"
    "<Data ss:Type='Number'>0.86</Data></Cell><Cell ss:Formula='=A1'/><Cell><Data ss:Type='DateTime'>2024-01-31T00:00:00.000</Data>"
    "</Cell></Row></Table><WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet></Workbook>")

buffer = io.BytesIO()
with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
    archive.writestr("报送/a.csv", rows(","))
    archive.writestr("about.toml", "[[files]]\nmatch = '*'\n")
    archive.writestr("inner.zip", b"PK\x05\x06" + bytes(18))
put("zip", "archive", buffer.getvalue())
put("zip", "empty", b"PK\x05\x06" + bytes(18))


def record(kind, body=b""):
    return struct.pack("<HH", kind, len(body)) + body


def compound(stream):
    """A compound file with one stream, `Workbook`, as [MS-CFB] lays it out."""
    stream = stream.ljust(4096, b"\0")
    sectors = -(-len(stream) // 512)
    stream = stream.ljust(sectors * 512, b"\0")
    fat = [0xFFFFFFFD, 0xFFFFFFFE] + [i + 3 for i in range(sectors - 1)] + [0xFFFFFFFE]
    fat += [0xFFFFFFFF] * (128 - len(fat))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack(
        "<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header = header.ljust(76, b"\0") + struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)

    def entry(name, kind, child, start, size):
        raw = name.encode("utf-16-le") + b"\0\0"
        return (raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child) + bytes(36)
                + struct.pack("<IQ", start, size))

    directory = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry("Workbook", 2, 0xFFFFFFFF, 2, len(stream))
    return header + struct.pack("<128I", *fat) + directory.ljust(512, b"\0") + stream


def biff():
    def text(value):
        return struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")

    strings = [value for row in TABLE for value in row]
    sst = record(0xFC, struct.pack("<II", len(strings), len(strings)) + b"".join(text(value) for value in strings))
    start = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0)) + record(0x42, struct.pack("<H", 1200))
    formats = record(0x41E, struct.pack("<H", 164) + text("0.00%"))
    xfs = record(0xE0, struct.pack("<HH", 0, 0) + bytes(16)) + record(0xE0, struct.pack("<HH", 0, 164) + bytes(16))
    name = "表"
    bound = len(start) + len(formats) + len(xfs) + len(sst) + 4 + 8 + 2 * len(name) + 4
    sheet_list = record(0x85, struct.pack("<IBBBB", bound, 0, 0, len(name), 1) + name.encode("utf-16-le"))
    body = record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
    for r, row in enumerate(TABLE):
        for c, _ in enumerate(row):
            body += record(0xFD, struct.pack("<HHHI", r, c, 0, r * len(row) + c))
    body += record(0x203, struct.pack("<HHHd", 3, 0, 1, 0.8619)) + record(0x27E, struct.pack("<HHHI", 3, 1, 0, (1200 << 2) | 2))
    body += record(0xBD, struct.pack("<HH", 3, 2) + struct.pack("<HI", 0, (7 << 2) | 2) * 2 + struct.pack("<H", 3))
    body += record(0x06, struct.pack("<HHHdHIH", 4, 0, 0, 12.5, 0, 0, 0))
    body += record(0xE5, struct.pack("<HHHHH", 1, 5, 6, 0, 1)) + record(0x0A)
    return start + formats + xfs + sheet_list + sst + record(0x0A) + body


put("xls", "book", compound(biff()))

for name, value in enumerate(["1,200.50", "３，５１８．８５", "0.01万元", "—", "1720.00万", "3,182,716,265.16 56,865,583.16", "-1.5", "¥1"]):
    put("amount", f"{name}", value)
for name, value in enumerate(["2024-01-31", "2024年3月", "2025.1.1-2025.12.31", "20240301", "2024/1/1", "二〇二四年"]):
    put("date", f"{name}", value)
for name, value in enumerate(["86%", "0.8619", "100百分比", "=100.00(%)", "35", "九成", "优秀", "是"]):
    put("percent", f"{name}", value)
for name, value in enumerate(["99.43 分", "1.23E+20", "219001-某局", "2080505", "97", "1,234"]):
    put("number", f"{name}", value)
for name, value in enumerate(["≥95%", "≧90.00(%)", "≤90万元", "985米", "二100百分比", "及时", ">=50个"]):
    put("target", f"{name}", value)
put("definition", "table", 'name = "x"\nversion = "1"\nlabel = "表"\nlayout = "table"\n\n[[fields]]\nname = "year"\n'
    'headers = ["年度"]\ncolumn = "fiscal_year"\nrequired = true\n\n[[rows]]\ntable = "projects"\n')
for path in sorted((HERE.parent.parent / "src/ingest/forms").glob("*.toml")):
    text = path.read_text()
    if len(text) < 4000:
        put("definition", path.stem, text)
