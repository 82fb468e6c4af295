"""Facts of all accepted submissions → one table (pandas) → one figure a measure, exact.

Number columns hold `Fraction` objects, no binary float enters. Which rows count for a period, and up
to which day, is decided here and nowhere else (contract 3.3).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import chain
from typing import Any, Literal

import pandas as pd

from pipeline.measures import ANSWERED, Observation, added, observe
from pipeline.model import Measure, Period, Plan, Source, Submission, report_key
from pipeline.outcome import Figure, Part
from pipeline.periods import answered_by, months_in
from pipeline.plan_sheets import SHARE_KINDS

Mark = Literal["counted", "unit_only", "repeated", "answered", "replaced", "outside"]
COLUMNS = list(Observation._fields)
_Whose = tuple[str, str]  # measure and unit


def merge(submissions: Iterable[Submission], plan: Plan) -> pd.DataFrame:
    """One row an observation of an accepted submission.

    Columns: those of `Observation`; `observation`, the same as one value; of its measure `kind`
    and `stock` (bool); of its period `end` (date) and `long` (bool: not a month).
    """
    rows = [o for s in submissions if s.accepted for o in observe(s, plan)]
    table = pd.DataFrame(rows, columns=COLUMNS, dtype=object)
    table["observation"] = pd.Series(rows, dtype=object)
    measures = [plan.measures[o.measure] for o in rows]
    periods = [plan.calendar[o.period] for o in rows]
    table["kind"] = pd.Series([m.kind for m in measures], dtype=object)
    table["stock"] = pd.Series([m.nature == "stock" for m in measures], dtype=bool)
    table["end"] = pd.Series([p.end for p in periods], dtype=object)
    table["long"] = pd.Series([p.kind != "month" for p in periods], dtype=bool)
    return table


def nil_reports(table: pd.DataFrame) -> frozenset[str]:
    """The reports, by `report_key`, that say of nothing but that it did not arise."""
    roles: dict[str, set[str]] = {}
    for task, unit, period, role in zip(table["task"], table["unit"], table["period"], table["role"], strict=True):
        roles.setdefault(report_key(task, unit, period), set()).add(role)
    return frozenset(key for key, told in roles.items() if "nil" in told and "value" not in told)


def counted(
    table: pd.DataFrame, plan: Plan, period: Period, until: date | None = None, upto: Period | None = None
) -> pd.DataFrame:
    """The rows that count for a period, of values dated up to `until` (None: whatever their day).

    Stock: of each unit the newest period, then the newest receipt; documents: all of them, once
    each. Flow: what happened in the period's own window, a document in the month of its own day,
    whatever came up to the period `upto` (None: the period itself). A submission made for exactly
    a longer period replaces its months for its task and unit.
    """
    return table.iloc[_counted(table, plan, period, until, upto)]


def _counted(
    table: pd.DataFrame, plan: Plan, period: Period, until: date | None = None, upto: Period | None = None
) -> list[int]:
    """The places of those rows."""
    year = plan.calendar.get(str(plan.agency.year), period)
    first, last = year.start, (upto or period).end
    window = answered_by(plan.calendar, period)
    replaced = _replaced(table, plan, period) if first <= period.end <= last else frozenset()
    newest, baselines, others = _Newest(), _Newest(), []
    answered: set[_Whose] = set()
    nils: dict[_Whose, int] = {}
    columns = (table[name] for name in ("observation", "kind", "stock", "end", "long"))  # quicker than row by row
    for place, (row, kind, stock, end, long) in enumerate(zip(*columns, strict=True)):
        if not first <= end <= last or (row.task, row.unit, row.period) in replaced:
            continue
        if long and not stock and row.period != period.key:
            continue
        whose, lasts = (row.measure, row.unit), stock or row.month in window
        if row.role == "nil":
            if lasts:
                nils[whose] = place  # the last of each
        elif until is not None and row.day > until:
            continue
        elif row.role == "baseline":
            baselines.add(whose, (end, row.order), place)
        elif stock and kind != "documents":
            newest.add(whose, (end, row.order), place)
        elif lasts:
            others.append(place)
            answered.add(whose)
    answered.update(newest.best)
    silent = (place for whose, place in nils.items() if whose not in answered)
    return sorted((*newest.places(), *baselines.places(), *others, *silent))


def _replaced(table: pd.DataFrame, plan: Plan, period: Period) -> frozenset[tuple[str, str, str]]:
    """Task, unit and month of the reports that one made for exactly a longer period takes the place of."""
    if period.kind == "month":
        return frozenset()
    exact = table[table["period"] == period.key]
    months = months_in(plan.calendar, period)
    pairs = set(zip(exact["task"], exact["unit"], strict=True))
    return frozenset((task, unit, month.key) for task, unit in pairs for month in months)


class _Newest:
    """Of each measure and unit the places of the rows of the submission with the latest period, then receipt."""

    def __init__(self) -> None:
        self.best: dict[_Whose, tuple[tuple[date, int], list[int]]] = {}

    def add(self, whose: _Whose, rank: tuple[date, int], place: int) -> None:
        best = self.best.get(whose)
        if best is None or rank > best[0]:
            self.best[whose] = rank, [place]
        elif rank == best[0]:
            best[1].append(place)

    def places(self) -> Iterator[int]:
        return chain.from_iterable(places for _, places in self.best.values())


def marks(table: pd.DataFrame, plan: Plan, period: Period) -> list[Mark]:
    """Of every row of the table whether the figures of a period add it, and if not, why not.

    unit_only: a document that another unit lists as well, so that only its own unit's count adds it.
    """
    rows = observations(table)
    places = _counted(table, plan, period)
    told = {(rows[place].measure, rows[place].unit, rows[place].role) for place in places}
    listed: dict[tuple[str, str], int] = {}  # documents, and where each stands first
    by_unit: dict[tuple[str, str, str], int] = {}  # the same of those that a unit lists
    added = set(places)
    for place in places:
        row = rows[place]
        if row.role == "value" and row.key:
            if listed.setdefault((row.measure, row.key), place) != place:
                added.remove(place)
            by_unit.setdefault((row.measure, row.unit, row.key), place)
    own = set(by_unit.values())
    window = answered_by(plan.calendar, period)

    def mark(place: int, row: Observation, stock: bool) -> Mark:
        if place in added:
            return "counted"
        if place in own:
            return "unit_only"
        if row.key and (row.measure, row.key) in listed:
            return "repeated"
        if row.role == "nil" and (row.measure, row.unit, "value") in told:
            return "answered"
        lasting = stock or row.role == "baseline" or row.month in window
        return "replaced" if lasting and (row.measure, row.unit, row.role) in told else "outside"

    return [mark(place, *row) for place, row in enumerate(zip(rows, table["stock"], strict=True))]


def figures(rows: pd.DataFrame, plan: Plan) -> dict[str, Figure]:
    """The merged figure of every measure that some counted row speaks of.

    Sums are exact; a document counts once in its measure and once
    in the count of each unit that lists it.
    """
    values = rows[rows["role"] == "value"]
    distinct = values[_first_of(values, ["measure", "key"])]
    by_measure = _sums(distinct, ["measure"])
    by_unit = _sums(values[_first_of(values, ["measure", "unit", "key"])], ["measure", "unit"])
    surveys = values[values["kind"] == "survey"]
    by_factor, by_unit_factor = _sums(surveys, ["measure", "part"]), _sums(surveys, ["measure", "unit", "part"])
    means = plan.agency.survey_mean_of_factors
    baselines = _sums(rows[rows["role"] == "baseline"], ["measure", "unit"])
    counted_rows = set(distinct.index) | set(rows.index[rows["role"] != "value"])
    told: dict[str, list[Observation]] = {}
    sources: dict[str, list[Source]] = {}
    for index, row in zip(rows.index, observations(rows), strict=True):
        told.setdefault(row.measure, []).append(row)
        if index in counted_rows:
            sources.setdefault(row.measure, []).extend(row.sources)
    found = {}
    for code, own in told.items():
        measure = plan.measures[code]
        units = [u for u in plan.units if (code, u) in by_unit]
        sums = by_measure.get((code,))
        value, numerator, denominator = _value(measure, sums) if sums else (None, None, None)
        unit_parts = tuple(
            Part(u, u, *_value(measure, by_unit[code, u]), _baseline(measure, [u], baselines)) for u in units
        )
        if means and measure.kind == "survey":
            value = _mean_share(measure, by_factor, code)
            unit_parts = tuple(replace(p, value=_mean_share(measure, by_unit_factor, code, p.unit)) for p in unit_parts)
        found[code] = Figure(
            value, numerator, denominator,
            baseline=_baseline(measure, units, baselines),
            baseline_year=measure.baseline_year,
            parts=_parts(measure, own, by_factor) or unit_parts,
            by_unit=unit_parts,
            sources=tuple(dict.fromkeys(sources.get(code, ()))),
            **_remarks(measure, own, plan),
        )  # fmt: skip
    return found


def observations(rows: pd.DataFrame) -> list[Observation]:
    """The rows of a merged table as the values they are."""
    return list(rows["observation"])


Sums = dict[tuple[str, ...], tuple[Fraction, Fraction]]


def _sums(rows: pd.DataFrame, by: list[str]) -> Sums:
    """(numerator, denominator) by group, added as the exact numbers they are."""
    groups: dict[tuple[str, ...], list[Observation]] = {}
    for key, row in zip(zip(*(rows[name] for name in by), strict=True), observations(rows), strict=True):
        groups.setdefault(key, []).append(row)
    return {key: _pair(own) for key, own in groups.items()}


def _pair(rows: list[Observation]) -> tuple[Fraction, Fraction]:
    if len(rows) == 1:  # of a unit there is mostly one
        return rows[0].numerator, rows[0].denominator
    return added(o.numerator for o in rows), added(o.denominator for o in rows)


def _first_of(rows: pd.DataFrame, by: list[str]) -> pd.Series:
    """Marks the first of each document; rows without a key (everything else) are all marked."""
    return (rows["key"] == "") | ~rows.duplicated(by)


def _value(
    measure: Measure, sums: tuple[Fraction, Fraction]
) -> tuple[Fraction | None, Fraction | None, Fraction | None]:
    """(value, numerator, denominator): a ratio of sums for shares, else a plain sum."""
    numerator, denominator = sums
    if measure.kind not in SHARE_KINDS:
        return numerator, None, None
    return (numerator / denominator if denominator else None), numerator, denominator


def _remarks(measure: Measure, rows: list[Observation], plan: Plan) -> dict[str, Any]:
    """Who answered, what is left open, on which days: what stands beside a value."""
    values = [r for r in rows if r.role == "value"]
    nil = {r.unit for r in rows if r.role == "nil"}
    answered = nil | {r.unit for r in values}
    remarks: dict[str, Any] = {
        "received": tuple(u for u in plan.units if u in answered),
        "nil": tuple(u for u in plan.units if u in nil),
        "partial": any(r.blank for r in values),
        "dates": tuple(sorted({r.day for r in values if r.day != ANSWERED})),
        "decisions": tuple(dict.fromkeys(r.decision for r in values if r.decision)),
    }
    if measure.kind == "cases" and values:
        for name in ("overdue", "open", "open_overdue"):
            remarks[name] = sum(getattr(r, name) for r in values)
    return remarks


def _parts(measure: Measure, rows: list[Observation], by_factor: Sums) -> tuple[Part, ...]:
    """By factor for a survey (pooled over units), by project for a disbursement; else empty."""
    if measure.kind == "survey":
        sums = [(i, "", *by_factor[measure.code, i]) for i in measure.items if (measure.code, i) in by_factor]
    elif measure.kind == "disbursement":
        sums = [(r.part, r.unit, r.numerator, r.denominator) for r in rows if r.role == "value"]
    else:
        return ()
    return tuple(Part(label, unit, n / d if d else None, n, d) for label, unit, n, d in sums)


def _baseline(measure: Measure, units: list[str], baselines: Sums) -> Fraction | None:
    """The earlier year's value; None unless every unit with a value gives its own."""
    former = [baselines.get((measure.code, unit)) for unit in units]
    given = [sums for sums in former if sums is not None]
    if not given or len(given) < len(units):
        return None
    numerator, denominator = added(n for n, _ in given), added(d for _, d in given)
    if measure.kind not in SHARE_KINDS:
        return numerator
    return numerator / denominator if denominator else None


def _mean_share(measure: Measure, sums: Sums, *keys: str) -> Fraction | None:
    """The mean of the factors' shares, where the plan asks for it instead of the pooled share."""
    given = [sums[*keys, item] for item in measure.items if (*keys, item) in sums]
    shares = [n / d for n, d in given if d]
    return sum(shares, Fraction(0)) / len(shares) if shares else None


def in_windows(
    table: pd.DataFrame, plan: Plan, measure: Measure, windows: Iterable[Period], upto: Period
) -> Mapping[str, Figure]:
    """Per window key the measure's figure of that window alone, from what came up to a period."""
    own = table[table["measure"] == measure.code].assign(stock=False)
    return {w.key: figures(counted(own, plan, w, upto=upto), plan).get(measure.code, Figure()) for w in windows}
