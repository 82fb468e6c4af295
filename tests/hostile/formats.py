"""Hostile files of the other kinds: the good form as .ods, .xls and .xlsb, and spoilt in one way each."""

from __future__ import annotations

import struct
from functools import cache
from itertools import pairwise

from tests.hostile.builders import case, good, pack, patched
from tests.other_kinds import (
    Drawn,
    as_ods,
    as_strict,
    as_xls,
    as_xlsb,
    biff,
    drawn,
    ods_of,
    ole,
    parts_of,
    record,
    xls_stream,
    xlsb_parts,
)


@cache
def form() -> Drawn:
    return drawn(good())


@cache
def ods() -> bytes:
    return as_ods(form())


@cache
def xls() -> bytes:
    return as_xls(form())


@cache
def xlsb() -> bytes:
    return as_xlsb(form())


# --- whole and sound ------------------------------------------------------------------------------------


@case("GATE_ODS", name="bao cao.xlsx", said="đã được đọc")
def open_document_by_another_name() -> bytes:
    return ods()


@case("GATE_XLS", name="bao cao.xls", said=".xls")
def sound_old_excel() -> bytes:
    return xls()


@case("GATE_XLSB", name="bao cao.xlsb", said=".xlsb")
def sound_binary_book() -> bytes:
    return xlsb()


@case("GATE_STRICT", said="Strict")
def sound_strict_book() -> bytes:
    return as_strict(good())


# --- .ods -----------------------------------------------------------------------------------------------


def with_content(old: str, new: str) -> bytes:
    """The good form, one place of its content written otherwise."""
    parts = parts_of(ods())
    content = parts["content.xml"].decode()
    assert old in content, old
    return pack({**parts, "content.xml": content.replace(old, new, 1).encode()})


def with_table(body: str) -> bytes:
    """The good form with one more sheet."""
    return with_content(
        "</office:spreadsheet>", f'<table:table table:name="Thêm">{body}</table:table></office:spreadsheet>'
    )


def row(cells: str, times: str = "1") -> str:
    return f'<table:table-row table:number-rows-repeated="{times}">{cells}</table:table-row>'


def cell(attributes: str = 'office:value-type="float" office:value="1"', inner: str = "", times: str = "1") -> str:
    return f'<table:table-cell table:number-columns-repeated="{times}" {attributes}>{inner}</table:table-cell>'


@case("GATE_ODS", name="bao cao.ods")
def blank_rows_repeated_a_thousand_million_times() -> bytes:
    return with_table(row(cell("", times="999999999"), "999999999") * 5)


@case("GATE_ODS", name="bao cao.ods")
def hidden_rows_repeated_a_thousand_million_times() -> bytes:
    return with_table(row(cell("")).replace("<table:table-row", '<table:table-row table:visibility="collapse"').replace(
        'rows-repeated="1"', 'rows-repeated="999999999"'))  # fmt: skip


@case("GATE_TOO_BIG", name="bao cao.ods", said="1.000.000 ô")
def filled_rows_repeated_to_the_last() -> bytes:
    return with_table(row(cell(times="16384"), "1048576"))


@case("GATE_TOO_BIG", name="bao cao.ods", said="1.000.000 ô")
def filled_rows_repeated_on_many_sheets() -> bytes:
    sheets = "".join(
        f'<table:table table:name="T{n}">{row(cell(times="1000"), "600")}</table:table>' for n in range(40)
    )
    return with_content("</office:spreadsheet>", f"{sheets}</office:spreadsheet>")


@case("GATE_DAMAGED", name="bao cao.ods", said="hỏng")
def filled_columns_repeated_beyond_the_sheet() -> bytes:
    return with_table(row(cell(times="999999999")))


@case("GATE_DAMAGED", name="bao cao.ods", said="hỏng")
def rows_repeated_no_times() -> bytes:
    return with_table(row(cell(), "0"))


@case("GATE_DAMAGED", name="bao cao.ods", said="hỏng")
def rows_repeated_by_words() -> bytes:
    return with_table(row(cell(), "1_000"))


@case("GATE_DAMAGED", name="bao cao.ods", said="hỏng")
def rows_repeated_by_a_number_of_five_thousand_digits() -> bytes:
    return with_table(row(cell(), "9" * 5_000))


@case("GATE_TOO_BIG", name="bao cao.ods", said="khoảng trắng")
def blanks_of_a_text_counted_in_millions() -> bytes:
    return with_table(row(cell('office:value-type="string"', '<text:p><text:s text:c="999999999"/></text:p>')))


@case("GATE_DAMAGED", name="bao cao.ods", said="hỏng")
def value_of_no_type() -> bytes:
    return with_table(row(cell('office:value-type="zz" office:value="1"')))


@case("GATE_DAMAGED", name="bao cao.ods", said="hỏng")
def number_without_its_value() -> bytes:
    return with_table(row(cell('office:value-type="float"', "<text:p>7</text:p>")))


@case("GATE_DAMAGED", name="bao cao.ods", said="hỏng")
def number_that_is_none() -> bytes:
    return with_table(row(cell('office:value-type="float" office:value="NaN"')))


@case("GATE_DAMAGED", name="bao cao.ods", said="hỏng")
def day_of_no_month() -> bytes:
    return with_table(row(cell('office:value-type="date" office:date-value="2022-02-30"')))


@case("GATE_CRAFTED", name="bao cao.ods", said="cùng tên")
def two_sheets_of_one_name() -> bytes:
    return with_content("</office:spreadsheet>", '<table:table table:name="_nhan_dang"/></office:spreadsheet>')


@case("GATE_TOO_BIG", name="bao cao.ods", said="1.000 trang")
def two_thousand_sheets() -> bytes:
    sheets = "".join(f'<table:table table:name="T{n}"/>' for n in range(2_000))
    return with_content("</office:spreadsheet>", f"{sheets}</office:spreadsheet>")


@case("GATE_TOO_BIG", name="bao cao.ods", said="50.000 tên vùng")
def sixty_thousand_names() -> bytes:
    names = "".join(f'<table:named-expression table:name="n{n}"/>' for n in range(60_000))
    return with_content("<table:named-expressions>", f"<table:named-expressions>{names}")


@case("GATE_TOO_BIG", name="bao cao.ods", said="50.000 vùng ô gộp")
def sixty_thousand_merged_cells() -> bytes:
    return with_table(row(cell('table:number-rows-spanned="2"') * 10) * 6_000)


@case("GATE_DTD", name="bao cao.ods", said="XML không an toàn")
def entities_in_an_open_document() -> bytes:
    parts = parts_of(ods())
    dtd = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    head, mark, rest = parts["content.xml"].partition(b"?>")
    return pack({**parts, "content.xml": head + mark + dtd + rest})


@case("GATE_PASSWORD", name="bao cao.ods", said="mật khẩu")
def locked_open_document() -> bytes:
    manifest = b'<manifest><file-entry><encryption-data checksum="x"/></file-entry></manifest>'
    return pack({**parts_of(ods()), "META-INF/manifest.xml": manifest, "content.xml": b"\x8f\x01\x77" * 900})


@case("GATE_CRAFTED", said="vừa là .ods")
def two_workbooks_in_one_file() -> bytes:
    """One program would show the one, another the other."""
    return pack({**parts_of(ods()), **parts_of(good())})


@case("GATE_TOO_BIG", name="bao cao.ods", said="300 lần")
def open_document_that_explodes() -> bytes:
    return ods_of(" " * 30_000_000)


@case("GATE_ODS", "GATE_MACRO", name="bao cao.ods")
def scripts_in_an_open_document() -> bytes:
    return pack({**parts_of(ods()), "Scripts/python/x.py": b"print(1)", "Basic/Standard/A.xml": b"<x/>"})


@case("GATE_ODS", "GATE_LINKED_BOOK", "FORM_SHEETS_ADDED", name="bao cao.ods", said="")
def open_document_with_a_link() -> bytes:
    return with_table('<table:table-source xlink:href="http://127.0.0.1/x.ods"/>' + row(cell()))


# --- .xlsb ----------------------------------------------------------------------------------------------


def with_records(part: str, more: bytes) -> bytes:
    """The good form with more records before the last of a part."""
    parts = xlsb_parts(form())
    body = parts[part]
    assert isinstance(body, bytes)
    return pack(
        {**{n: p if isinstance(p, bytes) else p.encode() for n, p in parts.items()}, part: body[:-3] + more + body[-3:]}
    )


SHEET = "xl/worksheets/sheet2.bin"


@case("GATE_DAMAGED", name="bao cao.xlsb", said="hỏng")
def record_longer_than_its_part() -> bytes:
    return with_records(SHEET, b"\x05\xff\xff\xff\x7f")


@case("GATE_DAMAGED", name="bao cao.xlsb", said="hỏng")
def record_shorter_than_its_content() -> bytes:
    return with_records(SHEET, record(5, b"\x00"))


@case("GATE_DAMAGED", name="bao cao.xlsb", said="hỏng")
def text_longer_than_its_record() -> bytes:
    return with_records(SHEET, record(0, bytes(17)) + record(6, bytes(8) + b"\xff\xff\xff\x7f"))


@case("GATE_DAMAGED", name="bao cao.xlsb", said="hỏng")
def text_that_is_not_among_the_shared_ones() -> bytes:
    return with_records(SHEET, record(7, struct.pack("<III", 60, 0, 0xFFFFFFFF)))


@case("GATE_DAMAGED", name="bao cao.xlsb", said="hỏng")
def row_beyond_the_binary_sheet() -> bytes:
    return with_records(SHEET, record(0, struct.pack("<I13x", 0xFFFFFFFF)) + record(2, struct.pack("<III", 1, 0, 6)))


@case("GATE_DAMAGED", name="bao cao.xlsb", said="hỏng")
def the_same_binary_cell_twice() -> bytes:
    one = record(0, struct.pack("<I13x", 59)) + record(2, struct.pack("<III", 1, 0, 6))
    return with_records(SHEET, one + one)


@case("GATE_DAMAGED", name="bao cao.xlsb", said="hỏng")
def number_that_is_no_number() -> bytes:
    return with_records(SHEET, record(5, struct.pack("<IId", 60, 0, float("nan"))))


@case("GATE_TOO_BIG", name="bao cao.xlsb", said="50.000 vùng ô gộp")
def sixty_thousand_merged_records() -> bytes:
    return with_records(SHEET, record(176, bytes(16)) * 60_000)


@case("GATE_TOO_BIG", name="bao cao.xlsb", said="tham chiếu")
def references_counted_in_thousand_millions() -> bytes:
    return with_records("xl/workbook.bin", record(362, b"\xff\xff\xff\xff"))


@case("GATE_TOO_BIG", name="bao cao.xlsb", said="1.000 trang")
def two_thousand_binary_sheets() -> bytes:
    return with_records("xl/workbook.bin", record(156, struct.pack("<IIII", 0, 1, 0, 0)) * 2_000)


@case("GATE_CRAFTED", name="bao cao.xlsb", said="cùng một phần")
def binary_sheets_of_one_part() -> bytes:
    entry = struct.pack("<III", 0, 9, 4) + "rId2".encode("utf-16-le") + struct.pack("<I", 1) + "T".encode("utf-16-le")
    return with_records("xl/workbook.bin", record(156, entry))


@case("GATE_XLSB", "GATE_MACRO", name="bao cao.xlsb")
def macros_in_a_binary_book() -> bytes:
    parts = parts_of(xlsb())
    kind = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
    more = f'<Relationship Id="m" Type="{kind}" Target="vbaProject.bin"/></Relationships>'.encode()
    rels = parts["xl/_rels/workbook.bin.rels"].replace(b"</Relationships>", more)
    return pack({**parts, "xl/_rels/workbook.bin.rels": rels, "xl/vbaProject.bin": ole({"VBA": b""})})


# --- .xls -----------------------------------------------------------------------------------------------


def with_stream(stream: bytes) -> bytes:
    return ole({"Workbook": stream})


@case("GATE_DAMAGED", name="bao cao.xls", said="hỏng")
def sectors_in_a_circle() -> bytes:
    """The second sector of the workbook follows itself."""
    data = xls()
    table = 512 + 512 * struct.unpack_from("<I", data, 76)[0]
    return patched(data, table + 4, "<I", 1)


@case("GATE_DAMAGED", name="bao cao.xls", said="hỏng")
def sectors_that_two_streams_share() -> bytes:
    data = xls()
    directory = 512 + 512 * struct.unpack_from("<I", data, 48)[0]
    return patched(data, directory + 2 * 128 + 116, "<I", 0)


@case("GATE_DAMAGED", name="bao cao.xls", said="hỏng")
def directory_in_a_circle() -> bytes:
    data = xls()
    directory = 512 + 512 * struct.unpack_from("<I", data, 48)[0]
    return patched(data, directory + 128 + 72, "<I", 1)


@case("GATE_DAMAGED", name="bao cao.xls", said="hỏng")
def stream_that_says_it_is_huge() -> bytes:
    data = xls()
    directory = 512 + 512 * struct.unpack_from("<I", data, 48)[0]
    return patched(data, directory + 128 + 120, "<I", 0x7FFFFFFF)


@case("GATE_DAMAGED", name="bao cao.xls", said="hỏng")
def workbook_without_an_end() -> bytes:
    return with_stream(xls_stream(form()).rstrip(b"\x00")[:-4])


@case("GATE_DAMAGED", name="bao cao.xls", said="hỏng")
def sheet_that_begins_nowhere() -> bytes:
    stream = xls_stream(form())
    return with_stream(patched(stream, stream.index(b"\x85\x00") + 4, "<I", 0x7FFFFFF0))


@case("GATE_CRAFTED", name="bao cao.xls", said="cùng một phần")
def sheets_that_begin_at_one_place() -> bytes:
    stream = xls_stream(form())
    places = [at for at in range(len(stream)) if stream[at : at + 2] == b"\x85\x00"]
    (first, second), *_ = pairwise(places)
    return with_stream(patched(stream, second + 4, "<I", struct.unpack_from("<I", stream, first + 4)[0]))


@case("GATE_PASSWORD", name="bao cao.xls", said="mật khẩu")
def locked_old_excel() -> bytes:
    return with_stream(xls_stream(form(), biff(0x2F, b"\x01\x00" + bytes(52))))


@case("GATE_DAMAGED", name="bao cao.xls", said="hỏng")
def shared_texts_that_are_not_there() -> bytes:
    return with_stream(xls_stream(form(), biff(0xFC, struct.pack("<II", 0x7FFFFFFF, 0x7FFFFFFF))))


@case("GATE_XLS", "GATE_MACRO", name="bao cao.xls")
def macros_in_old_excel() -> bytes:
    return ole({"Workbook": xls_stream(form()), "_VBA_PROJECT_CUR": b"x"})


@case("GATE_XLS", "GATE_LINKED_BOOK", name="bao cao.xls")
def old_excel_with_a_link() -> bytes:
    return with_stream(xls_stream(form(), biff(0x1AE, struct.pack("<HHB", 1, 5, 0) + b"a.xls")))
