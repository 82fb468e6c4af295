"""An office that knows its units' addresses and marks its forms: plan, secret, forms issued, mails that bring them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from pipeline import layout
from pipeline.intake.register import Received
from pipeline.model import Mail, Plan
from pipeline.plan import read_plan
from pipeline.templates import draw, draw_bundle, issue
from tests.drawing import Rows, draw_plan, fill, open_workbook, place, plan_rows, received, save

SECRET, OTHER_SECRET = bytes(range(32)), bytes(32)
QUARANTINE = "cách ly"
ADDRESSES = {
    "VP": "vanphong@snv.vn",
    "TCCB": "tccb@snv.vn; truongphong.tccb@snv.vn",
    "CCHC": "@cchc.snv.vn",
    "TTLT": "",  # the office knows none
}
RATIO = {"I_1_1_numerator": 8, "I_1_1_denominator": 10, "I_1_2_numerator": 1, "I_1_2_denominator": 2}


def office_rows(*, holds: bool = False, plan_id: str = "KH-SNV-2022") -> Rows:
    """The small plan with addresses in its roster."""
    rows = plan_rows()
    for unit in rows["Đơn vị"]:
        unit["email"] = ADDRESSES[unit["code"]]
    rows["Cơ quan"] = [r for r in rows["Cơ quan"] if r["key"] != "plan_id"]
    rows["Cơ quan"] += [{"key": "plan_id", "value": plan_id}]
    rows["Cơ quan"] += [{"key": "doubtful", "value": QUARANTINE}] if holds else []
    return rows


@lru_cache
def office(*, holds: bool = False, plan_id: str = "KH-SNV-2022") -> Plan:
    """The plan of that office; holds: what is in doubt waits for its word."""
    plan, findings = read_plan(draw_plan(office_rows(holds=holds, plan_id=plan_id)), "ke-hoach.xlsx")
    assert plan is not None, findings
    return plan


@lru_cache(maxsize=256)
def form(
    task: str, unit: str, period: str = "2022-09", secret: bytes | None = SECRET, plan_id: str = "KH-SNV-2022"
) -> bytes:
    """The form of a task as it was issued to a unit for a period."""
    plan = office(plan_id=plan_id)
    laid_out = layout.lay_out(plan, plan.tasks[task], plan.units[unit], plan.calendar[period])
    return draw(plan, laid_out, secret)


@lru_cache
def blank(task: str) -> bytes:
    """The blank standard form of a task."""
    return draw(office(), layout.lay_out(office(), office().tasks[task]), SECRET)


@lru_cache
def unit_workbook(unit: str, period: str = "2022-09", secret: bytes | None = SECRET) -> bytes:
    """All forms of a unit in one workbook, as they were issued."""
    plan, window = office(), office().calendar[period]
    layouts = [layout.lay_out(plan, t, u, window, bundled=True) for t, u in issue(plan, window, [unit])]
    return draw_bundle(plan, layouts, secret)


@lru_cache
def posts(count: int, unit: str = "VP", period: str = "2022-09", secret: bytes | None = SECRET) -> bytes:
    """VP's report on posts (task I.2), filled in."""
    return fill(form("I.2", unit, period, secret), in_I_2_1_count=count)


@lru_cache
def work(done: int, unit: str = "TCCB", period: str = "2022-09", secret: bytes | None = SECRET) -> bytes:
    """A room's report on its work (task I.1), filled in."""
    typed = {f"in_{name}": value for name, value in RATIO.items()} | {"in_I_1_1_numerator": done}
    return fill(form("I.1", unit, period, secret), **typed)


def forge(data: bytes, *, cells: bool = True, properties: bool = True, **meta: str) -> bytes:
    """The workbook with parts of its identity written over, as cells, as properties, or both; "" takes one out."""
    book = open_workbook(data)
    for name, text in meta.items():
        if cells:
            sheet, row, column, _, _ = place(book, name)
            sheet.cell(row, column).value = text or None
        if properties and text:
            book.custom_doc_props[name].value = text
        elif properties:
            del book.custom_doc_props[name]
    return save(book)


def carried(data: bytes) -> tuple[Any, Any]:
    """The token of a workbook as it stands on the hidden sheet and in the properties."""
    book = open_workbook(data)
    sheet, row, column, _, _ = place(book, "meta_token")
    return sheet.cell(row, column).value, book.custom_doc_props["meta_token"].value


def mailed(data: bytes, sender: str, name: str = "gui.xlsx", order: int = 1) -> Received:
    """A file that came by mail from an address."""
    came = received(data, name, order)
    mail = Mail(f"<{order}@thu.vn>", sender, "Người gửi", "Báo cáo", (), "ab" * 32)
    return _with_mail(came, mail)


def _with_mail(came: Received, mail: Mail) -> Received:
    return came._replace(arrival=came.arrival._replace(mail=mail))
