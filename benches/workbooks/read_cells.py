#!/usr/bin/env python3
"""What is compared with: reads every cell of every workbook in a folder with openpyxl, and does nothing with them."""
import pathlib
import sys

import openpyxl

cells = 0
for path in sorted(pathlib.Path(sys.argv[1]).glob("*.xlsx")):
    book = openpyxl.load_workbook(path, read_only=False, data_only=True)
    for sheet in book.worksheets:
        for row in sheet.iter_rows(values_only=True):
            cells += sum(value is not None for value in row)
print(cells)
