"""What a run over a tree tells on the terminal: what it made comes in, lines go out."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.agencies.gather import Gathered
from pipeline.agencies.words import place_words, windows
from pipeline.vietnamese import show_number


def lines(made: Gathered) -> Iterator[str]:
    """How many agencies, what they come to, which need something done, which files there are now."""
    rollup = made.rollup
    yield f"Tổng hợp {rollup.title}: {len(rollup.agencies)} cơ quan đã lập báo cáo. {windows(rollup)}".rstrip()
    if rollup.agencies:
        count = {c: show_number(rollup.total(c)) for c in ("tasks_complete", "tasks", "nothing_arose", "tracked")}
        yield (
            f"Hoàn thành {count['tasks_complete']}/{count['tasks']} nhiệm vụ được đánh giá; "
            f"{count['nothing_arose']} không phát sinh, {count['tracked']} theo dõi."
        )
        count = {c: show_number(rollup.total(c)) for c in ("due", "received", "accepted", "refused", "missing")}
        yield (
            f"Báo cáo của các đơn vị: phải nộp {count['due']}, đã nhận {count['received']}, "
            f"hợp lệ {count['accepted']}, phải sửa {count['refused']}, chưa gửi {count['missing']}."
        )
    yield from (f"  {path}" for path in made.files)


def trouble_lines(made: Gathered) -> Iterator[str]:
    """The agencies of which something is to be done, a line each."""
    failed = len(made.rollup.failed)
    if failed:
        yield f"{failed} cơ quan chưa lập được báo cáo; các cơ quan khác không bị ảnh hưởng."
    for trouble in made.rollup.troubles:
        name = f" ({trouble.name})" if trouble.name else ""
        yield f"  {place_words(trouble.path)}{name}: {trouble.words}"
