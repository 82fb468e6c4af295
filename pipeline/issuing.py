"""The files of a report: Results come in, the report, the letter, the workbook and the JSON go out.

Every figure gets its anchor here, every document its registry, and the report the head of the log of
runs; what disagrees with itself is marked before anything is written.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pandas as pd

from pipeline.audit.runs import Input, Run
from pipeline.audit.seal import sealed
from pipeline.conform.check import conform
from pipeline.measures import Observation
from pipeline.merge import observations
from pipeline.model import PipelineError
from pipeline.outcome import Disagreement, Results, receipts
from pipeline.report import doubt, excel, letter, machine, outline, word
from pipeline.report.agreement import disagreements
from pipeline.report.apart import numbers_apart
from pipeline.report.document import Document
from pipeline.report.index import indexed
from pipeline.report.registry import Registry, registered
from pipeline.version import PROGRAM, RULES

REGISTRY = "so-lieu"  # what stands behind a document's name where its registry is meant


@dataclass(frozen=True)
class Issued:
    """What a report is made of, but for the head that it prints.

    disagreements: between the two roads; number, issued: where the văn thư gave them already.
    """

    results: Results
    table: pd.DataFrame  # as `merge.merge` makes it
    disagreements: tuple[Disagreement, ...]
    number: int | None
    issued: date | None

    @property
    def stamp(self) -> datetime:
        """The time that the files state of themselves: no clock is read."""
        day = self.results.as_of
        return datetime(day.year, day.month, day.day)

    @property
    def observed(self) -> list[Observation]:
        return observations(self.table)


def run_of(made: Issued) -> Run:
    """What the log of runs keeps of what a report was made from."""
    results = made.results
    told = {"number": made.number, "issued": made.issued}
    return Run(
        results.period.key, results.as_of, results.plan.sha256, PROGRAM, RULES,
        {name: str(value) for name, value in told.items() if value is not None},
        tuple(
            Input(r.arrival.name, r.arrival.sha256, r.arrival.received, r.state) for r in receipts(results.submissions)
        ),
    )  # fmt: skip


def write_files(place: Path, made: Issued, head: str) -> dict[str, str]:
    """Writes all files of a report into a folder; what they are comes back, SHA-256 by name.

    head: hash of the last record in the log of runs, which the report prints. Of a document also its
    registry's hash comes back: a signature or a different program changes the file, but not that.
    """
    results, key = made.results, made.results.period.key
    document, registry, found = _report(made, head)
    written = [_Paper(f"bao-cao-{key}", document, registry, made.number, made.issued)]
    owed = letter.compose_letter(results)
    if owed:
        written.append(_Paper(f"don-doc-{key}", *registered(owed, results, made.observed)))
    registries = [_registry(paper, made, head) for paper in written]
    for paper, said in zip(written, registries, strict=True):
        _write_document(place / f"{paper.name}.docx", paper, made, said)
    excel.write_workbook(results, made.table, place / f"tong-hop-{key}.xlsx", made.stamp)
    told = machine.to_json(results, found, registries)
    (place / f"ket-qua-{key}.json").write_text(told, encoding="utf-8", newline="\n")
    return {file.name: _sha256(file.read_bytes()) for file in sorted(place.iterdir())}


@dataclass(frozen=True)
class _Paper:
    """A document that is ready to be written."""

    name: str
    document: Document
    registry: Registry
    number: int | None = None
    issued: date | None = None


def _report(made: Issued, head: str) -> tuple[Document, Registry, tuple[Disagreement, ...]]:
    """The report with its anchors; where it disagrees with itself it is composed again, with the mark."""
    results, found = made.results, made.disagreements
    composed = outline.compose(results)
    _, draft = registered(doubt.marked(composed, found), results, made.observed)
    found = (*found, *disagreements(draft, results, machine.measures(results), {}))
    document, registry = registered(
        doubt.marked(composed, found), results, made.observed, lambda d, r: indexed(d, r, results, head)
    )
    return document, registry, found


def _registry(paper: _Paper, made: Issued, head: str) -> dict[str, object]:
    apart = numbers_apart(paper.document, made.results)
    return machine.registry_json(paper.registry, paper.name, made.results, apart, head=head)


def _write_document(path: Path, paper: _Paper, made: Issued, registry: dict[str, object]) -> None:
    results = made.results
    word.write_docx(
        paper.document, results.plan.agency, path,
        year=results.as_of.year, stamp=made.stamp, number=paper.number, issued=paper.issued,
    )  # fmt: skip
    breaches = conform(path)
    if breaches:
        first = breaches[0]
        raise PipelineError(
            f"{path.name} sẽ có {len(breaches)} điểm chưa đúng thể thức, đầu tiên: {first.element} ({first.clause}), "
            f"{first.place}: {first.found}; quy định: {first.allowed}. Sửa ở trang “Cơ quan”, “Bố cục báo cáo” của tệp "
            "kế hoạch rồi chạy lại."
        )
    path.write_bytes(sealed(path.read_bytes(), registry))


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
