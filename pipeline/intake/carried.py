"""What a template brought along: its hidden table and the facts read come in, each fact known for
carried or typed goes out.

A cell that came filled in and still says the same is carried. A measure of which nothing was typed
is not answered by what came filled in, unless “Không thay đổi so với kỳ trước” is ticked: then its
last values stand, with the file and cell where the unit once gave them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from pipeline import forms
from pipeline import layout as lo
from pipeline.intake.cells import as_text, read_cell
from pipeline.messages import finding
from pipeline.model import Fact, Finding, Plan, Source, Submission, Value
from pipeline.vietnamese import fold
from pipeline.workbook import Area, Book, Sheet


@dataclass(frozen=True, slots=True)
class Brought:
    """One value of the hidden table. kept: it came filled in; else it was only shown."""

    measure: str
    field: str
    row: int | None
    value: Value
    kept: bool
    sha256: str  # of the file where the unit gave it
    cell: str  # of the hidden table
    raw: str


def read_brought(book: Book, layout: lo.TaskLayout) -> tuple[Brought, ...] | None:
    """The hidden table of a template; None where it has none, or has lost it."""
    area = book.names.get(lo.FORMER_NAME)
    sheet = book.sheets.get(area.sheet) if area else None
    if area is None or sheet is None:
        return None
    singles = {entry.name: (entry.measure, entry.field) for entry in layout.inputs}
    lists = {(rows.name, f.key): (rows.measure, f) for rows in layout.lists for f in rows.fields}
    return tuple(_rows(sheet, area, singles, lists))


def _rows(
    sheet: Sheet, area: Area, singles: dict[str, tuple[str, forms.Field]],
    lists: dict[tuple[str, str], tuple[str, forms.Field]],
) -> Iterator[Brought]:  # fmt: skip
    for _, cells in sheet.rows(area.top, area.left, area.left + 8, area.bottom):
        name, row, key, value, kept, digest = (as_text(c) if c else "" for c in cells[:6])
        found = lists.get((name, key)) if row else singles.get(name)
        cell = cells[3]
        if found is None or cell is None or not (row.isdecimal() or not row):
            continue
        measure, field = found
        read, _ = read_cell(cell, field, sheet.name)
        if read is not None:
            yield Brought(measure, key, int(row) if row else None, read, bool(kept), digest, cell.ref, value)


class Carrying:
    """Judges the facts of one report against what its template brought along."""

    def __init__(self, plan: Plan, brought: tuple[Brought, ...], sheet: str, submission: Submission) -> None:
        self.plan, self.brought, self.sheet, self.submission = plan, brought, sheet, submission
        self.findings: list[Finding] = []

    def judge(
        self, facts: list[Fact], asked: Sequence[str], *, pasted: Collection[str], unchanged: Fact | None
    ) -> list[Fact]:
        """The facts that count: what was typed, what was left as it came, and what the tick confirms.

        pasted: measures with a list of cases, which are no facts.
        """
        marked = self.mark(facts)
        judged = [f for f in marked if not f.measure]
        own = {measure: [f for f in marked if f.measure == measure] for measure in asked}
        touched = {measure for measure in asked if measure in pasted or self.touched(measure, own[measure])}
        for measure in asked:
            if measure in touched:
                judged += own[measure]
                self.compare(measure, own[measure], unchanged)
            elif unchanged:
                judged += self.former_values(measure)
        given = touched | {b.measure for b in self.brought if b.measure and not b.kept}  # data stay
        answered = any(self.plan.measures[measure].if_any for measure in given)
        if unchanged and not answered and not any(f.field == "nil" for f in judged if not f.measure):
            judged += [f for f in self.former_values("") if f.field == "nil" and f.value is True]
        return [*judged, unchanged] if unchanged else judged

    def mark(self, facts: list[Fact]) -> list[Fact]:
        """Facts that stand as they came, marked with the file they come from."""
        if not self.brought:
            return facts
        single = {(b.measure, b.field): b for b in self.brought if b.kept and b.row is None}
        rows: dict[tuple[str, str], list[Brought]] = {}  # of a list by the name that begins the row
        names: dict[tuple[str, int], str] = {}
        for b in self.brought:
            if b.kept and b.row is not None:
                names.setdefault((b.measure, b.row), _key(b.value))
                rows.setdefault((b.measure, names[b.measure, b.row]), []).append(b)
        begins: dict[tuple[str, int], str] = {}
        marked = []
        for fact in facts:
            came = [single[fact.measure, fact.field]] if (fact.measure, fact.field) in single else []
            if fact.row is not None:
                name = begins.setdefault((fact.measure, fact.row), _key(fact.value))
                came = [b for b in rows.get((fact.measure, name), ()) if b.field == fact.field]  # names may repeat
            same = next((b for b in came if b.value == fact.value), None)
            if same:
                fact = fact._replace(source=fact.source._replace(carried_from=same.sha256))
            marked.append(fact)
        return marked

    def touched(self, measure: str, facts: list[Fact]) -> bool:
        """Whether the unit typed, changed or cleared something of a measure."""
        came = sum(b.measure == measure and b.kept for b in self.brought)
        return any(not f.source.carried_from for f in facts) or len(facts) != came

    def former_values(self, measure: str) -> Iterator[Fact]:
        """The last values of a measure, as the tick confirms them."""
        for b in self.brought:
            if b.measure == measure:
                arrival = self.submission.arrival
                source = Source(arrival.sha256, arrival.name, self.sheet, b.cell, b.raw, b.sha256)
                yield Fact(measure, b.field, b.value, source, b.row)

    def compare(self, measure: str, facts: list[Fact], unchanged: Fact | None) -> None:
        """The tick beside a figure that did change."""
        typed = {(f.field, f.row): f.value for f in facts}
        shown = [b for b in self.brought if b.measure == measure and not b.kept]
        if unchanged and any(typed.get((b.field, b.row), b.value) != b.value for b in shown):
            source, label = unchanged.source, self.plan.measures[measure].name
            self.findings.append(
                finding("CARRY_CHANGED", sheet=source.sheet, cell=source.cell, label=label, found=measure)
            )


def _key(value: Value) -> str:
    return fold(str(value))
