"""A mailbox on an IMAP server: its address and password come in, mails go out in small heaps, each with
the time at which the server took it in. The one door to the network.

The server is only read: the folder is opened for reading and mails are looked at without being marked as
read, unless that is asked for. Certificates are verified; a password is never shown.
"""

from __future__ import annotations

import logging
import ssl
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from imapclient import SEEN, IMAPClient
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, IMAPClientReadOnlyError, LoginError

from pipeline import limits
from pipeline.collecting.address import Address
from pipeline.collecting.parcel import NoSource
from pipeline.vietnamese import clean_text

_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_PATIENCE = 60  # seconds without a word from the server
_ASKED = 500  # mails whose size is asked for at once
_HEAP, _HEAP_BYTES = 100, 16 * limits.MEGABYTE  # mails fetched at once
_SHOWN_FOLDERS = 12

logging.getLogger("imapclient").setLevel(logging.CRITICAL + 1)  # it would repeat what the server says


@dataclass(frozen=True, slots=True)
class Mailed:
    """A mail as the server gives it; `data` is None of one that is over the limit."""

    uid: int
    arrived: datetime
    size: int
    data: bytes | None


class Mailbox:
    """A folder that is open."""

    def __init__(self, client: IMAPClient, address: Address, *, writing: bool) -> None:
        self.client = client
        self.address = address
        answer = self._select(readonly=not writing)
        self.validity = int(answer.get(b"UIDVALIDITY", 0))

    def _select(self, *, readonly: bool) -> dict[bytes, int]:
        try:
            return self._opened(self.address.folder, readonly)
        except (IMAPClientAbortError, IMAPClientReadOnlyError):
            raise
        except IMAPClientError:  # perhaps the server divides folders in another way, or spells it otherwise
            return self._opened(self._folder(), readonly)

    def _opened(self, name: str, readonly: bool) -> dict[bytes, int]:
        answer: dict[bytes, int] = self.client.select_folder(name, readonly=readonly)
        return answer

    def _folder(self) -> str:
        wanted = self.address.folder.casefold()
        names: dict[str, str] = {}
        for _, divider, name in self.client.list_folders():
            told = divider.decode("ascii", "replace") if divider else ""
            shown = unicodedata.normalize("NFC", str(name))
            names[shown.replace(told, "/") if told else shown] = str(name)
        for shown, name in names.items():
            if wanted in (shown.casefold(), unicodedata.normalize("NFC", name).casefold()):
                return name
        listed = ", ".join(f"“{clean_text(n)}”" for n in sorted(names)[:_SHOWN_FOLDERS])
        raise NoSource(
            f"Hộp thư không có thư mục “{clean_text(self.address.folder)}”. Các thư mục: {listed}"
            + ("…" if len(names) > _SHOWN_FOLDERS else ".")
        )

    def uids(self, since: date | None) -> list[int]:
        """The numbers of the mails that are not deleted, of a day and later ones."""
        with _explained(self.address):
            return sorted(self.client.search(["UNDELETED", "SINCE", since] if since else ["UNDELETED"]))

    def fetch(self, uids: list[int]) -> Iterator[list[Mailed]]:
        """The mails of some numbers, heap by heap; one that somebody deletes meanwhile is not among them."""
        for start in range(0, len(uids), _ASKED):
            with _explained(self.address):
                told = self.client.fetch(uids[start : start + _ASKED], ["INTERNALDATE", "RFC822.SIZE"])
            heads = [
                Mailed(uid, item[b"INTERNALDATE"], int(item[b"RFC822.SIZE"]), None)
                for uid, item in sorted(told.items())
                if b"INTERNALDATE" in item and b"RFC822.SIZE" in item
            ]
            for heap in _heaps(heads):
                yield self._bodies(heap)

    def _bodies(self, heap: list[Mailed]) -> list[Mailed]:
        wanted = [head.uid for head in heap if head.size <= limits.MAX_BYTES]
        with _explained(self.address):
            told = self.client.fetch(wanted, ["BODY.PEEK[]"]) if wanted else {}
        bodies = {uid: item[b"BODY[]"] for uid, item in told.items() if isinstance(item.get(b"BODY[]"), bytes)}
        return [
            Mailed(head.uid, head.arrived, head.size, bodies.get(head.uid))
            for head in heap
            if head.uid in bodies or head.uid not in wanted
        ]

    def mark_seen(self, uids: list[int]) -> None:
        """Marks mails as read, which is all that is ever changed."""
        for start in range(0, len(uids), _ASKED):
            with _explained(self.address):
                self.client.add_flags(uids[start : start + _ASKED], [SEEN], silent=True)


def _heaps(heads: list[Mailed]) -> Iterator[list[Mailed]]:
    heap: list[Mailed] = []
    size = 0
    for head in heads:
        if heap and (len(heap) == _HEAP or size + head.size > _HEAP_BYTES):
            yield heap
            heap, size = [], 0
        heap.append(head)
        size += min(head.size, limits.MAX_BYTES)
    if heap:
        yield heap


@contextmanager
def opened(address: Address, password: str, *, writing: bool = False) -> Iterator[Mailbox]:
    """The folder, open until the end. NoSource: no way to it, said without the password."""
    with _explained(address):
        client = _connect(address, _PATIENCE)
    try:
        with _explained(address):
            _log_in(client, address, password)
            mailbox = Mailbox(client, address, writing=writing)
        yield mailbox
    finally:
        _leave(client)


def greet(address: Address, seconds: float) -> None:
    """Asks whether the server is there, encrypted as it has to be; nobody signs in. NoSource: it is not."""
    with _explained(address):
        _leave(_connect(address, seconds))


def _connect(address: Address, patience: float) -> IMAPClient:
    context = ssl.create_default_context()
    secure = address.scheme == "imaps"
    client = IMAPClient(
        address.host, address.port, ssl=secure, ssl_context=context if secure else None, timeout=patience
    )  # fmt: skip
    client.normalise_times = False  # times with their zone, not by this machine's
    if not secure and address.host not in _LOOPBACK:
        if not client.has_capability("STARTTLS"):
            raise NoSource(
                f"Máy chủ thư “{address.host}” không mã hóa đường truyền ở cổng này nên không gửi mật khẩu. "
                "Dùng imaps:// thay cho imap://."
            )
        client.starttls(context)
    return client


def _log_in(client: IMAPClient, address: Address, password: str) -> None:
    if not (address.user + password).isascii() and client.has_capability("AUTH=PLAIN"):
        client.plain_login(address.user, password)  # LOGIN knows only ASCII
    else:
        client.login(address.user, password)


def _leave(client: IMAPClient) -> None:
    client.__exit__(None, None, None)  # which says goodbye, or hangs up where nobody listens


@contextmanager
def _explained(address: Address) -> Iterator[None]:
    """What may go wrong on the way, in one sentence. The server's own words are not repeated after a login."""
    place = f"máy chủ thư “{address.host}:{address.port}”"
    try:
        yield
    except LoginError as error:
        raise NoSource(
            f"Không đăng nhập được {place} với tên “{address.user}”. Kiểm tra tên đăng nhập và mật khẩu; "
            "hộp thư dùng xác thực hai bước cần mật khẩu ứng dụng."
        ) from error
    except ssl.SSLCertVerificationError as error:
        raise NoSource(
            f"Chứng thư của {place} không xác minh được ({error.verify_message}) nên không gửi mật khẩu. "
            "Kiểm tra lại tên máy chủ; nếu cơ quan dùng chứng thư riêng, nhờ người quản trị cài chứng thư gốc vào máy."
        ) from error
    except IMAPClientReadOnlyError as error:
        raise NoSource(
            f"Thư mục “{address.folder}” chỉ cho đọc nên không đánh dấu đã đọc được. Chạy lại không có --mark-seen."
        ) from error
    except IMAPClientAbortError as error:
        raise NoSource(f"Mất kết nối tới {place}. Phần đã nhận được giữ nguyên; chạy lại để nhận tiếp.") from error
    except (IMAPClientError, ValueError, KeyError) as error:
        raise NoSource(
            f"Không làm việc được với {place} (câu trả lời không đúng giao thức IMAP hoặc yêu cầu bị từ chối). "
            "Kiểm tra địa chỉ, cổng rồi chạy lại; phần đã nhận được giữ nguyên."
        ) from error
    except OSError as error:
        reason = error.strerror or (str(error.args[-1]) if error.args else type(error).__name__)
        raise NoSource(
            f"Không nối được tới {place} ({reason}). Kiểm tra mạng, tên máy chủ, cổng; phần đã nhận được giữ nguyên."
        ) from error
