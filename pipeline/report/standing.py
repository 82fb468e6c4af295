"""How tasks stand, counted and said: results of tasks come in, one sentence for none, one, some, all.

Percentages are of the tasks that are assessed; what did not arise or is only followed stands apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Literal

from pipeline.outcome import TargetResult, TaskResult
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


def counts(tasks: Sequence[TaskResult], as_of: date) -> dict[Standing, int]:
    """Tasks by standing, in the order a report names them, without zeros."""
    found = [standing(t, as_of) for t in tasks]
    return {s: found.count(s) for s in STANDING if s in found}


def count(number: int) -> str:
    """02, 12, 1.234: numbers of things as official documents write them."""
    return small_count(Fraction(number))


def section_sentence(tasks: Sequence[TaskResult], as_of: date) -> str:
    """How the tasks of a part stand: "Trong 08 nhiệm vụ của mục này, 01 nhiệm vụ đã hoàn thành …"."""
    found = counts(tasks, as_of)
    total, assessed = len(tasks), _assessed(found)
    if not tasks:
        return "Mục này không có nhiệm vụ trong kỳ báo cáo."
    if total == 1:
        return f"Mục này có 01 nhiệm vụ, {STANDING[next(iter(found))]}."
    if len(found) == 1:
        return f"Cả {count(total)} nhiệm vụ của mục này {STANDING[next(iter(found))]}."
    if not assessed:
        return f"Mục này có {count(total)} nhiệm vụ, {_apart(found)}; không có nhiệm vụ thuộc diện đánh giá."
    shares = _shares(found, assessed)
    if assessed == total:
        return f"Trong {count(total)} nhiệm vụ của mục này, {join_names(shares)}."
    judged = f"{count(assessed)} nhiệm vụ thuộc diện đánh giá"
    if len(shares) > 1:
        said = f"trong {judged}, {join_names(shares)}"
    else:
        said = f"{'cả ' if assessed > 1 else ''}{judged} {STANDING[next(iter(found))]}"
    return f"Mục này có {count(total)} nhiệm vụ; {said}; {_apart(found)}."


def overall_sentence(tasks: Sequence[TaskResult], as_of: date, who: str, day: str) -> str:
    """How the whole plan stands: `who` (the agency) had done how much of it by `day`."""
    found = counts(tasks, as_of)
    assessed, done = _assessed(found), found.get("complete", 0)
    if not assessed:
        return "Kế hoạch chưa có nhiệm vụ nào được đánh giá trong kỳ báo cáo."
    rest = _shares({s: n for s, n in found.items() if s != "complete"}, assessed)
    if not done:
        said = (
            f"Đến ngày {day}, {who} chưa hoàn thành nhiệm vụ nào trong {count(assessed)} nhiệm vụ thuộc diện đánh giá"
        )
    else:
        whole = "cả " if done == assessed > 1 else ""
        said = f"Đến ngày {day}, {who} đã hoàn thành {whole}{done}/{assessed} nhiệm vụ thuộc diện đánh giá, đạt "
        said += show_percent(Fraction(done, assessed), [WHOLE, NOTHING])
    said += "".join(f"; {words}" for words in rest) + "."
    apart = _apart(found)
    return f"{said} Ngoài ra, {apart}, không tính vào tỷ lệ." if apart else said


def _assessed(found: dict[Standing, int]) -> int:
    return sum(number for s, number in found.items() if s not in _APART)


def _shares(found: dict[Standing, int], assessed: int) -> list[str]:
    """As "07 nhiệm vụ đang thực hiện (87,5%)" for each standing that is assessed."""
    return [
        f"{count(number)} nhiệm vụ {STANDING[s]} ({show_percent(Fraction(number, assessed), [WHOLE, NOTHING])})"
        for s, number in found.items()
        if s not in _APART
    ]


def _apart(found: dict[Standing, int]) -> str:
    said = [f"{count(found[s])} nhiệm vụ {STANDING[s]}" for s in _APART if s in found]
    return "có " + join_names(said) if said else ""
