"""What a template has printed where: a layout comes in, what every returned file asks of it goes out, told once.

Forms of all units that are asked the same differ by the unit's name on their face alone; they share one layout.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from pipeline import forms
from pipeline import layout as lo
from pipeline.model import Period, Plan, Task, Unit
from pipeline.vietnamese import fold

Place = tuple[int, int]


def issued(plan: Plan, task: Task, unit: Unit, period: Period, *, bundled: bool) -> lo.TaskLayout:
    """The layout of a form as it was issued to a unit, whichever unit's name stands on its face."""
    return _issued(plan, task.code, asked_the_same(plan, task, unit).code, period.key, bundled)


@lru_cache(maxsize=1024)
def _issued(plan: Plan, task: str, unit: str, period: str, bundled: bool) -> lo.TaskLayout:
    return lo.lay_out(plan, plan.tasks[task], plan.units[unit], plan.calendar[period], bundled=bundled)


def asked_the_same(plan: Plan, task: Task, unit: Unit) -> Unit:
    """Of the units that are asked the same measures of a task the first one, for all of them."""
    return _asked_the_same(plan, task.code)[unit.code]


@lru_cache(maxsize=1024)
def _asked_the_same(plan: Plan, task: str) -> Mapping[str, Unit]:
    first: dict[tuple[str, ...], Unit] = {}
    asked = {
        u.code: tuple(m.code for m in forms.typed_measures(plan, plan.tasks[task], u)) for u in plan.units.values()
    }
    return {unit: first.setdefault(codes, plan.units[unit]) for unit, codes in asked.items()}


@lru_cache(maxsize=1024)
def own_places(layout: lo.TaskLayout) -> frozenset[Place]:
    """Where a layout writes something of its own, whatever its words were when it was issued."""
    return frozenset(
        {(t.row, t.column) for t in layout.texts} | {layout.unit_cell, layout.period_cell, layout.ready_cell}
    )


@lru_cache(maxsize=1024)
def own_words(layout: lo.TaskLayout) -> frozenset[str]:
    """What a layout prints, folded; the unit's name on its face left out."""
    return frozenset(fold(t.text) for t in layout.texts if (t.row, t.column) != layout.unit_cell)


@lru_cache(maxsize=1024)
def rows_of_names(layout: lo.TaskLayout) -> Mapping[str, int]:
    """By the name of an input, or of a list on the task's own sheet, its first row."""
    lists = {rows.name: rows.first for rows in reversed(layout.lists) if rows.sheet == layout.sheet}
    return {**lists, **{entry.name: entry.row for entry in reversed(layout.inputs)}}
