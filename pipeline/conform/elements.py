"""A document as it is seen comes in, its thành phần thể thức go out, told by content and position.

No style's name counts: a document typed by any hand is recognised by its words and by where they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, takewhile

from pipeline.conform.lines import BLANKS, DATED, HEAD_LINES, Line, lines_of
from pipeline.conform.seen import Block, Effective, bare
from pipeline.report import nd30
from pipeline.vietnamese import fold

_TITLE_LINES = 14  # how many lines with text the title is sought in
_HEAD_BLOCKS = 3  # a head that is not one table goes on so far below the Quốc hiệu
_NEAR = 40  # lines below the label of an appendix among which its title and pointer are sought
_MOST_APPENDICES = 200  # more are no one's work
_LONG = 150  # characters: no title is as long, but a paragraph
_NUMBER = re.compile(rf"số(\s*[:.]|{BLANKS}/)")
_STAMPS = {"dự thảo", "mật", "tối mật", "tuyệt mật", "khẩn", "thượng khẩn", "hỏa tốc"}
_BODIES = (
    "ubnd", "ủy ban", "hđnd", "hội đồng", "sở ", "bộ ", "cục ", "chi cục", "tổng cục", "trung tâm", "phòng ", "ban ",
    "trường", "thư viện", "bảo tàng", "đoàn ", "nhà hát", "văn phòng", "thanh tra", "viện ", "bệnh viện", "hội ",
)  # fmt: skip
_POST = re.compile(r"(TM|KT|TL|TUQ|Q)\s*[./]|(PHÓ |Q\. ?)?(GIÁM ĐỐC|CHỦ TỊCH|TRƯỞNG|CHÁNH|CỤC TRƯỞNG|BỘ TRƯỞNG|HIỆU )")
_APPENDIX = re.compile(r"phụ lục(?: ([ivxlcdm]+|\d+))?[.:]?")
_TITLED_APPENDIX = re.compile(r"phụ lục (?:[ivxlcdm]+|\d+)\s*[.:-]\s*\S")
_KINDS = {fold(name): name for name in nd30.TYPES}


@dataclass(frozen=True, slots=True)
class AppendixPart:
    label: Line
    title: tuple[Line, ...]
    note: tuple[Line, ...]
    restarts: bool  # stands in a section of its own, numbered from 1


@dataclass(frozen=True, slots=True)
class Parts:
    """The thành phần thể thức of a document; None or empty where it has none."""

    document: Effective
    lines: tuple[Line, ...]  # all of them but those of tables that hold data, blank ones included
    national: Line | None
    motto: Line | None
    parents: tuple[Line, ...]
    agency: tuple[Line, ...]
    number: Line | None
    letter: tuple[Line, ...]  # V/v …
    place_date: Line | None
    type_name: Line | None
    abstract: tuple[Line, ...]
    greeting: tuple[Line, ...]  # Kính gửi and the addressees on lines of their own
    body: tuple[Block, ...]
    signers: tuple[Line, ...]  # posts and name
    recipients_label: Line | None
    recipients: tuple[Line, ...]
    appendices: tuple[AppendixPart, ...]

    @property
    def head_ends(self) -> int:
        """The last block of the head; -1 where there is none."""
        head = (self.national, self.motto, self.number, self.place_date, *self.agency, *self.letter)
        return max((line.block for line in head if line is not None), default=-1)


def recognise(document: Effective) -> Parts:
    """What of a document is which element of the decree."""
    lines = tuple(lines_of(document.blocks))
    parts = _head(Parts(document, lines, None, None, (), (), None, (), None, None, (), (), (), (), None, (), ()))
    parts = _title(parts)
    parts = _ending(parts)
    parts = replace(parts, appendices=tuple(islice(_appendices(parts), _MOST_APPENDICES)))
    return replace(parts, body=_body(parts))


# --- the head -----------------------------------------------------------------------------------


def _head(parts: Parts) -> Parts:
    """Quốc hiệu, Tiêu ngữ, the agency's names, number, place and date, V/v."""
    near = [line for line in parts.lines if line.text][:HEAD_LINES]
    national = next((x for x in near if bare(x.text).startswith("conghoaxahoichu") and len(x.text) < 60), None)
    motto = next((x for x in near if bare(x.text).startswith("doclap") and bare(x.text).endswith("hanhphuc")), None)
    near = list(_head_lines(near, national or motto))
    number = next((x for x in near if _NUMBER.match(fold(x.text)) and len(x.text) < 60), None)
    dated = next((x for x in near if DATED.fullmatch(fold(x.text)) and len(x.text) < 90), None)
    subject = next((x for x in near if re.match(r"v\s*/\s*v\b", fold(x.text))), None)
    letter: list[Line] = []
    if subject is not None:
        following = parts.lines[parts.lines.index(subject) :]
        same = takewhile(lambda x: bool(x.text) and x.cell == subject.cell and x.block == subject.block, following)
        letter = [x for x in same if x is subject or subject.cell or x.paragraph is subject.paragraph]
    names = list(_names(near, national, motto, number, dated, letter))
    split = _issuing(names)
    return replace(
        parts, national=national, motto=motto, number=number, place_date=dated, letter=tuple(letter),
        parents=tuple(names[:split]), agency=tuple(names[split:]),
    )  # fmt: skip


def _head_lines(near: list[Line], anchor: Line | None) -> Iterator[Line]:
    """The lines where number, date and V/v are sought: what a unit writes in the text looks like them."""
    for line in near:
        if len(line.text) > _LONG or (anchor is not None and line.block > anchor.block + _HEAD_BLOCKS):
            return
        yield line


def _names(
    near: list[Line], national: Line | None, motto: Line | None, number: Line | None, dated: Line | None,
    letter: list[Line],
) -> Iterator[Line]:  # fmt: skip
    """The lines that name the agency: left of the Quốc hiệu, else before the number."""
    known = [x for x in (national, motto, number, dated, *letter) if x is not None]
    anchor = national or motto
    if anchor is None and number is None:
        return
    for line in near:
        if line is number or (line is dated and number is None):
            return
        if line in known or line.typed_line or fold(line.text) in _STAMPS or len(line.text) > _LONG:
            continue
        if anchor is not None and anchor.cell:
            if line.block == anchor.block and line.column != anchor.column:
                yield line
        elif fold(line.text).strip(" :.") not in _KINDS and number is not None:
            yield line


def _issuing(names: list[Line]) -> int:
    """Where the issuing body's own name starts among the lines that name it and who it is under."""
    bolds = [line.bold for line in names]
    first_bold = bolds.index(True) if True in bolds else 0
    if first_bold and all(bolds[first_bold:]):
        return first_bold
    starts = [n for n, line in enumerate(names) if fold(line.text).startswith(_BODIES)]
    return starts[-1] if starts and 0 in starts else first_bold


# --- title and Kính gửi -------------------------------------------------------------------------


def _title(parts: Parts) -> Parts:
    lines = parts.lines
    taken = [parts.national, parts.motto, parts.number, parts.place_date, *parts.agency, *parts.parents, *parts.letter]
    last = max((lines.index(line) for line in taken if line is not None), default=-1)
    near = [line for line in lines[last + 1 :] if line.text][:_TITLE_LINES]
    before = list(takewhile(lambda x: not _greets(x) and len(x.text) < _LONG, near))
    kind = next((x for x in before if fold(x.text).strip(" :.") in _KINDS), None)
    if kind is None and not parts.letter:
        kind = next((x for x in before if _opens_with_kind(x)), None)
    abstract: tuple[Line, ...] = ()
    if kind is not None:
        abstract = tuple(_abstract(lines[lines.index(kind) + 1 :]))
    greeting: tuple[Line, ...] = ()
    greeted = next((x for x in near if _greets(x)), None)
    if greeted is not None:
        entries = takewhile(lambda x: x.text.startswith(("-", "–", "•", "+")), lines[lines.index(greeted) + 1 :])
        greeting = (greeted, *entries)
    return replace(parts, type_name=kind, abstract=abstract, greeting=greeting)


def _greets(line: Line) -> bool:
    return bare(line.text).startswith("kinhgui")


def _opens_with_kind(line: Line) -> bool:
    """A tên loại that shares its line with the trích yếu."""
    centred = line.paragraph.layout.align == "center"
    return centred and line.text.isupper() and fold(line.text).startswith(tuple(f"{kind} " for kind in _KINDS))


def _abstract(after: Sequence[Line]) -> Iterator[Line]:
    """The lines of the trích yếu: the first text after the tên loại, as far as it goes on."""
    started = False
    for line in after:
        if not line.text or line.typed_line:
            if started:
                return
            continue
        centred = line.paragraph.layout.align == "center"
        if _greets(line) or line.typed_line or not (centred or (line.bold and not started)) or is_numbered(line.text):
            return
        started = True
        yield line


def is_numbered(text: str) -> bool:
    """Whether a text opens with the number of a part."""
    return re.match(r"([IVX]+|\d+)\.\s", text) is not None


# --- signature, Nơi nhận, appendices ------------------------------------------------------------


def _ending(parts: Parts) -> Parts:
    """Who signs, and who receives."""
    start = _text_starts(parts)
    later = [line for line in parts.lines if line.block >= start]
    label = _recipients_label(later)
    if label is None:
        return replace(parts, signers=_signers_alone(later))
    after = later[later.index(label) + 1 :]
    if label.cell:
        table = [x for x in later if x.block == label.block and x.text and not x.typed_line]
        # A long list may go on in rows of its own, so that a page can end among them.
        below = [x for x in after if x.text and (x.block, x.column) == (label.block, label.column)]
        recipients = [x for x in below if x.cell == label.cell or x.text.startswith("-")]
        signers = [x for x in table if x.column != label.column]
    else:
        written = [x for x in after if x.text]
        recipients = list(takewhile(lambda x: x.text.startswith(("-", "–", "•", "+")), written))
        signers = _signers_near(later[: later.index(label)], written[len(recipients) :])
    return replace(parts, recipients_label=label, recipients=tuple(recipients), signers=tuple(signers))


def _recipients_label(later: list[Line]) -> Line | None:
    """The last "Nơi nhận" before the appendices that looks or is followed as the decree's; else the last."""
    found = []
    for number, line in enumerate(later):
        if _labels_appendix(line) and _opens_section(line, later, number):
            break
        if bare(line.text).startswith("noinhan") and len(line.text) <= 15:
            dashed = any(x.text.startswith("-") and x.cell == line.cell for x in later[number + 1 : number + 2])
            found.append((line.bold or dashed, number, line))
    return max(found, default=(False, 0, None))[2]


def _signers_near(before: list[Line], after: list[Line]) -> list[Line]:
    """Posts and name where no table holds them: short lines before Nơi nhận, else after the list."""

    def short(line: Line) -> bool:
        return len(line.text) < 60 and line.paragraph.layout.align != "both" and not line.text.endswith("./.")

    above = [x for x in takewhile(lambda x: not x.text or short(x), reversed(before)) if x.text][::-1]
    posts = [n for n, line in enumerate(above) if line.text.isupper()]
    if posts:
        return above[posts[0] :]
    return list(takewhile(lambda x: short(x) and not _APPENDIX.fullmatch(fold(x.text)), after))[:8]


def _signers_alone(later: list[Line]) -> tuple[Line, ...]:
    """Posts and name where there is no Nơi nhận: from the last line that names a post."""
    last = next((x for x in reversed(later) if _POST.match(x.text) and x.text.isupper() and len(x.text) < 60), None)
    if last is None:
        return ()
    around = [x for x in later if x.cell[:2] == last.cell[:2] and x.column == last.column and x.text]
    if last.cell:
        return tuple(around)
    return tuple(takewhile(lambda x: len(x.text) < 60, [x for x in later[later.index(last) :] if x.text]))[:3]


def _text_starts(parts: Parts) -> int:
    """The first block of the text: after head, title and Kính gửi."""
    opening = [parts.type_name, *parts.abstract, *parts.greeting]
    return max([line.block for line in opening if line is not None] + [parts.head_ends]) + 1


def _appendices(parts: Parts) -> Iterator[AppendixPart]:
    signed = [line.block for line in (*parts.signers, parts.recipients_label) if line is not None]
    start = max(signed, default=_text_starts(parts)) + 1
    later = [line for line in parts.lines if line.block >= start]
    before = parts.document.blocks[start - 1] if 0 < start <= len(parts.document.blocks) else None
    section = -1 if before is None else before.section
    for number, line in enumerate(later):
        shown = line.paragraph.layout.align == "center" or line.bold
        labels = _labels_appendix(line) and (shown or _opens_section(line, later, number))
        if not labels and not _is_titled(line):
            continue
        title, note = _heading_of(later[number + 1 : number + _NEAR], line)
        own = line.paragraph.section
        restarts = own != section and parts.document.sections[own].number_start == 1
        section = own
        yield AppendixPart(line, title, note, restarts)


def _labels_appendix(line: Line) -> bool:
    return not line.cell and _APPENDIX.fullmatch(fold(line.text)) is not None


def _opens_section(line: Line, lines: Sequence[Line], number: int) -> bool:
    """Whether a line is the first with text in its section, which is not the first."""
    before = next((lines[n] for n in range(number - 1, -1, -1) if lines[n].text), None)
    return line.paragraph.section > (0 if before is None else before.paragraph.section)


def _is_titled(line: Line) -> bool:
    """A label that shares its line with the title."""
    return (
        not line.cell
        and line.paragraph.layout.align == "center"
        and _TITLED_APPENDIX.match(fold(line.text)) is not None
    )


def _heading_of(after: Sequence[Line], label: Line) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """Title and pointer of an appendix, sought in the lines with text that stand right below its label."""
    near: list[Line] = []
    for line in after:
        if line.cell or (near and line.block > near[-1].block + 3) or _APPENDIX.fullmatch(fold(line.text)):
            break
        if line.text and not line.typed_line:
            near.append(line)
        if len(near) == 8:
            break
    noted = next((n for n, x in enumerate(near) if "kemtheo" in bare(x.text)[:12]), None)
    if noted is None:
        return tuple(takewhile(lambda x: x.paragraph.layout.align == "center" or x.bold, near[:4])), ()
    note = [x for x in near[noted:] if x.paragraph is near[noted].paragraph]
    return tuple(near[:noted]), tuple(note)


def _body(parts: Parts) -> tuple[Block, ...]:
    start = _text_starts(parts)
    ends = [line.block for line in (*parts.signers, parts.recipients_label) if line is not None]
    ends += [part.label.block for part in parts.appendices]
    blocks = parts.document.blocks
    return blocks[start : min(ends, default=len(blocks))]
