"""Sentences and cells about one measure, task or text of a unit: results in, Vietnamese out.

Nothing is said that the figure does not say: a missing unit, a provisional value and its day
stand wherever the figure does.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from pipeline.model import Measure
from pipeline.outcome import Figure, MeasureResult, Results, TargetResult
from pipeline.plan_sheets import SHARE_KINDS
from pipeline.vietnamese import (
    WHOLE,
    Limit,
    join_names,
    one_line,
    show_date,
    show_million,
    show_number,
    show_percent,
)
from pipeline.wording import TARGET_STATUS, small_count, target_words

QUOTE_LIMIT = 400  # characters of a unit's text that the body of a report quotes


def value_words(result: MeasureResult) -> str:
    """The figure as it stands in a sentence: "17/62 nhiệm vụ, đạt 27,4%"; "" where there is none."""
    measure, figure = result.measure, result.figure
    if figure.value is None:
        return _open_cases(figure)
    if measure.each and measure.targets and figure.denominator is not None:
        return f"{show_number(figure.numerator or 0)}/{show_number(figure.denominator)} đơn vị đạt"
    if measure.kind in SHARE_KINDS:
        return _share_words(measure, figure)
    if measure.kind == "documents" and not figure.value:
        return f"chưa có {measure.uom}"
    words = f"{small_count(figure.value)} {measure.uom}"
    if figure.baseline is not None:
        words += f" ({_year(figure)}: {small_count(figure.baseline)})"
    return words


def _year(figure: Figure) -> str:
    return f"năm {figure.baseline_year}" if figure.baseline_year else "năm so sánh"


def limits(measure: Measure, figure: Figure) -> list[Limit]:
    """What a displayed value must stay on its own side of: its targets, and for shares 100 %."""
    bounds = [(figure.baseline if t.year else t.number, t.op) for t in measure.targets]
    known = [Limit(bound, op) for bound, op in bounds if bound is not None]
    return [*known, WHOLE] if measure.kind in SHARE_KINDS or measure.each else known


def share(measure: Measure, figure: Figure) -> str:
    """The value as a percentage that never rounds across a target, nor up to a false 100 %."""
    return "" if figure.value is None else show_percent(figure.value, limits(measure, figure))


def _share_words(measure: Measure, figure: Figure) -> str:
    percent = share(measure, figure)
    part, whole = figure.numerator or Fraction(0), figure.denominator or Fraction(0)
    if measure.kind == "disbursement":
        words = f"{money(measure, figure)} triệu đồng, đạt {percent} kế hoạch vốn được giao"
    elif measure.kind == "survey":
        counts = f"{show_number(part)}/{show_number(whole)} {measure.uom} hài lòng và rất hài lòng"
        pooled = bool(whole) and figure.value == part / whole
        words = f"{percent} ({counts})" if pooled else f"{percent} (trung bình các nhân tố; {counts})"
    else:
        words = f"{show_number(part)}/{show_number(whole)} {measure.uom}, đạt {percent}"
    if measure.kind == "cases":
        words += f" trước hạn và đúng hạn; quá hạn {show_number(figure.overdue or 0)} hồ sơ"
        words += f"; {_open_cases(figure)}" if figure.open else ""
    if figure.baseline is not None:
        against = [figure.value] if figure.value is not None else []
        words += f" ({_year(figure)}: {show_percent(figure.baseline, against)})"
    return words


def _open_cases(figure: Figure) -> str:
    if not figure.open:
        return ""
    late = f", trong đó {show_number(figure.open_overdue)} hồ sơ đã quá ngày hẹn" if figure.open_overdue else ""
    return f"đang giải quyết {show_number(figure.open)} hồ sơ{late}"


def money(measure: Measure, figure: Figure) -> str:
    """Triệu đồng as "45.200,5/60.000"; the part never looks as if it had reached a target."""
    part, whole = figure.numerator or Fraction(0), figure.denominator or Fraction(0)
    reach = [limit.scaled(whole) for limit in limits(measure, figure)]
    return f"{show_million(part, reach)}/{show_million(whole)}"


def completion_words(value: Fraction | None, *, met: bool) -> str:
    """A completion as a percentage; what is not met never reads 100%."""
    if value is None:
        return "-"
    if value >= 1 and not met:
        return "dưới 100%"
    return show_percent(value, [WHOLE])


def remarks(result: MeasureResult, results: Results) -> list[str]:
    """What must stand beside a figure: its day, the units and months it lacks."""
    said = []
    days = result.figure.dates
    dated = result.measure.kind != "documents" and result.measure.nature == "stock"
    if dated and days and (days[0], days[-1]) != (results.period.end, results.period.end):
        last = f"ngày {show_date(days[-1])}"
        said.append(f"số liệu đến {last}" if days[0] == days[-1] else f"số liệu từ {show_date(days[0])} đến {last}")
    if result.provisional:
        said.append("tạm tính")
    if (result.missing and result.figure.value is not None) or _partly(result):
        said.append("chưa có số liệu của " + unit_names(result.missing, results))
    if result.missing_months:
        titles = [results.plan.calendar[m].title for m in result.missing_months]
        said.append("thiếu số liệu " + join_names(titles))
    return said


def _partly(result: MeasureResult) -> bool:
    """No value, though some unit answered: others are still silent."""
    return bool(result.missing and result.figure.value is None and result.figure.received)


def unit_names(codes: Iterable[str], results: Results) -> str:
    """Short names of units in one phrase."""
    return join_names(results.plan.units[c].short_name for c in codes)


def result_words(result: MeasureResult, results: Results) -> str:
    """The figure with its remarks, or why there is none."""
    if any(t.status == "nothing_arose" for t in result.targets) or _all_nil(result):
        return "không phát sinh"
    words = value_words(result)
    if not words:
        if result.missing:
            return "chưa có số liệu của " + unit_names(result.missing, results)
        return "chưa có số liệu"
    said = remarks(result, results)
    return f"{words} ({'; '.join(said)})" if said else words


def _all_nil(result: MeasureResult) -> bool:
    return bool(result.expected) and set(result.expected) <= set(result.figure.nil)


def judgement(target: TargetResult, results: Results) -> str:
    """The state of a target in a word or two; per-month targets name their gaps."""
    words = TARGET_STATUS[target.status]
    if target.status == "in_progress" and target.target.due is None:
        words = "đang thực hiện"
    if target.gaps:
        titles = join_names(results.plan.calendar[g].title for g in target.gaps)
        words += f" (chưa đạt: {titles})"
    return words


def target_note(result: MeasureResult, results: Results) -> str:
    """As "mục tiêu tối thiểu 90% đến ngày 31/12/2022: chưa đến hạn"; "" where there is none."""
    said = [
        f"mục tiêu {target_words(t.target, result.measure)}: {judgement(t, results)}"
        for t in result.targets
        if t.status != "nothing_arose"
    ]
    return "; ".join(said)


def measure_sentence(result: MeasureResult, results: Results) -> str:
    """One measure in a sentence without its full stop."""
    words = f"{result.measure.name}: {result_words(result, results)}"
    note = target_note(result, results)
    return f"{words}; {note}" if note else words


def quote(text: str, limit: int = QUOTE_LIMIT) -> str:
    """A unit's own words on one line, cut only with a visible mark."""
    line = one_line(text).rstrip(".; ")
    return line if len(line) <= limit else line[:limit].rsplit(" ", 1)[0] + " […]"
