"""Verification of the audit log: the very chain that the service wrote, from end to end."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, LargeBinary, Text, cast, func, select
from sqlmodel import Session, col

from cocau.app.audit_log.breaks import (
    AuditLogBreak,
    report_altered,
    report_cut_off,
    report_doubled,
    report_emptied,
    report_forged,
    report_missing,
    report_moved,
    report_replaced,
    report_unknown_head,
)
from cocau.app.audit_log.entries import START, compute_hash, has_other_rows
from cocau.app.audit_log.records import NewestActs, check_emptied, check_seals
from cocau.app.db.encryption import Keyring, Unreadable
from cocau.app.db.engine import Store
from cocau.app.db.models import AuditLogEntry, AuditLogHead
from cocau.app.db.seals import open_column
from cocau.constraints.record import CanonicalRecord, Record
from cocau.constraints.record import Text as Text_record


class AuditLogRepair(Record):
    """A recorded repair: entry `seq` acknowledged `count` breaks before it, unchanged since."""

    seq: int
    at: datetime
    actor: str
    reason: str
    count: int


class AuditLogReport(CanonicalRecord):
    """The result of a verification; `last`, `head`: number and hash of the last entry read.

    `whole`: there is no break but those that a repair acknowledged. `covered`: things whose rows were held
    against the digest of their last entry; `uncovered`: those whose entries an older version wrote, without.
    """

    entries: int
    last: int
    head: str
    whole: bool
    count: int
    breaks: list[AuditLogBreak]
    repairs: list[AuditLogRepair]
    covered: int = 0
    uncovered: int = 0


BATCH = 1_000

REPAIR = ("repair", "trail")
"""Action and kind of an entry that acknowledges breaks, with a digest over all before."""

FIELDS = (
    "seq",
    "at",
    "actor",
    "action",
    "kind",
    "subject",
    "version",
    "digest",
    "row_digest",
    "before",
    "hash",
)


def iterate_entries(session: Session, batch: int = BATCH) -> Iterator[dict[str, Any]]:
    """Yield every entry by its number, one batch in memory at a time."""
    after: int | None = None
    while True:
        found = _read_batch(session, after, batch)
        yield from found
        if len(found) < batch:
            return
        after = found[-1]["seq"]


def find_by_hash(session: Session, before: str) -> int | None:
    """Return the number of the entry with this hash; None if there is none."""
    chosen = select(col(AuditLogEntry.seq)).where(col(AuditLogEntry.hash) == before)
    return session.connection().execute(chosen.order_by(col(AuditLogEntry.seq)).limit(1)).scalar()


def has_predecessor_hash(session: Session, seq: int, digest: str) -> bool:
    """Return whether an entry, or the head, links to its predecessor by this hash."""
    entry = select(col(AuditLogEntry.seq)).where(
        col(AuditLogEntry.seq) == seq, col(AuditLogEntry.before) == digest
    )
    head = select(col(AuditLogHead.seq)).where(
        col(AuditLogHead.seq) == seq - 1, col(AuditLogHead.hash) == digest
    )
    return any(session.connection().execute(chosen).first() is not None for chosen in (entry, head))


def count_entries(session: Session) -> int:
    """Return how many entries the database counts."""
    return session.connection().execute(select(func.count()).select_from(AuditLogEntry)).scalar_one()


def _read_batch(session: Session, after: int | None, batch: int) -> list[dict[str, Any]]:
    chosen = (
        select(*(_select_text(name, session) for name in FIELDS))
        .order_by(col(AuditLogEntry.seq))
        .limit(batch)
    )
    if after is not None:
        chosen = chosen.where(col(AuditLogEntry.seq) > after)
    return [_parse_row(row) for row in session.connection().execute(chosen).mappings()]


def _select_text(name: str, session: Session) -> ColumnElement[Any]:
    """Select a column as bytes of text: SQLite takes any value, which need not be UTF-8."""
    column = col(getattr(AuditLogEntry, name))
    if name == "seq":
        return column.label(name)
    if session.get_bind().dialect.name == "sqlite":
        return cast(column, LargeBinary).label(name)
    return func.convert_to(cast(column, Text), "UTF8").label(name)


def _parse_row(row: Mapping[Any, Any]) -> dict[str, Any]:
    texts = {name: _decode_text(value) for name, value in row.items() if name != "seq"}
    return {
        **texts,
        "seq": row["seq"],
        "at": _parse_moment(texts["at"]),
        "version": _parse_number(texts["version"]),
    }


def _decode_text(value: Any) -> str | None:  # noqa: ANN401  # any stored value
    try:
        return None if value is None else bytes(value).decode()
    except UnicodeDecodeError:
        return repr(value)


def _parse_number(text: str | None) -> int | str | None:
    return int(text) if text is not None and text.isdecimal() else text


def _parse_moment(text: str | None) -> datetime | str | None:
    """Parse a time in UTC; return anything else as it is, so that it fits no hash."""
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return text
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


RowCheck = Callable[[Session, Keyring], Iterable[AuditLogBreak]]
"""A check of rows by somebody who knows what they mean."""

MAX_BREAKS = 100
"""As many breaks are told one by one; all are counted."""


def verify_store(
    store: Store,
    expected_heads: Sequence[str] = (),
    *,
    batch: int = BATCH,
    rows: bool = True,
    others: RowCheck = lambda *_: (),
) -> AuditLogReport:
    """Read the whole chain and report every place where it is broken.

    `rows`, `others`: and every thing whose rows, seals or digests are not what the log and the keys say.

    `expected_heads`: hashes of last entries that were noted outside of the database. Without them, nobody can
    tell a trail from an older copy of itself that was put back together with its older seal.
    """
    with store.snapshot() as session:
        return verify_session(session, store.ring, expected_heads, batch=batch, rows=rows, others=others)


def verify_session(
    session: Session,
    ring: Keyring,
    expected_heads: Sequence[str] = (),
    *,
    batch: int = BATCH,
    rows: bool = False,
    others: RowCheck = lambda *_: (),
) -> AuditLogReport:
    """Verify the chain, and the rows that it tells of, inside a transaction."""
    chain, acts = HashChain(session), NewestActs()
    breaks: list[AuditLogBreak] = []
    repairs: list[AuditLogRepair] = []
    for row in iterate_entries(session, batch):
        breaks += chain.check_next(row)
        acts.add(row)
        if repair := chain.read_repair(row, len(breaks)):
            repairs.append(repair)
            breaks = []
    if more := count_entries(session) - chain.count:
        breaks.append(report_doubled(more))
    breaks += _check_head(ring, session, chain)
    breaks += (
        report_unknown_head(digest)
        for digest in dict.fromkeys(expected_heads)
        if digest != START and find_by_hash(session, digest) is None
    )
    if rows:
        breaks += acts.check_rows(session)
        breaks += acts.check_sessions(session)
        breaks += check_seals(session, ring)
        breaks += check_emptied(session)
        breaks += others(session, ring)
    return AuditLogReport(
        entries=chain.count,
        last=chain.last,
        head=chain.head,
        whole=not breaks,
        count=len(breaks),
        breaks=breaks[:MAX_BREAKS],
        repairs=repairs,
        covered=acts.covered,
        uncovered=acts.uncovered,
    )


class HashChain:
    """The entries read so far: their count, last number and hash, and what must follow.

    After an entry that is broken or missing, any may follow: the break is told once, not twice.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self.count, self.last, self.head = 0, 0, START
        self._follows: str | None = START
        self._read, self._read_before = hashlib.sha256(), START

    @property
    def digest(self) -> str:
        """Return the sha256 over all entries read so far, as they stand."""
        return self._read.hexdigest()

    def read_repair(self, row: dict[str, Any], count: int) -> AuditLogRepair | None:
        """Read the entry just checked as a repair of `count` breaks; None if it is none."""
        if (row["action"], row["kind"]) != REPAIR or row["digest"] != self._read_before:
            return None
        if compute_hash(row) != row["hash"]:
            return None
        return AuditLogRepair(
            seq=row["seq"], at=row["at"], actor=row["actor"], reason=row["subject"], count=count
        )

    def check_next(self, row: dict[str, Any]) -> Iterator[AuditLogBreak]:
        """Yield what is wrong with the next entry where it stands."""
        seq, expected, follows = row["seq"], self.last + 1, self._follows
        self.count += 1
        self._read_before = self.digest
        self._read.update(f"{seq} {compute_hash(row)} {row['hash']}\n".encode())
        if seq < expected:  # a second first entry, or a number used twice
            yield report_replaced(seq) if seq < 1 else report_doubled(1, seq)
            return
        self.last, self.head, self._follows = seq, row["hash"], row["hash"]
        if seq > expected:
            yield report_missing(expected, seq - 1)
            follows = None
        if compute_hash(row) != row["hash"]:
            self._follows = None
            yield self._diagnose(row, follows)
        elif follows not in {None, row["before"]}:
            yield report_replaced(seq)

    def _diagnose(self, row: dict[str, Any], follows: str | None) -> AuditLogBreak:
        seq, origin = row["seq"], self._find_origin(row)
        if origin is not None:
            return report_moved(seq, origin, doubled=find_by_hash(self._session, row["hash"]) == origin)
        if compute_hash(row | {"before": follows}) == row["hash"]:
            return report_altered(seq, "before")
        hash_was_right = has_predecessor_hash(self._session, seq + 1, compute_hash(row))
        return report_altered(seq, "hash" if hash_was_right else "content")

    def _find_origin(self, row: dict[str, Any]) -> int | None:
        """Find the other number under which an entry was written, if there is one."""
        seq = row["seq"]
        found = 0 if row["before"] == START else find_by_hash(self._session, row["before"]) or seq
        likely = (found + 1, found, seq - 1, seq + 1)
        return next((n for n in likely if n != seq and compute_hash(row | {"seq": n}) == row["hash"]), None)


def _check_head(ring: Keyring, session: Session, chain: HashChain) -> Iterator[AuditLogBreak]:
    head = session.get(AuditLogHead, 1)
    if head is None:
        if not chain.count and has_other_rows(session):
            yield report_emptied()
        if chain.count:
            yield report_forged(
                None, Text_record(vi="Thiếu phần niêm phong đầu chuỗi.", en="The sealed head is missing.")
            )
        return
    sealed = open_seal(ring, head)
    if sealed is None:
        vi = "Phần niêm phong không do khóa nào của dịch vụ tạo ra, hoặc thiếu khóa trong COCAU_KEYS."
        en = "The seal was made by no key of the service, or a key is missing in COCAU_KEYS."
        yield report_forged(head.seq, Text_record(vi=vi, en=en))
        return
    yield from _compare_head(sealed, (head.seq, head.hash), chain)


def open_seal(ring: Keyring, head: AuditLogHead) -> tuple[int, str] | None:
    """Open the head's seal and return the number and hash in it; None if no key opens it."""
    try:
        seq, _, digest = open_column(ring, head, "seal", alarm=False).partition(" ")
    except Unreadable:
        return None
    return int(seq), digest


def _compare_head(
    sealed: tuple[int, str], written: tuple[int, str], chain: HashChain
) -> Iterator[AuditLogBreak]:
    seq, digest = sealed
    if sealed != written:
        vi = f"Đầu chuỗi ghi {written[0]}, niêm phong ghi {seq}, hoặc mã băm khác nhau."
        en = f"The head says {written[0]}, its seal says {seq}, or their hashes differ."
        yield report_forged(written[0], Text_record(vi=vi, en=en))
    if chain.last < seq:
        yield report_cut_off(chain.last, seq)
    elif chain.last > seq:
        vi = f"Các bản ghi sau {seq} không do dịch vụ ghi."
        yield report_forged(
            seq, Text_record(vi=vi, en=f"The entries after {seq} were not written by the service.")
        )
    elif chain.head != digest:
        vi = f"Bản ghi cuối ({seq}) không phải là bản ghi đã được niêm phong."
        yield report_forged(
            seq, Text_record(vi=vi, en=f"The last entry ({seq}) is not the one that was sealed.")
        )
