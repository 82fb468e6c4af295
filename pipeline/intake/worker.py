"""A workbook read in a process of its own, so that what goes wrong there costs one file: bytes in, Book out.

Each file gets a fresh process with a bound on memory (where the system knows one) and on time. It may run
out of either, or die: the run goes on, and the file has its finding. What comes back is what `read_book`
gives here.
"""

from __future__ import annotations

import gc
import pickle
import signal
import subprocess
import sys
from pathlib import Path

from pipeline import limits
from pipeline.ooxml import BookError
from pipeline.workbook import Book, read_book

if sys.platform != "win32":
    import resource

MEMORY = 1_000 * limits.MEGABYTE
SECONDS = 8  # of the processor, for any file; by the clock four times as many, others may be at work
PATIENCE = 4
BYTES_A_SECOND = 400_000  # of the file beyond; zipped, so some 3 MB of XML on a slow machine
_ROOT = str(Path(__file__).parents[2])
_CHILD = "import sys; sys.path.insert(0, sys.argv[1]); from pipeline.intake.worker import serve; serve()"


def read_apart(data: bytes) -> Book:
    """The same as `read_book`, read in another process. BookError also where that process did not come back."""
    seconds = SECONDS + len(data) // BYTES_A_SECOND
    command = [sys.executable, "-I", "-c", _CHILD, _ROOT, str(seconds)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=seconds * PATIENCE, check=False)
    except subprocess.TimeoutExpired as error:
        raise BookError("GATE_SLOW", f"{seconds} giây") from error
    if sys.platform != "win32" and done.returncode == -signal.SIGXCPU:
        raise BookError("GATE_SLOW", f"{seconds} giây")
    if done.returncode or not done.stdout:
        raise BookError("GATE_DIED", f"mã {done.returncode}")
    gc.disable()  # hundreds of thousands of cells come in at once, none of them garbage
    try:
        answer: Book | tuple[str, str] = pickle.loads(done.stdout)  # of our own code, not of the file
    finally:
        gc.enable()
    if isinstance(answer, Book):
        return answer
    raise BookError(*answer)


def serve() -> None:
    """The other process: a workbook's bytes on standard input, the pickled answer on standard output."""
    gc.disable()
    _bound(int(sys.argv[2]))
    answer, sys.stdout = sys.stdout.buffer, sys.stderr  # what a library prints is no answer
    answer.write(_answer(sys.stdin.buffer.read()))
    answer.flush()


def _answer(data: bytes) -> bytes:
    try:
        return pickle.dumps(read_book(data, apart=True), pickle.HIGHEST_PROTOCOL)
    except BookError as error:
        return pickle.dumps((error.reason, error.found))
    except MemoryError:
        return pickle.dumps(("GATE_TOO_BIG", f"cần quá {limits.megabytes(MEMORY)} bộ nhớ"))


def _bound(seconds: int) -> None:
    if sys.platform != "win32":
        bounds = ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_CORE, 0))
        for kind, bound in bounds:
            hard = resource.getrlimit(kind)[1]
            try:
                resource.setrlimit(kind, (bound if hard < 0 else min(bound, hard), hard))
            except (ValueError, OSError):  # a system that knows the bound but does not keep it
                continue
