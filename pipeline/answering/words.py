"""What stands in a mail to a unit: a Need with its copies, or debts, come in, subject and text go out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pipeline.answering.copies import Copy
from pipeline.answering.needs import Need
from pipeline.answering.points import points
from pipeline.answering.texts import flat
from pipeline.messages import clip
from pipeline.model import Agency, Arrival, Submission
from pipeline.outcome import Results
from pipeline.vietnamese import show_date

MOST_POINTS = 10  # of one report; the rest is counted
_MOST_CODES = 60  # tasks named one by one
_TASK_NAME = 160  # characters
_LETTERS = "abcdđeghik"  # as many as points
BY_AND_BY = "nếu đã quá ngày này thì gửi trong thời gian sớm nhất"


def office(agency: Agency) -> str:
    """Who writes."""
    return f"Văn phòng {agency.running_name}"


def reply_subject(need: Need, results: Results) -> str:
    """ "Báo cáo tháng 9 năm 2022 của P. QL TDTT: 1 báo cáo cần sửa, 2 báo cáo đề nghị xem lại"."""
    whose = f" của {results.plan.units[need.unit].short_name}" if need.unit else ""
    told = [f"{len(need.refused)} báo cáo cần sửa"] if need.refused else []
    told += [f"{len(need.doubtful)} báo cáo đề nghị xem lại"] if need.doubtful else []
    return f"Báo cáo {results.period.title}{whose}: {', '.join(told)}"


def reply_text(need: Need, results: Results, copies: Sequence[Copy]) -> str:
    """The whole mail."""
    plan = results.plan
    whom = plan.units[need.unit].name if need.unit else "Quý đơn vị"
    lines = [f"Kính gửi: {whom}", "", *_opening(need, results)]
    attached = {(s.arrival, s.task): copy.name for copy in copies for s in copy.submissions}
    if need.refused:
        lines += ["", "CẦN SỬA VÀ GỬI LẠI", *_files(need.refused, results, attached)]
    if need.doubtful:
        lines += ["", "ĐÃ ĐƯỢC TỔNG HỢP, ĐỀ NGHỊ XEM LẠI", *_files(need.doubtful, results, attached)]
    lines += ["", *_closing(need, results, bool(copies))]
    return "\n".join((*lines, "", *signature(plan.agency), ""))


def _opening(need: Need, results: Results) -> Iterator[str]:
    agency, period = results.plan.agency, results.period
    if not need.unit:
        yield (
            f"{office(agency)} đã nhận tệp gửi từ địa chỉ {flat(need.sender)} nhưng chưa đọc được tệp là báo cáo của "
            "đơn vị nào."
        )
        return
    yield f"{office(agency)} đã kiểm tra báo cáo {period.title} của đơn vị. Kết quả:"
    if need.taken:
        taken = {s.task for s in need.taken}
        codes = [code for code in results.plan.tasks if code in taken]
        more = "…" if len(codes) > _MOST_CODES else ""
        yield f"- Đã được tổng hợp: {len(need.taken)} báo cáo (nhiệm vụ {', '.join(codes[:_MOST_CODES])}{more})."
    if need.refused:
        yield f"- Chưa hợp lệ, chưa được tổng hợp: {len(need.refused)} báo cáo, đề nghị sửa theo nội dung dưới đây."
    if need.doubtful:
        among = "trong số báo cáo đã được tổng hợp, "
        yield f"- Đề nghị xem lại: {len(need.doubtful)} báo cáo {among}việc này không gấp."


def _files(
    submissions: Sequence[Submission], results: Results, attached: Mapping[tuple[Arrival, str], str]
) -> Iterator[str]:
    """Each file with its reports, in the order in which they came."""
    files: dict[Arrival, list[Submission]] = {}
    for submission in submissions:
        files.setdefault(submission.arrival, []).append(submission)
    for number, (arrival, parts) in enumerate(files.items(), 1):
        yield ""
        yield f"{number}. Tệp “{clip(flat(arrival.name.rsplit('/', 1)[-1]))}”"
        for part in parts:
            if part.task:
                yield f"   Nhiệm vụ {task_words(part.task, part.period, results)}"
            yield from _points(part)
        names = dict.fromkeys(name for part in parts if (name := attached.get((arrival, part.task))))
        if names:
            yield f"   Tệp để sửa (kèm theo): {', '.join(names)}"


def task_words(task: str, period: str, results: Results) -> str:
    """Code and name of a task, and the period where it is not that of the mail."""
    of = results.plan.calendar.get(period)
    other = f" ({of.title})" if of and of != results.period else ""
    return f"{task}. {clip(flat(results.plan.tasks[task].name), _TASK_NAME)}{other}"


def _points(submission: Submission) -> Iterator[str]:
    told = points(submission.findings)
    asked = [point for point in told if point.severity != "info"]
    for letter, point in zip(_LETTERS, asked[:MOST_POINTS], strict=False):
        yield f"   {letter}) {point.words}"
    if asked[MOST_POINTS:]:
        yield f"   Và {len(asked) - MOST_POINTS} điểm khác, đề nghị rà soát cả tệp."
    yield from (f"   {point.text}" for point in told if point.severity == "info")


def _closing(need: Need, results: Results, copied: bool) -> Iterator[str]:
    if copied:
        yield (
            "Mỗi tệp “can-sua” kèm theo là mẫu mới đã có sẵn số liệu đơn vị gửi; ô cần sửa được tô màu cam, có ghi "
            "chú, trang “Hướng dẫn” liệt kê từng điểm. Đề nghị sửa ngay trên tệp ấy, lưu lại và gửi cho Văn phòng, "
            "không phải gõ lại từ đầu."
        )
    if need.refused:
        deadlines = [
            results.plan.calendar[s.period].deadline for s in need.refused if s.period in results.plan.calendar
        ]
        due = show_date(max(deadlines, default=results.period.deadline))
        yield f"Đề nghị gửi lại trước hết ngày {due}; {BY_AND_BY}. Bản hợp lệ nhận sau cùng được tính."
    if need.doubtful:
        yield (
            "Với báo cáo đề nghị xem lại: nếu số liệu đúng thì đơn vị không phải gửi lại; nếu chưa đúng thì sửa và "
            "gửi lại."
        )


def signature(agency: Agency) -> Iterable[str]:
    """How every mail ends."""
    contact = " · ".join(flat(part) for part in (agency.office_contact, agency.office_mail) if part)
    return ("Trân trọng.", "", office(agency), *((f"Liên hệ: {contact}",) if contact else ()))
