"""What a plan says of its agency comes in, the rows of the agency sheet go out, samples where it is silent."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline import plan_start
from pipeline.drafting.head import Head
from pipeline.drafting.passage import Passage
from pipeline.drafting.rows import Book
from pipeline.drafting.taken_over import Roster, agency_values
from pipeline.plan_sheets import AGENCY, AGENCY_FIELDS, CellValue
from pipeline.plan_writer import Grade, Mark
from pipeline.vietnamese import fold

_OF_THE_PLAN = ("plan_title", "plan_basis", "year")  # taken from the document even where a roster is given
_OF_ITS_YEAR = ("plan_id", "report_abstract", "counted_from")
CONFIRM = "cần cơ quan xác nhận"

Row = Mapping[str, CellValue]


def add_agency(book: Book, head: Head, year: int, roster: Roster | None) -> None:
    """Every row of the agency sheet: from the roster, from the document, or a sample."""
    samples = agency_values([dict(row) for row in plan_start.agency_rows(year)])
    taken = dict(agency_values(roster.agency)) if roster else {}
    if roster and roster.plan.agency.year != year:
        taken = {key: row for key, row in taken.items() if key not in _OF_ITS_YEAR}
    for entry in AGENCY_FIELDS:
        said = head.values.get(entry.key)
        if entry.key in taken and not (said and entry.key in _OF_THE_PLAN):
            _take(book, entry.key, taken[entry.key], said)
        elif said:
            _read(book, entry.key, said)
        else:
            _sample(book, entry.key, samples.get(entry.key, {}), entry.required)


def _put(book: Book, key: str, row: Row, grade: Grade | None, said: Passage | None = None, reason: str = "") -> None:
    """A row of the sheet, and a mark on its value where it has a grade."""
    rows = book.rows[AGENCY.name]
    place, found = (said.at, said.found or said.text) if said else ("", "")
    if grade:
        book.marks.append(Mark(AGENCY.name, len(rows), "value", grade, place, found, reason))
    rows.append({"value": None, **row, "key": key})


def _take(book: Book, key: str, row: Row, said: Passage | None) -> None:
    """From the roster; marked where the document names another agency."""
    if key == "name" and said and fold(said.text) != fold(str(row.get("value") or "")):
        _put(book, key, row, "review", said, "tệp kế hoạch có sẵn (--roster) ghi tên khác với tệp Word")
    else:
        _put(book, key, row, None)


def _read(book: Book, key: str, said: Passage) -> None:
    basis = f"{CONFIRM}: {said.reason}" if said.doubts else f"theo tệp Word, {said.at}" if said.at else "theo tệp Word"
    _put(book, key, {"value": said.text, "basis": basis}, said.grade, said, said.reason)


def _sample(book: Book, key: str, row: Row, required: bool) -> None:
    row = {"basis": CONFIRM, **row}
    if row.get("value") is not None:
        _put(book, key, row, "sample", reason="không có trong tệp Word: nội dung mẫu")
    else:
        _put(book, key, row, "review" if required else None, reason="không thấy trong tệp Word, cần điền")
