"""Times the product against the two plain scripts, in turn, and prints ratios of medians.

    python bench/run.py [--sizes 120,2000] [--large 500,8000,13500] [--rounds 3] [--out docs/toc-do.md] [--keep FOLDER]

Absolute seconds say little of another machine; the ratios of one run do. Every figure is of a whole process
unless it says otherwise; a product's run begins without register and store, as on the first day.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from itertools import pairwise
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
        if name.startswith(("so-tiep-nhan", "nhat-ky", "da-doc", ".")):
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def product(folder: Path, *, first: bool = True, workers: int | None = None) -> Callable[[], Spent]:
    """`report` on a corpus."""

    def run() -> Spent:
        if first:
            afresh(folder)
        command = [sys.executable, "-m", "pipeline", "report", "--plan", folder / "ke-hoach.xlsx"]
        command += ["--inbox", folder / "inbox", "--period", PERIOD, "--out", folder / "out"]
        return spend([*command, "--workers", str(workers)] if workers else command)

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


def resaved(keep: Path, size: int) -> Path:
    """The folder of the same corpus as LibreOffice saves it, which takes minutes and is done once."""
    folder, source = keep / f"{size}-libreoffice", made(keep, size)
    if not (folder / "inbox").is_dir():
        files = sorted((source / "inbox").rglob("*.xlsx"))
        with tempfile.TemporaryDirectory() as profile, tempfile.TemporaryDirectory(dir=keep) as scratch:
            office = ["soffice", f"-env:UserInstallation={Path(profile).as_uri()}", "--headless"]
            for first in range(0, size, 200):
                command = [*office, "--convert-to", "xlsx", "--outdir", scratch, *files[first : first + 200]]
                subprocess.run(command, check=True, capture_output=True)
            folder.mkdir(exist_ok=True)
            shutil.copy(source / "ke-hoach.xlsx", folder)
            shutil.copytree(scratch, folder / "inbox")
    return folder


def in_words(text: str) -> str:
    """Numbers with a decimal comma."""
    return re.sub(r"(?<=\d)\.(?=\d)", ",", text)


# --- tables --------------------------------------------------------------------------------------------


def reports(keep: Path, sizes: Sequence[int], rounds: int) -> Iterator[str]:
    """`report` beside the two plain scripts."""
    yield "| Số tệp | Chương trình (giây) | Đọc bằng openpyxl | Đọc bằng calamine | Nhanh gấp | Bộ nhớ (MB) |"
    yield "|---:|---:|---:|---:|---|---:|"
    corpora = [(f"{size}", made(keep, size)) for size in sizes]
    for name, folder in (*corpora, (f"{max(sizes)}, LibreOffice lưu lại", resaved(keep, max(sizes)))):
        ours, slow, quick = map(
            middle, in_turn(rounds, product(folder), plain(folder, "openpyxl"), plain(folder, "calamine"))
        )
        gain = f"{slow.wall / ours.wall:.1f} và {quick.wall / ours.wall:.1f} lần".replace(".", ",")
        seconds = (f"{s.wall:.2f}".replace(".", ",") for s in (ours, slow, quick))
        yield f"| {name} | {' | '.join(seconds)} | {gain} | {ours.memory / 1e6:.0f} |"
    yield ""
    yield (
        "Chương trình còn làm những việc hai kịch bản không làm: kiểm tra từng ô, tính mọi số hai lần, truy nguồn từng "
        "số, báo cáo đúng thể thức và tự soát lại, trang tổng quan, thư trả lời. Bộ nhớ là của tiến trình lớn nhất."
    )


def shares(keep: Path, sizes: Sequence[int]) -> Iterator[str]:
    """Where the time of one run goes; what a run does side by side is done one after the other here."""
    told = []
    for size in sizes:
        folder = made(keep, size)
        afresh(folder)
        told.append(staged(folder))
    yield "| Công đoạn (giây) | " + " | ".join(f"{size} tệp" for size in sizes) + " |"
    yield "|---|" + "---:|" * len(sizes)
    for stage in told[0]:
        yield in_words(f"| {stage} | {' | '.join(f'{t[stage]:.2f}' for t in told)} |")
    yield ""
    yield (
        "Các công đoạn được đo nối tiếp, riêng việc nhận và đọc tệp dùng mọi nhân. Khi chạy thật, thư viện được nạp "
        "trong lúc các tiến trình khác đọc tệp; việc tính lại lần hai, thư trả lời, bảng tổng hợp, trang tổng quan và "
        "việc soát thể thức được làm song song với phần còn lại, nên cả lần chạy ngắn hơn tổng các dòng."
    )


def again(keep: Path, sizes: Sequence[int], rounds: int) -> Iterator[str]:
    """A second run of the same: all of it, and what reading takes of it."""
    yield "| Số tệp | Lần đầu (giây) | Chạy lại, không đổi (giây) | Riêng phần đọc | Đọc khi chạy lại | Nhanh gấp |"
    yield "|---:|---:|---:|---:|---:|---:|"
    for size in sizes:
        folder = made(keep, size)
        first, second = map(middle, in_turn(rounds, product(folder), product(folder, first=False)))
        afresh(folder)
        reading = [read["sổ tiếp nhận, mã băm"] + read["đọc, kiểm tra"] for read in (staged(folder), staged(folder))]
        cells = (*(f"{s:.2f}" for s in (first.wall, second.wall, *reading)), f"{reading[0] / reading[1]:.1f}")
        yield in_words(f"| {size} | {' | '.join(cells)} |")


def staged(folder: Path) -> dict[str, float]:
    """Seconds by stage of one run."""
    command = [sys.executable, HERE / "stages.py", folder / "ke-hoach.xlsx", folder / "inbox", folder / "out", PERIOD]
    done = subprocess.run([str(c) for c in command], cwd=ROOT, capture_output=True, check=True, text=True)
    told: dict[str, float] = json.loads(done.stdout)
    return told


def told_by(script: str, *arguments: object) -> dict[str, float]:
    """What another script of the bench prints."""
    command = [sys.executable, HERE / script, *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True)
    told: dict[str, float] = json.loads(done.stdout)
    return told


def one_file(keep: Path, size: int) -> Iterator[str]:
    """Reading one file, on one core; of our own forms and of what LibreOffice saved."""
    yield "| Đọc một tệp (mili giây) | pandas, openpyxl | calamine | Chương trình | Nhanh gấp | So với calamine |"
    yield "|---|---:|---:|---:|---:|---:|"
    for title, folder in (("mẫu của chương trình", made(keep, size)), ("LibreOffice lưu lại", resaved(keep, size))):
        told = told_by("reading.py", folder / "inbox")
        slow, quick, ours = told["pandas, openpyxl"], told["calamine"], told["chương trình"]
        cells = (f"{slow:.1f}", f"{quick:.2f}", f"{ours:.2f}", f"{slow / ours:.0f}", f"{ours / quick:.2f}")
        yield in_words(f"| {title} | {' | '.join(cells)} |")


def growth(keep: Path, sizes: Sequence[int], rounds: int) -> Iterator[str]:
    """How time and memory grow, with one process and with two."""
    begins = middle(in_turn(rounds, lambda: spend([sys.executable, "-c", "import pipeline.run, pipeline.issuing"]))[0])
    yield in_words(f"Khởi động (Python, thư viện): {begins.wall:.2f} giây.")
    yield ""
    yield "| Số tệp | Một tiến trình (giây) | Hai tiến trình (giây) | Nhanh gấp | Bộ nhớ nhiều nhất (MB) |"
    yield "|---:|---:|---:|---:|---:|"
    beyond = {}
    for size in sizes:
        folder = made(keep, size)
        one, two = map(middle, in_turn(rounds, product(folder, workers=1), product(folder, workers=2)))
        cells = (f"{one.wall:.1f}", f"{two.wall:.1f}", f"{one.wall / two.wall:.2f}", f"{two.memory / 1e6:.0f}")
        beyond[size] = two.wall - begins.wall
        yield in_words(f"| {size} | {' | '.join(cells)} |")
    yield ""
    for less, more in pairwise(sizes):
        times = f"số tệp gấp {more / less:.3g}, thời gian ngoài khởi động gấp {beyond[more] / beyond[less]:.1f}"
        yield in_words(f"Từ {less} đến {more} tệp: {times}.")


def cases(keep: Path, count: int) -> Iterator[str]:
    """One list of cases: what reading it takes beside calamine, and the whole report."""
    folder = made(keep, count, cases=True)
    report = middle(in_turn(3, product(folder))[0])
    afresh(folder)
    stages = staged(folder)
    told = told_by("long_list.py", folder / "inbox" / "ho-so.xlsx")
    bare, ours = told["calamine"], told["chương trình"]
    yield "| Số hồ sơ | calamine (giây) | Chương trình đọc | Gấp | Đọc và kiểm tra | Cả báo cáo |"
    yield "|---:|---:|---:|---:|---:|---:|"
    cells = (bare, ours, ours / bare, stages["đọc, kiểm tra"], report.wall)
    yield in_words(f"| {count} | {' | '.join(f'{figure:.2f}' for figure in cells)} |")


def forms(keep: Path, size: int) -> Iterator[str]:
    """Issuing forms."""
    told = told_by("forms.py", made(keep, size) / "ke-hoach.xlsx", PERIOD, min(size, 300))
    slow, ours = told["openpyxl"], told["chương trình"]
    yield in_words(f"Một mẫu: openpyxl vẽ từ đầu {slow:.0f} ms, ở đây {ours:.1f} ms, nhanh gấp {slow / ours:.0f}.")


def start(rounds: int) -> Iterator[str]:
    """`--help`."""
    bare, ours = map(
        middle,
        in_turn(
            rounds * 3,
            lambda: spend([sys.executable, "-c", "import click"]),
            lambda: spend([sys.executable, "-m", "pipeline", "--help"]),
        ),
    )
    times = f"{ours.cpu * 1000:.0f} ms của bộ xử lý; Python chỉ nạp click: {bare.cpu * 1000:.0f} ms"
    yield in_words(f"`--help`: {times}; gấp {ours.cpu / bare.cpu:.2f} lần.")


def machine() -> Iterator[str]:
    """On what it was measured."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    yield f"Đo ngày {date.today():%d/%m/%Y}: {cores} nhân, Python {platform.python_version()}, {packages}."


def main() -> None:
    """Everything, printed as it comes; with --out also as a page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="120,2000")
    parser.add_argument("--large", default="", help="sizes at which the product alone is measured, once")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--keep", type=Path, default=ROOT / "build" / "bench")
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    compileall.compile_dir(ROOT / "pipeline", quiet=1)  # as it lies at a user's, wherever that is not done by itself
    sizes = [int(size) for size in asked.sizes.split(",")]
    large = [int(size) for size in asked.large.split(",") if size]
    most, rounds = max(sizes), asked.rounds
    parts = (
        ("", machine()),
        ("Khởi động", start(rounds)),
        ("Đọc", one_file(asked.keep, most)),
        ("Phát mẫu", forms(asked.keep, most)),
        ("Lập báo cáo", reports(asked.keep, sizes, asked.rounds)),
        ("Thời gian đi đâu", shares(asked.keep, sizes)),
        ("Chạy lại", again(asked.keep, large[-1:] or sizes, 1 if large else rounds)),
        ("Lớn lên", growth(asked.keep, large or sizes, 1 if large else rounds)),
        ("Danh sách hồ sơ một cửa", cases(asked.keep, asked.cases)),
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
