"""An older database: its seals, bound to no place, are bound once; nothing unbound is read behind that."""

import hashlib
import json
import zipfile
import zlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select, update
from sqlmodel import col
from sqlmodel import select as select_rows

from cocau.app.audit_log.binding import BIND, bind_seals
from cocau.app.audit_log.entries import AuditLogBroken, add_entry
from cocau.app.audit_log.verification import verify_store
from cocau.app.auth.caller import DEVELOPER
from cocau.app.cli.output import ExitCode
from cocau.app.db.encryption import Keyring, Unreadable, generate_key
from cocau.app.db.engine import Store
from cocau.app.db.key_rotation import BATCH
from cocau.app.db.models import AuditLogEntry, AuditLogHead, JobRow
from cocau.app.db.opening import SealsUnbound, open_store
from cocau.app.db.seals import build_place, list_sealed_columns, open_column
from cocau.app.services.operations.backup import restore_backup, write_backup
from cocau.app.settings import Environment, Settings
from tests.app.conftest import Run
from tests.databases import sealed

KEY = generate_key()
COUNT = BATCH + 5


def _unbind(text: str) -> bytes:
    return Fernet(KEY).encrypt(zlib.compress(text.encode()))


def _age(store: Store) -> None:
    """Seal everything as older versions did."""
    with store.writing() as session:
        for table, columns in list_sealed_columns().items():
            rows = session.connection().execute(select(table)).mappings().all()
            for row in rows:
                facts = {c.name: row[c.name] for c in table.columns}
                for column in (c for c in columns if row[c.name] is not None):
                    old = _unbind(store.ring.open(row[column.name], build_place(column, facts)))
                    here = [key == row[key.name] for key in table.primary_key.columns]
                    session.connection().execute(update(table).where(*here).values({column: old}))


def _fill(store: Store) -> None:
    store.ring = Keyring([KEY])
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    with store.writing() as session:
        add_entry(session, store.ring, DEVELOPER, "make", "council", "cnc_1")
        for number in range(COUNT):
            job = JobRow(id=f"job_{number:04}", kind="plan", locality="x", caller="c", asked_at=moment)
            session.add(sealed(store.ring, job, input=f"input {number}", output=f"output {number}"))


@pytest.fixture
def older(store: Store) -> Store:
    _fill(store)
    _age(store)
    return store


def _read(store: Store, number: int) -> tuple[str, str]:
    with store.reading() as session:
        job = session.get_one(JobRow, f"job_{number:04}")
        return open_column(store.ring, job, "input"), open_column(store.ring, job, "output")


def _forge(store: Store, number: int, **values: object) -> None:
    with store.engine.begin() as connection:
        connection.execute(update(JobRow).where(col(JobRow.id) == f"job_{number:04}").values(**values))


def test_an_older_database_is_bound_also_when_it_was_killed_in_between(older: Store) -> None:
    with pytest.raises(Unreadable):
        _read(older, 0)
    running = bind_seals(older)
    assert next(p for p in running if p.table == "jobs").reencrypted == 2 * BATCH
    running.close()
    with older.writing() as session, pytest.raises(AuditLogBroken):  # nothing writes in between
        add_entry(session, older.ring, DEVELOPER, "make", "council", "cnc_2")
    assert sum(p.reencrypted for p in list(bind_seals(older))[-1:] if p.table == "jobs") <= 10
    assert [_read(older, n) for n in (0, COUNT - 1)] == [
        ("input 0", "output 0"),
        (f"input {COUNT - 1}", f"output {COUNT - 1}"),
    ]
    assert verify_store(older).whole
    with older.reading() as session:
        last = session.exec(select_rows(AuditLogEntry).order_by(col(AuditLogEntry.seq).desc())).first()
    assert last is not None
    assert (last.action, last.kind, last.subject) == BIND


def test_what_is_put_back_moved_or_set_beside_other_facts_is_refused(older: Store) -> None:
    list(bind_seals(older))
    _forge(older, 0, input=_unbind("input 0"))
    with older.reading() as session:
        other = session.get_one(JobRow, "job_0001")
    _forge(older, 2, input=other.input)
    _forge(older, 3, output=other.input)
    _forge(older, 4, state="conflict")
    _forge(older, 5, caller="somebody else")
    assert list(bind_seals(older)) == []  # once, and never again
    for number in (0, 2, 3, 4, 5):
        with pytest.raises(Unreadable):
            _read(older, number)
    assert _read(older, 1) == ("input 1", "output 1")


def test_what_no_key_opens_keeps_the_binding_from_its_end(older: Store) -> None:
    _forge(older, 0, input=Fernet(generate_key()).encrypt(b"x"))
    lost = {place for p in bind_seals(older) for place in p.unreadable}
    assert lost == {"jobs.input job_0000"}
    assert _has_old_head(older)
    list(bind_seals(older, leave_unreadable=True))
    assert not _has_old_head(older)
    assert [found.field for found in verify_store(older).breaks] == ["jobs.input job_0000"]


def _has_old_head(store: Store) -> bool:
    with store.reading() as session:
        return session.get_one(AuditLogHead, 1).seal.startswith(b"gAAAA")


def test_in_production_it_is_bound_by_the_migration(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    _fill(sqlite_store)
    _age(sqlite_store)
    with pytest.raises(SealsUnbound):
        open_store(Settings(env=Environment.PRODUCTION, database=sqlite_store.url, keys=KEY))
    for name, value in (("ENV", "production"), ("DATABASE", sqlite_store.url), ("KEYS", KEY)):
        monkeypatch.setenv(f"COCAU_{name}", value)
    told = run("migrate", "--lang", "en")
    assert (told.code, f"{2 * COUNT} values" in told.err) == (0, True), told.err
    assert run("trail", "verify").code == ExitCode.DONE


def test_a_backup_of_an_older_database_is_bound_when_it_is_restored(
    sqlite_store: Store, tmp_path: Path
) -> None:
    _fill(sqlite_store)
    _age(sqlite_store)
    write_backup(sqlite_store, tmp_path / "newer.zip")
    _take_column_away(tmp_path / "newer.zip", tmp_path / "older.zip")
    restored = Store(f"sqlite:///{tmp_path / 'restored.db'}", Keyring([KEY]))
    restore_backup(restored, tmp_path / "older.zip")
    assert _read(restored, 7) == ("input 7", "output 7")
    assert verify_store(restored).whole
    restored.close()


def _take_column_away(backup: Path, older: Path) -> None:
    """Write a backup as the schema 0005 had it: without the digests of rows."""
    with zipfile.ZipFile(backup) as source, zipfile.ZipFile(older, "w") as target:
        manifest = json.loads(source.read("manifest.json"))
        manifest["revision"] = "0005"
        for part in manifest["parts"]:
            name = f"tables/{part['table']}.jsonl"
            lines = [json.loads(line) for line in source.read(name).splitlines()]
            for line in lines:
                line.pop("row_digest", None)
            content = "".join(f"{json.dumps(line)}\n" for line in lines).encode()
            part["sha256"] = hashlib.sha256(content).hexdigest()
            target.writestr(name, content)
        target.writestr("manifest.json", json.dumps(manifest))
