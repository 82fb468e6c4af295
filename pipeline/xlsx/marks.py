"""Texts and places as a workbook's XML writes them: a text, a number or a place comes in, its XML goes out."""

from __future__ import annotations

import re
from functools import lru_cache

_SPECIAL = re.compile('["&<>\n]')
_LOOKS_ESCAPED = re.compile("(_x[0-9a-fA-F]{4}_)")
_CONTROL = re.compile("([\x00-\x08\x0b-\x1f\ufffe\uffff])")
_MOST = 32_767  # characters of a cell, in units of UTF-16
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def attribute(text: str) -> str:
    """A text as the value of an attribute."""
    if not _SPECIAL.search(text):
        return text
    for plain, written in (("&", "&amp;"), ('"', "&quot;"), ("<", "&lt;"), (">", "&gt;"), ("\n", "&#xA;")):
        text = text.replace(plain, written)
    return text


def data(text: str) -> str:
    """A text between tags."""
    text = markup(text)
    text = _LOOKS_ESCAPED.sub(r"_x005F\1", text) if "_x" in text else text
    return _CONTROL.sub(lambda found: f"_x{ord(found[1]):04X}_", text)


def markup(text: str) -> str:
    """The same of a text that has no control characters: a formula."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@lru_cache(maxsize=1024)
def shared(text: str) -> str:
    """A text in the table of texts that cells share."""
    written = data(text)
    space = ' xml:space="preserve"' if written[:1].isspace() or written[-1:].isspace() else ""
    return f"<si><t{space}>{written}</t></si>"


def cut(text: str) -> str:
    """A text as far as a cell can hold it."""
    if len(text) <= _MOST // 2:
        return text
    return text.encode("utf-16-le", "surrogatepass")[: 2 * _MOST].decode("utf-16-le", "ignore")


@lru_cache(maxsize=256)
def letters(column: int) -> str:
    """The name of a column, counted from 0: A, B, …, AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def cell(row: int, column: int) -> str:
    """The name of a cell, row and column counted from 0: C14."""
    return f"{letters(column)}{row + 1}"


def area(top: int, left: int, bottom: int, right: int) -> str:
    """An area: C15:C34, or C15 where it is one cell."""
    first, last = cell(top, left), cell(bottom, right)
    return first if first == last else f"{first}:{last}"


def fixed_area(top: int, left: int, bottom: int, right: int) -> str:
    """The same in absolute terms: $C$15:$C$34."""
    first, last = f"${letters(left)}${top + 1}", f"${letters(right)}${bottom + 1}"
    return first if first == last else f"{first}:{last}"
