"""The elements of a document come in, breaches of its end go out: signature, Nơi nhận, appendices."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from pipeline.conform.elements import AppendixPart, Parts
from pipeline.conform.lines import Line
from pipeline.conform.seen import Paragraph
from pipeline.conform.verdict import WHOLE, Breach, breach, looks, quoted
from pipeline.report import nd30
from pipeline.vietnamese import clean_text, fold

_FORM = re.compile(r"(TM|KT|TL|TUQ|Q)(\W*)\s*(.*)")
_SLASHED = re.compile(r"[TKQ]\s*[./]\s*[MTLUQ]{1,2}\b|[KT]/")
_TITLE = re.compile(
    r"(ts|ths|th\.\s?s|pgs|gs|bs(ck)?|bác sĩ|cn|ks|kts|ls|ông|bà|đ/c|đồng chí|ngưt|nsưt|nsnd|tiến sĩ|thạc sĩ|giáo sư)"
    r"(\.|\s|\b(?=[.\s]))"
)
_TITLED_BODIES = ("trường", "bệnh viện", "viện", "công an", "bộ chỉ huy", "trung tâm y tế", "học viện", "đại học")
_POST_WORDS = ("GIÁM ĐỐC", "CHỦ TỊCH", "TRƯỞNG", "CHÁNH", "PHÓ", "BÍ THƯ", "THỦ TƯỚNG")
_LABEL = re.compile(r"Phụ lục(?: (\S+))?")
_NOTE = re.compile(r"\(Kèm theo .*\)", re.DOTALL)
_TITLE_NOT_COUNTED = ("(", "[")  # "(đã ký)", "[chữ ký số]"


# --- signature ----------------------------------------------------------------------------------


def signature(parts: Parts) -> Iterator[Breach]:
    """Post and name of who signs."""
    posts, name = _posts_and_name(parts.signers)
    if not posts:
        yield breach("SignerPost.missing", WHOLE, "không thấy")
    for line in posts:
        yield from looks(line, "SignerPost")
    if posts:
        yield from _form(posts, parts)
    if name is None:
        yield breach("SignerName.missing", posts[-1] if posts else WHOLE, "không thấy")
    else:
        yield from _name(name, parts)


def _posts_and_name(signers: tuple[Line, ...]) -> tuple[list[Line], Line | None]:
    lines = [x for x in signers if x.text and not x.typed_line and not x.text.startswith(_TITLE_NOT_COUNTED)]
    if not lines:
        return [], None
    last = lines[-1]
    is_post = last.text.isupper() and any(word in last.text for word in _POST_WORDS)
    if is_post or (len(lines) == 1 and last.text.isupper()):
        return lines, None
    return lines[:-1], last


def _form(posts: list[Line], parts: Parts) -> Iterator[Breach]:
    """TM., KT., TL., TUQ., Q. before the post."""
    first = posts[0]
    match = _FORM.fullmatch(first.text)
    if _SLASHED.match(first.text):
        yield breach("SignerPost.form", first, quoted(first.text))
        return
    if match is None or not (match[2] or first.text.startswith(f"{match[1]} ")):
        return
    form = f"{match[1]}."
    if match[2].strip() != "." or not match[3]:
        yield breach("SignerPost.form", first, quoted(first.text))
    issuing = fold(" ".join(line.text for line in parts.agency))
    if form == "TM." and (not match[3].upper().startswith(nd30.COLLECTIVE) or issuing.startswith("sở ")):
        yield breach("SignerPost.collective", first, quoted(first.text))
    if form in ("KT.", "TL.", "TUQ.") and len(posts) < 2:
        yield breach("SignerPost.deputy", first, "không có dòng chức vụ thứ hai")


def _name(name: Line, parts: Parts) -> Iterator[Breach]:
    yield from looks(name, "SignerName")
    if name.text.isupper() and any(map(str.isalpha, name.text)):
        yield breach("SignerName.upper", name, quoted(name.text))
    issuing = fold(" ".join(line.text for line in parts.agency))
    if _TITLE.match(fold(name.text)) and not issuing.startswith(_TITLED_BODIES):
        yield breach("SignerName.title", name, quoted(name.text))


# --- Nơi nhận -----------------------------------------------------------------------------------


def recipients(parts: Parts) -> Iterator[Breach]:
    """The label and the list below it."""
    label = parts.recipients_label
    if label is None:
        yield breach("RecipientsLabel.missing", WHOLE, "không thấy")
        return
    yield from looks(label, "RecipientsLabel")
    if fold(label.text) != fold("Nơi nhận:") or not label.text.startswith("N"):
        yield breach("RecipientsLabel.text", label, quoted(label.text))
    if label.cell and parts.signers and all(0 < line.column < label.column for line in parts.signers):
        yield breach("RecipientsLabel.place", label, "ở bên phải")
    if not parts.recipients:
        yield breach("Recipients.missing", label, "không có nơi nhận nào")
        return
    yield from _list(parts)


def _list(parts: Parts) -> Iterator[Breach]:
    entries = parts.recipients
    for line in entries:
        yield from looks(line, "Recipients")
        if not line.text.startswith("- "):
            yield breach("Recipients.dash", line, quoted(line.text))
        if not line.text.endswith("." if line is entries[-1] else ";"):
            yield breach("Recipients.stop", line, quoted(line.text))
    if parts.greeting and not fold(entries[0].text).startswith(fold(nd30.AS_ABOVE.rstrip(";"))):
        yield breach("Recipients.as_above", entries[0], quoted(entries[0].text))
    if not fold(entries[-1].text).startswith(fold(nd30.ARCHIVE)):
        yield breach("Recipients.archive", entries[-1], quoted(entries[-1].text))


# --- appendices ---------------------------------------------------------------------------------


def appendices(parts: Parts) -> Iterator[Breach]:
    """The text points to them; each has its label, title, pointer and its own page numbers."""
    if parts.appendices and not _points_to_them(parts):
        yield breach("AppendixLabel.pointer", parts.appendices[0].label, "lời văn không nhắc đến phụ lục")
    for position, part in enumerate(parts.appendices, 1):
        yield from _label(part, nd30.appendix_label(position, len(parts.appendices)))
        for line in part.title:
            yield from looks(line, "AppendixTitle")
        if not part.title and _LABEL.fullmatch(part.label.text):
            yield breach("AppendixTitle.missing", part.label, "không thấy")
        if not part.note:
            yield breach("AppendixNote.missing", part.label, "không thấy")
        for line in part.note:
            yield from looks(line, "AppendixNote")
        if part.note and not _NOTE.fullmatch(clean_text(part.note[0].paragraph.text)):
            yield breach("AppendixNote.form", part.note[0], quoted(part.note[0].text))


def _points_to_them(parts: Parts) -> bool:
    return any("phụ lục" in fold(block.text) for block in parts.body if isinstance(block, Paragraph))


def _label(part: AppendixPart, wanted: str) -> Iterator[Breach]:
    line = part.label
    yield from looks(line, "AppendixLabel")
    if line.text.isupper():
        yield breach("AppendixLabel.upper", line, quoted(line.text))
    if fold(line.text) != fold(wanted):
        yield breach("AppendixLabel.number", line, quoted(line.text))
    if not part.restarts:
        yield breach("AppendixLabel.restart", line, "không đánh số trang riêng từ 1")


CHECKS: tuple[Callable[[Parts], Iterator[Breach]], ...] = (signature, recipients, appendices)
