"""The sheet "Miễn áp dụng" of the plan workbook: its rows come in, the rules that the office lifts go out.

The sheet is optional. Which rules may be lifted is data of the catalogue.
"""

from __future__ import annotations

from collections.abc import Mapping

from pipeline import plan_sheets as ps
from pipeline.messages import CATALOGUE
from pipeline.model import Period, Task, Unit, Waiver
from pipeline.plan_table import Reading, Row
from pipeline.roster import find_unit
from pipeline.vietnamese import show_date

_NEEDED = ("rule", "approver", "reason", "expires")


def read_waivers(
    reading: Reading, units: Mapping[str, Unit], tasks: Mapping[str, Task], calendar: Mapping[str, Period]
) -> tuple[Waiver, ...]:
    """The waivers in the order of the sheet; none where the workbook has no such sheet."""
    rows = reading.rows(ps.WAIVERS)
    found = (_read_waiver(reading, row, units, tasks, calendar) for row in rows)
    return tuple(waiver for waiver in found if waiver)


def _read_waiver(
    reading: Reading, row: Row, units: Mapping[str, Unit], tasks: Mapping[str, Task], calendar: Mapping[str, Period]
) -> Waiver | None:
    """The waiver of a row; None where its rule or last day cannot be told."""
    sheet = ps.WAIVERS
    whole = reading.required(sheet, row, *_NEEDED)
    rule, task, period = row["rule"].text.upper(), row["task"].text, row["period"].text
    unit = find_unit(units, row["unit"].text) if row["unit"].text else ""
    if rule and rule not in CATALOGUE:
        reading.say("PLAN_WAIVER_RULE", sheet, row["rule"])
    elif rule and not CATALOGUE[rule].waivable:
        reading.say("PLAN_WAIVER_FORBIDDEN", sheet, row["rule"])
    if unit is None:
        reading.say("PLAN_UNKNOWN_UNIT", sheet, row["unit"])
    if task and task not in tasks:
        reading.say("PLAN_UNKNOWN_TASK", sheet, row["task"])
    if period and period not in calendar:
        reading.say("PLAN_WAIVER_PERIOD", sheet, row["period"])
    expires = reading.day(sheet, row["expires"])
    if not whole or unit is None or expires is None:
        return None
    meant = [p for p in calendar.values() if period in ("", p.key)]
    if meant and all(p.deadline > expires for p in meant):
        reading.say("PLAN_WAIVER_ENDED", sheet, row["expires"], found=rule, expires=show_date(expires))
    approver, reason = row["approver"].text, row["reason"].text
    return Waiver(rule, unit, task, period, approver, reason, expires, row["rule"].ref)
