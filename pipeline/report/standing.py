"""How tasks stand, counted and said: results of tasks come in, one sentence for none, one, some, all.

Percentages are of the tasks that are assessed; what did not arise or is only followed stands apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import Literal

from pipeline.outcome import TargetResult, TaskResult
from pipeline.report.figures import mark
from pipeline.vietnamese import NOTHING, WHOLE, join_names, show_percent
from pipeline.wording import small_count

Standing = Literal["complete", "in_progress", "overdue", "no_data", "nothing_arose", "tracked"]
STANDING: dict[Standing, str] = {
    "complete": "đã hoàn thành",
    "in_progress": "đang thực hiện",
    "overdue": "đã đến hạn nhưng chưa hoàn thành",
    "no_data": "chưa đủ số liệu để đánh giá",
    "nothing_arose": "không phát sinh",
    "tracked": "chỉ theo dõi, chưa giao mục tiêu",
}
_APART: tuple[Standing, ...] = ("nothing_arose", "tracked")
Groups = dict[Standing, list[TaskResult]]


def is_overdue(target: TargetResult, as_of: date) -> bool:
    """Whether the due day has come and the target is not met, for want of data too."""
    due = target.target.due
    return target.status == "not_met" or (target.status == "no_data" and due is not None and as_of >= due)


def standing(task: TaskResult, as_of: date) -> Standing:
    """How a task stands on a day: its status, and whether any of its targets is overdue."""
    if task.status != "incomplete":
        return task.status
    late = any(is_overdue(t, as_of) for m in task.measures for t in m.targets)
    return "overdue" if late else "in_progress"


def by_standing(tasks: Sequence[TaskResult], as_of: date) -> Groups:
    """Tasks by standing, in the order a report names them; a standing that no task has is left out."""
    groups: Groups = {s: [] for s in STANDING}
    for task in tasks:
        groups[standing(task, as_of)].append(task)
    return {s: found for s, found in groups.items() if found}


def count(number: int, what: str, codes: Iterable[str] = ()) -> str:
    """02, 12, 1.234: numbers of things as official documents write them, as a figure.

    what: what was counted, in words that are the same wherever the same things were; codes: of the things.
    """
    return mark(small_count(Fraction(number)), "count", what, number, codes)


def share_of(part: int, whole: int, what: str) -> str:
    """A share of things counted, as a percentage that is neither a false 0% nor a false 100%."""
    share = Fraction(part, whole)
    return mark(show_percent(share, [WHOLE, NOTHING]), "share", what, share)


def section_sentence(tasks: Sequence[TaskResult], as_of: date) -> str:
    """How the tasks of a part stand: "Trong 08 nhiệm vụ của mục này, 01 nhiệm vụ đã hoàn thành …"."""
    if not tasks:
        return "Mục này không có nhiệm vụ trong kỳ báo cáo."
    found = by_standing(tasks, as_of)
    assessed = _assessed(found)
    where = "mục " + ", ".join(dict.fromkeys(t.task.section for t in tasks))
    total = count(len(tasks), f"nhiệm vụ của {where}", codes(tasks))
    if len(tasks) == 1:
        return f"Mục này có {total} nhiệm vụ, {STANDING[next(iter(found))]}."
    if len(found) == 1:
        return f"Cả {total} nhiệm vụ của mục này {STANDING[next(iter(found))]}."
    if not assessed:
        return f"Mục này có {total} nhiệm vụ, {_apart(found, where)}; không có nhiệm vụ thuộc diện đánh giá."
    shares = _shares(found, len(assessed), where)
    if len(assessed) == len(tasks):
        return f"Trong {total} nhiệm vụ của mục này, {join_names(shares)}."
    judged = f"{_judged(assessed, where)} nhiệm vụ thuộc diện đánh giá"
    if len(shares) > 1:
        said = f"trong {judged}, {join_names(shares)}"
    else:
        said = f"{'cả ' if len(assessed) > 1 else ''}{judged} {STANDING[next(iter(found))]}"
    return f"Mục này có {total} nhiệm vụ; {said}; {_apart(found, where)}."


def plan_done(tasks: Sequence[TaskResult], as_of: date) -> str:
    """As "18/46": the tasks of the plan that are complete, and those that are assessed."""
    found, where = by_standing(tasks, as_of), "Kế hoạch"
    pairs = ((_what("complete", where), found.get("complete", [])), (_what_judged(where), _assessed(found)))
    return "/".join(mark(str(len(own)), "count", what, len(own), codes(own)) for what, own in pairs)


def share_done(tasks: Sequence[TaskResult], as_of: date) -> str:
    """The same as a percentage; some task has to be assessed."""
    found = by_standing(tasks, as_of)
    return share_of(len(found.get("complete", [])), len(_assessed(found)), _what("complete", "Kế hoạch"))


def counted(tasks: Sequence[TaskResult], as_of: date) -> dict[Standing, str]:
    """How many tasks of the plan stand how, in the order a report names them."""
    return {s: count(len(own), _what(s, "Kế hoạch"), codes(own)) for s, own in by_standing(tasks, as_of).items()}


def overall_sentence(tasks: Sequence[TaskResult], as_of: date, who: str, day: str) -> str:
    """How the whole plan stands: `who` (the agency) had done how much of it by `day`."""
    found, where = by_standing(tasks, as_of), "Kế hoạch"
    assessed, done = _assessed(found), found.get("complete", [])
    if not assessed:
        return "Kế hoạch chưa có nhiệm vụ nào được đánh giá trong kỳ báo cáo."
    rest = _shares({s: group for s, group in found.items() if s != "complete"}, len(assessed), where)
    if not done:
        judged = _judged(assessed, where)
        said = f"Đến ngày {day}, {who} chưa hoàn thành nhiệm vụ nào trong {judged} nhiệm vụ thuộc diện đánh giá"
    else:
        whole = "cả " if len(done) == len(assessed) > 1 else ""
        said = (
            f"Đến ngày {day}, {who} đã hoàn thành {whole}{plan_done(tasks, as_of)} nhiệm vụ thuộc diện đánh giá, đạt "
        )
        said += share_done(tasks, as_of)
    said += "".join(f"; {words}" for words in rest) + "."
    apart = _apart(found, where)
    return f"{said} Ngoài ra, {apart}, không tính vào tỷ lệ." if apart else said


def _assessed(found: Groups) -> list[TaskResult]:
    return [t for s, group in found.items() if s not in _APART for t in group]


def _what(standing: Standing, where: str) -> str:
    return f"nhiệm vụ {STANDING[standing]} của {where}"


def _what_judged(where: str) -> str:
    return f"nhiệm vụ thuộc diện đánh giá của {where}"


def _judged(assessed: Sequence[TaskResult], where: str) -> str:
    return count(len(assessed), _what_judged(where), codes(assessed))


def codes(tasks: Iterable[TaskResult]) -> list[str]:
    """The tasks' codes."""
    return [t.task.code for t in tasks]


def _group(group: Sequence[TaskResult], standing: Standing, where: str) -> str:
    """As "07 nhiệm vụ đang thực hiện"."""
    return f"{count(len(group), _what(standing, where), codes(group))} nhiệm vụ {STANDING[standing]}"


def _shares(found: Groups, assessed: int, where: str) -> list[str]:
    """As "07 nhiệm vụ đang thực hiện (87,5%)" for each standing that is assessed."""
    return [
        f"{_group(group, s, where)} ({share_of(len(group), assessed, _what(s, where))})"
        for s, group in found.items()
        if s not in _APART
    ]


def _apart(found: Groups, where: str) -> str:
    said = [_group(found[s], s, where) for s in _APART if s in found]
    return "có " + join_names(said) if said else ""
