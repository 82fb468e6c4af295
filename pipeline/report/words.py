"""Sentences and cells about one measure, task or text of a unit: results in, Vietnamese out.

Nothing is said that the figure does not say: a missing unit, a provisional value and its day
stand wherever the figure does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction

from pipeline.model import Agency, Measure, Period, Submission, Target
from pipeline.outcome import Figure, MeasureResult, Results, TargetResult, TaskResult
from pipeline.plan_sheets import SHARE_KINDS
from pipeline.report.figures import mark
from pipeline.report.standing import is_overdue
from pipeline.vietnamese import (
    NOTHING,
    PERCENT,
    WHOLE,
    Limit,
    clean_text,
    join_names,
    lower_first,
    one_line,
    round_truthfully,
    show_date,
    show_million,
    show_number,
    show_percent,
)
from pipeline.wording import PER, TARGET_STATUS, goal_words, small_count, target_words

_MOST_DECISIONS = 3  # that a sentence names
QUOTE_LIMIT = 400  # characters of a unit's text that the body of a report quotes
LETTER_LIMIT = 160  # of a task's name in the table of a letter
TABLE_LIMIT = 90  # of a task's name in the table of what is owed


def figure_words(result: MeasureResult) -> tuple[str, list[str]]:
    """A figure as ("67,9%", what stands in brackets behind it: ["38/56 nhiệm vụ"]); "" where there is no figure."""
    measure, figure = result.measure, result.figure
    if figure.value is None:
        return _open_cases(measure, figure), []
    if measure.each and measure.targets and figure.denominator is not None:
        return f"{_quotient(measure, figure)} đơn vị đạt", []
    if measure.kind in SHARE_KINDS:
        return _share_words(measure, figure)
    if measure.kind == "documents" and not figure.value:
        return f"chưa có {measure.uom}", []
    value = mark(small_count(figure.value), "value", measure.code, figure.value)
    if figure.baseline is None:
        return f"{value} {measure.uom}", []
    former = mark(small_count(figure.baseline), "baseline", measure.code, figure.baseline)
    return f"{value} {measure.uom}", [f"{_year(figure)}: {former}"]


def _quotient(measure: Measure, figure: Figure) -> str:
    """As "38/56"."""
    part, whole = figure.numerator or Fraction(0), figure.denominator or Fraction(0)
    said = (("numerator", part), ("denominator", whole))
    return "/".join(mark(show_number(number), concept, measure.code, number) for concept, number in said)


def _year(figure: Figure) -> str:
    return f"năm {figure.baseline_year}" if figure.baseline_year else "năm so sánh"


def limits(measure: Measure, figure: Figure) -> list[Limit]:
    """What a displayed value must stay on its own side of: its targets, and for shares 0 and 100 %."""
    bounds = [(figure.baseline if t.year else t.number, t.op) for t in measure.targets]
    known = [Limit(bound, op) for bound, op in bounds if bound is not None]
    return [*known, WHOLE, NOTHING] if measure.kind in SHARE_KINDS or measure.each else known


def share(measure: Measure, figure: Figure, period: Period | None = None) -> str:
    """The value as a percentage that never rounds across a target, nor up to a false 100 %.

    period: the one it is the figure of, where that is not the report's own.
    """
    if figure.value is None:
        return ""
    return mark(show_percent(figure.value, limits(measure, figure)), "value", subject(measure, period), figure.value)


def subject(measure: Measure, period: Period | None = None) -> str:
    """What a measure's figure is a figure of: of another period than the report's it says which."""
    return f"{measure.code}@{period.key}" if period else measure.code


def shown_share(value: Fraction | None, against: Iterable[Limit] = (WHOLE,)) -> Fraction | None:
    """A share as a percentage shows it, for cells that hold a number: it must not round across a limit either."""
    if value is None:
        return None
    return Fraction(round_truthfully(value, against, unit=PERCENT)) * PERCENT


def _share_words(measure: Measure, figure: Figure) -> tuple[str, list[str]]:
    words, part, whole = share(measure, figure), figure.numerator or Fraction(0), figure.denominator or Fraction(0)
    detail = [f"{_quotient(measure, figure)} {measure.uom}"]
    if measure.kind == "disbursement":
        words += " kế hoạch vốn được giao"
        detail = [f"{money(measure, figure)} triệu đồng", *_capital_plan(measure, figure.decisions)]
    elif measure.kind == "survey":
        pooled = bool(whole) and figure.value == part / whole
        detail = [*([] if pooled else ["trung bình các nhân tố"]), f"{detail[0]} hài lòng và rất hài lòng"]
    elif measure.kind == "cases":
        late = f"quá hạn {_cases(measure, 'overdue', figure.overdue or 0)}"
        unfinished = [_open_cases(measure, figure)] if figure.open else []
        detail = [f"{detail[0]} trước hạn và đúng hạn", late, *unfinished]
    if figure.baseline is not None:
        against = [figure.value] if figure.value is not None else []
        former = mark(show_percent(figure.baseline, against), "baseline", measure.code, figure.baseline)
        detail.append(f"{_year(figure)}: {former}")
    return words, detail


def _capital_plan(measure: Measure, decisions: tuple[str, ...]) -> list[str]:
    """The decisions behind the denominator, which changes when the capital plan is adjusted.

    One that another repeats ("… điều chỉnh tại …") is not said twice.
    """
    decisions = tuple(d for d in decisions if not any(d != other and d in other for other in decisions))
    if len(decisions) > _MOST_DECISIONS:
        return [f"vốn giao theo {mark(str(len(decisions)), 'decisions', measure.code, len(decisions))} quyết định"]
    return ["vốn giao theo " + join_names(one_line(d) for d in decisions)] if decisions else []


def _open_cases(measure: Measure, figure: Figure) -> str:
    if not figure.open:
        return ""
    late = _cases(measure, "open_overdue", figure.open_overdue) if figure.open_overdue else ""
    waiting = f", trong đó {late} đã quá ngày hẹn" if late else ""
    return f"đang giải quyết {_cases(measure, 'open', figure.open)}{waiting}"


def _cases(measure: Measure, concept: str, number: int) -> str:
    return f"{mark(small_count(Fraction(number)), concept, measure.code, number)} hồ sơ"


def money(measure: Measure, figure: Figure) -> str:
    """Triệu đồng as "45.200,5/60.000"; the part never looks as if it had reached a target."""
    part, whole = figure.numerator or Fraction(0), figure.denominator or Fraction(0)
    reach = [limit.scaled(whole) for limit in limits(measure, figure)]
    shown = mark(show_million(part, reach), "numerator", measure.code, part)
    return f"{shown}/{mark(show_million(whole), 'denominator', measure.code, whole)}"


def target_said(target: Target, measure: Measure) -> str:
    """The target in words, its number a figure."""
    return target_words(target, measure, _goal(target, measure))


def _goal(target: Target, measure: Measure) -> Callable[[str], str]:
    return lambda shown: mark(shown, "target", of_target(target, measure), target.number or 0)


def of_target(target: Target, measure: Measure) -> str:
    """What a figure of a target is a figure of."""
    return f"{measure.code}#{measure.targets.index(target) + 1}"


def completion_text(value: Fraction | None, *, met: bool) -> str:
    """A completion as a percentage; what is not met never reads 100%."""
    if value is None:
        return "-"
    if value >= 1 and not met:
        return "dưới 100%"
    return show_percent(value, [WHOLE])


def completion_words(value: Fraction | None, concept: str, of: str, *, met: bool) -> str:
    """The same as a figure: the completion of a measure, task or section."""
    shown = completion_text(value, met=met)
    return shown if value is None else mark(shown, concept, of, value)


def remarks(result: MeasureResult, results: Results) -> list[str]:
    """What must stand beside a figure: its day, the units and months it lacks."""
    said = []
    behind = [u for u in result.figure.behind if u not in result.missing]
    if behind and result.figure.value is not None:
        said.append("chưa đạt: " + unit_names(behind, results))
    days = result.figure.dates
    dated = result.measure.kind != "documents" and result.measure.nature == "stock"
    plain = results.as_of == results.period.end and set(days) == {results.period.end}
    if dated and days and not plain:
        last = show_date(days[-1])
        various = f"chốt từ ngày {show_date(days[0])} đến ngày {last} tùy đơn vị"
        said.append(f"số liệu đến ngày {last}" if days[0] == days[-1] else f"số liệu {various}")
    if result.provisional:
        said.append("tạm tính")
    if (result.missing and result.figure.value is not None) or _partly(result):
        said.append("chưa có số liệu của " + unit_names(result.missing, results))
    if result.missing_months:
        said.append("thiếu số liệu " + window_names(result.missing_months, results))
    return said


def _partly(result: MeasureResult) -> bool:
    """No value, though some unit answered: others are still silent."""
    return bool(result.missing and result.figure.value is None and result.figure.received)


def window_names(keys: Iterable[str], results: Results) -> str:
    """Periods of one kind, oldest first, in one phrase: three and more in a row as "từ … đến …"."""
    told = []
    for run in runs_of(results.plan.calendar[key] for key in keys):
        told += [f"từ {run[0].title} đến {run[-1].title}"] if len(run) > 2 else [w.title for w in run]
    return join_names(told)


def runs_of(windows: Iterable[Period]) -> list[list[Period]]:
    """Periods, oldest first, in runs without a gap."""
    runs: list[list[Period]] = []
    for window in windows:
        if runs and (window.start - runs[-1][-1].end).days == 1:
            runs[-1].append(window)
        else:
            runs.append([window])
    return runs


def unit_names(codes: Iterable[str], results: Results) -> str:
    """Short names of units in one phrase."""
    return join_names(results.plan.units[c].short_name for c in codes)


def result_words(result: MeasureResult, results: Results) -> str:
    """The figure with its remarks, or why there is none."""
    if result.nothing_arose:
        return "không phát sinh"
    words, detail = figure_words(result)
    if not words:
        if result.missing:
            return "chưa có số liệu của " + unit_names(result.missing, results)
        return "chưa có số liệu"
    beside = [*detail, *remarks(result, results)]
    return f"{words} ({'; '.join(beside)})" if beside else words


def judgement(target: TargetResult, results: Results) -> str:
    """The state of a target in a word or two; per-month targets name their gaps."""
    words = TARGET_STATUS[target.status]
    if target.status == "in_progress" and target.target.due is None:
        words = "đang thực hiện"
    return words + _gaps(target, results)


def measure_sentence(result: MeasureResult, results: Results) -> str:
    """One measure in a sentence without its full stop: name, figure, and how it stands.

    As in "Tỷ lệ hồ sơ đúng hạn đạt 98,2% (271/276 hồ sơ), chưa đạt mục tiêu 100% đến ngày …".
    """
    link = " đạt " if is_share(result) and result.figure.value is not None and not result.nothing_arose else ": "
    said = result.measure.name + link + result_words(result, results)
    return said + "".join(_standing(t, result, results) for t in result.targets)


def is_share(result: MeasureResult) -> bool:
    """Whether the figure is a percentage: a measure `each:` is not, it counts units."""
    return result.measure.kind in SHARE_KINDS and not result.measure.each


def _standing(result: TargetResult, of: MeasureResult, results: Results) -> str:
    """How a target stands, as the sentence about its measure goes on."""
    goal = goal_words(result.target, of.measure, _goal(result.target, of.measure))
    due = result.target.due
    reached = words = f"mục tiêu {target_said(result.target, of.measure)}"
    if due and result.target.number is not None:
        words = f"mục tiêu đến ngày {show_date(due)} là {goal}"
    if result.status == "met":
        return f", {'đã ' if due and results.as_of < due else ''}đạt {reached}"
    if result.status == "met_late":
        return f", đạt {reached} nhưng sau thời hạn"
    if result.status == "not_met":
        return f", chưa đạt {reached}{_gaps(result, results)}"
    if result.status == "nothing_arose":
        return ""
    if result.status == "tracked":
        return f"; {words}, chưa có số giao cụ thể"
    if result.status == "no_data":
        late = is_overdue(result, results.as_of)
        return f"; {words}, đã đến hạn nhưng chưa đủ số liệu" if late else f"; {words}"
    if result.target.per and not result.gaps and result.completion is not None:
        since = show_date(results.plan.agency.counted_from)
        return f"; {words}, đạt đủ các {PER[result.target.per]} tính từ ngày {since}"
    return f"; {words}, {judgement(result, results)}"


def _gaps(result: TargetResult, results: Results) -> str:
    return f" (chưa đạt hoặc chưa có số liệu: {window_names(result.gaps, results)})" if result.gaps else ""


def in_quotes(text: str) -> str:
    """A unit's own words in quotation marks, those inside them made single ones."""
    return "“" + quote(text).translate(str.maketrans("“”", "‘’")) + "”"


def bases_words(agency: Agency) -> str:
    """What the office acts upon: the legal bases, else the plan itself."""
    return join_names(agency.plan_basis) or agency.plan_title


def is_litter(submission: Submission) -> bool:
    """Files that programs leave behind; nobody sent them."""
    return any(f.code in ("GATE_LOCK_FILE", "GATE_SYSTEM_FILE") for f in submission.findings)


def quote(text: str, limit: int = QUOTE_LIMIT) -> str:
    """A unit's own words on one line, cut only with a visible mark."""
    line = one_line(clean_text(text)).rstrip(".; ").removesuffix("./").rstrip(".; ")  # "./." ends documents only
    return line if len(line) <= limit else line[:limit].rsplit(" ", 1)[0] + " […]"


def task_name(task: TaskResult) -> str:
    """A task inside a sentence, with its code behind it."""
    return f"{lower_first(quote(task.task.name))} ({task.task.code})"
