"""The commands of the guides, run one after the other on a copy of the example, and what the program answers.

In a guide a block marked `console` holds a command behind `$` and below it the answer; `[…]` stands for what is left
out: alone on a line any lines, within a line any words. `make` is asked what it would run.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from unittest.mock import patch

from click.testing import CliRunner

from pipeline.cli import cli
from pipeline.terminal import PROGRAM, now
from pipeline.vietnamese import VIETNAM
from tests.drawing import ROOT, fill
from tests.outputs import KEY, NO_LOG
from tests.screens import SCREENS

LEFT_OUT = "[…]"
CALLS = ("python -m pipeline ", "bao-cao ")
NOW = datetime(2022, 9, 22, 8, 0, tzinfo=VIETNAM)  # all that units sent has come
PROGRESS = re.compile(r"^Đang .*…\n", re.MULTILINE)  # on a terminal a bar that goes away
NOT_SET = ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")  # of a make that runs the tests


@dataclass(frozen=True)
class Step:
    """A command of a guide; what the guide shows of its answer, or the picture that does."""

    command: str
    output: str = ""
    picture: str = ""


def steps(page: str) -> list[Step]:
    """The commands of a guide in their order."""
    found: list[Step] = []
    for block, picture in re.findall(
        r"^ *```console\n(.*?)^ *```$|\(hinh/([\w-]+\.svg)\)", page, re.MULTILINE | re.DOTALL
    ):
        if picture:
            found.append(Step(SCREENS[picture][0], picture=picture))
        for piece in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = piece.partition("\n")
            found.append(Step(command, output))
    return found


def answers(output: str, told: str) -> bool:
    """Whether the program told what a guide shows."""
    lines = (
        "(?:.*\n)*" if line == LEFT_OUT else ".*".join(map(re.escape, line.split(LEFT_OUT))) + "\n"
        for line in output.splitlines()
    )
    return bool(re.fullmatch("".join(lines), told))


@cache
def arguments(command: str) -> tuple[str, ...]:
    """What the program is called with by a command line of a guide."""
    if command.startswith("make "):
        surroundings = {name: value for name, value in os.environ.items() if name not in NOT_SET}
        words = ["make", "-n", "-o", ".venv/.ready", *shlex.split(command)[1:]]
        done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", env=surroundings)
        assert done.returncode == 0, (command, done.stderr)
        command = next(line for line in done.stdout.splitlines() if CALLS[0] in line)
        return tuple(shlex.split(command.partition(CALLS[0])[2]))
    call = next(call for call in CALLS if command.startswith(call))
    return tuple(shlex.split(command.removeprefix(call)))


def answer(command: str, desk: Path, moment: datetime = NOW) -> tuple[str, int]:
    """What the program tells and its exit code, when a command of a guide is run at a desk at a moment."""
    before = Path.cwd()
    os.chdir(desk)
    with ExitStack() as clocks:
        for module in [m for name, m in sys.modules.items() if name.startswith("pipeline.")]:
            if vars(module).get("now") is now:
                clocks.enter_context(patch.object(module, "now", lambda: moment))
        try:
            runner = CliRunner(env={PROGRAM: None if command.startswith("make ") else "bao-cao"})
            said = runner.invoke(cli, list(arguments(command)), catch_exceptions=False)
        finally:
            os.chdir(before)
    return PROGRESS.sub("", said.output), said.exit_code


# --- the month that the guides walk through -------------------------------------------------------

EXAMPLE, PLAN = "examples/2022-09/inbox", "input_templates/ke-hoach.xlsx"


def walked(desk: Path) -> Iterator[tuple[Step, str, int]]:
    """Every step of the guides, in their order, with what the program told and its exit code."""
    for folder, inbox, moment, pages in (
        (desk / "van-phong", "inbox", NOW, ("mot-thang.md", "quan-tri.md")),
        (desk / "lan-dau", EXAMPLE, NOW.replace(year=2023, month=3), ("lan-dau.md",)),
    ):
        lay_out(folder, inbox)
        for page in pages:
            for step in steps((ROOT / "docs" / page).read_text(encoding="utf-8")):
                if step.command in BEFORE:
                    BEFORE[step.command](folder)
                yield step, *answer(step.command, folder, moment)


def lay_out(desk: Path, inbox: str = "inbox") -> Path:
    """A desk: the example's plan, and what units sent in a folder `inbox`."""
    shutil.copytree(ROOT / EXAMPLE, desk / inbox, ignore=NO_LOG)
    (desk / inbox / KEY).write_text("5e" * 32)
    (desk / inbox / KEY).chmod(0o600)
    (desk / PLAN).parent.mkdir()
    shutil.copy(ROOT / PLAN, desk / PLAN)
    return desk


def _mail_arrives(desk: Path) -> None:
    """The theatre sends once more what came as a Word file, as a mail that was saved."""
    form = desk / "output" / "mau" / "2022-09" / "NHNTTT" / "A.VI.4__NHNTTT__2022-09.xlsx"
    mail = EmailMessage()
    mail["From"], mail["To"] = "Nhà hát <nhahat@khanhhoa.gov.vn>", "vanphong@khanhhoa.gov.vn"
    mail["Subject"], mail["Date"] = "Gửi lại báo cáo tháng 9", "Tue, 20 Sep 2022 09:30:00 +0700"
    mail["Message-ID"] = "<gui-lai@khanhhoa.gov.vn>"
    mail.set_content("Kính gửi Văn phòng.")
    filled = fill(form.read_bytes(), in_A_VI_4_1_numerator=3, in_A_VI_4_1_denominator=4)
    mail.add_attachment(filled, maintype="application", subtype="octet-stream", filename="A.VI.4 gui lai.xlsx")
    (desk / "tai-ve").mkdir()
    (desk / "tai-ve" / "gui-lai.eml").write_bytes(mail.as_bytes())


def _issued(desk: Path) -> None:
    kept = desk / "da-phat-hanh"
    if not kept.exists():
        kept.mkdir()
        shutil.copy(desk / "output" / "2022-09" / "bao-cao-2022-09.docx", kept)


def _restored(desk: Path) -> None:
    """The inbox is copied, lost, and copied back."""
    shutil.copytree(desk / "inbox", desk / "sao-luu" / "inbox")
    shutil.rmtree(desk / "inbox")
    shutil.copytree(desk / "sao-luu" / "inbox", desk / "inbox")


def _own_inbox(desk: Path) -> None:
    (desk / "inbox").mkdir()


def _own_files(desk: Path) -> None:
    """Every unit sends its forms, some of them filled."""
    shutil.copytree(desk / "output" / "mau" / "2023-03", desk / "inbox", dirs_exist_ok=True)
    for name, values in {
        "PCM1/I.1": {"in_I_1_2_numerator": 8, "in_I_1_2_denominator": 10},
        "PCM1/III.1": {"in_III_1_2_current": 3, "in_III_1_2_baseline": 4},
        "PCM2/I.1": {"in_I_1_2_numerator": 5, "in_I_1_2_denominator": 5},
        "VP/I.1": {"in_I_1_2_numerator": 7, "in_I_1_2_denominator": 9, "in_I_1_3_count": 2},
    }.items():
        form = desk / "inbox" / f"{name}__{name.partition('/')[0]}__2023-03.xlsx"
        form.write_bytes(fill(form.read_bytes(), **values))


BEFORE: dict[str, Callable[[Path], None]] = {  # what the guides ask their reader to do before a command
    "bao-cao collect tai-ve": _mail_arrives,
    "bao-cao verify da-phat-hanh/bao-cao-2022-09.docx": _issued,
    "bao-cao verify --chain --out da-phat-hanh": _restored,
    "make templates PLAN=input_templates/ke-hoach-2023.xlsx PERIOD=2023-03": _own_inbox,
    "make report PLAN=input_templates/ke-hoach-2023.xlsx PERIOD=2023-03": _own_files,
}
