"""Checks between submissions: what two files say together, or a file and the figures.

Accepted submissions and the merged table come in; findings by file and task go out, all of them
warnings: the data stay, the reader is told. The list CROSS_CHECKS at the foot is the whole of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pandas as pd

from pipeline.comparing import CrossCheck, Month, Place, Said, at, place_of, where
from pipeline.evaluate import meets
from pipeline.intake.settle import add_findings
from pipeline.intake.subject import label_of
from pipeline.measures import Observation
from pipeline.merge import observations
from pipeline.model import Fact, Finding, Plan, Submission
from pipeline.outcome import MeasureResult, Part, Results, is_withdrawn
from pipeline.over_months import OVER_MONTHS
from pipeline.over_units import OVER_UNITS
from pipeline.plan_sheets import SHARE_KINDS
from pipeline.vietnamese import fold
from pipeline.waivers import waive
from pipeline.wording import target_words


def cross_check(results: Results, table: pd.DataFrame) -> Results:
    """The results with the findings between submissions added to the files they concern."""
    month = Month(results, table)
    said: dict[Place, list[Finding]] = defaultdict(list)
    for check in CROSS_CHECKS:
        for place, found in check(month):
            if found not in said[place]:
                said[place].append(found)
    submissions = tuple(add_findings(s, waive(said.get(place_of(s), ()), results.plan, s)) for s in results.submissions)
    return replace(results, submissions=submissions)


def nil_after_data(month: Month) -> Iterator[Said]:
    """A unit says "không phát sinh" after it gave data: the data stay."""
    calendar = month.plan.calendar
    nils = observations(month.table[month.table["role"] == "nil"])
    of = {(nil.measure, nil.unit) for nil in nils}
    values: dict[tuple[str, str], list[Observation]] = defaultdict(list)
    for value in observations(month.table[month.table["role"] == "value"]):
        if (value.measure, value.unit) in of:
            values[value.measure, value.unit].append(value)
    for nil in nils:
        ended = calendar[nil.period].end
        given = [v for v in values[nil.measure, nil.unit] if calendar[v.period].end < ended]
        if given:
            period = max((calendar[v.period] for v in given), key=lambda p: p.end)
            yield at(month, nil, "NIL_AFTER_DATA", found=nil.measure, period=period.title)


def one_project_two_units(month: Month) -> Iterator[Said]:
    """One project name from two units: both count, both are told."""
    by_project: dict[tuple[str, str], list[Observation]] = defaultdict(list)
    for row in month.parts("disbursement"):
        by_project[row.measure, fold(row.part)].append(row)
    for rows in by_project.values():
        units = {row.unit for row in rows}
        for row in rows if len(units) > 1 else ():
            others = ", ".join(month.plan.units[u].name for u in sorted(units - {row.unit}))
            yield at(month, row, "MERGE_SAME_PROJECT", found=row.part, other=others)


def one_document_two_tasks(month: Month) -> Iterator[Said]:
    """One document, by symbol and day, in two tasks."""
    by_document: dict[str, list[Observation]] = defaultdict(list)
    for row in month.parts("documents"):
        by_document[row.key].append(row)
    for rows in by_document.values():
        tasks = {row.task for row in rows}
        for row in rows if len(tasks) > 1 else ():
            others = ", ".join(sorted(tasks - {row.task}))
            yield at(month, row, "MERGE_SAME_DOCUMENT", found=row.part, other=others)


def done_too_early(month: Month) -> Iterator[Said]:
    """Status "Hoàn thành" while the unit's own value falls short of the measure's last target.

    Only where a unit's own value can be judged: not where the target is for a sum over units.
    """
    for submission, status, result, own in _own_values(month, "Hoàn thành"):
        measure = result.measure
        target = max(measure.targets, key=lambda t: t.due or date.max, default=None)
        alone = measure.each or measure.kind in SHARE_KINDS or len(result.expected) == 1
        if target is None or target.per or not alone or own.value is None:
            continue
        bound = own.baseline if target.year else target.number
        if bound is not None and not meets(measure, target, own.value, bound):
            words = target_words(target, measure)
            said = where(
                "STATUS_DONE_TOO_EARLY",
                status.source,
                label=label_of(month.plan, status),
                found=measure.code,
                target=words,
            )
            yield place_of(submission), said


def begun_after_all(month: Month) -> Iterator[Said]:
    """Status "Chưa thực hiện" while the unit gives figures."""
    for submission, status, result, own in _own_values(month, "Chưa thực hiện"):
        if own.value:
            label = label_of(month.plan, status)
            yield place_of(submission), where("STATUS_NOT_BEGUN", status.source, label=label, found=result.measure.code)


def _own_values(month: Month, words: str) -> Iterator[tuple[Submission, Fact, MeasureResult, Part]]:
    """Submissions of the period with a status: its cell, and the unit's own figures of the task."""
    for submission in month.accepted.values():
        status = next((f for f in submission.facts if f.field == "status" and not f.measure), None)
        window = month.plan.calendar[submission.period]
        if status is None or status.value != words or window.end < month.results.period.start:
            continue
        for result in month.results.measures:
            if result.measure.task == submission.task and not result.measure.same_as:
                for part in result.figure.by_unit:
                    if part.unit == submission.unit:
                        yield submission, status, result, part


def carried_from_what_counts(month: Month) -> Iterator[Said]:
    """A value that a template brought along: the report it names must have said so, and still count."""
    by_digest: dict[tuple[str, str, str], Submission] = {}
    for s in month.results.submissions:
        if s.state != "duplicate":
            by_digest.setdefault((s.arrival.sha256, s.task, s.unit), s)
    newest = {(s.task, s.unit, s.period): s for s in month.accepted.values()}
    for submission in month.accepted.values():
        for fact in submission.facts:
            digest = fact.source.carried_from
            if not digest or _plan_says(month.plan, submission.unit, fact):
                continue
            label = label_of(month.plan, fact)
            origin = by_digest.get((digest, submission.task, submission.unit))
            later = newest.get((origin.task, origin.unit, origin.period)) if origin else None
            if origin is None or not _says(origin, fact) or (is_withdrawn(origin) and later is None):
                yield place_of(submission), where("CARRY_UNKNOWN", fact.source, label=label, found=fact.source.raw)
            elif origin.state == "superseded" and later and not _says(later, fact):
                said = where("CARRY_OLD", fact.source, label=label, found=fact.source.raw, other=origin.arrival.name)
                yield place_of(submission), said


def _plan_says(plan: Plan, unit: str, fact: Fact) -> bool:
    """Whether the plan workbook gives the value as that of the year compared with."""
    given = plan.baselines.get((fact.measure, unit))
    if given is None or not fact.field.startswith("baseline"):
        return False
    return fact.value == (given.denominator if fact.field == "baseline_denominator" else given.numerator)


def _says(submission: Submission, fact: Fact) -> bool:
    """Whether a report gives the value of a fact, in whatever row."""
    given = ((f.measure, f.field, f.value) for f in submission.facts)
    return (fact.measure, fact.field, fact.value) in given


CROSS_CHECKS: tuple[CrossCheck, ...] = (
    nil_after_data,
    one_project_two_units,
    one_document_two_tasks,
    done_too_early,
    begun_after_all,
    carried_from_what_counts,
    *OVER_MONTHS,
    *OVER_UNITS,
)
