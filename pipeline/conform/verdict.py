"""A place in a document and what is wrong there come in, a `Breach` worded by the table of rules goes out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.conform.lines import Line
from pipeline.conform.seen import Paragraph
from pipeline.report import nd30

_QUOTED = 40  # characters of the text that a place quotes
WHOLE = "toàn văn bản"


@dataclass(frozen=True, slots=True)
class Breach:
    """What a document does that the decree does not allow, and where."""

    clause: str
    element: str
    place: str
    found: str
    allowed: str


def breach(key: str, where: Line | Paragraph | str, found: str) -> Breach:
    """A breach of the rule `key` of `nd30.RULES`."""
    rule = nd30.RULES[key]
    return Breach(rule.clause, rule.element, where if isinstance(where, str) else place(where), found, rule.allowed)


def place(where: Line | Paragraph) -> str:
    """Where a line or paragraph stands, as a reader finds it, with its first words."""
    at = (where.paragraph if isinstance(where, Line) else where).at
    if len(at) == 3:
        spot = f"bảng {at[0]}, dòng {at[1]}, ô {at[2]}"
    elif at and at[0]:
        spot = f"đoạn {at[0]}"
    else:
        spot = "đầu trang, chân trang" if at else "khung chữ, chú thích"
    return f"{spot} {quoted(where.text)}" if where.text.strip() else spot


def quoted(text: str) -> str:
    """The first words of a text in quotation marks."""
    text = " ".join(text.split())
    return f"“{text}”" if len(text) <= _QUOTED else f"“{text[:_QUOTED].rstrip()}…”"


def looks(line: Line, style: str, *, aligned: bool = True, upper: bool = True) -> Iterator[Breach]:
    """What the letters and the place of a line break of the looks of an element."""
    element = nd30.BY_STYLE[style]
    letters = [run.look for run in line.lettered]
    sizes = sorted({look.size for look in letters if not element.size.low <= look.size <= element.size.high})
    if sizes:
        yield breach(f"{style}.size", line, " và ".join(f"{nd30.show(size)} pt" for size in sizes))
    if any(look.bold != element.bold for look in letters):
        yield breach(f"{style}.bold", line, "chữ không đậm" if element.bold else "chữ đậm")
    if any(look.italic != element.italic for look in letters):
        yield breach(f"{style}.italic", line, "chữ đứng" if element.italic else "chữ nghiêng")
    if upper and element.upper and line.text != line.text.upper():
        yield breach(f"{style}.upper", line, quoted(line.text))
    align = line.paragraph.layout.align
    if aligned and element.align == "center" != align and not line.tabbed:
        yield breach(f"{style}.align", line, nd30.ALIGNED.get(align, align))


def gathered(breaches: Iterable[Breach]) -> tuple[Breach, ...]:
    """Breaches that differ in their places only become one, at the first place."""
    places: dict[tuple[str, str, str, str], list[str]] = {}
    for found in breaches:
        places.setdefault((found.clause, found.element, found.found, found.allowed), []).append(found.place)
    return tuple(
        Breach(clause, element, at[0] + (f" (và {len(at) - 1} chỗ khác)" if len(at) > 1 else ""), found, allowed)
        for (clause, element, found, allowed), at in places.items()
    )
