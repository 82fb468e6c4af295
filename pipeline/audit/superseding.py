"""A report that replaces an earlier one: the earlier document comes in, what the new one says of it goes out.

It names the document that it replaces and why, and prints every figure that is not the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import Any

from pipeline.audit.corrections import ChangedFigure, changed_figures
from pipeline.audit.paper import Paper, read_paper
from pipeline.audit.seal import registry_hash, seal_of
from pipeline.audit.told import Figure, read
from pipeline.model import Period, PipelineError
from pipeline.report import nd30
from pipeline.report.document import Appendix, Column, Document, Paragraph, Row, Table
from pipeline.report.figures import mark
from pipeline.report.words import quote
from pipeline.wording import small_count

_NUMBER = re.compile(r"Số:?\s*(\d+)\s*(/\S+)")
_DATE = re.compile(r"ngày\s*(\d{1,2})\s*tháng\s*(\d{1,2})\s*năm\s*(\d{4})")
_HEAD_LINES = 12  # number and date stand in the head of a document
_NONE = "không có"
_COLUMNS = (
    Column("TT", 12, "center"), Column("Số liệu", 150), Column("Báo cáo được thay thế", 44, "center"),
    Column("Báo cáo này", 44, "center"),
)  # fmt: skip
_NOTE = (
    "Ghi chú: bảng này liệt kê mọi số liệu khác với báo cáo được thay thế, đối chiếu từng số liệu theo sổ số liệu của "
    "hai báo cáo; số liệu không nêu là không đổi."
)


@dataclass(frozen=True)
class Superseding:
    """The report that is replaced, and why. issue: "số 15/BC-SVHTT ngày 20/09/2022"; "" where it never had one."""

    name: str
    registry: Mapping[str, Any]
    issue: str
    reason: str

    @property
    def hash(self) -> str:
        """Of its registry."""
        return registry_hash(self.registry)

    @property
    def told(self) -> dict[str, str]:
        """As the registry of the new report tells it."""
        return {"document": self.name, "registry": self.hash, "issue": self.issue, "reason": self.reason}

    @property
    def words(self) -> str:
        """Which report is replaced, and why, in a sentence."""
        which = f"Báo cáo {self.issue}" if self.issue else f"bản chưa phát hành (tệp {self.name})"
        return f"Báo cáo này thay thế {which}; lý do: {self.reason.rstrip('. ')}."

    def said(self, document: Document, now: Mapping[str, Any]) -> Document:
        """The new report with what it replaces and why before its text, and a last appendix of what changed.

        now: the registry of the new report, as `machine.registry_json` makes it.
        """
        changed = changed_figures(read(self.registry), read(now))
        if not changed:
            return replace(document, body=(Paragraph(f"{self.words} Không có số liệu thay đổi."), *document.body))
        label = nd30.appendix_label(len(document.appendices) + 1, len(document.appendices) + 1)
        number = mark(small_count(Fraction(len(changed))), "replaced", "số liệu thay đổi", len(changed))
        first = Paragraph(f"{self.words} Có {number} số liệu thay đổi, nêu tại {label}.")
        table = Table("", _COLUMNS, tuple(_rows(changed)))
        appendix = Appendix("SỐ LIỆU THAY ĐỔI SO VỚI BÁO CÁO ĐƯỢC THAY THẾ", (table, Paragraph(_NOTE)))
        return replace(document, body=(first, *document.body), appendices=(*document.appendices, appendix))


def superseded(path: Path, reason: str, period: Period) -> Superseding:
    """The report at `path`, which a new one of the same period replaces. PipelineError: it is none."""
    paper = read_paper(path)
    seal = seal_of(paper)
    if seal.registry is None or seal.fault:
        raise PipelineError(
            f"Tệp “{path}” không mang sổ số liệu nguyên vẹn nên không đối chiếu được. Chọn tệp .docx do chương trình "
            "lập của báo cáo được thay thế."
        )
    if read(seal.registry).document != f"bao-cao-{period.key}":
        raise PipelineError(f"Tệp “{path}” không phải báo cáo kỳ {period.key}. Báo cáo thay thế phải cùng kỳ.")
    return Superseding(path.name, seal.registry, _issue(paper), quote(reason))


def _issue(paper: Paper) -> str:
    """Number and date as they stand in the document, where the văn thư filled them in."""
    head = " ".join(line.shown for line in islice(paper.lines, _HEAD_LINES))
    number, day = _NUMBER.search(head), _DATE.search(head)
    if not number or not day:
        return ""
    return f"số {int(number[1]):02d}{number[2]} ngày {int(day[1]):02d}/{int(day[2]):02d}/{day[3]}"


def _rows(changed: Iterable[ChangedFigure]) -> Iterable[Row]:
    for number, figure in enumerate(changed, 1):
        was = mark(figure.old.shown[0], "former", str(number), figure.old.exact) if figure.old else _NONE
        yield Row((str(number), figure.name, was, _now(figure.new)))


def _now(figure: Figure | None) -> str:
    return mark(figure.shown[0], figure.concept, figure.of, figure.exact, figure.counted) if figure else _NONE
