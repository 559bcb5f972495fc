"""The tables as SQLModel classes; importing this module registers them for migrations."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, Enum, Index, LargeBinary, text
from sqlmodel import Field, SQLModel

from cocau.app.db.clock import UTCDateTime
from cocau.app.permissions import UserRole


def moment_column(*, empty: bool = False, index: bool = False) -> Any:  # noqa: ANN401  # as sqlmodel.Field
    """Build a column of UTC times; `empty` makes it nullable."""
    if empty:
        return Field(default=None, sa_type=UTCDateTime, nullable=True, index=index)
    return Field(sa_type=UTCDateTime, index=index)


def enum_column(kind: type[StrEnum]) -> Enum:
    """Build a column type for an enum stored as text.

    PostgreSQL's own enums do not survive a downgrade.
    """
    return Enum(kind, native_enum=False, length=32, values_callable=lambda k: [str(w) for w in k])


def sealed_column(*binds: str, empty: bool = False) -> Any:  # noqa: ANN401  # as sqlmodel.Field
    """Build a sealed column (see `app.db.seals`).

    What it holds opens only in its row, and only while the columns named in `binds` are as they were sealed.
    """
    return Field(
        default=None, sa_type=LargeBinary, nullable=empty, sa_column_kwargs={"info": {"binds": binds}}
    )


class ApprovalDecision(StrEnum):
    """Decisions that an approver may record."""

    APPROVED = "approved"
    RETURNED = "returned"


class ApprovalRow(SQLModel, table=True):
    """A decision on the bytes with `proposal_digest`; `content` is encrypted."""

    __tablename__ = "approvals"

    id: str = Field(primary_key=True, max_length=40)
    proposal_id: str = Field(foreign_key="proposals.id", index=True, max_length=40)
    proposal_digest: str = Field(max_length=64)
    decision: ApprovalDecision = Field(sa_type=enum_column(ApprovalDecision))
    content: bytes = sealed_column("proposal_id", "proposal_digest", "decision", "made_by", "made_at")
    made_by: str = Field(max_length=40)
    made_at: datetime = moment_column()


class DocumentKind(StrEnum):
    """Kinds of documents; the value is the prefix of the document's id."""

    COUNCIL = "cnc"
    POOL = "pol"
    RULEBOOK = "rbk"
    SCENARIO = "scn"
    DOSSIER = "dos"
    TABLE = "tbl"
    OFFICE = "ofc"
    TEMPLATE = "tpl"
    CHOICES = "chc"
    RESULTS = "res"
    TERM = "trm"
    SCAN = "sca"


_ONE_PER_OFFICE = "kind IN ('ofc', 'tpl') AND erased_at IS NULL"
"""A locality has one set of settings, and one template of a layout."""


class DocumentRow(SQLModel, table=True):
    """A document; `locality`: a path like ``ha-tinh/can-loc``, `about`: its council.

    `version` is its newest version, from 1. `kept_until`: the day from which it is erased. An archived one is
    left out of lists to work with. An erased document keeps this row and its versions' digests, not bodies.
    """

    __tablename__ = "documents"
    __table_args__ = (
        Index(
            "ix_documents_one_per_office",
            "locality",
            "kind",
            "label",
            unique=True,
            sqlite_where=text(_ONE_PER_OFFICE),
            postgresql_where=text(_ONE_PER_OFFICE),
        ),
    )

    id: str = Field(primary_key=True, max_length=40)
    kind: DocumentKind = Field(sa_type=enum_column(DocumentKind), index=True)
    locality: str = Field(index=True, max_length=200)
    label: str = Field(max_length=300)
    about: str | None = Field(default=None, foreign_key="documents.id", index=True, max_length=40)
    version: int = 1
    made_at: datetime = moment_column()
    made_by: str = Field(max_length=40)
    changed_at: datetime = moment_column()
    kept_until: date | None = Field(default=None, index=True)
    archived_at: datetime | None = moment_column(empty=True)
    erased_at: datetime | None = moment_column(empty=True)


class VersionRow(SQLModel, table=True):
    """A version of a document, never changed; `body` is encrypted JSON, empty once erased.

    `digest`: sha256 of the body's canonical JSON; `size`: how many people, rules or organisations are in it.
    """

    __tablename__ = "versions"

    document_id: str = Field(primary_key=True, foreign_key="documents.id", max_length=40)
    number: int = Field(primary_key=True)
    body: bytes | None = sealed_column("digest", "size", "note", "made_at", "made_by", empty=True)
    digest: str = Field(index=True, max_length=64)
    size: int = 0
    note: str = Field(default="", max_length=500)
    made_at: datetime = moment_column()
    made_by: str = Field(max_length=40)


class BatchRunKind(StrEnum):
    """Kinds of batch runs; the value names their jobs and stands in the audit log."""

    SWEEP = "sweep"
    PROGRAMME = "programme"
    STUDY = "study"
    ESTIMATE = "estimate"


class BatchRunRow(SQLModel, table=True):
    """A sweep, a programme, a study or its estimate; each batch is a job whose parent this is.

    `base`: sealed, what the batches share. `proposal_id`: the proposal whose request that is; they are erased
    together. `joins`: whether a last job joins what was found. `counts`: how many items of the batches that
    ended came out how. `slowest`: the numbers and seconds of those that took longest.

    `derived_from`: the programme that somebody withdrew from; `withdrawal`: sealed, who that was, and what
    was planned before; `kept`: how many councils are as they were there.
    """

    __tablename__ = "fan_outs"

    id: str = Field(primary_key=True, max_length=40)
    kind: BatchRunKind = Field(sa_type=enum_column(BatchRunKind))
    label: str = Field(default="", max_length=300)
    locality: str = Field(index=True, max_length=200)
    caller: str = Field(index=True, max_length=40)
    base: bytes | None = sealed_column(
        "kind", "locality", "caller", "proposal_id", "total", "joins", "kept", "asked_at", empty=True
    )
    proposal_id: str | None = Field(default=None, index=True, max_length=40)
    total: int
    joins: bool = False
    derived_from: str | None = Field(default=None, foreign_key="fan_outs.id", index=True, max_length=40)
    withdrawal: bytes | None = sealed_column("derived_from", empty=True)
    kept: int = 0
    counts: dict[str, int] = Field(default_factory=dict, sa_type=JSON)
    slowest: list[tuple[int, float]] = Field(default_factory=list, sa_type=JSON)
    asked_at: datetime = moment_column(index=True)
    cancel_asked_at: datetime | None = moment_column(empty=True)
    ended_at: datetime | None = moment_column(empty=True)
    erased_at: datetime | None = moment_column(empty=True)


class BatchRunPoolRow(SQLModel, table=True):
    """A stored pool whose people a batch run is about: the run is erased with the pool."""

    __tablename__ = "fan_out_pools"

    fan_out_id: str = Field(primary_key=True, foreign_key="fan_outs.id", max_length=40)
    pool_id: str = Field(primary_key=True, index=True, max_length=40)


class IdempotencyRow(SQLModel, table=True):
    """A caller's Idempotency-Key: the sha256 of the request under it, the id it created."""

    __tablename__ = "replays"

    caller: str = Field(primary_key=True, max_length=40)
    key: str = Field(primary_key=True, max_length=200)
    digest: str = Field(max_length=64)
    made: str = Field(max_length=40)
    at: datetime = moment_column(index=True)


class JobState(StrEnum):
    """The state of a job; the last seven are final, `edited`: by hand, nothing computed."""

    QUEUED = "queued"
    RUNNING = "running"
    OPTIMAL = "optimal"
    CONFLICT = "conflict"
    STOPPED = "stopped"
    OUT_OF_TIME = "out_of_time"
    FAILED = "failed"
    DONE = "done"
    EDITED = "edited"

    @property
    def final(self) -> bool:
        """Return whether the job has ended."""
        return self not in {JobState.QUEUED, JobState.RUNNING}


class JobRow(SQLModel, table=True):
    """A computation; `input` and `output` are encrypted JSON, the queue knows the id only.

    `kind`: what is computed (see `app.jobs`); `turn`: its place in the fair queue; `caller`: whose it is;
    `failure`: a problem {code, vi, en} without personal data; `worker`: who computes it; `tries`: how often
    it was begun; `lost`: how often it was begun anew because its worker was lost.
    `first_slate_at`: when a first slate was known. `trace`: the traceparent of the request.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        Index("ix_jobs_caller_state", "caller", "state"),
        Index(
            "ix_jobs_begun_turn",
            "turn",
            sqlite_where=text("started_at IS NOT NULL"),
            postgresql_where=text("started_at IS NOT NULL"),
        ),
    )

    id: str = Field(primary_key=True, max_length=40)
    kind: str = Field(index=True, max_length=40)
    state: JobState = Field(default=JobState.QUEUED, sa_type=enum_column(JobState), index=True)
    locality: str = Field(index=True, max_length=200)
    caller: str = Field(index=True, max_length=40)
    turn: int = Field(default=1, index=True)
    seconds: float = 60
    parent: str | None = Field(default=None, index=True, max_length=40)
    input: bytes | None = sealed_column(
        "kind", "locality", "caller", "parent", "seconds", "asked_at", empty=True
    )
    output: bytes | None = sealed_column("state", "failure", empty=True)
    failure: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    worker: str | None = Field(default=None, max_length=80)
    tries: int = 0
    lost: int = 0
    trace: str | None = Field(default=None, max_length=60)
    asked_at: datetime = moment_column(index=True)
    started_at: datetime | None = moment_column(empty=True)
    first_slate_at: datetime | None = moment_column(empty=True)
    cancel_asked_at: datetime | None = moment_column(empty=True)
    ended_at: datetime | None = moment_column(empty=True)


BACKGROUND_TURN = 2**31 - 1
"""The turn of jobs of the background: their queue and their slot are their own."""


class WorkerRow(SQLModel, table=True):
    """A process that computes jobs; `beat` grows while it lives."""

    __tablename__ = "workers"

    name: str = Field(primary_key=True, max_length=80)
    beat: int = 0


class ProgressRow(SQLModel, table=True):
    """A running job's progress: tier `step` of `steps`, value, bound, best slate so far.

    `number` grows with every change, so that a reader knows whether there is news. `best` is sealed JSON;
    of a batch, the rows that are done, until it has ended.
    """

    __tablename__ = "standings"

    job_id: str = Field(primary_key=True, foreign_key="jobs.id", max_length=40)
    number: int = 0
    step: int = 0
    steps: int = 0
    value: int | None = None
    bound: int | None = None
    elapsed: float = 0
    best: bytes | None = sealed_column(empty=True)
    at: datetime = moment_column()


class ProposalRow(SQLModel, table=True):
    """A proposal; its request is the job's input, the proposal itself the job's output.

    The council, the pool, the rulebook and the scenario are those of the references, if it was asked by
    reference. `derived_from` and `patch` (sealed): its lineage. `aggregate`: counts without people, which
    stay when the rest is erased.

    What an office makes of it: `note` is sealed; `decision`: the last one on record; `superseded_by`: the
    proposal that took its place; `tentative`: an adjustment that nobody has kept or dropped yet; `unlawful`:
    its slate was changed by hand and breaks a must or a standard.
    """

    __tablename__ = "proposals"

    id: str = Field(primary_key=True, foreign_key="jobs.id", max_length=40)
    label: str = Field(default="", max_length=300)
    locality: str = Field(index=True, max_length=200)
    council_id: str | None = Field(default=None, foreign_key="documents.id", index=True, max_length=40)
    council_version: int | None = None
    pool_id: str | None = Field(default=None, foreign_key="documents.id", index=True, max_length=40)
    pool_version: int | None = None
    rulebook_id: str | None = Field(default=None, foreign_key="documents.id", max_length=40)
    rulebook_version: int | None = None
    scenario_id: str | None = Field(default=None, foreign_key="documents.id", max_length=40)
    scenario_version: int | None = None
    derived_from: str | None = Field(default=None, foreign_key="proposals.id", index=True, max_length=40)
    patch: bytes | None = sealed_column("derived_from", empty=True)
    asked_by: str = Field(max_length=40)
    asked_at: datetime = moment_column(index=True)
    request_digest: str = Field(max_length=64)
    proposal_digest: str | None = Field(default=None, max_length=64)
    aggregate: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    kept_until: date | None = Field(default=None, index=True)
    erased_at: datetime | None = moment_column(empty=True)
    starred: bool = False
    note: bytes | None = sealed_column(empty=True)
    archived_at: datetime | None = moment_column(empty=True)
    withdrawn_at: datetime | None = moment_column(empty=True)
    superseded_by: str | None = Field(default=None, max_length=40)
    tentative: bool = False
    decision: ApprovalDecision | None = Field(default=None, sa_type=enum_column(ApprovalDecision))
    unlawful: bool = False


class SlateEditRow(SQLModel, table=True):
    """What somebody does by hand to a proposal's slate: one for each user and proposal.

    `steps`: sealed; those before `pointer` are done, the others undone. `number` grows with every change.
    `completion`: the proposal that is computed, or was last, to complete the rest.
    """

    __tablename__ = "slate_edits"

    proposal_id: str = Field(primary_key=True, foreign_key="proposals.id", max_length=40)
    user_id: str = Field(primary_key=True, max_length=40)
    steps: bytes = sealed_column("pointer", "number", "completion")
    pointer: int = 0
    number: int = 0
    completion: str | None = Field(default=None, max_length=40)
    changed_at: datetime = moment_column()


class ExplanationRow(SQLModel, table=True):
    """A question about a proposal; its answer is the job's output.

    `asked` (sealed): the question alone, to be listed without the proposal that the job's input holds; erased
    with it. `digest`: by it the same question is found again.
    """

    __tablename__ = "explanations"

    id: str = Field(primary_key=True, foreign_key="jobs.id", max_length=40)
    proposal_id: str = Field(foreign_key="proposals.id", index=True, max_length=40)
    question: str = Field(max_length=40)
    asked: bytes | None = sealed_column("proposal_id", "question", "digest", "asked_at", empty=True)
    digest: str = Field(default="", max_length=64)
    asked_at: datetime = moment_column()


class StructurePlanRow(SQLModel, table=True):
    """A structure plan of one version of an allocation table, erased with it."""

    __tablename__ = "structure_plans"

    id: str = Field(primary_key=True, foreign_key="jobs.id", max_length=40)
    table_id: str = Field(foreign_key="documents.id", index=True, max_length=40)
    table_version: int
    erased_at: datetime | None = moment_column(empty=True)


class AuditLogEntry(SQLModel, table=True):
    """An act on record, never changed; `hash` covers all fields and the entry's before.

    `digest`: of the content concerned; `row_digest`: of the rows that the act left behind
    (`audit_log.records`), none in entries of older versions and of acts that change no row.
    """

    __tablename__ = "trail"

    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = moment_column()
    actor: str = Field(max_length=40, index=True)
    action: str = Field(max_length=60)
    kind: str = Field(max_length=40)
    subject: str = Field(max_length=60, index=True)
    version: int | None = None
    digest: str | None = Field(default=None, max_length=64)
    row_digest: str | None = Field(default=None, max_length=64)
    before: str = Field(max_length=64)
    hash: str = Field(max_length=64, index=True)


class AuditLogHead(SQLModel, table=True):
    """The last entry, sealed with the keyring: cutting entries off at the end is noticed too."""

    __tablename__ = "trail_head"

    id: int = Field(default=1, primary_key=True)
    seq: int
    hash: str = Field(max_length=64)
    seal: bytes = sealed_column("seq", "hash")


class User(SQLModel, table=True):
    """A person or program; `name`: for signing in, `scope`: the locality seen, "" is all.

    `second_factor`: sealed, see `app.auth.second_factor`; `second_step`: the period of the last code.
    """

    __tablename__ = "users"

    id: str = Field(primary_key=True, max_length=40)
    name: str = Field(unique=True, max_length=100)
    role: UserRole = Field(sa_type=enum_column(UserRole))
    scope: str = Field(default="", max_length=200)
    password_hash: str | None = Field(default=None, max_length=200)
    second_factor: bytes | None = sealed_column(empty=True)
    second_step: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    version: int = 1
    made_at: datetime = moment_column()
    closed_at: datetime | None = moment_column(empty=True)


class FirstRunCodeRow(SQLModel, table=True):
    """A one-time code for the first administrator: its sha256, and until when it holds."""

    __tablename__ = "first_run_codes"

    digest: str = Field(primary_key=True, max_length=64)
    made_at: datetime = moment_column()
    expires_at: datetime = moment_column()


class SignInAttemptRow(SQLModel, table=True):
    """Attempts to sign in lately, by name or address; `subject`: a pseudonym of it.

    `period`: the number of the present period, `count` and `before`: attempts in it and in the one before it;
    `ends_at`: seconds since 1970 from which neither matters.
    """

    __tablename__ = "sign_in_attempts"

    subject: str = Field(primary_key=True, max_length=64)
    period: int = Field(default=0, sa_type=BigInteger)
    count: int = 0
    before: int = 0
    ends_at: float = Field(default=0, index=True)


class ApiKey(SQLModel, table=True):
    """A key of a user: found by its `prefix`, proven by the sha256 of the whole."""

    __tablename__ = "api_keys"

    id: str = Field(primary_key=True, max_length=40)
    prefix: str = Field(unique=True, max_length=20)
    digest: str = Field(max_length=64)
    user_id: str = Field(foreign_key="users.id", index=True, max_length=40)
    label: str = Field(default="", max_length=100)
    made_at: datetime = moment_column()
    expires_at: datetime | None = moment_column(empty=True)
    revoked_at: datetime | None = moment_column(empty=True)
    used_at: datetime | None = moment_column(empty=True)


class WebhookRow(SQLModel, table=True):
    """An address that is told of ended jobs in a locality.

    `target`: sealed, where it is and with which secrets messages are signed.

    `events`: the types that are told, none: all. What became of the last try: `tried_at`, `result` (a status
    of HTTP or the name of an error), `failures`: failed tries since the last that succeeded.
    """

    __tablename__ = "webhooks"

    id: str = Field(primary_key=True, max_length=40)
    scope: str = Field(default="", max_length=200)
    label: str = Field(default="", max_length=100)
    events: list[str] = Field(default_factory=list, sa_type=JSON)
    target: bytes | None = sealed_column("scope", "events", "made_at", empty=True)
    version: int = 1
    made_at: datetime = moment_column()
    erased_at: datetime | None = moment_column(empty=True)
    tried_at: datetime | None = moment_column(empty=True)
    result: str = Field(default="", max_length=60)
    failures: int = 0


class SignInMethod(StrEnum):
    """By what a user signed in: a password alone or with a code, or the identity provider."""

    PASSWORD = "password"  # noqa: S105  # what it is called
    CODE = "code"
    RECOVERY = "recovery"
    PROVIDER = "provider"


class SessionRow(SQLModel, table=True):
    """A signed-in browser: the sha256 of its cookie, how its user signed in, and until when."""

    __tablename__ = "sessions"

    digest: str = Field(primary_key=True, max_length=64)
    user_id: str = Field(foreign_key="users.id", index=True, max_length=40)
    method: SignInMethod = Field(default=SignInMethod.PASSWORD, sa_type=enum_column(SignInMethod))
    made_at: datetime = moment_column()
    seen_at: datetime = moment_column()
    expires_at: datetime = moment_column(index=True)
