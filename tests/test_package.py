"""The program as a package: built into a wheel, put beside nothing else of this checkout, run from another folder."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from pipeline.version import PROGRAM, build
from tests.amount import long_walk
from tests.drawing import ROOT, draw_plan, fill, small_plan, template
from tests.other_kinds import as_xls, drawn

REQUIREMENTS = {
    "": "requirements.txt", "cluster": "requirements-cluster.txt",
    "s3": "requirements-s3.txt", "postgres": "requirements-postgres.txt",
}  # fmt: skip


def _pins(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]


def _as_told(pin: str, extra: str) -> str:
    """A pin as the wheel states it, behind its condition of whom it is for."""
    if not extra:
        return pin
    name, _, condition = pin.partition("; ")
    return f'{name}; {condition} and extra == "{extra}"' if condition else f'{name}; extra == "{extra}"'


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    source = tmp_path_factory.mktemp("source") / "program"
    shutil.copytree(ROOT / "pipeline", source / "pipeline", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", *REQUIREMENTS.values(), "README.md"):
        shutil.copy(ROOT / name, source)
    _pip("wheel", "--no-build-isolation", "--wheel-dir", source.parent, source)
    (made,) = source.parent.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def site(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    _pip("install", "--target", folder, wheel)
    return folder


def _pip(command: str, *args: object) -> None:
    quiet = ("--quiet", "--disable-pip-version-check", "--no-deps", "--no-index")
    subprocess.run([sys.executable, "-m", "pip", command, *quiet, *map(str, args)], check=True, timeout=300)


def _bao_cao(site: Path, folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    """The installed command, with nothing of this checkout within reach."""
    script = next(path for path in (site / "bin").iterdir() if path.stem == "bao-cao")
    return subprocess.run(
        [sys.executable, str(script), *args], cwd=folder, env={**os.environ, "PYTHONPATH": str(site)},
        stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip


@long_walk
def test_the_wheel_has_one_version_and_the_pins_of_the_requirements(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        told = archive.read(next(n for n in names if n.endswith("/METADATA"))).decode("utf-8")
    assert re.findall(r"^Version: (.*)$", told, re.MULTILINE) == [PROGRAM]
    pins = {extra: _pins(ROOT / name) for extra, name in REQUIREMENTS.items()}
    wanted = [_as_told(pin, extra) for extra, asked in pins.items() for pin in asked]
    assert re.findall(r"^Requires-Dist: (.*)$", told, re.MULTILINE) == wanted and len(pins[""]) > 10
    assert all("==" in pin for pin in wanted)
    for library in ("fsspec", "s3fs", "sqlalchemy", "psycopg"):
        assert not re.search(rf"^{library}==", "\n".join(pins[""]), re.MULTILINE | re.IGNORECASE)
    lying = {p.relative_to(ROOT).as_posix() for p in (ROOT / "pipeline").rglob("*") if p.is_file()}
    packed = {n for n in names if not n.split("/")[0].endswith(".dist-info")}
    assert packed == {n for n in lying if "__pycache__" not in n}


@long_walk
def test_the_installed_command_works_from_any_folder(site: Path, tmp_path: Path) -> None:
    done = _bao_cao(site, tmp_path, "--help")
    assert done.returncode == 0 and done.stdout.startswith("Cách dùng: bao-cao [TÙY CHỌN]"), done.stderr
    assert _bao_cao(site, tmp_path, "--version").stdout == f"bao-cao {build()}\n"  # the same program, without git
    good = fill(template(small_plan(), "I.2", "VP"), in_I_2_1_count=3)
    (tmp_path / "ke-hoach.xlsx").write_bytes(draw_plan())
    (tmp_path / "tot.xlsx").write_bytes(good)
    (tmp_path / "cu.xls").write_bytes(as_xls(drawn(good)))  # read in a process of its own
    done = _bao_cao(site, tmp_path, "check", "tot.xlsx", "cu.xls", "--plan", "ke-hoach.xlsx")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "tot.xlsx: I.2 · VP · 2022-09 · " in done.stdout and "cu.xls: I.2 · VP · 2022-09 · " in done.stdout
    done = _bao_cao(site, tmp_path, "check", "tot.xlsx", "--plan", "mat.xlsx")
    assert done.returncode == 3 and "Không có tệp kế hoạch “mat.xlsx”" in done.stderr
    done = _bao_cao(site, tmp_path, "doctor", "--plan", "ke-hoach.xlsx", "--json", "-")
    told = {check["name"]: check for check in json.loads(done.stdout)["checks"]}
    assert told["Gói thư viện"]["state"] == "good", told  # of the pins that it was installed with
    assert told["Hộp nhận"]["todo"].startswith("Tạo thư mục ấy, hoặc nhận báo cáo bằng bao-cao collect …")
