"""Paragraphs of a plan that has no task table come in, lines as of a table go out.

"1. Nhiệm vụ … Chủ trì: … Phối hợp: … Thời gian: … Sản phẩm: …", in one paragraph or in several.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from pipeline.drafting.numbering import rank
from pipeline.drafting.passage import Passage
from pipeline.drafting.table import Line, Role, TaskTable, clip, split_label
from pipeline.drafting.word import Document

_ROLE_LABELS: tuple[tuple[Role, str], ...] = (
    ("both", r"(?:đơn vị |cơ quan |phòng |bộ phận )?chủ trì(?: thực hiện)?\s*,?\s*(?:và )?phối hợp(?: thực hiện)?"),
    ("lead", r"(?:đơn vị |cơ quan |phòng |bộ phận )?(?:chủ trì(?: thực hiện)?|thực hiện)"),
    ("coordinating", r"(?:đơn vị |cơ quan |phòng |bộ phận )?phối hợp(?: thực hiện)?"),
    ("timing", r"(?:thời gian|thời hạn|tiến độ)(?: (?:thực hiện|hoàn thành))*"),
    (
        "product",
        r"(?:sản phẩm|kết quả)(?:\s*[,/]\s*(?:sản phẩm|kết quả|chỉ tiêu))?(?: (?:đầu ra|cần đạt|dự kiến|đạt được))?",
    ),
)
_LABELS = re.compile(
    r"(?:^|(?<=[.;:,\n(–-])|(?<=[.;:,\n(–-] ))\s*(?:"
    + "|".join(f"(?P<{role}>{words})" for role, words in _ROLE_LABELS)
    + r")\s*:\s*",
    re.IGNORECASE,
)
_CHARGE = re.compile(r"chủ trì|phối hợp|hoàn thành (?:trước|trong)", re.IGNORECASE)  # a task told in a sentence


def read_listing(document: Document) -> TaskTable | None:
    """The tasks told in paragraphs; None where no paragraph says who leads."""
    lines: list[Line] = []
    skipped: list[Passage] = []  # paragraphs among the tasks that say nothing of them
    waiting: list[Passage] = []
    for passage in document.paragraphs:
        told = dict(_told(passage.text))
        number, name = split_label(_before_labels(passage.text))
        cells = {role: replace(passage, text=text, found=passage.text) for role, text in told.items()}
        name = name.strip(" .;:,(–-+•")
        if told and not name and lines:
            lines[-1] = replace(lines[-1], cells={**lines[-1].cells, **cells})
        elif number:
            cells = {"name": replace(passage, text=name, found=passage.text), **cells}
            lines.append(Line(number, passage.at, cells))
        elif told and name:
            cells = {"name": replace(passage, text=name, found=passage.text), **cells}
            lines.append(Line("", passage.at, cells))
        elif any("lead" in line.cells for line in lines):
            waiting.append(replace(passage, text=f"đoạn “{clip(passage.text)}” nằm giữa các nhiệm vụ"))
        if told:
            skipped, waiting = [*skipped, *waiting], []
    if not any("lead" in line.cells or "both" in line.cells for line in lines):
        return None
    lines = _of_tasks(lines)
    return TaskTable(tuple(lines), (), tuple(skipped))


def _of_tasks(lines: list[Line]) -> list[Line]:
    """The tasks and their headings; numbered paragraphs that tell of something else are left out."""
    ranks = [rank(line.number) for line in lines]
    kept = []
    for index, line in enumerate(lines):
        under = next((i for i in range(index + 1, len(lines)) if ranks[i] <= ranks[index]), len(lines))
        heads = any(not later.title_only for later in lines[index + 1 : under])
        beside = [i for i in range(len(lines)) if ranks[i] == ranks[index] and not lines[i].title_only]
        among = [i for i in beside if min(ranks[min(i, index) : max(i, index) + 1]) == ranks[index]]
        same = among and (among[0] < index < among[-1] or _CHARGE.search(line.cell("name").text))
        if not line.title_only or heads or same:
            kept.append(line)
    return kept


def _before_labels(text: str) -> str:
    match = _LABELS.search(text)
    return (text[: match.start()] if match else text).strip()


def _told(text: str) -> Iterator[tuple[Role, str]]:
    """What stands behind each label of a paragraph."""
    found = list(_LABELS.finditer(text))
    ends = [*(match.start() for match in found[1:]), len(text)]
    for match, end in zip(found, ends, strict=False):
        role: Role = next(r for r, _ in _ROLE_LABELS if match[r])
        yield role, text[match.end() : end].strip().rstrip(" .;,)–-")
