"""The steps of the sheet "Tính lại": one after the other they come in, rows of cells by letter go out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.outcome import Results
from pipeline.report import live
from pipeline.report.live import At, Known, Live, Rows

FIRST = 6  # the row of the first step
TARGET, REACHED, MEASURE = "Đánh giá mục tiêu", "Hoàn thành mục tiêu", "Hoàn thành chỉ tiêu"


@dataclass(frozen=True, slots=True)
class Given:
    """A value taken from the evaluation as it is; no formula."""

    value: Known


Content = Live | Given | Known


@dataclass(frozen=True, slots=True)
class Step:
    """A row of the sheet. cells: by letter, E to L. form: of its result, number | share | date | text."""

    section: str
    code: str
    name: str
    told: str
    cells: dict[str, Content]
    how: str
    form: str
    scale: str  # form of what the result is compared with
    heading: bool = False


@dataclass
class Sheet:
    """The steps so far; `section` and `code` stand before the next ones."""

    results: Results
    rows: Rows
    steps: list[Step] = field(default_factory=list)
    section: str = ""
    code: str = ""

    @property
    def row(self) -> int:
        """Where the next step will stand."""
        return FIRST + len(self.steps)

    def title(self, name: str, told: str, how: str) -> None:
        """A heading."""
        self.steps.append(Step(self.section, self.code, name, told, {}, how, "text", "text", heading=True))

    def here(self, column: str, content: Content) -> At:
        """The cell of a column in the next step."""
        return At(f"{column}{self.row}", (known(content),))

    def cells(self, column: str, first: int, last: int | None = None) -> At:
        """A cell of a step that stands already, or of all the steps up to the row `last`."""
        end = first if last is None else last
        contents = [s.cells.get(column) for s in self.steps[first - FIRST : end - FIRST + 1]]
        place = f"{column}{first}" if last is None else f"{column}{first}:{column}{last}"
        return At(place, tuple(known(c) for c in contents))

    def add(
        self, name: str, again: Content, report: Known | Given = Given(None), *, told: str = "", how: str = "",
        form: str = "number", scale: str = "number", loosely: bool = False, cells: Mapping[str, Content] | None = None,
    ) -> At:  # fmt: skip
        """One step with its result; `report` is what the report says (Given: nothing to compare with)."""
        result = self.here("J", again)
        row = {**(cells or {}), "J": again}
        if not isinstance(report, Given):
            row["K"] = report
            places = {"share": 9, "number": 6}.get(form, 0)
            row["L"] = live.differs(result, self.here("K", report), places=places, loosely=loosely)
        if isinstance(again, Given):
            row["L"] = Given("lấy từ kết quả")
        self.steps.append(Step(self.section, self.code, name, told, row, how, form, scale))
        return result


def known(content: Content) -> Known:
    """What a cell shows."""
    return content.value if isinstance(content, (Live, Given)) else content
