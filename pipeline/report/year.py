"""The year judged: Results come in, the evaluation section of the year's report goes out.

How every section came out, how the targets came out, and what cannot be judged yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from pipeline.model import OutlineItem, Section
from pipeline.outcome import Results, Tally, TargetResult
from pipeline.report.document import Block, Column, Paragraph, Row, Table
from pipeline.report.figures import mark
from pipeline.report.standing import count
from pipeline.report.words import completion_words, of_target, result_words, target_said
from pipeline.vietnamese import WHOLE, join_names, show_date, show_percent


def evaluation(results: Results, _: OutlineItem) -> Iterator[Block]:
    """Targets that have come due and how they ended, sections best and last, a table, what is open."""
    yield Paragraph(_targets_sentence(results))
    yield from (Paragraph(s) for s in _section_sentences(results))
    if results.sections:
        yield _table(results)
    yield from _open(results)


def _settled(results: Results) -> list[tuple[str, TargetResult]]:
    """Targets with a due day that has come, and what they are the targets of."""
    every = ((of_target(t.target, m.measure), t) for m in results.measures for t in m.targets)
    return [(of, t) for of, t in every if t.target.due and t.target.due <= results.as_of and t.status != "tracked"]


def _targets_sentence(results: Results) -> str:
    came_due, day = _settled(results), show_date(results.as_of)
    settled = [(of, t) for of, t in came_due if t.status != "nothing_arose"]
    if came_due and not settled:
        return f"Đến ngày {day}, các mục tiêu đã đến hạn đều không phát sinh."
    if not settled:
        return f"Đến ngày {day} chưa có mục tiêu nào đến hạn đánh giá."
    ended = {s: [of for of, t in settled if t.status == s] for s in ("met", "met_late", "not_met", "no_data")}
    due = count(len(settled), "mục tiêu đã đến hạn đánh giá", (of for of, _ in settled))
    said = f"Đến ngày {day} có {due} mục tiêu đã đến hạn đánh giá: "
    met = len(ended["met"])
    if met == len(settled):
        return f"{said}đều đạt đúng hạn." if met > 1 else f"{said}đạt đúng hạn."
    share = mark(show_percent(Fraction(met, len(settled)), [WHOLE]), "share", "mục tiêu đạt đúng hạn trong các mục "
                 "tiêu đã đến hạn", Fraction(met, len(settled)))  # fmt: skip
    told = (
        ("met", "đạt đúng hạn", f" ({share})"), ("met_late", "đạt sau thời hạn", ""), ("not_met", "chưa đạt", ""),
        ("no_data", "chưa đủ số liệu để đánh giá", ""),
    )  # fmt: skip
    ways = (
        f"{count(len(ended[s]), f'mục tiêu đã đến hạn, {words}', ended[s])} mục tiêu {words}{beside}"
        for s, words, beside in told if ended[s]
    )  # fmt: skip
    return said + join_names(ways) + "."


def _section_sentences(results: Results) -> Iterator[str]:
    assessed: list[tuple[Section, Tally]] = [(s, t) for s, t in results.sections if t.completion is not None]
    whole = [s.code for s, t in assessed if t.all_complete]
    if assessed and len(whole) == len(assessed):
        yield "Tất cả các mục của Kế hoạch đã hoàn thành toàn bộ nhiệm vụ được đánh giá."
        return
    if whole:
        yield f"Các mục đã hoàn thành toàn bộ nhiệm vụ được đánh giá: {', '.join(whole)}."
    rest = [(s, t) for s, t in assessed if not t.all_complete]
    lowest = min((t.completion or Fraction(0) for _, t in rest), default=None)
    last = [s for s, t in rest if t.completion == lowest]
    if lowest is not None:
        named = join_names(f"{s.code} ({s.title})" for s in last)
        words = completion_words(lowest, "mean", last[0].code, met=False)
        yield f"Mức hoàn thành bình quân thấp nhất là {words}, ở mục {named}."


def _table(results: Results) -> Table:
    columns = (
        Column("Mục", 16, "center"), Column("Nội dung", 55), Column("Nhiệm vụ được đánh giá", 23, "center"),
        Column("Hoàn thành", 23, "center"), Column("Không phát sinh, theo dõi", 23, "center"),
        Column("Mức hoàn thành", 25, "center"),
    )  # fmt: skip
    entries = [*((s.code, s.title, t) for s, t in results.sections), ("", "Toàn Kế hoạch", results.overall)]
    rows = tuple(
        Row((
            code, title, mark(str(t.tasks), "tasks", code, t.tasks),
            mark(str(t.tasks_complete), "tasks_complete", code, t.tasks_complete),
            mark(str(t.nothing_arose + t.tracked), "tasks_apart", code, t.nothing_arose + t.tracked),
            completion_words(t.completion, "mean", code, met=t.all_complete),
        ))
        for code, title, t in entries
    )  # fmt: skip
    return Table("Kết quả thực hiện theo mục của Kế hoạch", columns, rows)


def _open(results: Results) -> Iterator[Block]:
    """Targets not due yet, with the value as it stands: a later report settles them."""
    ahead = [
        (m, t) for m in results.measures for t in m.targets
        if t.target.due and t.target.due > results.as_of and t.status in ("met", "in_progress", "no_data")
    ]  # fmt: skip
    if not ahead:
        return
    dues = sorted({t.target.due for _, t in ahead if t.target.due})
    met = [of_target(t.target, m.measure) for m, t in ahead if t.status == "met"]
    reached = count(len(met), "mục tiêu chưa đến hạn, đã đạt", met)
    early = f", trong đó {reached} mục tiêu đã đạt theo số liệu đến nay" if met else ""
    waiting = count(len(ahead), "mục tiêu chưa đến hạn", (of_target(t.target, m.measure) for m, t in ahead))
    yield Paragraph(
        f"Còn {waiting} mục tiêu chưa đến hạn (các mốc {join_names(show_date(d) for d in dues)}){early}, "
        "được đánh giá ở kỳ báo cáo sau khi đến hạn; số liệu đến nay nêu tại Phụ lục I."
    )
    for result in results.measures:
        goals = [target_said(t.target, m.measure) for m, t in ahead if m is result]
        if goals and result.measure.kind == "disbursement":
            said = f"- {result.measure.name}: {result_words(result, results)}"
            yield Paragraph(f"{said}; mục tiêu {join_names(goals)} chưa đến hạn.")
