"""The figures of a page: marked texts come in, texts with numbered figures and the cells behind them go out.

A figure keeps the id that it has in the report (S…); what only the page says is numbered for itself (T…).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from pipeline.outcome import Results
from pipeline.page.view import Cell, Number, Origin, Proof, Text
from pipeline.report.appendices import HASH_SHOWN
from pipeline.report.concepts import CONCEPTS
from pipeline.report.figures import has_figures, marks, pieces, reworked
from pipeline.report.registry import Catalogue, Entry, Known, Registry
from pipeline.report.words import quote
from pipeline.vietnamese import clean_text, upper_first

_RAW = 60  # characters of a cell that are shown
_MOST_COUNTED = 60  # codes of what was counted
_ORDER = {concept: position for position, concept in enumerate(CONCEPTS)}


class Figures:
    """Finds the ids and the sources of the figures in marked texts."""

    def __init__(self, registry: Registry, results: Results, known: Known) -> None:
        self.catalogue = Catalogue.behind(registry, known)
        self.last = len(registry.figures)
        self.readings = registry.readings
        received = list(enumerate(results.receipts, 1))
        self.numbers = {r.arrival.sha256: str(number) for number, r in reversed(received)}

    def text(self, marked: str) -> Text:
        """A marked text in pieces, clean."""
        if not has_figures(marked):
            return _words(marked)
        return tuple(
            piece if isinstance(piece, str) else self._number(piece.shown, self.catalogue.enter(piece))
            for piece in pieces(reworked(marked, clean_text))
        )

    def proofs(self, texts: Iterable[str]) -> tuple[Proof, ...]:
        """The figures of marked texts, each once: what belongs together in one, measures first."""
        entries: dict[str, tuple[Entry, str]] = {}
        for text in texts:
            for mark in marks(text):
                entry = self.catalogue.enter(mark)
                entries.setdefault(entry.id, (entry, mark.shown))
        groups: dict[tuple[str, str], list[tuple[Entry, str]]] = {}
        for entry, shown in sorted(entries.values(), key=lambda told: not told[0].subject.measure):
            groups.setdefault((entry.subject.group, entry.subject.period), []).append((entry, shown))
        return tuple(self._proof(group, own) for (group, _), own in groups.items())

    def _number(self, shown: str, entry: Entry) -> Number:
        return Number(shown, self._id(entry), entry.exact)

    def _id(self, entry: Entry) -> str:
        number = int(entry.id.removeprefix("S"))
        return entry.id if number <= self.last else f"T{number - self.last}"

    def _proof(self, group: str, told: list[tuple[Entry, str]]) -> Proof:
        told = sorted(told, key=lambda t: _ORDER[t[0].concept])
        entries = [entry for entry, _ in told]
        counted = list(dict.fromkeys(code for e in entries for code in e.counted))
        return Proof(
            clean_text(group),
            tuple((clean_text(e.subject.words), self._number(shown, e)) for e, shown in told),
            tuple(upper_first(rule) for rule in dict.fromkeys(e.subject.rule for e in entries)),
            ", ".join(counted) if len(counted) <= _MOST_COUNTED else "",
            tuple(self._origins(entries)),
        )

    def _origins(self, entries: Iterable[Entry]) -> Iterator[Origin]:
        """The cells of figures by file and sheet, each with the figures that it goes into."""
        ids: dict[int, str] = {}
        for entry in entries:
            own_id = self._id(entry)
            for place in entry.sources:
                ids[place] = f"{ids[place]}, {own_id}" if place in ids else own_id
        if max(ids, default=-1) >= len(self.readings):
            self.readings = self.catalogue.readings()
        sheets: dict[tuple[str, str], tuple[str, list[Cell]]] = {}
        for place, own_ids in ids.items():
            source = self.readings[place].source
            _, cells = sheets.setdefault((source.sha256, source.sheet), (source.file, []))
            cells.append(Cell(source.cell, _raw(source.raw), own_ids))
        for (sha256, sheet), (file, cells) in sheets.items():
            number = self.numbers.get(sha256, "")
            yield Origin(number, clean_text(file), clean_text(sheet), sha256[:HASH_SHOWN], tuple(cells))


@lru_cache(maxsize=1 << 12)  # many cells say the same
def _raw(text: str) -> str:
    return quote(text, _RAW)


@lru_cache(maxsize=1 << 12)
def _words(text: str) -> Text:
    words = clean_text(text)
    return (words,) if words else ()
