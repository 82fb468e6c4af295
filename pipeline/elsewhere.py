"""Where a command's inbox, output and files lie: here, or on a store elsewhere, of which it works on a copy; and
on which server its register is kept, where it is not beside the inbox.

Next to nothing is loaded here, and nothing more while every place is a path.
"""

from __future__ import annotations

import os
import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.terminal import EXAMPLE, INBOX

if TYPE_CHECKING:
    from pipeline.remote.mirror import Mirror

REGISTER = "BAO_CAO_REGISTER"  # of the environment: the server on which the register is kept
CACHE = "BAO_CAO_CACHE"  # of the environment: where copies of stores elsewhere are kept


def inbox_or_example(given: str | None) -> Path:
    """The inbox that is named or stands here; while there is none, that of the example, and so it is said."""
    if given or Path(INBOX).is_dir() or not Path(EXAMPLE).is_dir():
        return inbox_at(given or INBOX)
    click.echo(f"Chưa có thư mục {INBOX}/, dùng dữ liệu ví dụ {EXAMPLE}.", err=True)
    return Path(EXAMPLE)


def _keep_register(ctx: click.Context, _: click.Parameter, given: str | None) -> None:
    """Has the register on the server that is named, by the option or the environment, while a command runs."""
    address = given or os.environ.get(REGISTER, "").strip()
    if not address:
        return
    if given and re.match(r"[^/]*//[^/@]*:[^/]*@|.*[?&]password=", given):
        raise click.UsageError(
            f"Không ghi mật khẩu ở --register: ghi cả địa chỉ vào biến môi trường {REGISTER}, hoặc đặt PGPASSWORD."
        )
    from pipeline.intake import ledger

    if not given and ledger.server():  # the group of commands has it already
        return
    from pipeline.model import PipelineError

    try:
        from pipeline.intake.server import Server

        server = Server(address)
    except ImportError as error:
        raise PipelineError(
            'Sổ tiếp nhận trên máy chủ cần gói bổ sung. Cài một lần bằng lệnh: pip install "bao-cao[postgres]".'
        ) from error
    ctx.call_on_close(server.close)
    ctx.with_resource(ledger.kept_on(server))


kept_register = click.option(
    "--register", metavar="ĐỊA_CHỈ", expose_value=False, callback=_keep_register,
    help=f"Sổ tiếp nhận trên PostgreSQL, dạng postgresql://tên@máy-chủ/sổ (mặc định: {REGISTER}, hoặc cạnh hộp nhận).",
)  # fmt: skip


def inbox_at(text: str) -> Path:
    """Where an inbox lies; of one on a store the copy, and what is entered in its register is carried there at once."""
    mirror = _mirror(text, sets=False)
    if mirror is None:
        return Path(text)
    from pipeline.intake import ledger

    click.get_current_context().with_resource(ledger.carried_by(mirror.carry_back))
    return mirror.place


def place(text: str, *, sets: bool = False) -> Path:
    """Where a file or folder lies; of one on a store the copy, whose changes are carried back when the command ends.

    sets: each folder in it holds files that belong together.
    """
    mirror = _mirror(text, sets)
    return mirror.place if mirror else Path(text)


def told(text: str) -> str:
    """A line for people: where a copy of a store is meant, with the store's address."""
    for mirror in _mirrors().values():
        text = mirror.told(text)
    return text


def _mirrors() -> dict[str, Mirror]:
    """The copies of this command, by what was typed."""
    context = click.get_current_context(silent=True)
    return context.meta.setdefault("pipeline.mirrors", {}) if context else {}


def _mirror(text: str, sets: bool) -> Mirror | None:
    """The copy of a place on a store; None: it is a path."""
    if "://" not in text:
        return None
    known = _mirrors()
    if text not in known:
        from pipeline.model import PipelineError

        try:
            from pipeline.remote.mirror import mirrored
        except ImportError as error:
            raise PipelineError(
                'Kho ở máy khác cần gói bổ sung chưa có ở đây. Cài một lần bằng lệnh: pip install "bao-cao[s3]".'
            ) from error
        say = partial(click.echo, err=True)
        known[text] = click.get_current_context().with_resource(mirrored(text, _cache(), say, sets=sets))
    return known[text]


def _cache() -> Path:
    named = os.environ.get(CACHE, "").strip()
    usual = os.environ.get("LOCALAPPDATA") or os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(named) if named else Path(usual) / "bao-cao"
