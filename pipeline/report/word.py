"""A `Document` and its `Agency` come in, a .docx dressed by NĐ 30/2020/NĐ-CP goes out.

The one door to python-docx: it holds the package and puts the blocks of the text in order; what stands
around the text is written by `form`, its words by `wml`, its charts by `plot`.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import chain
from pathlib import Path
from typing import Any

import docx
from docx.document import Document as Word
from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from pipeline.container import LANGUAGE, Deflated, deflated, pack, unpack
from pipeline.model import Agency
from pipeline.report import nd30, plot, wml
from pipeline.report.document import Appendix, Block, Chart, Document, Heading, Paragraph, Table
from pipeline.report.form import Issue, opening, pointer, signature, signature_mm
from pipeline.vietnamese import clean_text

_KEPT = {RT.OFFICE_DOCUMENT, RT.CORE_PROPERTIES, RT.STYLES, RT.SETTINGS, RT.FONT_TABLE, RT.THEME}
_LATIN_FONT = re.compile(rb"<a:latin [^>]*/>")
_OTHER_SCRIPTS = re.compile(rb"<a:font [^>]*/>")
_PROPERTY_LIMIT = 255  # python-docx refuses longer properties
_BODY = "word/document.xml"
_DRAWING = 'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
_CAPTION_MM, _TITLE_MM = 20.0, 40.0  # what stays free for a chart's caption and an appendix's title
_TALLEST_MM = 115.0  # a chart leaves room for the text that speaks of it, where its names allow
_CLOSING_MM = 30.0  # a paragraph between a chart and the signature


@dataclass(frozen=True, slots=True)
class _Figure:
    """A chart that stands in the package: its number in the document, relationship and size."""

    number: int
    relation_id: str
    size_mm: tuple[float, float]


def write_docx(
    document: Document,
    agency: Agency,
    path: Path,
    *,
    year: int,
    stamp: datetime,
    number: int | None = None,
    issued: date | None = None,
) -> None:
    """Write `document`, issued by `agency` in `year`, to `path`.

    Number, day and month stay open for the văn thư, marked by the bookmarks `so_van_ban` and
    `ngay_ban_hanh` (NĐ 30/2020/NĐ-CP, Phụ lục I, Phần I, Mục II, khoản 3 and 4), unless `number` and
    `issued` are given; on paper also above each appendix, `so_phu_luc_1` and `ngay_phu_luc_1` and so
    on. `stamp` is the file's created and modified time: no clock is read, so the same inputs give the
    same bytes.
    """
    issue = Issue(document, agency, year, number, issued)
    word = _blank_word()
    _set_properties(word, document, agency, stamp)
    headers = _header_part(word, wml.PAGE_FIELD), _header_part(word, "")
    figures = _figures(word, document, agency, stamp)
    landscapes = [False, *(_needs_landscape(appendix.blocks) for appendix in document.appendices)]
    sections = [wml.section(*headers, landscape=landscape) for landscape in landscapes]
    ends = [*sections[:-1], ""]  # the last one's properties stand at the end of the document, in no paragraph
    content = chain(
        _main_text(issue, figures),
        [wml.gap(section_end=ends[0])],
        *(_appendix(a, position, issue, figures, ends[position]) for position, a in enumerate(document.appendices, 1)),
        [sections[-1]],
    )
    body = _body_part(content)  # which puts the charts into the package, before that is saved
    path.write_bytes(_packed(word, body))


def _main_text(issue: Issue, figures: Iterator[_Figure]) -> Iterator[str]:
    """Everything up to the signature, in the order of the decree (Mục IV)."""
    yield from opening(issue)
    yield from _body(issue.document.body, figures)
    yield from signature(issue.document, issue.agency)


def _appendix(
    appendix: Appendix, position: int, issue: Issue, figures: Iterator[_Figure], section_end: str
) -> Iterator[str]:
    """Label, title and the pointer to the document it belongs to, then its blocks.

    Its section ends with its own last paragraph: one of its own could fall on an empty page.
    """
    label = nd30.appendix_label(position, len(issue.document.appendices))
    yield wml.styled("AppendixLabel", label)
    yield wml.styled("AppendixTitle", appendix.title)
    yield wml.paragraph("AppendixNote", "".join(pointer(position, issue)))
    landscape = _needs_landscape(appendix.blocks)
    width = nd30.PAGE.landscape_text_width if landscape else nd30.PAGE.text_width
    yield from _blocks(appendix.blocks, width, figures, table_style="AppendixTable", section_end=section_end)
    if not isinstance(appendix.blocks[-1], Paragraph):
        yield wml.gap(section_end=section_end)


def _needs_landscape(blocks: Iterable[Block]) -> bool:
    """Whether a table is wider than upright paper."""
    return any(isinstance(block, Table) and block.width_mm > nd30.PAGE.text_width for block in blocks)


# --- blocks ---------------------------------------------------------------------------------


def _body(blocks: tuple[Block, ...], figures: Iterator[_Figure]) -> Iterator[str]:
    """The text up to "./."; its end stays on the page of the signature: a paragraph, or what else is last."""
    last = blocks[-1] if blocks else None
    if isinstance(last, Paragraph):
        closed = replace(last, text=nd30.end_of_text(wml.clean(last.text)))
        return _blocks((*blocks[:-1], closed), nd30.PAGE.text_width, figures, kept=1)
    return _blocks((*blocks, Paragraph(nd30.END_MARK)), nd30.PAGE.text_width, figures, kept=2)


def _blocks(
    blocks: tuple[Block, ...],
    available_mm: float,
    figures: Iterator[_Figure],
    *,
    table_style: str = "Table",
    kept: int = 0,
    section_end: str = "",
) -> Iterator[str]:
    """Blocks in reading order; the last `kept` of them hold on to what follows.

    section_end: the properties of a section that ends with the last block, where that is a paragraph.
    """
    for position, block in enumerate(blocks, 1):
        keep = wml.KEEP_NEXT if position > len(blocks) - kept else ""
        if isinstance(block, Heading):
            yield wml.styled(f"Heading{block.level}", block.text)
        elif isinstance(block, Paragraph):
            yield wml.styled("BodyText", block.text, keep + (section_end if position == len(blocks) else ""))
        elif isinstance(block, Chart):
            yield _chart(block, next(figures), keep)
        else:
            if block.caption:
                yield wml.styled("Caption", block.caption)
            yield from wml.ruled_table(block, available_mm, table_style, keep)
            if keep or position < len(blocks):  # what ends an appendix needs none: it could make an empty page
                yield wml.gap(after=6, keep=keep)  # else two tables would join


def _chart(chart: Chart, figure: _Figure, keep: str) -> str:
    """A chart and below it, on the same page, its number and caption.

    Where they have to stay with what follows they are one paragraph: LibreOffice lets go of a longer
    chain of paragraphs before a table.
    """
    drawing = wml.chart_drawing(figure.relation_id, figure.number, figure.size_mm, chart.description)
    caption = f"Hình {figure.number}. {clean_text(chart.caption)}".rstrip()
    if keep:
        return wml.paragraph("FigureCaption", drawing + wml.run(f"\n{caption}"), keep + wml.KEEP_LINES)
    return wml.paragraph("Figure", drawing) + wml.styled("FigureCaption", caption)


# --- the file around it ---------------------------------------------------------------------


def _blank_word() -> Word:
    """An empty document: of python-docx's template only the skeleton is left."""
    word = docx.Document()
    for relations in (word.part.package.rels, word.part.rels):
        for key in [key for key, relation in relations.items() if relation.reltype not in _KEPT]:
            del relations[key]
    _refill(word.settings.element, wml.SETTINGS)
    _refill(word.styles.element, wml.styles())
    fonts = word.part.part_related_by(RT.FONT_TABLE)
    fonts._blob = f"<w:fonts {nsdecls('w')}>{wml.FONT_TABLE}</w:fonts>".encode()
    theme = word.part.part_related_by(RT.THEME)
    theme._blob = _OTHER_SCRIPTS.sub(b"", _LATIN_FONT.sub(wml.THEME_FONT.encode(), theme.blob))
    return word


def _header_part(word: Word, runs: str) -> str:
    """A new header with `runs` in the place of the page number; returns its relationship id."""
    add: Callable[[], tuple[Any, str]] = word.part.add_header_part
    part, relation_id = add()
    _refill(part.element, wml.paragraph("PageNumber", runs))
    return relation_id


def _figures(word: Word, document: Document, agency: Agency, stamp: datetime) -> Iterator[_Figure]:
    """The charts of a document in reading order, each put into the package when it is asked for."""
    for number, (chart, tallest) in enumerate(_charts(document, agency), 1):
        parts = plot.chart_parts(chart, stamp, tallest, author=agency.running_name)
        yield _Figure(number, _chart_part(word, parts, number), (parts.width_mm, parts.height_mm))


def _charts(document: Document, agency: Agency) -> Iterator[tuple[Chart, float]]:
    """Each chart with the height in mm that is left for it: one that ends the text has the signature below it."""
    page = nd30.PAGE
    around = page.top.house + page.bottom.house + _CAPTION_MM
    shared = signature_mm(document, agency) + _CLOSING_MM
    for block in document.body:
        if isinstance(block, Chart):
            room = page.height - around - (shared if block is document.body[-1] else 0)
            yield block, min(room, max(_TALLEST_MM, plot.legible_mm(block)))
    for appendix in document.appendices:
        height = page.width if _needs_landscape(appendix.blocks) else page.height
        for block in appendix.blocks:
            if isinstance(block, Chart):
                yield block, height - around - _TITLE_MM


def _chart_part(word: Word, parts: plot.ChartParts, number: int) -> str:
    """The chart and its workbook as parts of the package; returns the chart's relationship id."""
    package: Any = word.part.package
    data = Part(PackURI(f"/word/embeddings/du-lieu-{number}.xlsx"), CT.SML_SHEET, parts.workbook, package)
    chart = Part(PackURI(f"/word/charts/chart{number}.xml"), CT.DML_CHART, parts.xml, package)
    chart.relate_to(data, RT.PACKAGE)  # rId1, which the chart names
    return word.part.relate_to(chart, RT.CHART)


def _refill(element: Any, xml: str) -> None:
    for child in list(element):
        element.remove(child)
    element.extend(list(parse_xml(f"<w:body {nsdecls('w')}>{xml}</w:body>")))


def _set_properties(word: Word, document: Document, agency: Agency, stamp: datetime) -> None:
    title = clean_text(f"{document.type_name or 'V/v'} {document.abstract}").replace("\n", " ")
    when = stamp.astimezone(UTC).replace(tzinfo=None) if stamp.tzinfo else stamp
    properties = word.core_properties
    for child in list(properties._element):
        properties._element.remove(child)
    properties.title = title[:_PROPERTY_LIMIT]
    properties.author = clean_text(agency.running_name)[:_PROPERTY_LIMIT]
    properties.last_modified_by = properties.author
    properties.language = LANGUAGE
    properties.created = properties.modified = when
    properties.revision = 1


def _body_part(content: Iterable[str]) -> Deflated:
    """The part around the content, which comes as ready strings.

    Parsed into the document and written again, a long appendix would take twice the time; one string
    of it all would take a hundred times the memory of the file.
    """
    head = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:document {nsdecls("w", "r")} {_DRAWING}>'
    pieces = chain([f"{head}<w:body>"], content, ["</w:body></w:document>"])
    return deflated(piece.encode() for piece in pieces)


def _packed(word: Word, body: Deflated) -> bytes:
    """The saved document with its main part."""
    saved = io.BytesIO()
    word.save(saved)
    return pack({**unpack(saved.getvalue()), _BODY: body})
