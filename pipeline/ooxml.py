"""The parts of an .xlsx package: bytes of one XML part come in, its plain content goes out.

One pass of the standard library's parser keeps what ready-made readers drop: types, raw text,
formulas, error values. Nothing is calculated, no entity is followed, a DTD is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Literal, NamedTuple
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
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - 64
    row = int(match[2])
    if not (1 <= row <= MAX_ROW and column <= MAX_COLUMN):
        raise ValueError(text)
    return row, column


Start = Callable[[str, dict[str, str]], None]


_PLAIN_ROOT = re.compile(rb'(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>)?\s*<[A-Za-z]+[ >/][^>]*\bxmlns="')


def parse_xml(
    data: bytes,
    start: Start,
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """One pass over an XML part; tags come without their prefix. BookError: a DTD, or a limit is broken."""
    _judge(data)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    prefixed = not _PLAIN_ROOT.match(data)  # nearly never: else no prefix to strip from a million tags
    depth = 0

    def refuse(*_: object) -> None:
        raise BookError("GATE_DTD")

    def opened(tag: str, attrs: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > limits.MAX_DEPTH:
            raise too_big(f"phần tử XML lồng nhau quá {limits.MAX_DEPTH} tầng")
        start(tag.rpartition(":")[2] if prefixed else tag, attrs)

    def closed(tag: str) -> None:
        nonlocal depth
        depth -= 1
        if end is not None:
            end(tag.rpartition(":")[2] if prefixed else tag)

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler, parser.EndElementHandler = opened, closed
    parser.CharacterDataHandler = text
    parser.Parse(data, True)


def _judge(data: bytes) -> None:
    """What costs more than it can be worth, seen without parsing."""
    if data.count(b"<") > 2 * limits.MAX_TAGS:  # each has its end
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
            if len(sheets) == limits.MAX_SHEETS:
                raise too_big(f"trên {show_number(limits.MAX_SHEETS)} trang")
            sheets.append((attrs.get("name", ""), attrs.get("state", "visible") != "visible", rel_id))
        elif tag == "definedName":
            current[:] = [(attrs.get("localSheetId", ""), attrs.get("name", "").lower())]
            texts[current[0]] = ""
            if len(texts) > limits.MAX_NAMES:
                raise too_big(f"trên {show_number(limits.MAX_NAMES)} tên vùng")
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


def read_strings(data: bytes) -> list[str]:
    """The shared strings in order; runs joined, phonetic guides left out."""
    strings: list[str] = []
    parts: list[str] = []
    inside = phonetic = False

    def start(tag: str, _: dict[str, str]) -> None:
        nonlocal inside, phonetic
        if tag == "si":
            parts.clear()
        elif tag == "rPh":
            phonetic = True
        inside = tag == "t" and not phonetic

    def end(tag: str) -> None:
        nonlocal inside, phonetic
        inside = False
        if tag == "si":
            strings.append(unescape("".join(parts)))
            if len(strings) > limits.MAX_STRINGS:
                raise too_big(f"trên {show_number(limits.MAX_STRINGS)} đoạn chữ")
        elif tag == "rPh":
            phonetic = False

    def text(chunk: str) -> None:
        if inside:
            parts.append(chunk)

    if data:
        parse_xml(data, start, end, text)
    return strings


_BUILTIN_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_FORMAT_LITERALS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')


def read_formats(data: bytes) -> list[tuple[bool, bool]]:
    """Per cell style: (shows a date, shows a percentage)."""
    codes: dict[int, str] = {9: "0%", 10: "0.00%"}
    styles: list[tuple[bool, bool]] = []
    in_cell_styles = False

    def start(tag: str, attrs: dict[str, str]) -> None:
        nonlocal in_cell_styles
        if tag == "numFmt":
            codes[int(attrs["numFmtId"])] = attrs.get("formatCode", "")
        elif tag == "cellXfs":
            in_cell_styles = True
        elif tag == "xf" and in_cell_styles:
            number = int(attrs.get("numFmtId", "0"))
            code = _FORMAT_LITERALS.sub("", codes.get(number, "")).lower()
            is_date = number in _BUILTIN_DATES or bool(code and set(code) & set("dy") and "general" not in code)
            styles.append((is_date, "%" in code))

    def end(tag: str) -> None:
        nonlocal in_cell_styles
        if tag == "cellXfs":
            in_cell_styles = False

    if data:
        parse_xml(data, start, end)
    return styles


def read_properties(data: bytes) -> dict[str, str]:
    """Custom document properties as text, by name."""
    found: dict[str, str] = {}
    name = ""

    def start(tag: str, attrs: dict[str, str]) -> None:
        nonlocal name
        if tag == "property":
            name = attrs.get("name", "")

    def text(chunk: str) -> None:
        if name:
            found[name] = found.get(name, "") + chunk.strip()

    if data:
        parse_xml(data, start, text=text)
    return found


def _day(epoch: date, number: int) -> date:
    """Day 1 is 1 January 1900; Excel then counts a 29 February that was not, so that later days are one further."""
    return epoch + timedelta(days=number + (epoch == EPOCH_1900 and number < 60))


def _too_many_cells() -> BookError:
    return too_big(f"một trang có trên {show_number(limits.MAX_CELLS)} ô")


_TRUTH: dict[str, bool | None] = {"1": True, "true": True, "0": False, "false": False, "": None}


class SheetParser:
    """One worksheet part → its non-empty cells, and what is hidden or merged on it."""

    def __init__(self, strings: list[str], formats: list[tuple[bool, bool]], epoch: date) -> None:
        self.strings, self.formats, self.epoch = strings, formats, epoch
        self.cells: dict[tuple[int, int], Cell] = {}
        self.hidden_rows: set[int] = set()
        self.hidden_columns: list[tuple[int, int]] = []  # from, to
        self.merged: list[str] = []  # "B3:D4"
        self.row = self.column = 0
        self.attrs: dict[str, str] = {}
        self.parts: list[str] = []
        self.collecting = False
        self.formula = False

    def read(self, data: bytes) -> tuple[dict[tuple[int, int], Cell], frozenset[int]]:
        if data.count(b"<v>") > limits.MAX_CELLS:  # seen at once where they are written as usual
            raise _too_many_cells()
        parse_xml(data, self.start, self.end, self.text)
        return self.cells, frozenset(self.hidden_rows)

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        if tag == "c":
            self.attrs, self.formula = attrs, False
            self.parts.clear()
            place = attrs.get("r")
            if place:
                self.row, self.column = parse_ref(place)
            else:  # the reference is optional: the cell stands right of the one before
                self.column += 1
                if self.column > MAX_COLUMN or not self.row:
                    raise ValueError(self.column)
        elif tag in ("v", "t"):
            self.collecting = True
        elif tag == "f":
            self.formula = True
        elif tag == "row":
            self.row, self.column = int(attrs.get("r", self.row + 1)), 0
            if not 1 <= self.row <= MAX_ROW:
                raise ValueError(self.row)
            if attrs.get("hidden") in ("1", "true"):
                self.hidden_rows.add(self.row)
        elif tag == "rPh":
            self.collecting = False
        elif tag == "mergeCell":
            self.merged.append(attrs.get("ref", ""))
        elif tag == "col" and attrs.get("hidden") in ("1", "true"):
            self.hidden_columns.append((int(attrs.get("min", "0")), int(attrs.get("max", "0"))))

    def text(self, chunk: str) -> None:
        if self.collecting:
            self.parts.append(chunk)

    def end(self, tag: str) -> None:
        if tag in ("v", "t"):
            self.collecting = False
        elif tag == "c":
            raw = "".join(self.parts)
            if raw or self.formula:
                if (self.row, self.column) in self.cells:
                    raise ValueError(ref(self.row, self.column))  # which of the two is meant?
                self.cells[self.row, self.column] = self.cell(raw)
                if len(self.cells) > limits.MAX_CELLS:
                    raise _too_many_cells()

    def cell(self, raw: str) -> Cell:
        kind = self.attrs.get("t", "n")
        style = int(self.attrs.get("s", "0"))
        is_date, percent = self.formats[style] if style < len(self.formats) else (False, False)
        here = (self.row, self.column)
        if kind == "s" and raw:
            index = int(raw)
            if index < 0:
                raise IndexError(raw)
            text = self.strings[index]
            return Cell(*here, "text", text, text, self.formula)
        if kind in ("str", "inlineStr"):
            text = unescape(raw)
            return Cell(*here, "text", text, text, self.formula)
        if kind == "e":
            return Cell(*here, "error", raw, None, self.formula)
        if kind == "b":
            return Cell(*here, "bool", raw, _TRUTH[raw], self.formula)
        if kind == "d":
            return Cell(*here, "date", raw, datetime.fromisoformat(raw).date(), self.formula)
        if kind not in ("n", "s"):
            raise ValueError(kind)
        if not raw:
            return Cell(*here, "number", "", None, self.formula, percent)
        number = excel_number(raw)
        if is_date and 1 <= number < 2_958_466:  # a time of day behind the point is dropped
            return Cell(*here, "date", raw, _day(self.epoch, int(number)), self.formula)
        return Cell(*here, "number", raw, number, self.formula, percent, self.epoch)


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
