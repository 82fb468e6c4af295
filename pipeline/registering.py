"""The register as people use it: an inbox comes in, what came to it and what became of that goes out;
decisions of the office are entered.

Nothing is lost from sight: what was replaced, copied, refused, withdrawn, or lies there no more is told too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipeline import run
from pipeline.audit import chain as chain_of_runs
from pipeline.intake import ledger
from pipeline.intake.changes import Change, changes
from pipeline.intake.decisions import Decision, Verdict, decide, read_decisions, standing
from pipeline.intake.register import arrivals
from pipeline.model import Arrival, PipelineError, Plan, Submission
from pipeline.outcome import is_withdrawn
from pipeline.plan_file import load_plan
from pipeline.progress import SILENT, Progress
from pipeline.vietnamese import clean_text
from pipeline.wording import state_words

_SHORTEST = 8  # leading digits of a SHA-256 that name a file


@dataclass(frozen=True)
class Kept:
    """Everything that an inbox has on record, in order of receipt."""

    inbox: Path
    plan: Plan
    submissions: tuple[Submission, ...]
    gone: tuple[Arrival, ...]  # once received, not in the inbox any more
    decisions: tuple[Decision, ...]

    def parts(self, arrival: Arrival) -> tuple[Submission, ...]:
        """What a file reports."""
        return tuple(s for s in self.submissions if s.arrival == arrival)

    def decided(self, arrival: Arrival) -> tuple[Decision, ...]:
        """Every decision about a file, the last one stands."""
        return tuple(d for d in self.decisions if d.concerns(arrival))


@dataclass(frozen=True)
class Link:
    """One of the submissions of a task, unit and period, and what it changed against the valid one before it."""

    submission: Submission
    against: Submission | None
    changes: tuple[Change, ...]


def read_register(
    plan_path: Path, inbox: Path, now: datetime, key_file: Path | None = None, *,
    scheduler: str | None = None, progress: Progress = SILENT,
) -> Kept:  # fmt: skip
    """What came to an inbox; files that are there for the first time are received.

    scheduler: the address of a Dask cluster that reads them; None: this machine.
    """
    plan = load_plan(plan_path)
    secret = run.secret_of(inbox, key_file)
    submissions = run.bring_in(inbox, plan, secret, now, scheduler=scheduler, progress=progress).submissions
    here = {(s.arrival.name, s.arrival.sha256) for s in submissions}
    gone = tuple(a for a in arrivals(inbox) if (a.name, a.sha256) not in here)
    return Kept(inbox, plan, submissions, gone, read_decisions(inbox))


def chain(kept: Kept, submission: Submission) -> Iterator[Link]:
    """Every submission of the same task, unit and period, in order of receipt; copies change nothing."""
    before: Submission | None = None
    for other in kept.submissions:
        if other.key != submission.key or not submission.task:
            continue
        compared = before if other.facts or other.cases else None
        yield Link(other, compared, changes(compared, other, kept.plan) if compared else ())
        if other.accepted or (other.state == "superseded" and not is_withdrawn(other)):
            before = other


# --- which file is meant --------------------------------------------------------------------------


def find(kept: Kept, text: str) -> Arrival:
    """The file of a name, of the beginning of a SHA-256, or that of a report ("I.2/VP/2022-09") that came last.

    What lies in the inbox goes before what is gone. PipelineError: there is none, or several.
    """
    here = list(dict.fromkeys(s.arrival for s in kept.submissions))
    for known in (here, kept.gone):
        found = _named(known, text, kept.inbox)
        if len(found) == 1:
            return found[0]
        if found:
            names = "; ".join(f"{a.name} (SHA-256 {a.sha256[:12]})" for a in found)
            raise PipelineError(f"“{text}” chỉ nhiều tệp: {names}. Ghi đủ đường dẫn trong hộp nhận.")
    reports = [s.arrival for s in kept.submissions if s.task and s.key.casefold() == text.casefold()]
    if not reports:
        raise PipelineError(
            f"Sổ tiếp nhận của “{kept.inbox}” không có tệp “{text}”. "
            "Ghi đường dẫn của tệp trong hộp nhận, hoặc ít nhất 8 chữ số đầu của mã SHA-256."
        )
    return reports[-1]


def _named(known: list[Arrival] | tuple[Arrival, ...], text: str, inbox: Path) -> list[Arrival]:
    """By path, then by name alone, then by SHA-256; of files that followed each other under a path the last."""
    path = clean_text(text.replace("\\", "/"))
    below = Path(path).as_posix().removeprefix(inbox.as_posix() + "/")
    by_path = [a for a in known if clean_text(a.name) in (path, below)]
    if by_path:
        return by_path[-1:]
    by_name = [a for a in known if clean_text(a.name).rpartition("/")[2] == path]
    if by_name:
        return by_name
    if len(text) < _SHORTEST or not re.fullmatch("[0-9a-f]+", text.lower()):
        return []
    return [a for a in known if a.sha256.startswith(text.lower())]


# --- decisions ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Decided:
    """What became of a decision: how the file stands now; `new` is False where it stood already."""

    arrival: Arrival
    new: bool
    parts: tuple[Submission, ...]
    counts: tuple[Submission, ...]  # which reports of the same tasks, unit and period count now


def decide_about(
    plan_path: Path, inbox: Path, text: str, verdict: Verdict, reason: str, by: str, now: datetime,
    key_file: Path | None = None, *, scheduler: str | None = None, progress: Progress = SILENT,
) -> Decided:  # fmt: skip
    """Accepts a file that waits or was withdrawn, or withdraws one. PipelineError: nothing can be decided about it."""
    kept = read_register(plan_path, inbox, now, key_file, scheduler=scheduler, progress=progress)
    arrival = find(kept, text)
    parts = kept.parts(arrival)
    if not parts:
        raise PipelineError(f"Tệp “{arrival.name}” không còn trong hộp nhận nên không có gì để quyết định.")
    known = standing(kept.decisions, arrival)
    new = known is None or known.verdict != verdict
    if new:
        waits = any(p.state == "quarantined" or is_withdrawn(p) for p in parts)
        if verdict == "accept" and not waits:
            raise PipelineError(
                f"Tệp “{arrival.name}” không chờ xác minh và chưa bị rút (tình trạng: {state_words(parts[0])})."
            )
        decide(inbox, arrival, verdict, reason, by, now)
        kept = read_register(plan_path, inbox, now, key_file, scheduler=scheduler, progress=progress)
        parts = kept.parts(arrival)
    keys = {p.key for p in parts if p.task}
    return Decided(arrival, new, parts, tuple(s for s in kept.submissions if s.accepted and s.key in keys))


# --- on a server ----------------------------------------------------------------------------------


def copy_to_server(inbox: Path) -> int:
    """Copies register and log of runs from beside an inbox to the server of the moment; how many entries.

    What lies beside the inbox stays there. PipelineError: none is named, or it holds entries already.
    """
    server = ledger.server()
    if server is None:
        raise PipelineError(
            "Cần cho biết máy chủ nhận sổ: --register postgresql://tên@máy-chủ/sổ, "
            "hoặc biến môi trường BAO_CAO_REGISTER."
        )
    if not inbox.is_dir():
        raise PipelineError(f"Không có thư mục hộp nhận “{inbox}”. Kiểm tra lại đường dẫn --inbox.")
    with ledger.alone(inbox), server.opened(to_write=True) as book:
        if any(book.rows(table, "position") for table in ("arrivals", "runs", "issued", "decisions", "sendings")):
            raise PipelineError(
                f"Sổ tiếp nhận “{server.shown}” đã có dữ liệu nên không chép vào nữa. "
                "Mỗi hộp nhận dùng một cơ sở dữ liệu riêng."
            )
        return ledger.copy_into(book, inbox) + chain_of_runs.copy_into(book, inbox)


# --- a selection ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Chosen:
    """What of a register is looked at; each report keeps its chain in the whole of it."""

    kept: Kept
    submissions: tuple[Submission, ...]
    gone: tuple[Arrival, ...]


def chosen(kept: Kept, unit: str = "", task: str = "", period: str = "", state: str = "") -> Chosen:
    """The reports that are of a unit, task and period and fared so; "" is any, else a key of `states.TOLD`.

    A file that is gone has no report any more: it is told where nothing, or what is gone, is asked for.
    """
    wanted = tuple(text.casefold() for text in (unit, task, period))

    def fits(s: Submission) -> bool:
        own = (s.unit.casefold(), s.task.casefold(), s.period.casefold())
        fared = "withdrawn" if is_withdrawn(s) else s.state
        return all(w in ("", o) for w, o in zip(wanted, own, strict=True)) and state in ("", fared)

    gone = kept.gone if state in ("", "gone") and not any(wanted) else ()
    return Chosen(kept, tuple(filter(fits, kept.submissions)), gone)


def only(kept: Kept, arrival: Arrival) -> Chosen:
    """The reports of one file."""
    return Chosen(kept, kept.parts(arrival), tuple(a for a in kept.gone if a == arrival))
