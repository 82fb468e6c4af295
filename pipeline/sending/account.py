"""The office's way to its mail server: the text of its settings comes in, an Account goes out.

No secret is ever in the settings' address, and none is ever repeated in a message.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from typing import NoReturn
from urllib.parse import unquote, urlsplit

from pipeline.model import PipelineError

VARIABLE, PASSWORD, SENDER = "BAO_CAO_SMTP", "BAO_CAO_SMTP_PASSWORD", "BAO_CAO_SMTP_FROM"
_PORTS = {"smtps": 465, "smtp": 587}
_BY_HAND = "Cũng có thể mở từng tệp .eml bằng Outlook hoặc Thunderbird rồi bấm Gửi."


@dataclass(frozen=True, slots=True)
class Account:
    """A server, who signs in there, and who is named as the sender ("" as each draft has it)."""

    host: str
    port: int
    encrypted: bool  # from the first byte on; else by STARTTLS
    user: str = ""
    password: str = field(default="", repr=False)
    sender: str = ""

    @property
    def is_local(self) -> bool:
        """Whether the server is this machine itself, to which nothing has to be encrypted."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host.lower() == "localhost"


def read_account(address: str, sender: str = "") -> Account:
    """The account that an address like smtps://user@host:465 names, still without its password. PipelineError: none."""
    if not address.strip():
        raise PipelineError(
            f"Chưa cấu hình máy chủ gửi thư. Đặt biến môi trường {VARIABLE}, ví dụ smtps://vanphong@mail.coquan.vn:465 "
            f"(cách làm: docs/quan-tri.md, mục “Gửi thư qua máy chủ của cơ quan”). {_BY_HAND}"
        )
    try:
        parts = urlsplit(address.strip())
        host, port, user, password = parts.hostname or "", parts.port, parts.username or "", parts.password
    except ValueError:
        _refuse("không đọc được")
    if password is not None:
        raise PipelineError(
            f"Mật khẩu không được nằm trong {VARIABLE}. Bỏ phần “:mật-khẩu” khỏi địa chỉ, ghi mật khẩu vào biến "
            f"môi trường {PASSWORD} hoặc gõ khi được hỏi."
        )
    if parts.scheme not in _PORTS:
        _refuse("không bắt đầu bằng smtps:// hoặc smtp://")
    if not host or parts.path.strip("/") or parts.query or parts.fragment:
        _refuse("không có dạng giao-thức://tên@máy-chủ:cổng")
    return Account(host, port or _PORTS[parts.scheme], parts.scheme == "smtps", unquote(user), "", sender.strip())


def _refuse(reason: str) -> NoReturn:
    raise PipelineError(
        f"Biến môi trường {VARIABLE} {reason}. Ghi dạng smtps://tên@máy-chủ:465 hoặc smtp://tên@máy-chủ:587."
    )
