"""Tables of the plan workbook: a sheet comes in, its rows by column key go out, with findings.

Headings are found by their text, wherever they stand; every entry knows its cell.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from pipeline import plan_sheets as ps
from pipeline.messages import finding
from pipeline.model import Finding
from pipeline.ooxml import Cell, ref
from pipeline.vietnamese import clean_text, exact_decimal, fold, read_date, read_yes_no, show_date
from pipeline.workbook import Book, Sheet

T = TypeVar("T")
CODE = re.compile(r"[A-Za-z0-9]+(\.[A-Za-z0-9]+)*")  # of a unit, task, measure or criterion


@dataclass(frozen=True, slots=True)
class Entry:
    """A cell of a table: its text as a person sees it, where it stands, and the cell itself.

    number: of a numeric cell its value, a share of 1 where the cell shows a percentage.
    """

    text: str
    ref: str
    cell: Cell | None
    label: str = ""  # the heading that it stands under

    @property
    def number(self) -> Decimal | None:
        return self.cell.value if self.cell and isinstance(self.cell.value, Decimal) else None


Row = dict[str, Entry]


class Reading:
    """Collects findings while the sheets are read, so that one pass names everything."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.findings: list[Finding] = []

    def say(self, code: str, sheet: ps.PlanSheet, entry: Entry | None, **fields: object) -> None:
        fields.setdefault("found", entry.text if entry else "")
        cell, label = (entry.ref, entry.label) if entry else ("", "")
        self.findings.append(finding(code, sheet=sheet.name, cell=cell, label=label, **fields))

    def rows(self, sheet: ps.PlanSheet) -> list[Row]:
        """The rows under the heading row, blank ones left out; headings are found by their text."""
        page = next((s for n, s in self.book.sheets.items() if fold(n) == fold(sheet.name)), None)
        if page is None and sheet.optional:
            return []
        if page is None:
            self.findings.append(finding("PLAN_SHEET_MISSING", name=sheet.name))
            return []
        top, columns = _find_headings(page, sheet)
        for column in sheet.columns:
            if column.key not in columns:
                self.findings.append(
                    finding(
                        "PLAN_HEADING_MISSING",
                        sheet=sheet.name,
                        cell=f"A{top}",
                        label=column.heading,
                        name=column.heading,
                        sheet_name=sheet.name,
                    )
                )
        if len(columns) < len(sheet.columns):
            return []
        headings = {column.key: column.heading for column in sheet.columns}
        found = []
        for number in sorted({r for r, _ in page.cells if r > top}):
            row = {key: _entry(page, number, column, headings[key]) for key, column in columns.items()}
            for entry in row.values():
                if entry.cell and entry.cell.value is None:
                    self.say("PLAN_CELL", sheet, entry, found=entry.cell.raw or "công thức")
            if any(e.text for e in row.values()):
                found.append(row)
        return found

    def required(self, sheet: ps.PlanSheet, row: Row, *keys: str) -> bool:
        blank = [k for k in keys if not row[k].text]
        for key in blank:
            heading = next(c.heading for c in sheet.columns if c.key == key)
            self.say("PLAN_BLANK", sheet, row[key], name=heading)
        return not blank

    def unique(self, sheet: ps.PlanSheet, row: Row, seen: dict[str, str]) -> bool:
        """Whether the row's code is well formed and new; `seen` maps folded codes to their cells."""
        entry = row["code"]
        if not CODE.fullmatch(entry.text):
            self.say("PLAN_CODE", sheet, entry)
            return False
        if (other := seen.get(entry.text.casefold())) is not None:
            self.say("PLAN_DUPLICATE", sheet, entry, other=other)
            return False
        seen[entry.text.casefold()] = entry.ref
        return True

    def choice(self, sheet: ps.PlanSheet, entry: Entry, choices: Mapping[str, T], default: T | None = None) -> T | None:
        """The meaning of a word out of a list; its English code is taken too."""
        if not entry.text and default is not None:
            return default
        given = fold(entry.text).replace("tỉ ", "tỷ ")  # both spellings are right
        for word, meaning in choices.items():
            if given in (fold(word), fold(str(meaning))):
                return meaning
        self.say("PLAN_CHOICE", sheet, entry, choices=", ".join(c for c in choices if c))
        return None

    def marked(self, sheet: ps.PlanSheet, entry: Entry) -> bool:
        """Whether a box is ticked: x, có; blank is not."""
        answer = read_yes_no(entry.text) if entry.text else False
        if answer is None:
            self.say("PLAN_CHOICE", sheet, entry, choices=f"{ps.MARK}, hoặc để trống")
        return bool(answer)

    def day(self, sheet: ps.PlanSheet, entry: Entry) -> date | None:
        if not entry.text:
            return None
        if entry.cell and isinstance(entry.cell.value, date):
            return entry.cell.value
        day = read_date(entry.text)
        if day is None:
            self.say("PLAN_DATE", sheet, entry)
        return day


def _find_headings(page: Sheet, sheet: ps.PlanSheet) -> tuple[int, dict[str, int]]:
    """The row of the first 30 that holds most of the sheet's headings, and column by key."""
    wanted = {fold(c.heading): c.key for c in sheet.columns}
    found: dict[int, dict[str, int]] = {1: {}}
    for row, column in sorted(place for place in page.cells if place[0] <= 30):
        if key := wanted.get(fold(page.text(row, column))):
            found.setdefault(row, {}).setdefault(key, column)
    top = max(found, key=lambda row: len(found[row]))
    return top, found[top]


def _entry(page: Sheet, row: int, column: int, label: str) -> Entry:
    cell = page.get(row, column)
    place = ref(row, column)
    if cell is None or cell.value is None:
        return Entry("", place, cell, label)
    if isinstance(cell.value, Decimal):
        share = cell.value * 100 if cell.percent else cell.value
        text = exact_decimal(Fraction(share)).replace(".", ",")
        return Entry(text + "%" * cell.percent, place, cell, label)
    if isinstance(cell.value, date):
        return Entry(show_date(cell.value), place, cell, label)
    return Entry(clean_text(str(cell.value)), place, cell, label)
