"""The elements of a document come in, breaches of its head go out: Quốc hiệu to Kính gửi (Mục II, Mục IV)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import takewhile

from pipeline.conform.elements import Parts
from pipeline.conform.lines import Line
from pipeline.conform.seen import bare
from pipeline.conform.verdict import WHOLE, Breach, breach, looks, quoted
from pipeline.report import nd30
from pipeline.report.metrics import MM_PER_POINT, text_width, wrapped
from pipeline.report.nd30 import show
from pipeline.vietnamese import clean_text, fold

_UNFILLED = r"[\s.…_]*"
_NUMBERED = re.compile(rf"Số:(?P<number>{_UNFILLED}|\s*\d+\s*)(?P<symbol>/.*)")
_GROUP = re.compile(r"[A-ZĐÀ-ỸƠƯ][\wĐ.&]*")
_MIXED_CASE = {letters for letters in nd30.TYPES.values() if not letters.isupper()} | {"TTg", "UBMTTQ"}
_DATED = re.compile(
    rf"(?P<place>[^,]+), ngày(?P<day>{_UNFILLED}| \d+ )tháng(?P<month>{_UNFILLED}| \d+ )năm({_UNFILLED}| \d{{4}})"
)
_TAIL = 30  # characters of a line's end that are shown
_KINDS = {fold(name): name for name in nd30.TYPES}
_KIND_LETTERS = {"BC", "KH", "QĐ", "NQ", "TTr", "TB", "CTr", "CV"}  # no agency is called so


def national_name(parts: Parts) -> Iterator[Breach]:
    """Quốc hiệu: its text, on one line, on the right."""
    line = parts.national
    if line is None:
        yield breach("NationalName.missing", WHOLE, "không thấy")
        return
    yield from looks(line, "NationalName")
    if fold(line.text) != fold(nd30.NATIONAL_NAME):
        yield breach("NationalName.text", line, quoted(line.text))
    room = _room(line)
    if room is not None and _width(line) > room + nd30.TOLERANCE_MM:
        yield breach("NationalName.one_line", line, f"dài {show(_width(line))} mm, chỗ chỉ rộng {show(room)} mm")
    beside = [
        x for x in parts.lines if line.cell and x.cell[:2] == line.cell[:2] and x.text and x.column != line.column
    ]
    if beside and all(x.column > line.column for x in beside):
        yield breach("NationalName.place", line, "ở bên trái")


def motto(parts: Parts) -> Iterator[Breach]:
    """Tiêu ngữ: its text with hyphens between blanks, and a line as long as it."""
    line = parts.motto
    if line is None:
        yield breach("Motto.missing", WHOLE, "không thấy")
        return
    yield from looks(line, "Motto")
    if clean_text(line.text).replace("\u00d0", "\u0110") != nd30.MOTTO:
        yield breach("Motto.text", line, quoted(line.text))
    yield from _drawn(parts, (line,), "Motto")


def agency(parts: Parts) -> Iterator[Breach]:
    """Who issues the document, and under whom."""
    for line in parts.parents:
        yield from looks(line, "ParentAgency")
    if not parts.agency:
        yield breach("Agency.missing", WHOLE, "không thấy")
        return
    for line in parts.agency:
        yield from looks(line, "Agency")
    yield from _drawn(parts, parts.agency, "Agency")


def number(parts: Parts) -> Iterator[Breach]:
    """Số, ký hiệu; a number to be filled in is no breach."""
    line = parts.number
    if line is None:
        yield breach("Number.missing", WHOLE, "không thấy")
        return
    yield from looks(line, "Number")
    match = _NUMBERED.fullmatch(line.text)
    if match is None:
        yield breach("Number.form", line, quoted(line.text))
        return
    digits, symbol = match["number"].strip(), match["symbol"]
    if digits.isdigit() and len(digits) == 1:
        yield breach("Number.zero", line, f"số {digits}")
    groups = symbol[1:].split("-")
    if not all(group in _MIXED_CASE or _is_capital(group) for group in groups):
        yield breach("Number.symbol", line, quoted(symbol))
        return
    kind = _kind(parts)
    wanted = nd30.TYPES.get(kind, "")
    if kind and wanted and groups[0] != wanted:
        yield breach("Number.kind", line, quoted(symbol))
    if parts.letter and not kind and (len(groups) < 2 or groups[0] in _KIND_LETTERS):
        yield breach("Number.letter", line, quoted(symbol))


def _is_capital(group: str) -> bool:
    return bool(group) and _GROUP.fullmatch(group) is not None and group == group.upper()


def place_and_date(parts: Parts) -> Iterator[Breach]:
    """Địa danh, ngày … tháng … năm …; leading zeros only where they belong."""
    line = parts.place_date
    if line is None:
        yield breach("PlaceDate.missing", WHOLE, "không thấy")
        return
    yield from looks(line, "PlaceDate")
    match = _DATED.fullmatch(line.text)
    if match is None or not match["place"][:1].isupper():
        yield breach("PlaceDate.form", line, quoted(line.text))
        return
    day, month = match["day"].strip(), match["month"].strip()
    if day.isdigit() and day != nd30.day(int(day)):
        yield breach("PlaceDate.day", line, f"ngày {day}")
    if month.isdigit() and month != nd30.month(int(month)):
        yield breach("PlaceDate.month", line, f"tháng {month}")


# --- title and Kính gửi -------------------------------------------------------------------------


def title(parts: Parts) -> Iterator[Breach]:
    """Tên loại and trích yếu, or the V/v of a công văn."""
    kind = parts.type_name
    if kind is None and not parts.letter:
        yield breach("TypeName.known", WHOLE, "không thấy tên loại, không thấy “V/v”")
    if kind is not None:
        yield from looks(kind, "TypeName")
        if not _kind(parts):
            yield breach("TypeName.known", kind, quoted(kind.text))
        elif not parts.abstract:
            yield breach("Abstract.missing", kind, "không thấy")
    for line in parts.abstract:
        yield from looks(line, "Abstract")
    if parts.abstract:
        yield from _drawn(parts, parts.abstract, "Abstract")


def letter(parts: Parts) -> Iterator[Breach]:
    """The V/v of a công văn, below its number."""
    for line in parts.letter:
        yield from looks(line, "LetterAbstract")
    if not parts.letter:
        return
    first = parts.letter[0]
    if not first.text.startswith("V/v "):
        yield breach("LetterAbstract.form", first, quoted(first.text))
    number = parts.number
    if number is not None and number.column == first.column and _follows(parts, number, first):
        gap = number.paragraph.layout.after + first.paragraph.layout.before
        if number.paragraph is first.paragraph or gap < nd30.BY_STYLE["LetterAbstract"].before - 0.1:
            yield breach("LetterAbstract.gap", first, f"{show(gap)} pt")


def _follows(parts: Parts, above: Line, below: Line) -> bool:
    """Whether nothing, not even a blank line, stands between two lines."""
    return parts.lines.index(below) == parts.lines.index(above) + 1


def greeting(parts: Parts) -> Iterator[Breach]:
    """Kính gửi: one addressee on its line, several on lines of their own."""
    if not parts.greeting:
        return
    label, entries = parts.greeting[0], parts.greeting[1:]
    for line in parts.greeting:
        yield from looks(line, "Addressee")
    named = bare(label.text) != "kinhgui"
    if named and entries:
        yield breach("Addressee.several", label, quoted(label.text))
    elif not named and len(entries) == 1:
        yield breach("Addressee.one", entries[0], quoted(entries[0].text))
    elif not named and not entries:
        yield breach("Addressee.several", label, "không có dòng nào bắt đầu bằng gạch đầu dòng")
    for line in entries:
        stop = "." if line is entries[-1] else ";"
        if not line.text.endswith(stop):
            yield breach("Addressee.stop", line, quoted(line.text[-_TAIL:]))


# --- lines below, widths ------------------------------------------------------------------------


def _kind(parts: Parts) -> str:
    """The tên loại as the decree spells it, "" where there is none or it is not alone on its line."""
    return "" if parts.type_name is None else _KINDS.get(fold(parts.type_name.text).strip(" :."), "")


def _room(line: Line) -> float | None:
    """The width in mm that a line has; None where it is not known."""
    layout = line.paragraph.layout
    known = line.paragraph.width is not None and not line.tabbed
    return (line.paragraph.width or 0) - layout.left - layout.right if known else None


def _width(line: Line) -> float:
    """How long a line is set, in mm, if nothing breaks it."""
    return sum(
        text_width(run.text, run.look.size, bold=run.look.bold) * run.look.scale
        + len(run.text) * run.look.tracking * MM_PER_POINT
        for run in line.runs
    )


def _drawn(parts: Parts, over: Sequence[Line], style: str) -> Iterator[Breach]:
    """The line below an element: drawn, and as long as the decree wants it."""
    key, last = f"{style}.drawn", over[-1]
    if any(run.look.underline for line in over for run in line.lettered):
        yield breach(key, last, "gạch chân chữ")
        return
    below = parts.lines[parts.lines.index(last) + 1 :]
    near = list(takewhile(lambda x: x.cell == last.cell and (not x.text or x.typed_line), below[:2]))
    if any(x.typed_line for x in near):
        yield breach(key, last, "gõ bằng ký tự")
        return
    lengths = [length for x in {id(x.paragraph): x for x in (*over, *near)}.values() for length in _lengths(x)]
    lengths = lengths or _strays(parts, last)
    low, high = _allowed(over, style)
    if not lengths:
        yield breach(key, last, "không có đường kẻ")
    elif not any(low <= length <= high for length in lengths):
        found = f"đường kẻ dài {show(round(lengths[0], 1))} mm, dòng chữ dài {show(round(_longest(over), 1))} mm"
        yield breach(key, last, found)


def _lengths(line: Line) -> list[float]:
    """The lines drawn at a paragraph: shapes anchored in it, and its border."""
    layout, width = line.paragraph.layout, line.paragraph.width
    ruled = [width - layout.left - layout.right] if layout.ruled and width is not None else []
    return [*line.paragraph.shapes, *ruled]


def _strays(parts: Parts, line: Line) -> list[float]:
    """Straight lines anchored elsewhere in the head: a hand may put any of them below any text."""
    end = max(parts.head_ends, line.block)
    return [length for x in parts.lines if x.block <= end + 1 for length in x.paragraph.shapes]


def _longest(over: Sequence[Line]) -> float:
    return max(length for line in over for length in _set(line))


def _set(line: Line) -> list[float]:
    """The lengths of the lines a text takes on paper."""
    room = _room(line)
    if room is None or _width(line) <= room:
        return [_width(line)]
    size = max((run.look.size for run in line.lettered), default=13.0)
    return [min(length, room) for length in wrapped(line.text, size, room, bold=line.bold)]


def _allowed(over: Sequence[Line], style: str) -> tuple[float, float]:
    """The shortest and the longest line that may be drawn; of a text on several lines any may count."""
    span = nd30.BY_STYLE[style].drawn
    assert span is not None
    lengths = [length for line in over for length in _set(line)]
    slack = nd30.DRAWN_TOLERANCE_MM if span.low == 1 else nd30.DRAWN_TOLERANCE_MM / 3
    return span.low * min(lengths) - slack, span.high * max(lengths) + slack


CHECKS: tuple[Callable[[Parts], Iterator[Breach]], ...] = (
    national_name, motto, agency, number, place_and_date, title, letter, greeting,
)  # fmt: skip
