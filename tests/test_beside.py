"""Work beside the run: done in another process or here, the outcome is the same."""

from __future__ import annotations

import os
import signal
import time

import pytest

from pipeline import beside as module
from pipeline.beside import beside

on_two_cores = pytest.mark.usefixtures("two_cores")


@pytest.fixture
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "cores", lambda: 2)


@on_two_cores
def test_the_work_is_done_in_another_process() -> None:
    with beside(lambda: (os.getpid(), b"x" * 5_000_000), apart=True) as told:
        where, much = told()
    assert where != os.getpid()
    assert len(much) == 5_000_000


@on_two_cores
def test_the_work_is_done_here_where_it_may_not_be_done_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    with beside(os.getpid, apart=False) as told:
        assert told() == os.getpid()
    monkeypatch.setattr(module, "cores", lambda: 1)
    with beside(os.getpid, apart=True) as told:
        assert told() == os.getpid()


@on_two_cores
def test_a_process_that_is_killed_costs_nothing_but_time() -> None:
    here = os.getpid()

    def work() -> str:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return "xong"

    with beside(work, apart=True) as told:
        assert told() == "xong"


@on_two_cores
def test_where_no_process_can_begin_the_work_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> int:
        raise BlockingIOError("no more processes")

    monkeypatch.setattr(os, "fork", refused)
    with beside(os.getpid, apart=True) as told:
        assert told() == os.getpid()


@on_two_cores
def test_an_error_of_the_work_comes_up_here() -> None:
    def work() -> None:
        raise ValueError("hỏng")

    with pytest.raises(ValueError, match="hỏng"), beside(work, apart=True) as told:
        told()


@on_two_cores
def test_nobody_waits_for_work_that_is_no_longer_wanted() -> None:
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt), beside(lambda: time.sleep(600), apart=True):
        raise KeyboardInterrupt
    assert time.monotonic() - began < 300
