"""What a measure comes to: the reports that count come in, one exact figure over units goes out.

Ratios are sums over sums, counts and earlier years add, documents are a union. A stock stands until
a newer report speaks; a flow is what the months of the window add up to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
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
    partial: bool = False  # a blank in a list, a month without report
    compared: bool = False  # whoever gave a value gave that of the earlier year too


@dataclass(frozen=True)
class Scene:
    """What every figure of a run is made of."""

    plan: Plan
    period: Period
    as_of: date
    reports: Reports

    def expected(self, measure: Measure) -> tuple[str, ...]:
        """The units that have to answer: those that exist in the window."""
        return tuple(u for u in measure.reporters if self._exists(u))

    def _exists(self, unit: str) -> bool:
        first, last = self.plan.units[unit].active_from, self.plan.units[unit].active_to
        return (first is None or first <= self.period.end) and (last is None or last >= self.period.start)

    def origin(self, measure: Measure) -> Measure:
        """The measure whose value this one takes: itself where it is asked."""
        while measure.same_as:
            measure = self.plan.measures[measure.same_as]
        return measure


@dataclass(frozen=True)
class Told:
    """What one unit said: all that adds up, or that nothing arose."""

    said: tuple[Said, ...] = ()
    papers: tuple[Paper, ...] = ()
    nil: bool = False
    gaps: bool = False  # months that were asked and not answered


def figure(
    scene: Scene, measure: Measure, *, units: Iterable[str] = (),
    window: Period | None = None, until: date = date.max,
) -> Figure:  # fmt: skip
    """The figure of an asked measure over units (all of them), of values dated `until` a day at the latest.

    window: what happened in it; None: as the nature of the measure asks for the reported period.
    """
    asked = tuple(units) or scene.expected(measure)
    told = {}
    for unit in dict.fromkeys((*asked, *(() if units else measure.reporters))):
        reports = scene.reports.get((measure.task, unit), [])
        if window is None and measure.nature == "stock":
            told[unit] = _stock(measure, reports, until)
        else:
            told[unit] = _flow(scene, measure, reports, window or scene.period, until)
    spoken = {u: t for u, t in told.items() if t.said}
    merged = _merged(scene.plan, measure, spoken.values())
    return Figure(
        *merged,
        answered=tuple(spoken),
        nil=tuple(u for u, t in told.items() if t.nil),
        silent=tuple(u for u in asked if not told[u].said and not told[u].nil),
        partial=any(t.gaps or any(s.partial for s in t.said) for t in told.values()),
        compared=bool(spoken) and all(s.earlier_top is not None for t in spoken.values() for s in t.said),
    )


# --- one unit ---------------------------------------------------------------------------------------------


def _stock(measure: Measure, reports: list[Report], until: date) -> Told:
    """The last word; nothing arose only where there never was a figure."""
    said = [s for r in reports if (s := r.said.get(measure.code)) is not None]
    if measure.kind == "documents":
        papers = tuple(p for s in said for p in s.papers)
        data = [s for s in said if not s.nil]
        if data:
            return Told((data[-1],), tuple(p for p in papers if p.day <= until))
        return Told(nil=bool(said))
    in_time = [s for s in said if s.day <= until]
    data = [s for s in in_time if not s.nil]
    return Told((data[-1],)) if data else Told(nil=bool(in_time))


def _flow(scene: Scene, measure: Measure, reports: list[Report], window: Period, until: date) -> Told:
    """What the months in the window add up to; a report made for exactly the window replaces them."""
    exact = [r for r in reports if r.period.key == window.key]
    months = exact or [r for r in reports if r.period.kind == "month" and holds(window, r.period)]
    spoken = [(r, s) for r in months if (s := r.said.get(measure.code)) is not None]
    if measure.kind != "documents":
        spoken = [(r, s) for r, s in spoken if s.day <= until]
    data = tuple(s for _, s in spoken if not s.nil)
    answered = {r.period.key for r, _ in spoken}
    task = scene.plan.tasks[measure.task]
    lacking = () if exact else (m for m in asked_months(scene.plan, task, window) if m.key not in answered)
    papers = tuple(_papers(measure, reports, window, until))
    return Told(data, papers, nil=bool(spoken) and not data, gaps=bool(spoken) and any(lacking))


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


def _merged(plan: Plan, measure: Measure, told: Iterable[Told]) -> Merged:
    """(value, numerator, denominator, value of the earlier year)."""
    units = list(told)
    said = [s for t in units for s in t.said]
    if not said:
        return None, None, None, None
    earlier = [s for s in said if s.earlier_top is not None]
    before = sum((s.earlier_top or NOTHING for s in earlier), NOTHING)
    before_whole = sum((s.earlier_whole or NOTHING for s in earlier), NOTHING)
    if measure.kind in ("count", "baseline", "documents"):
        value = sum((s.top for s in said), NOTHING)
        if measure.kind == "documents":
            value = Fraction(len({p.key for t in units for p in t.papers}))
        return value, None, None, before if earlier else None
    top = sum((s.top for s in said), NOTHING)
    whole = sum((s.whole or NOTHING for s in said), NOTHING)
    share = top / whole if whole else None
    if measure.kind == "survey" and plan.agency.survey_mean_of_factors:
        share = _mean_of_factors(said)
    return share, top, whole, before / before_whole if before_whole else None


def _mean_of_factors(said: list[Said]) -> Fraction | None:
    """The mean of the shares of the factors that were answered, each pooled over units."""
    content: dict[str, Fraction] = {}
    answered: dict[str, Fraction] = {}
    for label, satisfied, whole in (f for s in said for f in s.factors):
        content[label] = content.get(label, NOTHING) + satisfied
        answered[label] = answered.get(label, NOTHING) + whole
    shares = [content[label] / whole for label, whole in answered.items() if whole]
    return sum(shares, NOTHING) / len(shares) if shares else None
