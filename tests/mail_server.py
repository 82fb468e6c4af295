"""A mail server for the tests, a real one: it listens on this machine, encrypts, asks who signs in, keeps what
it takes, refuses, puts off, and breaks off where it is told to.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import trustme
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "vanphong@so.gov.vn", "mat-khau-rat-bi-mat"
HOST = "127.0.0.1"
AUTHORITY = trustme.CA()


@dataclass(frozen=True)
class Kept:
    """A mail as the server took it."""

    sender: str
    recipients: tuple[str, ...]
    data: bytes


@dataclass
class Server:
    """What the server does, to be changed by a test at any time, and what it took so far."""

    port: int = 0
    refused: dict[str, str] = field(default_factory=dict)  # recipient → what is said of it, always
    put_off: dict[str, list[str]] = field(default_factory=dict)  # recipient → what is said the next times
    answers: list[str] = field(default_factory=list)  # to the next whole mails, in the place of 250
    cut_within: int = 0  # the next mails that it breaks off while they come in
    cut_behind: int = 0  # the next mails that it takes and breaks off without an answer
    greetings: int = 0  # how often somebody rang up
    kept: list[Kept] = field(default_factory=list)
    signed_in: list[tuple[bytes, bytes]] = field(default_factory=list)
    hand_on: Callable[[Kept], None] | None = None  # where a mail it took goes from here

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        if self.put_off.get(address):
            return self.put_off[address].pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.answers:
            return self.answers.pop(0)
        content = envelope.content
        assert isinstance(content, bytes)
        mail = Kept(str(envelope.mail_from), tuple(envelope.rcpt_tos), content)
        self.kept.append(mail)
        if self.hand_on:
            self.hand_on(mail)
        if self.cut_behind:
            self.cut_behind -= 1
            server.transport.abort()
        return "250 da nhan"

    def sign_in(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.signed_in.append((data.login, data.password))
        return AuthResult(success=(data.login, data.password) == (USER.encode(), PASSWORD.encode()), handled=False)


class _Smtp(SMTP):
    async def smtp_DATA(self, arg: str) -> None:
        server: Server = self.event_handler
        if not server.cut_within:
            await super().smtp_DATA(arg)
            return
        server.cut_within -= 1
        await self.push("354 go on")
        await self._reader.readline()
        self.transport.abort()

    def connection_made(self, transport: Any) -> None:
        self.event_handler.greetings += 1
        super().connection_made(transport)


def certificate(*names: str) -> ssl.SSLContext:
    """That of a server with these names, given by the tests' own authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    AUTHORITY.issue_cert(*names).configure_cert(context)
    return context


@contextmanager
def running(
    *, tls: ssl.SSLContext | None = None, starttls: ssl.SSLContext | None = None, **more: Any
) -> Iterator[Server]:
    """A server that runs. tls: encrypted from the first byte on; starttls: when asked; more: settings of aiosmtpd."""
    server = Server()
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    def protocol() -> SMTP:
        return _Smtp(
            server, hostname="mail.test", loop=loop, tls_context=starttls, require_starttls=starttls is not None,
            authenticator=server.sign_in, auth_require_tls=False, **more,
        )  # fmt: skip

    def inside(work: Callable[[], Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work(), loop).result(30)

    listening = inside(lambda: loop.create_server(protocol, HOST, 0, ssl=tls))
    server.port = listening.sockets[0].getsockname()[1]
    listening.sockets[0].setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)  # so that no big mail is sent at once
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(listening.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(30)
