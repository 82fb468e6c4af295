"""The cells behind a figure: results and their observations come in, sources of each figure go out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from sys import intern  # thousands of cells say the same

from pipeline.measures import Observation
from pipeline.messages import without_example
from pipeline.model import Fact, Finding, Source, Submission, Target
from pipeline.outcome import MeasureResult, Part, Results
from pipeline.plan_sheets import MEASURES, SCORES
from pipeline.vietnamese import show_number

# Which inputs a figure is made of, where they are told apart by their field.
_OF_QUOTIENT = {
    "numerator": frozenset({"numerator", "disbursed"}),
    "denominator": frozenset({"denominator", "allocated", "decision"}),
}
_FORMER = frozenset({"baseline", "baseline_numerator", "baseline_denominator"})
Cell = tuple[str, str, str]  # SHA-256, sheet, cell


@dataclass(frozen=True, slots=True)
class Reading:
    """A source cell: what stood there, what was read from it, and what was mended or noted in reading it."""

    source: Source
    value: str
    repairs: tuple[str, ...]


class Evidence:
    """Finds the cells of a figure, and what was read from a cell."""

    def __init__(self, results: Results, observed: Iterable[Observation]) -> None:
        self.plan = results.plan
        accepted = [s for s in results.submissions if s.accepted]
        self.facts: dict[Source, Fact] = {f.source: f for s in accepted for f in s.facts}
        self.noted = _noted(accepted)
        self.observed: dict[tuple[str, str], list[Observation]] = {}  # by measure and part, by measure and unit
        for row in observed:
            for label in {row.part, row.unit}:
                self.observed.setdefault((row.measure, label), []).append(row)
        self.counted: dict[str, frozenset[Source]] = {}  # by measure
        self.parts: dict[tuple[str, str, str], tuple[Source, ...]] = {}  # cells of now by measure, label and unit

    def of_measure(self, result: MeasureResult, concept: str) -> tuple[Source, ...]:
        """The cells of a measure's figure; of a rate's part and whole only theirs."""
        sources = result.figure.sources
        if concept == "baseline":
            return self._with(sources, _FORMER)
        if concept == "completion":
            return sources
        now = self._without(sources, _FORMER)
        return now if result.measure.each else self._told_apart(result, now, concept)

    def of_part(self, result: MeasureResult, part: Part, concept: str) -> tuple[Source, ...]:
        """The cells of one unit's, project's or factor's figure."""
        key = (result.measure.code, part.label, part.unit)
        if key not in self.parts:
            self.parts[key] = self._without(self._of_part(result, part), _FORMER)
        return self._told_apart(result, self.parts[key], concept.removeprefix("part_"))

    def _of_part(self, result: MeasureResult, part: Part) -> Iterable[Source]:
        code = result.measure.code
        if code not in self.counted:
            self.counted[code] = frozenset(result.figure.sources)
        counted = self.counted[code]
        named = result.measure.kind in ("survey", "disbursement")
        rows = self.observed.get((self.plan.origin(result.measure).code, part.label), ())
        own = (
            r for r in rows if (r.part == part.label if named else r.unit == part.label) and part.unit in ("", r.unit)
        )
        return dict.fromkeys(s for row in own for s in row.sources if s in counted)

    def _told_apart(self, result: MeasureResult, cells: tuple[Source, ...], concept: str) -> tuple[Source, ...]:
        """Of a quotient's part or whole its own cells, where they are inputs of their own."""
        fields = _OF_QUOTIENT.get(concept) if result.measure.kind in ("ratio", "disbursement") else None
        return self._with(cells, fields) if fields else cells

    def of_target(self, target: Target) -> Source:
        """The cell of the plan workbook that sets a target."""
        return Source(self.plan.sha256, self.plan.source, MEASURES.name, target.cell, target.text)

    def of_criterion(self, code: str) -> Source:
        """The row of the plan workbook's scale that a criterion stands in."""
        return Source(self.plan.sha256, self.plan.source, SCORES.name, "", code)

    def reading(self, source: Source) -> Reading:
        """What was read from a cell. A range of a long list has no value of its own."""
        fact = self.facts.get(source)
        return Reading(source, "" if fact is None else intern(_shown(fact)), self.noted.get(_cell(source), ()))

    def _with(self, sources: Iterable[Source], fields: frozenset[str]) -> tuple[Source, ...]:
        return tuple(s for s in sources if self._field(s) in fields)

    def _without(self, sources: Iterable[Source], fields: frozenset[str]) -> tuple[Source, ...]:
        return tuple(s for s in sources if self._field(s) not in fields)

    def _field(self, source: Source) -> str:
        fact = self.facts.get(source)
        return fact.field if fact else ""


def _cell(source: Source) -> Cell:
    return source.sha256, source.sheet, source.cell


def _noted(submissions: Iterable[Submission]) -> dict[Cell, tuple[str, ...]]:
    """What the checks said of a cell that is used all the same: how it was read, or what is odd about it."""
    found: dict[Cell, list[Finding]] = {}
    for submission in submissions:
        for finding in submission.findings:
            if finding.cell:
                found.setdefault((submission.arrival.sha256, finding.sheet, finding.cell), []).append(finding)
    return {cell: tuple(map(without_example, noted)) for cell, noted in found.items()}


def _shown(fact: Fact) -> str:
    value = fact.value
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, int | Decimal):
        return show_number(value)
    return value.isoformat() if isinstance(value, date) else str(value)
