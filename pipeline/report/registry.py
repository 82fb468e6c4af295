"""The registry of figures: a Document whose texts hold marks comes in; out go the same Document with an
anchor at each figure, and of every figure what it is, how it came about, and the cells it came from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from pipeline.measures import Observation
from pipeline.outcome import Results
from pipeline.report.document import Block, Chart, Document, Heading, Paragraph, Row, Series, Table
from pipeline.report.evidence import Cells, Evidence, Reading
from pipeline.report.figures import Mark, anchored, changed, has_figures, marks, plain
from pipeline.report.subjects import Subject, Subjects

Key = tuple[str, str]  # concept, and what it is a figure of


class Place(NamedTuple):
    """Where a figure stands: at a bookmark of the text, or as a point of a chart."""

    shown: str
    anchor: str = ""
    chart: tuple[int, int, int] | None = None  # chart from 1, series and point from 0


@dataclass(slots=True)
class Entry:
    """A figure of a document: `id` names it there, `exact` is its value before rounding, as in `Mark`.

    sources: positions in the registry's `readings`, from 0. places: found one by one while its document is read.
    """

    id: str
    concept: str
    of: str
    exact: str
    shown: str  # as it first stands in the document
    subject: Subject
    counted: tuple[str, ...]
    sources: tuple[int, ...]
    places: list[Place] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Registry:
    """Every figure of one document, in reading order, and the cells they came from.

    conflicts: of a figure that has two exact values its name and both.
    """

    figures: tuple[Entry, ...]
    readings: tuple[Reading, ...]
    conflicts: tuple[tuple[str, str, str], ...]


class Known:
    """What the figures of a run are about, and the cells behind them, for all of its documents.

    Its evidence takes as much room as a registry: it is gathered where a figure has cells, and can be made anew.
    """

    def __init__(self, results: Results, observed: Iterable[Observation]) -> None:
        self.subjects = Subjects(results)
        self._made_of = results, observed

    @cached_property
    def evidence(self) -> Evidence:
        """The cells."""
        return Evidence(*self._made_of)

    def of(self, key: Key) -> tuple[Subject, Cells]:
        """What a figure is about, and its cells."""
        subject, find = self.subjects.of(*key)
        return subject, find(self.evidence) if find else ()


class Drafted:
    """A document before its figures have anchors, and the figures that it says."""

    def __init__(self, document: Document, known: Known) -> None:
        self.document, self.catalogue = document, Catalogue(known)
        for mark in _marks(document):
            self.catalogue.enter(mark).places.append(Place(mark.shown))

    def registry(self) -> Registry:
        """Its figures, whose places have no anchors, until the document is `registered`."""
        return self.catalogue.registry()


def registered(
    document: Document, draft: Drafted, indexed: Callable[[Document, Registry], Document] = lambda document, _: document
) -> tuple[Document, Registry]:  # fmt: skip
    """The document with an anchor at each figure, and its registry.

    draft: of it, or of what it was before more was said in it: its figures have the first ids, so that what is
    said before the text of a report moves no id. indexed: puts the index of figures into the document, once all
    of them are known.
    """
    catalogue = draft.catalogue
    catalogue.forget_places()
    for mark in () if document is draft.document else _marks(document):
        catalogue.enter(mark)
    anchoring = _Anchoring(catalogue)
    done = _rewritten(indexed(document, catalogue.registry()), anchoring.text, anchoring.chart)
    return done, catalogue.registry()


# --- the figures --------------------------------------------------------------------------------


class Catalogue:
    """Figures by what they are, in the order in which they are first met."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.found: dict[Key, Entry] = {}
        self.read: tuple[Reading, ...] = ()  # before
        self.placed: dict[Cells, Cells] = {}  # of the figures of a measure many have the same cells
        self.conflicts: dict[tuple[str, str, str], None] = {}

    @classmethod
    def behind(cls, registry: Registry, known: Known) -> Catalogue:
        """One that goes on where a registry ends: for figures that its document does not say."""
        more = cls(known)
        more.found = {(e.concept, e.of): e for e in registry.figures}
        more.read = registry.readings
        return more

    @cached_property
    def cells(self) -> dict[int, int]:
        """Places in the registry by the numbers that `known` gives."""
        numbers = (self.known.evidence.number(reading.source) for reading in self.read)
        return {number: place for place, number in enumerate(numbers)}

    def enter(self, mark: Mark) -> Entry:
        """The figure of a mark; a new one gets the next id."""
        key = (mark.concept, mark.of)
        found = self.found.get(key)
        if found is None:
            subject, numbers = self.known.of(key)
            sources = self.placed.get(numbers)
            found = self.found[key] = Entry(
                f"S{len(self.found) + 1}", mark.concept, mark.of, mark.exact, mark.shown, subject,
                mark.counted or subject.counted, self._place(numbers) if sources is None else sources,
            )  # fmt: skip
        if found.exact != mark.exact:
            self.conflicts[found.subject.name, found.exact, mark.exact] = None
        return found

    def _place(self, numbers: Cells) -> Cells:
        """The places of cells in the registry; a new one gets the next."""
        cells = tuple([self.cells.setdefault(number, len(self.cells)) for number in numbers])
        return self.placed.setdefault(numbers, numbers if cells == numbers else cells)  # as nearly all are

    def forget_places(self) -> None:
        """For a document that is read anew."""
        for found in self.found.values():
            found.places = []

    def registry(self) -> Registry:
        """What is known so far."""
        return Registry(tuple(self.found.values()), self.readings(), tuple(self.conflicts))

    def readings(self) -> tuple[Reading, ...]:
        """The cells met so far."""
        return tuple(map(self.known.evidence.reading, self.cells))


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


def _marks(document: Document) -> Iterator[Mark]:
    """Every figure of a document, in reading order."""
    return chain.from_iterable(map(marks, filter(has_figures, _texts(document))))


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
        return replace(old, caption=caption, rows=tuple(map(line, old.rows)))

    def line(old: Row) -> Row:
        cells = tuple(map(words, old.cells))
        return old if cells == old.cells else Row(cells, old.style)

    body = tuple(map(block, document.body))
    appendices = tuple(replace(a, blocks=tuple(map(block, a.blocks))) for a in document.appendices)
    return replace(document, body=body, appendices=appendices)
