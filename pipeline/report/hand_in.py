"""Expected against received, for appendix III: Results come in, tables of standings, rates and waivers go out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from pipeline.model import Period, Unit, Waiver
from pipeline.outcome import HandIn, HandIns, Results
from pipeline.report.document import Column, Paragraph, Row, Table
from pipeline.report.figures import mark
from pipeline.report.words import TABLE_LIMIT, quote
from pipeline.vietnamese import NOTHING, WHOLE, show_date, show_percent, upper_first
from pipeline.wording import STANDING

_WIDTH = 252  # mm of a table across the page
_MOST_MONTHS = 12  # that fit on a page; the workbook has all
RATE_NOTE = (
    "Ghi chú: tỷ lệ nộp là số báo cáo đã tiếp nhận, tỷ lệ đúng hạn là số báo cáo đúng hạn, chia số báo cáo phải nộp "
    "(không kể báo cáo được miễn nộp). Báo cáo không phát sinh đã nằm trong số đúng hạn, muộn. Báo cáo đã gửi đúng "
    "hạn, sau đó gửi bản sửa, vẫn là đúng hạn."
)


@dataclass(frozen=True, slots=True)
class Count:
    """A number of reports: over its column, as what is counted, and which they are; rare: no column where all are 0."""

    heading: str
    what: str
    pick: Callable[[HandIns], tuple[HandIn, ...]]
    rare: bool = False


DUE = Count("Phải nộp", "báo cáo phải nộp", lambda h: h.due)
ACCEPTED = Count("Đã tiếp nhận", "báo cáo đã tiếp nhận", lambda h: h.accepted)
ON_TIME = Count("Đúng hạn", f"báo cáo {STANDING['on_time']}", lambda h: h.standing("on_time"))
COUNTS = (
    DUE, ACCEPTED, ON_TIME,
    Count("Muộn", f"báo cáo {STANDING['late']}", lambda h: h.standing("late")),
    Count("Không phát sinh", "báo cáo không phát sinh", lambda h: h.nil),
    Count("Chưa hợp lệ", f"báo cáo {STANDING['refused']}", lambda h: h.standing("refused")),
    Count("Chờ xác minh", f"báo cáo {STANDING['quarantined']}", lambda h: h.standing("quarantined"), rare=True),
    Count("Chưa gửi", f"báo cáo {STANDING['missing']}", lambda h: h.standing("missing")),
    Count("Được miễn", f"báo cáo {STANDING['waived']}", lambda h: h.standing("waived"), rare=True),
)  # fmt: skip
RATES = (("Tỷ lệ nộp", ACCEPTED), ("Tỷ lệ đúng hạn", ON_TIME))


def shown_rate(rate: Fraction) -> str:
    """A rate as it is displayed: neither a false 100 % nor a false 0 %."""
    return show_percent(rate, (WHOLE, NOTHING))


def units_asked(hand_ins: HandIns, results: Results) -> list[Unit]:
    """Units of which a report was asked, in the order of the roster."""
    asked = {r.unit for r in hand_ins.reports}
    return [u for code, u in results.plan.units.items() if code in asked]


def months_asked(results: Results) -> list[Period]:
    """The months of which reports were asked, oldest first."""
    keys = {r.period for r in results.history.reports}
    return sorted((results.plan.calendar[key] for key in keys), key=lambda month: month.end)


def standings(results: Results) -> Iterator[Table | Paragraph]:
    """How many reports each unit owed and gave, and both rates; over the months where there are several."""
    yield by_unit(results)
    yield Paragraph(RATE_NOTE)
    months = months_asked(results)
    if len(months) > 1:
        yield _by_month(results, months[-_MOST_MONTHS:])


def by_unit(results: Results) -> Table:
    """A row for each of `units_asked`, then the sum: the reports by standing, and both rates."""
    total = results.hand_ins
    counts = [c for c in COUNTS if not c.rare or c.pick(total)]
    narrow = len(counts) > 7
    size, rate_size = (17, 18) if narrow else (20, 20)
    name_size = _WIDTH - 12 - size * len(counts) - rate_size * len(RATES)
    columns = (
        Column("TT", 12, "center"), Column("Đơn vị", name_size),
        *(Column(c.heading, size, "center") for c in counts),
        *(Column(heading, rate_size, "center") for heading, _ in RATES),
    )  # fmt: skip
    rows = [
        Row((str(number), _name(unit), *cells_of(total.of_unit(unit.code), counts, unit.code)))
        for number, unit in enumerate(units_asked(total, results), 1)
    ]
    rows.append(Row(("", "Tổng số", *cells_of(total, counts, ""))))
    return Table("Tình hình nộp báo cáo theo đơn vị", columns, tuple(rows))


def cells_of(hand_ins: HandIns, counts: Sequence[Count], unit: str) -> Iterator[str]:
    """The numbers of reports, those of `RATES` among them, then both rates; unit: whose they are, "" for all."""
    keys = {count: [r.key for r in count.pick(hand_ins)] for count in counts}
    for count, found in keys.items():
        yield mark(str(len(found)), "count", _of(count, unit), len(found), found)
    for _, count in RATES:
        yield _rate(keys[count], len(hand_ins.due), _of(count, unit))


def _of(count: Count, unit: str, month: str = "") -> str:
    what = f"{count.what}@{month}" if month else count.what
    return f"{what} của {unit}" if unit else what


def _rate(keys: Sequence[str], due: int, of: str) -> str:
    """The share that reports are of those due; "-" where none was."""
    if not due:
        return "-"
    rate = Fraction(len(keys), due)
    return mark(shown_rate(rate), "share", of, rate, keys)


def _name(unit: Unit) -> str:
    return unit.name if unit.short_name == unit.name else f"{unit.name} ({unit.short_name})"


def _by_month(results: Results, months: Sequence[Period]) -> Table:
    """Both rates of each unit in each month, one above the other."""
    size = max(17, min(24, (_WIDTH - 12 - 60) // len(months)))  # which a key fits into, unbroken
    columns = (
        Column("TT", 12, "center"), Column("Đơn vị", _WIDTH - 12 - size * len(months)),
        *(Column(month.key, size, "center") for month in months),
    )  # fmt: skip

    def cells(hand_ins: HandIns, unit: str) -> Iterator[str]:
        for month in months:
            own = hand_ins.of_month(month.key)
            key = "" if month.key == results.period.key else month.key
            picked = ((count, [r.key for r in count.pick(own)]) for _, count in RATES)
            yield "\n".join(dict.fromkeys(_rate(keys, len(own.due), _of(count, unit, key)) for count, keys in picked))

    listed = units_asked(results.history, results)
    rows = [
        Row((str(number), unit.short_name, *cells(results.history.of_unit(unit.code), unit.code)))
        for number, unit in enumerate(listed, 1)
    ]
    caption = "Tỷ lệ nộp (dòng trên) và tỷ lệ đúng hạn (dòng dưới) theo tháng"
    return Table(caption, columns, (*rows, Row(("", "Tổng số", *cells(results.history, "")))))


def owed(results: Results) -> Table | Paragraph:
    """Every report that is lacking, by unit; where forms are on record also when its form went out."""
    if not results.missing:
        return Paragraph("Không có đơn vị nào còn thiếu báo cáo.")
    issuing = any(r.issued for r in results.hand_ins.reports)
    columns = (
        Column("TT", 12, "center"), Column("Đơn vị", 62 if issuing else 74), Column("Nhiệm vụ", 76 if issuing else 90),
        Column("Kỳ", 22, "center"), Column("Hạn nộp", 26, "center"), Column("Tình trạng", 28),
        *([Column("Phát mẫu", 26, "center")] if issuing else []),
    )  # fmt: skip
    order = list(results.plan.units)
    rows = []
    for number, entry in enumerate(sorted(results.missing, key=lambda m: order.index(m.unit)), 1):
        task = results.plan.tasks[entry.task]
        sent_out = show_date(entry.issued) if entry.issued else "chưa ghi nhận"
        rows.append(
            Row(
                (
                    str(number), results.plan.units[entry.unit].name, f"{task.code}. {quote(task.name, TABLE_LIMIT)}",
                    entry.period, show_date(entry.deadline), upper_first(STANDING[entry.standing]),
                    *([sent_out] if issuing else []),
                )
            )
        )  # fmt: skip
    return Table("Báo cáo còn thiếu", columns, tuple(rows))


def waived(results: Results) -> Iterator[Table]:
    """Reports that the office has said need not be handed in, with who said so and why."""
    groups: dict[tuple[Waiver, str, str], list[str]] = {}
    for entry in results.hand_ins.reports:
        if entry.waiver:
            groups.setdefault((entry.waiver, entry.unit, entry.period), []).append(entry.task)
    columns = (
        Column("TT", 12, "center"), Column("Đơn vị", 40), Column("Nhiệm vụ", 58), Column("Kỳ", 22, "center"),
        Column("Người duyệt", 44), Column("Lý do", 52), Column("Hết hạn", 24, "center"),
    )  # fmt: skip
    rows = [
        Row(
            (
                str(number), results.plan.units[unit].name, ", ".join(tasks), period, waiver.approver, waiver.reason,
                show_date(waiver.expires),
            )
        )
        for number, ((waiver, unit, period), tasks) in enumerate(groups.items(), 1)
    ]  # fmt: skip
    if rows:
        yield Table("Báo cáo được miễn nộp", columns, tuple(rows))
