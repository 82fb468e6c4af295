"""The one door to spreadsheet files: bytes of a workbook come in, cells with their addresses go out.

What kind of file it is the bytes tell; every kind gives the same `Book`. Of an .xlsx one pass of the
standard library's XML parser over each needed part keeps what ready-made readers drop (types, raw text,
formulas, error values, names, properties) and takes a twelfth of the time of a full workbook reader.
Nothing is calculated, no link is followed, a DTD is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from xml.parsers import expat

from pipeline import limits
from pipeline.book import Area, Areas, Book, Grid, Margin, Names, Plain, Sheet, parse_area, plain_cell
from pipeline.formats.elements import read_properties, read_strings
from pipeline.formats.long_list import read_list
from pipeline.formats.ods import read_ods
from pipeline.formats.package import Package, oddities
from pipeline.formats.sheet_xml import Meaning, is_plain, read_formats, read_sheet
from pipeline.formats.xls import OLE, read_xls
from pipeline.formats.xlsb import read_xlsb
from pipeline.kept import told_once
from pipeline.ooxml import (
    EPOCH_1900,
    BookError,
    is_xml,
    read_workbook,
    usual_root,
    within,
)
from pipeline.sheet_guards import apart

__all__ = [
    "OLE", "REFUSALS", "Area", "Areas", "Book", "Grid", "Margin", "Names", "Plain", "Sheet", "parse_area", "plain_cell",
    "read_book", "read_package",
]  # fmt: skip

FAST_BYTES = 1_000_000  # of a sheet's XML, from which a plain list is read without its cells


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

    def book(self) -> Book:
        body = self.package.part(self.main) or b""
        sheets, names, epoch = _listed(body)
        relations = self.package.relations(self.main)
        by_kind = {kind.rsplit("/", 1)[-1]: target for kind, target in relations.values()}
        strings = read_strings(self.package.part(by_kind.get("sharedStrings", "")) or b"", body)
        formats = read_formats(self.package.part(by_kind.get("styles", "")) or b"")
        meaning = Meaning(strings, formats, epoch)
        read: dict[str, Sheet] = {}
        count = 0
        for name, hidden, sheet_xml in self.package.sheets(relations, sheets):
            merged = limits.times(sheet_xml, b"<mergeCell ", limits.MAX_MERGED)
            within(merged, limits.MAX_MERGED, "vùng ô gộp")
            plain = None if self.strict else _plain_list(name, hidden, sheet_xml, meaning)
            read[name] = plain or read_sheet(name, hidden, sheet_xml, meaning)
            count += len(read[name].careful or ())
            within(count, limits.MAX_CELLS, "ô")
        if not read:
            raise BookError("GATE_NOT_A_BOOK")
        kind = ("GATE_STRICT",) if self.strict else ()
        local = {sheet: own for sheet, own in names.items() if sheet}
        return Book(read, names[""], self.properties, local, (*kind, *oddities(relations)))


@told_once
def _listed(data: bytes) -> tuple[list[tuple[str, bool, str]], Mapping[str, Names], date]:
    """Sheets as they are listed, by sheet ("": the workbook) where its names lead, day 0 of dates."""
    sheets, texts, epoch = read_workbook(data)
    names = {"": Names()}
    for (scope, name), text in texts.items():
        names.setdefault(scope, Names())[name] = parse_area(text)
    return sheets, names, epoch


_ODD = re.compile(rb'hidden="(?:1|true)"|<mergeCell |\x00')  # what a plain list has not around its rows


def _plain_list(name: str, hidden: bool, data: bytes, meaning: Meaning) -> Sheet | None:
    """A long list of plain values, without its cells; None of any other sheet, which is read cell by cell."""
    if len(data) < FAST_BYTES or meaning.epoch != EPOCH_1900 or usual_root(data) != b"worksheet":
        return None
    frame, rows = apart(data)
    if not is_plain(frame) or _ODD.search(frame) or not is_xml(frame):
        return None
    grid = read_list(rows, meaning.strings, meaning.formats)
    return None if grid is None else Sheet(name, hidden, None, grid=grid, frame=frame)
