"""The elements of a document come in, breaches of Mục I go out: paper, margins, letters, page numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from pipeline.conform.cascade import Look
from pipeline.conform.elements import Parts
from pipeline.conform.lines import lines_in
from pipeline.conform.seen import Block, Effective, Paragraph, Section, Table, height, paragraphs
from pipeline.conform.verdict import Breach, breach, looks
from pipeline.report import nd30
from pipeline.report.nd30 import show

_PAGE = re.compile(r"\s*PAGE\b", re.IGNORECASE)
_CONDITION = re.compile(r"\s*IF\b", re.IGNORECASE)
_NO_ARABIC = re.compile(r"\\\*\s*(roman|alphabetic|cardtext|ordtext)", re.IGNORECASE)
_ARABIC = {"decimal", "numberInDash", "decimalZero"}
_OFF_CENTRE_MM = 5.0
_A4_OFF_MM = 0.5
_CJK = "\u2e80"  # letters from here on are set in a font of their own


def paper(parts: Parts) -> Iterator[Breach]:
    """Each section is A4, upright unless it holds a table or an appendix."""
    page = nd30.PAGE
    excused = {part.label.paragraph.section for part in parts.appendices}
    excused |= {b.section for b in parts.document.blocks if isinstance(b, Table) and _holds_data(b, parts)}
    for number, section in enumerate(parts.document.sections):
        short, long = sorted((section.width, section.height))
        if abs(short - page.width) > _A4_OFF_MM or abs(long - page.height) > _A4_OFF_MM:
            yield breach("paper", _named(number), f"{show(round(section.width))} × {show(round(section.height))} mm")
        if section.width > section.height and number not in excused:
            yield breach("orientation", _named(number), "theo chiều rộng")


def margins(parts: Parts) -> Iterator[Breach]:
    """Each section keeps the four margins."""
    page = nd30.PAGE
    for number, section in enumerate(parts.document.sections):
        for side, span, found in (
            ("top", page.top, section.top), ("bottom", page.bottom, section.bottom),
            ("left", page.left, section.left), ("right", page.right, section.right),
        ):  # fmt: skip
            if not span.low - nd30.TOLERANCE_MM <= found <= span.high + nd30.TOLERANCE_MM:
                yield breach(f"margin.{side}", _named(number), f"{show(round(found, 1))} mm")


def letters(parts: Parts) -> Iterator[Breach]:
    """Every letter that is seen is black and in Times New Roman."""
    wrong: dict[int, tuple[bool, bool, bool]] = {}  # looks are shared: each is judged once
    for paragraph in _all(parts.document):
        for run in paragraph.runs:
            look = run.look
            verdict = wrong.get(id(look))
            if verdict is None:
                verdict = wrong[id(look)] = look.strange
            if any(verdict):
                yield from _wrong_letters(paragraph, run.text, look, verdict)


def _wrong_letters(paragraph: Paragraph, text: str, look: Look, verdict: tuple[bool, bool, bool]) -> Iterator[Breach]:
    seen = [c for c in text if c.isalnum() and c < _CJK]
    if verdict[0] and any(c.isascii() for c in seen):
        yield breach("font", paragraph, look.font)
    elif verdict[1] and any(not c.isascii() for c in seen):
        yield breach("font", paragraph, look.other_font)
    if verdict[2] and seen:
        yield breach("colour", paragraph, f"màu {look.color}")


def _all(document: Effective) -> Iterator[Paragraph]:
    yield from paragraphs(document.blocks)
    yield from document.floating
    stories = [s for section in document.sections for s in (*section.headers.values(), *section.footers.values())]
    for story in {id(story): story for story in stories}.values():
        yield from story


# --- page numbers -------------------------------------------------------------------------------


def page_numbers(parts: Parts) -> Iterator[Breach]:
    """In the top margin, in the middle, Arabic from 1, and not on the first page."""
    judged: set[int] = set()
    blocks: dict[int, list[Block]] = {}
    for block in parts.document.blocks:
        blocks.setdefault(block.section, []).append(block)
    for number, section in enumerate(parts.document.sections):
        kinds = ["default", *["first"] * section.first_differs, *["even"] * parts.document.even_differs]
        above = [p for kind in kinds for p in section.headers.get(kind, ()) if _counts(p)]
        below = [p for kind in kinds for p in section.footers.get(kind, ()) if _counts(p)]
        if below and not above:
            yield breach("number.place", _named(number), "ở lề dưới (chân trang)")
        for paragraph in above:
            if id(paragraph) not in judged:
                judged.add(id(paragraph))
                yield from _number_looks(paragraph, section)
        instructions = " ".join(field for p in (*above, *below) for field in p.fields)
        if (above or below) and (section.number_form not in _ARABIC or _NO_ARABIC.search(instructions)):
            yield breach("number.form", _named(number), "không phải chữ số Ả Rập")
        if not above and not below and _exceeds_a_page(blocks.get(number, []), section):
            yield breach("PageNumber.missing", _named(number), "không có số trang")
    first = parts.document.sections[0]
    opening = first.headers.get("first" if first.first_differs else "default", ())
    if any(_counts(p) and not any(_CONDITION.match(f) for f in p.fields) for p in opening):
        yield breach("number.first", _named(0), "trang thứ nhất có số trang")
    if first.number_start not in (None, 1):
        yield breach("number.start", _named(0), f"bắt đầu từ số {first.number_start}")


def _counts(paragraph: Paragraph) -> bool:
    return any(_PAGE.match(field) for field in paragraph.fields)


def _number_looks(paragraph: Paragraph, section: Section) -> Iterator[Breach]:
    for line in lines_in(paragraph):
        yield from looks(line, "PageNumber", aligned=False)
    if paragraph.at and paragraph.layout.align != "center" and not _centred_by_tab(paragraph, section):
        align = paragraph.layout.align
        yield breach("PageNumber.align", paragraph, nd30.ALIGNED.get(align, align))


def _centred_by_tab(paragraph: Paragraph, section: Section) -> bool:
    tabs = len(paragraph.text) - len(paragraph.text.lstrip("\t"))
    if not 0 < tabs <= len(paragraph.layout.tabs):
        return False
    at, kind = paragraph.layout.tabs[tabs - 1]
    return kind == "center" and abs(at - section.text_width / 2) <= _OFF_CENTRE_MM


def _exceeds_a_page(blocks: list[Block], section: Section) -> bool:
    """Whether the text of a section certainly takes more than one page: one page needs no number."""
    left = section.fullest
    for block in blocks:
        left -= height(block)
        if left < 0:
            return True
    return False


def _named(section: int) -> str:
    return f"phần {section + 1} của tệp (section {section + 1})"


def _holds_data(table: Table, parts: Parts) -> bool:
    """Whether a table is more than the frame that head and signature stand in."""
    marks = (parts.national, parts.motto, parts.number, parts.recipients_label, *parts.signers)
    framed = {id(line.paragraph) for line in marks if line is not None}
    return not any(id(p) in framed for row in table.rows[:4] for cell in row for p in paragraphs(cell.blocks))


CHECKS: tuple[Callable[[Parts], Iterator[Breach]], ...] = (paper, margins, letters, page_numbers)
