"""What changed between a document and the one that replaces it: two registries come in, every figure that
is not the same goes out, with the cells that make the difference.

Ids and places are not stable from one document to the next, so figures are matched by their name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from pipeline.audit.links import KINDS, Links, kind_counted
from pipeline.audit.said import cell_json, cell_words, day_words, exact_words, fractions, name_of
from pipeline.audit.told import Cell, Figure, Told
from pipeline.report.concepts import OF_FORMER
from pipeline.vietnamese import upper_first

Words = Callable[[Figure], str]
Change = Literal["value", "shown", "new", "gone"]
_TITLES: dict[Change, str] = {
    "value": "Số liệu có giá trị thay đổi",
    "shown": "Số liệu giữ nguyên giá trị, cách ghi khác",
    "new": "Số liệu chỉ có ở bản mới",
    "gone": "Số liệu chỉ có ở bản cũ",
}


@dataclass(frozen=True, slots=True)
class ChangedCell:
    """A source that one document has and the other has not, or that another file took the place of."""

    old: Cell | None
    new: Cell | None


@dataclass(frozen=True, slots=True)
class ChangedFigure:
    """A figure that is not the same in both documents. counted: codes that only the old one, and only the new
    one counts, of what `kind` of `links.KINDS` says.
    """

    change: Change
    old: Figure | None
    new: Figure | None
    cells: tuple[ChangedCell, ...] = ()
    kind: str = ""
    counted: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())

    @property
    def name(self) -> str:
        """What the figure is."""
        figure = self.new or self.old
        return figure.name if figure else ""


def changed_figures(old: Told, new: Told) -> tuple[ChangedFigure, ...]:
    """Every figure that is not the same: changed, new, gone, each in the order in which it is read."""
    before, after = (dict(_by_name(f for f in told.figures if f.concept not in OF_FORMER)) for told in (old, new))
    links = Links(old), Links(new)
    pairs = [(before[key], figure) for key, figure in after.items() if key in before]
    successors = _successors(pairs)
    found = [
        ChangedFigure(
            change, was, now, _changed_cells(was, now, successors), kind_counted(now),
            _changed_codes(links[0].codes(was), links[1].codes(now)),
        )
        for was, now in pairs
        if (change := _change(was, now))
    ]  # fmt: skip
    found.sort(key=lambda changed: changed.change == "shown")  # what weighs more comes first
    found += [ChangedFigure("new", None, figure) for key, figure in after.items() if key not in before]
    found += [ChangedFigure("gone", figure, None) for key, figure in before.items() if key not in after]
    return tuple(found)


def _by_name(figures: Iterable[Figure]) -> Iterator[tuple[tuple[str, int], Figure]]:
    """Figures by name; of one name by their order."""
    met: Counter[str] = Counter()
    for figure in figures:
        yield (figure.name, met[figure.name]), figure
        met[figure.name] += 1


def _change(old: Figure, new: Figure) -> Change | None:
    if (old.exact if old.value is None else old.value) != (new.exact if new.value is None else new.value):
        return "value"
    return "shown" if _displayed(old) != _displayed(new) else None


def _displayed(figure: Figure) -> frozenset[str]:
    """The displayed forms; "02" in a sentence and "2" in a table are one."""
    return frozenset(shown.lstrip("0") for shown in figure.shown)


def _changed_codes(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    gone, added = set(old) - set(new), set(new) - set(old)
    return tuple(c for c in old if c in gone), tuple(c for c in new if c in added)


def _successors(pairs: Iterable[tuple[Figure, Figure]]) -> dict[str, str]:
    """By SHA-256 the file that took the place of another, as figures tell where only one can be meant."""
    found: dict[str, str] = {}
    for old, new in pairs:
        for cell in _changed_cells(old, new, {}):
            if cell.old and cell.new:
                found.setdefault(cell.old.file.sha256, cell.new.file.sha256)
    return found


def _changed_cells(old: Figure, new: Figure, successors: Mapping[str, str]) -> tuple[ChangedCell, ...]:
    """The cells that differ. A cell answers to the same cell of the file sent again: to that of its successor or
    of its name first, then to that of any file, where only one can be meant and the units are the same.
    """
    answers: list[Callable[[Cell], object]] = [
        lambda cell: (successors.get(cell.file.sha256, cell.file.sha256), cell.sheet, cell.cell),
        lambda cell: (cell.file.name, cell.sheet, cell.cell),
    ]
    if set(old.units) == set(new.units):
        answers.append(lambda cell: (cell.sheet, cell.cell))
    former, now = ({(c.file.sha256, c.sheet, c.cell, c.raw): c for c in f.cells} for f in (old, new))
    gone = [c for key, c in former.items() if key not in now]
    added = [c for key, c in now.items() if key not in former]
    found = []
    for answer in answers:
        alone, met = _alone(gone, answer), _alone(added, answer)
        pairs = [ChangedCell(alone[key], met[key]) for key in alone if key in met]
        found += pairs
        paired = {id(cell) for pair in pairs for cell in (pair.old, pair.new)}
        gone, added = ([c for c in cells if id(c) not in paired] for cells in (gone, added))
    return (*found, *(ChangedCell(c, None) for c in gone), *(ChangedCell(None, c) for c in added))


def _alone(cells: Iterable[Cell], answer: Callable[[Cell], object]) -> dict[object, Cell]:
    """The cells that no other answers to."""
    groups: dict[object, list[Cell]] = {}
    for cell in cells:
        groups.setdefault(answer(cell), []).append(cell)
    return {key: own[0] for key, own in groups.items() if len(own) == 1}


# --- in words -------------------------------------------------------------------------------------


def differences(old: Told, new: Told) -> tuple[str, ...]:
    """Why two documents are no correction of each other, or not of the same plan."""
    found = []
    if old.period != new.period:
        found.append(f"Hai văn bản thuộc hai kỳ khác nhau: {old.period} và {new.period}.")
    if old.document != new.document and old.period == new.period:
        found.append(f"Hai văn bản không cùng loại: {old.document} và {new.document}.")
    if old.as_of != new.as_of:
        found.append(f"Số liệu tính đến hai ngày khác nhau: {day_words(old.as_of)} và {day_words(new.as_of)}.")
    if old.plan.sha256 != new.plan.sha256:
        found.append(
            f"Hai văn bản lập theo hai tệp kế hoạch khác nhau: {old.plan.name} (SHA-256 {old.plan.sha256}) và "
            f"{new.plan.name} (SHA-256 {new.plan.sha256})."
        )
    return tuple(found)


def lines(old: Told, new: Told, changed: Iterable[ChangedFigure]) -> tuple[str, ...]:
    """The comparison as it is printed; what concerns both documents as a whole comes first."""
    found = [*differences(old, new)]
    told, words = tuple(changed), (_words(old), _words(new))
    if not told:
        found.append(f"Không có số liệu nào khác nhau giữa hai văn bản ({len(new.figures)} số liệu).")
    for change, title in _TITLES.items():
        own = [c for c in told if c.change == change]
        if own:
            found += [*[""] * bool(found), f"{title} ({len(own)}):"]
        for figure in own:
            found += _figure_lines(figure, *words)
    return tuple(found)


def _figure_lines(changed: ChangedFigure, before: Words, after: Words) -> Iterator[str]:
    old, new = changed.old, changed.new
    if not (old and new):
        yield from (f"  {f.id}. {f.name}: {words(f)}" for f, words in ((old, before), (new, after)) if f)
        return
    yield f"  {new.name} (bản cũ {old.id}, bản mới {new.id})"
    yield f"    Bản cũ: {before(old)}"
    yield f"    Bản mới: {after(new)}"
    yield from _cell_lines(changed.cells)
    for codes, words in zip(changed.counted, ("Không còn tính", "Tính thêm"), strict=True):
        if codes:
            yield f"    {words} {KINDS[changed.kind]}: {', '.join(codes)}"


def _words(told: Told) -> Words:
    fraction = fractions(told)
    return lambda figure: f"{' hoặc '.join(figure.shown)}; giá trị chính xác {exact_words(figure, fraction(figure))}"


def _cell_lines(cells: Iterable[ChangedCell]) -> Iterator[str]:
    """One line for the cells of one pair of files."""
    groups: dict[str, list[str]] = {}
    for cell in cells:
        groups.setdefault(_files(cell), []).append(_cell(cell))
    for files, own in groups.items():
        yield f"    {upper_first(files)}: {'; '.join(own)}"


def _files(cell: ChangedCell) -> str:
    old, new = cell.old, cell.new
    if old and new:
        same = old.file.sha256 == new.file.sha256
        files = f"{name_of(old.file)} thay bằng {name_of(new.file)}" if not same else name_of(new.file)
        return f"{files}, trang “{new.sheet}”"
    if new:
        return f"thêm {name_of(new.file)}, trang “{new.sheet}”"
    return f"bớt {name_of(old.file)}, trang “{old.sheet}”" if old else ""


def _cell(cell: ChangedCell) -> str:
    old, new = cell.old, cell.new
    if old and new:
        return f"{new.cell} “{old.raw}” thành “{new.raw}”" if old.raw != new.raw else f"{cell_words(new)}, không đổi"
    only = new or old
    return cell_words(only) if only else ""


# --- for machines ---------------------------------------------------------------------------------


def corrections_json(old: Told, new: Told, changed: Iterable[ChangedFigure]) -> dict[str, object]:
    """The comparison as JSON values."""
    return {
        "old": old.document,
        "new": new.document,
        "differences": list(differences(old, new)),
        "figures": [
            {
                "change": c.change, "name": c.name, "old": _figure_json(c.old), "new": _figure_json(c.new),
                "sources": [
                    {"old": cell_json(s.old) if s.old else None, "new": cell_json(s.new) if s.new else None}
                    for s in c.cells
                ],
                "kind": c.kind or None, "no_longer_counted": list(c.counted[0]), "also_counted": list(c.counted[1]),
            }
            for c in changed
        ],
    }  # fmt: skip


def _figure_json(figure: Figure | None) -> dict[str, object] | None:
    return {"id": figure.id, "exact": figure.exact, "shown": list(figure.shown)} if figure else None
