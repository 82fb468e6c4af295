"""Two sequences by the labels of their items come in, which item of one is which of the other goes out.

An item may have been changed, removed, added or moved. The time is that of reading the labels a few times,
however alike or different the sequences are.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

Labels = Sequence[str]  # what tells an item: its full text, or several names of which one is enough
Pair = tuple[int | None, int | None]
_Range = tuple[int, int, int, int]  # from, to on one side; from, to on the other
_AGAIN = 3  # how often a gap is looked through for labels that are the only ones in it
_SMALL = 64  # pairs that are compared word by word
_ALIKE, _READ = 0.5, 300  # from which share two texts are one changed; characters that are looked at


def aligned(said: Sequence[Sequence[Labels]], found: Sequence[Sequence[Labels]]) -> list[Pair]:
    """The pairs in reading order, None where an item has no partner.

    `said` and `found` hold the same sequence several times, told by coarser and coarser labels; by the first,
    equal items are equal. What no label tells apart is paired by likeness, or by its place.
    """
    gone, come = _moved(said, found)
    here = [n for n in range(len(said[0])) if n not in gone]
    there = [n for n in range(len(found[0])) if n not in come]
    staying = _staying([[level[n] for n in here] for level in said], [[level[n] for n in there] for level in found])
    pairs: list[Pair] = [(None if a is None else here[a], None if b is None else there[b]) for a, b in staying]
    return _in_order([*pairs, *((n, None) for n in gone), *((None, n) for n in come)])


def alike(one: Sequence[object], other: Sequence[object]) -> tuple[int, int]:
    """How many items are the same at the start of both, and how many more at their end."""
    start, end, most = 0, 0, min(len(one), len(other))
    while start < most and one[start] == other[start]:
        start += 1
    while end < most - start and one[-1 - end] == other[-1 - end]:
        end += 1
    return start, end


def _moved(said: Sequence[Sequence[Labels]], found: Sequence[Sequence[Labels]]) -> tuple[set[int], set[int]]:
    """What is the same on either side, told by a label that stands once, but not where its neighbours stand."""
    known: dict[int, int] = {}
    for level in range(len(said) - 1 or 1):  # the coarsest labels tell too little
        here, there = (_single(side[level], 0, len(side[level])) for side in (said, found))
        for label, n in here.items():
            if label in there and said[0][n] == found[0][there[label]]:
                known.setdefault(n, there[label])
    moved = set(known.items()) - set(_rising(sorted(known.items())))
    return {n for n, _ in moved}, {n for _, n in moved}


def _staying(said: Sequence[Sequence[Labels]], found: Sequence[Sequence[Labels]]) -> list[Pair]:
    """The pairs of two sequences from which what moved was taken out."""
    pairs: list[Pair] = []
    todo: list[tuple[_Range, int, int]] = [((0, len(said[0]), 0, len(found[0])), 0, 0)]
    while todo:
        (a, b, c, d), level, times = todo.pop()
        while a < b and c < d and said[0][a] == found[0][c]:
            pairs.append((a, c))
            a, c = a + 1, c + 1
        while a < b and c < d and said[0][b - 1] == found[0][d - 1]:
            b, d = b - 1, d - 1
            pairs.append((b, d))
        if a == b or c == d:
            pairs += [(n, None) for n in range(a, b)] + [(None, n) for n in range(c, d)]
            continue
        sure = _sure(said[level], found[level], (a, b, c, d)) if times < _AGAIN else []
        if sure:
            pairs += sure
            todo += [(gap, level, times + 1) for gap in _gaps(sure, (a, b, c, d))]
        elif level + 1 < len(said):
            todo.append(((a, b, c, d), level + 1, 0))
        else:
            pairs += _by_likeness(said[0], found[0], (a, b, c, d))
    return pairs


def _sure(said: Sequence[Labels], found: Sequence[Labels], span: _Range) -> list[tuple[int, int]]:
    """The longest run of pairs in order whose label stands once on either side."""
    a, b, c, d = span
    here, there = _single(said, a, b), _single(found, c, d)
    partner: dict[int, int] = {}
    for label, n in here.items():
        if label in there:
            partner.setdefault(n, there[label])
    return _rising(sorted(partner.items()))


def _single(items: Sequence[Labels], start: int, end: int) -> dict[str, int]:
    count = Counter(label for n in range(start, end) for label in set(items[n]))
    return {label: n for n in range(start, end) for label in items[n] if count[label] == 1}


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs that rise on both sides."""
    ends: list[int] = []  # the least end of a run of each length
    tops: list[int] = []  # and which pair that is
    before: list[int] = []
    for number, (_, there) in enumerate(pairs):
        length = bisect_left(ends, there)
        before.append(tops[length - 1] if length else -1)
        ends[length : length + 1], tops[length : length + 1] = [there], [number]
    run, number = [], tops[-1] if tops else -1
    while number >= 0:
        run.append(pairs[number])
        number = before[number]
    return run[::-1]


def _gaps(pairs: list[tuple[int, int]], span: _Range) -> Iterator[_Range]:
    """What stands between the pairs."""
    a, b, c, d = span
    for here, there in [*pairs, (b, d)]:
        if a < here or c < there:
            yield a, here, c, there
        a, c = here + 1, there + 1


def _by_likeness(said: Sequence[Labels], found: Sequence[Labels], span: _Range) -> Iterator[Pair]:
    """The most alike first, what stands around them after; many by their places."""
    a, b, c, d = span
    if a == b or c == d or (b - a) * (d - c) > _SMALL:
        both = min(b - a, d - c)
        yield from zip(range(a, a + both), range(c, c + both), strict=True)
        yield from ((n, None) for n in range(a + both, b))
        yield from ((None, n) for n in range(c + both, d))
        return
    best, here, there = max((_likeness(said[n], found[m]), -n, -m) for n in range(a, b) for m in range(c, d))
    here, there = -here, -there
    if best < _ALIKE and (b - a, d - c) != (1, 1):
        here, there = a, c
    yield here, there
    yield from _by_likeness(said, found, (a, here, c, there))
    yield from _by_likeness(said, found, (here + 1, b, there + 1, d))


def _likeness(one: Labels, other: Labels) -> float:
    return SequenceMatcher(None, one[0][:_READ], other[0][:_READ], autojunk=False).quick_ratio()


def _in_order(pairs: list[Pair]) -> list[Pair]:
    """Pairs by their place in what was found, what is missing there right after what stood before it."""
    missing = sorted((here for here, there in pairs if here is not None and there is None), reverse=True)
    ordered: list[Pair] = []
    for here, there in sorted((p for p in pairs if p[1] is not None), key=lambda p: p[1] or 0):
        while here is not None and missing and missing[-1] < here:
            ordered.append((missing.pop(), None))
        ordered.append((here, there))
    return [*ordered, *((here, None) for here in reversed(missing))]
