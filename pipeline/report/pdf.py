"""A .docx comes in, the PDF that LibreOffice prints of it goes out, or a sentence why there is none.

The one door to another program: it runs with a profile of its own (two runs on one profile: one
fails in silence), within a time limit, and what it wrote is looked at before it is believed.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from pipeline.model import PipelineError
from pipeline.progress import SILENT, Done, Progress

TIME_LIMIT = 300  # seconds; an appendix of 10,000 rows takes about one minute
_LOOKS = 5  # times a second that is looked whether it has ended
_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
)


def find_libreoffice() -> str | None:
    """The program to call, from the search path or the places where it installs itself."""
    named = shutil.which("soffice") or shutil.which("libreoffice")
    return named or next((place for place in _PLACES if Path(place).is_file()), None)


def libreoffice_version(seconds: float) -> str:
    """What LibreOffice says of itself when started, "" where it says nothing. PipelineError: it does not start."""
    program = find_libreoffice()
    if program is None:
        raise PipelineError("không thấy trên máy này")
    with tempfile.TemporaryDirectory(prefix="pdf-", ignore_cleanup_errors=True) as room:
        profile = (Path(room) / "profile").resolve().as_uri()
        command = [program, f"-env:UserInstallation={profile}", "--headless", "--version"]
        quiet = subprocess.DEVNULL
        try:
            with subprocess.Popen(
                command, stdin=quiet, stdout=subprocess.PIPE, stderr=quiet, start_new_session=True
            ) as started:
                try:
                    said, _ = started.communicate(timeout=seconds)
                finally:
                    _end(started)
        except subprocess.TimeoutExpired as error:
            raise PipelineError(f"không trả lời trong {seconds:.0f} giây ({program})") from error
        except OSError as error:
            raise PipelineError(f"không khởi động được ({program}: {error.strerror})") from error
    if started.returncode:
        raise PipelineError(f"không khởi động được ({program})")
    return said.decode("utf-8", "replace").strip()


def print_folder(folder: Path, progress: Progress) -> str:
    """Prints every .docx of a folder beside it; why not, where that cannot be done."""
    try:
        render_pdfs(sorted(folder.glob("*.docx")), folder, progress)
    except PipelineError as error:
        return str(error)
    return ""


def render_pdfs(files: Sequence[Path], folder: Path, progress: Progress = SILENT) -> list[Path]:
    """Writes `<name>.pdf` into `folder` for each .docx, in one go.

    Raises PipelineError where LibreOffice is not there, does not end in time or writes no PDF; no
    half-written PDF is left then.
    """
    program = find_libreoffice()
    if program is None:
        raise PipelineError(
            "Chưa xuất được PDF vì máy này không có LibreOffice. Cài LibreOffice rồi chạy lại với --pdf, "
            "hoặc mở báo cáo Word và chọn Lưu thành PDF."
        )
    with tempfile.TemporaryDirectory(prefix="pdf-", ignore_cleanup_errors=True) as room:
        place = Path(room)
        copies = [shutil.copy(file, place) for file in files]  # not every path suits every program
        with progress.count("Đang xuất PDF", len(files)) as done:
            _run(program, copies, place, done)
        made = [place / f"{file.stem}.pdf" for file in files]
        broken = [file.name for file, pdf in zip(files, made, strict=True) if not _is_pdf(pdf)]
        if broken:
            raise PipelineError(
                f"LibreOffice không tạo được PDF của {', '.join(broken)}. Mở tệp Word và lưu thành PDF."
            )
        return [Path(shutil.copy(pdf, folder / pdf.name)) for pdf in made]


def _run(program: str, files: Sequence[Path | str], place: Path, done: Done) -> None:
    profile = (place / "profile").resolve().as_uri()
    command = [
        program, f"-env:UserInstallation={profile}", "--headless", "--norestore",
        "--convert-to", "pdf", "--outdir", str(place), *map(str, files),
    ]  # fmt: skip
    quiet = subprocess.DEVNULL
    try:
        # A session of its own: the program starts others, and all of them must end with it.
        started = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)
    except OSError as error:
        raise PipelineError(f"Không chạy được LibreOffice ({error.strerror}), chưa xuất được PDF.") from error
    try:
        _wait(started, place, done)
    except subprocess.TimeoutExpired as error:
        raise PipelineError(
            f"LibreOffice chưa xuất xong PDF sau {TIME_LIMIT} giây và đã bị dừng. Mở tệp Word và lưu thành PDF."
        ) from error
    finally:
        _end(started)


def _wait(started: subprocess.Popen[bytes], place: Path, done: Done) -> None:
    """Until the program ends, told meanwhile of each PDF that it began to write. TimeoutExpired: it does not."""
    seen = 0
    for look in range(1, TIME_LIMIT * _LOOKS + 1):
        try:
            started.wait(1 / _LOOKS)
            break
        except subprocess.TimeoutExpired:
            if look == TIME_LIMIT * _LOOKS:
                raise
        found = len(list(place.glob("*.pdf")))
        done(found - seen)
        seen = found


def _end(started: subprocess.Popen[bytes]) -> None:
    """Ends what is still running of the program, however it was left."""
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError):
            os.killpg(started.pid, signal.SIGKILL)
    elif started.poll() is None:  # Windows ends by itself only the first of them
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(started.pid)], capture_output=True, check=False)
        started.kill()
    started.wait()


def _is_pdf(path: Path) -> bool:
    """Whether a whole PDF stands there: its head and its end."""
    try:
        data = path.read_bytes()
    except OSError:
        return False
    return data.startswith(b"%PDF-") and b"%%EOF" in data[-1024:]
