"""The whole of it: a tree of agencies comes in; each one's report and the roll-up of all go out.

Agencies are independent: several are reported of at once, each in one process, and of each only what goes into the
roll-up is kept. What is wrong with one costs itself alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path

from pipeline.agencies.each import each
from pipeline.agencies.page import page_of
from pipeline.agencies.reduced import Agency, reduced
from pipeline.agencies.sheets import write_workbook
from pipeline.agencies.summed import RollUp, Trouble, rolled_up
from pipeline.agencies.tree import Place, find_agencies
from pipeline.agencies.words import place_words
from pipeline.model import PipelineError
from pipeline.processes import cores
from pipeline.progress import SILENT, Progress
from pipeline.run import make_report
from pipeline.writing import write_whole


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of every agency. As `run.make_report` takes it; readers: processes that read its files."""

    key: str
    out: Path
    as_of: date | None
    now: datetime
    key_file: Path | None = None
    readers: int | None = 1


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a run over a tree made: the roll-up and its files."""

    rollup: RollUp
    files: tuple[Path, ...]


def gather(tree: Path, wanted: Wanted, progress: Progress, *, processes: int | None = None) -> Gathered:
    """Every agency's report into OUT/<path>/<period>/, the roll-up into OUT.

    processes: how many agencies at once; None: as many as there are cores. The files are the same with any number.
    PipelineError where there is no agency or the roll-up cannot be written.
    """
    places = find_agencies(tree)
    progress.say(f"Tìm thấy {len(places)} cơ quan trong {tree}.")
    sound = [place for place in places if not place.lack]
    failed = [Trouble(place.path, "", place.lack) for place in places if place.lack]
    made: list[Agency] = []
    many = min(processes or cores(), len(sound)) or 1
    if len(sound) == 1:
        wanted = replace(wanted, readers=processes)
    ended = each(partial(report_of, wanted=wanted), sound, many)
    for number, one in progress.each("Đang lập báo cáo các cơ quan", ended, len(sound)):
        if isinstance(one, Agency):
            made.append(one)
            continue
        died = "Tiến trình lập báo cáo bị dừng (có thể thiếu bộ nhớ). Chạy lại."
        failed.append(one or Trouble(sound[number].path, "", died))
    rollup = rolled_up(wanted.key, made, failed)
    return Gathered(rollup, _write(rollup, wanted.out))


def report_of(place: Place, wanted: Wanted) -> Agency | Trouble:
    """Makes an agency's report; what is kept of it, or why there is none."""
    try:
        made = make_report(
            place.plan, place.inbox, wanted.key, wanted.out / place.path, wanted.as_of, wanted.now, SILENT,
            key_file=wanted.key_file, processes=wanted.readers,
        )  # fmt: skip
        remark = _anywhere(made.unentered, place)
        return reduced(made.results, place.path, wanted.out, made.files, len(made.disagreements), remark)
    except PipelineError as error:
        return Trouble(place.path, "", _anywhere(str(error), place))
    except Exception as error:  # a mistake of the program's in one agency must not cost the others
        said = f"{type(error).__name__}: {error}"
        return Trouble(
            place.path, "",
            f"Chương trình gặp lỗi ngoài dự kiến ({said}). Chạy riêng cơ quan này bằng lệnh report, báo người "
            "phụ trách phần mềm.",
        )  # fmt: skip


def _anywhere(said: str, place: Place) -> str:
    """What is said of an agency, wherever the tree lies."""
    return said.replace(str(place.folder), place_words(place.path))


def _write(rollup: RollUp, out: Path) -> tuple[Path, ...]:
    names = f"tong-hop-{rollup.period}.xlsx", f"tong-quan-{rollup.period}.html"

    def write(place: Path) -> None:
        write_workbook(rollup, place / names[0])
        (place / names[1]).write_bytes(page_of(rollup))

    return write_whole(out, write, names)
