"""The letter to units that owe: Results come in, a công văn goes out, or None where nobody owes.

What is owed: a report that was asked and not accepted, and a sent one that still has to be mended.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from pipeline.messages import without_example
from pipeline.model import Submission, report_key
from pipeline.outcome import Results
from pipeline.periods import lies_in
from pipeline.report.document import Appendix, Block, Column, Document, Paragraph, Row, Table
from pipeline.report.standing import count
from pipeline.report.words import LETTER_LIMIT, bases_words, is_litter, quote
from pipeline.vietnamese import join_names, lower_first, show_date

_MOST_IN_TEXT = 20  # debts that stand in the letter itself
_FAULTS = 3  # faults of one file that the table names


@dataclass(frozen=True, slots=True)
class Debt:
    """One report that a unit owes; `sent` is the file to mend, or that is set apart, where it sent one."""

    task: str
    unit: str
    period: str
    deadline: date
    sent: Submission | None
    lacking: bool  # else a former answer counts, and its correction was refused
    unissued: bool = False  # no record says that its form was sent out

    @property
    def key(self) -> str:
        """Which report it is."""
        return report_key(self.task, self.unit, self.period)

    @property
    def set_apart(self) -> bool:
        """Whether it came and the office has yet to ask whose it is."""
        return self.sent is not None and self.sent.state == "quarantined"

    @property
    def refused(self) -> Submission | None:
        """What is to be mended; None where nothing came, or what came is set apart."""
        return None if self.set_apart else self.sent


def debts(results: Results) -> tuple[Debt, ...]:
    """What each unit owes, in the order of the roster and of the plan; nothing of what was waived."""
    plan = results.plan
    unissued = {m.key for m in results.hand_ins.unissued}
    owed = [Debt(m.task, m.unit, m.period, m.deadline, m.sent, True, m.key in unissued) for m in results.missing]
    told = {m.key for m in results.hand_ins.reports if not m.accepted} | {d.sent.key for d in owed if d.sent}
    owed += [
        Debt(s.task, s.unit, s.period, plan.calendar[s.period].deadline, s, False)
        for key, s in to_mend(results).items()
        if key not in told and lies_in(plan.calendar[s.period], results.period)
    ]
    units, tasks = list(plan.units), list(plan.tasks)
    return tuple(sorted(owed, key=lambda d: (units.index(d.unit), tasks.index(d.task), d.deadline, d.period)))


def to_mend(results: Results) -> dict[str, Submission]:
    """The newest refused file of each report that no accepted one has followed."""
    refused: dict[str, Submission] = {}
    for s in sorted(results.submissions, key=lambda s: s.arrival.order):
        if s.accepted:
            refused.pop(s.key, None)
        elif s.state == "rejected" and s.task and s.unit and s.period in results.plan.calendar:
            refused[s.key] = s
    return refused


def compose_letter(results: Results) -> Document | None:
    """The công văn to all units that owe; None where none does."""
    owed = debts(results)
    if not owed:
        return None
    agency = results.plan.agency
    units = [u for u in results.plan.units.values() if any(d.unit == u.code for d in owed)]
    return Document(
        type_name="",
        abstract=_abstract(results),
        symbol_kind="",
        body=tuple(_body(owed, results)),
        appendices=_appendix(owed, results),
        signing=agency.letter_signing or agency.signing,
        addressees=tuple(u.name for u in units),
        recipients=agency.letter_recipients,
    )


def _abstract(results: Results) -> str:
    words = results.plan.agency.letter_abstract or "đôn đốc gửi báo cáo {kỳ}"
    return lower_first(words.removeprefix("V/v").strip()).replace("{kỳ}", results.period.title)


def _appendix(owed: tuple[Debt, ...], results: Results) -> tuple[Appendix, ...]:
    """A long list of debts stands behind the signature."""
    if len(owed) <= _MOST_IN_TEXT:
        return ()
    note = "Ghi chú: nội dung cần sửa ghi theo trang và ô của tệp đơn vị đã gửi."
    return (Appendix("BÁO CÁO CÒN THIẾU, CHƯA HỢP LỆ", (_table(owed, results), Paragraph(note))),)


def _body(owed: tuple[Debt, ...], results: Results) -> Iterator[Block]:
    agency, period = results.plan.agency, results.period
    yield Paragraph(
        f"Để tổng hợp kết quả thực hiện {bases_words(agency)}, các đơn vị có trách nhiệm gửi báo cáo {period.title} về "
        f"Văn phòng {agency.short_name} chậm nhất ngày {show_date(period.deadline)} theo lịch báo cáo. "
        f"{_owed_sentence(owed)}"
    )
    if len(owed) <= _MOST_IN_TEXT:
        yield _table(owed, results)
    yield from _unknown(results)
    whom = "đơn vị" if len({d.unit for d in owed}) == 1 else "các đơn vị"
    yield Paragraph(
        f"{agency.running_name} đề nghị {whom} khẩn trương hoàn thiện và gửi về Văn phòng {agency.short_name} "
        f"các báo cáo nêu trên {agency.letter_reply or 'trong thời gian sớm nhất'}."
    )


def _owed_sentence(owed: tuple[Debt, ...]) -> str:
    """How many reports are lacking and how many to mend: none, one or many of either."""
    silent = [d.key for d in owed if d.sent is None]
    refused = [d.key for d in owed if d.sent is not None and not d.set_apart]
    set_apart = [d.key for d in owed if d.set_apart]
    said = []
    if silent:
        said.append(f"{count(len(silent), 'báo cáo chưa gửi', silent)} báo cáo chưa gửi")
    if refused:
        number = count(len(refused), "báo cáo đã gửi nhưng chưa hợp lệ", refused)
        said.append(f"{number} báo cáo đã gửi nhưng chưa hợp lệ")
    if set_apart:
        said.append(f"{count(len(set_apart), 'báo cáo chờ xác minh', set_apart)} báo cáo chờ xác minh")
    owing = list(dict.fromkeys(d.unit for d in owed))
    units = count(len(owing), "đơn vị còn nợ báo cáo", owing)
    where = "cụ thể như sau:" if len(owed) <= _MOST_IN_TEXT else "cụ thể tại Phụ lục kèm theo."
    return f"Qua tổng hợp, {units} đơn vị còn {join_names(said)}, {where}"


def _table(owed: tuple[Debt, ...], results: Results) -> Table:
    columns = (
        Column("TT", 9, "center"), Column("Nhiệm vụ", 55), Column("Kỳ báo cáo", 23, "center"),
        Column("Hạn nộp", 25, "center"), Column("Tình trạng, việc cần làm", 53),
    )  # fmt: skip
    rows: list[Row] = []
    for unit in results.plan.units.values():
        own = [d for d in owed if d.unit == unit.code]
        if own:
            owing = count(len(own), f"báo cáo chưa gửi hoặc chưa hợp lệ của {unit.code}", (d.key for d in own))
            rows.append(Row((f"{unit.name} ({owing} báo cáo)",), "group"))
        for number, debt in enumerate(own, 1):
            task = results.plan.tasks[debt.task]
            rows.append(
                Row(
                    (
                        str(number), f"{task.code}. {quote(task.name, LETTER_LIMIT)}",
                        results.plan.calendar[debt.period].title, show_date(debt.deadline), debt_words(debt),
                    )
                )
            )  # fmt: skip
    return Table("", columns, tuple(rows))


def debt_words(debt: Debt) -> str:
    """Not received, or what has to be mended in which file and where."""
    if debt.sent is None:
        return "Chưa nhận được" + ("; nếu chưa có mẫu, đề nghị nhận tại Văn phòng" if debt.unissued else "")
    name = debt.sent.arrival.name.rsplit("/", 1)[-1]
    if debt.set_apart:
        return f"Chờ xác minh (tệp “{name}”); đề nghị đơn vị xác nhận với Văn phòng"
    errors = [f for f in debt.sent.findings if f.severity == "error"]
    said = ((found.place, without_example(found)) for found in errors[:_FAULTS])
    told = [f"{place}: {text}" if place else text for place, text in said]
    left = len(errors) - _FAULTS
    more = [f"Và {count(left, f'lỗi chưa nêu của báo cáo {debt.key}')} lỗi khác."] if left > 0 else []
    return "\n".join([f"Chưa hợp lệ (tệp “{name}”)", *told, *more])


def unidentified(results: Results) -> tuple[Submission, ...]:
    """Refused files that do not say whose they are."""
    refused = (s for s in results.submissions if s.state == "rejected" and not (s.unit and (s.task or s.bundle)))
    return tuple(s for s in refused if not is_litter(s))


def _unknown(results: Results) -> Iterator[Block]:
    """Files of nobody known are named, so that their senders recognise them."""
    names = [f"“{s.arrival.name.rsplit('/', 1)[-1]}”" for s in unidentified(results)]
    if names:
        what = "tệp không đọc được nhiệm vụ, đơn vị"
        yield Paragraph(
            f"Ngoài ra có {count(len(names), what)} {what}: {join_names(names)}; đề nghị đơn vị "
            "đã gửi điền lại vào mẫu do Văn phòng phát hành."
        )
