"""Times the product against the two plain scripts, in turn, and prints ratios of medians.

    python bench/run.py [--sizes 120,2000] [--rounds 3] [--out docs/toc-do.md] [--keep FOLDER]

Absolute seconds say little of another machine; the ratios of one run do. Every figure is of a whole process
unless it says otherwise; a product's run begins without register and store, as on the first day.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(HERE))

import corpus  # noqa: E402

PERIOD = corpus.PERIOD
PACKAGES = ("pandas", "openpyxl", "python-calamine", "xlsxwriter", "python-docx")


@dataclass(frozen=True)
class Spent:
    """What one run of a process took: seconds by the clock and of the processor, bytes at most."""

    wall: float
    cpu: float
    memory: int


def spend(command: Sequence[str | Path]) -> Spent:
    """Runs a process to its end; a failure ends the bench."""
    began = time.perf_counter()
    process = subprocess.Popen([str(c) for c in command], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    if status:
        raise SystemExit(f"{command}: {process.stderr.read().decode() if process.stderr else status}")
    return Spent(wall, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)


def in_turn(rounds: int, *runs: Callable[[], Spent]) -> list[list[Spent]]:
    """Every run, again and again in turn, so that a machine that slows down slows all of them."""
    taken: list[list[Spent]] = [[] for _ in runs]
    for _ in range(rounds):
        for own, run in zip(taken, runs, strict=True):
            own.append(run())
    return taken


def middle(taken: Sequence[Spent]) -> Spent:
    """The median of each figure."""
    return Spent(*(statistics.median(getattr(s, name) for s in taken) for name in ("wall", "cpu", "memory")))  # type: ignore[arg-type]


# --- what is run ---------------------------------------------------------------------------------------


def afresh(folder: Path) -> None:
    """Forgets what former runs kept beside the inbox."""
    for name in os.listdir(folder / "inbox"):
        path = folder / "inbox" / name
        if name.startswith(("so-tiep-nhan", "nhat-ky", ".")):
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def product(folder: Path, *, first: bool = True) -> Callable[[], Spent]:
    """`report` on a corpus."""

    def run() -> Spent:
        if first:
            afresh(folder)
        command = [sys.executable, "-m", "pipeline", "report", "--plan", folder / "ke-hoach.xlsx"]
        return spend([*command, "--inbox", folder / "inbox", "--period", PERIOD, "--out", folder / "out"])

    return run


def plain(folder: Path, engine: str) -> Callable[[], Spent]:
    """The plain script on the same corpus."""
    return lambda: spend([sys.executable, HERE / "plain.py", engine, folder / "inbox", folder / f"plain-{engine}"])


def made(keep: Path, size: int, *, cases: bool = False) -> Path:
    """The folder of a corpus, written where it is not there yet."""
    folder = keep / (f"cases-{size}" if cases else str(size))
    if not (folder / "inbox").is_dir():
        (corpus.write_cases if cases else corpus.write)(folder, size)
    return folder


# --- tables --------------------------------------------------------------------------------------------


def reports(keep: Path, sizes: Sequence[int], rounds: int) -> Iterator[str]:
    """`report` beside the two plain scripts."""
    yield "| Số tệp | Chương trình (giây) | Đọc bằng openpyxl | Đọc bằng calamine | Nhanh gấp | Bộ nhớ (MB) |"
    yield "|---:|---:|---:|---:|---|---:|"
    for size in sizes:
        folder = made(keep, size)
        ours, slow, quick = map(
            middle, in_turn(rounds, product(folder), plain(folder, "openpyxl"), plain(folder, "calamine"))
        )
        gain = f"{slow.wall / ours.wall:.1f} và {quick.wall / ours.wall:.1f} lần".replace(".", ",")
        seconds = (f"{s.wall:.2f}".replace(".", ",") for s in (ours, slow, quick))
        yield f"| {size} | {' | '.join(seconds)} | {gain} | {ours.memory / 1e6:.0f} |"


def shares(keep: Path, sizes: Sequence[int]) -> Iterator[str]:
    """Where the time of one run goes."""
    told = []
    for size in sizes:
        folder = made(keep, size)
        afresh(folder)
        command = [
            sys.executable,
            HERE / "stages.py",
            folder / "ke-hoach.xlsx",
            folder / "inbox",
            folder / "out",
            PERIOD,
        ]
        done = subprocess.run([str(c) for c in command], cwd=ROOT, capture_output=True, check=True, text=True)
        told.append(json.loads(done.stdout))
    yield "| Công đoạn (giây) | " + " | ".join(f"{size} tệp" for size in sizes) + " |"
    yield "|---|" + "---:|" * len(sizes)
    for stage in told[0]:
        yield f"| {stage} | " + " | ".join(f"{t[stage]:.2f}".replace(".", ",") for t in told) + " |"


def again(keep: Path, sizes: Sequence[int], rounds: int) -> Iterator[str]:
    """A second run of the same."""
    yield "| Số tệp | Lần đầu (giây) | Chạy lại, không đổi (giây) |"
    yield "|---:|---:|---:|"
    for size in sizes:
        folder = made(keep, size)
        first, second = map(middle, in_turn(rounds, product(folder), product(folder, first=False)))
        yield f"| {size} | {first.wall:.2f} | {second.wall:.2f} |".replace(".", ",")


def machine() -> Iterator[str]:
    """On what it was measured."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    yield f"Đo ngày {date.today():%d/%m/%Y}: {cores} nhân, Python {platform.python_version()}, {packages}."


def main() -> None:
    """Everything, printed as it comes; with --out also as a page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="120,2000")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--keep", type=Path, default=ROOT / "build" / "bench")
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    sizes = [int(size) for size in asked.sizes.split(",")]
    parts = (
        ("", machine()),
        ("Lập báo cáo", reports(asked.keep, sizes, asked.rounds)),
        ("Thời gian đi đâu", shares(asked.keep, sizes)),
        ("Chạy lại", again(asked.keep, sizes, asked.rounds)),
    )
    page = [
        "# Tốc độ", "",
        "Trang này do `make bench OUT=docs/toc-do.md` ghi. Chương trình được đo cạnh hai kịch bản viết tay "
        "(`bench/plain.py`: đọc từng tệp bằng pandas, cộng, ghi Excel và Word, không kiểm tra, không truy nguồn), chạy "
        "xen kẽ trên cùng máy, lấy trung vị. Số giây khác nhau theo máy; tỷ lệ thì ít khác.", "",
    ]  # fmt: skip
    for title, lines in parts:
        page.append(f"\n## {title}\n" if title else "")
        for line in lines:
            print(line, flush=True)
            page.append(line)
    if asked.out:
        asked.out.write_text("\n".join(page) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
