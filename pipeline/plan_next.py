"""Next year's plan workbook from this year's: its rows come in as they stand, the new rows go out.

Roster, tasks and given rows are kept with their notes; texts and days move on by `plan_year`. The
office's own targets are taken out and named in the basis; comparisons with a year stay, a year later.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from pipeline import plan_sheets as ps
from pipeline.model import Period, Plan, Submission
from pipeline.outcome import MeasureResult, Results
from pipeline.plan_measures import YEAR_TARGET
from pipeline.plan_sheets import Cells, CellValue
from pipeline.plan_start import SAMPLE, calendar_rows, is_working_day, working_days_after
from pipeline.plan_table import Entry, Reading, Row
from pipeline.plan_year import keeps_year, move_day, move_text
from pipeline.vietnamese import MOST_PLACES, exact_decimal, fits_spreadsheet, fold, read_date, show_date, show_number

_TEXTS = {  # columns whose texts move on, by sheet
    ps.TASKS.name: ("section_title", "name", "timing", "product"),
    ps.MEASURES.name: ("name",),
    ps.ITEMS.name: ("text",),
    ps.OUTLINE.name: ("title",),
}
_TITLES = ("plan_title", "report_abstract", "letter_abstract")  # the same of the agency sheet
_LABELS = {fold(f.label): f for f in ps.AGENCY_FIELDS}
_FORMER_NOTE = re.compile(r"cần xác nhận: mục tiêu năm \d{4} là [^;]*(; )?")


def next_rows(reading: Reading, plan: Plan, year: int) -> dict[str, list[Cells]]:
    """The rows of the plan workbook of a later year, by sheet; figures of the former year are apart."""
    by = year - plan.agency.year
    calendar = _calendar(plan, year)
    start = next(row["start"] for row in calendar if row["key"] == str(year))
    return {
        ps.AGENCY.name: [_agency_row(row, plan, year, start) for row in reading.rows(ps.AGENCY)],
        ps.UNITS.name: [_values(row) for row in reading.rows(ps.UNITS)],
        ps.MEASURES.name: _measures(reading, plan, by),
        ps.CALENDAR.name: calendar,
        ps.WAIVERS.name: _waivers(plan, calendar),
        **{
            sheet.name: [_moved(row, sheet, plan, by) for row in reading.rows(sheet)]
            for sheet in (ps.TASKS, ps.ITEMS, ps.OUTLINE)
        },
    }


def places_to_look_at(reading: Reading, plan: Plan) -> tuple[str, ...]:
    """Where a text still names the former year, because it may belong to a document."""
    year = plan.agency.year
    agency = [
        f"trang “{ps.AGENCY.name}”, mục “{row['key'].text}”"
        for row in reading.rows(ps.AGENCY)
        if _field(row) in (*_TITLES, "plan_basis") and keeps_year(row["value"].text, year)
    ]
    others = [
        f"trang “{sheet.name}”, dòng {row[sheet.columns[0].key].text}"
        for sheet in ps.SHEETS
        for row in (reading.rows(sheet) if sheet.name in _TEXTS else ())
        if any(keeps_year(row[key].text, year) for key in _TEXTS[sheet.name])
    ]
    return tuple(dict.fromkeys((*agency, *others)))


# --- rows as they stand -----------------------------------------------------------------------


def _value(entry: Entry) -> CellValue:
    if entry.cell and isinstance(entry.cell.value, date):
        return entry.cell.value
    if entry.number is not None and not entry.text.endswith("%"):
        return entry.number
    return entry.text or None


def _values(row: Row) -> Cells:
    return {key: _value(entry) for key, entry in row.items()}


def _moved(row: Row, sheet: ps.PlanSheet, plan: Plan, by: int) -> Cells:
    texts = {key: move_text(row[key].text, plan.agency.year, by) for key in _TEXTS[sheet.name]}
    return _values(row) | texts


def _field(row: Row) -> str:
    """The agency field that a row's label stands for."""
    known = _LABELS.get(fold(row["key"].text))
    return known.key if known else ""


def _agency_row(row: Row, plan: Plan, year: int, start: CellValue) -> Cells:
    former = plan.agency.year
    key, value, basis = _field(row), _value(row["value"]), row["basis"].text
    if key in _TITLES:
        value = move_text(row["value"].text, former, year - former)
    elif key == "plan_id":
        own = row["value"].text
        value = own.replace(str(former), str(year)) if str(former) in own else f"{own}-{year}"
    elif key == "year":
        value = str(year)
    elif key == "counted_from":
        value, basis = start, f"đầu kỳ của năm {year}; {SAMPLE}"
    elif key == "plan_basis":
        basis = f"căn cứ của kế hoạch năm {former}; cần xác nhận, mỗi văn bản một dòng"
    return {"key": key, "value": value, "basis": basis}


def _waivers(plan: Plan, calendar: list[Cells]) -> list[Cells]:
    """What is still lifted when the first report of the new year is due; what was for one period is over."""
    first = min(due for row in calendar if isinstance(due := row["deadline"], date))
    keys = ("rule", "unit", "task", "period", "approver", "reason", "expires")
    return [{key: getattr(w, key) for key in keys} for w in plan.waivers if not w.period and w.expires >= first]


# --- measures and their targets ---------------------------------------------------------------


def _measures(reading: Reading, plan: Plan, by: int) -> list[Cells]:
    """One row a measure, or one for each of its comparisons with a year."""
    groups: dict[str, list[Row]] = {}
    for row in reading.rows(ps.MEASURES):
        groups.setdefault(row["code"].text, []).append(row)
    return [new for rows in groups.values() for new in _measure(rows, plan, by)]


def _measure(rows: list[Row], plan: Plan, by: int) -> list[Cells]:
    compared = [row for row in rows if YEAR_TARGET.fullmatch(fold(row["target"].text))]
    former = " và ".join(_target_words(row) for row in rows if row["target"].text)
    note = f"cần xác nhận: mục tiêu năm {plan.agency.year} là {former}" if former else ""
    return [
        _moved(row, ps.MEASURES, plan, by) | _target(row, by, compared=bool(compared)) | {"basis": _basis(row, note)}
        for row in compared or rows[:1]
    ]


def _target(row: Row, by: int, *, compared: bool) -> Cells:
    """The target of the new year: the comparison a year later, else none."""
    if not compared:
        return {"op": None, "target": None, "due": None}
    match = YEAR_TARGET.fullmatch(fold(row["target"].text))
    due = read_date(row["due"].text)
    return {
        "target": f"năm {int(match[1]) + by}" if match else None,
        "due": move_day(due, by) if due else None,
    }


def _target_words(row: Row) -> str:
    """As the row says it: "≥ 90% đến 31/12/2022"."""
    target, due = row["target"].text, row["due"].text
    goal = f"{row['op'].text} {target}" if re.search(r"\d", target) else f"theo mức {target}"
    return f"{goal} đến {due}" if due else goal


def _basis(row: Row, note: str) -> str:
    """The former target before whatever else the basis says; "kế hoạch" was said of that target."""
    basis = row["basis"].text
    if not note:
        return basis
    rest = _FORMER_NOTE.sub("", basis)
    return "; ".join(part for part in (note, "" if fold(rest) == ps.BASIS_PLAN else rest) if part)


# --- the calendar -----------------------------------------------------------------------------


def _calendar(plan: Plan, year: int) -> list[Cells]:
    """The decree's windows, or where the office had its own, those a year later."""
    keys = ("key", "start", "end", "deadline", "title")
    own = {(p.key, p.start, p.end, p.deadline, p.title) for p in plan.calendar.values()}
    if own == {tuple(row[k] for k in keys) for row in calendar_rows(plan.agency.year)}:
        return calendar_rows(year)
    return [_later(period, plan, year - plan.agency.year) for period in plan.calendar.values()]


def _later(period: Period, plan: Plan, by: int) -> Cells:
    """A window moved on; units keep as many working days after it as they had."""
    one = timedelta(days=1)
    end = move_day(period.end, by)
    given = [period.end + one * n for n in range(1, (period.deadline - period.end).days + 1)]
    days = sum(is_working_day(day) for day in given)
    return {
        "key": f"{int(period.key[:4]) + by}{period.key[4:]}",
        "kind": next(word for word, kind in ps.PERIOD_KINDS.items() if kind == period.kind),
        "start": move_day(period.start - one, by) + one,  # the day after the window before, leap year or not
        "end": end,
        "deadline": working_days_after(end, days) if days else end + (period.deadline - period.end),
        "title": move_text(period.title, plan.agency.year, by),
        "basis": f"dời từ lịch năm {plan.agency.year}; {SAMPLE}",
    }


# --- what this year came to -------------------------------------------------------------------


def baseline_rows(results: Results, year: int) -> tuple[list[Cells], tuple[tuple[str, str], ...]]:
    """What units reached in the year that the plan of a later `year` compares with.

    Rows of the sheet of former figures, and the (measure, unit) pairs without any.
    """
    plan = results.plan
    by = year - plan.agency.year
    rows: list[Cells] = []
    lacking = []
    for result in results.measures:
        measure = result.measure
        if measure.same_as or measure.baseline_year is None or measure.baseline_year + by != plan.agency.year:
            continue
        parts = {part.unit: part for part in result.figure.by_unit}
        for unit in measure.reporters:
            part = parts.get(unit)
            if part is None or part.value is None:
                lacking.append((measure.code, unit))
                continue
            share = measure.kind in ps.SHARE_KINDS
            rows.append(
                {
                    "measure": measure.code, "unit": unit, "year": str(plan.agency.year),
                    "numerator": _exact(part.numerator if share else part.value),
                    "denominator": _exact(part.denominator if share else None),
                    "basis": _where_from(results, result, unit),
                }
            )  # fmt: skip
    return rows, tuple(lacking)


def _exact(number: Fraction | None) -> Decimal | str | None:
    """The number as it is; as text where it has more than the 15 digits that a spreadsheet can hold."""
    if number is None:
        return None
    exact = Decimal(exact_decimal(number, MOST_PLACES))
    return exact if fits_spreadsheet(exact) else show_number(exact)


def _where_from(results: Results, result: MeasureResult, unit: str) -> str:
    """The files of a unit that a figure comes from, and the day it was true."""
    told = {source.sha256 for source in result.figure.sources}
    own = [s for s in results.submissions if s.accepted and s.unit == unit and s.task == result.measure.task]
    used = [s for s in own if s.arrival.sha256 in told] or own
    names = ", ".join(s.arrival.name for s in used) if len(used) < 3 else f"{len(used)} tệp"
    until = show_date(max(_value_date(s, results.plan) for s in used))
    return f"kết quả năm {results.plan.agency.year}, số liệu đến {until}, {names}; cần cơ quan xác nhận"


def _value_date(submission: Submission, plan: Plan) -> date:
    as_of = submission.status("as_of")
    return as_of if isinstance(as_of, date) else plan.calendar[submission.period].end
