"""What issuing forms takes: the product, and openpyxl that draws the same cells from nothing, in turn.

python bench/forms.py PLAN PERIOD COUNT      prints JSON: by way the milliseconds of the processor a form

Openpyxl is given every cell with its look, widths, heights, merged cells and rules of input as they stand in a
form of the product; it writes them into a new workbook each time, as a script without the product would.
"""

from __future__ import annotations

import copy
import json
import statistics
import sys
import time
from io import BytesIO
from itertools import cycle, islice
from pathlib import Path

import openpyxl

sys.path.insert(0, str(Path(__file__).parents[1]))

from pipeline import layout, templates
from pipeline.model import Plan, Task, Unit
from pipeline.plan import read_plan

AT_ONCE = 10
MODELS = 12  # forms that are drawn over and over
LOOKS = ("font", "fill", "border", "alignment", "protection", "number_format")


def ours(plan: Plan, task: Task, unit: Unit, period: str) -> bytes:
    """A form as it is issued."""
    return templates.draw(plan, layout.lay_out(plan, task, unit, plan.calendar[period]))


def drawn_again(form: openpyxl.Workbook) -> bytes:
    """The same by openpyxl, from nothing."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for model in form.worksheets:
        sheet = book.create_sheet(model.title)
        sheet.sheet_state = model.sheet_state
        for row in model.iter_rows():
            for known in row:
                cell = sheet.cell(known.row, known.column, known.value)
                if known.has_style:
                    for look in LOOKS:
                        setattr(cell, look, copy.copy(getattr(known, look)))
        for place, dimension in model.column_dimensions.items():
            sheet.column_dimensions[place].width = dimension.width
        for number, height in model.row_dimensions.items():
            sheet.row_dimensions[number].height = height.height
        for area in model.merged_cells.ranges:
            sheet.merge_cells(area.coord)
        for rule in model.data_validations.dataValidation:
            sheet.add_data_validation(copy.copy(rule))
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def main(path: Path, period: str, count: int) -> None:
    """Runs and prints."""
    plan, findings = read_plan(path.read_bytes(), path.name)
    if plan is None:
        raise SystemExit("\n".join(f.message for f in findings))
    asked = list(islice(templates.issue(plan, plan.calendar[period]), None, None, 97))[:MODELS]  # of all kinds
    models = {task.code: openpyxl.load_workbook(BytesIO(ours(plan, task, unit, period))) for task, unit in asked}
    taken: dict[str, list[float]] = {"openpyxl": [], "chương trình": []}
    forms = islice(cycle(asked), count)
    while batch := list(islice(forms, AT_ONCE)):
        began = time.process_time()
        for task, unit in batch:
            ours(plan, task, unit, period)
        between = time.process_time()
        for task, _ in batch[:2]:  # it is that slow
            drawn_again(models[task.code])
        taken["chương trình"].append((between - began) / len(batch) * 1000)
        taken["openpyxl"].append((time.process_time() - between) / len(batch[:2]) * 1000)
    print(json.dumps({name: statistics.median(each) for name, each in taken.items()}, ensure_ascii=False))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
