"""The cells of a worksheet as nearly all programs write them, told by one pattern: the XML between a sheet's
first and last row comes in, its cells as they are stored go out; nothing where anything is written otherwise.

What is not the usual notation to the letter goes down the slower road, element by element, which gives the
same cells (a property test holds both to it).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from pipeline.kept import Kept
from pipeline.ooxml import MAX_COLUMN, MAX_ROW, column_number, is_xml, usual_root

_CELL = (
    rb'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"(?: s="([0-9]{1,5})")?(?: t="(s|n|str|inlineStr|b|e)")?(?:/>|>'
    rb"(<f(?: [^<>]*)?(?:/>|>[^<]*</f>))?"
    rb'(?:<v(?: xml:space="preserve")?>([^<]*)</v>|<is><t(?: xml:space="preserve")?>([^<]*)</t></is>)?</c>)'
)
_ROW = rb'<row r="([1-9][0-9]{0,6})"((?: [A-Za-z0-9]+(?::[A-Za-z0-9]+)?="[^"<>]*")*) ?/?>'
_TOKEN = re.compile(_CELL + rb"|" + _ROW + rb"|</row>")
_INDEX = re.compile("[0-9]{1,7}")
_HIDDEN = re.compile(rb' hidden="(?:1|true)"')
REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|(amp|lt|gt|quot|apos));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


class Stored(NamedTuple):
    """A cell as it is stored: `kind` as in the file ("n" where it does not say), `style` the number of its style."""

    row: int
    column: int
    kind: str
    style: int
    raw: str
    formula: bool


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """What stands in the rows of a sheet: cells with something in them, and which rows are hidden."""

    cells: tuple[Stored, ...]
    hidden: frozenset[int]
    texts: tuple[int, ...]  # the numbers of the shared strings in them


def usual_rows(sheet: bytes, rows: bytes) -> Rows | None:
    """The cells of a sheet in the usual notation; None where any part of its rows is written otherwise.

    rows: what stands between the tags of its sheetData. That the whole is XML at all is for the caller to see.
    """
    return _told(rows) if usual_root(sheet) == b"worksheet" else None


_ROWS: Kept[bytes, Rows] = Kept(16_000_000, lambda xml, rows: len(xml) + 300 * len(rows.cells))


def rows_by_row(sheet: bytes, rows: bytes) -> list[Rows] | None:
    """The same row by row, each read once for all sheets that have it; every row is XML by itself."""
    if usual_root(sheet) != b"worksheet":
        return None
    *pieces, tail = rows.split(b"</row>")
    told = _ROWS.get_all(pieces, _row)
    last = _told(tail) if tail and is_xml(b"<sheetData>" + tail + b"</sheetData>") else _NONE
    if told is None or last is None:
        return None
    return [*told, last]


_NONE = Rows((), frozenset(), ())


def _row(xml: bytes) -> Rows | None:
    """A row without its end, and the rows with nothing in them that stand before it."""
    return _told(xml) if is_xml(b"<sheetData>" + xml + b"</row></sheetData>") else None


def _told(rows: bytes) -> Rows | None:
    if b"\r" in rows or _TOKEN.sub(b"", rows).strip(b" \t\n"):
        return None
    tokens = _TOKEN.findall(rows)
    numbered = [(int(number), attributes) for *_, number, attributes in tokens if number]
    if max((number for number, _ in numbered), default=0) > MAX_ROW:
        return None
    try:
        cells = tuple(_cells(tokens))
    except UnicodeDecodeError:
        return None
    numbers = [cell.raw for cell in cells if cell.kind == "s" and cell.raw]
    if not all(map(_INDEX.fullmatch, numbers)) or any(c.row > MAX_ROW or c.column > MAX_COLUMN for c in cells):
        return None
    hidden = frozenset(number for number, attributes in numbered if is_hidden(attributes))
    return Rows(cells, hidden, tuple(map(int, numbers)))


def _cells(tokens: list[tuple[bytes, ...]]) -> Iterator[Stored]:
    for letters, row, style, kind, formula, value, text, *_ in tokens:
        if value or text or formula:
            raw = with_characters((value or text).decode())
            yield Stored(int(row), _column(letters), kind.decode() or "n", int(style or 0), raw, bool(formula))


def is_hidden(attributes: bytes) -> bool:
    """Whether the attributes of a row hide it."""
    return bool(_HIDDEN.search(attributes))


def with_characters(text: str) -> str:
    """A text with the characters that its references name."""
    return REFERENCE.sub(_character, text) if "&" in text else text


def _character(found: re.Match[str]) -> str:
    if found[3]:
        return _NAMED[found[3]]
    return chr(int(found[1], 16) if found[1] else int(found[2]))


@lru_cache(maxsize=20_000)
def _column(letters: bytes) -> int:
    return column_number(letters.decode())
