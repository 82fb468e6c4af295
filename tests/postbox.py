"""A real mail server for the tests: dovecot on this machine alone, with a user and a certificate of its own."""

from __future__ import annotations

import getpass
import grp
import imaplib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

USER, PASSWORD = "vanphong@so.vn", "mật khẩu của thử nghiệm"
DOVECOT = shutil.which("dovecot", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
MISSING = "" if DOVECOT and shutil.which("openssl") else "dovecot-imapd and openssl are not installed"


@dataclass
class Postbox:
    """The running server, and the other program by which the test puts mails there and looks at them."""

    folder: Path
    plain: int  # ports
    secure: int
    process: subprocess.Popen[bytes]

    @property
    def certificate(self) -> Path:
        return self.folder / "chung-thu.pem"

    def address(self, folder: str = "INBOX", *, scheme: str = "imap", user: str = USER) -> str:
        port = self.plain if scheme == "imap" else self.secure
        return f"{scheme}://{user}@127.0.0.1:{port}/{folder}"

    @contextmanager
    def client(self) -> Iterator[imaplib.IMAP4]:
        with imaplib.IMAP4("127.0.0.1", self.plain, timeout=30) as client:
            client.authenticate("PLAIN", lambda _: f"\0{USER}\0{PASSWORD}".encode())
            yield client

    def make_folder(self, name: str) -> None:
        with self.client() as client:
            client.create(name)

    def put(self, *mails: bytes, arrived: datetime, folder: str = "INBOX") -> None:
        with self.client() as client:
            for mail in mails:
                answer = client.append(folder, "", imaplib.Time2Internaldate(arrived), mail)
                assert answer[0] == "OK", answer

    def drop(self, mail: bytes, arrived: datetime) -> None:
        """A mail as a mail transport lays it into the Maildir, without asking the server that reads it."""
        maildir = self.folder / "mail" / USER
        name = f"{time.time_ns()}.thu"
        with self.client() as client:
            client.select()  # so that the folders are there, and are the server's own
        draft = maildir / "tmp" / name
        draft.write_bytes(mail)
        os.utime(draft, (arrived.timestamp(), arrived.timestamp()))
        owner = maildir.stat()
        os.chown(draft, owner.st_uid, owner.st_gid)
        draft.rename(maildir / "new" / name)

    def state(self, folder: str = "INBOX") -> list[bytes]:
        """Numbers and marks of every mail, and how the folder numbers them."""
        with self.client() as client:
            client.select(folder, readonly=True)
            numbers = client.response("UIDVALIDITY")[1]
            told = client.uid("fetch", "1:*", "(UID FLAGS INTERNALDATE RFC822.SIZE)")[1]
            return [*numbers, *(line for line in told if line)]

    def stop(self) -> None:
        """Pulls the plug: every process of the server is gone at once."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(timeout=30)


@contextmanager
def postbox() -> Iterator[Postbox]:
    """The server, until the end of the block."""
    folder = Path(tempfile.mkdtemp(prefix="thu-"))  # its own user must reach it, which a test's folder forbids
    folder.chmod(0o755)
    plain, secure = _free_port(), _free_port()
    config = _write_config(folder, plain, secure)
    process = subprocess.Popen([str(DOVECOT), "-F", "-c", str(config)], start_new_session=True)
    server = Postbox(folder, plain, secure, process)
    try:
        _wait(server)
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _write_config(folder: Path, plain: int, secure: int) -> Path:
    """As root mail is kept by somebody else, which dovecot insists on; as a plain user all is that user's."""
    root = os.geteuid() == 0
    keeper = pwd.getpwnam("nobody") if root else pwd.getpwuid(os.geteuid())
    group = grp.getgrgid(keeper.pw_gid).gr_name
    for name in ("run", "state", "mail"):
        (folder / name).mkdir(mode=0o755)
    if root:
        os.chown(folder / "mail", keeper.pw_uid, keeper.pw_gid)
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost",
         "-keyout", str(folder / "khoa.pem"), "-out", str(folder / "chung-thu.pem")],
        check=True, capture_output=True,
    )  # fmt: skip
    (folder / "nguoi-dung").write_text(f"{USER}:{{PLAIN}}{PASSWORD}\n", encoding="utf-8")
    (folder / "nguoi-dung").chmod(0o644)
    me = getpass.getuser()
    own = f"default_internal_user = {me}\ndefault_internal_group = {group}\ndefault_login_user = {me}\n"
    text = f"""
protocols = imap
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/nhat-ky
listen = 127.0.0.1
ssl = yes
ssl_cert = <{folder}/chung-thu.pem
ssl_key = <{folder}/khoa.pem
disable_plaintext_auth = no
auth_mechanisms = plain login
mail_location = maildir:{folder}/mail/%u
mail_max_userip_connections = 100
first_valid_uid = {keeper.pw_uid}
last_valid_uid = {keeper.pw_uid}
first_valid_gid = {keeper.pw_gid}
{"" if root else own}
passdb {{
  driver = passwd-file
  args = username_format=%u {folder}/nguoi-dung
}}
userdb {{
  driver = static
  args = uid={keeper.pw_uid} gid={keeper.pw_gid} home={folder}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {plain}
  }}
  inet_listener imaps {{
    port = {secure}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
"""
    path = folder / "dovecot.conf"
    path.write_text(text, encoding="utf-8")
    return path


def _wait(server: Postbox) -> None:
    """Until somebody can log in."""
    for _ in range(200):
        try:
            with server.client():
                return
        except (OSError, imaplib.IMAP4.error):
            if server.process.poll() is not None:
                break
            time.sleep(0.05)
    log = server.folder / "nhat-ky"
    raise RuntimeError("dovecot did not start: " + (log.read_text(errors="replace") if log.exists() else "no log"))
