"""How well the draft of the real plan agrees with the careful plan workbook: field by field, counted.

Run as a program it prints the tables of `docs/nhap-ke-hoach-tu-word.md`.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import openpyxl

from pipeline.drafting.draft import Draft, make_draft
from pipeline.drafting.taken_over import read_roster
from pipeline.drafting.word import read_document
from pipeline.model import Unit
from pipeline.plan_sheets import MEASURES, TASKS, PlanSheet
from pipeline.plan_writer import UNSURE, Mark
from pipeline.roster import find_unit, split_names
from pipeline.vietnamese import fold, read_percent
from tests.drawing import ROOT, SHIPPED, shipped_plan

WORD = ROOT / "examples" / "ke-hoach-2022" / "ke-hoach-2022.docx"
RIGHT, MARKED, SILENT = "đúng", "sai, đã đánh dấu", "sai, không đánh dấu"
TASK_FIELDS = (
    "code", "section", "section_title", "name", "timing", "lead_text", "coordinating_text", "lead", "coordinating",
    "product", "objective",
)  # fmt: skip
MEASURE_FIELDS = ("name", "kind", "uom", "op", "target", "due", "nature", "reporters", "if_any")

Row = Mapping[str, Any]


@lru_cache
def draft() -> Draft:
    """The draft of the real plan, with the agency's own roster."""
    return make_draft(read_document(WORD), read_roster(SHIPPED.read_bytes(), shipped_plan()))


@lru_cache
def shipped_rows(name: str) -> list[dict[str, Any]]:
    """The rows of a sheet of the shipped workbook, read by a program that is not under test."""
    from pipeline.plan_sheets import SHEETS

    sheet = next(s for s in SHEETS if s.name == name)
    page = openpyxl.load_workbook(SHIPPED)[name]
    rows = page.iter_rows(min_row=5, max_col=len(sheet.columns))
    return [dict(zip([c.key for c in sheet.columns], map(_shown, row), strict=True)) for row in rows if row[0].value]


def _shown(cell: Any) -> Any:
    if isinstance(cell.value, datetime):
        return cell.value.date()
    if isinstance(cell.value, float | int) and "%" in cell.number_format:
        return f"{round(cell.value * 100)}%"
    return cell.value


@dataclass
class Tally:
    """Counts by field, and where a field is wrong."""

    counts: dict[str, Counter[str]] = field(default_factory=dict)
    wrong: list[tuple[str, str, str, Any, Any]] = field(default_factory=list)  # code, field, verdict, ours, careful

    def add(self, code: str, key: str, ours: Any, careful: Any, grade: str, same: bool) -> None:
        verdict = RIGHT if same else MARKED if grade in UNSURE else SILENT
        self.counts.setdefault(key, Counter())[verdict] += 1
        if not same:
            self.wrong.append((code, key, verdict, ours, careful))

    def total(self, verdict: str) -> int:
        return sum(c[verdict] for c in self.counts.values())


def grades(sheet: PlanSheet) -> dict[tuple[int, str], Mark]:
    """The marks on a sheet by row and column."""
    return {(m.row, m.key): m for m in draft().marks if m.sheet == sheet.name}


def who(text: object, units: Mapping[str, Unit]) -> frozenset[str]:
    """Codes and groups that a cell names."""
    return frozenset(find_unit(units, name) or fold(name) for name in split_names(str(text or "")))


def equal(key: str, ours: Any, careful: Any) -> bool:
    """Whether two values of a field say the same."""
    if key in ("lead", "coordinating"):
        units = shipped_plan().units
        return who(ours, units) == who(careful, units)
    if isinstance(ours, date) or isinstance(careful, date):
        return bool(ours == careful)
    a, b = str(ours or ""), str(careful or "")
    if key == "target" and read_percent(a) is not None:
        return read_percent(a) == read_percent(b)
    return fold(a) == fold(b)


def score_tasks(objectives: bool = False) -> Tally:
    """The tasks (or the objectives), field by field; a row that is not found is wrong in every field."""
    tally, marks = Tally(), grades(TASKS)
    ours = list(enumerate(draft().rows[TASKS.name]))
    for careful in shipped_rows(TASKS.name):
        if bool(careful["objective"]) != objectives:
            continue
        index, row = _task_like(careful, ours)
        for key in TASK_FIELDS:
            mark = marks.get((index, key))
            value = row.get(key)
            tally.add(
                careful["code"], key, value, careful[key], mark.grade if mark else "", equal(key, value, careful[key])
            )
    return tally


def _task_like(careful: Row, ours: list[tuple[int, Any]]) -> tuple[int, Row]:
    if not careful["objective"]:
        return next(((i, r) for i, r in ours if r["code"] == careful["code"]), (-1, {}))
    named = [
        (difflib.SequenceMatcher(None, r["name"], careful["name"]).ratio(), i, r) for i, r in ours if r.get("objective")
    ]
    _, index, row = max(named, key=lambda n: n[0])
    return index, row


def pairs() -> Iterator[tuple[dict[str, Any] | None, int, Row | None]]:
    """Each careful row of a measure with ours of the same task, by likeness; what has no partner stands alone."""
    names = {t["code"]: _task_like(t, list(enumerate(draft().rows[TASKS.name])))[1] for t in shipped_rows(TASKS.name)}
    ours = list(enumerate(draft().rows[MEASURES.name]))
    left = dict(ours)
    for task in names:
        mine = [(i, r) for i, r in ours if r["task"] == names[task].get("code")]
        theirs = [r for r in shipped_rows(MEASURES.name) if r["task"] == task]
        likeness = sorted(
            ((_alike(r, t), -i, -n, i, n) for n, t in enumerate(theirs) for i, r in mine), reverse=True
        )  # fmt: skip
        matched: dict[int, int] = {}
        for value, _, _, i, n in likeness:
            if n not in matched and i not in matched.values() and value > 0.5:
                matched[n] = i
        for n, careful in enumerate(theirs):
            index = matched.get(n, -1)
            yield careful, index, left.pop(index, None)
    for index, row in left.items():
        yield None, index, row


def _alike(ours: Row, careful: Row) -> float:
    name = difflib.SequenceMatcher(None, fold(str(ours["name"])), fold(careful["name"])).ratio()
    same = sum(equal(k, ours[k], careful[k]) for k in ("kind", "target", "due", "op", "uom"))
    return name + 0.3 * same


def score_measures(basis_plan: bool) -> tuple[Tally, list[str], list[str]]:
    """The measures whose basis is the plan (or those proposed beside it), which of them we do not propose, and
    what we propose that the careful plan has not."""
    tally, marks = Tally(), grades(MEASURES)
    missing, added = [], []
    for careful, index, row in pairs():
        if careful is None:
            added.append(str(row and row["code"]))
        elif (careful["basis"] == "kế hoạch") == basis_plan:
            if row is None:
                missing.append(careful["code"])
                continue
            for key in MEASURE_FIELDS:
                mark = marks.get((index, key))
                same = equal(key, row[key], careful[key])
                tally.add(careful["code"], key, row[key], careful[key], mark.grade if mark else "", same)
    return tally, missing, added


def table(tally: Tally, headings: Mapping[str, str]) -> list[str]:
    """The counts as lines of a Markdown table."""
    lines = [f"| Cột | {RIGHT} | {MARKED} | {SILENT} |", "|---|---|---|---|"]
    for key, counts in tally.counts.items():
        lines.append(f"| {headings[key]} | {counts[RIGHT]} | {counts[MARKED]} | {counts[SILENT]} |")
    total = " | ".join(f"**{tally.total(v)}**" for v in (RIGHT, MARKED, SILENT))
    return [*lines, f"| **Cộng** | {total} |"]


def headings(sheet: PlanSheet) -> dict[str, str]:
    return {c.key: c.heading for c in sheet.columns}


def tables() -> dict[str, list[str]]:
    """All tables of the guide by their titles."""
    return {
        "Nhiệm vụ": table(score_tasks(), headings(TASKS)),
        "Mục tiêu chung": table(score_tasks(objectives=True), headings(TASKS)),
        "Chỉ tiêu có trong kế hoạch": table(score_measures(True)[0], headings(MEASURES)),
        "Chỉ tiêu ngoài lời kế hoạch, do người lập đề xuất": table(score_measures(False)[0], headings(MEASURES)),
    }


if __name__ == "__main__":
    for title, lines in tables().items():
        print(f"\n{title}\n")
        print("\n".join(lines))
    for tally in (score_tasks(), score_tasks(objectives=True), score_measures(True)[0], score_measures(False)[0]):
        print()
        for entry in tally.wrong:
            print(*entry, sep=" | ")
    print(score_measures(True)[1:], score_measures(False)[1:])
