"""The parts of an .xlsx package: bytes of one XML part come in, its plain content goes out.

One pass of the standard library's parser keeps what ready-made readers drop: types, raw text,
formulas, error values. Nothing is calculated, no entity is followed, a DTD is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Literal, NamedTuple, TypeVar
from xml.parsers import expat

from pipeline import limits
from pipeline.vietnamese import show_number

MAX_ROW, MAX_COLUMN = 1_048_576, 16_384

EPOCH_1900, EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)

CellKind = Literal["number", "text", "bool", "error", "date"]


class BookError(Exception):
    """The bytes are no workbook that can be read; `reason` is a key of `messages.CATALOGUE`."""

    def __init__(self, reason: str, found: str = "") -> None:
        super().__init__(reason, found)
        self.reason = reason
        self.found = found


def too_big(found: str) -> BookError:
    """The refusal of a workbook that asks for more than `limits` grant."""
    return BookError("GATE_TOO_BIG", found)


def within(count: int, limit: int, what: str) -> None:
    """BookError where there is more of something than the limit."""
    if count > limit:
        raise too_big(f"trên {show_number(limit)} {what}")


class Cell(NamedTuple):
    """A cell with something in it: `raw` as stored, `value` as Excel means it.

    Numbers are the 15 significant digits that Excel itself shows and keeps; `percent` says that
    the cell's format displays a share. A formula without a stored result has value None.
    """

    row: int
    column: int
    kind: CellKind
    raw: str
    value: Decimal | str | bool | date | None
    formula: bool = False
    percent: bool = False
    epoch: date = EPOCH_1900  # day 0 of the book's dates

    @property
    def ref(self) -> str:
        return ref(self.row, self.column)


def ref(row: int, column: int) -> str:
    """(5, 28) → "AB5"."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


_REF = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")


def parse_ref(text: str) -> tuple[int, int]:
    """Row and column of "AB5": (5, 28); ValueError where it is no cell of a sheet."""
    match = _REF.fullmatch(text)
    if not match:
        raise ValueError(text)
    row, column = int(match[2]), column_number(match[1].upper())
    if not (1 <= row <= MAX_ROW and column <= MAX_COLUMN):
        raise ValueError(text)
    return row, column


def column_number(letters: str) -> int:
    """The number of a column: "AB" → 28."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


Told = TypeVar("Told")
Start = Callable[[str, dict[str, str]], None]


_PLAIN_ROOT = re.compile(rb'(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>)?\s*<[A-Za-z]+[ >/][^>]*\bxmlns="')


def parse_xml(
    data: bytes,
    start: Start,
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
    spaces: Mapping[str, str] | None = None,
) -> None:
    """One pass over an XML part; tags come without their prefix. BookError: a DTD, or a limit is broken.

    spaces: prefixes by namespace; then tags and attributes come with these, whatever the file calls them.
    """
    _judge(data)
    parser = expat.ParserCreate(namespace_separator=" " if spaces is not None else None)
    parser.buffer_text = True
    prefixed = not _PLAIN_ROOT.match(data)  # nearly never: else no prefix to strip from a million tags
    depth = 0
    names = None if spaces is None else _Names(spaces)

    def opened(tag: str, attrs: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > limits.MAX_DEPTH:
            raise too_big(f"phần tử XML lồng nhau quá {limits.MAX_DEPTH} tầng")
        if names is not None:
            start(names[tag], {names[key]: value for key, value in attrs.items()})
        else:
            start(tag.rpartition(":")[2] if prefixed else tag, attrs)

    def closed(tag: str) -> None:
        nonlocal depth
        depth -= 1
        if end is not None and names is not None:
            end(names[tag])
        elif end is not None:
            end(tag.rpartition(":")[2] if prefixed else tag)

    parser.StartDoctypeDeclHandler = _refuse_dtd
    parser.StartElementHandler, parser.EndElementHandler = opened, closed
    parser.CharacterDataHandler = text
    parser.Parse(data, True)


class _Names(dict[str, str]):
    """Names as expat tells them ("urn:… table-row") → as the house writes them ("table:table-row")."""

    def __init__(self, spaces: Mapping[str, str]) -> None:
        self.spaces = spaces

    def __missing__(self, name: str) -> str:
        space, _, local = name.rpartition(" ")
        self[name] = short = f"{self.spaces.get(space, space)}:{local}" if space else local
        return short


def check_xml(data: bytes) -> None:
    """Whether a part is XML at all, at the parser's own pace. ExpatError: it is none; BookError as above."""
    _judge(data)
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_dtd
    parser.Parse(data, True)


def is_xml(data: bytes) -> bool:
    """Whether a small part, or an element of one, is XML by itself."""
    try:
        check_xml(data)
    except (expat.ExpatError, BookError):
        return False
    return True


def _refuse_dtd(*_: object) -> None:
    raise BookError("GATE_DTD")


def _judge(data: bytes) -> None:
    """What costs more than it can be worth, seen without parsing."""
    if limits.times(data, b"<", 2 * limits.MAX_TAGS) > 2 * limits.MAX_TAGS:  # each has its end
        raise too_big(f"một phần có trên {show_number(limits.MAX_TAGS)} phần tử XML")
    at = 0
    while at + limits.MAX_STRETCH < len(data):
        found = data.rfind(b">", at, at + limits.MAX_STRETCH)
        if found < 0:
            raise too_big(f"một đoạn XML dài quá {limits.MAX_STRETCH // 1000} nghìn byte")
        at = found + 1


def read_workbook(data: bytes) -> tuple[list[tuple[str, bool, str]], dict[tuple[str, str], str], date]:
    """Sheets as (name, hidden, relationship id), names' texts by (sheet or "", name), day 0 of dates.

    The sheet of a name is its scope, "" the whole workbook; names are in lower case.
    """
    sheets: list[tuple[str, bool, str]] = []
    texts: dict[tuple[str, str], str] = {}  # by (number of the sheet or "", name)
    current: list[tuple[str, str]] = []
    epoch = EPOCH_1900

    def start(tag: str, attrs: dict[str, str]) -> None:
        nonlocal epoch
        if tag == "sheet":
            rel_id = next((v for k, v in attrs.items() if k.endswith(":id")), "")
            sheets.append((attrs.get("name", ""), attrs.get("state", "visible") != "visible", rel_id))
            within(len(sheets), limits.MAX_SHEETS, "trang")
        elif tag == "definedName":
            current[:] = [(attrs.get("localSheetId", ""), attrs.get("name", "").lower())]
            texts[current[0]] = ""
            within(len(texts), limits.MAX_NAMES, "tên vùng")
        elif tag == "workbookPr" and attrs.get("date1904") in ("1", "true", "on"):
            epoch = EPOCH_1904

    def text(chunk: str) -> None:
        if current:
            texts[current[0]] += chunk

    def end(tag: str) -> None:
        if tag == "definedName":
            current.clear()

    parse_xml(data, start, end, text)
    scopes = {"": "", **{str(number): name for number, (name, _, _) in enumerate(sheets)}}
    names = {(scopes[number], name): area for (number, name), area in texts.items() if number in scopes}
    return sheets, names, epoch


_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def unescape(text: str) -> str:
    """Characters that XML cannot hold are stored as _x000D_; a true "_x" as _x005F_x."""
    return _ESCAPE.sub(lambda m: chr(int(m[1], 16)), text) if "_x" in text else text


_HEAD = re.compile(
    rb"""(?:\xef\xbb\xbf)?(?:<\?xml version=["']1\.0["'](?: encoding=["'](?:UTF|utf)-8["'])?"""
    rb"""(?: standalone=["'](?:yes|no)["'])?\s*\?>)?\s*<([A-Za-z]+)[ >]"""
)


def usual_root(data: bytes) -> bytes:
    """The name of a part's first element, b"" where what stands before it is not written as usual, in UTF-8."""
    head = _HEAD.match(data)
    return head[1] if head else b""


def excel_number(raw: str) -> Decimal:
    """The number that was typed: files store binary floats with 17 digits, people see 15.

    "82.959999999999994" → 82.96; "5.0", as some programs write a whole number, → 5. ValueError where
    it is no finite number.
    """
    if len(raw) <= 15 and raw.isascii() and raw.isdigit():  # nearly always
        return Decimal(raw)
    try:
        number = Decimal(raw.strip() if "_" not in raw else "")  # Python alone reads "1_000"
    except InvalidOperation as error:
        raise ValueError(raw) from error
    if not number.is_finite() or abs(number.adjusted()) > 310:  # outside what Excel can hold
        raise ValueError(raw)
    if len(raw) > 15 and len(number.as_tuple().digits) > 15:
        number = Decimal(f"{float(raw):.15g}")
    return Decimal(int(number)) if number == number.to_integral_value() else number
