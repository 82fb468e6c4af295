"""A whole year of a small office: every month handed out with what was said before, filled in, reported;
then the year's report and next year's plan. The figures are reckoned a second time with plain sums."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pipeline import plan_file, planning, run
from pipeline.progress import SILENT
from pipeline.vietnamese import VIETNAM
from tests.amount import long_walk
from tests.drawing import ROOT, fill, fill_sheets, open_workbook, place

pytestmark = long_walk

PLAN = ROOT / "examples" / "ban-di-tich-2023" / "ke-hoach.xlsx"
MONTHS = [f"2023-{number:02d}" for number in range(1, 13)]
MILLION = 1_000_000
SHRINE, PAGODA = "Tu bổ Đình Xuân Sơn", "Chống xuống cấp Chùa Linh Quang"

# What the three units have to tell, month by month; cumulative but for the news.
SPENT = {  # triệu đồng; from July on the pagoda has 3.000 instead of 2.500
    SHRINE: [0, 200, 200, 600, 600, 1400, 1800, 2100, 2500, 3000, 3400, 3900],
    PAGODA: [0, 0, 100, 300, 300, 700, 1000, 1200, 1600, 2000, 2400, 2900],
}
SCANNED_OFFICE = [50, 120, 200, 280, 360, 360, 500, 600, 700, 800, 900, 1000]  # of 1.200
SCANNED_GUARDS = [10, 30, 60, 90, 120, 150, 180, None, 230, 250, 270, 280]  # of 300; August never came
DAMAGES = [0, 1, 1, 2, 3, 3, 3, 4, 5, 5, 6, 7]  # 9 in 2022
NEWS = [2, 1, 3, 0, 1, 2, 1, 1, 4, 1, 1, 2]
DECREE_MONTH = 5  # June: 05/QĐ-BQLDT of 05/06/2023


def allocated(month: int) -> dict[str, int]:
    return {SHRINE: 4000, PAGODA: 2500 if month < 6 else 3000}


def last(values: list[Any], month: int) -> Any:
    """The last value given up to a month."""
    return next(v for v in reversed(values[: month + 1]) if v is not None)


# --- the office at work --------------------------------------------------------------------------------


@dataclass
class Desk:
    """The folders of the office, and how often “Không thay đổi” could be ticked instead of typing."""

    folder: Path
    ticks: list[str] = field(default_factory=list)

    @property
    def inbox(self) -> Path:
        return self.folder / "inbox"

    def hand_out(self, period: str, *, bundled: bool) -> Path:
        place_of = self.folder / "mau" / period
        run.issue_templates(PLAN, period, place_of, (), inbox=self.inbox, now=arrival(period), bundled=bundled)
        return place_of

    def take(self, name: str, data: bytes) -> None:
        (self.inbox / name).write_bytes(data)

    def report(self, period: str, as_of: date | None = None) -> dict[str, Any]:
        out = self.folder / "output"
        made = run.make_report(PLAN, self.inbox, period, out, as_of, arrival(period), SILENT)
        assert made.disagreements == ()
        return dict(json.loads((self.folder / "output" / period / f"ket-qua-{period}.json").read_text("utf-8")))


def arrival(period: str) -> datetime:
    """The day after the period's end, in the morning."""
    year, _, month = period.partition("-")
    return datetime(int(year), int(month or 12), 15, 9, 0, tzinfo=VIETNAM)


def office_sheets(desk: Desk, month: int, *, former: bool) -> dict[str, dict[str, Any]]:
    """What Phòng Nghiệp vụ types into its workbook."""
    typed: dict[str, dict[str, Any]] = {}
    same = month and all(v[month] == v[month - 1] for v in SPENT.values())
    if same and former:
        typed["I.1"] = {"in_unchanged": "Có"}
        desk.ticks.append(MONTHS[month])
    else:
        whole = allocated(month)
        known = former and whole == allocated(month - 1)  # names and allocations came filled in
        rows = [[None if known else p, None if known else whole[p] * MILLION, SPENT[p][month] * MILLION] for p in SPENT]
        typed["I.1"] = {"rows_I_1_1": rows, "in_I_1_1_decision": f"{12 if month < 6 else 45}/QĐ-SVHTT"}
    if month and SCANNED_OFFICE[month] == SCANNED_OFFICE[month - 1] and former:
        typed["I.2"] = {"in_unchanged": "Có"}
        desk.ticks.append(MONTHS[month])
    else:
        typed["I.2"] = {"in_I_2_1_numerator": SCANNED_OFFICE[month], "in_I_2_1_denominator": 1200}
    return typed


def writers_sheets(month: int) -> dict[str, dict[str, Any]]:
    """What the Văn phòng types; news are counted each month anew."""
    typed: dict[str, dict[str, Any]] = {"": {"in_reporter": "Phạm Thị Lan"}}
    typed["II.1"] = {"in_II_1_1_count": NEWS[month]}
    typed["II.2"] = {"in_status": "Đang thực hiện"}
    if month == DECREE_MONTH:
        typed["II.2"] = {"rows_II_2_1": [["05/QĐ-BQLDT", date(2023, 6, 5), "Quy chế phối hợp bảo vệ di tích"]]}
    if month > DECREE_MONTH:
        typed["II.2"] = {"in_unchanged": "Có"}
    return typed


def work_through(desk: Desk, month: int) -> dict[str, Any]:
    """One month: out, filled in, back, reported."""
    period = MONTHS[month]
    books = desk.hand_out(period, bundled=True)
    office = (books / "PNV" / f"PNV__{period}.xlsx").read_bytes()
    desk.take(f"{period} PNV.xlsx", fill_sheets(office, office_sheets(desk, month, former=month > 0)))
    writers = (books / "VP" / f"VP__{period}.xlsx").read_bytes()
    desk.take(f"{period} VP.xlsx", fill_sheets(writers, writers_sheets(month)))
    forms = desk.hand_out(period, bundled=False)
    if SCANNED_GUARDS[month] is not None:
        form = (forms / "DBVDT" / f"I.2__DBVDT__{period}.xlsx").read_bytes()
        typed = {"in_I_2_1_numerator": SCANNED_GUARDS[month], "in_I_2_1_denominator": 300}
        desk.take(f"{period} I.2 DBVDT.xlsx", fill(form, **typed))
    form = (forms / "DBVDT" / f"I.3__DBVDT__{period}.xlsx").read_bytes()
    damages: dict[str, Any] = {"in_I_3_1_current": DAMAGES[month]}
    if not month:
        damages["in_I_3_1_baseline"] = 9  # afterwards it comes filled in
    desk.take(f"{period} I.3 DBVDT.xlsx", fill(form, **damages))
    return desk.report(period)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    made = Desk(tmp_path_factory.mktemp("nam"))
    made.inbox.mkdir()
    return made


@pytest.fixture(scope="module")
def months(desk: Desk) -> list[dict[str, Any]]:
    return [work_through(desk, month) for month in range(12)]


@pytest.fixture(scope="module")
def year(desk: Desk, months: list[dict[str, Any]]) -> dict[str, Any]:
    return desk.report("2023")


def measure(results: dict[str, Any], code: str) -> dict[str, Any]:
    return dict(next(m for m in results["measures"] if m["code"] == code))


def share(text: str | None) -> Fraction:
    assert text is not None
    return Fraction(text)


def rounded(value: Fraction) -> Fraction:
    """As results for machines print it: half up at ten places."""
    return Fraction((value * 10**10 + Fraction(1, 2)).__floor__(), 10**10)


# --- the months -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("month", range(12))
def test_every_month_says_what_the_plain_sums_say(months: list[dict[str, Any]], month: int) -> None:
    results = months[month]
    spent = sum(values[month] for values in SPENT.values())
    whole = sum(allocated(month).values())
    told = measure(results, "I.1.1")
    assert (told["numerator"], told["denominator"]) == (spent * MILLION, whole * MILLION)
    scanned = SCANNED_OFFICE[month] + last(SCANNED_GUARDS, month)
    assert share(measure(results, "I.2.1")["value"]) == rounded(Fraction(scanned, 1500))
    damages = measure(results, "I.3.1")
    assert (share(damages["value"]), share(damages["baseline"])) == (DAMAGES[month], 9)
    assert share(measure(results, "II.1.1")["value"]) == NEWS[month]
    assert share(measure(results, "II.2.1")["value"]) == (1 if month >= DECREE_MONTH else 0)


def test_nobody_is_refused_and_only_august_lacks_a_report(months: list[dict[str, Any]]) -> None:
    for month, results in enumerate(months):
        bad = [s["file"] for s in results["submissions"] if s["state"] in ("rejected", "quarantined")]
        assert bad == []
        owed = [(m["task"], m["unit"]) for m in results["missing"]]
        assert owed == ([("I.2", "DBVDT")] if SCANNED_GUARDS[month] is None else [])


def test_unchanged_months_were_ticked_and_say_so(desk: Desk, months: list[dict[str, Any]]) -> None:
    assert desk.ticks == ["2023-05", "2023-06"]  # the spending of May, the scans of June
    may = measure(months[4], "I.1.1")
    assert may["sources"] and all("carried_from" in s for s in may["sources"])
    april_files = {s["sha256"] for s in months[3]["submissions"] if s["file"] == "2023-04 PNV.xlsx"}
    assert {s["carried_from"] for s in may["sources"]} == april_files


def test_allocations_that_came_filled_in_are_told_from_spending_that_was_typed(months: list[dict[str, Any]]) -> None:
    sources = measure(months[2], "I.1.1")["sources"]
    carried = {s["raw"] for s in sources if "carried_from" in s}
    assert {SHRINE, PAGODA, "4000000000", "2500000000"} <= carried
    assert {s["raw"] for s in sources if "carried_from" not in s} == {"200000000", "100000000"}


# --- the year ---------------------------------------------------------------------------------------------


def test_the_year_is_the_last_state_of_what_adds_up_and_the_sum_of_what_happened(year: dict[str, Any]) -> None:
    assert share(measure(year, "I.1.1")["value"]) == rounded(Fraction(6800, 7000))
    assert share(measure(year, "I.2.1")["value"]) == rounded(Fraction(1280, 1500))
    assert share(measure(year, "I.3.1")["value"]) == 7
    assert share(measure(year, "II.1.1")["value"]) == sum(NEWS) == 19


def test_the_year_judges_each_target_by_its_day(year: dict[str, Any]) -> None:
    statuses = {m["code"]: [t["status"] for t in m["targets"]] for m in year["measures"]}
    assert statuses == {
        "I.1.1": ["met", "in_progress"],  # 97,1 % of 95 %; 100 % is due on 31/01/2024
        "I.2.1": ["met"],
        "I.3.1": ["met"],
        "II.1.1": ["in_progress"],  # eleven months counted, April without news, due on 31/12
        "II.2.1": ["met"],
    }
    assert share(measure(year, "II.1.1")["completion"]) == rounded(Fraction(10, 11))
    complete = {t["code"] for t in year["tasks"] if t["status"] == "complete"}
    assert complete == {"I.2", "I.3", "II.2"}
    assert (year["plan"]["tasks_complete"], year["plan"]["tasks"]) == (3, 5)
    # Of the five tasks four are done in full by what is due first, one to ten elevenths.
    assert share(year["plan"]["completion"]) == rounded((4 + Fraction(10, 11)) / 5)


def test_after_the_year_the_milestones_are_settled(desk: Desk, year: dict[str, Any], tmp_path: Path) -> None:
    books = desk.hand_out("2024-01", bundled=True)
    rows = [[None, None, 4000 * MILLION], [None, None, 3000 * MILLION]]
    form = (books / "PNV" / "PNV__2024-01.xlsx").read_bytes()
    desk.take("2024-01 PNV.xlsx", fill_sheets(form, {"I.1": {"rows_I_1_1": rows, "in_as_of": date(2023, 12, 31)}}))
    results = desk.report("2024-01")
    assert [t["status"] for t in measure(results, "I.1.1")["targets"]] == ["met", "met"]
    assert [t["status"] for t in measure(results, "II.1.1")["targets"]] == ["not_met"]
    assert share(measure(results, "II.1.1")["completion"]) == rounded(Fraction(10, 11))


# --- next year --------------------------------------------------------------------------------------------


def test_next_years_plan_knows_this_years_result_and_hands_it_out(desk: Desk, year: dict[str, Any]) -> None:
    out = desk.folder / "ke-hoach-2024.xlsx"
    planning.begin_next_plan(PLAN, None, desk.inbox, out, arrival("2023") + timedelta(days=30))
    plan, findings = plan_file.check_plan(out)
    assert plan is not None and not [f for f in findings if f.severity == "error"]
    assert (plan.agency.year, sorted(plan.units), list(plan.tasks)) == (
        2024, ["DBVDT", "PNV", "VP"], ["I.1", "I.2", "I.3", "II.1", "II.2"],
    )  # fmt: skip
    (damages,) = plan.measures["I.3.1"].targets
    assert (damages.text, plan.baselines["I.3.1", "DBVDT"].numerator) == ("năm 2023", 7)
    assert not plan.measures["I.1.1"].targets  # to be set anew
    run.issue_templates(out, "2024-02", desk.folder / "2024", ("DBVDT",), now=arrival("2024-02"))
    book = open_workbook((desk.folder / "2024" / "DBVDT" / "I.3__DBVDT__2024-02.xlsx").read_bytes())
    sheet, top, left, _, _ = place(book, "in_I_3_1_baseline")
    assert sheet.cell(top, left).value == 7


def test_the_years_workbook_names_what_stood_unchanged(desk: Desk, year: dict[str, Any]) -> None:
    book = openpyxl.load_workbook(desk.folder / "output" / "2023" / "tong-hop-2023.xlsx", read_only=True)
    rows = list(book["Dữ liệu gộp"].iter_rows(values_only=True))
    heads = next(r for r in rows if r and "Giữ nguyên từ kỳ trước" in r)
    at, period, code = (heads.index(h) for h in ("Giữ nguyên từ kỳ trước", "Kỳ", "Chỉ tiêu"))
    kept = {(r[code], r[period]) for r in rows[rows.index(heads) + 1 :] if r[at]}
    assert ("I.1.1", "2023-05") in kept and ("I.2.1", "2023-06") in kept and ("I.1.1", "2023-01") not in kept
