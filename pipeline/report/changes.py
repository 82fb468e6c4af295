"""What rose and fell against the period before: Results come in, sentences go out.

Only figures that the same units gave both times are compared: a unit that came or fell silent
moves a rate though nothing happened.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from pipeline.model import Period
from pipeline.outcome import Figure, MeasureResult, Results
from pipeline.report.figures import mark
from pipeline.report.standing import count
from pipeline.report.words import is_share, limits, subject
from pipeline.vietnamese import join_names, lower_first, show_percent
from pipeline.wording import small_count

_MOST_DECIMALS = 4
MOST_TOLD = 3  # rises, and falls, that a report names


@dataclass(frozen=True, slots=True)
class Change:
    """A measure's figure in the period before and now, both there and of the same units."""

    now: MeasureResult
    before: Figure

    @property
    def size(self) -> Fraction:
        """Of a percentage the points (as a share of 1), of a count the part of the larger number."""
        old, new = self.before.value or Fraction(0), self.now.figure.value or Fraction(0)
        return new - old if is_share(self.now) else (new - old) / max(old, new, Fraction(1))


def compared(results: Results) -> tuple[Change, ...]:
    """Every measure that can be compared, in the order of the plan."""
    if results.previous is None:
        return ()
    former = {m.measure.code: m for m in results.previous.measures}
    return tuple(
        Change(now, former[now.measure.code].figure)
        for now in results.measures
        if not now.measure.same_as and _comparable(now, former[now.measure.code], results)
    )


def _comparable(now: MeasureResult, before: MeasureResult, results: Results) -> bool:
    if now.figure.value is None or before.figure.value is None or now.figure.received != before.figure.received:
        return False
    if now.missing_months or before.missing_months or now.measure.each:
        return False
    if now.figure.sources == before.figure.sources:  # nothing new was sent: not the same as "unchanged"
        return False
    # What happened in nine months is no rise over what happened in six.
    cumulative = results.period.kind in ("half", "nine", "year")
    return is_share(now) or now.measure.nature == "stock" or not cumulative


def change_sentences(results: Results) -> Iterator[str]:
    """What rose and fell most, shares and counts apart; nothing where nothing can be compared."""
    found, former = compared(results), results.previous
    if former is None or not found:
        return
    title = former.period.title
    moved = sorted((c for c in found if c.size), key=lambda c: -abs(c.size))
    ways = (
        ("tăng", [c for c in found if c.size > 0]), ("giảm", [c for c in found if c.size < 0]),
        ("không đổi", [c for c in found if not c.size]),
    )  # fmt: skip
    told = join_names(f"{_counted(own, f'{way} so với {title}')} chỉ tiêu {way}" for way, own in ways if own)
    compared_with = _counted(found, f"so sánh được với {title}")
    yield f"So với {title}, trong {compared_with} chỉ tiêu so sánh được (cùng đơn vị báo cáo) có {told}."
    for lead, of_share, sign in (
        ("Tỷ lệ tăng nhiều nhất", True, 1), ("Tỷ lệ giảm nhiều nhất", True, -1),
        ("Số lượng tăng nhiều nhất", False, 1), ("Số lượng giảm nhiều nhất", False, -1),
    ):  # fmt: skip
        own = [c for c in moved if is_share(c.now) == of_share and c.size * sign > 0]
        if own:
            yield f"{lead}: " + "; ".join(_told(c, former.period) for c in own[:MOST_TOLD]) + "."


def _counted(found: Sequence[Change], how: str) -> str:
    return count(len(found), f"chỉ tiêu {how}", (c.now.measure.code for c in found))


def _told(change: Change, former: Period) -> str:
    """As "tỷ lệ giải ngân từ 48,2% lên 61% (A.VII.1.1)"; two figures that differ never look alike."""
    measure, old, new = change.now.measure, change.before.value, change.now.figure.value
    old, new = old or Fraction(0), new or Fraction(0)
    if is_share(change.now):
        bounds = limits(measure, change.now.figure)
        pairs = ((show_percent(old, bounds, p), show_percent(new, bounds, p)) for p in range(1, _MOST_DECIMALS + 1))
        first, last = next((pair for pair in pairs if pair[0] != pair[1]), (show_percent(old), show_percent(new)))
    else:
        first, last = small_count(old), small_count(new)
    first, last = mark(first, "value", subject(measure, former), old), mark(last, "value", measure.code, new)
    last += "" if is_share(change.now) else f" {measure.uom}"
    way = "lên" if new > old else "xuống"
    return f"{lower_first(measure.name)} từ {first} {way} {last} ({measure.code})"
