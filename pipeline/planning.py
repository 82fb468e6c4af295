"""How a plan workbook comes about: from a plan's Word file, from last year's, from nothing.

Paths come in, a new workbook is written, what stands in it goes out; nothing is ever overwritten.
"""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from pathlib import Path

from pipeline import plan_next
from pipeline.drafting.draft import Draft, make_draft
from pipeline.drafting.taken_over import read_roster
from pipeline.drafting.word import read_document
from pipeline.model import PipelineError, Plan
from pipeline.plan import read_plan
from pipeline.plan_begun import NextPlan, StartedPlan
from pipeline.plan_file import find_period, load_plan, sound
from pipeline.plan_sample import sample_rows
from pipeline.plan_sheets import BASELINES, PlanRows
from pipeline.plan_table import Reading
from pipeline.plan_writer import write_plan
from pipeline.progress import SILENT, Progress
from pipeline.run import bring_in, compute, secret_of
from pipeline.workbook import read_book
from pipeline.writing import write_file


def import_plan(source: Path, roster_path: Path | None, out: Path) -> Draft:
    """The draft of a plan workbook from a plan's Word file, written to OUT; nothing is ever overwritten."""
    _must_be_new(out)
    roster = read_roster(roster_path.read_bytes(), load_plan(roster_path)) if roster_path else None
    draft = make_draft(read_document(source), roster)
    buffer = BytesIO()
    write_plan(draft.rows, buffer, draft.marks, draft.notes)
    write_file(out, buffer.getvalue())
    return draft


def begin_next_plan(
    plan_path: Path, year: int | None, inbox: Path | None, out: Path, now: datetime, key_file: Path | None = None,
    progress: Progress = SILENT,
) -> NextPlan:  # fmt: skip
    """Writes the plan workbook of a later year from this year's, its baselines from this year's inbox."""
    plan = load_plan(plan_path)
    year = plan.agency.year + 1 if year is None else year
    if year <= plan.agency.year:
        raise PipelineError(
            f"Tệp kế hoạch “{plan_path}” là của năm {plan.agency.year}; năm mới phải sau năm đó, không phải {year}."
        )
    _must_be_new(out)
    reading = Reading(read_book(plan_path.read_bytes()))
    rows = plan_next.next_rows(reading, plan, year)
    lacking: tuple[tuple[str, str], ...] = ()
    if inbox is not None:
        came = bring_in(inbox, plan, secret_of(inbox, key_file), now, progress=progress)
        whole = find_period(plan, str(plan.agency.year))
        results, _ = compute(plan, whole, whole.end, came.submissions)
        rows[BASELINES.name], lacking = plan_next.baseline_rows(results, year)
    written = _write_plan(rows, out)
    return NextPlan(out, written, plan, plan_next.places_to_look_at(reading, plan), lacking)


def begin_sample_plan(agency: str, year: int, out: Path) -> StartedPlan:
    """Writes a starting plan workbook for another agency."""
    _must_be_new(out)
    return StartedPlan(out, _write_plan(sample_rows(agency, year), out))


def _must_be_new(out: Path) -> None:
    if out.suffix != ".xlsx":
        raise PipelineError(f"Tệp kế hoạch mới cần có đuôi .xlsx, ví dụ {out.with_suffix('.xlsx')}.")
    if out.exists():
        raise PipelineError(f"Đã có tệp “{out}”. Chọn tên khác, hoặc chuyển tệp ấy đi rồi chạy lại.")


def _write_plan(rows: PlanRows, out: Path) -> Plan:
    """Writes a plan workbook that can be read back, or nothing."""
    buffer = BytesIO()
    write_plan(rows, buffer)
    plan = sound(*read_plan(buffer.getvalue(), out.name), out)
    write_file(out, buffer.getvalue())
    return plan
