"""What reading one long list takes by the clock: bare calamine and the product's reader, in turn.

python bench/long_list.py FILE      prints JSON: by way the median of seconds

The product's way is SHA-256, the gate and every sheet, in a process that may die over the file, as in a run.
"""

from __future__ import annotations

import hashlib
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from python_calamine import CalamineWorkbook

sys.path.insert(0, str(Path(__file__).parents[1]))

from pipeline.intake.gate import open_book

ROUNDS = 5


def by_calamine(path: Path) -> None:
    """All sheets as lists."""
    book = CalamineWorkbook.from_path(path)
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python()


def by_product(path: Path) -> None:
    """All sheets of what the gate lets in."""
    data = path.read_bytes()
    hashlib.sha256(data)
    book, findings = open_book(data)
    if book is None:
        raise SystemExit("\n".join(f.message for f in findings))


def spent(read: Callable[[Path], None], path: Path) -> float:
    began = time.perf_counter()
    read(path)
    return time.perf_counter() - began


def main(path: Path) -> None:
    """Reads in turn and prints."""
    ways = {"calamine": by_calamine, "chương trình": by_product}
    rounds = [{name: spent(read, path) for name, read in ways.items()} for _ in range(ROUNDS + 1)][1:]
    print(json.dumps({name: statistics.median(r[name] for r in rounds) for name in ways}, ensure_ascii=False))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
