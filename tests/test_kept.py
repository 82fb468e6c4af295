"""What is told once for many files: in whatever order they come, each says what it says when it comes alone."""

from __future__ import annotations

import zipfile
from datetime import date
from functools import lru_cache
from io import BytesIO
from random import Random
from xml.parsers.expat import ExpatError
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import limits
from pipeline.formats import sheet_xml
from pipeline.formats.elements import read_properties, read_strings
from pipeline.intake.check import check_parts
from pipeline.intake.read import read_file
from pipeline.kept import ENTRY, Kept, forget_all
from pipeline.model import Submission
from pipeline.ooxml import BookError
from pipeline.usual_zip import usual_members
from pipeline.workbook import Book, Sheet, read_book
from tests.amount import some
from tests.drawing import bundle, fill, received, rewrite, small_plan, template
from tests.forging import package_of, parts_of
from tests.test_two_roads import written


@lru_cache(maxsize=1)
def files() -> tuple[bytes, ...]:
    """Forms that have much in common and differ in what a reader might take for the same."""
    plan = small_plan()
    told = {"in_I_2_1_count": 7, "in_as_of": date(2022, 9, 1), "in_result": "Đã đăng 7 tin"}
    blank = template(plan, "I.2", "VP")
    news = fill(blank, **told)
    return (
        blank,
        news,
        fill(template(plan, "I.2", "VP"), in_I_2_1_count="B¸o c¸o", in_result="B¸o c¸o kÕt qu¶ thùc hiÖn"),
        rewrite(news, rb"<row r=\"12\"", b'<row r="12" hidden="1"'),
        other(blank, "xl/sharedStrings.xml", "<t>Cách làm", "<t>Cách khác"),  # the same cells, not the same texts
        other(news, "xl/styles.xml", 'formatCode="dd/mm/yyyy"', 'formatCode="0.00"'),  # a day is a number
        other(news, "xl/workbook.xml", "<workbookPr", '<workbookPr date1904="1"'),
        other(news, "xl/workbook.xml", 'sheetId="1"', 'sheetId="1" state="hidden"'),
        other(news, "xl/workbook.xml", 'name="Hướng dẫn"', 'name="Chỉ dẫn"'),
        rewrite(news, rb"<sheetProtection[^>]*/>", b""),
        rewrite(news, rb'<c r="C14"( s="\d+")><v>7</v>', rb'<c r="C14"\1><v>8</v>'),
        fill(template(plan, "I.1", "TCCB"), in_I_1_1_numerator=5, in_I_1_1_denominator=4),
        fill(template(plan, "I.1", "CCHC"), in_I_1_1_numerator=5, in_I_1_1_denominator=8),
        bundle(plan, "VP"),
    )


def other(data: bytes, part: str, old: str, new: str) -> bytes:
    """The file with something else in one of its parts."""
    parts = parts_of(data)
    changed = parts[part].decode().replace(old, new).encode()
    assert changed != parts[part]
    return package_of({**parts, part: changed})


def says(data: bytes) -> tuple[Book, tuple[Submission, ...]]:
    """The workbook, and what is read of it and found."""
    return read_book(data), check_parts(read_file(received(data), small_plan()), small_plan())


@lru_cache(maxsize=1)
def alone() -> tuple[tuple[Book, tuple[Submission, ...]], ...]:
    """What each file says where nothing is known."""
    found = []
    for data in files():
        forget_all()
        found.append(says(data))
    return tuple(found)


@pytest.mark.parametrize("seed", range(4))
def test_a_file_says_the_same_whichever_came_before(seed: int) -> None:
    expected = alone()
    forget_all()
    order = Random(seed).sample(range(len(files())), len(files()))
    for number in (*order, *reversed(order), *order):
        assert says(files()[number]) == expected[number], number


def test_the_files_do_differ() -> None:
    """Else the test above would hold of a memory that mixes them up."""
    said = [(book, [(p.facts and [f.value for f in p.facts], p.findings) for p in parts]) for book, parts in alone()]
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
    footers = (f"<headerFooter><oddFooter>{text}</oddFooter></headerFooter>" for text in ("A", "B &amp; C"))
    plain, named = (sheet_of(row, behind=footer) for footer in footers)
    assert plain == named and isinstance(plain, Sheet) and plain.guards is not None
    assert sheet_of(row, behind="<headerFooter><oddFooter>&x;</oddFooter></headerFooter>") == "GATE_DAMAGED"


# --- shared strings ---------------------------------------------------------------------------------------


def shared(texts: list[str], more: str = "") -> bytes:
    listed = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in texts)
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<sst xmlns="urn:s" count="9">'
    return f"{head}{listed}{more}</sst>".encode()


words = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=20)
guide = [f"{n}. {'Cách điền mẫu ' * 30}" for n in range(20)]


@settings(max_examples=some(60))
@given(st.lists(st.tuples(st.integers(0, 20), st.lists(words, max_size=4)), min_size=1, max_size=5))
def test_strings_that_begin_like_those_of_another_form_are_read_alike(forms: list[tuple[int, list[str]]]) -> None:
    forget_all()
    for cut, own in forms:
        texts = [*guide[:cut], *own, *guide[cut:], *own]
        read = read_strings(shared(texts), b"template")
        assert read == texts and list(read.former.strings[: read.alike] if read.former else ()) == texts[: read.alike]


def test_what_comes_behind_a_beginning_that_is_known_is_looked_at() -> None:
    forget_all()
    assert read_strings(shared(guide), b"template") == guide
    assert read_strings(shared([*guide, "x"]), b"template").alike == len(guide)
    run = "<si><r><t>a</t></r><r><t>b</t></r><rPh><t>z</t></rPh></si>"
    assert read_strings(shared(guide, run), b"template") == [*guide, "ab"]
    for wrong in ("<si><t>&nothing;</t></si>", "<si><t>a</si>", "</sst><sst>"):
        with pytest.raises(ExpatError):
            read_strings(shared(guide, wrong), b"template")


# --- a zip in the usual notation --------------------------------------------------------------------------


@lru_cache(maxsize=1)
def usual_zip() -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(zipfile.ZipInfo("a.xml"), b"<a>" + b"told " * 20 + b"</a>", zipfile.ZIP_DEFLATED)
        archive.writestr(zipfile.ZipInfo("xl/b"), b"as it is", zipfile.ZIP_STORED)
        archive.writestr(zipfile.ZipInfo("c"), b"", zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


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


@pytest.mark.parametrize("change", [0x01, 0x80, 0xFF])
def test_a_zip_holds_what_the_library_finds_in_it_whatever_byte_is_changed(change: int) -> None:
    whole = usual_zip()
    assert usual_members(whole) is not None and by_us(whole) == by_library(whole)
    for place in range(len(whole)):
        data = bytearray(whole)
        data[place] ^= change
        assert by_us(bytes(data)) == by_library(bytes(data)), place


@pytest.mark.parametrize("comment", [b"", b"told"])
@pytest.mark.parametrize("name", ["a", "xl/b.xml", "ă.xml", "c\\d"])
@pytest.mark.parametrize("extra", [b"", b"\x99\x00\x02\x00ab"])
@pytest.mark.parametrize("around", [(b"", b""), (b"before", b""), (b"", b"behind")])
def test_an_unusual_zip_is_left_to_the_library(
    comment: bytes, name: str, extra: bytes, around: tuple[bytes, bytes]
) -> None:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        info = zipfile.ZipInfo(name)
        info.extra = extra
        archive.writestr(info, b"told " * 9, zipfile.ZIP_DEFLATED)
        archive.comment = comment
    data = around[0] + buffer.getvalue() + around[1]
    assert by_us(data) == by_library(data)


# --- properties one by one --------------------------------------------------------------------------------


def custom(body: str) -> bytes:
    """The part of a workbook's custom properties."""
    spaces = 'xmlns="urn:p" xmlns:vt="urn:t"'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<Properties {spaces}>{body}</Properties>'.encode()


def kept_as(name: str, value: str) -> str:
    return f'<property fmtid="{{D5}}" pid="2" name="{name}"><vt:lpwstr>{value}</vt:lpwstr></property>'


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (kept_as("meta_task", "I.2") + kept_as("meta_unit", "VP"), {"meta_task": "I.2", "meta_unit": "VP"}),
        (kept_as("meta_unit", "A &amp; B &#272;"), {"meta_unit": "A & B Đ"}),
        (kept_as("meta_unit", "<![CDATA[<VP>]]>"), {"meta_unit": "<VP>"}),
        (kept_as("meta_task", "") + kept_as("meta_unit", "VP"), {"meta_unit": "VP"}),
        ("\n  " + kept_as("meta_task", "I.2") + "\n", {"meta_task": "I.2"}),
        ("<!--" + kept_as("meta_task", "I.1") + "-->" + kept_as("meta_task", "I.2"), {"meta_task": "I.2"}),
        (kept_as("meta_task", "I.") + kept_as("meta_task", "2"), {"meta_task": "I.2"}),  # told in two pieces
        (kept_as("meta_task", "I.2<vt:x>b</vt:x>"), {"meta_task": "I.2b"}),
        ("", {}),
    ],
)
def test_properties_are_read_in_every_notation(body: str, expected: dict[str, str]) -> None:
    forget_all()
    for _ in range(2):  # with nothing known, then with what was told
        assert read_properties(custom(body)) == expected


def test_properties_that_are_no_xml_are_refused_also_where_their_beginning_is_known() -> None:
    assert read_properties(custom(kept_as("meta_task", "I.2"))) == {"meta_task": "I.2"}
    for body in (kept_as("meta_task", "I.2") + "</x>", kept_as("meta_task", "I.2") + "<x>", "</property>"):
        with pytest.raises(ExpatError):
            read_properties(custom(body))


# --- what the rows of a sheet begin with ------------------------------------------------------------------


def test_forms_that_differ_in_what_was_typed_begin_alike() -> None:
    blank, news = (read_book(data).sheets["Nhập liệu"] for data in files()[:2])
    assert blank is not news and blank.margin is news.margin
    assert news.margin.columns[2] == 1 and news.margin.texts[2].startswith("BÁO CÁO KẾT QUẢ")


def test_what_is_asked_of_a_sheet_again_is_not_told_again() -> None:
    sheet = read_book(files()[0]).sheets["Nhập liệu"]
    told: list[int] = []

    def tell(asked: Sheet, row: int) -> str:
        told.append(row)
        return asked.text(row, 1)

    assert [sheet.once(tell, row) for row in (1, 2, 1, 2)] == [sheet.text(row, 1) for row in (1, 2, 1, 2)]
    assert told == [1, 2]
