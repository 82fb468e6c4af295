"""The registry of figures: a Document whose texts hold marks comes in; out go the same Document with an
anchor at each figure, and of every figure what it is, how it came about, and the cells it came from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from pipeline.measures import Observation
from pipeline.model import Source
from pipeline.outcome import Results
from pipeline.report.document import Block, Chart, Document, Heading, Paragraph, Row, Series, Table
from pipeline.report.evidence import Evidence, Reading
from pipeline.report.figures import Mark, anchored, changed, has_figures, marks, plain
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


class Known:
    """What the figures of a run are about, and the cells behind them: found once for all of its documents.

    It takes as much room as a registry, whose readings are enough to begin anew.
    """

    def __init__(self, results: Results, observed: Iterable[Observation], readings: Iterable[Reading] = ()) -> None:
        self.subjects, self.evidence = Subjects(results), Evidence(results, observed)
        self.found: dict[Key, tuple[Subject, tuple[int, ...]]] = {}
        self.readings = list(readings)  # by number
        self.numbers = {reading.source: number for number, reading in enumerate(self.readings)}

    def of(self, key: Key) -> tuple[Subject, tuple[int, ...]]:
        """What a figure is about, and the numbers of its cells."""
        if key not in self.found:
            subject, cells = self.subjects.of(*key)
            self.found[key] = subject, tuple(map(self.number, cells(self.evidence)))
        return self.found[key]

    def number(self, source: Source) -> int:
        """The number of a cell in `readings`, where stands what was read from it."""
        number = self.numbers.setdefault(source, len(self.readings))
        if number == len(self.readings):
            self.readings.append(self.evidence.reading(source))
        return number


def registered(
    document: Document, known: Known, indexed: Callable[[Document, Registry], Document] = lambda document, _: document,
    *, first: Document | None = None,
) -> tuple[Document, Registry]:  # fmt: skip
    """The document with an anchor at each figure, and its registry.

    indexed: puts the index of figures into the document, once all of them are known. first: whose figures
    take the first ids, so that what is said before the text of a report moves no id.
    """
    catalogue = Catalogue(known)
    for read in (document,) if first is None or first is document else (first, document):
        for text in _texts(read):
            for mark in marks(text):
                catalogue.enter(mark)
    anchoring = _Anchoring(catalogue)
    done = _rewritten(indexed(document, catalogue.registry()), anchoring.text, anchoring.chart)
    return done, catalogue.registry()


def drafted(document: Document, known: Known) -> Registry:
    """The registry of a document as it is before its figures have anchors."""
    catalogue = Catalogue(known)
    for text in _texts(document):
        for mark in marks(text):
            catalogue.enter(mark).places.append(Place(mark.shown))
    return catalogue.registry()


# --- the figures --------------------------------------------------------------------------------


@dataclass(slots=True)
class Found:
    """A figure whose places are still being found: `mark` where it first stands."""

    id: str
    mark: Mark
    subject: Subject
    sources: tuple[int, ...]
    places: list[Place] = field(default_factory=list)

    def entry(self) -> Entry:
        """With the places known so far."""
        mark = self.mark
        return Entry(
            self.id, mark.concept, mark.of, mark.exact, mark.shown, self.subject,
            mark.counted or self.subject.counted, self.sources, tuple(self.places),
        )  # fmt: skip


class Catalogue:
    """Figures by what they are, in the order in which they are first met."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.found: dict[Key, Found] = {}
        self.cells: dict[int, int] = {}  # places in the registry by the numbers that `known` gives
        self.conflicts: dict[tuple[str, str, str], None] = {}

    @classmethod
    def behind(cls, registry: Registry, known: Known) -> Catalogue:
        """One that goes on where a registry ends: for figures that its document does not say."""
        more = cls(known)
        for e in registry.figures:
            mark = Mark(e.shown, e.concept, e.of, e.exact, e.counted)
            more.found[e.concept, e.of] = Found(e.id, mark, e.subject, e.sources, list(e.places))
        more.cells = {known.number(reading.source): place for place, reading in enumerate(registry.readings)}
        return more

    def enter(self, mark: Mark) -> Found:
        """The figure of a mark; a new one gets the next id."""
        key = (mark.concept, mark.of)
        found = self.found.get(key)
        if found is None:
            subject, numbers = self.known.of(key)
            cells = tuple([self.cells.setdefault(number, len(self.cells)) for number in numbers])
            same = numbers if cells == numbers else cells  # as nearly all are
            found = self.found[key] = Found(f"S{len(self.found) + 1}", mark, subject, same)
        if found.mark.exact != mark.exact:
            self.conflicts[found.subject.name, found.mark.exact, mark.exact] = None
        return found

    def registry(self) -> Registry:
        """What is known so far."""
        figures = tuple(found.entry() for found in self.found.values())
        return Registry(figures, self.readings(), tuple(self.conflicts))

    def readings(self) -> tuple[Reading, ...]:
        """The cells met so far."""
        return tuple([self.known.readings[number] for number in self.cells])


class _Anchoring:
    """Gives every place of a figure its anchor, in the order in which the document is read."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue, self.anchors, self.charts = catalogue, 0, 0

    def text(self, text: str) -> str:
        return changed(text, self.mark)

    def mark(self, mark: Mark) -> str:
        found = self.catalogue.enter(mark)
        self.anchors += 1
        anchor, shown = anchored(found.id, self.anchors, mark.shown)
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


def _texts(document: Document) -> Iterator[str]:
    """Every text of a document that may hold figures, in reading order."""
    for block in (*document.body, *(b for appendix in document.appendices for b in appendix.blocks)):
        if isinstance(block, Table):
            yield block.caption
            for row in block.rows:
                yield from row.cells
        elif isinstance(block, Chart):
            for series in block.series:
                yield from series.labels
        else:
            yield block.text


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
            Row(tuple(map(words, row.cells)), row.style) if any(map(has_figures, row.cells)) else row
            for row in old.rows
        )
        return replace(old, caption=caption, rows=rows)

    body = tuple(map(block, document.body))
    appendices = tuple(replace(a, blocks=tuple(map(block, a.blocks))) for a in document.appendices)
    return replace(document, body=body, appendices=appendices)
