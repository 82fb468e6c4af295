"""Reads what stands on one task's sheet: every input by its defined name, lists row by row.

A workbook and the plan come in; facts, case lists and findings, each with its cell, go out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from pipeline import forms
from pipeline import layout as lo
from pipeline.intake.carried import Carrying, read_brought
from pipeline.intake.cells import as_text, read_cell
from pipeline.messages import finding, has_error
from pipeline.model import CaseList, Fact, Finding, Plan, Source, Submission
from pipeline.ooxml import Cell, ref
from pipeline.vietnamese import clean_text, fold
from pipeline.workbook import Area, Book, Plain, Sheet

MOST_FINDINGS = 20  # of one list; the rest is counted in one more finding
MOST_STRAYS = 5


class FactReader:
    """Reads one task's sheet; `facts`, `cases`, `lists` and `findings` hold what was found."""

    def __init__(self, book: Book, plan: Plan, submission: Submission, sheet: str) -> None:
        self.book, self.plan, self.submission, self.sheet = book, plan, submission, sheet
        self.task = plan.tasks[submission.task]
        self.layout = lo.lay_out(plan, self.task)
        unit, period = plan.units[submission.unit], plan.calendar[submission.period]
        self.issued = lo.lay_out(plan, self.task, unit, period, bundled=submission.bundle)
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
        self.tell_carried()
        self.look_for_strays()
        self.look_for_hidden_rows()

    def area(self, name: str, measure: str) -> Area | None:
        """Where a name leads; a lost name is worth saying only for what this unit is asked."""
        area = self.book.names.get(name.lower())
        if area is not None and area.sheet in self.book.sheets:
            self.areas.append(area)
            return area
        if not measure or measure in self.asked:
            sheet = self.book.sheets.get(self.sheet)
            typed = measure and sheet and any(cell in sheet.cells for cell in self.issued.cells_of(name))
            self.findings.append(finding("ID_NAME_LOST" if typed else "ID_NAME_BROKEN", found=name))
        return None

    def source(self, area: Area, raw: str) -> Source:
        arrival = self.submission.arrival
        return Source(arrival.sha256, arrival.name, area.sheet, area.text, raw)

    def uom(self, measure: str) -> str:
        """The unit that may stand behind a measure's numbers; of a rate's two numbers "%" is none."""
        found = self.plan.measures.get(measure)
        return found.uom if found and (found.uom != "%" or found.kind in forms.PLAIN_KINDS) else ""

    def value(self, measure: str, spec: forms.Field, sheet: Sheet, cell: Cell | None, row: int | None = None) -> None:
        """Keeps the cell's value as a fact, and what there is to say about it."""
        value, said = read_cell(cell, spec, sheet.name, self.uom(measure))
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

    def tell_carried(self) -> None:
        """What came filled in is known for it; the tick “Không thay đổi” lets former values stand."""
        brought = read_brought(self.book, self.layout)
        tick = self.book.names.get("in_unchanged")
        sheet = self.book.sheets.get(tick.sheet) if tick else None
        ticked: list[Fact] = []
        if tick and sheet:
            self.areas.append(tick)
            cell = sheet.get(tick.top, tick.left)
            value, said = read_cell(cell, forms.UNCHANGED, sheet.name)
            self.findings.extend(said)
            if value is True and cell is not None:
                ticked.append(Fact("", forms.UNCHANGED.key, True, self.source(tick, clean_text(cell.raw))))
        if ticked and brought is None:
            place = ticked[0].source
            lost = finding("CARRY_LOST", sheet=place.sheet, cell=place.cell, label=forms.UNCHANGED.label)
            self.findings.append(lost)
        carrying = Carrying(self.plan, brought or (), lo.FORMER_SHEET, self.submission)
        asked = [m.code for m in self.issued.measures]
        pasted = {c.measure for c in self.cases}
        self.facts = carrying.judge(self.facts, asked, pasted=pasted, unchanged=ticked[0] if ticked else None)
        self.findings += carrying.findings

    def look_for_strays(self) -> None:
        """Things written beside the inputs: neither at a place of ours nor a text of ours."""
        sheet = self.book.sheets.get(self.sheet)
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
            if not text or fold(text) in texts or cell.formula or text.startswith(lo.FORMER_MARK):
                continue
            if not any(_covers(a, row, column, text) for a in areas):
                strays += 1
                self.findings.append(finding("CELL_STRAY", sheet=sheet.name, cell=cell.ref, found=text))

    def look_for_hidden_rows(self) -> None:
        for area in self.areas:
            sheet = self.book.sheets[area.sheet]
            for row in sorted(r for r in sheet.hidden_rows if area.top <= r <= area.bottom):
                if any(sheet.get(row, c) for c in range(area.left, area.right + 1)):
                    self.findings.append(finding("ROW_HIDDEN", sheet=sheet.name, cell=ref(row, area.left), found=row))


def _covers(area: Area, row: int, column: int, text: str) -> bool:
    """Whether a cell belongs to an input or list; beside a list's rows stand their numbers."""
    left = area.left - 1 if text.isdecimal() else area.left
    return area.top <= row <= area.bottom and left <= column <= area.right


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
