"""A plan's Word document comes in, the draft of its workbook goes out: rows, and a mark on every field.

The order of work: find the table, mend what the scan spoilt, number the tasks, say who is meant, propose
measures, dress the whole with agency, calendar and outline.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pipeline import plan_start
from pipeline.drafting.agency import add_agency
from pipeline.drafting.goals import propose
from pipeline.drafting.head import Head, read_head
from pipeline.drafting.listing import read_listing
from pipeline.drafting.numbering import Numbered, NumberedTask, number_tasks
from pipeline.drafting.objectives import Objective, read_objectives
from pipeline.drafting.passage import Passage
from pipeline.drafting.people import apart, propose_units, resolve_people
from pipeline.drafting.proposals import Goal, Proposal
from pipeline.drafting.rows import Book, Field, inferred, read, sample
from pipeline.drafting.spelling import Dictionary, in_old_font, mark_unfinished, mend, mend_title
from pipeline.drafting.table import Line, TaskTable, read_table
from pipeline.drafting.taken_over import Roster, fits
from pipeline.drafting.word import Document
from pipeline.model import PipelineError, Unit
from pipeline.plan_sheets import CALENDAR, ITEMS, MARK, MEASURES, OUTLINE, TASKS, UNITS, CellValue
from pipeline.plan_writer import Mark

OBJECTIVES, OBJECTIVES_TITLE = "MT", "MỤC TIÊU CỦA KẾ HOẠCH"
NO_TASKS = (
    "Không tìm thấy bảng nhiệm vụ trong tệp Word. Bảng cần một dòng tiêu đề có cột nhiệm vụ và cột chủ trì, thời gian "
    "hoặc kết quả; kiểm tra lại tệp rồi chạy lại."
)
OLD_FONT = (
    "Văn bản gõ bằng phông chữ cũ (.VnTime, VNI), không đọc được dấu tiếng Việt. Chuyển văn bản sang Unicode, "
    "lưu lại dạng .docx rồi chạy lại."
)
NO_YEAR = (
    "Không thấy năm kế hoạch trong tệp Word. Ghi năm vào tên kế hoạch (ví dụ “Kế hoạch cải cách hành chính năm 2023”) "
    "rồi chạy lại."
)
_MONTHLY = "kế hoạch không ghi kỳ báo cáo; mẫu “tháng”, sửa theo thực tế"


@dataclass(frozen=True, slots=True)
class Draft:
    """The draft of a plan workbook, as `plan_writer.write_plan` takes it, and what was read."""

    rows: Mapping[str, Sequence[Mapping[str, CellValue]]]
    marks: tuple[Mark, ...]
    parts: int
    sections: int
    tasks: int
    objectives: int
    measures: int
    notes: tuple[str, ...]  # what was not read

    def count(self, *grades: str) -> int:
        """How many fields have one of these grades."""
        return sum(mark.grade in grades for mark in self.marks)


def make_draft(document: Document, roster: Roster | None) -> Draft:
    """The draft of a document's plan; PipelineError where it holds no tasks."""
    if in_old_font([*(p.text for p in document.paragraphs), *document.cell_texts]):
        raise PipelineError(OLD_FONT)
    table = read_table(document) or read_listing(document)
    if table is None:
        raise PipelineError(NO_TASKS)
    table = _mended(table, document)
    numbered = number_tasks(table)
    if not numbered.tasks:
        raise PipelineError(NO_TASKS)
    head, year = _with_year(read_head(document), table)
    proposed = [] if roster else propose_units(table.lines)
    units = roster.plan.units if roster else {unit.code: unit for unit, _ in proposed}
    book = Book()
    objectives = read_objectives(document.paragraphs, year)
    sections = _sections(numbered, bool(objectives))
    add_agency(book, head, year, roster)
    _add_units(book, proposed, roster)
    _add_objectives(book, objectives, numbered, units, year)
    for task in numbered.tasks:
        _add_task(book, task, units, year)
    _add_frame(book, sections, year, roster)
    codes = {row["code"] for row in book.rows[MEASURES.name]}
    return Draft(
        book.rows, tuple(book.marks), len(numbered.parts), len(sections) - bool(objectives), len(numbered.tasks),
        len(objectives), len(codes), tuple(f"Không đọc {p.text} ({p.at})." for p in table.unread),
    )  # fmt: skip


def _with_year(head: Head, table: TaskTable) -> tuple[Head, int]:
    """The plan's year: by its title, else the one that its tasks name most."""
    if head.year:
        return head, head.year
    named = [(y, p) for line in table.lines for p in line.cells.values() for y in re.findall(r"\b20\d\d\b", p.text)]
    if not named:
        raise PipelineError(NO_YEAR)
    year = Counter(y for y, _ in named).most_common(1)[0][0]
    said = next(p for y, p in named if y == year)
    told = replace(said, text=year, found=said.text).doubted(
        "tên kế hoạch không ghi năm, lấy năm ghi nhiều nhất trong bảng"
    )
    return Head({**head.values, "year": told}, int(year)), int(year)


def _mended(table: TaskTable, document: Document) -> TaskTable:
    """The table with what the scan misspelt corrected and marked, and what it cut off marked."""
    texts = [p.text for line in table.lines for p in line.cells.values()]
    dictionary = Dictionary([*texts, *(p.text for p in document.paragraphs)])
    return replace(table, lines=tuple(_mended_line(line, dictionary) for line in table.lines))


def _mended_line(line: Line, dictionary: Dictionary) -> Line:
    if line.title_only:
        return replace(line, cells={"name": mark_unfinished(mend(mend_title(line.cell("name")), dictionary))})
    return apart(replace(line, cells={r: mark_unfinished(mend(p, dictionary)) for r, p in line.cells.items()}))


def _sections(numbered: Numbered, objectives: bool) -> list[tuple[str, str]]:
    found = {task.section.text: task.title.text for task in numbered.tasks}
    return [*([(OBJECTIVES, OBJECTIVES_TITLE)] if objectives else []), *found.items()]


# --- sheets that a roster may give -----------------------------------------------------------------


def _add_units(book: Book, proposed: Sequence[tuple[Unit, Passage]], roster: Roster | None) -> None:
    if roster:
        book.take_over(UNITS.name, roster.units)
        return
    for unit, said in proposed:
        doubt = "nhóm chưa có tên đơn vị nào: ghi tên từng đơn vị" if "ghi tên từng" in unit.name else ""
        doubt = doubt or ("tên ghi nhiều cách, cần chọn tên đúng" if unit.aliases else "")
        book.add(
            UNITS.name,
            {
                "code": inferred(unit.code, "mã đặt theo chữ đầu của tên", said),
                "name": inferred(
                    unit.name, "tên ở cột chủ trì, phối hợp", said, doubt or "cần ghi tên đầy đủ của đơn vị"
                ),
                "short_name": inferred(unit.short_name, "như tên", said),
                "group": inferred(unit.group or None, "nhóm theo chữ đầu của tên", said),
                "aliases": inferred("; ".join(unit.aliases) or None, "cách ghi khác trong kế hoạch", said),
            },
        )


def _add_frame(book: Book, sections: Sequence[tuple[str, str]], year: int, roster: Roster | None) -> None:
    """Calendar and outline: those of the roster where they fit this plan, else samples."""
    same_year = roster is not None and roster.plan.agency.year == year
    calendar = roster.calendar if roster and same_year else plan_start.calendar_rows(year)
    fitting = roster is not None and fits(roster.outline, [code for code, _ in sections])
    outline = roster.outline if roster and fitting else plan_start.outline_rows(sections)
    book.take_over(CALENDAR.name, [dict(row) for row in calendar])
    book.take_over(OUTLINE.name, [dict(row) for row in outline])


# --- tasks ----------------------------------------------------------------------------------------


def _add_task(book: Book, task: NumberedTask, units: Mapping[str, Unit], year: int) -> None:
    line = task.line
    lead, helping = resolve_people(line.cell("lead"), units), resolve_people(line.cell("coordinating"), units)
    name, product = _wanted(line.cell("name"), "nhiệm vụ"), _wanted(line.cell("product"), "sản phẩm, kết quả")
    lost = not line.cell("name").text or bool(line.doubts)
    coordinating_text, coordinating = helping.text, helping.who
    if lost and not helping.text.text:
        doubt = "ô để trống trong một dòng bị mất chữ: có thể đơn vị phối hợp cũng bị mất"
        coordinating_text, coordinating = coordinating_text.doubted(doubt), coordinating.doubted(doubt)
    fields = {
        "code": read(task.code), "section": read(task.section), "section_title": read(task.title),
        "name": read(name), "timing": read(_wanted(line.cell("timing"), "thời gian") if lost else line.cell("timing")),
        "lead_text": read(_wanted(lead.text, "chủ trì")), "coordinating_text": read(coordinating_text),
        "lead": read(_wanted(lead.who, "đơn vị chủ trì")), "coordinating": read(coordinating),
        "product": read(product), "objective": Field(None), "frequency": sample("tháng", _MONTHLY),
    }  # fmt: skip
    book.add(TASKS.name, fields)
    goal = Goal(
        name.text, product.text, line.cell("timing").text, year, len(lead.who.text.split(";")),
        _names_group(helping.who.text, units),
    )  # fmt: skip
    _add_measures(book, task.code.text, propose(goal), product if product.text else name, bool(product.doubts))


def _wanted(passage: Passage, what: str) -> Passage:
    """A field that every task has: marked where it is blank."""
    return passage if passage.text else passage.doubted(f"ô “{what}” trống trong Word; điền theo bản gốc nếu có")


def _names_group(who: str, units: Mapping[str, Unit]) -> bool:
    groups = {unit.group for unit in units.values() if unit.group}
    return any(name.strip() in groups for name in who.split(";"))


# --- objectives -----------------------------------------------------------------------------------


def _add_objectives(
    book: Book, objectives: Sequence[Objective], numbered: Numbered, units: Mapping[str, Unit], year: int
) -> None:
    if not objectives:
        return
    leads: Counter[str] = Counter()
    for task in numbered.tasks:
        who = resolve_people(task.line.cell("lead"), units).who.text
        if who in units:
            leads[who] += 1
    lead = leads.most_common(1)[0][0] if leads else ""
    written = units[lead].short_name if lead else ""
    doubt = "kế hoạch không ghi ai theo dõi mục tiêu: đề xuất đơn vị chủ trì nhiều nhiệm vụ nhất"
    for number, objective in enumerate(objectives, 1):
        code = f"{OBJECTIVES}.{number}"
        book.add(
            TASKS.name,
            {
                "code": inferred(code, "", objective.name, "mục tiêu đánh số theo thứ tự trong lời văn"),
                "section": inferred(OBJECTIVES, "mục riêng cho các mục tiêu"),
                "section_title": inferred(OBJECTIVES_TITLE, "mục riêng cho các mục tiêu"),
                "name": read(objective.name),
                "timing": inferred(f"Trong năm {year}", "", objective.name, "mục tiêu của cả năm"),
                "lead_text": inferred(written or None, "", None, doubt),
                "lead": inferred(lead or None, "", None, doubt),
                "product": read(objective.product),
                "objective": inferred(MARK, "mục tiêu, không tính là nhiệm vụ"),
                "frequency": sample("tháng", _MONTHLY),
            },
        )
        goal = Goal(objective.name.text, objective.product.text, f"Trong năm {year}", year, objective=True)
        proposals = [_with_factors(p, numbered) for p in propose(goal)]
        _add_measures(book, code, proposals, objective.product, True)


def _with_factors(made: Proposal, numbered: Numbered) -> Proposal:
    """The rows of a survey: what the sections on satisfaction are about."""
    if made.kind != "khảo sát":
        return made
    titles = dict.fromkeys(task.title.text for task in numbered.tasks)
    named = [m[1] for t in titles if (m := re.search(r"hài lòng[^“”]*“([^”]+)”", t, re.I))]
    return replace(
        made, items=tuple(named), doubts={**made.doubts, "items": "các nhân tố lấy theo tên mục của kế hoạch"}
    )


# --- measures -------------------------------------------------------------------------------------


def _add_measures(book: Book, task: str, proposals: Sequence[Proposal], said: Passage, doubtful: bool) -> None:
    unsure = "câu làm căn cứ còn phải xem lại (xem trang “Nhiệm vụ”)" if doubtful else ""
    for number, made in enumerate(proposals, 1):
        code = f"{task}.{number}"
        source = replace(said, found=made.said or said.text)

        def field(key: str, value: CellValue, rule: str, doubt: str = "") -> Field:
            doubt = "; ".join(filter(None, (made.doubts.get(key, ""), doubt, unsure if key in _JUDGED else "")))  # noqa: B023
            return inferred(value, made.rules.get(key, rule), source, doubt)  # noqa: B023

        for target in made.targets:
            due: date | None = target.due.day
            book.add(
                MEASURES.name,
                {
                    "code": inferred(code, "mã nhiệm vụ và số thứ tự", source),
                    "task": inferred(task, "nhiệm vụ có sản phẩm này", source),
                    "name": field("name", made.name or None, ""),
                    "kind": field("kind", made.kind, "theo câu chữ"),
                    "uom": field("uom", made.uom, "danh từ được đếm trong câu"),
                    "op": field("op", target.op or None, "theo câu chữ"),
                    "target": field("target", target.target or None, "con số trong câu"),
                    "due": _due(field("due", due, target.due.why, target.due.doubt), target.due.why),
                    "nature": field("nature", made.nature, "“trong kỳ” khi tính theo tháng, quý; còn lại lũy kế"),
                    "reporters": field("reporters", made.reporters, "đơn vị chủ trì báo cáo"),
                    "if_any": field("if_any", MARK if made.if_any else None, "luôn phải có"),
                    "same_as": Field(None),
                },
            )
        for order, item in enumerate(made.items, 1):
            text = inferred(item, "", source, made.doubts.get("items", "tách từ câu của kế hoạch"))
            book.add(ITEMS.name, {"measure": inferred(code, ""), "order": inferred(order, ""), "text": text})


_JUDGED = frozenset({"kind", "uom", "op", "target"})


def _due(made: Field, why: str) -> Field:
    """A day that stands in the clause itself is read, not inferred."""
    return replace(made, grade="read", reason="") if made.grade == "inferred" and made.value and not why else made
