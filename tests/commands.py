"""A command run in the test's own process, as `python -m pipeline …` runs it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from pipeline.cli import main


@dataclass(frozen=True)
class Done:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str


Cli = Callable[..., Done]


def runner(capsys: pytest.CaptureFixture[str]) -> Cli:
    """Runs a command in the working folder of the moment; none may end in a traceback."""

    def run(*args: object) -> Done:
        capsys.readouterr()
        with pytest.raises(SystemExit) as stop:
            main([str(a) for a in args])
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return Done(int(stop.value.code or 0), captured.out, captured.err)

    return run
