"""What `report` and `remind` came to, for a clerk in a hurry: what they made comes in, lines go out.

Of a report first what came and what is wrong with it, unit by unit; in the end what to do first, and where the
files are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pipeline.messages import without_example
from pipeline.next_commands import BY_MAKE, Commands
from pipeline.outcome import HandIns, Results, receipts
from pipeline.report.figures import plain
from pipeline.report.hand_in import shown_rate, units_asked
from pipeline.report.scores import total_words
from pipeline.run import Reminders, Report
from pipeline.states import STATE, WITHDRAWN
from pipeline.text_table import table, wrapped
from pipeline.urgent import matters
from pipeline.wording import state_words

_MANY = 15  # units, of which those that have nothing to do are only counted
_MATTERS = 3  # that are told in full

Tone = Literal["", "head", "care", "grave"]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the summary; tone: what a colour may stress, which the words say as well."""

    text: str
    tone: Tone = ""


def summary(
    made: Report, today: date, commands: Commands = BY_MAKE, room: int | None = None
) -> Iterator[Line]:  # fmt: skip
    """The whole summary.

    commands: how the next ones are told; room: columns, None as many as it takes.
    """
    results = made.results
    yield Line(f"Báo cáo {results.period.title}, đánh giá đến ngày {results.as_of:%d/%m/%Y}.", "head")
    yield from _broken(_came(results), room)
    yield from by_unit(results, room)
    yield from _broken((*_reached(results), *_answers(made)), room)
    yield from _first(made, today, commands, room)
    yield Line("Các tệp đã ghi:", "head")
    for path in made.files:
        yield Line(f"  {path}")


def _broken(texts: Iterable[str], room: int | None) -> Iterator[Line]:
    for text in texts:
        yield from map(Line, wrapped(text, room, then="    "))


def remind_lines(made: Reminders) -> Iterator[str]:
    """Who owes what, and which files there are now."""
    yield from made.lines
    yield from _without_address(made.without_address)
    yield from (f"  {path}" for path in made.files)


# --- what came ------------------------------------------------------------------------------------


def _came(results: Results) -> Iterator[str]:
    """How many files came and how they fared; which of them do not count, and why."""
    submissions = results.submissions
    files, reports = len(receipts(submissions)), len(submissions)
    came = f"{files} tệp" if files == reports else f"{files} tệp gồm {reports} báo cáo"
    states = [state_words(s) for s in submissions if not s.accepted]
    others = [f"{states.count(words)} {words}" for words in (*STATE.values(), WITHDRAWN) if words in states]
    yield ", ".join([f"Đã nhận {came}: {reports - len(states)} được tổng hợp", *others]) + "."
    counted = {s.key: s.arrival.order for s in submissions if s.accepted}
    for submission in submissions:
        if submission.state == "rejected":
            first = next(f for f in submission.findings if f.severity == "error")
            mended = (
                " Đơn vị đã gửi lại bản hợp lệ." if counted.get(submission.key, 0) > submission.arrival.order else ""
            )
            yield f"  Chưa hợp lệ: {submission.arrival.name}: {without_example(first)}{mended}"
    for receipt in receipts(submissions):
        if receipt.state == "quarantined":
            yield f"  Chờ xác minh: {receipt.arrival.name}: {without_example(receipt.trust[0])}"
    if results.missing:
        owing = {m.unit for m in results.missing}
        names = [u.short_name for u in results.plan.units.values() if u.code in owing]
        yield f"Còn thiếu {len(results.missing)} báo cáo của {len(names)} đơn vị: {', '.join(names)}."
    unissued = len(results.hand_ins.unissued)
    if unissued:
        yield f"Trong số còn thiếu, {unissued} báo cáo chưa ghi nhận đã phát mẫu cho đơn vị."


# --- by unit ------------------------------------------------------------------------------------

_HEADS = ("Phải nộp", "Đã nhận", "Hợp lệ", "Phải sửa", "Chờ xác minh", "Chưa gửi", "Được miễn", "Tỷ lệ nộp", "Đúng hạn")
_RARE = ("Chờ xác minh", "Được miễn")  # no column where all are 0


def by_unit(results: Results, room: int | None = None) -> Iterator[Line]:
    """A table that a clerk acts on: who has to mend, who to send, and both rates.

    Of many units only those that have something to do, or were late; then how many the others are.
    """
    total = results.hand_ins
    if not total.reports:
        return
    units = [(u.short_name, total.of_unit(u.code)) for u in units_asked(total, results)]
    shown = [(name, own) for name, own in units if len(units) <= _MANY or _has_to_do(own)]
    numbers = [list(_numbers(own)) for _, own in (*shown, ("", total))]
    kept = [n for n, head in enumerate(_HEADS) if head not in _RARE or numbers[-1][n] != "0"]
    names = [*(name for name, _ in shown), "Tổng số"]
    rows = [[name, *(row[n] for n in kept)] for name, row in zip(names, numbers, strict=True)]
    heads = [_HEADS[n].rpartition(" ") for n in kept]  # in two lines, so that the table fits into 80 columns
    over, under = ["", *(h[0] for h in heads)], ["Đơn vị", *(h[2] for h in heads)]
    tones: list[Tone] = ["head", "head", *("care" if _owes(own) else "" for _, own in shown), "head"]
    lines = table([over, under, *rows], room - 2 if room else None)
    yield from (Line(f"  {line}", tone) for line, tone in zip(lines, tones, strict=True))
    if len(shown) < len(units):
        yield Line(f"  {len(units) - len(shown)} đơn vị khác đã nộp đủ, đúng hạn.")


def _owes(own: HandIns) -> bool:
    return any(r.lacking for r in own.reports)


def _has_to_do(own: HandIns) -> bool:
    return _owes(own) or bool(own.standing("late"))


def _numbers(own: HandIns) -> Iterator[str]:
    accepted, refused = len(own.accepted), len(own.standing("refused"))
    waiting = len(own.standing("quarantined"))
    counts = (
        len(own.due), accepted + refused + waiting, accepted, refused, waiting, len(own.standing("missing")),
        len(own.standing("waived")),
    )  # fmt: skip
    yield from map(str, counts)
    yield from ("-" if rate is None else shown_rate(rate) for rate in (own.rate, own.on_time_rate))


# --- what came out --------------------------------------------------------------------------------


def _reached(results: Results) -> Iterator[str]:
    total = results.overall
    yield f"Hoàn thành {total.tasks_complete}/{total.tasks} nhiệm vụ."
    if results.scores:
        yield f"Tự chấm điểm: {plain(total_words(results.scores))}."


def _answers(made: Report) -> Iterator[str]:
    """The drafts that wait to be read and sent."""
    answers = made.replies
    if answers and answers.drafts:
        folder = made.files[0].parent / answers.folder
        yield f"Thư phản hồi đơn vị, soạn sẵn để gửi: {answers.drafts} thư, trong {folder}."
        yield from _without_address(answers.without_address)
    if answers and answers.quarantined:
        yield f"Chờ xác minh người gửi: {answers.quarantined} tệp, không soạn thư trả lời."


def _without_address(units: tuple[str, ...]) -> Iterator[str]:
    if units:
        yield f"Chưa có địa chỉ thư, cần tự điền khi gửi: {', '.join(units)}."


def _first(made: Report, today: date, commands: Commands, room: int | None) -> Iterator[Line]:
    """The most urgent matters, each with its next step."""
    found = matters(made, today, commands)
    if not found:
        yield Line("Không có việc gấp: đọc lại báo cáo rồi trình ký.", "head")
        return
    yield Line("Việc cần làm trước:", "head")
    for number, matter in enumerate(found[:_MATTERS], 1):
        for line in wrapped(f"{matter.what}.", room, f"  {number}. ", "     "):
            yield Line(line, "grave" if matter.grave else "care")
        if matter.first:
            yield from map(Line, wrapped(matter.first, room, "     ", "     "))
        yield from map(Line, wrapped(matter.step, room, "     → ", "       "))
        for command in matter.commands:  # in one piece, however long, so that it can be copied
            yield Line(f"         {command}")
    if len(found) > _MATTERS:
        others = "; ".join(matter.what for matter in found[_MATTERS:])
        yield from map(Line, wrapped(f"Sau đó: {others}.", room, "  ", "  "))
