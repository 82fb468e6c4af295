"""The mail: whether what is configured can be used, and whether the servers answer. No password is ever shown."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.doctor.line import Desk, Line
from pipeline.intake import post
from pipeline.model import PipelineError
from pipeline.vietnamese import join_names

SECONDS = 5.0  # that a server has for each answer
_GUIDE = "docs/huong-dan-van-phong.md"


def sending(desk: Desk) -> Iterator[Line]:
    """The server that mails go out by."""
    from pipeline.sending.account import PASSWORD, SENDER, VARIABLE, read_account
    from pipeline.sending.post import greet

    name, env = "Gửi thư", desk.environment
    if not env.get(VARIABLE, "").strip():
        yield Line(
            name, "note", f"chưa cấu hình máy chủ gửi ({VARIABLE}); không bắt buộc",
            f"Gửi bằng tay, hoặc làm theo mục “Gửi thư trả lời” của {_GUIDE}.",
        )  # fmt: skip
        return
    account = read_account(env[VARIABLE], env.get(SENDER, ""))
    greet(account, SECONDS)
    yield Line(name, "good", f"máy chủ {account.host}:{account.port} trả lời")
    if not account.sender and not (desk.plan and desk.plan.agency.office_mail):
        yield Line(
            name, "note", "chưa biết thư gửi từ địa chỉ nào",
            f"Ghi thư điện tử của Văn phòng ở trang “Cơ quan” của tệp kế hoạch, hoặc đặt {SENDER}.",
        )  # fmt: skip
    if account.user and not env.get(PASSWORD):
        yield Line(name, "note", f"chưa đặt {PASSWORD}", "Không phải làm gì nếu sẽ gõ mật khẩu khi được hỏi.")


def collecting(desk: Desk) -> Iterator[Line]:
    """The mailboxes that reports were taken from; which they are the register knows."""
    from pipeline.collecting.address import read_address
    from pipeline.collecting.mailbox import greet
    from pipeline.collecting.parcel import NoSource

    name = "Nhận thư"
    boxes = [read_address(shown) for shown in post.mailboxes(desk.books)]
    if not boxes:
        yield Line(
            name, "note", "chưa nhận từ hộp thư nào; không bắt buộc",
            f"Muốn nhận thẳng từ hộp thư: mục “Nhận báo cáo qua thư điện tử” của {_GUIDE}.",
        )  # fmt: skip
    answering = []
    for box in {(box.scheme, box.host, box.port): box for box in boxes}.values():
        try:
            greet(box, SECONDS)
            answering.append(f"{box.host}:{box.port}")
        except (NoSource, PipelineError) as error:
            yield Line(name, "error", str(error))
    if answering:
        yield Line(name, "good", f"máy chủ {join_names(answering)} trả lời")
