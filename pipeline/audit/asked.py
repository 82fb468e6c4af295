"""What an auditor asks for: a registry and the question as typed come in, figures or cells go out.

A figure is asked for by its id, by its bookmark or by a code; a cell as FILE!SHEET!CELL or FILE!CELL.
What is not found is a PipelineError that says what can be asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.audit.said import name_of
from pipeline.audit.told import Cell, Figure, File, Told, on_one_line
from pipeline.model import PipelineError
from pipeline.report.concepts import CONCEPTS
from pipeline.report.index import blocks_of_cells
from pipeline.states import STATE
from pipeline.vietnamese import fold, join_names

_AREA = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?", re.ASCII)
_NUMBER = re.compile(r"(?:tệp )?(?:số )?(\d{1,6})", re.ASCII)
_HASH = re.compile("[0-9a-f]{6,64}")
_PLAN = frozenset(map(fold, ("kế hoạch", "tệp kế hoạch")))
_MOST_NAMED = 500  # cells of a file that are named where another one was asked for
_MOST_FILES = 20  # of one name
_HOW = (
    "Có thể tra theo mã số liệu (S12), dấu trang trong Word (S12_345), mã chỉ tiêu, nhiệm vụ, mục (A.VII.1), hoặc "
    "theo ô nguồn, viết TỆP!TRANG!Ô hay TỆP!Ô (13!Nhập liệu!C14; kế hoạch!Chỉ tiêu!G9), trong đó TỆP là số thứ tự "
    "tại phụ lục nguồn số liệu, tên tệp, phần cuối tên tệp hoặc ít nhất 6 ký tự đầu của mã SHA-256."
)
Area = tuple[int, int, int, int]  # first and last column, first and last row


def figures_asked(told: Told, question: str) -> tuple[Figure, ...]:
    """The figure of an id or a bookmark, or all figures of a code."""
    asked = fold(question)
    found = tuple(f for f in told.figures if fold(f.id) == asked or any(fold(p.anchor) == asked for p in f.places))
    found = found or tuple(f for f in told.figures if asked and asked in _codes(f))
    if not found:
        raise PipelineError(f"Văn bản {told.document} không có số liệu nào ứng với “{on_one_line(question)}”. {_HOW}")
    return found


def _codes(figure: Figure) -> Iterator[str]:
    """What a figure is of: measure, task, the target or part itself, section or criterion."""
    yield from (fold(figure.measure), fold(figure.task))
    kind = CONCEPTS[figure.concept].of if figure.concept in CONCEPTS else ""
    if kind == "words":
        _, _, whose = figure.of.partition(" của mục ")
        yield from map(fold, whose.split(", "))
    elif kind not in ("file", "doubt"):
        yield from (fold(figure.of), fold(figure.of.partition("#")[0]))


def is_cell(question: str) -> bool:
    """Whether a question is written as one for a cell."""
    return "!" in question


def cells_asked(told: Told, question: str) -> tuple[Cell, ...]:
    """The sources that a cell, or a range of cells, is or lies in."""
    where, _, ref = question.rpartition("!")
    area = _area(ref.strip().upper())
    if area is None:
        raise PipelineError(f"“{on_one_line(ref)}” không phải địa chỉ ô, ví dụ C14. {_HOW}")
    file, sheet = _file_and_sheet(told, where)
    own = [cell for cell in told.sources if cell.file.sha256 == file.sha256]
    found = tuple(
        cell for cell in own
        if sheet in ("", fold(cell.sheet)) and (other := _area(cell.cell)) is not None and _meet(area, other)
    )  # fmt: skip
    if not found:
        raise PipelineError(_no_source(told, file, own, on_one_line(question)))
    return found


def _file_and_sheet(told: Told, where: str) -> tuple[File, str]:
    """Names may hold the sign itself, so every way of parting them is tried, a file alone first."""
    ways = [(where, "")]
    ways += [(where[: m.start()], where[m.end() :]) for m in reversed(list(re.finditer("!", where)))]
    for name, sheet in ways:
        files = _files(told, name.strip(" '\"“”"))
        if len(files) > 1:
            named = [name_of(f) for f in files[:_MOST_FILES]]
            if len(files) > _MOST_FILES:
                named.append(f"{len(files) - _MOST_FILES} tệp khác")
            raise PipelineError(
                f"Có nhiều tệp ứng với “{on_one_line(name)}”: {join_names(named)}. "
                "Hãy ghi số thứ tự của tệp, ví dụ “13!C14”."
            )
        if files:
            return files[0], fold(sheet.strip(" '\"“”"))
    raise PipelineError(f"Văn bản {told.document} không dùng tệp nào ứng với “{on_one_line(where)}”. {_HOW}")


def _files(told: Told, name: str) -> list[File]:
    """The files of a name; different files, that is, not two copies of one."""
    asked = fold(name)
    every = dict.fromkeys((*told.inputs, told.plan, *(c.file for c in told.sources), *_carried(told)))
    number = _NUMBER.fullmatch(asked)
    found: list[File] = []
    if not asked:
        return []
    if number and 0 < int(number[1]) <= len(told.inputs):
        found = [told.inputs[int(number[1]) - 1]]
    elif asked in _PLAN:
        found = [told.plan]
    found = found or [f for f in every if fold(f.name) == asked]
    if not found and _HASH.fullmatch(asked):
        found = [f for f in every if f.sha256.startswith(asked)]
    found = found or [f for f in every if fold(f.name).endswith((asked, asked + ".xlsx"))]
    return list({f.sha256: f for f in reversed(found)}.values())[::-1]


def _carried(told: Told) -> Iterator[File]:
    return (cell.carried_from for cell in told.sources if cell.carried_from)


def _area(text: str) -> Area | None:
    match = _AREA.fullmatch(text)
    if match is None:
        return None
    first, last = (_column(match[1]), int(match[2])), (_column(match[3] or match[1]), int(match[4] or match[2]))
    (left, right), (top, bottom) = (sorted(pair) for pair in zip(first, last, strict=True))
    return left, right, top, bottom


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _meet(one: Area, other: Area) -> bool:
    return one[0] <= other[1] and other[0] <= one[1] and one[2] <= other[3] and other[2] <= one[3]


def _no_source(told: Told, file: File, own: Sequence[Cell], question: str) -> str:
    """Why a cell is no source, and which cells of its file are."""
    said = f"Ô {question} không phải nguồn của số liệu nào trong văn bản {told.document}."
    if own:
        return f"{said} Tại {name_of(file)}, các ô nguồn gồm: {'; '.join(_by_sheet(own))}."
    bearers = {c.file.sha256: c.file for c in told.sources if c.carried_from and c.carried_from.sha256 == file.sha256}
    if bearers:
        return f"{said} Số liệu của {name_of(file)} đã được mang sang {join_names(map(name_of, bearers.values()))}."
    state = next((words for key, words in STATE.items() if key == file.state), "")
    told_state = f" (trạng thái: {state})" if state else ""
    return f"{said} Văn bản không lấy số liệu từ ô nào của {name_of(file)}{told_state}."


def _by_sheet(cells: Sequence[Cell]) -> Iterator[str]:
    sheets: dict[str, list[str]] = {}
    for cell in cells[:_MOST_NAMED]:
        if _area(cell.cell):
            sheets.setdefault(cell.sheet, []).append(cell.cell)
    for sheet, named in sheets.items():
        yield f"trang “{sheet}” {', '.join(blocks_of_cells(tuple(named)))}"
    if len(cells) > _MOST_NAMED:
        yield "…"
