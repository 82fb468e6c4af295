"""Where each input of a template stands after people worked on it: a workbook and a layout come in,
places on its sheets and what is to be said about them go out.

A defined name decides as long as the words beside it agree. Where it is lost or leads elsewhere, the
label of an input or the headings of a list decide, inside the part of the sheet that tells of the
measure; columns of a list stand under their headings, in whatever order.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pipeline import layout as lo
from pipeline.kept import Kept
from pipeline.messages import finding
from pipeline.model import Finding
from pipeline.ooxml import ref
from pipeline.vietnamese import clean_text, fold
from pipeline.workbook import Area, Book, Margin, Names, Sheet

_TITLE_ROWS = 10  # a sheet's title stands within them
_HEADING_REACH = 8  # rows above a list in which its headings are looked for
_LONGEST_WORDS = 400  # characters of a text that may be one of ours
_BAR = re.compile(r"\d+\. .*\((?P<code>[^()]+)\)")

Place = tuple[int, int]
Block = tuple[int, int]  # first and last row


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
        if clear := self.clear.get(entry.name):
            return clear
        named, label = self._named(entry.name), self.labels.get(entry.name)
        if label is None or (named and (named.sheet != self.sheet or named.top == label[0])):
            return named
        beside = self._right_of(label)
        if named is None:
            if self._filled(beside):
                self._say("ID_NAME_FOUND", beside, entry.field.label, entry.name)
            return beside
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

    def _right_of(self, label: Place) -> Area:
        """The cell of an input by that of its label."""
        row, column = label[0], label[1] + self.reach
        return Area(self.sheet, row, column, row, column)

    def _filled(self, area: Area) -> bool:
        cell = self.book.sheets[area.sheet].get(area.top, area.left)
        return cell is not None and bool(clean_text(cell.raw) or cell.formula)

    @cached_property
    def clear(self) -> Mapping[str, Area]:
        """The inputs whose names lead into the row of their label; of forms that are alike told once."""
        key = self.book.names, self.margin, self.layout, self.sheet
        told = _CLEAR.get(key)
        return _CLEAR.put(key, _clear(*key)) if told is None else told

    @cached_property
    def labels(self) -> Mapping[str, Place]:
        """By the name of an input the one cell of its part of the sheet that holds its label."""
        return self.margin.once(_labels, self.layout)

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
        rows = self.margin.once(_rows_by_words).get(fold(label), ())
        beside = (self._right_of((row, self.margin.columns[row])) for row in rows)
        return next(filter(self._filled, beside), None)

    # --- the words of the sheet ------------------------------------------------------------------

    @cached_property
    def margin(self) -> Margin:
        """What the rows of the sheet begin with: there stand bars and labels."""
        sheet = self.book.sheets.get(self.sheet)
        return sheet.margin if sheet else Margin({}, {})

    @cached_property
    def blocks(self) -> Mapping[str, Block]:
        """First and last row of each measure's part, and of the status block (""), by their bars."""
        return self.margin.once(_blocks, self.layout)

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
        titled = (s.name for s in self.book.sheets.values() if title in s.once(words_of_head))
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
        for row in numbers:
            words = _words_of_row(sheet, row) if sheet.name == self.sheet or row <= 3 * _TITLE_ROWS else {}
            found = {label: words.get(label, []) for label in labels}
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
        area = place.area
        filled = [row for row, _ in sheet.rows(heading + 1, area.left, area.right, area.bottom)]
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


def _words(margin: Margin) -> Mapping[int, str]:
    """The folded words that each row begins with, where they may be ours."""
    return {row: fold(text) for row, text in margin.texts.items() if len(text) <= _LONGEST_WORDS}


def _rows_by_words(margin: Margin) -> Mapping[str, Sequence[int]]:
    found: dict[str, list[int]] = {}
    for row, words in margin.once(_words).items():
        found.setdefault(words, []).append(row)
    return found


def _blocks(margin: Margin, layout: lo.TaskLayout) -> Mapping[str, Block]:
    bars: list[tuple[int, str]] = []
    codes, status = {fold(m.code): m.code for m in layout.measures}, fold(lo.STATUS_BAR)
    for row, words in margin.once(_words).items():
        match = _BAR.fullmatch(words)
        code = codes.get(match["code"]) if match else "" if words == status else None
        if code is not None:
            bars.append((row, code))
    times = Counter(code for _, code in bars)
    ends = [*(row - 1 for row, _ in bars[1:]), max(margin.columns, default=0)][: len(bars)]
    return {code: (row + 1, end) for (row, code), end in zip(bars, ends, strict=True) if times[code] == 1}


_CLEAR: Kept[tuple[Names, Margin, lo.TaskLayout, str], Mapping[str, Area]] = Kept(
    32_000_000, lambda key, _: 200 * len(key[0]) + 1_000 * len(key[1].columns)
)


def _clear(names: Names, margin: Margin, layout: lo.TaskLayout, sheet: str) -> Mapping[str, Area]:
    labels = margin.once(_labels, layout)
    found = ((name, names.get(name.lower()), place) for name, place in labels.items())
    return {name: area for name, area, (row, _) in found if area and area.sheet == sheet and area.top == row}


def _labels(margin: Margin, layout: lo.TaskLayout) -> Mapping[str, Place]:
    rows, blocks = margin.once(_rows_by_words), margin.once(_blocks, layout)
    found = {}
    for entry in layout.inputs:
        top, bottom = blocks.get(entry.measure, (1, 0))
        own = [row for row in rows.get(fold(entry.field.label), ()) if top <= row <= bottom]
        if len(own) == 1:
            found[entry.name] = own[0], margin.columns[own[0]]
    return found


def _words_of_row(sheet: Sheet, row: int) -> Mapping[str, list[int]]:
    """The columns of each text in a row that may be one of ours."""
    found: dict[str, list[int]] = {}
    for column, value in sheet.line(row):
        if isinstance(value, str) and len(value) <= _LONGEST_WORDS:
            found.setdefault(fold(value), []).append(column)
    return found


def words_of_head(sheet: Sheet) -> frozenset[str]:
    """The folded texts at the head of a sheet: there stands its title."""
    values: list[object]
    if sheet.grid is None:
        values = [cell.value for (row, _), cell in sheet.cells.items() if row <= _TITLE_ROWS]
    else:
        values = [value for row in sheet.grid[:_TITLE_ROWS] for value in row]
    return frozenset([fold(text) for text in values if isinstance(text, str) and len(text) <= _LONGEST_WORDS])


def _titled(book: Book, layout: lo.TaskLayout) -> list[str]:
    """The sheets with the title of the task."""
    title = fold(lo.title_of(layout.task))
    return [s.name for s in book.sheets.values() if title in s.once(words_of_head)]
