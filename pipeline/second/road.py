"""The whole second road: plan, period, day, what files answer and the gate's verdicts come in, all figures go out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from pipeline.model import Period, Plan
from pipeline.second import counted, tally, targets
from pipeline.second.figures import Scene


@dataclass(frozen=True)
class Second:
    """Everything that both roads reckon, by code."""

    measures: Mapping[str, targets.Judged]
    tasks: Mapping[str, tally.Stand]  # objectives too
    sections: Mapping[str, tally.Count]
    overall: tally.Count


def recompute(
    plan: Plan, period: Period, as_of: date, found_in: counted.Answered, judged: Iterable[counted.Judged]
) -> Second:
    """The figures of a period once more, from the raw cells."""
    scene = Scene(plan, period, as_of, counted.count(plan, period, found_in, judged))
    measures = {m.code: targets.judge(scene, m) for m in plan.measures.values()}
    tasks = {
        t.code: tally.stand(t, (m for m in measures.values() if m.measure.task == t.code)) for t in plan.tasks.values()
    }
    counted_tasks = [s for s in tasks.values() if not s.task.objective]
    sections = {
        code: tally.count(own)
        for code in plan.sections
        if (own := [s for s in counted_tasks if s.task.section == code])
    }
    return Second(measures, tasks, sections, tally.count(counted_tasks))
