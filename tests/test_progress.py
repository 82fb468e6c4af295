"""What is told of long work while it runs: a bar on a terminal, few lines in a log, nothing where nobody asked."""

from __future__ import annotations

import sys
from io import StringIO
from pathlib import Path

import pytest

from pipeline.progress import SILENT, Bar, Lines, Progress
from tests.commands import Cli, Done, runner
from tests.drawing import draw_plan, fill, small_plan, template


class Watch:
    """A clock that goes on when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Screen(StringIO):
    def isatty(self) -> bool:
        return True


def work(progress: Progress, watch: Watch, total: int | None, seconds: float, things: int) -> None:
    """Things are done one after the other, each takes so many seconds."""
    with progress.count("Đang đọc tệp", total) as done:
        for _ in range(things):
            watch.now += seconds
            done(1)


def log(total: int | None, seconds: float, things: int) -> list[str]:
    lines: list[str] = []
    watch = Watch()
    work(Lines(lines.append, watch), watch, total, seconds, things)
    return lines


def screen_after(text: str) -> list[str]:
    """What a terminal shows: each line as it was last drawn over."""
    shown = []
    for line in text.split("\n"):
        cells = ""
        for drawn in line.split("\r"):
            cells = drawn + cells[len(drawn) :]
        shown.append(cells.rstrip())
    return shown


def bar(columns: int = 80) -> tuple[Bar, Watch, Screen]:
    screen, watch = Screen(), Watch()
    return Bar(screen, watch, lambda: columns), watch, screen


# --- a log --------------------------------------------------------------------------------------------


def test_a_log_has_a_line_at_the_beginning_and_short_work_no_other() -> None:
    assert log(total=115, seconds=0.01, things=115) == ["Đang đọc tệp: 115…"]
    assert log(total=None, seconds=0.01, things=3) == ["Đang đọc tệp…"]
    assert log(total=0, seconds=1, things=0) == []


def test_a_log_has_a_line_each_tenth_of_slow_work_and_no_more() -> None:
    lines = log(total=1000, seconds=1, things=1000)
    assert lines[1:3] == ["Đang đọc tệp: 100/1.000 (10%)", "Đang đọc tệp: 200/1.000 (20%)"]
    assert len(lines) == 11


def test_a_log_has_a_line_each_ten_seconds_of_quick_work_and_no_more() -> None:
    lines = log(total=200, seconds=0.1, things=200)  # twenty seconds, each tenth of the work takes two
    assert lines == ["Đang đọc tệp: 200…", "Đang đọc tệp: 100/200 (50%)", "Đang đọc tệp: 200/200 (100%)"]
    assert log(total=None, seconds=4, things=6) == ["Đang đọc tệp…", "Đang đọc tệp: 3", "Đang đọc tệp: 6"]


# --- a terminal -----------------------------------------------------------------------------------------


def test_a_bar_is_one_line_that_ends_full() -> None:
    progress, watch, screen = bar()
    work(progress, watch, 115, 0.5, 115)
    assert screen_after(screen.getvalue()) == [f"Đang đọc tệp  {'█' * 30}  115/115  100%", ""]


def test_a_bar_says_how_much_is_left_and_never_100_before_the_end() -> None:
    progress, watch, screen = bar()
    with progress.count("Đang gửi thư", 200) as done:
        watch.now += 100
        done(100)
        assert screen_after(screen.getvalue())[-1].endswith("100/200   50%  còn 1:40")
        watch.now += 100
        done(99)
        assert "199/200   99%" in screen_after(screen.getvalue())[-1]


@pytest.mark.parametrize("columns", [20, 40, 80, 200])
def test_a_bar_never_fills_the_last_column(columns: int) -> None:
    progress, watch, screen = bar(columns)
    work(progress, watch, 1234, 0.2, 1234)
    assert max(len(drawn) for line in screen.getvalue().split("\n") for drawn in line.split("\r")) < columns


def test_a_bar_is_drawn_ten_times_a_second_at_most() -> None:
    progress, watch, screen = bar()
    work(progress, watch, 10_000, 0.001, 10_000)
    assert screen.getvalue().count("\r") <= 102


def test_what_is_said_meanwhile_stands_above_the_bar() -> None:
    progress, _, screen = bar()
    with progress.count("Đang gửi thư", 2) as done:
        progress.say("Máy chủ chưa nhận 1 thư")
        done(2)
    said, shown, _end = screen_after(screen.getvalue())
    assert said == "Máy chủ chưa nhận 1 thư" and shown.endswith("2/2  100%")


def test_work_that_fails_leaves_the_next_message_a_line_of_its_own() -> None:
    progress, _, screen = bar()
    with pytest.raises(OSError), progress.count("Đang đọc tệp", 9) as done:
        done(4)
        raise OSError
    assert screen.getvalue().endswith("44%\n")


def test_each_thing_counts_when_the_next_is_asked_for() -> None:
    lines: list[str] = []
    watch = Watch()
    for _ in Lines(lines.append, watch).each("Đang ghi mẫu", "abc", 3):
        watch.now += 10
    assert lines == [
        "Đang ghi mẫu: 3…",
        "Đang ghi mẫu: 1/3 (33%)",
        "Đang ghi mẫu: 2/3 (66%)",
        "Đang ghi mẫu: 3/3 (100%)",
    ]
    assert list(SILENT.each("Đang ghi mẫu", "abc", 3)) == ["a", "b", "c"]


# --- the commands -----------------------------------------------------------------------------------------


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Cli:
    """A command over one file, in a folder with a plan."""
    monkeypatch.chdir(tmp_path)
    Path("ke-hoach.xlsx").write_bytes(draw_plan())
    Path("tot.xlsx").write_bytes(fill(template(small_plan(), "I.2", "VP"), in_I_2_1_count=3))
    return runner(capsys)


def on_screen(monkeypatch: pytest.MonkeyPatch, cli: Cli, *args: str, kind: str = "xterm-256color") -> tuple[Done, str]:
    """A command whose standard error is a terminal, and what that was sent."""
    screen = Screen()
    with monkeypatch.context() as patch:
        patch.setenv("TERM", kind)
        patch.setattr(sys, "stderr", screen)
        return cli(*args), screen.getvalue()


CHECK = ("check", "tot.xlsx", "--plan", "ke-hoach.xlsx")


def test_a_terminal_gets_a_bar_and_results_stay_on_standard_output(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    done, shown = on_screen(monkeypatch, cli, *CHECK)
    assert "█  1/1  100%" in shown and "\x1b" not in shown
    assert done.out.startswith("tot.xlsx") and "█" not in done.out


def test_a_dumb_terminal_gets_lines(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    assert on_screen(monkeypatch, cli, *CHECK, kind="dumb")[1] == "Đang đọc tệp: 1…\n"


def test_a_terminal_is_quiet_when_asked(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    assert on_screen(monkeypatch, cli, *CHECK, "--quiet")[1] == ""


@pytest.mark.parametrize(
    "args",
    [
        CHECK,
        ("templates", "--plan", "ke-hoach.xlsx", "--period", "2022-09", "--out", "mau"),
        ("templates", "--plan", "ke-hoach.xlsx", "--standard", "--out", "chuan"),
        ("collect", "tot.xlsx"),
        ("report", "--plan", "ke-hoach.xlsx", "--inbox", "hop", "--period", "2022-09"),
        ("register", "--plan", "ke-hoach.xlsx", "--inbox", "hop"),
        ("remind", "--plan", "ke-hoach.xlsx", "--inbox", "hop", "--period", "2022-09"),
    ],
    ids=lambda args: args[0],
)
def test_every_long_command_says_what_it_does_and_is_quiet_when_asked(cli: Cli, args: tuple[str, ...]) -> None:
    Path("hop").mkdir()
    Path("hop/tot.xlsx").write_bytes(Path("tot.xlsx").read_bytes())
    loud = cli(*args)
    assert loud.code == 0 and loud.err.startswith("Đang ")
    quiet = cli(*args, "--quiet")
    assert (quiet.code, quiet.err) == (0, "") and quiet.out


def test_errors_are_told_to_the_quiet_too(cli: Cli) -> None:
    done = cli("report", "--plan", "mat.xlsx", "--quiet")
    assert done.code == 3 and "mat.xlsx" in done.err
