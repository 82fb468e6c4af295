"""Where each input of a template stands after people worked on it: a workbook and a layout come in,
places on its sheets and what is to be said about them go out.

A defined name decides as long as the words beside it agree. Where it is lost or leads elsewhere, the
label of an input or the headings of a list decide, inside the part of the sheet that tells of the
measure; columns of a list stand under their headings, in whatever order.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from pipeline import layout as lo
from pipeline.messages import finding
from pipeline.model import Finding
from pipeline.ooxml import ref
from pipeline.vietnamese import clean_text, fold
from pipeline.workbook import Area, Book, Sheet

_TITLE_ROWS = 10  # a sheet's title stands within them
_HEADING_REACH = 8  # rows above a list in which its headings are looked for
_LONGEST_WORDS = 400  # characters of a text that may be one of ours
_BAR = re.compile(r"\d+\. .*\((?P<code>[^()]+)\)")

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class ListPlace:
    """Where a list stands: its rows, and the column of each field."""

    area: Area
    columns: tuple[int, ...]

    @property
    def runs(self) -> Iterator[Area]:
        """Its columns as rectangles, without those that somebody put between."""
        ordered = sorted(self.columns)
        starts = [c for c in ordered if c - 1 not in ordered]
        for left in starts:
            right = next(c for c in range(left, ordered[-1] + 1) if c + 1 not in ordered)
            yield Area(self.area.sheet, self.area.top, left, self.area.bottom, right)


class Places:
    """Finds the inputs of one task's layout; `findings` holds what was odd about their places."""

    def __init__(self, book: Book, layout: lo.TaskLayout, sheet: str) -> None:
        self.book, self.layout = book, layout
        titled = _titled(book, layout)
        only = titled[0] if len(titled) == 1 else ""
        self.sheet = sheet if sheet in book.sheets else only
        known = {s for s, names in book.local_names.items() if "meta_task" in names}  # parts of their own
        self.twins = [s for s in titled if self.sheet and s != self.sheet and s not in known]
        self.findings: list[Finding] = []

    # --- single inputs ---------------------------------------------------------------------------

    def single(self, entry: lo.Input) -> Area | None:
        """The cell of an input; None where neither its name nor its label leads to one."""
        named = self._named(entry.name)
        if named and named.sheet != self.sheet:
            return named
        beside = self._beside_label(entry)
        if named is None or beside is None:
            if beside and self._filled(beside):
                self._say("ID_NAME_FOUND", beside, entry.field.label, entry.name)
            return named or beside
        if self.labels[entry.name][0] == named.top:
            return named
        elsewhere = any(place[0] == named.top for name, place in self.labels.items() if name != entry.name)
        if not elsewhere and self._filled(named) and self._filled(beside):
            self._say("ID_TWO_PLACES", named, entry.field.label, beside.text)
            return named
        if elsewhere or self._filled(beside):
            if self._filled(beside):
                self._say("ID_NAME_MOVED", beside, entry.field.label, named.text)
            return beside
        return named

    def _named(self, name: str) -> Area | None:
        area = self.book.names.get(name.lower())
        return area if area and area.sheet in self.book.sheets else None

    def _beside_label(self, entry: lo.Input) -> Area | None:
        place = self.labels.get(entry.name)
        if place is None:
            return None
        row, column = place[0], place[1] + self.reach
        return Area(self.sheet, row, column, row, column)

    def _filled(self, area: Area) -> bool:
        cell = self.book.sheets[area.sheet].get(area.top, area.left)
        return cell is not None and bool(clean_text(cell.raw) or cell.formula)

    @cached_property
    def labels(self) -> dict[str, Place]:
        """By the name of an input the one cell of its part of the sheet that holds its label."""
        found = {}
        for entry in self.layout.inputs:
            block = self.blocks.get(entry.measure)
            places = self.words.get(fold(entry.field.label), ())
            own = [p for p in places if block and block[0] <= p[0] <= block[1] and self.begins[p[0]] == p[1]]
            if len(own) == 1:
                found[entry.name] = own[0]
        return found

    @cached_property
    def reach(self) -> int:
        """How many columns right of its label an input stands: as most do, else as in the layout."""
        reached: Counter[int] = Counter()
        for entry in self.layout.inputs:
            named, label = self._named(entry.name), self.labels.get(entry.name)
            if named and label and named.sheet == self.sheet and named.top == label[0]:
                reached[named.left - label[1]] += 1
        return reached.most_common(1)[0][0] if reached else 2

    def ticked(self, label: str) -> Area | None:
        """What stands beside a label outside the parts of the measures, where its name is lost."""
        for row, column in self.words.get(fold(label), ()):
            beside = Area(self.sheet, row, column + self.reach, row, column + self.reach)
            if self.begins[row] == column and self._filled(beside):
                return beside
        return None

    # --- the words of the sheet ------------------------------------------------------------------

    @cached_property
    def words(self) -> Mapping[str, list[Place]]:
        sheet = self.book.sheets.get(self.sheet)
        return sheet.once(_every_word) if sheet else {}

    @cached_property
    def begins(self) -> Mapping[int, int]:
        """The first filled column of each row: there stands a label."""
        sheet = self.book.sheets.get(self.sheet)
        return sheet.once(_beginnings) if sheet else {}

    @cached_property
    def blocks(self) -> dict[str, tuple[int, int]]:
        """First and last row of each measure's part, and of the status block (""), by their bars."""
        bars: list[tuple[int, str]] = []
        codes, status = {fold(m.code): m.code for m in self.layout.measures}, fold(lo.STATUS_BAR)
        for text, places in self.words.items():
            match = _BAR.fullmatch(text) if text.endswith(")") else None
            code = codes.get(match["code"]) if match else "" if text == status else None
            bars.extend((row, code) for row, _ in places if code is not None)
        times = Counter(code for _, code in bars)
        tops = [row for row, _ in sorted(bars)]
        ends = [*(row - 1 for row in tops[1:]), max(self.begins, default=0)][: len(tops)]
        return {code: (row + 1, end) for (row, code), end in zip(sorted(bars), ends, strict=True) if times[code] == 1}

    # --- lists -----------------------------------------------------------------------------------

    def rows(self, rows: lo.Rows) -> ListPlace | None:
        """The rows and columns of a list; None where neither its name nor its headings lead to one."""
        named = self._named(rows.name)
        sheet = self.book.sheets.get(named.sheet if named else self._sheet_of(rows))
        if sheet is None:
            return None
        labels = [fold(f.label) for f in rows.fields]
        expected = tuple(range(named.left, named.left + len(labels))) if named else ()
        heading = self._headings(sheet, labels, self._reach_of(rows, named))
        if heading is None:
            return ListPlace(_span(named.sheet, named.top, named.bottom, expected), expected) if named else None
        row, found = heading
        columns = self._columns(rows, found, expected, sheet, row)
        if not columns:
            return None
        shift = max(0, row + 1 - named.top) if named else 0
        bottom = named.bottom + shift if named else row + rows.last - rows.first + 1
        if rows.sheet == self.layout.sheet and rows.measure in self.blocks:
            end = self.blocks[rows.measure][1]
            bottom = min(bottom, end) if named else end
        place = ListPlace(_span(sheet.name, row + 1, bottom, columns), columns)
        self._tell_moved(rows, place, named, expected, row)
        return place

    def _sheet_of(self, rows: lo.Rows) -> str:
        if rows.sheet == self.layout.sheet:
            return self.sheet
        title = fold(lo.case_title(rows.measure))
        titled = (s.name for s in self.book.sheets.values() if title in s.once(_words_of_head, _TITLE_ROWS))
        return next(titled, rows.sheet)

    def _reach_of(self, rows: lo.Rows, named: Area | None) -> list[int]:
        """The rows in which the headings may stand: the nearest above the list first, then the others."""
        if rows.sheet != self.layout.sheet:
            block = (1, 2 * _TITLE_ROWS)
        elif rows.measure in self.blocks:
            block = self.blocks[rows.measure]
        else:
            block = (named.top - 1, named.top - 1) if named else (1, 0)
        first = named.top if named else block[0]
        above = range(first - 1, max(block[0], first - _HEADING_REACH) - 1, -1)
        return [*above, *range(first, block[1] + 1)]

    def _headings(self, sheet: Sheet, labels: list[str], numbers: list[int]) -> tuple[int, dict[str, list[int]]] | None:
        """The nearest row that holds at least two of the headings, and in which columns."""
        places = sheet.once(_words_of_head, 3 * _TITLE_ROWS) if sheet.name != self.sheet else self.words
        for row in numbers:
            found = {label: [c for r, c in places.get(label, ()) if r == row] for label in labels}
            if sum(bool(columns) for columns in found.values()) >= 2:
                return row, found
        return None

    def _columns(
        self, rows: lo.Rows, found: dict[str, list[int]], expected: tuple[int, ...], sheet: Sheet, row: int
    ) -> tuple[int, ...]:
        """The column of each field; a heading that was rewritten keeps its column where none was moved."""
        under = list(found.values())
        if all(len(columns) == 1 for columns in under):
            return tuple(columns[0] for columns in under)
        in_place = all(not columns or columns == [e] for columns, e in zip(under, expected, strict=False))
        if expected and in_place:
            return expected
        wrong = next(f for f, columns in zip(rows.fields, under, strict=True) if len(columns) != 1)
        self.findings.append(
            finding("ID_HEADING", sheet=sheet.name, cell=ref(row, 1), label=wrong.label, found=wrong.label)
        )
        return ()

    def _tell_moved(
        self, rows: lo.Rows, place: ListPlace, named: Area | None, expected: tuple[int, ...], heading: int
    ) -> None:
        """What is to be said of a list that has something in it and was found by its headings."""
        if named and place.columns == expected and place.area.top == named.top:
            return
        sheet = self.book.sheets[place.area.sheet]
        filled = [r for r, _ in sheet.rows(heading + 1, place.area.left, place.area.right) if r <= place.area.bottom]
        if not filled:
            return
        at = Area(sheet.name, heading, place.area.left, heading, place.area.right)
        if named is None:
            self._say("ID_NAME_FOUND", at, rows.label, rows.name)
        elif place.columns != expected:
            self._say("ID_COLUMNS_MOVED", at, rows.label, ", ".join(ref(1, c)[:-1] for c in place.columns))
        if named and named.top > filled[0]:
            above = Area(sheet.name, filled[0], place.area.left, named.top - 1, place.area.right)
            self._say("ID_ROWS_ABOVE", above, rows.label, rows.name)
        elif named and place.area.top > named.top:
            self._say("ID_NAME_MOVED", at, rows.label, named.text)

    def _say(self, code: str, area: Area, label: str, found: str) -> None:
        self.findings.append(finding(code, sheet=area.sheet, cell=area.text, label=label, found=found))


def _span(sheet: str, top: int, bottom: int, columns: tuple[int, ...]) -> Area:
    return Area(sheet, top, min(columns), bottom, max(columns))


def _every_word(sheet: Sheet) -> Mapping[str, list[Place]]:
    """Where each text stands that may be one of ours, by its folded words."""
    if sheet.grid is not None:
        return _words_of_head(sheet, len(sheet.grid))
    return _words((place, cell.value) for place, cell in sheet.cells.items())


def _words_of_head(sheet: Sheet, last: int) -> Mapping[str, list[Place]]:
    """The same down to a row."""
    if sheet.grid is not None:
        rows = enumerate(sheet.grid[:last], 1)
        return _words(((r, c), value) for r, values in rows for c, value in enumerate(values, 1))
    return _words((place, cell.value) for place, cell in sheet.cells.items() if place[0] <= last)


def _words(values: Iterable[tuple[Place, object]]) -> Mapping[str, list[Place]]:
    found: dict[str, list[Place]] = {}
    for place, value in values:
        if isinstance(value, str) and value and len(value) <= _LONGEST_WORDS:
            found.setdefault(fold(value), []).append(place)
    return found


def _beginnings(sheet: Sheet) -> Mapping[int, int]:
    """By row the first column with something in it."""
    found: dict[int, int] = {}
    for row, column in sheet.cells:
        found[row] = min(column, found.get(row, column))
    return found


def _titled(book: Book, layout: lo.TaskLayout) -> list[str]:
    """The sheets with the title of the task."""
    title = fold(lo.title_of(layout.task))
    return [s.name for s in book.sheets.values() if title in s.once(_words_of_head, _TITLE_ROWS)]
