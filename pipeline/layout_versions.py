"""Which versions of the templates are read, and how: a workbook and the version it names come in, what becomes of
it and (of a mapped version) the workbook in the words of the present one go out.

The table stands at the foot. A version is what `meta_layout` says; that name and the other names of
identity are the same in every version. Whoever changes where or under which name an input stands gives
the layout a new VERSION and the former one a line here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from pipeline import layout as lo
from pipeline.ooxml import Cell
from pipeline.vietnamese import clean_text, fold
from pipeline.workbook import Area, Book, Grid, Names, Sheet

Stand = Literal["current", "accepted", "mapped", "refused", "newer", "unknown"]
_HEAD_ROWS = 30  # of a long plain list: its headings stand within them
_NUMBER = re.compile(r"[0-9]{1,6}")


@dataclass(frozen=True, slots=True)
class Policy:
    """What becomes of the templates of one version.

    accepted: read as they are. mapped: read after their names and words were changed into the present
    ones. refused: `why` follows "không còn được nhận vì", `remedy` says what to do, without a stop. until:
    deadline of the last reports that may still be given in it. "newer" and "unknown" are not for the table.
    """

    version: str
    stand: Stand
    until: date | None = None
    why: str = ""
    remedy: str = ""
    names: Mapping[str, str] = field(default_factory=dict)  # old → present; "*" is what stays: "list_*": "rows_*"
    fields: Mapping[str, str] = field(default_factory=dict)  # keys of fields, in names and in what was brought along
    labels: Mapping[str, str] = field(default_factory=dict)  # printed words, outside the inputs


def version_of(book: Book) -> str:
    """The version that a workbook names, in its hidden sheet or its properties; "" where it is none of ours."""
    area = book.names.get("meta_layout")
    sheet = book.sheets.get(area.sheet) if area else None
    told = sheet.text(area.top, area.left) if area and sheet else ""
    return clean_text(told or book.properties.get("meta_layout", ""))


def policy_of(version: str, policies: Iterable[Policy]) -> Policy:
    """The line of a version; without one it is newer than the present version, or unknown."""
    table = {policy.version: policy for policy in policies}
    if version in table:
        return table[version]
    is_newer = _NUMBER.fullmatch(version) and int(version) > max(int(v) for v in table if _NUMBER.fullmatch(v))
    return Policy(version, "newer" if is_newer else "unknown")


def current(policies: Iterable[Policy]) -> str:
    """The version that is issued today."""
    return next(policy.version for policy in policies if policy.stand == "current")


# --- reading a former version ------------------------------------------------------------------------


def in_present_words(book: Book, policies: Iterable[Policy]) -> Book:
    """The workbook, of a mapped version with the names and printed words of the present one.

    What stands in inputs is never touched.
    """
    policy = policy_of(version_of(book), policies)
    if policy.stand != "mapped":
        return book
    names = Names((_present(name, policy).lower(), area) for name, area in book.names.items())
    local = {
        sheet: Names((_present(name, policy).lower(), area) for name, area in own.items())
        for sheet, own in book.local_names.items()
    }
    every = [(n, a) for own in (names, *local.values()) for n, a in own.items() if a]
    areas = [a for n, a in every if n.startswith(("in_", "rows_", "meta_")) and n != lo.FORMER_NAME]
    words = {fold(old): new for old, new in policy.labels.items()}
    sheets = {
        name: _with_words(sheet, words, [a for a in areas if a.sheet == name]) for name, sheet in book.sheets.items()
    }
    for name, area in every:
        if name == lo.FORMER_NAME and area.sheet in sheets:
            sheets[area.sheet] = _with_keys(sheets[area.sheet], area, policy)
    return replace(book, sheets=sheets, names=names, local_names=local)


def _present(name: str, policy: Policy) -> str:
    """A defined name as the present version writes it; names ignore letter case."""
    key = name.lower()
    for old, new in policy.names.items():
        start, star, end = old.lower().partition("*")
        if key == start and not star:
            return new
        if star and key.startswith(start) and key.endswith(end) and len(key) > len(start) + len(end):
            return new.replace("*", name[len(start) : len(name) - len(end)])
    for old in sorted(policy.fields, key=len, reverse=True):
        if key.startswith("in_") and key.endswith(f"_{old.lower()}"):
            return name[: -len(old)] + policy.fields[old]
    return name


def _with_words(sheet: Sheet, words: Mapping[str, str], inputs: list[Area]) -> Sheet:
    """A sheet with its printed words changed."""

    def word(row: int, column: int, text: object) -> str | None:
        new = words.get(fold(text)) if isinstance(text, str) else None
        typed = new and any(a.top <= row <= a.bottom and a.left <= column <= a.right for a in inputs)
        return None if typed else new

    if sheet.grid is not None:
        head = [[word(r, c, v) or v for c, v in enumerate(row, 1)] for r, row in enumerate(sheet.grid[:_HEAD_ROWS], 1)]
        return replace(sheet, grid=Grid.of([*head, *sheet.grid[_HEAD_ROWS:]]))
    cells = {place: _said(cell, word(*place, cell.value)) for place, cell in sheet.cells.items()}
    return replace(sheet, careful=cells)


def _with_keys(sheet: Sheet, area: Area, policy: Policy) -> Sheet:
    """The hidden table of what a template brought along, with present names and keys of fields."""
    cells = dict(sheet.cells)
    for row in range(area.top, min(area.bottom, sheet.last_row) + 1):
        if name := sheet.text(row, area.left):
            cells[row, area.left] = _said(cells[row, area.left], _present(name, policy))
        if key := policy.fields.get(sheet.text(row, area.left + 2)):
            cells[row, area.left + 2] = _said(cells[row, area.left + 2], key)
    return replace(sheet, careful=cells)


def _said(cell: Cell, text: str | None) -> Cell:
    return cell._replace(raw=text, value=text) if text else cell


POLICIES = (Policy(lo.VERSION, "current"),)
