"""What is told once for many files: in whatever order they come, each says what it says when it comes alone."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from functools import lru_cache
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import limits
from pipeline.formats import sheet_xml
from pipeline.intake.check import check_parts
from pipeline.intake.read import read_file
from pipeline.kept import ENTRY, Kept, forget_all
from pipeline.model import Submission
from pipeline.ooxml import BookError
from pipeline.workbook import Book, Sheet, read_book
from tests.drawing import bundle, fill, received, rewrite, small_plan, template
from tests.test_two_roads import written


@lru_cache(maxsize=1)
def files() -> tuple[bytes, ...]:
    """Forms that have much in common and differ in what a reader might take for the same."""
    plan = small_plan()
    told = {"in_I_2_1_count": 7, "in_reporter": "Lê Thị Hoa", "in_result": "Đã đăng 7 tin"}
    news = fill(template(plan, "I.2", "VP"), **told)
    return (
        template(plan, "I.2", "VP"),
        news,
        fill(template(plan, "I.2", "VP"), in_I_2_1_count="B¸o c¸o", in_result="B¸o c¸o kÕt qu¶ thùc hiÖn"),
        rewrite(news, rb"<row r=\"12\"", b'<row r="12" hidden="1"'),
        rewrite(template(plan, "I.2", "VP"), "<t>Cách làm".encode(), "<t>Cách khác".encode()),  # of the same cells
        rewrite(news, rb"<sheetProtection[^>]*/>", b""),
        rewrite(news, rb'<c r="C14"( s="\d+") t="n"><v>7</v>', rb'<c r="C14"\1 t="n"><v>8</v>'),
        fill(template(plan, "I.1", "TCCB"), in_I_1_1_numerator=5, in_I_1_1_denominator=4),
        fill(template(plan, "I.1", "CCHC"), in_I_1_1_numerator=5, in_I_1_1_denominator=8),
        bundle(plan, "VP"),
    )


def says(data: bytes) -> tuple[Book, tuple[Submission, ...]]:
    """The workbook, and what is read of it and found."""
    return read_book(data), check_parts(read_file(received(data), small_plan()), small_plan())


@lru_cache(maxsize=1)
def alone() -> tuple[object, ...]:
    """What each file says where nothing is known."""
    found = []
    for data in files():
        forget_all()
        found.append(says(data))
    return tuple(found)


@given(st.lists(st.integers(0, 9), min_size=2, max_size=12))
@settings(max_examples=25, deadline=None)
def test_a_file_says_the_same_whichever_came_before(order: Sequence[int]) -> None:
    expected = alone()
    forget_all()
    for number in order:
        assert says(files()[number]) == expected[number]


def test_the_files_do_differ() -> None:
    """Else the test above would hold of a memory that mixes them up."""
    said = alone()
    assert [n for n, one in enumerate(said) if said.index(one) != n] == []


def test_what_is_kept_is_read_once() -> None:
    forget_all()
    one, other = (read_book(template(small_plan(), "I.1", unit)).sheets for unit in ("TCCB", "CCHC"))
    assert one["Hướng dẫn"] is other["Hướng dẫn"] and one["Nhập liệu"] is not other["Nhập liệu"]


# --- what a memory holds ---------------------------------------------------------------------------------


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 400))))
def test_a_memory_holds_no_more_than_its_bound(asked: list[tuple[int, int]]) -> None:
    kept: Kept[int, str] = Kept(8_000, lambda key, told: len(told))
    for key, size in asked:
        told = kept.get(key) or kept.put(key, f"{key}:" + "x" * size)
        assert told.startswith(f"{key}:")
        held = {**kept.old, **kept.young}
        assert sum(ENTRY + len(told) for told in held.values()) <= 8_000


def test_what_is_asked_for_again_stays_and_what_is_too_large_is_not_kept() -> None:
    kept: Kept[int, str] = Kept(8_000, lambda key, told: len(told))
    kept.put(0, "a")
    kept.put(-1, "x" * 2_000)
    for key in range(1, 100):
        kept.put(key, "b" * 100)
        assert kept.get(0) == "a" and kept.get(-1) is None
    assert kept.get(1) is None


def test_hundreds_of_strange_files_fill_no_memory() -> None:
    forget_all()
    for n in range(300):
        read_book(written([[f"{n}-{k}", n * 1000 + k] for k in range(40)]))
    for kept in (sheet_xml._SHEETS,):
        assert len(kept.young) + len(kept.old) <= 48_000_000 // ENTRY
        assert sum(400 * len(sheet.cells) for sheet in (*kept.young.values(), *kept.old.values())) <= 48_000_000


# --- a sheet row by row -----------------------------------------------------------------------------------


def sheet_of(rows: str, before: str = "", behind: str = "") -> Sheet | str:
    """The sheet with these rows, or why it is refused; read twice, with what was kept and by the slower road."""
    part = f"{before}<sheetData>{rows}</sheetData>{behind}".encode().replace(b"\\", b"\\\\")
    data = rewrite(written([["x", 1]]), rb"(?s)<sheetData>.*</sheetData>", part)
    found: list[Sheet | str] = []
    for by_care in (False, False, True):
        with pytest.MonkeyPatch.context() as patch:
            if by_care:
                patch.setattr(sheet_xml, "usual_sheet", lambda _: None)
                patch.setattr(sheet_xml, "usual_rows", lambda *_: None)
            try:
                (sheet,) = read_book(data).sheets.values()
                found.append(sheet)
            except BookError as error:
                found.append(error.reason)
    assert found[0] == found[1] == found[2]
    return found[0]


CELL = '<c r="{}"><v>{}</v></c>'


@pytest.mark.parametrize(
    ("rows", "values"),
    [
        ('<row r="1">' + CELL.format("A1", 5) + "</row>", {(1, 1): 5}),
        ('<row r="1"/><row r="2">' + CELL.format("B2", 5) + '</row><row r="3"/>', {(2, 2): 5}),
        ('<row r="1">' + CELL.format("A1", 5) + "</row><row r='2'>" + CELL.format("A2", 6) + "</row>",
         {(1, 1): 5, (2, 1): 6}),
        ("", {}),
    ],
)  # fmt: skip
def test_rows_are_read_alike_one_by_one_and_together(rows: str, values: dict[tuple[int, int], int]) -> None:
    sheet = sheet_of(rows)
    assert isinstance(sheet, Sheet) and {place: cell.value for place, cell in sheet.cells.items()} == values


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1">' + CELL.format("A1", 5) + '</row><row r="2">' + CELL.format("A1", 6) + "</row>",  # twice
        '<row r="1"><row r="2">' + CELL.format("A1", 5) + "</row></row></row>",
        '<row r="1" r="2">' + CELL.format("A1", 5) + "</row>",
        '<row r="1">' + CELL.format("A1", "&nothing;") + "</row>",
        '<row r="1"><c r="A1" t="inlineStr"><is><t>\x01</t></is></c></row>',
        '<row r="1"><c r="A1" t="s"><v>99</v></c></row>',
    ],
)
def test_what_is_wrong_is_refused_however_it_is_read(rows: str) -> None:
    assert sheet_of(rows) == "GATE_DAMAGED"


def test_rows_in_a_comment_are_none() -> None:
    sheet = sheet_of('<row r="1">' + CELL.format("A1", 5) + "</row>", "<!-- ", " --><sheetData/>")
    assert isinstance(sheet, Sheet) and not sheet.cells


def test_a_footer_with_a_name_changes_nothing_else() -> None:
    row = '<row r="1">' + CELL.format("A1", 5) + "</row>"
    plain, named = (
        sheet_of(row, behind=f"<headerFooter><oddFooter>{text}</oddFooter></headerFooter>") for text in ("A", "B &amp; C")
    )
    assert plain == named and isinstance(plain, Sheet) and plain.guards is not None
    assert sheet_of(row, behind="<headerFooter><oddFooter>&x;</oddFooter></headerFooter>") == "GATE_DAMAGED"


# --- a zip in the usual notation --------------------------------------------------------------------------


@st.composite
def zips(draw: st.DrawFn) -> bytes:
    """A zip as programs write it, perhaps with some bytes changed."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for n in range(draw(st.integers(0, 4))):
            info = zipfile.ZipInfo(draw(st.sampled_from(("a", "xl/b.xml", "c/d", "ă.xml", "A"))) + str(n))
            info.extra = draw(st.sampled_from((b"", b"", b"\x99\x00\x02\x00ab")))
            packing = draw(st.sampled_from((zipfile.ZIP_DEFLATED, zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED)))
            archive.writestr(info, draw(st.binary(max_size=40)) * draw(st.integers(1, 30)), packing)
        archive.comment = draw(st.sampled_from((b"", b"", b"", b"told")))
    data = bytearray(buffer.getvalue())
    for _ in range(draw(st.sampled_from((0, 0, 1, 2)))):
        data[draw(st.integers(0, len(data) - 1))] = draw(st.integers(0, 255))
    return bytes(data) + draw(st.sampled_from((b"", b"", b"", b"tail")))


def by_library(data: bytes) -> object:
    """What is in a zip as the standard library reads it, within our limits."""
    try:
        with limits.open_container(data) as archive:
            return [(m.filename, _part(lambda m=m: archive.read(m))) for m in archive.infolist()]  # type: ignore[misc]
    except limits.Refused as refused:
        return refused.kind, refused.found
    except limits.DAMAGED:
        return "damaged"


def by_us(data: bytes) -> object:
    try:
        container = limits.Container(data)
        return [(m.filename, _part(lambda m=m: container.read(m))) for m in container.members]  # type: ignore[misc]
    except limits.Refused as refused:
        return refused.kind, refused.found
    except limits.DAMAGED:
        return "damaged"


def _part(read: object) -> object:
    try:
        return read()  # type: ignore[operator]
    except limits.DAMAGED:
        return "damaged"


@given(zips())
@settings(max_examples=400)
def test_a_zip_holds_what_the_library_finds_in_it(data: bytes) -> None:
    assert by_us(data) == by_library(data)
    assert by_us(data) == by_library(data)  # with its parts kept
