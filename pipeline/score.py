"""Self-scoring: Results come in, points by the plan's rules go out; raw figures stay apart from points.

What does not apply is out of the maximum; what has no data adds nothing, and the sum is provisional.
Points are exact fractions; each method that takes a figure has one function, listed in JUDGES at the foot.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction

from pipeline.evaluate import compare
from pipeline.model import Method, Rule
from pipeline.outcome import MeasureResult, Results, Score, ScoreSheet, ScoreTally

Judge = Callable[[Rule, MeasureResult, Fraction], Score]


def score(results: Results) -> ScoreSheet | None:
    """The score sheet of a period; None where the plan has no rules."""
    if not results.plan.scores:
        return None
    measures = {m.measure.code: m for m in results.measures}
    scores = tuple(judge(rule, measures.get(rule.measure)) for rule in results.plan.scores)
    sections = dict.fromkeys(rule.section for rule in results.plan.scores)
    tallies = tuple((section, tally([s for s in scores if s.rule.section == section])) for section in sections)
    return ScoreSheet(scores, tallies, tally(scores))


def tally(scores: Sequence[Score]) -> ScoreTally:
    """The sum of some criteria."""
    states = [s.state for s in scores]
    return ScoreTally(
        points=sum((s.points for s in scores if s.points is not None), Fraction(0)),
        maximum=sum((s.rule.maximum for s in scores if s.state != "not_applicable"), Fraction(0)),
        scored=states.count("scored"),
        not_applicable=states.count("not_applicable"),
        no_data=states.count("no_data"),
        uncertain=sum(s.provisional for s in scores),
    )


def judge(rule: Rule, result: MeasureResult | None) -> Score:
    """A criterion by its measure, else by the agency's own answer."""
    if result is None:
        return _answered(rule)
    if result.nothing_arose:
        return Score(rule, result, "not_applicable", "nothing_arose")
    if rule.method == "yes_no":
        return _by_targets(rule, result)
    value = result.figure.value
    if value is None:
        return Score(rule, result, "no_data", "no_data")
    return replace(JUDGES[rule.method](rule, result, value), provisional=result.provisional)


def _answered(rule: Rule) -> Score:
    if rule.answer is None:
        return Score(rule, None, "no_data", "no_data")
    if rule.answer == "not_applicable":
        return Score(rule, None, "not_applicable", "does_not_apply")
    return Score(rule, None, "scored", "answered", rule.maximum if rule.answer == "yes" else Fraction(0))


def _by_targets(rule: Rule, result: MeasureResult) -> Score:
    """All the points when every target with a number is met; before the due day a target may still be met."""
    statuses = {t.status for t in result.targets} - {"tracked"}
    if "not_met" in statuses:
        return Score(rule, result, "scored", "not_met", Fraction(0), provisional=result.provisional)
    if not statuses or "no_data" in statuses or result.figure.value is None:
        return Score(rule, result, "no_data", "no_data")
    if "in_progress" in statuses:
        return Score(rule, result, "scored", "not_yet", Fraction(0), provisional=True)
    return Score(rule, result, "scored", "met", rule.maximum, provisional=result.provisional)


def _by_steps(rule: Rule, result: MeasureResult, value: Fraction) -> Score:
    """The points of the highest step that the value reaches."""
    for step in rule.steps:
        if compare(step.op, value, step.bound):
            return Score(rule, result, "scored", "step", step.points, step)
    return Score(rule, result, "scored", "rest", rule.rest)


def _by_rate(rule: Rule, result: MeasureResult, value: Fraction) -> Score:
    """The maximum times the rate; nothing below the floor."""
    if value < rule.floor:
        return Score(rule, result, "scored", "below_floor", Fraction(0))
    return Score(rule, result, "scored", "rate", rule.maximum * min(value, Fraction(1)))


JUDGES: dict[Method, Judge] = {"steps": _by_steps, "proportional": _by_rate}
