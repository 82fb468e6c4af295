"""A workbook in the other kinds of file, byte by byte by their specifications; none of the code under test writes them.

What stands in a workbook is told once (`Drawn`); `as_ods`, `as_xls` and `as_xlsb` write it, and `as_strict`
rewrites an .xlsx.
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.utils.datetime import to_excel
from openpyxl.workbook.workbook import Workbook

from tests.drawing import open_workbook

ERRORS = {
    "#NULL!": 0x00, "#DIV/0!": 0x07, "#VALUE!": 0x0F, "#REF!": 0x17, "#NAME?": 0x1D, "#NUM!": 0x24, "#N/A": 0x2A,
}  # fmt: skip
DAY, SHARE = "dd/mm/yyyy", "0.0%"
_STYLES = ("General", DAY, SHARE)


@dataclass(frozen=True)
class Said:
    """What stands in a cell: a value, None for a formula that was never calculated, an error by its code."""

    value: Any
    percent: bool = False
    formula: bool = False

    @property
    def is_error(self) -> bool:
        return isinstance(self.value, Error)

    @property
    def style(self) -> int:
        return 1 if isinstance(self.value, date) else 2 if self.percent else 0

    @property
    def number(self) -> float:
        return float(to_excel(self.value)) if isinstance(self.value, date) else float(self.value)


class Error(str):
    """ "#REF!" and the like, as an error and not as a text."""


Area = tuple[str, int, int, int, int]  # sheet, top, left, bottom, right


@dataclass
class Page:
    name: str
    cells: dict[tuple[int, int], Said] = field(default_factory=dict)
    hidden: bool = False
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)  # top, left, bottom, right

    def rows(self) -> dict[int, dict[int, Said]]:
        found: dict[int, dict[int, Said]] = {row: {} for row in (*self.hidden_rows, *(m[0] for m in self.merged))}
        for (row, column), said in self.cells.items():
            found.setdefault(row, {})[column] = said
        return {row: dict(sorted(found[row].items())) for row in sorted(found)}


@dataclass
class Drawn:
    pages: list[Page]
    names: dict[tuple[str, str], Area | None] = field(default_factory=dict)  # by (sheet or "", name)
    properties: dict[str, str] = field(default_factory=dict)


def drawn(data: bytes) -> Drawn:
    """What openpyxl finds in an .xlsx."""
    book = open_workbook(data)
    pages = []
    for sheet in book.worksheets:
        page = Page(sheet.title, hidden=sheet.sheet_state != "visible")
        for cell in (c for row in sheet.iter_rows() for c in row if c.value is not None):
            page.cells[cell.row, cell.column] = _said(cell)
        page.hidden_rows = {row for row, shape in sheet.row_dimensions.items() if shape.hidden}
        page.merged = [(r.min_row, r.min_col, r.max_row, r.max_col) for r in sheet.merged_cells.ranges]
        pages.append(page)
    names = {("", name): _area(d.attr_text) for name, d in book.defined_names.items()}
    for sheet in book.worksheets:
        names |= {(sheet.title, name): _area(d.attr_text) for name, d in sheet.defined_names.items()}
    return Drawn(pages, names, _properties(book))


def _said(cell: Any) -> Said:
    if cell.data_type == "f":
        return Said(None, formula=True)
    if cell.data_type == "e":
        return Said(Error(cell.value))
    value = cell.value.date() if isinstance(cell.value, datetime) else cell.value
    return Said(value, percent="%" in cell.number_format and not isinstance(value, str))


def _area(text: str) -> Area | None:
    sheet, _, cells = text.rpartition("!")
    if not sheet or "REF" in cells:
        return None
    left, top, right, bottom = range_boundaries(cells.replace("$", ""))
    return sheet.strip("'").replace("''", "'"), top, left, bottom, right


def _properties(book: Workbook) -> dict[str, str]:
    return {entry.name: entry.value for entry in book.custom_doc_props.props}


def packed(parts: Mapping[str, str | bytes] | Iterable[tuple[str, str | bytes]]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items() if isinstance(parts, Mapping) else parts:
            how = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name, (2022, 9, 15, 8, 0, 0)), content, how)
    return buffer.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


# --- strict Open XML ---------------------------------------------------------------------------------

_STRICT = (
    (b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties",
     b"http://purl.oclc.org/ooxml/officeDocument/relationships/customProperties"),
    (b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
     b"http://purl.oclc.org/ooxml/officeDocument/relationships"),
    (b"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties",
     b"http://purl.oclc.org/ooxml/officeDocument/customProperties"),
    (b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/spreadsheetml/main"),
)  # fmt: skip


def as_strict(data: bytes) -> bytes:
    """An .xlsx with the namespaces and relationships of ISO/IEC 29500 Strict."""
    found = {}
    for name, body in parts_of(data).items():
        for before, after in _STRICT:
            body = body.replace(before, after)
        found[name] = body
    return packed(found)


# --- OpenDocument --------------------------------------------------------------------------------------

ODF = "urn:oasis:names:tc:opendocument:xmlns:"
SPACES = " ".join(
    [*(f'xmlns:{n}="{ODF}{n}:1.0"' for n in ("office", "table", "text", "style", "meta", "manifest")),
     'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"',
     'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"']
)  # fmt: skip
ODS = "application/vnd.oasis.opendocument.spreadsheet"


def as_ods(book: Drawn) -> bytes:
    """The workbook as OpenDocument 1.3 tells it."""
    tables = "".join(_table(page, book.names) for page in book.pages)
    return ods_of(tables + _ods_names(book.names, ""), book.properties)


def ods_of(body: str, properties: Mapping[str, str] | None = None, **more: str | bytes) -> bytes:
    """An .ods whose spreadsheet holds this XML."""
    styles = (
        '<style:style style:name="an" style:family="table"><style:table-properties table:display="false"/>'
        '</style:style><style:style style:name="hien" style:family="table"><style:table-properties/></style:style>'
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {SPACES} office:version="1.3">'
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>{body}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    user = "".join(
        f"<meta:user-defined meta:name={quoteattr(name)}>{escape(value)}</meta:user-defined>"
        for name, value in (properties or {}).items()
    )
    meta = f"<office:document-meta {SPACES}><office:meta>{user}</office:meta></office:document-meta>"
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>'
        for path, kind in (("/", ODS), ("content.xml", "text/xml"), ("meta.xml", "text/xml"))
    )
    manifest = f'<manifest:manifest {SPACES} manifest:version="1.3">{entries}</manifest:manifest>'
    return packed(
        {"mimetype": ODS, "content.xml": content, "meta.xml": meta, "META-INF/manifest.xml": manifest, **more}
    )


def _table(page: Page, names: Mapping[tuple[str, str], Area | None]) -> str:
    last = max((column for _, column in page.cells), default=1)
    columns = "".join(
        '<table:table-column table:visibility="collapse"/>' if c in page.hidden_columns else "<table:table-column/>"
        for c in range(1, max(last, *page.hidden_columns, 1) + 1)
    )
    rows, before = [], 0
    for number, cells in page.rows().items():
        if number > before + 1:
            rows.append(_blank_row(number - before - 1))
        hidden = ' table:visibility="collapse"' if number in page.hidden_rows else ""
        rows.append(f"<table:table-row{hidden}>{_line(page, number, cells)}</table:table-row>")
        before = number
    rows.append(_blank_row(1_048_576 - before))
    style = "an" if page.hidden else "hien"
    return (
        f'<table:table table:name={quoteattr(page.name)} table:style-name="{style}">{columns}{"".join(rows)}'
        f"{_ods_names(names, page.name)}</table:table>"
    )


def _blank_row(times: int) -> str:
    return (
        f'<table:table-row table:number-rows-repeated="{times}">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )


def _line(page: Page, row: int, cells: Mapping[int, Said]) -> str:
    spans = {
        left: f' table:number-rows-spanned="{bottom - row + 1}" table:number-columns-spanned="{right - left + 1}"'
        for top, left, bottom, right in page.merged if top == row
    }  # fmt: skip
    found, before = [], 0
    for column in sorted({*cells, *spans}):
        if column > before + 1:
            found.append(f'<table:table-cell table:number-columns-repeated="{column - before - 1}"/>')
        content = _ods_cell(cells[column]) if column in cells else ">"
        found.append(f"<table:table-cell{spans.get(column, '')}{content}</table:table-cell>")
        before = column
    return "".join(found)


def _ods_cell(said: Said) -> str:
    value = said.value
    formula = ' table:formula="of:=[.A1]"' if said.formula else ""
    if value is None:
        return f"{formula}>"
    if said.is_error:
        return f' table:formula="of:={value}" office:value-type="string" office:string-value=""' + (
            f' calcext:value-type="error"><text:p>{value}</text:p>'
        )
    if isinstance(value, bool):
        return f'{formula} office:value-type="boolean" office:boolean-value="{str(value).lower()}">'
    if isinstance(value, date):
        return f'{formula} office:value-type="date" office:date-value="{value.isoformat()}">'
    if isinstance(value, str):
        paragraphs = "".join(f"<text:p>{_words(line)}</text:p>" for line in value.split("\n"))
        return f'{formula} office:value-type="string">{paragraphs}'
    kind = "percentage" if said.percent else "float"
    return f'{formula} office:value-type="{kind}" office:value="{value}"><text:p>{value}</text:p>'


def _words(line: str) -> str:
    inner = line.strip(" ")
    before, after = len(line) - len(line.lstrip(" ")), len(line) - len(line.rstrip(" "))
    text = escape(inner).replace("  ", ' <text:s text:c="1"/>').replace("\t", "<text:tab/>")
    lead = f'<text:s text:c="{before}"/>' if before else ""
    return lead + text + (f'<text:s text:c="{after}"/>' if after and inner else "")


def _ods_names(names: Mapping[tuple[str, str], Area | None], scope: str) -> str:
    found = []
    for (owner, name), area in names.items():
        if owner != scope:
            continue
        if area is None:
            found.append(f'<table:named-expression table:name="{name}" table:expression="#REF!"/>')
            continue
        sheet, top, left, bottom, right = area
        quoted = "$'" + sheet.replace("'", "''") + "'"
        first, last = f"${get_column_letter(left)}${top}", f"${get_column_letter(right)}${bottom}"
        address = escape(f"{quoted}.{first}:.{last}" if first != last else f"{quoted}.{first}")
        found.append(
            f'<table:named-range table:name="{name}" table:base-cell-address="{address}" '
            f'table:cell-range-address="{address}"/>'
        )
    return f"<table:named-expressions>{''.join(found)}</table:named-expressions>" if found else ""


# --- .xlsb ----------------------------------------------------------------------------------------------


def record(kind: int, body: bytes = b"") -> bytes:
    """A record of BIFF12: its kind and length in groups of seven bits."""
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length, size = b"", len(body)
    while True:
        length += bytes([size & 0x7F | (0x80 if size > 127 else 0)])
        size >>= 7
        if not size:
            return head + length + body


def wide(text: str) -> bytes:
    data = text.encode("utf-16-le")
    return struct.pack("<I", len(data) // 2) + data


_MAIN = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def as_xlsb(book: Drawn) -> bytes:
    """The workbook as Excel 2007 and later keep it in binary."""
    return packed(xlsb_parts(book))


def xlsb_parts(book: Drawn) -> dict[str, bytes | str]:
    texts: list[str] = []
    sheets = {f"xl/worksheets/sheet{n}.bin": _xlsb_sheet(p, texts) for n, p in enumerate(book.pages, 1)}
    listed = b"".join(
        record(156, struct.pack("<II", 1 if p.hidden else 0, n) + wide(f"rId{n}") + wide(p.name))
        for n, p in enumerate(book.pages, 1)
    )
    order = [p.name for p in book.pages]
    extern = struct.pack("<I", len(order)) + b"".join(struct.pack("<Iii", 0, n, n) for n in range(len(order)))
    names = b"".join(_xlsb_name(*key, area, order) for key, area in book.names.items())
    body = (
        record(131) + record(153, struct.pack("<II", 0, 0) + wide("")) + record(143) + listed + record(144)
        + record(353) + record(357) + record(362, extern) + record(354) + names + record(132)
    )  # fmt: skip
    relations = [(f"{_MAIN}/worksheet", f"worksheets/sheet{n}.bin") for n in range(1, len(order) + 1)]
    relations += [(f"{_MAIN}/sharedStrings", "sharedStrings.bin"), (f"{_MAIN}/styles", "styles.bin")]
    strings = b"".join(record(19, b"\x00" + wide(text)) for text in texts)
    custom = "".join(
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{n}" name={quoteattr(name)}>'
        f"<vt:lpwstr>{escape(value)}</vt:lpwstr></property>"
        for n, (name, value) in enumerate(book.properties.items(), 2)
    )
    kinds = "".join(
        f'<Override PartName="/xl/{part}.bin" ContentType="application/vnd.ms-excel.{kind}"/>'
        for part, kind in (
            ("workbook", "sheet.binary.macroEnabled.main"), ("sharedStrings", "sharedStrings"), ("styles", "styles"),
            *((f"worksheets/sheet{n}", "worksheet") for n in range(1, len(order) + 1)),
        )
    )  # fmt: skip
    return {
        "[Content_Types].xml": f'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        'content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
        f'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>{kinds}</Types>',
        "_rels/.rels": _relations(
            [(f"{_MAIN}/officeDocument", "xl/workbook.bin"), (f"{_MAIN}/custom-properties", "docProps/custom.xml")]
        ),
        "docProps/custom.xml": f'<Properties xmlns:vt="x">{custom}</Properties>',
        "xl/workbook.bin": body,
        "xl/_rels/workbook.bin.rels": _relations(relations),
        "xl/sharedStrings.bin": record(159, struct.pack("<II", len(texts), len(texts))) + strings + record(160),
        "xl/styles.bin": _xlsb_styles(),
        **sheets,
    }


def _relations(found: Iterable[tuple[str, str]]) -> str:
    inner = "".join(f'<Relationship Id="rId{n}" Type="{kind}" Target="{to}"/>' for n, (kind, to) in enumerate(found, 1))
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<?xml version="1.0"?><Relationships xmlns="{space}">{inner}</Relationships>'


def _xlsb_styles() -> bytes:
    formats = b"".join(record(44, struct.pack("<H", 163 + n) + wide(code)) for n, code in enumerate(_STYLES))
    numbers = [0, *(163 + n for n in range(1, len(_STYLES)))]
    styles = b"".join(record(47, struct.pack("<HH", 0, number) + bytes(12)) for number in numbers)
    others = record(626, b"\x01\x00\x00\x00") + record(47, bytes(16)) + record(627)  # of style names: not of cells
    count = struct.pack("<I", len(_STYLES))
    return (
        record(278) + record(615, count) + formats + record(616) + others + record(617, count) + styles + record(618)
        + record(279)
    )  # fmt: skip


def _xlsb_sheet(page: Page, texts: list[str]) -> bytes:
    columns = b"".join(record(60, struct.pack("<IIIIH", c - 1, c - 1, 2048, 0, 1)) for c in sorted(page.hidden_columns))
    rows = b"".join(
        record(0, struct.pack("<IIHBBBI", number - 1, 0, 300, 0, 0x10 if number in page.hidden_rows else 0, 0, 0))
        + b"".join(_xlsb_cell(column, said, texts) for column, said in cells.items())
        for number, cells in page.rows().items()
    )
    merged = b"".join(
        record(176, struct.pack("<IIII", top - 1, bottom - 1, left - 1, right - 1))
        for top, left, bottom, right in page.merged
    )
    size = record(148, struct.pack("<IIII", 0, 0xFFFFF, 0, 0x3FFF))
    cells = record(145) + rows + record(146)
    return (
        record(129) + size + record(390) + columns + record(391) + cells + record(177) + merged + record(178)
        + record(130)
    )  # fmt: skip


def _xlsb_cell(column: int, said: Said, texts: list[str]) -> bytes:
    place = struct.pack("<II", column - 1, said.style)
    value = said.value
    after = struct.pack("<HII", 0, 0, 0) if said.formula else b""
    if said.is_error:
        return record(11 if said.formula else 3, place + bytes([ERRORS[value]]) + after)
    if isinstance(value, bool):
        return record(10 if said.formula else 4, place + bytes([value]) + after)
    if value is None or isinstance(value, str):
        if said.formula:
            return record(8, place + wide(value or "") + after)
        if len(value) % 3 == 0:  # in place, with runs, or by its number
            return record(6, place + wide(value))
        if len(value) % 3 == 1:
            return record(62, place + b"\x00" + wide(value))
        texts.append(value)
        return record(7, place + struct.pack("<I", len(texts) - 1))
    if said.formula:
        return record(9, place + struct.pack("<d", said.number) + after)
    packed_ = _packed(value) if isinstance(value, int | Decimal) else None
    if packed_ is not None:
        return record(2, place + struct.pack("<I", packed_))
    return record(5, place + struct.pack("<d", said.number))


def _packed(value: int | Decimal) -> int | None:
    """The 30 bits of a whole number or of hundredths, with the two that say which; None where they do not do."""
    for flags, number in ((2, value), (3, value * 100)):
        if number == int(number) and -(2**29) <= number < 2**29:
            return (int(number) << 2 | flags) & 0xFFFFFFFF
    return None


def _xlsb_name(scope: str, name: str, area: Area | None, order: list[str]) -> bytes:
    formula = b"\x1c\x17"  # #REF!
    if area is not None:
        sheet, top, left, bottom, right = area
        if (top, left) == (bottom, right):
            formula = struct.pack("<BHIH", 0x3A, order.index(sheet), top - 1, left - 1)
        else:
            formula = struct.pack("<BHIIHH", 0x3B, order.index(sheet), top - 1, bottom - 1, left - 1, right - 1)
    owner = order.index(scope) if scope else 0xFFFFFFFF
    head = struct.pack("<IBI", 0, 0, owner) + wide(name)
    return record(39, head + struct.pack("<I", len(formula)) + formula + struct.pack("<II", 0, 0xFFFFFFFF))


# --- .xls -----------------------------------------------------------------------------------------------


def biff(kind: int, body: bytes = b"") -> bytes:
    """A record of BIFF8."""
    return struct.pack("<HH", kind, len(body)) + body


def begin(kind: int, version: int = 0x600) -> bytes:
    """The beginning of a workbook (5) or of a sheet (16)."""
    return biff(0x809, struct.pack("<HHHHII", version, kind, 0x0DBB, 0x07CC, 0, 6))


def short_text(text: str) -> bytes:
    data = text.encode("utf-16-le")
    return struct.pack("<BB", len(data) // 2, 1) + data


def long_text(text: str) -> bytes:
    data = text.encode("utf-16-le")
    return struct.pack("<HB", len(data) // 2, 1) + data


def as_xls(book: Drawn) -> bytes:
    """The workbook as Excel 97 to 2003 keep it."""
    return ole({"Workbook": xls_stream(book), "\x05DocumentSummaryInformation": property_set(book.properties)})


def xls_stream(book: Drawn, globals_: bytes = b"") -> bytes:
    """The records of a workbook; `globals_`: more of them before the first sheet."""
    order = [p.name for p in book.pages]
    fonts = biff(0x31, struct.pack("<HHHHHBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0) + short_text("Arial")) * 5
    formats = b"".join(biff(0x41E, struct.pack("<H", 163 + n) + long_text(code)) for n, code in enumerate(_STYLES))
    numbers = [0, *(163 + n for n in range(1, len(_STYLES)))]
    styles = b"".join(biff(0xE0, struct.pack("<HHH", 0, number, 0) + bytes(14)) for number in numbers)
    extern = struct.pack("<H", len(order)) + b"".join(struct.pack("<HHH", 0, n, n) for n in range(len(order)))
    names = b"".join(_xls_name(*key, area, order) for key, area in book.names.items())
    head = begin(5) + biff(0x42, struct.pack("<H", 1200)) + fonts + formats + styles
    tail = biff(0x1AE, struct.pack("<HH", len(order), 0x401)) + biff(0x17, extern) + names + globals_ + biff(0x0A)
    sheets = [_xls_sheet(page) for page in book.pages]
    at = len(head) + sum(len(biff(0x85, bytes(6) + short_text(p.name))) for p in book.pages) + len(tail)
    listed = b""
    for page, sheet in zip(book.pages, sheets, strict=True):
        listed += biff(0x85, struct.pack("<IBB", at, 1 if page.hidden else 0, 0) + short_text(page.name))
        at += len(sheet)
    return head + listed + tail + b"".join(sheets)


def _xls_sheet(page: Page) -> bytes:
    columns = b"".join(
        biff(0x7D, struct.pack("<HHHHHH", c - 1, c - 1, 2048, 0, 1, 0)) for c in sorted(page.hidden_columns)
    )
    rows = b"".join(
        biff(0x208, struct.pack("<HHHHHHI", number - 1, 0, 256, 300, 0, 0, 0x20 if number in page.hidden_rows else 0))
        + b"".join(_xls_cell(number, column, said) for column, said in cells.items())
        for number, cells in page.rows().items()
    )
    merged = struct.pack("<H", len(page.merged)) + b"".join(
        struct.pack("<HHHH", top - 1, bottom - 1, left - 1, right - 1) for top, left, bottom, right in page.merged
    )
    return begin(16) + columns + rows + biff(0xE5, merged) + biff(0x0A)


def _xls_cell(row: int, column: int, said: Said) -> bytes:
    place = struct.pack("<HHH", row - 1, column - 1, said.style)
    value = said.value
    if said.formula:
        return _xls_formula(place, said)
    if said.is_error:
        return biff(0x205, place + bytes([ERRORS[value], 1]))
    if isinstance(value, bool):
        return biff(0x205, place + bytes([value, 0]))
    if isinstance(value, str):
        return biff(0x204, place + long_text(value))
    packed_ = _packed(value) if isinstance(value, int | Decimal) else None
    if packed_ is not None:
        return biff(0x27E, place + struct.pack("<I", packed_))
    return biff(0x203, place + struct.pack("<d", said.number))


def _xls_formula(place: bytes, said: Said) -> bytes:
    value, after = said.value, b""
    if value is None:
        result = struct.pack("<BBBBBBH", 3, 0, 0, 0, 0, 0, 0xFFFF)
    elif said.is_error:
        result = struct.pack("<BBBBBBH", 2, 0, ERRORS[value], 0, 0, 0, 0xFFFF)
    elif isinstance(value, bool):
        result = struct.pack("<BBBBBBH", 1, 0, value, 0, 0, 0, 0xFFFF)
    elif isinstance(value, str):
        result, after = struct.pack("<BBBBBBH", 0, 0, 0, 0, 0, 0, 0xFFFF), biff(0x207, long_text(value))
    else:
        result = struct.pack("<d", said.number)
    return biff(0x06, place + result + struct.pack("<HIH", 0, 0, 3) + b"\x1e\x01\x00") + after


def _xls_name(scope: str, name: str, area: Area | None, order: list[str]) -> bytes:
    formula = b"\x1c\x17"
    if area is not None:
        sheet, top, left, bottom, right = area
        if (top, left) == (bottom, right):
            formula = struct.pack("<BHHH", 0x3A, order.index(sheet), top - 1, left - 1)
        else:
            last = min(bottom, 65536)
            formula = struct.pack("<BHHHHH", 0x3B, order.index(sheet), top - 1, last - 1, left - 1, right - 1)
    owner = order.index(scope) + 1 if scope else 0
    head = struct.pack("<HBBHHH4x", 0, 0, len(name), len(formula), 0, owner)
    return biff(0x18, head + b"\x01" + name.encode("utf-16-le") + formula)


def property_set(properties: Mapping[str, str], codepage: int = 1200) -> bytes:
    """The section of custom properties behind the usual one."""
    wide_ = codepage == 1200
    encoding = "utf-16-le" if wide_ else f"cp{codepage}"

    def padded(text: str) -> tuple[int, bytes]:
        data = (text + "\x00").encode(encoding)
        return len(data) // 2 if wide_ else len(data), data + bytes(-len(data) % 4 if wide_ else 0)

    dictionary = struct.pack("<I", len(properties))
    for number, name in enumerate(properties, 2):
        length, data = padded(name)
        dictionary += struct.pack("<II", number, length) + data
    dictionary += bytes(-len(dictionary) % 4)
    values = [(0, dictionary), (1, struct.pack("<IH2x", 2, codepage))]
    for number, value in enumerate(properties.values(), 2):
        data = (value + "\x00").encode(encoding)
        values.append((number, struct.pack("<II", 0x1E, len(data)) + data + bytes(-len(data) % 4)))
    at, places, body = 8 + 8 * len(values), b"", b""
    for number, data in values:
        places += struct.pack("<II", number, at + len(body))
        body += data
    section = struct.pack("<II", at + len(body), len(values)) + places + body
    usual = struct.pack("<II", 8, 0)
    head = struct.pack("<HHI16sI", 0xFFFE, 0, 0x20005, bytes(16), 2)
    first = bytes.fromhex("02d5cdd59c2e1b10939708002b2cf9ae") + struct.pack("<I", 68)
    second = bytes.fromhex("05d5cdd59c2e1b10939708002b2cf9ae") + struct.pack("<I", 76)
    return head + first + second + usual + section


def ole(streams: Mapping[str, bytes]) -> bytes:
    """An old Office file with these streams, each in sectors of its own."""
    free, end, table = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    data, chains, entries = b"", [], []
    for name, body in streams.items():
        count = max(8, -(-len(body) // 512))  # shorter ones would go into a container of small sectors
        first = len(chains)
        chains += [*range(first + 1, first + count), end]
        data += body + bytes(512 * count - len(body))
        entries.append(_entry(name, 2, first, 512 * count))
    directory = len(chains)
    root = _entry("Root Entry", 5, end, 0, child=1)
    tree = [root, *(_with_right(e, n + 2 if n + 1 < len(entries) else free) for n, e in enumerate(entries))]
    listing = b"".join(tree) + b"".join(_entry("", 0, 0, 0) for _ in range(-len(tree) % 4))
    sectors = len(listing) // 512
    chains += [*range(directory + 1, directory + sectors), end]
    tables = 1
    while tables * 128 < len(chains) + tables:
        tables += 1
    place = len(chains)
    chains += [table] * tables
    chains += [free] * (tables * 128 - len(chains))
    head = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII", bytes.fromhex("d0cf11e0a1b11ae1"), 0x3E, 3, 0xFFFE, 9, 6, 0, tables, directory, 0,
        4096, end, 0, end, 0,
    )  # fmt: skip
    where = [*range(place, place + tables), *[free] * (109 - tables)]
    return head + struct.pack("<109I", *where) + data + listing + struct.pack(f"<{len(chains)}I", *chains)


def _entry(name: str, kind: int, first: int, size: int, child: int = 0xFFFFFFFF) -> bytes:
    text = name.encode("utf-16-le")
    length = len(text) + 2 if name else 0
    head = text + bytes(64 - len(text)) + struct.pack("<HBBIII", length, kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
    return head + bytes(36) + struct.pack("<II4x", first, size)


def _with_right(entry: bytes, right: int) -> bytes:
    return entry[:72] + struct.pack("<I", right) + entry[76:]
