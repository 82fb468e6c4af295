"""What `report` and `remind` tell on the terminal: what they found and made comes in, lines go out."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.messages import without_example
from pipeline.outcome import Results, receipts
from pipeline.report.figures import plain
from pipeline.report.hand_in_rows import summary_lines
from pipeline.report.scores import total_words
from pipeline.run import Reminders, Report
from pipeline.states import STATE, WITHDRAWN
from pipeline.wording import state_words


def lines(made: Report) -> Iterator[str]:
    """What came in and how it fared, who owes, what was reached, which files there are now."""
    results = made.results
    yield f"Báo cáo {results.period.title}, đánh giá đến ngày {results.as_of:%d/%m/%Y}."
    yield from _received(results)
    yield from _owed(results)
    total = results.overall
    yield f"Hoàn thành {total.tasks_complete}/{total.tasks} nhiệm vụ."
    if results.scores:
        yield f"Tự chấm điểm: {plain(total_words(results.scores))}."
    yield from _replies(made)
    yield from (f"  {path}" for path in made.files)


def remind_lines(made: Reminders) -> Iterator[str]:
    """Who owes what, and which files there are now."""
    yield from made.lines
    yield from _without_address(made.without_address)
    yield from (f"  {path}" for path in made.files)


def _received(results: Results) -> Iterator[str]:
    submissions = results.submissions
    files, reports = len(receipts(submissions)), len(submissions)
    came = f"{files} tệp" if files == reports else f"{files} tệp gồm {reports} báo cáo"
    states = [state_words(s) for s in submissions if not s.accepted]
    others = [f"{states.count(words)} {words}" for words in (*STATE.values(), WITHDRAWN) if words in states]
    yield ", ".join([f"Đã nhận {came}: {reports - len(states)} được tổng hợp", *others]) + "."
    for submission in submissions:
        if submission.state == "rejected":
            first = next(f for f in submission.findings if f.severity == "error")
            yield f"  Chưa hợp lệ: {submission.arrival.name}: {without_example(first)}"
    for receipt in receipts(submissions):
        if receipt.state == "quarantined":
            yield f"  Chờ xác minh: {receipt.arrival.name}: {without_example(receipt.trust[0])}"


def _owed(results: Results) -> Iterator[str]:
    if results.missing:
        owing = {m.unit for m in results.missing}
        names = [u.short_name for u in results.plan.units.values() if u.code in owing]
        yield f"Còn thiếu {len(results.missing)} báo cáo của {len(names)} đơn vị: {', '.join(names)}."
    unissued = len(results.hand_ins.unissued)
    if unissued:
        yield f"Trong số còn thiếu, {unissued} báo cáo chưa ghi nhận đã phát mẫu cho đơn vị."
    yield from (f"  {line}" for line in summary_lines(results))


def _replies(made: Report) -> Iterator[str]:
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
