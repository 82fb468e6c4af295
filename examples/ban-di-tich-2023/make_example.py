"""Makes the example again: the plan in Word, its workbook as a person confirms it, three units' answers.

    python examples/ban-di-tich-2023/make_example.py

What the person changes in the draft is read from the table in README.md, so that the guide is true.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path

import openpyxl
from openpyxl.utils import range_boundaries
from openpyxl.workbook.workbook import Workbook

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE), str(ROOT)]

import viet_ke_hoach  # noqa: E402

from pipeline.intake.register import add_arrivals  # noqa: E402

PLAN, INBOX, PERIOD = HERE / "ke-hoach.xlsx", HERE / "inbox", "2023-02"
ARRIVED = {
    "VP__2023-02.xlsx": "2023-02-15T08:20:00+07:00",
    "PNV__2023-02.xlsx": "2023-02-15T16:45:00+07:00",
    "Doi BV - I.2 thang 2.xlsx": "2023-02-16T09:10:00+07:00",
}
SHRINE, PAGODA = "Tu bổ Đình Xuân Sơn", "Chống xuống cấp Chùa Linh Quang"
ANSWERS: Mapping[str, Mapping[str, Mapping[str, object]]] = {  # by file, then by task sheet ("" the contents)
    "VP__2023-02.xlsx": {
        "": {"in_reporter": "Phạm Thị Lan", "in_phone": "0200 381 0001"},
        "II.1": {"in_II_1_1_count": 2, "in_result": "Đăng 02 bài giới thiệu lễ hội đầu xuân tại Đình Xuân Sơn"},
        "II.2": {"in_status": "Đang thực hiện", "in_result": "Đã gửi dự thảo Quy chế lấy ý kiến các đơn vị"},
    },
    "PNV__2023-02.xlsx": {
        "": {"in_reporter": "Trần Quốc Bảo", "in_phone": "0200 381 0002"},
        "I.1": {
            "in_I_1_1_decision": "12/QĐ-SVHTT ngày 05/01/2023",
            "rows_I_1_1": [[SHRINE, 4_000_000_000, 200_000_000], [PAGODA, 2_500_000_000, 50_000_000]],
            "in_difficulty": "Nhà thầu chậm hoàn thiện hồ sơ thanh toán",
        },
        "I.2": {"in_I_2_1_numerator": 120, "in_I_2_1_denominator": 1200},
    },
    "Doi BV - I.2 thang 2.xlsx": {
        "I.2": {"in_I_2_1_numerator": 30, "in_I_2_1_denominator": 300, "in_reporter": "Lý Văn Hùng"},
    },
}


def main() -> None:
    viet_ke_hoach.main()
    with tempfile.TemporaryDirectory() as place:
        draft = Path(place) / "ke-hoach.xlsx"
        run("plan", "import", str(HERE / "ke-hoach.docx"), "--out", str(draft))
        confirm(draft, PLAN)
        shutil.rmtree(INBOX, ignore_errors=True)
        INBOX.mkdir()
        for layout in ("unit", "task"):
            out = Path(place) / layout
            run("templates", "--plan", str(PLAN), "--period", PERIOD, "--fresh", "--layout", layout, "--out", str(out))
        for name, typed in ANSWERS.items():
            source = Path(place) / "task" / "DBVDT" / "I.2__DBVDT__2023-02.xlsx"
            if name.endswith(f"__{PERIOD}.xlsx"):
                source = Path(place) / "unit" / name.partition("__")[0] / name
            fill(source, typed, INBOX / name)
    add_arrivals(INBOX, arrivals())


def run(*command: str) -> None:
    """The product's own command."""
    subprocess.run(
        [sys.executable, "-m", "pipeline", *command],
        cwd=ROOT, check=True, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.DEVNULL,
    )  # fmt: skip


def changes() -> Iterator[tuple[str, str, str, str]]:
    """(sheet, row, column, text) of every cell that README tells the person to change."""
    page = (HERE / "README.md").read_text(encoding="utf-8").partition("| Trang | Dòng | Cột | Ghi |")[2]
    for line in page.splitlines()[2:]:
        cells = tuple(cell.strip() for cell in line.strip("|").split("|"))
        if len(cells) != 4:
            return
        yield cells  # type: ignore[misc]


def confirm(draft: Path, confirmed: Path) -> None:
    """The draft with the person's changes; everything else as the import proposed it."""
    book = openpyxl.load_workbook(draft)
    for sheet_name, row_name, heading, text in changes():
        sheet = book[sheet_name]
        heads = next(r for r in sheet.iter_rows() if any(c.value == heading for c in r))
        column = next(c.column for c in heads if c.value == heading)
        rows = [r for r in sheet.iter_rows(min_row=heads[0].row + 1) if r[0].value == row_name]
        if not rows:
            raise SystemExit(f"README: trang “{sheet_name}” không có dòng “{row_name}”")
        for row in rows:
            row[column - 1].value = day(text) or text
    book.properties.modified = book.properties.created = datetime(2023, 1, 12)
    book.save(confirmed)


def day(text: str) -> date | None:
    match = re.fullmatch(r"(\d\d)/(\d\d)/(\d{4})", text)
    return date(int(match[3]), int(match[2]), int(match[1])) if match else None


def fill(source: Path, typed: Mapping[str, Mapping[str, object]], target: Path) -> None:
    """Types answers at the names of a template: those of a sheet in a bundle, of the workbook else."""
    book = openpyxl.load_workbook(source)
    for task, values in typed.items():
        for name, value in values.items():
            put(book, task if task in book.sheetnames else "", name, value)
    book.properties.modified = datetime(2023, 2, 15)
    book.save(target)


def put(book: Workbook, scope: str, name: str, value: object) -> None:
    names = book[scope].defined_names if scope else book.defined_names
    sheet, _, cells = names[name].attr_text.rpartition("!")
    left, top, _, _ = range_boundaries(cells.replace("$", ""))
    rows = value if isinstance(value, list) else [[value]]
    for row, entries in enumerate(rows, top):
        for column, entry in enumerate(entries, left):
            book[sheet.strip("'")].cell(row, column).value = entry


def arrivals() -> Iterator[tuple[str, str, int, str]]:
    for name, when in ARRIVED.items():
        data = (INBOX / name).read_bytes()
        yield name, hashlib.sha256(data).hexdigest(), len(data), when


if __name__ == "__main__":
    main()
