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
from collections.abc import Mapping
from email.message import EmailMessage
from functools import cache
from pathlib import Path

from click.testing import CliRunner

from pipeline.cli import cli
from pipeline.terminal import PROGRAM
from tests.drawing import ROOT
from tests.outputs import KEY, NO_LOG

LEFT_OUT = "[…]"
CALLS = ("python -m pipeline ", "bao-cao ")
NOT_SET = ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")  # of a make that runs the tests


def shown(page: str) -> list[tuple[str, str]]:
    """The commands of a guide with what it shows of their answers."""
    found: list[tuple[str, str]] = []
    for block in re.findall(r"^ *```console\n(.*?)^ *```$", page, re.MULTILINE | re.DOTALL):
        for piece in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = piece.partition("\n")
            found.append((command, output))
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


def answer(command: str, desk: Path) -> tuple[str, int]:
    """What the program tells and its exit code, when a command of a guide is run at a desk."""
    before = Path.cwd()
    os.chdir(desk)
    try:
        said = CliRunner(env={PROGRAM: "bao-cao"}).invoke(cli, list(arguments(command)), catch_exceptions=False)
    finally:
        os.chdir(before)
    return said.output, said.exit_code


def lay_out(desk: Path) -> Path:
    """A desk like that of an office: the example's inbox and plan, and mails that were saved in the folder tai-ve."""
    shutil.copytree(ROOT / "examples" / "2022-09" / "inbox", desk / "inbox", ignore=NO_LOG)
    (desk / "inbox" / KEY).write_text("5e" * 32)
    (desk / "input_templates").mkdir()
    shutil.copy(ROOT / "input_templates" / "ke-hoach.xlsx", desk / "input_templates")
    (desk / "tai-ve").mkdir()
    return desk


def save_mail(path: Path, attached: Mapping[str, bytes]) -> None:
    """A mail as a unit sends it, saved as a file."""
    mail = EmailMessage()
    mail["From"], mail["To"] = "Thư viện tỉnh <thuvien@khanhhoa.gov.vn>", "vanphong@khanhhoa.gov.vn"
    mail["Subject"], mail["Date"] = "Báo cáo tháng 10", "Fri, 14 Oct 2022 09:30:00 +0700"
    mail["Message-ID"] = "<t10@khanhhoa.gov.vn>"
    mail.set_content("Kính gửi Văn phòng báo cáo tháng 10.")
    for name, data in attached.items():
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    path.write_bytes(mail.as_bytes())
