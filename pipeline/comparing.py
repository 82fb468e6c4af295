"""What checks between submissions look at, and how they speak: a run's results and merged table, arranged once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from pipeline.measures import Observation
from pipeline.merge import counted, observations
from pipeline.messages import finding
from pipeline.model import Finding, Measure, Plan, Source, Submission
from pipeline.outcome import Results

Place = tuple[str, str]  # file name, task: a bundle has many
Said = tuple[Place, Finding]


@dataclass(frozen=True)
class Month:
    """All that one run knows about what was sent."""

    results: Results
    table: pd.DataFrame

    @property
    def plan(self) -> Plan:
        return self.results.plan

    @cached_property
    def accepted(self) -> dict[tuple[int, str], Submission]:
        """By order of receipt and task."""
        return {(s.arrival.order, s.task): s for s in self.results.submissions if s.accepted}

    @cached_property
    def chains(self) -> tuple[tuple[Submission, ...], ...]:
        """Of each task and unit what was accepted for the plan's year, the oldest period first."""
        calendar = self.plan.calendar
        year = calendar.get(str(self.plan.agency.year), self.results.period)
        chains: dict[tuple[str, str], list[Submission]] = {}
        for submission in self.accepted.values():
            if calendar[submission.period].end >= year.start:
                chains.setdefault((submission.task, submission.unit), []).append(submission)
        return tuple(tuple(sorted(own, key=lambda s: calendar[s.period].end)) for own in chains.values())

    @cached_property
    def sequels(self) -> tuple[tuple[Measure, Submission, list[Submission]], ...]:
        """Every report that others came before, by measure, with those, the newest first.

        To a flow only those count that are of the report's own kind of period.
        """
        calendar = self.plan.calendar
        found = []
        for chain in self.chains:
            for report in chain[1:]:  # before the first there is none
                own = calendar[report.period]
                earlier = [s for s in reversed(chain) if calendar[s.period].end < own.end]
                alike = [s for s in earlier if calendar[s.period].kind == own.kind]
                for measure in self.plan.measures_of(report.task) if earlier else ():
                    found.append((measure, report, earlier if measure.nature == "stock" else alike))
        return tuple(found)

    @cached_property
    def counted(self) -> pd.DataFrame:
        """The rows that count in this period."""
        return counted(self.table, self.plan, self.results.period)

    def parts(self, kind: str) -> list[Observation]:
        """The named rows (documents, projects) of a kind that count in this period."""
        rows = self.counted
        return [o for o in observations(rows[rows["kind"] == kind]) if o.part and o.role == "value"]


CrossCheck = Callable[[Month], Iterator[Said]]


def place_of(submission: Submission) -> Place:
    """What findings of a submission are gathered by."""
    return submission.arrival.name, submission.task


def at(month: Month, row: Observation, code: str, **fields: object) -> Said:
    """A finding at the first cell of an observation, for the file it came in."""
    label = month.plan.measures[row.measure].name
    return place_of(month.accepted[row.order, row.task]), where(code, row.sources[0], label=label, **fields)


def where(code: str, source: Source, **fields: object) -> Finding:
    """A finding at a cell."""
    return finding(code, sheet=source.sheet, cell=source.cell, **fields)  # type: ignore[arg-type]
