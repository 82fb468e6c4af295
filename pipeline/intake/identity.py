"""Which task, unit and period a workbook is about: its names and properties come in, codes go out.

What is wrong with them is kept as findings; nothing is taken from a file name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline import forms, tokens
from pipeline import layout as lo
from pipeline.intake.cells import as_text
from pipeline.kept import text_once
from pipeline.layout_versions import POLICIES, Policy, current, policy_of
from pipeline.messages import finding
from pipeline.model import Finding, Plan, Task
from pipeline.roster import find_unit
from pipeline.vietnamese import fold, show_date
from pipeline.workbook import Book

_LABELS = {"meta_unit": lo.UNIT_FACE, "meta_period": lo.PERIOD_FACE}  # printed on the face of a form


@dataclass
class Identity:
    """Which task, unit and period: from the names, compared with the document's properties."""

    book: Book
    plan: Plan
    policies: Sequence[Policy] = POLICIES
    findings: list[Finding] = field(default_factory=list)

    def read(self) -> tuple[str, str, str]:
        """(task, unit, period), each empty where it could not be told; what is wrong is kept."""
        if not any(n in self.book.names or n in self.book.properties for n in lo.IDENTITY):
            self.say("ID_NOT_OURS")
            return "", "", ""
        task = self.task(self.value("meta_task"))
        unit, period = self.read_common(task)
        return (task.code if task else ""), unit, period

    def read_common(self, task: Task | None) -> tuple[str, str]:
        """(unit, period) of a workbook that is of this plan and this layout."""
        values = {name: self.value(name) for name in lo.IDENTITY if name != "meta_task"}
        if fold(values["meta_plan"]) != fold(self.plan.agency.plan_id):
            expected = self.plan.agency.plan_id
            self.say("ID_PLAN", "meta_plan", found=values["meta_plan"], expected=expected)
        unit, period = self.unit(values["meta_unit"], task), self.period(values["meta_period"])
        self.version(values["meta_layout"], period)
        return unit, period

    def version(self, version: str, period: str) -> None:
        """Whether templates of a version are read, and how: as the table of versions says."""
        policy = policy_of(version, self.policies)
        told = {"found": version, "expected": current(self.policies)}
        last = policy.until
        if policy.stand == "unknown":
            self.say("ID_LAYOUT", "meta_layout", **told)
        elif policy.stand == "newer":
            self.say("ID_LAYOUT_NEWER", "meta_layout", **told)
        elif policy.stand == "refused":
            self.say("ID_LAYOUT_REFUSED", "meta_layout", why=policy.why, remedy=policy.remedy, **told)
        elif last and period and self.plan.calendar[period].deadline > last:
            self.say("ID_LAYOUT_ENDED", "meta_layout", until=show_date(last), **told)
        elif policy.stand in ("accepted", "mapped"):
            until = f" (chỉ nhận báo cáo có hạn nộp đến {show_date(last)})" if last else ""
            code = "ID_LAYOUT_MAPPED" if policy.stand == "mapped" else "ID_LAYOUT_OLD"
            self.say(code, "meta_layout", until=until, **told)

    def say(self, code: str, name: str = "", **fields: object) -> None:
        area = self.book.names.get(name) if name else None
        sheet, cell = (area.sheet, area.text) if area else ("", "")
        label = _LABELS.get(name, "")
        self.findings.append(finding(code, sheet=sheet, cell=cell, label=label, **fields))

    def value(self, name: str) -> str:
        area = self.book.names.get(name)
        sheet = self.book.sheets.get(area.sheet) if area else None
        given = self.book.properties.get(name, "")
        if area is None or sheet is None:
            self.findings.append(finding("ID_NAME_BROKEN", found=name))
            return given
        cell = sheet.get(area.top, area.left)
        value = as_text(cell) if cell else ""
        if given and fold(given) != fold(value):
            self.say("ID_CONTRADICTION", name, found=value, expected=given)
        return value

    def tokens(self) -> tuple[str, ...]:
        """The marks of the office that the workbook carries, each once; nothing is said where there is none."""
        area = self.book.names.get(tokens.NAME)
        sheet = self.book.sheets.get(area.sheet) if area else None
        cell = sheet.get(area.top, area.left) if area and sheet else None
        carried = (as_text(cell) if cell else "", self.book.properties.get(tokens.NAME, ""))
        return tuple(dict.fromkeys(text.strip() for text in carried if text.strip()))

    def task(self, code: str) -> Task | None:
        alike = (t for c, t in self.plan.tasks.items() if c.casefold() == code.casefold())
        found = self.plan.tasks.get(code) or next(alike, None)
        if found is None:
            self.say("ID_TASK", "meta_task", found=code)
        return found

    def unit(self, text: str, task: Task | None) -> str:
        """A unit's code from "KHTC", "KHTC - Phòng Kế hoạch - Tài chính", its name or an alias."""
        if not text:
            self.say("ID_UNIT_BLANK", "meta_unit")
            return ""
        code = _unit_named(text, self.plan)
        if code is None:
            self.say("ID_UNIT", "meta_unit", found=text)
            return ""
        if task and code not in forms.reporters(self.plan, task):
            name = self.plan.units[code].name
            self.say("ID_UNIT_NOT_ASKED", "meta_unit", found=name, task=task.code)
        return code

    def period(self, text: str) -> str:
        """A period's key from "2022-09" or "2022-09 - tháng 9 năm 2022 (…)"."""
        if not text:
            self.say("ID_PERIOD_BLANK", "meta_period")
            return ""
        key, _, words = text.partition(" - ")
        period = self.plan.calendar.get(key.strip())
        # "2022 - tháng 9" names no year's report, whatever it begins with.
        if period is None or (period.kind == "year" and words and fold(period.title) not in fold(words)):
            self.say("ID_PERIOD", "meta_period", found=text)
            return ""
        return period.key


@text_once
def _unit_named(text: str, plan: Plan) -> str | None:
    return find_unit(plan.units, text) or find_unit(plan.units, text.split(" - ", 1)[0])
