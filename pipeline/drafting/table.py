"""The tables of a document come in, one list of whole rows goes out, however the table was broken.

Columns are found by the texts of their headings, which a scan may have misspelt; tables without a
heading row go on with the table before; a row that a page cut in two is put together again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from pipeline.drafting import months
from pipeline.drafting.months import TICK
from pipeline.drafting.passage import Passage, flow, join, opens_point
from pipeline.drafting.word import Box, Document, Grid
from pipeline.vietnamese import bare, clean_text

Role = Literal["number", "name", "timing", "lead", "coordinating", "product", "both", "other"]
_WORDS: tuple[tuple[Role, str], ...] = (  # the one that stands first in a heading names the column
    ("number", r"^(so )?(tt|stt|thu tu)$|^so thu tu$|^ma( so)?( nhiem vu)?$|^muc$"),
    ("both", r"chu tri.*phoi hop|phoi hop.*chu tri"),
    ("other", r"ghi chu|kinh phi|lanh dao|nguon|can cu"),
    ("timing", r"tien do|thoi gian|thoi han|thoi diem|han hoan thanh|^(ngay )?(bat dau|ket thuc|hoan thanh)"),
    ("coordinating", r"phoi hop"),
    ("lead", r"chu tri|(don vi|co quan|bo phan|trach nhiem|nguoi) (thuc hien|phu trach|tham muu|chiu trach)|phan cong"),
    ("product", r"ket qua|san pham|chi tieu|dau ra|muc tieu"),
    ("name", r"nhiem vu|noi dung|cong viec|hoat dong|giai phap"),
)
_HEADING_LENGTH = 70
_LAYOUT = 3  # a table of so few columns places the head or the signature
_NAMED_BY = 50
_LABEL = re.compile(
    r"^(?:(?:PHẦN|Phần|MỤC|Mục)\s+)?"
    r"(?:([IVXL]+(?:\.\d{1,3})*|[A-ZĐ]|\d{1,3}(?:\.\d{1,3})*|[a-zđ](?=[.)]))(\s*[.):/]+\s*|\s+)|([-–+•*])\s+)(?=\S)"
)
_COUNTS = ("so luong", "khoi luong")  # what is to be reached, where no other column says it
_DITTO = re.compile(r"[-–\s]*(?:nt|như trên|[\"”″]|'')[-–\s.]*", re.IGNORECASE)
_COLUMN_NUMBER = re.compile(r"\(?(\d{1,2}|[A-Z])\)?")
TEXTS: tuple[Role, ...] = ("name", "timing", "lead", "coordinating", "product", "both")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the task table made whole. `again`: a further task under the number above it."""

    number: str
    at: str  # of the row
    cells: Mapping[Role, Passage]
    inherited: frozenset[Role] = frozenset()  # merged downwards: the cell belongs to several rows
    again: bool = False
    doubts: tuple[str, ...] = ()

    def cell(self, role: Role) -> Passage:
        return self.cells.get(role, Passage(at=self.at))

    @property
    def title_only(self) -> bool:
        """Whether nothing but a title stands in it."""
        return bool(self.cell("name").text) and not any(self.cell(r).text for r in TEXTS if r != "name")


@dataclass(frozen=True, slots=True)
class TaskTable:
    lines: tuple[Line, ...]
    starts: tuple[tuple[int, Passage], ...]  # each table with headings: its first line, what stands above it
    unread: tuple[Passage, ...]  # what was left out: columns, tables, paragraphs between tables


def read_table(document: Document) -> TaskTable | None:
    """The task table of a document; None where it has none."""
    found = {grid.number: head for grid in document.tables if (head := _first_heading(grid))}
    led = any({"lead", "both"} & set(head.roles) for head in found.values())
    lines: list[Line] = []
    heads: list[_Head] = []
    starts: list[tuple[int, Passage]] = []
    unread: list[Passage] = []
    between: list[Passage] = []  # since the last task table
    for part in document.parts:
        if isinstance(part, Passage):
            between.append(part)
            continue
        head, anew = found.get(part.number), False
        beside = head is not None and led and not {"lead", "both"} & set(head.roles)  # figures, not who does what
        if beside or (head is None and not (heads and _goes_on(part, heads[-1]))):
            if beside or part.columns > _LAYOUT or (part.columns == _LAYOUT and len(part.rows) > _LAYOUT):
                unread.append(_named(part))
            continue
        if head is not None:
            last = between[-1] if between else Passage()
            above = next((p for p in reversed(between) if split_label(p.text)[0]), last)
            starts.append((len(lines), above))
            anew = bool(split_label(above.text)[0]) or (bool(heads) and heads[-1].roles != head.roles)
            between = [p for p in between if p is not above]
            heads.append(head)
        if lines:
            unread += _fallen_out(between)
        _read_grid(part, heads[-1], lines, anew)
        between = []
    if not lines:
        return None
    columns = {bare(text): Passage(f"cột “{text}”", at) for head in heads for text, at in head.unread}
    return TaskTable(tuple(lines), tuple(starts), (*columns.values(), *unread))


def _fallen_out(between: Iterable[Passage]) -> list[Passage]:
    """Paragraphs between two halves of the table; a page number is no loss."""
    lost = (p for p in between if len(p.text.split()) > 2)
    return [replace(p, text=f"đoạn “{clip(p.text)}” nằm giữa bảng") for p in lost]


def _named(grid: Grid) -> Passage:
    """A table that is left out, by the words it begins with."""
    words = next((box.text for row in grid.rows for box in row if len(box.text) > 3), "")
    return Passage(f"bảng bắt đầu bằng “{clip(words)}”", f"bảng {grid.number}")


def clip(text: str) -> str:
    """The beginning of a text, to name it by."""
    return text if len(text) <= _NAMED_BY else text[:_NAMED_BY].rsplit(" ", 1)[0] + "…"


def split_label(text: str) -> tuple[str, str]:
    """The number or bullet that a text opens with, and the rest: "VII CẢI CÁCH" → VII, CẢI CÁCH."""
    match = _LABEL.match(text)
    if match is None:
        return "", text
    rest = text[match.end() :]
    if match[3]:
        return "-", rest
    return (match[1], rest) if match[2].strip() or rest.isupper() else ("", text)


# --- headings ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Head:
    roles: tuple[Role, ...]  # from left to right
    spans: tuple[tuple[int, int], ...]
    columns: int  # of the grid
    unread: tuple[tuple[str, str], ...]
    labels: tuple[str, ...] = ()  # "Tháng 3", "Từ": what a column of times says by its heading


def _role(text: str) -> Role | None:
    key = re.sub(r"[^a-z ]+", " ", bare(text)).strip()
    key = re.sub(r" +", " ", key)
    found = [(m.start(), order) for order, (_, words) in enumerate(_WORDS) if (m := re.search(words, key))]
    return _WORDS[min(found, key=lambda f: (_WORDS[f[1]][0] != "both", *f))[1]][0] if found else None


def _heading(grid: Grid, index: int) -> _Head | None:
    """The columns that a row of headings names; None where the row is no such row."""
    row = grid.rows[index]
    periods = months.periods(row, grid.rows[index - 1] if index else ())
    texts = [period or clean_text(box.text.replace("\n", " ")) for box, period in zip(row, periods, strict=True)]
    if sum(map(bool, texts)) < 2 or any(len(text) > _HEADING_LENGTH or text.isdigit() for text in texts):
        return None
    roles = ["timing" if period else _role(text) for text, period in zip(texts, periods, strict=True)]
    told = {role for role in roles if role}
    if "name" not in told and "product" in told:  # "Mục tiêu, nhiệm vụ" is what is to be done
        for index, text in enumerate(texts):
            if roles[index] == "product" and re.search(_WORDS[-1][1], bare(text)):
                roles[index] = "name"
                break
    if "product" not in told and (counts := [i for i, text in enumerate(texts) if bare(text) in _COUNTS]):
        roles[counts[0]] = "product"
    told = {role for role in roles if role}
    if "name" not in told or not told & {"lead", "both", "product", "timing"} or len(told) < 2 + (len(texts) > 3):
        return None
    named = zip(texts, roles, strict=True)
    unread = tuple((text, f"bảng {grid.number}") for text, role in named if text and role in (None, "other"))
    spans = tuple((box.first, box.last) for box in row)
    labels = tuple(period or months.bound(text) for text, period in zip(texts, periods, strict=True))
    return _Head(tuple(role or "other" for role in roles), spans, grid.columns, unread, labels)


def _first_heading(grid: Grid) -> _Head | None:
    """The headings near the top of a table: the lower row, where "Chủ trì" stands under "Đơn vị thực hiện"."""
    found: _Head | None = None
    for index, row in enumerate(grid.rows[:6]):
        head = _heading(grid, index)
        if found and not (head and any(box.merged for box in row)):
            return found
        found = head or found
    return found


def _goes_on(grid: Grid, head: _Head) -> bool:
    """Whether a table without headings has the shape of the one before."""
    usual = Counter(len(row) for row in grid.rows).most_common(1)[0][0] if grid.rows else 0
    return len(head.roles) in (usual, max((len(row) for row in grid.rows), default=0))


# --- rows -------------------------------------------------------------------------------------


def _read_grid(grid: Grid, head: _Head, lines: list[Line], anew: bool) -> None:
    """Adds the rows of a table to the lines read so far; `anew`: a table of its own, not the next page of one."""
    first = len(lines) if anew else 0  # rows before it belong to another table
    page_start = len(lines) > first
    started = _first_heading(grid) is None
    for number, row in enumerate(grid.rows, 1):
        found = _heading(grid, number - 1)
        if found and (not started or found.roles == head.roles):
            page_start, started = len(lines) > first, found.roles == head.roles
            continue
        if not started or _numbers_columns(row):  # a title above the headings; (1) (2) (3)
            continue
        line = _line(row, head, f"bảng {grid.number}, dòng {number}")
        if not line.number and not any(p.text for p in line.cells.values()):
            if page_start and lines:
                lines[-1] = _cut_short(lines[-1])
        elif len(lines) > first and (page_start or not line.title_only) and _continues(line, lines[-1], page_start):
            lines[-1] = _merged(lines[-1], line, page_start)
        else:
            again = not line.number and len(lines) > first and bool(lines[-1].number)
            again = again and not line.title_only and _numbered(lines)
            lines.append(replace(_as_above(line, lines), again=again))
        page_start = False


def _as_above(line: Line, lines: Sequence[Line]) -> Line:
    """-nt- (như trên) and ditto marks are what stands in the row above."""
    above = next((other for other in reversed(lines) if not other.title_only), None)
    cells = dict(line.cells)
    for role in ("timing", "lead", "coordinating", "both", "product"):
        if above and role in cells and _DITTO.fullmatch(cells[role].text) and above.cell(role).text:
            cells[role] = cells[role].reworded(above.cell(role).text, f"“{cells[role].text}”: như dòng trên")
    return replace(line, cells=cells)


def _numbers_columns(row: Sequence[Box]) -> bool:
    texts = [box.text.strip() for box in row if box.text.strip()]
    return len(texts) > 2 and len(texts) >= len(row) - 1 and all(_COLUMN_NUMBER.fullmatch(t) for t in texts)


def _numbered(lines: Iterable[Line]) -> bool:
    """Whether the table numbers its tasks: most rows that are no title have a number."""
    tasks = [bool(line.number) for line in lines if not line.title_only and not line.again]
    return 2 * sum(tasks) > len(tasks)


def _line(row: Sequence[Box], head: _Head, at: str) -> Line:
    cells: dict[Role, Passage] = {}
    inherited: set[Role] = set()
    ticked: list[str] = []
    for place, box in enumerate(row):
        column = place if len(row) == len(head.roles) else _nearest(box, row, head)
        role = head.roles[column]
        text = clean_text(box.text)
        if not text or role == "other":
            continue
        label = head.labels[column] if role == "timing" else ""
        if label and TICK.fullmatch(text):
            ticked += _covered(box, column, row, head)
            continue
        if label:
            text = f"{label} {text}" if label in months.BOUNDS else f"{label}: {text}"
        passage = Passage(text if role == "number" else flow(text), f"{at}, cột {column + 1}")
        if role in ("lead", "coordinating", "both"):
            passage = replace(passage, text=text)
        elif label == "đến" and role in cells:
            cells[role] = replace(cells[role], text=f"{cells[role].text} {text}", at=f"{cells[role].at}; {passage.at}")
            continue
        if passage.text != text:
            passage = replace(passage, found=text)
        cells[role] = _under(cells[role], passage) if role in cells else passage
        if box.merged:
            inherited.add(role)
    if ticked:
        said = Passage(months.joined(ticked), at, ", ".join(ticked), rule="các cột tháng, quý có đánh dấu")
        cells["timing"] = _under(cells["timing"], said) if "timing" in cells else said
    elif months.several(head.labels) and "timing" not in cells and len(cells) > 2:
        cells["timing"] = Passage(at=at).doubted("không thấy dấu ở cột tháng, quý nào (có thể tô màu ô)")
    number = "" if "number" in inherited else clean_text(cells.get("number", Passage()).text)
    cells = {role: passage for role, passage in cells.items() if role != "number"}
    return _labelled(Line(number, at, cells, frozenset(inherited)))


def _covered(box: Box, column: int, row: Sequence[Box], head: _Head) -> list[str]:
    """The months or quarters under a mark, which may be merged over several."""
    inside = [i for i, (first, last) in enumerate(head.spans) if box.first <= first and last <= box.last]
    return [head.labels[i] for i in ([column] if len(row) == len(head.roles) else inside) if head.labels[i]]


def _under(first: Passage, second: Passage) -> Passage:
    """Two columns of one role: one text under the other."""
    return Passage(f"{first.text}\n{second.text}", f"{first.at}; {second.at}")


def _labelled(line: Line) -> Line:
    """The number apart from the text, wherever it stands: "VII CẢI CÁCH …" in one cell."""
    if len(line.number) > 8 and not line.cell("name").text:
        name = Passage(flow(line.number), f"{line.at}, cột 1")
        line = replace(line, number="", cells={**line.cells, "name": name})
    if not line.number and not line.cell("name").text:
        lone = [role for role in TEXTS if line.cell(role).text and role not in line.inherited]
        if len(lone) == 1 and line.cell(lone[0]).text.isupper():  # a title in a cell of its own
            cells = {role: p for role, p in line.cells.items() if role != lone[0]}
            line = replace(line, cells={**cells, "name": line.cell(lone[0])})
    name = line.cell("name")
    if not line.number and name.text:
        number, rest = split_label(name.text)
        if number and (line.title_only or number != "-"):
            name = replace(name, text=rest, found=name.found or name.text)
            line = replace(line, number=number, cells={**line.cells, "name": name})
    number = line.number.strip(" .):/")
    number = str(int(number)) if number.isascii() and number.isdigit() else number  # 01 is 1
    return replace(line, number="-" if number in ("-", "–", "+", "•", "*") else number)


def _nearest(box: Box, row: Sequence[Box], head: _Head) -> int:
    """The column of a cell in a row whose cells are merged otherwise than the headings."""
    scale = head.columns / max(row[-1].last, 1)
    first, last = box.first * scale, box.last * scale
    covered = [max(0.0, min(last, b) - max(first, a)) for a, b in head.spans]
    under = [i for i, room in enumerate(covered) if room > 0.5 * (head.spans[i][1] - head.spans[i][0])]
    if len(under) > 1 and "name" in (roles := [head.roles[i] for i in under]):
        return under[roles.index("name")]
    return max(range(len(covered)), key=covered.__getitem__)


def _continues(line: Line, before: Line, page_start: bool) -> bool:
    """Whether a row without a number goes on with the row above, and is no task of its own."""
    if line.number:
        return False
    name, lead = line.cell("name"), line.cell("lead")
    own_name = bool(name.text) and "name" not in line.inherited
    own_lead = bool(lead.text) and "lead" not in line.inherited
    if not own_name:
        return True
    if page_start:
        if line.title_only and name.text.isupper():  # a title, unless the one above it goes on
            return before.title_only and before.cell("name").text.isupper()
        return not (own_lead and opens_point(name.text) and opens_point(before.cell("name").text))
    return not own_lead and bool(before.number)


def _merged(before: Line, line: Line, page_start: bool) -> Line:
    cells = dict(before.cells)
    for role, passage in line.cells.items():
        if role in line.inherited:
            continue
        first = cells.get(role, Passage())
        if first.text and role in ("lead", "coordinating", "both"):
            cells[role] = _people(first, passage)
        elif not first.text and page_start and role in ("name", "product"):
            doubt = "phần đầu của ô ở trang trước để trống, có thể bản quét đã mất chữ"
            cells[role] = passage.doubted(doubt)
        else:
            goes_on = page_start or not first.text or passage.text[:1].islower()
            cells[role] = join(first, passage) if goes_on else _under(first, passage)
    return replace(before, cells=cells)


def _people(first: Passage, second: Passage) -> Passage:
    """Names go on over a page without a bullet of their own: "Phòng Kế hoạch" | "- Tài chính"."""
    text = f"{first.text} {second.text}"
    return Passage(text, f"{first.at}; {second.at}", f"{first.text} | {second.text}", first.doubts + second.doubts)


def _cut_short(line: Line) -> Line:
    """The row goes on over the page by the table's form, but nothing stands there."""
    doubt = "dòng còn tiếp ở trang sau nhưng phần tiếp theo để trống, có thể bản quét đã mất chữ"
    cells = {role: p.doubted(doubt) if role in ("name", "product") else p for role, p in line.cells.items()}
    return replace(line, cells=cells, doubts=(*line.doubts, doubt))
