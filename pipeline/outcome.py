"""What a run comes to: frozen values from one merged figure up to everything a report says.

Shares (rates) are `Fraction`s of 1, sums of money are in đồng; `None` always means "no figure".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from functools import cached_property
from operator import attrgetter
from typing import Literal, NamedTuple

from pipeline.model import (
    Arrival,
    Finding,
    Measure,
    Period,
    Plan,
    Rule,
    Section,
    Source,
    State,
    Step,
    Submission,
    Target,
    TargetStatus,
    Task,
    TaskStatus,
    Waiver,
    report_key,
)


@dataclass(frozen=True, slots=True)
class Part:
    """A factor of a survey, a project of a disbursement, otherwise a unit."""

    label: str
    unit: str
    value: Fraction | None
    numerator: Fraction | None
    denominator: Fraction | None
    baseline: Fraction | None = None  # of a unit: its own value of the earlier year


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure's merged value on some day, over all units.

    value: share of 1, or a count; numerator and denominator where it is a quotient (for money in
    đồng); baseline: the earlier year's value in the same terms.
    """

    value: Fraction | None = None
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    baseline: Fraction | None = None
    baseline_year: int | None = None
    parts: tuple[Part, ...] = ()  # by factor, project, or unit
    by_unit: tuple[Part, ...] = ()
    received: tuple[str, ...] = ()  # units that answered, nil answers included
    nil: tuple[str, ...] = ()  # units that said "không phát sinh" and gave no data
    partial: bool = False  # blanks inside an answer: the value is provisional
    dates: tuple[date, ...] = ()  # value dates of the answers counted, oldest first
    sources: tuple[Source, ...] = ()
    overdue: int | None = None  # cases: returned after the due day
    open: int | None = None  # cases: not returned
    open_overdue: int | None = None  # cases: not returned and past the due day
    decisions: tuple[str, ...] = ()  # disbursement: the capital plans' decisions
    behind: tuple[str, ...] = ()  # `each:` measures: units that do not meet the target, silent ones too


@dataclass(frozen=True, slots=True)
class TargetResult:
    target: Target
    status: TargetStatus
    completion: Fraction | None
    gaps: tuple[str, ...] = ()  # per-month or per-quarter targets: period keys not met

    @property
    def met(self) -> bool:
        return self.status in ("met", "met_late")


@dataclass(frozen=True, slots=True)
class MeasureResult:
    measure: Measure
    figure: Figure
    completion: Fraction | None
    targets: tuple[TargetResult, ...]
    expected: tuple[str, ...]
    missing: tuple[str, ...]
    missing_months: tuple[str, ...] = ()  # flow over a longer period: months without any data

    @property
    def met(self) -> bool:
        """Whether every target that is judged is met."""
        return all(t.met for t in self.targets if t.completion is not None)

    @property
    def nothing_arose(self) -> bool:
        """Whether every expected unit said that nothing arose."""
        told = bool(self.expected) and set(self.expected) <= set(self.figure.nil)
        return told or any(t.status == "nothing_arose" for t in self.targets)

    @property
    def provisional(self) -> bool:
        """Whether the value is "tạm tính": it lacks a unit, an item or a month."""
        return self.figure.value is not None and bool(self.missing or self.figure.partial or self.missing_months)


@dataclass(frozen=True, slots=True)
class TaskResult:
    task: Task
    status: TaskStatus
    completion: Fraction | None
    measures: tuple[MeasureResult, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """Tasks of a section or of the plan. `nothing_arose` and `tracked` are out of `tasks`."""

    completion: Fraction | None
    tasks_complete: int
    tasks: int
    nothing_arose: int
    tracked: int

    @property
    def all_complete(self) -> bool:
        return self.tasks_complete == self.tasks


ScoreState = Literal["scored", "not_applicable", "no_data"]
Ground = Literal[
    "step",
    "rest",
    "rate",
    "below_floor",
    "met",
    "not_met",
    "not_yet",
    "answered",
    "nothing_arose",
    "does_not_apply",
    "no_data",
]


@dataclass(frozen=True, slots=True)
class Score:
    """A criterion judged. `points` is None where it is not scored: not applicable, or no data."""

    rule: Rule
    result: MeasureResult | None  # of the measure whose figure it takes
    state: ScoreState
    ground: Ground  # how it was judged
    points: Fraction | None = None
    step: Step | None = None  # that the value reached
    provisional: bool = False

    @property
    def value(self) -> Fraction | None:
        """The raw figure: a share of 1 or a count."""
        return self.result.figure.value if self.result else None


@dataclass(frozen=True, slots=True)
class ScoreTally:
    """Points of a section or of the whole sheet; what does not apply is out of `maximum`."""

    points: Fraction  # a criterion without data adds none
    maximum: Fraction
    scored: int
    not_applicable: int
    no_data: int
    uncertain: int  # of the scored: on a provisional value, or before the due day

    @property
    def provisional(self) -> bool:
        return bool(self.uncertain or self.no_data)

    @property
    def share(self) -> Fraction | None:
        return self.points / self.maximum if self.maximum else None


@dataclass(frozen=True, slots=True)
class ScoreSheet:
    scores: tuple[Score, ...]
    sections: tuple[tuple[Section, ScoreTally], ...]
    total: ScoreTally


Standing = Literal["on_time", "late", "refused", "quarantined", "missing", "waived"]
_ACCEPTED = ("on_time", "late")


class HandIn(NamedTuple):
    """A report that was asked of a unit for a month, and how it stands.

    days_late, received: of its first sound version, so that a correction makes no report late. sent:
    the version that counts; where none does, the newest that has to be mended or is set apart.
    """

    task: str
    unit: str
    period: str
    deadline: date
    standing: Standing
    days_late: int = 0
    nil: bool = False  # accepted, and all it says is "không phát sinh"
    received: datetime | None = None
    sent: Submission | None = None
    waiver: Waiver | None = None
    issued: date | None = None  # when its form was sent out, where that is on record

    @property
    def accepted(self) -> bool:
        return self.standing in _ACCEPTED

    @property
    def lacking(self) -> bool:
        """Whether the unit still owes it."""
        return self.standing in ("refused", "quarantined", "missing")

    @property
    def key(self) -> str:
        """Which report it is."""
        return report_key(self.task, self.unit, self.period)


@dataclass(frozen=True)
class HandIns:
    """Reports that were asked, of which each has one standing; what was waived is not due."""

    reports: tuple[HandIn, ...] = ()
    _groups: dict[str, dict[str, HandIns]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def of_unit(self, code: str) -> HandIns:
        return self._by("unit").get(code, HandIns())

    def of_month(self, key: str) -> HandIns:
        return self._by("period").get(key, HandIns())

    def standing(self, standing: Standing) -> tuple[HandIn, ...]:
        return self._by("standing").get(standing, HandIns()).reports

    def _by(self, name: str) -> dict[str, HandIns]:
        if name not in self._groups:
            groups, value = defaultdict[str, list[HandIn]](list), attrgetter(name)
            for report in self.reports:
                groups[value(report)].append(report)
            self._groups[name] = {key: HandIns(tuple(own)) for key, own in groups.items()}
        return self._groups[name]

    @cached_property
    def due(self) -> tuple[HandIn, ...]:
        return tuple([r for r in self.reports if r.standing != "waived"])

    @cached_property
    def accepted(self) -> tuple[HandIn, ...]:
        return tuple([r for r in self.reports if r.standing in _ACCEPTED])

    @cached_property
    def nil(self) -> tuple[HandIn, ...]:
        return tuple([r for r in self.reports if r.nil])

    @property
    def unissued(self) -> tuple[HandIn, ...]:
        """What is owed though no record says that its form was sent out, in months of which there are records."""
        recorded = {r.period for r in self.reports if r.issued}
        return tuple(r for r in self.reports if r.lacking and not r.issued and r.period in recorded)

    @property
    def rate(self) -> Fraction | None:
        """Accepted, whenever they came, of those due."""
        return Fraction(len(self.accepted), len(self.due)) if self.due else None

    @property
    def on_time_rate(self) -> Fraction | None:
        """Accepted and on time of those due."""
        return Fraction(len(self.standing("on_time")), len(self.due)) if self.due else None


@dataclass(frozen=True, slots=True)
class Receipt:
    """A file of the inbox with what it reports: one submission, or of a bundle one for each task."""

    parts: tuple[Submission, ...]

    @property
    def arrival(self) -> Arrival:
        return self.parts[0].arrival

    @property
    def bundle(self) -> bool:
        return self.parts[0].bundle

    @property
    def unit(self) -> str:
        return self.parts[0].unit

    @property
    def period(self) -> str:
        return self.parts[0].period

    @property
    def task(self) -> str:
        """Of a file about one task; "" of a bundle."""
        return "" if self.bundle else self.parts[0].task

    @property
    def state(self) -> State:
        """Of a bundle: accepted where some part is, with warnings where another is not."""
        if len(self.parts) == 1:
            return self.parts[0].state
        states = [p.state for p in self.parts]
        if "accepted" in states or "accepted_with_warnings" in states:
            clean = not {"accepted_with_warnings", "rejected"} & set(states)
            return "accepted" if clean else "accepted_with_warnings"
        if "quarantined" in states:
            return "quarantined"
        return "rejected" if "rejected" in states else states[0]

    @property
    def findings(self) -> tuple[Finding, ...]:
        return tuple(f for part in self.parts for f in part.findings)

    @property
    def trust(self) -> tuple[Finding, ...]:
        """What is in doubt about who sent it, and what the office decided about it; each once."""
        said = [f for p in self.parts for f in p.findings if f.code.startswith("TRUST_") or f.code == "MERGE_WITHDRAWN"]
        return tuple(dict.fromkeys(said))


def is_withdrawn(submission: Submission) -> bool:
    """Whether the office took it back."""
    return any(f.code == "MERGE_WITHDRAWN" for f in submission.findings)


def receipts(submissions: Iterable[Submission]) -> tuple[Receipt, ...]:
    """The files that submissions came in, in the order of their first parts."""
    files: dict[Arrival, list[Submission]] = {}
    for submission in submissions:
        files.setdefault(submission.arrival, []).append(submission)
    return tuple(Receipt(tuple(parts)) for parts in files.values())


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A figure of the report that comes out differently when it is reckoned once more from the files."""

    place: str  # "Chỉ tiêu A.VII.1.1 (Tỷ lệ giải ngân), kết quả"
    main: str  # what the report says
    second: str  # what the second reckoning says

    @property
    def words(self) -> str:
        """As one line."""
        return f"{self.place}: báo cáo ghi {self.main}, tính lại được {self.second}"


@dataclass(frozen=True)
class Results:
    """Everything a report says, and nothing it may not say."""

    plan: Plan
    period: Period
    as_of: date
    overall: Tally
    sections: tuple[tuple[Section, Tally], ...]
    objectives: tuple[TaskResult, ...]
    tasks: tuple[TaskResult, ...]
    submissions: tuple[Submission, ...]
    hand_ins: HandIns  # of the period's months
    history: HandIns  # of all months that the plan counts, up to the period's last
    previous: Results | None = None  # of the period before, where anything was submitted for it
    scores: ScoreSheet | None = None  # where the plan has rules for them

    @cached_property
    def receipts(self) -> tuple[Receipt, ...]:
        """The files that all submissions came in."""
        return receipts(self.submissions)

    @property
    def missing(self) -> tuple[HandIn, ...]:
        """Reports that were asked and neither accepted nor waived."""
        return tuple(r for r in self.hand_ins.reports if r.lacking)

    @property
    def measures(self) -> tuple[MeasureResult, ...]:
        return tuple(m for t in (*self.objectives, *self.tasks) for m in t.measures)
