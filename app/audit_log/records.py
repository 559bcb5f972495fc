"""Records: the rows that an act leaves behind, whose digest its entry holds.

A digest covers every column that only acts change, empty ones left out, so that a column can be added later.
Of what is sealed it covers the seal's random id: that says nothing of the content, is the same after key
rotation, and cannot be guessed once the content was erased.
"""

import hashlib
import json
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    LargeBinary,
    RowMapping,
    Select,
    Table,
    and_,
    case,
    func,
    or_,
    select,
)
from sqlmodel import Session, SQLModel, col
from sqlmodel import select as select_rows

from cocau.app.audit_log.breaks import AuditLogBreak, TamperKind, report_rows
from cocau.app.db.clock import format_time
from cocau.app.db.encryption import SEAL_HEADER, Keyring, Unreadable, get_seal_id
from cocau.app.db.models import (
    ApiKey,
    ApprovalRow,
    AuditLogEntry,
    AuditLogHead,
    BatchRunPoolRow,
    BatchRunRow,
    DocumentKind,
    DocumentRow,
    ExplanationRow,
    JobRow,
    JobState,
    ProposalRow,
    SessionRow,
    SignInMethod,
    StructurePlanRow,
    User,
    VersionRow,
    WebhookRow,
)
from cocau.app.db.seals import build_place, list_sealed_columns

log = logging.getLogger("cocau.audit_log")


@dataclass(frozen=True)
class RecordPart:
    """Rows of one table that belong to a record: those whose column `subject` names it.

    `omitted`: columns that are not changed by acts alone; `settled`: those that are not once the record is
    erased. `within`: the table of the record itself, where
    this one holds rows of others too.
    """

    model: type[SQLModel]
    subject: str = "id"
    omitted: frozenset[str] = frozenset()
    settled: frozenset[str] = frozenset()
    within: type[SQLModel] | None = None

    @property
    def table(self) -> Table:
        """Return the table."""
        return SQLModel.metadata.tables[str(self.model.__tablename__)]

    def select_rows(self, subject: str | None = None) -> Select[Any]:
        """Select the covered columns of one record's rows, or of all, sorted by key."""
        table = self.table
        own: ColumnElement[str] = table.columns[self.subject]
        covered = [self._select_covered(c) for c in table.columns if c.name not in self.omitted]
        chosen = select(own.label("_record"), *covered).order_by(own, *table.primary_key.columns)
        if subject is not None:
            return chosen.where(own == subject)
        if self.within is not None:
            chosen = chosen.where(
                own.in_(select(SQLModel.metadata.tables[str(self.within.__tablename__)].c.id))
            )
        return chosen

    def _select_covered(self, column: Column[Any]) -> ColumnElement[Any]:
        if isinstance(column.type, LargeBinary):
            return func.substr(column, 1, SEAL_HEADER).label(column.name)
        if column.name in self.settled:
            return case((column.table.c.erased_at.is_not(None), column)).label(column.name)
        return column


_JOB_OMITTED = frozenset(
    {"state", "turn", "output", "failure", "worker", "tries", "lost", "trace"}
    | {"started_at", "first_slate_at", "cancel_asked_at", "ended_at"}
)
_USERS = (RecordPart(User, omitted=frozenset({"second_step"})),)
_KEYS = (RecordPart(ApiKey, omitted=frozenset({"used_at"})),)
_WEBHOOKS = (RecordPart(WebhookRow, omitted=frozenset({"tried_at", "result", "failures"})),)
_DOCUMENTS = (RecordPart(DocumentRow), RecordPart(VersionRow, "document_id"))
_PROPOSALS = (
    RecordPart(ProposalRow, settled=frozenset({"proposal_digest", "aggregate"})),
    RecordPart(JobRow, omitted=_JOB_OMITTED, within=ProposalRow),
    RecordPart(ApprovalRow, "proposal_id"),
    RecordPart(ExplanationRow, "proposal_id"),
)
_RUNS = (
    RecordPart(BatchRunRow, omitted=frozenset({"counts", "slowest", "cancel_asked_at", "ended_at"})),
    RecordPart(BatchRunPoolRow, "fan_out_id"),
)
_STRUCTURES = (
    RecordPart(StructurePlanRow),
    RecordPart(JobRow, omitted=_JOB_OMITTED, within=StructurePlanRow),
)

RECORDS: Mapping[str, tuple[RecordPart, ...]] = {
    "user": _USERS,
    "key": _KEYS,
    "webhook": _WEBHOOKS,
    **{kind.name.lower(): _DOCUMENTS for kind in DocumentKind},
    "proposal": _PROPOSALS,
    "sweep": _RUNS,
    "programme": _RUNS,
    "study": _RUNS,
    "estimate": _RUNS,
    "structure": _STRUCTURES,
}
"""The parts of a record by the kind in entries; the first part's row is the record."""

SIGN_INS = {
    SignInMethod.PASSWORD: "sign-in",
    SignInMethod.CODE: "sign-in-code",
    SignInMethod.RECOVERY: "sign-in-recovery",
    SignInMethod.PROVIDER: "sign-in-provider",
}
"""The act of signing in, by how it was done: its entry holds the digest of the session."""

UNCHANGED = frozenset({"read", "export", "sign-in-failed", "sign-out", *SIGN_INS.values()})
"""Acts that change no record: their entries hold no digest and vouch for nothing."""


def compute_record_digest(session: Session, action: str, kind: str, subject: str) -> str | None:
    """Compute the digest of the record that an act leaves behind; None: there is none."""
    parts = () if action in UNCHANGED else RECORDS.get(kind, ())
    if not parts:
        return None
    session.flush()
    digests = [_digest_rows(session.connection().execute(p.select_rows(subject)).mappings()) for p in parts]
    return _join_digests(digests) if digests[0] != _NO_ROWS else None


def iterate_record_digests(session: Session, parts: tuple[RecordPart, ...]) -> Iterator[tuple[str, str]]:
    """Yield id and digest of every record of these parts."""
    found: dict[str, list[str]] = {}
    for place, part in enumerate(parts):
        rows = session.connection().execute(part.select_rows().execution_options(yield_per=500)).mappings()
        for subject, its_rows in groupby(rows, key=lambda row: row["_record"]):
            digest = _digest_rows(its_rows)
            if place == 0:
                found[subject] = [digest, *[_NO_ROWS] * (len(parts) - 1)]
            elif subject in found:
                found[subject][place] = digest
    for subject, digests in found.items():
        yield subject, _join_digests(digests)


def check_record(session: Session, kind: str, subject: str) -> None:
    """Check that a record's rows are those that its last act left, before it is changed.

    Else the next entry would vouch for what somebody else wrote. Once in a session: before its own changes.

    Raises:
        Unreadable: they are not.
    """
    checked: set[str] = session.info.setdefault("checked_records", set())
    if subject in checked:
        return
    checked.add(subject)
    chosen = select(col(AuditLogEntry.row_digest)).where(
        col(AuditLogEntry.subject) == subject, col(AuditLogEntry.row_digest).is_not(None)
    )
    newest = session.connection().execute(chosen.order_by(col(AuditLogEntry.seq).desc()).limit(1)).scalar()
    if newest is not None and newest != compute_record_digest(session, "", kind, subject):
        place = f"{kind} {subject}"
        log.critical("stored content was altered: %s", place)
        session.info.get("alarms", set()).add(place)
        raise Unreadable(place)


def compute_session_digest(row: SessionRow) -> str:
    """Compute the digest of a session, which the entry of its sign-in holds."""
    return _digest_rows([row.model_dump(exclude={"seen_at"})])


def _digest_rows(rows: Any) -> str:  # noqa: ANN401  # rows of a query, as mappings
    total, is_empty = hashlib.sha256(), True
    for row in rows:
        plain = {
            name: _to_plain(value) for name, value in row.items() if value is not None and name != "_record"
        }
        total.update(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode() + b"\n")
        is_empty = False
    return _NO_ROWS if is_empty else total.hexdigest()


_NO_ROWS = ""


def _join_digests(digests: list[str]) -> str:
    return hashlib.sha256("\n".join(digests).encode()).hexdigest()


def _to_plain(value: Any) -> Any:  # noqa: ANN401  # whatever a column holds
    if isinstance(value, bytes | memoryview):
        return get_seal_id(bytes(value)).hex()
    return format_time(value)


class NewestActs:
    """The newest entry with a digest of rows for each subject; all subjects named."""

    def __init__(self) -> None:
        self.covered = self.uncovered = 0
        self._newest: dict[str, tuple[int, str, str]] = {}
        self._named: set[str] = set()
        self._sessions: set[str] = set()

    def add(self, row: dict[str, Any]) -> None:
        """Take the next entry into account."""
        self._named.add(row["subject"])
        if row["action"] in SIGN_INS.values() and row["digest"] is not None:
            self._sessions.add(row["digest"])
        if row["row_digest"] is not None:
            self._newest[row["subject"]] = row["seq"], row["kind"], row["row_digest"]

    def check_rows(self, session: Session) -> Iterator[AuditLogBreak]:
        """Yield what does not fit its newest entry, or what no entry tells of."""
        left = dict(self._newest)
        for parts in dict.fromkeys(RECORDS.values()):
            for subject, digest in iterate_record_digests(session, parts):
                thing = f"{parts[0].table.name} {subject}"
                seq, _, wanted = left.pop(subject, (None, "", None))
                self.covered += wanted is not None
                if wanted is None and subject in self._named:
                    self.uncovered += 1
                elif wanted is None:
                    yield report_rows(TamperKind.UNRECORDED, None, thing)
                elif wanted != digest:
                    yield report_rows(TamperKind.ROWS_ALTERED, seq, thing)
        for subject, (seq, kind, _) in left.items():
            yield report_rows(TamperKind.ROWS_MISSING, seq, f"{kind} {subject}")

    def check_sessions(self, session: Session) -> Iterator[AuditLogBreak]:
        """Yield every session of a browser that no entry of a sign-in tells of."""
        for row in session.exec(select_rows(SessionRow)):
            if compute_session_digest(row) not in self._sessions:
                yield report_rows(TamperKind.UNRECORDED, None, f"sessions {row.digest[:8]} ({row.user_id})")


def check_seals(session: Session, ring: Keyring) -> Iterator[AuditLogBreak]:
    """Yield every sealed value that does not open in its place, or fit its digest."""
    for table, columns in list_sealed_columns().items():
        if table.name == AuditLogHead.__tablename__:
            continue
        for row in session.connection().execute(_select_sealed(table)).mappings():
            for column in (c for c in columns if row[c.name] is not None):
                place = build_place(column, {str(name): value for name, value in row.items()})
                try:
                    text = ring.open(row[column.name], place)
                except Unreadable:
                    yield report_rows(TamperKind.UNSEALED, None, place.name)
                    continue
                wanted = _get_digest(row, column.name)
                if wanted is not None and hashlib.sha256(text.encode()).hexdigest() != wanted:
                    yield report_rows(TamperKind.OTHER_CONTENT, None, place.name)


def check_emptied(session: Session) -> Iterator[AuditLogBreak]:
    """Yield every job whose input or answer is gone although nothing was erased."""
    gone = [
        select(col(ProposalRow.id)).where(col(ProposalRow.erased_at).is_not(None)),
        select(col(ExplanationRow.id)).join(ProposalRow).where(col(ProposalRow.erased_at).is_not(None)),
        select(col(StructurePlanRow.id)).where(col(StructurePlanRow.erased_at).is_not(None)),
    ]
    runs = select(col(BatchRunRow.id)).where(col(BatchRunRow.erased_at).is_not(None))
    emptied = or_(
        col(JobRow.input).is_(None),
        and_(col(JobRow.output).is_(None), col(JobRow.state).in_(_ANSWERED)),
    )
    kept = select(col(JobRow.id)).where(
        emptied,
        *(col(JobRow.id).not_in(ids) for ids in gone),
        or_(col(JobRow.parent).is_(None), col(JobRow.parent).not_in(runs)),
    )
    for job_id in session.connection().execute(kept).scalars():
        yield report_rows(TamperKind.OTHER_CONTENT, None, f"jobs {job_id}")


_ANSWERED = (JobState.OPTIMAL, JobState.CONFLICT, JobState.DONE, JobState.EDITED)


def _select_sealed(table: Table) -> Select[Any]:
    """Select every row of a table, jobs with the digests that their proposals note."""
    chosen = select(table).execution_options(yield_per=100)
    if table.name != JobRow.__tablename__:
        return chosen
    noted = SQLModel.metadata.tables[str(ProposalRow.__tablename__)]
    return chosen.outerjoin(noted, noted.c.id == table.c.id).add_columns(
        noted.c.proposal_digest.label("_output_digest"), noted.c.request_digest.label("_input_digest")
    )


def _get_digest(row: RowMapping, name: str) -> str | None:
    """Return the digest noted of a sealed column's content; None if none is."""
    if name == "body":
        return str(row["digest"])
    if name == "input" and row["state"] is JobState.EDITED:  # its digest is that of the request before
        return None
    found = row.get(f"_{name}_digest")
    return None if found is None else str(found)
