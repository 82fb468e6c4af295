"""What a measure comes to: the reports that count come in, one exact figure over units goes out.

Ratios are sums over sums, counts and earlier years add, documents are a union. A stock stands until
a newer report speaks; a flow is what the months of the window add up to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from pipeline.model import Measure, Period, Plan
from pipeline.second.answers import Paper, Said
from pipeline.second.calendar import asked_months, holds
from pipeline.second.counted import Report, Reports

NOTHING = Fraction(0)


@dataclass(frozen=True)
class Figure:
    """`silent`: units without a word; `nil`: units where nothing arose; `open`: something is lacking."""

    value: Fraction | None = None
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    baseline: Fraction | None = None
    answered: tuple[str, ...] = ()
    nil: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    partial: bool = False  # a blank in a list
    gaps: bool = False  # a month that was asked and not answered
    all_nil: bool = False  # every expected unit says that nothing arose, of all that was asked


@dataclass(frozen=True)
class Scene:
    """What every figure of a run is made of."""

    plan: Plan
    period: Period
    as_of: date
    reports: Reports
    found: dict[object, Figure] = field(default_factory=dict)  # by what was asked: the same is asked again and again

    def expected(self, measure: Measure) -> tuple[str, ...]:
        """The units that have to answer: those that exist; of a flow those that are asked in the period."""
        if measure.nature == "stock":
            return tuple(u for u in measure.reporters if self._exists(u, self.period))
        return tuple(u for u in measure.reporters if self.asked(measure, u, self.period))

    def asked(self, measure: Measure, unit: str, window: Period) -> list[Period]:
        """The months of a window in which a unit has to answer."""
        months = asked_months(self.plan, self.plan.tasks[measure.task], window)
        return [m for m in months if self._exists(unit, m)]

    def _exists(self, unit: str, window: Period) -> bool:
        first, last = self.plan.units[unit].active_from, self.plan.units[unit].active_to
        return (first is None or first <= window.end) and (last is None or last >= window.start)

    def origin(self, measure: Measure) -> Measure:
        """The measure whose value this one takes: itself where it is asked."""
        while measure.same_as:
            measure = self.plan.measures[measure.same_as]
        return measure


Earlier = tuple[Fraction, Fraction | None]  # part and whole, or a number


@dataclass(frozen=True)
class Told:
    """What one unit said: all that adds up, or that nothing arose."""

    said: tuple[Said, ...] = ()
    papers: tuple[Paper, ...] = ()
    earlier: Earlier | None = None  # the year compared with
    nil: bool = False
    gaps: bool = False  # months that were asked and not answered
    nil_ends: bool = False  # months that were asked and not answered after nothing arose

    @property
    def gave(self) -> bool:
        """Whether there are figures."""
        return bool(self.said or self.papers)


def figure(
    scene: Scene, measure: Measure, *, units: Iterable[str] = (),
    window: Period | None = None, until: date = date.max,
) -> Figure:  # fmt: skip
    """The figure of an asked measure over units (all of them), of values dated `until` a day at the latest.

    window: what happened in it; None: as the nature of the measure asks for the reported period.
    """
    units = tuple(units)
    asked = measure.code, units, window and window.key, until
    if asked not in scene.found:
        scene.found[asked] = _figure(scene, measure, units, window, until)
    return scene.found[asked]


def _figure(scene: Scene, measure: Measure, units: tuple[str, ...], window: Period | None, until: date) -> Figure:
    expected = units or scene.expected(measure)
    told = {unit: _told(scene, measure, unit, window, until) for unit in units or measure.reporters}
    given = [t for t in told.values() if t.gave]
    return Figure(
        *_merged(scene.plan, measure, given),
        answered=tuple(u for u, t in told.items() if t.gave),
        nil=tuple(u for u, t in told.items() if t.nil),
        silent=tuple(u for u in expected if not told[u].gave and not told[u].nil),
        partial=any(s.partial for t in given for s in t.said),
        gaps=any(told[u].gaps for u in expected),
        all_nil=bool(expected) and all(told[u].nil and not told[u].nil_ends for u in expected),
    )


# --- one unit ---------------------------------------------------------------------------------------------


def _told(scene: Scene, measure: Measure, unit: str, window: Period | None, until: date) -> Told:
    """A report made for exactly the window of a longer period replaces its months."""
    reports = scene.reports.get((measure.task, unit), [])
    flow = window is not None or measure.nature == "flow"
    window = window or scene.period
    exact = window.kind != "month" and any(r.period.key == window.key and (r.said or r.earlier) for r in reports)
    standing = [
        r for r in reports
        if not (exact and r.period.kind == "month" and holds(window, r.period))
        and not (flow and r.period.kind != "month" and r.period.key != window.key)
    ]  # fmt: skip
    return _flow(scene, measure, unit, standing, window, until) if flow else _stock(measure, standing, until)


def _earlier(measure: Measure, reports: list[Report], until: date) -> Earlier | None:
    """The value of the year compared with: that which was given last."""
    given = [e for r in reports if (e := r.earlier.get(measure.code)) and e.day <= until]
    return (given[-1].top, given[-1].whole) if given else None


def _stock(measure: Measure, reports: list[Report], until: date) -> Told:
    """The last word; nothing arose only where there is no figure, and then from the start of the year."""
    said = [s for r in reports if (s := r.said.get(measure.code)) is not None]
    data = [s for s in said if not s.nil and (s.day <= until or measure.kind == "documents")]
    earlier = _earlier(measure, reports, until)
    if not data:
        return Told(earlier=earlier, nil=any(s.nil for s in said))
    return Told((data[-1],), tuple(p for s in data for p in s.papers if p.day <= until), earlier)


def _flow(
    scene: Scene, measure: Measure, unit: str, reports: list[Report], window: Period, until: date
) -> Told:  # fmt: skip
    """What the months in the window add up to."""
    inside = [r for r in reports if holds(window, r.period)]
    spoken = [(r.period, s) for r in inside if (s := r.said.get(measure.code)) is not None]
    data = tuple(s for _, s in spoken if not s.nil and (s.day <= until or measure.kind == "documents"))
    papers = tuple(_papers(measure, reports, window, until))
    nils = [period.end for period, s in spoken if s.nil]
    answered = {period.key for period, _ in spoken}
    whole = window.kind == "month" or window.key in answered
    lacking = [] if whole else [m for m in scene.asked(measure, unit, window) if m.key not in answered]
    return Told(
        data, papers, _earlier(measure, reports, until), nil=bool(nils) and not data and not papers, gaps=bool(lacking),
        nil_ends=bool(nils) and any(m.end > max(nils) for m in lacking),
    )  # fmt: skip


def _papers(measure: Measure, reports: list[Report], window: Period, until: date) -> Iterator[Paper]:
    """Documents of the window's days, and later ones that a report of the window brought."""
    for report in reports:
        said = report.said.get(measure.code)
        for paper in said.papers if said else ():
            ahead = paper.day > report.period.end
            inside = holds(window, report.period) if ahead else window.start <= paper.day <= window.end
            if inside and paper.day <= until:
                yield paper


# --- over units -------------------------------------------------------------------------------------------

Merged = tuple[Fraction | None, Fraction | None, Fraction | None, Fraction | None]


def _merged(plan: Plan, measure: Measure, units: list[Told]) -> Merged:
    """(value, numerator, denominator, value of the earlier year)."""
    if not units:
        return None, None, None, None
    said = [s for t in units for s in t.said]
    earlier = [t.earlier for t in units if t.earlier is not None]
    before: Fraction | None = None
    if len(earlier) == len(units):  # whoever gave a value has to give what it is compared with
        before = _sum(top for top, _ in earlier)
    if measure.kind == "documents":
        return Fraction(len({p.key for t in units for p in t.papers})), None, None, before
    top = _sum(s.top for s in said)
    if measure.kind in ("count", "baseline"):
        return top, None, None, before
    whole = _sum(s.whole for s in said if s.whole)
    share = top / whole if whole else None
    if measure.kind == "survey" and plan.agency.survey_mean_of_factors:
        share = _mean_of_factors(said)
    before_whole = _sum(w for _, w in earlier if w)
    return share, top, whole, before / before_whole if before is not None and before_whole else None


def _sum(numbers: Iterable[Fraction]) -> Fraction:
    """The exact sum; nearly all are whole numbers, which are added as such."""
    terms = list(numbers)
    whole = sum(n.numerator for n in terms if n.denominator == 1)
    return sum((n for n in terms if n.denominator != 1), Fraction(whole))


def _mean_of_factors(said: list[Said]) -> Fraction | None:
    """The mean of the shares of the factors that were answered, each pooled over units."""
    content: dict[str, Fraction] = {}
    answered: dict[str, Fraction] = {}
    for label, satisfied, whole in (f for s in said for f in s.factors):
        content[label] = content.get(label, NOTHING) + satisfied
        answered[label] = answered.get(label, NOTHING) + whole
    shares = [content[label] / whole for label, whole in answered.items() if whole]
    return sum(shares, NOTHING) / len(shares) if shares else None
