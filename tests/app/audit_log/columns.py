"""Every column of every table, altered by somebody who can write the database and has no key.

`python -m tests.app.audit_log.columns` prints what becomes of each alteration.
"""

import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Column, LargeBinary, Table, text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import SQLModel

from cocau.app.audit_log.verification import verify_store
from cocau.app.auth.caller import DEVELOPER
from cocau.app.db.clock import new_id, now
from cocau.app.db.encryption import Keyring, generate_key
from cocau.app.db.engine import Store
from cocau.app.db.models import (
    ApprovalDecision,
    ApprovalRow,
    BatchRunKind,
    BatchRunPoolRow,
    BatchRunRow,
    ExplanationRow,
    FirstRunCodeRow,
    IdempotencyRow,
    JobRow,
    JobState,
    ProgressRow,
    ProposalRow,
    SignInAttemptRow,
    SlateEditRow,
    StructurePlanRow,
    WorkerRow,
)
from cocau.app.db.schema import migrate
from cocau.app.permissions import UserRole
from cocau.app.services import users
from cocau.app.services.access.sign_in import sign_in
from cocau.app.services.acts import Act, begin_act
from cocau.app.services.planning.proposal_results import check_aggregates, record_aggregate
from cocau.app.services.planning.proposal_status import record_digest
from tests.app.audit_log.tampering import unguarded
from tests.app.auth import resources
from tests.databases import sealed

PLACE, PASSWORD = "ha-tinh", "một mật khẩu dài"

UNIMPORTANT = {
    "api_keys.used_at": "when a key was used last: shown, decides nothing",
    "first_run_codes.*": "one-time codes, good for a day, gone with the first administrator",
    "jobs.turn": "whose turn it is in the queue",
    "jobs.worker": "which process computes",
    "jobs.tries": "fences tries of one job against each other",
    "jobs.lost": "how often a worker died",
    "jobs.trace": "the trace that spans belong to",
    "jobs.started_at": "when a search began: shown, decides nothing",
    "jobs.first_slate_at": "the same",
    "jobs.cancel_asked_at": "a stop that is asked for: the best slate so far is kept",
    "jobs.ended_at": "when a search ended: shown, decides nothing",
    "standings.number": "how far a search is, while it runs",
    "standings.step": "the same",
    "standings.steps": "the same",
    "standings.value": "the same",
    "standings.bound": "the same",
    "standings.elapsed": "the same",
    "standings.at": "the same",
    "fan_outs.counts": "shown while batches run; the rows themselves are sealed",
    "fan_outs.slowest": "the same",
    "fan_outs.cancel_asked_at": "a stop that is asked for",
    "fan_outs.ended_at": "whether batches still run",
    "slate_edits.changed_at": "when somebody last changed a draft of their own",
    "proposals.proposal_digest nothing": "noted again from the sealed proposal, as its approval and the log have it",
    "proposals.aggregate nothing": "counted again from the sealed proposal",
    "standings.best nothing": "the best slate so far of a running search; what it ends with counts",
    "replays.*": "answers a repeated request with the id that it made; whoever asks must still be allowed to see it",
    "sign_in_attempts.*": "how often a name was tried lately: forgotten, more guesses are let through",
    "users.second_step": "the period of a user's last code: moved back, a code can be used twice in its minute",
    "webhooks.tried_at": "when a message was sent last: shown, decides nothing",
    "webhooks.result": "the same",
    "webhooks.failures": "the same",
    "workers.*": "who computes at present; a lost beat makes a search begin anew",
    "sessions.seen_at": "when a browser was seen last; a session ends at its latest all the same",
}
"""Columns whose alteration is neither refused nor told, and why that does not matter."""


@cache
def _get_plan() -> str:
    return resources._plan()


def fill(store: Store) -> None:
    """Two of everything, as acts make them."""
    for name, role in (("an", UserRole.PLANNER), ("binh", UserRole.APPROVER)):
        user = users.create_user(store, DEVELOPER, name, role, PLACE, password=PASSWORD)
        users.create_key(store, DEVELOPER, user.id, name, 10)
        sign_in(store, name, PASSWORD)
    for _ in range(2):
        council, pool = resources.council(store, PLACE), resources.pool(store, PLACE)
        table = resources.offers(store, PLACE)
        for make in (resources.scenario, resources.rulebook, resources.webhook):
            make(store, PLACE)
        with begin_act(store, DEVELOPER) as act:
            _add_proposal(act, council, pool)
            _add_structure(act, table)
            _add_run(act, pool)
            moment = now()
            act.session.add(FirstRunCodeRow(digest=new_id("x"), made_at=moment, expires_at=moment))
            act.session.add(SignInAttemptRow(subject=new_id("x")))
            act.session.add(WorkerRow(name=new_id("w")))
            act.session.add(IdempotencyRow(caller="c", key=new_id("x"), digest="d", made="m", at=moment))


def _add_job(act: Act, prefix: str, kind: str, given: str, output: str | None = None, **facts: Any) -> str:
    job = JobRow(id=new_id(prefix), kind=kind, locality=PLACE, caller="c", asked_at=now(), **facts)
    job.state = JobState.QUEUED if output is None else JobState.OPTIMAL
    act.session.add(sealed(act.ring, job, input=given, output=output))
    act.session.flush()
    return job.id


def _add_proposal(act: Act, council: str, pool: str) -> None:
    made: list[str] = []
    for _ in range(2):  # the second derived from the first
        moment = now()
        which = _add_job(act, "prp", "plan", "{}", _get_plan())
        row = ProposalRow(
            id=which, label=f"Phương án {which}", locality=PLACE, council_id=council, council_version=1,
            pool_id=pool, pool_version=1, asked_by="usr_x", asked_at=moment,
            request_digest="44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
            derived_from=made[0] if made else None, decision=ApprovalDecision.RETURNED,
        )  # fmt: skip
        act.session.add(sealed(act.ring, row, patch="{}", note="ghi chú"))
        act.session.flush()
        record_digest(act.session, act.ring, row, act.session.get_one(JobRow, which))
        record_aggregate(act.session, act.ring, row, act.session.get_one(JobRow, which))
        approval = ApprovalRow(
            id=new_id("apr"), proposal_id=which, proposal_digest=str(row.proposal_digest),
            decision=ApprovalDecision.RETURNED, made_by="usr_y", made_at=moment,
        )  # fmt: skip
        act.session.add(sealed(act.ring, approval, content="{}"))
        question = _add_job(act, "exp", "why", "{}", "{}")
        asked = ExplanationRow(id=question, proposal_id=which, question="why", digest="d", asked_at=moment)
        act.session.add(sealed(act.ring, asked, asked="{}"))
        act.session.add(sealed(act.ring, ProgressRow(job_id=which, at=moment), best="{}"))
        edit = SlateEditRow(proposal_id=which, user_id=new_id("usr"), changed_at=moment)
        act.session.add(sealed(act.ring, edit, steps="{}"))
        act.session.flush()
        act.log("ask", "proposal", which)
        made.append(which)


def _add_structure(act: Act, table: str) -> None:
    which = _add_job(act, "stp", "structure", "{}", "{}")
    act.session.add(StructurePlanRow(id=which, table_id=table, table_version=1))
    act.log("ask", "structure", which)


def _add_run(act: Act, pool: str) -> None:
    row = BatchRunRow(
        id=new_id("swp"), kind=BatchRunKind.SWEEP, label=new_id("x"), locality=PLACE, caller="c", total=3,
        asked_at=now(),
    )  # fmt: skip
    act.session.add(sealed(act.ring, row, base="{}", withdrawal="{}"))
    act.session.flush()
    act.session.add(BatchRunPoolRow(fan_out_id=row.id, pool_id=pool))
    _add_job(act, "swp", "sweep", "{}", "{}", parent=row.id)
    act.log("ask", "sweep", row.id)


@dataclass(frozen=True)
class Alteration:
    """One column of one row, set to something else; `value`: as SQLite stores it."""

    table: Table
    column: Column[Any]
    row: int
    how: str
    value: Any

    @property
    def name(self) -> str:
        return f"{self.table.name}.{self.column.name}"


def list_alterations(store: Store, every: int = 1) -> list[Alteration]:
    """Every column, in the last row of its table, set to another row's value, to nothing, and one further."""
    return list(_iterate_alterations(store))[::every]


def _iterate_alterations(store: Store) -> Iterator[Alteration]:
    with store.engine.connect() as connection:
        for table in SQLModel.metadata.sorted_tables:
            for column in table.columns:
                found = connection.execute(
                    text(f'SELECT rowid, "{column.name}" FROM {table.name} ORDER BY rowid')
                )
                rows = [tuple(row) for row in found]
                here, value = rows[-1]
                others = [other for _, other in rows if other != value and other is not None]
                if others:
                    yield Alteration(table, column, here, "another's", others[0])
                if value not in {None, "null"}:  # JSON's null is nothing already
                    yield Alteration(table, column, here, "nothing", None)
                yield Alteration(table, column, here, "one further", _go_on(column, value))


def _go_on(column: Column[Any], value: Any) -> Any:
    """The next value: one more, another last letter, another bit."""
    if isinstance(column.type, LargeBinary):
        return bytes([*(value or b"x")[:-1], (value or b"x")[-1] ^ 1])
    if isinstance(value, int | float):
        return value + 1
    if value is None:
        return datetime(2026, 1, 1, tzinfo=UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    if isinstance(value, str) and value.startswith(("{", "[")):
        return json.dumps({"x": 1})
    return value[:-1] + ("0" if value[-1:] != "0" else "1")


def try_alteration(store: Store, alteration: Alteration) -> str:
    """Alter, verify, and put back; say what came of it: kept out, refused, told, or unseen."""
    set_value = text(
        f'UPDATE {alteration.table.name} SET "{alteration.column.name}" = :value WHERE rowid = :row'
    )
    one = text(f'SELECT "{alteration.column.name}" FROM {alteration.table.name} WHERE rowid = :row')
    with store.engine.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        before = connection.execute(one, {"row": alteration.row}).scalar()
        try:
            connection.execute(set_value, {"value": alteration.value, "row": alteration.row})
            connection.commit()
        except SQLAlchemyError:
            connection.rollback()
            return "kept out"
    try:
        return "unseen" if verify_store(store, others=check_aggregates).whole else "told"
    except (LookupError, ValueError, TypeError, SQLAlchemyError) as error:
        return f"refused ({type(error).__name__})"
    finally:
        row = alteration.row
        if len(alteration.table.primary_key) == alteration.column.primary_key and isinstance(
            alteration.value, int
        ):
            row = alteration.value  # an integer key is the row's number itself
        with store.engine.connect() as connection:
            connection.exec_driver_sql("ROLLBACK")
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            connection.execute(set_value, {"value": before, "row": row})
            connection.commit()


def explain(alteration: Alteration) -> str | None:
    """Say why it does not matter where an alteration is unseen; None: it does."""
    names = (alteration.name, f"{alteration.name} {alteration.how}", f"{alteration.table.name}.*")
    return next((UNIMPORTANT[name] for name in names if name in UNIMPORTANT), None)


def open_filled(folder: Path) -> Store:
    """A database on SQLite with two of everything, whose triggers are gone."""
    store = Store(f"sqlite:///{folder / 'filled.db'}", Keyring([generate_key()]))
    migrate(store.engine)
    fill(store)
    unguarded(store)
    return store


def main() -> int:
    """Print the table; 1 where an alteration that matters was unseen."""
    missed = 0
    with tempfile.TemporaryDirectory() as folder, closing(open_filled(Path(folder))) as store:
        first = verify_store(store, others=check_aggregates)
        sys.stdout.write(f"whole before: {first.whole}\n")
        for alteration in list_alterations(store):
            came = try_alteration(store, alteration)
            why = explain(alteration) or ""
            missed += came == "unseen" and not why
            line = f"{alteration.name:32} {alteration.how:12} {came:24} {why if came == 'unseen' else ''}"
            sys.stdout.write(line.rstrip() + "\n")
        last = verify_store(store, others=check_aggregates)
        sys.stdout.write(f"missed: {missed}; whole afterwards: {last.whole}\n")
        for found in last.breaks:
            sys.stdout.write(f"{found.text.en}\n")
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
