"""The calendar sheet of the plan workbook: periods with their windows and deadlines."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from pipeline import periods
from pipeline import plan_sheets as ps
from pipeline.messages import finding
from pipeline.model import Agency, Period
from pipeline.plan_table import Entry, Reading


def read_calendar(reading: Reading, agency: Agency | None) -> dict[str, Period]:
    """Periods by key; windows of months and quarters must not overlap, the plan's year must be there."""
    sheet = ps.CALENDAR
    calendar: dict[str, Period] = {}
    places: dict[str, Entry] = {}
    for row in reading.rows(sheet):
        if not reading.required(sheet, row, "key", "kind", "start", "end", "deadline"):
            continue
        key = row["key"].text
        kind = reading.choice(sheet, row["kind"], ps.PERIOD_KINDS)
        days = [reading.day(sheet, row[k]) for k in ("start", "end", "deadline")]
        if key in calendar:
            reading.say("PLAN_DUPLICATE", sheet, row["key"], other=places[key].ref)
        elif kind is None or periods.kind_of(key) != kind:
            reading.say("PLAN_PERIOD_KEY", sheet, row["key"])
        elif (start := days[0]) and (end := days[1]) and (deadline := days[2]):
            if end < start:
                reading.say("PLAN_WINDOW", sheet, row["end"], found=key)
                continue
            calendar[key] = Period(key, kind, start, end, deadline, row["title"].text or key)
            places[key] = row["start"]
    _check_windows(reading, calendar, places)
    if agency and str(agency.year) not in calendar:
        reading.findings.append(finding("PLAN_YEAR_MISSING", sheet=sheet.name, found=agency.year))
    return calendar


def _check_windows(reading: Reading, calendar: Mapping[str, Period], places: Mapping[str, Entry]) -> None:
    """Months follow each other without overlap or gap; quarters may stand apart but not overlap."""
    for kind in ("month", "quarter"):
        windows = sorted((p for p in calendar.values() if p.kind == kind), key=lambda p: p.start)
        for before, after in pairwise(windows):
            place = places[after.key]
            if after.start <= before.end:
                reading.say("PLAN_OVERLAP", ps.CALENDAR, place, found=after.key, other=before.key)
            elif kind == "month" and (after.start - before.end).days > 1:
                reading.say("PLAN_GAP", ps.CALENDAR, place, found=after.key, other=before.key)
