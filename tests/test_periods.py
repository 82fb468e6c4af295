"""The calendar: windows from the 15th to the 14th, as the invented agency declares them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pipeline.model import Frequency, Target
from pipeline.periods import (
    before,
    default_period,
    elapsed,
    following,
    is_active,
    is_asked,
    kind_of,
    month_of,
    months_in,
)
from tests.drawing import small_plan

PLAN = small_plan()
CALENDAR = PLAN.calendar
MONTHS = [f"2022-{m:02d}" for m in range(1, 13)]


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("2022-09", "month"), ("2022-Q1", "quarter"), ("2022-Q3", "quarter"), ("2022-6T", "half"),
        ("2022-9T", "nine"), ("2022", "year"), ("2022-13", None), ("2022-00", None),
        ("2022-Q5", None), ("2022-9", None), ("09/2022", None), ("", None), ("2022-09 ", None),
    ],
)  # fmt: skip
def test_a_key_tells_its_kind(key: str, kind: str | None) -> None:
    assert kind_of(key) == kind


@pytest.mark.parametrize(
    ("key", "months"),
    [
        ("2022-09", ["2022-09"]),
        ("2022-Q1", MONTHS[0:3]),
        ("2022-Q3", MONTHS[6:9]),
        ("2022-6T", MONTHS[0:6]),
        ("2022-9T", MONTHS[0:9]),
        ("2022", MONTHS),
    ],
)
def test_a_longer_period_holds_the_months_whose_windows_lie_in_it(key: str, months: list[str]) -> None:
    assert [p.key for p in months_in(CALENDAR, CALENDAR[key])] == months


@pytest.mark.parametrize(
    ("key", "former"),
    [
        ("2022-09", "2022-08"), ("2022-02", "2022-01"), ("2022-01", None), ("2022-Q1", None),
        ("2022-Q3", "2022-Q2"), ("2022-6T", "2022-Q1"), ("2022-9T", "2022-6T"), ("2022", "2022-9T"),
    ],
)  # fmt: skip
def test_a_report_compares_with_the_period_that_was_told_before(key: str, former: str | None) -> None:
    found = before(CALENDAR, CALENDAR[key])
    assert (found.key if found else None) == former


@pytest.mark.parametrize(
    ("key", "title", "end"),
    [
        ("2022-09", "kỳ 2022-10", date(2022, 10, 14)),
        ("2022-12", "kỳ 2023-01", date(2023, 1, 14)),
        ("2022-Q1", "kỳ 2022-Q2", date(2022, 6, 14)),
        ("2022-Q3", "kỳ 2022-Q4", date(2022, 12, 14)),
        ("2022-6T", "6 tháng cuối kỳ 2022", date(2022, 12, 14)),
        ("2022-9T", "kỳ 2022-Q4", date(2022, 12, 14)),
        ("2022", "năm 2023", date(2023, 12, 14)),
        ("2023-02", "kỳ tới", date.max),
    ],
)
def test_the_next_period_is_the_next_of_its_kind_or_the_rest_of_the_year(key: str, title: str, end: date) -> None:
    assert following(CALENDAR, CALENDAR[key]) == (title, end)


def test_a_day_belongs_to_the_month_whose_window_holds_it() -> None:
    def key(day: date) -> str:
        month = month_of(CALENDAR, day)
        return month.key if month else ""

    assert key(date(2022, 8, 14)) == "2022-08"
    assert key(date(2022, 8, 15)) == "2022-09"
    assert key(date(2022, 9, 14)) == "2022-09"
    assert key(date(2021, 12, 14)) == ""


def test_months_and_quarters_count_from_the_day_the_plan_says() -> None:
    def keys(kind: str, since: date, until: date) -> list[str]:
        return [p.key for p in elapsed(CALENDAR, kind, since, until)]  # type: ignore[arg-type]

    assert keys("month", date(2022, 8, 15), date(2022, 12, 14)) == MONTHS[8:12]
    assert keys("month", date(2022, 8, 15), date(2022, 12, 13)) == MONTHS[8:11]
    assert keys("month", date(2022, 8, 14), date(2022, 9, 14)) == MONTHS[7:9]
    assert keys("quarter", date(2022, 8, 15), date(2022, 12, 31)) == ["2022-Q3", "2022-Q4"]
    assert keys("month", date(2022, 8, 15), date(2022, 8, 20)) == []


# --- who is asked when --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("frequency", "months"),
    [
        ("month", MONTHS),
        ("quarter", ["2022-03", "2022-06", "2022-09", "2022-12"]),
        ("half", ["2022-06", "2022-12"]),
        ("year", ["2022-12"]),
    ],
)
def test_the_frequency_says_in_which_months_a_task_is_asked(frequency: Frequency, months: list[str]) -> None:
    task = replace(PLAN.tasks["I.1"], frequency=frequency)
    measures = PLAN.measures_of("I.1")
    assert [k for k in MONTHS if is_asked(PLAN, task, measures, CALENDAR[k])] == months


@pytest.mark.parametrize("frequency", ["month", "quarter", "half", "year"])
@pytest.mark.parametrize("key", ["2022-Q1", "2022-Q3", "2022-6T", "2022-9T", "2022"])
def test_every_task_is_asked_for_a_longer_period(frequency: Frequency, key: str) -> None:
    task = replace(PLAN.tasks["I.1"], frequency=frequency)
    assert is_asked(PLAN, task, PLAN.measures_of("I.1"), CALENDAR[key])


@pytest.mark.parametrize(
    ("frequency", "due", "asked"),
    [
        ("month", date(2022, 12, 31), ["2023-01"]),
        ("month", date(2023, 1, 31), ["2023-01", "2023-02"]),
        ("month", date(2022, 12, 14), []),
        ("month", None, []),
        ("quarter", date(2022, 12, 31), ["2023-01"]),
        ("quarter", date(2023, 1, 31), ["2023-02"]),
        ("year", date(2023, 1, 31), ["2023-02"]),
    ],
)
def test_after_the_year_only_a_target_still_to_come_is_asked_for(
    frequency: Frequency, due: date | None, asked: list[str]
) -> None:
    task = replace(PLAN.tasks["I.1"], frequency=frequency)
    measure = replace(PLAN.measures["I.1.1"], targets=(Target(">=", "1", due),))
    keys = ["2023-01", "2023-02"]
    assert [k for k in keys if is_asked(PLAN, task, [measure], CALENDAR[k])] == asked


def test_a_unit_is_asked_only_while_it_exists() -> None:
    september = CALENDAR["2022-09"]  # 15/08 to 14/09
    unit = PLAN.units["TTLT"]
    assert is_active(unit, september)
    assert is_active(replace(unit, active_to=date(2022, 8, 15)), september)
    assert not is_active(replace(unit, active_to=date(2022, 8, 14)), september)
    assert is_active(replace(unit, active_from=date(2022, 9, 14)), september)
    assert not is_active(replace(unit, active_from=date(2022, 9, 15)), september)


# --- the period of a run that names none -----------------------------------------------------------


@pytest.mark.parametrize(
    ("accepted", "today", "key"),
    [
        (["2022-08", "2022-09"], date(2022, 9, 20), "2022-09"),
        (["2022-08", "2022-09"], date(2022, 9, 14), "2022-08"),  # the window is not over yet
        (["2022-08", "2022-09"], date(2022, 9, 15), "2022-09"),
        (["2022-08", "2022-09"], date(2023, 5, 1), "2022-09"),
        (["2022-03"], date(2022, 12, 1), "2022-03"),  # Q1 ends the same day: the month is taken
        (["2022-12"], date(2023, 1, 1), "2022-12"),  # and so it is at the end of the year
        (["2022-Q3"], date(2022, 10, 1), "2022-Q3"),
        (["2022-08", "2022-Q3"], date(2022, 10, 1), "2022-Q3"),
        (["2022"], date(2023, 1, 1), "2022"),
        (["2022-09"], date(2022, 9, 1), None),
        ([], date(2022, 12, 1), None),
    ],
)
def test_the_default_is_the_latest_window_that_ended_with_accepted_submissions(
    accepted: list[str], today: date, key: str | None
) -> None:
    period = default_period(CALENDAR, accepted, today)
    assert (period.key if period else None) == key
