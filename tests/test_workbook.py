"""Spreadsheet files read cell by cell; the other programs are openpyxl, xlsxwriter, LibreOffice."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl.packaging.custom import StringProperty
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook.defined_name import DefinedName

from pipeline.ooxml import BookError, Cell, parse_ref, ref
from pipeline.workbook import Area, Book, parse_area, read_book
from tests.amount import some
from tests.drawing import open_workbook, resave, save, small_plan, template
from tests.rendering import needs_libreoffice


def xlsx(write: Callable[[xlsxwriter.Workbook], Any], **options: Any) -> bytes:
    """A book that xlsxwriter writes."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, **options}) as book:
        write(book)
    return buffer.getvalue()


def packed(parts: dict[str, str | bytes]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def parts_of(data: bytes) -> dict[str, str | bytes]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {m.filename: archive.read(m) for m in archive.infolist()}


MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def book_with(rows: str, **parts: str | bytes) -> bytes:
    """A good book whose only sheet holds hand-written rows."""
    good = parts_of(xlsx(lambda book: book.add_worksheet("Trang").write(0, 0, "x")))
    sheet = f"<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>"
    return packed({**good, "xl/worksheets/sheet1.xml": sheet, **parts})


def first_sheet(data: bytes) -> dict[tuple[int, int], Cell]:
    return next(iter(read_book(data).sheets.values())).cells


def reason(data: bytes) -> str:
    with pytest.raises(BookError) as error:
        read_book(data)
    return error.value.reason


# --- against openpyxl -------------------------------------------------------------------------------

plain_text = st.text(
    st.characters(blacklist_categories=["Cc", "Cs", "Cn", "Co"], blacklist_characters="\ufffe\uffff"),
    min_size=1,
    max_size=30,
)
cell_values = st.one_of(
    st.integers(-(10**15) + 1, 10**15 - 1),
    st.decimals(-(10**6), 10**6, places=3).map(float),
    st.floats(allow_nan=False, allow_infinity=False, min_value=-1e290, max_value=1e290)
    .filter(lambda x: x == 0 or abs(x) > 1e-290)
    .map(lambda x: float(f"{x:.15g}")),  # the digits a spreadsheet keeps
    st.booleans(),
    plain_text,
    st.sampled_from(["00123", "NA", "=1+1", "1.234,5", "  hai  đầu ", "một\nhai", "Hoà", "_x000", "#"]),
    st.dates(date(1900, 3, 1), date(9999, 12, 31)),
    st.datetimes(datetime(1900, 3, 1), datetime(9999, 12, 30)),
    st.sampled_from(["#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!"]),
)


@given(st.dictionaries(st.tuples(st.integers(1, 60), st.integers(1, 40)), cell_values, max_size=12))
@example({(1, 1): 0, (1, 2): 0.1, (2, 1): 82.96, (3, 1): False})
def test_whatever_openpyxl_writes_is_read_the_same(values: dict[tuple[int, int], Any]) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for (row, column), value in values.items():
        cell = sheet.cell(row, column)
        cell.value = value
        if isinstance(value, str) and not re.fullmatch(r"#[A-Z/0]+[!?]|#N/A", value):
            cell.data_type = "s"
    cells = first_sheet(save(book))
    assert set(cells) == set(values)
    for where, value in values.items():
        read = cells[where]
        assert not read.formula
        if isinstance(value, bool):
            assert (read.kind, read.value) == ("bool", value)
        elif isinstance(value, (int, float)):
            assert read.kind == "number"
            assert read.value == Decimal(f"{value:.15g}")
        elif isinstance(value, datetime):
            # openpyxl stores days as binary floats; a last half second may round up to midnight
            assert isinstance(read.value, date)
            assert abs((read.value - value.date()).days) <= (value.hour == 23)
        elif isinstance(value, date):
            assert (read.kind, read.value) == ("date", value)
        elif read.kind == "error":
            assert (read.raw, read.value) == (value, None)
        else:
            assert (read.kind, read.value) == ("text", value)


def test_numbers_are_the_fifteen_digits_that_people_see() -> None:
    rows = '<row r="1"><c r="A1"><v>82.959999999999994</v></c><c r="B1"><v>1E-3</v></c></row>'
    cells = first_sheet(book_with(rows))
    assert cells[1, 1].value == Decimal("82.96")
    assert cells[1, 1].raw == "82.959999999999994"
    assert cells[1, 2].value == Decimal("0.001")


# --- formats, dates ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "value", "kind", "percent"),
    [
        ("General", 44809, "number", False),
        ("0", 44809, "number", False),
        ("#,##0.00", 0.9, "number", False),
        ('#,##0 "đ"', 5, "number", False),
        ('#,##0 "ngày"', 5, "number", False),
        ("#,##0 [$₫-42A]", 5, "number", False),
        ("[Red]0.00;[Blue]-0.00", 5, "number", False),
        ("0.00E+00", 5, "number", False),
        ("0%", 0.9, "number", True),
        ("0.00%", 0.9, "number", True),
        ("[Red]0.0%", 0.9, "number", True),
        ('0.0"%"', 90, "number", False),
        (r"0\%", 90, "number", False),
        ("dd/mm/yyyy", 44809, "date", False),
        ("m/d/yy", 44809, "date", False),
        ("[$-42A]dd mmmm yyyy", 44809, "date", False),
        ('"ngày "dd" tháng "mm" năm "yyyy', 44809, "date", False),
        ("yyyy-mm-dd hh:mm", 44809.5, "date", False),
    ],
)
def test_the_format_of_a_cell_tells_a_date_and_a_percentage(code: str, value: float, kind: str, percent: bool) -> None:
    def write(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet().write_number(0, 0, value, book.add_format({"num_format": code}))

    cell = first_sheet(xlsx(write))[1, 1]
    assert (cell.kind, cell.percent) == (kind, percent)
    if kind == "date":
        assert cell.value == date(2022, 9, 5)  # serial 44809


@given(st.dates(date(1904, 1, 2), date(2999, 12, 31)))
@settings(max_examples=some(20))
def test_a_book_counted_from_1904_gives_the_same_days(day: date) -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active["B2"] = day
    assert first_sheet(save(book))[2, 2].value == day


def test_xlsxwriter_books_counted_from_1904_give_the_same_days() -> None:
    def write(book: xlsxwriter.Workbook) -> None:
        style = book.add_format({"num_format": "dd/mm/yyyy"})
        book.add_worksheet().write_datetime(0, 0, datetime(2022, 8, 5), style)

    assert first_sheet(xlsx(write, date_1904=True))[1, 1].value == date(2022, 8, 5)


# --- strings, formulas, errors -----------------------------------------------------------------------


def test_strings_inside_the_cells_are_read_like_shared_ones() -> None:
    def write(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("Nhập liệu")
        sheet.write_string(0, 0, "Phòng Kế hoạch")
        sheet.write_string(0, 1, " đầu & cuối < > ")

    for options in ({}, {"in_memory": False, "constant_memory": True}):
        cells = first_sheet(xlsx(write, **options))
        assert [c.value for c in cells.values()] == ["Phòng Kế hoạch", " đầu & cuối < > "]


def test_runs_of_rich_text_join_with_their_blanks_and_phonetic_help_is_left_out() -> None:
    strings = (
        f'<sst {MAIN} count="1" uniqueCount="1"><si><r><t xml:space="preserve">Văn </t></r>'
        '<r><rPr><b/></rPr><t>phòng</t></r><rPh sb="0" eb="1"><t>VAN</t></rPh></si></sst>'
    )
    rows = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
    cells = first_sheet(book_with(rows, **{"xl/sharedStrings.xml": strings}))
    assert cells[1, 1].value == "Văn phòng"


def test_a_carriage_return_from_windows_does_not_show_as_a_code() -> None:
    """Excel and xlsxwriter store it as _x000D_."""
    data = xlsx(lambda book: book.add_worksheet().write_string(0, 0, "Một\r\nHai"))
    assert "x000D" not in str(first_sheet(data)[1, 1].value)


def test_formulas_show_their_stored_result_and_one_without_is_no_blank() -> None:
    def write(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_formula(0, 0, "=1+1", None, 2)
        sheet.write_formula(1, 0, '="Có"', None, "Có")
        sheet.write_formula(2, 0, "=1/0", None, "#DIV/0!")
        sheet.write_formula(3, 0, "=TRUE", None, True)

    cells = first_sheet(xlsx(write))
    assert [cells[r, 1].value for r in (1, 2, 3, 4)] == [2, "Có", None, True]
    assert [cells[r, 1].kind for r in (1, 2, 3, 4)] == ["number", "text", "error", "bool"]
    assert cells[3, 1].raw == "#DIV/0!"
    assert all(c.formula for c in cells.values())

    book = openpyxl.Workbook()
    book.active["A1"] = "=B1+1"  # openpyxl never stores a result
    cell = first_sheet(save(book))[1, 1]
    assert cell.formula and cell.value is None


def test_cells_and_rows_without_an_address_stand_next_to_the_one_before() -> None:
    rows = '<row><c><v>1</v></c><c><v>2</v></c></row><row><c r="C2"><v>3</v></c><c><v>4</v></c></row>'
    assert {w: int(c.value) for w, c in first_sheet(book_with(rows)).items()} == {  # type: ignore[arg-type]
        (1, 1): 1, (1, 2): 2, (2, 3): 3, (2, 4): 4,
    }  # fmt: skip


def test_hidden_rows_and_sheets_are_known() -> None:
    book = openpyxl.Workbook()
    book.active.title = "Nhập liệu"
    book.active["A3"] = 1
    book.active.row_dimensions[3].hidden = True
    book.create_sheet("_nhan_dang").sheet_state = "hidden"
    book.create_sheet("rất ẩn").sheet_state = "veryHidden"
    book["_nhan_dang"]["A1"] = "x"
    read = read_book(save(book))
    assert {n: s.hidden for n, s in read.sheets.items()} == {
        "Nhập liệu": False, "_nhan_dang": True, "rất ẩn": True,
    }  # fmt: skip
    assert read.sheets["Nhập liệu"].hidden_rows == {3}


def test_merged_and_styled_cells_without_content_are_no_cells() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "Đơn vị"
    book.active.merge_cells("A1:D2")
    book.active["F9"].number_format = "0%"
    assert set(first_sheet(save(book))) == {(1, 1)}


# --- names and properties -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("'Nhập liệu'!$C$5", Area("Nhập liệu", 5, 3, 5, 3)),
        ("Sheet1!$B$3:$D$9", Area("Sheet1", 3, 2, 9, 4)),
        ("Sheet1!B3:D9", Area("Sheet1", 3, 2, 9, 4)),
        ("Sheet1!$D$9:$B$3", Area("Sheet1", 3, 2, 9, 4)),
        ("'Sở ''A'''!$A$1", Area("Sở 'A'", 1, 1, 1, 1)),
        ("'Danh sách'!$A$4:$D$200003", Area("Danh sách", 4, 1, 200003, 4)),
        ("#REF!", None),
        ("'Nhập liệu'!#REF!", None),
        ("'Nhập liệu'!#ref!", None),
        ("[1]Sheet1!$C$5", None),
        ("Sheet1!$A$1,Sheet1!$B$2", None),
        ("Sheet1!$A$1048577", None),
        ("Sheet1!$XFE$1", None),
        ("OFFSET(Sheet1!$A$1,1,1)", None),
        ('"một hằng"', None),
        ("", None),
    ],
)
def test_a_name_leads_to_one_rectangle_of_this_book_or_nowhere(text: str, area: Area | None) -> None:
    assert parse_area(text) == area


def test_names_of_the_book_are_found_in_any_letter_case_and_local_ones_are_not() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Trang 'một'"
    sheet["A1"] = 1
    book.defined_names["In_As_Of"] = DefinedName("In_As_Of", attr_text="'Trang ''một'''!$B$2")
    book.defined_names["gay"] = DefinedName("gay", attr_text="#REF!")
    sheet.defined_names["rieng"] = DefinedName("rieng", attr_text="'Trang ''một'''!$A$1")
    names = read_book(save(book)).names
    assert names == {"in_as_of": Area("Trang 'một'", 2, 2, 2, 2), "gay": None}


def test_custom_properties_are_read() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = 1
    book.custom_doc_props.append(StringProperty(name="meta_unit", value="KH&TC"))
    assert read_book(save(book)).properties == {"meta_unit": "KH&TC"}

    def write(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet()
        book.set_custom_property("meta_task", "A.VII.1", "text")

    assert read_book(xlsx(write)).properties == {"meta_task": "A.VII.1"}


@given(st.integers(1, 1_048_576), st.integers(1, 16_384))
def test_addresses_read_back(row: int, column: int) -> None:
    letters = openpyxl.utils.get_column_letter(column)
    assert ref(row, column) == f"{letters}{row}"
    assert parse_ref(f"{letters}{row}") == (row, column)
    assert parse_ref(f"${letters.lower()}${row}") == (row, column)


@pytest.mark.parametrize("text", ["A0", "A1048577", "XFE1", "ZZZ1", "1A", "A", "", "A-1"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_ref(text)


# --- files that other programs saved --------------------------------------------------------------------


@needs_libreoffice
def test_a_book_saved_by_libreoffice_reads_the_same(tmp_path: Path) -> None:
    def write(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("Nhập liệu")
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        share = book.add_format({"num_format": "0.0%"})
        sheet.write_string(0, 0, "Hòa Bình Minh")
        sheet.write_string(1, 0, "00123")
        sheet.write_number(2, 0, 82.96)
        sheet.write_number(3, 0, 123456789012345)
        sheet.write_datetime(4, 0, datetime(2022, 8, 5), day)
        sheet.write_number(5, 0, 0.9, share)
        sheet.write_boolean(6, 0, True)
        sheet.write_formula(7, 0, "=1+1", None, 2)
        sheet.write_formula(8, 0, "=1/0", None, "#DIV/0!")
        sheet.write_string(9, 0, "một\nhai")
        book.define_name("in_as_of", "='Nhập liệu'!$A$5")
        book.set_custom_property("meta_plan", "KH-1", "text")

    path = tmp_path / "a.xlsx"
    path.write_bytes(xlsx(write))
    (saved,) = resave([path], tmp_path)
    book = read_book(saved.read_bytes())
    cells = book.sheets["Nhập liệu"].cells
    assert [cells[r, 1].value for r in range(1, 11)] == [
        "Hòa Bình Minh", "00123", Decimal("82.96"), 123456789012345, date(2022, 8, 5),
        Decimal("0.9"), True, 2, None, "một\nhai",
    ]  # fmt: skip
    assert cells[6, 1].percent and not cells[3, 1].percent
    assert (cells[9, 1].kind, cells[9, 1].raw) == ("error", "#DIV/0!")
    assert book.names["in_as_of"] == Area("Nhập liệu", 5, 1, 5, 1)
    assert book.properties["meta_plan"] == "KH-1"


# --- hostile files --------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "_rels/.rels"])
def test_a_dtd_is_refused_in_every_part(part: str) -> None:
    parts = parts_of(book_with('<row r="1"><c r="A1"><v>1</v></c></row>'))
    body = parts[part]
    text = body.decode() if isinstance(body, bytes) else body
    text = text.removeprefix('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>').lstrip()
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    assert reason(packed({**parts, part: bomb + text})) == "GATE_DTD"


def test_a_part_that_unzips_to_a_thousand_times_its_size_is_refused() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row>' + " " * 12_000_000
    assert reason(book_with(rows)) == "GATE_TOO_BIG"


def test_too_many_parts_are_refused() -> None:
    parts = parts_of(book_with('<row r="1"><c r="A1"><v>1</v></c></row>'))
    extra = {f"xl/media/{n}.bin": b"" for n in range(6000)}
    assert reason(packed({**parts, **extra})) == "GATE_TOO_BIG"


def test_a_cell_in_the_last_corner_of_the_sheet_is_one_cell() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    sheet = read_book(book_with(rows)).sheets["Trang"]
    assert set(sheet.cells) == {(1, 1), (1_048_576, 16_384)}
    assert [number for number, _ in sheet.rows(1, 1, 16_384)] == [1, 1_048_576]


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="XFE1"><v>1</v></c>', '<c r="A9999999"><v>1</v></c>', '<c r="A1"><v>abc</v></c>',
        '<c r="A1" t="s"><v>99999</v></c>', '<c r="A1"><v>NaN</v></c>', '<c r="A1"><v>1E+400</v></c>',
        '<c r="A1" t="d"><v>hôm qua</v></c>', '<c r="A1" s="x"><v>1</v></c>', '<c r="A1"><v>1</c></v>',
    ],
)  # fmt: skip
def test_a_cell_that_cannot_be_is_a_damaged_file(cell: str) -> None:
    assert reason(book_with(f'<row r="1">{cell}</row>')) == "GATE_DAMAGED"


@pytest.mark.parametrize("number", ["1E-400", "1E-999999999", "0.0E-999999999"])
def test_a_number_too_small_to_be_one_is_harmless(number: str) -> None:
    """Written out it would have a thousand million digits."""
    try:
        cell = first_sheet(book_with(f'<row r="1"><c r="A1"><v>{number}</v></c></row>'))[1, 1]
    except BookError:
        return
    assert isinstance(cell.value, Decimal)
    assert abs(cell.value.as_tuple().exponent) < 1000  # type: ignore[arg-type]


@pytest.mark.parametrize("encoding", ["koi8-vn", "no-such-encoding", "utf-7"])
def test_an_unknown_encoding_is_a_damaged_file(encoding: str) -> None:
    sheet = (
        f'<?xml version="1.0" encoding="{encoding}"?><worksheet {MAIN}><sheetData><row r="1">'
        '<c r="A1"><v>1</v></c></row></sheetData></worksheet>'
    )
    assert reason(book_with("", **{"xl/worksheets/sheet1.xml": sheet})) == "GATE_DAMAGED"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "GATE_DAMAGED"),
        (b"PK\x03\x04 no zip", "GATE_DAMAGED"),
        (packed({}), "GATE_NOT_A_BOOK"),
        (packed({"anh.png": b"x", "ghi chu.txt": b"y"}), "GATE_NOT_A_BOOK"),
    ],
)
def test_what_is_no_book_is_said_to_be_none(data: bytes, code: str) -> None:
    assert reason(data) == code


def test_a_chart_sheet_alone_is_no_book() -> None:
    parts = parts_of(book_with('<row r="1"><c r="A1"><v>1</v></c></row>'))
    rels = str(parts["xl/_rels/workbook.xml.rels"], "utf-8")  # type: ignore[arg-type]
    rels = rels.replace('/worksheet"', '/chartsheet"')
    assert reason(packed({**parts, "xl/_rels/workbook.xml.rels": rels})) == "GATE_NOT_A_BOOK"


def _sound() -> bytes:
    return template(small_plan(), "II.2", "VP")


@given(st.data())
@settings(max_examples=some(150))
def test_a_damaged_file_is_read_or_refused_and_nothing_else_happens(data: st.DataObject) -> None:
    damaged = bytearray(_sound())
    cut = data.draw(st.integers(0, len(damaged)), label="cut at")
    if data.draw(st.booleans(), label="truncated"):
        del damaged[cut:]
    for _ in range(data.draw(st.integers(0, 8), label="flips")):
        if damaged:
            where = data.draw(st.integers(0, len(damaged) - 1))
            damaged[where] = data.draw(st.integers(0, 255))
    try:
        assert isinstance(read_book(bytes(damaged)), Book)
    except BookError as error:
        assert error.reason.startswith("GATE_")


@given(st.data())
@settings(max_examples=some(150))
def test_damaged_xml_inside_a_sound_zip_is_read_or_refused(data: st.DataObject) -> None:
    parts = parts_of(_sound())
    name = data.draw(st.sampled_from(sorted(parts)))
    body = bytearray(parts[name])  # type: ignore[arg-type]
    for _ in range(data.draw(st.integers(1, 6))):
        where = data.draw(st.integers(0, len(body) - 1))
        size = data.draw(st.integers(0, 3))
        body[where : where + size] = data.draw(
            st.binary(max_size=3) | st.text("0123456789-<>&;\"'!:$A\u1ea1", max_size=4).map(str.encode)
        )
    try:
        read_book(packed({**parts, name: bytes(body)}))
    except BookError as error:
        assert error.reason.startswith("GATE_")


def test_a_book_written_by_openpyxl_opens_as_openpyxl_sees_it() -> None:
    """The shipped template, both readers side by side."""
    data = _sound()
    ours, theirs = read_book(data), open_workbook(data)
    assert list(ours.sheets) == theirs.sheetnames
    for name, sheet in ours.sheets.items():
        filled = {
            (c.row, c.column): c.value
            for row in theirs[name].iter_rows() for c in row if c.value is not None
        }  # fmt: skip
        assert set(sheet.cells) == set(filled)
        for where, cell in sheet.cells.items():
            if not cell.formula:
                assert cell.value == filled[where]
    assert set(ours.names) == {n.lower() for n in theirs.defined_names}
