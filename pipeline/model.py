"""The nouns of the line: frozen values that every stage takes in and hands on.

Shares (rates) are `Fraction`s of 1, sums of money are in đồng, dates are calendar days.
Nothing here knows how to read, compute or write; `None` always means "no figure", never zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Literal, NamedTuple

Severity = Literal["error", "warning", "info"]
Kind = Literal["ratio", "count", "baseline", "documents", "checklist", "disbursement", "survey", "cases"]
Nature = Literal["stock", "flow"]
Op = Literal[">=", ">", "<=", "<", "="]
Frequency = Literal["month", "quarter", "half", "year"]
PeriodKind = Literal["month", "quarter", "half", "nine", "year"]
TargetStatus = Literal["met", "met_late", "in_progress", "not_met", "nothing_arose", "no_data", "tracked"]
Method = Literal["steps", "proportional", "yes_no"]
Answer = Literal["yes", "no", "not_applicable"]
TaskStatus = Literal["complete", "incomplete", "nothing_arose", "no_data", "tracked"]
State = Literal[
    "accepted", "accepted_with_warnings", "rejected", "superseded", "duplicate", "quarantined", "not_for_this_run",
]  # fmt: skip


class PipelineError(Exception):
    """What the user must act on before we can go on: one Vietnamese sentence with its remedy."""


@dataclass(frozen=True, slots=True)
class Waiver:
    """A rule that the office has lifted for some reports. "" in unit, task or period: for all."""

    rule: str  # code of the message
    unit: str
    task: str
    period: str
    approver: str
    reason: str
    expires: date  # the last day: reports due later are judged again
    cell: str = field(default="", compare=False)  # of the plan workbook's sheet of waivers


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong, or worth saying, about data. `code` is a key of `messages.CATALOGUE`."""

    code: str
    severity: Severity
    message: str
    sheet: str = ""
    cell: str = ""
    label: str = ""
    found: str = ""
    waiver: Waiver | None = None  # by which a rule was lifted, of a finding that tells of it

    @property
    def place(self) -> str:
        """Sheet and cell as a reader looks them up; "" where it is about the whole file."""
        return " ".join(part for part in (self.sheet, self.cell) if part)


# --- the plan -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Signing:
    """Who signs, and by what right (NĐ 30/2020/NĐ-CP, Phụ lục I, Mục II, khoản 7)."""

    form: str  # "" signs directly | "KT." | "TL." | "TUQ." | "Q."
    head: str  # post of the head: GIÁM ĐỐC
    post: str  # post of the person who signs, where it is not the head
    name: str


@dataclass(frozen=True, slots=True)
class Agency:
    """Who reports, and how the document is dressed (NĐ 30/2020/NĐ-CP, Phụ lục I)."""

    parent: str  # cơ quan chủ quản
    name: str  # cơ quan ban hành
    running_name: str  # in running text: "Sở Văn hóa và Thể thao"
    short_name: str  # the same, short: "Sở"
    symbol: str  # SVHTT
    drafter: str  # the drafting unit's mark in the symbol of a công văn: VP
    place: str  # địa danh
    signing: Signing
    addressed: bool  # Kính gửi on or off
    addressees: tuple[str, ...]
    recipients: tuple[str, ...]
    archive: str  # what stands after "Lưu:"
    plan_id: str
    plan_title: str
    report_abstract: str  # trích yếu of the report; {kỳ} stands for the period's title
    plan_basis: tuple[str, ...]  # legal bases, one sentence each
    year: int
    counted_from: date
    survey_mean_of_factors: bool
    on_paper: bool = True  # else an electronic document
    letter_abstract: str = ""  # trích yếu of the letter to units that owe; {kỳ} as above
    letter_signing: Signing | None = None  # None: signed as the report is
    letter_recipients: tuple[str, ...] = ()
    letter_reply: str = ""  # by when units answer the letter, in words
    holds_doubtful: bool = False  # whether a file in doubt waits for the office's word, else it counts with a warning
    office_mail: str = ""  # address that replies and reminders come from
    office_contact: str = ""  # whom units may ask: name, telephone


@dataclass(frozen=True, slots=True)
class Unit:
    code: str
    name: str
    short_name: str
    group: str
    aliases: tuple[str, ...]
    email: str
    active_from: date | None
    active_to: date | None


@dataclass(frozen=True, slots=True)
class Target:
    """One target of a measure. `number` is None for a target against a year, or still to come."""

    op: Op
    text: str  # as in the plan, normalised: "0.9", "2", "1/tháng", "năm 2021", "UBND tỉnh giao"
    due: date | None
    number: Fraction | None = None  # a share of 1 for kinds measured as shares, else a count
    per: Literal["month", "quarter"] | None = None
    year: int | None = None
    cell: str = field(default="", compare=False)  # of the plan workbook's sheet of measures


@dataclass(frozen=True, slots=True)
class Measure:
    code: str
    task: str
    name: str
    kind: Kind
    uom: str
    nature: Nature
    reporters: tuple[str, ...]  # unit codes, groups expanded, in roster order
    each: bool
    if_any: bool
    same_as: str  # code of the measure whose value this one takes, or ""
    targets: tuple[Target, ...]
    items: tuple[str, ...]  # given rows of a checklist or a survey
    proposed: bool  # our reading of the plan, to be confirmed by the agency

    @property
    def baseline_year(self) -> int | None:
        """The year whose value the measure asks for beside the current one."""
        return next((t.year for t in self.targets if t.year), None)


@dataclass(frozen=True, slots=True)
class Task:
    code: str
    section: str
    name: str
    timing: str
    lead_text: str
    coordinating_text: str
    lead: tuple[str, ...]
    coordinating: tuple[str, ...]
    product: str
    objective: bool
    frequency: Frequency


@dataclass(frozen=True, slots=True)
class Section:
    code: str
    title: str


@dataclass(frozen=True, slots=True)
class Period:
    """A reporting window; both days belong to it (NĐ 09/2019/NĐ-CP Điều 12; data, not law)."""

    key: str
    kind: PeriodKind
    start: date
    end: date
    deadline: date
    title: str  # "tháng 9 năm 2022"


@dataclass(frozen=True, slots=True)
class OutlineItem:
    level: int  # 1 = I., II. …   2 = 1., 2. …
    number: str
    title: str
    content: str  # key of report.outline.CONTENTS, or "" for a bare heading
    sections: tuple[str, ...]
    kinds: tuple[PeriodKind, ...]  # empty = every period

    def applies(self, period: Period) -> bool:
        """Whether the report of a period has this part."""
        return not self.kinds or period.kind in self.kinds


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a scale: the points of a value that passes its bound and none above it."""

    op: Literal[">=", ">"]
    bound: Fraction  # a share of 1, or a count
    points: Fraction


@dataclass(frozen=True, slots=True)
class Rule:
    """A criterion by which the agency scores itself, and how its points come about."""

    code: str
    section: Section  # of the score sheet, which need not be one of the plan
    name: str
    method: Method
    measure: str  # code of the measure whose figure is taken, or "": the agency answers itself
    maximum: Fraction
    steps: tuple[Step, ...]  # the highest first
    rest: Fraction  # points below the last step
    floor: Fraction  # the share below which a proportional criterion gives nothing
    answer: Answer | None
    evidence: str
    basis: str
    sample: bool  # to be confirmed or replaced by the agency


@dataclass(frozen=True, slots=True)
class Baseline:
    """What a unit's measure came to in the year that the plan compares with, given by the plan itself."""

    year: int
    numerator: Fraction  # the figure itself where it is no quotient
    denominator: Fraction | None
    cell: str  # where the plan workbook says so


@dataclass(frozen=True, eq=False)
class Plan:
    """The whole plan workbook. Compared by identity: a run has one."""

    agency: Agency
    units: dict[str, Unit]
    sections: dict[str, Section]
    tasks: dict[str, Task]
    measures: dict[str, Measure]
    calendar: dict[str, Period]
    outline: tuple[OutlineItem, ...]
    sha256: str
    source: str  # file name
    baselines: Mapping[tuple[str, str], Baseline] = field(default_factory=dict)  # by (measure, unit)
    scores: tuple[Rule, ...] = ()
    waivers: tuple[Waiver, ...] = ()

    def measures_of(self, task: str) -> tuple[Measure, ...]:
        return self._of_task.get(task, ())

    @cached_property
    def _of_task(self) -> dict[str, tuple[Measure, ...]]:
        found: dict[str, tuple[Measure, ...]] = {}
        for measure in self.measures.values():
            found[measure.task] = (*found.get(measure.task, ()), measure)
        return found

    def origin(self, measure: Measure) -> Measure:
        """The measure that is typed: where `same_as` leads in the end."""
        while measure.same_as:
            measure = self.measures[measure.same_as]
        return measure


# --- what came in -------------------------------------------------------------------------


class Source(NamedTuple):
    """Where a figure comes from. `cell` may be a range (`A8:D2007`); `raw` is what stood there.

    carried_from: SHA-256 of the earlier file whose value the template brought along and the unit
    left as it was; "" for what the unit typed.
    """

    sha256: str
    file: str
    sheet: str
    cell: str
    raw: str
    carried_from: str = ""


def report_key(task: str, unit: str, period: str) -> str:
    """Which report it is: "A.VII.1/KHTC/2022-09"."""
    return f"{task}/{unit}/{period}"


Value = int | Decimal | date | str | bool


class Fact(NamedTuple):
    """One input that a unit gave. `row` counts rows of a list from 0; None for a single input."""

    measure: str  # "" for the task's own status block
    field: str
    value: Value
    source: Source
    row: int | None = None


@dataclass(frozen=True, slots=True)
class CaseList:
    """A pasted one-stop export, kept as columns: one entry a case, `returned` None = in progress."""

    measure: str
    ids: tuple[str, ...]
    received: tuple[date, ...]
    due: tuple[date, ...]
    returned: tuple[date | None, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Mail:
    """The mail that reached the office with a file; of a mail forwarded in a mail the outer one."""

    message_id: str  # "<…>", "" where it had none
    sender: str  # its address, in lower case
    sender_name: str
    subject: str
    references: tuple[str, ...]  # Message-IDs of the thread before it
    sha256: str  # of the mail's own bytes


class Arrival(NamedTuple):
    """A file in the inbox as the register knows it."""

    name: str  # path inside the inbox, "/" between folders
    sha256: str
    received: datetime
    order: int  # the register's own order of receipt
    mail: Mail | None = None  # None for a file that was put there by hand


@dataclass(frozen=True, slots=True)
class Submission:
    """One report on a task: a file of the inbox, or the part of a bundle that is about the task.

    Identity is empty where it could not be told.
    """

    arrival: Arrival
    task: str = ""
    unit: str = ""
    period: str = ""
    facts: tuple[Fact, ...] = ()
    cases: tuple[CaseList, ...] = ()
    lists: tuple[tuple[str, Source], ...] = ()  # (measure, its list's range) of every list found
    findings: tuple[Finding, ...] = ()
    state: State = "accepted"
    late_days: int | None = None  # calendar days after the deadline, 0 = on time
    bundle: bool = False  # a part of a unit's workbook of many tasks, or such a workbook as a whole
    tokens: tuple[str, ...] = ()  # as the workbook carries them, each once

    @property
    def accepted(self) -> bool:
        return self.state in ("accepted", "accepted_with_warnings")

    @property
    def key(self) -> str:
        """Which report it is."""
        return report_key(self.task, self.unit, self.period)

    def inputs(self, measure: str) -> dict[str, Fact]:
        """The single inputs of a measure by field."""
        return {f.field: f for f in self.facts if f.measure == measure and f.row is None}

    def rows(self, measure: str) -> dict[int, dict[str, Fact]]:
        """The rows of a measure's list, in order, each by field."""
        grouped: dict[int, dict[str, Fact]] = {}
        for fact in self.facts:
            if fact.measure == measure and fact.row is not None:
                grouped.setdefault(fact.row, {})[fact.field] = fact
        return dict(sorted(grouped.items()))

    def status(self, name: str) -> Value | None:
        """The value of a field of the task's status block (`as_of`, `nil`, `result` …)."""
        return next((f.value for f in self.facts if not f.measure and f.field == name), None)
