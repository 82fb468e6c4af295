"""A received file as what it reports: one task, or of a bundle every task by itself.

Bytes and the plan come in; submissions with facts, case lists and findings come out. Nothing is
judged here beyond what a single cell can say; `check` judges what belongs together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from pipeline import forms
from pipeline import layout as lo
from pipeline.intake.cells import as_text
from pipeline.intake.facts import FactReader
from pipeline.intake.gate import Seen, open_book, open_seen, see
from pipeline.intake.identity import Identity
from pipeline.intake.kinds import litter
from pipeline.intake.old_texts import read_old_texts
from pipeline.intake.places import words_of_head
from pipeline.intake.register import Received
from pipeline.intake.whole import tell_whole
from pipeline.layout_versions import POLICIES, Policy, in_present_words
from pipeline.messages import finding, has_error
from pipeline.model import Arrival, Fact, Finding, Plan, Source, Submission
from pipeline.vietnamese import fold
from pipeline.workbook import Book, Names

_TITLE_ROWS = 10  # a sheet's title stands within them


class Came(NamedTuple):
    """A received file at the gate: what it is, or why it is not looked at."""

    arrival: Arrival
    seen: Seen | None
    findings: tuple[Finding, ...]


class Opened(NamedTuple):
    """A received file behind the gate: its workbook and what is strange about it, or why there is none.

    mended: what was said of texts in old letters, which are Unicode now.
    """

    arrival: Arrival
    book: Book | None
    findings: tuple[Finding, ...]
    mended: tuple[Finding, ...] = ()


def come(received: Received) -> Came:
    """Takes a received file to the gate."""
    arrival = received.arrival
    left_behind = litter(arrival.name)
    if left_behind:
        return Came(arrival, None, (finding(left_behind),))
    received = received.opened()
    if not isinstance(received.source, bytes):
        code = "GATE_LINK" if received.problem == "link" else "GATE_UNREADABLE"
        return Came(arrival, None, (finding(code, found=received.problem),))
    return Came(arrival, see(received.source), ())


def open_file(came: Came) -> Opened:
    """Takes a file through the gate."""
    return Opened(came.arrival, *open_seen(came.seen)) if came.seen else Opened(came.arrival, None, came.findings)


def legible(opened: Opened, plan: Plan, policies: Sequence[Policy] = POLICIES) -> Opened:
    """An opened file in present words and in Unicode."""
    if opened.book is None:
        return opened
    book, mended = read_old_texts(in_present_words(opened.book, policies), plan)
    return opened._replace(book=book, mended=mended)


def read_file(received: Received, plan: Plan, policies: Sequence[Policy] = POLICIES) -> tuple[Submission, ...]:
    """What a received file reports, as `read_opened` has it."""
    return read_opened(legible(open_file(come(received)), plan, policies), plan, policies)


def read_opened(opened: Opened, plan: Plan, policies: Sequence[Policy] = POLICIES) -> tuple[Submission, ...]:
    """What an opened and legible file reports: one submission, or of a bundle one for each of its task sheets.

    "rejected" where it is no template of ours for us. Errors in cells are findings only: `check`
    looks at the whole and then decides. `policies` says which versions of the templates are read.
    """
    arrival, book, findings, mended = opened
    if book is None:
        return (rejected(Submission(arrival), findings),)
    submission = Submission(arrival, tokens=Identity(book, plan).tokens())
    sheets = [s for s, names in book.local_names.items() if "meta_task" in names]
    known = [s for s in sheets if (area := book.local_names[s]["meta_task"]) and area.sheet in book.sheets]
    bundled = bool(sheets) and ("meta_task" not in book.names or bool(known))  # a sheet copied in leads elsewhere
    if bundled:
        parts, common = _read_bundle(replace(submission, bundle=True), book, plan, policies, known or sheets)
        findings = (*findings, *common)
    else:
        parts = (_read_part(submission, book, plan, policies, lo.INPUT_SHEET),)
    parts = tuple(_with_mended(part, mended) for part in parts) if mended else parts
    lost = tuple(_lost_sheets(parts, book, plan))
    parts = tuple(replace(part, bundle=True) for part in (*parts, *lost)) if lost else parts
    return _noted(parts, (*findings, *tell_whole(book, plan, parts, bundled=bundled)))


def open_again(received: Received, plan: Plan, policies: Sequence[Policy] = POLICIES) -> Book | None:
    """The workbook of a file that was read, in present words; None where it cannot be opened."""
    data = received.data
    book = open_book(data)[0] if data is not None else None
    return read_old_texts(in_present_words(book, policies), plan)[0] if book else None


def _noted(parts: tuple[Submission, ...], findings: tuple[Finding, ...]) -> tuple[Submission, ...]:
    """What is strange about the file as a whole, said once, where anything of it is read at all."""
    if not findings:
        return parts
    read = [part for part in parts if part.state != "rejected"]
    first = next((part for part in read if _speaks(part)), read[0] if read else None)
    return tuple(replace(p, findings=(*findings, *p.findings)) if p is first else p for p in parts)


def _speaks(part: Submission) -> bool:
    """Whether the unit typed something of its own there: parts left blank may be passed over later."""
    who = {spec.key for spec in forms.WHO_REPORTS}
    return bool(part.cases) or any(not f.source.carried_from and (f.measure or f.field not in who) for f in part.facts)


def _with_mended(part: Submission, mended: tuple[Finding, ...]) -> Submission:
    """The part with what is said of the letters on the sheets that it speaks from."""
    sheets = {fact.source.sheet for fact in part.facts} | {cases.source.sheet for cases in part.cases}
    own = tuple(f for f in mended if f.sheet in sheets)
    return replace(part, findings=(*part.findings, *own)) if own else part


def _lost_sheets(parts: tuple[Submission, ...], book: Book, plan: Plan) -> Iterator[Submission]:
    """A part for each sheet that shows the title of a task of which no part tells: its names are lost."""
    if all(part.state == "rejected" for part in parts):  # for what the workbook says of itself
        return
    read = {part.task for part in parts}
    tasks = _titles(plan)
    for sheet in book.sheets.values():
        if {tasks[title] for title in tasks.keys() & sheet.once(words_of_head)} <= read:
            continue
        titles = (fold(sheet.text(row, 1)) for row in range(1, _TITLE_ROWS + 1))
        task = next((tasks[title] for title in titles if title in tasks), "")
        if task and task not in read:
            part = Submission(parts[0].arrival, task=task, unit=parts[0].unit, period=parts[0].period)
            yield rejected(part, [finding("ID_SHEET_LOST", sheet=sheet.name, found=task)])


@lru_cache(maxsize=8)
def _titles(plan: Plan) -> Mapping[str, str]:
    """The tasks by the folded titles of their sheets."""
    return {fold(lo.title_of(task)): task.code for task in plan.tasks.values()}


def _read_bundle(
    submission: Submission, book: Book, plan: Plan, policies: Sequence[Policy], sheets: list[str]
) -> tuple[tuple[Submission, ...], tuple[Finding, ...]]:
    """Each task sheet by its own names, and what is to be said of the whole workbook; an error there refuses all."""
    whole = Identity(book, plan, policies)
    unit, period = whole.read_common(None)
    if has_error(whole.findings):
        return (rejected(replace(submission, unit=unit, period=period), whole.findings),), ()
    parts = [
        _read_part(submission, replace(book, names=Names(book.names | book.local_names[s])), plan, policies, s)
        for s in sheets
    ]
    parts = [replace(p, findings=tuple(f for f in p.findings if f not in whole.findings)) for p in parts]
    for spec in forms.WHO_REPORTS:
        parts = _with_reporter(parts, book, spec)
    told = (_refuse_twins(part, sheet, parts, sheets) for part, sheet in zip(parts, sheets, strict=True))
    return tuple(told), tuple(whole.findings)


def _refuse_twins(part: Submission, sheet: str, parts: list[Submission], sheets: list[str]) -> Submission:
    """Of two sheets about one task nobody can tell which one is meant."""
    others = [s for p, s in zip(parts, sheets, strict=True) if p.task == part.task and s != sheet and part.task]
    if not others:
        return part
    said = tuple(f for f in part.findings if f.severity != "info")
    twice = finding("ID_TASK_TWICE", sheet=sheet, found=others[0])
    return rejected(replace(part, facts=(), cases=(), findings=said), [twice])


def _with_reporter(parts: list[Submission], book: Book, spec: forms.Field) -> list[Submission]:
    """Who reports, from the contents sheet, where a task's own sheet does not say.

    Both came filled in; a new name on the contents sheet speaks for all sheets left as they came.
    """
    area = book.names.get(forms.name_of("in", spec.key))
    sheet = book.sheets.get(area.sheet) if area else None
    cell = sheet.get(area.top, area.left) if area and sheet else None
    text = as_text(cell) if cell else ""
    if not area or not cell or not text:
        return parts
    source = Source(parts[0].arrival.sha256, parts[0].arrival.name, area.sheet, cell.ref, text)
    own = [part.inputs("").get(spec.key) for part in parts]
    came = [fact for fact in own if fact and fact.source.carried_from]
    changed = bool(came) and came[0].value != text  # it came with the first task's
    return [
        part if fact and not (changed and fact in came)
        else replace(part, facts=(*(f for f in part.facts if f != fact), Fact("", spec.key, text, source)))
        for part, fact in zip(parts, own, strict=True)
    ]  # fmt: skip


def _read_part(submission: Submission, book: Book, plan: Plan, policies: Sequence[Policy], sheet: str) -> Submission:
    """One task on one sheet: who it is, then every input."""
    identity = Identity(book, plan, policies)
    task, unit, period = identity.read()
    submission = replace(submission, task=task, unit=unit, period=period)
    if has_error(identity.findings):
        return rejected(submission, identity.findings)
    reader = FactReader(book, plan, submission, sheet)
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
