"""Click in Vietnamese: its fixed words, its complaints, the kinds of values that options take, and what
all commands share: default places, exit codes, the clock, where the secret is kept, how far work is, the way out
for machines, what ends a run.

Next to nothing is loaded here, so that help and complaints come at once.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

import click

if TYPE_CHECKING:
    from datetime import date, datetime

    from pipeline.next_commands import Commands
    from pipeline.progress import Progress

PLAN, INBOX, OUT = "input_templates/ke-hoach.xlsx", "inbox", "output"
EXAMPLE = "examples/2022-09/inbox"  # taken while there is no inbox
PROGRAM = "BAO_CAO_PROGRAM"  # of the environment: what a script that calls the program is called
CHECK_FAILED, USAGE, COULD_NOT_RUN = 1, 2, 3
_INSTALLED = "bao-cao"
_COLUMNS = 80


class _Vietnamese:
    """Click's fixed English words, in Vietnamese."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = " ".join(self.collect_usage_pieces(ctx))  # type: ignore[attr-defined]
        formatter.write_usage(ctx.command_path, pieces, prefix="Cách dùng: ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        records = [r for p in self.get_params(ctx) if (r := p.get_help_record(ctx))]  # type: ignore[attr-defined]
        if records:
            with formatter.section("Tùy chọn"):
                formatter.write_dl(records)
        if isinstance(self, click.Group):
            commands = [(n, c.get_short_help_str(80)) for n, c in self.commands.items()]
            with formatter.section("Các lệnh"):
                formatter.write_dl(commands)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = "Hiện hướng dẫn này."
        return option  # type: ignore[no-any-return]


class Command(_Vietnamese, click.Command):
    """A command that explains itself in Vietnamese."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"options_metavar": "[TÙY CHỌN]", **kwargs})


class Group(_Vietnamese, click.Group):
    """Commands under one name, explained in Vietnamese."""

    command_class = Command

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        words = {"options_metavar": "[TÙY CHỌN]", "subcommand_metavar": "LỆNH [THAM SỐ]..."}
        super().__init__(*args, **{**words, **kwargs})


class Day(click.ParamType["date"]):
    """A calendar day: 2022-12-31, 31/12/2022."""

    name = "NGÀY"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        from pipeline.vietnamese import read_date

        day = read_date(str(value))
        if day is None:
            self.fail(f"“{value}” không phải là ngày. Ghi dạng 2022-12-31 hoặc 31/12/2022.", param, ctx)
        return day


class Number(click.ParamType[int]):
    """The number of a document: 7, 123."""

    name = "SỐ"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        text = str(value).strip()
        if not (text.isascii() and text.isdigit() and int(text) > 0):
            self.fail(f"“{value}” không phải là số văn bản. Ghi --number bằng số nguyên dương, ví dụ 123.", param, ctx)
        return int(text)


class Count(click.ParamType[int]):
    """How many: 1, 30."""

    name = "SỐ"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        text = str(value).strip()
        if not (text.isascii() and text.isdigit() and int(text) > 0):
            self.fail(f"“{value}” không phải là số nguyên dương.", param, ctx)
        return int(text)


class Year(click.ParamType[int]):
    """The year of a plan: 2023."""

    name = "NĂM"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        text = str(value).strip()
        if not (text.isascii() and text.isdigit() and 1900 <= int(text) <= 2999):
            self.fail(f"“{value}” không phải là năm. Ghi bốn chữ số, ví dụ 2023.", param, ctx)
        return int(text)


class Address(click.ParamType[str]):
    """Where the scheduler of a Dask cluster listens: tcp://10.0.0.5:8786, tls://may-chu:8786."""

    name = "ĐỊA_CHỈ"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        text = str(value).strip()
        if not re.fullmatch(r"(tcp|tls)://([\w.-]+|\[[0-9A-Fa-f:.]+\]):\d{1,5}", text):
            self.fail(
                f"“{value}” không phải là địa chỉ bộ điều phối, ví dụ tcp://máy:8786, tls://máy:8786.", param, ctx
            )
        return text


SCHEDULER = click.option(
    "--scheduler", type=Address(), envvar="DASK_SCHEDULER_ADDRESS", metavar="ĐỊA_CHỈ",
    help="Đọc tệp trên cụm máy Dask có bộ điều phối ở đây, ví dụ tcp://10.0.0.5:8786 (mặc định: trên máy này).",
)  # fmt: skip


class OneOf(click.ParamType[str]):
    """One of a few words; `also`: how people say them."""

    def __init__(self, *words: str, also: Mapping[str, str] | None = None) -> None:
        self.words, self.name = words, "KIỂU"
        self.also = {word: said for word, said in (also or {}).items() if word in words}

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from pipeline.vietnamese import fold

        said = {fold(words): word for word, words in self.also.items()}
        text = str(value).strip().lower()
        text = said.get(fold(text), text)
        if text not in self.words:
            known = ", ".join(said) or ", ".join(self.words)
            self.fail(f"“{value}” không có trong các lựa chọn: {known}.", param, ctx)
        return text


def in_vietnamese(error: click.ClickException) -> str:
    """Click's own complaints, by what they are about."""
    if isinstance(error, click.NoSuchOption):
        return f"Không có tùy chọn {error.option_name}."
    if isinstance(error, click.MissingParameter) and error.param is not None:
        name = error.param.metavar or error.param.name
        return f"Thiếu {str(name).rstrip('.')}."
    if isinstance(error, click.BadOptionUsage):
        return f"Tùy chọn {error.option_name} cần một giá trị đi kèm."
    if isinstance(error, click.UsageError) and error.message.startswith("No such command"):
        name = error.message.split(" ")[-1].strip(".'")
        return f"Không có lệnh {name}."
    if error.message.startswith("Got unexpected extra argument"):
        return "Thừa tham số trên dòng lệnh."
    return error.message


def program(called: str, named: str = "") -> str:
    """What the user typed to call the program, by the path that was called or the name that a script gave."""
    name = re.split(r"[/\\]", called)[-1].removesuffix(".exe")
    return named or (name if name == _INSTALLED else "python -m pipeline")


def _called() -> str:
    return program(sys.argv[0], os.environ.get(PROGRAM, ""))


def next_commands(plan: str, inbox: str, out: str) -> Commands:
    """How the user is told what to run next: by the command where it was called, else by make."""
    from pipeline.next_commands import Commands

    called = _called()
    places = (("PLAN", plan, PLAN), ("INBOX", inbox, INBOX), ("OUT", out, OUT))
    named = {name: given for name, given, usual in places if given != usual}
    return Commands(called, named) if called == _INSTALLED else Commands(places=named)


def now() -> datetime:
    """This moment in Vietnam."""
    from datetime import datetime

    from pipeline.vietnamese import VIETNAM

    return datetime.now(VIETNAM)


def named_key_file() -> Path | None:
    """Where the environment says that the office's secret is kept; None: beside the register."""
    from pipeline.key_file import VARIABLE

    named = os.environ.get(VARIABLE, "").strip()
    return Path(named) if named else None


# --- the screen -------------------------------------------------------------------------------


def is_screen(stream: TextIO) -> bool:
    """Whether somebody looks on, at a terminal that can draw a line anew."""
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def is_coloured(stream: TextIO) -> bool:
    """Whether colours are wanted there (https://no-color.org)."""
    return is_screen(stream) and not os.environ.get("NO_COLOR")


def columns(stream: TextIO) -> int:
    """How wide the terminal is; of what is none, the usual 80."""
    try:
        return os.get_terminal_size(stream.fileno()).columns or _COLUMNS
    except (OSError, ValueError):
        return _COLUMNS


def room() -> int | None:
    """How many columns results have; None: as many as they take, nobody looks on."""
    return columns(sys.stdout) if is_screen(sys.stdout) else None


def to_stderr(text: str) -> None:
    """A line beside the results."""
    click.echo(text, err=True)


def _progress(_: click.Context, __: click.Parameter, quiet: bool) -> Progress:
    from pipeline.progress import SILENT, Bar, Lines

    if quiet:
        return SILENT
    if is_screen(sys.stderr):
        return Bar(sys.stderr, time.monotonic, lambda: columns(sys.stderr))
    return Lines(to_stderr, time.monotonic)


# What a command that works for long takes as `progress`.
progress_option = click.option(
    "--quiet", "progress", is_flag=True, callback=_progress, help="Không báo tiến độ, chỉ ghi kết quả và lỗi."
)


def give_json(value: object, file: str) -> None:
    """For machines: into a file, or on the screen where it is named "-"."""
    from pipeline.writing import write_file

    text = json.dumps(value, ensure_ascii=False, indent=1)
    if file == "-":
        click.echo(text)
    else:
        write_file(Path(file), (text + "\n").encode())


# --- running ------------------------------------------------------------------------------------


def run_command(command: click.Command, args: list[str] | None = None) -> NoReturn:
    """Runs a command; ends the process with its exit code, and one sentence where it could not run."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a Windows code page or LC_ALL=C cannot hold Vietnamese
            stream.reconfigure(encoding="utf-8", errors="replace")
    name = _called()
    try:
        code = command.main(args=args, prog_name=name, standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        _stop(error.format_message(), USAGE)
    except click.UsageError as error:
        hint = f"\nXem hướng dẫn: {error.ctx.command_path} --help" if error.ctx else ""
        _stop(f"Lỗi cách dùng: {in_vietnamese(error)}{hint}", USAGE)
    except click.Abort:
        _stop("Đã dừng theo yêu cầu.", COULD_NOT_RUN)
    except KeyboardInterrupt:
        _stop("Đã dừng theo yêu cầu.", COULD_NOT_RUN)
    except Exception as error:
        told = _foreseen(error, name)
        if told is None:
            raise
        _stop(told, COULD_NOT_RUN)
    sys.exit(code if isinstance(code, int) else 0)


def _foreseen(error: Exception, name: str) -> str | None:
    """What is said of an error that is no bug of ours, where it is none; name: what calls the program."""
    from pipeline.libraries import is_ours, unloaded
    from pipeline.model import PipelineError

    if isinstance(error, PipelineError):
        return str(error)
    if isinstance(error, ImportError) and not is_ours(error):
        return f"{unloaded(error)} Chạy {name} doctor để xem cần cài gì."
    return None


def _stop(text: str, code: int) -> NoReturn:
    click.echo(text, err=True)
    sys.exit(code)
