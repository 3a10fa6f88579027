"""Makes password.xlsx: a workbook behind the password `secret`, as Excel writes it (ECMA-376 agile encryption).

Run: pip install openpyxl msoffcrypto-tool && python make.py
"""

import io
import pathlib

import openpyxl
from msoffcrypto.format.ooxml import OOXMLFile

book = openpyxl.Workbook()
book.active.append(["预算年度", "项目代码"])
plain = io.BytesIO()
book.save(plain)
plain.seek(0)
with open(pathlib.Path(__file__).parent / "password.xlsx", "wb") as target:
    OOXMLFile(plain).encrypt("secret", target)
