"""A sealed report read back: every edit is named, and nothing is named where nothing was edited."""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from openxml_audit import OpenXmlValidator

from pipeline.audit.align import aligned
from pipeline.audit.charts import WORKBOOKS
from pipeline.audit.differences import KIND, Difference, differences, judged
from pipeline.audit.paper import Paper, paper_of, read_paper
from pipeline.audit.seal import registry_hash, said_in, seal_of, sealed
from pipeline.conform.check import conform
from pipeline.conform.package import unpacked
from pipeline.container import pack, unpack
from pipeline.model import PipelineError
from pipeline.report.document import Appendix, Chart, Column, Document, Heading, Paragraph, Row, Series, Table
from pipeline.report.machine import inside
from pipeline.report.word import write_docx
from tests.desks import reported_example
from tests.documents import AGENCY, SENTENCE, STAMP
from tests.rendering import converted, needs_libreoffice
from tests.wellformed import Expected, findings

BODY, ITEM, CHART_1, WORKBOOK_1 = (
    "word/document.xml", "customXml/item1.xml", "word/charts/chart1.xml", "word/embeddings/du-lieu-1.xlsx",
)  # fmt: skip
COLUMNS = (Column("TT", 12, "center"), Column("Nhiệm vụ", 90), Column("Kết quả", 30, "right"))
NAMES = ("một", "hai", "ba", "bốn")
ROWS = (
    Row(("A. Chỉ đạo, điều hành", "", ""), "group"),
    *(Row((f"A.{n}", f"Rà soát thủ tục {name}", f"{90 + n},5%")) for n, name in enumerate(NAMES, 1)),
    Row(("B.1", "Không phát sinh", "-")),
)
BARS = Chart(
    "Mức hoàn thành", "bar", ("Mục A", "Mục B"),
    (Series("Kỳ này", (Fraction(1, 3), Fraction(49, 50)), labels=("33,3%", "98%")),), "Mục A 33,3%",
)  # fmt: skip
COLUMNS_AND_LINE = Chart(
    "Giải ngân", "column", ("Quý I", "Quý II", "Mục tiêu"),
    (Series("Kết quả", (Fraction(1, 4), Fraction(1, 2), None), labels=("25%", "50%", "")),
     Series("Mục tiêu 90%", (Fraction(9, 10),) * 3, "line")), "Quý I 25%",
)  # fmt: skip
REPORT = Document(
    "BÁO CÁO", "Kết quả công tác cải cách hành chính tháng 9 năm 2022", "BC",
    (
        Heading(1, "I. Công tác chỉ đạo"), Paragraph(SENTENCE), Paragraph("Giải ngân 60,6% kế hoạch vốn (303/500)."),
        Heading(2, "1. Kết quả nổi bật"), Paragraph("Sở đã ban hành văn bản chỉ đạo."), BARS,
        Table("Bảng 1. Tiến độ", COLUMNS, ROWS), COLUMNS_AND_LINE,
        Paragraph("Trên đây là báo cáo của Sở (chi tiết tại các Phụ lục)."),
    ),
    AGENCY.signing,
    (Appendix("Tiến độ từng nhiệm vụ", (Table("", COLUMNS, ROWS), Paragraph("Ghi chú: nhiều nhất 100%."))),
     Appendix("Thống kê số liệu", (Paragraph("Có 12 đơn vị."), Table("", COLUMNS, ROWS)))),
    AGENCY.addressees, AGENCY.recipients,
)  # fmt: skip
_RUN = re.compile(r'<w:r><w:t(?: xml:space="preserve")?>([^<]*)</w:t></w:r>')
_NUMBER = re.compile(r"(\d+(?:[.,]\d+)*%?)")


# --- making and changing ------------------------------------------------------------------------


class Docx(bytes):
    """The bytes of a document, which nobody wants to see when a test fails."""

    def __repr__(self) -> str:
        return "<a report>"


def anchored(docx: bytes) -> bytes:
    """The document sealed, each number of its text and charts a figure, as the product will write it."""
    parts = unpack(docx)
    count = 0

    def wrapped(match: re.Match[str]) -> str:
        nonlocal count
        if "tháng     năm" in match[1] or not _NUMBER.search(match[1]):
            return match[0]
        pieces = []
        for piece in filter(None, _NUMBER.split(match[1])):
            run = f'<w:r><w:t xml:space="preserve">{piece}</w:t></w:r>'
            if piece[0].isdecimal():
                count += 1
                start = f'<w:bookmarkStart w:id="{1000 + count}" w:name="S{count // 2}_{count}"/>'
                run = f'{start}{run}<w:bookmarkEnd w:id="{1000 + count}"/>'
            pieces.append(run)
        return "".join(pieces)

    parts[BODY] = _RUN.sub(wrapped, parts[BODY].decode()).encode()
    docx = pack(parts)
    return sealed(docx, inside(complete(registry_for(paper_of(docx, "a.docx")), docx)))[0]


def complete(registry: dict[str, Any], docx: bytes) -> dict[str, Any]:
    """The registry with what its document says around the figures."""
    with unpacked(docx, "a.docx", also=WORKBOOKS) as package:
        return registry | said_in(package)


def registry_for(paper: Paper) -> dict[str, Any]:
    """The figures of a document in the schema of the registry."""
    places: dict[str, list[dict[str, Any]]] = {}
    for line in paper.lines:
        for name, text in line.figures:
            places.setdefault(name.split("_")[0], []).append({"anchor": name, "shown": text})
    for number, chart in enumerate(paper.charts, 1):
        for key, value in chart.items():
            if match := re.fullmatch(r"(\d+)\.value\.(\d+)", key):
                series, point = int(match[1]), int(match[2])
                shown = chart.get(f"{series}.label.{point}", value)
                place = {"chart": number, "series": series, "point": point, "shown": shown}
                places[f"S77{number}{series}{point}"] = [place]
    return {"schema": 1, "figures": [{"id": name, "places": listed} for name, listed in places.items()]}


def make(path: Path, document: Document = REPORT, *, on_paper: bool = True) -> bytes:
    """A report with its registry in it."""
    write_docx(document, replace(AGENCY, on_paper=on_paper), path, year=2022, stamp=STAMP)
    return anchored(path.read_bytes())


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return Docx(make(tmp_path_factory.mktemp("report") / "bao-cao.docx"))


@pytest.fixture(scope="module")
def electronic(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return make(tmp_path_factory.mktemp("electronic") / "bao-cao.docx", on_paper=False)


@pytest.fixture(scope="module")
def example() -> bytes:
    """The report of the example month."""
    return Docx(reported_example().report().read_bytes())


def resaved(documents: Mapping[str, bytes], folder: Path) -> dict[str, bytes]:
    """Documents opened and saved by LibreOffice, by name."""
    for name, docx in documents.items():
        (folder / f"{name}.docx").write_bytes(docx)
    again = converted([folder / f"{name}.docx" for name in documents], folder / "out", "docx")
    return {path.stem: path.read_bytes() for path in again}


def found(docx: bytes) -> tuple[Difference, ...]:
    paper = paper_of(docx, "a.docx")
    return judged(paper, seal_of(paper))


def edited(docx: bytes, *changes: tuple[str, str], part: str = BODY) -> bytes:
    """A document in which, in one part, this stands for the first of that."""
    parts = unpack(docx)
    text = parts[part].decode()
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return pack({**parts, part: text.encode()})


def changed(docx: bytes, pattern: str, new: str, part: str = BODY) -> bytes:
    """A document in which the first match of a pattern in one part is written anew."""
    parts = unpack(docx)
    text, count = re.subn(pattern, new, parts[part].decode(), count=1, flags=re.DOTALL)
    assert count == 1, pattern
    return pack({**parts, part: text.encode()})


def in_workbook(docx: bytes, change: Callable[[str], str]) -> bytes:
    """A document whose first chart has another sheet behind "Edit data"."""
    parts = unpack(docx)
    book = unpack(parts[WORKBOOK_1])
    name = "xl/worksheets/sheet1.xml"
    return pack({**parts, WORKBOOK_1: pack({**book, name: change(book[name].decode()).encode()})})


def paragraph(text: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="BodyText"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>'


def kinds(differences_found: tuple[Difference, ...]) -> list[str]:
    return [difference.kind for difference in differences_found]


def another(digit: str, by: int) -> str:
    return str((int(digit) + by) % 10)


PICTURE = (
    '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="9000" cy="9000"/>'
    '<wp:docPr id="77" name="Con dấu"/><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"/></a:graphic></wp:inline>'
    "</w:drawing></w:r>"
)
FILLED: dict[str, tuple[tuple[str, str], ...]] = {
    "bookmarks stay": (
        (r'(w:name="so_van_ban"/><w:r><w:t[^>]*>) +', r"\g<1> 123"),
        (r'(w:name="ngay_ban_hanh"/><w:r><w:t[^>]*>)[^<]+', r"\g<1>ngày 20 tháng 9 năm 2022"),
        (r'(w:name="so_phu_luc_1"/><w:r><w:t[^>]*>) +', r"\g<1>123"),
        (r'(w:name="ngay_phu_luc_1"/><w:r><w:t[^>]*>)[^<]+', r"\g<1>ngày 20 tháng 9 năm 2022"),
    ),
    "bookmarks are typed over": (
        (r'<w:bookmarkStart [^>]*w:name="so_van_ban"/>.*?<w:bookmarkEnd w:id="1"/>', r"<w:r><w:t>1.023a</w:t></w:r>"),
        (r'<w:bookmarkStart [^>]*w:name="ngay_ban_hanh"/>.*?<w:bookmarkEnd w:id="2"/>',
         r"<w:r><w:t>ngày 05</w:t></w:r><w:r><w:t> tháng 01 năm 2023</w:t></w:r>"),
        (r'<w:bookmarkStart [^>]*w:name="so_phu_luc_2"/>.*?<w:bookmarkEnd w:id="5"/>', r"<w:r><w:t>1.023a</w:t></w:r>"),
    ),
    "signed": (
        (r'<w:p>(?=<w:pPr><w:pStyle w:val="SignerName")', r"<w:p/><w:p><w:r><w:t>(Đã ký)</w:t></w:r></w:p><w:p>"),
    ),
    "signed in the line of the name": (
        (r"(<w:r><w:t>)(?=Nguyễn Văn Thiện)", r"\g<1>(Đã ký)</w:t><w:br/><w:t>"),
    ),
    "stamped": (
        (r"(?=<w:r><w:t>Nguyễn Văn Thiện)", PICTURE.replace("\\", "")),
    ),
}  # fmt: skip


# --- no false alarm -----------------------------------------------------------------------------


def test_nothing_is_said_of_a_fresh_report(report: bytes, electronic: bytes) -> None:
    assert found(report) == ()
    assert found(electronic) == ()


def test_nothing_is_said_of_a_copy_under_another_name(report: bytes, tmp_path: Path) -> None:
    (tmp_path / "Bản sao (2) của báo cáo.docx").write_bytes(report)
    paper = read_paper(tmp_path / "Bản sao (2) của báo cáo.docx")
    assert judged(paper, seal_of(paper)) == ()


@pytest.mark.parametrize("what", FILLED)
def test_what_the_van_thu_fills_in_is_no_difference(what: str, report: bytes) -> None:
    for pattern, new in FILLED[what]:
        report = changed(report, pattern, new)
    assert found(report) == ()


def test_an_electronic_appendix_may_be_completed(electronic: bytes) -> None:
    assert (
        found(edited(electronic, ("số …/BC-SVHTT ngày … tháng … năm …", "số 7/BC-SVHTT ngày 9 tháng 10 năm 2022")))
        == ()
    )


def test_what_the_program_filled_in_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    write_docx(REPORT, AGENCY, path, year=2022, stamp=STAMP, number=123, issued=datetime(2022, 9, 20).date())
    registered = anchored(path.read_bytes())
    assert found(registered) == ()
    assert kinds(found(changed(registered, ">123<", ">124<"))) == ["figure_changed"]


@pytest.fixture(scope="module")
def saved(
    report: bytes, electronic: bytes, example: bytes, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, bytes]:
    """What LibreOffice made of documents, all in one go."""
    filled = report
    for what in ("bookmarks stay", "signed"):
        for pattern, new in FILLED[what]:
            filled = changed(filled, pattern, new)
    worked_on = edited(report, (">60,6%<", ">66,6%<"), ("nhiều nhất ", "ít nhất "), ("ban hành", "trình"))
    given = {"report": report, "electronic": electronic, "filled": filled, "edited": worked_on, "example": example}
    return resaved(given, tmp_path_factory.mktemp("saved"))


@needs_libreoffice
@pytest.mark.parametrize("name", ["report", "electronic", "filled"])
def test_nothing_is_said_after_libreoffice_saved_it_filled_in_or_not(saved: dict[str, bytes], name: str) -> None:
    assert found(saved[name]) == ()


@needs_libreoffice
def test_what_was_edited_in_libreoffice_is_named(saved: dict[str, bytes]) -> None:
    """The last paragraph of the first appendix, where LibreOffice sets anchors wrong, is one of the edited."""
    assert kinds(found(saved["edited"])) == ["figure_changed", "text_changed", "text_changed"]


@needs_libreoffice
def test_the_example_report_before_and_after_libreoffice(example: bytes, saved: dict[str, bytes]) -> None:
    assert found(example) == ()
    again = saved["example"]
    assert found(again) == ()
    paper = paper_of(again, "a.docx")
    assert len(paper.charts) == 3
    anchor = next(f.anchor for line in paper.lines for f in line.figures if f.text == "67,9%")
    pattern = rf'(w:name="{anchor}"/><w:r><w:rPr></w:rPr><w:t>)67,9%'
    (difference,) = found(changed(again, pattern, r"\g<1>76,9%"))
    assert (difference.kind, difference.said, difference.found) == ("figure_changed", "67,9%", "76,9%")


def test_comments_and_revisions_that_are_not_read_count_for_nothing(report: bytes) -> None:
    gone = '<w:del w:id="90" w:author="a"><w:r><w:delText>99%</w:delText></w:r></w:del>'
    assert found(edited(report, ("<w:r><w:t>Sở đã ban hành", f"{gone}<w:r><w:t>Sở đã ban hành"))) == ()


# --- every digit --------------------------------------------------------------------------------


@given(st.data())
def test_any_digit_of_any_figure_in_the_text_is_named(report: bytes, data: st.DataObject) -> None:
    lines = [line for line in paper_of(report, "a.docx").lines if line.figures]
    line = data.draw(st.sampled_from(lines))
    name, shown = data.draw(st.sampled_from(line.figures))
    at = data.draw(st.sampled_from([n for n, c in enumerate(shown) if c.isdecimal()]))
    new = shown[:at] + another(shown[at], data.draw(st.integers(1, 9))) + shown[at + 1 :]
    docx = changed(report, rf'(w:name="{name}"/><w:r><w:t[^>]*>){re.escape(shown)}<', rf"\g<1>{new}<")
    (difference,) = found(docx)
    assert difference == Difference("figure_changed", str(line.place), (name.split("_")[0],), shown, new)


@given(st.data())
def test_any_digit_of_a_value_in_a_chart_is_named(report: bytes, data: st.DataObject) -> None:
    number = data.draw(st.sampled_from([1, 2]))
    part = f"word/charts/chart{number}.xml"
    xml = unpack(report)[part].decode()
    series = data.draw(st.sampled_from([m.span() for m in re.finditer("<c:val>.*?</c:val>", xml, re.DOTALL)]))
    nth = [m.start() for m in re.finditer("<c:val>", xml)].index(series[0])
    points = list(re.finditer(r'<c:pt idx="(\d)"><c:v>([^<]*)', xml[slice(*series)]))
    point = data.draw(st.sampled_from(points))
    digits = [n for n, c in enumerate(point[2]) if c.isdecimal()]
    at = data.draw(st.sampled_from(digits[:15]))  # a spreadsheet keeps no more
    place = series[0] + point.start(2) + at
    xml = xml[:place] + another(xml[place], data.draw(st.integers(1, 9))) + xml[place + 1 :]
    (difference,) = found(pack({**unpack(report), part: xml.encode()}))
    assert difference.kind == "chart_value" and difference.figures == (f"S77{number}{nth}{point[1]}",)


@given(st.data())
def test_any_digit_of_a_label_in_a_chart_is_named(report: bytes, data: st.DataObject) -> None:
    xml = unpack(report)[CHART_1].decode()
    label = data.draw(st.sampled_from(list(re.finditer(r"<a:t>([^<]*)", xml))))
    at = data.draw(st.sampled_from([label.start(1) + n for n, c in enumerate(label[1]) if c.isdecimal()]))
    xml = xml[:at] + another(xml[at], data.draw(st.integers(1, 9))) + xml[at + 1 :]
    (difference,) = found(pack({**unpack(report), CHART_1: xml.encode()}))
    assert difference.kind == "chart_label" and difference.said == label[1]
    assert difference.figures == ({"33,3%": ("S77100",), "98%": ("S77101",)}[label[1]])


@given(st.integers(0, 1), st.integers(0, 14), st.integers(1, 9))
def test_any_digit_in_the_workbook_of_a_chart_is_named(report: bytes, nth: int, digit: int, by: int) -> None:
    def change(xml: str) -> str:
        cell = list(re.finditer(r'<c r="B\d"[^>]*><v>(0[^<]*)', xml))[nth]
        places = [n for n, c in enumerate(cell[1]) if c.isdecimal()][:15]
        at = cell.start(1) + places[digit % len(places)]
        return xml[:at] + another(xml[at], by) + xml[at + 1 :]

    (difference,) = found(in_workbook(report, change))
    assert difference.kind == "chart_workbook" and f"B{nth + 2}" in difference.place


def test_other_words_in_a_chart_are_named(report: bytes) -> None:
    assert kinds(found(edited(report, ("Mục B", "Mục C"), part=CHART_1))) == ["chart_text"]
    title = "<c:chart><c:title><c:tx><c:rich><a:p><a:r><a:t>Đạt 99%</a:t></a:r></a:p></c:rich></c:tx></c:title>"
    assert kinds(found(edited(report, ("<c:chart>", title), part=CHART_1))) == ["chart_text"]
    gone = changed(report, r"<w:r><w:drawing>.*?</w:drawing></w:r>", "")
    (difference,) = found(gone)
    assert difference.kind == "chart_removed" and difference.figures == ("S77100", "S77101")
    assert kinds(found(in_workbook(report, lambda xml: xml.replace("<sheetData>", "<sheetData")))) != []


# --- every word ---------------------------------------------------------------------------------


@given(st.data())
def test_any_edit_of_the_words_is_named(report: bytes, data: st.DataObject) -> None:
    """A character put in, taken out or replaced, anywhere but in a figure and where the văn thư writes."""
    xml = unpack(report)[BODY].decode()
    texts = [m for m in re.finditer(r"<w:t[^>]*>([^<]*[^<\d .…%][^<]*)</w:t>", xml)
             if "tháng     năm" not in m[1] and not m[1].startswith(("/BC", "Số:"))]  # fmt: skip
    text = data.draw(st.sampled_from(texts))
    at = data.draw(st.integers(text.start(1), text.end(1) - 1))
    how, letter = data.draw(st.sampled_from("+-=")), data.draw(st.sampled_from("axđ,;)7"))
    assume(how == "+" or (xml[at] != " " and xml[at] != letter))
    assume(not (how == "-" and xml[at] == ";" and xml[at - 3 : at] == "amp"))
    new = {"+": letter + xml[at], "-": "", "=": letter}[how]
    assert len(found(pack({**unpack(report), BODY: (xml[:at] + new + xml[at + 1 :]).encode()}))) == 1


def test_places_are_told_as_people_find_them(report: bytes) -> None:
    def place(*change: tuple[str, str]) -> str:
        (difference,) = found(edited(report, *change))
        return difference.place

    assert place((">GIÁM ĐỐC<", ">PHÓ GIÁM ĐỐC<")) == "Phần chính, chữ ký và nơi nhận, dòng 1, cột 2"
    assert place(("Sở đã ban", "Sở mới ban")) == "Phần chính, mục “1. Kết quả nổi bật”, đoạn 8"
    assert place((">91,5%<", ">92,5%<")) == "Phần chính, bảng 1, dòng 3, cột 3, ở hàng “A.1”"
    assert place((" đơn vị.", " cơ quan.")) == "Phụ lục II, đoạn 3"
    assert place((">BÁO CÁO<", ">TỜ TRÌNH<")) == "Phần chính, đoạn 1"


def test_a_number_that_was_not_there_is_told_from_other_words(report: bytes) -> None:
    def one(old: str, new: str) -> Difference:
        (difference,) = found(edited(report, (old, new)))
        return difference

    assert one("Sở đã ban hành", "Sở đã ban hành 15").kind == "number_added"
    assert one("Sở đã ban hành", "Sở chưa ban hành").kind == "text_changed"
    assert "đã ban hành" in one("Sở đã ban hành", "Sở chưa ban hành").said
    assert one("<w:p><w:pPr><w:pStyle w:val=\"Heading2\"/>", paragraph("Đạt 99%.") + "<w:p><w:pPr>"
               '<w:pStyle w:val="Heading2"/>').kind == "number_added"  # fmt: skip
    added = one(
        '<w:p><w:pPr><w:pStyle w:val="Heading2"/>', paragraph("Đạt.") + '<w:p><w:pPr><w:pStyle w:val="Heading2"/>'
    )
    assert (added.kind, added.found) == ("text_added", "Đạt.")


ROW = re.compile(r"<w:tr>(?:(?!</w:tr>).)*?</w:tr>", re.DOTALL)


@given(st.data())
def test_a_row_taken_out_is_one_difference_with_its_figures(report: bytes, data: st.DataObject) -> None:
    xml = unpack(report)[BODY].decode()
    rows = [m for m in ROW.finditer(xml) if "5%" in m[0]]
    row = data.draw(st.sampled_from(rows))
    figures = tuple(dict.fromkeys(re.findall(r'w:name="(S\d+)_', row[0])))
    (difference,) = found(pack({**unpack(report), BODY: (xml[: row.start()] + xml[row.end() :]).encode()}))
    assert difference.kind == "text_removed" and difference.figures == figures and "Rà soát" in difference.said
    assert re.match(r"sau (Phần chính|Phụ lục II?), bảng 1, dòng [2-5], ở hàng “A", difference.place)


@given(st.data())
def test_two_rows_or_paragraphs_that_changed_places_are_named(report: bytes, data: st.DataObject) -> None:
    xml = unpack(report)[BODY].decode()
    rows = [m for m in ROW.finditer(xml) if "5%" in m[0]][:4]
    paragraphs = [m for m in re.finditer(r'<w:p><w:pPr><w:pStyle w:val="(BodyText|Heading)[^p]*?"/>.*?</w:p>', xml)
                  if "sectPr" not in m[0]]  # fmt: skip
    listed = data.draw(st.sampled_from([rows, paragraphs]))
    a, b = sorted(data.draw(st.lists(st.integers(0, len(listed) - 1), min_size=2, max_size=2, unique=True)))
    one, other = listed[a], listed[b]
    swapped = xml[: one.start()] + other[0] + xml[one.end() : other.start()] + one[0] + xml[other.end() :]
    differences_found = found(pack({**unpack(report), BODY: swapped.encode()}))
    assert set(kinds(differences_found)) == {"text_moved"} and len(differences_found) <= 2


def test_what_is_added_around_the_text_is_named(report: bytes) -> None:
    spot = "<w:r><w:t>Sở đã ban hành"
    picture = edited(report, (spot, f"{PICTURE}{spot}"))
    assert [(d.kind, d.place) for d in found(picture)] == [
        ("picture_added", "Phần chính, mục “1. Kết quả nổi bật”, đoạn 8")
    ]
    box = "<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>Đạt 100%</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>"
    (difference,) = found(edited(report, (spot, f"{box}{spot}")))
    assert difference.kind == "number_added" and difference.place.startswith("Phần chính, hộp văn bản")
    header = next(n for n, d in unpack(report).items() if n.startswith("word/header") and b"PAGE" in d)
    (difference,) = found(edited(report, ("</w:p>", "<w:r><w:t>MẬT</w:t></w:r></w:p>"), part=header))
    assert (difference.kind, difference.place, difference.found) == ("text_added", "Đầu trang", "MẬT")
    notes = edited(report, ("</Relationships>", '<Relationship Id="n" Type="x/footnotes" Target="footnotes.xml"/>'
                            "</Relationships>"), part="word/_rels/document.xml.rels")  # fmt: skip
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    note = f"<w:footnotes {space}><w:footnote>{paragraph('Số ước tính')}</w:footnote></w:footnotes>"
    (difference,) = found(pack({**unpack(notes), "word/footnotes.xml": note.encode()}))
    assert difference.place == "Chú thích cuối trang"


def test_the_signer_stays(report: bytes) -> None:
    assert kinds(found(edited(report, ("Nguyễn Văn Thiện", "Nguyễn Văn Thắng")))) == ["text_changed"]
    assert kinds(found(edited(report, (">GIÁM ĐỐC<", "><")))) == ["text_changed"]
    assert kinds(found(edited(report, ("- Như trên;", "- Như trên; báo Tuổi Trẻ;")))) == ["text_changed"]


def test_a_number_that_is_hidden_or_struck_out_by_revision_is_named(report: bytes) -> None:
    run = '<w:r><w:t xml:space="preserve">60,6%</w:t></w:r>'
    (hidden,) = found(edited(report, (run, run.replace("<w:r>", "<w:r><w:rPr><w:vanish/></w:rPr>"))))
    assert (hidden.kind, hidden.said) == ("figure_missing", "60,6%")
    revised = (
        f'<w:del w:id="9">{run.replace("w:t", "w:delText")}</w:del><w:ins w:id="8">{run.replace("60,6", "90")}</w:ins>'
    )
    (changed_by_revision,) = found(edited(report, (run, revised)))
    assert (changed_by_revision.kind, changed_by_revision.found) == ("figure_changed", "90%")


# --- anchors ------------------------------------------------------------------------------------


def anchor_of(report: bytes, shown: str) -> str:
    lines = paper_of(report, "a.docx").lines
    return next(figure.anchor for line in lines for figure in line.figures if figure.text == shown)


def test_an_anchor_that_is_gone_strange_or_doubled_is_named(report: bytes) -> None:
    name = anchor_of(report, "60,6%")
    ids = (name.split("_")[0],)
    whole = rf'<w:bookmarkStart w:id="\d+" w:name="{name}"/>(.*?)<w:bookmarkEnd w:id="\d+"/>'
    assert found(changed(report, whole, r"\g<1>"))[0].kind == "anchor_missing"
    assert found(changed(report, whole, r"\g<1>"))[0].figures == ids
    (typed,) = found(changed(report, whole, "<w:r><w:t>66%</w:t></w:r>"))
    assert (typed.kind, typed.figures, typed.said, typed.found) == ("figure_changed", ids, "60,6%", "66%")
    (gone,) = found(changed(report, whole, ""))
    assert (gone.kind, gone.figures, gone.said) == ("figure_missing", ids, "60,6%")
    start = '<w:bookmarkStart w:id="7000" w:name="S999_9999"/>'
    strange = edited(report, ("<w:r><w:t>Sở đã ban", f"{start}<w:r><w:t>Sở đã ban"))
    assert kinds(found(strange)) == ["anchor_strange"]
    twice = edited(report, ("<w:r><w:t>Sở đã ban", f"{start.replace('S999_9999', name)}<w:r><w:t>Sở đã ban"))
    assert [(d.kind, d.figures) for d in found(twice)] == [("anchor_strange", ids)]


def test_a_figure_that_the_text_never_held_is_named(report: bytes) -> None:
    paper = paper_of(report, "a.docx")
    registry = {**(seal_of(paper).registry or {})}
    registry["figures"] = [*registry["figures"], {"id": "S5000", "places": [{"anchor": "S5000_1", "shown": "7"}]}]
    assert [(d.kind, d.figures) for d in differences(paper, registry)] == [("figure_missing", ("S5000",))]


def test_all_anchors_gone_are_named_one_by_one_and_the_one_changed_number(report: bytes) -> None:
    parts = unpack(report)
    bare = re.sub(r'<w:bookmarkStart w:id="\d+" w:name="S\d+_\d+"/>', "", parts[BODY].decode())
    count = sum(len(line.figures) for line in paper_of(report, "a.docx").lines)
    said = found(pack({**parts, BODY: bare.replace(">60,6%<", ">66,6%<").encode()}))
    assert kinds(said).count("anchor_missing") == count - 1
    assert [(d.said, d.found) for d in said if d.kind != "anchor_missing"] == [("60,6%", "66,6%")]


@given(st.lists(st.sampled_from("abcde")), st.lists(st.sampled_from("abcde")))
def test_every_item_has_its_partner_or_none(said: list[str], found_now: list[str]) -> None:
    pairs = aligned([[(x,) for x in said]], [[(x,) for x in found_now]])
    assert sorted(a for a, _ in pairs if a is not None) == list(range(len(said)))
    assert [b for _, b in pairs if b is not None] == list(range(len(found_now)))
    if said == found_now:
        assert all(a == b for a, b in pairs)


# --- the seal -----------------------------------------------------------------------------------


def test_the_seal_is_read_back_and_an_altered_one_is_told(report: bytes) -> None:
    seal = seal_of(paper_of(report, "a.docx"))
    assert seal.fault == "" and seal.registry and seal.registry["schema"] == 1
    assert kinds(found(edited(report, ("60,6%", "66,6%"), part=ITEM))) == ["registry_altered", "figure_changed"]
    assert kinds(found(edited(report, ('{"schema"', '"schema"'), part=ITEM))) == ["registry_damaged"]
    assert kinds(found(edited(report, ("<piece>", "<piec>"), part=ITEM))) == ["registry_damaged"]
    assert kinds(found(edited(report, ("<registry", "<!DOCTYPE a><registry"), part=ITEM))) == ["registry_damaged"]
    parts = unpack(report)
    assert kinds(found(pack({n: d for n, d in parts.items() if n != ITEM}))) == ["registry_absent"]


@pytest.mark.parametrize("registry", [
    {}, {"figures": 1}, {"figures": [], "text": [3], "charts": []},
    {"figures": [], "text": ["\ufffcS1_1"], "charts": []},
    {"figures": [{"id": "S1"}], "text": [], "charts": []}, {"figures": [], "text": [], "charts": [3]},
    {"figures": [{"id": "S1", "places": [{"chart": "a"}]}], "text": [], "charts": []},
])  # fmt: skip
def test_a_registry_of_another_shape_is_damaged(registry: dict[str, Any]) -> None:
    assert kinds(differences(Paper(()), registry)) == ["registry_damaged"]


def test_a_sealed_file_is_valid_clean_and_always_the_same(report: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(report)
    assert [str(error) for error in OpenXmlValidator(max_errors=0).validate(str(path)).errors] == []
    assert findings(report, Expected(AGENCY.running_name, datetime(2022, 9, 15, 8))) == []
    assert conform(path) == ()
    assert make(tmp_path / "b.docx") == report


def test_a_registry_longer_than_one_piece_comes_back_whole(report: bytes) -> None:
    paper = paper_of(report, "a.docx")
    plain = pack({n: d for n, d in unpack(report).items() if not n.startswith("customXml")})
    rels = "word/_rels/document.xml.rels"
    plain = changed(plain, r'<Relationship Id="rIdRegistry"[^>]*/>', "", part=rels)
    plain = changed(plain, r'<Override PartName="/customXml[^>]*/>', "", part="[Content_Types].xml")
    sources = [{"raw": "Đã ban hành & gửi <đủ>  " * 20_000} for _ in range(6)]
    long = complete({**registry_for(paper), "sources": sources, "inputs": [*range(2_500)]}, plain)
    docx, digest = sealed(plain, inside(long))
    assert sealed(plain, inside({**long, "sources": iter(sources), "inputs": iter(range(2_500))})) == (docx, digest)
    again = paper_of(docx, "a.docx")
    seal = seal_of(again)
    text = json.dumps(long, ensure_ascii=False, separators=(",", ":")).encode()
    assert digest == registry_hash(long) == hashlib.sha256(text).hexdigest()
    assert [len(piece) for piece in re.findall("<piece>(.*?)</piece>", html.unescape(unpack(docx)[ITEM].decode()))][
        :-1
    ] == [1_000_000] * 2
    assert seal.fault == "" and seal.registry and seal.registry["sources"] == long["sources"]
    assert judged(again, seal) == ()


# --- hostile files ------------------------------------------------------------------------------


def body(report: bytes, xml: str) -> bytes:
    """The report with something else for its text."""
    return changed(report, r"<w:body>.*</w:body>", lambda _: f"<w:body>{xml}</w:body>")  # type: ignore[arg-type]


HOSTILE = {
    "many bookmarks": "<w:p>" + "".join(
        f'<w:bookmarkStart w:id="{n % 7}" w:name="S{n % 9}_{n % 11}"/><w:r><w:t>{n}</w:t></w:r>' for n in range(100_000)
    ) + "</w:p>",
    "many empty anchors": "<w:p>" + "".join(
        f'<w:bookmarkStart w:id="{n}" w:name="S1_{n}"/>' for n in range(100_000)) + "<w:r><w:t>1</w:t></w:r></w:p>",
    "ends without starts": "<w:p>" + '<w:bookmarkEnd w:id="1"/>' * 1000 + "</w:p>",
    "equal rows": "<w:tbl>" + "<w:tr><w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc></w:tr>" * 30_000 + "</w:tbl>",
    "nested tables": "<w:tbl><w:tr><w:tc>" * 70 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 70,
    "nested boxes": "<w:p>" + "<w:r><w:pict><w:txbxContent><w:p>" * 50 + "</w:p></w:txbxContent></w:pict></w:r>" * 50
    + "</w:p>",
    "fields that never end": '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r></w:p>' * 2000 + paragraph("a"),
    "charts of nothing": '<w:p><w:r><w:drawing><c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
    "/></w:drawing></w:r></w:p>" * 50,
    "another document": '<w:altChunk r:id="x"/>',
    "no text": "",
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_text_is_read_like_any_other(what: str, report: bytes) -> None:
    said = found(body(report, HOSTILE[what]))
    assert {d.kind for d in said} >= {"chart_removed"} and all(d.kind in KIND for d in said)


def test_a_hostile_chart_is_read_like_any_other(report: bytes) -> None:
    points = '<c:pt idx="99999999999"><c:v>1e999</c:v></c:pt><c:pt><c:v>NaN</c:v></c:pt>' * 100
    docx = changed(report, r"<c:val>.*?</c:val>", f"<c:val><c:numRef>{points}</c:numRef></c:val>", part=CHART_1)
    assert "chart_value" in kinds(found(docx))
    assert found(pack({**unpack(report), WORKBOOK_1: b"PK\x03\x04"}))[0].kind == "chart_workbook"


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04garbage", b"<html>", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
def test_what_is_no_document_is_refused_in_one_sentence(data: bytes) -> None:
    with pytest.raises(PipelineError, match=r"“a\.docx”"):
        paper_of(data, "a.docx")
