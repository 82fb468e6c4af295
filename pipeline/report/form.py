"""A document and its agency come in, the decree's elements around the text go out as WordprocessingML.

Header, title, Kính gửi, signature and Nơi nhận, and the pointer above an appendix: NĐ 30/2020/NĐ-CP,
Phụ lục I, Phần I, Mục II to IV. `word` puts them round the blocks of the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from pipeline.model import Agency, Signing
from pipeline.report import nd30, wml
from pipeline.report.document import Document
from pipeline.report.metrics import MM_PER_POINT, SINGLE_LINE, text_width, wrapped
from pipeline.vietnamese import clean_text

_SIGNATURE_MM = 60.0  # posts, room for the signature, name
_LONGEST_LIST_MM, _BESIDE = 120.0, 8  # a longer Nơi nhận has so many lines beside the signature


@dataclass(frozen=True, slots=True)
class Issue:
    """A document as its agency issues it: number and date, or the room left for them."""

    document: Document
    agency: Agency
    year: int
    number: int | None
    issued: date | None

    @property
    def number_text(self) -> str:
        return nd30.BLANK if self.number is None else nd30.number(self.number)

    @property
    def date_text(self) -> str:
        return nd30.open_date(self.year) if self.issued is None else nd30.date_text(self.issued)

    @property
    def symbol(self) -> str:
        names = (self.agency.symbol, self.document.symbol_kind, self.agency.drafter)
        symbol, kind, drafter = map(clean_text, names)
        return nd30.symbol(symbol, kind=kind, drafter=drafter)

    @property
    def is_letter(self) -> bool:
        """A công văn, which has no tên loại."""
        return not self.document.type_name


def opening(issue: Issue) -> Iterator[str]:
    """What stands above the text: header, title and Kính gửi."""
    yield from _header_block(issue)
    if issue.is_letter:
        yield wml.gap(after=18)  # where another document has its title
    else:
        if issue.document.mark:
            yield wml.styled("TypeName", issue.document.mark)
        yield from _title(issue.document)
    yield from _addressees(issue.document)


def _header_block(issue: Issue) -> Iterator[str]:
    """Issuing body and number on the left, Quốc hiệu, Tiêu ngữ, place and date on the right."""
    left_mm, right_mm = nd30.HEADER_COLUMNS
    agency = issue.agency
    number = wml.bookmark("so_van_ban", 1, wml.run(issue.number_text))
    when = wml.bookmark("ngay_ban_hanh", 2, wml.run(issue.date_text))
    label = wml.run("Số:" if issue.number is None else "Số: ")
    numbered = wml.paragraph("Number", label + number + wml.run(issue.symbol))
    if issue.is_letter:
        numbered += wml.balanced("LetterAbstract", f"V/v {clean_text(issue.document.abstract)}", left_mm)
    yield wml.frame(
        nd30.HEADER_COLUMNS,
        (
            wml.balanced("ParentAgency", agency.parent, left_mm)
            + wml.balanced("Agency", agency.name, left_mm)
            + wml.drawn_line("Agency", agency.name, left_mm),
            wml.styled("NationalName", nd30.NATIONAL_NAME)
            + wml.styled("Motto", nd30.MOTTO)
            + wml.drawn_line("Motto", nd30.MOTTO, right_mm),
        ),
        (numbered, wml.paragraph("PlaceDate", wml.run(f"{clean_text(agency.place)}, ") + when)),
    )


def _title(document: Document) -> Iterator[str]:
    """Tên loại, trích yếu and the line under it."""
    yield wml.styled("TypeName", document.type_name)
    yield wml.balanced("Abstract", document.abstract, nd30.PAGE.text_width)
    yield wml.drawn_line("Abstract", document.abstract, nd30.PAGE.text_width, after=12)


def _addressees(document: Document) -> Iterator[str]:
    """Kính gửi: one addressee on its line, several below it, their dashes under the colon."""
    names = _names(document.addressees)
    if not names:
        return
    if len(names) == 1:
        yield wml.styled("Addressee", f"Kính gửi: {names[0]}", '<w:ind w:left="0"/><w:jc w:val="center"/>')
    else:
        size = nd30.BY_STYLE["Addressee"].size.house
        label, dash = text_width("Kính gửi", size), text_width("- ", size)
        indent = _addressee_indent(names, label + dash)
        yield wml.styled("Addressee", "Kính gửi:", f'<w:ind w:left="{wml.twips(indent)}"/>')
        hanging = f'<w:ind w:left="{wml.twips(indent + label + dash)}" w:hanging="{wml.twips(dash)}"/>'
        lines = [f"- {name};" for name in names[:-1]] + [f"- {names[-1]}."]
        for position, line in enumerate(lines):
            inside = 0 < position < len(lines) - 2  # a page may end there, not beside a line left alone
            yield wml.styled("Addressee", line, wml.LET_GO * inside + hanging)
    yield wml.gap(after=12)


def _addressee_indent(names: list[str], before_mm: float) -> float:
    """How far Kính gửi is moved in, in mm: less where a long addressee would else take two lines."""
    style = nd30.BY_STYLE["Addressee"]
    longest = max(text_width(f"{name};", style.size.house) for name in names)
    room = nd30.PAGE.text_width - before_mm - longest - 1
    return min(style.indent, max(room, nd30.BY_STYLE["BodyText"].first_line))


def _names(names: Iterable[str]) -> list[str]:
    return [clean_text(name).rstrip(" .;") for name in names]


def signature(document: Document, agency: Agency) -> Iterator[str]:
    """Nơi nhận on the left, level with the signer's post on the right; one row, never split.

    It holds on to the text before it and to the invisible paragraph after it, which would else
    make an empty page where the signature ends on the last line of one. A list that is much longer
    than the signature goes on in rows of its own, so that a page may end among them.
    """
    listed = _recipients(document, agency)
    beside = len(listed) if _list_mm(listed) <= _LONGEST_LIST_MM else _BESIDE
    left = wml.styled("RecipientsLabel", "Nơi nhận:", wml.KEEP_NEXT)
    left += "".join(wml.styled("Recipients", line, wml.KEEP_NEXT) for line in listed[:beside])
    right = "".join(wml.styled("SignerPost", post, wml.KEEP_NEXT) for post in _posts(document.signing))
    name = document.signing.name
    right += wml.styled("SignerName", name.title() if name.isupper() else name, wml.KEEP_NEXT)
    rest = [wml.styled("Recipients", line) for line in listed[beside:-1]]
    rest += [wml.styled("Recipients", line, wml.KEEP_NEXT) for line in listed[beside:][-1:]]
    yield wml.gap(after=6, keep=wml.KEEP_NEXT)
    yield wml.frame(nd30.SIGNATURE_COLUMNS, (left, right), *((line, wml.gap()) for line in rest))


def _recipients(document: Document, agency: Agency) -> list[str]:
    """The lines of Nơi nhận: who is greeted above comes first, the archive last."""
    as_above = ["Như trên"] if document.addressees else []
    (archive,) = _names([agency.archive])
    return [f"- {name};" for name in (*as_above, *_names(document.recipients))] + [f"- Lưu: {archive}."]


def _posts(signing: Signing) -> Iterator[str]:
    """The signer's right and post; who is head, or acts as one (Q.), has one line."""
    yield f"{signing.form} {signing.head}"
    if signing.form not in ("", "Q.") and clean_text(signing.post):
        yield signing.post


def signature_mm(document: Document, agency: Agency) -> float:
    """The height of the part of a signature that stays on one page, in mm."""
    return max(_SIGNATURE_MM, min(_list_mm(_recipients(document, agency)), _LONGEST_LIST_MM))


def _list_mm(lines: list[str]) -> float:
    size = nd30.BY_STYLE["Recipients"].size.house
    count = sum(len(list(wrapped(line, size, nd30.SIGNATURE_COLUMNS[0]))) for line in lines)
    return count * size * SINGLE_LINE * MM_PER_POINT


def pointer(position: int, issue: Issue) -> Iterator[str]:
    """Which document the appendix goes with; an electronic one leaves number and date open.

    On paper they are filled in, at the bookmarks of this appendix (Mục III, khoản 1).
    """
    named = "Công văn" if issue.is_letter else clean_text(issue.document.type_name).capitalize()
    start, end = f"(Kèm theo {named} số ", f" của {clean_text(issue.agency.running_name)})"
    if not issue.agency.on_paper:
        yield wml.run(f"{start}…{issue.symbol} ngày … tháng … năm …{end}")
        return
    first_id = 2 * position + 1  # 1 and 2 stand in the header
    yield wml.run(start)
    yield wml.bookmark(f"so_phu_luc_{position}", first_id, wml.run(issue.number_text))
    yield wml.run(f"{issue.symbol} ")
    yield wml.bookmark(f"ngay_phu_luc_{position}", first_id + 1, wml.run(issue.date_text))
    yield wml.run(end)
