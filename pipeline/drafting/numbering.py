"""The lines of a task table come in, its tasks go out, each with its code and the section it stands in.

Parts (A, B), sections (I, 1), tasks (1, 1.1, a), "-") are told by the form of their numbers; what the
scan lost (the letter of the first part, a number) is inferred and said.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from pipeline.drafting.passage import BULLET, Passage
from pipeline.drafting.table import Line, TaskTable
from pipeline.report.nd30 import roman

NO_SECTION = "NHIỆM VỤ CỦA KẾ HOẠCH"
_ROMAN = re.compile(r"[IVXL]+")
_RANKS = {"part": 0, "roman": 1, "digit": 2, "dotted": 3, "letter": 8, "bullet": 9, "": 9}
_VALUES = {roman(n): n for n in range(1, 100)}


@dataclass(frozen=True, slots=True)
class NumberedTask:
    code: Passage
    section: Passage  # its code
    title: Passage  # of the section
    line: Line


@dataclass(frozen=True, slots=True)
class Numbered:
    parts: tuple[Passage, ...]
    tasks: tuple[NumberedTask, ...]


@dataclass(frozen=True, slots=True)
class _Level:
    rank: float
    number: str
    code: str
    title: Passage
    rule: str = ""
    doubts: tuple[str, ...] = ()


@dataclass
class _State:
    """Where we are while the lines are read from top to bottom."""

    stack: list[_Level] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    last: dict[str, int] = field(default_factory=dict)
    parts: list[Passage] = field(default_factory=list)
    tasks: list[NumberedTask] = field(default_factory=list)


def number_tasks(table: TaskTable) -> Numbered:
    """The tasks of a table with codes, in their order."""
    lines = _with_parts(table)
    letters = any(_style(line.number) == "part" and line.title_only for line in lines)
    state = _State()
    for index, line in enumerate(lines):
        after = lines[index + 1] if index + 1 < len(lines) else None
        if _is_title(line, after):
            _enter(state, line, after, letters)
        elif line.again and state.tasks:
            _add_again(state, line)
        elif line.number == "-" and (whole := _number_above(state)):
            _add_point(state, line, whole)
        else:
            _add(state, line)
    return Numbered(tuple(state.parts), tuple(_unique(state.tasks)))


def _style(number: str) -> str:
    if not number or number == "-":
        return "bullet" if number else ""
    if _ROMAN.fullmatch(number):
        return "roman"
    if number.isdigit():
        return "digit"
    if "." in number:
        return "dotted"
    return "part" if number.isupper() else "letter"


def rank(number: str) -> float:
    """How deep a number stands: parts 0, sections 1, then 1, 1.1, a), bullets."""
    return _RANKS[_style(number)] + number.count(".") / 10


def _with_parts(table: TaskTable) -> list[Line]:
    """The lines, with the titles of parts that stand above their tables where there are several."""
    lines = list(table.lines)
    if any(_style(line.number) == "part" for line in lines):
        return lines
    first = lines[table.starts[0][0]].number if table.starts else ""
    opening = [
        (index, above) for index, above in table.starts
        if index < len(lines) and lines[index].number == first and len(above.text.split()) > 1
    ]  # fmt: skip
    if len(opening) < 2 or opening[0][0] > 0:  # else headings that are repeated on each page
        return lines
    for order, (index, above) in reversed(list(enumerate(opening))):
        label = re.match(r"(?:PHẦN |Phần )?([A-H])\s*[.):]\s*(.+)", above.text, re.DOTALL)
        letter, title = (label[1], label[2]) if label else (chr(65 + order), above.text)
        name = replace(above, text=title, found=above.text)
        if not label:
            name = name.doubted(f"hai bảng đánh số lại từ đầu, hiểu bảng này là phần {letter}")
        lines.insert(index, Line(letter, above.at, {"name": name}))
    return lines


def _is_title(line: Line, after: Line | None) -> bool:
    """Whether a line opens a part or a section; a task whose other cells were lost does not."""
    style = _style(line.number)
    deeper = after is not None and rank(after.number) > rank(line.number)
    if style in ("part", "roman") and line.cell("name").text.isupper() and deeper and not line.cell("product").text:
        return True  # a section that names who is responsible is none the less a section
    if not line.title_only or line.again:
        return False
    if style in ("part", "roman", ""):
        return style != "" or line.cell("name").text.isupper() or (after is not None and not after.title_only)
    if after is None:
        return False
    return deeper or (line.number != "1" and after.number == "1")


def _enter(state: _State, line: Line, after: Line | None, letters: bool) -> None:
    """Opens a part or a section."""
    number, name, rule = line.number, line.cell("name"), ""
    if not number:
        first = not state.stack and not state.tasks
        if first and after is not None and after.title_only:
            if not letters:
                return  # the table's own title
            number, rule = "A", "phần đầu không ghi chữ cái, các phần sau có: hiểu là phần A"
        else:
            parent = next((level.code for level in state.stack if level.rank == 0), "")
            state.counts[f"{parent}/"] += 1
            number = roman(state.counts[f"{parent}/"])
            rule = f"mục không ghi số, đánh số theo thứ tự là {number}"
    depth = rank(number)
    state.stack = [level for level in state.stack if level.rank < depth]
    if depth == 0:
        state.parts.append(name)
    code = _code(state.stack, number)
    doubts = _gap(state, state.stack[-1].code if state.stack else "", number)
    state.stack.append(_Level(depth, number, code, name, rule, doubts))


def _code(stack: Sequence[_Level], number: str) -> str:
    """Codes grow by levels: A, A.I, A.I.1; a number that repeats its section's is not doubled."""
    for level in reversed(stack):
        if number.startswith(level.number + "."):
            return level.code + _ascii(number[len(level.number) :])
    return ".".join([*(level.code for level in stack[-1:]), _ascii(number)])


def _ascii(number: str) -> str:
    return number.replace("Đ", "DD").replace("đ", "dd")


def _gap(state: _State, place: str, number: str) -> tuple[str, ...]:
    """What is odd about a number after the one before it."""
    value = _VALUES.get(number) if _ROMAN.fullmatch(number) else None
    tail = number.rpartition(".")[2]
    value = value or (int(tail) if tail.isdigit() else None)
    if value is None:
        return ()
    place = f"{place} {'roman' if _ROMAN.fullmatch(number) else 'digits'}"
    before, state.last[place] = state.last.get(place, 0), value
    if value == before + 1:
        return ()
    if value == before:
        return (f"số thứ tự {number} xuất hiện hai lần",)
    return (f"trước số {number} không có số {before + 1}, có thể bản quét đã mất dòng",)


def _add(state: _State, line: Line) -> None:
    depth = rank(line.number)
    stack = [level for level in state.stack if level.rank < depth or depth == 9]
    rule, doubts = "", line.doubts
    if not stack:
        head = line.number.rpartition(".")[0]
        number = head or "I"
        title = Passage(NO_SECTION, line.at, rule="bảng không chia mục")
        stack = [_Level(1, number, _ascii(number), title.doubted("mục này không có tên trong bảng") if head else title)]
    section = stack[-1]
    number = line.number
    if number in ("", "-"):
        so_far = max(state.counts[section.code], state.last.get(f"{section.code} digits", 0))
        state.counts[section.code] = so_far + 1
        number = str(so_far + 1)
        rule = "đánh số theo thứ tự trong mục, kế hoạch không ghi số"
    else:
        doubts = (*doubts, *_gap(state, section.code, number))
    rules = "; ".join(filter(None, [*(level.rule for level in stack), rule]))
    at = f"{line.at}, cột 1" if line.at.startswith("bảng") else line.at
    code = Passage(_code(stack, number), at, line.number, doubts, rules)
    state.tasks.append(NumberedTask(code, _section_code(section, rules), _titled(section), line))


def _section_code(section: _Level, rules: str) -> Passage:
    return Passage(section.code, section.title.at, section.number, section.doubts, section.rule or rules)


def _titled(section: _Level) -> Passage:
    text = re.sub(r"“\s+", "“", re.sub(r"\s+”", "”", section.title.text))
    return replace(section.title, text=text, doubts=section.title.doubts + section.doubts)


def _add_again(state: _State, line: Line) -> None:
    """A second task under one number: A.V.3 becomes A.V.3a, and this one is A.V.3b."""
    former = state.tasks[-1]
    base, letter = former.code.text, "b"
    rule = "một số thứ tự có hai nhiệm vụ, hai đơn vị chủ trì: tách thành a, b"
    if former.line.again:
        base, letter = base[:-1], chr(ord(base[-1]) + 1)
    else:
        first = replace(former.code, text=base + "a", found=former.line.number, rule=rule)
        state.tasks[-1] = replace(former, code=first, line=_unbulleted(former.line))
    cells = dict(line.cells)
    if not line.cell("timing").text and (timing := former.line.cell("timing")).text:
        cells["timing"] = timing.doubted("ô để trống, lấy theo dòng trên của cùng số thứ tự")
    code = Passage(base + letter, line.at, former.code.found, line.doubts, rule)
    line = _unbulleted(replace(line, cells=cells))
    state.tasks.append(NumberedTask(code, former.section, former.title, line))


def _number_above(state: _State) -> NumberedTask | None:
    """The task with a number of its own above a bullet of the same section; None where bullets are the tasks."""
    section = state.stack[-1].code if state.stack else "".join(t.section.text for t in state.tasks[-1:])
    same = [t for t in state.tasks if t.section.text == section and t.line.number != "-"]
    return same[-1] if same and same[-1].line.number else None


def _add_point(state: _State, line: Line, whole: NumberedTask) -> None:
    """A point under a numbered task: its code gets a letter, what is blank is that of the task."""
    letter = chr(ord("a") + sum(t.code.text[:-1] == whole.code.text for t in state.tasks))
    doubt = f"gạch đầu dòng dưới nhiệm vụ {whole.code.text}: tách thành nhiệm vụ riêng, hoặc gộp vào nhiệm vụ ấy"
    cells = dict(line.cells)
    for role in ("timing", "lead", "coordinating", "both"):
        if not line.cell(role).text and (said := whole.line.cell(role)).text:
            cells[role] = said.doubted("ô để trống, lấy theo nhiệm vụ ở trên")
    code = Passage(whole.code.text + letter, line.at, line.number, (*line.doubts, doubt))
    state.tasks.append(NumberedTask(code, whole.section, whole.title, replace(line, cells=cells)))


def _unbulleted(line: Line) -> Line:
    name = line.cell("name")
    text = BULLET.sub("", name.text, count=1) if name.text.count("\n") == 0 else name.text
    return replace(line, cells={**line.cells, "name": replace(name, text=text, found=name.found or name.text)})


def _unique(tasks: Iterable[NumberedTask]) -> list[NumberedTask]:
    """The tasks with codes that differ; a repeated one gets a letter and is marked."""
    seen: set[str] = set()
    kept = []
    for task in tasks:
        code = task.code
        if code.text.casefold() in seen:
            letter = next(c for c in "bcdefghijklmnopqrstuvwxyz" * 2 if f"{code.text}{c}".casefold() not in seen)
            code = code.mended(code.text + letter, f"mã “{code.text}” đã dùng cho dòng trên")
        seen.add(code.text.casefold())
        kept.append(replace(task, code=code))
    return kept
