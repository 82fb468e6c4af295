"""Where the time of one `report` goes: the same run inside this process, one stage after the other under a clock.

A real run loads its libraries while others read, and makes workbook, page and answers beside the documents:
on two cores it takes less than the sum.

python bench/stages.py PLAN INBOX OUT PERIOD      prints JSON: seconds by stage, "khởi động" = until the first stage
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import Any

BEGUN = time.perf_counter()
sys.path.insert(0, str(Path(__file__).parents[1]))

from pipeline import beside, issuing, run  # noqa: E402
from pipeline.answering import replies  # noqa: E402
from pipeline.progress import SILENT  # noqa: E402
from pipeline.sweeping import sweep_seldom  # noqa: E402
from pipeline.vietnamese import VIETNAM  # noqa: E402

STAGES: tuple[tuple[str, Any, str], ...] = (  # what it is called, where it stands
    ("sổ tiếp nhận, mã băm", run, "receive"),
    ("đọc, kiểm tra", run, "_read"),
    ("gộp, đánh giá", run, "settle"),
    ("gộp, đánh giá", run, "compute"),
    ("tính lại lần hai", run, "_second_road"),
    ("thư trả lời", replies, "replies"),
    ("câu chữ, danh mục số liệu", issuing, "papers"),
    ("ghi .docx, soát thể thức", issuing, "_write_document"),
    ("ghi .xlsx", issuing.excel, "without_figures"),
    ("ghi .xlsx", issuing.excel, "with_figures"),
    ("trang tổng quan", issuing, "page_of"),
    ("trang tổng quan", issuing, "render"),
)


def main(plan: Path, inbox: Path, out: Path, period: str) -> None:
    """Runs and prints."""
    spent = {"khởi động": time.perf_counter() - BEGUN} | {name: 0.0 for name, _, _ in STAGES}

    def timed(name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(work)
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            began = time.perf_counter()
            try:
                return work(*args, **kwargs)
            finally:
                spent[name] += time.perf_counter() - began

        return wrapper

    for name, module, attribute in STAGES:
        setattr(module, attribute, timed(name, getattr(module, attribute)))
    run.beside = issuing.beside = lambda work, *, apart: beside.beside(work, apart=False)
    sweep_seldom()
    as_of: date | None = None
    run.make_report(plan, inbox, period, out, as_of, datetime.now(VIETNAM), SILENT)
    spent["còn lại"] = time.perf_counter() - BEGUN - sum(spent.values())
    print(json.dumps(spent, ensure_ascii=False))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4])
