"""Every kind of mail and archive with its verdict: what is taken out of it, under which name, and what is said."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.drawing import codes
from tests.mails import (
    laid,
    letter,
    locked,
    named_in,
    outlook,
    outlook_folder,
    raw_mail,
    report,
    sha,
    take,
    winmail,
    write,
    zipped,
)

NAME = "Báo cáo A.I.2 – Văn phòng.xlsx"


@dataclass
class Case:
    """A mail, and what is to become of it."""

    data: bytes
    files: dict[str, bytes]
    codes: tuple[str, ...] = ()
    name: str = "thu.eml"


def sent(*files: tuple[str, bytes]) -> bytes:
    """A mail with attachments as a good program writes it."""
    return letter(*files).as_bytes()


def attached(part: str) -> bytes:
    """A mail whose attachment is named by a header as given."""
    return raw_mail(part.encode("utf-8"), base64.encodebytes(report()))


def coded(body: bytes, end: bytes = b"\r\n--ranh--\r\n") -> bytes:
    """A mail whose attachment is encoded as given."""
    return raw_mail(f'{FILES}="a.bin"'.encode(), body, end=end)


def signed(kind: str) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["Subject"], mail["Date"] = "a@donvi.vn", "Ký số", "Wed, 14 Sep 2022 08:30:00 +0700"
    mail["Message-ID"] = "<ky@donvi.vn>"
    mail.set_content(b"0\x80", maintype="application", subtype="pkcs7-mime", filename="smime.p7m")
    mail.replace_header("Content-Type", f'application/pkcs7-mime; smime-type={kind}; name="smime.p7m"')
    return mail.as_bytes()


def with_pictures() -> bytes:
    mail = letter()
    mail.add_alternative('<p>Kính gửi</p><img src="cid:ky%40ten">', subtype="html")
    mail.add_attachment(report(), maintype="application", subtype="octet-stream", filename="a.xlsx")
    mail.add_attachment(b"\x89PNG-logo", maintype="image", subtype="png", filename="image001.png", cid="<ky@ten>")
    mail.add_attachment(b"\x89PNG-anh", maintype="image", subtype="png", filename="anh chup.png", cid="<khac@ten>")
    return mail.as_bytes()


def with_marks() -> bytes:
    mail = letter(("a.xlsx", report()))
    mail.add_attachment(b"0\x80ky", maintype="application", subtype="pkcs7-signature", filename="smime.p7s")
    mail.add_attachment("BEGIN:VCALENDAR", subtype="calendar", filename="hop.ics")
    return mail.as_bytes()


def forwarded() -> bytes:
    inner = letter(("trong.xlsx", report()), subject="Thư gốc", sender="goc@donvi.vn", number=7)
    outer = letter(subject="Fwd", sender="chuyen@donvi.vn", number=8)
    outer.add_attachment(inner)
    return outer.as_bytes()


def attached_mails() -> bytes:
    """A mail with an .eml and a .msg attached as files, as webmail does."""
    mail = letter(number=9)
    inner = letter(("eml.xlsx", report()), number=10).as_bytes()
    mail.add_attachment(inner, maintype="application", subtype="octet-stream", filename="thu cu.eml")
    saved = outlook([("msg.xlsx", report())])
    mail.add_attachment(saved, maintype="application", subtype="vnd.ms-outlook", filename="thu.msg")
    return mail.as_bytes()


def nested(levels: int) -> bytes:
    data = report()
    name = "a.xlsx"
    for level in range(levels):
        data, name = zipped({name: data}), f"{level}.zip"
    return letter((name, data)).as_bytes()


def bounced() -> bytes:
    return (
        b"From: mailer-daemon@so.vn\r\nSubject: Undelivered\r\nMessage-ID: <b@so.vn>\r\n"
        b"Date: Wed, 14 Sep 2022 08:30:00 +0700\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="r"\r\n\r\n--r\r\n'
        b"Content-Type: text/plain\r\n\r\nfailed\r\n--r\r\nContent-Type: message/rfc822\r\n\r\n"
        + letter(("mau.xlsx", report())).as_bytes() + b"\r\n--r--\r\n"
    )  # fmt: skip


def word(text: str, charset: str = "utf-8", how: str = "b") -> str:
    raw = text.encode(charset)
    told = base64.b64encode(raw).decode() if how == "b" else "".join(f"={b:02X}" for b in raw)
    return f"=?{charset}?{how}?{told}?="


def torn() -> str:
    """A name in two encoded words of which the first ends in the midst of a letter."""
    raw = NAME.encode()
    cut = raw.index("á".encode()) + 1
    return " ".join(f"=?utf-8?B?{base64.b64encode(piece).decode()}?=" for piece in (raw[:cut], raw[cut:]))


def torn_in_fours() -> str:
    """The same, torn where base64 has no group of four."""
    told = base64.b64encode(NAME.encode()).decode()
    return f"=?utf-8?B?{told[:10]}?=\r\n =?utf-8?B?{told[10:]}?="


def percent(text: str) -> str:
    return "".join(f"%{b:02X}" for b in text.encode())


FILES = "Content-Disposition: attachment; filename"
SAVED_PAGE = b"From: <Saved by Blink>\r\nSubject: x\r\nMIME-Version: 1.0\r\n\r\nx"
RAR = b"Rar!\x1a\x07\x00rest"
PLAIN = zipped({"a.xlsx": report()})
UPWARDS = zipped({"../../a.xlsx": report()})
BOMB = zipped({"a": bytes(9_000_000)})
WINMAIL = winmail([("a.xlsx", report())])
OUTLOOK = outlook([("a.xlsx", report())])
OLD = "Ba\u0301o ca\u0301o.xlsx"  # letter and tone apart, as old Windows keeps them
CASES: dict[str, Case] = {
    "as a good program writes it": Case(sent((NAME, report())), {NAME: report()}),
    "two files of one name": Case(
        sent(("a.xlsx", report()), ("a.xlsx", report(2)), ("A.XLSX", report(3))),
        {"a.xlsx": report(), "a (2).xlsx": report(2), "A (3).XLSX": report(3)},
    ),
    "the same file twice in one mail": Case(sent(("a.xlsx", report()), ("a.xlsx", report())), {"a.xlsx": report()}),
    "no attachment": Case(sent(), {}, ("MAIL_NO_ATTACHMENT",)),
    "an empty attachment": Case(sent(("a.xlsx", b"")), {"a.xlsx": b""}),
    "name in encoded words within quotes": Case(attached(f'{FILES}="{word(NAME)}"'), {NAME: report()}),
    "name in encoded words without quotes": Case(attached(f"{FILES}={word(NAME, how='q')}"), {NAME: report()}),
    "name in encoded words of old Windows": Case(
        attached(f'{FILES}="{word(OLD, "cp1258")}"'), {"Báo cáo.xlsx": report()}
    ),
    "encoded words torn in the midst of a letter": Case(attached(f'{FILES}="{torn()}"'), {NAME: report()}),
    "encoded words torn in the midst of base64": Case(attached(f'{FILES}="{torn_in_fours()}"'), {NAME: report()}),
    "encoded words of an unknown encoding": Case(
        attached(f'{FILES}="{word(NAME).replace("utf-8", "x-la")}"'), {NAME: report()}
    ),
    "RFC 2231": Case(attached(f"{FILES}*=UTF-8''{percent(NAME)}"), {NAME: report()}),
    "RFC 2231 in pieces, beside a plain name": Case(
        attached(
            f"{FILES}=\"bao cao.xlsx\";\r\n {FILES.split()[-1]}*0*=utf-8'vi'{percent(NAME[:9])};\r\n"
            f" {FILES.split()[-1]}*1*={percent(NAME[9:])}"
        ),
        {NAME: report()},
    ),
    "RFC 2231 in pieces that do not go together": Case(
        attached(f"{FILES}*=utf-8''{percent(NAME)}; {FILES.split()[-1]}*0*=x; {FILES.split()[-1]}*9999999=y"),
        {NAME: report()},
    ),
    "raw letters in UTF-8": Case(attached(f'{FILES}="{NAME}"'), {NAME: report()}),
    "raw letters of old Windows": Case(
        raw_mail(f'{FILES}="{OLD}"'.encode("cp1258"), base64.encodebytes(report())),
        {"Báo cáo.xlsx": report()},
    ),
    "name only in Content-Type": Case(
        raw_mail(b"X-Khac: 1", base64.encodebytes(report()), kind=f'application/x; name="{word(NAME)}"'.encode()),
        {NAME: report()},
    ),
    "no name at all": Case(attached("Content-Disposition: attachment"), {"khong-ten": report()}),
    "a name that leads out": Case(attached(f'{FILES}="..\\\\..\\\\Windows/../../etc/a.xlsx"'), {"a.xlsx": report()}),
    "a name that Windows keeps for itself": Case(
        attached(f'{FILES}="con.xlsx"'), {"_con.xlsx": report()}, ("MAIL_NAME_CHANGED",)
    ),
    "a name with marks no file may bear": Case(
        attached(f'{FILES}="a:b*c?.xlsx. . "'), {"a_b_c_.xlsx": report()}, ("MAIL_NAME_CHANGED",)
    ),
    "a name that turns its ending around": Case(attached(f'{FILES}="bao\u202excao.xlsx"'), {"baoxcao.xlsx": report()}),
    "a name longer than a system takes": Case(
        attached(f'{FILES}="{"dài " * 100}.xlsx"'), {"dài " * 23 + "dài.xlsx": report()}, ("MAIL_NAME_CHANGED",)
    ),
    "quoted-printable": Case(
        raw_mail(
            b'Content-Disposition: attachment; filename="a.csv"',
            b"B=C3=A1o c=\r\n=C3=A1o",
            encoding=b"Quoted-Printable",
        ),
        {"a.csv": "Báo cáo".encode()},
    ),
    "bytes as they are": Case(
        raw_mail(b'Content-Disposition: attachment; filename="a.bin"', b"\x00\xff\r\n\x80\nx", encoding=b"binary"),
        {"a.bin": b"\x00\xff\r\n\x80\nx"},
    ),
    "base64 without its padding": Case(
        coded(base64.b64encode(b"1234").rstrip(b"=")),
        {"a.bin": b"1234"},
        ("MAIL_CUT",),
    ),
    "base64 with foreign letters in it": Case(coded(b"MTIz!\xffNDU2"), {"a.bin": b"123456"}, ("MAIL_CUT",)),
    "base64 with a mailing list's footer": Case(
        coded(base64.b64encode(b"1234") + b"\r\n____\r\nDanh sach: thu"),
        {"a.bin": b"1234"},
    ),
    "base64 piece by piece": Case(
        coded(base64.b64encode(b"1234") + b"\r\n" + base64.b64encode(b"5")),
        {"a.bin": b"12345"},
    ),
    "a mail that was cut off": Case(
        coded(base64.b64encode(b"123456" * 10)[:33], end=b""),
        {"a.bin": (b"123456" * 10)[:24]},
        ("MAIL_CUT",),
    ),
    "parts that nothing divides": Case(raw_mail(b"", b"").replace(b"--ranh", b"--khac"), {}, ("MAIL_BROKEN",)),
    "a signature picture and a picture that is meant": Case(
        with_pictures(), {"a.xlsx": report(), "anh chup.png": b"\x89PNG-anh"}, ("MAIL_ASIDE",)
    ),
    "a signature and an invitation": Case(with_marks(), {"a.xlsx": report()}, ("MAIL_ASIDE", "MAIL_ASIDE")),
    "an encrypted mail": Case(signed("enveloped-data"), {}, ("MAIL_ENCRYPTED",)),
    "a mail sealed by its signature": Case(signed("signed-data"), {}, ("MAIL_SIGNED",)),
    "a mail that came back": Case(bounced(), {}, ("MAIL_BOUNCE",)),
    "a file that is elsewhere": Case(
        raw_mail(
            b"", b"Content-Type: text/plain\r\n\r\n", kind=b"message/external-body; access-type=URL", encoding=b"7bit"
        ),
        {},
        ("MAIL_ELSEWHERE",),
    ),
    "a mail forwarded as a whole": Case(forwarded(), {"trong.xlsx": report()}),
    "mails attached as files": Case(attached_mails(), {"eml.xlsx": report(), "msg.xlsx": report()}),
    "an archive with folders": Case(
        sent(("gui.zip", zipped({"KHTC/": b"", "KHTC/a.xlsx": report(), "TVT/a.xlsx": report(2)}))),
        {"a.xlsx": report(), "a (2).xlsx": report(2)},
    ),
    "an archive within an archive": Case(nested(3), {"a.xlsx": report()}),
    "an archive with a Mac's own files": Case(
        sent(("a.zip", zipped({"a.xlsx": report(), "__MACOSX/._a.xlsx": b"x", ".DS_Store": b"x"}))),
        {"a.xlsx": report()},
        ("MAIL_ASIDE", "MAIL_ASIDE"),
    ),
    "an archive with names of UTF-8, unsaid": Case(
        sent(("a.zip", named_in(zipped({"x" * len("Báo cáo".encode()): report()}), "Báo cáo", "utf-8"))),
        {"Báo cáo": report()},
    ),
    "an archive with names of old Windows": Case(
        sent(("a.zip", named_in(zipped({"x" * 14: report()}), OLD, "cp1258"))),
        {"Báo cáo.xlsx": report()},
    ),
    "an archive with a password": Case(
        sent(("mat.zip", locked(PLAIN))),
        {"mat.zip": locked(PLAIN)},
        ("MAIL_ZIP_PASSWORD",),
    ),
    "a broken archive": Case(
        sent(("hong.zip", PLAIN[:-30])),
        {"hong.zip": PLAIN[:-30]},
        ("MAIL_ZIP_DAMAGED",),
    ),
    "an archive whose names lead out": Case(
        sent(("x.zip", UPWARDS)),
        {"x.zip": UPWARDS},
        ("MAIL_ZIP_CRAFTED",),
    ),
    "an archive that swells": Case(
        sent(("bom.zip", BOMB)),
        {"bom.zip": BOMB},
        ("MAIL_TOO_BIG",),
    ),
    "an archive of another make": Case(sent(("a.rar", RAR)), {"a.rar": RAR}, ("MAIL_ARCHIVE",)),
    "winmail.dat": Case(sent(("winmail.dat", winmail([(NAME, report())]))), {NAME: report()}),
    "winmail.dat with a mail within": Case(
        sent(("winmail.dat", winmail([], mail_within=("Thư gốc", winmail([(NAME, report())]))))),
        {NAME: report()},
    ),
    "winmail.dat that was cut off": Case(
        sent(("winmail.dat", WINMAIL[:500])),
        {"winmail.dat": WINMAIL[:500]},
        ("MAIL_TNEF",),
    ),
    "Outlook's own": Case(outlook([(NAME, report())]), {NAME: report()}, name="thu.msg"),
    "Outlook's own under a name that says nothing": Case(outlook([(NAME, report())]), {NAME: report()}, name="thu"),
    "Outlook's own of old, in the code page of Việt Nam": Case(
        outlook([(OLD, report())], ansi="cp1258"), {"Báo cáo.xlsx": report()}, name="thu.msg"
    ),
    "Outlook's own with a mail within": Case(
        outlook(mails=[("Thư gốc", outlook_folder([("a.xlsx", report())], within=True))]),
        {"a.xlsx": report()},
        name="thu.msg",
    ),
    "Outlook's own with a link in a file's stead": Case(
        outlook(links=["a.xlsx"]), {}, ("MAIL_ELSEWHERE",), name="thu.msg"
    ),
    "Outlook's own, encrypted": Case(
        outlook([("smime.p7m", b"0\x80")], kind="IPM.Note.SMIME"), {}, ("MAIL_ENCRYPTED",), name="thu.msg"
    ),
    "Outlook's own, signed": Case(
        outlook([("smime.p7m", sent(("a.xlsx", report())))], kind="IPM.Note.SMIME.MultipartSigned"),
        {"a.xlsx": report()},
        name="thu.msg",
    ),
    "Outlook's own, broken": Case(
        OUTLOOK[:3000],
        {"thu.msg": OUTLOOK[:3000]},
        ("MAIL_MSG",),
        name="thu.msg",
    ),
    "a page saved as one file, packed like a mail": Case(
        sent(("trang.mht", SAVED_PAGE)),
        {"trang.mht": SAVED_PAGE},
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_every_kind_of_mail_has_its_verdict(case: Case, tmp_path: Path) -> None:
    (outcome,) = take(tmp_path / "inbox", write(tmp_path, case.name, case.data))
    assert {n.rsplit("/", 1)[-1]: d for n, d in laid(tmp_path / "inbox").items()} == case.files
    assert tuple(sorted(codes(outcome.findings))) == case.codes
    assert sorted(t.sha256 for t in outcome.taken) == sorted(map(sha, case.files.values()))
