"""After an erasure no table holds a name: every sealed column is opened with the ring and looked through."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import LargeBinary, func
from sqlalchemy import select as select_columns
from sqlmodel import SQLModel, select

from cocau.app.auth.caller import Caller
from cocau.app.db.clock import new_id, now
from cocau.app.db.encryption import Unreadable
from cocau.app.db.engine import Store
from cocau.app.db.models import (
    ApprovalDecision,
    ApprovalRow,
    AuditLogEntry,
    BatchRunKind,
    BatchRunPoolRow,
    BatchRunRow,
    DocumentRow,
    ExplanationRow,
    JobRow,
    JobState,
    ProgressRow,
    ProposalRow,
    VersionRow,
)
from cocau.app.db.seals import build_place
from cocau.app.jobs.lifecycle import NO_COMPLETION, JobResult, claim_job, complete_job
from cocau.app.permissions import Forbidden, UserRole
from cocau.app.services import erasures
from cocau.app.services.batches import runs
from cocau.app.services.documents import create_document, read_document, revise_document
from cocau.app.services.erasures import erase_pool
from cocau.app.services.errors import Erased, Stale
from cocau.app.services.operations.retention import RETENTION, erase_due, list_due
from cocau.app.services.planning.proposal_results import build_aggregate
from cocau.app.services.pools import POOLS
from cocau.constraints.model.people import Pool
from cocau.solver.proposal import Proposal
from tests.databases import sealed

ADMIN = Caller("usr_admin", "tỉnh", UserRole.ADMIN)
PLANNER = Caller("usr_planner", "huyện", UserRole.PLANNER)
DAY = date(2026, 12, 31)


@pytest.fixture
def pool(proposal: Proposal) -> Pool:
    return proposal.request.pool


def _kept(store: Store, pool: Pool, kept_until: date | None = None) -> str:
    held = create_document(
        store,
        PLANNER,
        POOLS,
        pool,
        label="Danh sách",
        locality="ha-tinh",
        note="lần một",
        kept_until=kept_until,
    )
    which = held.document.id
    revise_document(
        store,
        PLANNER,
        POOLS,
        which,
        pool.replace_unvalidated(people=pool.people[1:]),
        expected=1,
        note="lần hai",
    )
    return which


def _job(
    store: Store, kind: str, text: str, state: JobState = JobState.OPTIMAL, parent: str | None = None
) -> str:
    which, ring, moment = new_id("prp"), store.ring, now()
    with store.writing() as session:
        job = JobRow(
            id=which,
            kind=kind,
            state=state,
            locality="ha-tinh",
            caller=PLANNER.id,
            parent=parent,
            asked_at=moment,
        )
        session.add(sealed(ring, job, input=text, output=text if state.final else None))
        session.flush()
        session.add(sealed(ring, ProgressRow(job_id=which, at=moment), best=text))
    return which


def _proposal(
    store: Store,
    text: str,
    state: JobState = JobState.OPTIMAL,
    *,
    pool: str | None = None,
    before: str | None = None,
    kept_until: date | None = None,
) -> str:
    """A proposal with a patch, a decision and a question about it."""
    which = _job(store, "plan", text, state)
    asked = _job(store, "why", text)
    with store.writing() as session:
        row = ProposalRow(
            id=which,
            label="Phương án",
            locality="ha-tinh",
            pool_id=pool,
            derived_from=before,
            asked_by=PLANNER.id,
            asked_at=now(),
            request_digest="0" * 64,
            kept_until=kept_until,
        )
        session.add(sealed(store.ring, row, patch=text))
        session.flush()
        session.add(ExplanationRow(id=asked, proposal_id=which, question="why", asked_at=now()))
        approval = ApprovalRow(
            id=new_id("apr"),
            proposal_id=which,
            proposal_digest="0" * 64,
            decision=ApprovalDecision.RETURNED,
            made_by=ADMIN.id,
            made_at=now(),
        )
        session.add(sealed(store.ring, approval, content=json.dumps({"document": "", "reason": text})))
    return which


def _sweep(store: Store, text: str, pool: str | None = None, of: str | None = None) -> str:
    which = new_id("swp")
    with store.writing() as session:
        run = BatchRunRow(
            id=which,
            kind=BatchRunKind.SWEEP,
            locality="ha-tinh",
            caller=PLANNER.id,
            proposal_id=of,
            total=2,
            asked_at=now(),
        )
        session.add(sealed(store.ring, run, base=text))
        session.flush()
        if pool is not None:
            session.add(BatchRunPoolRow(fan_out_id=which, pool_id=pool))
    _job(store, "sweep", text, JobState.QUEUED, which)
    _job(store, "sweep", text, parent=which)
    return which


def _texts(store: Store) -> Iterator[tuple[str, str]]:
    """Everything in the database as text, what is sealed opened."""
    with store.reading() as session:
        for table in SQLModel.metadata.sorted_tables:
            for row in session.connection().execute(select_columns(table)):
                for column in table.columns:
                    value = row._mapping[column]
                    if isinstance(column.type, LargeBinary) and value is not None:
                        facts = {c.name: row._mapping[c] for c in table.columns}
                        value = store.ring.open(value, build_place(column, facts))
                    yield f"{table.name}.{column.name}", str(value)


def _holding(store: Store, pool: Pool) -> set[str]:
    """The columns in which a name stands anywhere, or an id as a word: a random id of ours may have one in it."""
    names, ids = {p.name for p in pool.people}, "|".join(re.escape(p.id) for p in pool.people)
    word = re.compile(rf"(?<![0-9a-z_])(?:{ids})(?![0-9a-z])")
    return {where for where, text in _texts(store) if word.search(text) or any(n in text for n in names)}


def test_everything_that_holds_a_name_is_found(store: Store, proposal: Proposal, pool: Pool) -> None:
    which = _kept(store, pool)
    _proposal(store, proposal.to_json(), pool=which)
    _sweep(store, proposal.to_json(), which)
    assert _holding(store, pool) == {
        "approvals.content",
        "jobs.input",
        "jobs.output",
        "proposals.patch",
        "standings.best",
        "fan_outs.base",
        "versions.body",
    }


def test_after_an_erasure_no_table_holds_a_name(store: Store, proposal: Proposal, pool: Pool) -> None:
    which, text = _kept(store, pool), proposal.to_json()
    made = _proposal(store, text, pool=which)
    derived = _proposal(store, text, before=made)
    running = _proposal(store, text, JobState.RUNNING, pool=which)
    further = _proposal(store, text, JobState.QUEUED, before=derived)
    swept = _sweep(store, text, which)
    erase_pool(store, ADMIN, which, expected=2)
    assert _holding(store, pool) == set()
    with store.reading() as session:
        rows = {row.id: row for row in session.exec(select(ProposalRow))}
        states = {i: session.get_one(JobRow, i).state for i in rows}
        left = session.exec(select(VersionRow)).all()
        subjects = [(e.kind, e.subject) for e in session.exec(select(AuditLogEntry)) if e.action == "erase"]
        sweep = session.get_one(BatchRunRow, swept)
    assert all(row.erased_at is not None and row.label == "" for row in rows.values())
    assert rows[made].aggregate == build_aggregate(proposal).model_dump(mode="json")
    assert states == {
        made: JobState.OPTIMAL,
        derived: JobState.OPTIMAL,
        running: JobState.STOPPED,
        further: JobState.STOPPED,
    }
    assert sweep.erased_at is not None
    assert [(v.number, v.body, v.note, len(v.digest)) for v in left] == [(1, None, "", 64), (2, None, "", 64)]
    erased = [("pool", which), ("sweep", swept), *(("proposal", i) for i in rows)]
    assert sorted(subjects) == sorted(erased)
    with pytest.raises(Erased):
        read_document(store, ADMIN, POOLS, which)
    with pytest.raises(Erased):
        erase_pool(store, ADMIN, which, expected=2)


def test_what_is_not_made_of_it_stays(store: Store, proposal: Proposal, pool: Pool) -> None:
    which, other = _kept(store, pool), _kept(store, pool)
    kept = _proposal(store, proposal.to_json(), pool=other)
    erase_pool(store, ADMIN, which, expected=2)
    with store.reading() as session:
        assert session.get_one(ProposalRow, kept).erased_at is None
        assert session.get_one(JobRow, kept).output is not None
    assert read_document(store, ADMIN, POOLS, other).body == pool.replace_unvalidated(people=pool.people[1:])


def test_what_is_still_computed_finds_nothing_to_write_to(
    store: Store, proposal: Proposal, pool: Pool
) -> None:
    which, text = _kept(store, pool), proposal.to_json()
    running = _proposal(store, text, JobState.QUEUED, pool=which)
    with store.writing() as session:
        mine = claim_job(session, store.ring, running, "worker", NO_COMPLETION)
    assert mine is not None
    erase_pool(store, ADMIN, which, expected=2)
    with store.writing() as session:
        assert not complete_job(session, store.ring, mine, JobResult(JobState.OPTIMAL, text))
    assert _holding(store, pool) == set()


def test_only_who_may_erases_and_only_the_newest_version(store: Store, pool: Pool) -> None:
    which = _kept(store, pool)
    with pytest.raises(Forbidden):
        erase_pool(store, PLANNER, which, expected=2)
    with pytest.raises(Stale):
        erase_pool(store, ADMIN, which, expected=1)
    assert _holding(store, pool) == {"versions.body"}


def test_what_is_past_its_day_is_erased_once(store: Store, proposal: Proposal, pool: Pool) -> None:
    text = proposal.to_json()
    which = _kept(store, pool, DAY)
    made = _proposal(store, text, pool=which)
    alone = _proposal(store, text, kept_until=DAY)
    later = _kept(store, pool.replace_unvalidated(people=()), DAY + timedelta(days=1))
    before_midnight = datetime(2026, 12, 30, 16, 59, tzinfo=UTC)  # 23:59 in Vietnam
    assert erase_due(store, before_midnight) == []
    midnight = before_midnight + timedelta(minutes=1)
    assert [(d.id, d.kind, d.kept_until) for d in list_due(store, midnight)] == [
        (which, "pool", DAY),
        (alone, "proposal", DAY),
    ]
    assert [d.id for d in erase_due(store, midnight)] == [which, alone]
    assert _holding(store, pool) == set()
    assert erase_due(store, midnight) == []
    with store.reading() as session:
        assert session.get_one(ProposalRow, made).erased_at is not None
        assert session.get_one(DocumentRow, later).erased_at is None
        actors = session.exec(select(AuditLogEntry.actor).where(AuditLogEntry.action == "erase")).all()
    assert set(actors) == {RETENTION.id}


def test_what_was_left_of_an_erased_pool_is_erased_later(
    store: Store, proposal: Proposal, pool: Pool
) -> None:
    which = _kept(store, pool)
    erase_pool(store, ADMIN, which, expected=2)
    late = _proposal(store, proposal.to_json(), pool=which)
    swept = _sweep(store, proposal.to_json(), which)
    assert [d.id for d in erase_due(store, now())] == [late, swept]
    assert _holding(store, pool) == set()


def test_the_scan_would_notice_what_it_cannot_open(store: Store) -> None:
    with store.writing() as session:
        made = BatchRunRow(
            id="swp_x",
            kind=BatchRunKind.SWEEP,
            locality="x",
            caller="x",
            base=b"plain",
            total=1,
            asked_at=now(),
        )
        session.add(made)
    with pytest.raises(Unreadable):
        list(_texts(store))
    with store.reading() as session:
        assert session.exec(select(func.count()).select_from(BatchRunRow)).one() == 1


def test_a_sweep_over_people_sent_with_it_is_erased_by_itself(
    store: Store, proposal: Proposal, pool: Pool
) -> None:
    swept = _sweep(store, proposal.to_json(), "")
    with pytest.raises(Forbidden):
        runs.erase_run(store, PLANNER, runs.SWEEPS, swept)
    assert runs.erase_run(store, ADMIN, runs.SWEEPS, swept).erased is not None
    assert _holding(store, pool) == set()
    with store.reading() as session:
        assert all(job.state.final for job in session.exec(select(JobRow)))
        assert [e.kind for e in session.exec(select(AuditLogEntry))] == ["sweep"]
    with pytest.raises(Erased):
        runs.erase_run(store, ADMIN, runs.SWEEPS, swept)


def test_an_erased_proposal_keeps_no_label(store: Store, proposal: Proposal, pool: Pool) -> None:
    made = _proposal(store, proposal.to_json())
    erasures.erase_proposal(store, ADMIN, made)
    assert _holding(store, pool) == set()
    with store.reading() as session:
        assert session.get_one(ProposalRow, made).label == ""


def test_the_files_of_sqlite_hold_not_even_what_was_sealed(
    sqlite_store: Store, proposal: Proposal, pool: Pool
) -> None:
    which = _kept(sqlite_store, pool)
    _proposal(sqlite_store, proposal.to_json(), pool=which)
    with sqlite_store.reading() as session:
        sealed = [*session.exec(select(VersionRow.body)), *session.exec(select(JobRow.input))]
    bits = [one[len(one) // 2 :][:40] for one in sealed if one is not None]

    def held() -> int:
        kept = b"".join(file.read_bytes() for file in sqlite_store.folder.glob("test.db*"))
        return sum(bit in kept for bit in bits)

    assert held() == len(bits) == 4
    erase_pool(sqlite_store, ADMIN, which, expected=2)
    assert held() == 0


def test_a_proposal_that_was_sent_whole_goes_with_all_that_was_made_of_it(
    store: Store, proposal: Proposal, pool: Pool
) -> None:
    text = proposal.to_json()
    made = _proposal(store, text)
    derived = _proposal(store, text, JobState.RUNNING, before=made)
    further = _proposal(store, text, before=derived)
    swept = _sweep(store, text, of=further)
    erasures.erase_proposal(store, ADMIN, made)
    assert _holding(store, pool) == set()
    with store.reading() as session:
        assert session.get_one(BatchRunRow, swept).erased_at is not None
        assert session.get_one(JobRow, derived).state is JobState.STOPPED
        subjects = {e.subject for e in session.exec(select(AuditLogEntry)) if e.action == "erase"}
    assert subjects == {made, derived, further, swept}


def test_what_was_derived_of_a_kept_pool_stays_with_it(store: Store, proposal: Proposal, pool: Pool) -> None:
    which, text = _kept(store, pool), proposal.to_json()
    made = _proposal(store, text, pool=which)
    derived = _proposal(store, text, pool=which, before=made)
    swept = _sweep(store, text, which, made)
    erasures.erase_proposal(store, ADMIN, made)
    with store.reading() as session:
        assert session.get_one(ProposalRow, made).erased_at is not None
        assert session.get_one(ProposalRow, derived).erased_at is None
        assert session.get_one(BatchRunRow, swept).erased_at is None
