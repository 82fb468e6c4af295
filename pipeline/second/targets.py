"""How targets are met: a measure and the figures of its days come in, status and completion go out."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass, replace
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
    origin = scene.origin(measure)
    verdicts = tuple(Verdict(t, *_verdict(scene, origin, t)) for t in measure.targets)
    known = next((t for t in measure.targets if t.number is not None or t.year), None)
    shown = _share_of_units(scene, origin, known) if origin.each and known else figure(scene, origin)
    return Judged(measure, shown, _at_present(scene, verdicts), verdicts)


def _at_present(scene: Scene, verdicts: tuple[Verdict, ...]) -> Fraction | None:
    """The smallest completion of the targets of the first due day not yet past, else of the last."""
    dues = sorted({v.target.due for v in verdicts if v.target.due})
    ahead = [due for due in dues if due >= scene.as_of]
    chosen = ahead[0] if ahead else dues[-1] if dues else None
    return min((v.completion for v in verdicts if v.target.due == chosen and v.completion is not None), default=None)


# --- one target -------------------------------------------------------------------------------------------


def _verdict(scene: Scene, measure: Measure, target: Target) -> tuple[TargetStatus, Fraction | None]:
    if target.number is None and target.year is None:
        return "tracked", None
    latest = figure(scene, measure)
    if latest.all_nil:
        return "nothing_arose", None
    if target.per:
        return _per_window(scene, measure, target)
    if not latest.answered and not latest.nil:
        return "no_data", NOTHING
    latest = _figure(scene, measure, target, date.max)
    if _meets(measure, target, _figure(scene, measure, target, target.due or date.max)):
        return "met", WHOLE
    if target.due is None or scene.as_of < target.due:
        return "in_progress", _completion(measure, target, latest)
    if _meets(measure, target, latest):
        return "met_late", WHOLE
    if _lacks(measure, target, latest):
        return "no_data", NOTHING
    return "not_met", _completion(measure, target, latest)


def _figure(scene: Scene, measure: Measure, target: Target, until: date) -> Figure:
    if measure.each:
        return _share_of_units(scene, measure, target, until)
    return figure(scene, measure, until=until)


def _share_of_units(scene: Scene, measure: Measure, target: Target, until: date = date.max) -> Figure:
    """Units that meet a target by themselves, of those expected; where nothing arose, nothing is expected."""
    found = figure(scene, measure, until=until)
    expected = [u for u in scene.expected(measure) if u not in found.nil]
    if not expected or not (found.answered or found.nil):
        return replace(found, value=None, numerator=None, denominator=None)
    own = (figure(scene, measure, units=(unit,), until=until) for unit in expected)
    met = Fraction(sum(_passes(measure, target, f) for f in own))
    whole = Fraction(len(expected))
    return replace(found, value=met / whole, numerator=met, denominator=whole)


def _lacks(measure: Measure, target: Target, found: Figure) -> bool:
    """Whether something that is still to come could decide a target; a silent unit of `each:` is decided."""
    if measure.each:
        return found.value is None or found.partial
    compared = not target.year or found.baseline is not None
    return found.value is None or not compared or bool(found.silent) or found.gaps or found.partial


def _meets(measure: Measure, target: Target, found: Figure) -> bool:
    """Whether a figure meets a target for certain, whatever else may come; of `each:` all units do."""
    if measure.each:
        return found.value == WHOLE and not found.partial
    rises = target.op in (">=", ">")
    for_certain = not (found.silent or found.gaps) or (rises and measure.kind in COUNTED)
    answered = not found.partial or (rises and measure.kind == "checklist")
    return for_certain and answered and _passes(measure, target, found)


def _passes(measure: Measure, target: Target, found: Figure) -> bool:
    """Whether the value alone is on the right side."""
    bound = found.baseline if target.year else target.number
    if found.value is None or bound is None:
        return False
    share = measure.kind not in (*COUNTED, "baseline")
    if target.year and share and target.op == ">" and bound == WHOLE:
        return found.value == WHOLE  # more than all cannot be asked
    return PASSES[target.op](found.value, bound)


def _completion(measure: Measure, target: Target, found: Figure) -> Fraction:
    """What an unmet target is done by: actual over target, at most 1; against a year nothing.

    Where less is better the target over the actual; what has to be equal by the smaller of both.
    """
    if measure.each:
        return found.value or NOTHING
    if found.value is None or target.number is None:
        return NOTHING
    if target.op in (">=", ">"):
        return min(WHOLE, found.value / target.number) if target.number else NOTHING
    if target.op == "=":
        less, more = sorted((found.value, target.number))
        return less / more
    return min(WHOLE, target.number / found.value) if found.value else WHOLE


# --- once a month, once a quarter ---------------------------------------------------------------------------


def _per_window(scene: Scene, measure: Measure, target: Target) -> tuple[TargetStatus, Fraction | None]:
    """Months or quarters met of those that ended since the plan counts."""
    ended = elapsed(scene.plan, str(target.per), min(scene.as_of, target.due or date.max))
    if not ended:  # nothing is counted yet
        return "in_progress", None
    found = [figure(scene, measure, window=window) for window in ended]
    if all(f.value is None for f in found):
        return "no_data", NOTHING
    met = sum(_window_meets(scene, measure, target, *pair) for pair in zip(ended, found, strict=True))
    done = Fraction(met, len(ended))
    if target.due is None or scene.as_of < target.due:
        return "in_progress", done
    return ("met" if met == len(ended) else "not_met"), done


def _window_meets(scene: Scene, measure: Measure, target: Target, window: Period, found: Figure) -> bool:
    if not measure.each:
        return _meets(measure, target, found)
    own = (figure(scene, measure, units=(unit,), window=window) for unit in scene.expected(measure))
    return all(_passes(measure, target, f) for f in own)
