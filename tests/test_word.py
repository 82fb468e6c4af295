"""The .docx as its reader sees it. Expected values are the decree's, written out by hand."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph as Printed

from pipeline.model import Agency, Signing
from pipeline.report import nd30
from pipeline.report.document import Appendix, Block, Column, Document, Heading, Paragraph, Row, Table
from pipeline.report.word import write_docx
from tests.rendering import (
    Page,
    font_names,
    longest_line,
    needs_libreoffice,
    read_pages,
    render_pdf,
    render_pdfs,
)

STAMP = datetime(2022, 9, 15, 8, 0, tzinfo=UTC)
AGENCY = Agency(
    parent="UBND tỉnh Khánh Hòa",
    name="SỞ VĂN HÓA VÀ THỂ THAO",
    running_name="Sở Văn hóa và Thể thao",
    short_name="Sở",
    symbol="SVHTT",
    drafter="VP",
    place="Khánh Hòa",
    signing=Signing("", "GIÁM ĐỐC", "", "Nguyễn Văn Thiện"),
    addressed=True,
    addressees=("Sở Nội vụ tỉnh Khánh Hòa",),
    recipients=("UBND tỉnh", "Sở Nội vụ", "Ban Giám đốc Sở"),
    archive="VT, VP",
    plan_id="",
    plan_title="",
    report_abstract="",
    plan_basis=(),
    year=2022,
    counted_from=date(2022, 8, 15),
    survey_mean_of_factors=False,
)
SENTENCE = (
    "Trong kỳ, Sở đã hoàn thành 17/54 nhiệm vụ, đạt 31,5%; các đơn vị trực thuộc tiếp tục rà soát, "
    "đơn giản hóa thủ tục hành chính và nâng cao mức độ hài lòng của người dân, tổ chức."
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


def write(folder: Path, document: Document = REPORT, agency: Agency = AGENCY, name: str = "a") -> Path:
    path = folder / f"{name}.docx"
    write_docx(document, agency, path, year=2022, stamp=STAMP)
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


def test_number_and_date_are_left_open_in_marked_places(word: Any) -> None:
    marked = {}
    for start in word.element.body.iter(qn("w:bookmarkStart")):
        run = start.getnext()
        marked[start.get(qn("w:name"))] = "".join(t.text for t in run.iter(qn("w:t")))
    assert marked == {"so_van_ban": " " * 5, "ngay_ban_hanh": "ngày     tháng     năm 2022"}


def test_lines_are_never_typed_nor_underlines(word: Any) -> None:
    assert not list(word.element.body.iter(qn("w:u")))
    assert not [text for text in texts(word) if "__" in text or "---" in text or "──" in text]


def test_the_page_is_a4_with_the_margins_of_the_decree(word: Any) -> None:
    sizes = [(round(s.page_width.mm), round(s.page_height.mm)) for s in word.sections]
    assert sizes == [(210, 297), (297, 210), (297, 210)]
    for section in word.sections:
        assert 20 <= round(section.top_margin.mm, 1) <= 25
        assert 20 <= round(section.bottom_margin.mm, 1) <= 25
        assert 30 <= round(section.left_margin.mm, 1) <= 35
        assert 15 <= round(section.right_margin.mm, 1) <= 20


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


def test_appendices_are_numbered_in_roman_only_when_there_are_several(tmp_path: Path, word: Any) -> None:
    assert {"Phụ lục I", "Phụ lục II"} <= set(texts(word))
    note = "(Kèm theo Báo cáo số      /BC-SVHTT ngày     tháng     năm 2022 của Sở Văn hóa và Thể thao)"
    (first, _) = [p for p in all_paragraphs(word) if p.text == note]
    assert font(first)[3], "the pointer is in italics"
    single = docx.Document(str(write(tmp_path, replace(REPORT, appendices=(APPENDIX,)))))
    assert "Phụ lục" in texts(single)


def test_leading_zeros_and_symbols_follow_the_decree() -> None:
    assert nd30.date_text(date(2022, 8, 5)) == "ngày 05 tháng 8 năm 2022"
    assert nd30.date_text(date(2022, 2, 15)) == "ngày 15 tháng 02 năm 2022"
    assert nd30.date_text(date(2022, 1, 10)) == "ngày 10 tháng 01 năm 2022"
    assert [nd30.number(n) for n in (9, 10, 123)] == ["09", "10", "123"]
    assert nd30.symbol("SVHTT", kind="BC", drafter="VP") == "/BC-SVHTT"
    assert nd30.symbol("SVHTT", drafter="VP") == "/SVHTT-VP"
    assert [nd30.roman(n) for n in (1, 4, 6, 9, 14)] == ["I", "IV", "VI", "IX", "XIV"]


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
    path = write(tmp_path, with_body(replace(SMALL, rows=rows)))
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
    first, second = write(tmp_path, name="a"), write(tmp_path, name="b")
    assert first.read_bytes() == second.read_bytes()
    names = zipfile.ZipFile(first).namelist()
    assert names[0] == "[Content_Types].xml"
    assert names[1:] == sorted(names[1:])


def test_the_file_names_its_author_and_nothing_foreign(tmp_path: Path) -> None:
    path = write(tmp_path)
    properties = docx.Document(str(path)).core_properties
    assert properties.author == "Sở Văn hóa và Thể thao"
    assert properties.title.startswith("BÁO CÁO Kết quả thực hiện")
    assert properties.created == properties.modified == STAMP
    with zipfile.ZipFile(path) as parts:
        assert not [n for n in parts.namelist() if "thumbnail" in n or "customXml" in n]
        assert sum(info.file_size for info in parts.infolist()) < 300_000
        everything = b"".join(parts.read(name) for name in parts.namelist())
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
def test_each_appendix_numbers_its_own_landscape_pages(pages: list[Page]) -> None:
    starts = [n for n, page in enumerate(pages) if "(Kèm theo Báo cáo" in page.text]
    assert len(starts) == 2
    first, second = starts
    assert second - first > 1, "the sample's first appendix takes several pages"
    assert [printed_number(p) for p in pages[first:second]] == [
        "", *(str(n) for n in range(2, second - first + 1)),
    ]  # fmt: skip
    assert printed_number(pages[second]) == ""
    assert all(round(page.width) == 297 and round(page.height) == 210 for page in pages[first:])
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


@needs_libreoffice
@pytest.mark.parametrize("ending", ["short", "long", "table"])
def test_the_signature_is_never_alone_on_a_page(tmp_path: Path, ending: str) -> None:
    last: dict[str, Block] = {
        "short": Paragraph("Không có kiến nghị."),
        "long": Paragraph(" ".join([SENTENCE] * 3)),
        "table": SMALL,
    }
    files = [
        write(tmp_path, with_body(*[Paragraph("Một dòng.")] * lines, last[ending]), name=str(lines))
        for lines in range(6, 26)
    ]
    lengths = set()
    for pdf in render_pdfs(files, tmp_path):
        printed = read_pages(pdf)
        lengths.add(len(printed))
        (signed,) = [page for page in printed if "GIÁM ĐỐC" in page.text]
        assert "Nguyễn Văn Thiện" in signed.text and "Lưu:" in signed.text
        assert signed is printed[-1], "nothing, not even an empty page, follows the signature"
        before = signed.text.split("Nơi nhận:")[0].split()
        assert len(before) > 3 and before[-1].endswith("./."), pdf.name
    assert lengths == {1, 2}, "the lengths tried cross the end of a page"
