"""A `Document` and its `Agency` come in, a .docx dressed by NĐ 30/2020/NĐ-CP goes out.

The one door to python-docx: it holds the package; what stands in it is written by `wml`.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import docx
from docx.document import Document as Word
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from pipeline.model import Agency
from pipeline.report import nd30, wml
from pipeline.report.document import Appendix, Block, Document, Heading, Paragraph, Table
from pipeline.vietnamese import clean_text

_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_KEPT = {RT.OFFICE_DOCUMENT, RT.CORE_PROPERTIES, RT.STYLES, RT.SETTINGS, RT.FONT_TABLE, RT.THEME}
_LATIN_FONT = re.compile(rb"<a:latin [^>]*/>")
_OTHER_SCRIPTS = re.compile(rb"<a:font [^>]*/>")
_PROPERTY_LIMIT = 255  # python-docx refuses longer properties


def write_docx(document: Document, agency: Agency, path: Path, *, year: int, stamp: datetime) -> None:
    """Write `document`, issued by `agency` in `year`, to `path`.

    Number, day and month stay open for the văn thư, marked by the bookmarks `so_van_ban` and
    `ngay_ban_hanh` (NĐ 30/2020/NĐ-CP, Phụ lục I, Phần I, Mục II, khoản 3 and 4). `stamp` is the
    file's created and modified time: no clock is read, so the same inputs give the same bytes.
    """
    word = _blank_word()
    _set_properties(word, document, agency, stamp)
    headers = _header_part(word, wml.PAGE_FIELD), _header_part(word, "")
    sections = ["".join(_main_text(document, agency, year))]
    for position, appendix in enumerate(document.appendices, 1):
        label = nd30.appendix_label(position, len(document.appendices))
        sections.append("".join(_appendix(appendix, label, document, agency, year)))
    _fill(word, sections, headers)
    path.write_bytes(_fixed_zip(word))


def _main_text(document: Document, agency: Agency, year: int) -> Iterator[str]:
    """Everything up to the signature, in the order of the decree (Mục IV)."""
    yield from _header_block(document, agency, year)
    yield from _title(document)
    yield from _addressees(document)
    yield from _body(document.body)
    yield from _signature(document, agency)


# --- elements of the decree -----------------------------------------------------------------


def _header_block(document: Document, agency: Agency, year: int) -> Iterator[str]:
    """Issuing body and number on the left, Quốc hiệu, Tiêu ngữ, place and date on the right."""
    left_mm, right_mm = nd30.HEADER_COLUMNS
    symbol = nd30.symbol(clean_text(agency.symbol), kind=clean_text(document.symbol_kind))
    number = wml.bookmark("so_van_ban", 1, wml.run(nd30.BLANK))
    when = wml.bookmark("ngay_ban_hanh", 2, wml.run(nd30.open_date(year)))
    yield wml.frame(
        nd30.HEADER_COLUMNS,
        (
            wml.styled("ParentAgency", agency.parent)
            + wml.styled("Agency", agency.name)
            + wml.drawn_line("Agency", agency.name, left_mm),
            wml.styled("NationalName", nd30.NATIONAL_NAME)
            + wml.styled("Motto", nd30.MOTTO)
            + wml.drawn_line("Motto", nd30.MOTTO, right_mm),
        ),
        (
            wml.paragraph("Number", wml.run("Số:") + number + wml.run(symbol)),
            wml.paragraph("PlaceDate", wml.run(f"{clean_text(agency.place)}, ") + when),
        ),
    )


def _title(document: Document) -> Iterator[str]:
    """Tên loại, trích yếu and the line under it."""
    yield wml.styled("TypeName", document.type_name)
    yield wml.styled("Abstract", document.abstract)
    yield wml.drawn_line("Abstract", document.abstract, nd30.PAGE.text_width, after=12)


def _addressees(document: Document) -> Iterator[str]:
    """Kính gửi: one addressee on its line, several below it, their dashes under the colon."""
    names = [clean_text(name).rstrip(" .;") for name in document.addressees]
    if not names:
        return
    if len(names) == 1:
        yield wml.styled("Addressee", f"Kính gửi: {names[0]}", '<w:jc w:val="center"/>')
    else:
        label = nd30.BY_STYLE["Addressee"]
        yield wml.styled("Addressee", "Kính gửi:")
        dash = wml.twips(label.indent + wml.bold_width("Kính gửi", label.size.house))
        for name in names:
            stop = "." if name == names[-1] else ";"
            spacing = '<w:spacing w:before="0"/>'
            indent = f'<w:ind w:left="{dash + 160}" w:hanging="160"/>'
            yield wml.styled("Addressee", f"- {name}{stop}", spacing + indent)
    yield wml.gap(after=12)


def _signature(document: Document, agency: Agency) -> Iterator[str]:
    """Nơi nhận on the left, level with the signer's post on the right; one row, never split.

    It holds on to the text before it and to the invisible paragraph after it, which would else
    make an empty page where the signature ends on the last line of one.
    """
    signing = document.signing
    archive = clean_text(agency.archive).rstrip(" .;")
    names = [clean_text(name).rstrip(" .;") for name in document.recipients]
    as_above = ["Như trên"] if document.addressees else []
    listed = [f"- {name};" for name in (*as_above, *names)] + [f"- Lưu: {archive}."]
    left = wml.styled("RecipientsLabel", "Nơi nhận:", wml.KEEP_NEXT)
    left += "".join(wml.styled("Recipients", line, wml.KEEP_NEXT) for line in listed)
    right = wml.styled("SignerPost", f"{signing.form} {signing.head}", wml.KEEP_NEXT)
    if signing.form not in ("", "Q.") and clean_text(signing.post):
        right += wml.styled("SignerPost", signing.post, wml.KEEP_NEXT)
    right += wml.styled("SignerName", signing.name, wml.KEEP_NEXT)
    yield wml.gap(after=6, keep=wml.KEEP_NEXT)
    yield wml.frame(nd30.SIGNATURE_COLUMNS, (left, right))


def _appendix(appendix: Appendix, label: str, document: Document, agency: Agency, year: int) -> Iterator[str]:
    """Label, title and the pointer to the document it belongs to, then its blocks."""
    symbol = nd30.symbol(clean_text(agency.symbol), kind=clean_text(document.symbol_kind))
    type_name = clean_text(document.type_name).capitalize()
    yield wml.styled("AppendixLabel", label)
    yield wml.styled("AppendixTitle", appendix.title)
    note = (
        f"(Kèm theo {type_name} số {nd30.BLANK}{symbol} {nd30.open_date(year)} của {clean_text(agency.running_name)})"
    )
    yield wml.paragraph("AppendixNote", wml.run(note))
    yield from _blocks(appendix.blocks, nd30.PAGE.landscape_text_width, table_style="AppendixTable")


# --- blocks ---------------------------------------------------------------------------------


def _body(blocks: tuple[Block, ...]) -> Iterator[str]:
    """The text up to "./."; its end stays on the page of the signature."""
    last = blocks[-1] if blocks else None
    if isinstance(last, Paragraph):
        closed = replace(last, text=nd30.end_of_text(clean_text(last.text)))
        blocks = (*blocks[:-1], closed)
    else:
        blocks = (*blocks, Paragraph(nd30.END_MARK))
    return _blocks(blocks, nd30.PAGE.text_width, kept=2)


def _blocks(
    blocks: tuple[Block, ...], available_mm: float, *, table_style: str = "Table", kept: int = 0
) -> Iterator[str]:
    """Blocks in reading order; the last `kept` of them hold on to what follows."""
    for position, block in enumerate(blocks, 1):
        keep = wml.KEEP_NEXT if position > len(blocks) - kept else ""
        if isinstance(block, Heading):
            yield wml.styled(f"Heading{block.level}", block.text)
        elif isinstance(block, Paragraph):
            yield wml.styled("BodyText", block.text, keep)
        elif isinstance(block, Table):
            if block.caption:
                yield wml.styled("Caption", block.caption)
            yield wml.ruled_table(block, available_mm, table_style, keep)
            yield wml.gap(after=6, keep=keep)  # else two tables would join


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


def _fill(word: Word, sections: list[str], headers: tuple[str, str]) -> None:
    """Put in the sections: the first upright, the appendices landscape, each numbered from 1.

    All at once, as one string: moving parsed rows into a document takes quadratic time.
    """
    xml = ""
    for position, content in enumerate(sections):
        properties = wml.section(*headers, landscape=position > 0)
        last = position == len(sections) - 1
        xml += content + (wml.gap() + properties if last else wml.gap(section_end=properties))
    namespaces = nsdecls("w", "r")
    root = f"<w:document {namespaces}><w:body>{xml}</w:body></w:document>"
    word.part._element = parse_xml(root)


def _refill(element: Any, xml: str) -> None:
    for child in list(element):
        element.remove(child)
    element.extend(list(parse_xml(f"<w:body {nsdecls('w')}>{xml}</w:body>")))


def _set_properties(word: Word, document: Document, agency: Agency, stamp: datetime) -> None:
    title = clean_text(f"{document.type_name} {document.abstract}").replace("\n", " ")
    when = stamp.astimezone(UTC).replace(tzinfo=None) if stamp.tzinfo else stamp
    properties = word.core_properties
    for child in list(properties._element):
        properties._element.remove(child)
    properties.title = title[:_PROPERTY_LIMIT]
    properties.author = clean_text(agency.running_name)[:_PROPERTY_LIMIT]
    properties.last_modified_by = properties.author
    properties.language = nd30.LANGUAGE
    properties.created = properties.modified = when
    properties.revision = 1


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
