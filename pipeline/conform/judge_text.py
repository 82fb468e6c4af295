"""The elements of a document come in, breaches of its text go out (Mục II, khoản 6)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from pipeline.conform.elements import Parts
from pipeline.conform.lines import Line
from pipeline.conform.seen import Effective, Paragraph, Table
from pipeline.conform.verdict import Breach, breach, looks, quoted
from pipeline.report import nd30
from pipeline.report.metrics import SINGLE_LINE, wrapped
from pipeline.report.nd30 import show
from pipeline.vietnamese import clean_text, fold

_ROMAN = re.compile(r"([IVX]{1,7})\.\s+(\S.*)", re.DOTALL)
_ARABIC = re.compile(r"(\d{1,2})\.\s+(\S.*)", re.DOTALL)
_LETTER = re.compile(r"([a-zđ])\)\s")
_DECIMAL = re.compile(r"\d+(\.\d+)+\.?\s")
_PART = re.compile(r"(phần|chương|mục|tiểu mục|điều)\s+([ivxlc]+|\d+|thứ\s\w+)\b|[a-zđ]\.\s", re.IGNORECASE)
_CAPTION = re.compile(r"(bảng|biểu|hình|biểu đồ|sơ đồ|đồ thị|ảnh|phụ biểu)\s+(số\s+)?[\divx]+\b")
_NOTE = re.compile(r"\(?(đơn vị( tính)?|đvt|nguồn|ghi chú)\s*:")
_BASIS = re.compile(r"[-–]?\s*(căn cứ|theo đề nghị|xét|trên cơ sở|thực hiện)\b")
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_BODY = nd30.BY_STYLE["BodyText"]
_NO_STOP = (".", ";", ":", ",", "!", "?")


@dataclass(frozen=True, slots=True)
class _Item:
    """A paragraph of the text that has something to read; `number` of a part, 0: not numbered so."""

    line: Line
    level: int = 0  # 1: I. · 2: 1. · 0: neither
    number: int = 0
    heading: bool = False

    @property
    def paragraph(self) -> Paragraph:
        return self.line.paragraph


def _items(parts: Parts) -> list[_Item]:
    """The paragraphs of the text, numbered ones told apart; those in tables are none."""
    found = []
    for block in parts.body:
        if isinstance(block, Paragraph) and block.text.strip():
            line = Line(clean_text(block.text), block.runs, block, 0)
            roman, arabic = _ROMAN.match(line.text), _ARABIC.match(line.text)
            if roman and (value := _roman_value(roman[1])):
                shouted = roman[2].isupper() and " " in roman[2]
                found.append(_Item(line, 1, value, line.bold or shouted or block.layout.outlined))
            elif arabic:
                found.append(_Item(line, 2, int(arabic[1]), line.bold or block.layout.outlined))
            else:
                found.append(_Item(line))
    return list(_with_siblings(found))


def _with_siblings(items: list[_Item]) -> Iterator[_Item]:
    """A short numbered line beside numbered headings is meant as one, even where it does not look so."""
    parts = list(accumulate(item.level == 1 and item.heading for item in items))
    numbers: dict[tuple[int, int], set[int]] = {}
    for part, item in zip(parts, items, strict=True):
        if item.heading:
            numbers.setdefault((item.level, part if item.level == 2 else 0), set()).add(item.number)
    for part, item in zip(parts, items, strict=True):
        beside = numbers.get((item.level, part if item.level == 2 else 0), set())
        near = item.number not in beside and not beside.isdisjoint((item.number - 1, item.number + 1))
        titled = near and item.line.text.split(" ", 1)[1][:1].isupper() and not item.line.text.endswith(_NO_STOP)
        meant = item.level > 0 and not item.heading and titled and _takes(item) == 1
        yield replace(item, heading=True) if meant else item


def _roman_value(text: str) -> int:
    """The number a Roman numeral writes, 0 where it is none."""
    return next((value for value in range(1, 40) if nd30.roman(value) == text), 0)


def _takes(item: _Item) -> int:
    """How many lines a paragraph takes on paper."""
    paragraph = item.paragraph
    size = max((run.look.size for run in item.line.lettered), default=_BODY.size.house)
    room = (paragraph.width or nd30.PAGE.text_width) - paragraph.layout.left - paragraph.layout.right
    first = max(paragraph.layout.first_line, 0)
    widths = list(wrapped(item.line.text, size, max(room, 20.0), bold=item.line.bold))
    return len(widths) if len(widths) > 1 else 1 + (first + widths[0] > room)


def _is_text(item: _Item) -> bool:
    """Whether a paragraph is running text: no heading, caption, note of a table or short line in the middle."""
    plain = fold(item.line.text)
    if item.heading or _CAPTION.match(plain) or _NOTE.match(plain):
        return False
    if item.line.bold and (_PART.match(plain) or _DECIMAL.match(plain)):
        return False
    titled = item.line.bold and _takes(item) == 1 and not item.line.text.endswith(_NO_STOP)
    centred = item.paragraph.layout.align == "center" and (_takes(item) == 1 or item.line.bold)
    return not titled and not centred


# --- looks --------------------------------------------------------------------------------------


def text_looks(parts: Parts) -> Iterator[Breach]:
    """Size, letters, alignment, first line and line spacing of running text."""
    for item in _items(parts):
        if _is_text(item):
            yield from _letters(item)
            yield from _aligned(item)
            yield from _first_line(item, parts.document)
            yield from _line_spacing(item)


def _letters(item: _Item) -> Iterator[Breach]:
    """Size of every letter; bold and italic only of a paragraph that is so from end to end."""
    line = item.line
    sizes = sorted({r.look.size for r in line.lettered if not _BODY.size.low <= r.look.size <= _BODY.size.high})
    if sizes:
        yield breach("BodyText.size", line, " và ".join(f"{show(size)} pt" for size in sizes))
    if line.bold:
        yield breach("BodyText.bold", line, "cả đoạn chữ đậm")
    slanted = bool(line.lettered) and all(run.look.italic for run in line.lettered)
    if slanted and _takes(item) > 1 and not _BASIS.match(fold(line.text)) and not line.text.startswith(("(", "“", '"')):
        yield breach("BodyText.italic", line, "cả đoạn chữ nghiêng")


def _aligned(item: _Item) -> Iterator[Breach]:
    """A single line that starts at the margin looks the same, justified or not."""
    align = item.paragraph.layout.align
    if align != "both" and (align != "left" or _takes(item) > 1):
        yield breach("BodyText.align", item.line, nd30.ALIGNED.get(align, align))


def _first_line(item: _Item, document: Effective) -> Iterator[Breach]:
    if item.paragraph.layout.align == "center":
        return  # said already
    layout = item.paragraph.layout
    first = layout.left + layout.first_line
    for _ in range(len(item.paragraph.text) - len(item.paragraph.text.lstrip("\t"))):
        stops = [at for at, _ in layout.tabs if at > first + nd30.TOLERANCE_MM]
        first = stops[0] if stops else (first // document.default_tab + 1) * document.default_tab
    if any(abs(first - allowed) <= nd30.TOLERANCE_MM for allowed in _BODY.first_lines):
        if abs(layout.left) > nd30.TOLERANCE_MM:
            yield breach("BodyText.first_line", item.line, f"các dòng sau lùi vào {show(layout.left / 10)} cm")
    else:
        yield breach("BodyText.first_line", item.line, f"lùi vào {show(first / 10)} cm")


def _line_spacing(item: _Item) -> Iterator[Breach]:
    layout, allowed = item.paragraph.layout, _BODY.lines
    assert allowed is not None
    size = max((run.look.size for run in item.line.lettered), default=_BODY.size.house)
    lines = layout.line if layout.rule == "auto" else layout.line / (size * SINGLE_LINE)
    if layout.rule == "atLeast":
        lines = max(lines, 1.0)
    if not allowed.low - nd30.TOLERANCE_LINES <= lines <= allowed.high + nd30.TOLERANCE_LINES:
        exact = f" (chính xác {show(layout.line)} pt)" if layout.rule == "exact" else ""
        yield breach("BodyText.line", item.line, f"{show(lines)} dòng{exact}")


def gaps(parts: Parts) -> Iterator[Breach]:
    """At least 6 pt between paragraphs that follow one another."""
    wanted = _BODY.between or 0.0
    counted = {id(item.paragraph) for item in _items(parts) if item.heading or _is_text(item)}
    for above, below in pairwise(parts.body):
        if isinstance(above, Table) or isinstance(below, Table) or not {id(above), id(below)} <= counted:
            continue
        alike = above.layout.style == below.layout.style
        after = 0.0 if above.layout.contextual and alike else above.layout.after
        before = 0.0 if below.layout.contextual and alike else below.layout.before
        if after + before < wanted - 0.05:
            yield breach("BodyText.between", below, f"{show(after + before)} pt")


# --- headings, letters, the end -----------------------------------------------------------------


def headings(parts: Parts) -> Iterator[Breach]:
    """Looks of numbered headings; Roman ones run on, Arabic ones start again in each part."""
    items = _items(parts)
    roman = arabic = 0
    for item in items:
        if item.heading:
            yield from looks(item.line, f"Heading{item.level}", aligned=False)
        if item.level == 1 and item.heading:
            if item.number != roman + 1:
                yield breach(
                    "Heading1.order",
                    item.line,
                    f"sau {nd30.roman(roman) or 'đầu văn bản'} là {nd30.roman(item.number)}",
                )
            roman, arabic = item.number, 0
        elif item.level == 2:
            # A numbered sentence counts on where it fits; only a heading can be out of order.
            if item.heading and item.number not in (1, arabic + 1):
                yield breach("Heading2.order", item.line, f"sau {arabic or 'đầu phần'} là {item.number}")
            if item.heading or item.number in (1, arabic + 1):
                arabic = item.number
        elif not item.level and _PART.match(fold(item.line.text)) and (item.line.bold or _is_middle(item)):
            arabic = 0
            roman = roman if fold(item.line.text).startswith("điều") else 0


def _is_middle(item: _Item) -> bool:
    return item.paragraph.layout.align == "center"


def list_letters(parts: Parts) -> Iterator[Breach]:
    """After a), b) … the next letter is the next of the Vietnamese alphabet, not of the Latin one."""
    former = ""
    for item in _items(parts):
        if item.level:
            former = ""
        match = _LETTER.match(item.line.text)
        if match is None:
            continue
        letter = match[1]
        if former and _after(former, nd30.LIST_LETTERS) != letter == _after(former, _LATIN):
            yield breach("BodyText.letters", item.line, f"sau {former}) là {letter})")
        former = letter


def _after(letter: str, alphabet: str) -> str:
    """The next letter of an alphabet, "" where it has none; of a letter it lacks, the next it has."""
    at = alphabet.find(letter)
    if at < 0:
        return next((x for x in alphabet if x > letter), "")
    return alphabet[at + 1 : at + 2]


def end_mark(parts: Parts) -> Iterator[Breach]:
    """ "./." closes the text, and nothing else does."""
    items = _items(parts)
    if not items:
        return
    *others, last = items
    for item in others:
        if item.line.text.endswith(nd30.END_MARK):
            yield breach("BodyText.end", item.line, f"“{nd30.END_MARK}” ở giữa văn bản")
    if not last.line.text.endswith(nd30.END_MARK):
        yield breach("BodyText.end", last.line, f"kết thúc bằng {quoted(last.line.text[-20:])}")


CHECKS: tuple[Callable[[Parts], Iterator[Breach]], ...] = (text_looks, gaps, headings, list_letters, end_mark)
