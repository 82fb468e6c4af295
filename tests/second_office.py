"""An office of every kind of measure, and random letters from its units, for the tests of the second road."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

from pipeline import run
from pipeline.model import Plan
from pipeline.outcome import Disagreement
from pipeline.run import Taken
from tests.drawing import fill, template
from tests.office import Office

UNITS = ("VP", "TCCB", "CCHC")
PERIODS = ("2022-06", "2022-07", "2022-08", "2022-09", "2022-10", "2022-Q3", "2022-9T", "2023-01")
DAYS = [
    date(2022, 5, 20),
    date(2022, 7, 14),
    date(2022, 8, 15),
    date(2022, 8, 31),
    date(2022, 9, 14),
    date(2022, 9, 20),
]
MID = date(2022, 8, 31)
BOTH = {"reporters": "VP; TCCB"}
MEASURES: tuple[dict[str, Any], ...] = (
    {"if_any": "x"},
    {"kind": "số lượng", "target": "1/tháng", "nature": "trong kỳ", **BOTH},
    {"kind": "văn bản", "target": "1/quý", "nature": "trong kỳ", **BOTH},
    {"kind": "văn bản", "target": 1, "if_any": "x", "reporters": "từng: VP; TCCB; CCHC", "due": MID},
    {"nature": "trong kỳ", "due": date(2022, 9, 14), **BOTH},
    {"kind": "giải ngân", "target": "90%", "uom": "đồng", "if_any": "x", **BOTH},
    {"kind": "danh mục", "target": "50%", "due": MID, **BOTH},
    {"kind": "khảo sát", "op": ">", "target": "60%", **BOTH},
    {"kind": "hồ sơ", "op": ">", "target": "năm 2021", "due": MID, **BOTH},
    {"kind": "so với năm trước", "op": "<", "target": "năm 2021", "reporters": "từng: VP; TCCB"},
    {"kind": "số lượng", "target": 3, "nature": "trong kỳ", "if_any": "x", "due": MID, **BOTH},
    {"kind": "số lượng", "op": "≤", "target": 5, **BOTH},
    {"same_as": "T.1.1", "target": "50%", "due": MID},
    {"target": "UBND tỉnh giao", **BOTH},
    {"op": ">", "target": "năm 2021", "due": None, **BOTH},
    {"kind": "số lượng", "op": "<", "target": "năm 2021", "if_any": "x", **BOTH},
    {"op": "≤", "target": "40%", **BOTH},
    {"op": "", "target": "", "due": None, "kind": "số lượng", "nature": "trong kỳ", **BOTH},
)


def office(**agency: Any) -> Office:
    return Office(*MEASURES, items=("Ghế", "Bàn"), counted_from=date(2022, 7, 14), **agency)


def roads(desk: Office, period: str = "2022-09", as_of: date | None = None) -> tuple[Disagreement, ...]:
    """What the two roads differ in on all that was sent."""
    return roads_from(run.taken(desk.sent, desk.plan), desk.plan, period, as_of)


def roads_from(came: Taken, plan: Plan, period: str, as_of: date | None = None) -> tuple[Disagreement, ...]:
    """The same of what was taken in already."""
    window = plan.calendar[period]
    results, _ = run.compute(plan, window, as_of or window.end, came.submissions)
    return run.reckon_again(results, came)


def answer(desk: Office, task: str, period: str, chance: Random) -> dict[str, Any]:
    """What a unit may type into the form of a task."""
    measure = desk.plan.measures[f"{task}.1"]
    start = desk.plan.calendar[period].start
    days = DAYS if period[-2:].isdigit() else [d for d in DAYS if d >= start]
    stem = f"in_{task.replace('.', '_')}_1"
    rows = stem.replace("in_", "rows_", 1)
    small = chance.randint
    if chance.random() < 0.12:
        return {"in_nil": "Có"}
    if chance.random() < 0.12:
        return {"in_result": "Đang làm"}
    whole = small(0, 6)
    typed: dict[str, Any] = {
        "ratio": lambda: {f"{stem}_numerator": small(0, whole), f"{stem}_denominator": whole},
        "count": lambda: {f"{stem}_count": small(0, 4)},
        "baseline": lambda: {f"{stem}_current": small(0, 5), f"{stem}_baseline": small(0, 5)},
        "documents": lambda: {
            rows: [[chance.choice([None, "5/KH", "05/KH", "6/QĐ"]), chance.choice(days), chance.choice(["Họp", "họp"])]
                   for _ in range(small(0, 3))]
        },
        "checklist": lambda: {rows: [[None, chance.choice(["Có", "Không", None])] for _ in range(2)]},
        "disbursement": lambda: {
            rows: [[f"Dự án {n}", total * 10**6, small(0, total) * 10**6]
                   for n in range(small(1, 2)) for total in [small(0, 5)]]
        },
        "survey": lambda: {rows: [[None, *(small(0, 3) for _ in range(5))] for _ in range(2)]},
        "cases": lambda: {
            rows: [[f"H{n}", date(2022, 7, 1), date(2022, 7, 10), chance.choice([None, date(2022, 7, 10), MID])]
                   for n in range(small(1, 3))]
        },
    }[measure.kind]()  # fmt: skip
    if measure.baseline_year and measure.kind != "baseline" and chance.random() < 0.8:
        before = small(1, 5)
        if measure.kind == "count":
            typed[f"{stem}_baseline"] = before
        else:
            typed |= {f"{stem}_baseline_numerator": small(0, before), f"{stem}_baseline_denominator": before}
    if chance.random() < 0.4:
        typed["in_as_of"] = chance.choice(DAYS)
    return typed


def write(desk: Office, chance: Random, tasks: tuple[str, ...]) -> None:
    """One random letter: of any unit asked, of any period, first or again."""
    task = chance.choice(tasks)
    unit = chance.choice(desk.plan.measures[f"{task}.1"].reporters)
    period = chance.choice(PERIODS)
    if desk.sent and chance.random() < 0.08:
        desk.take(chance.choice(desk.sent).data)
        return
    desk.take(fill(template(desk.plan, task, unit, period), **answer(desk, task, period, chance)))
