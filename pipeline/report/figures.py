"""A number of the report and what it is, in one string: words with figures come in, pieces of them go out.

Every number that a document says is written by `mark`: the displayed text carries along what it is
the figure of and its exact value, inside marks that no text from outside can hold (`clean_text` drops
them). `register` turns them into figures with an id, the writers into bookmarks, or `plain` drops them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from functools import lru_cache
from sys import intern  # thousands of figures say the same, and a report of a unit is counted in many
from typing import NamedTuple

_START, _NEXT, _TEXT, _END = "\ufdd0", "\ufdd1", "\ufdd2", "\ufdd3"  # noncharacters: no text may hold them
_MARKED = re.compile(f"{_START}([^{_TEXT}]*){_TEXT}([^{_END}]*){_END}")
_TITLE = re.compile(f"{_START}[^{_TEXT}]*{_TEXT}|{_END}")
_EXACT = re.compile(r"-?\d+(/\d+)?")
_STANDS = "\ufffc"  # where an object stands


class Mark(NamedTuple):
    """A figure at one place of a document.

    concept: a key of `concepts.CONCEPTS`; of: the measure, task, section … it is a figure of; exact:
    the value before rounding, a share of 1, a count, or đồng; counted: the codes of what was counted.
    Once the document is registered only `anchor` and `shown` are left: the bookmark's name and the text.
    """

    shown: str
    concept: str = ""
    of: str = ""
    exact: str = ""
    counted: tuple[str, ...] = ()
    anchor: str = ""


def mark(shown: str, concept: str, of: str, exact: Fraction | int | str, counted: Iterable[str] = ()) -> str:
    """A displayed number that knows what it is. ValueError where `shown` holds another one."""
    if _START in shown:
        raise ValueError("a figure inside a figure")
    title = _NEXT.join((concept, of, str(exact), " ".join(counted)))
    return f"{_START}{title}{_TEXT}{shown}{_END}"


def exact_quotient(text: str) -> tuple[int, int] | None:
    """Part and whole of a mark's `exact`; None where it is words."""
    if text.isdecimal() and text.isascii():  # as most are
        return int(text), 1
    if not _EXACT.fullmatch(text):
        return None
    part, _, whole = text.partition("/")
    return int(part), int(whole or 1)


def exact_value(text: str) -> Fraction | None:
    """The value of a mark's `exact`; None where it is words."""
    quotient = exact_quotient(text)
    return None if quotient is None else Fraction(*quotient)


def anchored(identity: str, number: int, shown: str) -> tuple[str, str]:
    """The name of the bookmark of a figure, the `number`th of its document, and the text that it stands around."""
    anchor = f"{identity}_{number}"
    return anchor, f"{_START}{anchor}{_TEXT}{shown}{_END}"


def anchor_number(anchor: str) -> int:
    """Which bookmark of its document an anchor is."""
    return int(anchor.rpartition("_")[2])


def has_figures(text: str) -> bool:
    """Whether a text holds a figure."""
    return _START in text


def plain(text: str) -> str:
    """The text as it is read."""
    return _TITLE.sub("", text) if _START in text else text


def blanked(text: str) -> str:
    """The text with a sign for an object in place of each figure."""
    return _MARKED.sub(_STANDS, text) if _START in text else text


def changed(text: str, change: Callable[[Mark], str]) -> str:
    """The text with each figure as `change` makes it."""
    if _START not in text:
        return text
    figure = alone(text)
    return _MARKED.sub(lambda match: change(_mark(match[1], match[2])), text) if figure is None else change(figure)


def alone(text: str) -> Mark | None:
    """The figure that is all of a text, as in most cells of tables; None where there is more, or none."""
    if not text.startswith(_START) or text.find(_END) != len(text) - 1:
        return None
    title, _, shown = text[1:-1].partition(_TEXT)
    return _mark(title, shown)


def pieces(text: str) -> Iterator[str | Mark]:
    """The text and the figures in it, in reading order."""
    found = _MARKED.split(text)  # words, the title of a figure and what it shows, and so on
    for words, title, shown in zip(found[::3], found[1::3], found[2::3], strict=False):
        if words:
            yield words
        yield _mark(title, shown)
    if found[-1]:
        yield found[-1]


def marks(text: str) -> list[Mark]:
    """The figures in a text."""
    figure = alone(text)
    if figure is not None:
        return [figure]
    return [_mark(*found) for found in _MARKED.findall(text)] if _START in text else []


def _mark(title: str, shown: str) -> Mark:
    return _titled(title, shown) if _NEXT in title else Mark(shown, anchor=title)


@lru_cache(maxsize=1 << 14)  # a figure stands in several places of a document, and is read several times
def _titled(title: str, shown: str) -> Mark:
    concept, of, exact, counted = title.split(_NEXT)
    return Mark(intern(shown), intern(concept), intern(of), intern(exact), tuple(map(intern, counted.split())))


def reworked(text: str, change: Callable[[str], str]) -> str:
    """The text with its words changed as `change` changes a text, and its figures as they are."""
    if _START not in text:
        return change(text)
    if text[0] == _START and text.find(_END) == len(text) - 1:
        return text  # a figure alone, as most cells of tables are
    blank = _MARKED.sub(_STANDS, text.replace(_STANDS, ""))
    words = change(blank)
    if words == blank and _STANDS not in text:
        return text
    found = (match[0] for match in _MARKED.finditer(text))
    first, *others = words.split(_STANDS)
    return "".join((first, *(figure + rest for figure, rest in zip(found, others, strict=True))))
