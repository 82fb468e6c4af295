"""The commands that people are told to copy are commands that make and the program know."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys

import click
import pytest

from pipeline.cli import cli
from pipeline.next_commands import BY_MAKE, Commands, quoted
from tests.drawing import ROOT

PLACES = {"PLAN": "kế hoạch.xlsx", "INBOX": "hop", "OUT": "ra"}
GIVEN = {"file": "3f2a9c0d51be", "reason": "đã gọi điện", "period": "2022-09", "plan": "kế hoạch.xlsx"}
TOLD = {  # what → by make, by the command
    "accept": (
        'make accept FILE=3f2a9c0d51be REASON="đã gọi điện" PLAN="kế hoạch.xlsx" INBOX=hop',
        'bao-cao register accept 3f2a9c0d51be --reason "đã gọi điện" --plan "kế hoạch.xlsx" --inbox hop',
    ),
    "withdraw": (
        'make withdraw FILE=3f2a9c0d51be REASON="đã gọi điện" PLAN="kế hoạch.xlsx" INBOX=hop',
        'bao-cao register withdraw 3f2a9c0d51be --reason "đã gọi điện" --plan "kế hoạch.xlsx" --inbox hop',
    ),
    "collect": ("make collect SOURCE=… INBOX=hop", "bao-cao collect … --inbox hop"),
    "plan-check": ('make plan-check PLAN="kế hoạch.xlsx"', 'bao-cao plan check "kế hoạch.xlsx"'),
    "plan-new": ("make plan-new", "bao-cao plan new"),
    "remind": (
        'make remind PERIOD=2022-09 PLAN="kế hoạch.xlsx" INBOX=hop OUT=ra',
        'bao-cao remind --period 2022-09 --plan "kế hoạch.xlsx" --inbox hop --out ra',
    ),
    "send": ("make send PERIOD=2022-09 INBOX=hop OUT=ra", "bao-cao send --period 2022-09 --inbox hop --out ra"),
    "templates": (
        'make templates PERIOD=2022-09 PLAN="kế hoạch.xlsx" INBOX=hop',
        'bao-cao templates --period 2022-09 --plan "kế hoạch.xlsx" --inbox hop',
    ),
    "verify-log": ("make verify CHAIN=1 INBOX=hop OUT=ra", "bao-cao verify --chain --inbox hop --out ra"),
}


@pytest.mark.parametrize("what", TOLD)
def test_both_ways_are_told(what: str) -> None:
    assert Commands(places=PLACES).tell(what, **GIVEN) == TOLD[what][0]
    assert Commands("bao-cao", PLACES).tell(what, **GIVEN) == TOLD[what][1]


def test_places_that_are_the_usual_ones_are_not_told() -> None:
    assert BY_MAKE.tell("send", period="2022-09") == "make send PERIOD=2022-09"


@pytest.mark.parametrize("told", [by_itself for _, by_itself in TOLD.values()])
def test_the_program_knows_what_it_tells(told: str) -> None:
    command: click.Command = cli
    _, *words = shlex.split(told)
    while isinstance(command, click.Group):
        command = command.commands[words.pop(0)]
    command.make_context("bao-cao", words)


@pytest.mark.skipif(not shutil.which("make"), reason="no make")
@pytest.mark.parametrize("told", [by_make for by_make, _ in TOLD.values() if "plan-new" not in by_make])
def test_make_hands_on_all_that_is_told(told: str) -> None:
    _, target, *given = shlex.split(told)
    done = subprocess.run(["make", "-n", target, *given], cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    assert [word for word in given if word.partition("=")[2] not in done.stdout] == []


@pytest.mark.skipif(sys.platform == "win32", reason="other quotes")
@pytest.mark.parametrize(
    "text", ["hop", "hộp nhận", "a$(reboot)b", 'a"b', "a'b", "a`b", "a\\b", "a;b", "a&b", "~", "*", ""]
)
def test_a_text_is_one_word_to_a_shell(text: str) -> None:
    assert shlex.split(quoted(text)) == [text]
    done = subprocess.run(["sh", "-c", f"printf %s {quoted(text)}"], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout == text
