"""How figures hang together: a registry comes in; out go the figures that one is reckoned from, and
those that are reckoned from what a cell feeds.

A cell is a source of figures of a measure; measures make tasks and criteria, tasks and criteria make
means, sums and counts. What a figure counts is told in codes, and what kind of codes its concept tells.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.audit.told import Figure, Told

_COUNTS = {  # concept → what its codes are
    "task": "measure", "points": "measure",
    "mean": "task", "tasks": "task", "tasks_complete": "task", "tasks_apart": "task",
    "points_sum": "criterion", "maximum_sum": "criterion", "points_share": "criterion",
}  # fmt: skip
_COUNTED_THINGS = {  # first word of what is counted → what its codes are
    "nhiệm": "task", "mục": "target", "chỉ": "measure", "tiêu": "criterion", "báo": "report", "đơn": "unit",
}  # fmt: skip
KINDS = {
    "measure": "chỉ tiêu", "task": "nhiệm vụ", "target": "mục tiêu", "criterion": "tiêu chí",
    "report": "báo cáo (nhiệm vụ/đơn vị/kỳ)", "unit": "đơn vị", "": "mã",
}  # fmt: skip
_RESULTS = ("value", "completion")  # what leads on to a measure's cells
_JUDGED = "mục tiêu"  # in the rule of what depends on the target


@dataclass(frozen=True, slots=True)
class Counted:
    """What a figure is reckoned from that is no cell: a task, a measure …, and the figures that tell of it."""

    kind: str  # a key of KINDS
    code: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Fed:
    """A figure that a cell feeds by way of codes that the figure counts."""

    figure: Figure
    kind: str
    through: tuple[str, ...]


class Links:
    """The figures of a registry by what they tell of."""

    def __init__(self, told: Told) -> None:
        self.figures = told.figures
        self.own: dict[tuple[str, str], list[Figure]] = {}
        for figure in told.figures:
            for key in _tells_of(figure):
                self.own.setdefault(key, []).append(figure)
        self.counts = {f.of: f for f in told.figures if f.concept == "count"}

    def codes(self, figure: Figure) -> tuple[str, ...]:
        """What a figure is reckoned from; a share from what its count is."""
        if figure.concept == "share" and not figure.counted and figure.of in self.counts:
            return self.counts[figure.of].counted
        return figure.counted

    def counted(self, figure: Figure) -> tuple[Counted, ...]:
        """The same with the figures from where one can go on."""
        kind = kind_counted(figure)
        return tuple(Counted(kind, code, self._of(kind, code)) for code in dict.fromkeys(self.codes(figure)))

    def _of(self, kind: str, code: str) -> tuple[Figure, ...]:
        found = self.own.get((kind, code), [])
        if kind == "target":
            found = [*found, *self.own.get(("measure", code.partition("#")[0]), [])]
        elif not found and kind in ("measure", "task"):  # the document does not say how far it is: whatever it says
            found = self.own.get((f"{kind} of", code), [])
        return tuple(found)

    def fed(self, direct: Iterable[Figure]) -> tuple[Fed, ...]:
        """What depends on the figures given by way of measure, task or criterion, in reading order."""
        given = list(direct)
        known = {id(f) for f in given}
        reached = _Reached(given, self.figures)
        return tuple(
            Fed(figure, kind, through)
            for figure in self.figures
            if id(figure) not in known
            for kind, through in [self._through(figure, reached)]
            if through
        )

    def _through(self, figure: Figure, reached: _Reached) -> tuple[str, tuple[str, ...]]:
        if figure.measure in reached.judged and figure.concept != "target" and _JUDGED in figure.rule:
            return "measure", (figure.measure,)
        if " trong tệp " in figure.of:  # counts what a file holds, whatever its cells say
            return "", ()
        kind = kind_counted(figure)
        return kind, tuple(code for code in dict.fromkeys(self.codes(figure)) if reached.holds(kind, code))


class _Reached:
    """The codes whose figures change with the figures given."""

    def __init__(self, given: list[Figure], figures: Iterable[Figure]) -> None:
        now = [f for f in given if f.measure and "@" not in f.of]
        self.former = {f.measure for f in given if "@" in f.of}
        self.judged = {f.measure for f in now}
        self.targets = {f.of for f in now if f.concept == "target"}
        self.results = {f.measure for f in now if f.concept != "target"}
        tasks = {f.task for f in now}
        criteria = {f.of for f in figures if f.concept == "points" and not self.results.isdisjoint(f.counted)}
        self.codes = {"measure": self.judged | self.former, "task": tasks, "criterion": criteria}

    def holds(self, kind: str, code: str) -> bool:
        if kind == "target":
            return code in self.targets or code.partition("#")[0] in self.results
        return code in self.codes.get(kind, ())


def kind_counted(figure: Figure) -> str:
    """Of what kind the codes are that a figure counts; "" where that is not known."""
    if figure.concept in ("count", "share"):
        return _COUNTED_THINGS.get(figure.of.split(" ", 1)[0], "")
    return _COUNTS.get(figure.concept, "")


def _tells_of(figure: Figure) -> Iterator[tuple[str, str]]:
    if figure.concept == "target":
        yield "target", figure.of
    elif figure.measure and "@" not in figure.of:
        yield "measure of", figure.measure
        if figure.concept in _RESULTS:
            yield "measure", figure.measure
            yield "task of", figure.task
    elif figure.concept == "task":
        yield "task", figure.of
    elif figure.concept == "points":
        yield "criterion", figure.of
