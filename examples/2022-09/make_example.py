"""Makes the inbox of the example: issues the templates, types in the scenario, notes the arrivals.

    python examples/2022-09/make_example.py

Needs LibreOffice (`soffice`): part of the files is opened and saved by it, as units do. Made
again with the same LibreOffice, every file has the same bytes.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import openpyxl
from openpyxl.utils import range_boundaries
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
INBOX = HERE / "inbox"
sys.path[:0] = [str(HERE), str(ROOT)]

import kich_ban as scenario  # noqa: E402
from saving import add_part, steady, through_libreoffice  # noqa: E402

from pipeline.intake.register import add_arrivals  # noqa: E402

PERIOD_CHOICES = {"2022-09": "2022-09 - tháng 9 năm 2022 (từ 15/08/2022 đến 14/09/2022)"}
DATE_FORMAT = "dd/mm/yyyy"
STANDARD = "mau"


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        work = Path(place)
        for period in sorted({s.period for s in scenario.sent()}):
            issue(work / period, "--period", period, "--fresh")
        issue(work / STANDARD, "--standard")
        files = {s.path: content(s, work) for s in scenario.sent() if not s.copy_of}
        through = {s.path: files[s.path] for s in scenario.sent() if s.libreoffice}
        files |= through_libreoffice(through, work)
    shutil.rmtree(INBOX, ignore_errors=True)
    for sent in scenario.sent():
        data = files[sent.copy_of or sent.path]
        if not (sent.copy_of or sent.docx):
            data = steady(data, sent.received - timedelta(minutes=12))
            files[sent.path] = data
        path = INBOX / sent.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    add_arrivals(INBOX, arrivals())
    print(f"{len(scenario.sent())} tệp trong {INBOX.relative_to(ROOT)}")


def issue(out: Path, *what: str) -> None:
    """The product's own templates: those of a month, or the blank standard ones."""
    subprocess.run(
        [sys.executable, "-m", "pipeline", "templates", *what, "--out", str(out)],
        cwd=ROOT, check=True, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.DEVNULL,
    )  # fmt: skip


def arrivals() -> Iterable[tuple[str, str, int, str]]:
    for sent in scenario.sent():
        data = (INBOX / sent.path).read_bytes()
        yield sent.path, hashlib.sha256(data).hexdigest(), len(data), sent.received.isoformat() + "+07:00"


# --- one file ---------------------------------------------------------------------------------


def content(sent: scenario.Sent, work: Path) -> bytes:
    if sent.docx:
        return word_file()
    book = openpyxl.load_workbook(template_of(sent, work))
    if sent.standard:
        put(book, "meta_unit", f"{sent.unit} - {scenario.UNITS[sent.unit]}")
        put(book, "meta_period", PERIOD_CHOICES[sent.period])
    for measure, answer in sent.answers.items():
        fill(book, measure.replace(".", "_"), answer)
    reporter, phone = scenario.REPORTERS[sent.unit]
    general: dict[str, object] = {
        "in_as_of": sent.as_of, "in_status": sent.status, "in_nil": scenario.YES if sent.nil else "",
        "in_result": sent.result, "in_difficulty": sent.difficulty, "in_proposal": sent.proposal,
        "in_reporter": reporter, "in_phone": phone,
    }  # fmt: skip
    for name, value in general.items():
        if value:
            put(book, name, value)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def template_of(sent: scenario.Sent, work: Path) -> Path:
    if sent.standard:
        return work / STANDARD / f"{sent.task}.xlsx"
    return work / sent.period / sent.unit / f"{sent.task}__{sent.unit}__{sent.period}.xlsx"


def fill(book: Workbook, code: str, answer: scenario.Answer) -> None:
    match answer:
        case scenario.Ratio(numerator, denominator):
            put(book, f"in_{code}_numerator", numerator)
            put(book, f"in_{code}_denominator", denominator)
        case scenario.Count(count):
            put(book, f"in_{code}_count", count)
        case scenario.Baseline(current, baseline):
            put(book, f"in_{code}_current", current)
            put(book, f"in_{code}_baseline", baseline)
        case scenario.Documents(rows):
            put_rows(book, code, [(r.number, r.day, r.subject) for r in rows])
        case scenario.Checklist(answers, notes):
            put_rows(book, code, list(zip(answers, notes or [""] * len(answers), strict=True)), skip=1)
        case scenario.Disbursement(decision, rows):
            put(book, f"in_{code}_decision", decision)
            put_rows(book, code, [(r.name, r.allocated, r.disbursed) for r in rows])
        case scenario.Survey(rows):
            put_rows(book, code, rows, skip=1)
        case scenario.Cases(rows, numerator, denominator):
            put(book, f"in_{code}_baseline_numerator", numerator)
            put(book, f"in_{code}_baseline_denominator", denominator)
            put_rows(book, code, [(r.id, r.received, r.due, r.returned) for r in rows])


def place_of(book: Workbook, name: str) -> tuple[Worksheet, int, int]:
    """Where a defined name begins: sheet, row, column."""
    sheet, area = book.defined_names[name].attr_text.rsplit("!", 1)
    left, top, _, _ = range_boundaries(area.replace("$", ""))
    return book[sheet.strip("'")], int(top), int(left)


def put(book: Workbook, name: str, value: object) -> None:
    sheet, row, column = place_of(book, name)
    type_in(sheet, row, column, value)


def put_rows(book: Workbook, code: str, rows: Sequence[Sequence[object]], skip: int = 0) -> None:
    """Types a list; `skip`: leading columns that the template gives."""
    sheet, top, left = place_of(book, f"rows_{code}")
    for down, values in enumerate(rows):
        for across, value in enumerate(values):
            if value not in ("", None):
                type_in(sheet, top + down, left + skip + across, value)


def type_in(sheet: Worksheet, row: int, column: int, value: object) -> None:
    cell = sheet.cell(row, column)
    cell.value = value  # type: ignore[assignment]
    if isinstance(value, date):
        cell.number_format = DATE_FORMAT


# --- a file that is no workbook ------------------------------------------------------------------


def word_file() -> bytes:
    """A Word document; the unit only changed the end of its name to .xlsx."""
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    package = "http://schemas.openxmlformats.org/package/2006"
    words = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    text = "Nhà hát đã cử 11/14 lượt viên chức tham gia đào tạo, bồi dưỡng."
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{kind}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="rId1" Type="{office}" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{words}"><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p>'
        "</w:body></w:document>",
    }
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, part in parts.items():
            add_part(archive, name, (head + part).encode())
    return stream.getvalue()


if __name__ == "__main__":
    main()
