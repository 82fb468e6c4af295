"""Values typed into the parts of a workbook themselves: the way of the tests where only the values matter.

A form opened and saved by openpyxl takes a tenth of a second, most of it for its help sheet. This way knows
the package and nothing of the code under test; what it cannot do it leaves to openpyxl (`None` comes back).
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from io import BytesIO
from posixpath import join
from typing import Any

from lxml import etree
from openpyxl.utils import get_column_letter, range_boundaries

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_DATES = range(14, 23)  # the built-in formats of days and times
_WORKBOOK, _RELATIONS, _STYLES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"
_RESULT = re.compile(rb"(</f>)<v>[^<]*</v>|(<f>[^<]*</f>)<v/>")
_EPOCH = datetime(1899, 12, 30)


class _Form:
    """A workbook taken apart: its parts, where its names lie, which styles show days."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(BytesIO(data)) as package:
            self.parts = {name: package.read(name) for name in package.namelist()}
        book = etree.fromstring(self.parts[_WORKBOOK])
        targets = {r.get("Id"): r.get("Target") for r in etree.fromstring(self.parts[_RELATIONS])}
        listed = book.findall(f"{_MAIN}sheets/{_MAIN}sheet")
        self.sheets = {s.get("name"): join("xl", targets[s.get(_RELATION)]).lstrip("/") for s in listed}
        order = list(self.sheets)
        self.names: dict[tuple[str, str], tuple[str, tuple[int, int, int, int]]] = {}
        for name in book.findall(f"{_MAIN}definedNames/{_MAIN}definedName"):
            sheet, _, cells = name.text.rpartition("!")
            scope = name.get("localSheetId")
            if not name.get("name").startswith("_xlnm") and "#REF" not in name.text and cells.startswith("$"):
                key = order[int(scope)] if scope else "", name.get("name").lower()
                place = sheet.strip("'").replace("''", "'"), range_boundaries(cells.replace("$", ""))
                self.names[key] = place
        for part in self.sheets.values():  # the results of formulas are those of the blank form
            self.parts[part] = _RESULT.sub(rb"\1\2", self.parts[part])
        styles = etree.fromstring(self.parts[_STYLES])
        own = {f.get("numFmtId"): f.get("formatCode") for f in styles.iter(f"{_MAIN}numFmt")}
        shown = [x.get("numFmtId") for x in styles.find(f"{_MAIN}cellXfs")]
        self.days = {str(n) for n, f in enumerate(shown) if int(f) in _DATES or "yy" in own.get(f, "")}


@lru_cache(maxsize=64)
def _taken_apart(data: bytes) -> _Form:
    return _Form(data)


def enter(data: bytes, typed: Mapping[str, Mapping[str, Any]]) -> bytes | None:
    """The workbook with values typed at its defined names, by the sheet that a name belongs to ("": the workbook).

    A list is rows of values. None comes back where a name is not there, a cell is missing among others, or a day
    meets a style that shows none.
    """
    form = _taken_apart(data)
    cells: dict[str, dict[str, Any]] = {}
    for scope, values in typed.items():
        for name, value in values.items():
            place = form.names.get((scope, name.lower()))
            if place is None:
                return None
            sheet, (left, top, _, _) = place
            rows = value if isinstance(value, list) else [[value]]
            for row, contents in enumerate(rows, top):
                for column, content in enumerate(contents or (), left):
                    if content is not None or not isinstance(value, list):
                        cells.setdefault(sheet, {})[f"{get_column_letter(column)}{row}"] = content
    parts = dict(form.parts)
    for sheet, contents in cells.items():
        tree = etree.fromstring(parts[form.sheets[sheet]])
        found = {c.get("r"): c for c in tree.iter(f"{_MAIN}c")}
        for where, content in contents.items():
            cell = found[where] if where in found else _new_cell(tree, where)
            if cell is None or (isinstance(content, date) and cell.get("s") not in form.days):
                return None
            _put(cell, content)
        parts[form.sheets[sheet]] = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for part, content in parts.items():
            package.writestr(part, content)
    return buffer.getvalue()


def _new_cell(tree: etree._Element, where: str) -> etree._Element | None:
    """A cell in a new row below all others, or behind the last cell of that row, in the style of its column."""
    column, line, _, _ = range_boundaries(where)
    data = tree.find(f"{_MAIN}sheetData")
    if len(data) == 0 or int(data[-1].get("r")) < line:
        etree.SubElement(data, f"{_MAIN}row", r=str(line))
    row = data[-1]
    if int(row.get("r")) != line or (len(row) and range_boundaries(row[-1].get("r"))[0] > column):
        return None
    cell = etree.SubElement(row, f"{_MAIN}c", r=where)
    for dressed in tree.iterfind(f"{_MAIN}cols/{_MAIN}col"):  # not among the cells, there may be very many
        if int(dressed.get("min")) <= column <= int(dressed.get("max")) and dressed.get("style"):
            cell.set("s", dressed.get("style"))
    return cell


def _put(cell: etree._Element, content: Any) -> None:
    """A value in a cell; a text is always a text, whatever it looks like."""
    for child in list(cell):
        cell.remove(child)
    cell.attrib.pop("t", None)
    if content is None:
        return
    if isinstance(content, str):
        cell.set("t", "inlineStr")
        text = etree.SubElement(etree.SubElement(cell, f"{_MAIN}is"), f"{_MAIN}t")
        text.text = content
        text.set(_SPACE, "preserve")
        return
    value = etree.SubElement(cell, f"{_MAIN}v")
    if isinstance(content, bool):
        cell.set("t", "b")
        value.text = str(int(content))
    elif isinstance(content, date):
        moment = content if isinstance(content, datetime) else datetime(content.year, content.month, content.day)
        value.text = repr((moment - _EPOCH) / timedelta(days=1)).removesuffix(".0")
    else:
        value.text = repr(content) if isinstance(content, float) else str(content)
