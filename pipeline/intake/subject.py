"""What the checks of one submission look at: a submission and the plan come in, arranged once.

Also how they speak: a finding stands at the cell of a fact, under the label that its input bears.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from pipeline import forms
from pipeline.messages import finding
from pipeline.model import CaseList, Fact, Finding, Measure, Period, Plan, Submission
from pipeline.ooxml import parse_ref, ref
from pipeline.vietnamese import show_number

Given = tuple[dict[str, Fact], dict[int, dict[str, Fact]]]
_NOTHING: Given = {}, {}


@dataclass(frozen=True)
class Subject:
    """A submission with what the checks look at, arranged once."""

    submission: Submission
    plan: Plan

    @cached_property
    def measures(self) -> tuple[Measure, ...]:
        unit = self.plan.units[self.submission.unit]
        return forms.typed_measures(self.plan, self.plan.tasks[self.submission.task], unit)

    @cached_property
    def period(self) -> Period:
        return self.plan.calendar[self.submission.period]

    @cached_property
    def cases(self) -> dict[str, CaseList]:
        return {c.measure: c for c in self.submission.cases}

    @cached_property
    def unreadable(self) -> frozenset[tuple[str, int]]:
        """(sheet, row) of cells with an error already: what follows from them is not said again."""
        wrong = [f for f in self.submission.findings if f.severity == "error"]
        return frozenset((f.sheet, parse_ref(f.cell.split(":")[0])[0] if f.cell else 0) for f in wrong)

    @cached_property
    def _given(self) -> Mapping[str, Given]:
        """By measure its single inputs, and its list."""
        codes = dict.fromkeys(f.measure for f in self.submission.facts)
        return {code: (self.submission.inputs(code), self.submission.rows(code)) for code in codes}

    def inputs(self, measure: Measure) -> Mapping[str, Fact]:
        """The measure's single inputs by field."""
        return self._given.get(measure.code, _NOTHING)[0]

    def rows(self, measure: Measure) -> Mapping[int, Mapping[str, Fact]]:
        """The measure's list, row by row, each by field."""
        return self._given.get(measure.code, _NOTHING)[1]

    def has_data(self, measure: Measure) -> bool:
        """Whether the measure itself is answered; a baseline or a decision alone is no answer."""
        if measure.code in self.cases or self.rows(measure):
            return True
        given = self.inputs(measure)
        return any(f.key in given for f in forms.KINDS[measure.kind].inputs if f.required)

    @cached_property
    def has_content(self) -> bool:
        """Whether a figure or a word on the task stands in it; who reports is not content."""
        told = {"result", "difficulty", "proposal", "status", "nil", "unchanged"}
        said = bool(told & set(self.submission.inputs("")))
        return said or any(self.has_data(m) for m in self.measures)

    @cached_property
    def nil(self) -> bool:
        return self.submission.status("nil") is True

    def stands(self, measure: Measure) -> bool:
        """Whether “Không thay đổi” answers for a list that a template does not bring along."""
        listed = measure.kind in ("documents", "cases") and measure.nature == "stock"
        return listed and self.submission.status("unchanged") is True

    def spoilt(self, fact: Fact) -> bool:
        """Whether another cell of the fact's row could not be read: that is the root cause."""
        return (fact.source.sheet, parse_ref(fact.source.cell)[0]) in self.unreadable

    def at(self, code: str, fact: Fact, label: str = "", **fields: object) -> Finding:
        """A finding at the cell of a fact."""
        source = fact.source
        shown = label or label_of(self.plan, fact)
        return finding(code, sheet=source.sheet, cell=source.cell, label=shown, **fields)


def label_of(plan: Plan, fact: Fact) -> str:
    """What the input of a fact is called on its sheet."""
    measure = plan.measures.get(fact.measure)
    fields = (*forms.input_fields(measure), *forms.KINDS[measure.kind].columns) if measure else forms.STATUS_FIELDS
    return next((f.label for f in (*fields, forms.UNCHANGED) if f.key == fact.field), "")


def first_of(rows: Mapping[int, Mapping[str, Fact]]) -> Fact | None:
    """The first cell of a list, to speak of the list; None where it is empty."""
    return next((fact for row in rows.values() for fact in row.values()), None)


def beside(fact: Fact, fields: tuple[forms.Field, ...], key: str) -> str:
    """The cell of another field in the row of a fact."""
    keys = [f.key for f in fields]
    row, column = parse_ref(fact.source.cell)
    return ref(row, column + keys.index(key) - keys.index(fact.field))


def shown(fact: Fact) -> str:
    """The value of a fact as a person writes it."""
    value = fact.value
    return str(value) if isinstance(value, (str, date, bool)) else show_number(value)
