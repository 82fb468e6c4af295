"""Fields with their sources come in, rows of the plan workbook and the marks on them go out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.drafting.passage import Passage
from pipeline.plan_sheets import BASIS_PLAN, SHEETS, CellValue
from pipeline.plan_writer import Grade, Mark

TO_CONFIRM = "cần xác nhận"


@dataclass(frozen=True, slots=True)
class Field:
    """A value for a cell, how sure it is and where it comes from."""

    value: CellValue
    grade: Grade = "read"
    place: str = ""
    found: str = ""
    reason: str = ""


def read(passage: Passage) -> Field:
    """The field of a passage: its text, its grade, its place."""
    found = passage.found or passage.text
    return Field(passage.text or None, passage.grade, passage.at, found, passage.reason)


def inferred(value: CellValue, rule: str, source: Passage | None = None, doubt: str = "") -> Field:
    """A field that a rule made; a doubt makes it one to be reviewed."""
    place, found = (source.at, source.found or source.text) if source else ("", "")
    return Field(value, "review" if doubt else "inferred", place, found, doubt or rule)


def sample(value: CellValue, reason: str) -> Field:
    """What no plan says: a sample."""
    return Field(value, "sample", reason=reason)


@dataclass
class Book:
    """The rows of a draft by sheet, and the marks on their cells."""

    rows: dict[str, list[dict[str, CellValue]]] = field(default_factory=lambda: {s.name: [] for s in SHEETS})
    marks: list[Mark] = field(default_factory=list)

    def add(self, sheet: str, fields: Mapping[str, Field]) -> None:
        """A row; its basis says whether a person has to confirm it, and what in it."""
        headings = {c.key: c.heading for s in SHEETS if s.name == sheet for c in s.columns}
        index = len(self.rows[sheet])
        unsure = [headings[key] for key, f in fields.items() if f.grade == "review"]
        basis = f"{TO_CONFIRM}: {', '.join(unsure)}" if unsure else BASIS_PLAN
        self.rows[sheet].append({**{key: f.value for key, f in fields.items()}, "basis": basis})
        for key, f in fields.items():
            if f.value not in (None, "") or f.grade in ("review", "sample"):
                self.marks.append(Mark(sheet, index, key, f.grade, f.place, f.found, f.reason))

    def take_over(self, sheet: str, rows: list[dict[str, CellValue]]) -> None:
        """Rows from elsewhere, as they are and without marks."""
        self.rows[sheet].extend(rows)
