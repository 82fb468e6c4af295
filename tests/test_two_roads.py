"""A long plain list goes down a fast road; whatever is odd goes down the careful one; both agree."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import workbook
from pipeline.formats import sheet_xml
from pipeline.ooxml import BookError
from pipeline.workbook import Sheet, read_book
from tests.amount import some
from tests.drawing import fill, read, rewrite, shipped_plan, template

days = st.dates(date(1990, 1, 1), date(2099, 12, 31))
texts = st.text(st.characters(min_codepoint=32, exclude_categories=["Cs", "Cn", "Co"]), min_size=1, max_size=12)
numbers = st.integers(-(10**14), 10**14) | st.decimals(-9999, 9999, places=3).map(float)
values = st.none() | texts | days | numbers | st.booleans()


def written(rows: list[list[Any]], **cell_format: str) -> bytes:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("Danh sách")
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        plain = book.add_format(cell_format) if cell_format else None
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(r, c, datetime(value.year, value.month, value.day), day)
                elif isinstance(value, str):
                    sheet.write_string(r, c, value)
                elif value is not None:
                    sheet.write(r, c, value, plain)
    return buffer.getvalue()


def only_sheet(data: bytes) -> Sheet:
    (sheet,) = read_book(data).sheets.values()
    return sheet


@pytest.fixture
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "FAST_BYTES", 0)


@given(st.lists(st.lists(values, min_size=4, max_size=4), min_size=1, max_size=6))
def test_both_roads_give_the_same_cells(fast: None, rows: list[list[Any]]) -> None:
    data = written(rows)
    by_fast = only_sheet(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workbook, "FAST_BYTES", 10**9)
        by_care = only_sheet(data)
    assert by_care.grid is None
    seen = {place: (cell.kind, cell.value) for place, cell in by_fast.cells.items()}
    assert seen == {place: (cell.kind, cell.value) for place, cell in by_care.cells.items()}


# --- any notation another program may use ------------------------------------------------------------

_VALUES = (
    "1", "0", "-0", "1.5", "82.959999999999994", "1e5", "1E-7", " 2 ", "12345678901234567", "0.1", "44927", "44927.5",
    "44927.354166666664", "44927.99999", "44927.99999999999", "0.5", "60", "59", "-3", "2958465", "2958466", "1e999",
    "NaN", "INF", "0x1F", "1_000", "", "abc", "true", "#REF!", "#N/A", "2022-01-31", "2022-01-31T08:00:00", "_x0041_",
    "_x000D_", "a&amp;b", "&#x1EA1;", "&lt;", "  hai  ", "một\nhai", "Hoà", "\u00a0x", "00123", "=1+1",
    "<![CDATA[x]]>", "a<!-- b -->c",
)  # fmt: skip
_SHELLS = (
    "<v>{}</v>", "<v>{}</v>", "<v>{}</v>", '<v xml:space="preserve">{}</v>', "<is><t>{}</t></is>",
    '<is><t xml:space="preserve">{}</t></is>', "<is><r><t>{}</t></r><r><t>b</t></r></is>", "<v>{}</v><extLst/>",
    "<f>1+1</f><v>{}</v>", "<f/><v>{}</v>", "<v> {} </v>", "<!--{}-->", "{}",
)  # fmt: skip
_TYPES = (
    "",
    "",
    "",
    ' t="n"',
    ' t="s"',
    ' t="str"',
    ' t="inlineStr"',
    ' t="b"',
    ' t="e"',
    ' t="d"',
    ' t="zz"',
    " t='n'",
)
_STYLES = ("", "", ' s="0"', ' s="1"', ' s="2"', ' s="3"', ' s="99"', " s='1'", ' cm="1"', ' s="-1"')
_PLACES = ("usual", "usual", "usual", "usual", "none", "lower", "dollar", "style first", "again")


_NUMBERS = tuple(v for v in _VALUES if v.replace(".", "").replace("-", "").isdigit() and v.count("-") < 2)
_TEXTS = ("abc", "a&amp;b", "&#x1EA1;", "&lt;", "  hai  ", "một\nhai", "Hoà", "00123", "=1+1", "", "1")


@st.composite
def usual_cells(draw: st.DrawFn, place: str) -> str:
    """A cell as nearly all programs write it."""
    style = draw(st.sampled_from(_STYLES[:5]))
    if draw(st.booleans()):
        kind = draw(st.sampled_from(("", "", ' t="n"')))
        return f'<c r="{place}"{style}{kind}><v>{draw(st.sampled_from(_NUMBERS))}</v></c>'
    text = draw(st.sampled_from(_TEXTS))
    forms = f' t="inlineStr"><is><t xml:space="preserve">{text}</t></is>', f' t="inlineStr"><is><t>{text}</t></is>'
    content = draw(st.sampled_from((*forms, ' t="s"><v>0</v>', ' t="s"><v>9</v>', ">")))
    return f'<c r="{place}"{style}{content}</c>'


@st.composite
def odd_cells(draw: st.DrawFn, place: str) -> str:
    """A cell as few programs write it, or none."""
    kind, style = draw(st.sampled_from(_TYPES)), draw(st.sampled_from(_STYLES))
    content = draw(st.sampled_from(_SHELLS)).format(draw(st.sampled_from(_VALUES)))
    attributes = {
        "usual": f' r="{place}"{style}{kind}',
        "none": f"{style}{kind}",
        "lower": f' r="{place.lower()}"{style}{kind}',
        "dollar": f' r="${place[0]}${place[1:]}"{style}{kind}',
        "style first": f'{style}{kind} r="{place}"',
        "again": f' r="A1"{style}{kind}',
    }[draw(st.sampled_from(_PLACES))]
    return f"<c{attributes}>{content}</c>"


@st.composite
def sheets(draw: st.DrawFn, cells: Callable[[str], st.SearchStrategy[str]], usual: bool) -> str:
    """The rows of a sheet as somebody else's program might write them."""
    rows = []
    for number in range(1, draw(st.integers(1, 3)) + 1):
        row = "".join(draw(cells(f"{column}{number}")) for column in "ABC"[: draw(st.integers(0, 3))])
        odd = (f' r="{number}"', "", f' r="{number + 2}"', f' r="{number}" hidden="1"')
        rows.append(f"<row{odd[0] if usual else draw(st.sampled_from(odd))}>{row}</row>")
    return "".join(rows if usual else draw(st.permutations(rows)))


def outcome(data: bytes) -> object:
    try:
        sheet = only_sheet(data)
    except BookError as error:
        return error.reason
    return {place: (cell.kind, cell.value) for place, cell in sheet.cells.items() if cell.value != ""}


def with_rows(rows: str) -> bytes:
    sheet = f"<sheetData>{rows}</sheetData>".encode()
    return rewrite(written([["x", date(2022, 1, 3), 1]]), rb"(?s)<sheetData>.*</sheetData>", sheet)


@given(sheets(usual_cells, True) | sheets(odd_cells, False))
@settings(max_examples=some(400))
def test_both_roads_agree_on_whatever_another_program_writes(fast: None, rows: str) -> None:
    data = with_rows(rows)
    by_fast = outcome(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workbook, "FAST_BYTES", 10**9)
        assert outcome(data) == by_fast
        patch.setattr(sheet_xml, "usual_sheet", lambda *_: None)
        assert outcome(data) == by_fast
        patch.setattr(sheet_xml, "usual_rows", lambda *_: None)
        assert outcome(data) == by_fast


@pytest.mark.parametrize(
    ("what", "data"),
    [
        ("an ordinary list", written([["H1", date(2022, 1, 3)]])),
        ("a percentage", written([["H1", 0.9]], num_format="0%")),
        ("a time of day", written([["H1", 0.4]], num_format="dd/mm/yyyy hh:mm")),
    ],
)
def test_only_a_plain_list_goes_down_the_fast_road(fast: None, what: str, data: bytes) -> None:
    assert (only_sheet(data).grid is not None) == (what == "an ordinary list")


def test_a_stored_escape_is_read_on_the_fast_road(fast: None) -> None:
    sheet = only_sheet(written([["H\r1", 1]]))
    assert sheet.grid is not None and sheet.text(1, 1) == "H\r1"


def test_a_formula_sends_the_sheet_down_the_careful_road(fast: None) -> None:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.add_worksheet().write_formula(0, 0, "=1+1", None, 2)
    sheet = only_sheet(buffer.getvalue())
    assert sheet.grid is None and sheet.cells[1, 1].formula


def test_one_far_cell_does_not_ask_for_memory_for_the_whole_sheet(fast: None) -> None:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_string(0, 0, "đầu")
        sheet.write_string(1_048_575, 16_383, "cuối")
    read = only_sheet(buffer.getvalue())
    assert read.grid is None and len(read.cells) == 2


DAYS = (date(2022, 3, 1), date(2022, 3, 10), date(2022, 3, 9))


@pytest.mark.parametrize(
    ("rows", "ids"),
    [
        ([["H1", *DAYS], ["  H2 ", *DAYS[:2], None], [103, "01/03/2022", *DAYS[1:]], [None, *DAYS[:2], None]],
         ("H1", "H2", "103")),
        ([["H1", 44621, 44630, 44629], ["H2", 44621, 44630, None]], ("H1", "H2")),  # days without their format
        ([["H1", *DAYS[:2], None], ["H2", *DAYS[:2], None]], ("H1", "H2")),  # nothing returned yet
        ([["НS1", *DAYS], ["Hồ sơ  2", *DAYS], ["x" * 1600, *DAYS]], ("HS1", "Hồ sơ 2", "x" * 1600)),
        ([["H1", *DAYS], [None] * 4, ["H3", *DAYS]], ("H1", "H3")),
        ([["H1", *DAYS], ["H2", "hôm qua", *DAYS[1:]], ["H3", *DAYS[:2], 0.5]], ("H1",)),
    ],
)  # fmt: skip
def test_a_case_list_reads_the_same_on_both_roads(fast: None, rows: list[list[Any]], ids: tuple[str, ...]) -> None:
    data = fill(template(shipped_plan(), "A.IV.5", "VP"), rows_A_IV_5_1=rows)
    by_fast = read(data, shipped_plan())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workbook, "FAST_BYTES", 10**9)
        by_care = read(data, shipped_plan())
    assert by_fast.cases[0].ids == ids
    assert by_fast == by_care
