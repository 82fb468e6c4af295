"""The year judged: Results come in, the evaluation section of the year's report goes out.

How every section came out, how the targets came out, and what cannot be judged yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from pipeline.model import OutlineItem, Section
from pipeline.outcome import Results, Tally, TargetResult
from pipeline.report.document import Block, Column, Paragraph, Row, Table
from pipeline.report.standing import count
from pipeline.report.words import completion_words, result_words
from pipeline.vietnamese import WHOLE, join_names, show_date, show_percent
from pipeline.wording import target_words


def evaluation(results: Results, _: OutlineItem) -> Iterator[Block]:
    """Targets that have come due and how they ended, sections best and last, a table, what is open."""
    yield Paragraph(_targets_sentence(results))
    yield from (Paragraph(s) for s in _section_sentences(results))
    if results.sections:
        yield _table(results)
    yield from _open(results)


def _settled(results: Results) -> list[TargetResult]:
    """Targets with a due day that has come."""
    all_targets = (t for m in results.measures for t in m.targets)
    return [t for t in all_targets if t.target.due and t.target.due <= results.as_of and t.status != "tracked"]


def _targets_sentence(results: Results) -> str:
    came_due, day = _settled(results), show_date(results.as_of)
    settled = [t for t in came_due if t.status != "nothing_arose"]
    if came_due and not settled:
        return f"Đến ngày {day}, các mục tiêu đã đến hạn đều không phát sinh."
    if not settled:
        return f"Đến ngày {day} chưa có mục tiêu nào đến hạn đánh giá."
    met = sum(t.status == "met" for t in settled)
    late = sum(t.status == "met_late" for t in settled)
    short = sum(t.status == "not_met" for t in settled)
    silent = sum(t.status == "no_data" for t in settled)
    share = show_percent(Fraction(met, len(settled)), [WHOLE])
    said = f"Đến ngày {day} có {count(len(settled))} mục tiêu đã đến hạn đánh giá: "
    if met == len(settled):
        return f"{said}đều đạt đúng hạn." if met > 1 else f"{said}đạt đúng hạn."
    told = (
        (met, f"đạt đúng hạn ({share})"), (late, "đạt sau thời hạn"), (short, "chưa đạt"),
        (silent, "chưa đủ số liệu để đánh giá"),
    )  # fmt: skip
    return said + join_names(f"{count(number)} mục tiêu {words}" for number, words in told if number) + "."


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
        yield f"Mức hoàn thành bình quân thấp nhất là {completion_words(lowest, met=False)}, ở mục {named}."


def _table(results: Results) -> Table:
    columns = (
        Column("Mục", 16, "center"), Column("Nội dung", 55), Column("Nhiệm vụ được đánh giá", 23, "center"),
        Column("Hoàn thành", 23, "center"), Column("Không phát sinh, theo dõi", 23, "center"),
        Column("Mức hoàn thành", 25, "center"),
    )  # fmt: skip
    entries = [*((s.code, s.title, t) for s, t in results.sections), ("", "Toàn Kế hoạch", results.overall)]
    rows = tuple(
        Row((
            code, title, str(t.tasks), str(t.tasks_complete), str(t.nothing_arose + t.tracked),
            completion_words(t.completion, met=t.all_complete),
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
    met = sum(t.status == "met" for _, t in ahead)
    early = f", trong đó {count(met)} mục tiêu đã đạt theo số liệu đến nay" if met else ""
    yield Paragraph(
        f"Còn {count(len(ahead))} mục tiêu chưa đến hạn (các mốc {join_names(show_date(d) for d in dues)}){early}, "
        "được đánh giá ở kỳ báo cáo sau khi đến hạn; số liệu đến nay nêu tại Phụ lục I."
    )
    for result in results.measures:
        goals = [target_words(t.target, m.measure) for m, t in ahead if m is result]
        if goals and result.measure.kind == "disbursement":
            said = f"- {result.measure.name}: {result_words(result, results)}"
            yield Paragraph(f"{said}; mục tiêu {join_names(goals)} chưa đến hạn.")
