"""What a plan says of its agency comes in, the rows of the agency sheet go out, samples where it is silent."""

from __future__ import annotations

from pipeline import plan_start
from pipeline.drafting.head import Head
from pipeline.drafting.passage import Passage
from pipeline.drafting.rows import Book
from pipeline.drafting.taken_over import Roster, agency_values
from pipeline.plan_sheets import AGENCY, AGENCY_FIELDS
from pipeline.plan_writer import Mark
from pipeline.vietnamese import fold

_OF_THE_PLAN = ("plan_title", "plan_basis", "year")  # taken from the document even where a roster is given
_OF_ITS_YEAR = ("plan_id", "report_abstract", "counted_from")
CONFIRM = "cần cơ quan xác nhận"


def add_agency(book: Book, head: Head, year: int, roster: Roster | None) -> None:
    """Every row of the agency sheet: from the roster, from the document, or a sample."""
    samples = agency_values([dict(row) for row in plan_start.agency_rows(year)])
    taken = dict(agency_values(roster.agency)) if roster else {}
    if roster and roster.plan.agency.year != year:
        taken = {key: row for key, row in taken.items() if key not in _OF_ITS_YEAR}
    for entry in AGENCY_FIELDS:
        said = head.values.get(entry.key)
        if entry.key in taken and not (said and entry.key in _OF_THE_PLAN):
            _take(book, dict(taken[entry.key]), entry.key, said)
        elif said:
            _read(book, entry.key, said)
        else:
            _sample(book, entry.key, dict(samples.get(entry.key, {})), entry.required)


def _put(book: Book, row: dict[str, object], mark: Mark | None) -> None:
    book.rows[AGENCY.name].append(row)  # type: ignore[arg-type]
    if mark:
        book.marks.append(mark)


def _take(book: Book, row: dict[str, object], key: str, said: Passage | None) -> None:
    """From the roster; marked where the document names another agency."""
    mark = None
    if key == "name" and said and fold(said.text) != fold(str(row.get("value") or "")):
        reason = "tệp kế hoạch có sẵn (--roster) ghi tên khác với tệp Word"
        mark = Mark(
            AGENCY.name, len(book.rows[AGENCY.name]), "value", "review", said.at, said.found or said.text, reason
        )
    _put(book, row, mark)


def _read(book: Book, key: str, said: Passage) -> None:
    basis = f"{CONFIRM}: {said.reason}" if said.doubts else f"theo tệp Word, {said.at}" if said.at else "theo tệp Word"
    mark = Mark(
        AGENCY.name, len(book.rows[AGENCY.name]), "value", said.grade, said.at, said.found or said.text, said.reason
    )
    _put(book, {"key": key, "value": said.text, "basis": basis}, mark)


def _sample(book: Book, key: str, row: dict[str, object], required: bool) -> None:
    row = {"key": key, "value": None, "basis": CONFIRM, **row}
    mark = None
    if row["value"] is not None:
        reason = "không có trong tệp Word: nội dung mẫu"
        mark = Mark(AGENCY.name, len(book.rows[AGENCY.name]), "value", "sample", reason=reason)
    elif required:
        reason = "không thấy trong tệp Word, cần điền"
        mark = Mark(AGENCY.name, len(book.rows[AGENCY.name]), "value", "review", reason=reason)
    _put(book, row, mark)
