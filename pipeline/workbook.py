"""The one door to spreadsheet files: bytes of an .xlsx come in, cells with their addresses go out.

One pass of the standard library's XML parser over each needed part keeps what ready-made readers
drop (types, raw text, formulas, error values, names, properties) and takes a twelfth of the time
of a full workbook reader. Nothing is calculated, no link is followed, a DTD is refused.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from io import BytesIO
from posixpath import join, normpath
from urllib.parse import unquote
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook

from pipeline import limits
from pipeline.ooxml import (
    EPOCH_1900,
    MAX_ROW,
    BookError,
    Cell,
    SheetParser,
    excel_number,
    parse_ref,
    parse_xml,
    read_formats,
    read_properties,
    read_strings,
    read_workbook,
    ref,
    too_big,
)
from pipeline.sheet_guards import Guards, frame_of, read_guards
from pipeline.vietnamese import show_number

FAST_BYTES = 1_000_000  # of a sheet's XML; below, one careful pass costs less than a second reader


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle on a sheet; rows and columns count from 1, both ends belong to it."""

    sheet: str
    top: int
    left: int
    bottom: int
    right: int

    @property
    def text(self) -> str:
        first, last = ref(self.top, self.left), ref(self.bottom, self.right)
        return first if first == last else f"{first}:{last}"


Plain = str | float | int | bool | date | datetime | time | timedelta  # as calamine gives it


@dataclass(frozen=True)
class Sheet:
    """A sheet's cells; of a long plain list (`grid`) they are made only when someone asks."""

    name: str
    hidden: bool
    careful: dict[tuple[int, int], Cell] | None
    hidden_rows: frozenset[int] = frozenset()
    grid: list[list[Plain]] | None = None  # from cell A1 on, "" = blank
    hidden_columns: tuple[tuple[int, int], ...] = ()  # from, to
    merged: tuple[Area, ...] = ()
    frame: bytes = b""  # what stands around the cells; of no other format than .xlsx

    @cached_property
    def guards(self) -> Guards | None:
        """Lock and rules of the sheet; None where the file does not tell."""
        return read_guards(self.frame) if self.frame else None

    @cached_property
    def cells(self) -> dict[tuple[int, int], Cell]:
        if self.careful is not None:
            return self.careful
        return {
            (row, column): _plain_cell(row, column, value)
            for row, values in enumerate(self.grid or (), 1)
            for column, value in enumerate(values, 1)
            if value != ""
        }

    def get(self, row: int, column: int) -> Cell | None:
        if self.grid is None:
            return self.cells.get((row, column))
        values = self.grid[row - 1] if 0 < row <= len(self.grid) else []
        value = values[column - 1] if 0 < column <= len(values) else ""
        return _plain_cell(row, column, value) if value != "" else None

    def text(self, row: int, column: int) -> str:
        cell = self.get(row, column)
        return "" if cell is None or cell.value is None else str(cell.value)

    @cached_property
    def last_row(self) -> int:
        return max((row for row, _ in self.cells), default=0)

    def rows(self, top: int, left: int, right: int) -> Iterator[tuple[int, tuple[Cell | None, ...]]]:
        """From `top` on, each row number that has a cell in the columns, with those cells."""
        numbers = sorted({r for r, c in self.cells if r >= top and left <= c <= right})
        for number in numbers:
            yield number, tuple(self.cells.get((number, c)) for c in range(left, right + 1))

    def plain_rows(self, top: int, left: int, right: int) -> Iterator[tuple[int, list[Plain]]]:
        """The same of a plain list as bare values; nothing of any other sheet."""
        for number, values in enumerate((self.grid or [])[top - 1 :], top):
            own = values[left - 1 : right]
            if any(value != "" for value in own):
                yield number, own


def _plain_cell(row: int, column: int, value: Plain) -> Cell:
    """A value of the fast road as the careful road would have read it."""
    if isinstance(value, str):
        return Cell(row, column, "text", value, value)
    if isinstance(value, bool):
        return Cell(row, column, "bool", str(int(value)), value)
    if isinstance(value, datetime):
        return Cell(row, column, "date", value.isoformat(), value.date())
    if isinstance(value, date):
        return Cell(row, column, "date", value.isoformat(), value)
    if isinstance(value, (float, int)):
        raw = repr(value).removesuffix(".0")
        return Cell(row, column, "number", raw, excel_number(raw))
    return Cell(row, column, "text", str(value), str(value))


@dataclass(frozen=True)
class Book:
    sheets: dict[str, Sheet]
    names: dict[str, Area | None]  # lower case; None = the name is there but leads nowhere
    properties: dict[str, str] = field(default_factory=dict)  # custom document properties
    local_names: dict[str, dict[str, Area | None]] = field(default_factory=dict)  # by sheet: names of its own
    oddities: tuple[str, ...] = ()  # keys of `messages.CATALOGUE`


def read_book(data: bytes) -> Book:
    """All sheets, names of the workbook and of its sheets, and custom properties of an .xlsx.

    Raises BookError where the container is damaged, over a limit, or no spreadsheet in the
    transitional OOXML form.
    """
    try:
        with limits.open_container(data) as archive:
            return _Reader(archive, data).book()
    except limits.Refused as refused:
        raise BookError(REFUSALS[refused.kind], refused.found) from refused
    except (expat.ExpatError, *limits.DAMAGED) as error:
        raise BookError("GATE_DAMAGED", type(error).__name__) from error


REFUSALS = {"big": "GATE_TOO_BIG", "crafted": "GATE_CRAFTED", "locked": "GATE_PASSWORD"}
_STRICT = "http://purl.oclc.org/ooxml/"
_DOCUMENT = "/relationships/officeDocument"


class _Reader:
    """Follows the package's relationships from its root to the sheets."""

    def __init__(self, archive: zipfile.ZipFile, data: bytes) -> None:
        self.archive, self.data = archive, data
        self.parts = {limits.part_name(m): m for m in archive.infolist()}

    def part(self, name: str) -> bytes | None:
        member = self.parts.get(unquote(name).lstrip("/").lower())
        if member is None:
            return None
        return self.archive.read(member)

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Relationship id → (type, target part) of a part; external targets are left out."""
        folder, _, name = part.rpartition("/")
        found: dict[str, tuple[str, str]] = {}

        def start(tag: str, attrs: dict[str, str]) -> None:
            if tag == "Relationship" and attrs.get("TargetMode") != "External":
                target = attrs.get("Target", "")
                path = target if target.startswith("/") else join(folder, target)
                found[attrs.get("Id", "")] = (attrs.get("Type", ""), normpath(path).lstrip("/"))

        data = self.part(f"{folder}/_rels/{name}.rels")
        if data is not None:
            parse_xml(data, start)
        return found

    def fast_grid(self, name: str) -> list[list[Plain]] | None:
        """A plain sheet through the compiled reader, blank cells included; None where it fails or sees clock times."""
        try:
            book = CalamineWorkbook.from_filelike(BytesIO(self.data))
            grid = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        except CalamineError:
            return None
        except BaseException as error:  # a panic of compiled code is no Exception
            if type(error).__name__ != "PanicException":
                raise
            return None
        of_day = any(isinstance(value, (time, timedelta)) for row in grid for value in row)
        return None if of_day else grid  # the careful road keeps the number that was typed

    def book(self) -> Book:
        root = self.relations("")
        main = next((t for kind, t in root.values() if kind.endswith(_DOCUMENT)), None)
        data = self.part(main) if main else None
        if main is None or data is None:
            raise BookError("GATE_NOT_A_BOOK")
        if any(kind.startswith(_STRICT) for kind, _ in root.values()):
            raise BookError("GATE_STRICT")
        if main.lower().endswith(".bin"):
            raise BookError("GATE_XLSB")
        sheets, raw_names, epoch = read_workbook(data)
        relations = self.relations(main)
        by_kind = {kind.rsplit("/", 1)[-1]: target for kind, target in relations.values()}
        strings_xml = self.part(by_kind.get("sharedStrings", "")) or b""
        strings = read_strings(strings_xml)
        formats = read_formats(self.part(by_kind.get("styles", "")) or b"")
        read: dict[str, Sheet] = {}
        count, used = 0, set[str]()
        for name, hidden, rel_id in sheets:
            kind, target = relations.get(rel_id, ("", ""))
            sheet_xml = self.part(target) if kind.endswith("/worksheet") else None
            if sheet_xml is None:
                continue
            if target.lower() in used:  # else a thousand sheets could be made of one
                raise BookError("GATE_CRAFTED", f"hai trang cùng một phần “{target}”")
            used.add(target.lower())
            if (merged := sheet_xml.count(b"<mergeCell ")) > limits.MAX_MERGED:
                raise too_big(limits.over("vùng ô gộp", merged, limits.MAX_MERGED))
            plain = epoch == EPOCH_1900 and is_plain(sheet_xml, formats) and not _ODD_TEXT.search(strings_xml)
            grid = self.fast_grid(name) if plain else None
            if grid is not None:
                read[name] = Sheet(name, hidden, None, grid=grid, frame=frame_of(sheet_xml))
            else:
                parser = SheetParser(strings, formats, epoch)
                cells, hidden_rows = parser.read(sheet_xml)
                columns = tuple(parser.hidden_columns)
                areas = tuple(a for text in parser.merged if (a := parse_area(f"x!{text}")))
                frame = frame_of(sheet_xml)
                read[name] = Sheet(name, hidden, cells, hidden_rows, None, columns, areas, frame)
            count += len(read[name].careful or ())
            if count > limits.MAX_CELLS:
                raise too_big(f"trên {show_number(limits.MAX_CELLS)} ô")
        if not read:
            raise BookError("GATE_NOT_A_BOOK")
        names: dict[str, dict[str, Area | None]] = {"": {}}
        for (scope, name), text in raw_names.items():
            names.setdefault(scope, {})[name] = parse_area(text)
        custom = next((t for k, t in root.values() if k.endswith("/custom-properties")), "")
        properties = read_properties(self.part(custom) or b"")
        return Book(read, names.pop(""), properties, names, tuple(self.oddities(relations)))

    def oddities(self, relations: dict[str, tuple[str, str]]) -> Iterator[str]:
        """Macros and links to other workbooks: not followed, and worth a word."""
        kinds = {kind.rsplit("/", 1)[-1] for kind, _ in relations.values()}
        if any("macro" in kind.lower() or kind == "vbaProject" for kind in kinds):
            yield "GATE_MACRO"
        if "externalLink" in kinds:
            yield "GATE_LINKED_BOOK"


_AREA = re.compile(r"(?:'((?:[^']|'')+)'|([^'!\[\]]+))!([$A-Za-z0-9]+)(?::([$A-Za-z0-9]+))?")


# The only cells of a plain list: a number, a text by its index, a text in place, a blank.
_PLAIN_CELL = re.compile(
    rb'<c r="([A-Z]{1,3}[1-9][0-9]{0,6})"(?: s="[0-9]{1,5}")?'
    rb'(?:/>|></c>|(?: t="n")?><v>-?[0-9]{1,12}(?:\.(?!9999)[0-9]{1,17})?</v></c>| t="s"><v>[0-9]{1,7}</v></c>'
    rb'| t="inlineStr"><is>(?:<t xml:space="preserve">[^<\r]*|<t>(?!\s)[^<\r]*(?<!\s))</t></is></c>)'
)
_ANY_CELL = re.compile(rb"<(?:[^<>/!? ]+:)?c[ >/]")
_ODD = re.compile(rb'hidden="(?:1|true)"|<mergeCell |<!|\x00')
# Runs, phonetics, escapes, and space at an end that the fast reader would drop.
_ODD_TEXT = re.compile(rb"<!|\r|<r[ >]|<rPh|_x[0-9A-Fa-f]{4}_|<t>(?:\s|[^<]*\s</t>)")
_ROW = re.compile(rb'<row r="([0-9]{1,7})"')


def is_plain(sheet_xml: bytes, formats: Sequence[tuple[bool, bool]]) -> bool:
    """Whether a sheet is a long list that the fast road reads just as the careful one would.

    Every cell is of the usual notation and stands once; no hidden row, no percentage; and the
    rectangle is of bounded size, because the fast reader asks for memory for all of it.
    """
    if len(sheet_xml) < FAST_BYTES or any(percent for _, percent in formats):
        return False
    if _ODD.search(sheet_xml) or b"_x" in sheet_xml:
        return False
    rows = [int(number) for number in _ROW.findall(sheet_xml)]
    if not rows or rows != sorted(set(rows)) or rows[-1] > MAX_ROW or sheet_xml.count(b"<row") != len(rows):
        return False
    places = _PLAIN_CELL.findall(sheet_xml)
    if not places or len(places) != len(_ANY_CELL.findall(sheet_xml)) or len(set(places)) != len(places):
        return False
    columns = {place.rstrip(b"0123456789").decode() for place in places}
    farthest = max(parse_ref(f"{column}1")[1] for column in columns)
    return rows[-1] * farthest <= limits.MAX_AREA


def parse_area(text: str) -> Area | None:
    """The area of "'Nhập liệu'!$B$3:$D$9"; None for anything but one rectangle of this workbook."""
    match = _AREA.fullmatch(text.strip())
    if not match:
        return None
    sheet = (match[1] or match[2]).replace("''", "'")
    try:
        top, left = parse_ref(match[3])
        bottom, right = parse_ref(match[4] or match[3])
    except ValueError:
        return None
    return Area(sheet, min(top, bottom), min(left, right), max(top, bottom), max(left, right))
