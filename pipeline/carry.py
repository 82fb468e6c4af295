"""What the next template brings along: accepted submissions come in, per task and unit the Former.

Of each single input the last value given counts, of each list the rows of the last report that had
any; documents add up over the year, as they do in the figures (contract 3.3). Figures of an earlier year come
from the plan workbook until the unit gives its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pipeline.forms import UNCHANGED
from pipeline.model import Fact, Period, Plan, Source, Submission
from pipeline.plan_sheets import BASELINES
from pipeline.vietnamese import MOST_PLACES, exact_decimal, show_date, show_number

Pair = tuple[str, str]  # task, unit


@dataclass(frozen=True, slots=True, eq=False)
class Former:
    """What a unit last said about a task in accepted reports; its next template brings it along."""

    facts: tuple[Fact, ...]  # of each input its last value, of each list its last rows
    listed: dict[str, tuple[str, ...]]  # by measure the documents given so far: "05/KH-SNV (03/02/2022)"
    cases: dict[str, int]  # by measure the number of cases in the last list
    period: str  # title of the last period reported


def formers(plan: Plan, period: Period, submissions: Iterable[Submission]) -> dict[Pair, Former]:
    """Per task and unit what was accepted of periods that ended before this one does."""
    calendar = plan.calendar
    earlier = [s for s in submissions if s.accepted and calendar[s.period].end < period.end]
    earlier.sort(key=lambda s: (calendar[s.period].end, s.arrival.order))
    grouped: dict[Pair, list[Submission]] = {}
    for submission in earlier:
        grouped.setdefault((submission.task, submission.unit), []).append(submission)
    for measure, unit in plan.baselines:
        grouped.setdefault((plan.measures[measure].task, unit), [])
    return {(task, unit): _former(plan, task, unit, own) for (task, unit), own in grouped.items()}


def _former(plan: Plan, task: str, unit: str, own: list[Submission]) -> Former:
    """Of the reports of one unit on one task, oldest first; before them all what the plan gives."""
    single: dict[Pair, Fact] = {(f.measure, f.field): f for f in _plan_baselines(plan, task, unit)}
    lists: dict[str, list[Fact]] = {}
    listed: dict[str, dict[str, None]] = {}
    cases: dict[str, int] = {}
    for submission in own:
        rows: dict[str, list[Fact]] = {}
        for fact in submission.facts:
            if fact.row is None:
                single[fact.measure, fact.field] = fact
            else:
                rows.setdefault(fact.measure, []).append(fact)
        for measure in rows:
            if plan.measures[measure].kind == "documents":
                listed.setdefault(measure, {}).update(dict.fromkeys(_documents(submission, measure)))
            else:
                lists[measure] = rows[measure]
        cases.update({c.measure: len(c.ids) for c in submission.cases})
    status = set(own[-1].inputs("")) - {UNCHANGED.key} if own else set()
    facts = [f for (measure, field), f in single.items() if measure or field in status]
    facts += [f for rows_of in lists.values() for f in rows_of]
    return Former(
        facts=tuple(facts), listed={m: tuple(names) for m, names in listed.items()}, cases=cases,
        period=plan.calendar[own[-1].period].title if own else "",
    )  # fmt: skip


def _plan_baselines(plan: Plan, task: str, unit: str) -> Iterator[Fact]:
    """Figures of the year compared with, as inputs of the unit's template."""
    for measure in plan.measures_of(task):
        baseline = plan.baselines.get((measure.code, unit))
        if baseline is None:
            continue
        parts = {"baseline": baseline.numerator}
        if baseline.denominator is not None:
            parts = {"baseline_numerator": baseline.numerator, "baseline_denominator": baseline.denominator}
        for field, number in parts.items():
            value = Decimal(exact_decimal(number, MOST_PLACES))
            source = Source(plan.sha256, plan.source, BASELINES.name, baseline.cell, show_number(value))
            yield Fact(measure.code, field, int(value) if value == int(value) else value, source)


def _documents(submission: Submission, measure: str) -> Iterable[str]:
    for row in submission.rows(measure).values():
        name = row.get("number") or row.get("subject")
        day = row.get("date")
        if name and day and isinstance(day.value, date):
            yield f"{name.value} ({show_date(day.value)})"
