"""A `Document` and its `Agency` come in, a .docx dressed by NĐ 30/2020/NĐ-CP goes out.

The one door to python-docx. Looks live in paragraph styles made from `nd30.ELEMENTS`; contents are
written as XML, because python-docx's own tables take quadratic time.
"""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import docx
from docx.document import Document as Word
from docx.enum.section import WD_ORIENT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import Section
from docx.shared import Mm

from pipeline.model import Agency, Appendix, Block, Document, Heading, Paragraph, Row, Table
from pipeline.report import nd30
from pipeline.vietnamese import clean_text

Element = Any  # lxml elements have no useful static type

_MAX_UNSPLIT_ROWS = 500  # beyond, "do not split" doubles the time LibreOffice needs
_ROWS_AT_A_TIME = 1000  # one parse each: fast, and far from libxml2's limits
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_PROPERTY_LIMIT = 255  # python-docx refuses longer properties
_BUILT_IN = {"heading 1", "heading 2", "Body Text", "caption"}
_FONTS = "<w:rFonts {}/>".format(
    " ".join(f'w:{script}="{nd30.FONT}"' for script in ("ascii", "hAnsi", "eastAsia", "cs"))
)
_LANGUAGE = '<w:lang w:val="{0}" w:eastAsia="{0}" w:bidi="{0}"/>'.format(nd30.LANGUAGE)
_SETTINGS = f"""
<w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>
<w:characterSpacingControl w:val="doNotCompress"/>
<w:compat><w:compatSetting w:name="compatibilityMode"
  w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>
<w:themeFontLang w:val="{nd30.LANGUAGE}"/><w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/>
"""
_BORDERS = "<w:tblBorders>{}</w:tblBorders>".format(
    "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{nd30.COLOR}"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
)
_CELL_PADDING_MM = 1.5
_PAGE_FIELD = "".join(
    f"<w:r>{content}</w:r>"
    for content in (
        '<w:fldChar w:fldCharType="begin"/>',
        '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
        "<w:t>2</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
    )
)
# Advance widths of Times New Roman Bold in 1/1000 em: drawn lines are measured by their text.
_BOLD_WIDTHS = {
    letter: width
    for width, letters in {
        250: " ,.", 278: "il/", 333: "fjt-():;", 389: "sI", 444: "cerz", 500: "agovxyJ0123456789",
        556: "bdhknpquS", 611: "FP", 667: "BELTZ", 722: "wACDNRUVXY", 778: "GHKOQ", 833: "m",
        944: "M", 1000: "W",
    }.items()
    for letter in letters
}  # fmt: skip


def write_docx(
    document: Document, agency: Agency, path: Path, *, year: int, stamp: datetime
) -> None:
    """Write `document`, issued by `agency` in `year`, to `path`.

    Number, day and month stay open for the văn thư, marked by the bookmarks `so_van_ban` and
    `ngay_ban_hanh` (NĐ 30/2020/NĐ-CP, Phụ lục I, Phần I, Mục II, khoản 3 and 4). `stamp` is the
    file's created and modified time: no clock is read, so the same inputs give the same bytes.
    """
    word = _blank_word(document, agency, stamp)
    _add(word, _header_block(document, agency, year))
    _add(word, _title(document))
    _add(word, _addressees(agency))
    _add(word, _body(document.body))
    _add(word, _signature(agency))
    for position, appendix in enumerate(document.appendices, 1):
        _start_appendix_section(word)
        label = nd30.appendix_label(position, len(document.appendices))
        _add(word, _appendix(appendix, label, document, agency, year))
    if not document.appendices:
        _add(word, [_hidden_paragraph()])  # Word wants a paragraph after a table that ends a text
    path.write_bytes(_fixed_zip(word))


# --- paragraphs -----------------------------------------------------------------------------


def _twips(mm: float) -> int:
    return round(mm * 1440 / 25.4)


def _run(text: str) -> str:
    """A run of `text` as it stands; its line ends become line breaks."""
    lines = (f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return f"<w:r>{'<w:br/>'.join(lines)}</w:r>"


def _paragraph(style: str, runs: str, extra: str = "") -> str:
    """A paragraph of ready runs; `extra` is what it adds to the properties of its style."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{extra}</w:pPr>{runs}</w:p>'


def _text(style: str, text: str, extra: str = "") -> str:
    """A paragraph of plain text, cleaned, in capitals where the decree wants them."""
    text = clean_text(text)
    return _paragraph(style, _run(text.upper() if nd30.BY_STYLE[style].upper else text), extra)


def _bookmark(name: str, number: int, runs: str) -> str:
    start = f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>'
    return f'{start}{runs}<w:bookmarkEnd w:id="{number}"/>'


def _hidden_paragraph(*, after: float = 0, keep_next: bool = False) -> str:
    """A gap of `after` pt, or where Word needs a paragraph and the reader does not, of none."""
    keep = "<w:keepNext/>" * keep_next
    spacing = f'<w:spacing w:after="{round(after * 20)}" w:line="20" w:lineRule="exact"/>'
    return f'<w:p><w:pPr>{keep}{spacing}<w:rPr><w:sz w:val="2"/></w:rPr></w:pPr></w:p>'


def _drawn_line(style: str, text: str, available_mm: float, after: float = 0) -> str:
    """The line the decree draws under an element: the top border of a low, indented paragraph.

    `available_mm` is the width of the cell or page the text stands in, `after` in pt.
    """
    element = nd30.BY_STYLE[style]
    if element.drawn is None:
        raise ValueError(f"no line is drawn under {style}")
    text = clean_text(text).upper() if element.upper else clean_text(text)
    length = min(_bold_width(text, element.size.house), available_mm) * element.drawn.house
    indent = _twips((available_mm - length) / 2)
    border = (
        f'<w:pBdr><w:top w:val="single" w:sz="{round(nd30.DRAWN_LINE_PT * 8)}" w:space="1" '
        f'w:color="{nd30.COLOR}"/></w:pBdr>'
    )
    spacing = f'<w:spacing w:before="20" w:after="{round(after * 20)}" w:line="40" w:lineRule="exact"/>'
    indents = f'<w:ind w:left="{indent}" w:right="{indent}" w:firstLine="0"/>'
    size = '<w:rPr><w:sz w:val="4"/></w:rPr>'
    return f"<w:p><w:pPr><w:keepNext/>{border}{spacing}{indents}{size}</w:pPr></w:p>"


def _bold_width(text: str, size: float) -> float:
    """The length in mm of the longest line of `text` in bold letters of `size` pt."""
    plain = unicodedata.normalize("NFD", text.replace("Đ", "D").replace("đ", "d"))
    lines = plain.split("\n")
    longest = max(sum(_BOLD_WIDTHS.get(c, 0) for c in line) for line in lines)
    return longest / 1000 * size * 25.4 / 72


def _add(word: Word, content: Iterable[str | Element]) -> None:
    """Append paragraphs and tables to the last section of the document."""
    end = word.element.body.sectPr
    for piece in content:
        for element in _parse(piece) if isinstance(piece, str) else [piece]:
            end.addprevious(element)


def _parse(xml: str) -> list[Element]:
    return list(parse_xml(f"<w:body {nsdecls('w')}>{xml}</w:body>"))


# --- elements of the decree -----------------------------------------------------------------


def _header_block(document: Document, agency: Agency, year: int) -> Iterator[str]:
    """Issuing body and number on the left, Quốc hiệu, Tiêu ngữ, place and date on the right."""
    left_mm, right_mm = nd30.HEADER_COLUMNS
    symbol = nd30.symbol(clean_text(agency.symbol), kind=clean_text(document.symbol_kind))
    number = _bookmark("so_van_ban", 1, _run(nd30.BLANK))
    when = _bookmark("ngay_ban_hanh", 2, _run(nd30.open_date(year)))
    yield _frame(
        nd30.HEADER_COLUMNS,
        (
            _text("ParentAgency", agency.parent)
            + _text("Agency", agency.name)
            + _drawn_line("Agency", agency.name, left_mm),
            _text("NationalName", nd30.NATIONAL_NAME)
            + _text("Motto", nd30.MOTTO)
            + _drawn_line("Motto", nd30.MOTTO, right_mm),
        ),
        (
            _paragraph("Number", _run("Số:") + number + _run(symbol)),
            _paragraph("PlaceDate", _run(f"{clean_text(agency.place)}, ") + when),
        ),
    )


def _title(document: Document) -> Iterator[str]:
    """Tên loại, trích yếu and the line under it."""
    yield _text("TypeName", document.type_name)
    yield _text("Abstract", document.abstract)
    yield _drawn_line("Abstract", document.abstract, nd30.PAGE.text_width, after=12)


def _addressees(agency: Agency) -> Iterator[str]:
    """Kính gửi: one addressee on its line, several below it, their dashes under the colon."""
    names = [clean_text(name).rstrip(" .;") for name in agency.addressees]
    if not (agency.addressed and names):
        return
    if len(names) == 1:
        yield _text("Addressee", f"Kính gửi: {names[0]}", '<w:jc w:val="center"/>')
    else:
        label = nd30.BY_STYLE["Addressee"]
        yield _text("Addressee", "Kính gửi:")
        dash = _twips(label.indent + _bold_width("Kính gửi", label.size.house))
        for name in names:
            stop = "." if name == names[-1] else ";"
            spacing = '<w:spacing w:before="0"/>'
            indent = f'<w:ind w:left="{dash + 160}" w:hanging="160"/>'
            yield _text("Addressee", f"- {name}{stop}", spacing + indent)
    yield _hidden_paragraph(after=12)


def _signature(agency: Agency) -> Iterator[str]:
    """Nơi nhận on the left, level with the signer's post on the right; one row, never split."""
    archive = clean_text(agency.archive).rstrip(" .;")
    names = [clean_text(name).rstrip(" .;") for name in agency.recipients]
    as_above = ["Như trên"] if agency.addressed else []
    left = _text("RecipientsLabel", "Nơi nhận:")
    left += "".join(_text("Recipients", f"- {name};") for name in (*as_above, *names))
    left += _text("Recipients", f"- Lưu: {archive}.")
    right = _text("SignerPost", f"{agency.signer_form} {agency.signer_head}")
    if clean_text(agency.signer_form):
        right += _text("SignerPost", agency.signer_post)
    right += _text("SignerName", agency.signer_name)
    yield _hidden_paragraph(after=6, keep_next=True)
    yield _frame(nd30.SIGNATURE_COLUMNS, (left, right))


def _appendix(
    appendix: Appendix, label: str, document: Document, agency: Agency, year: int
) -> Iterator[str | Element]:
    """Label, title and the pointer to the document it belongs to, then its blocks."""
    symbol = nd30.symbol(clean_text(agency.symbol), kind=clean_text(document.symbol_kind))
    type_name = clean_text(document.type_name).capitalize()
    yield _text("AppendixLabel", label)
    yield _text("AppendixTitle", appendix.title)
    note = (
        f"(Kèm theo {type_name} số {nd30.BLANK}{symbol} {nd30.open_date(year)} "
        f"của {clean_text(agency.name)})"
    )
    yield _paragraph("AppendixNote", _run(note))
    yield from _blocks(appendix.blocks, nd30.PAGE.landscape_text_width, table_style="Appendix")


def _frame(widths: tuple[float, float], *rows: tuple[str, str]) -> str:
    """A borderless table of two columns without padding, `widths` in mm; its rows never split."""
    columns = [_twips(width) for width in widths]
    xml = "".join(
        "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
        + "".join(_cell_start(w) + c + "</w:tc>" for w, c in zip(columns, row, strict=True))
        + "</w:tr>"
        for row in rows
    )
    return _table_start(columns, padding_mm=0) + xml + "</w:tbl>"


# --- blocks ---------------------------------------------------------------------------------


def _body(blocks: tuple[Block, ...]) -> Iterator[str | Element]:
    """The text up to "./."; its end stays on the page of the signature."""
    last = blocks[-1] if blocks else None
    if isinstance(last, Paragraph):
        closed = replace(last, text=nd30.end_of_text(clean_text(last.text)))
        blocks = (*blocks[:-1], closed)
    else:
        blocks = (*blocks, Paragraph(nd30.END_MARK))
    return _blocks(blocks, nd30.PAGE.text_width, kept=2)


def _blocks(
    blocks: tuple[Block, ...], available_mm: float, *, table_style: str = "", kept: int = 0
) -> Iterator[str | Element]:
    """Blocks in reading order; the last `kept` of them hold on to what follows."""
    for position, block in enumerate(blocks, 1):
        keep = "<w:keepNext/>" if position > len(blocks) - kept else ""
        if isinstance(block, Heading):
            yield _text(f"Heading{block.level}", block.text)
        elif isinstance(block, Paragraph):
            yield _text("BodyText", block.text, keep)
        else:
            if block.caption:
                yield _text("Caption", block.caption)
            yield _table(block, available_mm, f"{table_style}Table", keep)
            yield _hidden_paragraph(after=6, keep_next=bool(keep))  # else two tables would join


def _table(table: Table, available_mm: float, style: str, keep: str) -> Element:
    """A ruled table whose head repeats on each page; `keep` ties its last row to what follows."""
    widths = _column_widths(table, available_mm)
    cells = [f'<w:jc w:val="{column.align}"/>' for column in table.columns]
    unsplit = "<w:cantSplit/>" if len(table.rows) <= _MAX_UNSPLIT_ROWS else ""
    middle = '<w:vAlign w:val="center"/>'
    titles = "".join(
        _cell_start(width, middle) + _text(f"{style}Head", column.title) + "</w:tc>"
        for width, column in zip(widths, table.columns, strict=True)
    )
    head = f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{titles}</w:tr>"
    (element,) = _parse(_table_start(widths, _CELL_PADDING_MM, _BORDERS) + head + "</w:tbl>")
    start = f"<w:tr><w:trPr>{unsplit}</w:trPr>" if unsplit else "<w:tr>"
    rows = [start + _row(row, widths, cells, style) + "</w:tr>" for row in table.rows[:-1]]
    if table.rows:
        last = [keep + jc for jc in cells]
        rows.append(start + _row(table.rows[-1], widths, last, style) + "</w:tr>")
    for first in range(0, len(rows), _ROWS_AT_A_TIME):
        element.extend(_parse("".join(rows[first : first + _ROWS_AT_A_TIME])))
    return element


def _row(row: Row, widths: list[int], extras: list[str], style: str) -> str:
    """The cells of a row; a group row is its first text over the whole width."""
    if row.style == "group":
        text = next((cell for cell in row.cells if cell), "")
        span = f'<w:gridSpan w:val="{len(widths)}"/>'
        return _cell_start(sum(widths), span) + _text(f"{style}Group", text) + "</w:tc>"
    return "".join(
        _cell_start(width) + _text(f"{style}Text", cell, extra) + "</w:tc>"
        for width, cell, extra in zip(widths, row.cells, extras, strict=True)
    )


def _column_widths(table: Table, available_mm: float) -> list[int]:
    """Widths in twips, scaled down together where they exceed the page."""
    scale = min(1.0, available_mm / sum(column.width_mm for column in table.columns))
    return [int(column.width_mm * scale * 1440 / 25.4) for column in table.columns]


def _table_start(widths: list[int], padding_mm: float, borders: str = "") -> str:
    """The opening of a table. LibreOffice reads the grid, Word the cells: both carry `widths`."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    padding = "".join(
        f'<w:{side} w:w="{_twips(padding_mm)}" w:type="dxa"/>' for side in ("left", "right")
    )
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'{borders}<w:tblLayout w:type="fixed"/><w:tblCellMar>{padding}</w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>"
    )


def _cell_start(width: int, extra: str = "") -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{extra}</w:tcPr>'


# --- the file around it ---------------------------------------------------------------------


def _blank_word(document: Document, agency: Agency, stamp: datetime) -> Word:
    """An empty document that owes nothing to python-docx's template but its skeleton."""
    word = docx.Document()
    keep = {RT.OFFICE_DOCUMENT, RT.CORE_PROPERTIES, RT.STYLES, RT.SETTINGS}
    word.core_properties  # noqa: B018  made here if the template has none
    for rels in (word.part.package.rels, word.part.rels):
        for key in [key for key, rel in rels.items() if rel.reltype not in keep]:
            del rels[key]
    _refill(word.settings.element, _SETTINGS)
    _refill(word.styles.element, _styles())
    _set_properties(word, document, agency, stamp)
    _set_page(word.sections[0])
    _number_pages(word.sections[0])
    return word


def _refill(element: Element, xml: str) -> None:
    for child in list(element):
        element.remove(child)
    element.extend(_parse(xml))


def _set_properties(word: Word, document: Document, agency: Agency, stamp: datetime) -> None:
    title = clean_text(f"{document.type_name} {document.abstract}").replace("\n", " ")
    when = stamp.astimezone(UTC).replace(tzinfo=None) if stamp.tzinfo else stamp
    properties = word.core_properties
    for child in list(properties._element):
        properties._element.remove(child)
    properties.title = title[:_PROPERTY_LIMIT]
    properties.author = clean_text(agency.name)[:_PROPERTY_LIMIT]
    properties.last_modified_by = properties.author
    properties.language = nd30.LANGUAGE
    properties.created = properties.modified = when
    properties.revision = 1


def _set_page(section: Section, *, landscape: bool = False) -> None:
    """A4 and the decree's margins; the first page has a header of its own, an empty one."""
    page = nd30.PAGE
    width, height = (page.height, page.width) if landscape else (page.width, page.height)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.top_margin, section.bottom_margin = Mm(page.top.house), Mm(page.bottom.house)
    section.left_margin, section.right_margin = Mm(page.left.house), Mm(page.right.house)
    section.header_distance = section.footer_distance = Mm(page.header)
    section.different_first_page_header_footer = True
    for grid in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(grid)


def _number_pages(section: Section) -> None:
    """A page number in the middle of the top margin, from the second page on."""
    for header, runs in ((section.header, _PAGE_FIELD), (section.first_page_header, "")):
        header.is_linked_to_previous = False
        _refill(header._element, _paragraph("PageNumber", runs))


def _start_appendix_section(word: Word) -> None:
    """A new landscape page whose numbers start again at 1; headers are those of the section before.

    The paragraph that ends the former section is made invisible.
    """
    section = word.add_section()
    _set_page(section, landscape=True)
    for old in section._sectPr.findall(qn("w:pgNumType")):
        section._sectPr.remove(old)
    (start,) = _parse('<w:pgNumType w:start="1"/>')
    section._sectPr.find(qn("w:pgMar")).addnext(start)
    ending = word.element.body.sectPr.getprevious()
    (hidden,) = _parse(_hidden_paragraph())
    for position, child in enumerate(list(hidden.pPr)):
        ending.pPr.insert(position, child)


def _styles() -> str:
    """The styles part: Times New Roman, black and Vietnamese throughout, one style per element."""
    defaults = (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{_FONTS}"
        f'<w:color w:val="{nd30.COLOR}"/><w:sz w:val="28"/><w:szCs w:val="28"/>{_LANGUAGE}'
        "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
    )
    base = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        f"<w:qFormat/><w:rPr>{_FONTS}</w:rPr></w:style>"
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal">'
        '<w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>'
    )
    return defaults + base + "".join(_style(element) for element in nd30.ELEMENTS)


def _style(element: nd30.Element) -> str:
    custom = "" if element.name in _BUILT_IN else ' w:customStyle="1"'
    size = round(element.size.house * 2)
    letters = "<w:b/><w:bCs/>" * element.bold + "<w:i/><w:iCs/>" * element.italic
    outline = "" if element.outline is None else f'<w:outlineLvl w:val="{element.outline}"/>'
    return (
        f'<w:style w:type="paragraph"{custom} w:styleId="{element.style}">'
        f'<w:name w:val="{element.name}"/><w:basedOn w:val="Normal"/><w:qFormat/>'
        f"<w:pPr>{'<w:keepNext/>' * element.keep_next}<w:widowControl/>"
        f'<w:spacing w:before="{round(element.before * 20)}" w:after="{round(element.after * 20)}" '
        f'w:line="{round(element.line * 240)}" w:lineRule="auto"/>'
        f'<w:ind w:left="{_twips(element.indent)}" w:firstLine="{_twips(element.first_line)}"/>'
        f'<w:jc w:val="{element.align}"/>{outline}</w:pPr>'
        f'<w:rPr>{_FONTS}{letters}<w:color w:val="{nd30.COLOR}"/><w:sz w:val="{size}"/>'
        f'<w:szCs w:val="{size}"/></w:rPr></w:style>'
    )


def _fixed_zip(word: Word) -> bytes:
    """The saved document with its parts in a fixed order and without the time of saving."""
    saved, fixed = io.BytesIO(), io.BytesIO()
    word.save(saved)
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(fixed, "w") as new:
        for name in sorted(old.namelist(), key=lambda n: (n != "[Content_Types].xml", n)):
            entry = zipfile.ZipInfo(name, _ZIP_TIME)
            entry.create_system, entry.external_attr = 3, 0o644 << 16  # the same on every machine
            new.writestr(entry, old.read(name), zipfile.ZIP_DEFLATED)
    return fixed.getvalue()
