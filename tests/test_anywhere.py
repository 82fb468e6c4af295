"""Linux, macOS and Windows: what differs between them is said in few places, and never in the output."""

from __future__ import annotations

import ast
import os
import re
import sqlite3
import stat
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path, PurePosixPath, PureWindowsPath
from types import SimpleNamespace

import pytest

from pipeline import disk
from pipeline.answering.texts import file_name
from pipeline.cli import cli as commands
from pipeline.collecting.names import BELOW, bounded
from pipeline.elsewhere import inbox_or_example
from pipeline.intake import ledger
from pipeline.intake.register import arrivals, receive
from pipeline.progress import SILENT
from pipeline.run import issue_templates, make_report
from pipeline.terminal import EXAMPLE, INBOX, program
from pipeline.vietnamese import VIETNAM
from tests.commands import runner
from tests.drawing import ROOT, draw_plan, fill, plan_rows, small_plan, template
from tests.test_layers import MODULES, tree

NOW = datetime(2022, 9, 15, 8, tzinfo=VIETNAM)
FORBIDDEN = re.compile(r'[<>:"|?*\\]|[. ]$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)', re.IGNORECASE)  # to Windows

# --- the source ---------------------------------------------------------------------------------

POSIX_ONLY = {
    "os": "fork killpg getuid geteuid getgid getpgid setsid sched_getaffinity sync mkfifo chown O_NOFOLLOW waitpid",
    "signal": "SIGKILL SIGXCPU SIGXFSZ SIGALRM SIGHUP SIGUSR1 alarm setitimer",
    "resource": "*", "fcntl": "*", "pwd": "*", "grp": "*", "termios": "*", "msvcrt": "*", "winreg": "*",
}  # fmt: skip
PLACES = re.compile(r"(/(tmp|home|usr|etc|var|dev|root|Users|opt|Applications)(/|$)|[A-Z]:\\|~/)")


def _guarded(tree: ast.AST) -> set[ast.AST]:
    """What stands in a condition that asks for the system, or behind one."""
    asks = re.compile(r"sys\.platform|os\.name|hasattr\(os")
    tests = (n for n in ast.walk(tree) if isinstance(n, (ast.If, ast.IfExp, ast.BoolOp)))
    return {
        inner for n in tests
        if asks.search(ast.unparse(n if isinstance(n, ast.BoolOp) else n.test)) for inner in ast.walk(n)
    }  # fmt: skip


def unguarded(tree: ast.AST) -> Iterator[str]:
    """Names that only some systems have, where no condition stands before them."""
    safe = _guarded(tree)
    for node in ast.walk(tree):
        if node in safe:
            continue
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            names = POSIX_ONLY.get(node.value.id, "").split()
            if node.attr in names or "*" in names:
                yield f"{node.lineno}: {node.value.id}.{node.attr}"
        if isinstance(node, ast.Import) and (
            few := {a.name for a in node.names} & (set(POSIX_ONLY) - {"os", "signal"})
        ):
            yield f"{node.lineno}: import {', '.join(few)}"


def local_texts(tree: ast.AST) -> Iterator[str]:
    """Texts read or written by the encoding of the machine, times by its clock, and words by its language."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = {a.name for a in node.names} | {getattr(node, "module", "") or ""}
            yield from (f"{node.lineno}: {name}" for name in names & {"locale", "zoneinfo", "codecs"})
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        given = {k.arg for k in node.keywords}
        if (_opens_text(node, called) or called in ("read_text", "write_text")) and "encoding" not in given:
            yield f"{node.lineno}: {called} without an encoding"
        if called == "write_text" and "newline" not in given:
            yield f"{node.lineno}: write_text with the line ends of the machine"
        if called in ("run", "Popen") and given & {"text", "universal_newlines"} and "encoding" not in given:
            yield f"{node.lineno}: {called} without an encoding"
        owner = getattr(getattr(node.func, "value", None), "id", "")
        zoned = {"astimezone": 1, "now": 1, "fromtimestamp": 2}.get(called, 0)  # so many arguments name a zone
        if (owner == "datetime" or called == "astimezone") and len(node.args) + len(given) < zoned:
            yield f"{node.lineno}: {called} by the machine's time zone"


def _opens_text(node: ast.Call, called: str) -> bool:
    """Whether a call opens a file as text: not a part of a container, nor what is no file."""
    values = [*node.args, *(k.value for k in node.keywords if k.arg == "mode")]
    modes = [v.value for v in values if isinstance(v, ast.Constant) and isinstance(v.value, str)]
    if called == "open" and isinstance(node.func, ast.Name):
        return not any(re.fullmatch(r"[rwax]?b.*|[rwax].?b", m) for m in modes)
    of_a_part = called == "open" and len(node.args) == 2
    return called in ("open", "fdopen") and not of_a_part and any(re.fullmatch(r"[rwax]t?\+?", m) for m in modes)


def local_places(tree: ast.AST) -> Iterator[str]:
    """Places that only one machine has."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and PLACES.match(node.value):
            yield f"{node.lineno}: {node.value}"


def own_moves(tree: ast.AST) -> Iterator[str]:
    """Renamings and looks at links that pass `disk` by."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        owner, called = getattr(node.func.value, "id", ""), node.func.attr
        renames = called == "rename" or (called == "replace" and (owner == "os" or len(node.args) == 1))
        if (renames and not node.keywords) or called in ("is_symlink", "islink", "fsync"):
            yield f"{node.lineno}: {owner}.{called}"


@pytest.mark.parametrize("name", MODULES)
def test_nothing_leans_on_one_system(name: str) -> None:
    source = tree(name)
    assert list(unguarded(source)) == []
    assert name == "cli_doctor" or list(local_texts(source)) == []  # it looks at the machine's own time zone
    # Where LibreOffice installs itself, and where fonts lie.
    assert name in ("report.pdf", "doctor.machine") or list(local_places(source)) == []
    assert name == "disk" or list(own_moves(source)) == []


SLIPS = [
    (local_texts, "open(path)"), (local_texts, "open(path, 'w')"), (local_texts, "path.open('r')"),
    (local_texts, "path.read_text()"), (local_texts, "path.write_text(x, encoding='utf-8')"),
    (local_texts, "os.fdopen(handle, 'w')"), (local_texts, "subprocess.run(x, text=True)"),
    (local_texts, "datetime.now()"), (local_texts, "datetime.fromtimestamp(0)"), (local_texts, "when.astimezone()"),
    (local_texts, "from zoneinfo import ZoneInfo"), (local_texts, "import locale"),
    (unguarded, "os.sched_getaffinity(0)"), (unguarded, "os.kill(1, signal.SIGKILL)"), (unguarded, "import fcntl"),
    (unguarded, "resource.getrlimit(1)"), (local_places, "Path('/tmp/x')"), (local_places, r"x = 'C:\\temp'"),
    (own_moves, "os.replace(a, b)"), (own_moves, "a.replace(b)"), (own_moves, "a.rename(b)"),
    (own_moves, "a.is_symlink()"),
]  # fmt: skip
SOUND = """
open(path, 'rb'); path.open('rb'); open(path, encoding='utf-8'); os.fdopen(handle, 'w', encoding='ascii')
archive.open(name, 'w'); path.write_text(x, encoding='utf-8', newline='\\n'); text.replace('a', 'b')
replace(x, a=1); when.replace(hour=1); datetime.now(VIETNAM); datetime.fromtimestamp(0, VIETNAM)
if sys.platform != 'win32': import resource
if hasattr(os, 'killpg'): os.killpg(1, signal.SIGKILL)
x = len(os.sched_getaffinity(0)) if sys.platform == 'linux' else 1
"""


@pytest.mark.parametrize(("law", "line"), SLIPS, ids=[line for _, line in SLIPS])
def test_a_slip_is_seen(law: object, line: str) -> None:
    assert callable(law) and list(law(ast.parse(line)))


@pytest.mark.parametrize("law", [local_texts, unguarded, local_places, own_moves])
def test_what_is_sound_passes(law: object) -> None:
    assert callable(law) and list(law(ast.parse(SOUND))) == []


def test_every_system_can_check_the_files_out() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False).stdout.decode(
        "utf-8"
    )
    names = listed.split("\0")[:-1] or [p.relative_to(ROOT).as_posix() for p in (ROOT / "examples").rglob("*")]
    assert len(names) > 100
    assert [n for n in names if any(FORBIDDEN.search(part) for part in n.split("/")) or len(n) > 150] == []
    assert len({unicodedata.normalize("NFC", n).casefold() for n in names}) == len(names)
    assert [n for n in names if n != unicodedata.normalize("NFC", n)] == []


def test_checkouts_keep_their_line_ends() -> None:
    lines = (ROOT / ".gitattributes").read_text(encoding="utf-8").splitlines()
    assert "* text=auto eol=lf" in lines and "*.bat text eol=crlf" in lines
    for kind in ("docx", "xlsx", "png", "sqlite"):
        assert f"*.{kind} binary" in lines


# --- names and places ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "told"),
    [
        (r"C:\bao-cao\output\2022-09", r"C:\bao-cao\output\2022-09"),
        ("C:\\" + "a" * 250, "\\\\?\\C:\\" + "a" * 250),
        ("C:\\b\\..\\" + "a" * 250, "\\\\?\\C:\\" + "a" * 250),
        ("C:/" + "a" * 250, "\\\\?\\C:\\" + "a" * 250),
        ("\\\\may-chu\\chung\\" + "a" * 250, "\\\\?\\UNC\\may-chu\\chung\\" + "a" * 250),
        ("\\\\?\\C:\\" + "a" * 250, "\\\\?\\C:\\" + "a" * 250),
    ],
)
def test_windows_is_told_a_long_path_in_its_own_form(path: str, told: str) -> None:
    assert disk.extended(path) == told


def test_room_for_what_comes_below_counts() -> None:
    folder = "D:\\" + "a" * 150
    assert disk.extended(folder) == folder
    assert disk.extended(folder, 120) == "\\\\?\\" + folder


def test_a_path_into_the_inbox_is_short_enough_for_windows() -> None:
    deep = "/".join(["tep", *(f"Báo cáo của các đơn vị trực thuộc, phần {n}" * 2 for n in range(12))])
    name = "B" * 100 + ".xlsx"
    path = bounded(f"{deep}/{name}")
    assert len(path) <= BELOW and path.endswith(f"/{name}") and path.startswith("tep/")
    assert path.count("/") == 13 and not any(FORBIDDEN.search(part) for part in path.split("/"))
    assert bounded("thu/2022-09-14/a@so.vn__12345678/a.xlsx") == "thu/2022-09-14/a@so.vn__12345678/a.xlsx"


def test_a_cut_folder_is_no_device_of_windows() -> None:
    for number in range(10, 40):
        parts = bounded("/".join(["con so lieu cua nam"] * number) + "/" + "b" * 99).split("/")
        assert not any(FORBIDDEN.search(part) for part in parts)


def test_codes_that_windows_keeps_for_devices_give_names_that_it_takes(tmp_path: Path) -> None:
    rows = plan_rows()
    for sheet in rows.values():
        for row in sheet:
            for key, value in row.items():
                if value == "VP":
                    row[key] = "CON.1"
                if value == "I.2":
                    row[key] = "NUL.2"
    (tmp_path / "plan.xlsx").write_bytes(draw_plan(rows))
    for bundled in (False, True):
        written = issue_templates(
            tmp_path / "plan.xlsx", "2022-09", tmp_path / "ra", ("CON.1",), now=NOW, bundled=bundled
        )
        names = [part for path in written for part in path.relative_to(tmp_path).parts]
        assert "_CON.1" in names and not [n for n in names if FORBIDDEN.search(n)]
    assert file_name("con.2022") == "_con.2022"


@pytest.mark.parametrize(
    ("path", "told"),
    [
        (PurePosixPath("/nha/hộp nhận/a#b?.sqlite"), "file:///nha/h%E1%BB%99p%20nh%E1%BA%ADn/a%23b%3F.sqlite"),
        (PurePosixPath("/nha/b\udce1o"), "file:///nha/b%E1o"),  # a name in letters of another system
        (PureWindowsPath(r"C:\Hop nhan\so.sqlite"), "file:///C:/Hop%20nhan/so.sqlite"),
        (PureWindowsPath(r"\\may-chu\chung\inbox\so.sqlite"), "file:////may-chu/chung/inbox/so.sqlite"),
    ],
)
def test_the_register_is_opened_on_shares_too(path: PurePosixPath | PureWindowsPath, told: str) -> None:
    assert ledger.address(path) == told


def test_sqlite_takes_an_address_without_a_host(tmp_path: Path) -> None:
    """As of a share: its server would be refused as a host."""
    (tmp_path / "a").mkdir()
    with closing(sqlite3.connect("file:///" + (tmp_path / "a" / "x").as_posix(), uri=True)) as book:
        book.execute("CREATE TABLE t (a)")
    assert (tmp_path / "a" / "x").stat().st_size > 0
    with pytest.raises(sqlite3.OperationalError, match="authority"):
        sqlite3.connect(PureWindowsPath(r"\\may-chu\chung\x").as_uri(), uri=True)


# --- files --------------------------------------------------------------------------------------


def test_a_file_that_a_scanner_holds_is_moved_a_moment_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").write_bytes(b"x")
    held, replace = [True, True], Path.replace

    def busy(path: Path, target: Path) -> Path:
        if held:
            held.pop()
            raise PermissionError(13, "being used by another process")
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", busy)
    monkeypatch.setattr(disk, "_PAUSES", (0, 0))
    disk.move(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "b").read_bytes() == b"x"
    held += [True, True, True]
    with pytest.raises(PermissionError):
        disk.move(tmp_path / "b", tmp_path / "c")
    assert (tmp_path / "b").exists()


def test_a_junction_is_a_link_like_any_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "thuong").mkdir()
    assert not disk.is_link(tmp_path / "thuong") and not disk.is_link(tmp_path / "mat")
    seen = SimpleNamespace(st_mode=stat.S_IFDIR, st_reparse_tag=0xA0000003)  # as Windows tells it
    monkeypatch.setattr(Path, "lstat", lambda path: seen)
    assert disk.is_link(tmp_path / "thuong")


def test_a_receipt_is_known_where_a_disk_takes_letters_apart(tmp_path: Path) -> None:
    """A file that came on Monday is not new on Friday because another system lists its name otherwise."""
    name = "Báo cáo tháng 9.xlsx"
    apart = unicodedata.normalize("NFD", name)
    (tmp_path / name).write_bytes(b"a")
    receive(tmp_path, NOW)
    (tmp_path / name).rename(tmp_path / apart)
    (again,) = receive(tmp_path, NOW.replace(day=19))
    assert (again.arrival.name, again.arrival.received) == (name, NOW) and len(arrivals(tmp_path)) == 1
    (tmp_path / name).write_bytes(b"a")  # two files on a disk that tells them apart
    both = receive(tmp_path, NOW.replace(day=20))
    assert sorted(r.arrival.name for r in both) == sorted((name, apart))


# --- the same report at any desk ----------------------------------------------------------------

PLAN = small_plan()
GOOD, BAD = (fill(template(PLAN, "I.2", "VP"), in_I_2_1_count=n) for n in (3, -3))
LONG = unicodedata.normalize("NFD", "Phòng Tổ chức, “2022” (bản cuối)")  # each letter apart from its marks
FOLDERS = {"plain": "a", "spaces and marks": unicodedata.normalize("NFC", LONG), "apart": LONG,
           "long": "/".join(["Thu muc rat dai cua co quan 0123456789"] * 5)}  # fmt: skip


def _lay(folder: Path) -> None:
    for name, data in {
        "ke-hoach.xlsx": draw_plan(),
        "inbox/VP/Báo cáo.xlsx": GOOD,
        "inbox/VP/sai.xlsx": BAD,
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        os.utime(path, (1_660_000_000, 1_660_000_000))


def _bytes(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("a")
    _lay(folder)
    make_report(folder / "ke-hoach.xlsx", folder / "inbox", "2022-09", folder / "ra", None, NOW, SILENT)
    return _bytes(folder / "ra")


@pytest.mark.parametrize("name", FOLDERS.values(), ids=FOLDERS)
def test_the_folder_does_not_show(tmp_path: Path, plain: dict[str, bytes], name: str) -> None:
    folder = tmp_path / name
    _lay(folder)
    make_report(folder / "ke-hoach.xlsx", folder / "inbox", "2022-09", folder / "ra", None, NOW, SILENT)
    assert len(plain) > 4 and _bytes(folder / "ra") == plain


@pytest.mark.parametrize("page", ["cp1252", "cp437"])
def test_a_console_of_old_letters_and_a_far_desk_change_nothing(
    tmp_path: Path, plain: dict[str, bytes], page: str
) -> None:
    """The receipt's day stands in the report, so it is laid first; what the screen shows is UTF-8 all the same."""
    _lay(tmp_path)
    receive(tmp_path / "inbox", NOW)
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "report", "--plan", "ke-hoach.xlsx", "--period", "2022-09", "--out", "ra"],
        cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True, timeout=120, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": page, "LC_ALL": "C", "TZ": "America/New_York"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode("utf-8")
    assert "đánh giá đến ngày 14/09/2022" in done.stdout.decode("utf-8")
    assert "Đang đọc tệp: 2…" in done.stderr.decode("utf-8")
    assert _bytes(tmp_path / "ra") == plain


# --- without make -------------------------------------------------------------------------------

BAT = (ROOT / "bao-cao.bat").read_bytes()


def test_the_script_for_windows_is_one_that_cmd_reads() -> None:
    assert BAT.count(b"\r\n") == BAT.count(b"\n") > 20 and not BAT.startswith(b"\xef\xbb\xbf")
    lines = BAT.decode("utf-8").split("\r\n")
    page = next(n for n, line in enumerate(lines) if line.startswith("chcp 65001"))
    assert all(line.isascii() for line in lines[:page])  # until then cmd reads other letters
    code = [line for line in lines if not line.startswith("rem ")]
    assert not [line for line in code if re.match(r"\s*(:|goto|call)", line)]  # see its own head
    assert all(line.count('"') % 2 == 0 for line in code if "CMDCMDLINE" not in line)
    assert code[-2] == "exit /b %RESULT%" and "chcp %CODE_PAGE% >nul" in code
    said = [line.partition("echo ")[2] for line in code if "echo " in line and "@echo" not in line]
    assert len(said) == 4 and all(text.endswith(">&2") and not set(text[:-3]) & set("&|<>^%()") for text in said)


def test_what_the_script_calls_is_there() -> None:
    text = BAT.decode("utf-8")
    assert set(re.findall(r"-r (\S+)|fc /b (\S+)", text)) == {("requirements.txt", ""), ("", "requirements.txt")}
    assert (ROOT / "requirements.txt").is_file() and set(re.findall(r"-m (\w+)", text)) == {"venv", "pip", "pipeline"}
    assert set(re.findall(r'set "COMMAND=(\w+)"', text)) <= set(commands.commands)
    assert "sys.version_info < (3, 11)" in text and 'requires-python = ">=3.11"' in (ROOT / "pyproject.toml").read_text(
        encoding="utf-8"
    )


@pytest.mark.parametrize(
    ("called", "named", "name"),
    [
        ("/home/an/.local/bin/bao-cao", "", "bao-cao"),
        (r"C:\Users\An\Scripts\bao-cao.exe", "", "bao-cao"),
        (r"D:\bao-cao\pipeline\__main__.py", "", "python -m pipeline"),
        (r"D:\bao-cao\pipeline\__main__.py", "bao-cao", "bao-cao"),
        ("/usr/bin/pytest", "", "python -m pipeline"),
    ],
)
def test_the_program_is_called_what_the_user_typed(called: str, named: str, name: str) -> None:
    assert program(called, named) == name


def test_help_and_complaints_name_the_script(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BAO_CAO_PROGRAM", "bao-cao")
    run = runner(capsys)
    assert "Cách dùng: bao-cao report" in run("report", "--help").out
    assert "Xem hướng dẫn: bao-cao report --help" in run("report", "--khong-co").err
    assert re.fullmatch(r"bao-cao \d+\.\d+\+[0-9a-f]{12}\n", run("--version").out)


def test_the_example_is_taken_while_there_is_no_inbox(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert inbox_or_example(None) == Path(INBOX) and capsys.readouterr().err == ""  # an installed program has none
    (tmp_path / EXAMPLE).mkdir(parents=True)
    assert inbox_or_example(None) == Path(EXAMPLE)
    assert capsys.readouterr().err == f"Chưa có thư mục inbox/, dùng dữ liệu ví dụ {EXAMPLE}.\n"
    assert inbox_or_example("khac") == Path("khac")
    (tmp_path / INBOX).mkdir()
    assert inbox_or_example(None) == Path(INBOX) and capsys.readouterr().err == ""
    assert (ROOT / EXAMPLE).is_dir()
