"""What the charts show: Results come in, Chart blocks go out, each label as truthful as the text.

Progress by section, disbursement against its milestones, a survey by factor against its target.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Literal

from pipeline.model import Target
from pipeline.outcome import HandIns, MeasureResult, Results
from pipeline.report.document import Chart, Series
from pipeline.report.figures import mark, plain
from pipeline.report.hand_in import months_asked, shown_rate, units_asked
from pipeline.report.words import completion_words, limits, of_target, share
from pipeline.vietnamese import show_date, show_percent, upper_first
from pipeline.wording import target_words


def all_charts(results: Results) -> Iterator[Chart]:
    """Every chart of a report, in the order of the plan."""
    yield from progress_chart(results)
    yield from measure_charts(results.measures, results)


def progress_chart(results: Results) -> Iterator[Chart]:
    """Completion by section; a section in which nothing is assessed has no bar."""
    assessed = [(s, t) for s, t in results.sections if t.completion is not None]
    if not assessed:
        return
    names = tuple(f"{s.code}. {s.title}" for s, _ in assessed)
    labels = tuple(completion_words(t.completion, "mean", s.code, met=t.all_complete) for s, t in assessed)
    values = tuple(t.completion for _, t in assessed)
    yield Chart(
        f"Mức hoàn thành theo mục của Kế hoạch đến ngày {show_date(results.as_of)}", "bar", names,
        (Series("Mức hoàn thành", values, labels=labels),),
        _description("Biểu đồ thanh, mức hoàn thành bình quân các nhiệm vụ của từng mục", names, labels),
    )  # fmt: skip


def measure_charts(measures: Iterable[MeasureResult], results: Results) -> Iterator[Chart]:
    """The charts of those measures that have one: disbursements and surveys with a figure."""
    for result in measures:
        if result.figure.value is None or result.measure.same_as:
            continue
        if result.measure.kind == "disbursement":
            yield _disbursement_chart(result, results)
        elif result.measure.kind == "survey":
            yield from _survey_chart(result)


def _disbursement_chart(result: MeasureResult, results: Results) -> Chart:
    """The value of the period before, where the same units gave it, and now, beside the milestones."""
    measure, figure = result.measure, result.figure
    goals = [t.target for t in result.targets if t.target.number is not None]
    columns: list[tuple[str, Fraction | None, str, bool]] = []
    before = results.previous and next(m for m in results.previous.measures if m.measure.code == measure.code)
    if results.previous and before and before.figure.value is not None and before.figure.received == figure.received:
        columns.append((upper_first(results.previous.period.title), before.figure.value,
                        share(measure, before.figure, results.previous.period), False))  # fmt: skip
    columns.append((upper_first(results.period.title), figure.value, share(measure, figure), False))
    for goal in goals:
        when = f"Mục tiêu đến {show_date(goal.due)}" if goal.due else "Mục tiêu"
        shown = mark(show_percent(goal.number or Fraction(0)), "target", of_target(goal, measure), goal.number or 0)
        columns.append((when, goal.number, shown, True))
    names = tuple(name for name, *_ in columns)
    labels = tuple(label for _, _, label, _ in columns)

    def series(name: str, *, goal: bool) -> Series:
        values = tuple(value if is_goal == goal else None for _, value, _, is_goal in columns)
        own = tuple(label if is_goal == goal else "" for _, _, label, is_goal in columns)
        return Series(name, values, "hatched" if goal else "solid", labels=own)

    drawn = (series("Kết quả", goal=False), *([series("Mục tiêu", goal=True)] if goals else []))
    return Chart(
        f"{measure.name} so với mục tiêu", "column", names, drawn,
        _description(f"Biểu đồ cột, {measure.name}", names, labels),
    )  # fmt: skip


def _survey_chart(result: MeasureResult) -> Iterator[Chart]:
    """The share of satisfied answers by factor, with the target as a line across."""
    measure, figure = result.measure, result.figure
    parts = [(position, p) for position, p in enumerate(figure.parts, 1) if p.value is not None]
    if not parts:
        return
    bounds = limits(measure, figure)
    names = tuple(p.label for _, p in parts)
    labels = tuple(
        mark(show_percent(p.value or Fraction(0), bounds), "part_value", f"{measure.code}#{position}", p.value or 0)
        for position, p in parts
    )
    drawn = [Series("Tỷ lệ hài lòng", tuple(p.value for _, p in parts), labels=labels)]
    described = _description(f"Biểu đồ cột, {measure.name} theo nhân tố", names, labels)
    goal: Target | None = next((t for t in measure.targets if t.number is not None), None)
    if goal is not None:
        words = upper_first(f"mục tiêu {target_words(goal, measure)}")
        shown = mark(show_percent(goal.number or Fraction(0)), "target", of_target(goal, measure), goal.number or 0)
        drawn.append(Series(words, (goal.number,) * len(parts), "line", (shown,) * len(parts), printed=False))
        described += f" {words}."
    yield Chart(f"{measure.name} theo nhân tố", "column", names, tuple(drawn), described)


def hand_in_charts(results: Results) -> Iterator[Chart]:
    """Both rates of handing in by unit, and over the months where there are several: for the workbook."""
    units = [(u.name, results.hand_ins.of_unit(u.code)) for u in units_asked(results.hand_ins, results)]
    months = [(upper_first(m.title), results.history.of_month(m.key)) for m in months_asked(results)]
    yield from _rate_chart(f"Tỷ lệ nộp báo cáo {results.period.title} theo đơn vị", "bar", units)
    if len(months) > 1:
        yield from _rate_chart("Tỷ lệ nộp báo cáo theo tháng", "column", months)


def _rate_chart(caption: str, form: Literal["bar", "column"], groups: list[tuple[str, HandIns]]) -> Iterator[Chart]:
    asked = [(name, own.rate, own.on_time_rate) for name, own in groups]
    told = [(name, given, on_time) for name, given, on_time in asked if given is not None and on_time is not None]
    if not told:
        return
    names = tuple(name for name, *_ in told)
    given, on_time = tuple(given for _, given, _ in told), tuple(on_time for *_, on_time in told)
    labels = tuple(map(shown_rate, given))
    series = (
        Series("Tỷ lệ nộp", given, labels=labels),
        Series("Tỷ lệ đúng hạn", on_time, "hatched", labels=tuple(map(shown_rate, on_time))),
    )
    yield Chart(caption, form, names, series, _description(f"Biểu đồ, {caption}", names, labels))


def _description(what: str, names: Iterable[str], labels: Iterable[str]) -> str:
    """The alternative text: what is drawn, then every value."""
    told = (f"{name} {plain(label)}" for name, label in zip(names, labels, strict=True))
    return f"{what}: {'; '.join(told)}."
