"""Facts of all accepted submissions → one table (pandas) → one figure a measure, exact.

Number columns hold `Fraction` objects: pandas groups and adds them, no binary float enters. Which
rows count for a period, and up to which day, is decided here and nowhere else (contract 3.3).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date
from fractions import Fraction

import pandas as pd

from pipeline.measures import ANSWERED, Observation, observe
from pipeline.model import Figure, Measure, Part, Period, Plan, Source, Submission
from pipeline.periods import months_in
from pipeline.plan_sheets import SHARE_KINDS

COLUMNS = [f.name for f in fields(Observation)]


def merge(submissions: Iterable[Submission], plan: Plan) -> pd.DataFrame:
    """One row an observation of an accepted submission.

    Columns: those of `Observation`, and of its measure `kind`, `stock` (bool) and `each` (bool),
    and of its period `start` and `end` (dates) and `long` (bool: not a month).
    """
    rows = [o for s in submissions if s.accepted for o in observe(s, plan)]
    table = pd.DataFrame([[getattr(o, c) for c in COLUMNS] for o in rows], columns=COLUMNS, dtype=object)
    measures = [plan.measures[o.measure] for o in rows]
    periods = [plan.calendar[o.period] for o in rows]
    table["kind"] = pd.Series([m.kind for m in measures], dtype=object)
    table["stock"] = pd.Series([m.nature == "stock" for m in measures], dtype=bool)
    table["start"] = pd.Series([p.start for p in periods], dtype=object)
    table["end"] = pd.Series([p.end for p in periods], dtype=object)
    table["long"] = pd.Series([p.kind != "month" for p in periods], dtype=bool)
    return table


def counted(
    table: pd.DataFrame, plan: Plan, period: Period, until: date | None = None
) -> pd.DataFrame:
    """The rows that count for a period, of values dated up to `until` (None: whatever their day).

    Stock: of each unit the newest period, then the newest receipt; documents: all of them, once
    each. Flow: what happened in the period's own window. A submission made for exactly a longer
    period replaces its months for its task and unit.
    """
    rows = table[table["end"] <= period.end]
    rows = _replace_months(rows, plan, period)
    if until is not None:
        rows = rows[(rows["day"] <= until) | (rows["role"] == "nil")]
    documents = (rows["kind"] == "documents") & (rows["role"] == "value")
    window = {p.key for p in months_in(plan.calendar, period)} | {period.key}
    in_window = rows["month"].isin(window)
    newest = _newest(rows[rows["stock"] & ~documents & (rows["role"] == "value")])
    baselines = _newest(rows[rows["role"] == "baseline"])
    flows = rows[~rows["stock"] & in_window & (rows["role"] == "value")]
    papers = rows[documents & rows["stock"]]
    nils = rows[rows["role"] == "nil"].drop_duplicates(["measure", "unit"], keep="last")
    given = pd.concat([newest, flows, papers])
    answered = set(zip(given["measure"], given["unit"], strict=True))
    told = [(m, u) not in answered for m, u in zip(nils["measure"], nils["unit"], strict=True)]
    return pd.concat([given, baselines, nils[pd.Series(told, index=nils.index, dtype=bool)]]).sort_index()


def _replace_months(rows: pd.DataFrame, plan: Plan, period: Period) -> pd.DataFrame:
    if period.kind == "month":
        return rows[~(rows["long"] & ~rows["stock"])]
    exact = rows[rows["period"] == period.key]
    replaced = set(zip(exact["task"], exact["unit"], strict=True))
    months = {p.key for p in months_in(plan.calendar, period)}
    keep = [
        not (key in months and (task, unit) in replaced)
        for key, task, unit in zip(rows["period"], rows["task"], rows["unit"], strict=True)
    ]
    rows = rows[pd.Series(keep, index=rows.index, dtype=bool)]
    return rows[~(rows["long"] & ~rows["stock"] & (rows["period"] != period.key))]


def _newest(rows: pd.DataFrame) -> pd.DataFrame:
    """Of each measure and unit the rows of the submission with the latest period, then receipt."""
    if rows.empty:
        return rows
    rank = pd.Series(
        [(e.toordinal(), o) for e, o in zip(rows["end"], rows["order"], strict=True)],
        index=rows.index, dtype=object,
    )  # fmt: skip
    best: dict[tuple[str, str], tuple[int, int]] = {}
    for key, value in zip(zip(rows["measure"], rows["unit"], strict=True), rank, strict=True):
        best[key] = max(best.get(key, value), value)
    keep = [
        best[key] == value
        for key, value in zip(zip(rows["measure"], rows["unit"], strict=True), rank, strict=True)
    ]
    return rows[pd.Series(keep, index=rows.index, dtype=bool)]


def figures(rows: pd.DataFrame, plan: Plan) -> dict[str, Figure]:
    """The merged figure of every measure that some counted row speaks of."""
    return {
        code: _figure(plan.measures[code], group, plan)
        for code, group in rows.groupby("measure", sort=False)
    }


def _figure(measure: Measure, rows: pd.DataFrame, plan: Plan) -> Figure:
    values = rows[rows["role"] == "value"]
    nils = rows[rows["role"] == "nil"]
    units = _in_order(values["unit"], plan)
    distinct = _distinct(values, ["key"])
    total = _total(measure, distinct)
    by_unit = tuple(
        Part(unit, unit, *_total(measure, _distinct(values[values["unit"] == unit], ["key"])))
        for unit in units
    )
    answered = set(units) | set(nils["unit"])
    dated = sorted({day for day in values["day"] if day != ANSWERED})
    cases = values[["overdue", "open", "open_overdue"]].sum() if measure.kind == "cases" else None
    return Figure(
        value=total[0] if len(values) else None,
        numerator=total[1] if len(values) else None,
        denominator=total[2] if len(values) else None,
        baseline=_baseline(measure, rows, set(units)),
        parts=_parts(measure, values) or by_unit,
        by_unit=by_unit,
        received=tuple(u for u in plan.units if u in answered),
        nil=tuple(u for u in plan.units if u in set(nils["unit"])),
        partial=bool(values["blank"].any()),
        dates=tuple(dated),
        sources=_sources(pd.concat([distinct, rows[rows["role"] != "value"]])),
        overdue=int(cases["overdue"]) if cases is not None else None,
        open=int(cases["open"]) if cases is not None else None,
        open_overdue=int(cases["open_overdue"]) if cases is not None else None,
        decisions=tuple(dict.fromkeys(d for d in values["decision"] if d)),
    )


def _in_order(units: Iterable[str], plan: Plan) -> list[str]:
    present = set(units)
    return [code for code in plan.units if code in present]


def _distinct(rows: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Documents once each; rows without a key (everything else) all stay."""
    keyed = rows["key"] != ""
    return pd.concat([rows[~keyed], rows[keyed].drop_duplicates(by)]).sort_index()


def _total(
    measure: Measure, rows: pd.DataFrame
) -> tuple[Fraction | None, Fraction | None, Fraction | None]:
    """(value, numerator, denominator): a ratio of sums for shares, else a plain sum."""
    numerator = sum(rows["numerator"], Fraction(0))
    if measure.kind not in SHARE_KINDS:
        return numerator, None, None
    denominator = sum(rows["denominator"], Fraction(0))
    return (numerator / denominator if denominator else None), numerator, denominator


def _parts(measure: Measure, values: pd.DataFrame) -> tuple[Part, ...]:
    """By factor for a survey (pooled over units), by project for a disbursement; else empty."""
    if measure.kind == "survey":
        sums = values.groupby("part", sort=False)[["numerator", "denominator"]].sum()
        rows = [(str(label), "", n, d) for label, n, d in sums.itertuples()]
    elif measure.kind == "disbursement":
        columns = ["part", "unit", "numerator", "denominator"]
        rows = list(values[columns].itertuples(index=False, name=None))
    else:
        return ()
    return tuple(
        Part(label, unit, n / d if d else None, n, d) for label, unit, n, d in rows
    )


def survey_mean(figure: Figure) -> Fraction | None:
    """The mean of the factors' shares, where the plan asks for it instead of the pooled share."""
    shares = [p.value for p in figure.parts if p.value is not None]
    return sum(shares, Fraction(0)) / len(shares) if shares else None


def _baseline(measure: Measure, rows: pd.DataFrame, units: set[str]) -> Fraction | None:
    """The earlier year's value; None unless every unit with a value gives its own."""
    former = rows[(rows["role"] == "baseline") & rows["unit"].isin(units)]
    if former.empty or units - set(former["unit"]):
        return None
    numerator = sum(former["numerator"], Fraction(0))
    if measure.kind not in SHARE_KINDS:
        return numerator
    denominator = sum(former["denominator"], Fraction(0))
    return numerator / denominator if denominator else None


def _sources(rows: pd.DataFrame) -> tuple[Source, ...]:
    return tuple(dict.fromkeys(s for sources in rows["sources"] for s in sources))


def in_windows(
    table: pd.DataFrame, plan: Plan, measure: Measure, windows: Iterable[Period], upto: Period
) -> Mapping[str, Figure]:
    """Per window key the measure's figure of that window alone, from what came up to a period."""
    own = table[(table["measure"] == measure.code) & (table["end"] <= upto.end)].copy()
    own["stock"] = False
    found = {}
    for window in windows:
        rows = counted(own, plan, window)
        found[window.key] = figures(rows, plan).get(measure.code, Figure())
    return found
