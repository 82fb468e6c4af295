"""Reads a received file as a submission: identity first, then every input by its defined name.

Bytes and the plan come in; a Submission with facts, case lists and findings comes out. Nothing is
judged here beyond what a single cell can say; `check` judges what belongs together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from pipeline import forms
from pipeline import layout as lo
from pipeline.intake.cells import as_text, read_cell
from pipeline.intake.gate import open_book
from pipeline.intake.register import Received
from pipeline.messages import finding, has_error
from pipeline.model import CaseList, Fact, Finding, Plan, Source, Submission, Task
from pipeline.ooxml import Cell, ref
from pipeline.roster import find_unit
from pipeline.vietnamese import clean_text, fold
from pipeline.workbook import Area, Book, Plain, Sheet

MOST_FINDINGS = 20  # of one list; the rest is counted in one more finding
MOST_STRAYS = 5


def read_submission(received: Received, plan: Plan) -> Submission:
    """The submission in a received file; "rejected" where it is no template of ours for us.

    Errors in cells are findings only: `check` looks at the whole and then decides.
    """
    submission = Submission(received.arrival)
    if received.data is None:
        code = "GATE_LINK" if received.problem == "link" else "GATE_UNREADABLE"
        return rejected(submission, [finding(code, found=received.problem)])
    book, findings = open_book(received.arrival.name, received.data)
    if book is None:
        return rejected(submission, findings)
    identity = _Identity(book, plan)
    task, unit, period = identity.read()
    submission = replace(submission, task=task, unit=unit, period=period)
    if has_error(identity.findings):
        return rejected(submission, identity.findings)
    reader = _Reader(book, plan, submission)
    reader.read()
    return replace(
        submission,
        facts=tuple(reader.facts),
        cases=tuple(reader.cases),
        lists=tuple(reader.lists),
        findings=(*identity.findings, *reader.findings),
    )


def rejected(submission: Submission, findings: Iterable[Finding]) -> Submission:
    """The submission refused, with more findings."""
    return replace(submission, state="rejected", findings=(*submission.findings, *findings))


# --- identity -------------------------------------------------------------------------------


@dataclass
class _Identity:
    """Which task, unit and period: from the names, compared with the document's properties."""

    book: Book
    plan: Plan
    findings: list[Finding] = field(default_factory=list)

    def read(self) -> tuple[str, str, str]:
        """(task, unit, period), each empty where it could not be told; what is wrong is kept."""
        if not any(n in self.book.names or n in self.book.properties for n in lo.IDENTITY):
            self.say("ID_NOT_OURS")
            return "", "", ""
        values = {name: self.value(name) for name in lo.IDENTITY}
        if values["meta_layout"] != lo.VERSION:
            self.say("ID_LAYOUT", "meta_layout", found=values["meta_layout"], expected=lo.VERSION)
        if fold(values["meta_plan"]) != fold(self.plan.agency.plan_id):
            expected = self.plan.agency.plan_id
            self.say("ID_PLAN", "meta_plan", found=values["meta_plan"], expected=expected)
        task = self.task(values["meta_task"])
        unit = self.unit(values["meta_unit"], task)
        return (task.code if task else ""), unit, self.period(values["meta_period"])

    def say(self, code: str, name: str = "", **fields: object) -> None:
        area = self.book.names.get(name) if name else None
        sheet, cell = (area.sheet, area.text) if area else ("", "")
        self.findings.append(finding(code, sheet=sheet, cell=cell, **fields))  # type: ignore[arg-type]

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

    def task(self, code: str) -> Task | None:
        found = next((t for c, t in self.plan.tasks.items() if c.casefold() == code.casefold()), None)
        if found is None:
            self.say("ID_TASK", "meta_task", found=code)
        return found

    def unit(self, text: str, task: Task | None) -> str:
        """A unit's code from "KHTC", "KHTC - Phòng Kế hoạch - Tài chính", its name or an alias."""
        if not text:
            self.say("ID_UNIT_BLANK", "meta_unit")
            return ""
        head = text.split(" - ", 1)[0]
        code = find_unit(self.plan.units, text) or find_unit(self.plan.units, head)
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


# --- facts ------------------------------------------------------------------------------------


class _Reader:
    def __init__(self, book: Book, plan: Plan, submission: Submission) -> None:
        self.book, self.plan, self.submission = book, plan, submission
        self.task = plan.tasks[submission.task]
        self.layout = lo.lay_out(plan, self.task)
        unit, period = plan.units[submission.unit], plan.calendar[submission.period]
        self.issued = lo.lay_out(plan, self.task, unit, period)
        self.asked = {m.code for m in self.issued.measures}
        self.facts: list[Fact] = []
        self.cases: list[CaseList] = []
        self.lists: list[tuple[str, Source]] = []
        self.findings: list[Finding] = []
        self.areas: list[Area] = []

    def read(self) -> None:
        for entry in self.layout.inputs:
            self.read_input(entry)
        for rows in self.layout.lists:
            area = self.area(rows.name, rows.measure)
            if area and self.plan.measures[rows.measure].kind == "cases":
                self.read_cases(rows, area)
            elif area:
                self.lists.append((rows.measure, self.source(area, "")))
                self.read_rows(rows, area)
        self.drop_unasked()
        self.look_for_strays()
        self.look_for_hidden_rows()

    def area(self, name: str, measure: str) -> Area | None:
        """Where a name leads; a lost name is worth saying only for what this unit is asked."""
        area = self.book.names.get(name.lower())
        if area is not None and area.sheet in self.book.sheets:
            self.areas.append(area)
            return area
        if not measure or measure in self.asked:
            sheet = self.book.sheets.get(lo.INPUT_SHEET)
            typed = measure and sheet and any(cell in sheet.cells for cell in self.issued.cells_of(name))
            self.findings.append(finding("ID_NAME_LOST" if typed else "ID_NAME_BROKEN", found=name))
        return None

    def source(self, area: Area, raw: str) -> Source:
        arrival = self.submission.arrival
        return Source(arrival.sha256, arrival.name, area.sheet, area.text, raw)

    def value(self, measure: str, spec: forms.Field, sheet: Sheet, cell: Cell | None, row: int | None = None) -> None:
        """Keeps the cell's value as a fact, and what there is to say about it."""
        value, said = read_cell(cell, spec, sheet.name)
        self.findings.extend(said)
        if value is not None and cell is not None:
            area = Area(sheet.name, cell.row, cell.column, cell.row, cell.column)
            raw = clean_text(cell.raw)
            self.facts.append(Fact(measure, spec.key, value, self.source(area, raw), row))

    def read_input(self, entry: lo.Input) -> None:
        area = self.area(entry.name, entry.measure)
        if area:
            sheet = self.book.sheets[area.sheet]
            self.value(entry.measure, entry.field, sheet, sheet.get(area.top, area.left))

    def read_rows(self, rows: lo.Rows, area: Area) -> None:
        """A list's rows; rows of a checklist or survey carry their given text, the others are free."""
        sheet = self.book.sheets[area.sheet]
        given = [fold(text) for text in rows.given]
        right = area.left + len(rows.fields) - 1
        for number, cells in sheet.rows(area.top, area.left, right):
            if number > area.bottom:
                break
            row = number - area.top
            if rows.given:
                text = as_text(cells[0]) if cells[0] else ""
                if fold(text) in given:
                    row = given.index(fold(text))  # rows may have been sorted
                elif text or row < len(given):
                    expected = rows.given[row] if row < len(given) else ""
                    self.findings.append(
                        finding(
                            "DATA_GIVEN_ROW",
                            sheet=sheet.name,
                            cell=ref(number, area.left),
                            label=rows.fields[0].label,
                            found=text,
                            expected=expected,
                        )
                    )
                    continue
            for spec, cell in zip(rows.fields, cells, strict=True):
                if spec.form != "given":
                    self.value(rows.measure, spec, sheet, cell, row)

    def read_cases(self, rows: lo.Rows, area: Area) -> None:
        """A pasted list: columns at once; the source is the range that holds it."""
        sheet = self.book.sheets[area.sheet]
        right = area.left + len(rows.fields) - 1
        cases: list[_Case] = []
        said: list[Finding] = []
        last = area.top
        for number, case in self.case_rows(sheet, rows, area.top, area.left, said):
            last = number
            if case is not None:
                cases.append(case)
        self.findings.extend(_clip_findings(said))
        if cases:
            whole = Area(sheet.name, area.top, area.left, last, right)
            self.areas.append(whole)
            ids, received, due, returned = zip(*cases, strict=True)
            self.cases.append(
                CaseList(rows.measure, ids, received, due, returned, self.source(whole, f"{len(ids)} hồ sơ"))
            )

    def case_rows(
        self, sheet: Sheet, rows: lo.Rows, top: int, left: int, said: list[Finding]
    ) -> Iterator[tuple[int, _Case | None]]:
        """Row number and case (None: with an error) of every row that holds something."""
        right = left + len(rows.fields) - 1
        if sheet.grid is None:
            for number, cells in sheet.rows(top, left, right):
                yield number, _read_case(cells, rows.fields, sheet.name, number, left, said)
            return
        for number, values in sheet.plain_rows(top, left, right):
            case = _plain_case(values)
            if case is None:
                cells = tuple(sheet.get(number, column) for column in range(left, right + 1))
                case = _read_case(cells, rows.fields, sheet.name, number, left, said)
            yield number, case

    def drop_unasked(self) -> None:
        """What a unit typed into another unit's measure is said and left out."""
        given = {f.measure for f in self.facts} | {c.measure for c in self.cases}
        for measure in sorted(given - self.asked - {""}):
            self.findings.append(finding("DATA_NOT_ASKED", found=measure))
        self.facts = [f for f in self.facts if not f.measure or f.measure in self.asked]
        self.cases = [c for c in self.cases if c.measure in self.asked]

    def look_for_strays(self) -> None:
        """Things written beside the inputs: neither at a place of ours nor a text of ours."""
        sheet = self.book.sheets.get(lo.INPUT_SHEET)
        if sheet is None:
            return
        ours = {cell for layout in (self.layout, self.issued) for cell in _places(layout)}
        texts = {fold(t.text) for layout in (self.layout, self.issued) for t in layout.texts}
        areas = [a for a in self.areas if a.sheet == sheet.name]
        strays = 0
        for (row, column), cell in sorted(sheet.cells.items()):
            if (row, column) in ours or cell.value is None or strays >= MOST_STRAYS:
                continue
            text = as_text(cell)
            if not text or fold(text) in texts or cell.formula:
                continue
            if not any(a.top <= row <= a.bottom and a.left <= column <= a.right for a in areas):
                strays += 1
                self.findings.append(finding("CELL_STRAY", sheet=sheet.name, cell=cell.ref, found=text))

    def look_for_hidden_rows(self) -> None:
        for area in self.areas:
            sheet = self.book.sheets[area.sheet]
            for row in sorted(r for r in sheet.hidden_rows if area.top <= r <= area.bottom):
                if any(sheet.get(row, c) for c in range(area.left, area.right + 1)):
                    self.findings.append(finding("ROW_HIDDEN", sheet=sheet.name, cell=ref(row, area.left), found=row))


def _places(layout: lo.TaskLayout) -> set[tuple[int, int]]:
    """Where a layout writes something of its own, whatever its words were when it was issued."""
    return {(t.row, t.column) for t in layout.texts} | {layout.unit_cell, layout.period_cell, layout.ready_cell}


_Case = tuple[str, date, date, date | None]


def _plain_case(values: Sequence[Plain]) -> _Case | None:
    """A row that needs no reading: text and true dates; None for any other."""
    if len(values) != 4:
        return None
    name, received, due, returned = values
    dated = type(received) is date and type(due) is date and (returned == "" or type(returned) is date)
    if not dated or not isinstance(name, str) or not name.isprintable() or name != name.strip():
        return None
    return (clean_text(name), received, due, returned or None) if name else None  # type: ignore[return-value]


def _read_case(
    cells: tuple[Cell | None, ...],
    fields: tuple[forms.Field, ...],
    sheet: str,
    row: int,
    left: int,
    said: list[Finding],
) -> _Case | None:
    """A row field by field; what is wrong is added to `said`."""
    values: list[object] = []
    wrong = False
    for offset, (spec, cell) in enumerate(zip(fields, cells, strict=True)):
        value, findings = read_cell(cell, spec, sheet)
        if value is None and spec.required and not findings:
            place = {"sheet": sheet, "cell": ref(row, left + offset), "label": spec.label}
            findings = [finding("DATA_ROW_INCOMPLETE", name=spec.label, **place)]
        # Text dates are the rule in an export: saying so 200,000 times helps nobody.
        said.extend(f for f in findings if f.severity != "info")
        wrong = wrong or has_error(findings)
        values.append(value)
    return None if wrong else tuple(values)  # type: ignore[return-value]


def _clip_findings(said: list[Finding]) -> list[Finding]:
    """The first findings of a long list, the rest counted."""
    errors = [f for f in said if f.severity == "error"]
    others = [f for f in said if f.severity != "error"][:MOST_FINDINGS]
    shown = errors[:MOST_FINDINGS]
    if len(errors) > MOST_FINDINGS:
        shown.append(finding("DATA_MORE", sheet=errors[0].sheet, found=len(errors) - MOST_FINDINGS))
    return shown + others
