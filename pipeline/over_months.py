"""Checks of a unit's reports against its own earlier ones: a run comes in, warnings by file and task go out.

A report is compared with what the unit last said for a period that ended before its own, and with
nothing later: what is said of September does not change when October comes in. No figure changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from pipeline import forms
from pipeline.comparing import CrossCheck, Month, Said, place_of, where
from pipeline.intake.subject import label_of
from pipeline.model import CaseList, Fact, Kind, Measure, Plan, Submission
from pipeline.vietnamese import fold, show_number

LEAP = 10  # so many times the former figure, or the former so many times this one
SMALL = 20  # figures that both stay below this may leap
_WATCHED: dict[Kind, tuple[str, ...]] = {
    "ratio": ("numerator", "denominator"),
    "count": ("count",),
    "baseline": ("current",),
}
_GROWING = ("numerator", "count")  # of a cumulative measure these only grow; a whole may be set anew
_BASELINES = ("baseline", "baseline_numerator", "baseline_denominator")

Number = int | Decimal
Rows = dict[int, dict[str, Fact]]


@dataclass(frozen=True)
class Pair:
    """A report on a measure beside a former one of the unit."""

    plan: Plan
    measure: Measure
    report: Submission
    former: Submission

    @property
    def grows(self) -> bool:
        return self.measure.nature == "stock"

    @property
    def rows(self) -> tuple[Rows, Rows]:
        return self.report.rows(self.measure.code), self.former.rows(self.measure.code)

    def ask(self, code: str, fact: Fact, **fields: object) -> Said:
        """A finding at a cell of the report; `period` names that of the former one."""
        title = self.plan.calendar[self.former.period].title
        said = where(code, fact.source, label=label_of(self.plan, fact), period=title, **fields)
        return place_of(self.report), said

    def moved(self, fact: Fact, now: Number, then: Number, *, grows: bool) -> Iterator[Said]:
        """What there is to ask about a figure beside the former one: that it fell, else that it leapt."""
        told = {"found": show_number(now), "former": show_number(then)}
        if grows and now < then:
            yield self.ask("PAST_FELL", fact, **told)
        elif now and then and max(now, then) >= SMALL and (now >= LEAP * then or then >= LEAP * now):
            yield self.ask("PAST_LEAPT" if now > then else "PAST_DROPPED", fact, **told)


def _inputs(month: Month) -> Iterator[tuple[Pair, Fact, Number, Number]]:
    """Every number of a report beside the last former one at the same input."""
    for measure, report, earlier in month.sequels:
        open_ones = {field: fact for field, fact in report.inputs(measure.code).items() if _is_typed(fact)}
        for former in earlier:
            before = former.inputs(measure.code) if open_ones else {}
            for field in sorted(open_ones.keys() & before.keys()):
                now, then = _number(open_ones[field]), _number(before[field])
                if now is not None and then is not None:
                    yield Pair(month.plan, measure, report, former), open_ones.pop(field), now, then


def _lists(month: Month, kind: Kind) -> Iterator[Pair]:
    """Every list of a kind beside the last former one that has rows."""
    for measure, report, earlier in month.sequels:
        if measure.kind == kind and report.rows(measure.code):
            former = next((s for s in earlier if s.rows(measure.code)), None)
            if former:
                yield Pair(month.plan, measure, report, former)


def _is_typed(fact: Fact) -> bool:
    """Whether a unit typed the number itself; of what a template brought along `crosscheck` has its say."""
    return _number(fact) is not None and not fact.source.carried_from


def _number(fact: Fact | None) -> Number | None:
    value = fact.value if fact else None
    return value if isinstance(value, (int, Decimal)) and not isinstance(value, bool) else None


# --- the checks -------------------------------------------------------------------------------


def figures_go_on(month: Month) -> Iterator[Said]:
    """A cumulative number that falls, any number that is ten times the former one or a tenth of it."""
    for pair, fact, now, then in _inputs(month):
        if fact.field in _WATCHED.get(pair.measure.kind, ()):
            yield from pair.moved(fact, now, then, grows=pair.grows and fact.field in _GROWING)


def years_past_stay(month: Month) -> Iterator[Said]:
    """The value of the year compared with: it is over, so it does not change from one report to the next."""
    for pair, fact, now, then in _inputs(month):
        if fact.field in _BASELINES and now != then:
            yield pair.ask("PAST_BASELINE", fact, found=show_number(now), former=show_number(then))


def projects_go_on(month: Month) -> Iterator[Said]:
    """Money: a project that is gone, disbursement that falls, capital that changes without a new decision."""
    for pair in _lists(month, "disbursement"):
        rows, former = (list(_by_project(given).items()) for given in pair.rows)
        named = dict(rows)
        decision, before = (s.inputs(pair.measure.code).get("decision") for s in (pair.report, pair.former))
        same = decision and before and fold(str(decision.value)) == fold(str(before.value))
        for name, old in former:
            row = named.get(name)
            if row is None and pair.grows:
                yield pair.ask("PAST_PROJECT_LOST", next(iter(rows[0][1].values())), found=old["project"].value)
            for field in ("disbursed", "allocated") if row else ():
                fact = (row or {}).get(field)
                now, then = _number(fact), _number(old.get(field))
                if fact is None or now is None or then is None or not _is_typed(fact):
                    continue
                asked = list(pair.moved(fact, now, then, grows=pair.grows and field == "disbursed"))
                if not asked and field == "allocated" and same and now != then:
                    told = {"found": show_number(now), "former": show_number(then)}
                    asked.append(pair.ask("PAST_CAPITAL", fact, **told))
                yield from asked


def _by_project(rows: Rows) -> dict[str, dict[str, Fact]]:
    return {fold(str(row["project"].value)): row for row in rows.values() if "project" in row}


def answers_go_on(month: Month) -> Iterator[Said]:
    """Surveys: a factor with fewer answers than before, or ten times as many."""
    for pair in _lists(month, "survey"):
        rows, former = pair.rows
        for number in sorted(rows.keys() & former.keys()):
            now, then = (_answers(given[number]) for given in (rows, former))
            yield from pair.moved(next(iter(rows[number].values())), now, then, grows=pair.grows)


def _answers(row: dict[str, Fact]) -> Number:
    return sum(_number(row.get(level)) or 0 for level in forms.SURVEY_LEVELS)


def done_stays_done(month: Month) -> Iterator[Said]:
    """Cumulative checklists: an item that was there and is no longer."""
    for pair in _lists(month, "checklist"):
        rows, former = pair.rows
        for number, row in rows.items() if pair.grows else ():
            done, before = row.get("done"), former.get(number, {}).get("done")
            if done and before and before.value is True and done.value is False:
                yield pair.ask("PAST_UNDONE", done, found=pair.measure.items[number])


def cases_balance(month: Month) -> Iterator[Said]:
    """Received = carried over + new, and what was returned stays so: a list holds all of the former one."""
    for measure, report, earlier in month.sequels:
        lists = ((s, _case_list(s, measure)) for s in earlier if measure.nature == "stock")
        last, before = next(((s, given) for s, given in lists if given), (report, None))
        own = _case_list(report, measure)
        if own is None or before is None:
            continue
        pair = Pair(month.plan, measure, report, last)
        returned = dict(zip(own.ids, own.returned, strict=True))
        former = dict(zip(before.ids, before.returned, strict=True))
        lost = [case for case in former if case not in returned]
        again = [case for case, day in former.items() if day and case in returned and not returned[case]]
        fact = Fact(measure.code, "id", "", own.source)  # the list speaks through its range
        for code, cases in (("PAST_CASES_LOST", lost), ("PAST_CASES_REOPENED", again)):
            if cases:
                yield pair.ask(code, fact, found=cases[0], count=show_number(len(cases)))


def _case_list(submission: Submission, measure: Measure) -> CaseList | None:
    return next((c for c in submission.cases if c.measure == measure.code), None)


OVER_MONTHS: tuple[CrossCheck, ...] = (
    figures_go_on,
    years_past_stay,
    projects_go_on,
    answers_go_on,
    done_stays_done,
    cases_balance,
)
