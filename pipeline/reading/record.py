"""What files say as one line of text each and back, for other processes and for later runs.

JSON of one shape only, which the types of `Read` tell: a thing is the array of its fields, and its place says
what it is, so a text cannot bring in anything else. Many texts come back together, field by field rather than
thing by thing, which takes a fraction of the time.
A file's own receipt is not in its text: who reads it back has it at hand.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, lru_cache, partial
from itertools import chain, compress, islice, repeat
from operator import attrgetter
from sys import intern
from typing import Any, Literal, get_args, get_origin, get_type_hints, overload

from pipeline.model import Arrival, Submission, Value
from pipeline.reading.both import Read
from pipeline.second.answers import Answers

_BETWEEN = "\t"  # what parts say and what they answer, neither of which has one
_WRITER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


class NoRecord(ValueError):
    """A text that is no record of a file."""


def to_text(read: Read) -> str:
    """The record of a file. TypeError: it holds a value of a kind that records do not know."""
    arrival = read.parts[0].arrival
    told = [_PARTS.pack(read.parts, arrival), read.opened], _ANSWERS.pack(read.answers, arrival)
    return _BETWEEN.join(map(_WRITER.encode, told))


def from_texts(texts: Iterable[str], arrivals: Sequence[Arrival]) -> list[Read]:
    """What files said, by the record and the receipt of each. NoRecord: one of the texts is none.

    What they answer is made when somebody asks: that is the second road, which goes beside this one.
    """
    pairs = [text.split(_BETWEEN) for text in texts]
    with _records():
        parts, opened = zip(*_read([told for told, _ in pairs]), strict=True) if pairs else ((), ())
        made = list(_PARTS.make(parts, arrivals))
    if not all(made):
        raise NoRecord("nothing is said")
    answers = _Answers([told for _, told in pairs], arrivals)
    return [
        Read(own, Later(answers, number), bool(is_open))
        for number, (own, is_open) in enumerate(zip(made, opened, strict=True))
    ]


def from_text(text: str, arrival: Arrival) -> Read:
    """What a file said, by its record. NoRecord: the text is none."""
    (read,) = from_texts([text], [arrival])
    if len(read.answers) != len(read.parts):
        raise NoRecord("not everything is said")
    return read


class Later(Sequence[Answers | None]):
    """What the parts of a file answer, made with that of others when somebody asks."""

    def __init__(self, answers: _Answers, number: int) -> None:
        self._all, self._number = answers, number

    @overload
    def __getitem__(self, place: int) -> Answers | None: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[Answers | None, ...]: ...

    def __getitem__(self, place: int | slice) -> Answers | tuple[Answers | None, ...] | None:
        return self._all.made[self._number][place]

    def __len__(self) -> int:
        return len(self._all.made[self._number])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]


class _Answers:
    """What several files answer, by the records and the receipts of them."""

    def __init__(self, texts: Sequence[str], arrivals: Sequence[Arrival]) -> None:
        self._texts, self._arrivals = texts, arrivals

    @cached_property
    def made(self) -> Sequence[tuple[Answers | None, ...]]:
        with _records():
            return list(_ANSWERS.make(_read(self._texts), self._arrivals))


def _read(texts: Sequence[str]) -> list[Any]:
    """What each of many texts holds, read together: one by one they take half as long again."""
    told: list[Any] = json.loads(f"[{','.join(texts)}]")
    if len(told) != len(texts):
        raise ValueError(len(told))
    return told


@contextmanager
def _records() -> Iterator[None]:
    """NoRecord in place of what goes wrong over a text that is none."""
    try:
        yield
    except (ValueError, TypeError, LookupError, ArithmeticError, RecursionError) as error:
        raise NoRecord(str(error)) from error


# --- shapes -------------------------------------------------------------------------------------------------

Made = Callable[[int, Sequence[Iterable[Any]]], Iterable[Any]]  # things of as many columns as one has parts
Arrivals = Iterable[Arrival]  # of each value the receipt of the file that it is of; asked for once or not at all


def _as_it_is(value: Any, arrival: Arrival) -> Any:
    return value


@dataclass(frozen=True, slots=True)
class _Shape:
    """How values of a type are told. pack: one of them; make: many at once, in their order."""

    pack: Callable[[Any, Arrival], Any] = _as_it_is
    make: Callable[[Sequence[Any], Arrivals], Iterable[Any]] = lambda values, arrivals: values


def _of(hint: Any) -> _Shape:
    """The shape of a type."""
    within, origin = get_args(hint), get_origin(hint)
    if hint in _KNOWN or origin is Literal:
        return _KNOWN.get(hint, _PLAIN)
    if isinstance(hint, type) and is_dataclass(hint):
        hints = get_type_hints(hint)
        names = [field.name for field in fields(hint)]
        return _together([_FIELDS.get(name) or _of(hints[name]) for name in names], attrgetter(*names), _things(hint))
    if isinstance(hint, type) and hasattr(hint, "_make"):  # a named tuple
        shapes = [_FIELDS.get(name) or _of(kind) for name, kind in get_type_hints(hint).items()]
        made = partial(tuple.__new__, hint)
        return _together(shapes, tuple, lambda count, columns: map(made, zip(*columns, strict=True)))
    if origin is dict:
        pairs = _of(tuple[tuple[within], ...])  # type: ignore[valid-type]
        return _Shape(lambda v, arrival: pairs.pack(v.items(), arrival), lambda v, each: map(dict, pairs.make(v, each)))
    if origin is tuple and ... in within:
        return _many(_of(within[0]))
    if origin is tuple:
        return _together(list(map(_of, within)), tuple, lambda count, columns: zip(*columns, strict=True))
    (known,) = (kind for kind in within if kind is not type(None))
    return _or_none(_of(known)) if _of(known) is not _PLAIN else _PLAIN


def _together(shapes: Sequence[_Shape], apart: Callable[[Any], Iterable[Any]], made: Made) -> _Shape:
    """A thing of so many parts, the first of every one in one column, and so on."""
    packs = [(place, shape.pack) for place, shape in enumerate(shapes) if shape.pack is not _as_it_is]
    makes = [shape.make for shape in shapes]

    def pack(value: Any, arrival: Arrival) -> list[Any]:
        parts = list(apart(value))
        for place, pack in packs:
            parts[place] = pack(parts[place], arrival)
        return parts

    def make(values: Sequence[Any], arrivals: Arrivals) -> Iterable[Any]:
        if not values:
            return ()
        each, columns = list(arrivals), zip(*values, strict=True)
        return made(len(values), [make(column, each) for make, column in zip(makes, columns, strict=True)])

    return _Shape(pack, make)


def _things(kind: Any) -> Made:
    """Things of a kind by their fields: those with slots are filled slot by slot, in a third of the time."""
    if not hasattr(kind, "__slots__") or hasattr(kind, "__post_init__"):
        return lambda count, columns: map(kind, *columns)
    slots = [getattr(kind, field.name).__set__ for field in fields(kind)]

    def made(count: int, columns: Sequence[Iterable[Any]]) -> Iterable[Any]:
        things = list(map(object.__new__, repeat(kind, count)))
        for fill, values in zip(slots, columns, strict=True):
            deque(map(fill, things, values), maxlen=0)
        return things

    return made


def _many(shape: _Shape) -> _Shape:
    """A tuple of any length."""

    def make(values: Sequence[Any], arrivals: Arrivals) -> Iterable[Any]:
        parts = list(chain.from_iterable(values))
        if not parts:
            return repeat((), len(values))
        sizes = list(map(len, values))
        made = iter(shape.make(parts, chain.from_iterable(map(repeat, arrivals, sizes))))
        return [tuple(islice(made, size)) for size in sizes]

    return _Shape(lambda value, arrival: [shape.pack(part, arrival) for part in value], make)


def _or_none(shape: _Shape) -> _Shape:
    """What may be missing."""

    def make(values: Sequence[Any], arrivals: Arrivals) -> Iterable[Any]:
        there = [value is not None for value in values]
        made = iter(shape.make(list(compress(values, there)), compress(arrivals, there)))
        return [next(made) if is_there else None for is_there in there]

    return _Shape(lambda value, arrival: None if value is None else shape.pack(value, arrival), make)


def _receipts(name: str) -> _Shape:
    """A text that is not told where the receipt of the file has it."""
    own = attrgetter(name)

    def make(values: Sequence[Any], arrivals: Arrivals) -> Iterable[Any]:
        if values.count(None) == len(values):  # nearly always
            return map(own, arrivals)
        return [own(arrival) if value is None else value for value, arrival in zip(values, arrivals, strict=True)]

    return _Shape(lambda value, arrival: None if value == own(arrival) else value, make)


def _pack_arrival(value: Arrival, arrival: Arrival) -> None:
    if value != arrival:
        raise TypeError("no record of another file's receipt")


def _pack_day(value: date, arrival: Arrival) -> int:
    if type(value) is not date:
        raise TypeError(f"no record of {type(value).__name__}")
    return value.toordinal()


def _pack_fraction(value: Fraction, arrival: Arrival) -> int | str:
    return value.numerator if value.denominator == 1 else str(value)


def _pack_value(value: Value, arrival: Arrival) -> Any:
    if type(value) in (str, int, bool):
        return value
    return ["decimal", str(value)] if type(value) is Decimal else ["day", _pack_day(value, arrival)]  # type: ignore[arg-type]


def _make_values(values: Sequence[Any], arrivals: Arrivals) -> Iterable[Any]:
    makes: dict[str, Callable[[Any], Any]] = {"decimal": Decimal, "day": date.fromordinal}
    return [
        makes[value[0]](value[1]) if type(value) is list else intern(value) if type(value) is str else value
        for value in values
    ]


_PLAIN = _Shape()
_NAME = _Shape(make=lambda values, arrivals: map(intern, values))  # a text that many files share
_FIELDS = {"sha256": _receipts("sha256"), "file": _receipts("name")}
_FIELDS |= dict.fromkeys(("task", "unit", "period", "measure", "field", "sheet", "cell", "raw"), _NAME)
_fraction = lru_cache(maxsize=10_000)(Fraction)
_KNOWN = {
    str: _PLAIN,
    int: _PLAIN,
    bool: _PLAIN,
    Value: _Shape(_pack_value, _make_values),
    date: _Shape(_pack_day, lambda values, arrivals: map(date.fromordinal, values)),
    Fraction: _Shape(_pack_fraction, lambda values, arrivals: map(_fraction, values)),
    Arrival: _Shape(_pack_arrival, lambda values, arrivals: arrivals),
}
_PARTS, _ANSWERS = _of(tuple[Submission, ...]), _of(tuple[Answers | None, ...])
