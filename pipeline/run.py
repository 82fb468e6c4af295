"""The line: the one module that knows the order of work. It reads as the description of a run.

    plan ─▶ templates ─▶ (units fill in, mail back) ─▶ intake ─▶ merge ─▶ evaluate ─▶ score ─▶ report

Paths and a clock come in; what was written and what is worth saying goes out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import layout, periods
from pipeline.beside import beside, may_go_apart
from pipeline.collecting.names import unreserved
from pipeline.intake import trust
from pipeline.intake.decisions import read_decisions
from pipeline.intake.issued import Form, enter_forms, issued_on
from pipeline.intake.register import Received, receive, receive_files
from pipeline.intake.settle import for_period, settle
from pipeline.intake.trust import Judge
from pipeline.kept import forget_all
from pipeline.key_file import FILE_NAME as KEY_FILE
from pipeline.key_file import named_key, read_key
from pipeline.model import Period, PipelineError, Plan, Submission
from pipeline.outcome import Disagreement, Results, is_withdrawn
from pipeline.plan_file import find_period, load_plan
from pipeline.progress import SILENT, Progress
from pipeline.reading.both import Read, answered_in
from pipeline.reading.inbox import Workbooks, read_inbox
from pipeline.reading.store import Store
from pipeline.sweeping import unswept
from pipeline.writing import write_file, write_folder, write_whole

if TYPE_CHECKING:
    from pipeline.answering.replies import Replies
    from pipeline.issuing import Issued
    from pipeline.second.road import Second
    from pipeline.workbook import Book

_ISSUING = "Đang ghi mẫu"


# --- hand out ---------------------------------------------------------------------------------


def issue_templates(
    plan_path: Path, key: str, out: Path, units: tuple[str, ...], *,
    inbox: Path | None = None, now: datetime, bundled: bool = False, fresh: bool = False, secret: bytes | None = None,
    progress: Progress = SILENT,
) -> list[Path]:  # fmt: skip
    """Writes what a period asks: OUT/<unit>/<task>__<unit>__<period>.xlsx, or one workbook a unit.

    Where there is an inbox its book records what was sent out, and the templates bring along what was
    accepted for earlier periods, unless they are to be fresh. Where there is a secret of the office they
    carry the token of whom they are issued to.
    """
    from pipeline import carry, templates

    plan = load_plan(plan_path)
    period = find_period(plan, key)
    known = {code.casefold(): code for code in plan.units}
    if unknown := [u for u in units if u.casefold() not in known]:
        raise PipelineError(f"Không có đơn vị “{unknown[0]}”. Các mã đơn vị: {', '.join(plan.units)}.")
    came = bring_in(inbox, plan, secret, now, progress=progress).submissions if inbox and not fresh else ()
    former = carry.formers(plan, period, came)
    by_unit: dict[str, list[layout.TaskLayout]] = {}
    for task, unit in templates.issue(plan, period, [known[u.casefold()] for u in units]):
        said = former.get((task.code, unit.code))
        by_unit.setdefault(unit.code, []).append(layout.lay_out(plan, task, unit, period, said, bundled=bundled))
    written: list[Path] = []
    sent_out: list[Form] = []
    books = [(c, drawn) for c, own in by_unit.items() for drawn in ([own] if bundled else [[one] for one in own])]
    for code, drawn in progress.each(_ISSUING, books, len(books)):
        if bundled:
            name, data = templates.bundle_name(plan.units[code], period), templates.draw_bundle(plan, drawn, secret)
        else:
            name = templates.template_name(drawn[0].task, drawn[0].unit, period)
            data = templates.draw(plan, drawn[0], secret)
        written.append(write_file(out / unreserved(code) / name, data))
        sha256 = hashlib.sha256(data).hexdigest()
        sent_out += [Form(d.task.code, code, period.key, layout.VERSION, sha256) for d in drawn]
    if inbox:
        enter_forms(inbox, sent_out, now)
    return written


def write_standard_templates(plan_path: Path, out: Path, progress: Progress = SILENT) -> list[Path]:
    """Writes the blank standard template of every task and objective."""
    from pipeline import templates

    plan = load_plan(plan_path)
    return [
        write_file(out / templates.template_name(task, None, None), templates.draw(plan, layout.lay_out(plan, task)))
        for task in progress.each(_ISSUING, plan.tasks.values(), len(plan.tasks))
    ]


# --- bring in ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Taken:
    """What an inbox holds: every report, read, judged and settled."""

    submissions: tuple[Submission, ...]
    reads: Sequence[Read]  # as they were read
    books: Mapping[str, Book]  # by SHA-256, opened again when asked for


def bring_in(
    inbox: Path, plan: Plan, secret: bytes | None, now: datetime, *,
    processes: int | None = None, scheduler: str | None = None, progress: Progress = SILENT,
    meanwhile: Callable[[], None] = lambda: None,
) -> Taken:  # fmt: skip
    """Everything in an inbox; what was read before is taken from the store there. The rest as `taken` has it."""
    store, apart = Store(inbox, plan), may_go_apart(processes, scheduler)
    received = receive(inbox, now, apart=apart, meanwhile=store.fetch if store.path.exists() else None)
    return taken(
        received, plan, judge_at(inbox, plan, secret),
        store=store, processes=processes, scheduler=scheduler, progress=progress, meanwhile=meanwhile,
    )  # fmt: skip


def taken(
    received: Sequence[Received], plan: Plan, judge: Judge | None = None, *, store: Store | None = None,
    processes: int | None = None, scheduler: str | None = None, progress: Progress = SILENT,
    meanwhile: Callable[[], None] = lambda: None,
) -> Taken:  # fmt: skip
    """Every received file read, checked, judged by who sent it and settled against the others.

    judge: None where neither a secret nor decisions of the office are at hand. The rest as `read_inbox` has it.
    """
    judge = judge or partial(trust.judge, plan=plan, secret=None)
    reads = _read(received, plan, progress, store, processes, scheduler, meanwhile)
    submissions = settle((judge(part) for read in reads for part in read.parts), plan)
    return Taken(submissions, reads, Workbooks(received, reads, plan))


def _read(
    received: Sequence[Received], plan: Plan, progress: Progress, store: Store | None = None,
    processes: int | None = None, scheduler: str | None = None, meanwhile: Callable[[], None] = lambda: None,
) -> list[Read]:  # fmt: skip
    with progress.count("Đang đọc tệp", len(received)) as done:
        return read_inbox(
            received, plan, store=store, processes=processes, scheduler=scheduler,
            done=done, say=progress.say, meanwhile=meanwhile,
        )  # fmt: skip


def judge_at(inbox: Path, plan: Plan, secret: bytes | None) -> Judge:
    """How reports are judged by who sent them, with the decisions that stand in the register of an inbox."""
    return partial(trust.judge, plan=plan, secret=secret, decisions=read_decisions(inbox))


def secret_of(inbox: Path, key_file: Path | None) -> bytes | None:
    """The office's secret: of the file that was named, or of the one beside the register; None: there is none."""
    return named_key(key_file) if key_file else read_key(inbox / KEY_FILE)


def check_files(
    plan_path: Path, paths: Iterable[Path], now: datetime, secret: bytes | None, progress: Progress, *,
    scheduler: str | None = None,
) -> tuple[Submission, ...]:  # fmt: skip
    """The findings of files outside any inbox: nothing is registered, nothing is superseded.

    scheduler: the address of a Dask cluster that reads; None: this machine.
    """
    plan = load_plan(plan_path)
    judge = partial(trust.judge, plan=plan, secret=secret)
    reads = _read(receive_files(paths, now), plan, progress, scheduler=scheduler)
    found = tuple(s for read in reads for s in settle(map(judge, read.parts), plan))
    _say_unchecked(found, secret, progress)
    return found


def _say_unchecked(submissions: Iterable[Submission], secret: bytes | None, progress: Progress) -> None:
    """Once, where forms carry tokens that nobody can check here."""
    marked = len({s.arrival for s in submissions if s.tokens})
    if marked and secret is None:
        progress.say(f"Không có tệp khóa xác thực ({KEY_FILE}) nên chưa kiểm tra được mã xác thực của {marked} tệp.")


@dataclass(frozen=True, slots=True)
class Report:
    """What a run of `report` made."""

    results: Results
    files: tuple[Path, ...]  # but for those of the answers
    disagreements: tuple[Disagreement, ...] = ()  # figures that the report, or the second road, tells in two ways
    unprinted: str = ""  # why there is no PDF, where one was wanted
    unentered: str = ""  # why the run is not in the log of runs
    replies: Replies | None = None  # the drafts of answers to units


def make_report(
    plan_path: Path, inbox: Path, key: str | None, out: Path, as_of: date | None,
    now: datetime, progress: Progress, *, number: int | None = None, issued: date | None = None, pdf: bool = False,
    supersedes: Path | None = None, reason: str = "", key_file: Path | None = None, processes: int | None = None,
    scheduler: str | None = None,
) -> Report:  # fmt: skip
    """The whole second half: inbox → facts → table → results → the report's files.

    `number` and `issued` are the report's number and date where the văn thư has given them already;
    `supersedes` is the report that this one replaces, for a `reason`.
    key_file: where the office's secret is kept; None: beside the register.
    processes: how many read at once; None: as many as there are cores, where it pays.
    scheduler: the address of a Dask cluster that reads instead of this machine.
    Where `pdf` is wanted and cannot be had, the rest is written all the same.
    """
    plan = load_plan(plan_path)
    secret = secret_of(inbox, key_file)
    came = bring_in(
        inbox, plan, secret, now,
        processes=processes, scheduler=scheduler, progress=progress, meanwhile=_get_ready,
    )  # fmt: skip
    from pipeline.answering.replies import FOLDER, replies
    from pipeline.issuing import Issued
    from pipeline.report.pdf import print_folder

    if supersedes:  # which few do
        from pipeline.audit.superseding import superseded
    _say_unchecked(came.submissions, secret, progress)
    period = find_period(plan, key) if key else _default_period(plan, came.submissions, now)
    day = as_of or period.end
    apart = may_go_apart(processes, scheduler)
    with beside(partial(_second_road, plan, period, day, came), apart=apart) as again:
        results, table = compute(plan, period, day, came.submissions, issued_on(inbox))
        reckoned_again = reckon_again(results, came, again())
    former = superseded(supersedes, reason, period) if supersedes else None
    made = Issued(results, table, reckoned_again, number, issued, former)
    books = came.books
    del came  # only who is answered is read again
    forget_all()
    progress.say(f"Đang viết báo cáo {period.title}…")
    told: list[Report] = []

    def write(place: Path) -> None:
        with beside(partial(replies, results, books), apart=apart) as answers:
            found, unentered = _write_and_enter(place, inbox, made, now, apart=apart)
            unprinted = print_folder(place, progress) if pdf else ""
            drafts = answers()
        write_folder(place / FOLDER, drafts.files)
        told.append(Report(results, (), found, unprinted, unentered, drafts))

    written = write_whole(out / period.key, write, _owned(period.key))
    return replace(told[0], files=tuple(path for path in written if path.name != FOLDER))


@dataclass(frozen=True, slots=True)
class Reminders:
    """What a run of `remind` found and wrote."""

    lines: tuple[str, ...]  # who owes what
    without_address: tuple[str, ...]  # units that owe and have no address in the plan
    files: tuple[Path, ...]


def remind(
    plan_path: Path, inbox: Path, key: str | None, out: Path, today: date, now: datetime, *,
    key_file: Path | None = None, scheduler: str | None = None, progress: Progress = SILENT,
) -> Reminders:  # fmt: skip
    """Who owes reports of a period by a day: the letter, and a draft of a mail to each of them.

    Where nobody owes nothing is written, and what an earlier run wrote is taken away.
    """
    from pipeline.answering.reminders import FOLDER, owed_lines, reminders, without_address
    from pipeline.audit.chain import printed_head
    from pipeline.issuing import Issued, LogHead, write_letter

    plan = load_plan(plan_path)
    secret = secret_of(inbox, key_file)
    came = bring_in(inbox, plan, secret, now, scheduler=scheduler, progress=progress)
    period = find_period(plan, key) if key else _default_period(plan, came.submissions, now)
    results, table = compute(plan, period, period.end, came.submissions, issued_on(inbox))
    drafts = reminders(results, came.books, today, secret)

    def write(place: Path) -> None:
        if drafts:
            made = Issued(results, table, ())
            write_letter(place, made, LogHead(*printed_head(inbox, made.run)))
            write_folder(place / FOLDER, drafts)

    folder = out / period.key
    owned = (*_named("don-doc", period.key), FOLDER)
    files = write_whole(folder, write, owned) if drafts or folder.is_dir() else ()
    return Reminders(tuple(owed_lines(results, today)), without_address(results), files)


@unswept()  # what is merged and judged is many, and none leads back to another
def compute(  # type: ignore[no-untyped-def]
    plan: Plan, period: Period, as_of: date, submissions: tuple[Submission, ...],
    issued: Mapping[str, date] | None = None,
):  # fmt: skip
    """(results, merged table) of settled submissions; pandas is loaded here and not before.

    issued: by `report_key` the days on which forms were sent out.
    """
    from pipeline.crosscheck import cross_check
    from pipeline.evaluate import evaluate
    from pipeline.merge import merge
    from pipeline.score import score

    settled = for_period(submissions, plan, period)
    table = merge(settled, plan)
    results = evaluate(table, plan, period, as_of, settled, issued)
    former = periods.before(plan.calendar, period)
    if former and _was_reported(settled, plan, former):
        before = evaluate(table, plan, former, former.end, settled, since=former.start)
        results = replace(results, previous=before)
    results = replace(results, scores=score(results))
    return cross_check(results, table), table


def reckon_again(results: Results, came: Taken, second: Second | None = None) -> tuple[Disagreement, ...]:
    """What comes out differently when the figures are reckoned once more, from the workbooks' raw cells.

    second: what they come to, where it is known already.
    """
    from pipeline.second.compare import compare

    return compare(second or _second_road(results.plan, results.period, results.as_of, came), results)


def _second_road(plan: Plan, period: Period, as_of: date, came: Taken) -> Second:
    """The figures once more; files that wait for the office's word, or that it took back, are on neither road."""
    from pipeline.second.counted import Judged
    from pipeline.second.road import recompute

    judged = [Judged(s.arrival, s.task, s.unit, s.period, s.state) for s in came.submissions]
    apart = {s.arrival for s in came.submissions if s.state == "quarantined" or is_withdrawn(s)}
    return recompute(plan, period, as_of, answered_in(came.reads), [j for j in judged if j.arrival not in apart])


def _get_ready() -> None:
    """Loads what reckons, writes and answers, which takes longest to load, while others read."""
    from pipeline import crosscheck, evaluate, issuing, merge, score  # noqa: F401
    from pipeline.answering import reminders, replies  # noqa: F401
    from pipeline.audit import chain  # noqa: F401
    from pipeline.second import compare, road  # noqa: F401


def _was_reported(submissions: Iterable[Submission], plan: Plan, period: Period) -> bool:
    """Whether anything was accepted for the period or one of its months."""
    keys = periods.answered_by(plan.calendar, period)
    return any(s.accepted and s.period in keys for s in submissions)


def _default_period(plan: Plan, submissions: Iterable[Submission], now: datetime) -> Period:
    accepted = [s.period for s in submissions if s.accepted]
    period = periods.default_period(plan.calendar, accepted, now.date())
    if period is None:
        raise PipelineError(
            "Hộp nhận chưa có báo cáo hợp lệ của kỳ nào đã kết thúc. "
            "Chọn kỳ bằng --period (PERIOD=… với make), ví dụ --period 2022-09."
        )
    return period


# --- write ------------------------------------------------------------------------------------


def _write_and_enter(
    place: Path, inbox: Path, made: Issued, now: datetime, *, apart: bool
) -> tuple[tuple[Disagreement, ...], str]:  # fmt: skip
    """Writes a report's files and enters the run in the log: what disagrees in them, and why it is not in the log."""
    from pipeline.audit.chain import NotEntered, record
    from pipeline.issuing import LogHead, Written, write_files

    written: list[Written] = []

    def render(head: str) -> dict[str, str]:
        written.append(write_files(place, made, LogHead(head), apart=apart))
        return written[-1].hashes

    try:
        record(inbox, made.run, render, now)
    except NotEntered as error:
        unlisted = write_files(place, made, LogHead(error.head, entered=False), apart=apart)
        return unlisted.disagreements, str(error)
    return written[-1].disagreements, ""


def _owned(key: str) -> list[str]:
    """The names that a report of a period may write, and those of what it makes out of date: reminders."""
    from pipeline.answering import reminders, replies

    tables = [f"tong-hop-{key}.xlsx", f"ket-qua-{key}.json", f"tong-quan-{key}.html"]
    return [*_named("bao-cao", key), *_named("don-doc", key), *tables, replies.FOLDER, reminders.FOLDER]


def _named(paper: str, key: str) -> list[str]:
    """The names of a document, as it is and printed."""
    return [f"{paper}-{key}.{ending}" for ending in ("docx", "pdf")]
