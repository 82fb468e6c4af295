"""What a run over a tree of agencies takes, for trees of several sizes: seconds, and memory of all its processes.

    python bench/agencies.py 20,200 [--files 120] [--keep FOLDER] [--workers N]

Memory is asked of the system five times a second: of what processes share each bears its part (Linux's PSS), so that
the sum is what the whole run holds; beside it stands the largest single process.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(HERE))

import corpus  # noqa: E402

OFTEN = 0.2  # seconds


def held(group: int) -> int:
    """Bytes that the processes of a group hold together."""
    total = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            if int(stat.read_text().rpartition(")")[2].split()[2]) != group:
                continue
            smaps = (stat.parent / "smaps_rollup").read_text()
        except (OSError, ValueError, IndexError):  # it has ended meanwhile
            continue
        total += next((int(line.split()[1]) * 1024 for line in smaps.splitlines() if line.startswith("Pss:")), 0)
    return total


def measured(tree: Path, out: Path, workers: int | None) -> tuple[float, float, int, int]:
    """Seconds by the clock and of the processor, bytes of the whole run and of its largest process."""
    command = [sys.executable, "-m", "pipeline", "agencies", str(tree), "--period", corpus.PERIOD, "--out", str(out)]
    command += ["--workers", str(workers)] if workers else []
    began, most = time.perf_counter(), 0
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    while True:
        ended, status, used = os.wait4(process.pid, os.WNOHANG)
        if ended:
            break
        most = max(most, held(process.pid))
        time.sleep(OFTEN)
    if status:
        raise SystemExit(f"{' '.join(command)}: {status}")
    return time.perf_counter() - began, used.ru_utime + used.ru_stime, most, used.ru_maxrss * 1024


def table(keep: Path, sizes: list[int], files: int, workers: int | None) -> Iterator[str]:
    """One row a size; runs begin without register and store, as on the first day."""
    yield "| Cơ quan | Tệp | Giây | Giây bộ xử lý | Cả lần chạy (MB) | Tiến trình lớn nhất (MB) |"
    yield "|---:|---:|---:|---:|---:|---:|"
    for size in sizes:
        tree, out = keep / f"cay-{size}", keep / f"ra-{size}"
        for folder in (tree, out):
            shutil.rmtree(folder, ignore_errors=True)
        corpus.write_tree(tree, size, files)
        wall, cpu, most, largest = measured(tree, out, workers)
        yield f"| {size} | {size * files} | {wall:.0f} | {cpu:.0f} | {most / 1e6:.0f} | {largest / 1e6:.0f} |"


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("sizes", type=lambda text: [int(n) for n in text.split(",")])
    asked.add_argument("--files", type=int, default=120)
    asked.add_argument("--keep", type=Path, default=Path("/tmp/cay-co-quan"))
    asked.add_argument("--workers", type=int)
    given = asked.parse_args()
    for line in table(given.keep, given.sizes, given.files, given.workers):
        print(line, flush=True)
