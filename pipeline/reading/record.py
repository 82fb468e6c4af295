"""What a file says as one line of text and back, for other processes and for later runs.

JSON of a few shapes only: a value that JSON knows stands for itself; anything else is an array that begins
with the name of its kind. Only kinds of the list below can come back, so a text cannot bring in anything else.
The file's own receipt is not in the text: who reads it back has it at hand.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields
from datetime import date
from decimal import Decimal
from fractions import Fraction
from sys import intern
from typing import Any

from pipeline.model import Arrival, CaseList, Fact, Finding, Source, Submission, Waiver
from pipeline.reading.both import Read
from pipeline.second.answers import Paper, Said

KINDS = (Read, Submission, Fact, CaseList, Finding, Waiver, Source, Said, Paper)
_FIELDS = {kind: tuple(field.name for field in fields(kind)) for kind in KINDS}


class NoRecord(ValueError):
    """A text that is no record of a file."""


def to_text(read: Read) -> str:
    """The record of a file. TypeError: it holds a value of a kind that records do not know."""
    return json.dumps(_packed(read, read.parts[0].arrival), ensure_ascii=False, separators=(",", ":"))


def from_text(text: str, arrival: Arrival) -> Read:
    """What a file said, by its record. NoRecord: the text is none."""
    makers = _makers(arrival)

    def made(value: list[Any]) -> Any:
        return makers[value[0]](*[made(part) if type(part) is list else part for part in value[1:]])

    try:
        read = made(json.loads(text))
        if isinstance(read, Read) and all(isinstance(part, Submission) for part in read.parts):
            return read
    except (ValueError, TypeError, LookupError, ArithmeticError, RecursionError) as error:
        raise NoRecord(str(error)) from error
    raise NoRecord(type(read).__name__)


def _packed(value: Any, arrival: Arrival) -> Any:
    kind = type(value)
    if kind in (str, int, bool) or value is None:
        return value
    if kind is tuple:
        if len(value) > 1 and {type(v) for v in value} <= {date, type(None)}:  # a column of a long list
            return ["days", *(v.toordinal() if v else 0 for v in value)]
        return ["", *(_packed(v, arrival) for v in value)]
    if kind is Source and (value.sha256, value.file) == (arrival.sha256, arrival.name):
        return ["own", value.sheet, value.cell, value.raw, value.carried_from]
    if kind in _FIELDS:
        return [kind.__name__, *(_packed(getattr(value, name), arrival) for name in _FIELDS[kind])]
    if kind is dict:
        return ["by", *(_packed(part, arrival) for pair in value.items() for part in pair)]
    if kind is date:
        return ["day", value.toordinal()]
    if kind in (Decimal, Fraction):
        return [kind.__name__, str(value)]
    if value == arrival:
        return ["arrival"]
    raise TypeError(f"no record of {kind.__name__}")


def _makers(arrival: Arrival) -> dict[str, Callable[..., Any]]:
    """Texts that many files say are one text."""
    makers: dict[str, Callable[..., Any]] = {kind.__name__: kind for kind in KINDS}
    return makers | {
        "": lambda *parts: parts,
        "Submission": lambda own, task, unit, period, *rest: Submission(
            own, intern(task), intern(unit), intern(period), *rest
        ),
        "Fact": lambda measure, field, value, *rest: Fact(
            intern(measure), intern(field), intern(value) if type(value) is str else value, *rest
        ),
        "own": lambda sheet, cell, raw, carried: Source(
            arrival.sha256, arrival.name, intern(sheet), intern(cell), intern(raw), carried
        ),
        "days": lambda *days: tuple(date.fromordinal(day) if day else None for day in days),
        "day": date.fromordinal,
        "by": lambda *parts: dict(zip(parts[::2], parts[1::2], strict=True)),
        "Decimal": Decimal,
        "Fraction": Fraction,
        "arrival": lambda: arrival,
    }
