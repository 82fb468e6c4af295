"""Plans as offices type them in Word, drawn with python-docx: the inputs of the tests of `plan import`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.table import Table

from pipeline.drafting.draft import Draft, make_draft
from pipeline.drafting.word import read_document

HEADINGS = ("TT", "Nhiệm vụ", "Thời gian", "Chủ trì", "Phối hợp", "Kết quả")


def head(document: Document) -> None:
    """The head of a plan, as the decree has it."""
    table = document.add_table(2, 2)
    table.cell(0, 0).text = "UBND TỈNH HÒA BÌNH MINH\nSỞ NỘI VỤ"
    table.cell(0, 1).text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
    table.cell(1, 0).text = "Số: 15/KH-SNV"
    table.cell(1, 1).text = "Hòa Bình Minh, ngày 05 tháng 01 năm 2023"
    for text in (
        "KẾ HOẠCH",
        "Cải cách hành chính năm 2023",
        "Căn cứ Quyết định số 12/QĐ-UBND ngày 03/01/2023 của UBND tỉnh;",
    ):
        document.add_paragraph(text)


def ending(document: Document) -> None:
    table = document.add_table(1, 2)
    table.cell(0, 0).text = "Nơi nhận:\n- UBND tỉnh;\n- Lưu: VT, VP."
    table.cell(0, 1).text = "KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\n\nTrần Thị Bình"


def add_table(document: Document, rows: Sequence[Sequence[str]], headings: Sequence[str] | None = HEADINGS) -> Table:
    """A table; a row with one text alone is merged over the whole width."""
    width = len(headings) if headings else max(map(len, rows))
    given = [list(headings), *rows] if headings else list(rows)
    table = document.add_table(len(given), width)
    for row, texts in zip(table.rows, given, strict=True):
        cells = row.cells
        if len(texts) == 1:
            cells[0].merge(cells[-1])
        for cell, text in zip(cells, texts, strict=False):
            if text:
                cell.text = text
    return table


def turn(document: Document) -> None:
    """A new section, landscape."""
    section = document.add_section()
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width


def number_cells(document: Document, table: Table, rows: Sequence[int]) -> None:
    """Automatic numbering (1., 2., …) in the first cells of these rows, which hold no text."""
    part: Any = document.part.numbering_part.element
    for tag, identity in (("w:abstractNum", "77"), ("w:num", "77")):
        element = OxmlElement(tag)
        element.set(qn(f"{tag}Id" if tag == "w:abstractNum" else "w:numId"), identity)
        if tag == "w:abstractNum":
            level = OxmlElement("w:lvl")
            level.set(qn("w:ilvl"), "0")
            for name, value in (("w:start", "1"), ("w:numFmt", "decimal"), ("w:lvlText", "%1.")):
                child = OxmlElement(name)
                child.set(qn("w:val"), value)
                level.append(child)
            element.append(level)
            part.insert(0, element)
        else:
            child = OxmlElement("w:abstractNumId")
            child.set(qn("w:val"), identity)
            element.append(child)
            part.append(element)
    for row in rows:
        properties = table.rows[row].cells[0].paragraphs[0]._p.get_or_add_pPr()
        numbering = OxmlElement("w:numPr")
        for name, value in (("w:ilvl", "0"), ("w:numId", "77")):
            child = OxmlElement(name)
            child.set(qn("w:val"), value)
            numbering.append(child)
        properties.append(numbering)


def drafted(document: Document, folder: Path) -> Draft:
    """The draft of a document, without any roster."""
    path = folder / "ke-hoach.docx"
    document.save(str(path))
    return make_draft(read_document(path), None)


def new_document() -> Document:
    return docx.Document()


def tasks(draft: Draft, *keys: str) -> list[tuple[Any, ...]]:
    """The tasks of a draft, by the columns asked."""
    return [tuple(row.get(key) for key in keys) for row in draft.rows["Nhiệm vụ"] if not row.get("objective")]


def reasons(draft: Draft, key: str, row: int = 0) -> str:
    """Why a cell of the task sheet is marked; "" where it is not."""
    return "".join(
        m.reason for m in draft.marks
        if (m.sheet, m.key, m.row) == ("Nhiệm vụ", key, row) and m.grade in ("review", "sample")
    )  # fmt: skip
