"""Text in columns of a terminal: what a text takes up there, tables, long lines broken; texts come in, lines go out.

Vietnamese may come with its marks apart, which take up no column; letters of some scripts take up two.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

_GAP = "  "


def width(text: str) -> int:
    """How many columns a text takes up."""
    return sum(map(_columns, text))


def _columns(letter: str) -> int:
    if unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in ("W", "F") else 1


def padded(text: str, columns: int, *, right: bool = False) -> str:
    """The text with blanks behind it, or before it, up to so many columns."""
    blanks = " " * (columns - width(text))
    return blanks + text if right else text + blanks


def clipped(text: str, columns: int) -> str:
    """The text, cut where it takes up more than so many columns."""
    if width(text) <= columns:
        return text
    kept = ""
    for letter in text:
        if width(kept + letter) >= columns:
            break
        kept += letter
    return kept + "…"


def table(rows: Sequence[Sequence[str]], room: int | None = None) -> Iterator[str]:
    """Rows of as many cells each, the first a name and the others numbers; names give way where room is scarce."""
    widths = [max(width(row[n]) for row in rows) for n in range(len(rows[0]))]
    if room:
        widths[0] = max(1, min(widths[0], room - sum(widths[1:]) - len(_GAP) * (len(widths) - 1)))
    for name, *numbers in rows:
        cells = (padded(text, columns, right=True) for text, columns in zip(numbers, widths[1:], strict=True))
        yield _GAP.join([padded(clipped(name, widths[0]), widths[0]), *cells])


def wrapped(text: str, room: int | None, first: str = "", then: str = "") -> Iterator[str]:
    """The text behind `first`, broken between words into lines that begin with `then`; no word is cut."""
    line = first
    begun = False
    for word in text.split(" "):
        if begun and room and width(line) + 1 + width(word) > room:
            yield line
            line, begun = then, False
        line += f" {word}" if begun else word
        begun = True
    yield line
