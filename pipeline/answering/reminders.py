"""Reminders to units that owe reports: Results, the workbooks and the day come in, a list for the screen and a
folder of drafts go out, one for each unit, with the templates that it still has to fill in or to mend.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from pipeline import carry
from pipeline import layout as lo
from pipeline.answering.copies import Formers, copies
from pipeline.answering.draft import Draft, to_eml
from pipeline.answering.needs import addresses
from pipeline.answering.texts import file_name, flat
from pipeline.answering.words import office, signature, task_words
from pipeline.messages import clip
from pipeline.model import Plan
from pipeline.outcome import Results
from pipeline.report.letter import Debt, debts
from pipeline.roster import is_address
from pipeline.templates import bundle_name, draw, draw_bundle, template_name
from pipeline.vietnamese import show_date
from pipeline.workbook import Book

FOLDER = "nhac"
MOST_FILES = 5  # templates of one period; more come as one workbook

Attachments = dict[str, bytes]


def owed_lines(results: Results, today: date) -> Iterator[str]:
    """Who owes what, unit by unit, and since how many days."""
    plan, owed = results.plan, debts(results)
    owing = dict.fromkeys(debt.unit for debt in owed)
    if not owed:
        yield f"Báo cáo {results.period.title}: không còn đơn vị nào nợ báo cáo."
        return
    yield (
        f"Báo cáo {results.period.title}: {len(owing)} đơn vị còn nợ {len(owed)} báo cáo, "
        f"tính đến ngày {show_date(today)}."
    )
    for unit in owing:
        own = [debt for debt in owed if debt.unit == unit]
        yield f"{plan.units[unit].name} ({len(own)} báo cáo)"
        for debt in own:
            of = "" if debt.period == results.period.key else f" ({plan.calendar[debt.period].title})"
            yield f"  {debt.task}{of}: {_due(debt, today)}; {_standing(debt)}"


def _standing(debt: Debt) -> str:
    if debt.sent is None:
        return "chưa nhận được"
    if debt.set_apart:
        return "đang xác minh người gửi"
    return "đã gửi nhưng chưa hợp lệ" if debt.lacking else "bản gửi lại chưa hợp lệ, bản trước vẫn được tính"


def reminders(
    results: Results, books: Mapping[str, Book], today: date, secret: bytes | None = None
) -> dict[str, bytes]:
    """A draft for each unit that owes, by its path in the folder; secret: by which its templates are marked."""
    plan, owed = results.plan, debts(results)
    formers = {
        key: carry.formers(plan, plan.calendar[key], results.submissions) for key in sorted({d.period for d in owed})
    }
    made = {}
    for unit in dict.fromkeys(debt.unit for debt in owed):
        own = [debt for debt in owed if debt.unit == unit]
        made[f"{file_name(unit)}.eml"] = to_eml(
            _draft(own, results, today, _attached(own, plan, books, formers, secret))
        )
    return made


def without_address(results: Results) -> tuple[str, ...]:
    """Short names of the units that owe and of which the plan has no address."""
    units = results.plan.units
    owing = dict.fromkeys(debt.unit for debt in debts(results))
    return tuple(units[unit].short_name for unit in owing if not _to(results.plan, unit))


def _due(debt: Debt, today: date) -> str:
    days = (today - debt.deadline).days
    left = f"quá hạn {days} ngày" if days > 0 else f"còn {-days} ngày" if days else "hết hạn hôm nay"
    return f"hạn nộp {show_date(debt.deadline)}, {left}"


# --- the templates ----------------------------------------------------------------------------


def _attached(
    owed: Sequence[Debt],
    plan: Plan,
    books: Mapping[str, Book],
    formers: Mapping[str, Formers],
    secret: bytes | None,
) -> Attachments:
    """What was refused comes back to be mended, all else as it was issued; many templates in one workbook."""
    files: Attachments = {}
    for period in dict.fromkeys(debt.period for debt in owed):
        silent = [debt for debt in owed if debt.period == period and debt.refused is None]
        bundled = len(silent) > MOST_FILES
        layouts = [_layout(debt, plan, formers[period], bundled=bundled) for debt in silent]
        if bundled:
            name = bundle_name(plan.units[silent[0].unit], plan.calendar[period])
            files[file_name(name)] = draw_bundle(plan, layouts, secret)
        else:
            for layout in layouts:
                files[file_name(template_name(layout.task, layout.unit, layout.period))] = draw(plan, layout, secret)
    refused = [debt.refused for debt in owed if debt.refused]
    return files | {copy.name: copy.data for copy in copies(plan, refused, books, formers)}


def _layout(debt: Debt, plan: Plan, former: Formers, *, bundled: bool) -> lo.TaskLayout:
    task, unit, period = plan.tasks[debt.task], plan.units[debt.unit], plan.calendar[debt.period]
    return lo.lay_out(plan, task, unit, period, former.get((task.code, unit.code)), bundled=bundled)


# --- the mail ---------------------------------------------------------------------------------


def _to(plan: Plan, unit: str) -> tuple[str, ...]:
    return tuple(address for address in addresses(plan.units[unit].email) if is_address(address))


def _draft(owed: Sequence[Debt], results: Results, today: date, files: Attachments) -> Draft:
    plan, agency = results.plan, results.plan.agency
    unit = plan.units[owed[0].unit]
    late = any(debt.deadline < today for debt in owed)
    what = "nhắc gửi báo cáo đã quá hạn" if late else "nhắc gửi báo cáo"
    return Draft(
        agency.office_mail if is_address(agency.office_mail) else "", office(agency), _to(plan, unit.code), unit.name,
        f"Báo cáo {results.period.title} của {unit.short_name}: {what} ({len(owed)} báo cáo)",
        "\n".join((*_text(owed, results, today, late=late), "")), tuple(files.items()),
    )  # fmt: skip


def _text(owed: Sequence[Debt], results: Results, today: date, *, late: bool) -> Iterator[str]:
    plan, agency = results.plan, results.plan.agency
    yield from (f"Kính gửi: {plan.units[owed[0].unit].name}", "")
    yield (
        f"Đến ngày {show_date(today)}, {office(agency)} chưa nhận đủ báo cáo {results.period.title} của đơn vị. "
        f"Còn {len(owed)} báo cáo:"
    )
    yield ""
    for number, debt in enumerate(owed, 1):
        yield f"{number}. {task_words(debt.task, debt.period, results)}"
        yield f"   {_state(debt)}; {_due(debt, today)}."
    yield ""
    when = "trong thời gian sớm nhất" if late else "trong thời hạn nêu trên"
    yield f"Mẫu của các báo cáo này gửi kèm. Đề nghị đơn vị điền, lưu lại và gửi về Văn phòng {when}."
    if any(debt.refused for debt in owed):
        yield "Tệp “can-sua” đã có sẵn số liệu đơn vị gửi, chỉ cần sửa các ô màu cam."
    if any(measure.if_any for debt in owed for measure in plan.measures_of(debt.task)):
        yield "Nội dung “nếu có” mà từ đầu năm chưa phát sinh thì chọn “Không phát sinh” trong mẫu."
    yield "Nếu đơn vị đã gửi trước khi nhận thư này thì không phải gửi lại."
    yield from ("", *signature(agency))


def _state(debt: Debt) -> str:
    if debt.sent is None:
        return "Chưa nhận được"
    name = clip(flat(debt.sent.arrival.name.rsplit("/", 1)[-1]))
    if debt.set_apart:
        return f"Đã nhận tệp “{name}” mang tên đơn vị, đang xác minh người gửi; đề nghị đơn vị xác nhận với Văn phòng"
    said = f"Đã nhận tệp “{name}” nhưng chưa hợp lệ"
    return said if debt.lacking else f"{said}, bản gửi trước vẫn được tính"
