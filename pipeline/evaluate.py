"""Figures against targets: the merged table comes in, results of measures, tasks and plan go out.

Every rule is the contract's section 3.3; decisions are made on exact fractions only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

import pandas as pd

from pipeline import merge, periods
from pipeline.handing_in import hand_ins
from pipeline.model import Measure, Op, Period, Plan, Submission, Target, TargetStatus, Task, TaskStatus
from pipeline.outcome import Figure, HandIns, MeasureResult, Results, Tally, TargetResult, TaskResult
from pipeline.plan_sheets import SHARE_KINDS


def evaluate(
    table: pd.DataFrame, plan: Plan, period: Period, as_of: date, submissions: tuple[Submission, ...],
    issued: Mapping[str, date] | None = None, since: date = date.min,
) -> Results:  # fmt: skip
    """The results of a period: targets due on or before `as_of` are settled, others in progress.

    issued: by `report_key` the days on which forms were sent out, where that is on record. since: months that
    began before it are left out of the history of what was handed in.
    """
    court = _Court(table, plan, period, as_of)
    tasks = [court.task(task) for task in plan.tasks.values()]
    counted = [t for t in tasks if not t.task.objective]
    sections = []
    for section in plan.sections.values():
        own = [t for t in counted if t.task.section == section.code]
        if own:
            sections.append((section, tally(own)))
    history = hand_ins(plan, period, submissions, merge.nil_reports(table), issued or {}, since)
    months = {m.key for m in periods.months_in(plan.calendar, period)}
    return Results(
        plan=plan, period=period, as_of=as_of, overall=tally(counted), sections=tuple(sections),
        objectives=tuple(t for t in tasks if t.task.objective), tasks=tuple(counted), submissions=submissions,
        hand_ins=HandIns(tuple(r for r in history.reports if r.period in months)), history=history,
    )  # fmt: skip


def tally(tasks: Sequence[TaskResult]) -> Tally:
    """Counts of a section or the plan; `nothing_arose` and `tracked` stand apart, out of the mean."""
    rest = [t for t in tasks if t.status not in ("nothing_arose", "tracked")]
    return Tally(
        completion=_mean(t.completion for t in rest),
        tasks_complete=sum(t.status == "complete" for t in rest),
        tasks=len(rest),
        nothing_arose=sum(t.status == "nothing_arose" for t in tasks),
        tracked=sum(t.status == "tracked" for t in tasks),
    )


def _mean(shares: Iterable[Fraction | None]) -> Fraction | None:
    given = [s for s in shares if s is not None]
    return sum(given, Fraction(0)) / len(given) if given else None


def compare(op: Op, value: Fraction, bound: Fraction) -> bool:
    """`trên 83%` is strict: 83 % exactly does not meet it."""
    return {
        ">=": value >= bound,
        ">": value > bound,
        "<=": value <= bound,
        "<": value < bound,
        "=": value == bound,
    }[op]


def meets(measure: Measure, target: Target, value: Fraction, bound: Fraction) -> bool:
    """Whether a value meets a target; a share that was 100 % in the year compared is met by 100 %."""
    if target.year and target.op == ">" and measure.kind in SHARE_KINDS and bound >= 1:
        return value >= 1
    return compare(target.op, value, bound)


@dataclass(frozen=True)
class _Evidence:
    """A measure's figure on some day, and whether every expected unit had answered by then."""

    figure: Figure
    all_units: bool

    def bound(self, target: Target) -> Fraction | None:
        return self.figure.baseline if target.year else target.number

    def met(self, measure: Measure, target: Target) -> bool:
        """Whether the target is met for certain, whatever a silent unit or blank item may add."""
        value, bound = self.figure.value, self.bound(target)
        if value is None or bound is None or not meets(measure, target, value, bound):
            return False
        at_least = target.op in (">=", ">")
        units = self.all_units or (at_least and measure.kind in ("count", "documents"))
        items = not self.figure.partial or (at_least and measure.kind == "checklist")
        return units and items

    def open(self, target: Target) -> bool:
        """Whether an answer that is still missing could decide the target."""
        return self.bound(target) is None or not self.all_units or self.figure.partial


class _Court:
    """Judges all measures of one run; figures of each day that matters are merged once."""

    def __init__(self, table: pd.DataFrame, plan: Plan, period: Period, as_of: date) -> None:
        self.table, self.plan, self.period, self.as_of = table, plan, period, as_of
        self.last_day = max(table["day"], default=date.min)
        self.by_day: dict[date | None, dict[str, Figure]] = {}

    def figure(self, code: str, until: date | None = None) -> Figure:
        if until is not None and until >= self.last_day:
            until = None  # which is every day there is
        if until not in self.by_day:
            rows = merge.counted(self.table, self.plan, self.period, until)
            self.by_day[until] = merge.figures(rows, self.plan)
        return self.by_day[until].get(code, Figure())

    def expected(self, origin: Measure) -> tuple[str, ...]:
        """Units that owe the measure: of a stock all that exist, of a flow those asked in the period."""
        there = [u for u in origin.reporters if periods.is_active(self.plan.units[u], self.period)]
        if origin.nature == "flow":
            months = self.asked(origin)
            there = [u for u in there if any(periods.is_active(self.plan.units[u], m) for m in months)]
        return tuple(there)

    def asked(self, origin: Measure) -> tuple[Period, ...]:
        return periods.months_asked(self.plan, self.plan.tasks[origin.task], self.period)

    def task(self, task: Task) -> TaskResult:
        measures = tuple(self.measure(m) for m in self.plan.measures_of(task.code))
        status = task_status(measures)
        # "tracked" and "nothing_arose" tasks have no completion of their own.
        return TaskResult(task, status, _mean(m.completion for m in measures), measures)

    def measure(self, measure: Measure) -> MeasureResult:
        origin = self.plan.origin(measure)
        expected = self.expected(origin)
        figure = self.figure(origin.code)
        absent = tuple(u for u in expected if u not in figure.received)
        results = tuple(self.target(measure, origin, t, expected) for t in measure.targets)
        known = next((t for t in measure.targets if t.number is not None or t.year), None)
        if origin.each and known:
            figure = self.each(figure, origin, known, expected)
        return MeasureResult(
            measure, figure, self.completion(measure, results), results, expected, absent,
            self.silent_months(origin, expected) if figure.value is not None else (),
        )  # fmt: skip

    def silent_months(self, origin: Measure, expected: tuple[str, ...]) -> tuple[str, ...]:
        """For a flow over a longer period: months that were asked and that some unit left open."""
        if origin.nature == "stock" or self.period.kind == "month":
            return ()
        own = self.table[(self.table["measure"] == origin.code) & (self.table["role"] != "baseline")]
        told = set(zip(own["unit"], own["period"], strict=True))
        asked = self.asked(origin)
        waited_for = [unit for unit in expected if (unit, self.period.key) not in told]
        open_months = {
            month.key
            for unit in waited_for
            for month in asked
            if periods.is_active(self.plan.units[unit], month) and (unit, month.key) not in told
        }
        return tuple(m.key for m in periods.months_in(self.plan.calendar, self.period) if m.key in open_months)

    def each(self, figure: Figure, origin: Measure, target: Target, expected: tuple[str, ...]) -> Figure:
        """`each:` units that meet the target / units expected; who said nil is left out of both."""
        asked = [u for u in expected if u not in figure.nil]
        if not figure.received or not asked:
            return replace(figure, value=None, numerator=None, denominator=None)
        meeting = set()
        for part in figure.by_unit:
            bound = part.baseline if target.year else target.number
            if part.value is not None and bound is not None and meets(origin, target, part.value, bound):
                meeting.add(part.unit)
        behind = tuple(u for u in asked if u not in meeting)
        met, all_asked = Fraction(len(asked) - len(behind)), Fraction(len(asked))
        return replace(figure, value=met / all_asked, numerator=met, denominator=all_asked, behind=behind)

    def evidence(self, origin: Measure, target: Target, expected: tuple[str, ...], until: date | None) -> _Evidence:
        figure = self.figure(origin.code, until)
        all_units = all(u in figure.received for u in expected) and not self.silent_months(origin, expected)
        if not origin.each:
            return _Evidence(figure, all_units)
        # Of an `each:` measure a silent unit is no open question: it does not meet the target.
        return _Evidence(self.each(figure, origin, target, expected), True)

    def target(self, measure: Measure, origin: Measure, target: Target, expected: tuple[str, ...]) -> TargetResult:
        if target.number is None and target.year is None:
            return TargetResult(target, "tracked", None)
        now = self.evidence(origin, target, expected, None)
        if expected and set(expected) <= set(now.figure.nil) and not self.silent_months(origin, expected):
            return TargetResult(target, "nothing_arose", None)
        if target.per:
            return self.per_window(origin, target, expected)
        if now.figure.value is None:
            waiting = bool(now.figure.received) and (target.due is None or self.as_of < target.due)
            return TargetResult(target, "in_progress" if waiting else "no_data", Fraction(0))
        goal = Target(">=", "1", target.due, Fraction(1)) if origin.each else target
        judged = replace(origin, kind="ratio") if origin.each else origin
        then = now if target.due is None else self.evidence(origin, target, expected, target.due)
        status = self.status(judged, goal, now, then)
        return TargetResult(target, status, _completion(judged, goal, status, now.figure))

    def status(self, measure: Measure, target: Target, now: _Evidence, then: _Evidence) -> TargetStatus:
        if then.met(measure, target):
            return "met"
        if target.due is None or self.as_of < target.due:
            return "in_progress"
        if now.met(measure, target):
            return "met_late"
        return "no_data" if now.open(target) else "not_met"

    def per_window(self, origin: Measure, target: Target, expected: tuple[str, ...]) -> TargetResult:
        """For "1/tháng" and "1/quý" every window ended since the plan counts must meet the number."""
        until = min(self.as_of, target.due) if target.due else self.as_of
        kind = target.per or "month"
        windows = periods.elapsed(self.plan.calendar, kind, self.plan.agency.counted_from, until)
        due = target.due is not None and self.as_of >= target.due
        if not windows:
            return TargetResult(target, "in_progress", None)
        by_window = merge.in_windows(self.table, self.plan, origin, windows, self.period)
        gaps = tuple(k for k, f in by_window.items() if not self.window_met(origin, target, f, expected))
        share = Fraction(len(windows) - len(gaps), len(windows))
        if all(f.value is None for f in by_window.values()):
            return TargetResult(target, "no_data", Fraction(0), gaps)
        if not due:
            return TargetResult(target, "in_progress", share, gaps)
        return TargetResult(target, "not_met" if gaps else "met", share, gaps)

    def window_met(self, origin: Measure, target: Target, figure: Figure, expected: tuple[str, ...]) -> bool:
        bound = target.number or Fraction(0)
        if not origin.each:
            told = figure.value is not None and compare(target.op, figure.value, bound)
            # A silent unit can only add: a minimum may be met without it, a limit is not.
            return told and (target.op in (">=", ">") or set(expected) <= set(figure.received))
        own = {p.unit: p.value for p in figure.by_unit}
        return all((v := own.get(u)) is not None and compare(target.op, v, bound) for u in expected)

    def completion(self, measure: Measure, results: tuple[TargetResult, ...]) -> Fraction | None:
        """By the targets of the first due day not yet past, else of the last; the smallest."""
        dues = sorted({r.target.due for r in results if r.target.due})
        chosen = next((d for d in dues if d >= self.as_of), dues[-1] if dues else None)
        shares = [r.completion for r in results if r.target.due == chosen and r.completion is not None]
        return min(shares, default=None)


def _completion(measure: Measure, target: Target, status: TargetStatus, figure: Figure) -> Fraction | None:
    """actual / target, at most 1; against a year 1 or 0."""
    if status in ("met", "met_late"):
        return Fraction(1)
    if status == "no_data" or target.year or measure.kind == "baseline" or figure.value is None:
        return Fraction(0)
    number = target.number or Fraction(0)
    if target.op in (">=", ">"):
        return min(Fraction(1), figure.value / number) if number else Fraction(0)
    if target.op == "=":
        low, high = sorted((figure.value, number))
        return low / high if high else Fraction(1)
    return min(Fraction(1), number / figure.value) if figure.value else Fraction(1)


def task_status(measures: Sequence[MeasureResult]) -> TaskStatus:
    """From the statuses of its targets; those without a number are followed and do not count."""
    statuses = {t.status for m in measures for t in m.targets} - {"tracked"}
    if not statuses:
        return "tracked"
    if statuses == {"nothing_arose"}:
        return "nothing_arose"
    if statuses <= {"met", "met_late", "nothing_arose"}:
        return "complete"
    return "no_data" if statuses <= {"no_data", "nothing_arose"} else "incomplete"
