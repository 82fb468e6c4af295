"""The month as a competent analyst would script it: every form through pandas, no gate, no check, no trace.

python bench/plain.py ENGINE INBOX OUT      ENGINE: openpyxl (what pandas takes by itself) or calamine
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
from docx import Document

WORD_ROWS = 500


def read(path: Path, engine: str) -> pd.DataFrame:
    """One form as rows of (task, unit, period, label, value)."""
    sheets = pd.read_excel(path, sheet_name=None, header=None, engine=engine)
    identity = dict(zip(sheets["_nhan_dang"][0], sheets["_nhan_dang"][1], strict=True))
    form = sheets["Nhập liệu"]
    texts = form[0].astype("string").fillna("")
    heads = form.index[texts.eq("TT")]
    singles = form[texts.ne("") & form[2].notna() & ~texts.str.fullmatch(r"\d+|TT")]
    frames = [pd.DataFrame({"label": singles[0], "value": singles[2]})]
    for head in heads:
        rows = form.loc[head + 1 :]
        rows = rows[rows[0].astype("string").str.fullmatch(r"\d+").fillna(False)]
        for column in form.columns[1:]:
            label = form.at[head, column]
            if isinstance(label, str):
                values = rows[column].dropna()
                frames.append(pd.DataFrame({"label": label, "value": values}))
    frame = pd.concat(frames, ignore_index=True)
    frame.insert(0, "task", identity["meta_task"])
    frame.insert(1, "unit", identity["meta_unit"])
    frame.insert(2, "period", identity["meta_period"])
    return frame


def main(engine: str, inbox: Path, out: Path) -> None:
    """All forms into one table, its sums into a workbook, the first of them into a Word table."""
    table = pd.concat([read(path, engine) for path in sorted(inbox.rglob("*.xlsx"))], ignore_index=True)
    table["number"] = pd.to_numeric(table["value"], errors="coerce")
    sums = table.groupby(["task", "label"], sort=False).agg(
        total=("number", "sum"), answers=("value", "count"), units=("unit", "nunique")
    )
    per_unit = table.groupby(["task", "unit", "label"], sort=False)["number"].sum().reset_index()
    out.mkdir(parents=True, exist_ok=True)
    with pd.ExcelWriter(out / "tong-hop.xlsx", engine="openpyxl") as writer:
        table.to_excel(writer, sheet_name="Dữ liệu", index=False)
        sums.reset_index().to_excel(writer, sheet_name="Tổng hợp", index=False)
        per_unit.to_excel(writer, sheet_name="Theo đơn vị", index=False)
    report = Document()
    report.add_heading("Báo cáo kết quả thực hiện kế hoạch", 1)
    word = report.add_table(rows=1, cols=4)
    for cell, text in zip(word.rows[0].cells, ("Nhiệm vụ", "Đơn vị", "Nội dung", "Số liệu"), strict=True):
        cell.text = text
    for row in per_unit.head(WORD_ROWS).itertuples(index=False):
        for cell, text in zip(word.add_row().cells, row, strict=True):
            cell.text = str(text)
    report.save(str(out / "bao-cao.docx"))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
