"""The report's text and tables in reading order: Results come in, an undressed Document goes out.

The outline is data of the plan workbook; each kind of content in it has one function, and all of
them are listed in CONTENTS at the foot.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction

from pipeline.model import OutlineItem, Submission
from pipeline.outcome import MeasureResult, Results, TaskResult
from pipeline.report.appendices import appendices
from pipeline.report.document import Block, Document, Heading, Paragraph
from pipeline.report.words import completion_words, measure_sentence, quote, unit_names
from pipeline.vietnamese import WHOLE, fold, join_names, lower_first, show_date, show_percent, upper_first
from pipeline.wording import small_count, target_words

Content = Callable[[Results, OutlineItem], Iterator[Block]]
MOST_NAMED = 12  # tasks that one sentence names before it points to the appendix


def compose(results: Results) -> Document:
    """The whole report of a period, appendices included."""
    return Document(
        type_name="BÁO CÁO",
        abstract=_abstract(results),
        symbol_kind="BC",
        signing=results.plan.agency.signing,
        body=(*_opening(results), *_parts(results), *_closing(results)),
        appendices=appendices(results),
        addressees=results.plan.agency.addressees if results.plan.agency.addressed else (),
        recipients=results.plan.agency.recipients,
    )


def _abstract(results: Results) -> str:
    """Trích yếu of the report, as the plan workbook words it."""
    return results.plan.agency.report_abstract.replace("{kỳ}", results.period.title)


def _subject(results: Results) -> str:
    """What the report is about, inside a sentence."""
    return lower_first(_abstract(results).replace("\n", " "))


def _opening(results: Results) -> Iterator[Block]:
    agency, period = results.plan.agency, results.period
    bases = join_names(agency.plan_basis) or agency.plan_title
    yield Paragraph(
        f"Thực hiện {bases}, {agency.running_name} báo cáo {_subject(results)} "
        f"(số liệu từ ngày {show_date(period.start)} đến ngày {show_date(period.end)}) như sau:"
    )


def _closing(results: Results) -> Iterator[Block]:
    agency = results.plan.agency
    yield Paragraph(
        "(Chi tiết tiến độ từng nhiệm vụ tại Phụ lục I, số liệu thống kê tại Phụ lục II, "
        "tình hình nộp báo cáo và nguồn số liệu tại Phụ lục III kèm theo)."
    )
    yield Paragraph(f"Trên đây là báo cáo {_subject(results)} của {agency.running_name}.")


def _parts(results: Results) -> Iterator[Block]:
    for item in results.plan.outline:
        if item.kinds and results.period.kind not in item.kinds:
            continue
        title = item.title.upper() if item.level == 1 else item.title
        yield Heading(item.level, f"{item.number}. {title}")
        if item.content:
            yield from CONTENTS[item.content](results, item)


# --- the parts ------------------------------------------------------------------------------


def tasks(results: Results, item: OutlineItem) -> Iterator[Block]:
    """The tasks of the named sections: a count, then a sentence for each that has figures."""
    own = [t for t in results.tasks if t.task.section in item.sections]
    if not own:
        yield Paragraph("Không có nhiệm vụ trong kỳ báo cáo.")
        return
    yield Paragraph(_count_sentence(own))
    for task in own:
        if any(_speaks(m) for m in task.measures):
            yield Paragraph("- " + _task_sentence(task, results))
    yield from _named("Không phát sinh: ", own, "nothing_arose")
    silent = [t for t in own if t.status != "nothing_arose" and not any(_speaks(m) for m in t.measures)]
    if silent:
        yield Paragraph("Chưa có số liệu: " + _silent_words(silent, results) + ".")


def _speaks(result: MeasureResult) -> bool:
    """Whether there is something to say: a figure, open cases, or months that fell short."""
    judged = any(t.gaps and t.status != "no_data" for t in result.targets)
    return result.figure.value is not None or bool(result.figure.open) or judged


def _count_sentence(own: list[TaskResult]) -> str:
    """How many tasks a part has and how they stand, in one sentence for none, one, some or all."""
    counts = [
        (sum(t.status == status for t in own), words)
        for status, words in (
            ("complete", "đã hoàn thành"),
            ("incomplete", "đang thực hiện, chưa hoàn thành"),
            ("no_data", "chưa có số liệu"),
            ("nothing_arose", "không phát sinh"),
            ("tracked", "theo dõi, chưa giao mục tiêu"),
        )
    ]
    said = [(f"{_count(number)} nhiệm vụ {words}", words) for number, words in counts if number]
    if len(own) == 1:
        return f"Mục này có 01 nhiệm vụ, {said[0][1]}."
    if len(said) == 1:
        return f"Cả {_count(len(own))} nhiệm vụ của mục này {said[0][1]}."
    return f"Mục này có {_count(len(own))} nhiệm vụ, trong đó {join_names(words for words, _ in said)}."


def _count(number: int) -> str:
    """02, 12, 1.234: numbers of things as official documents write them."""
    return small_count(Fraction(number))


def _task_sentence(task: TaskResult, results: Results) -> str:
    told = [lower_first(measure_sentence(m, results)) for m in task.measures]
    return f"Nhiệm vụ {task.task.code}: " + ". ".join(upper_first(t) for t in told) + "."


def _named(lead: str, own: Iterable[TaskResult], status: str) -> Iterator[Block]:
    names = [f"{quote(t.task.name, 110)} ({t.task.code})" for t in own if t.status == status]
    if names:
        yield Paragraph(lead + "; ".join(lower_first(n) for n in names) + ".")


def _silent_words(silent: list[TaskResult], results: Results) -> str:
    told = []
    for task in silent:
        missing = {u for m in task.measures for u in m.missing}
        codes = [u for u in results.plan.units if u in missing]
        who = f" ({unit_names(codes, results)})" if codes else ""
        told.append(f"nhiệm vụ {task.task.code}{who}")
    return "; ".join(told)


def overview(results: Results, _: OutlineItem) -> Iterator[Block]:
    """The count of the whole plan and its completion."""
    agency, total = results.plan.agency, results.overall
    if not total.tasks:
        yield Paragraph("Kế hoạch chưa có nhiệm vụ nào được đánh giá trong kỳ báo cáo.")
        return
    share = show_percent(Fraction(total.tasks_complete, total.tasks), [WHOLE])
    apart = [
        f"{_count(number)} nhiệm vụ {words}"
        for number, words in (
            (total.nothing_arose, "không phát sinh"),
            (total.tracked, "theo dõi, chưa giao mục tiêu"),
        )
        if number
    ]
    tail = f" (không tính {join_names(apart)})" if apart else ""
    yield Paragraph(
        f"Đến ngày {show_date(results.as_of)}, {agency.short_name} đã hoàn thành "
        f"{total.tasks_complete}/{total.tasks} nhiệm vụ, đạt {share}{tail}. Mức hoàn thành bình quân các nhiệm vụ là "
        f"{completion_words(total.completion, met=total.all_complete)}."
    )
    silent = sum(t.status == "no_data" for t in results.tasks)
    if silent:
        yield Paragraph(f"Có {_count(silent)} nhiệm vụ chưa có số liệu, được tính mức hoàn thành bằng 0%.")


def objectives(results: Results, item: OutlineItem) -> Iterator[Block]:
    """The plan's headline objectives, a sentence a measure."""
    told = [t for t in results.objectives if not item.sections or t.task.section in item.sections]
    if not told:
        yield Paragraph("Kế hoạch không đặt mục tiêu chung.")
    for task in told:
        for measure in task.measures:
            yield Paragraph(f"- {measure_sentence(measure, results)}.")


def highlights(results: Results, _: OutlineItem) -> Iterator[Block]:
    """Completed tasks, and what their units wrote about them."""
    done = [t for t in results.tasks if t.status == "complete"]
    if done:
        names = [f"{lower_first(quote(t.task.name, 90))} ({t.task.code})" for t in done[:MOST_NAMED]]
        more = (
            f"; và {_count(len(done) - MOST_NAMED)} nhiệm vụ khác nêu tại Phụ lục I" if len(done) > MOST_NAMED else ""
        )
        yield Paragraph(f"Đã hoàn thành {_count(len(done))} nhiệm vụ: " + "; ".join(names) + more + ".")
        yield from _own_words(
            results, "result", "Kết quả cụ thể do các đơn vị báo cáo:", "", {t.task.code for t in done}
        )
    else:
        yield Paragraph("Đến nay chưa có nhiệm vụ hoàn thành.")


def shortcomings(results: Results, _: OutlineItem) -> Iterator[Block]:
    """Targets missed, figures lacking, reports late or refused: only what the data show."""
    said = False
    for task in (*results.objectives, *results.tasks):
        for measure in task.measures:
            for target in measure.targets:
                if target.status in ("not_met", "met_late"):
                    said = True
                    yield Paragraph(
                        f"- {measure.measure.name} ({measure.measure.code}) "
                        + ("không đạt" if target.status == "not_met" else "đạt sau thời hạn, so với")
                        + f" mục tiêu {target_words(target.target, measure.measure)}."
                    )
    late = [s for s in results.submissions if s.accepted and s.late_days and s.period == results.period.key]
    refused = [s for s in results.submissions if s.state == "rejected" and not _is_litter(s)]
    if results.missing:
        units = {m.unit for m in results.missing}
        names = unit_names([u for u in results.plan.units if u in units], results)
        said = True
        yield Paragraph(f"- Còn thiếu {_count(len(results.missing))} báo cáo của {names} (Phụ lục III).")
    if late:
        said = True
        yield Paragraph(f"- Có {_count(len(late))} báo cáo nộp muộn so với thời hạn (Phụ lục III).")
    if refused:
        said = True
        yield Paragraph(f"- Có {_count(len(refused))} tệp gửi đến chưa hợp lệ, chưa được tổng hợp (Phụ lục III).")
    if not said:
        yield Paragraph("Trong kỳ không có mục tiêu quá hạn, không có báo cáo thiếu, muộn hoặc chưa hợp lệ.")


def _is_litter(submission: Submission) -> bool:
    """Files that programs leave behind; nobody sent them."""
    return any(f.code in ("GATE_LOCK_FILE", "GATE_SYSTEM_FILE") for f in submission.findings)


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


def next_steps(results: Results, _: OutlineItem) -> Iterator[Block]:
    """What falls due next and is not met yet, earliest first."""
    open_targets = [
        (t.target.due, m, t)
        for task in (*results.objectives, *results.tasks)
        for m in task.measures
        for t in m.targets
        if t.target.due and t.target.due >= results.as_of and t.status in ("in_progress", "no_data")
    ]
    if not open_targets:
        yield Paragraph("Không còn mục tiêu nào chưa đạt sắp đến hạn.")
        return
    dues = sorted({due for due, _, _ in open_targets})
    for due in dues:
        own = [(m, t) for d, m, t in open_targets if d == due]
        codes = list(dict.fromkeys(m.measure.task for m, _ in own))
        named = ", ".join(codes[:MOST_NAMED]) + (" và các nhiệm vụ khác" if len(codes) > MOST_NAMED else "")
        lead = "Tập trung hoàn thành" if due == dues[0] else "Tiếp tục thực hiện"
        yield Paragraph(
            f"- {lead} {_count(len(own))} mục tiêu đến hạn ngày {show_date(due)} "
            f"của {_count(len(codes))} nhiệm vụ: {named}."
        )
    if results.missing:
        yield Paragraph("- Đôn đốc các đơn vị còn thiếu báo cáo nêu tại Phụ lục III gửi bổ sung số liệu.")


# --- units' own words -------------------------------------------------------------------------


def _texts(results: Results, field: str) -> list[tuple[str, list[Submission]]]:
    """What units wrote in this period, the same words once, with all who wrote them."""
    grouped: dict[str, tuple[str, list[Submission]]] = {}
    for submission in results.submissions:
        text = submission.status(field)
        if submission.accepted and submission.period == results.period.key and isinstance(text, str):
            grouped.setdefault(fold(text).rstrip(". "), (text, []))[1].append(submission)
    order = {code: i for i, code in enumerate(results.plan.tasks)}
    return sorted(grouped.values(), key=lambda g: order.get(g[1][0].task, 0))


def _own_words(
    results: Results, field: str, lead: str, none: str, tasks_told: set[str] | None = None
) -> Iterator[Block]:
    """Units' texts, of some tasks only where these are named."""
    texts = [t for t in _texts(results, field) if tasks_told is None or t[1][0].task in tasks_told]
    if not texts:
        if none:
            yield Paragraph(none)
        return
    yield Paragraph(lead)
    for text, authors in texts:
        units = unit_names(dict.fromkeys(a.unit for a in authors), results)
        tasks_named = ", ".join(dict.fromkeys(a.task for a in authors))
        yield Paragraph(f"- “{quote(text)}” ({units}; nhiệm vụ {tasks_named}).")


CONTENTS: dict[str, Content] = {
    "overview": overview,
    "objectives": objectives,
    "tasks": tasks,
    "highlights": highlights,
    "shortcomings": shortcomings,
    "causes": causes,
    "next_steps": next_steps,
    "proposals": proposals,
}
