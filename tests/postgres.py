"""A PostgreSQL server for the tests, a real one of their own: it lives in a folder, listens on this machine alone and
asks for a password.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest

USER, PASSWORD = "van_phong", "mat-khau-cua-so"
_NUMBERS = count(1)


def _programs() -> Path | None:
    """Where initdb lies: on the path, or where Debian keeps it."""
    found = shutil.which("initdb")
    known = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return Path(found).parent if found else known[-1].parent if known else None


PROGRAMS = _programs()
needs_postgres = pytest.mark.skipif(PROGRAMS is None, reason="PostgreSQL")


class Server:
    """A running server; each book is a database of its own."""

    def __init__(self, port: int) -> None:
        self.port = port

    def address(self, database: str = "postgres", password: str = f":{PASSWORD}") -> str:
        return f"postgresql://{USER}{password}@127.0.0.1:{self.port}/{database}"

    def new_book(self) -> str:
        """The address of an empty database, password and all."""
        name = f"so_{next(_NUMBERS)}"
        self.run(f"CREATE DATABASE {name}")
        return self.address(name)

    def run(self, sql: str, database: str = "postgres") -> list[tuple]:  # type: ignore[type-arg]
        with closing(psycopg.connect(self.address(database), autocommit=True)) as connection:
            found = connection.execute(sql)
            return found.fetchall() if found.description else []


def _as_nobody(*command: object) -> list[str]:
    """Root may not run the server."""
    told = [str(part) for part in command]
    return ["runuser", "-u", "nobody", "--", *told] if os.geteuid() == 0 else told


@contextmanager
def postgres() -> Iterator[Server]:
    """A server for as long as tests need it."""
    assert PROGRAMS is not None
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = Path(tempfile.mkdtemp(prefix="pg"))  # short: the path of a socket is
    data, secret = home / "data", home / "mat-khau"
    secret.write_text(PASSWORD)
    if os.geteuid() == 0:
        for path in (home, secret):
            shutil.chown(path, "nobody")
    try:
        made = ("-D", data, "-U", USER, f"--pwfile={secret}", "--auth=scram-sha-256", "-E", "UTF8", "--locale=C.UTF-8")
        subprocess.run(_as_nobody(PROGRAMS / "initdb", "--no-sync", *made), cwd=home, check=True, capture_output=True)
        asked = ("-D", data, "-h", "127.0.0.1", "-p", port, "-k", home, "-c", "fsync=off")
        running = subprocess.Popen(
            _as_nobody(PROGRAMS / "postgres", *asked), cwd=home, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            yield _answering(Server(port))
        finally:
            subprocess.run(
                _as_nobody(PROGRAMS / "pg_ctl", "-D", data, "-m", "immediate", "stop"), cwd=home, capture_output=True
            )
            running.wait(30)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _answering(server: Server) -> Server:
    for _ in range(150):
        try:
            server.run("SELECT 1")
            return server
        except psycopg.OperationalError:
            time.sleep(0.2)
    raise AssertionError("PostgreSQL did not start")
