"""Where the two roads part: the main road's Results and the second road's figures come in, every
figure that differs goes out, in words that a clerk understands.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from pipeline.model import Kind
from pipeline.outcome import Disagreement, MeasureResult, Results, Tally
from pipeline.second.road import Second
from pipeline.second.tally import Count
from pipeline.second.targets import Judged
from pipeline.vietnamese import exact_decimal, show_number
from pipeline.wording import TARGET_STATUS, TASK_STATUS, target_words

NONE = "không có số"
PLAIN: tuple[Kind, ...] = ("count", "baseline", "documents")


def compare(second: Second, results: Results) -> tuple[Disagreement, ...]:
    """Every figure on which the main road's results and the second road differ."""
    return tuple(_measures(second, results)) + tuple(_tasks(second, results)) + tuple(_tallies(second, results))


def _measures(second: Second, results: Results) -> Iterator[Disagreement]:
    found = {m.measure.code: m for m in results.measures}
    for code, own in second.measures.items():
        place = f"Chỉ tiêu {code} ({own.measure.name})"
        if code not in found:
            yield Disagreement(place, "không có chỉ tiêu này", "có chỉ tiêu này")
            continue
        yield from _measure(place, found[code], own)


def _measure(place: str, main: MeasureResult, own: Judged) -> Iterator[Disagreement]:
    share = own.measure.kind not in PLAIN or own.measure.each
    yield from _number(f"{place}, kết quả", main.figure.value, own.figure.value, share=share)
    yield from _number(f"{place}, tử số", main.figure.numerator, own.figure.numerator)
    yield from _number(f"{place}, mẫu số", main.figure.denominator, own.figure.denominator)
    plain = own.measure.kind in PLAIN
    yield from _number(f"{place}, số năm so sánh", main.figure.baseline, own.figure.baseline, share=not plain)
    yield from _number(f"{place}, mức hoàn thành", main.completion, own.completion, share=True)
    for theirs, ours in zip(main.targets, own.verdicts, strict=True):
        goal = f"{place}, mục tiêu {target_words(ours.target, own.measure)}"
        yield from _word(f"{goal}, đánh giá", TARGET_STATUS[theirs.status], TARGET_STATUS[ours.status])
        yield from _number(f"{goal}, mức hoàn thành", theirs.completion, ours.completion, share=True)


def _tasks(second: Second, results: Results) -> Iterator[Disagreement]:
    found = {t.task.code: t for t in (*results.objectives, *results.tasks)}
    for code, own in second.tasks.items():
        if code not in found:
            yield Disagreement(f"Nhiệm vụ {code}", "không có nhiệm vụ này", "có nhiệm vụ này")
            continue
        main = found[code]
        yield from _word(f"Nhiệm vụ {code}, đánh giá", TASK_STATUS[main.status], TASK_STATUS[own.status])
        yield from _number(f"Nhiệm vụ {code}, mức hoàn thành", main.completion, own.completion, share=True)


def _tallies(second: Second, results: Results) -> Iterator[Disagreement]:
    found = {section.code: tally for section, tally in results.sections}
    for code, own in second.sections.items():
        if code in found:
            yield from _tally(f"Mục {code}", found[code], own)
        else:
            yield Disagreement(f"Mục {code}", "không có mục này", "có mục này")
    yield from _tally("Cả kế hoạch", results.overall, second.overall)


def _tally(place: str, main: Tally, own: Count) -> Iterator[Disagreement]:
    yield from _number(f"{place}, mức hoàn thành", main.completion, own.completion, share=True)
    for name, theirs, ours in (
        ("số nhiệm vụ hoàn thành", main.tasks_complete, own.tasks_complete),
        ("số nhiệm vụ được đánh giá", main.tasks, own.tasks),
        ("số nhiệm vụ không phát sinh", main.nothing_arose, own.nothing_arose),
        ("số nhiệm vụ theo dõi", main.tracked, own.tracked),
    ):
        yield from _number(f"{place}, {name}", Fraction(theirs), Fraction(ours))


def _word(place: str, main: str, own: str) -> Iterator[Disagreement]:
    if main != own:
        yield Disagreement(place, f"“{main}”", f"“{own}”")


def _number(place: str, main: Fraction | None, own: Fraction | None, *, share: bool = False) -> Iterator[Disagreement]:
    if main != own:
        yield Disagreement(place, *_shown(main, own, share=share))


def _shown(main: Fraction | None, own: Fraction | None, *, share: bool) -> tuple[str, str]:
    """Two different numbers with as many decimals as it takes to tell them apart."""
    for places in (1, 2, 4, 10):
        shown = tuple(NONE if v is None else _decimal(v, places, share=share) for v in (main, own))
        if shown[0] != shown[1]:
            break
    else:
        shown = (str(main), str(own))
    return shown[0], shown[1]


def _decimal(value: Fraction, places: int, *, share: bool) -> str:
    words = show_number(Decimal(exact_decimal(value * 100 if share else value, places)))
    return f"{words}%" if share else words
