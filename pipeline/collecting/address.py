"""The address of a mailbox: what a user typed comes in, user, server and folder go out. A password in it is refused."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

SCHEMES = ("imap://", "imaps://")
_PORTS = {"imap": 143, "imaps": 993}


class WrongAddress(ValueError):
    """The address of a mailbox cannot be used: a sentence that repeats nothing of it."""


@dataclass(frozen=True, slots=True)
class Address:
    """A folder of a mailbox on a server."""

    scheme: str
    user: str
    host: str
    port: int
    folder: str

    @property
    def shown(self) -> str:
        """The address as it may be shown and kept."""
        port = "" if self.port == _PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{self.user}@{self.host}{port}/{self.folder}"


def read_address(text: str) -> Address:
    """imaps://user@host[:port]/folder. Raises WrongAddress; a password in it is refused."""
    how = "Ghi dạng imaps://tên-đăng-nhập@máy-chủ/thư-mục, ví dụ imaps://vanphong@mail.so.gov.vn/INBOX."
    try:
        parts = urlsplit(text)
        user, password, host, port = parts.username, parts.password, parts.hostname, parts.port
    except ValueError as error:
        raise WrongAddress(f"Địa chỉ hộp thư không đúng dạng. {how}") from error
    if password is not None:
        raise WrongAddress(
            "Không ghi mật khẩu trong địa chỉ hộp thư: đặt biến môi trường BAO_CAO_IMAP_PASSWORD hoặc gõ khi được hỏi."
        )
    if not user or not host:
        raise WrongAddress(f"Địa chỉ hộp thư thiếu tên đăng nhập hoặc máy chủ. {how}")
    tail = (f"?{parts.query}" if parts.query else "") + (f"#{parts.fragment}" if parts.fragment else "")
    folder = unicodedata.normalize("NFC", unquote(parts.path + tail)).strip("/")
    return Address(parts.scheme, unquote(user), host, port or _PORTS[parts.scheme], folder or "INBOX")
