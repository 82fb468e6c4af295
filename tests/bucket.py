"""An S3 store for the tests, a real server (moto) on this machine; it fails and dawdles where it is told to."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from typing import Any

import boto3
import pytest
from moto.backends import get_backend
from moto.core import DEFAULT_ACCOUNT_ID
from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server

_NUMBERS = count(1)


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        pass


@dataclass
class Bucket:
    """A running server, and how it is to behave."""

    port: int = 0
    asked: list[str] = field(default_factory=list)  # what was asked so far, as "PUT key"
    fails_each: int = 0  # every so manieth request fails: by turns unheard, and done but not answered
    waits: float = 0.0  # seconds before an answer

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def new(self) -> str:
        """The URL of an empty bucket."""
        name = f"kho-{next(_NUMBERS)}"
        self._client.create_bucket(Bucket=name)
        return f"s3://{name}"

    def put(self, url: str, data: bytes) -> None:
        """Puts an object there past the program."""
        self._client.put_object(**_place(url), Body=data)

    def put_whatever(self, url: str, data: bytes) -> None:
        """The same behind the server's back, under any key at all."""
        place = _place(url)
        get_backend("s3")[DEFAULT_ACCOUNT_ID]["aws"].put_object(place["Bucket"], place["Key"], data)

    def get(self, url: str) -> bytes:
        return self._client.get_object(**_place(url))["Body"].read()  # type: ignore[no-any-return]

    def remove(self, url: str) -> None:
        self._client.delete_object(**_place(url))

    def keys(self, url: str) -> set[str]:
        """The keys below a URL, without it."""
        place = _place(url + "/")
        found = self._client.list_objects_v2(Bucket=place["Bucket"], Prefix=place["Key"]).get("Contents", [])
        return {entry["Key"].removeprefix(place["Key"]) for entry in found}

    @cached_property
    def _client(self) -> Any:
        return boto3.client("s3", endpoint_url=self.address)

    def __call__(self, environment: dict[str, Any], start: Any) -> Any:
        self.asked.append(f"{environment['REQUEST_METHOD']} {environment['PATH_INFO'].strip('/')}")
        number = len(self.asked)
        time.sleep(self.waits)
        if not self.fails_each or number % self.fails_each:
            return self._moto(environment, start)
        if number // self.fails_each % 2:
            list(self._moto(environment, lambda *_: None))
        start("503 Service Unavailable", [("Content-Type", "text/plain"), ("Content-Length", "0")])
        return []

    def __post_init__(self) -> None:
        self._moto = DomainDispatcherApplication(create_backend_app)


def _place(url: str) -> dict[str, str]:
    bucket, _, key = url.removeprefix("s3://").partition("/")
    return {"Bucket": bucket, "Key": key}


@contextmanager
def s3() -> Iterator[Bucket]:
    """A server for as long as tests need it."""
    bucket = Bucket()
    server = make_server("127.0.0.1", 0, bucket, threaded=True, request_handler=_Quiet)  # type: ignore[arg-type]
    bucket.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield bucket
    finally:
        server.shutdown()
        thread.join()


def use(patch: pytest.MonkeyPatch, bucket: Bucket) -> None:
    """Tells the environment of the server, as an office would."""
    patch.setenv("AWS_ACCESS_KEY_ID", "vanphong")
    patch.setenv("AWS_SECRET_ACCESS_KEY", "khoa-bi-mat-cua-kho")
    patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    patch.setenv("AWS_ENDPOINT_URL", bucket.address)
