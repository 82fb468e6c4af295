"""What of an agency's report goes into a roll-up: Results and the written JSON come in, a few hundred figures go out.

Figures are exact. Each knows where in the agency's JSON it stands, by which id the agency's report tells it (for
counts of targets: the figure that was judged), and the first of the cells behind it. However many submissions an
agency has, what is kept of it depends on its plan alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from pipeline.model import Kind, Measure, Nature, Section, Target
from pipeline.outcome import HandIns, MeasureResult, Results, Tally
from pipeline.plan_sheets import SHARE_KINDS
from pipeline.report.hand_in import COUNTS
from pipeline.report.words import limits, shown_share
from pipeline.vietnamese import clean_text, fold, one_line

MOST_CELLS = 3  # of a figure; the agency's report tells the others
TALLY = ("tasks_complete", "tasks", "nothing_arose", "tracked")
REPORTS = ("due", "received", "accepted", "on_time", "late", "nil", "refused", "quarantined", "missing", "waived")


@dataclass(frozen=True, slots=True)
class SectionOf:
    """A section of plans: the same where code and title are."""

    code: str
    same: str  # its title, however it is typed
    title: str = field(compare=False)


@dataclass(frozen=True, slots=True)
class MeasureOf:
    """A measure of plans: the same where it is called, typed, reckoned and aimed alike."""

    code: str
    same: str  # its name and its unit of measurement, however they are typed
    kind: Kind
    nature: Nature
    each: bool
    targets: tuple[Target, ...]
    name: str = field(compare=False)
    uom: str = field(compare=False)
    measure: Measure = field(compare=False)  # of one of the plans, for the words of its targets


@dataclass(frozen=True, slots=True)
class TargetOf:
    """A target of a measure, counted from 1."""

    measure: MeasureOf
    number: int

    @property
    def target(self) -> Target:
        return self.measure.targets[self.number - 1]


Of = SectionOf | MeasureOf | TargetOf | None  # None: of the whole plan


@dataclass(frozen=True, slots=True)
class Key:
    """What is added up over agencies."""

    of: Of
    concept: str

    @property
    def at(self) -> str:
        """Where an agency's `ket-qua-<period>.json` has it."""
        if isinstance(self.of, SectionOf):
            return f"sections[{self.of.code}].{self.concept}"
        if isinstance(self.of, MeasureOf):
            return f"measures[{self.of.code}].{_AT.get(self.concept, self.concept)}"
        if isinstance(self.of, TargetOf):
            return f"measures[{self.of.measure.code}].targets[{self.of.number}].status"
        if self.concept in TALLY:
            return f"plan.{self.concept}"
        return "submissions" if self.concept == "files" else f"hand_in[*].{_AT.get(self.concept, self.concept)}"


_AT = {"tracked": "targets", "received": "accepted + refused + quarantined", "provisional": "units.missing, parts"}


@dataclass(frozen=True, slots=True)
class Own:
    """An agency's own figure."""

    value: Fraction
    id: str = ""  # in the registry of its report; "" where the report does not print it
    cells: tuple[str, ...] = ()  # the first of those behind it: "VP/102.xlsx · Nhập liệu · C9"
    more: int = 0  # how many there are besides


@dataclass(frozen=True, slots=True)
class Paper:
    """A file that an agency's run wrote; path: below the folder of the roll-up, "/" between folders."""

    path: str
    sha256: str


@dataclass(frozen=True)
class Agency:
    """All that is kept of an agency's report.

    completion: the mean over its tasks; rates: of measures that are shares, as its report shows them.
    """

    path: str
    name: str
    symbol: str
    parent: str
    plan_id: str
    plan_sha256: str
    title: str  # of the period
    start: date
    end: date
    as_of: date
    completion: Fraction | None
    figures: Mapping[Key, Own]
    rates: Mapping[MeasureOf, Fraction]
    report: Paper
    result: Paper
    disagreements: int
    remark: str  # what its run had to say beside its report

    def count(self, concept: str, of: Of = None) -> int:
        """One of its counts."""
        own = self.figures.get(Key(of, concept))
        return int(own.value) if own else 0


def reduced(results: Results, path: str, out: Path, files: tuple[Path, ...], disagreements: int, remark: str) -> Agency:
    """What is kept of a report. files: those that were written, below `out`."""
    agency, period = results.plan.agency, results.period
    report, result = (_paper(out, files, start) for start in ("bao-cao-", "ket-qua-"))
    told = json.loads((out / result.path).read_bytes())["registries"][0]
    return Agency(
        path, clean_text(agency.name), agency.symbol, clean_text(agency.parent), agency.plan_id, results.plan.sha256,
        period.title, period.start, period.end, results.as_of, results.overall.completion,
        dict(_figures(results, _Told(told))), dict(_rates(results)), report, result, disagreements, remark,
    )  # fmt: skip


def _paper(out: Path, files: tuple[Path, ...], start: str) -> Paper:
    file = next(f for f in files if f.name.startswith(start) and f.suffix != ".pdf")
    return Paper(file.relative_to(out).as_posix(), hashlib.sha256(file.read_bytes()).hexdigest())


class _Told:
    """The registry of a report, as its JSON has it."""

    def __init__(self, registry: Mapping[str, Any]) -> None:
        self.sources = registry["sources"]
        self.entries = {(e["concept"], e["of"]): e for e in registry["figures"]}

    def own(self, value: Fraction | int, concept: str, of: str) -> Own:
        """A figure with what its report tells of it, found by what it is."""
        entry = self.entries.get((concept, of))
        if entry is None:
            return Own(Fraction(value))
        sources = [self.sources[n] for n in entry["sources"]]
        cells = tuple(" · ".join(filter(None, (s["file"], s["sheet"], s["cell"]))) for s in sources[:MOST_CELLS])
        return Own(Fraction(value), entry["id"], cells, max(0, len(sources) - MOST_CELLS))


def _figures(results: Results, told: _Told) -> Iterator[tuple[Key, Own]]:
    plan = {"tasks_complete": "nhiệm vụ đã hoàn thành", "tasks": "nhiệm vụ thuộc diện đánh giá"}
    for concept, value in _tally(results.overall):
        yield Key(None, concept), told.own(value, "count", f"{plan.get(concept)} của Kế hoạch")
    what = dict(zip(("due", "accepted", "on_time", "late", "nil", "refused", "quarantined", "missing", "waived"),
                    (count.what for count in COUNTS), strict=True))  # fmt: skip
    for concept, value in _reports(results.hand_ins):
        yield Key(None, concept), told.own(value, "count", what.get(concept, ""))
    yield Key(None, "files"), Own(Fraction(len(results.receipts)))
    for section, tally in results.sections:
        for concept, value in _tally(tally):
            yield Key(_section(section), concept), told.own(value, concept, section.code)
    for result in results.measures:
        yield from _measure(result, told)


def _tally(tally: Tally) -> Iterator[tuple[str, int]]:
    return ((concept, getattr(tally, concept)) for concept in TALLY)


def _reports(asked: HandIns) -> Iterator[tuple[str, int]]:
    standings = {s: len(asked.standing(s)) for s in ("on_time", "late", "refused", "quarantined", "missing", "waived")}
    accepted = len(asked.accepted)
    received = accepted + standings["refused"] + standings["quarantined"]
    counts = {"due": len(asked.due), "received": received, "accepted": accepted, "nil": len(asked.nil), **standings}
    return ((concept, counts[concept]) for concept in REPORTS)


def _section(section: Section) -> SectionOf:
    return SectionOf(section.code, fold(section.title), clean_text(section.title))


def _of(measure: Measure) -> MeasureOf:
    return MeasureOf(
        measure.code, f"{fold(measure.name)}\n{fold(measure.uom)}", measure.kind, measure.nature, measure.each,
        measure.targets, clean_text(one_line(measure.name)), clean_text(measure.uom), measure,
    )  # fmt: skip


def _rates(results: Results) -> Iterator[tuple[MeasureOf, Fraction]]:
    for m in results.measures:
        shown = shown_share(m.figure.value, limits(m.measure, m.figure))
        if shown is not None and (m.measure.kind in SHARE_KINDS or m.measure.each):
            yield _of(m.measure), shown


def _measure(result: MeasureResult, told: _Told) -> Iterator[tuple[Key, Own]]:
    measure, figure, of = result.measure, result.figure, _of(result.measure)
    if figure.numerator is not None and figure.denominator is not None:
        yield Key(of, "numerator"), told.own(figure.numerator, "numerator", measure.code)
        yield Key(of, "denominator"), told.own(figure.denominator, "denominator", measure.code)
    elif figure.value is not None:
        yield Key(of, "value"), told.own(figure.value, "value", measure.code)
    if result.provisional:
        yield Key(of, "provisional"), told.own(1, "value", measure.code)
    for number, target in enumerate(result.targets, 1):
        yield Key(TargetOf(of, number), target.status), told.own(1, "value", measure.code)
    if not result.targets:
        yield Key(of, "tracked"), told.own(1, "value", measure.code)
