"""Does a report still say what its sources say: a document and the inbox it came from come in, every
difference goes out: in the document, in the files it was made from, in what they come to today.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pipeline import run
from pipeline.audit import told
from pipeline.audit.breaks import Break, Witness, check
from pipeline.audit.chain import Entry, read_log
from pipeline.audit.differences import Difference, judged
from pipeline.audit.paper import read_paper
from pipeline.audit.seal import registry_hash, seal_of
from pipeline.intake import trust
from pipeline.intake.kinds import litter
from pipeline.intake.read import read_file
from pipeline.intake.register import Original, Received, originals
from pipeline.issuing import Issued, LogHead, papers
from pipeline.messages import CATALOGUE
from pipeline.model import Arrival, Finding, PipelineError, Plan, Submission
from pipeline.plan_file import find_period, load_plan
from pipeline.plan_sheets import MEASURES
from pipeline.progress import SILENT, Progress
from pipeline.report.concepts import NOT_OF_CELLS
from pipeline.version import RULES, build

Registry = Mapping[str, Any]
_TOLD = ("name", "task", "measure", "units", "period", "days", "rule", "counted")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found, and what could not be looked at and why."""

    differences: tuple[Difference, ...]
    notes: tuple[str, ...]
    figures: int  # how many the document has
    files: int | None  # originals that were compared, None where none were


def verify(path: Path, plan_path: Path, inbox: Path | None, *, asked: bool, progress: Progress = SILENT) -> Verdict:
    """Every difference between a document, its registry, the files it was made from and what they come to.

    inbox: where the originals lie, None where there is none. asked: whether the user named it; else an
    inbox that holds none of the originals is that of another report. PipelineError: a file cannot be read.
    """
    paper = read_paper(path)
    seal = seal_of(paper)
    found = judged(paper, seal)
    if seal.registry is None or any(d.kind == "registry_damaged" for d in found):
        note = "Không có sổ số liệu nên không đối chiếu được số nào, kể cả với tệp gốc."
        return Verdict(found, (note,), 0, None)
    registry, figures = seal.registry, len(told.read(seal.registry).figures)
    if inbox is None:
        return Verdict(found, ("Chưa đối chiếu với tệp gốc: chưa có hộp nhận (--inbox).",), figures, None)
    try:
        sources = _Sources.of(registry, originals(inbox))
    except (KeyError, TypeError, ValueError) as error:
        raise PipelineError(f"Sổ số liệu của “{path}” không đọc được ({error}). Đề nghị kiểm tra bản gốc.") from error
    if not asked and not sources.kept:
        note = f"Chưa đối chiếu với tệp gốc: “{inbox}” không có tệp nào của báo cáo này."
        return Verdict(found, (note,), figures, None)
    plan = load_plan(plan_path)
    found = (*found, *_against_sources(registry, sources, plan, progress))
    return Verdict(found, _notes(registry), figures, len(sources.inputs))


def verdict_json(name: str, verdict: Verdict) -> dict[str, object]:
    """A verdict as JSON values."""
    return {
        "document": Path(name).name,
        "figures": verdict.figures,
        "files": verdict.files,
        "differences": [
            {"kind": d.kind, "place": d.place, "figures": list(d.figures), "said": d.said, "found": d.found}
            for d in verdict.differences
        ],
        "notes": list(verdict.notes),
    }


# --- the log of runs --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LogVerdict:
    """What became of the log of runs: its records, who bore witness, where it is broken."""

    records: tuple[Entry, ...]
    witnesses: tuple[str, ...]
    breaks: tuple[Break, ...]


def verify_log(inbox: Path, reports: Iterable[Path]) -> LogVerdict:
    """Whether the log of an inbox is as the runs wrote it; reports made from it bear witness.

    A document that carries no registry, or that was made from none, is no witness.
    """
    log = read_log(inbox)
    witnesses = [w for path in reports if (w := _witness(path))]
    return LogVerdict(log.entries, tuple(w.name for w in witnesses), check(log, witnesses))


def _witness(path: Path) -> Witness | None:
    registry = seal_of(read_paper(path)).registry
    if registry is None or not isinstance(registry.get("head"), str):
        return None
    file = hashlib.sha256(path.read_bytes()).hexdigest()
    entered = registry.get("entered") is not False
    return Witness(
        path.name, str(registry["head"]), file, registry_hash(registry), str(registry.get("run", "")), entered
    )


def log_json(log: LogVerdict) -> dict[str, object]:
    """The same as JSON values."""
    return {
        "records": [
            {"position": e.position, "made": e.made.isoformat() if e.made else None, "sha256": e.digest}
            for e in log.records
        ],
        "witnesses": list(log.witnesses),
        "breaks": [{"kind": b.kind, "position": b.position, "found": b.words} for b in log.breaks],
    }


# --- the originals ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Input:
    """A file as the report read it, with what was said then of who sent it."""

    arrival: Arrival
    state: str
    said: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class _Sources:
    """What the report read and to which day it looked, and what of it lies in the inbox today."""

    inputs: tuple[_Input, ...]
    as_of: date
    by_hash: dict[str, Original]
    by_name: dict[str, Original]
    copies: Counter[str]  # how many files have the same bytes

    @classmethod
    def of(cls, registry: Registry, files: tuple[Original, ...]) -> _Sources:
        inputs = tuple(
            _Input(
                Arrival(str(i["file"]), str(i["sha256"]), datetime.fromisoformat(i["received"]), int(i["order"])),
                str(i["state"]),
                tuple(_found(said) for said in i.get("said", ())),
            )
            for i in registry["inputs"]
        )
        copies = Counter(f.sha256 for f in files)
        as_of = date.fromisoformat(registry["as_of"])
        return cls(inputs, as_of, {f.sha256: f for f in files}, {f.name: f for f in files}, copies)

    @property
    def kept(self) -> list[_Input]:
        return [i for i in self.inputs if i.arrival.sha256 in self.by_hash]

    @property
    def lost(self) -> list[_Input]:
        """What is not there any more; litter may come and go, nothing is read from it."""
        used = Counter(i.arrival.sha256 for i in self.inputs)
        return [i for i in self.inputs if not litter(i.arrival.name) and self._is_lost(i.arrival, used)]

    def _is_lost(self, arrival: Arrival, used: Counter[str]) -> bool:
        """Gone, or one of several equal files and written over."""
        now = self.by_name.get(arrival.name)
        changed = now is not None and now.sha256 != arrival.sha256
        return self.copies[arrival.sha256] < (used[arrival.sha256] if changed else 1)

    def judge(self, submission: Submission) -> Submission:
        """A report as it was judged then: by what the registry keeps, not by decisions and a secret of today."""
        kept = next(i for i in self.inputs if i.arrival == submission.arrival)
        return trust.recalled(submission, kept.said, held=kept.state == "quarantined")

    def received(self) -> list[Received]:
        """The originals as the report read them."""
        files = ((i.arrival, self.by_hash.get(i.arrival.sha256)) for i in self.inputs)
        found = [
            Received(arrival, file.data, file.problem) if file else Received(arrival, None) for arrival, file in files
        ]
        return sorted(found, key=lambda r: (r.arrival.received, r.arrival.order))


def _found(said: Mapping[str, Any]) -> Finding:
    code = str(said["code"])
    return Finding(code, CATALOGUE[code].severity, str(said["message"]), found=str(said["found"]))


def _notes(registry: Registry) -> tuple[str, ...]:
    """A report of another version may have been reckoned, or worded, in another way."""
    if registry.get("rules") == RULES:
        return ()
    made = f"chương trình {registry.get('program')}, quy tắc {registry.get('rules')}"
    return (f"Báo cáo được lập bằng {made}; lần kiểm tra này dùng chương trình {build()}, quy tắc {RULES}.",)


# --- against the originals --------------------------------------------------------------------


def _against_sources(registry: Registry, sources: _Sources, plan: Plan, progress: Progress) -> Iterator[Difference]:
    """Files that are gone or changed, a changed plan; where all are there, what they come to."""
    sha256, file = str(registry["plan"]["sha256"]), str(registry["plan"]["file"])
    whole = plan.sha256 == sha256
    if not whole:
        yield Difference("plan_changed", file, _fed(registry, sha256), sha256, plan.sha256)
        goals = {(MEASURES.name, t.cell): t.text for m in plan.measures.values() for t in m.targets}
        yield from _cells(registry, sha256, file, goals)
    for lost in sources.lost:
        yield from _lost(lost, registry, sources.by_name.get(lost.arrival.name), plan)
    if whole and not sources.lost:
        yield from _reckoned(registry, sources, plan, progress)


def _lost(lost: _Input, registry: Registry, now: Original | None, plan: Plan) -> Iterator[Difference]:
    """A file that is not there as it was read: gone, or changed, then with the cells that differ."""
    arrival = lost.arrival
    fed = _fed(registry, arrival.sha256)
    if now is None:
        yield Difference("source_missing", arrival.name, fed, arrival.sha256, "")
        return
    submissions = read_file(Received(Arrival(now.name, now.sha256, arrival.received, 0), now.data, now.problem), plan)
    texts = {(f.source.sheet, f.source.cell): f.source.raw for s in submissions for f in s.facts}
    yield from _cells(registry, arrival.sha256, arrival.name, texts)
    yield Difference("source_changed", arrival.name, fed, arrival.sha256, now.sha256)


def _fed(registry: Registry, sha256: str) -> tuple[str, ...]:
    """The figures that a file is a source of."""
    cells = {n for n, s in enumerate(registry["sources"]) if s["sha256"] == sha256}
    return tuple(f["id"] for f in registry["figures"] if not cells.isdisjoint(f["sources"]))


def _cells(registry: Registry, sha256: str, name: str, texts: Mapping[tuple[str, str], str]) -> Iterator[Difference]:
    """The sources in a file that say something else now. texts: what stands in its cells, by sheet and cell."""
    for number, cell in enumerate(registry["sources"]):
        single = cell["cell"] and ":" not in cell["cell"]  # a long list has no text of its own
        if cell["sha256"] != sha256 or not single:
            continue
        raw = texts.get((cell["sheet"], cell["cell"]))
        if raw != cell["raw"]:
            fed = tuple(f["id"] for f in registry["figures"] if number in f["sources"])
            place = f"{name}, trang “{cell['sheet']}”, ô {cell['cell']}"
            yield Difference("cell_changed", place, fed, cell["raw"], raw or "")


def _reckoned(registry: Registry, sources: _Sources, plan: Plan, progress: Progress) -> Iterator[Difference]:
    """What the originals come to today, figure by figure."""
    # From the originals, whatever former runs kept.
    came = run.taken(sources.received(), plan, sources.judge, progress=progress)
    period = find_period(plan, str(registry["period"]["key"]))
    results, table = run.compute(plan, period, sources.as_of, came.submissions)
    made = Issued(results, table, run.reckon_again(results, came))
    written, _ = papers(made, LogHead(""))
    again: Registry = next((p.registry(results) for p in written if p.name == registry["document"]), {"figures": ()})
    today = {(f["concept"], f["of"]): f for f in again["figures"]}
    then = {(f["concept"], f["of"]): f for f in registry["figures"] if _is_reckoned(f)}
    for key, figure in then.items():
        other = today.get(key)
        if other is None:
            yield Difference("figure_unsourced", figure["name"], (figure["id"],), figure["shown"], "")
        elif other["exact"] != figure["exact"]:
            said, found = f"{figure['shown']} ({figure['exact']})", f"{other['shown']} ({other['exact']})"
            yield Difference("figure_reckoned", figure["name"], (figure["id"],), said, found)
        elif _basis(figure, registry) != _basis(other, again):
            yield Difference("figure_basis", figure["name"], (figure["id"],), "", "")
        else:
            yield from _shown(figure, other)
    for key, figure in today.items():
        if key not in then and _is_reckoned(figure):
            yield Difference("figure_left_out", figure["name"], (), "", figure["shown"])
    states = {r.arrival.name: r.state for r in results.receipts}
    for entry in sources.inputs:
        state = states.get(entry.arrival.name, "")
        if state != entry.state:
            yield Difference("state_changed", entry.arrival.name, (), entry.state, state)


def _is_reckoned(figure: Mapping[str, Any]) -> bool:
    """Whether the originals give a figure: not what a report says of another one."""
    return figure["concept"] not in NOT_OF_CELLS


def _basis(figure: Mapping[str, Any], registry: Registry) -> list[object]:
    """What a registry tells of how a figure came about, its cells included, whatever their file is called."""
    cells = (registry["sources"][n] for n in figure["sources"])
    return [*(figure[key] for key in _TOLD), *({**cell, "file": ""} for cell in cells)]


def _shown(figure: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[Difference]:
    """A figure whose value is right but is displayed as another one."""
    said = sorted({str(p["shown"]) for p in figure["places"]})
    found = {str(p["shown"]) for p in other["places"]}
    strange = [shown for shown in said if shown not in found]
    if strange:
        place = figure["name"]
        yield Difference("figure_reckoned", place, (figure["id"],), ", ".join(strange), ", ".join(sorted(found)))
