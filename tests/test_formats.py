"""The same workbook as .ods, .xls, .xlsb or strict Open XML reads the same; what of it cannot be read is said."""

from __future__ import annotations

import re
import struct
import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.intake import gate
from pipeline.model import PipelineError
from pipeline.ooxml import EPOCH_1904, BookError, Cell
from pipeline.plan_file import load_plan
from pipeline.workbook import Area, Book, read_book
from tests.desks import Desk
from tests.drawing import bundle, codes, draw_plan, fill, read, resave, save, small_plan, template, values_of
from tests.hostile.builders import good
from tests.office import Office, one
from tests.other_kinds import (
    Drawn,
    Error,
    Page,
    Said,
    as_ods,
    as_strict,
    as_xls,
    as_xlsb,
    begin,
    biff,
    drawn,
    ods_of,
    ole,
    packed,
    parts_of,
    property_set,
    xls_stream,
)
from tests.rendering import needs_libreoffice
from tests.second_office import roads

WRITERS = {"GATE_ODS": as_ods, "GATE_XLS": as_xls, "GATE_XLSB": as_xlsb}
KINDS = list(WRITERS)
D = date


def opened(data: bytes) -> Book:
    """As the process that may die over it reads a file."""
    return read_book(data, apart=True)


def meaning(book: Book, sheet: str) -> dict[tuple[int, int], tuple[Any, ...]]:
    """What is in the cells of a sheet, however the file stores it."""
    return {at: (c.kind, c.value, c.formula, c.percent) for at, c in book.sheets[sheet].cells.items()}


def only_cell(book: Book) -> Cell:
    (cell,) = next(iter(book.sheets.values())).cells.values()
    return cell


def page(*rows: Said) -> Drawn:
    return Drawn([Page("Trang", {(n, 1): said for n, said in enumerate(rows, 1)})])


def reason(data: bytes) -> str:
    with pytest.raises(BookError) as error:
        opened(data)
    return error.value.reason


# --- any sheet ----------------------------------------------------------------------------------------

VIETNAMESE = "Phòng Kế hoạch - Tài chính, quận Hải Châu: đã “duyệt” 90% việc; Ữ ơ Đ"
letters = st.characters(exclude_categories=["Cc", "Cs", "Cn", "Co"], exclude_characters="\ufffe\uffff")
texts = st.one_of(
    st.text(letters, min_size=1, max_size=20),
    st.sampled_from([
        VIETNAMESE, unicodedata.normalize("NFD", VIETNAMESE), "00123", "NA", "=1+1", "1.234,5", "  hai  đầu ",
        "một\nhai", "#REF!", "_x000", "a\tb", "<b>&amp;</b>", " ", "x" * 3000,
    ]),
)  # fmt: skip
numbers = st.one_of(
    st.integers(-(10**14), 10**14),
    st.decimals(-(10**6), 10**6, places=2),
    st.floats(allow_nan=False, allow_infinity=False, min_value=-1e290, max_value=1e290)
    .filter(lambda x: x == 0 or abs(x) > 1e-290)
    .map(lambda x: float(f"{x:.15g}")),
)
days = st.dates(D(1900, 3, 1), D(9999, 12, 31))
errors = st.sampled_from(["#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!"]).map(Error)
said_cells = st.one_of(
    st.builds(Said, texts),
    st.builds(Said, st.booleans() | days, formula=st.booleans()),
    st.builds(Said, numbers, percent=st.booleans(), formula=st.booleans()),
    st.builds(Said, errors, formula=st.just(True)),
    # xlrd takes a result with a letter beyond 65,535 for one that was cut off, and the file for damaged.
    st.builds(Said, texts.filter(lambda t: t[0] != "#" and max(t) < "\U00010000"), formula=st.just(True)),
)


def expected(said: Said) -> tuple[Any, ...]:
    value = said.value
    if said.is_error:
        return "error", None, said.formula, False
    if isinstance(value, bool):
        return "bool", value, said.formula, False
    if isinstance(value, date):
        return "date", value, said.formula, False
    if isinstance(value, str):
        return "text", value, said.formula, False
    return "number", Decimal(f"{value:.15g}" if isinstance(value, float) else str(value)), said.formula, said.percent


@pytest.mark.parametrize("kind", KINDS)
@given(st.dictionaries(st.tuples(st.integers(1, 60), st.integers(1, 40)), said_cells, min_size=1, max_size=12))
def test_whatever_stands_in_a_sheet_is_read_from_every_kind_of_file(
    kind: str, cells: dict[tuple[int, int], Said]
) -> None:
    book = opened(WRITERS[kind](Drawn([Page("Nhập 'liệu", cells)])))
    assert meaning(book, "Nhập 'liệu") == {at: expected(said) for at, said in cells.items()}
    raws = {at: c.raw for at, c in book.sheets["Nhập 'liệu"].cells.items()}
    assert all(raws[at] == said.value for at, said in cells.items() if isinstance(said.value, str))


def as_xlsx(cells: dict[tuple[int, int], Said]) -> bytes:
    """The cells as openpyxl writes them; it keeps no result of a formula."""
    book = openpyxl.Workbook()
    book.active.title = "Trang"
    for (row, column), said in cells.items():
        cell = book.active.cell(row, column)
        cell.value = float(said.value) if isinstance(said.value, Decimal) else said.value
        if isinstance(said.value, str):
            cell.data_type = "e" if said.is_error else "s"
        if said.percent:
            cell.number_format = "0.0%"
    return save(book)


amounts = st.integers(-(10**14), 10**14) | st.decimals(-(10**6), 10**6, places=4)  # LibreOffice rounds tiny ones
typed = st.builds(Said, texts | st.booleans() | days) | st.builds(Said, amounts, percent=st.booleans())


@needs_libreoffice
@given(st.lists(typed, min_size=300, max_size=300))
@settings(max_examples=2)
def test_whatever_libreoffice_saves_again_reads_like_the_xlsx_it_came_from(
    tmp_path_factory: pytest.TempPathFactory, cells: list[Said]
) -> None:
    folder = tmp_path_factory.mktemp("luu")
    source = folder / "a.xlsx"
    source.write_bytes(as_xlsx({(n % 20 + 1, n // 20 + 1): said for n, said in enumerate(cells)}))
    before = meaning(read_book(source.read_bytes()), "Trang")
    for form in ("ods", "xls"):
        (saved,) = resave([source], folder, form)
        after = meaning(opened(saved.read_bytes()), "Trang")
        assert set(after) == set(before)
        for at, value in before.items():
            assert as_saved(after[at]) == as_saved(value), (form, at)


def as_saved(found: tuple[Any, ...]) -> tuple[Any, ...]:
    """LibreOffice makes a formula =TRUE() of a truth value, and one kind of all line ends."""
    kind, value, formula, percent = found
    if kind == "bool" or (formula and value in (0, 1)):
        return ("bool", bool(value))
    return kind, value, formula, percent


# --- what belongs to a workbook ---------------------------------------------------------------------------

SHEETS = Drawn(
    [
        Page("Nhập liệu", {(1, 2): Said("a"), (3, 1): Said(5), (4, 7): Said(6)}, hidden_rows={3}, hidden_columns={7},
             merged=[(1, 2, 2, 4)]),
        Page("Sở 'A'", {(1, 1): Said(1)}, hidden=True),
    ],
    {
        ("", "In_As_Of"): ("Nhập liệu", 3, 1, 3, 1),
        ("", "rows_x"): ("Sở 'A'", 4, 2, 900, 5),
        ("", "gay"): None,
        ("Sở 'A'", "meta_task"): ("Sở 'A'", 1, 1, 1, 1),
    },
    {"meta_unit": "KH&TC", "meta_plan": "Kế hoạch 2022"},
)  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_names_properties_and_what_is_hidden_or_merged_are_known(kind: str) -> None:
    book = opened(WRITERS[kind](SHEETS))
    assert book.names == {
        "in_as_of": Area("Nhập liệu", 3, 1, 3, 1), "rows_x": Area("Sở 'A'", 4, 2, 900, 5), "gay": None,
    }  # fmt: skip
    assert book.local_names == {"Sở 'A'": {"meta_task": Area("Sở 'A'", 1, 1, 1, 1)}}
    assert book.properties == {"meta_unit": "KH&TC", "meta_plan": "Kế hoạch 2022"}
    form, other = book.sheets.values()
    assert (form.hidden, form.hidden_rows, form.hidden_columns) == (False, {3}, ((7, 7),))
    assert form.merged == (Area("Nhập liệu", 1, 2, 2, 4),)
    assert other.hidden and not other.hidden_rows
    assert book.oddities == (kind,)


@pytest.mark.parametrize(
    ("codepage", "value"), [(1200, "Sở Đào tạo"), (65001, "Sở Đào tạo"), (1258, "Đăk Lăk, Sơ, Tư")]
)
def test_properties_of_an_xls_are_read_in_the_letters_that_it_names(codepage: int, value: str) -> None:
    streams = {"Workbook": xls_stream(page(Said(1)))}
    assert opened(ole(streams)).properties == {}
    named = {"meta_unit": value}
    book = opened(ole({**streams, "\x05DocumentSummaryInformation": property_set(named, codepage)}))
    assert book.properties == named


def test_strict_open_xml_is_the_same_workbook() -> None:
    form, strict = read_book(good()), read_book(as_strict(good()))
    assert strict.oddities == ("GATE_STRICT",) and form.oddities == ()
    assert (strict.sheets, strict.names, strict.properties) == (form.sheets, form.names, form.properties)


def test_days_in_words_as_the_strict_form_stores_them() -> None:
    parts = parts_of(as_strict(as_xlsx({(1, 1): Said(1), (2, 1): Said(2)})))
    sheet = parts["xl/worksheets/sheet1.xml"]
    for number, words in ((b"1", b"2022-09-05T00:00:00"), (b"2", b"1899-12-30T12:00:00")):
        sheet = sheet.replace(b' t="n"><v>' + number + b"</v>", b' t="d"><v>' + words + b"</v>")
    book = read_book(packed({**parts, "xl/worksheets/sheet1.xml": sheet}))
    assert meaning(book, "Trang") == {
        (1, 1): ("date", D(2022, 9, 5), False, False), (2, 1): ("number", Decimal("0.5"), False, False),
    }  # fmt: skip


# --- formulas and errors -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["GATE_ODS", "GATE_XLS"])
def test_a_formula_that_was_never_calculated_is_no_blank(kind: str) -> None:
    cell = only_cell(opened(WRITERS[kind](page(Said(None, formula=True)))))
    assert cell.formula and cell.value is None and cell.kind != "error"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("error", ["#REF!", "#N/A"])
def test_an_error_in_an_input_is_asked_back_with_its_cell(kind: str, error: str) -> None:
    book = drawn(good())
    (sheet, row, column, _, _) = book.names["", "in_I_2_1_count"] or ("", 0, 0, 0, 0)
    next(p for p in book.pages if p.name == sheet).cells[row, column] = Said(Error(error), formula=True)
    submission = read(WRITERS[kind](book), small_plan())
    wrong = next(f for f in submission.findings if f.code == "CELL_ERROR")
    assert (wrong.cell, wrong.found, wrong.severity) == (f"C{row}", error, "error")
    assert values_of(submission) == {}


def test_errors_of_an_ods_are_known_in_every_way_they_are_stored() -> None:
    ways = [
        '<table:table-cell table:formula="of:=x" office:value-type="float" office:value="0"><text:p>#N/A</text:p>',
        '<table:table-cell table:formula="of:=x" office:value-type="string"><text:p>Err:508</text:p>',
        '<table:table-cell table:formula="of:=x"><text:p>#REF!</text:p>',
        '<table:table-cell office:value-type="string" calcext:value-type="error"><text:p>#NAME?</text:p>',
    ]
    for cell in ways:
        found = only_cell(opened(in_ods(cell + "</table:table-cell>")))
        assert found.kind == "error" and found.value is None and found.raw in cell
    typed_ = '<table:table-cell office:value-type="string"><text:p>#N/A</text:p></table:table-cell>'
    assert only_cell(opened(in_ods(typed_))).kind == "text"


# --- OpenDocument -------------------------------------------------------------------------------------------


def in_ods(cells: str, **more: str | bytes) -> bytes:
    row = f"<table:table-row>{cells}</table:table-row>"
    return ods_of(f'<table:table table:name="Trang">{row}</table:table>', None, **more)


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("<text:p>một</text:p><text:p>hai</text:p>", "một\nhai"),
        ('<text:p><text:s/>a<text:s text:c="3"/>b<text:tab/>c<text:line-break/>d</text:p>', " a   b\tc\nd"),
        ("<text:p><text:span>Văn </text:span><text:a xlink:href='http://x.vn'>phòng</text:a></text:p>", "Văn phòng"),
        ("<office:annotation><text:p>ghi chú</text:p></office:annotation><text:p>7</text:p>", "7"),
        ("<text:p>7<office:annotation><text:p>ghi chú</text:p></office:annotation></text:p>", "7"),
        ("<text:p>7</text:p><draw:frame><draw:text-box><text:p>hình</text:p></draw:text-box></draw:frame>", "7"),
        ("<text:p><text:ruby><text:ruby-base>văn</text:ruby-base><text:ruby-text>van</text:ruby-text></text:ruby></text:p>",
         "văn"),
        ("<text:list><text:list-item><text:p>a</text:p></text:list-item></text:list>", "a"),
        ("<table:detective/>\n  <text:p>a</text:p>\n  ", "a"),
    ],
)  # fmt: skip
def test_the_words_of_a_cell_and_nothing_else_are_its_text(inner: str, text: str) -> None:
    cell = only_cell(opened(in_ods(f'<table:table-cell office:value-type="string">{inner}</table:table-cell>')))
    assert (cell.kind, cell.value) == ("text", text)


def test_repeated_cells_and_rows_stand_where_they_are_counted_and_blanks_cost_nothing() -> None:
    filled = '<table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="{}"/>'
    body = (
        '<table:table table:name="Trang"><table:table-header-rows><table:table-row><table:table-cell '
        f'table:number-columns-repeated="3"/>{filled.format(1)}</table:table-row></table:table-header-rows>'
        '<table:table-row table:number-rows-repeated="999999999"><table:table-cell '
        'table:number-columns-repeated="999999999" table:style-name="x"/></table:table-row></table:table>'
        f'<table:table table:name="Hai"><table:table-row table:number-rows-repeated="2">{filled.format(2)}'
        "<table:covered-table-cell office:value-type='float' office:value='3'/></table:table-row></table:table>"
    )
    book = opened(ods_of(body))
    assert {at: c.value for at, c in book.sheets["Trang"].cells.items()} == {(1, 4): 1, (1, 5): 1}
    assert {at: c.value for at, c in book.sheets["Hai"].cells.items()} == {
        (1, 1): 2, (1, 2): 2, (1, 3): 3, (2, 1): 2, (2, 2): 2, (2, 3): 3,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("attributes", "kind", "value"),
    [
        ('office:value-type="currency" office:currency="VND" office:value="5"', "number", 5),
        ('office:value-type="percentage" office:value="0.9"', "number", Decimal("0.9")),
        ('office:value-type="time" office:time-value="PT06H30M00S"', "number", Decimal("0.270833333333333")),
        ('office:value-type="time" office:time-value="PT36H00M00S"', "number", Decimal("1.5")),
        ('office:value-type="date" office:date-value="2022-09-05T08:30:00.5"', "date", D(2022, 9, 5)),
        ('office:value-type="date" office:date-value="1899-12-30T06:00:00"', "number", Decimal("0.25")),
        ('office:value-type="date" office:date-value="20222-09-05"', "text", "20222-09-05"),
        ('office:value-type="boolean" office:boolean-value="true"', "bool", True),
        ('table:formula="of:=x" office:value-type="string" office:string-value=""', "text", ""),
        ('table:formula="of:=x" office:value-type="float"', "number", None),
    ],
)
def test_every_type_of_value_of_an_ods_is_read(attributes: str, kind: str, value: Any) -> None:
    cell = only_cell(opened(in_ods(f"<table:table-cell {attributes}/>")))
    assert (cell.kind, cell.value) == (kind, value)
    assert cell.percent == ("percentage" in attributes)


def test_the_namespaces_of_an_ods_count_and_not_their_prefixes() -> None:
    parts = parts_of(in_ods('<table:table-cell office:value-type="float" office:value="7"/>'))
    content = re.sub(rb"\b(office|table)(?=[:=])(?!:xmlns|:names|:1)", rb"\1_x", parts["content.xml"])
    assert only_cell(opened(packed({**parts, "content.xml": content}))).value == 7
    stranger = parts["content.xml"].replace(b"opendocument:xmlns:table", b"opendocument:xmlns:other")
    assert reason(packed({**parts, "content.xml": stranger})) == "GATE_NOT_A_BOOK"


def test_days_of_an_ods_counted_from_1904() -> None:
    body = (
        '<table:calculation-settings><table:null-date table:date-value="1904-01-01"/></table:calculation-settings>'
        '<table:table table:name="Trang"><table:table-row>'
        '<table:table-cell office:value-type="float" office:value="5"/></table:table-row></table:table>'
    )
    assert only_cell(opened(ods_of(body))).epoch == EPOCH_1904


def test_copies_of_other_files_sheets_are_no_sheets_and_links_and_scripts_are_said() -> None:
    def rows(value: int) -> str:
        cell = f'<table:table-cell office:value-type="float" office:value="{value}"/>'
        return f"<table:table-row>{cell}</table:table-row>"

    body = (
        f'<table:table table:name="Trang">{rows(7)}</table:table>'
        f"<table:table table:name=\"'file:///so.ods'#$Khac\"><table:table-source xlink:href='so.ods'/>{rows(8)}"
        "</table:table><table:dde-links><table:dde-link><office:dde-source/>"
        f"<table:table>{rows(9)}</table:table></table:dde-link></table:dde-links>"
    )
    book = opened(ods_of(body, None, **{"Basic/Standard/Module1.xml": "<x/>"}))
    assert list(book.sheets) == ["Trang"] and only_cell(book).value == 7
    assert book.oddities == ("GATE_ODS", "GATE_MACRO", "GATE_LINKED_BOOK")


def test_other_open_documents_and_files_that_are_two_things_are_refused() -> None:
    parts = parts_of(as_ods(page(Said(1))))
    for kind in ("text", "presentation"):
        mimetype = f"application/vnd.oasis.opendocument.{kind}"
        assert codes(read(packed({**parts, "mimetype": mimetype}), small_plan()).findings) == ["GATE_OPEN_DOCUMENT"]
    assert codes(read(packed({**parts, **parts_of(good())}), small_plan()).findings) == ["GATE_CRAFTED"]
    template_ = packed({**parts, "mimetype": "application/vnd.oasis.opendocument.spreadsheet-template"})
    assert opened(template_).oddities == ("GATE_ODS",)


# --- .xls --------------------------------------------------------------------------------------------------


def xls(globals_: bytes = b"") -> bytes:
    return ole({"Workbook": xls_stream(page(Said(7)), globals_)})


def test_macros_and_links_of_an_xls_are_said_and_a_password_locks_it() -> None:
    linked = biff(0x1AE, struct.pack("<HHB", 1, 5, 0) + b"a.xls")
    assert opened(xls(linked)).oddities == ("GATE_XLS", "GATE_LINKED_BOOK")
    stream = xls_stream(page(Said(7)))
    assert opened(ole({"Workbook": stream, "_VBA_PROJECT_CUR": b""})).oddities == ("GATE_XLS", "GATE_MACRO")
    assert reason(xls(biff(0x2F, b"\x01\x00" + bytes(52)))) == "GATE_PASSWORD"


def test_workbooks_before_excel_97_are_refused() -> None:
    stream = xls_stream(page(Said(7)))
    older = stream.replace(begin(5), begin(5, version=0x500))
    assert reason(ole({"Workbook": older})) == "GATE_XLS_OLD"
    assert codes(read(ole({"Book": older}), small_plan()).findings) == ["GATE_XLS_OLD"]
    assert codes(read(stream, small_plan()).findings) == ["GATE_XLS_OLD"]  # bare, as Excel 4 wrote them


def test_days_of_an_xls_counted_from_1904() -> None:
    data = ole({"Workbook": xls_stream(page(Said(D(2022, 9, 5))), biff(0x22, struct.pack("<H", 1)))})
    assert only_cell(opened(data)).value == D(2026, 9, 6)  # the same number, counted from a later day


def test_an_xls_is_never_read_in_the_process_that_must_not_die(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(BookError):
        read_book(as_xls(page(Said(1))))
    here: list[bytes] = []
    monkeypatch.setattr(gate, "read_package", lambda package: here.append(package.container.data))
    for writer in (as_xls, as_ods):
        assert gate.open_book(writer(page(Said(1))))[0] is not None
    assert here == []
    plan = tmp_path / "ke-hoach.xls"
    plan.write_bytes(as_xls(drawn(draw_plan())))
    with pytest.raises(PipelineError, match=r"Lưu lại dạng \.xlsx"):
        load_plan(plan)


# --- our own forms -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [*KINDS, "GATE_STRICT"])
def test_a_filled_form_gives_the_same_facts_and_one_warning(kind: str) -> None:
    data = as_strict(good()) if kind == "GATE_STRICT" else WRITERS[kind](drawn(good()))
    before, after = read(good(), small_plan()), read(data, small_plan(), "gui.xlsx")
    assert values_of(after) == values_of(before) and (after.task, after.unit, after.period) == ("I.2", "VP", "2022-09")
    assert [f for f in after.findings if f.code != kind] == list(before.findings)
    (warned,) = [f for f in after.findings if f.code == kind]
    assert warned.severity == "warning" and "đã được đọc" in warned.message and ".xlsx" in warned.message


@pytest.mark.parametrize("kind", KINDS)
def test_an_identity_that_contradicts_its_properties_is_seen_in_every_kind(kind: str) -> None:
    book = drawn(good())
    submission = read(
        WRITERS[kind](Drawn(book.pages, book.names, {**book.properties, "meta_task": "I.1"})), small_plan()
    )
    assert "ID_CONTRADICTION" in codes(submission.findings) and submission.state == "rejected"


def test_a_long_list_in_an_xls_is_read_to_its_end_on_both_roads() -> None:
    """LibreOffice cuts the name of the list to its row number modulo 65,536."""
    desk = Office(one(kind="hồ sơ", op=">", target="50%"))
    rows = [[f"H{n}", D(2022, 7, 1), D(2022, 7, 9), D(2022, 7, 8)] for n in range(4_000)]
    book = drawn(fill(template(desk.plan, "T.1", "VP"), rows_T_1_1=rows))
    sheet, top, left, bottom, right = book.names["", "rows_T_1_1"] or ("", 0, 0, 0, 0)
    cut = {**book.names, ("", "rows_T_1_1"): (sheet, top, left, (bottom - 1) % 65_536 + 1, right)}
    desk.take(as_xls(Drawn(book.pages, cut, book.properties)))
    (submission,) = desk.submissions()
    assert submission.accepted and len(submission.cases[0].ids) == 4_000
    assert roads(desk) == ()


def test_reports_from_other_kinds_of_files_are_verified_like_any_other(tmp_path: Path) -> None:
    kinds: tuple[Callable[[Drawn], bytes], ...] = (as_ods, as_xls, as_xlsb)
    office = Office(one(kind="số lượng", target=3, reporters="VP; TCCB; CCHC"))
    for count, (unit, writer) in enumerate(zip(("VP", "TCCB", "CCHC"), kinds, strict=True), 1):
        form = fill(template(office.plan, "T.1", unit), in_T_1_1_count=count)
        office.take(writer(drawn(form)), f"{unit}.{writer.__name__[3:]}")
    desk = Desk.of(office, tmp_path)
    made = desk.make()
    (measure,) = made.results.measures
    assert measure.figure.value == 6
    assert desk.differences(desk.report()) == ()


def test_a_plan_may_be_kept_as_ods(tmp_path: Path) -> None:
    path = tmp_path / "ke-hoach.ods"
    path.write_bytes(as_ods(drawn(draw_plan())))
    assert load_plan(path).tasks.keys() == small_plan().tasks.keys()


@needs_libreoffice
@pytest.mark.parametrize("form", ["xlsx", "ods", "xls"])
def test_blank_standard_forms_and_bundles_saved_by_libreoffice_are_still_ours(tmp_path: Path, form: str) -> None:
    made = {"mau": template(small_plan(), "I.2"), "so": bundle(small_plan(), "VP")}
    files = [tmp_path / f"{name}.xlsx" for name in made]
    for file, data in zip(files, made.values(), strict=True):
        file.write_bytes(data)
    for file, again in zip(files, resave(files, tmp_path, form), strict=True):
        before, after = read_book(file.read_bytes()), opened(again.read_bytes())
        assert list(after.sheets) == list(before.sheets)
        assert {n: a for n, a in after.names.items() if "xlnm" not in n} == before.names
        for sheet, names in before.local_names.items():
            assert {n: a for n, a in after.local_names[sheet].items() if "xlnm" not in n} == {
                n: a for n, a in names.items() if "xlnm" not in n
            }
        assert {k: v for k, v in after.properties.items() if k.startswith("meta_")} == before.properties
