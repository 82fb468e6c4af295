"""What reading one long list takes by the clock: bare calamine and the product's reader, in turn.

python bench/long_list.py FILE      prints JSON: by way the median of seconds

The product's way is SHA-256, the gate and every sheet, in a process that may die over the file, as in a run.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from reading import WAYS

ROUNDS = 5


def spent(read: Callable[[Path], None], path: Path) -> float:
    began = time.perf_counter()
    read(path)
    return time.perf_counter() - began


def main(path: Path) -> None:
    """Reads in turn and prints."""
    ways = {name: WAYS[name] for name in ("calamine", "chương trình")}
    rounds = [{name: spent(read, path) for name, read in ways.items()} for _ in range(ROUNDS + 1)][1:]
    print(json.dumps({name: statistics.median(r[name] for r in rounds) for name in ways}, ensure_ascii=False))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
