"""The parts of a .docx come in, what one of its charts says goes out: flat, a word or number by its key.

Keys: "0.name", "0.value.2", "0.label.2", "0.category.2" of a series and its point, both from 0;
"word.0" for any other text in the drawing; "cell.Số liệu!B2" in the workbook behind "Edit data". Numbers are
written as the 15 digits that a spreadsheet keeps: programs write the rest each in their own way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pipeline.conform.package import Package
from pipeline.ooxml import BookError, excel_number
from pipeline.report.wml import clean
from pipeline.workbook import read_book

WORKBOOKS = (".xlsx",)  # what a package has to hand out besides its XML
UNREADABLE = "cell.?"  # the key that stands where the workbook cannot be read
_MAX_WORKBOOK = 500_000  # bytes; ours have 6,000
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_POINTS = (("category", "cat"), ("value", "val"))

Chart = dict[str, str]


def read_chart(package: Package, name: str) -> Chart:
    """What the chart in the part `name` says; nothing where there is no such part."""
    root = package.tree(name)
    if root is None:
        return {}
    said: Chart = {}
    labels: set[Any] = set()
    for number, series in enumerate(root.iter(f"{_C}ser")):
        said.update((f"{number}.{key}", text) for key, text in _series(series, labels) if text)
    others = (clean(t.text or "") for t in root.iter(f"{_A}t") if t not in labels)
    said.update((f"word.{number}", text) for number, text in enumerate(text for text in others if text))
    if root.find(f"{_C}userShapes") is not None:
        said["word.shapes"] = "hình vẽ"
    said.update(_cells(package, name))
    return said


def _series(series: Any, labels: set[Any]) -> Iterator[tuple[str, str]]:
    """The name, points and labels of one series; its labels' elements are put into `labels`."""
    name = series.find(f"{_C}tx")
    if name is not None:
        yield "name", clean(" ".join(v.text or "" for v in name.iter(f"{_C}v")))
    for kind, tag in _POINTS:
        points = series.find(f"{_C}{tag}")
        for point in () if points is None else points.iter(f"{_C}pt"):
            text = clean(point.findtext(f"{_C}v") or "")
            yield f"{kind}.{_index(point.get('idx'))}", _number(text) if kind == "value" else text
    for label in series.iterfind(f"{_C}dLbls/{_C}dLbl"):
        texts = list(label.iter(f"{_A}t"))
        labels.update(texts)
        index = label.find(f"{_C}idx")
        yield (
            f"label.{_index(None if index is None else index.get('val'))}",
            clean("".join(t.text or "" for t in texts)),
        )


def _index(text: str | None) -> str:
    """The number of a point as a file gives it."""
    return text.lstrip("0") or "0" if text and re.fullmatch(r"[0-9]{1,7}", text) else "?"


def _number(text: str) -> str:
    try:
        return f"{excel_number(text):f}"
    except ValueError:
        return text


def _cells(package: Package, name: str) -> Iterator[tuple[str, str]]:
    """The cells of the chart's workbook; none where there is no workbook."""
    targets = [r.target.lower() for r in package.relations(name).values() if r.kind == "package"]
    data = next((package.parts[target] for target in targets if target in package.parts), None)
    if data is None:
        return
    try:
        if len(data) > _MAX_WORKBOOK:
            raise BookError("GATE_TOO_BIG")
        sheets = read_book(data).sheets.values()
    except BookError:
        yield UNREADABLE, "không đọc được"
        return
    for sheet in sheets:
        for _, cell in sorted(sheet.cells.items()):
            value = _number(cell.raw) if cell.kind == "number" else clean(cell.raw)
            yield f"cell.{sheet.name}!{cell.ref}", value
