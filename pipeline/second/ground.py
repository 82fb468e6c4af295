"""Where the values of a report stand: its names, its sheets and the words printed on them come in,
cells and columns go out.

A name is believed as long as the words in its row do not speak against it; else the words lead.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from pipeline.ooxml import Cell
from pipeline.vietnamese import fold
from pipeline.workbook import Area, Book, Margin, Sheet

LABELS = {
    "numerator": r"số đã đạt \(tử số\)",
    "denominator": r"tổng số \(mẫu số\)",
    "count": "số lượng",
    "current": "số hiện nay",
    "decision": r"quyết định giao vốn \(số, ngày\)",
    "baseline": r"số (của )?năm (so sánh|\d{4})",
    "baseline_numerator": r"(tử số|hồ sơ trả trước hạn và đúng hạn) năm \d{4}",
    "baseline_denominator": r"(mẫu số|hồ sơ đã trả kết quả) năm \d{4}",
    "as_of": "số liệu tính đến ngày",
    "status": "tình trạng thực hiện",
    "nil": "không phát sinh",
    "result": "kết quả nổi bật",
    "difficulty": "khó khăn, vướng mắc",
    "proposal": "kiến nghị, đề xuất",
    "reporter": "người báo cáo",
    "phone": "điện thoại",
}
HEADINGS = {
    "number": "số, ký hiệu", "date": "ngày ban hành", "subject": "trích yếu nội dung",
    "item": "nội dung", "done": "đã thực hiện", "note": "ghi chú",
    "project": "dự án, công trình", "allocated": "kế hoạch vốn được giao (đồng)",
    "disbursed": "đã giải ngân lũy kế (đồng)", "factor": "nhân tố, câu hỏi",
    "level_1": "rất không hài lòng", "level_2": "không hài lòng", "level_3": "bình thường",
    "level_4": "hài lòng", "level_5": "rất hài lòng",
    "id": "mã hồ sơ", "received": "ngày tiếp nhận", "due": "ngày hẹn trả", "returned": "ngày trả kết quả",
}  # fmt: skip
_PATTERNS = {field: re.compile(pattern) for field, pattern in LABELS.items()}  # of folded words
_BAR = re.compile(r"\d+\. .*\(([^()]+)\)")
_STATUS = fold("Tình hình chung của nhiệm vụ")
_ABOVE = 8  # rows over a list in which its headings are looked for
_CASE_ROWS = 200_000

Block = tuple[int, int]


class Table(NamedTuple):
    """The rows of a list and the column of each of its fields."""

    sheet: Sheet
    top: int
    bottom: int
    columns: tuple[int, ...]


@dataclass(frozen=True)
class Ground:
    """A task's names, and the sheet that they should lead to."""

    book: Book
    names: Mapping[str, Area | None]
    sheet: str

    def area(self, name: str) -> Area | None:
        """Where a name leads, if anywhere."""
        found = self.names.get(name)
        return found if found and found.sheet in self.book.sheets else None

    def cell(self, name: str, field: str, code: str) -> Cell | None:
        """The cell of an input: by its name, or beside its label."""
        named, label = self.area(name), self._margin.once(_label, field, code)
        by_name = self.book.sheets[named.sheet].get(named.top, named.left) if named else None
        if label is None or (named and (named.sheet != self.sheet or named.top == label[0])):
            return by_name
        by_label = self.book.sheets[self.sheet].get(label[0], label[1] + self._reach)
        other = named is None or any(named.top in rows for rows in self._margin.once(_labelled).values())
        filled = by_label is not None and bool(fold(by_label.raw))
        return by_label if other or (filled and not (by_name and fold(by_name.raw))) else by_name

    def table(self, name: str, fields: tuple[str, ...], code: str) -> Table | None:
        """A list by its headings, or where its name leads when they are gone."""
        named = self.area(name)
        cases = fields[0] == "id"
        sheet = self.book.sheets.get(named.sheet) if named else self._case_sheet(code) if cases else self._page
        if sheet is None:
            return None
        block = (1, 20) if cases else self._margin.once(_below_bars).get(fold(code))
        first = named.top if named else block[0] if block else 1
        span = block or ((first - 1, first - 1) if named else (1, 0))
        near = [*range(first - 1, max(span[0], first - _ABOVE) - 1, -1), *range(first, span[1] + 1)]
        row = next((n for n in near if sum(bool(c) for c in _under(sheet, n, fields)) >= 2), None)
        usual = tuple(range(named.left, named.left + len(fields))) if named else ()
        if row is None:
            return Table(sheet, named.top, named.top + _CASE_ROWS if cases else named.bottom, usual) if named else None
        found = _under(sheet, row, fields)
        clear = all(len(columns) == 1 for columns in found)
        columns = tuple(c[0] for c in found) if clear else usual
        # A list of cases runs to its end: an .xls, with its fewer rows, is saved with its name cut short.
        bottom = named.bottom + max(0, row + 1 - named.top) if named and not cases else row + _CASE_ROWS
        if block and not cases:
            bottom = min(bottom, block[1])
        return Table(sheet, row + 1, bottom, columns) if columns else None

    def _case_sheet(self, code: str) -> Sheet | None:
        title = fold(f"Danh sách hồ sơ ({code})")
        return next((s for s in self.book.sheets.values() if any(title in words(s, n) for n in range(1, 11))), None)

    @property
    def _page(self) -> Sheet | None:
        return self.book.sheets.get(self.sheet)

    @cached_property
    def _margin(self) -> Margin:
        """Where the rows of the page begin, and with what."""
        return self._page.margin if self._page else Margin({}, {})

    @cached_property
    def _reach(self) -> int:
        """How far right of its label an input stands."""
        labelled = {row for rows in self._margin.once(_labelled).values() for row in rows}
        areas = [a for name, a in self.names.items() if name.startswith("in_") and a and a.sheet == self.sheet]
        steps = Counter(a.left - self._margin.columns[a.top] for a in areas if a.top in labelled)
        return steps.most_common(1)[0][0] if steps else 2


def _labelled(margin: Margin) -> dict[str, list[int]]:
    """By field the rows that begin with its label."""
    told = {row: fold(text[:400]) for row, text in margin.texts.items()}
    return {field: [r for r, words in told.items() if label.fullmatch(words)] for field, label in _PATTERNS.items()}


def _label(margin: Margin, field: str, code: str) -> tuple[int, int] | None:
    """The one cell with the label of a field, among the rows of its measure."""
    top, bottom = margin.once(_below_bars).get(fold(code), (1, 0))
    rows = [row for row in margin.once(_labelled).get(field, ()) if top <= row <= bottom]
    return (rows[0], margin.columns[rows[0]]) if len(rows) == 1 else None


def _below_bars(margin: Margin) -> dict[str, Block]:
    """By measure ("": the task's own) the rows below its bar."""
    bars = []
    for row, text in margin.texts.items():
        told = fold(text[:400])
        bar = _BAR.fullmatch(told)
        if bar or told == _STATUS:
            bars.append((row, bar[1] if bar else ""))
    ends = [*(row - 1 for row, _ in bars[1:]), max(margin.columns, default=0)][: len(bars)]
    once = Counter(code for _, code in bars)
    return {code: (row + 1, end) for (row, code), end in zip(bars, ends, strict=True) if once[code] == 1}


def words(sheet: Sheet, row: int) -> dict[str, list[int]]:
    """The words of a row, and the columns they stand in."""
    found: dict[str, list[int]] = {}
    for column, value in sheet.line(row):
        told = "" if value is None else str(value)
        if told and len(told) <= 400 and (sheet.grid is not None or column < 40):
            found.setdefault(fold(told), []).append(column)
    return found


def _under(sheet: Sheet, row: int, fields: tuple[str, ...]) -> list[list[int]]:
    """The columns that each field's heading stands over in a row."""
    line = words(sheet, row)
    return [line.get(fold(HEADINGS[field]), []) for field in fields]
