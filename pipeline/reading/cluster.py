"""The one door to Dask: a scheduler's address comes in, who reads there goes out.

Machines of a cluster need not see the inbox: files go out with what they hold, and records come back as text.
Dask carries both between our own machines by pickle, so whoever may speak to the scheduler may run anything on
them; who may is for the network and Dask's own TLS settings to say.
"""

from __future__ import annotations

import logging
import platform
import warnings
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from functools import partial
from importlib.metadata import version
from threading import Lock

from distributed import Client, KilledWorker
from distributed.client import ClosedClientError

from pipeline.intake.register import Received
from pipeline.model import PipelineError
from pipeline.reading.workers import Hands, read_batch
from pipeline.version import build

BATCH = 100  # files handed out at once
AHEAD = 2  # batches in hand for each worker
MOST = 8_000_000  # bytes of files handed out at once: they lie in the scheduler's memory until they are read
PATIENCE = 5  # seconds until a scheduler answers
WORKERS_COME = 30  # seconds until there is a worker, at the start and where one after the other died
# What logs in English that a scheduler went away: a sentence here tells it.
_LOUD = ("distributed", "distributed.client", "tornado.application", "concurrent.futures")
_TURN = Lock()  # a worker may have several threads; what is kept from file to file bears only one at a time


@contextmanager
def joined(address: str) -> Iterator[Hands]:
    """The workers of a scheduler ("tcp://máy:8786", "tls://…"), for as long as the context lasts.

    PipelineError: it does not answer or goes away, there are no workers, or a machine has another program.
    """
    for name in _LOUD:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with _client(address) as client:
            alive = partial(_wait_for_workers, client, address)
            alive()
            mine = program()
            _compare(client, mine)
            try:
                yield Hands(
                    sum(client.nthreads().values()),
                    start=lambda _: client.get_executor(pure=False, retries=0),
                    read=partial(read_there, mine),
                    batch=BATCH,
                    ahead=AHEAD,
                    most=MOST,
                    death=KilledWorker,
                    alive=alive,
                )
            except (CancelledError, ClosedClientError) as error:
                raise _away(address) from error


def program() -> str:
    """What has to be the same on every machine for a file to be read alike."""
    libraries = ", ".join(f"{name} {version(name)}" for name in ("xlrd", "distributed"))
    return f"chương trình {build()}, Python {platform.python_version()}, {libraries}"


def compare(asked: str) -> None:
    """On a machine of the cluster: whether it has the program of the one that asks. PipelineError: it has another."""
    if program() != asked:
        raise PipelineError(
            f"Máy “{platform.node()}” trong cụm có {program()}, máy này có {asked}. "
            "Cài cùng một bản trên mọi máy rồi chạy lại."
        )


def read_there(asked: str, said: bytes, files: Sequence[Received]) -> list[str]:
    """On a machine of the cluster: the records of a few files, by the very program of the one that asks.

    A machine may have come, or have been given another program, since all were compared.
    """
    compare(asked)
    with _TURN:
        return read_batch(said, files)


def _client(address: str) -> Client:
    try:
        return Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, TypeError, ValueError) as error:  # not there; or without the certificates that it wants
        raise PipelineError(
            f"Không kết nối được với bộ điều phối Dask “{address}” ({_short(error)}). "
            "Kiểm tra địa chỉ, tường lửa, chứng thư TLS; hoặc bỏ --scheduler để đọc trên máy này."
        ) from error


def _wait_for_workers(client: Client, address: str) -> None:
    if client.status != "running":
        raise _away(address)
    try:
        client.wait_for_workers(1, WORKERS_COME)
    except TimeoutError as error:
        raise PipelineError(
            f"Bộ điều phối Dask “{address}” không có máy đọc nào. Khởi động máy đọc (dask worker) rồi chạy lại."
        ) from error
    except OSError as error:
        raise _away(address) from error


def _compare(client: Client, mine: str) -> None:
    """The scheduler takes tasks apart, so it has to know the program too."""
    try:
        client.run_on_scheduler(compare, mine)
        client.run(compare, mine)
    except PipelineError:
        raise
    except Exception as error:  # whatever becomes of a call to a program that is not there
        raise PipelineError(
            f"Có máy trong cụm không có chương trình này, hoặc có bản khác ({_short(error)}). Cài trên mọi máy: {mine}."
        ) from error


def _away(address: str) -> PipelineError:
    return PipelineError(f"Mất kết nối với bộ điều phối Dask “{address}” khi đang đọc. Chạy lại khi đã nối lại được.")


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
