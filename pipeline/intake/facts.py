"""Reads what stands on one task's sheet: every input at its place, lists row by row.

A workbook and the plan come in; facts, case lists and findings, each with its cell, go out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property

from pipeline import forms
from pipeline import layout as lo
from pipeline.intake.alike import Form, keep, known
from pipeline.intake.carried import Brought, Carrying, read_brought
from pipeline.intake.cases import read_cases
from pipeline.intake.cells import as_text, read_cell
from pipeline.intake.drawn import issued, own_places, own_words, rows_of_names
from pipeline.intake.integrity import Issued, Returned, is_standard, tell_changes
from pipeline.intake.places import ListPlace, Places
from pipeline.intake.shape import tell_hidden, tell_merged
from pipeline.messages import finding, has_error
from pipeline.model import CaseList, Fact, Finding, Plan, Source, Submission
from pipeline.ooxml import Cell, ref
from pipeline.vietnamese import clean_text, fold
from pipeline.workbook import Area, Book, Sheet

MOST_FINDINGS = 20  # of one list; the rest is counted in one more finding
MOST_STRAYS = 5


class FactReader:
    """Reads one task's sheet; `facts`, `cases`, `lists` and `findings` hold what was found."""

    def __init__(self, book: Book, plan: Plan, submission: Submission, sheet: str) -> None:
        self.book, self.plan, self.submission = book, plan, submission
        self.task = plan.tasks[submission.task]
        self.layout = lo.lay_out(plan, self.task)
        unit, period = plan.units[submission.unit], plan.calendar[submission.period]
        self.unit = unit
        self.issued = issued(plan, self.task, unit, period, bundled=submission.bundle)
        self.form = known(book, self.layout, self.issued, sheet, unit)
        self.named = sheet
        self.sheet = sheet if self.form else self.places.sheet
        self.asked = {m.code for m in self.issued.measures}
        self.facts: list[Fact] = []
        self.cases: list[CaseList] = []
        self.lists: list[tuple[str, Source]] = []
        self.findings: list[Finding] = []
        self.areas: list[Area] = []
        self.brought: tuple[Brought, ...] | None = None  # None: nothing, or its table is lost
        self.lost = False  # whether a place is, and it was said
        self.stood: dict[int, int] = {}  # by the row of an input or list in the layout: where it is now
        self.inputs: list[tuple[forms.Field, Area]] = []  # each input, and each column of a list that is typed
        self.singles: list[tuple[lo.Input, Area]] = []
        self.rows: list[tuple[lo.Rows, ListPlace]] = []

    def read(self) -> None:
        """Reads all inputs; a form that is not like one before is looked through as well."""
        if self.form:
            self.read_like(self.form)
        else:
            self.look_through()

    def read_like(self, form: Form) -> None:
        """Reads the inputs where those of a form stood of which nothing else was to be said."""
        sheet = self.book.sheets[self.sheet]
        for entry, place in form.singles:
            if cell := sheet.get(*place):
                self.value(entry.measure, entry.field, sheet, cell)
        for rows, at in form.lists:
            self.lists.append((rows.measure, self.source(at.area, "")))
            self.read_rows(rows, at)
        self.drop_unasked()
        self.tell_carried()

    def look_through(self) -> None:
        """Finds and reads all inputs, and says what was changed around them."""
        self.findings.extend(finding("ID_TASK_TWICE", sheet=twin, found=self.sheet) for twin in self.places.twins)
        for entry in self.layout.inputs:
            self.read_input(entry)
        for rows in self.layout.lists:
            place = self.places.rows(rows)
            if place is None:
                self.tell_lost(rows.name, rows.measure, rows.label)
                continue
            self.areas.extend(place.runs)
            self.rows.append((rows, place))
            top, bottom = place.area.top, place.area.bottom
            columns = [Area(place.area.sheet, top, column, bottom, column) for column in place.columns]
            self.note(rows.name, place.area, zip(rows.fields, columns, strict=True))
            if self.plan.measures[rows.measure].kind == "cases":
                self.read_cases(rows, place)
            else:
                self.lists.append((rows.measure, self.source(place.area, "")))
                self.read_rows(rows, place)
        self.findings.extend(self.places.findings)
        self.drop_unasked()
        self.tell_carried()
        changed = self.tell_changed()
        strays = list(self.strays({f.cell for f in changed if f.sheet == self.sheet}))
        said = [*changed, *strays, *tell_hidden(self.book, self.areas)]
        self.findings += said
        if not (said or self.lost or self.places.findings or self.places.twins):
            keep(self.book, self.layout, self.issued, self.places, self.unit, self.singles, self.rows, self.inputs)

    def tell_lost(self, name: str, measure: str, label: str) -> None:
        """A place that was not found: worth saying only for what this unit is asked."""
        if (not measure or measure in self.asked) and not has_error(self.places.findings):
            sheet = self.book.sheets.get(self.sheet)
            typed = measure and sheet and any(cell in sheet.cells for cell in self.issued.cells_of(name))
            code = "ID_NAME_LOST" if typed else "ID_NAME_BROKEN"
            self.findings.append(finding(code, sheet=self.sheet, label=label, found=name))
            self.lost = True

    def note(self, name: str, area: Area, inputs: Iterable[tuple[forms.Field, Area]]) -> None:
        """Where an input or a list was found, for what is to be said of its surroundings."""
        drawn = self.drawn.get(name, 0)
        if drawn and area.sheet == self.sheet:
            self.stood[drawn] = area.top
            self.inputs.extend(inputs)

    @cached_property
    def places(self) -> Places:
        """Where the inputs stand."""
        return Places(self.book, self.layout, self.named)

    @cached_property
    def reference(self) -> lo.TaskLayout:
        """The layout that the returned sheet was drawn by, but for what it brought along."""
        return self.layout if is_standard(self.book) else self.issued

    @cached_property
    def drawn(self) -> Mapping[str, int]:
        """By the name of an input or list its first row as it was drawn."""
        return rows_of_names(self.reference)

    @cached_property
    def printed(self) -> frozenset[str]:
        """What the template prints, folded."""
        return own_words(self.layout) | own_words(self.issued) | {fold(lo.unit_words(self.unit))}

    def source(self, area: Area, raw: str) -> Source:
        arrival = self.submission.arrival
        return Source(arrival.sha256, arrival.name, area.sheet, area.text, raw)

    def uom(self, measure: str) -> str:
        """The unit that may stand behind a measure's numbers; of a rate's two numbers "%" is none."""
        found = self.plan.measures.get(measure)
        return found.uom if found and (found.uom != "%" or found.kind in forms.PLAIN_KINDS) else ""

    def value(self, measure: str, spec: forms.Field, sheet: Sheet, cell: Cell, row: int | None = None) -> None:
        """Keeps the cell's value as a fact, and what there is to say about it."""
        value, said = read_cell(cell, spec, sheet.name, self.uom(measure))
        self.findings.extend(said)
        if value is not None:
            arrival = self.submission.arrival
            source = Source(arrival.sha256, arrival.name, sheet.name, cell.ref, clean_text(cell.raw))
            self.facts.append(Fact(measure, spec.key, value, source, row))

    def read_input(self, entry: lo.Input) -> None:
        area = self.places.single(entry)
        if area is None:
            self.tell_lost(entry.name, entry.measure, entry.field.label)
        else:
            self.areas.append(area)
            self.singles.append((entry, area))
            column = area if area.left == area.right else replace(area, right=area.left)
            self.note(entry.name, area, [(entry.field, column)])
            sheet = self.book.sheets[area.sheet]
            cell = sheet.get(area.top, area.left)
            if cell is None:
                self.findings.extend(tell_merged(sheet, area.top, area.left, entry.field.label, self.printed))
            else:
                self.value(entry.measure, entry.field, sheet, cell)

    def read_rows(self, rows: lo.Rows, place: ListPlace) -> None:
        """A list's rows; rows of a checklist or survey carry their given text, the others are free."""
        area = place.area
        sheet = self.book.sheets[area.sheet]
        given = [fold(text) for text in rows.given]
        seen: set[str] = set()
        for number, found in sheet.rows(area.top, area.left, area.right, area.bottom):
            cells = [found[column - area.left] for column in place.columns]
            row = number - area.top
            if rows.given:
                text = as_text(cells[0]) if cells[0] else ""
                if fold(text) in given:
                    row = given.index(fold(text))  # rows may have been sorted
                    seen.add(fold(text))
                elif text or (row < len(given) and any(cells)):
                    expected = rows.given[row] if row < len(given) else ""
                    seen.add(fold(expected))
                    self.findings.append(
                        finding(
                            "DATA_GIVEN_ROW",
                            sheet=sheet.name,
                            cell=ref(number, place.columns[0]),
                            label=rows.fields[0].label,
                            found=text,
                            expected=expected,
                        )
                    )
                    continue
            for spec, column, cell in zip(rows.fields, place.columns, cells, strict=True):
                if cell is None:
                    if not self.form:
                        self.findings.extend(tell_merged(sheet, number, column, spec.label, self.printed))
                elif spec.form != "given":
                    self.value(rows.measure, spec, sheet, cell, row)
        for row, text in enumerate(rows.given):
            if fold(text) not in seen and rows.measure in self.asked:
                where = {"cell": ref(area.top + row, place.columns[0]), "label": rows.fields[0].label}
                self.findings.append(finding("FORM_GIVEN_GONE", sheet=sheet.name, found=text, **where))

    def read_cases(self, rows: lo.Rows, place: ListPlace) -> None:
        """A pasted list: columns at once; the source is the range that holds it."""
        sheet = self.book.sheets[place.area.sheet]
        said: list[Finding] = []
        columns, last = read_cases(sheet, rows.fields, place.area.top, place.columns, said)
        self.findings.extend(_clip_findings(said))
        if columns:
            whole = replace(place.area, bottom=last)
            self.areas.append(whole)
            source = self.source(whole, f"{len(columns[0])} hồ sơ")
            ids, received, due, returned = columns
            self.cases.append(CaseList(rows.measure, ids, received, due, returned, source))

    def drop_unasked(self) -> None:
        """What a unit typed into another unit's measure is said and left out."""
        given = {f.measure for f in self.facts} | {c.measure for c in self.cases}
        for measure in sorted(given - self.asked - {""}):
            self.findings.append(finding("DATA_NOT_ASKED", found=measure))
        self.facts = [f for f in self.facts if not f.measure or f.measure in self.asked]
        self.cases = [c for c in self.cases if c.measure in self.asked]

    def tell_carried(self) -> None:
        """What came filled in is known for it; the tick “Không thay đổi” lets former values stand."""
        brought = self.brought = read_brought(self.book, self.layout)
        tick = self.book.names.get(lo.TICK_NAME)
        sheet = self.book.sheets.get(tick.sheet) if tick else None
        if sheet is None and not self.form and (lost := self.places.ticked(forms.UNCHANGED.label)):
            place = {"sheet": lost.sheet, "cell": lost.text, "label": forms.UNCHANGED.label}
            self.findings.append(finding("ID_NAME_LOST", found=lo.TICK_NAME, **place))
        ticked: list[Fact] = []
        if tick and sheet:
            self.areas.append(tick)
            cell = sheet.get(tick.top, tick.left)
            value, said = read_cell(cell, forms.UNCHANGED, sheet.name)
            self.findings.extend(said)
            if value is True and cell is not None:
                ticked.append(Fact("", forms.UNCHANGED.key, True, self.source(tick, clean_text(cell.raw))))
        if ticked and brought is None:
            at = ticked[0].source
            self.findings.append(finding("CARRY_LOST", sheet=at.sheet, cell=at.cell, label=forms.UNCHANGED.label))
        elif brought is None and lo.FORMER_NAME in self.book.names:
            self.findings.append(finding("FORM_FORMER_GONE", sheet=self.sheet))
        carrying = Carrying(self.plan, brought or (), lo.FORMER_SHEET, self.submission)
        asked = [m.code for m in self.issued.measures]
        pasted = {c.measure for c in self.cases}
        self.facts = carrying.judge(self.facts, asked, pasted=pasted, unchanged=ticked[0] if ticked else None)
        self.findings += carrying.findings

    def tell_changed(self) -> list[Finding]:
        """What was changed on the sheets of this task against the template."""
        rows = {(b.measure, b.row) for b in self.brought or () if b.row is not None}
        to_whom = Issued(self.plan, self.task, self.unit, self.plan.calendar[self.submission.period])
        part = Returned(
            self.book, to_whom, self.reference, self.sheet, self.inputs, self.stood,
            Counter(measure for measure, _ in rows), self.findings,
        )  # fmt: skip
        return list(tell_changes(part))

    def strays(self, said: Collection[str]) -> Iterator[Finding]:
        """Things written beside the inputs: neither at a place of ours nor a text of ours, nor said already."""
        sheet = self.book.sheets.get(self.sheet)
        if sheet is None:
            return
        areas = [a for a in self.areas if a.sheet == sheet.name]
        strays = 0
        inputs = {(a.top, a.left) for a in areas}
        lists = [a for a in areas if (a.top, a.left) != (a.bottom, a.right)]
        for row, column in sorted(sheet.cells.keys() - own_places(self.layout) - own_places(self.issued) - inputs):
            cell = sheet.cells[row, column]
            text = as_text(cell)
            beside = text.isdecimal()  # left of a list's rows stand their numbers
            near = areas if beside else lists
            if any(a.top <= row <= a.bottom and a.left - beside <= column <= a.right for a in near):
                continue
            if not text or cell.formula or text.startswith(lo.FORMER_MARK) or fold(text) in self.printed:
                continue
            if cell.ref not in said and strays < MOST_STRAYS:
                strays += 1
                yield finding("CELL_STRAY", sheet=sheet.name, cell=cell.ref, found=text)


def _clip_findings(said: list[Finding]) -> list[Finding]:
    """The first findings of a long list, the rest counted."""
    errors = [f for f in said if f.severity == "error"]
    others = [f for f in said if f.severity != "error"][:MOST_FINDINGS]
    shown = errors[:MOST_FINDINGS]
    if len(errors) > MOST_FINDINGS:
        shown.append(finding("DATA_MORE", sheet=errors[0].sheet, found=len(errors) - MOST_FINDINGS))
    return shown + others
