"""The board of units and tasks: Results come in; who was asked for what, and how each report stands, goes out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.model import Period
from pipeline.outcome import HandIn, Results, TaskResult
from pipeline.page.signs import URGENCY, report_sign, task_sign
from pipeline.page.view import Board, BoardRow, Group, Sign, Stamp, UnitName
from pipeline.report.hand_in import units_asked
from pipeline.report.words import TABLE_LIMIT, quote, runs_of, window_names
from pipeline.vietnamese import clean_text, upper_first

Asked = dict[tuple[str, str], list[HandIn]]  # by task and unit


def board(results: Results) -> Board:
    """A row for each task that was asked of somebody, a column for each unit."""
    asked: Asked = {}
    for report in results.hand_ins.reports:
        asked.setdefault((report.task, report.unit), []).append(report)
    units = [u.code for u in units_asked(results.hand_ins, results)]
    groups = (
        Group(
            title,
            tuple(_row(t, units, asked, results) for t in tasks if any((t.task.code, u) in asked for u in units)),
        )
        for title, tasks in tasks_by_section(results)
    )
    shown = tuple(group for group in groups if group.rows)
    reports = map(report_sign, _urgent_first(results.hand_ins.reports))
    progress = (row.sign for group in shown for row in group.rows)
    return Board(unit_names(units, results), shown, tuple(dict.fromkeys(reports)), tuple(dict.fromkeys(progress)))


def tasks_by_section(results: Results) -> Iterator[tuple[str, list[TaskResult]]]:
    """The objectives, then the tasks of each section, under their headings."""
    if results.objectives:
        yield "Mục tiêu chung", list(results.objectives)
    for section, _ in results.sections:
        yield f"{section.code}. {section.title}", [t for t in results.tasks if t.task.section == section.code]


def unit_names(codes: Iterable[str], results: Results) -> tuple[UnitName, ...]:
    """Units as they are named on the page."""
    units = (results.plan.units[code] for code in codes)
    return tuple(UnitName(u.code, clean_text(u.short_name), clean_text(u.name)) for u in units)


def _row(task: TaskResult, units: list[str], asked: Asked, results: Results) -> BoardRow:
    own = [asked.get((task.task.code, unit), []) for unit in units]
    return BoardRow(
        task.task.code, quote(task.task.name, TABLE_LIMIT), task_sign(task, results),
        " ".join(unit for unit, reports in zip(units, own, strict=True) if reports),
        tuple(tuple(_stamps(reports, results)) for reports in own),
    )  # fmt: skip


def _stamps(reports: list[HandIn], results: Results) -> Iterator[Stamp]:
    """The standings of a unit's reports on a task, the most urgent first; the months of each where they differ."""
    found: dict[Sign, list[str]] = {}
    for report in _urgent_first(reports):
        found.setdefault(report_sign(report), []).append(report.period)
    for sign, keys in found.items():
        if len(found) == 1:
            yield Stamp(sign, "", sign.words)
        else:
            runs = runs_of(results.plan.calendar[key] for key in keys)
            yield Stamp(sign, ", ".join(map(_months, runs)), f"{sign.words}: {window_names(keys, results)}")


def _months(run: list[Period]) -> str:
    """As "T9", "T10-T12"."""
    return "-".join(f"T{month.end.month}" for month in (run[:1] if len(run) == 1 else (run[0], run[-1])))


def _urgent_first(reports: Iterable[HandIn]) -> list[HandIn]:
    return sorted(reports, key=lambda r: (URGENCY.index(r.standing), r.nil, r.deadline))


def months_words(results: Results) -> str:
    """The months that the board is about."""
    keys = sorted({r.period for r in results.hand_ins.reports}, key=lambda key: results.plan.calendar[key].end)
    return upper_first(window_names(keys, results))
