"""A month of honest submissions, of any number: a plan workbook and an inbox are written into a folder.

Every form is drawn by the product itself and filled in as a unit would, a cell at a time; every kind of
measure but the long case list is among them. `cases` writes one list of cases instead.

    python bench/corpus.py 2000 FOLDER        python bench/corpus.py --cases 100000 FOLDER
    python bench/corpus.py --agencies 200 120 FOLDER      a tree of 200 agencies with 120 submissions each
"""

from __future__ import annotations

import random
import re
import shutil
import sys
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from pipeline import layout, templates
from pipeline.forms import SURVEY_LEVELS, Field
from pipeline.model import Plan, Task, Unit
from pipeline.ooxml import ref
from pipeline.plan import read_plan
from pipeline.plan_sample import sample_rows
from pipeline.plan_writer import write_plan

PERIOD = "2022-09"
MOST_TASKS = 50
CYCLE = (  # kinds of the tasks, over and over
    "tỷ lệ", "số lượng", "tỷ lệ", "văn bản", "giải ngân",
    "tỷ lệ", "số lượng", "danh mục", "so với năm trước", "khảo sát",
)  # fmt: skip
SHARES = {"tỷ lệ", "danh mục", "giải ngân", "khảo sát", "hồ sơ"}
ITEMS = ("Tiếp cận dịch vụ", "Thủ tục hành chính", "Công chức giải quyết", "Kết quả cung ứng", "Phản ánh, kiến nghị")
EPOCH = date(1899, 12, 30)
Value = float | int | str | date


def plan_rows(tasks: int, units: int, cycle: Sequence[str] = CYCLE) -> dict[str, list[dict[str, object]]]:
    """The rows of a plan in which every unit reports every task."""
    rows: dict[str, list[dict[str, object]]] = {
        k: list(map(dict, v)) for k, v in sample_rows("Sở Đo lường", 2022).items()
    }
    rows["Đơn vị"] = [
        {"code": f"DV{n:03}", "name": f"Đơn vị số {n}", "short_name": f"ĐV {n}", "group": "đơn vị"}
        for n in range(1, units + 1)
    ]
    rows["Nhiệm vụ"], rows["Chỉ tiêu"], rows["Nội dung cho sẵn"] = [], [], []
    sections = ("I", "II", "III", "IV", "V")
    for number in range(tasks):
        section, code, kind = (
            sections[number % 5],
            f"{sections[number % 5]}.{number // 5 + 1}",
            cycle[number % len(cycle)],
        )
        year = {"so với năm trước": ("<", "năm 2021")}
        op, target = year.get(kind, ("≥", "90%" if kind in SHARES else "2"))
        rows["Nhiệm vụ"].append(
            {"code": code, "section": section, "section_title": f"PHẦN {section}", "name": f"Nhiệm vụ số {number + 1}",
             "lead": "các đơn vị", "frequency": "tháng", "basis": "kế hoạch"}
        )  # fmt: skip
        rows["Chỉ tiêu"].append(
            {"code": f"{code}.1", "task": code, "name": f"Kết quả nhiệm vụ {number + 1}", "kind": kind, "uom": "việc",
             "op": op, "target": target, "due": date(2022, 12, 31), "nature": "lũy kế", "reporters": "chủ trì",
             "basis": "kế hoạch"}
        )  # fmt: skip
        if kind in ("danh mục", "khảo sát"):
            rows["Nội dung cho sẵn"] += [
                {"measure": f"{code}.1", "order": i, "text": text, "basis": "kế hoạch"}
                for i, text in enumerate(ITEMS, 1)
            ]
    rows["Bố cục báo cáo"] = [
        {"level": "1", "number": s, "title": f"Phần {s}", "content": "nhiệm vụ", "sections": s}
        for s in sections[:tasks]
    ]
    return rows


def answers(drawn: layout.TaskLayout, chance: random.Random) -> Iterator[tuple[str, int, int, Value]]:
    """What a unit fills into a form: sheet, row, column, value."""
    for entry in drawn.inputs:
        value = single(entry.field, chance, drawn.unit.code if drawn.unit else "")
        if value is not None:
            yield drawn.sheet, entry.row, entry.column, value
    for rows in drawn.lists:
        count = len(rows.given) or chance.randint(2, 6)
        for index in range(count):
            for offset, field in enumerate(rows.fields):
                value = listed(field, index, chance)
                if value is not None:
                    yield rows.sheet, rows.first + index, rows.left + offset, value


def single(field: Field, chance: random.Random, unit: str) -> Value | None:
    """The value of one input; None where it is left blank."""
    known: dict[str, Value] = {
        "numerator": chance.randint(50, 90), "denominator": chance.randint(90, 120), "count": chance.randint(1, 40),
        "current": chance.randint(1, 9), "baseline": chance.randint(5, 12), "decision": "1234/QĐ-UBND ngày 05/7/2022",
        "reporter": f"Nguyễn Văn {unit}", "phone": "0258 3812 345",
        "result": "Đã hoàn thành các nội dung theo kế hoạch, đúng tiến độ." if chance.random() < 0.3 else "",
    }  # fmt: skip
    return known.get(field.key) or None


def listed(field: Field, index: int, chance: random.Random) -> Value | None:
    """The value of a cell of a list; None where it is given, or left blank."""
    if field.key in SURVEY_LEVELS:
        return chance.randint(0, 60)
    known: dict[str, Value] = {
        "number": f"{chance.randint(10, 999)}/KH-SDL", "date": date(2022, 8, 15) + timedelta(chance.randint(0, 30)),
        "subject": f"Kế hoạch triển khai nội dung {index + 1}", "done": chance.choice(("Có", "Có", "Không")),
        "project": f"Công trình {chance.randint(1, 10**6)}", "allocated": chance.randint(2, 9) * 10**9,
        "disbursed": chance.randint(1, 2) * 10**9,
    }  # fmt: skip
    return known.get(field.key)


def filled(form: bytes, values: Sequence[tuple[str, int, int, Value]]) -> bytes:
    """A form with values typed into its blank cells."""
    with zipfile.ZipFile(BytesIO(form)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    names = re.findall(rb'<sheet name="([^"]*)"', parts["xl/workbook.xml"])
    for sheet in {s for s, *_ in values}:
        part = f"xl/worksheets/sheet{[n.decode() for n in names].index(sheet) + 1}.xml"
        for cell in ((s, ref(row, column), value) for s, row, column, value in values):
            if cell[0] == sheet:
                blank = re.compile(rf'<c r="{cell[1]}"( s="[0-9]+")?/>'.encode())
                parts[part] = blank.sub(typed(cell[1], cell[2]), parts[part], count=1)
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def typed(place: str, value: Value) -> bytes:
    """A cell's XML with a value, as a pattern that keeps its style."""
    if isinstance(value, str):
        return rf'<c r="{place}"\1 t="inlineStr"><is><t>{value}</t></is></c>'.encode()
    number = (value - EPOCH).days if isinstance(value, date) else value
    return rf'<c r="{place}"\1><v>{number}</v></c>'.encode()


def begin(folder: Path, tasks: int, units: int, cycle: Sequence[str] = CYCLE) -> Plan:
    """Writes the plan workbook of a corpus."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "ke-hoach.xlsx"
    write_plan(plan_rows(tasks, units, cycle), path)
    plan, findings = read_plan(path.read_bytes(), path.name)
    if plan is None:
        raise SystemExit("\n".join(f.message for f in findings))
    return plan


def form_of(plan: Plan, task: Task, unit: Unit) -> tuple[layout.TaskLayout, bytes]:
    """The issued form of a task."""
    drawn = layout.lay_out(plan, task, unit, plan.calendar[PERIOD])
    return drawn, templates.draw(plan, drawn)


def write(folder: Path, count: int) -> None:
    """A plan and `count` submissions to it."""
    tasks = min(MOST_TASKS, max(10, count // 12))
    plan = begin(folder, tasks, -(-count // tasks))
    chance = random.Random(count)
    pairs = [(task, unit) for unit in plan.units.values() for task in plan.tasks.values()]
    for task, unit in pairs[:count]:
        drawn, form = form_of(plan, task, unit)
        path = folder / "inbox" / unit.code / templates.template_name(task, unit, plan.calendar[PERIOD])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(filled(form, list(answers(drawn, chance))))


def write_tree(folder: Path, agencies: int, count: int) -> None:
    """A tree of agencies, ten to a province, each with a name of its own and as many submissions.

    The submissions are drawn once: what they say is the same, each agency has its own copies.
    """
    first = folder / ".mot-co-quan"
    write(first, count)
    tasks = min(MOST_TASKS, max(10, count // 12))
    for number in range(1, agencies + 1):
        own = folder / f"tinh-{(number - 1) // 10 + 1:03}" / f"so-{number:05}"
        shutil.copytree(first / "inbox", own / "inbox")
        rows = plan_rows(tasks, -(-count // tasks))
        for entry in rows["Cơ quan"]:
            if entry["key"] in ("name", "running_name"):
                entry["value"] = f"{entry['value']} {number}"
        write_plan(rows, own / "ke-hoach.xlsx")
    shutil.rmtree(first)


def write_cases(folder: Path, count: int) -> None:
    """A plan of one task, and one submission with a list of `count` cases."""
    plan = begin(folder, 1, 1, ("hồ sơ",))
    (task,), (unit,) = plan.tasks.values(), plan.units.values()
    drawn, form = form_of(plan, task, unit)
    (rows,) = drawn.lists
    chance, xml = random.Random(count), []
    for index in range(count):
        received = 44562 + chance.randint(0, 240)
        number = rows.first + index
        dates = (received, received + 10, received + chance.randint(1, 11))
        cells = "".join(f'<c r="{c}{number}"><v>{d}</v></c>' for c, d in zip("BCD", dates, strict=True))
        xml.append(f'<row r="{number}"><c r="A{number}" t="inlineStr"><is><t>HS{index:07}</t></is></c>{cells}</row>')
    with zipfile.ZipFile(BytesIO(form)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    names = [n.decode() for n in re.findall(rb'<sheet name="([^"]*)"', parts["xl/workbook.xml"])]
    part = f"xl/worksheets/sheet{names.index(rows.sheet) + 1}.xml"
    styles = re.findall(rb'<col min="(\d+)"[^>]* style="(\d+)"', parts[part])  # of columns: dates are dates
    body = "".join(xml)
    for column, style in styles:
        letter = "ABCD"[int(column) - 1]
        body = re.sub(rf'<c r="({letter}\d+)"', rf'<c r="\1" s="{style.decode()}"', body)
    parts[part] = parts[part].replace(b"</sheetData>", body.encode() + b"</sheetData>")
    path = folder / "inbox" / "ho-so.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


if __name__ == "__main__":
    if sys.argv[1] == "--cases":
        write_cases(Path(sys.argv[3]), int(sys.argv[2]))
    elif sys.argv[1] == "--agencies":
        write_tree(Path(sys.argv[4]), int(sys.argv[2]), int(sys.argv[3]))
    else:
        write(Path(sys.argv[2]), int(sys.argv[1]))
