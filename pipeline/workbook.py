"""The one door to spreadsheet files: bytes of a workbook come in, cells with their addresses go out.

What kind of file it is the bytes tell; every kind gives the same `Book`. Of an .xlsx one pass of the
standard library's XML parser over each needed part keeps what ready-made readers drop (types, raw text,
formulas, error values, names, properties) and takes a twelfth of the time of a full workbook reader.
Nothing is calculated, no link is followed, a DTD is refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import time, timedelta
from io import BytesIO
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook

from pipeline import limits
from pipeline.book import Area, Book, Plain, Sheet, parse_area
from pipeline.formats.ods import read_ods
from pipeline.formats.package import Package, oddities
from pipeline.formats.sheet_xml import ANY_CELL, Meaning, read_formats, read_sheet
from pipeline.formats.xls import OLE, read_xls
from pipeline.formats.xlsb import read_xlsb
from pipeline.ooxml import (
    EPOCH_1900,
    MAX_ROW,
    BookError,
    parse_ref,
    read_properties,
    read_strings,
    read_workbook,
    within,
)
from pipeline.sheet_guards import apart

__all__ = ["OLE", "REFUSALS", "Area", "Book", "Plain", "Sheet", "parse_area", "read_book"]

FAST_BYTES = 1_000_000  # of a sheet's XML; below, one careful pass costs less than a second reader


def read_book(data: bytes, *, apart: bool = False) -> Book:
    """All sheets, names of the workbook and of its sheets, and custom properties.

    apart: this process may die over the file; only then is an .xls read.
    Raises BookError where the container is damaged, over a limit, or no spreadsheet of a kind that is read.
    """
    if data.startswith(OLE):
        if not apart:
            raise BookError("GATE_OLE")
        return read_xls(data)
    try:
        package = Package(limits.Container(data))
    except limits.Refused as refused:
        raise BookError(REFUSALS[refused.kind], refused.found) from refused
    except limits.DAMAGED as error:
        raise _damaged(error) from error
    return read_package(package)


def read_package(package: Package) -> Book:
    """The same of an opened container."""
    try:
        return _book_of(package)
    except (expat.ExpatError, *limits.DAMAGED) as error:
        raise _damaged(error) from error


def _damaged(error: Exception) -> BookError:
    return BookError("GATE_DAMAGED", type(error).__name__)


REFUSALS = {"big": "GATE_TOO_BIG", "crafted": "GATE_CRAFTED", "locked": "GATE_PASSWORD"}
_STRICT = "http://purl.oclc.org/ooxml/"
_DOCUMENT = "/relationships/officeDocument"
_CUSTOM = ("/custom-properties", "/customProperties")  # the latter in the strict form


def _book_of(package: Package) -> Book:
    """The workbook in an opened container, read as the kind that it says it is."""
    root = package.relations("")
    if package.open_document():
        if root:  # one program would see another workbook than the other
            raise BookError("GATE_CRAFTED", "vừa là .ods vừa là .xlsx")
        if not package.is_open_spreadsheet:
            raise BookError("GATE_OPEN_DOCUMENT")
        return read_ods(package)
    main = next((target for kind, target in root.values() if kind.endswith(_DOCUMENT)), "")
    body = package.part(main) if main else None
    if body is None:
        raise BookError("GATE_NOT_A_BOOK")
    custom = next((target for kind, target in root.values() if kind.endswith(_CUSTOM)), "")
    properties = read_properties(package.part(custom) or b"")
    if main.lower().endswith(".bin"):
        return read_xlsb(package, main, properties)
    return _Reader(package, main, properties, any(kind.startswith(_STRICT) for kind, _ in root.values())).book()


class _Reader:
    """Follows an .xlsx's relationships from its workbook part to the sheets."""

    def __init__(self, package: Package, main: str, properties: dict[str, str], strict: bool) -> None:
        self.package, self.main, self.properties, self.strict = package, main, properties, strict

    def fast_grid(self, name: str) -> list[list[Plain]] | None:
        """A plain sheet through the compiled reader, blank cells included; None where it fails or sees clock times."""
        try:
            book = CalamineWorkbook.from_filelike(BytesIO(self.package.container.data))
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
        body = self.package.part(self.main) or b""
        sheets, raw_names, epoch = read_workbook(body)
        relations = self.package.relations(self.main)
        by_kind = {kind.rsplit("/", 1)[-1]: target for kind, target in relations.values()}
        strings_xml = self.package.part(by_kind.get("sharedStrings", "")) or b""
        formats = read_formats(self.package.part(by_kind.get("styles", "")) or b"")
        meaning = Meaning(read_strings(strings_xml), formats, epoch)
        read: dict[str, Sheet] = {}
        count = 0
        for name, hidden, sheet_xml in self.package.sheets(relations, sheets):
            within(sheet_xml.count(b"<mergeCell "), limits.MAX_MERGED, "vùng ô gộp")
            plain = epoch == EPOCH_1900 and is_plain(sheet_xml, formats) and not _ODD_TEXT.search(strings_xml)
            grid = self.fast_grid(name) if plain and not self.strict else None
            if grid is not None:
                read[name] = Sheet(name, hidden, None, grid=grid, frame=apart(sheet_xml)[0])
            else:
                read[name] = read_sheet(name, hidden, sheet_xml, meaning)
            count += len(read[name].careful or ())
            within(count, limits.MAX_CELLS, "ô")
        if not read:
            raise BookError("GATE_NOT_A_BOOK")
        names: dict[str, dict[str, Area | None]] = {"": {}}
        for (scope, name), text in raw_names.items():
            names.setdefault(scope, {})[name] = parse_area(text)
        kind = ("GATE_STRICT",) if self.strict else ()
        return Book(read, names.pop(""), self.properties, names, (*kind, *oddities(relations)))


# The only cells of a plain list: a number, a text by its index, a text in place, a blank.
_PLAIN_CELL = re.compile(
    rb'<c r="([A-Z]{1,3}[1-9][0-9]{0,6})"(?: s="[0-9]{1,5}")?'
    rb'(?:/>|></c>|(?: t="n")?><v>-?[0-9]{1,12}(?:\.(?!9999)[0-9]{1,17})?</v></c>| t="s"><v>[0-9]{1,7}</v></c>'
    rb'| t="inlineStr"><is>(?:<t xml:space="preserve">[^<\r]*|<t>(?!\s)[^<\r]*(?<!\s))</t></is></c>)'
)
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
    if not places or len(places) != len(ANY_CELL.findall(sheet_xml)) or len(set(places)) != len(places):
        return False
    columns = {place.rstrip(b"0123456789").decode() for place in places}
    farthest = max(parse_ref(f"{column}1")[1] for column in columns)
    return rows[-1] * farthest <= limits.MAX_AREA
