"""The files of a report: Results come in, the report, the letter, the workbook and the JSON go out.

Every figure gets its anchor here, every document its registry, and the report the head of the log of
runs; what disagrees with itself is marked before anything is written.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from pipeline.audit.charts import WORKBOOKS
from pipeline.audit.runs import Input, Run, run_hash
from pipeline.audit.seal import sealed, to_seal
from pipeline.beside import beside
from pipeline.conform.check import judge
from pipeline.conform.effective import effective_of
from pipeline.conform.package import Package, unpacked
from pipeline.conform.verdict import Breach
from pipeline.measures import Observation
from pipeline.merge import observations
from pipeline.model import PipelineError
from pipeline.outcome import Disagreement, Results
from pipeline.page.compose import compose as page_of
from pipeline.page.render import render
from pipeline.report import doubt, excel, letter, machine, outline, word
from pipeline.report.agreement import disagreements
from pipeline.report.apart import Number, numbers_apart
from pipeline.report.document import Document
from pipeline.report.index import indexed
from pipeline.report.pen import Bound
from pipeline.report.registry import Drafted, Known, Registry, registered
from pipeline.sweeping import unswept
from pipeline.version import RULES, build

if TYPE_CHECKING:  # what few reports replace is loaded where one does
    from pipeline.audit.superseding import Superseding

REGISTRY = "so-lieu"  # what stands behind a document's name where its registry is meant


@dataclass(frozen=True)
class Issued:
    """What a report is made of, but for what the log of runs adds.

    disagreements: between the two roads; number, issued: where the văn thư gave them already.
    """

    results: Results
    table: pd.DataFrame  # as `merge.merge` makes it
    disagreements: tuple[Disagreement, ...]
    number: int | None = None
    issued: date | None = None
    superseding: Superseding | None = None

    @property
    def stamp(self) -> datetime:
        """The time that the files state of themselves: no clock is read."""
        day = self.results.as_of
        return datetime(day.year, day.month, day.day)

    @property
    def observed(self) -> list[Observation]:
        """What was merged."""
        return observations(self.table)

    @cached_property
    def run(self) -> Run:
        """What the log of runs keeps of it."""
        results, former = self.results, self.superseding
        told: dict[str, object] = {"number": self.number, "issued": self.issued}
        if former:
            told |= {"supersedes": former.hash, "reason": former.reason}
        return Run(
            results.period.key, results.as_of, results.plan.sha256, build(), RULES,
            {name: str(value) for name, value in told.items() if value is not None},
            tuple(
                Input(r.arrival.name, r.arrival.sha256, r.arrival.received, r.state, tuple(f.message for f in r.trust))
                for r in results.receipts
            ),
        )  # fmt: skip


@dataclass(frozen=True)
class Paper:
    """A document that is ready to be written, and what its registry holds.

    apart: the numbers that are no figures; run: what is said of the run.
    """

    name: str
    document: Document
    figures: Registry
    apart: Mapping[Number, int]
    run: Mapping[str, object]
    number: int | None = None
    issued: date | None = None

    def registry(self, results: Results) -> dict[str, object]:
        """What stands behind the document's figures, as JSON."""
        return {**machine.registry_json(self.figures, self.name, results, self.apart), **self.run}

    def to_write(self, results: Results) -> Iterator[str]:
        """The same as text, between its braces, piece by piece."""
        told = machine.registry_text(self.figures, self.name, results, self.apart)
        return chain(told, ",", machine.inside(self.run))


@unswept()  # figures, sources and places are many, and none leads back to another
def papers(made: Issued, log: LogHead) -> tuple[list[Paper], tuple[Disagreement, ...]]:
    """The report, and the letter where a unit owes something; what the report disagrees with itself about."""
    known = Known(made.results, made.observed)
    owing = _letter(made, log, known)
    report, found = _report(made, log, known)
    return [report, owing] if owing else [report], found


def _report(made: Issued, log: LogHead, known: Known) -> tuple[Paper, tuple[Disagreement, ...]]:
    """The report, and what it disagrees with itself about."""
    results, name = made.results, f"bao-cao-{made.results.period.key}"
    draft = Drafted(outline.compose(results), known)
    found, now = _before_anchors(draft, name, made, known)
    document = doubt.marked(draft.document, found)
    former: dict[str, str] | None = None
    if made.superseding:
        document = made.superseding.said(document, now)
        former = made.superseding.told
    document, registry = registered(document, draft, lambda d, r: indexed(d, r, results, log.words))
    run = {**_run(made, log), "supersedes": former}
    del draft  # whose room the next step takes
    return Paper(name, document, registry, numbers_apart(document, results), run, made.number, made.issued), found


def _before_anchors(
    draft: Drafted, name: str, made: Issued, known: Known
) -> tuple[tuple[Disagreement, ...], dict[str, object]]:  # fmt: skip
    """All that does not agree in a report, and the figures that it says, for the report that it replaces."""
    results = made.results
    if made.disagreements:
        draft = Drafted(doubt.marked(draft.document, made.disagreements), known)
    told = draft.registry()
    own = disagreements(told, results, machine.measures(results), excel.figures(results))
    now = machine.registry_json(told, name, results, {}) if made.superseding else {}
    return (*made.disagreements, *own), now


def _letter(made: Issued, log: LogHead, known: Known | None = None) -> Paper | None:
    """The letter to units that owe; None where none does."""
    owed = letter.compose_letter(made.results)
    if owed is None:
        return None
    known = known or Known(made.results, made.observed)
    document, registry = registered(owed, Drafted(owed, known))
    name, apart = f"don-doc-{made.results.period.key}", numbers_apart(document, made.results)
    return Paper(name, document, registry, apart, _run(made, log))


def _run(made: Issued, log: LogHead) -> dict[str, object]:
    return {"run": run_hash(made.run), "head": log.head, "entered": log.entered}


@dataclass(frozen=True)
class LogHead:
    """Where the log of runs stood before this run: the hash of its last record, "" where there was none.

    entered: whether this run is entered behind it; not where the log cannot be written.
    """

    head: str
    entered: bool = True

    @property
    def words(self) -> str:
        """As the report prints it."""
        groups = (self.head[n : n + 8] for n in range(0, len(self.head), 8))  # which a line can break between
        said = f"có mã băm {' '.join(groups)}" if self.head else "chưa có bản ghi nào"
        more = "" if self.entered else " Lần lập này không ghi được vào nhật ký."
        return f"Nhật ký lập báo cáo trước lần lập này: {said}.{more}"


@dataclass(frozen=True)
class Written:
    """What was written: SHA-256 of the files by name, and of the registries; what does not agree in it."""

    hashes: dict[str, str]
    disagreements: tuple[Disagreement, ...]


def write_files(place: Path, made: Issued, log: LogHead, *, apart: bool = True) -> Written:
    """Writes all files of a report into a folder.

    apart: whether another process may make the workbook and the page meanwhile.
    PipelineError where a document would break the decree: the plan's wording does.
    """
    hashes: dict[str, str] = {}
    with beside(partial(_begin, place, made), apart=apart) as begun:
        written, found = papers(made, log)
        bound = begun()
    with beside(partial(_to_look_at, place, made, written[0].figures, found, bound), apart=apart) as looked_at:
        with _results_file(place, made).open("ab") as file:
            file.write(machine.json_up_to_registries(found).encode())
            while written:
                path = place / f"{written[0].name}.docx"
                file.write(b", {" if hashes else b"{")
                digest = _write_document(path, written.pop(0), made, aside=file.write, apart=apart)
                hashes[f"{path.name}#{REGISTRY}"] = digest
                file.write(b"}")
            file.write(machine.JSON_END.encode())
        looked_at()
    return Written(hashes | {path.name: _sha256(path) for path in sorted(place.iterdir())}, found)


def _begin(place: Path, made: Issued) -> Bound:
    """What needs no figures of the report: the beginning of the results for machines, most of the workbook."""
    with _results_file(place, made).open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(machine.json_begun(made.results))
    return excel.without_figures(made.results, made.table, made.stamp)


def _results_file(place: Path, made: Issued) -> Path:
    return place / f"ket-qua-{made.results.period.key}.json"


def _to_look_at(place: Path, made: Issued, figures: Registry, found: tuple[Disagreement, ...], bound: Bound) -> None:
    """Writes the workbook and the page. bound: the workbook without the figures of the report."""
    results, key = made.results, made.results.period.key
    notices = [made.superseding.words] if made.superseding else []
    (place / f"tong-hop-{key}.xlsx").write_bytes(excel.with_figures(bound, figures))
    known = Known(results, made.observed)
    page = page_of(results, figures, known, found, notices)
    (place / f"tong-quan-{key}.html").write_bytes(render(page))


def write_letter(place: Path, made: Issued, log: LogHead) -> None:
    """Writes the letter alone, where a unit owes something. PipelineError as above."""
    paper = _letter(made, log)
    if paper:
        _write_document(place / f"{paper.name}.docx", paper, made)


def _write_document(
    path: Path, paper: Paper, made: Issued, *, aside: Callable[[bytes], object] = lambda data: None, apart: bool = False
) -> str:  # fmt: skip
    """Writes a document with its registry, which is told `aside` too; the hash of it.

    apart: whether another process may judge the document meanwhile.
    """
    results = made.results
    word.write_docx(
        paper.document, results.plan.agency, path,
        year=results.as_of.year, stamp=made.stamp, number=paper.number, issued=paper.issued,
    )  # fmt: skip
    docx, told = path.read_bytes(), paper.to_write(results)
    del paper  # whose document takes as much room as what follows
    with unpacked(docx, path.name, also=WORKBOOKS) as package:
        package.keep_tails()  # which both read
        with beside(partial(_judged, package), apart=apart) as judged:
            file, digest = sealed(docx, told, to_seal(package), aside)
            breaches = judged()
    if breaches:
        first = breaches[0]
        raise PipelineError(
            f"{path.name} sẽ có {len(breaches)} điểm chưa đúng thể thức, đầu tiên: {first.element} ({first.clause}), "
            f"{first.place}: {first.found}; quy định: {first.allowed}. Sửa ở trang “Cơ quan”, “Bố cục báo cáo” của tệp "
            "kế hoạch rồi chạy lại."
        )
    path.write_bytes(file)
    return digest


def _judged(package: Package) -> tuple[Breach, ...]:
    """What breaks the decree in a document."""
    return judge(effective_of(package, skimmed=True))


def _sha256(file: Path) -> str:
    with file.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()
