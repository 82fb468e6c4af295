"""OpenDocument spreadsheets: the parts of an .ods come in, the workbook goes out as if it had been saved as .xlsx.

One pass of the standard library's parser over content.xml. Blanks are counted and never made, so that a
row repeated a million times costs nothing; what is filled is made as often as it stands there, within the
limits. Nothing is calculated, no link is followed, no script is run.
"""

from __future__ import annotations

import re

from pipeline import limits
from pipeline.book import Area, Areas, Book, Names, Sheet
from pipeline.formats.cells import put
from pipeline.formats.ods_cell import cell_of
from pipeline.formats.package import Package
from pipeline.ooxml import EPOCH_1900, EPOCH_1904, MAX_COLUMN, BookError, Cell, parse_ref, parse_xml, within

_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
_SPACES = {
    **{f"{_ODF}{name}:1.0": name for name in ("office", "table", "text", "style", "meta")},
    "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0": "calcext",
}
_CELLS = frozenset({"table:table-cell", "table:covered-table-cell"})
_PARAGRAPHS = frozenset({"text:p", "text:h"})
_SIGNS = {"text:s": " ", "text:tab": "\t", "text:line-break": "\n"}
_NOT_TEXT = frozenset({"text:ruby-text", "text:note"})  # beside the words of a cell, as remarks and drawings are
_NO_SHEETS = frozenset({"table:tracked-changes", "table:shapes"})  # hold cells and words of their own
_LINKS = frozenset({"table:table-source", "table:cell-range-source", "table:dde-link", "office:dde-source"})
_HIDDEN = frozenset({"collapse", "filter"})
_MACROS = ("basic/", "scripts/")
_ELSEWHERE = re.compile(r"'[a-z]+:/")  # the copy of another file's sheet that a formula leads to


def read_ods(package: Package) -> Book:
    """All sheets, names and custom properties of an .ods. BookError, or one of `limits.DAMAGED`: it cannot be read."""
    if b"encryption-data" in (package.part("META-INF/manifest.xml") or b""):
        raise BookError("GATE_PASSWORD")
    content = package.part("content.xml")
    if content is None:
        raise BookError("GATE_NOT_A_BOOK")
    parser = _Content()
    parse_xml(content, parser.start, parser.end, parser.text, _SPACES)
    if not parser.sheets:
        raise BookError("GATE_NOT_A_BOOK")
    oddities = ["GATE_ODS"]
    if any(name.startswith(_MACROS) for name in package.parts):
        oddities.append("GATE_MACRO")
    if parser.linked:
        oddities.append("GATE_LINKED_BOOK")
    names = parser.names.pop("")
    local = {scope: found for scope, found in parser.names.items() if scope in parser.sheets}
    return Book(parser.sheets, names, _properties(package.part("meta.xml") or b""), local, tuple(oddities))


def parse_address(text: str) -> Area | None:
    """The area of "$'Nhập liệu'.$B$3:.$D$9"; None for anything but one rectangle of one sheet."""
    match = _ADDRESS.fullmatch(text.strip())
    if not match:
        return None
    sheet, other = (
        (quoted or bare or "").replace("''", "'") for quoted, bare in (match.group(1, 2), match.group(4, 5))
    )
    try:
        top, left = parse_ref(match[3])
        bottom, right = parse_ref(match[6] or match[3])
    except ValueError:
        return None
    if not sheet or other not in ("", sheet):
        return None
    return Area(sheet, min(top, bottom), min(left, right), max(top, bottom), max(left, right))


_SHEET = r"\$?(?:'((?:[^']|'')+)'|([^'.:$]+))"
_ADDRESS = re.compile(rf"{_SHEET}\.([$A-Za-z0-9]+)(?::(?:{_SHEET})?\.([$A-Za-z0-9]+))?")


def _properties(data: bytes) -> dict[str, str]:
    """Custom document properties as text, by name."""
    found: dict[str, str] = {}
    name = ""

    def start(tag: str, attrs: dict[str, str]) -> None:
        nonlocal name
        name = attrs.get("meta:name", "") if tag == "meta:user-defined" else ""

    def text(chunk: str) -> None:
        if name:
            found[name] = found.get(name, "") + chunk.strip()

    if data:
        parse_xml(data, start, text=text, spaces=_SPACES)
    return found


class _Content:
    """content.xml → sheets and names."""

    def __init__(self) -> None:
        self.sheets: dict[str, Sheet] = {}
        self.names = {"": Names()}  # by sheet, "" the workbook
        self.linked = False
        self.epoch = EPOCH_1900
        self.open: list[str] = []  # tags around the place
        self.muted = 0  # how many of them are of no interest
        self.style, self.hidden_styles = "", set[str]()
        self.count = 0  # of names
        self.filled = 0  # of cells, on the sheets before
        self.begin_sheet("", False)

    def begin_sheet(self, name: str, hidden: bool) -> None:
        self.name, self.hidden = name, hidden
        self.cells: dict[tuple[int, int], Cell] = {}
        self.hidden_rows: list[tuple[int, int]] = []  # from, to
        self.hidden_columns: list[tuple[int, int]] = []
        self.merged: list[Area] = []
        self.row, self.rows, self.column, self.columns = 0, 0, 0, 0  # how far the rows and columns told so far reach
        self.line: list[tuple[Cell, int]] = []  # of the open row: a cell, and how often it stands there
        self.in_cell, self.signs = False, 0
        self.attrs: dict[str, str] = {}  # of the open cell
        self.paragraphs: list[list[str]] = []  # its words, in the pieces in which they come

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        around = self.open[-1] if self.open else ""
        self.open.append(tag)
        if self.muted or self.is_beside(tag, around):
            self.muted += 1
        elif tag in _CELLS:
            self.attrs, self.paragraphs, self.signs, self.in_cell = attrs, [], 0, True
        elif tag in _PARAGRAPHS:
            self.paragraphs.append([])
        elif tag in _SIGNS:
            self.add_sign(tag, attrs)
        elif tag == "table:table-row":
            self.line, self.column = [], 0
            self.rows = _times(attrs, "table:number-rows-repeated")
            if attrs.get("table:visibility") in _HIDDEN:
                self.hidden_rows.append((self.row + 1, self.row + self.rows))
        elif tag == "table:table-column":
            last = self.columns + _times(attrs, "table:number-columns-repeated")
            if attrs.get("table:visibility") in _HIDDEN:
                self.hidden_columns.append((self.columns + 1, min(last, MAX_COLUMN)))
            self.columns = last
        elif tag == "table:table":
            self.begin_sheet(attrs["table:name"], attrs.get("table:style-name", "") in self.hidden_styles)
        elif tag in ("table:named-range", "table:named-expression"):
            self.name_area(attrs)
        else:
            self.remember(tag, attrs)

    def is_beside(self, tag: str, around: str) -> bool:
        """Whether an element and all in it is no part of sheets and their cells' words."""
        if tag in _LINKS:
            self.linked = True
            return True
        if self.in_cell:
            return not tag.startswith("text:") or tag in _NOT_TEXT
        if tag == "table:table":
            return around != "office:spreadsheet"
        return tag.startswith("text:") or tag in _NO_SHEETS

    def remember(self, tag: str, attrs: dict[str, str]) -> None:
        """Styles that hide a sheet, and the day from which numbers count days."""
        if tag == "style:style":
            self.style = attrs.get("style:name", "") if attrs.get("style:family") == "table" else ""
        elif tag == "style:table-properties" and self.style and attrs.get("table:display") == "false":
            self.hidden_styles.add(self.style)
        elif tag == "table:null-date" and attrs.get("table:date-value") == EPOCH_1904.isoformat():
            self.epoch = EPOCH_1904

    def text(self, chunk: str) -> None:
        if self.in_cell and self.paragraphs and not self.muted and self.open[-1] not in _CELLS:
            self.paragraphs[-1].append(chunk)

    def add_sign(self, tag: str, attrs: dict[str, str]) -> None:
        """A tab, a line break, or blanks by their number."""
        count = _times(attrs, "text:c")
        self.signs += count
        within(self.signs, limits.MAX_STRETCH, "khoảng trắng liền nhau")
        self.paragraphs[-1].append(_SIGNS[tag] * count)

    def end(self, tag: str) -> None:
        self.open.pop()
        if self.muted:
            self.muted -= 1
        elif tag in _CELLS:
            self.end_cell()
        elif tag == "table:table-row":
            self.end_row()
        elif tag == "table:table":
            self.end_sheet()

    def end_cell(self) -> None:
        row, column = self.row + 1, self.column + 1
        times = _times(self.attrs, "table:number-columns-repeated")
        cell = cell_of(row, column, self.attrs, self.paragraphs, self.epoch)
        if cell is not None:
            self.line.append((cell, times))
        down, right = (_times(self.attrs, f"table:number-{way}-spanned") for way in ("rows", "columns"))
        if down > 1 or right > 1:
            self.merged.append(Area(self.name, row, column, row + down - 1, column + right - 1))
            within(len(self.merged), limits.MAX_MERGED, "vùng ô gộp")
        self.column += times
        self.in_cell = False

    def end_row(self) -> None:
        for row in range(self.row + 1, self.row + self.rows + 1) if self.line else ():
            for cell, times in self.line:
                for column in range(cell.column, cell.column + times):
                    put(self.cells, cell if (row, column) == cell[:2] else cell._replace(row=row, column=column))
        self.row += self.rows

    def end_sheet(self) -> None:
        if _ELSEWHERE.match(self.name):
            self.linked = True
            return
        if self.name in self.sheets:
            raise BookError("GATE_CRAFTED", f"hai trang cùng tên “{self.name}”")
        within(len(self.sheets) + 1, limits.MAX_SHEETS, "trang")
        self.filled += len(self.cells)
        within(self.filled, limits.MAX_CELLS, "ô")
        last = max((row for row, _ in self.cells), default=0)
        rows = frozenset(row for top, bottom in self.hidden_rows for row in range(top, min(bottom, last) + 1))
        self.sheets[self.name] = Sheet(
            self.name, self.hidden, self.cells, rows, None, tuple(self.hidden_columns), Areas(self.merged)
        )

    def name_area(self, attrs: dict[str, str]) -> None:
        """A name of the workbook, or of the sheet that it stands in."""
        scope = self.name if "table:table" in self.open else ""
        area = parse_address(attrs.get("table:cell-range-address", ""))
        self.names.setdefault(scope, Names())[attrs["table:name"].lower()] = area
        self.count += 1
        within(self.count, limits.MAX_NAMES, "tên vùng")


def _times(attrs: dict[str, str], name: str) -> int:
    """How often, how far: 1 unless it is said. ValueError where it is no number from 1 on."""
    text = attrs.get(name)
    if text is None:  # nearly always
        return 1
    if not (text.isascii() and text.isdigit() and int(text)):
        raise ValueError(name)
    return int(text)
