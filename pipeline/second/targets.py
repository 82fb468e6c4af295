"""How targets are met: a measure and the figures of its days come in, status and completion go out."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from pipeline.model import Measure, Period, Target, TargetStatus
from pipeline.second.calendar import elapsed
from pipeline.second.figures import Figure, Scene, figure

PASSES: dict[str, Callable[[Fraction, Fraction], bool]] = {
    ">=": operator.ge, ">": operator.gt, "<=": operator.le, "<": operator.lt, "=": operator.eq,
}  # fmt: skip
COUNTED = ("count", "documents")
WHOLE, NOTHING = Fraction(1), Fraction(0)


@dataclass(frozen=True)
class Verdict:
    """How a target stands."""

    target: Target
    status: TargetStatus
    completion: Fraction | None


@dataclass(frozen=True)
class Judged:
    """What a measure comes to and how its targets stand."""

    measure: Measure
    figure: Figure
    completion: Fraction | None
    verdicts: tuple[Verdict, ...]


def judge(scene: Scene, measure: Measure) -> Judged:
    """The figure of a measure and the verdict on each of its targets."""
    verdicts = tuple(Verdict(t, *_verdict(scene, measure, t)) for t in measure.targets)
    current = _current(scene, verdicts)
    completions = [v.completion for v in current if v.completion is not None]
    shown = _shown(scene, measure, current[0].target if current else None)
    return Judged(measure, shown, min(completions, default=None), verdicts)


def _current(scene: Scene, verdicts: tuple[Verdict, ...]) -> list[Verdict]:
    """The judged targets of the first due day not yet past, else of the last."""
    judged = [v for v in verdicts if v.completion is not None]
    dues = sorted({v.target.due or date.max for v in judged})
    if not dues:
        return []
    ahead = [due for due in dues if due >= scene.as_of]
    chosen = ahead[0] if ahead else dues[-1]
    return [v for v in judged if (v.target.due or date.max) == chosen]


def _shown(scene: Scene, measure: Measure, target: Target | None) -> Figure:
    """The figure of a measure: of `each:` measures the share of units that meet the target."""
    if measure.each and target is not None and target.per is None:
        return _share_of_units(scene, measure, target, date.max)
    return figure(scene, scene.origin(measure))


# --- one target -------------------------------------------------------------------------------------------


def _verdict(scene: Scene, measure: Measure, target: Target) -> tuple[TargetStatus, Fraction | None]:
    if target.number is None and target.year is None:
        return "tracked", None
    if target.per:
        return _per_window(scene, measure, target)
    latest = _figure(scene, measure, target, date.max)
    if not latest.answered and not latest.nil:
        return "no_data", NOTHING
    if not latest.answered and not latest.silent and not latest.partial:
        return "nothing_arose", None
    done = _completion(measure, target, latest)
    in_time = _figure(scene, measure, target, target.due or date.max)
    if _meets(measure, target, in_time):
        return "met", done
    if target.due is None or scene.as_of < target.due:
        return "in_progress", done
    if _meets(measure, target, latest):
        return "met_late", done
    unknown = latest.value is None or latest.silent or latest.partial or (target.year and not latest.compared)
    if unknown and not measure.each:
        return "no_data", NOTHING
    return "not_met", done


def _figure(scene: Scene, measure: Measure, target: Target, until: date) -> Figure:
    if measure.each:
        return _share_of_units(scene, measure, target, until)
    return figure(scene, scene.origin(measure), until=until)


def _share_of_units(scene: Scene, measure: Measure, target: Target, until: date) -> Figure:
    """Units that meet a target by themselves, of those expected."""
    origin = scene.origin(measure)
    whole = figure(scene, origin, until=until)
    expected = [u for u in scene.expected(origin) if u not in whole.nil]
    if not whole.answered:
        return whole
    met = sum(_meets(origin, target, figure(scene, origin, units=(u,), until=until), alone=True) for u in expected)
    share = Fraction(met, len(expected)) if expected else None
    return Figure(
        share, Fraction(met), Fraction(len(expected)), whole.baseline, whole.answered, whole.nil, whole.silent,
    )  # fmt: skip


def _lacks(measure: Measure, target: Target, found: Figure) -> bool:
    """Whether something is missing without which the target cannot be met."""
    if found.value is None or (target.year and not found.compared):
        return True
    enough = measure.kind in COUNTED and target.op == ">="
    return bool(found.silent or found.partial) and not enough


def _meets(measure: Measure, target: Target, found: Figure, *, alone: bool = False) -> bool:
    """Whether a figure meets a target; of `each:` measures all units do, unless it is one unit's own."""
    if found.value is None:
        return False
    if measure.each and not alone:
        return found.value == WHOLE
    return not _lacks(measure, target, found) and _passes(measure, target, found)


def _passes(measure: Measure, target: Target, found: Figure) -> bool:
    assert found.value is not None
    if target.year:
        if found.baseline is None:
            return False
        share = measure.kind not in (*COUNTED, "baseline")
        full = share and found.value == found.baseline == WHOLE and target.op in (">", ">=")
        return full or PASSES[target.op](found.value, found.baseline)
    return target.number is not None and PASSES[target.op](found.value, target.number)


def _completion(measure: Measure, target: Target, found: Figure) -> Fraction:
    """Actual over target, at most 1; against a year all or nothing."""
    if found.value is None:
        return NOTHING
    if measure.each:
        return found.value
    if target.year or target.op in ("<=", "<"):
        return WHOLE if _meets(measure, target, found) else NOTHING
    if not target.number:
        return WHOLE if _passes(measure, target, found) else NOTHING
    return min(WHOLE, found.value / target.number)


# --- once a month, once a quarter ---------------------------------------------------------------------------


def _per_window(scene: Scene, measure: Measure, target: Target) -> tuple[TargetStatus, Fraction | None]:
    """Months or quarters met of those that ended since the plan counts."""
    origin = scene.origin(measure)
    ended = elapsed(scene.plan, str(target.per), min(scene.as_of, target.due or date.max))
    met = sum(_window_meets(scene, origin, target, window) for window in ended)
    latest = figure(scene, origin)
    open_still = target.due is None or scene.as_of < target.due
    if not ended:  # nothing is counted yet
        return ("in_progress" if open_still else "no_data"), None
    heard = latest.answered or any(figure(scene, origin, window=w).answered for w in ended)
    if not heard:
        return ("nothing_arose", None) if latest.nil and not latest.silent else ("no_data", NOTHING)
    done = Fraction(met, len(ended))
    if open_still:
        return "in_progress", done
    return ("met" if met == len(ended) else "not_met"), done


def _window_meets(scene: Scene, measure: Measure, target: Target, window: Period) -> bool:
    if measure.each:
        return all(
            _meets(measure, target, figure(scene, measure, units=(u,), window=window), alone=True)
            for u in scene.expected(measure)
        )
    return _meets(measure, target, figure(scene, measure, window=window))
