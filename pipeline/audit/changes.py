"""A line as it was sealed and as it stands now come in, what differs between them goes out, figure by figure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

from pipeline.audit.align import alike
from pipeline.audit.line import MARK, Figure, Line

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*%?")
_TOKEN = re.compile(rf"{_NUMBER.pattern}|[^\W\d]+|.", re.DOTALL)
_MOST = 250_000  # pairs of words that are compared; a longer change is taken as one
_AROUND = 8  # words, blanks and signs quoted on either side of a change
_BLANK, _FILLED = r"[\s.…]{0,20}", r"[\s.…\d]{0,20}"  # a place that is left open, and after the văn thư wrote there


def _places(inside: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Where the number of a document stands, and its date."""
    number = rf"(?<=[Ss]ố)\s?:?{inside}[a-zA-Z]?\s?(?=/)"
    return re.compile(number), re.compile(rf"ngày{inside}tháng{inside}năm{_FILLED}")


_OPEN, _ANY = _places(_BLANK), _places(_FILLED)


class Change(NamedTuple):
    """What differs in a line; `anchor` where it is about a figure."""

    kind: Literal["figure_changed", "figure_missing", "anchor_missing", "anchor_strange", "number_added",
                  "text_changed"]  # fmt: skip
    anchor: str
    said: str
    found: str


def folded(text: str) -> str:
    """The text as if number and date were still open: so a line is known whether they are filled in or not."""
    if "ngày" in text or text.startswith("Số"):
        for place in _ANY:
            text = place.sub("…", text)
    return text


def gist(text: str) -> str:
    """The text without its numbers."""
    return _NUMBER.sub("#", text)


def is_filled_in(said: str, found: str) -> bool:
    """Whether a line is what it was but for number and date, which were left open."""
    pieces, done = [], 0
    matches = sorted((m.start(), m.end(), n) for n, place in enumerate(_OPEN) for m in place.finditer(said))
    for start, end, number in matches:
        pieces += [re.escape(said[done:start]), _ANY[number].pattern]
        done = end
    return bool(matches) and re.fullmatch("".join((*pieces, re.escape(said[done:]))), found) is not None


def is_signed(said: str, found: str) -> bool:
    """Whether post and name stand as they stood, whatever else was written beside them."""
    lines = iter(found.split("\n"))
    return all(line in lines for line in said.split("\n") if line)


_Token = str | Figure


def compared(said: Line, line: Line, present: Counter[str]) -> Iterator[Change]:
    """What differs in a line. `present` counts the anchors of the whole document."""
    if said.coded == line.coded and said.figures == line.figures:
        return
    old, new = list(_tokens(_known(said, said))), list(_tokens(_known(said, line)))
    here = {token.anchor: token.text for token in new if isinstance(token, Figure)}
    for name, shown in (token for token in old if isinstance(token, Figure)):
        if name in here and here[name] != shown:
            yield Change("figure_changed" if here[name] else "figure_missing", name, shown, here[name])
    texts = []
    for a, b, c, d in _regions([_name(token) for token in old], [_name(token) for token in new]):
        piece, numbers, named = _display(new[c:d]), _numbers(new[c:d]), False
        for name, shown in (t for t in old[a:b] if isinstance(t, Figure) and t.anchor not in here):
            if shown and shown in piece:
                named = True
                yield Change("anchor_strange" if present[name] else "anchor_missing", name, shown, shown)
            elif not present[name]:
                named = True
                yield Change("figure_changed" if numbers else "figure_missing", name, shown, piece.strip())
        if not named and numbers - _numbers(old[a:b]):
            yield Change("number_added", "", _display(old[a:b]), piece)
        elif not named:
            texts.append((a, b, c, d))
    if texts:
        a, c, b, d = texts[0][0], texts[0][2], texts[-1][1], texts[-1][3]
        before = min(_AROUND, a, c)
        quoted = _display(old[a - before : b + _AROUND]), _display(new[c - before : d + _AROUND])
        yield Change("text_changed", "", *quoted)


def _known(said: Line, line: Line) -> Iterator[_Token]:
    """The pieces of a line, its figures those of its own; any other is text.

    LibreOffice lets the anchors in the last paragraph of a section end one character too early: that is mended.
    """
    shown = dict(said.figures)
    pieces = line.coded.split(MARK)
    for number, figure in enumerate(line.figures):
        after = 2 * number + 2
        yield pieces[after - 2]
        text, full = figure.text, shown.pop(figure.anchor, None)
        if full is None:
            yield text
            continue
        if text != full and text == full[:-1] and pieces[after].startswith(full[-1]):
            text, pieces[after] = full, pieces[after][1:]
        yield Figure(figure.anchor, text)
    yield pieces[-1]


def _tokens(pieces: Iterable[_Token]) -> Iterator[_Token]:
    """Words, blanks, signs and figures."""
    for piece in pieces:
        if isinstance(piece, str):
            yield from _TOKEN.findall(piece)
        else:
            yield piece


def _regions(old: list[str], new: list[str]) -> Iterator[tuple[int, int, int, int]]:
    """Where two rows of words differ: from, to in one, from, to in the other."""
    start, end = alike(old, new)
    one, other = old[start : len(old) - end], new[start : len(new) - end]
    if len(one) * len(other) > _MOST:
        yield start, len(old) - end, start, len(new) - end
        return
    for kind, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if kind != "equal":
            yield start + a, start + b, start + c, start + d


def _name(token: _Token) -> str:
    return token if isinstance(token, str) else f"{MARK}{token.anchor}"


def _display(tokens: Iterable[_Token]) -> str:
    return "".join(token if isinstance(token, str) else token.text for token in tokens)


def _numbers(tokens: Iterable[_Token]) -> Counter[str]:
    """The numbers in words that are no figure's."""
    return Counter(t for t in tokens if isinstance(t, str) and _NUMBER.fullmatch(t))
