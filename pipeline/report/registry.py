"""The registry of figures: a Document whose texts hold marks comes in; out go the same Document with an
anchor at each figure, and of every figure what it is, how it came about, and the cells it came from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from pipeline.measures import Observation
from pipeline.model import Source
from pipeline.outcome import Results
from pipeline.report.document import Block, Chart, Document, Heading, Paragraph, Series, Table
from pipeline.report.evidence import Evidence, Reading
from pipeline.report.figures import Mark, anchored, has_figures, marks, pieces, plain
from pipeline.report.subjects import Subject, Subjects

Key = tuple[str, str]  # concept, and what it is a figure of


@dataclass(frozen=True, slots=True)
class Place:
    """Where a figure stands: at a bookmark of the text, or as a point of a chart."""

    shown: str
    anchor: str = ""
    chart: tuple[int, int, int] | None = None  # chart from 1, series and point from 0


@dataclass(frozen=True, slots=True)
class Entry:
    """A figure of a document: `id` names it there, `exact` is its value before rounding, as in `Mark`.

    sources: positions in the registry's `readings`, from 0.
    """

    id: str
    concept: str
    of: str
    exact: str
    shown: str  # as it first stands in the document
    subject: Subject
    counted: tuple[str, ...]
    sources: tuple[int, ...]
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Registry:
    """Every figure of one document, in reading order, and the cells they came from.

    conflicts: of a figure that has two exact values its name and both.
    """

    figures: tuple[Entry, ...]
    readings: tuple[Reading, ...]
    conflicts: tuple[tuple[str, str, str], ...]


def registered(
    document: Document, results: Results, observed: Iterable[Observation],
    indexed: Callable[[Document, Registry], Document] = lambda document, _: document, *, first: Document | None = None,
) -> tuple[Document, Registry]:  # fmt: skip
    """The document with an anchor at each figure, and its registry.

    indexed: puts the index of figures into the document, once all of them are known. first: whose figures
    take the first ids, so that what is said before the text of a report moves no id.
    """
    catalogue = Catalogue(Subjects(results), Evidence(results, observed))
    for mark in (*(_all_marks(first) if first else ()), *_all_marks(document)):
        catalogue.enter(mark)
    anchoring = _Anchoring(catalogue)
    done = _rewritten(indexed(document, catalogue.registry()), anchoring.text, anchoring.chart)
    return done, catalogue.registry()


# --- the figures --------------------------------------------------------------------------------


@dataclass
class _Found:
    """A figure whose places are still being found."""

    entry: Entry
    places: list[Place] = field(default_factory=list)


class Catalogue:
    """Figures by what they are, in the order in which they are first met."""

    def __init__(self, subjects: Subjects, evidence: Evidence) -> None:
        self.subjects, self.evidence = subjects, evidence
        self.found: dict[Key, _Found] = {}
        self.cells: dict[Source, int] = {}
        self.conflicts: dict[tuple[str, str, str], None] = {}

    @classmethod
    def behind(cls, registry: Registry, results: Results, observed: Iterable[Observation]) -> Catalogue:
        """One that goes on where a registry ends: for figures that its document does not say."""
        more = cls(Subjects(results), Evidence(results, observed))
        more.found = {(e.concept, e.of): _Found(e, list(e.places)) for e in registry.figures}
        more.cells = {reading.source: number for number, reading in enumerate(registry.readings)}
        return more

    def enter(self, mark: Mark) -> _Found:
        """The figure of a mark; a new one gets the next id."""
        key = (mark.concept, mark.of)
        if key not in self.found:
            subject = self.subjects.of(mark.concept, mark.of)
            cells = tuple(self.cell(s) for s in subject.sources(self.evidence))
            number = len(self.found) + 1
            counted = mark.counted or subject.counted
            self.found[key] = _Found(
                Entry(f"S{number}", mark.concept, mark.of, mark.exact, mark.shown, subject, counted, cells, ())
            )
        found = self.found[key]
        if found.entry.exact != mark.exact:
            self.conflicts[found.entry.subject.name, found.entry.exact, mark.exact] = None
        return found

    def cell(self, source: Source) -> int:
        return self.cells.setdefault(source, len(self.cells))

    def registry(self) -> Registry:
        """What is known so far."""
        figures = tuple(replace(f.entry, places=tuple(f.places)) for f in self.found.values())
        readings = tuple(self.evidence.reading(source) for source in self.cells)
        return Registry(figures, readings, tuple(self.conflicts))


class _Anchoring:
    """Gives every place of a figure its anchor, in the order in which the document is read."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue, self.anchors, self.charts = catalogue, 0, 0

    def text(self, text: str) -> str:
        return "".join(piece if isinstance(piece, str) else self.mark(piece) for piece in pieces(text))

    def mark(self, mark: Mark) -> str:
        found = self.catalogue.enter(mark)
        self.anchors += 1
        anchor, shown = anchored(found.entry.id, self.anchors, mark.shown)
        found.places.append(Place(mark.shown, anchor))
        return shown

    def chart(self, chart: Chart) -> Chart:
        self.charts += 1
        return replace(chart, series=tuple(self.series(s, nth) for nth, s in enumerate(chart.series)))

    def series(self, series: Series, nth: int) -> Series:
        for point, label in enumerate(series.labels):
            for mark in marks(label):
                place = Place(mark.shown, chart=(self.charts, nth, point))
                self.catalogue.enter(mark).places.append(place)
        return replace(series, labels=tuple(plain(label) for label in series.labels))


# --- the document -------------------------------------------------------------------------------


def _all_marks(document: Document) -> list[Mark]:
    """Every figure of a document, in reading order."""
    found: list[Mark] = []

    def collect(text: str) -> str:
        found.extend(marks(text))
        return text

    def collect_chart(chart: Chart) -> Chart:
        for series in chart.series:
            for label in series.labels:
                found.extend(marks(label))
        return chart

    _rewritten(document, collect, collect_chart)
    return found


def _rewritten(document: Document, text: Callable[[str], str], chart: Callable[[Chart], Chart]) -> Document:
    """The document with each text that holds a figure, and each chart, as the functions make them."""

    def words(said: str) -> str:
        return text(said) if has_figures(said) else said

    def block(old: Block) -> Block:
        if isinstance(old, Heading | Paragraph):
            return replace(old, text=words(old.text))
        if isinstance(old, Chart):
            return chart(old)
        return table(old)

    def table(old: Table) -> Table:
        caption = words(old.caption)
        rows = tuple(
            replace(row, cells=tuple(map(words, row.cells))) if any(map(has_figures, row.cells)) else row
            for row in old.rows
        )
        return replace(old, caption=caption, rows=rows)

    body = tuple(map(block, document.body))
    appendices = tuple(replace(a, blocks=tuple(map(block, a.blocks))) for a in document.appendices)
    return replace(document, body=body, appendices=appendices)
