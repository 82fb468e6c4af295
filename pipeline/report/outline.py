"""The report's text and tables in reading order: Results come in, an undressed Document goes out.

The outline is data of the plan workbook; each kind of content in it has one function, and all of
them are listed in CONTENTS at the foot.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date

from pipeline.model import OutlineItem
from pipeline.outcome import MeasureResult, Results, TargetResult, TaskResult
from pipeline.periods import answered_by, following
from pipeline.report import nd30
from pipeline.report.appendices import appendices
from pipeline.report.changes import change_sentences
from pipeline.report.charts import measure_charts, progress_chart
from pipeline.report.document import Block, Document, Heading, Paragraph
from pipeline.report.letter import debts, unidentified
from pipeline.report.scores import reported_scores, scores
from pipeline.report.standing import count, is_overdue, overall_sentence, section_sentence
from pipeline.report.voices import Voice, told, voices
from pipeline.report.words import (
    bases_words,
    completion_words,
    in_quotes,
    measure_sentence,
    quote,
    result_words,
    unit_names,
)
from pipeline.report.year import evaluation
from pipeline.vietnamese import join_names, lower_first, show_date, upper_first
from pipeline.wording import target_words

Content = Callable[[Results, OutlineItem], Iterator[Block]]
MOST_NAMED = 12  # things that a part names before it points to the appendix
_NAME = 400  # characters of a task's name that a sentence quotes


def compose(results: Results) -> Document:
    """The whole report of a period, appendices included."""
    agency = results.plan.agency
    return Document(
        type_name="BÁO CÁO",
        abstract=_abstract(results),
        symbol_kind="BC",
        body=(*_opening(results), *_parts(results), *_closing(results)),
        signing=agency.signing,
        appendices=appendices(results),
        addressees=agency.addressees if agency.addressed else (),
        recipients=agency.recipients,
    )


def _abstract(results: Results) -> str:
    """Trích yếu of the report, as the plan workbook words it."""
    return results.plan.agency.report_abstract.replace("{kỳ}", results.period.title)


def _subject(results: Results) -> str:
    """What the report is about, inside a sentence."""
    return lower_first(_abstract(results).replace("\n", " "))


def _opening(results: Results) -> Iterator[Block]:
    agency, period = results.plan.agency, results.period
    judged = f"; đánh giá đến ngày {show_date(results.as_of)}" if results.as_of != period.end else ""
    yield Paragraph(
        f"Thực hiện {bases_words(agency)}, {agency.running_name} báo cáo {_subject(results)} (kỳ báo cáo từ ngày "
        f"{show_date(period.start)} đến ngày {show_date(period.end)}; số liệu lũy kế tính từ đầu năm{judged}) như sau:"
    )


def _closing(results: Results) -> Iterator[Block]:
    agency = results.plan.agency
    scores = ", bảng tự chấm điểm tại Phụ lục IV" if reported_scores(results) else ""
    yield Paragraph(
        "(Chi tiết tiến độ từng nhiệm vụ tại Phụ lục I, số liệu thống kê tại Phụ lục II, "
        f"tình hình nộp báo cáo và nguồn số liệu tại Phụ lục III{scores} kèm theo)."
    )
    yield Paragraph(f"Trên đây là báo cáo {_subject(results)} của {agency.running_name}.")


def _parts(results: Results) -> Iterator[Block]:
    items = [i for i in results.plan.outline if i.applies(results.period)]
    titles = {"{kỳ}": results.period.title, "{kỳ tới}": following(results.plan.calendar, results.period)[0]}
    for item, number in zip(items, _numbers(items), strict=True):
        title = re.sub(r"\{[^}]*\}", lambda m: titles.get(m[0], m[0]), item.title)
        yield Heading(item.level, f"{number}. {title.upper() if item.level == 1 else title}")
        if item.content:
            yield from CONTENTS[item.content](results, item)


def _numbers(items: Iterable[OutlineItem]) -> Iterator[str]:
    """I, II … and 1, 2 … without gaps where the plan leaves a part out of this kind of period."""
    first = second = 0
    for item in items:
        if item.level == 1:
            first, second = first + 1, 0
            yield nd30.roman(first)
        else:
            second += 1
            yield str(second)


# --- the parts ------------------------------------------------------------------------------


def tasks(results: Results, item: OutlineItem) -> Iterator[Block]:
    """The tasks of the named sections: how they stand, then a sentence for each that has figures."""
    own = [t for t in results.tasks if t.task.section in item.sections]
    yield Paragraph(section_sentence(own, results.as_of))
    for task in own:
        if any(_speaks(m) for m in task.measures):
            sentences = ". ".join(upper_first(measure_sentence(m, results)) for m in task.measures)
            yield Paragraph(f"- {sentences} ({task.task.code}).")
    nil = [t for t in own if t.status == "nothing_arose"]
    if nil:
        yield Paragraph("Các nhiệm vụ không phát sinh trong kỳ: " + "; ".join(map(_name, nil)) + ".")
    silent = [t for t in own if t.status != "nothing_arose" and not any(_speaks(m) for m in t.measures)]
    if silent:
        yield Paragraph("Các nhiệm vụ chưa có số liệu: " + "; ".join(_silent(t, results) for t in silent) + ".")
    yield from measure_charts((m for t in own for m in t.measures), results)


def _speaks(result: MeasureResult) -> bool:
    """Whether there is something to say: a figure, open cases, or months that fell short."""
    judged = any(t.gaps and t.status != "no_data" for t in result.targets)
    return result.figure.value is not None or bool(result.figure.open) or judged


def _name(task: TaskResult) -> str:
    return f"{lower_first(quote(task.task.name, _NAME))} ({task.task.code})"


def _silent(task: TaskResult, results: Results) -> str:
    """A task without a figure, and the units that it lacks."""
    missing = {u for m in task.measures for u in m.missing}
    codes = [u for u in results.plan.units if u in missing]
    who = f", còn thiếu số liệu của {unit_names(codes, results)}" if codes else ""
    return f"{_name(task)}{who}"


def overview(results: Results, _: OutlineItem) -> Iterator[Block]:
    """The count of the whole plan and its completion, what moved, and the picture by section."""
    agency, total = results.plan.agency, results.overall
    day = show_date(results.as_of)
    said = overall_sentence(results.tasks, results.as_of, agency.short_name, day)
    if total.completion is not None:
        done = completion_words(total.completion, met=total.all_complete)
        silent = sum(t.status == "no_data" for t in results.tasks)
        counted = " (nhiệm vụ chưa đủ số liệu để đánh giá được tính bằng 0%)" if silent else ""
        said += f" Mức hoàn thành bình quân các nhiệm vụ là {done}{counted}."
    yield Paragraph(said)
    for sentence in change_sentences(results):
        yield Paragraph(sentence)
    yield from progress_chart(results)


def objectives(results: Results, item: OutlineItem) -> Iterator[Block]:
    """The plan's headline objectives, a sentence a measure."""
    own = [t for t in results.objectives if not item.sections or t.task.section in item.sections]
    if not own:
        yield Paragraph("Kế hoạch không đặt mục tiêu chung.")
    for task in own:
        for measure in task.measures:
            yield Paragraph(f"- {upper_first(measure_sentence(measure, results))} ({task.task.code}).")
    yield from measure_charts((m for t in own for m in t.measures), results)


def highlights(results: Results, _: OutlineItem) -> Iterator[Block]:
    """Completed tasks with what their units wrote about them; those new in this period first."""
    done = [t for t in results.tasks if t.status == "complete"]
    if not done:
        yield Paragraph("Đến nay chưa có nhiệm vụ hoàn thành.")
        return
    former = {t.task.code for t in results.previous.tasks if t.status == "complete"} if results.previous else set()
    new = [t for t in done if t.task.code not in former]
    ordered = [*new, *(t for t in done if t.task.code in former)][:MOST_NAMED]
    lead = f"Đến nay đã hoàn thành {count(len(done))} nhiệm vụ"
    if results.previous and new and former and not results.previous.missing:
        lead += f", trong đó {count(len(new))} nhiệm vụ mới hoàn thành so với {results.previous.period.title}"
    if len(done) > len(ordered):
        lead += f"; {count(len(ordered))} nhiệm vụ được nêu dưới đây, danh sách đầy đủ tại Phụ lục I"
    yield Paragraph(f"{lead}:")
    said = voices(results, "result")
    for task in ordered:
        words = "; ".join(_words_about(task, voice, results) for voice in said if _is_about(task, voice))
        yield Paragraph(f"- {upper_first(_name(task))}{': ' + words if words else ''}.")


def _is_about(task: TaskResult, voice: Voice) -> bool:
    return any(a.task == task.task.code for a in voice.authors)


def _words_about(task: TaskResult, voice: Voice, results: Results) -> str:
    """A text with those who wrote it of this task, whoever used the same words elsewhere."""
    units = dict.fromkeys(a.unit for a in voice.authors if a.task == task.task.code)
    return f"{in_quotes(voice.text)} ({unit_names(units, results)})"


def shortcomings(results: Results, _: OutlineItem) -> Iterator[Block]:
    """Targets overdue and whose, tasks that fell back, reports lacking, late or refused: as the data show."""
    said = [*_overdue(results), *_met_late(results), *_fallen_back(results), *_submissions(results)]
    yield from said
    if not said:
        yield Paragraph("Trong kỳ không có mục tiêu quá hạn, không có báo cáo thiếu, muộn hoặc chưa hợp lệ.")


def _targets(results: Results) -> Iterator[tuple[TaskResult, MeasureResult, TargetResult]]:
    for task in (*results.objectives, *results.tasks):
        for measure in task.measures:
            if not measure.measure.same_as:  # told where the figure is typed
                for target in measure.targets:
                    yield task, measure, target


def _overdue(results: Results) -> Iterator[Block]:
    found = [entry for entry in _targets(results) if is_overdue(entry[2], results.as_of)]
    if not found:
        return
    silent = sum(target.status == "no_data" for _, _, target in found)
    ways = ((len(found) - silent, "chưa đạt"), (silent, "chưa đủ số liệu để đánh giá"))
    told_ways = join_names(f"{count(number)} mục tiêu {way}" for number, way in ways if number)
    yield Paragraph(f"Trong các mục tiêu đã đến hạn có {told_ways}:")
    for task, measure, target in found:
        due, days = target.target.due, ""
        if due and results.as_of > due:
            days = f", quá hạn {count((results.as_of - due).days)} ngày"
        yield Paragraph(
            f"- {upper_first(measure.measure.name)}: {result_words(measure, results)}; "
            f"mục tiêu {target_words(target.target, measure.measure)}{days}; {_owner(task, results)}."
        )


def _owner(task: TaskResult, results: Results) -> str:
    """Whose task it is: the plan's own words, else its leads."""
    words = lower_first(task.task.lead_text) if task.task.lead_text.startswith("Các ") else task.task.lead_text
    label = "" if "chủ trì" in words.lower() else "chủ trì: "
    return f"{label}{words or unit_names(task.task.lead, results)} ({task.task.code})"


def _met_late(results: Results) -> Iterator[Block]:
    for task, measure, target in _targets(results):
        if target.status == "met_late":
            yield Paragraph(
                f"- {upper_first(measure.measure.name)} đạt mục tiêu "
                f"{target_words(target.target, measure.measure)} nhưng sau thời hạn ({task.task.code})."
            )


def _fallen_back(results: Results) -> Iterator[Block]:
    """Tasks that were complete in the period before and no longer are."""
    if results.previous is None:
        return
    former = {t.task.code for t in results.previous.tasks if t.status == "complete"}
    fallen = [t for t in results.tasks if t.task.code in former and t.status == "incomplete"]
    if fallen:
        names = "; ".join(map(_name, fallen))
        yield Paragraph(f"- Đã hoàn thành ở {results.previous.period.title}, nay không còn đạt mục tiêu: {names}.")


def _submissions(results: Results) -> Iterator[Block]:
    keys = answered_by(results.plan.calendar, results.period)
    late = [s for s in results.submissions if s.accepted and s.late_days and s.period in keys]
    owed = debts(results)
    if results.missing:
        names = _counted_units([m.unit for m in results.missing], results)
        mend = sum(d.sent is not None for d in owed if d.lacking)
        sent = f", trong đó {count(mend)} báo cáo đã nhận nhưng chưa hợp lệ" if mend else ""
        yield Paragraph(f"- Còn thiếu {count(len(results.missing))} báo cáo{sent}: {names}; chi tiết tại Phụ lục III.")
    elif not _anything_came(results):
        yield Paragraph("- Chưa nhận được báo cáo nào của kỳ này.")
    if late:
        names = _counted_units([s.unit for s in late], results)
        yield Paragraph(f"- Có {count(len(late))} báo cáo nộp muộn so với thời hạn: {names}; chi tiết tại Phụ lục III.")
    again = sum(not d.lacking for d in owed)
    if again:
        yield Paragraph(f"- Có {count(again)} báo cáo gửi lại chưa hợp lệ, đang dùng bản đã nhận trước (Phụ lục III).")
    strange = len(unidentified(results))
    if strange:
        yield Paragraph(f"- Có {count(strange)} tệp không đọc được nhiệm vụ, đơn vị, chưa được tổng hợp (Phụ lục III).")


def _anything_came(results: Results) -> bool:
    """Whether anything was accepted for the period or one of its months."""
    keys = answered_by(results.plan.calendar, results.period)
    return any(s.accepted and s.period in keys for s in results.submissions)


def _counted_units(owing: list[str], results: Results) -> str:
    """As "Văn phòng (03), Bảo tàng (01)", in the order of the roster."""
    return ", ".join(f"{u.short_name} ({count(owing.count(c))})" for c, u in results.plan.units.items() if c in owing)


def causes(results: Results, _: OutlineItem) -> Iterator[Block]:
    """Difficulties in the units' own words."""
    yield from _own_words(
        results, "difficulty", "Khó khăn, vướng mắc do các đơn vị phản ánh:",
        "Các đơn vị không phản ánh khó khăn, vướng mắc trong kỳ báo cáo.",
    )  # fmt: skip


def proposals(results: Results, _: OutlineItem) -> Iterator[Block]:
    """Proposals in the units' own words."""
    yield from _own_words(
        results, "proposal", "Các đơn vị kiến nghị, đề xuất:",
        "Các đơn vị không có kiến nghị, đề xuất trong kỳ báo cáo.",
    )  # fmt: skip


def _own_words(results: Results, field: str, lead: str, none: str) -> Iterator[Block]:
    said = list(told(voices(results, field), results))
    if not said and not _anything_came(results):
        none = "Chưa nhận được báo cáo của các đơn vị trong kỳ nên chưa tổng hợp được nội dung này."
    elif results.missing:
        none = none.replace("Các đơn vị", "Các đơn vị đã gửi báo cáo")
    yield Paragraph(lead if said else none)
    for words in said:
        yield Paragraph(f"- {words}.")


def next_steps(results: Results, _: OutlineItem) -> Iterator[Block]:
    """What is overdue, what falls due in the next period and what later, then the missing reports."""
    end = following(results.plan.calendar, results.period)[1]
    until = f" (đến ngày {show_date(end)})" if end < date.max else ""
    waiting = [e for e in _targets(results) if e[2].status in ("in_progress", "no_data")]
    ahead = [(t.target.due, task, m, t) for task, m, t in waiting if t.target.due and t.target.due > results.as_of]
    late = sum(is_overdue(t, results.as_of) for _, _, t in _targets(results))
    undated = sum(t.target.due is None for _, _, t in waiting)
    soon = sorted((e for e in ahead if e[0] <= end), key=lambda e: e[0])
    later = [e for e in ahead if e[0] > end]
    if late:
        yield Paragraph(f"- Tập trung hoàn thành {count(late)} mục tiêu đã đến hạn nêu tại phần tồn tại, hạn chế.")
    if soon:
        yield Paragraph(f"- Hoàn thành {count(len(soon))} mục tiêu đến hạn trong kỳ tới{until}:")
        for _day, task, measure, target in soon[:MOST_NAMED]:
            yield Paragraph(
                f"+ {upper_first(measure.measure.name)}: mục tiêu {target_words(target.target, measure.measure)}, "
                f"hiện {_now(measure, results)}; {_owner(task, results)}."
            )
        if len(soon) > MOST_NAMED:
            yield Paragraph(f"+ Và {count(len(soon) - MOST_NAMED)} mục tiêu khác nêu tại Phụ lục I.")
    elif until and end > results.as_of:
        yield Paragraph(f"- Không có mục tiêu chưa đạt nào đến hạn trong kỳ tới{until}.")
    if later:
        first = min(day for day, *_ in later)
        yield Paragraph(
            f"- Tiếp tục thực hiện {count(len(later))} mục tiêu đến hạn sau kỳ tới, sớm nhất ngày {show_date(first)}."
        )
    if undated:
        yield Paragraph(f"- Tiếp tục thực hiện {count(undated)} mục tiêu không quy định thời hạn.")
    if results.missing:
        yield Paragraph("- Đôn đốc các đơn vị còn thiếu báo cáo nêu tại Phụ lục III gửi bổ sung số liệu.")


def _now(measure: MeasureResult, results: Results) -> str:
    """The figure as it is now, inside a clause."""
    words = result_words(measure, results)
    plain = measure.figure.value is None or measure.nothing_arose or words.startswith("chưa")
    return words if plain else f"là {words}"


CONTENTS: dict[str, Content] = {
    "overview": overview,
    "evaluation": evaluation,
    "objectives": objectives,
    "tasks": tasks,
    "highlights": highlights,
    "shortcomings": shortcomings,
    "causes": causes,
    "next_steps": next_steps,
    "proposals": proposals,
    "scores": scores,
}
