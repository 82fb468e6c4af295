"""Where the time of one `report` goes: the same run inside this process, each stage under a clock.

python bench/stages.py PLAN INBOX OUT PERIOD      prints JSON: seconds by stage, "start" = until the first stage
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

from pipeline import issuing, run  # noqa: E402
from pipeline.vietnamese import VIETNAM  # noqa: E402

STAGES: tuple[tuple[str, Any, str], ...] = (  # what it is called, where it stands
    ("register, hash", run, "receive"),
    ("read, check", run, "take_in"),
    ("merge, judge", run, "compute"),
    ("second road", run, "reckon_again"),
    ("sentences, registry", issuing, "papers"),
    ("write .docx, conform", issuing, "_write_document"),
    ("write .xlsx", issuing.excel, "write_workbook"),
    ("write .json", issuing.machine, "to_json"),
)


def main(plan: Path, inbox: Path, out: Path, period: str) -> None:
    """Runs and prints."""
    spent = {"start": time.perf_counter() - BEGUN} | {name: 0.0 for name, _, _ in STAGES}

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
    as_of: date | None = None
    run.make_report(plan, inbox, period, out, as_of, datetime.now(VIETNAM), lambda _: None)
    spent["rest"] = time.perf_counter() - BEGUN - sum(spent.values())
    print(json.dumps(spent, ensure_ascii=False))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4])
