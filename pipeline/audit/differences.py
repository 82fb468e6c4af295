"""A document as it is now and the registry sealed in it come in, every difference between them goes out.

What the văn thư fills in is none: number and date where they were left open, what is written or drawn beside the
signer's name. What is compared is what a reader sees; anchors say which figure it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pipeline.audit.align import Pair, aligned, alike
from pipeline.audit.changes import compared, folded, gist, is_filled_in, is_signed
from pipeline.audit.line import NEAR, Line, Unit, sealed_line
from pipeline.audit.paper import SIGNED, Paper
from pipeline.audit.seal import Seal
from pipeline.report.wml import clean
from pipeline.vietnamese import upper_first

Kind = Literal[
    "figure_changed", "figure_missing", "anchor_missing", "anchor_strange", "number_added", "text_changed",
    "text_removed", "text_added", "text_moved", "chart_value", "chart_label", "chart_text", "chart_workbook",
    "chart_removed", "chart_added", "picture_added", "registry_absent", "registry_damaged", "registry_altered",
    "plan_changed", "source_missing", "source_changed", "cell_changed", "figure_unsourced", "figure_reckoned",
    "figure_basis", "figure_left_out", "state_changed",
]  # fmt: skip
KIND: dict[Kind, str] = {
    "figure_changed": "số liệu bị sửa",
    "figure_missing": "số liệu bị xóa",
    "anchor_missing": "số liệu còn nguyên, mất dấu truy vết",
    "anchor_strange": "dấu truy vết lạ, trùng hoặc đặt sai chỗ",
    "number_added": "số không rõ nguồn",
    "text_changed": "lời văn bị sửa",
    "text_removed": "nội dung bị xóa",
    "text_added": "nội dung được thêm",
    "text_moved": "nội dung bị chuyển chỗ",
    "chart_value": "giá trị trong biểu đồ bị sửa",
    "chart_label": "nhãn số liệu trong biểu đồ bị sửa",
    "chart_text": "chữ trong biểu đồ bị sửa",
    "chart_workbook": "bảng số liệu của biểu đồ bị sửa",
    "chart_removed": "biểu đồ bị xóa",
    "chart_added": "biểu đồ được thêm",
    "picture_added": "hình được thêm",
    "registry_absent": "tệp không mang sổ số liệu",
    "registry_damaged": "sổ số liệu trong tệp bị hỏng",
    "registry_altered": "sổ số liệu trong tệp đã bị sửa",
    "plan_changed": "tệp kế hoạch khác bản đã dùng",
    "source_missing": "thiếu tệp gốc",
    "source_changed": "tệp gốc khác bản đã dùng",
    "cell_changed": "ô của tệp gốc khác bản đã dùng",
    "figure_unsourced": "tính lại từ tệp gốc không có số liệu này",
    "figure_reckoned": "tính lại từ tệp gốc ra số khác",
    "figure_basis": "sổ số liệu ghi nguồn hoặc cách tính khác lần tính lại",
    "figure_left_out": "báo cáo thiếu số liệu này",
    "state_changed": "tình trạng của tệp khác khi lập báo cáo",
}
_CHART_KINDS: dict[str, Kind] = {"value": "chart_value", "label": "chart_label", "cell": "chart_workbook"}
MOST_NAMED = 12  # figures that a line names
_LONGEST = 300  # characters of a text that a difference quotes
_DIGIT = re.compile(r"\d")
_CELL = re.compile(r"cell\..*!([B-Z])([1-9][0-9]{0,6})")


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: what the registry holds (`said`), what the file says now (`found`), which figures it is about."""

    kind: Kind
    place: str
    figures: tuple[str, ...]
    said: str
    found: str

    @property
    def words(self) -> str:
        """As one line."""
        about = f" ({', '.join(self.figures[:MOST_NAMED])}{', …' * (len(self.figures) > MOST_NAMED)})"
        place = f"{self.place}: " if self.place else ""
        change = f": đã ghi “{self.said}”, nay là “{self.found}”" if self.said and self.found else ""
        if bool(self.said) != bool(self.found):
            change = f": “{self.said or self.found}”"
        kind = KIND[self.kind] if place else upper_first(KIND[self.kind])
        return f"{place}{kind}{about if self.figures else ''}{change}."


def judged(paper: Paper, seal: Seal) -> tuple[Difference, ...]:
    """The differences between a document and the registry that it carries; what is wrong with that comes first."""
    faults: dict[str, Kind] = {
        "absent": "registry_absent", "damaged": "registry_damaged", "altered": "registry_altered",
    }  # fmt: skip
    first = (Difference(faults[seal.fault], "", (), "", ""),) if seal.fault else ()
    return first if seal.registry is None else (*first, *differences(paper, seal.registry))


def differences(paper: Paper, registry: Mapping[str, Any]) -> tuple[Difference, ...]:
    """The differences between a document and a registry, in reading order."""
    try:
        held = _Held.of(registry)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        return (Difference("registry_damaged", "", (), "", ""),)
    return (*_text(paper, held), *_charts(paper, held), *_around(paper))


@dataclass(frozen=True, slots=True)
class _Held:
    """What a registry holds: the texts of the units, what each anchor shows, which figure stands where."""

    units: tuple[Unit, ...]
    shown: dict[str, str]
    figure: dict[str, str]
    charts: tuple[dict[str, str], ...]
    points: dict[tuple[int, int, int], str]

    @classmethod
    def of(cls, registry: Mapping[str, Any]) -> _Held:
        shown, figure, points = {}, {}, {}
        for entry in registry["figures"]:
            for place in entry["places"]:
                if "anchor" in place:
                    shown[place["anchor"]] = clean(str(place["shown"]))
                    figure[place["anchor"]] = str(entry["id"])
                else:
                    points[int(place["chart"]), int(place["series"]), int(place["point"])] = str(entry["id"])
        texts = ([unit] if isinstance(unit, str) else unit for unit in registry["text"])
        units = tuple(tuple(sealed_line(coded, shown) for coded in unit) for unit in texts)
        charts = tuple({str(key): str(value) for key, value in chart.items()} for chart in registry["charts"])
        return cls(units, shown, figure, charts, points)

    def ids(self, anchors: Iterable[str]) -> tuple[str, ...]:
        """The figures of some anchors, each once."""
        return tuple(dict.fromkeys(self.figure[anchor] for anchor in anchors if anchor in self.figure))

    def at(self, chart: int, series: int, point: int) -> tuple[str, ...]:
        """The figure of a point of a chart, if it is one."""
        figure = self.points.get((chart, series, point))
        return (figure,) if figure else ()

    def behind(self, chart: int, cell: str) -> tuple[str, ...]:
        """The figure of a cell of a chart's workbook: a series has its column from B on, a point its row from 2 on."""
        match = _CELL.fullmatch(cell)
        return self.at(chart, ord(match[1]) - ord("B"), int(match[2]) - 2) if match else ()


# --- text -----------------------------------------------------------------------------------------


def _text(paper: Paper, held: _Held) -> Iterator[Difference]:
    """What of the text was changed, removed, added or moved, and anchors that are not in order."""
    pairs = _paired(held.units, paper.units)
    present = Counter(figure.anchor for line in (*paper.lines, *paper.loose) for figure in line.figures)
    moved = _moved(pairs, held.units, paper.units)
    came = set(moved.values())
    before = "đầu văn bản"  # where something is missing: a place that can still be found
    gone: list[Unit] = []
    for here, there in [*pairs, (None, None)]:
        if here is not None and there is None:
            if here not in moved:
                gone.append(held.units[here])
            continue
        if gone:
            yield _removed(gone, before, held, present)
            gone = []
        if there is None:
            break
        unit = paper.units[there]
        if here is not None:
            yield from _changed(held.units[here], unit, held, present)
        elif there in came:
            yield Difference("text_moved", _place(unit), (), "", _quoted(line.shown for line in unit))
        elif not _signs(unit):
            yield _added(unit)
        before = f"sau {_place(unit)}"
    seen: Counter[str] = Counter()
    for line in (*paper.lines, *paper.loose):
        for name, text in line.figures:
            seen[name] += 1
            if name not in held.shown or seen[name] > 1:
                yield Difference("anchor_strange", str(line.place), held.ids([name]), held.shown.get(name, ""), text)
    told = {anchor for unit in held.units for line in unit for anchor, _ in line.figures}
    for name, text in held.shown.items():
        if name not in told and not seen[name]:
            yield Difference("figure_missing", "", held.ids([name]), text, "")


def _paired(said: Sequence[Unit], found: Sequence[Unit]) -> list[Pair]:
    """Which paragraph, or row, is which; what is the same at the start and the end is told at once."""
    one, other = ([tuple(folded(line.shown) for line in unit) for unit in units] for units in (said, found))
    start, end = alike(one, other)
    middle = aligned(
        _labels(one[start : len(one) - end], said[start:]), _labels(other[start : len(other) - end], found[start:])
    )
    pairs: list[Pair] = [(n, n) for n in range(start)]
    pairs += [(None if a is None else a + start, None if b is None else b + start) for a, b in middle]
    return pairs + [(len(said) - n, len(found) - n) for n in range(end, 0, -1)]


def _labels(texts: Sequence[tuple[str, ...]], units: Sequence[Unit]) -> list[list[tuple[str, ...]]]:
    """What units are told by: their text, their anchors, their words."""
    full: list[tuple[str, ...]] = [("\x1f".join(text),) for text in texts]
    anchors = [tuple(f.anchor for line in unit for f in line.figures) for _, unit in zip(texts, units, strict=False)]
    return [full, anchors, [(gist(text),) for (text,) in full]]


def _moved(pairs: list[Pair], said: Sequence[Unit], found: Sequence[Unit]) -> dict[int, int]:
    """What is missing at its place and stands, the same, at another one."""
    places: dict[tuple[str, ...], list[int]] = {}
    for here, there in pairs:
        if here is None and there is not None:
            places.setdefault(tuple(line.shown for line in found[there]), []).append(there)
    moved = {}
    for here, there in pairs:
        if here is not None and there is None and (same := places.get(tuple(text.shown for text in said[here]))):
            moved[here] = same.pop()
    return moved


def _changed(said: Unit, unit: Unit, held: _Held, present: Counter[str]) -> Iterator[Difference]:
    """What differs between a paragraph, or a row, and what it was."""
    if len(said) == len(unit):
        pairs: list[Pair] = [(n, n) for n in range(len(unit))]
    else:
        pairs = aligned([[(text.shown,) for text in said]], [[(line.shown,) for line in unit]])
    for here, there in pairs:
        if there is None:
            if here is not None and said[here].shown:
                yield _removed([(said[here],)], _place(unit), held, present)
        elif here is None:
            if unit[there].coded:
                yield _added((unit[there],))
        elif not _is_allowed(said[here].shown, unit[there]):
            for kind, anchor, before, now in compared(said[here], unit[there], present):
                yield Difference(kind, str(unit[there].place), held.ids([anchor]), _quoted([before]), _quoted([now]))


def _is_allowed(said: str, line: Line) -> bool:
    """Whether a line differs by no more than the văn thư may have done."""
    found = line.shown
    return said != found and (is_filled_in(said, found) or (_is_signer(line) and is_signed(said, found)))


def _removed(gone: list[Unit], place: str, held: _Held, present: Counter[str]) -> Difference:
    texts = [text for unit in gone for text in unit]
    lost = held.ids(anchor for text in texts for anchor, _ in text.figures if not present[anchor])
    return Difference("text_removed", place, lost, _quoted(text.shown for text in texts), "")


def _added(unit: Unit) -> Difference:
    text = _quoted(line.shown for line in unit)
    return Difference("number_added" if _DIGIT.search(text) else "text_added", _place(unit), (), "", text)


def _place(unit: Unit) -> str:
    """Where a paragraph stands, or a row."""
    place = unit[0].place
    is_row = place.at[2:] == (1,)
    return str(place._replace(at=place.at[:2], near=unit[0].shown[:NEAR]) if is_row else place)


def _is_signer(line: Line) -> bool:
    return line.place.part.endswith(SIGNED) and len(line.place.at) == 3 and line.place.at[2] > 1


def _signs(unit: Unit) -> bool:
    """Whether a row has nothing but what stands at the signature."""
    return all(_is_signer(line) or not line.coded for line in unit)


def _quoted(texts: Iterable[str]) -> str:
    """Texts as a difference quotes them: those of a row side by side."""
    text = " | ".join(text for text in texts if text).replace("\n", " ").strip()
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


# --- charts, pictures and what stands outside the text ------------------------------------------------


def _charts(paper: Paper, held: _Held) -> Iterator[Difference]:
    """What of the charts was changed; cells count where the workbook is still there."""
    said, found = ([[(str(sorted(c.items())),) for c in charts]] for charts in (held.charts, paper.charts))
    for here, there in aligned(said, found):
        if there is None and here is not None:
            ids = tuple(dict.fromkeys(held.points[at] for at in sorted(held.points) if at[0] == here + 1))
            yield Difference("chart_removed", f"Biểu đồ {here + 1}", ids, _title(held.charts[here]), "")
        elif here is None and there is not None:
            yield Difference("chart_added", f"Biểu đồ {there + 1}", (), "", _title(paper.charts[there]))
        elif here is not None and there is not None:
            yield from _chart(here, held, paper.charts[there], f"Biểu đồ {there + 1}")


def _title(chart: Mapping[str, str]) -> str:
    return chart.get("0.name", "")


def _chart(number: int, held: _Held, found: Mapping[str, str], place: str) -> Iterator[Difference]:
    said = held.charts[number]
    has_workbook = any(key.startswith("cell.") for key in found)
    for key in sorted(said.keys() | found.keys()):
        first, kind, *point = key.split(".", 2)
        if said.get(key) == found.get(key) or (first == "cell" and not has_workbook):
            continue
        where, ids = [place], tuple[str, ...]()
        if first == "cell":
            kind = "cell"
            where.append(f"ô {key.removeprefix('cell.')} của bảng số liệu")
            ids = held.behind(number + 1, key)
        elif first.isdecimal():
            where.append(f"dãy “{said.get(f'{first}.name', first)}”")
            if point and point[0].isdecimal():
                name = said.get(f"{first}.category.{point[0]}")
                where.append(f"điểm “{name}”" if name else f"điểm {int(point[0]) + 1}")
                ids = held.at(number + 1, int(first), int(point[0]))
        kinds = _CHART_KINDS.get(kind if first != "word" else "", "chart_text")
        yield Difference(kinds, ", ".join(where), ids, _quoted([said.get(key, "")]), _quoted([found.get(key, "")]))


def _around(paper: Paper) -> Iterator[Difference]:
    """What stands outside the text, where our documents have nothing."""
    for line in paper.loose:
        yield _added((line,))
    for place in paper.pictures:
        yield Difference("picture_added", str(place), (), "", "")
