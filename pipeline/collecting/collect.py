"""The order in which things are taken in: files, folders and mailboxes come in, the inbox with its
register is filled, and what was taken in, known already or could not be opened goes out.

Mails and archives are kept as they came in the register's own folder. What lies in them is laid into
`thu/<day>/<sender>__<mail>/`, other files into `tep/`. Work is done heap by heap: made ready, entered,
laid (`intake.laying`), so that a run may be stopped at any moment.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path, PurePosixPath

from pipeline import limits
from pipeline.collecting.address import Address
from pipeline.collecting.names import bounded, free_name, safe_name, safe_path
from pipeline.collecting.parcel import WAY, Letter, NoSource, Unopened, placed
from pipeline.collecting.sources import files_of
from pipeline.collecting.unpack import Leaf, Opened, What, open_archive, open_letter, read_letter, what_is
from pipeline.disk import is_link
from pipeline.intake import laying, ledger, post, register
from pipeline.messages import finding
from pipeline.model import Finding, Mail, PipelineError
from pipeline.progress import Progress
from pipeline.vietnamese import VIETNAM, clean_text

BY_MAIL, BY_HAND = "thu", "tep"
_NO_SENDER, _NO_NAME = "khong-ro-nguoi-gui", "khong-ten"
_SENDER_LENGTH = 60
_HEAP, _HEAP_BYTES = 100, 16 * limits.MEGABYTE  # originals and files that are entered at once


@dataclass(frozen=True, slots=True)
class Source:
    """What is to be taken in: a path, or a mailbox with its password."""

    path: Path | None = None
    address: Address | None = None
    password: str = field(default="", repr=False)

    @property
    def shown(self) -> str:
        """As it is told to people."""
        return self.address.shown if self.address else str(self.path)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a user may ask of a mailbox."""

    since: date | None = None
    mark_seen: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that was taken in."""

    file: str  # its place in the inbox
    sha256: str
    received: datetime
    way: str
    mail: Mail | None


@dataclass(slots=True)
class Outcome:
    """What became of a source."""

    source: str
    taken: list[Taken] = field(default_factory=list)
    mails: int = 0  # new ones
    known: int = 0  # mails and files that were on record
    findings: list[Finding] = field(default_factory=list)
    problem: str = ""  # why the source, or the rest of it, could not be read


def collect(
    inbox: Path, sources: Sequence[Source], now: datetime, progress: Progress, wishes: Wishes = Wishes()
) -> list[Outcome]:  # fmt: skip
    """Takes in every source. PipelineError: the inbox cannot be written, or another run is at it."""
    now = now.astimezone(VIETNAM).replace(microsecond=0)
    try:
        inbox.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PipelineError(f"Không tạo được hộp nhận “{inbox}” ({error.strerror}). Kiểm tra quyền ghi.") from error
    with ledger.alone(inbox):
        register.complete(inbox)
        laying.sweep(inbox, [(f.name, f.sha256) for f in post.collected(inbox)])
        desk = Desk(inbox, now)
        return [_take(desk, source, wishes, progress) for source in sources]


def _take(desk: Desk, source: Source, wishes: Wishes, progress: Progress) -> Outcome:
    outcome = Outcome(source.shown)
    try:
        if source.address:
            _take_mailbox(desk, source.address, source.password, wishes, outcome, progress)
        elif source.path:
            _take_files(desk, source.path, outcome, progress)
    except NoSource as error:
        outcome.problem = str(error)
    return outcome


def _take_files(desk: Desk, path: Path, outcome: Outcome, progress: Progress) -> None:
    for found in progress.each("Đang xem tệp", files_of(path, desk.inbox), None):
        if found.problem:
            outcome.findings.append(placed(found.problem, (found.shown,)))
        else:
            desk.take_file(found.shown, found.data, outcome, lies=found.lies)
        if desk.is_full:
            desk.flush()
    desk.flush()


def _take_mailbox(
    desk: Desk, address: Address, password: str, wishes: Wishes, outcome: Outcome, progress: Progress
) -> None:  # fmt: skip
    from pipeline.collecting import mailbox as imap

    progress.say(f"{address.shown}: đang kết nối…")
    with imap.opened(address, password, writing=wishes.mark_seen) as mailbox:
        uids = mailbox.uids(wishes.since)
        known = post.uids(desk.inbox, address.shown, mailbox.validity)
        new = [uid for uid in uids if uid not in known]
        outcome.known = len(uids) - len(new)
        on_record = [uid for uid in uids if uid in known]
        with progress.count("Đang nhận thư", len(new)) as done:
            for heap in mailbox.fetch(new):
                for mailed in heap:
                    if mailed.data is None:
                        too_big = finding("MAIL_TOO_BIG", found=f"thư {limits.megabytes(mailed.size)}")
                        outcome.findings.append(placed(too_big, (f"thư ngày {mailed.arrived:%d/%m/%Y}",)))
                        continue
                    digest = desk.take_mail("eml", mailed.data, address.shown, outcome, arrived=mailed.arrived)
                    desk.fetched.append(post.Fetched(address.shown, mailbox.validity, mailed.uid, digest))
                    on_record.append(mailed.uid)
                desk.flush()
                done(len(heap))
        if wishes.mark_seen:
            mailbox.mark_seen(on_record)


class Desk:
    """What is known, and what was looked at but not entered yet."""

    def __init__(self, inbox: Path, now: datetime) -> None:
        self.inbox, self.now = inbox, now
        files = post.collected(inbox)
        self.known = post.message_ids(inbox)  # SHA-256 → Message-ID
        self.plain = {(f.way, f.sha256) for f in files if not f.original}
        self.contents: dict[str, set[str]] = {}  # of an original: SHA-256 of its files
        for f in files:
            self.contents.setdefault(f.original, set()).add(f.sha256)
        self.said = {(m, frozenset(self.contents.get(d, ()))) for d, m in self.known.items() if m}
        self.names = {name.casefold() for name in register.entered_names(inbox)}  # of files, once received
        self.folders: set[str] = set()  # that files were planned for
        self.fetched: list[post.Fetched] = []
        self._clear()

    def _clear(self) -> None:
        self.originals: list[tuple[post.Original, bytes]] = []
        self.files: list[tuple[post.Collected, bytes, datetime]] = []
        self.remarks: list[tuple[str, Finding]] = []
        self.fetched = []
        self.weight = 0

    @property
    def is_full(self) -> bool:
        """Whether enough was looked at to be entered."""
        return self.weight > _HEAP_BYTES or len(self.originals) + len(self.files) > _HEAP

    def flush(self) -> None:
        """Makes ready, enters and lays what was looked at."""
        if not (self.originals or self.files or self.remarks or self.fetched):
            return
        laying.make_ready(
            self.inbox,
            (laying.Kept(original.mail.sha256, original.kind, data) for original, data in self.originals),
            (laying.ToLay(entry.name, entry.sha256, data) for entry, data, _ in self.files),
        )
        entries = [entry for entry, _, _ in self.files]
        arrivals = [
            (entry.name, entry.sha256, len(data), when.isoformat(timespec="seconds"))
            for entry, data, when in self.files
        ]
        ledger.enter(
            self.inbox,
            post.original_rows((original for original, _ in self.originals), self.now),
            post.collected_rows(entries),
            register.arrival_rows(arrivals),
            post.remark_rows(self.remarks),
            post.fetched_rows(self.fetched),
        )
        register.lay_entered(self.inbox, entries)
        self._clear()

    # --- one file ---------------------------------------------------------------------------

    def take_file(self, shown: str, data: bytes, outcome: Outcome, *, lies: bool = False) -> None:
        """A file by what it is: a mail, an archive, or a file as such, which stays where it is if it `lies` there."""
        what = what_is(data, shown)
        if what in ("eml", "msg"):
            self.take_mail(what, data, shown, outcome, lies=lies)
        elif what in ("zip", "tnef"):
            self._take_archive(what, shown, data, outcome, lies=lies)
        else:
            if what == "archive":
                outcome.findings.append(placed(finding("MAIL_ARCHIVE"), (shown,)))
            self._take_plain(shown, data, outcome, lies=lies)

    def _take_plain(self, shown: str, data: bytes, outcome: Outcome, *, lies: bool) -> None:
        digest = _sha256(data)
        if lies or (shown, digest) in self.plain:
            outcome.known += 1
            return
        self.plain.add((shown, digest))
        name = f"{BY_HAND}/{safe_path(shown, _NO_NAME)}"
        self._lay(name, Leaf((shown,), data), digest, "", self.now, None, outcome)

    def _take_archive(self, what: What, shown: str, data: bytes, outcome: Outcome, *, lies: bool) -> None:
        digest = _sha256(data)
        if digest in self.known:
            outcome.known += 1
            return
        try:
            opened = open_archive(what, data, self.now)
        except Unopened as error:
            outcome.findings.append(placed(finding(error.code, found=error.found), (shown,)))
            self._take_plain(shown, data, outcome, lies=lies)
            return
        mail = Mail("", "", "", "", (), digest)
        self._enter_original(post.Original(what, len(data), shown, self.now, mail), data)
        folder = PurePosixPath(BY_HAND, safe_path(shown, _NO_NAME)).with_suffix("")
        self._note(digest, opened.findings, (shown,), outcome)
        for leaf in opened.leaves:
            name = f"{folder}/{safe_path('/'.join(leaf.way), _NO_NAME)}"
            self._lay(name, leaf, _sha256(leaf.data), digest, self.now, None, outcome, above=shown)
        for inner in opened.mails:
            self.take_file(WAY.join((shown, *inner.way)), inner.data, outcome)

    # --- one mail ---------------------------------------------------------------------------

    def take_mail(
        self, what: What, data: bytes, source: str, outcome: Outcome, *,
        arrived: datetime | None = None, lies: bool = False,
    ) -> str:  # fmt: skip
        """A mail; its hash. `arrived`: when the server says it came, which is believed before the mail itself.

        The same mail that came by another way (its Message-ID and its files are the same) is known.
        """
        digest = _sha256(data)
        if digest in self.known:
            outcome.known += 1
            return digest
        try:
            letter = read_letter(what, data, self.now)
        except Unopened as error:
            outcome.findings.append(placed(finding(error.code, found=error.found), (source,)))
            self._unopened_mail(what, data, source, digest, outcome, arrived, lies=lies)
            return digest
        opened = open_letter(letter, self.now)
        files = [(leaf, _sha256(leaf.data)) for leaf in opened.leaves]
        same = (letter.head.message_id, frozenset(sha for _, sha in files))
        if letter.head.message_id and same in self.said:
            outcome.known += 1
            return digest
        self.said.add(same)
        self._enter_mail(what, data, source, letter, opened, files, outcome, arrived)
        return digest

    def _enter_mail(
        self, what: What, data: bytes, source: str, letter: Letter, opened: Opened, files: list[tuple[Leaf, str]],
        outcome: Outcome, arrived: datetime | None,
    ) -> None:  # fmt: skip
        head = letter.head
        digest = _sha256(data)
        when = min(arrived or head.arrived or self.now, self.now).astimezone(VIETNAM)
        mail = Mail(head.message_id, head.sender, head.sender_name, head.subject, head.references, digest)
        self._enter_original(post.Original(what, len(data), source, when, mail), data)
        outcome.mails += 1
        findings = list(opened.findings)
        if not arrived and not head.arrived:
            findings.append(finding("MAIL_NO_DATE"))
        if not files and not any(f.severity == "error" or f.code == "MAIL_BOUNCE" for f in findings):
            findings.append(finding("MAIL_NO_ATTACHMENT"))
        self._note(digest, findings, (_mail_words(mail, when),), outcome)
        folder = _mail_folder(mail, when)
        laid: set[tuple[str, str]] = set()
        for leaf, sha in files:
            if (leaf.name, sha) not in laid:  # the same file twice in one mail
                laid.add((leaf.name, sha))
                name = f"{folder}/{safe_name(leaf.name, _NO_NAME)}"
                self._lay(name, leaf, sha, digest, when, mail, outcome, above=_mail_words(mail, when))

    def _unopened_mail(
        self, what: What, data: bytes, source: str, digest: str, outcome: Outcome, arrived: datetime | None, *,
        lies: bool,
    ) -> None:  # fmt: skip
        """A mail that cannot be taken apart goes on as the file it is."""
        if arrived is None:
            self._take_plain(source, data, outcome, lies=lies)
            return
        when = min(arrived, self.now).astimezone(VIETNAM)
        mail = Mail("", "", "", "", (), digest)
        self._enter_original(post.Original(what, len(data), source, when, mail), data)
        self._lay(f"{_mail_folder(mail, when)}/thu.{what}", Leaf(("",), data), digest, digest, when, mail, outcome)

    # --- entering -----------------------------------------------------------------------------

    def _enter_original(self, original: post.Original, data: bytes) -> None:
        self.known[original.mail.sha256] = original.mail.message_id
        self.originals.append((original, data))
        self.weight += len(data)

    def _note(self, digest: str, findings: Sequence[Finding], way: tuple[str, ...], outcome: Outcome) -> None:
        self.remarks += [(digest, f) for f in findings]
        outcome.findings += [placed(f, way) for f in findings]

    def _lay(
        self, name: str, leaf: Leaf, digest: str, original: str, when: datetime, mail: Mail | None,
        outcome: Outcome, above: str = "",
    ) -> None:  # fmt: skip
        """Plans a place for a file; nothing that is or was there is overwritten."""
        name = self._place(name)
        way = WAY.join(filter(None, leaf.way))
        self.files.append((post.Collected(name, digest, original, way), leaf.data, when))
        outcome.taken.append(Taken(name, digest, when, way, mail))
        base = name.rsplit("/", 1)[-1]
        told = clean_text(leaf.name.replace("\\", "/").rstrip("/ ").rsplit("/", 1)[-1])
        if told and told != safe_name(told, ""):
            outcome.findings.append(placed(finding("MAIL_NAME_CHANGED", found=told, name=base), (above,)))
        self.weight += len(leaf.data)

    def _place(self, path: str) -> str:
        """The path, or one beside it: no file where one is or was, no folder where a file or a link is."""
        *folders, name = bounded(path).split("/")
        place = ""
        for folder in folders:
            place = free_name(place + folder, self._is_no_folder)
            self.folders.add(place.casefold())
            place += "/"
        place = free_name(place + name, self._is_taken)
        self.names.add(place.casefold())
        return place

    def _is_no_folder(self, path: str) -> bool:
        place = self.inbox / path
        return path.casefold() in self.names or is_link(place) or (place.exists() and not place.is_dir())

    def _is_taken(self, path: str) -> bool:
        key = path.casefold()
        return key in self.names or key in self.folders or os.path.lexists(self.inbox / path)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _mail_folder(mail: Mail, when: datetime) -> str:
    sender = safe_name(mail.sender.replace("/", "_"), _NO_SENDER)[:_SENDER_LENGTH].rstrip(". ")
    return f"{BY_MAIL}/{when:%Y-%m-%d}/{sender}__{mail.sha256[:8]}"


def _mail_words(mail: Mail, when: datetime) -> str:
    """As "thư của a@so.vn ngày 14/09/2022 “Báo cáo tháng 9”"."""
    subject = f" “{mail.subject}”" if mail.subject else ""
    return f"thư của {mail.sender or 'người gửi không rõ'} ngày {when:%d/%m/%Y}{subject}"
