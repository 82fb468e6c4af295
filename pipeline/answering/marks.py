"""Which inputs of a fresh template a point is about: a point, the layout and what was typed come in, spots go out.

A finding stands at a cell that has something in it; what it asks for may be the blank cell beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline import forms
from pipeline import layout as lo
from pipeline.answering.points import Point
from pipeline.answering.typed import Typed
from pipeline.messages import clip
from pipeline.model import Measure
from pipeline.returned import Spot

_OF_AN_EARLIER_YEAR = "DATA_NO_BASELINE"
_MEANT = {"DATA_NO_DECISION": "decision"}  # findings that stand at a list and ask for a single input


def spots(point: Point, layout: lo.TaskLayout, typed: Typed) -> tuple[Spot, ...]:
    """The inputs to be marked, as far as the layout has them; none for a point about the whole report."""
    at = [spot for cell in point.cells if (spot := typed.spot(point.sheet, cell))]
    asked = [_meant(point, spot, layout, typed) for spot in at] or _of_measure(point, layout)
    return tuple(spot for spot in dict.fromkeys(asked) if _is_drawn(spot, layout))


def _is_drawn(spot: Spot, layout: lo.TaskLayout) -> bool:
    if spot.row is None:
        return any(entry.name == spot.name for entry in layout.inputs)
    return any(rows.name == spot.name and spot.row <= rows.last - rows.first for rows in layout.lists)


def _of_measure(point: Point, layout: lo.TaskLayout) -> Iterable[Spot]:
    """Of a point about a measure as a whole what the measure asks for."""
    measure = next((m for m in layout.measures if m.name == point.label), None)
    return _asked(point, measure, layout) if measure else ()


def _asked(point: Point, measure: Measure, layout: lo.TaskLayout) -> Iterator[Spot]:
    earlier = forms.baseline_fields(measure)
    own = [entry for entry in layout.inputs if entry.measure == measure.code]
    if point.code == _OF_AN_EARLIER_YEAR:
        own = [entry for entry in own if entry.field in earlier]
    else:
        own = [entry for entry in own if entry.field.required]
    yield from (Spot(entry.name) for entry in own)
    rows = next((rows for rows in layout.lists if rows.measure == measure.code), None)
    if rows and not own:
        yield Spot(rows.name, 0, _first_field(rows))


def _meant(point: Point, spot: Spot, layout: lo.TaskLayout, typed: Typed) -> Spot:
    """What a point at some input asks for: another input of its measure, or another row of its list."""
    rows = next((rows for rows in layout.lists if rows.name == spot.name), None)
    measure = rows.measure if rows else next((i.measure for i in layout.inputs if i.name == spot.name), "")
    for entry in layout.inputs:
        told = entry.field.key == _MEANT.get(point.code) or (rows is None and entry.field.label == point.label)
        if measure and entry.measure == measure and told:
            return Spot(entry.name)
    if rows and rows.given:
        named = next((i for i, text in enumerate(rows.given) if clip(text) == point.found), spot.row)
        return spot if named == spot.row else Spot(spot.name, named, _first_field(rows))
    if rows and rows.sheet != layout.sheet:  # a list of cases, of which one is named
        listed = enumerate(typed.lists.get(rows.name, ()))
        return next((Spot(spot.name, i, spot.field) for i, line in listed if line[0] == point.found), spot)
    return spot


def _first_field(rows: lo.Rows) -> str:
    return next(field.key for field in rows.fields if field.form != "given")
