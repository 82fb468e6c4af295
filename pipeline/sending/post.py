"""The one door to a mail server: an account and a mail come in, what the server said of each recipient goes out.

Encrypted always, but to this machine itself; certificates are verified. Nothing that is said repeats the password.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

from pipeline.model import PipelineError
from pipeline.sending.account import PASSWORD, VARIABLE, Account
from pipeline.sending.record import Answer
from pipeline.vietnamese import one_line

_SECONDS = 60  # for an answer
_SECONDS_FOR_A_MAIL = 300  # for the answer to a whole mail, which some servers look through first
_GONE = (smtplib.SMTPServerDisconnected, OSError)
_HERE = "[127.0.0.1]"  # who greets: the machine's name is nobody's business, and need not be ASCII
_WORDS = 200  # of what a server says
_GOES_AHEAD, _HANGS_UP = 354, 421


class NoServer(PipelineError):
    """The server cannot be reached, or does not let us in."""


class Line:
    """An open line to a server."""

    def __init__(self, account: Account, seconds: float = _SECONDS) -> None:
        """Opens it and signs in; NoServer where that cannot be done. seconds: for an answer."""
        trusted = ssl.create_default_context()
        place = account.host, account.port, _HERE
        self._smtp: smtplib.SMTP
        with _explained(account):
            if account.encrypted:
                self._smtp = smtplib.SMTP_SSL(*place, timeout=seconds, context=trusted)
            else:
                self._smtp = smtplib.SMTP(*place, timeout=seconds)
        try:
            with _explained(account):
                self._enter(account, trusted)
        except BaseException:
            self._smtp.close()
            raise

    def _enter(self, account: Account, trusted: ssl.SSLContext) -> None:
        self._smtp.ehlo_or_helo_if_needed()
        if not account.encrypted and self._smtp.has_extn("starttls"):
            self._smtp.starttls(context=trusted)
            self._smtp.ehlo_or_helo_if_needed()
        elif not account.encrypted and not account.is_local:
            raise NoServer(
                f"Máy chủ thư {account.host}:{account.port} không mã hóa đường truyền (không có STARTTLS), "
                "thư chưa được gửi. Dùng smtps://…:465 hoặc hỏi người quản trị máy chủ thư."
            )
        if not (account.user + account.password).isascii():
            raise NoServer(
                f"Tên đăng nhập trong {VARIABLE} và mật khẩu trong {PASSWORD} chỉ được gồm chữ không dấu, chữ số "
                "và dấu trên bàn phím, thư chưa được gửi."
            )
        if account.user:
            self._smtp.login(account.user, account.password)

    @property
    def limit(self) -> int:
        """The bytes that a mail may have; 0 where the server names no limit."""
        size = self._smtp.esmtp_features.get("size", "")
        return int(size) if size.isascii() and size.isdigit() else 0

    @property
    def takes_eight_bit(self) -> bool:
        """Whether letters beyond ASCII may stand in a mail as they are."""
        return self._smtp.has_extn("8bitmime")

    def send(self, sender: str, recipients: Iterable[str], mail: bytes) -> dict[str, Answer]:
        """Sends a mail, its lines ending as mail's do; what became of it, by recipient."""
        smtp = self._smtp
        answers: dict[str, Answer] = {}
        waiting = list(recipients)
        try:
            options = [f"SIZE={len(mail)}"] if smtp.has_extn("size") else []
            options += ["BODY=8BITMIME"] if self.takes_eight_bit and not mail.isascii() else []
            code, words = smtp.mail(sender, options)
            if code // 100 == 2:
                for recipient in tuple(waiting):
                    code, words = smtp.rcpt(recipient)
                    if code // 100 != 2:
                        answers[recipient] = _refusal(code, words)
                        waiting.remove(recipient)
                if waiting:
                    code, words = smtp.docmd("DATA")
            if code != _GOES_AHEAD:
                self._end_mail(code)
                return answers | dict.fromkeys(waiting, _refusal(code, words))
            smtp.send(re.sub(rb"(?m)^\.", b"..", mail))
            smtp.send(b".\r\n")
        except _GONE as error:  # the end of the mail never left us: nobody can have taken it
            self._smtp.close()
            return answers | dict.fromkeys(waiting, Answer("postponed", 0, f"mất kết nối: {_said(error)}"))
        return answers | dict.fromkeys(waiting, self._verdict())

    def _verdict(self) -> Answer:
        """What the server says to a whole mail. Where it says nothing it may have taken it."""
        smtp = self._smtp
        try:
            if smtp.sock is not None:
                smtp.sock.settimeout(_SECONDS_FOR_A_MAIL)
            code, words = smtp.getreply()
            if smtp.sock is not None:
                smtp.sock.settimeout(_SECONDS)
        except _GONE:
            smtp.close()
            return Answer("unknown", 0, "mất kết nối khi máy chủ chưa trả lời")
        if code // 100 == 2:
            return Answer("sent", code, _clipped(words))
        self._end_mail(code)
        return _refusal(code, words)

    def _end_mail(self, code: int) -> None:
        """Makes the line ready for another mail, or hangs up where the server does."""
        try:
            if code == _HANGS_UP:
                self._smtp.close()
            else:
                self._smtp.rset()
        except _GONE:
            self._smtp.close()

    @property
    def is_open(self) -> bool:
        """Whether another mail can be sent."""
        return self._smtp.sock is not None

    def leave(self) -> None:
        """Says goodbye and hangs up."""
        with suppress(*_GONE, smtplib.SMTPException):
            self._smtp.quit()
        self._smtp.close()


def greet(account: Account, seconds: float) -> None:
    """Asks whether the server is there, encrypted as it has to be; nobody signs in. NoServer: it is not."""
    Line(replace(account, user="", password=""), seconds).leave()


@contextmanager
def _explained(account: Account) -> Iterator[None]:
    """What keeps us from a server, in a sentence."""
    where = f"máy chủ thư {account.host}:{account.port}"
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise NoServer(
            f"Chứng thư của {where} không được tin cậy ({error.verify_message}), thư chưa được gửi. Kiểm tra tên "
            f"máy chủ trong {VARIABLE}; nếu cơ quan dùng chứng thư riêng, đặt SSL_CERT_FILE là tệp chứng thư gốc."
        ) from error
    except smtplib.SMTPAuthenticationError as error:  # whose words might repeat what was sent
        raise NoServer(
            f"Tên đăng nhập hoặc mật khẩu không được {where} chấp nhận (mã {error.smtp_code}), thư chưa được gửi. Kiểm "
            f"tra {VARIABLE} và {PASSWORD}; nhiều máy chủ cần mật khẩu riêng cho ứng dụng."
        ) from None
    except (*_GONE, smtplib.SMTPException, UnicodeError) as error:
        raise NoServer(
            f"Không gửi được qua {where} ({_said(error)}), thư chưa được gửi. Kiểm tra mạng và {VARIABLE} rồi chạy lại."
        ) from error


def _refusal(code: int, words: bytes) -> Answer:
    return Answer("refused" if code // 100 == 5 else "postponed", code, _clipped(words))


def _clipped(words: bytes) -> str:
    text = one_line(words.decode("utf-8", "replace"))
    return text if len(text) <= _WORDS else text[: _WORDS - 1] + "…"


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        words = error.smtp_error
        return f"{error.smtp_code} {_clipped(words if isinstance(words, bytes) else words.encode())}"
    if isinstance(error, OSError) and error.strerror:
        return one_line(error.strerror)
    return "máy chủ không trả lời" if isinstance(error, TimeoutError) else one_line(str(error)) or type(error).__name__
