"""Checks between submissions: what two files say together, or a file and the figures.

Accepted submissions and the merged table come in; findings by file name go out, all of them
warnings: the data stay, the reader is told. The list CROSS_CHECKS at the foot is the whole of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from pipeline.evaluate import compare
from pipeline.intake.settle import add_findings
from pipeline.measures import Observation
from pipeline.merge import observations
from pipeline.messages import finding
from pipeline.model import Finding, Plan, Results, Submission
from pipeline.vietnamese import fold
from pipeline.wording import target_words

Said = tuple[str, Finding]  # file name, finding


@dataclass(frozen=True)
class Month:
    """All that one run knows about what was sent."""

    results: Results
    table: pd.DataFrame

    @property
    def plan(self) -> Plan:
        return self.results.plan

    @cached_property
    def accepted(self) -> dict[int, Submission]:
        """By order of receipt."""
        return {s.arrival.order: s for s in self.results.submissions if s.accepted}

    def parts(self, kind: str) -> list[Observation]:
        """The named rows (documents, projects) of a kind."""
        rows = self.table[(self.table["kind"] == kind) & (self.table["role"] == "value")]
        return [o for o in observations(rows) if o.part]


CrossCheck = Callable[[Month], Iterator[Said]]


def cross_check(results: Results, table: pd.DataFrame) -> Results:
    """The results with the findings between submissions added to the files they concern."""
    month = Month(results, table)
    said: dict[str, list[Finding]] = defaultdict(list)
    for check in CROSS_CHECKS:
        for name, found in check(month):
            if found not in said[name]:
                said[name].append(found)
    submissions = tuple(add_findings(s, said.get(s.arrival.name, ())) for s in results.submissions)
    return replace(results, submissions=submissions)


def nil_after_data(month: Month) -> Iterator[Said]:
    """ "Không phát sinh" from a unit that gave data before: the data stay."""
    calendar = month.plan.calendar
    values: dict[tuple[str, str], list[Observation]] = defaultdict(list)
    for value in observations(month.table[month.table["role"] == "value"]):
        values[value.measure, value.unit].append(value)
    for nil in observations(month.table[month.table["role"] == "nil"]):
        ended = calendar[nil.period].end
        given = [v for v in values[nil.measure, nil.unit] if calendar[v.period].end < ended]
        if given:
            period = max((calendar[v.period] for v in given), key=lambda p: p.end)
            yield _at(month, nil, "NIL_AFTER_DATA", found=nil.measure, period=period.title)


def one_project_two_units(month: Month) -> Iterator[Said]:
    by_project: dict[tuple[str, str], list[Observation]] = defaultdict(list)
    for row in month.parts("disbursement"):
        by_project[row.measure, fold(row.part)].append(row)
    for rows in by_project.values():
        units = {row.unit for row in rows}
        for row in rows if len(units) > 1 else ():
            others = ", ".join(month.plan.units[u].name for u in sorted(units - {row.unit}))
            yield _at(month, row, "MERGE_SAME_PROJECT", found=row.part, other=others)


def one_document_two_tasks(month: Month) -> Iterator[Said]:
    by_document: dict[str, list[Observation]] = defaultdict(list)
    for row in month.parts("documents"):
        by_document[row.key].append(row)
    for rows in by_document.values():
        tasks = {row.task for row in rows}
        for row in rows if len(tasks) > 1 else ():
            others = ", ".join(sorted(tasks - {row.task}))
            yield _at(month, row, "MERGE_SAME_DOCUMENT", found=row.part, other=others)


def _at(month: Month, row: Observation, code: str, **fields: object) -> Said:
    """A finding at the first cell of an observation, for the file it came in."""
    source = row.sources[0]
    said = finding(code, sheet=source.sheet, cell=source.cell, **fields)  # type: ignore[arg-type]
    return month.accepted[row.order].arrival.name, said


def status_fits_the_figures(month: Month) -> Iterator[Said]:
    """ "Hoàn thành" below a target, "Chưa thực hiện" with figures: by the unit's own value."""
    results = month.results
    for submission in month.accepted.values():
        status = submission.status("status")
        if submission.period != results.period.key or status not in ("Hoàn thành", "Chưa thực hiện"):
            continue
        fact = next(f for f in submission.facts if f.field == "status" and not f.measure)
        place = {"sheet": fact.source.sheet, "cell": fact.source.cell}
        for result in results.measures:
            measure, figure = result.measure, result.figure
            if measure.task != submission.task or measure.same_as:
                continue
            own = next((p.value for p in figure.by_unit if p.unit == submission.unit), None)
            if status == "Chưa thực hiện" and own:
                yield submission.arrival.name, finding("STATUS_NOT_BEGUN", found=measure.code, **place)
            for target in measure.targets[-1:] if status == "Hoàn thành" and own is not None else ():
                bound = figure.baseline if target.year else target.number
                alone = not target.year or len(figure.by_unit) == 1
                if bound is not None and alone and not target.per and not compare(target.op, own, bound):  # type: ignore[arg-type]
                    yield submission.arrival.name, finding(
                        "STATUS_DONE_TOO_EARLY", found=measure.code, target=target_words(target, measure), **place
                    )  # fmt: skip


CROSS_CHECKS: tuple[CrossCheck, ...] = (
    nil_after_data,
    one_project_two_units,
    one_document_two_tasks,
    status_fits_the_figures,
)
