"""The .docx as its reader sees it. Expected values are the decree's, written out by hand."""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph as Printed

from pipeline.model import Agency, Signing
from pipeline.report import nd30
from pipeline.report.document import (
    Appendix,
    Block,
    Chart,
    Column,
    Document,
    Heading,
    Paragraph,
    Row,
    Series,
    Table,
)
from pipeline.report.word import write_docx
from tests.documents import AGENCY, SENTENCE, STAMP
from tests.rendering import (
    Page,
    font_names,
    longest_line,
    needs_libreoffice,
    read_pages,
    render_pdf,
    render_pdfs,
)

COLUMNS = (
    Column("TT", 12, "center"),
    Column("Nhiệm vụ", 90),
    Column("Đơn vị chủ trì", 60),
    Column("Kết quả", 40, "right"),
    Column("Ghi chú", 40),
)
ROWS = (
    Row(("A.I. Chỉ đạo, điều hành", "", "", "", ""), "group"),
    *(Row((str(n), "Rà soát thủ tục hành chính thuộc Sở", "Văn phòng", "92,5%", "Chưa đến hạn")) for n in range(1, 61)),
)
APPENDIX = Appendix("Tiến độ thực hiện từng nhiệm vụ", (Table("", COLUMNS, ROWS),))
SMALL = Table(
    "Bảng 1. Tiến độ theo lĩnh vực",
    (Column("TT", 12, "center"), Column("Lĩnh vực", 100), Column("Tỷ lệ", 30, "right")),
    (Row(("1", "Thể chế", "100%")), Row(("2", "Thủ tục hành chính\n(một cửa)", "92,5%"))),
)
BODY: tuple[Block, ...] = (
    Paragraph(SENTENCE),
    Heading(1, "I. Công tác chỉ đạo, điều hành"),
    Heading(2, "1. Kết quả nổi bật"),
    *(Paragraph(SENTENCE) for _ in range(12)),
    SMALL,
    Heading(1, "II. Kiến nghị, đề xuất"),
    Paragraph("a) Không có."),
    Paragraph("Trên đây là báo cáo của Sở Văn hóa và Thể thao (chi tiết tại các Phụ lục)."),
)
REPORT = Document(
    "BÁO CÁO",
    "Kết quả thực hiện Kế hoạch nâng cao PAR INDEX và SIPAS tháng 9 năm 2022",
    "BC",
    BODY,
    AGENCY.signing,
    (APPENDIX, Appendix("Thống kê số liệu", (Paragraph(SENTENCE), SMALL))),
    AGENCY.addressees,
    AGENCY.recipients,
)


LETTER = Document(
    "",
    "đôn đốc nộp báo cáo tiến độ thực hiện Kế hoạch tháng 9 năm 2022",
    "",
    (Paragraph(SENTENCE), SMALL, Paragraph("Đề nghị các đơn vị nộp báo cáo trước ngày 20/10/2022.")),
    Signing("TL.", "GIÁM ĐỐC", "Chánh Văn phòng", "Lê Văn A"),
    (),
    ("Trung tâm Văn hóa tỉnh", "Thư viện tỉnh"),
    ("Lãnh đạo Sở",),
)
CHART = Chart(
    "Mức hoàn thành theo mục",
    "bar",
    ("I. Cải cách thể chế", "II. Cải cách thủ tục hành chính", "III. Tài chính công"),
    (
        Series("Kỳ này", (Fraction(17, 62), None, Fraction(1))),
        Series("Kỳ trước", (Fraction(1, 4), Fraction(1, 2), Fraction(9999, 10000)), "hatched"),
    ),
    "Thể chế 27,4%, tài chính công 100% “trước hạn”",
)


def write(folder: Path, document: Document = REPORT, agency: Agency = AGENCY, name: str = "a", **given: Any) -> Path:
    path = folder / f"{name}.docx"
    write_docx(document, agency, path, year=2022, stamp=STAMP, **given)
    return path


def with_body(*blocks: Block) -> Document:
    return replace(REPORT, body=blocks, appendices=())


def all_paragraphs(word: Any) -> Iterator[Printed]:
    for element in word.element.body.iter(qn("w:p")):
        yield Printed(element, word)


def find(word: Any, text: str) -> Printed:
    """The only paragraph that says exactly `text`."""
    (found,) = [p for p in all_paragraphs(word) if p.text == text]
    return found


def texts(word: Any) -> list[str]:
    return [p.text for p in all_paragraphs(word) if p.text]


def font(paragraph: Printed) -> tuple[str, float, bool, bool]:
    """Name, size in pt, bold, italic as Word would show them: run, then style, then its base."""

    def effective(attribute: str) -> Any:
        style: Any = paragraph.style
        own = [getattr(run.font, attribute) for run in paragraph.runs]
        if any(value is not None for value in own):
            return own[0]
        while style is not None:
            if (value := getattr(style.font, attribute)) is not None:
                return value
            style = style.base_style
        return None

    return (
        effective("name"),
        effective("size").pt,
        bool(effective("bold")),
        bool(effective("italic")),
    )


def alignment(paragraph: Printed) -> str:
    value = paragraph.alignment
    if value is None:
        value = paragraph.style.paragraph_format.alignment if paragraph.style else None
    return "LEFT" if value is None else value.name


@pytest.fixture(scope="module")
def word(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return docx.Document(str(write(tmp_path_factory.mktemp("word"))))


# --- what the decree says of each element ----------------------------------------------------


@pytest.mark.parametrize(
    ("text", "low", "high", "bold", "italic", "align"),
    [
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, 13, True, False, "CENTER"),
        ("Độc lập - Tự do - Hạnh phúc", 13, 14, True, False, "CENTER"),
        ("UBND TỈNH KHÁNH HÒA", 12, 13, False, False, "CENTER"),
        ("SỞ VĂN HÓA VÀ THỂ THAO", 12, 13, True, False, "CENTER"),
        ("Số:     /BC-SVHTT", 13, 13, False, False, "CENTER"),
        ("Khánh Hòa, ngày     tháng     năm 2022", 13, 14, False, True, "CENTER"),
        ("BÁO CÁO", 13, 14, True, False, "CENTER"),
        (REPORT.abstract, 13, 14, True, False, "CENTER"),
        ("Kính gửi: Sở Nội vụ tỉnh Khánh Hòa", 13, 14, False, False, "CENTER"),
        ("I. CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH", 13, 14, True, False, "LEFT"),
        ("1. Kết quả nổi bật", 13, 14, True, False, "LEFT"),
        ("a) Không có.", 13, 14, False, False, "JUSTIFY"),
        ("GIÁM ĐỐC", 13, 14, True, False, "CENTER"),
        ("Nguyễn Văn Thiện", 13, 14, True, False, "CENTER"),
        ("Nơi nhận:", 12, 12, True, True, "LEFT"),
        ("- Như trên;", 11, 11, False, False, "LEFT"),
        ("- Lưu: VT, VP.", 11, 11, False, False, "LEFT"),
        ("Phụ lục I", 14, 14, True, False, "CENTER"),
        ("TIẾN ĐỘ THỰC HIỆN TỪNG NHIỆM VỤ", 13, 14, True, False, "CENTER"),
    ],
)
def test_an_element_looks_as_the_decree_says(
    word: Any, text: str, low: float, high: float, bold: bool, italic: bool, align: str
) -> None:
    paragraph = find(word, text)
    name, size, is_bold, is_italic = font(paragraph)
    assert name == "Times New Roman"
    assert low <= size <= high
    assert (is_bold, is_italic) == (bold, italic)
    assert alignment(paragraph) == align


def test_body_text_is_indented_and_spaced(word: Any) -> None:
    layout: Any = find(word, "a) Không có.").style
    assert layout.paragraph_format.first_line_indent.cm == pytest.approx(1.27, abs=0.01)
    assert layout.paragraph_format.space_after.pt >= 6
    assert 1 <= layout.paragraph_format.line_spacing <= 1.5


def test_headings_are_real_headings(word: Any) -> None:
    first, second = find(word, "I. CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH"), find(word, "1. Kết quả nổi bật")
    assert [p.style and p.style.name for p in (first, second)] == ["Heading 1", "Heading 2"]
    for level, paragraph in enumerate((first, second)):
        style: Any = paragraph.style
        assert style.element.find(f".//{qn('w:outlineLvl')}").get(qn("w:val")) == str(level)
        assert str(style.font.color.rgb) == "000000"


def marked(word: Any) -> dict[str, str]:
    """What stands inside each bookmark; their ids have to differ."""
    starts = list(word.element.body.iter(qn("w:bookmarkStart")))
    assert len({start.get(qn("w:id")) for start in starts}) == len(starts)
    found = {}
    for start in starts:
        assert start.getnext().getnext().get(qn("w:id")) == start.get(qn("w:id"))
        found[start.get(qn("w:name"))] = "".join(t.text for t in start.getnext().iter(qn("w:t")))
    return found


def test_number_and_date_are_left_open_in_marked_places(word: Any) -> None:
    number, when = " " * 5, "ngày     tháng     năm 2022"
    assert marked(word) == {
        "so_van_ban": number, "ngay_ban_hanh": when,
        "so_phu_luc_1": number, "ngay_phu_luc_1": when,
        "so_phu_luc_2": number, "ngay_phu_luc_2": when,
    }  # fmt: skip


def test_number_and_date_that_are_known_are_printed_in_their_places(tmp_path: Path) -> None:
    given = docx.Document(str(write(tmp_path, number=7, issued=date(2022, 10, 5))))
    when = "ngày 05 tháng 10 năm 2022"
    assert marked(given)["so_van_ban"] == marked(given)["so_phu_luc_2"] == "07"
    assert marked(given)["ngay_ban_hanh"] == marked(given)["ngay_phu_luc_1"] == when
    assert {"Số: 07/BC-SVHTT", f"Khánh Hòa, {when}"} <= set(texts(given))
    notes = [text for text in texts(given) if text.startswith("(Kèm theo")]
    assert notes == [f"(Kèm theo Báo cáo số 07/BC-SVHTT {when} của Sở Văn hóa và Thể thao)"] * 2


@pytest.mark.parametrize("given", [{}, {"number": 7, "issued": date(2022, 10, 5)}])
def test_an_electronic_document_leaves_its_appendices_open(tmp_path: Path, given: dict[str, Any]) -> None:
    agency = replace(AGENCY, on_paper=False)
    electronic = docx.Document(str(write(tmp_path, agency=agency, **given)))
    note = "(Kèm theo Báo cáo số …/BC-SVHTT ngày … tháng … năm … của Sở Văn hóa và Thể thao)"
    assert texts(electronic).count(note) == 2
    assert set(marked(electronic)) == {"so_van_ban", "ngay_ban_hanh"}


def test_lines_are_never_typed_nor_underlines(word: Any) -> None:
    assert not list(word.element.body.iter(qn("w:u")))
    assert not [text for text in texts(word) if "__" in text or "---" in text or "──" in text]


def test_the_page_is_a4_with_the_margins_of_the_decree(word: Any) -> None:
    for section in word.sections:
        assert 20 <= round(section.top_margin.mm, 1) <= 25
        assert 20 <= round(section.bottom_margin.mm, 1) <= 25
        assert 30 <= round(section.left_margin.mm, 1) <= 35
        assert 15 <= round(section.right_margin.mm, 1) <= 20


def sizes(word: Any) -> list[tuple[int, int]]:
    return [(round(s.page_width.mm), round(s.page_height.mm)) for s in word.sections]


def test_paper_lies_only_where_a_table_is_too_wide_for_it(tmp_path: Path, word: Any) -> None:
    assert sizes(word) == [(210, 297), (297, 210), (210, 297)]
    exact = replace(SMALL, columns=(Column("TT", 12), Column("Lĩnh vực", 100), Column("Tỷ lệ", 53)))
    wider = replace(exact, columns=(*exact.columns[:2], Column("Tỷ lệ", 54)))
    appendices = tuple(Appendix("A", blocks) for blocks in ((exact,), (SMALL, wider), (CHART,)))
    made = docx.Document(str(write(tmp_path, replace(REPORT, body=(wider,), appendices=appendices))))
    assert sizes(made) == [(210, 297), (210, 297), (297, 210), (210, 297)]


def test_page_numbers_are_fields_that_restart_and_spare_the_first_page(word: Any) -> None:
    for section in word.sections:
        assert section.different_first_page_header_footer
        assert section.first_page_header.paragraphs[0].text == ""
        header = section.header._element
        kinds = [f.get(qn("w:fldCharType")) for f in header.iter(qn("w:fldChar"))]
        assert kinds == ["begin", "separate", "end"]
        assert section.header.paragraphs[0].text == "2"  # the cached result
        assert 13 <= font(section.header.paragraphs[0])[1] <= 14
        assert section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"


# --- wordings --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("last", "end"),
    [
        (Paragraph("Không có."), "Không có./."),
        (Paragraph("Không có"), "Không có./."),
        (Paragraph("Không có./."), "Không có./."),
        (Paragraph("Không có;\n"), "Không có./."),
        (SMALL, "./."),
        (Heading(1, "V. Kiến nghị"), "./."),
    ],
)
def test_the_text_ends_with_its_mark(tmp_path: Path, last: Block, end: str) -> None:
    found = texts(docx.Document(str(write(tmp_path, with_body(Paragraph(SENTENCE), last)))))
    assert [text for text in found if text.endswith("./.")] == [end]
    assert found[found.index(end) + 1] == "Nơi nhận:"


def test_several_addressees_stand_on_lines_of_their_own(tmp_path: Path) -> None:
    document = replace(REPORT, addressees=("UBND tỉnh Khánh Hòa", "Sở Nội vụ;"))
    found = texts(docx.Document(str(write(tmp_path, document))))
    first = found.index("Kính gửi:")
    assert found[first + 1 : first + 3] == ["- UBND tỉnh Khánh Hòa;", "- Sở Nội vụ."]


def test_without_addressees_nobody_is_greeted_nor_named_above(tmp_path: Path) -> None:
    found = texts(docx.Document(str(write(tmp_path, replace(REPORT, addressees=())))))
    assert not [text for text in found if "Kính gửi" in text or "Như trên" in text]
    assert found[found.index("Nơi nhận:") + 1] == "- UBND tỉnh;"


def test_recipients_are_listed_as_the_decree_lists_them(word: Any) -> None:
    found = texts(word)
    first = found.index("Nơi nhận:")
    assert found[first + 1 : first + 6] == [
        "- Như trên;",
        "- UBND tỉnh;",
        "- Sở Nội vụ;",
        "- Ban Giám đốc Sở;",
        "- Lưu: VT, VP.",
    ]


def test_a_deputy_signs_for_the_head(tmp_path: Path) -> None:
    document = replace(REPORT, signing=Signing("KT.", "GIÁM ĐỐC", "Phó Giám đốc", "Lê Văn A"))
    found = texts(docx.Document(str(write(tmp_path, document))))
    first = found.index("KT. GIÁM ĐỐC")
    assert found[first : first + 3] == ["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Lê Văn A"]


def test_a_name_typed_in_capitals_is_printed_as_a_name(tmp_path: Path) -> None:
    document = replace(REPORT, signing=Signing("", "GIÁM ĐỐC", "", "ĐẶNG THỊ ÁNH"))
    assert "Đặng Thị Ánh" in texts(docx.Document(str(write(tmp_path, document))))


def test_appendices_are_numbered_in_roman_only_when_there_are_several(tmp_path: Path, word: Any) -> None:
    assert {"Phụ lục I", "Phụ lục II"} <= set(texts(word))
    note = "(Kèm theo Báo cáo số      /BC-SVHTT ngày     tháng     năm 2022 của Sở Văn hóa và Thể thao)"
    (first, _) = [p for p in all_paragraphs(word) if p.text == note]
    assert font(first)[3], "the pointer is in italics"
    single = docx.Document(str(write(tmp_path, replace(REPORT, appendices=(APPENDIX,)))))
    assert "Phụ lục" in texts(single)


def test_no_empty_paragraph_follows_the_text_that_ends_an_appendix(tmp_path: Path) -> None:
    """It would stand on an empty page where the text just fills its last one."""
    noted = Appendix("Số liệu", (SMALL, Paragraph(SENTENCE)))
    word = docx.Document(str(write(tmp_path, replace(REPORT, appendices=(noted, noted)))))
    told = [p.text for p in word.paragraphs]
    assert told[-1] == SENTENCE  # of the second
    assert told[told.index("Phụ lục II") - 1] == SENTENCE  # of the first
    assert len(word.sections) == 3


def test_leading_zeros_and_symbols_follow_the_decree() -> None:
    assert nd30.date_text(date(2022, 8, 5)) == "ngày 05 tháng 8 năm 2022"
    assert nd30.date_text(date(2022, 2, 15)) == "ngày 15 tháng 02 năm 2022"
    assert nd30.date_text(date(2022, 1, 10)) == "ngày 10 tháng 01 năm 2022"
    assert [nd30.number(n) for n in (9, 10, 123)] == ["09", "10", "123"]
    assert nd30.symbol("SVHTT", kind="BC", drafter="VP") == "/BC-SVHTT"
    assert nd30.symbol("SVHTT", drafter="VP") == "/SVHTT-VP"
    assert [nd30.roman(n) for n in (1, 4, 6, 9, 14)] == ["I", "IV", "VI", "IX", "XIV"]


@pytest.mark.parametrize(
    ("form", "posts"),
    [
        ("KT.", ["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"]),
        ("TL.", ["TL. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"]),
        ("TUQ.", ["TUQ. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"]),
        ("Q.", ["Q. GIÁM ĐỐC"]),
        ("", ["GIÁM ĐỐC"]),
    ],
)
def test_the_right_to_sign_stands_above_the_name(tmp_path: Path, form: str, posts: list[str]) -> None:
    document = replace(REPORT, signing=Signing(form, "GIÁM ĐỐC", "Phó Giám đốc", "Lê Văn A"))
    found = texts(docx.Document(str(write(tmp_path, document))))
    first = found.index("- Lưu: VT, VP.") + 1
    assert found[first : first + len(posts) + 1] == [*posts, "Lê Văn A"]


# --- công văn --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def letter(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return docx.Document(str(write(tmp_path_factory.mktemp("letter"), LETTER)))


def test_a_letter_names_its_drafter_and_its_matter_below_the_number(letter: Any) -> None:
    number, about = find(letter, "Số:     /SVHTT-VP"), find(letter, "V/v " + LETTER.abstract)
    assert number._p.getnext() is about._p, "in the cell of the number, right below it"
    name, size, bold, italic = font(about)
    assert (name, bold, italic, alignment(about)) == ("Times New Roman", False, False, "CENTER")
    assert 12 <= size <= 13
    layout: Any = about.style
    assert layout.paragraph_format.space_before.pt == 6


def test_a_letter_has_no_title_and_greets_right_after_its_header(letter: Any) -> None:
    found = texts(letter)
    assert not {"BÁO CÁO", "CÔNG VĂN", LETTER.abstract} & set(found)
    header = letter.element.body.find(qn("w:tbl"))
    after = [Printed(p, letter).text for p in header.itersiblings(qn("w:p"))]
    assert [text for text in after if text][:3] == ["Kính gửi:", "- Trung tâm Văn hóa tỉnh;", "- Thư viện tỉnh."]


def test_a_letter_ends_as_every_document_does(letter: Any) -> None:
    found = texts(letter)
    assert found[found.index("Nơi nhận:") - 1].endswith("20/10/2022./.")
    assert found[-7:] == [
        "Nơi nhận:", "- Như trên;", "- Lãnh đạo Sở;", "- Lưu: VT, VP.",
        "TL. GIÁM ĐỐC", "CHÁNH VĂN PHÒNG", "Lê Văn A",
    ]  # fmt: skip
    assert letter.core_properties.title == f"V/v {LETTER.abstract}"


def test_the_appendix_of_a_letter_points_to_the_letter(tmp_path: Path) -> None:
    made = docx.Document(str(write(tmp_path, replace(LETTER, appendices=(APPENDIX,)))))
    note = "(Kèm theo Công văn số      /SVHTT-VP ngày     tháng     năm 2022 của Sở Văn hóa và Thể thao)"
    assert note in texts(made)


# --- charts ----------------------------------------------------------------------------------

DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
CHART_NAMES = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
CHARTED = replace(
    REPORT,
    body=(Paragraph(SENTENCE), CHART, replace(CHART, caption="Hai kỳ", form="column"), Paragraph(SENTENCE)),
    appendices=(APPENDIX, Appendix("Biểu đồ", (replace(CHART, caption=""),))),
)


@pytest.fixture(scope="module")
def charted(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return docx.Document(str(write(tmp_path_factory.mktemp("charted"), CHARTED)))


def test_figures_are_numbered_through_the_document_below_their_charts(charted: Any) -> None:
    figures = [Printed(d.getparent().getparent(), charted) for d in charted.element.body.iter(qn("w:drawing"))]
    captions = [Printed(figure._p.getnext(), charted) for figure in figures]
    assert [c.text for c in captions] == ["Hình 1. Mức hoàn thành theo mục", "Hình 2. Hai kỳ", "Hình 3."]
    for paragraph in figures:
        layout: Any = paragraph.style
        assert layout.paragraph_format.keep_with_next, "a chart stays with its caption"
        assert layout.paragraph_format.line_spacing == 1, "an exact line height would cut the chart"
        assert alignment(paragraph) == "CENTER"


def test_a_chart_says_what_it_shows_to_who_cannot_see_it(charted: Any) -> None:
    properties = list(charted.element.body.iter(f"{DRAWING}docPr"))
    assert [p.get("id") for p in properties] == ["1", "2", "3"]
    assert [p.get("name") for p in properties] == ["Hình 1", "Hình 2", "Hình 3"]
    assert {p.get("descr") for p in properties} == {"Thể chế 27,4%, tài chính công 100% “trước hạn”"}


def test_a_chart_is_as_wide_as_the_text_and_no_higher_than_its_page(tmp_path: Path) -> None:
    names = tuple(f"{n}. {SENTENCE[:80]}" for n in range(60))
    tall = replace(CHART, categories=names, series=(Series("", (Fraction(1, 2),) * 60),))
    wide = replace(APPENDIX, blocks=(tall, *APPENDIX.blocks))
    document = replace(REPORT, body=(tall, Paragraph(SENTENCE)), appendices=(wide,))
    made = docx.Document(str(write(tmp_path, document)))
    extents = [
        (int(e.get("cx")) / 36_000, int(e.get("cy")) / 36_000) for e in made.element.body.iter(f"{DRAWING}extent")
    ]
    assert [width for width, _ in extents] == [165, 165]
    assert 200 < extents[0][1] <= 297 - 40 - 15 and 90 < extents[1][1] <= 210 - 40 - 15
    low = replace(CHART, categories=("Thể chế",) * 25, series=(Series("", (Fraction(1, 2),) * 25),))
    made = docx.Document(str(write(tmp_path, with_body(low, Paragraph(SENTENCE)))))
    (extent,) = made.element.body.iter(f"{DRAWING}extent")
    assert int(extent.get("cy")) / 36_000 < 130, "half a page is left to the text"


def test_the_package_holds_each_chart_with_its_data(tmp_path: Path) -> None:
    path = write(tmp_path, CHARTED)
    charts = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
    with zipfile.ZipFile(path) as parts:
        types = parts.read("[Content_Types].xml").decode()
        assert types.count(charts) == 3 and types.count("spreadsheetml.sheet") >= 1
        for name in parts.namelist():
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(parts.read(name))
        document = ElementTree.fromstring(parts.read("word/document.xml"))
        targets = {
            r.get("Id"): r.get("Target") for r in ElementTree.fromstring(parts.read("word/_rels/document.xml.rels"))
        }
        shown = [targets[c.get(qn("r:id"))] for c in document.iter(f"{CHART_NAMES}chart")]
        assert shown == ["charts/chart1.xml", "charts/chart2.xml", "charts/chart3.xml"]
        (data,) = ElementTree.fromstring(parts.read("word/charts/_rels/chart2.xml.rels"))
        outside = ElementTree.fromstring(parts.read("word/charts/chart2.xml")).find(f"{CHART_NAMES}externalData")
        assert outside is not None and outside.get(qn("r:id")) == data.get("Id")
        workbook = parts.read("word/embeddings/du-lieu-2.xlsx")
        assert data.get("Target") == "../embeddings/du-lieu-2.xlsx"
    sheet = openpyxl.load_workbook(BytesIO(workbook)).active
    assert sheet is not None
    assert [[cell.value for cell in row] for row in sheet["B3:C4"]] == [[None, 0.5], [1, 0.9999]]


# --- tables ----------------------------------------------------------------------------------


def data_tables(word: Any) -> list[Any]:
    return [t for t in word.element.body.iter(qn("w:tbl")) if t.find(f".//{qn('w:tblHeader')}")
            is not None]  # fmt: skip


def test_the_head_of_a_table_repeats_and_rows_stay_whole(word: Any) -> None:
    for table in data_tables(word):
        rows = table.findall(qn("w:tr"))
        heads = [row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in rows]
        assert heads == [True] + [False] * (len(rows) - 1)
        assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in rows)


def test_grid_and_cells_agree_and_fit_the_page(tmp_path: Path, word: Any) -> None:
    wide = Table("", tuple(Column(f"Cột {n}", 50) for n in range(8)), (Row(("x",) * 8),))
    path = write(tmp_path, with_body(wide))
    for table in (*data_tables(word), *data_tables(docx.Document(str(path)))):
        grid = [int(c.get(qn("w:w"))) for c in table.iter(qn("w:gridCol"))]
        first = table.find(qn("w:tr"))
        assert [int(c.get(qn("w:w"))) for c in first.iter(qn("w:tcW"))] == grid
        assert sum(grid) * 25.4 / 1440 <= 252.01  # landscape A4 between its margins
    (scaled,) = data_tables(docx.Document(str(path)))
    width = sum(int(c.get(qn("w:w"))) for c in scaled.iter(qn("w:gridCol"))) * 25.4 / 1440
    assert width == pytest.approx(165, abs=0.5)


def test_a_group_row_is_one_bold_cell(word: Any) -> None:
    paragraph = find(word, "A.I. Chỉ đạo, điều hành")
    cell = paragraph._p.getparent()
    assert cell.find(f".//{qn('w:gridSpan')}").get(qn("w:val")) == "5"
    assert len(cell.getparent().findall(qn("w:tc"))) == 1
    assert font(paragraph)[2]


def test_table_text_is_small_aligned_and_keeps_its_line_breaks(word: Any) -> None:
    cell = next(p for p in all_paragraphs(word) if p.text == "Thủ tục hành chính\n(một cửa)")
    assert 11 <= font(cell)[1] <= 12
    rate = next(p for p in all_paragraphs(word) if p.text == "100%")
    assert alignment(rate) == "RIGHT"


def test_a_row_that_does_not_fit_its_columns_is_refused(tmp_path: Path) -> None:
    ragged = replace(SMALL, rows=(Row(("1", "Thể chế")),))
    with pytest.raises(ValueError, match="shorter"):
        write(tmp_path, with_body(ragged))


def test_ten_thousand_rows_are_written(tmp_path: Path) -> None:
    rows = tuple(Row((str(n), f"Hồ sơ {n}", "đúng hạn")) for n in range(10_000))
    path = write(tmp_path, with_body(replace(SMALL, rows=rows), Paragraph(SENTENCE)))
    (table,) = data_tables(docx.Document(str(path)))
    assert len(table.findall(qn("w:tr"))) == 10_001
    assert len(list(table.iter(qn("w:cantSplit")))) == 1  # the head only: the rest would be slow


# --- the file --------------------------------------------------------------------------------


def test_text_is_cleaned_but_nothing_is_lost(tmp_path: Path) -> None:
    dirty = "R&D < 50%\x0b \x00\u200b“đạt” > 3"
    blocks = (Paragraph(dirty), replace(SMALL, rows=(Row(("1", dirty, "]]>")),)))
    found = texts(docx.Document(str(write(tmp_path, with_body(*blocks)))))
    assert found.count("R&D < 50% “đạt” > 3") == 2
    assert "]]>" in found


def test_the_same_inputs_give_the_same_bytes(tmp_path: Path) -> None:
    first, second = (write(tmp_path, CHARTED, name=name) for name in "ab")
    assert first.read_bytes() == second.read_bytes()
    names = zipfile.ZipFile(first).namelist()
    assert names[0] == "[Content_Types].xml"
    assert names[1:] == sorted(names[1:])


def test_the_file_names_its_author_and_nothing_foreign(tmp_path: Path) -> None:
    path = write(tmp_path, CHARTED)
    properties = docx.Document(str(path)).core_properties
    assert properties.author == "Sở Văn hóa và Thể thao"
    assert properties.title.startswith("BÁO CÁO Kết quả thực hiện")
    assert properties.created == properties.modified == STAMP
    with zipfile.ZipFile(path) as parts:
        assert not [n for n in parts.namelist() if "thumbnail" in n or "customXml" in n]
        assert sum(info.file_size for info in parts.infolist()) < 300_000
        everything = b"".join(parts.read(name) for name in parts.namelist())
        for name in (name for name in parts.namelist() if name.endswith(".xlsx")):
            assert openpyxl.load_workbook(BytesIO(parts.read(name))).properties.created == STAMP.replace(tzinfo=None)
    for foreign in (b"python-docx", b"Calibri", b"Cambria", b"en-US", b"ja-JP", b"Macintosh"):
        assert foreign not in everything


# --- on paper --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pdf")
    return render_pdf(write(folder), folder)


@pytest.fixture(scope="module")
def pages(pdf: Path) -> list[Page]:
    return read_pages(pdf)


def printed_number(page: Page) -> str:
    """What stands in the top margin of 20 mm."""
    return " ".join(word.text for word in page.words if word.bottom < 20)


@needs_libreoffice
def test_national_name_and_motto_take_one_line_each(pages: list[Page]) -> None:
    head = [w for w in pages[0].words if w.left > 95 and w.top < 40]
    national = [w for w in head if w.text in "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" and w.text.isupper()]
    assert [w.text for w in national][-2:] == ["VIỆT", "NAM"] and len(national) == 8
    assert max(w.top for w in national) - min(w.top for w in national) < 0.2
    assert min(w.left for w in national) >= 95
    assert max(w.right for w in national) <= 195.1
    agency = [w for w in pages[0].words if w.text in ("SỞ", "VĂN", "HÓA", "VÀ", "THỂ", "THAO")]
    assert len({round(w.top, 1) for w in agency}) == 1


@needs_libreoffice
def test_lines_are_as_long_as_the_decree_wants(pdf: Path, pages: list[Page]) -> None:
    def below(first: str, last: str) -> tuple[float, float]:
        start = next(w for w in pages[0].words if w.text == first)
        end = next(w for w in pages[0].words if w.text == last and w.left > start.left)
        length = end.right - start.left
        line = longest_line(pdf, 1, end.bottom - 0.6, end.bottom + 3, start.left - 5, end.right + 5)
        return line, length

    line, length = below("Độc", "phúc")
    assert line == pytest.approx(length, abs=1.5)
    line, length = below("SỞ", "THAO")
    assert length / 3 <= line <= length / 2


@needs_libreoffice
def test_page_numbers_stand_in_the_middle_of_the_top_margin(pages: list[Page]) -> None:
    assert [printed_number(page) for page in pages[:2]] == ["", "2"]
    (number,) = [word for word in pages[1].words if word.bottom < 20]
    assert (number.left + number.right) / 2 == pytest.approx((30 + 195) / 2, abs=0.5)
    assert number.bottom - number.top > 4  # 13 pt and more


@needs_libreoffice
def test_each_appendix_numbers_its_own_pages(pages: list[Page]) -> None:
    starts = [n for n, page in enumerate(pages) if "(Kèm theo Báo cáo" in page.text]
    assert len(starts) == 2
    first, second = starts
    assert second - first > 1, "the sample's first appendix takes several pages"
    assert [printed_number(p) for p in pages[first:second]] == [
        "", *(str(n) for n in range(2, second - first + 1)),
    ]  # fmt: skip
    assert printed_number(pages[second]) == ""
    shapes = [(round(page.width), round(page.height)) for page in pages[first:]]
    assert shapes == [(297, 210)] * (second - first) + [(210, 297)]
    (number,) = [word for word in pages[first + 1].words if word.bottom < 20]
    assert (number.left + number.right) / 2 == pytest.approx((30 + 282) / 2, abs=0.5)
    assert all("Nhiệm vụ" in page.text for page in pages[first:second]), "the head repeats"


@needs_libreoffice
def test_everything_stays_between_the_margins(pages: list[Page]) -> None:
    for page in pages:
        for word in page.words:
            assert word.left >= 29.9 and word.right <= page.width - 14.9
            assert word.bottom <= page.height - 19.9
            assert word.top >= 19.8 or word.text == printed_number(page)


@needs_libreoffice
def test_one_family_of_fonts_is_printed(pdf: Path) -> None:
    families = {name.split("-")[0].removesuffix("PSMT") for name in font_names(pdf)}
    assert len(families) == 1
    assert families <= {"LiberationSerif", "TimesNewRoman", "TimesNewRomanPS"}


@needs_libreoffice
def test_there_is_no_empty_page(tmp_path: Path) -> None:
    short = write(tmp_path, with_body(Paragraph("Không phát sinh.")))
    assert len(read_pages(render_pdf(short, tmp_path))) == 1


# --- headers with long names -----------------------------------------------------------------

LONG_NAMES = {
    "one line": ("UBND tỉnh Khánh Hòa", "SỞ VĂN HÓA VÀ THỂ THAO"),
    "two lines": ("ỦY BAN NHÂN DÂN TỈNH KHÁNH HÒA", "SỞ VĂN HÓA, THỂ THAO VÀ DU LỊCH"),
    "three lines": (
        "ỦY BAN NHÂN DÂN THÀNH PHỐ TRỰC THUỘC TRUNG ƯƠNG",
        "BAN QUẢN LÝ KHU KINH TẾ VÀ CÁC KHU CÔNG NGHIỆP TỈNH BÀ RỊA - VŨNG TÀU",
    ),
    "own lines": ("UBND tỉnh Khánh Hòa", "TRUNG TÂM\nVĂN HÓA NGHỆ THUẬT"),
}


@pytest.fixture(scope="module")
def headers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("headers")
    agencies = {key: replace(AGENCY, parent=parent, name=name) for key, (parent, name) in LONG_NAMES.items()}
    files = [write(folder, replace(REPORT, appendices=()), agency, key) for key, agency in agencies.items()]
    return dict(zip(agencies, render_pdfs(files, folder), strict=True))


def in_lines(words: list[Any]) -> list[tuple[float, float]]:
    """The left and right end of each printed line."""
    tops = Counter(round(w.top, 1) for w in words)
    rows = [[w for w in words if round(w.top, 1) == top] for top in sorted(tops)]
    return [(min(w.left for w in row), max(w.right for w in row)) for row in rows]


@needs_libreoffice
@pytest.mark.parametrize(("case", "lines"), [("one line", 1), ("two lines", 2), ("three lines", 3), ("own lines", 2)])
def test_the_line_below_a_long_name_goes_by_its_longest_line(headers: dict[str, Path], case: str, lines: int) -> None:
    parent, name = LONG_NAMES[case]
    page = read_pages(headers[case])[0]
    left = sorted((w for w in page.words if w.right < 95.5 and w.top < 60), key=lambda w: (round(w.top, 1), w.left))
    first = len(parent.split())
    printed = left[first : first + len(name.split())]
    assert [w.text for w in printed] == name.split()
    ends = in_lines(printed)
    assert len(ends) == lines
    longest = max(right - left for left, right in ends)
    bottom = max(w.bottom for w in printed)
    drawn = longest_line(headers[case], 1, bottom - 0.6, bottom + 3, 30, 95)
    assert longest / 3 <= drawn <= longest / 2
    national = [w for w in page.words if w.left > 95 and w.top < 24]
    assert " ".join(w.text for w in national[:8]) == "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    assert len({round(w.top, 1) for w in national[:8]}) == 1


@needs_libreoffice
def test_the_line_below_the_abstract_goes_by_its_longest_line(headers: dict[str, Path]) -> None:
    page = read_pages(headers["one line"])[0]
    start = next(n for n, w in enumerate(page.words) if w.text == "Kết")
    printed = list(page.words[start : start + len(REPORT.abstract.split())])
    ends = in_lines(printed)
    assert len(ends) == 2
    shortest, longest = sorted(right - left for left, right in ends)
    assert shortest > 0.75 * longest, "no word is left alone on a line"
    bottom = max(w.bottom for w in printed)
    assert longest / 3 <= longest_line(headers["one line"], 1, bottom - 0.6, bottom + 3, 30, 195) <= longest / 2


# --- charts on paper -------------------------------------------------------------------------


@needs_libreoffice
def test_charts_are_printed_whole_with_their_captions(tmp_path: Path) -> None:
    long = tuple(f"{n}. {SENTENCE[:75]}" for n in range(1, 15))
    many = replace(CHART, caption="Nhiều mục", categories=long, series=(Series("", (Fraction(3, 7),) * 14),))
    pdf = render_pdf(write(tmp_path, replace(CHARTED, body=(*CHARTED.body, many, Paragraph(SENTENCE)))), tmp_path)
    assert {name.split("-")[0].removesuffix("PSMT") for name in font_names(pdf)} in (
        {"LiberationSerif"}, {"TimesNewRoman"}, {"TimesNewRomanPS"},
    )  # fmt: skip
    printed = read_pages(pdf)
    (first,) = [page for page in printed if "Hình 1." in page.text]
    assert "27,4%" in first.text and "99,99%" in first.text and "Kỳ trước" in first.text
    caption = next(w for w in first.words if w.text == "Hình")
    last_name = next(w for w in first.words if w.text == "III.")
    assert 0 < caption.top - last_name.bottom < 30
    assert "27.4%" not in " ".join(page.text for page in printed)
    (crowded,) = [page for page in printed if "Nhiều mục" in page.text]
    assert crowded.text.count("42,9%") == 14
    below = next(w for w in crowded.words if w.text == "Hình").top
    names = [w for w in crowded.words if w.right < 106 and w.bottom < below and w.text not in ("0%", "20%")]
    numbers = sorted((w.top, w.text) for w in names if w.text in {f"{n}." for n in range(1, 15)})
    assert [text for _, text in numbers] == [f"{n}." for n in range(1, 15)], "the first stands on top"
    tops = sorted({round(w.top, 1) for w in names})
    assert all(lower - upper > 3 for upper, lower in pairwise(tops)), "no name runs into the next"
    for page in printed:
        assert all(w.left >= 29.5 and w.right <= page.width - 14.5 for w in page.words)


# --- the signature ---------------------------------------------------------------------------

LONG_TABLE = replace(SMALL, rows=tuple(Row((str(n), "Thể chế", "100%")) for n in range(1, 19)))
VERY_LONG_TABLE = replace(LONG_TABLE, rows=LONG_TABLE.rows * 5)
TALL_CHART = replace(CHART, categories=("Thể chế",) * 60, series=(Series("", (Fraction(1, 2),) * 60),))
ENDINGS: dict[str, tuple[tuple[Block, ...], range]] = {
    "short": ((Paragraph("Không có kiến nghị."),), range(16, 26)),
    "long": ((Paragraph(" ".join([SENTENCE] * 3)),), range(6, 20, 2)),
    "table": ((SMALL,), range(10, 22, 2)),
    "long table": ((LONG_TABLE,), range(0, 14, 2)),
    "table of two pages": ((VERY_LONG_TABLE,), range(0, 40, 4)),
    "table and text": ((LONG_TABLE, Paragraph("Không có kiến nghị.")), range(0, 14, 2)),
    "chart": ((CHART,), range(7, 18)),
    "tall chart": ((TALL_CHART,), range(0, 40, 10)),
    "heading": ((Heading(1, "V. Kiến nghị"),), range(14, 26)),
}


@pytest.fixture(scope="module")
def endings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[list[Page]]]:
    """The printed pages of documents of several lengths, by what stands last in them."""
    folder = tmp_path_factory.mktemp("endings")
    written = [
        (ending, write(folder, with_body(*[Paragraph("Một dòng.")] * lines, *last), name=f"{ending} {lines}"))
        for ending, (last, lengths) in ENDINGS.items()
        for lines in lengths
    ]
    printed: dict[str, list[list[Page]]] = {ending: [] for ending in ENDINGS}
    for (ending, _), pdf in zip(written, render_pdfs([path for _, path in written], folder), strict=True):
        printed[ending].append(read_pages(pdf))
    return printed


@needs_libreoffice
@pytest.mark.parametrize("ending", ENDINGS)
def test_the_signature_is_never_alone_on_a_page(endings: dict[str, list[list[Page]]], ending: str) -> None:
    for printed in endings[ending]:
        (signed,) = [page for page in printed if "GIÁM ĐỐC" in page.text]
        assert "Nguyễn Văn Thiện" in signed.text and "Lưu:" in signed.text
        assert signed is printed[-1], "nothing, not even an empty page, follows the signature"
        before = signed.text.split("Nơi nhận:")[0].split()
        assert len(before) > 3 and before[-1].endswith("./.")
    assert len({len(printed) for printed in endings[ending]}) > 1, "the lengths tried cross the end of a page"


@needs_libreoffice
def test_long_lists_of_names_break_no_page(tmp_path: Path) -> None:
    names = tuple(f"Phòng, đơn vị trực thuộc Sở Văn hóa và Thể thao thứ {n}" for n in range(1, 41))
    documents = {
        "greeted": replace(LETTER, addressees=names),
        "greeted few": replace(LETTER, addressees=tuple(f"{name} {'tỉnh Khánh Hòa ' * 8}" for name in names[:16])),
        "informed": replace(REPORT, recipients=names, appendices=()),
        "many": replace(REPORT, recipients=names * 2, appendices=()),
        "some": replace(REPORT, recipients=names[:14], appendices=()),
    }
    files = [write(tmp_path, document, name=name) for name, document in documents.items()]
    pdfs = dict(zip(documents, map(read_pages, render_pdfs(files, tmp_path)), strict=True))
    for name, printed in pdfs.items():
        assert all(len(page.words) > 5 for page in printed), f"{name}: no page is empty"
        (signed,) = [page for page in printed if "GIÁM ĐỐC" in page.text]
        assert documents[name].signing.name in signed.text, name
        before = signed.text.split("Nơi nhận:")[0].split()
        assert len(before) > 3 and before[-1].endswith("./."), name
        everything = " ".join(page.text for page in printed)
        if name == "greeted few":
            assert "thứ 1 " in printed[0].text, "the list begins below its head, not on a page of its own"
            continue
        listed = documents[name].recipients if name != "greeted" else names
        assert sum(everything.count(f"thứ {n}{stop}") for n in range(1, 41) for stop in ";.") == len(listed), name
        assert all(w.bottom <= page.height - 19.9 for page in printed for w in page.words), name
