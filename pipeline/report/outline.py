"""The report's text and tables in reading order: Results come in, an undressed Document goes out.

The outline is data of the plan workbook; each kind of content in it has one function, and all of
them are listed in CONTENTS at the foot.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from pipeline.model import OutlineItem
from pipeline.outcome import MeasureResult, Results, TaskResult
from pipeline.periods import following
from pipeline.report import nd30
from pipeline.report.appendices import appendices
from pipeline.report.changes import change_sentences
from pipeline.report.charts import measure_charts, progress_chart
from pipeline.report.document import Block, Document, Heading, Paragraph
from pipeline.report.outlook import MOST_NAMED, anything_came, next_steps, shortcomings
from pipeline.report.scores import reported_scores, scores
from pipeline.report.standing import codes, count, overall_sentence, section_sentence
from pipeline.report.voices import Voice, told, voices
from pipeline.report.words import (
    bases_words,
    completion_words,
    in_quotes,
    measure_sentence,
    task_name,
    unit_names,
)
from pipeline.report.year import evaluation
from pipeline.vietnamese import lower_first, show_date, upper_first

Content = Callable[[Results, OutlineItem], Iterator[Block]]


def compose(results: Results) -> Document:
    """The whole report of a period, appendices included."""
    agency = results.plan.agency
    return Document(
        type_name="BÁO CÁO",
        abstract=abstract(results),
        symbol_kind="BC",
        body=(*_opening(results), *_parts(results), *_closing(results)),
        signing=agency.signing,
        appendices=appendices(results),
        addressees=agency.addressees if agency.addressed else (),
        recipients=agency.recipients,
    )


def abstract(results: Results) -> str:
    """Trích yếu of the report, as the plan workbook words it."""
    return results.plan.agency.report_abstract.replace("{kỳ}", results.period.title)


def _subject(results: Results) -> str:
    """What the report is about, inside a sentence."""
    return lower_first(abstract(results).replace("\n", " "))


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
        yield Paragraph("Các nhiệm vụ không phát sinh trong kỳ: " + "; ".join(map(task_name, nil)) + ".")
    silent = [t for t in own if t.status != "nothing_arose" and not any(_speaks(m) for m in t.measures)]
    if silent:
        yield Paragraph("Các nhiệm vụ chưa có số liệu: " + "; ".join(silent_words(t, results) for t in silent) + ".")
    yield from measure_charts((m for t in own for m in t.measures), results)


def _speaks(result: MeasureResult) -> bool:
    """Whether there is something to say: a figure, open cases, or months that fell short."""
    judged = any(t.gaps and t.status != "no_data" for t in result.targets)
    return result.figure.value is not None or bool(result.figure.open) or judged


def silent_words(task: TaskResult, results: Results) -> str:
    """A task without a figure, and the units that it lacks."""
    missing = {u for m in task.measures for u in m.missing}
    units = [u for u in results.plan.units if u in missing]
    who = f", còn thiếu số liệu của {unit_names(units, results)}" if units else ""
    return f"{task_name(task)}{who}"


def overview(results: Results, _: OutlineItem) -> Iterator[Block]:
    """The count of the whole plan and its completion, what moved, and the picture by section."""
    yield Paragraph(overall_words(results))
    for sentence in change_sentences(results):
        yield Paragraph(sentence)
    yield from progress_chart(results)


def overall_words(results: Results) -> str:
    """How the whole plan stands, and its completion."""
    total, day = results.overall, show_date(results.as_of)
    said = overall_sentence(results.tasks, results.as_of, results.plan.agency.short_name, day)
    if total.completion is not None:
        done = completion_words(total.completion, "mean", "", met=total.all_complete)
        silent = sum(t.status == "no_data" for t in results.tasks)
        counted = " (nhiệm vụ chưa đủ số liệu để đánh giá được tính bằng 0%)" if silent else ""
        said += f" Mức hoàn thành bình quân các nhiệm vụ là {done}{counted}."
    return said


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
    lead = f"Đến nay đã hoàn thành {count(len(done), 'nhiệm vụ đã hoàn thành của Kế hoạch', codes(done))} nhiệm vụ"
    if results.previous and new and former and not results.previous.missing:
        what = f"nhiệm vụ mới hoàn thành so với {results.previous.period.title}"
        lead += f", trong đó {count(len(new), what, codes(new))} {what}"
    if len(done) > len(ordered):
        named = count(len(ordered), "nhiệm vụ đã hoàn thành được nêu", codes(ordered))
        lead += f"; {named} nhiệm vụ được nêu dưới đây, danh sách đầy đủ tại Phụ lục I"
    yield Paragraph(f"{lead}:")
    said = voices(results, "result")
    for task in ordered:
        words = "; ".join(_words_about(task, voice, results) for voice in said if _is_about(task, voice))
        yield Paragraph(f"- {upper_first(task_name(task))}{': ' + words if words else ''}.")


def _is_about(task: TaskResult, voice: Voice) -> bool:
    return any(a.task == task.task.code for a in voice.authors)


def _words_about(task: TaskResult, voice: Voice, results: Results) -> str:
    """A text with those who wrote it of this task, whoever used the same words elsewhere."""
    units = dict.fromkeys(a.unit for a in voice.authors if a.task == task.task.code)
    return f"{in_quotes(voice.text)} ({unit_names(units, results)})"


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
    if not said and not anything_came(results):
        none = "Chưa nhận được báo cáo của các đơn vị trong kỳ nên chưa tổng hợp được nội dung này."
    elif results.missing:
        none = none.replace("Các đơn vị", "Các đơn vị đã gửi báo cáo")
    yield Paragraph(lead if said else none)
    for words in said:
        yield Paragraph(f"- {words}.")


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
