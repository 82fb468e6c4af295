"""What reading one file takes, in this process: pandas with openpyxl, bare calamine, the product's reader, in turn.

python bench/reading.py INBOX [MOST]      prints JSON: by way the median of milliseconds of the processor a file

The product's way is all that stands before the first question about content: SHA-256, the gate, every sheet with
cells, types, formulas and names. Calamine gives the sheets as lists of values, and nothing else.
"""

from __future__ import annotations

import hashlib
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
from python_calamine import CalamineWorkbook

sys.path.insert(0, str(Path(__file__).parents[1]))

from pipeline.intake.gate import open_book

AT_ONCE = 20  # files that one way reads before it is the next one's turn


def by_pandas(path: Path) -> None:
    """As `plain.py` begins."""
    pd.read_excel(path, sheet_name=None, header=None, engine="openpyxl")


def by_calamine(path: Path) -> None:
    """All sheets as lists."""
    book = CalamineWorkbook.from_path(path)
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python()


def by_the_product(path: Path) -> None:
    """Hash, gate, all sheets."""
    data = path.read_bytes()
    hashlib.sha256(data).hexdigest()
    book, _ = open_book(data)
    if book is None:
        raise SystemExit(f"{path} was refused")


WAYS: dict[str, Callable[[Path], None]] = {
    "pandas, openpyxl": by_pandas, "calamine": by_calamine, "chương trình": by_the_product,
}  # fmt: skip


def main(inbox: Path, most: int) -> None:
    """Runs and prints."""
    files = sorted(inbox.rglob("*.xlsx"))[:most]
    taken: dict[str, list[float]] = {name: [] for name in WAYS}
    for first in range(0, len(files), AT_ONCE):
        for name, way in WAYS.items():
            began = time.process_time()
            for path in files[first : first + AT_ONCE]:
                way(path)
            taken[name].append((time.process_time() - began) / len(files[first : first + AT_ONCE]) * 1000)
    print(json.dumps({name: statistics.median(each) for name, each in taken.items()}, ensure_ascii=False))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 400)
