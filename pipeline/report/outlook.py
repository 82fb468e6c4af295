"""What falls short and what comes next: Results come in, those parts of the report's text go out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction

from pipeline.model import OutlineItem
from pipeline.outcome import MeasureResult, Results, TargetResult, TaskResult
from pipeline.periods import answered_by, following
from pipeline.report.document import Block, Paragraph
from pipeline.report.figures import mark
from pipeline.report.letter import debts, unidentified
from pipeline.report.standing import count, is_overdue
from pipeline.report.words import of_target, result_words, target_said, task_name, unit_names
from pipeline.vietnamese import join_names, lower_first, show_date, upper_first
from pipeline.wording import small_count

MOST_NAMED = 12  # things that a part names before it points to the appendix


def shortcomings(results: Results, _: OutlineItem) -> Iterator[Block]:
    """Targets overdue and whose, tasks that fell back, reports lacking, late or refused: as the data show."""
    said = [*_overdue(results), *_met_late(results), *_fallen_back(results), *_submissions(results)]
    yield from said
    if not said:
        yield Paragraph("Trong kỳ không có mục tiêu quá hạn, không có báo cáo thiếu, muộn hoặc chưa hợp lệ.")


Aim = tuple[TaskResult, MeasureResult, TargetResult]


def _aims(found: Sequence[Aim], what: str) -> str:
    """The number of targets found, which are `what`."""
    return count(len(found), f"mục tiêu {what}", (of_target(t.target, m.measure) for _, m, t in found))


def _targets(results: Results) -> Iterator[Aim]:
    """Every target of objectives and tasks, each once."""
    for task in (*results.objectives, *results.tasks):
        for measure in task.measures:
            if not measure.measure.same_as:  # told where the figure is typed
                for target in measure.targets:
                    yield task, measure, target


def overdue(results: Results) -> list[Aim]:
    """The targets whose due day has come and that are not met, for want of data too."""
    return [entry for entry in _targets(results) if is_overdue(entry[2], results.as_of)]


def due_soon(results: Results) -> list[Aim]:
    """The targets that are not met and fall due by the end of the next period, the first day first."""
    end = following(results.plan.calendar, results.period)[1]
    return sorted((e for e in _ahead(results) if _due(e) <= end), key=_due)


def _ahead(results: Results) -> list[Aim]:
    """The targets that are not met and fall due after the day of evaluation."""
    return [e for e in _waiting(results) if e[2].target.due and e[2].target.due > results.as_of]


def _waiting(results: Results) -> list[Aim]:
    return [e for e in _targets(results) if e[2].status in ("in_progress", "no_data")]


def _due(aim: Aim) -> date:
    return aim[2].target.due or date.max


def overdue_count(found: Sequence[Aim]) -> str:
    """How many targets are overdue, as a figure."""
    return _aims(found, "đã đến hạn, chưa đạt hoặc chưa đủ số liệu")


def soon_count(found: Sequence[Aim]) -> str:
    """How many targets fall due soon, as a figure."""
    return _aims(found, "chưa đạt, đến hạn trong kỳ tới")


def overdue_words(aim: Aim, results: Results) -> str:
    """An overdue target: its figure, what was aimed at, by how many days it is late, whose it is."""
    task, measure, target = aim
    due, days = target.target.due, ""
    if due and results.as_of > due:
        late = (results.as_of - due).days
        shown = mark(small_count(Fraction(late)), "days_over", of_target(target.target, measure.measure), late)
        days = f", quá hạn {shown} ngày"
    return (
        f"{upper_first(measure.measure.name)}: {result_words(measure, results)}; "
        f"mục tiêu {target_said(target.target, measure.measure)}{days}; {owner(task, results)}."
    )


def soon_words(aim: Aim, results: Results) -> str:
    """A target that falls due soon: what is aimed at, the figure as it is now, whose it is."""
    task, measure, target = aim
    return (
        f"{upper_first(measure.measure.name)}: mục tiêu {target_said(target.target, measure.measure)}, "
        f"hiện {_now(measure, results)}; {owner(task, results)}."
    )


def _overdue(results: Results) -> Iterator[Block]:
    found = overdue(results)
    if not found:
        return
    silent = [entry for entry in found if entry[2].status == "no_data"]
    short = [entry for entry in found if entry[2].status != "no_data"]
    ways = ((short, "chưa đạt"), (silent, "chưa đủ số liệu để đánh giá"))
    told_ways = join_names(f"{_aims(own, f'đã đến hạn, {way}')} mục tiêu {way}" for own, way in ways if own)
    yield Paragraph(f"Trong các mục tiêu đã đến hạn có {told_ways}:")
    for aim in found:
        yield Paragraph(f"- {overdue_words(aim, results)}")


def owner(task: TaskResult, results: Results) -> str:
    """Whose task it is: the plan's own words, else its leads."""
    words = lower_first(task.task.lead_text) if task.task.lead_text.startswith("Các ") else task.task.lead_text
    label = "" if "chủ trì" in words.lower() else "chủ trì: "
    return f"{label}{words or unit_names(task.task.lead, results)} ({task.task.code})"


def _met_late(results: Results) -> Iterator[Block]:
    for task, measure, target in _targets(results):
        if target.status == "met_late":
            yield Paragraph(
                f"- {upper_first(measure.measure.name)} đạt mục tiêu "
                f"{target_said(target.target, measure.measure)} nhưng sau thời hạn ({task.task.code})."
            )


def fallen_back(results: Results) -> list[TaskResult]:
    """Tasks that were complete in the period before and no longer are."""
    before = results.previous.tasks if results.previous else ()
    former = {t.task.code for t in before if t.status == "complete"}
    return [t for t in results.tasks if t.task.code in former and t.status == "incomplete"]


def _fallen_back(results: Results) -> Iterator[Block]:
    fallen = fallen_back(results)
    if fallen and results.previous:
        names = "; ".join(map(task_name, fallen))
        yield Paragraph(f"- Đã hoàn thành ở {results.previous.period.title}, nay không còn đạt mục tiêu: {names}.")


def _submissions(results: Results) -> Iterator[Block]:
    late = results.hand_ins.standing("late")
    owed = debts(results)
    if results.missing:
        names = _by_unit([m.key for m in results.missing], "báo cáo còn thiếu", results)
        came = {
            "đã nhận nhưng chưa hợp lệ": [r.key for r in results.hand_ins.standing("refused")],
            "chờ xác minh": [r.key for r in results.hand_ins.standing("quarantined")],
        }
        told = ((count(len(keys), f"báo cáo còn thiếu, {how}", keys), how) for how, keys in came.items() if keys)
        said = [f"{number} báo cáo {how}" for number, how in told]
        sent = f", trong đó {join_names(said)}" if said else ""
        lacking = count(len(results.missing), "báo cáo còn thiếu", (m.key for m in results.missing))
        yield Paragraph(f"- Còn thiếu {lacking} báo cáo{sent}: {names}; chi tiết tại Phụ lục III.")
    elif not anything_came(results):
        yield Paragraph("- Chưa nhận được báo cáo nào của kỳ này.")
    if late:
        codes = [s.key for s in late]
        number, names = count(len(late), "báo cáo nộp muộn", codes), _by_unit(codes, "báo cáo nộp muộn", results)
        yield Paragraph(f"- Có {number} báo cáo nộp muộn so với thời hạn: {names}; chi tiết tại Phụ lục III.")
    again = [d.key for d in owed if not d.lacking]
    if again:
        number = count(len(again), "báo cáo gửi lại chưa hợp lệ", again)
        yield Paragraph(f"- Có {number} báo cáo gửi lại chưa hợp lệ, đang dùng bản đã nhận trước (Phụ lục III).")
    strange = unidentified(results)
    if strange:
        number = count(len(strange), "tệp không đọc được nhiệm vụ, đơn vị")
        yield Paragraph(f"- Có {number} tệp không đọc được nhiệm vụ, đơn vị, chưa được tổng hợp (Phụ lục III).")


def anything_came(results: Results) -> bool:
    """Whether anything was accepted for the period or one of its months."""
    keys = answered_by(results.plan.calendar, results.period)
    return any(s.accepted and s.period in keys for s in results.submissions)


def _by_unit(reports: Sequence[str], what: str, results: Results) -> str:
    """As "Văn phòng (03), Bảo tàng (01)", in the order of the roster; a report is task/unit/period."""
    own = {code: [r for r in reports if r.split("/")[1] == code] for code in results.plan.units}
    said = (
        f"{results.plan.units[code].short_name} ({count(len(found), f'{what} của {code}', found)})"
        for code, found in own.items()
        if found
    )
    return ", ".join(said)


def next_steps(results: Results, _: OutlineItem) -> Iterator[Block]:
    """What is overdue, what falls due in the next period and what later, then the missing reports."""
    end = following(results.plan.calendar, results.period)[1]
    until = f" (đến ngày {show_date(end)})" if end < date.max else ""
    late, soon = overdue(results), due_soon(results)
    undated = [e for e in _waiting(results) if e[2].target.due is None]
    later = [e for e in _ahead(results) if _due(e) > end]
    if late:
        yield Paragraph(
            f"- Tập trung hoàn thành {overdue_count(late)} mục tiêu đã đến hạn nêu tại phần tồn tại, hạn chế."
        )
    if soon:
        yield Paragraph(f"- Hoàn thành {soon_count(soon)} mục tiêu đến hạn trong kỳ tới{until}:")
        for aim in soon[:MOST_NAMED]:
            yield Paragraph(f"+ {soon_words(aim, results)}")
        if len(soon) > MOST_NAMED:
            number = _aims(soon[MOST_NAMED:], "chưa đạt, đến hạn trong kỳ tới, chưa nêu tên")
            yield Paragraph(f"+ Và {number} mục tiêu khác nêu tại Phụ lục I.")
    elif until and end > results.as_of:
        yield Paragraph(f"- Không có mục tiêu chưa đạt nào đến hạn trong kỳ tới{until}.")
    if later:
        first, number = min(map(_due, later)), _aims(later, "chưa đạt, đến hạn sau kỳ tới")
        yield Paragraph(f"- Tiếp tục thực hiện {number} mục tiêu đến hạn sau kỳ tới, sớm nhất ngày {show_date(first)}.")
    if undated:
        number = _aims(undated, "chưa đạt, không quy định thời hạn")
        yield Paragraph(f"- Tiếp tục thực hiện {number} mục tiêu không quy định thời hạn.")
    if results.missing:
        yield Paragraph("- Đôn đốc các đơn vị còn thiếu báo cáo nêu tại Phụ lục III gửi bổ sung số liệu.")


def _now(measure: MeasureResult, results: Results) -> str:
    """The figure as it is now, inside a clause."""
    words = result_words(measure, results)
    plain = measure.figure.value is None or measure.nothing_arose or words.startswith("chưa")
    return words if plain else f"là {words}"
