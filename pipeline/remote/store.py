"""A store elsewhere, the one door to fsspec: a URL comes in; its files are listed, read, written, taken away.

Every request may be made twice: one that fails is made again, after a pause that grows, up to six times in all.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn, TypeVar
from urllib.parse import urlsplit

from fsspec.core import url_to_fs

from pipeline.model import PipelineError

_PAUSES = (0.2, 0.4, 0.8, 1.6, 3.2)  # seconds before a request is made again
_AT_ONCE, _BYTES_AT_ONCE = 64, 64 * 2**20  # files, and their bytes, that are read at once
_FINAL = (FileNotFoundError, PermissionError, IsADirectoryError, NotADirectoryError, NotImplementedError)
_TAGS = (
    "ETag",
    "etag",
    "e_tag",
    "md5Hash",
    "content_md5",
    "mtime",
    "LastModified",
    "last_modified",
    "modified",
)
_TIMES = ("LastModified", "last_modified", "mtime", "modified", "updated")
_SETTINGS: Mapping[str, Mapping[str, Any]] = {
    "s3": {
        "use_listings_cache": False,
        "max_concurrency": 1,  # parts of one file: with more each file is asked for twice
        "config_kwargs": {"retries": {"total_max_attempts": 1}, "connect_timeout": 10, "read_timeout": 60},
    }
}

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Listed:
    """A file as the store lists it."""

    tag: str  # another one when the file is another one; "" where the store does not say
    size: int
    changed: float | None  # seconds, where the store says it


class Store:
    """A folder of a store, or one file of it, by its URL. PipelineError, in all it does: the store does not do it."""

    def __init__(self, url: str) -> None:
        """PipelineError: no such kind of store, its package is missing, or there is a password in the URL."""
        self.url = url
        scheme = url.partition("://")[0].lower()
        _refuse_password(url)
        try:
            self._files, root = url_to_fs(url, skip_instance_cache=True, **_SETTINGS.get(scheme, {}))
        except ImportError as error:
            raise PipelineError(missing(scheme)) from error
        except Exception as error:
            raise PipelineError(f"Không mở được kho “{url}” ({_reason(error)}). Kiểm tra lại địa chỉ.") from error
        self._root = str(root).rstrip("/")
        if scheme == "s3":
            self._files.retries = 1  # what is made again is decided here alone

    def go_up(self) -> str:
        """From a file to the folder that it lies in; the file's name."""
        self._root, _, name = self._root.rpartition("/")
        return name

    def listing(self) -> dict[str, Listed]:
        """Every file by its path below the folder; by "" a URL that is a file itself."""

        def find() -> dict[str, dict[str, Any]]:
            self._files.invalidate_cache()
            return dict(self._files.find(self._root, detail=True))

        nothing: dict[str, dict[str, Any]] = {}
        found = self._asked(find, nothing)
        listed = {path.removeprefix(self._root).removeprefix("/"): info for path, info in found.items()}
        return {k: _listed(i) for k, i in listed.items() if i.get("type") == "file" and not k.endswith("/")}

    def read(self, sizes: Mapping[str, int]) -> Iterator[tuple[str, bytes]]:
        """What files hold, a batch of them at once; by their paths the sizes that were listed."""
        for batch in _batches(sizes):
            yield from self._read_batch(batch)

    def read_if_there(self, path: str) -> bytes | None:
        """What a file holds; None: there is none."""
        return self._asked(lambda: bytes(self._files.cat_file(self._full(path))), None)

    def write(self, path: str, data: bytes) -> None:
        """Puts a whole file there."""

        def write() -> None:
            try:
                self._files.pipe_file(self._full(path), data)
            except FileNotFoundError:  # a store that has folders
                self._files.makedirs(self._full(path).rpartition("/")[0], exist_ok=True)
                self._files.pipe_file(self._full(path), data)

        self._asked(write)

    def remove(self, path: str) -> None:
        """Takes a file away, if there is one."""
        self._asked(lambda: self._files.rm_file(self._full(path)), None)

    def _full(self, path: str) -> str:
        return f"{self._root}/{path}"

    def _read_batch(self, paths: list[str]) -> Iterator[tuple[str, bytes]]:
        for pause in (*_PAUSES, None):
            try:
                answers = self._files.cat_ranges([self._full(path) for path in paths], None, None, on_error="return")
            except Exception as error:
                answers = [error] * len(paths)
            failed = []
            for path, answer in zip(paths, answers, strict=True):
                if not isinstance(answer, BaseException):
                    yield path, bytes(answer)
                elif pause is None or isinstance(answer, _FINAL):
                    self._explain(answer)
                else:
                    failed.append(path)
            if not failed:
                return
            paths = failed
            time.sleep(pause or 0)

    def _asked(self, request: Callable[[], T], *absent: T) -> T:
        """A request's answer; `absent` where there is no such file."""
        for pause in (*_PAUSES, None):
            try:
                return request()
            except Exception as error:
                if absent and isinstance(error, FileNotFoundError):
                    return absent[0]
                if pause is None or isinstance(error, _FINAL):
                    self._explain(error)
                time.sleep(pause)
        raise AssertionError

    def _explain(self, error: BaseException) -> NoReturn:
        raise PipelineError(
            f"Kho “{self.url}” không đáp ứng ({_reason(error)}). Kiểm tra địa chỉ, mạng và quyền truy cập (với S3: "
            "biến môi trường AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_ENDPOINT_URL) rồi chạy lại."
        ) from error


def missing(scheme: str) -> str:
    """What to do where a kind of store cannot be opened for want of a package."""
    if scheme in ("s3", "s3a"):
        return 'Kho S3 cần gói bổ sung chưa có trên máy này. Cài một lần bằng lệnh: pip install "bao-cao[s3]".'
    return (
        f"Kho “{scheme}://” cần gói bổ sung chưa có trên máy này. Cài một lần bằng lệnh: "
        'pip install "bao-cao[s3]", cùng gói của fsspec cho loại kho ấy.'
    )


def _refuse_password(url: str) -> None:
    try:
        secret = urlsplit(url).password
    except ValueError:
        return
    if secret is not None:
        raise PipelineError(
            "Không ghi mật khẩu trong địa chỉ của kho. Với S3 đặt biến môi trường AWS_ACCESS_KEY_ID và "
            "AWS_SECRET_ACCESS_KEY."
        )


def _reason(error: BaseException) -> str:
    return str(error).strip().partition("\n")[0] or type(error).__name__


def _listed(info: Mapping[str, Any]) -> Listed:
    tags = [f"{name}={info[name]}" for name in _TAGS if info.get(name) is not None]
    tag = " ".join([*tags, f"size={info.get('size')}"]) if tags else ""
    when = next((info[name] for name in _TIMES if info.get(name)), None)
    moment = when.timestamp() if isinstance(when, datetime) else when
    return Listed(tag, info.get("size") or 0, moment if isinstance(moment, int | float) else None)


def _batches(sizes: Mapping[str, int]) -> Iterator[list[str]]:
    batch: list[str] = []
    held = 0
    for path, size in sizes.items():
        if batch and (len(batch) == _AT_ONCE or held + size > _BYTES_AT_ONCE):
            yield batch
            batch, held = [], 0
        batch.append(path)
        held += size
    if batch:
        yield batch
