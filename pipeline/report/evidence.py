"""The cells behind a figure: results and their observations come in, sources of each figure go out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from sys import intern  # of numbers that were read thousands are alike
from typing import NamedTuple

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
Cells = tuple[int, ...]


class Reading(NamedTuple):
    """A source cell: what stood there, what was read from it, and what was mended or noted in reading it."""

    source: Source
    value: str
    repairs: tuple[str, ...]


class Evidence:
    """Finds the cells of a figure, and what was read from a cell.

    Cells go by their numbers here, in `sources`: they are many, and asked for over and over.
    """

    def __init__(self, results: Results, observed: Iterable[Observation]) -> None:
        self.plan = results.plan
        accepted = [s for s in results.submissions if s.accepted]
        self.numbers: dict[Source, int] = {}
        self.sources: list[Source] = []
        self.facts: list[Fact | None] = []  # None: a range of a long list, a cell of the plan
        self.fields: list[str] = []  # of the facts
        for fact in (f for s in accepted for f in s.facts):
            number = self.number(fact.source)
            self.facts[number], self.fields[number] = fact, fact.field
        self.noted = _noted(accepted)
        self.observed: dict[tuple[str, str], list[Observation]] = {}  # by measure and part, by measure and unit
        for row in observed:
            for label in {row.part, row.unit}:
                self.observed.setdefault((row.measure, label), []).append(row)
        self.cells: dict[tuple[str, str], Cells] = {}  # of measures and periods, "" for that of the report
        self.counted: dict[str, frozenset[int]] = {}  # the same of the report's, by measure
        self.parts: dict[tuple[str, str, str], Cells] = {}  # cells of now by measure, label and unit
        self.readings: dict[int, Reading] = {}

    def number(self, source: Source) -> int:
        """The number of a cell."""
        number = self.numbers.get(source)
        if number is None:
            number = self.numbers[source] = len(self.sources)
            self.sources.append(source)
            self.facts.append(None)
            self.fields.append("")
        return number

    def _cells(self, result: MeasureResult, period: str = "") -> Cells:
        key = result.measure.code, period
        if key not in self.cells:
            self.cells[key] = tuple(map(self.number, result.figure.sources))
        return self.cells[key]

    def of_measure(self, result: MeasureResult, concept: str, period: str) -> Cells:
        """The cells of a measure's figure; of a rate's part and whole only theirs. period: "" for the report's."""
        cells = self._cells(result, period)
        if concept == "baseline":
            return self._with(cells, _FORMER)
        if concept == "completion":
            return cells
        now = self._without(cells, _FORMER)
        return now if result.measure.each else self._told_apart(result, now, concept)

    def of_part(self, result: MeasureResult, part: Part, concept: str) -> Cells:
        """The cells of one unit's, project's or factor's figure."""
        key = (result.measure.code, part.label, part.unit)
        if key not in self.parts:
            self.parts[key] = self._without(self._of_part(result, part), _FORMER)
        return self._told_apart(result, self.parts[key], concept.removeprefix("part_"))

    def _of_part(self, result: MeasureResult, part: Part) -> Iterable[int]:
        code = result.measure.code
        if code not in self.counted:
            self.counted[code] = frozenset(self._cells(result))
        counted = self.counted[code]
        named = result.measure.kind in ("survey", "disbursement")
        rows = self.observed.get((self.plan.origin(result.measure).code, part.label), ())
        own = (
            r for r in rows if (r.part == part.label if named else r.unit == part.label) and part.unit in ("", r.unit)
        )
        cells = dict.fromkeys(self.number(s) for row in own for s in row.sources)
        return (cell for cell in cells if cell in counted)

    def _told_apart(self, result: MeasureResult, cells: Cells, concept: str) -> Cells:
        """Of a quotient's part or whole its own cells, where they are inputs of their own."""
        fields = _OF_QUOTIENT.get(concept) if result.measure.kind in ("ratio", "disbursement") else None
        return self._with(cells, fields) if fields else cells

    def of_target(self, target: Target) -> Cells:
        """The cell of the plan workbook that sets a target."""
        return (self.number(Source(self.plan.sha256, self.plan.source, MEASURES.name, target.cell, target.text)),)

    def of_criterion(self, code: str) -> Cells:
        """The row of the plan workbook's scale that a criterion stands in."""
        return (self.number(Source(self.plan.sha256, self.plan.source, SCORES.name, "", code)),)

    def reading(self, cell: int) -> Reading:
        """What was read from a cell. A range of a long list has no value of its own."""
        if cell not in self.readings:
            source, fact = self.sources[cell], self.facts[cell]
            noted = self.noted.get((source.sha256, source.sheet, source.cell), ()) if self.noted else ()
            self.readings[cell] = Reading(source, "" if fact is None else intern(_shown(fact)), noted)
        return self.readings[cell]

    def _with(self, cells: Iterable[int], fields: frozenset[str]) -> Cells:
        return tuple([cell for cell in cells if self.fields[cell] in fields])

    def _without(self, cells: Iterable[int], fields: frozenset[str]) -> Cells:
        return tuple([cell for cell in cells if self.fields[cell] not in fields])


def _noted(submissions: Iterable[Submission]) -> dict[tuple[str, str, str], tuple[str, ...]]:
    """What the checks said of a cell that is used all the same: how it was read, or what is odd about it.

    By SHA-256, sheet and cell.
    """
    found: dict[tuple[str, str, str], list[Finding]] = {}
    for submission in submissions:
        for finding in submission.findings:
            if finding.cell:
                found.setdefault((submission.arrival.sha256, finding.sheet, finding.cell), []).append(finding)
    return {cell: tuple(map(without_example, noted)) for cell, noted in found.items()}


def _shown(fact: Fact) -> str:
    value = fact.value
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, (int, Decimal)):
        return show_number(value)
    return value.isoformat() if isinstance(value, date) else str(value)
