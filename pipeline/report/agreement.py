"""Whether a report agrees with itself: the registry of its figures, its JSON and its workbook's numbers
come in; every figure that two of them tell differently goes out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from pipeline.outcome import Disagreement, MeasureResult, Results
from pipeline.report.figures import exact_quotient
from pipeline.report.registry import Entry, Registry
from pipeline.vietnamese import exact_decimal

_SHOWN = re.compile(r"(?P<below>dưới )?(?P<number>-?[\d.]+(?:,(?P<decimals>\d+))?)(?P<percent>%)?")
_IN_MILLIONS = ("numerator", "denominator", "part_numerator", "part_denominator")  # of a disbursement
_IN_JSON = ("value", "numerator", "denominator", "baseline", "completion")
_ONE_DECIMAL = Fraction(1, 1000)  # of a percentage
_PLACES = 10  # decimals of a share in the JSON
NONE = "không có số"


def disagreements(
    registry: Registry,
    results: Results,
    measures: Iterable[Mapping[str, Any]],
    workbook: Mapping[tuple[str, str], Fraction],
) -> tuple[Disagreement, ...]:
    """What a figure says in one place and not in another.

    measures: as the JSON has them; workbook: what its sheet of measures says, by (measure, concept).
    """
    by_code = {m.measure.code: m for m in results.measures}
    found = [Disagreement(f"{name}, hai chỗ của báo cáo", one, other) for name, one, other in registry.conflicts]
    found += [d for entry in registry.figures for d in _misread(entry, by_code)]
    told: dict[str, dict[str, Entry]] = {}
    for entry in registry.figures:
        if entry.of in by_code:
            told.setdefault(entry.of, {})[entry.concept] = entry
    for machine in measures:
        own = told.get(machine["code"], {})
        found += [d for c in _IN_JSON if c in own for d in _differs(own[c], machine[c], "tệp JSON")]
        in_book = ((own[c], workbook[machine["code"], c]) for c in own if (machine["code"], c) in workbook)
        found += [d for entry, number in in_book for d in _strays(entry, number)]
    return tuple(found)


def _strays(entry: Entry, number: Fraction) -> Iterator[Disagreement]:
    """Whether the workbook has the same number; a rate as it is displayed, by one decimal of a percentage."""
    tolerance = _ONE_DECIMAL if any(p.shown.endswith("%") for p in entry.places) else Fraction(0)
    if abs(number - Fraction(entry.exact)) > tolerance:
        said, found = exact_decimal(Fraction(entry.exact), _PLACES), exact_decimal(number, _PLACES)
        yield Disagreement(f"{entry.subject.name}, so với bảng tổng hợp Excel", said, found)


def _differs(entry: Entry, other: object, where: str) -> Iterator[Disagreement]:
    """Whether another file has the same number, as far as it writes decimals."""
    exact = exact_decimal(Fraction(entry.exact), _PLACES)
    if other is None or exact_decimal(Fraction(str(other)), _PLACES) != exact:
        yield Disagreement(f"{entry.subject.name}, so với {where}", exact, NONE if other is None else str(other))


def _misread(entry: Entry, measures: Mapping[str, MeasureResult]) -> Iterator[Disagreement]:
    """Places that show another number than the figure is."""
    exact = exact_quotient(entry.exact)
    if exact is None:
        return
    part, whole = exact
    money = entry.subject.measure and measures[entry.subject.measure].measure.kind == "disbursement"
    if money and entry.concept in _IN_MILLIONS:
        whole *= 10**6
    for place in entry.places:
        as_it_is = whole == 1 and place.shown == entry.exact
        if not as_it_is and not _tells(place.shown, part, whole):
            yield Disagreement(f"{entry.subject.name}, số hiển thị", place.shown, entry.exact)


def _tells(shown: str, part: int, whole: int) -> bool:
    """Whether a number that is displayed is part/whole, changed by less than one of its last digit."""
    match = _SHOWN.fullmatch(shown)
    if not match:
        return False
    below, number, decimals, percent = match.groups()
    shown_in_last = int(number.replace(".", "").replace(",", "")) * whole
    exact_in_last = part * int(10 ** len(decimals or "")) * (100 if percent else 1)
    return exact_in_last >= shown_in_last if below else abs(shown_in_last - exact_in_last) < whole
