"""A command loads what it uses and nothing else: help comes at once, a check does not wait for pandas."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import pytest

from tests.drawing import ROOT

HEAVY = {
    "pandas", "numpy", "openpyxl", "xlsxwriter", "docx", "lxml", "imapclient", "olefile", "distributed", "pipeline.run",
}  # fmt: skip
USES = {  # what of these each command has loaded once it is done, in one process, one command after the other
    "--help": set(),
    "report --help": set(),
    "register show --help": set(),
    "report --reason x": set(),
    "collect imaps://no-user": set(),
    "check bao-cao.xlsx --plan ke-hoach.xlsx": {"pipeline.run"},
    "register --plan ke-hoach.xlsx --inbox inbox": {"pipeline.run"},
    "send --dry-run --inbox inbox nhap.eml": {"pipeline.run"},
    "collect bao-cao.xlsx --inbox inbox": {"pipeline.run", "olefile"},
    "templates --plan ke-hoach.xlsx --period 2022-10 --unit BTT --out mau": {"pipeline.run", "olefile", "xlsxwriter"},
}
SCRIPT = """
import json, sys
from pipeline.cli import main
told = []
for command in json.loads(sys.argv[1]):
    try:
        main(command.split())
    except SystemExit as end:
        told.append((command, end.code, sorted(set(json.loads(sys.argv[2])) & set(sys.modules))))
print("\\n" + json.dumps(told))
"""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[int, set[str]]]:
    desk = tmp_path_factory.mktemp("desk")
    shutil.copy(ROOT / "input_templates" / "ke-hoach.xlsx", desk)
    shutil.copy(next((ROOT / "examples" / "2022-09" / "inbox" / "BTT").glob("*.xlsx")), desk / "bao-cao.xlsx")
    (desk / "inbox").mkdir()
    (desk / "nhap.eml").write_text("From: a@so.vn\nTo: b@so.vn\nSubject: x\nX-Unsent: 1\n\nx\n")
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, json.dumps(list(USES)), json.dumps(sorted(HEAVY))],
        cwd=desk, env={"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}, capture_output=True, check=True,
    )  # fmt: skip
    return {command: (code, set(names)) for command, code, names in json.loads(done.stdout.splitlines()[-1])}


@pytest.mark.parametrize("command", USES)
def test_a_command_loads_only_what_it_uses(command: str, loaded: dict[str, tuple[int, set[str]]]) -> None:
    code, names = loaded[command]
    assert (code, names) == (2 if command in ("report --reason x", "collect imaps://no-user") else 0, USES[command])
