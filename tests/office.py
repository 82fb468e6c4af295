"""An office for the tests: a plan of the measures given, and an inbox that units fill with templates."""

from __future__ import annotations

from datetime import date
from typing import Any

from pipeline import carry, layout, run
from pipeline.carry import Former
from pipeline.model import Plan, Submission
from pipeline.outcome import MeasureResult, Results, TaskResult
from pipeline.templates import draw
from tests.drawing import bundle, draw_plan, fill, plan_of, plan_rows, received, template

YEAR_END = date(2022, 12, 31)
AFTER = date(2023, 1, 15)  # all targets of the year are due


class Office:
    """A plan of the measures given, and an inbox that units fill."""

    def __init__(
        self, *measures: dict[str, Any], units: int = 0, items: tuple[str, ...] = (),
        rules: tuple[dict[str, Any], ...] = (),
        baselines: tuple[dict[str, Any], ...] = (), **agency: Any,
    ) -> None:  # fmt: skip
        rows = plan_rows()
        if units:
            rows["Đơn vị"] = [{"code": f"U{n}", "name": f"Đơn vị {n}", "group": "đơn vị"} for n in range(1, units + 1)]
        lead = "các đơn vị" if units else "VP; TCCB; CCHC"
        basis = {"kind": "tỷ lệ", "uom": "việc", "op": "≥", "target": "100%", "due": YEAR_END, "nature": "lũy kế"}
        basis |= {"reporters": "chủ trì", "basis": "kế hoạch", "if_any": "", "same_as": ""}
        listed = []
        for number, measure in enumerate(measures, 1):
            task = measure.get("task", f"T.{number}")
            listed.append({**basis, "code": f"{task}.1", "name": f"Chỉ tiêu {number}", **measure, "task": task})
        rows["Chỉ tiêu"] = listed
        rows["Nhiệm vụ"] = [
            {"code": task, "section": "I", "section_title": "MỤC", "name": f"Nhiệm vụ {task}", "lead": lead,
             "frequency": "tháng"}
            for task in dict.fromkeys(m["task"] for m in listed)
        ]  # fmt: skip
        codes = dict.fromkeys(m["code"] for m in listed if m["kind"] in ("khảo sát", "danh mục"))
        rows["Nội dung cho sẵn"] = [
            {"measure": code, "order": n, "text": text} for code in codes for n, text in enumerate(items, 1)
        ]
        rows["Bố cục báo cáo"] = [{"level": "1", "number": "I", "title": "Mục", "content": "nhiệm vụ", "sections": "I"}]
        rows["Số liệu năm trước"] = list(baselines)
        if rules:
            rows["Thang điểm"] = list(rules)
            told = {"title": "Tự chấm điểm", "content": "tự chấm điểm", "kinds": "quý; 6 tháng; 9 tháng; năm"}
            rows["Bố cục báo cáo"].append({"level": "1", "number": "II", **told})
        rows["Cơ quan"] = [e for e in rows["Cơ quan"] if e["key"] not in agency]
        rows["Cơ quan"] += [{"key": key, "value": value} for key, value in agency.items()]
        self.workbook = draw_plan(rows)
        self.plan: Plan = plan_of(self.workbook)
        self.sent: list[Any] = []

    @classmethod
    def of(cls, plan: Plan) -> Office:
        """An office with a plan that is there already."""
        office = cls.__new__(cls)
        office.plan, office.sent = plan, []
        return office

    def formers(self, period: str) -> dict[tuple[str, str], Former]:
        """What the next templates bring along of all that was sent so far."""
        return carry.formers(self.plan, self.plan.calendar[period], run.taken(self.sent, self.plan).submissions)

    def issue(self, task: str, unit: str, period: str) -> bytes:
        """The template of a task with what its unit said before."""
        former = self.formers(period).get((task, unit))
        plan = self.plan
        return draw(plan, layout.lay_out(plan, plan.tasks[task], plan.units[unit], plan.calendar[period], former))

    def issue_bundle(self, unit: str, period: str) -> bytes:
        return bundle(self.plan, unit, period, self.formers(period))

    def take(self, data: bytes, name: str = "") -> Office:
        """A file lies in the inbox, after all the others."""
        order = len(self.sent) + 1
        self.sent.append(received(data, name or f"{order:02d}.xlsx", order))
        return self

    def submissions(self) -> tuple[Submission, ...]:
        return run.taken(self.sent, self.plan).submissions

    def send(self, unit: str = "VP", period: str = "2022-09", task: str = "T.1", **typed: Any) -> Office:
        """A submission: names without their measure are those of T.1.1 (numerator=…, rows=[…])."""
        stem = f"{task}.1".replace(".", "_")
        status = ("as_of", "status", "nil", "result", "difficulty", "proposal", "reporter", "phone")
        named = {
            f"in_{k}" if k in status else f"rows_{stem}" if k == "rows" else f"in_{stem}_{k}": v
            for k, v in typed.items()
        }
        data = fill(template(self.plan, task, unit, period), **named)
        return self.take(data, f"{len(self.sent) + 1:02d}-{task}-{unit}-{period}.xlsx")

    def results(self, period: str = "2022-09", as_of: date | None = None) -> Results:
        window = self.plan.calendar[period]
        submissions = run.taken(self.sent, self.plan).submissions
        return run.compute(self.plan, window, as_of or window.end, submissions)[0]

    def judge(self, code: str = "T.1.1", period: str = "2022-09", as_of: date | None = None) -> MeasureResult:
        return next(m for m in self.results(period, as_of).measures if m.measure.code == code)

    def task(self, code: str = "T.1", as_of: date | None = None) -> TaskResult:
        return next(t for t in self.results(as_of=as_of).tasks if t.task.code == code)


def one(**measure: Any) -> dict[str, Any]:
    return {"reporters": "VP", **measure}
