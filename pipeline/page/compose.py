"""What a page says: Results and the report's registry of figures come in, a view goes out.

Every number is a figure of the report, in the report's own words; nothing is reckoned here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from pipeline.messages import without_example
from pipeline.model import Submission
from pipeline.outcome import Disagreement, MeasureResult, Results, Tally, TaskResult
from pipeline.outcome import Standing as HandedIn
from pipeline.page.board import board, months_words, tasks_by_section, unit_names
from pipeline.page.proof import Figures
from pipeline.page.signs import (
    ALERT,
    BACK,
    SILENT,
    SOON,
    handed_in_sign,
    sign,
    standing_sign,
    target_sign,
    task_sign,
)
from pipeline.page.view import (
    Attention,
    Bar,
    FileRow,
    Goal,
    HandInTable,
    Headline,
    Item,
    Owed,
    Owing,
    Page,
    Picture,
    Portion,
    Progress,
    TaskGroup,
    TaskView,
    Tile,
    UnitRow,
)
from pipeline.report.appendices import HASH_SHOWN, done_of, received
from pipeline.report.changes import change_sentences
from pipeline.report.charts import measure_charts
from pipeline.report.document import Chart
from pipeline.report.doubt import MARK
from pipeline.report.hand_in import ACCEPTED, DUE, ON_TIME, RATE_NOTE, by_unit, cells_of, units_asked
from pipeline.report.letter import Debt, debt_words, debts, unidentified
from pipeline.report.outline import abstract, overall_words, silent_words
from pipeline.report.outlook import (
    due_soon,
    fallen_back,
    overdue,
    overdue_count,
    overdue_words,
    soon_count,
    soon_words,
)
from pipeline.report.registry import Known, Registry
from pipeline.report.scores import reported_scores, total_words
from pipeline.report.standing import STANDING, Standing, by_standing, counted, plan_done, share_done
from pipeline.report.words import (
    LETTER_LIMIT,
    completion_words,
    figure_words,
    measure_sentence,
    quote,
    remarks,
    result_words,
    target_said,
    task_name,
)
from pipeline.vietnamese import clean_text, one_line, show_date, upper_first

_SAID = ("error", "warning")  # what of a file's findings is told


def compose(
    results: Results, registry: Registry, known: Known,
    disagreements: Sequence[Disagreement] = (), notices: Sequence[str] = (),
) -> Page:  # fmt: skip
    """The page of a period. registry: of its report; notices: what a reader has to know before anything else."""
    figures = Figures(registry, results, known)
    plan, period = results.plan, results.period
    attention = list(_attention(results))
    tiles = list(_tiles(results))
    portions = counted(results.tasks, results.as_of)
    sections = [(s, done_of(s.code, t), _mean(s.code, t), t.completion) for s, t in results.sections]
    whole = [overall_words(results), *change_sentences(results), *_score_words(results)]
    beside = [w for told in (*tiles, *sections) for w in told[1:3]]
    asked = {unit for task in (*results.objectives, *results.tasks) for unit in _units_of(task, results)}
    return Page(
        parent=clean_text(plan.agency.parent),
        agency=clean_text(plan.agency.name),
        title=f"Tổng quan {period.title}",
        subject=clean_text(one_line(abstract(results).replace("\n", " "))),
        window=_window(results),
        mark=MARK if disagreements else "",
        doubts=tuple(clean_text(d.words) for d in disagreements),
        notices=tuple(map(clean_text, notices)),
        whole=tuple(map(figures.text, whole)),
        tiles=tuple(Tile(label, figures.text(value), figures.text(note), share) for label, value, note, share in tiles),
        portions=tuple(_portions(portions, results, figures)),
        headlines=tuple(_headline(t, m, results, figures) for t, m in _head_measures(results)),
        sections=tuple(
            Progress(s.code, clean_text(s.title), figures.text(done), figures.text(mean), share)
            for s, done, mean, share in sections
        ),
        pictures=tuple(_picture(chart, figures) for chart in measure_charts(results.measures, results)),
        whole_proofs=figures.proofs([*whole, *beside, *portions.values()]),
        attention=tuple(_shown(a, results, figures) for a in attention),
        board=board(results),
        months=months_words(results),
        hand_in=_hand_in(results, figures),
        owing=tuple(_owing(results, figures)),
        strangers=tuple((clean_text(s.arrival.name), _first_error(s)) for s in unidentified(results)),
        tasks=tuple(_task_groups(results, figures, attention)),
        files=tuple(_files(results, figures)),
        units=unit_names((u for u in plan.units if u in asked), results),
        made_from=f"{clean_text(plan.source)} (SHA-256 {plan.sha256[:HASH_SHOWN]})",
        beside=(f"bao-cao-{period.key}.docx", f"tong-hop-{period.key}.xlsx", f"ket-qua-{period.key}.json"),
    )


def _window(results: Results) -> str:
    period = results.period
    return (
        f"Kỳ báo cáo từ ngày {show_date(period.start)} đến ngày {show_date(period.end)}; số liệu lũy kế tính từ đầu "
        f"năm; đánh giá đến ngày {show_date(results.as_of)}."
    )


# --- the whole plan ---------------------------------------------------------------------------


def _tiles(results: Results) -> Iterator[tuple[str, str, str, Fraction | None]]:
    """(what, its figure, what stands below it, its share)."""
    total, reports = results.overall, results.hand_ins
    if total.tasks:
        share = Fraction(total.tasks_complete, total.tasks)
        note = f"{share_done(results.tasks, results.as_of)} nhiệm vụ thuộc diện đánh giá"
        yield "Nhiệm vụ hoàn thành", plan_done(results.tasks, results.as_of), note, share
    if total.completion is not None:
        done = completion_words(total.completion, "mean", "", met=total.all_complete)
        yield "Mức hoàn thành bình quân", done, "bình quân các nhiệm vụ được đánh giá", total.completion
    if reports.due:
        accepted, on_time, due, *rates = cells_of(reports, (ACCEPTED, ON_TIME, DUE), "")
        told = ((ACCEPTED, accepted, reports.rate), (ON_TIME, on_time, reports.on_time_rate))
        for (what, number, part), rate in zip(told, rates, strict=True):
            yield upper_first(what.what), f"{number}/{due}", f"{rate} số báo cáo phải nộp", part


def _mean(code: str, tally: Tally) -> str:
    return completion_words(tally.completion, "mean", code, met=tally.all_complete)


def _score_words(results: Results) -> Iterator[str]:
    sheet = reported_scores(results)
    if sheet:
        yield f"Tự chấm điểm: {total_words(sheet)}."


def _portions(numbers: dict[Standing, str], results: Results, figures: Figures) -> Iterator[Portion]:
    for how, own in by_standing(results.tasks, results.as_of).items():
        yield Portion(standing_sign(how), figures.text(numbers[how]), Fraction(len(own), len(results.tasks)))


def _head_measures(results: Results) -> Iterator[tuple[TaskResult, MeasureResult]]:
    """Those of the objectives, and the disbursements that have a target."""
    yield from ((task, m) for task in results.objectives for m in task.measures)
    for task in results.tasks:
        for m in task.measures:
            if m.measure.kind == "disbursement" and m.targets and not m.measure.same_as:
                yield task, m


def _headline(task: TaskResult, result: MeasureResult, results: Results, figures: Figures) -> Headline:
    value, details = figure_words(result)
    if result.nothing_arose or not value:
        value, details = result_words(result, results), []
    else:
        details = [*details, *remarks(result, results)]
    goals = (Goal(figures.text(target_said(t.target, result.measure)), target_sign(t, results)) for t in result.targets)
    return Headline(
        task.task.code, clean_text(result.measure.name), figures.text(upper_first(value)),
        figures.text("; ".join(details)), tuple(goals),
    )  # fmt: skip


def _picture(chart: Chart, figures: Figures) -> Picture:
    """A chart of the report as lying bars: of each category what stands there, a line as one across all of them."""
    lines = [s for s in chart.series if s.look == "line"]
    bars = [
        Bar(clean_text(name), figures.text(s.labels[n]), s.values[n], s.look == "hatched")
        for n, name in enumerate(chart.categories)
        for s in chart.series
        if s.look != "line" and s.values[n] is not None
    ]
    scale = max([Fraction(1), *(bar.share for bar in bars if bar.share)])
    line = lines[0].values[0] if lines else None
    return Picture(clean_text(chart.caption), tuple(bars), scale, line, clean_text(lines[0].name) if lines else "")


# --- what asks for attention ------------------------------------------------------------------


class Told(NamedTuple):
    """Tasks that ask for attention, each with what is said of it; empty: what is said where there is none."""

    title: str
    drawn: tuple[str, str]
    number: str
    items: list[tuple[TaskResult, str]]
    empty: str = ""


def _attention(results: Results) -> Iterator[Told]:
    late, soon = overdue(results), due_soon(results)
    yield Told(
        "Đã đến hạn, chưa đạt", ALERT, overdue_count(late), [(a[0], overdue_words(a, results)) for a in late],
        "Không có mục tiêu nào đã đến hạn mà chưa đạt.",
    )  # fmt: skip
    yield Told(
        "Sắp đến hạn, chưa đạt", SOON, soon_count(soon), [(a[0], soon_words(a, results)) for a in soon],
        "Không có mục tiêu chưa đạt nào đến hạn trong kỳ tới.",
    )  # fmt: skip
    back = fallen_back(results)
    if back and results.previous:
        title = f"Đã hoàn thành ở {results.previous.period.title}, nay không còn đạt mục tiêu"
        yield Told(title, BACK, "", [(t, f"{upper_first(task_name(t))}.") for t in back])
    silent = by_standing(results.tasks, results.as_of).get("no_data", [])
    if silent:
        number = counted(results.tasks, results.as_of)["no_data"]
        items = [(t, f"{upper_first(silent_words(t, results))}.") for t in silent]
        yield Told(upper_first(STANDING["no_data"]), SILENT, number, items)


def _shown(told: Told, results: Results, figures: Figures) -> Attention:
    items = (
        Item(task.task.code, figures.text(words), " ".join(_units_of(task, results))) for task, words in told.items
    )
    return Attention(told.title, sign(told.drawn, told.title), figures.text(told.number), tuple(items), told.empty)


# --- tasks ------------------------------------------------------------------------------------


def _task_groups(results: Results, figures: Figures, attention: Iterable[Told]) -> Iterator[TaskGroup]:
    said: dict[str, list[str]] = {}
    for task, words in (item for told in attention for item in told.items):
        said.setdefault(task.task.code, []).append(words)
    for title, tasks in tasks_by_section(results):
        yield TaskGroup(clean_text(title), tuple(_task(t, results, figures, said.get(t.task.code, [])) for t in tasks))


def _task(task: TaskResult, results: Results, figures: Figures, said: Sequence[str]) -> TaskView:
    """said: what else is told of it, whose figures it answers for too."""
    done = completion_words(task.completion, "task", task.task.code, met=task.status == "complete")
    sentences = [f"{upper_first(measure_sentence(m, results))}." for m in task.measures]
    owner = task.task.lead_text or ", ".join(results.plan.units[u].short_name for u in task.task.lead)
    return TaskView(
        task.task.code, clean_text(one_line(task.task.name)), clean_text(owner), task_sign(task, results),
        figures.text(done), tuple(map(figures.text, sentences)),
        " ".join(_units_of(task, results)), figures.proofs([*sentences, done, *said]),
    )  # fmt: skip


def _units_of(task: TaskResult, results: Results) -> list[str]:
    """Whose task it is: who leads it and who reports on it, in the order of the roster."""
    own = {*task.task.lead, *(unit for m in task.measures for unit in m.measure.reporters)}
    return [code for code in results.plan.units if code in own]


# --- what came in -----------------------------------------------------------------------------


def _hand_in(results: Results, figures: Figures) -> HandInTable:
    table = by_unit(results)
    units = [*(u.code for u in units_asked(results.hand_ins, results)), ""]
    rows = tuple(
        UnitRow(unit, clean_text(row.cells[1]), tuple(map(figures.text, row.cells[2:])))
        for unit, row in zip(units, table.rows, strict=True)
    )
    proofs = figures.proofs(cell for row in table.rows for cell in row.cells)
    return HandInTable(tuple(c.title for c in table.columns[2:]), rows, RATE_NOTE.removeprefix("Ghi chú: "), proofs)


def _owing(results: Results, figures: Figures) -> Iterator[Owing]:
    owed = debts(results)
    for unit in unit_names(dict.fromkeys(d.unit for d in owed), results):
        own = tuple(_owed(d, results, figures) for d in owed if d.unit == unit.code)
        yield Owing(unit, own)


def _owed(debt: Debt, results: Results, figures: Figures) -> Owed:
    how: HandedIn = "missing" if debt.sent is None else "quarantined" if debt.set_apart else "refused"
    plan = results.plan
    lines = [] if debt.sent is None and not debt.unissued else debt_words(debt).split("\n")  # the sign says it
    return Owed(
        debt.task, quote(plan.tasks[debt.task].name, LETTER_LIMIT), plan.calendar[debt.period].title,
        show_date(debt.deadline), handed_in_sign(how), tuple(map(figures.text, lines)),
    )  # fmt: skip


def _first_error(submission: Submission) -> str:
    return clean_text(next(without_example(f) for f in submission.findings if f.severity == "error"))


def _files(results: Results, figures: Figures) -> Iterator[FileRow]:
    for receipt, row in zip(results.receipts, received(results).rows, strict=True):
        found = dict.fromkeys(
            f"{f.place}: {without_example(f)}" if f.place else without_example(f)
            for f in receipt.findings
            if f.severity in _SAID
        )
        number, name, *cells, state, sha256 = row.cells
        yield FileRow(
            number, receipt.unit, clean_text(name), tuple(map(figures.text, cells)), figures.text(state), sha256,
            tuple(map(clean_text, found)),
        )  # fmt: skip
