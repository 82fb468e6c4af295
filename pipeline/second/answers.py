"""What a unit answered: the page of a task comes in, per measure the exact figures it gives go out.

What the template brought along and the unit left as it was is no answer, unless the unit says that
nothing changed: then the values brought along stand for the stocks that were left open.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from pipeline.model import Measure, Period
from pipeline.second.sheets import GIVEN, Former, Lines, Page, Row, Typed
from pipeline.second.typed import Raw, day, number, text, yes

Place = tuple[str, int | None, str]


class Paper(NamedTuple):
    """A document: which it is, and its own day."""

    key: tuple[str, ...]
    day: date


class Said(NamedTuple):
    """What a unit said of a measure. `top` of `whole`, or `top` alone; `nil`: nothing arose."""

    day: date  # the value's own
    top: Fraction = Fraction(0)
    whole: Fraction | None = None
    factors: tuple[tuple[str, Fraction, Fraction], ...] = ()  # of a survey: (label, content, answers)
    papers: tuple[Paper, ...] = ()
    partial: bool = False  # part of a list was left blank
    nil: bool = False


Answers = tuple[dict[str, Said], dict[str, Said]]  # by measure: of this year, of the year compared with


def answers(page: Page, measures: Iterable[Measure], unit: str, period: Period) -> Answers:
    """By measure what the unit said in a report; measures left open are left out."""
    own = [m for m in measures if unit in m.reporters and not m.same_as]
    former = page.former()
    unchanged = yes(page.single("in_unchanged")) is True
    said_day = day(page.single("in_as_of", "as_of"), page.epoch) or period.end
    typed = {m.code: page.typed(m) for m in own}
    touched = {m.code: _touched(m, typed[m.code], former) for m in own}
    nil = yes(page.single("in_nil", "nil"))
    if nil is None and unchanged and not any(touched.values()):
        nil = any(yes(f.value) for (name, _, _), f in former.items() if name == "in_nil")
    found: dict[str, Said] = {}
    compared: dict[str, Said] = {}
    for measure in own:
        values = typed[measure.code]
        if not touched[measure.code]:
            stands = unchanged and measure.nature == "stock"
            values = _brought_along(measure, former, values) if stands else Typed({}, listed=values.listed)
        said = _said(measure, unit, values, said_day)
        if said is None and nil and measure.if_any:
            said = Said(said_day, nil=True)
        if said is not None:
            found[measure.code] = said
        if (earlier := _earlier(values, said_day)) is not None:
            compared[measure.code] = earlier
    return found, compared


# --- what came filled in ------------------------------------------------------------------------------


def _same(one: Raw, other: Raw) -> bool:
    """Whether two cells hold the same, however it is stored."""
    first, second = number(one), number(other)
    return first == second if first is not None and second is not None else text(one) == text(other)


def _stem(measure: Measure) -> str:
    return measure.code.replace(".", "_").lower()


def _touched(measure: Measure, typed: Typed, former: Mapping[Place, Former]) -> bool:
    """Whether anything stands in a measure's inputs that did not come with the template."""
    filled = {place: f.value for place, f in former.items() if f.filled}
    for name, value in typed.singles.items():
        place = (f"in_{_stem(measure)}_{name}", None, name)
        if place not in filled or not _same(value, filled[place]):
            return True
    came: dict[int | None, Row] = {}
    for (name, row, key), value in filled.items():
        if name == f"rows_{_stem(measure)}":
            came.setdefault(row, {})[key] = value
    return any(not any(_as_it_came(row, known) for known in came.values()) for _, row in typed.rows)


def _as_it_came(row: Row, known: Row) -> bool:
    """Whether a row holds what one came with and nothing else; printed labels do not count."""
    own = {key: value for key, value in row.items() if key not in GIVEN}
    return own.keys() == known.keys() - GIVEN and all(_same(value, known[key]) for key, value in own.items())


def _brought_along(measure: Measure, former: Mapping[Place, Former], typed: Typed) -> Typed:
    """A measure's inputs as the template knows them from before."""
    singles: Row = {}
    rows: dict[int, Row] = {}
    for (name, row, key), known in former.items():
        if name == f"in_{_stem(measure)}_{key}":
            singles[key] = known.value
        elif name == f"rows_{_stem(measure)}" and row is not None:
            rows.setdefault(row, {})[key] = known.value
    return Typed(singles, tuple(sorted(rows.items())), typed.listed, typed.epoch)


def _numbers(typed: Typed) -> dict[str, Fraction]:
    return {name: value for name, raw in typed.singles.items() if (value := number(raw)) is not None}


def _earlier(typed: Typed, when: date) -> Said | None:
    """What the measure came to in the year compared with."""
    singles = _numbers(typed)
    if "baseline" in singles:
        return Said(when, singles["baseline"])
    top, whole = singles.get("baseline_numerator"), singles.get("baseline_denominator")
    return Said(when, top, whole) if top is not None and whole else None


# --- one kind after the other ---------------------------------------------------------------------------


def _said(measure: Measure, unit: str, typed: Typed, when: date) -> Said | None:
    """The figures of a measure; None where its inputs were left open."""
    singles = _numbers(typed)
    match measure.kind:
        case "documents":
            papers = tuple(_paper(row, unit, when, typed.epoch) for _, row in typed.rows)
            silent = not typed.listed or (measure.if_any and not papers)
            return None if silent else Said(when, Fraction(len(papers)), papers=papers)
        case "count" | "baseline":
            top = singles.get("count" if measure.kind == "count" else "current")
            return None if top is None else Said(when, top)
        case "ratio":
            top, whole = singles.get("numerator"), singles.get("denominator")
            if top is None or whole is None:
                return None
            return _of(when, top, whole, may_be_nil=measure.if_any)
    if not typed.rows:
        return None
    match measure.kind:
        case "checklist":
            done = [done for _, row in typed.rows if (done := yes(row.get("done"))) is not None]
            partial = len(done) < len(measure.items)
            whole = Fraction(len(measure.items))
            return Said(when, Fraction(sum(done)), whole, partial=partial) if done else None
        case "disbursement":
            top = sum((number(row.get("disbursed")) or Fraction(0) for _, row in typed.rows), Fraction(0))
            whole = sum((number(row.get("allocated")) or Fraction(0) for _, row in typed.rows), Fraction(0))
            return _of(when, top, whole, may_be_nil=measure.if_any)
        case "survey":
            return _survey(measure, typed, when)
    back, dues = (_days(typed, field) for field in ("returned", "due"))
    ended = [(returned, due) for returned, due in zip(back, dues, strict=True) if returned and due]
    in_time = sum(returned <= due for returned, due in ended)
    return Said(when, Fraction(in_time), Fraction(len(ended)))


def _days(typed: Typed, field: str) -> list[date | None]:
    """The days in a column of a list, of a long one each different value told once."""
    if not isinstance(typed.rows, Lines):
        return [day(row.get(field), typed.epoch) for _, row in typed.rows]
    columns = typed.rows.columns
    stored = columns.get(field) or [None] * max(map(len, columns.values()))
    told = {value: day(value, typed.epoch) for value in set(stored)}
    return [told[value] for value in stored]


def _of(
    when: date, top: Fraction, whole: Fraction, *,
    may_be_nil: bool, factors: tuple[tuple[str, Fraction, Fraction], ...] = (), partial: bool = False,
) -> Said:  # fmt: skip
    """A part of a whole; nothing of nothing means that nothing arose, where that is allowed."""
    if may_be_nil and not whole:
        return Said(when, nil=True)
    return Said(when, top, whole, factors, partial=partial)


def _survey(measure: Measure, typed: Typed, when: date) -> Said:
    """Content are the answers of the two upper levels."""
    factors = []
    for place, row in typed.rows:
        levels = [number(row.get(f"level_{n}")) or Fraction(0) for n in range(1, 6)]
        label = text(row.get("factor")) or text(measure.items[place] if place < len(measure.items) else place)
        factors.append((label, levels[3] + levels[4], sum(levels, Fraction(0))))
    content = sum((satisfied for _, satisfied, _ in factors), Fraction(0))
    answered = sum((whole for _, _, whole in factors), Fraction(0))
    return _of(
        when, content, answered,
        may_be_nil=measure.if_any, factors=tuple(factors), partial=len(factors) < len(measure.items),
    )  # fmt: skip


def _paper(row: Row, unit: str, when: date, epoch: date) -> Paper:
    """One document whoever lists it: by symbol and day, or by unit, day and subject."""
    own = day(row.get("date"), epoch) or when
    symbol = re.sub(r"^(số[: ])?\s*0*(?=.)", "", text(row.get("number"))).replace(" ", "")
    return Paper((symbol, own.isoformat()) if symbol else (unit, own.isoformat(), text(row.get("subject"))), own)
