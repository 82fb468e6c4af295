"""The checker of any .docx. Expected clauses are the decree's, written out by hand."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph as Printed
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.cli import main
from pipeline.conform.check import conform
from pipeline.conform.effective import read_effective
from pipeline.conform.seen import Effective, paragraphs
from pipeline.conform.seen import Paragraph as Seen
from pipeline.conform.verdict import Breach
from pipeline.model import PipelineError, Signing
from pipeline.report import nd30
from pipeline.report.document import Appendix, Block, Chart, Column, Document, Heading, Paragraph, Row, Series, Table
from pipeline.report.metrics import text_width
from pipeline.report.word import write_docx
from tests.amount import some
from tests.documents import AGENCY, SENTENCE, STAMP
from tests.rendering import converted, needs_libreoffice

TABLE = Table(
    "Bảng 1. Tiến độ theo lĩnh vực",
    (Column("TT", 12, "center"), Column("Lĩnh vực", 100), Column("Tỷ lệ", 30, "right")),
    (Row(("1", "Thể chế", "100%")), Row(("2", "Thủ tục\n(một cửa)", "92,5%"))),
)
CHART = Chart("Tỷ lệ theo quý", "bar", ("Quý I", "Quý II"), (Series("Tỷ lệ", (Fraction(1, 2), None)),), "Biểu đồ.")
WIDE = Table("", tuple(Column(f"Cột {n}", 40) for n in range(6)), (Row(("x",) * 6),))
BODY: tuple[Block, ...] = (
    Paragraph(SENTENCE),
    Heading(1, "I. Công tác chỉ đạo, điều hành"),
    Heading(2, "1. Kết quả nổi bật"),
    Paragraph("a) Ban hành kế hoạch."),
    Paragraph("b) Tổ chức tập huấn."),
    Paragraph("c) Kiểm tra đơn vị."),
    Paragraph("d) Công khai thủ tục."),
    Paragraph("đ) Lấy ý kiến."),
    Paragraph("e) Báo cáo."),
    *(Paragraph(SENTENCE) for _ in range(20)),
    Heading(2, "2. Tồn tại, hạn chế"),
    Paragraph(f"- {SENTENCE}"),
    Heading(1, "II. Kiến nghị, đề xuất"),
    Paragraph("1. Đề nghị Sở Nội vụ hướng dẫn việc chấm điểm."),
    Paragraph("Trên đây là báo cáo của Sở Văn hóa và Thể thao (chi tiết tại các Phụ lục)."),
)
REPORT = Document(
    "BÁO CÁO",
    "Kết quả thực hiện Kế hoạch nâng cao PAR INDEX và SIPAS tháng 9 năm 2022",
    "BC",
    BODY,
    AGENCY.signing,
    (Appendix("Tiến độ thực hiện từng nhiệm vụ", (WIDE,)), Appendix("Thống kê số liệu", (Paragraph(SENTENCE), TABLE))),
    AGENCY.addressees,
    AGENCY.recipients,
)
DOCUMENTS = {
    "report": REPORT,
    "table": replace(REPORT, body=(*BODY[:-1], TABLE, BODY[-1])),
    "several": replace(REPORT, addressees=("UBND tỉnh Khánh Hòa", "Sở Nội vụ", "Sở Tài chính")),
    "single": replace(REPORT, appendices=REPORT.appendices[1:]),
    "plain": replace(REPORT, appendices=()),
    "deputy": replace(REPORT, signing=Signing("KT.", "GIÁM ĐỐC", "Phó Giám đốc", "Lê Văn A")),
    "acting": replace(REPORT, signing=Signing("Q.", "GIÁM ĐỐC", "", "Lê Văn A")),
    "forty recipients": replace(REPORT, recipients=tuple(f"Ủy ban nhân dân huyện số {n}" for n in range(1, 41))),
    "chart": replace(REPORT, body=(*BODY[:-1], CHART, BODY[-1])),
    "letter": replace(
        REPORT, type_name="", symbol_kind="", abstract="đôn đốc gửi báo cáo tháng 9", appendices=(), body=BODY[:2]
    ),
}


def write(folder: Path, document: Document = REPORT, name: str = "a", **how: Any) -> Path:
    path = folder / f"{name}.docx"
    write_docx(document, AGENCY, path, year=2022, stamp=STAMP, **how)
    return path


def explain(breaches: tuple[Breach, ...]) -> str:
    return "\n".join(f"{b.clause} | {b.element} | {b.place} | {b.found} | {b.allowed}" for b in breaches)


def assert_conforms(path: Path) -> None:
    found = conform(path)
    assert not found, explain(found)


# --- what is right, whoever wrote it ---------------------------------------------------------


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_we_write_conforms(tmp_path: Path, name: str) -> None:
    assert_conforms(write(tmp_path, DOCUMENTS[name]))


def test_a_document_with_number_and_date_conforms(tmp_path: Path) -> None:
    assert_conforms(write(tmp_path, number=5, issued=date(2022, 2, 5)))


@needs_libreoffice
def test_what_libreoffice_saves_again_conforms(tmp_path: Path) -> None:
    files = [write(tmp_path, DOCUMENTS[name], name) for name in ("table", "several", "letter")]
    for saved in converted(files, tmp_path / "saved", "docx:MS Word 2007 XML"):
        assert_conforms(saved)


class Hand:
    """A person at Word: direct formatting only, on python-docx's own template (Calibri, 11 pt)."""

    def __init__(self) -> None:
        self.word = docx.Document()
        self.section(self.word.sections[0])
        header = self.word.sections[0].header.paragraphs[0]
        header.alignment = ALIGN.CENTER
        field = parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr=" PAGE "><w:r><w:t>2</w:t></w:r></w:fldSimple>')
        header._p.append(field)
        self.run(header.runs[0] if header.runs else docx.text.run.Run(field[0], header), 14)

    @staticmethod
    def section(section: Any) -> None:
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin = section.bottom_margin = Mm(20)
        section.left_margin, section.right_margin = Mm(30), Mm(15)
        section.different_first_page_header_footer = True

    @staticmethod
    def run(run: Any, size: float, bold: bool = False, italic: bool = False) -> None:
        run.font.name, run.font.size, run.font.bold, run.font.italic = "Times New Roman", Pt(size), bold, italic
        run._r.rPr.rFonts.set(qn("w:hAnsi"), "Times New Roman")
        run.font.color.rgb = RGBColor(0, 0, 0)

    def write(
        self, holder: Any, text: str, size: float = 14, bold: bool = False, italic: bool = False,
        align: Any = ALIGN.CENTER, before: float = 0, after: float = 0, first: float = 0,
    ) -> Printed:  # fmt: skip
        paragraph: Printed = holder.add_paragraph()
        self.run(paragraph.add_run(text), size, bold, italic)
        layout = paragraph.paragraph_format
        layout.alignment, layout.first_line_indent, layout.line_spacing = align, Mm(first), 1.15
        layout.space_before, layout.space_after = Pt(before), Pt(after)
        return paragraph

    def text(self, text: str, **how: Any) -> Printed:
        return self.write(self.word, text, **{"align": ALIGN.JUSTIFY, "after": 6, "first": 10, **how})

    def line(self, holder: Any, room: float, length: float) -> None:
        """A border above a paragraph of its own."""
        paragraph = holder.add_paragraph()
        layout = paragraph.paragraph_format
        layout.left_indent = layout.right_indent = Mm((room - length) / 2)
        layout.space_after = Pt(0)
        border = f'<w:pBdr {nsdecls("w")}><w:top w:val="single" w:sz="6" w:space="1" w:color="auto"/></w:pBdr>'
        paragraph._p.get_or_add_pPr().insert_element_before(
            parse_xml(border), "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
        )

    def table(self, *widths: float) -> list[Any]:
        table = self.word.add_table(rows=1, cols=len(widths))
        cells = list(table.rows[0].cells)
        for cell, column, width in zip(cells, table._tbl.tblGrid.gridCol_lst, widths, strict=True):
            cell.width = column.w = Mm(width)
            cell._tc.remove(cell.paragraphs[0]._p)
        return cells


SHAPE = (
    '<w:r {w}><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    '<mc:Choice Requires="wps"><w:drawing>'
    '<wp:anchor xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
    '<wp:extent cx="{cx}" cy="0"/><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<a:graphicData uri="x"><a:prstGeom prst="line"/></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice>'
    '<mc:Fallback><w:pict><v:line xmlns:v="urn:schemas-microsoft-com:vml" from="0,0" to="{pt}pt,0"/></w:pict>'
    "</mc:Fallback></mc:AlternateContent></w:r>"
)


def shape(length: float) -> Any:
    """A straight line as Word's Insert → Shapes draws it."""
    return parse_xml(SHAPE.format(w=nsdecls("w"), cx=round(length * 36000), pt=length / 25.4 * 72))


def typed_by_hand(*, shapes: bool = False) -> Any:
    hand = Hand()
    left, right = hand.table(68, 104)
    hand.write(left, "UBND TỈNH KHÁNH HÒA", 12)
    name = hand.write(left, "THƯ VIỆN TỈNH", 12, bold=True)
    hand.write(right, "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, bold=True)
    motto = hand.write(right, "Độc lập - Tự do - Hạnh phúc", 13, bold=True)
    agency_mm = text_width("THƯ VIỆN TỈNH", 12, bold=True)
    motto_mm = text_width("Độc lập - Tự do - Hạnh phúc", 13, bold=True)
    if shapes:
        name._p.append(shape(agency_mm * 0.4))
        motto._p.append(shape(motto_mm + 1))
    else:
        hand.line(left, 68 - 3.8, agency_mm * 0.4)
        hand.line(right, 104 - 3.8, motto_mm)
    hand.write(left, "Số: 05/KH-TVT", 13, before=6)
    hand.write(right, "Khánh Hòa, ngày 05 tháng 02 năm 2022", 13, italic=True, before=6)
    hand.write(hand.word, "KẾ HOẠCH", 14, bold=True, before=12)
    abstract = "Tổ chức Ngày hội đọc sách năm 2022"
    hand.write(hand.word, abstract, 14, bold=True)
    hand.line(hand.word, 165, text_width(abstract, 14, bold=True) * 0.45)
    hand.text("Căn cứ Kế hoạch số 7760/KH-UBND ngày 17/8/2022 của UBND tỉnh Khánh Hòa;", italic=True)
    hand.text("I. MỤC ĐÍCH, YÊU CẦU", bold=True)
    hand.text("1. Mục đích", bold=True)
    hand.text(SENTENCE)
    hand.text("2. Yêu cầu", bold=True)
    for letter in "abcdđe":
        hand.text(f"{letter}) {SENTENCE}")
    hand.text("II. TỔ CHỨC THỰC HIỆN", bold=True)
    hand.text("1. Phòng Bạn đọc chủ trì, báo cáo trước ngày 15/3/2022.")
    hand.text("2. Các phòng khác phối hợp, theo Phụ lục kèm theo./.")
    left, right = hand.table(85, 80)
    hand.write(left, "Nơi nhận:", 12, bold=True, italic=True, align=ALIGN.LEFT)
    for entry in ("- Sở Văn hóa và Thể thao;", "- Lưu: VT."):
        hand.write(left, entry, 11, align=ALIGN.LEFT)
    for text in ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "", "", "Lê Thị B"):
        hand.write(right, text, 13, bold=True)
    section = hand.word.add_section(WD_SECTION.NEW_PAGE)
    section._sectPr.append(parse_xml(f'<w:pgNumType {nsdecls("w")} w:start="1"/>'))
    hand.write(hand.word, "Phụ lục", 14, bold=True)
    hand.write(hand.word, "DANH MỤC SÁCH", 13, bold=True)
    hand.write(
        hand.word, "(Kèm theo Kế hoạch số 05/KH-TVT ngày 05 tháng 02 năm 2022 của Thư viện tỉnh)", 13, italic=True
    )
    (cell,) = hand.table(160)
    hand.write(cell, "Dế mèn phiêu lưu ký", 10, align=ALIGN.LEFT)
    return hand.word


@pytest.mark.parametrize("shapes", [False, True], ids=["borders", "shapes"])
def test_a_document_typed_by_another_hand_conforms(tmp_path: Path, shapes: bool) -> None:
    path = tmp_path / "tay.docx"
    typed_by_hand(shapes=shapes).save(str(path))
    assert_conforms(path)


def test_lines_drawn_by_hand_may_be_anchored_anywhere_in_the_head(tmp_path: Path) -> None:
    word = typed_by_hand(shapes=True)
    number = find(word, "Số:")
    for drawn in list(word.element.body.iter(qn("w:drawing"))):
        run = drawn.getparent().getparent().getparent()
        number._p.append(run)
    word.save(str(tmp_path / "tay.docx"))
    assert_conforms(tmp_path / "tay.docx")


@pytest.mark.parametrize(("start", "new"), [("2. Yêu", "2. Yêu cầu"), ("II. TỔ", "II. Tổ chức thực hiện")])
def test_a_heading_is_told_by_those_beside_it(tmp_path: Path, start: str, new: str) -> None:
    word = typed_by_hand()
    text(start, new)(word)
    font(start[:3], bold=False)(word)
    word.save(str(tmp_path / "tay.docx"))
    found = conform(tmp_path / "tay.docx")
    assert {(b.clause, b.place.split(" ", 2)[2]) for b in found} == {(TEXT, f"“{new}”")}, explain(found)


def test_formatting_that_only_styles_defaults_and_theme_give_conforms(tmp_path: Path) -> None:
    """Runs say nothing: font from the theme, size from the defaults, the rest along basedOn chains."""
    word = docx.Document(str(write(tmp_path, DOCUMENTS["table"])))
    styles = word.styles.element
    for style in styles.iter(qn("w:style")):
        for fonts in style.findall(f".//{qn('w:rFonts')}"):
            fonts.getparent().remove(fonts)
        for colour in style.findall(f".//{qn('w:color')}"):
            colour.getparent().remove(colour)
    fonts = styles.find(f".//{qn('w:rPrDefault')}//{qn('w:rFonts')}")
    fonts.attrib.clear()
    for slot in ("ascii", "hAnsi"):
        fonts.set(qn(f"w:{slot}Theme"), f"minor{slot[0].upper()}{slot[1:]}")
    body = next(s for s in styles.iter(qn("w:style")) if s.get(qn("w:styleId")) == "BodyText")
    child = deepcopy(body)
    child.set(qn("w:styleId"), "Con")
    child.find(qn("w:name")).set(qn("w:val"), "Con")
    child.find(qn("w:basedOn")).set(qn("w:val"), "BodyText")
    for name in ("w:pPr", "w:rPr"):
        child.remove(child.find(qn(name)))
    styles.append(child)
    for paragraph in word.paragraphs:
        if paragraph._p.pPr is not None and paragraph._p.pPr.pStyle is not None:
            mark = paragraph._p.pPr.pStyle
            mark.set(qn("w:val"), "Con" if mark.get(qn("w:val")) == "BodyText" else mark.get(qn("w:val")))
    word.save(str(tmp_path / "b.docx"))
    assert_conforms(tmp_path / "b.docx")


def test_odd_texts_are_no_breach(tmp_path: Path) -> None:
    odd = (
        "Đơn vị ghi: “đã hoàn thành./.”",
        "Theo điểm f) của báo cáo gốc, “1. abc” và “I. XYZ” là số của đơn vị.",
        "- “Đạt 100%”: Thư viện tỉnh.",
        "1. Đã ban hành 3 văn bản; 2. đang rà soát.",
        "Kính gửi của đơn vị: không có.",
        "Số: 12/BC-SVHTT là báo cáo kỳ trước, ngày 9 tháng 09 năm 2022.",
        "Nơi nhận hồ sơ: bộ phận một cửa của Sở.",
        "Phụ lục I của Kế hoạch nêu 54 nhiệm vụ.",
    )
    body = (BODY[0], *map(Paragraph, odd), *BODY[1:])
    assert_conforms(write(tmp_path, replace(REPORT, body=body)))


# --- what is wrong: each way of breaking a good document -------------------------------------

Breaker = Callable[[Any], None]


def everything(word: Any) -> list[Printed]:
    return [Printed(element, word) for element in word.element.body.iter(qn("w:p"))]


def find(word: Any, start: str) -> Printed:
    """The first paragraph that starts so."""
    return next(p for p in everything(word) if p.text.startswith(start))


def font(start: str, **values: Any) -> Breaker:
    """Letters of a paragraph changed as the toolbar of Word does it."""

    def change(word: Any) -> None:
        for run in find(word, start).runs:
            for name, value in values.items():
                setattr(run.font, name, value)

    return change


def layout(start: str, **values: Any) -> Breaker:
    def change(word: Any) -> None:
        for name, value in values.items():
            setattr(find(word, start).paragraph_format, name, value)

    return change


def text(start: str, new: str) -> Breaker:
    """A paragraph's text typed anew in its first run."""

    def change(word: Any) -> None:
        first, *others = find(word, start).runs
        first.text = new
        for run in others:
            run._r.getparent().remove(run._r)

    return change


def drop(start: str) -> Breaker:
    def change(word: Any) -> None:
        element = find(word, start)._p
        element.getparent().remove(element)

    return change


def page(section: int = 0, **values: Any) -> Breaker:
    def change(word: Any) -> None:
        for name, value in values.items():
            setattr(word.sections[section], name, value)

    return change


def landscape(word: Any) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = section.page_height, section.page_width
    section.orientation = WD_ORIENT.LANDSCAPE


def red(word: Any) -> None:
    for run in find(word, SENTENCE).runs:
        run.font.color.rgb = RGBColor(255, 0, 0)


def theme_colour(word: Any) -> None:
    for run in find(word, SENTENCE).runs:
        properties = run._r.get_or_add_rPr()
        properties.append(parse_xml(f'<w:color {nsdecls("w")} w:val="4F81BD" w:themeColor="accent1"/>'))


def number_paragraph(word: Any) -> Printed:
    return word.sections[0].header.paragraphs[0]  # type: ignore[no-any-return]


def number_in_footer(word: Any) -> None:
    header = number_paragraph(word)
    footer = word.sections[0].footer.paragraphs[0]
    for run in list(header.runs):
        footer._p.append(run._r)
        run.font.size = Pt(14)
    footer.alignment = ALIGN.CENTER


def no_number(word: Any) -> None:
    for run in list(number_paragraph(word).runs):
        run._r.getparent().remove(run._r)


def number_looks(**values: Any) -> Breaker:
    def change(word: Any) -> None:
        for run in number_paragraph(word).runs:
            for name, value in values.items():
                setattr(run.font, name, value)

    return change


def left_number(word: Any) -> None:
    number_paragraph(word).alignment = ALIGN.LEFT


def on_the_first_page(word: Any) -> None:
    word.sections[0].different_first_page_header_footer = False


def numbers(section: int, **values: str | None) -> Breaker:
    def change(word: Any) -> None:
        element = word.sections[section]._sectPr.find(qn("w:pgNumType"))
        for name, value in values.items():
            element.attrib.pop(qn(f"w:{name}"), None)
            if value is not None:
                element.set(qn(f"w:{name}"), value)

    return change


def narrow(word: Any) -> None:
    """The head's right column made too narrow for the Quốc hiệu."""
    table = word.tables[0]
    for element in table._tbl.iter(qn("w:tcW"), qn("w:gridCol")):
        if element.get(qn("w:w")) == str(round(100 * 1440 / 25.4)):
            element.set(qn("w:w"), str(round(80 * 1440 / 25.4)))
    ruled = next(p for p in table.rows[0].cells[1].paragraphs if p._p.find(f".//{qn('w:pBdr')}") is not None)
    ruled.paragraph_format.left_indent = ruled.paragraph_format.right_indent = Mm(10)  # still as long


def typed_line(word: Any) -> None:
    below = find(word, "Độc lập")._p.getnext()
    below.remove(below.pPr)
    Printed(below, word).add_run("____________")


def no_line(start: str) -> Breaker:
    def change(word: Any) -> None:
        below = find(word, start)._p.getnext()
        below.getparent().remove(below)

    return change


def underlined(word: Any) -> None:
    no_line("SỞ VĂN HÓA")(word)
    font("SỞ VĂN HÓA", underline=True)(word)


def shorter_line(start: str, indent: float) -> Breaker:
    def change(word: Any) -> None:
        below = Printed(find(word, start)._p.getnext(), word)
        below.paragraph_format.left_indent = below.paragraph_format.right_indent = Mm(indent)

    return change


def all_body(**values: Any) -> Breaker:
    def change(word: Any) -> None:
        for name, value in values.items():
            setattr(word.styles["Body Text"].paragraph_format, name, value)

    return change


def exact(points: float) -> Breaker:
    def change(word: Any) -> None:
        how = word.styles["Body Text"].paragraph_format
        how.line_spacing_rule, how.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(points)

    return change


def contextual(word: Any) -> None:
    spacing = word.styles["Body Text"].element.pPr.find(qn("w:spacing"))
    spacing.addnext(OxmlElement("w:contextualSpacing"))


def hanging(word: Any) -> None:
    how = find(word, "a) Ban hành").paragraph_format
    how.left_indent, how.first_line_indent = Mm(19), Mm(-6.3)


def swap_columns(word: Any) -> None:
    for row in word.tables[0]._tbl.tr_lst:
        first, second = row.tc_lst
        second.addnext(first)


def letters_of_word(word: Any) -> None:
    """A list as Word letters it: a, b, c, d, e, f."""
    for old, new in (("đ) Lấy", "e) Lấy ý kiến."), ("e) Báo", "f) Báo cáo.")):
        text(old, new)(word)


def no_mention(word: Any) -> None:
    text("Trên đây", "Trên đây là báo cáo của Sở Văn hóa và Thể thao./.")(word)


def join_sections(word: Any) -> None:
    """The second appendix pulled into the section of the first."""
    marks = [p for p in word.element.body.iter(qn("w:sectPr")) if p.getparent().tag == qn("w:pPr")]
    marks[-1].getparent().remove(marks[-1])


PAGE, HEAD, AGENCY_CLAUSE = "Mục I, khoản", "Mục II, khoản 1", "Mục II, khoản 2"
TEXT, SIGNED, SENT, ADDED = "Mục II, khoản 6", "Mục II, khoản 7", "Mục II, khoản 9", "Mục III, khoản 1"
NAMED = "Mục II, khoản 5"
B = "report"
BREAKERS: list[tuple[str, str, Breaker, set[str], str]] = [
    # what a person did, document, how, clauses, a word of what is said
    ("left margin 25", B, page(left_margin=Mm(25)), {f"{PAGE} 3"}, "25 mm"),
    ("right margin 10", B, page(right_margin=Mm(10)), {f"{PAGE} 3"}, "10 mm"),
    ("top margin 15 of an appendix", B, page(1, top_margin=Mm(15)), {f"{PAGE} 3"}, "phần 2"),
    ("bottom margin 30", B, page(bottom_margin=Mm(30)), {f"{PAGE} 3"}, "Lề dưới"),
    ("letter paper", B, page(2, page_width=Mm(215.9), page_height=Mm(279.4)), {f"{PAGE} 1"}, "216 × 279"),
    ("A5 paper", B, page(2, page_width=Mm(148), page_height=Mm(210)), {f"{PAGE} 1"}, "148 × 210"),
    ("landscape text", "plain", landscape, {f"{PAGE} 2", NAMED}, "theo chiều rộng"),
    ("Arial", B, font(SENTENCE, name="Arial"), {f"{PAGE} 4"}, "Arial"),
    ("Arial in a table", B, font("Thể chế", name="Arial"), {f"{PAGE} 4"}, "bảng"),
    ("red", B, red, {f"{PAGE} 4"}, "FF0000"),
    ("a theme's colour", B, theme_colour, {f"{PAGE} 4"}, "màu"),
    ("number in the footer", B, number_in_footer, {f"{PAGE} 7"}, "chân trang"),
    ("no number", B, no_number, {f"{PAGE} 7"}, "không có số trang"),
    ("number on the left", B, left_number, {f"{PAGE} 7"}, "canh trái"),
    ("number of 11 pt", B, number_looks(size=Pt(11)), {f"{PAGE} 7"}, "11 pt"),
    ("number in italics", B, number_looks(italic=True), {f"{PAGE} 7"}, "nghiêng"),
    ("number on page 1", B, on_the_first_page, {f"{PAGE} 7"}, "trang thứ nhất"),
    ("Roman page numbers", B, numbers(0, fmt="lowerRoman"), {f"{PAGE} 7"}, "Ả Rập"),
    ("numbers from 3", B, numbers(0, start="3"), {f"{PAGE} 7"}, "số 3"),
    ("appendix counts on", B, numbers(1, start=None), {ADDED}, "đánh số trang riêng"),
    ("two appendices in one section", B, join_sections, {ADDED}, "đánh số trang riêng"),
    ("Quốc hiệu in lower case", B, text("CỘNG", "Cộng hòa xã hội chủ nghĩa Việt Nam"), {f"{HEAD}, điểm a"}, "Cộng hòa"),
    ("Quốc hiệu of 11 pt", B, font("CỘNG", size=Pt(11)), {f"{HEAD}, điểm a"}, "11 pt"),
    ("Quốc hiệu of 14 pt", B, font("CỘNG", size=Pt(14)), {f"{HEAD}, điểm a"}, "14 pt"),
    ("Quốc hiệu not bold", B, font("CỘNG", bold=False), {f"{HEAD}, điểm a"}, "không đậm"),
    ("Quốc hiệu mistyped", B, text("CỘNG", "CỘNG HÒA XÃ HỘI CHỦ NGHIÃ VIỆT NAM"), {f"{HEAD}, điểm a"}, "NGHIÃ"),
    ("Quốc hiệu on two lines", B, narrow, {f"{HEAD}, điểm a"}, "chỗ chỉ rộng"),
    ("Quốc hiệu on the left of the page", B, layout("CỘNG", alignment=ALIGN.LEFT), {f"{HEAD}, điểm a"}, "canh trái"),
    ("no Quốc hiệu", B, drop("CỘNG"), {f"{HEAD}, điểm a"}, "không thấy"),
    ("head's columns the other way round", B, swap_columns, {"Mục IV"}, "bên trái"),
    ("en dashes", B, text("Độc lập", "Độc lập – Tự do – Hạnh phúc"), {f"{HEAD}, điểm b"}, "–"),
    ("hyphens without blanks", B, text("Độc lập", "Độc lập-Tự do-Hạnh phúc"), {f"{HEAD}, điểm b"}, "Độc lập-Tự"),
    ("Tiêu ngữ in italics", B, font("Độc lập", italic=True), {f"{HEAD}, điểm b"}, "nghiêng"),
    ("no Tiêu ngữ", B, drop("Độc lập"), {f"{HEAD}, điểm b"}, "không thấy"),
    ("line of underscores", B, typed_line, {f"{HEAD}, điểm b"}, "gõ bằng ký tự"),
    ("line too short", B, shorter_line("Độc lập", 35), {f"{HEAD}, điểm b"}, "30 mm"),
    ("agency's line missing", B, no_line("SỞ VĂN HÓA"), {AGENCY_CLAUSE}, "không có đường kẻ"),
    ("agency's line too long", B, shorter_line("SỞ VĂN HÓA", 3), {AGENCY_CLAUSE}, "59 mm"),
    ("agency underlined", B, underlined, {AGENCY_CLAUSE}, "gạch chân"),
    ("agency not bold", B, font("SỞ VĂN HÓA", bold=False), {AGENCY_CLAUSE}, "không đậm"),
    ("parent bold", B, font("UBND TỈNH", bold=True), {AGENCY_CLAUSE}, "chữ đậm"),
    ("parent in lower case", B, text("UBND TỈNH", "UBND tỉnh Khánh Hòa"), {AGENCY_CLAUSE}, "UBND tỉnh"),
    ("no number of the document", B, drop("Số:"), {"Mục II, khoản 3"}, "không thấy"),
    ("number 5", B, text("Số:", "Số: 5/BC-SVHTT"), {"Mục II, khoản 3"}, "số 5"),
    ("no BC", B, text("Số:", "Số: 15/SVHTT-VP"), {"Mục II, khoản 3"}, "SVHTT-VP"),
    ("symbol in lower case", B, text("Số:", "Số: 15/BC-svhtt"), {"Mục II, khoản 3"}, "svhtt"),
    ("blanks in the symbol", B, text("Số:", "Số: 15/BC - SVHTT"), {"Mục II, khoản 3"}, "BC - SVHTT"),
    ("Số without a colon", B, text("Số:", "Số 15/BC-SVHTT"), {"Mục II, khoản 3"}, "Số 15"),
    ("number bold", B, font("Số:", bold=True), {"Mục II, khoản 3"}, "đậm"),
    ("công văn with CV", "letter", text("Số:", "Số: 15/CV-SVHTT"), {"Mục II, khoản 3"}, "CV-SVHTT"),
    ("V/v in bold", "letter", font("V/v", bold=True), {NAMED}, "đậm"),
    ("V/v of 14 pt", "letter", font("V/v", size=Pt(14)), {NAMED}, "14 pt"),
    ("V/v too near", "letter", layout("V/v", space_before=Pt(0)), {NAMED}, "0 pt"),
    ("no V/v", "letter", drop("V/v"), {NAMED}, "không thấy tên loại"),
    ("day 5", B, text("Khánh Hòa,", "Khánh Hòa, ngày 5 tháng 9 năm 2022"), {"Mục II, khoản 4"}, "ngày 5"),
    ("month 09", B, text("Khánh Hòa,", "Khánh Hòa, ngày 15 tháng 09 năm 2022"), {"Mục II, khoản 4"}, "tháng 09"),
    ("month 2", B, text("Khánh Hòa,", "Khánh Hòa, ngày 15 tháng 2 năm 2022"), {"Mục II, khoản 4"}, "tháng 2"),
    ("no comma", B, text("Khánh Hòa,", "Khánh Hòa ngày 15 tháng 9 năm 2022"), {"Mục II, khoản 4"}, "Khánh Hòa ngày"),
    ("date upright", B, font("Khánh Hòa,", italic=False), {"Mục II, khoản 4"}, "đứng"),
    ("no date", B, drop("Khánh Hòa,"), {"Mục II, khoản 4"}, "không thấy"),
    ("tên loại in lower case", B, text("BÁO CÁO", "Báo cáo"), {NAMED}, "“Báo cáo”"),
    ("tên loại and trích yếu on one line", B, text("BÁO CÁO", "BÁO CÁO THÁNG 9"), {NAMED}, "BÁO CÁO THÁNG 9"),
    ("trích yếu not bold", B, font("Kết quả thực hiện", bold=False), {NAMED}, "không đậm"),
    ("trích yếu on the left", B, layout("Kết quả thực hiện", alignment=ALIGN.LEFT), {NAMED}, "canh trái"),
    ("no line under the trích yếu", B, no_line("Kết quả thực hiện"), {NAMED}, "không có đường kẻ"),
    ("Kính gửi of 12 pt", B, font("Kính gửi", size=Pt(12)), {SENT}, "12 pt"),
    ("addressee without ;", "several", text("- Sở Nội vụ;", "- Sở Nội vụ"), {SENT}, "Sở Nội vụ"),
    ("last addressee with ;", "several", text("- Sở Tài chính.", "- Sở Tài chính;"), {SENT}, "Sở Tài chính;"),
    ("body of 12 pt", B, font("- Trong kỳ", size=Pt(12)), {TEXT}, "12 pt"),
    ("body on the left", B, layout(SENTENCE, alignment=ALIGN.LEFT), {TEXT}, "canh trái"),
    ("body in the middle", B, layout(SENTENCE, alignment=ALIGN.CENTER), {TEXT}, "canh giữa"),
    ("no indent", B, layout(SENTENCE, first_line_indent=Mm(0)), {TEXT}, "lùi vào 0 cm"),
    ("hanging list", B, hanging, {TEXT}, "các dòng sau"),
    ("3 pt apart", B, all_body(space_after=Pt(3)), {TEXT}, "3 pt"),
    ("no space between alike", B, contextual, {TEXT}, "0 pt"),
    ("double spacing", B, all_body(line_spacing=2.0), {TEXT}, "2 dòng"),
    ("lines of 12 pt", B, exact(12), {TEXT}, "0,75 dòng"),
    ("body bold", B, font(SENTENCE, bold=True), {TEXT}, "cả đoạn chữ đậm"),
    ("body in italics", B, font(SENTENCE, italic=True), {TEXT}, "cả đoạn chữ nghiêng"),
    ("heading not bold", B, font("1. Kết quả", bold=False), {TEXT}, "không đậm"),
    ("top heading in lower case", B, text("II. KIẾN", "II. Kiến nghị, đề xuất"), {TEXT}, "Kiến nghị"),
    ("Roman number skipped", B, text("II. KIẾN", "III. KIẾN NGHỊ, ĐỀ XUẤT"), {TEXT}, "sau I là III"),
    ("Arabic number skipped", B, text("2. Tồn tại", "3. Tồn tại, hạn chế"), {TEXT}, "sau 1 là 3"),
    ("letters as in Latin", B, letters_of_word, {TEXT}, "sau e) là f)"),
    ("no ./.", B, text("Trên đây", "Trên đây là báo cáo của Sở, chi tiết tại Phụ lục."), {TEXT}, "kết thúc bằng"),
    ("./. in the middle", B, text("b) Tổ", "b) Tổ chức tập huấn./."), {TEXT}, "giữa văn bản"),
    ("TM.", B, text("GIÁM ĐỐC", "TM. GIÁM ĐỐC"), {SIGNED}, "TM."),
    ("KT without a dot", "deputy", text("KT. GIÁM ĐỐC", "KT GIÁM ĐỐC"), {SIGNED}, "KT GIÁM"),
    ("KT. alone", "deputy", drop("PHÓ GIÁM ĐỐC"), {SIGNED}, "chức vụ thứ hai"),
    ("post not bold", B, font("GIÁM ĐỐC", bold=False), {SIGNED}, "không đậm"),
    ("post in lower case", B, text("GIÁM ĐỐC", "Giám đốc"), {SIGNED}, "Giám đốc"),
    ("no name", B, drop("Nguyễn Văn Thiện"), {SIGNED}, "không thấy"),
    ("name with TS.", B, text("Nguyễn Văn", "TS. Nguyễn Văn Thiện"), {SIGNED}, "TS."),
    ("name with ThS.", B, text("Nguyễn Văn", "ThS. Nguyễn Văn Thiện"), {SIGNED}, "ThS."),
    ("name not bold", B, font("Nguyễn Văn", bold=False), {SIGNED}, "không đậm"),
    ("name in capitals", B, text("Nguyễn Văn", "NGUYỄN VĂN THIỆN"), {SIGNED}, "NGUYỄN"),
    ("label not italic", B, font("Nơi nhận", italic=False), {SENT}, "đứng"),
    ("label without colon", B, text("Nơi nhận", "Nơi nhận"), {SENT}, "“Nơi nhận”"),
    ("list of 12 pt", B, font("- UBND tỉnh;", size=Pt(12)), {SENT}, "12 pt"),
    ("recipient without ;", B, text("- UBND tỉnh;", "- UBND tỉnh"), {SENT}, "UBND tỉnh"),
    ("recipient without -", B, text("- UBND tỉnh;", "UBND tỉnh;"), {SENT}, "UBND tỉnh"),
    ("no Như trên", B, drop("- Như trên;"), {SENT}, "UBND tỉnh"),
    ("Lưu without a dot", B, text("- Lưu", "- Lưu: VT, VP"), {SENT}, "Lưu"),
    ("no Lưu", B, drop("- Lưu"), {SENT}, "Ban Giám đốc Sở"),
    ("single appendix numbered", "single", text("Phụ lục", "Phụ lục I"), {ADDED}, "Phụ lục I"),
    ("two appendices not numbered", B, text("Phụ lục II", "Phụ lục"), {ADDED}, "“Phụ lục”"),
    ("appendices in Arabic", B, text("Phụ lục II", "Phụ lục 2"), {ADDED}, "Phụ lục 2"),
    ("label in capitals", B, text("Phụ lục II", "PHỤ LỤC II"), {ADDED}, "PHỤ LỤC"),
    ("appendix label of 13 pt", B, font("Phụ lục II", size=Pt(13)), {ADDED}, "13 pt"),
    ("title in lower case", B, text("THỐNG KÊ", "Thống kê số liệu"), {ADDED}, "Thống kê"),
    ("Kèm theo upright", B, font("(Kèm theo", italic=False), {ADDED}, "đứng"),
    ("no Kèm theo", B, drop("(Kèm theo"), {ADDED}, "không thấy"),
    ("appendices not mentioned", B, no_mention, {ADDED}, "không nhắc"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("base", "breaker", "clauses", "word"), [case[1:] for case in BREAKERS], ids=[case[0] for case in BREAKERS]
)
def test_a_breach_is_found_with_its_clause(
    tmp_path: Path, base: str, breaker: Breaker, clauses: set[str], word: str
) -> None:
    opened = docx.Document(str(write(tmp_path, DOCUMENTS[base])))
    breaker(opened)
    opened.save(str(tmp_path / "b.docx"))
    found = conform(tmp_path / "b.docx")
    assert {b.clause for b in found} == clauses, explain(found)
    assert word in explain(found)


def test_a_breach_says_where_and_what_is_allowed(tmp_path: Path) -> None:
    word = docx.Document(str(write(tmp_path)))
    font("Thể chế", name="Arial")(word)
    all_body(space_after=Pt(3))(word)
    word.save(str(tmp_path / "b.docx"))
    letters, gaps = conform(tmp_path / "b.docx")
    assert letters == Breach("Mục I, khoản 4", "Phông chữ", letters.place, "Arial", "Times New Roman")
    assert re.fullmatch(r"bảng 4, dòng 2, ô 2 “Thể chế”", letters.place)
    assert gaps.found == "3 pt" and gaps.allowed == "các đoạn cách nhau ít nhất 6 pt"
    assert re.fullmatch(r"đoạn \d+ “.{1,41}” \(và \d+ chỗ khác\)", gaps.place)


def test_every_rule_has_its_clause_and_every_range_comes_from_the_elements() -> None:
    assert all(rule.clause.startswith("Mục ") and rule.allowed for rule in nd30.RULES.values())
    assert nd30.RULES["BodyText.size"].allowed == "cỡ chữ 13 – 14 pt"
    assert nd30.RULES["margin.left"].allowed == "30 – 35 mm"
    assert nd30.RULES["BodyText.first_line"].allowed.startswith("chữ đầu đoạn lùi vào 1 cm hoặc 1,27 cm")


def test_a_document_without_any_form_lacks_all_of_it(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_paragraph("Chào anh Bình")
    word.save(str(tmp_path / "thu.docx"))
    lacking = {b.element for b in conform(tmp_path / "thu.docx") if b.found.startswith("không thấy")}
    assert lacking >= {"Quốc hiệu", "Tiêu ngữ", "Số, ký hiệu", "Địa danh và thời gian ban hành", "Nơi nhận"}


# --- effective formatting --------------------------------------------------------------------

PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>',
}
RELATIONS = ("styles", "theme", "numbering", "settings", "header1", "footnotes")


def package(body: str, **parts: str) -> bytes:
    """A .docx of one body and the parts given, as a program we do not know might write it."""
    kinds = {name: re.sub(r"\d", "", name) for name in RELATIONS}
    related = "".join(
        f'<Relationship Id="{name}" Type="http://x/{kinds[name]}" Target="{name}.xml"/>' for name in RELATIONS
    )
    files = PARTS | {
        "word/_rels/document.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
        f'relationships">{related}</Relationships>',
        "word/document.xml": f"<w:document {nsdecls('w', 'r')}><w:body>{body}</w:body></w:document>",
    }
    roots = {"styles": "styles", "numbering": "numbering", "settings": "settings", "header1": "hdr"}
    for name, xml in parts.items():
        root = roots.get(name)
        files[f"word/{name}.xml"] = f"<w:{root} {nsdecls('w')}>{xml}</w:{root}>" if root else xml
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, xml in files.items():
            archive.writestr(name, xml)
    return held.getvalue()


def effective(folder: Path, body: str, **parts: str) -> Effective:
    path = folder / "e.docx"
    path.write_bytes(package(body, **parts))
    return read_effective(path)


def only(document: Effective) -> Seen:
    (paragraph,) = paragraphs(document.blocks)
    return paragraph


def style(
    name: str, run: str = "", base: str = "", kind: str = "paragraph", layout: str = "", default: str = ""
) -> str:
    based = f'<w:basedOn w:val="{base}"/>' if base else ""
    return (
        f'<w:style w:type="{kind}" w:styleId="{name}"{default}><w:name w:val="{name}"/>{based}'
        f"<w:pPr>{layout}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )


def paragraph(text: str = "Chữ", *, of: str = "", run: str = "", layout: str = "") -> str:
    named = f'<w:pStyle w:val="{of}"/>' if of else ""
    return f"<w:p><w:pPr>{named}{layout}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t>{text}</w:t></w:r></w:p>"


def test_a_bare_document_has_the_defaults_of_the_standard(tmp_path: Path) -> None:
    seen = only(effective(tmp_path, "<w:p><w:r><w:t>Chữ</w:t></w:r></w:p>"))
    look = seen.runs[0].look
    assert (look.font, look.size, look.bold, look.color) == ("Times New Roman", 10, False, "000000")
    assert (seen.layout.align, seen.layout.line, seen.layout.after) == ("left", 1, 0)


@pytest.mark.parametrize(
    ("table", "para", "char", "direct", "bold"),
    [
        ("", "", "", "", False),
        ("", "<w:b/>", "", "", True),
        ("", "<w:b/>", "<w:b/>", "", False),
        ("<w:b/>", "<w:b/>", "<w:b/>", "", True),
        ("<w:b/>", "", "", "", True),
        ("", "<w:b/>", '<w:b w:val="0"/>', "", True),
        ("", "<w:b/>", "<w:b/>", "<w:b/>", True),
        ("", "<w:b/>", "", '<w:b w:val="false"/>', False),
    ],
)
def test_toggles_of_styles_switch_one_another_and_the_run_has_the_last_word(
    tmp_path: Path, table: str, para: str, char: str, direct: str, bold: bool
) -> None:
    styles = style("T", table, kind="table") + style("P", para) + style("C", char, kind="character")
    cell = paragraph(of="P", run=f'<w:rStyle w:val="C"/>{direct}')
    body = f'<w:tbl><w:tblPr><w:tblStyle w:val="T"/></w:tblPr><w:tr><w:tc>{cell}</w:tc></w:tr></w:tbl>'
    assert only(effective(tmp_path, body, styles=styles)).runs[0].look.bold is bold


def test_a_toggle_within_one_chain_is_what_the_nearest_style_says(tmp_path: Path) -> None:
    styles = style("A", "<w:b/><w:i/>") + style("B", "<w:b/>", base="A")
    look = only(effective(tmp_path, paragraph(of="B"), styles=styles)).runs[0].look
    assert look.bold and look.italic


def test_styles_inherit_and_a_circle_ends(tmp_path: Path) -> None:
    styles = (
        '<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="26"/></w:rPr></w:rPrDefault></w:docDefaults>'
        + style("N", '<w:color w:val="FF0000"/>', default=' w:default="1"')
        + style("A", base="B", layout='<w:jc w:val="end"/>')
        + style("B", '<w:sz w:val="30"/>', base="A", layout='<w:spacing w:after="120"/>')
    )
    seen = only(effective(tmp_path, paragraph(of="A"), styles=styles))
    assert (seen.runs[0].look.size, seen.layout.align, seen.layout.after) == (15, "right", pytest.approx(6))
    plain = only(effective(tmp_path, "<w:p><w:r><w:t>a</w:t></w:r></w:p>", styles=styles))
    assert (plain.runs[0].look.size, plain.runs[0].look.color) == (13, "FF0000")


THEME = (
    '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:themeElements>'
    '<a:clrScheme><a:dk1><a:sysClr val="windowText" lastClr="000000"/></a:dk1><a:accent1><a:srgbClr val="4F81BD"/>'
    '</a:accent1></a:clrScheme><a:fontScheme><a:majorFont><a:latin typeface="Cambria"/></a:majorFont><a:minorFont>'
    '<a:latin typeface=""/><a:font script="Viet" typeface="Arial"/></a:minorFont></a:fontScheme></a:themeElements>'
    "</a:theme>"
)


@pytest.mark.parametrize(
    ("run", "font", "color"),
    [
        ('<w:rFonts w:ascii="Times New Roman" w:asciiTheme="majorAscii"/>', "Cambria", "000000"),
        ('<w:rFonts w:asciiTheme="minorHAnsi"/>', "Arial", "000000"),
        ('<w:color w:val="auto"/>', "Times New Roman", "000000"),
        ('<w:color w:val="123456" w:themeColor="text1"/>', "Times New Roman", "000000"),
        ('<w:color w:val="000000" w:themeColor="accent1"/>', "Times New Roman", "4F81BD"),
        ('<w:color w:val="7F7F7F" w:themeColor="text1" w:themeTint="80"/>', "Times New Roman", "7F7F7F"),
    ],
)
def test_fonts_and_colours_of_the_theme(tmp_path: Path, run: str, font: str, color: str) -> None:
    look = only(effective(tmp_path, paragraph(run=run), theme=THEME)).runs[0].look
    assert (look.font, look.color) == (font, color)


def test_direct_letters_overrule_the_theme_of_a_style(tmp_path: Path) -> None:
    styles = style("A", '<w:rFonts w:asciiTheme="majorAscii"/>')
    body = paragraph(of="A", run='<w:rFonts w:ascii="Times New Roman"/>')
    assert only(effective(tmp_path, body, styles=styles, theme=THEME)).runs[0].look.font == "Times New Roman"


NUMBERING = (
    '<w:abstractNum w:abstractNumId="0">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/>'
    '<w:pPr><w:ind w:left="1440" w:hanging="720"/></w:pPr></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1.%2)"/></w:lvl>'
    '</w:abstractNum><w:num w:numId="3"><w:abstractNumId w:val="0"/></w:num>'
)


def listed(level: int, layout: str = "") -> str:
    return paragraph("mục", layout=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="3"/></w:numPr>{layout}')


def test_lists_number_and_indent_their_paragraphs(tmp_path: Path) -> None:
    direct = '<w:ind w:left="0" w:firstLine="567"/>'
    body = listed(0) + listed(1) + listed(1) + listed(0, direct) + listed(1)
    seen = list(paragraphs(effective(tmp_path, body, numbering=NUMBERING).blocks))
    assert [p.text for p in seen] == ["I. mục", "I.a) mục", "I.b) mục", "II. mục", "II.a) mục"]
    first, own = seen[0].layout, seen[3].layout
    assert (first.left, first.first_line) == (pytest.approx(25.4), pytest.approx(-12.7))
    assert (own.left, own.first_line) == (0, pytest.approx(10, abs=0.01))


def test_what_is_deleted_hidden_or_a_field_s_code_is_not_read(tmp_path: Path) -> None:
    body = (
        "<w:p><w:r><w:t>a</w:t></w:r><w:del><w:r><w:delText>x</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>b</w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>x</w:t></w:r>"
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGE </w:instrText><w:t>x</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>2</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/>'
        "</w:r><w:sdt><w:sdtContent><w:r><w:rPr><w:caps/></w:rPr><w:t>c</w:t><w:noBreakHyphen/><w:tab/><w:t>d</w:t>"
        "</w:r></w:sdtContent></w:sdt></w:p>"
    )
    seen = only(effective(tmp_path, body))
    assert (seen.text, seen.fields) == ("ab2C-\tD", (" PAGE ",))


def test_spacing_indents_and_widths_are_measured(tmp_path: Path) -> None:
    section = (
        '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:left="1701" w:right="851" w:gutter="0"/></w:sectPr>'
    )
    layout = (
        '<w:spacing w:before="100" w:beforeAutospacing="1" w:after="6pt" w:line="360" w:lineRule="exact"/>'
        '<w:ind w:start="1cm" w:firstLine="567"/><w:jc w:val="start"/>'
    )
    table = (
        '<w:tbl><w:tblPr><w:tblCellMar><w:left w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>'
        '<w:gridCol w:w="1440"/><w:gridCol w:w="1440"/></w:tblGrid>'
        f'<w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{paragraph()}</w:tc></w:tr>'
        f'<w:tr><w:tc><w:tcPr><w:tcW w:w="2500" w:type="pct"/></w:tcPr>{paragraph()}</w:tc></w:tr></w:tbl>'
    )
    first, wide, half = paragraphs(effective(tmp_path, paragraph(layout=layout) + table + section).blocks)
    how = first.layout
    assert (how.before, how.after, how.line, how.rule) == (14, pytest.approx(6), 18, "exact")
    assert (how.left, how.first_line, how.align) == (10, pytest.approx(10, abs=0.01), "left")
    padding = 115 * 25.4 / 1440
    assert first.width == pytest.approx(165, abs=0.1)
    assert (wide.width, half.width) == (pytest.approx(50.8 - padding), pytest.approx(82.5 - padding, abs=0.1))


def test_headers_pass_on_to_the_sections_that_name_none(tmp_path: Path) -> None:
    named = '<w:headerReference w:type="default" r:id="header1"/>'
    body = f"<w:p><w:pPr><w:sectPr>{named}</w:sectPr></w:pPr></w:p><w:sectPr/>"
    seen = effective(tmp_path, body, header1=paragraph("Đầu trang"))
    assert [s.headers["default"][0].text for s in seen.sections] == ["Đầu trang", "Đầu trang"]


def test_word_s_strict_form_is_read(tmp_path: Path) -> None:
    held = io.BytesIO()
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    with zipfile.ZipFile(io.BytesIO(package(paragraph()))) as old, zipfile.ZipFile(held, "w") as new:
        for name in old.namelist():
            data = old.read(name).decode()
            new.writestr(name, data.replace("http://schemas.openxmlformats.org/wordprocessingml/2006/main", strict))
    (tmp_path / "s.docx").write_bytes(held.getvalue())
    assert only(read_effective(tmp_path / "s.docx")).text == "Chữ"


# --- hostile files ---------------------------------------------------------------------------


def nested(depth: int) -> str:
    return "<w:tbl><w:tr><w:tc>" * depth + paragraph() + "</w:tc></w:tr></w:tbl>" * depth


def bomb() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 20_000_000)
    return held.getvalue()


def many_members() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for number in range(6_000):
            archive.writestr(f"{number}.xml", "")
    return held.getvalue()


def xlsx() -> bytes:
    relation = PARTS["_rels/.rels"].replace("word/document.xml", "xl/workbook.xml")
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("_rels/.rels", relation)
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return held.getvalue()


def replaced(part: str, data: str | bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package(paragraph()))) as old, zipfile.ZipFile(held, "w") as new:
        for name in old.namelist():
            new.writestr(name, data if name == part else old.read(name))
    return held.getvalue()


ENTITIES = (
    '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">'
    f'<!ENTITY d SYSTEM "file:///etc/passwd">]><w:document {nsdecls("w")}><w:body><w:p><w:r>'
    "<w:t>&c;&d;</w:t></w:r></w:p></w:body></w:document>"
)
GOOD = package(paragraph())
HOSTILE = {
    "empty": (b"", "rỗng"),
    "text": ("Báo cáo tháng 9".encode(), "không phải văn bản Word"),
    "pdf": (b"%PDF-1.7 ...", "không phải văn bản Word"),
    "old doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "định dạng cũ"),
    "password": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "mật khẩu"),
    "xlsx": (xlsx(), "không phải văn bản Word"),
    "only a directory": (b"PK\x05\x06" + b"\0" * 18, "không phải văn bản Word"),
    "bomb": (bomb(), "quá lớn"),
    "many members": (many_members(), "quá lớn"),
    "entities": (replaced("word/document.xml", ENTITIES), "DTD"),
    "entities in UTF-16": (replaced("word/document.xml", ENTITIES.encode("utf-16")), "DTD"),
    "DTD in the styles": (package(paragraph(), theme='<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "DTD"),
    "truncated": (GOOD[: len(GOOD) // 2], "bị hỏng"),
    "flipped bytes": (GOOD.replace(GOOD[60:90], b"\xff" * 30, 1), "bị hỏng"),
    "XML cut short": (replaced("word/document.xml", "<w:document"), "bị hỏng"),
    "broken styles": (package(paragraph(), theme="<a"), "bị hỏng"),
    "no document": (replaced("_rels/.rels", '<Relationships xmlns="x"/>'), "không phải văn bản Word"),
    "no body": (replaced("word/document.xml", f"<w:document {nsdecls('w')}/>"), "không phải văn bản Word"),
    "deep nesting": (package(nested(2_000)), "bị hỏng"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_one_sentence_and_exit_3(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    data, words = HOSTILE[name]
    path = tmp_path / "tep.docx"
    path.write_bytes(data)
    with pytest.raises(PipelineError, match=words):
        conform(path)
    with pytest.raises(SystemExit) as stop:
        main(["conform", str(path)])
    captured = capsys.readouterr()
    assert (stop.value.code, captured.out) == (3, "")
    assert len(captured.err.splitlines()) == 1 and "tep.docx" in captured.err


def test_numbers_that_are_none_change_nothing(tmp_path: Path) -> None:
    layout = '<w:spacing w:before="x" w:line="99999999999999"/><w:ind w:left="1e400" w:firstLine=""/><w:jc/>'
    body = paragraph(layout=layout, run='<w:sz w:val="lớn"/><w:rFonts/><w:color/>') + (
        '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="999999999"/><w:tcW w:w="?"/></w:tcPr></w:tc></w:tr></w:tbl>'
        '<w:tbl/><w:p><w:pPr><w:numPr><w:numId w:val="77"/></w:numPr></w:pPr></w:p>'
        '<w:p><w:r><w:fldChar w:fldCharType="end"/><w:fldChar/><w:drawing/></w:r></w:p>'
        '<w:sectPr><w:headerReference r:id="nowhere"/><w:pgSz w:w="a"/><w:pgNumType w:start="-"/></w:sectPr>'
    )
    path = tmp_path / "so.docx"
    path.write_bytes(package(body))
    assert conform(path)


def test_moderate_nesting_is_read(tmp_path: Path) -> None:
    assert only(effective(tmp_path, nested(40))).text == "Chữ"


# --- the command line ------------------------------------------------------------------------


def run_cli(capsys: pytest.CaptureFixture[str], *args: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as stop:
        main([str(a) for a in args])
    captured = capsys.readouterr()
    return int(stop.value.code or 0), captured.out, captured.err


def test_the_command_says_that_nothing_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run_cli(capsys, "conform", write(tmp_path))
    assert (code, err) == (0, "")
    assert out == "a.docx: không thấy điểm nào trái thể thức theo Nghị định 30/2020/NĐ-CP, Phụ lục I, Phần I.\n"


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    word = docx.Document(str(write(tmp_path)))
    font("CỘNG", bold=False)(word)
    page(left_margin=Mm(25))(word)
    word.save(str(tmp_path / "b.docx"))
    return tmp_path / "b.docx"


def test_the_command_prints_clause_place_found_and_allowed(broken: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run_cli(capsys, "conform", broken)
    assert (code, err) == (1, "")
    head, margin, name = out.splitlines()
    assert head.startswith("b.docx: 2 điểm chưa đúng thể thức")
    assert margin.endswith("(section 1): 25 mm; quy định: 30 – 35 mm") and "Mục I, khoản 3 · Lề trái" in margin
    assert name == (
        "  Mục II, khoản 1, điểm a · Quốc hiệu · bảng 1, dòng 1, ô 2 “CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM”: "
        "chữ không đậm; quy định: chữ đậm"
    )


def test_json_goes_to_a_file_or_to_the_screen(tmp_path: Path, broken: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run_cli(capsys, "conform", broken, "--json", "-")
    told = json.loads(out)
    assert code == 1 and told["schema"] == 1 and told["file"] == "b.docx"
    assert [set(b) for b in told["breaches"]] == [{"clause", "element", "place", "found", "allowed"}] * 2
    code, out, _ = run_cli(capsys, "conform", broken, "--json", tmp_path / "k.json")
    assert code == 1 and "2 điểm" in out
    assert json.loads((tmp_path / "k.json").read_text(encoding="utf-8")) == told


@pytest.mark.parametrize("kind", ["missing", "folder"])
def test_what_cannot_be_opened_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str) -> None:
    path = tmp_path if kind == "folder" else tmp_path / "khong-co.docx"
    code, out, err = run_cli(capsys, "conform", path)
    assert (code, out) == (3, "") and len(err.splitlines()) == 1
    assert err.startswith("Không có tệp" if kind == "missing" else "Không đọc được tệp")


# --- whatever units write ----------------------------------------------------------------------

LETTERS = st.characters(categories=["Lu", "Ll", "Lo", "Mn", "Nd", "Po", "Ps", "Pe", "Pi", "Pf", "Zs", "Sm", "So", "Pd"])
# A short "2. Tên" below a heading "1. …" is a heading, and "./." inside the text is wrong, whoever typed them.
TYPED = st.text(LETTERS, min_size=1, max_size=200).filter(lambda typed: not re.search(r"^\s*\d+\s*\.|\./\.", typed))


@settings(max_examples=some(40), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=st.lists(TYPED, min_size=1, max_size=4), cells=st.lists(TYPED, min_size=3, max_size=3))
def test_no_text_of_a_unit_makes_a_breach(tmp_path: Path, told: list[str], cells: list[str]) -> None:
    said = tuple(Paragraph(f"{lead}{words}") for lead, words in zip(("", "- ", "“", "Thư viện: "), told, strict=False))
    table = replace(TABLE, rows=(Row(tuple(cells)),))
    body = (*BODY[:3], *said, *BODY[3:9], table, *BODY[-4:])
    assert_conforms(write(tmp_path, replace(REPORT, body=body)))
