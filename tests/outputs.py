"""Everything the program writes about the example, made by its command line in a folder of its own.

`python -m tests.outputs FOLDER` makes it for a validator that is no Python (`.ci/validate-ooxml`).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parent.parent
PERIODS = ("2022-09", "2022-Q1", "2022-6T", "2022-9T", "2022")
_CARRIED = ("--plan", "ke-hoach.xlsx", "--inbox", "inbox", "--period", "2022-10", "--unit", "VP", "--unit", "KHTC")
COMMANDS: tuple[tuple[str, ...], ...] = (
    *(("report", "--plan", "ke-hoach.xlsx", "--inbox", "inbox", "--period", p, "--out", "ra") for p in PERIODS),
    ("templates", *_CARRIED, "--out", "mau/nhiem-vu"),
    ("templates", *_CARRIED, "--layout", "unit", "--out", "mau/don-vi"),
    ("remind", "--plan", "ke-hoach.xlsx", "--inbox", "inbox", "--period", "2022-09", "--out", "nhac",
     "--as-of", "2022-09-20"),
    ("plan", "new", "--from", "ke-hoach.xlsx", "--inbox", "inbox", "--out", "ke-hoach/nam-sau.xlsx"),
    ("plan", "new", "--agency", "Sở Du lịch", "--year", "2023", "--out", "ke-hoach/co-quan-khac.xlsx"),
    ("plan", "import", "ke-hoach-2022.docx", "--out", "ke-hoach/du-thao.xlsx", "--json", "ke-hoach/du-thao.json"),
)  # fmt: skip

RUN_LOG = "nhat-ky-bao-cao.sqlite"
READ = "da-doc.sqlite"  # what reading came to
KEY = "khoa-xac-thuc.key"
NO_LOG = shutil.ignore_patterns(f"{RUN_LOG}*", f"{READ}*", KEY)  # of whoever ran the example in this checkout


def lay_out(folder: Path) -> None:
    """Puts a copy of what the commands read into `folder`."""
    shutil.copytree(ROOT / "examples" / "2022-09" / "inbox", folder / "inbox", dirs_exist_ok=True, ignore=NO_LOG)
    shutil.copy(ROOT / "input_templates" / "ke-hoach.xlsx", folder)
    shutil.copy(ROOT / "examples" / "ke-hoach-2022" / "ke-hoach-2022.docx", folder)
    (folder / "inbox" / KEY).write_text("5e" * 32)  # the secret is an input like any other
    (folder / "ke-hoach").mkdir()


_ALL = """
import json, sys
from pipeline.cli import main
for command in json.loads(sys.argv[1]):
    try:
        main(command)
    except SystemExit as end:
        assert not end.code, (command, end.code)
"""


def make_outputs(folder: Path, surroundings: Mapping[str, str], umask: int = 0o022) -> dict[str, Path]:
    """What every command writes into a folder, by its path in there; `surroundings` is the environment.

    All commands run in one process of their own, as at another desk. Not the log of runs, it also keeps when each was;
    nor what reading came to.
    """
    given = {path for path in folder.rglob("*") if path.is_file()}
    done = subprocess.run(
        [sys.executable, "-c", _ALL, json.dumps(COMMANDS)],
        cwd=folder, umask=umask, capture_output=True, timeout=600,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", **surroundings},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    kept = {RUN_LOG, READ}
    made = sorted(p for p in folder.rglob("*") if p.is_file() and p not in given and p.name not in kept)
    return {path.relative_to(folder).as_posix(): path for path in made}


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    lay_out(target)
    for made_name in make_outputs(target, {}):
        print(made_name)
