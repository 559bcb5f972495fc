import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from cocau.app.audit_log.entries import add_entry
from cocau.app.audit_log.verification import verify_store
from cocau.app.auth.caller import DEVELOPER
from cocau.app.db.clock import now
from cocau.app.db.encryption import Keyring, generate_key
from cocau.app.db.engine import Store
from cocau.app.db.models import (
    ApprovalDecision,
    ApprovalRow,
    JobRow,
    JobState,
    ProgressRow,
    ProposalRow,
    SessionRow,
    User,
)
from cocau.app.db.schema import get_newest_revision, migrate
from cocau.app.permissions import UserRole
from cocau.app.services.documents import read_document
from cocau.app.services.operations.backup import MANIFEST_NAME, list_tables, restore_backup, write_backup
from cocau.app.services.operations.demo import DEMO, seed_demo
from cocau.app.services.pools import POOLS
from cocau.constraints.errors import InputError
from tests.app.audit_log.tampering import run, unguarded
from tests.databases import fresh_postgres

KEYS = [generate_key()]
Run = Callable[..., Any]


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """The commune alone will do."""
    monkeypatch.setattr("cocau.app.services.operations.demo.DEMO", DEMO[1:])


@pytest.fixture
def full(database: str) -> Iterator[Store]:
    """A store with something in most tables."""
    store = Store(database, Keyring(KEYS))
    migrate(store.engine)
    seed_demo(store, DEVELOPER)
    moment = now()
    with store.writing() as session:
        session.add(User(id="usr_1", name="an", role=UserRole.VIEWER, made_at=moment))
        jobs = {"prp_2": JobState.FAILED, "prp_1": JobState.OPTIMAL}
        for which, state in jobs.items():
            failure = {"code": "x", "vi": "vì", "en": "why"} if state is JobState.FAILED else None
            session.add(
                JobRow(
                    id=which,
                    kind="plan",
                    state=state,
                    locality="x",
                    caller="c",
                    input=b"\0\xff",
                    failure=failure,
                    asked_at=moment,
                )
            )
        session.flush()
        # the later id is the parent: what refers to a row may stand before it
        session.add(_proposal("prp_2", None))
        session.flush()
        session.add(_proposal("prp_1", "prp_2"))
        session.add(ProgressRow(job_id="prp_1", elapsed=0.125, best=b"\x01", at=moment))
        session.add(
            SessionRow(digest="d" * 64, user_id="usr_1", made_at=moment, seen_at=moment, expires_at=moment)
        )
        session.flush()
        session.add(
            ApprovalRow(
                id="apr_1", proposal_id="prp_1", proposal_digest="e" * 64, decision=ApprovalDecision.APPROVED,
                content=b"c", made_by="usr_1", made_at=moment,
            )
        )  # fmt: skip
    yield store
    store.close()


def _proposal(which: str, parent: str | None) -> ProposalRow:
    return ProposalRow(
        id=which, locality="x", derived_from=parent, asked_by="usr_1", asked_at=now(), request_digest="f" * 64,
        aggregate={"women": 3} if parent else None,
    )  # fmt: skip


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Where a backup is restored to: each kind of database, from each kind."""
    if request.param == "sqlite":
        store = Store(f"sqlite:///{tmp_path / 'restored.db'}", Keyring(KEYS))
        yield store
        store.close()
        return
    with fresh_postgres() as url:
        store = Store(url, Keyring(KEYS))
        yield store
        store.close()


def _content(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    with store.reading() as session:
        return {
            t.name: [
                tuple(row) for row in session.connection().execute(select(t).order_by(*t.primary_key.columns))
            ]
            for t in list_tables()
        }


def test_what_is_restored_is_what_was_backed_up(full: Store, empty: Store, tmp_path: Path) -> None:
    file = tmp_path / "cocau.zip"
    manifest = write_backup(full, file)
    before = _content(full)
    restored = restore_backup(empty, file)
    assert restored == manifest
    assert _content(empty) == before
    assert verify_store(empty, [manifest.trail_head], rows=False).whole
    pool = next(row[0] for row in before["documents"] if row[0].startswith("pol"))
    assert read_document(empty, DEVELOPER, POOLS, pool).body.people
    with empty.reading() as session:
        nulls = (
            session.connection().exec_driver_sql("SELECT count(*) FROM jobs WHERE failure IS NULL").scalar()
        )
        assert nulls == 1, "an empty JSON column stays empty"
        assert session.get(SessionRow, "d" * 64) is None
    # and it goes on: the trail takes the next entry
    seeded = restored.trail_seq
    with empty.writing() as session:
        assert add_entry(session, empty.ring, DEVELOPER, "make", "council", "cnc_x").seq == seeded + 1
    assert verify_store(empty, rows=False).whole


@pytest.fixture
def backup(sqlite_full: Store, tmp_path: Path) -> Path:
    file = tmp_path / "cocau.zip"
    write_backup(sqlite_full, file)
    return file


@pytest.fixture
def sqlite_full(tmp_path: Path) -> Iterator[Store]:
    store = Store(f"sqlite:///{tmp_path / 'full.db'}", Keyring(KEYS))
    migrate(store.engine)
    seed_demo(store, DEVELOPER)
    yield store
    store.close()


def _refused(file: Path, store: Store) -> list[str]:
    with pytest.raises(InputError) as refused:
        restore_backup(store, file)
    migrate(store.engine)
    assert not any(_content(store).values()), "nothing is left of it"
    return [problem.code for problem in refused.value.problems]


def test_a_backup_is_readable_by_its_owner_only_and_has_no_keys(backup: Path) -> None:
    assert backup.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(backup) as archive:
        content = b"".join(archive.read(name) for name in archive.namelist())
    assert KEYS[0].encode() not in content
    assert "Nguyễn".encode() not in content, "names are sealed"


def test_a_file_that_is_there_is_not_replaced(sqlite_full: Store, backup: Path) -> None:
    before = backup.read_bytes()
    with pytest.raises(FileExistsError):
        write_backup(sqlite_full, backup)
    assert backup.read_bytes() == before


def test_nothing_is_left_of_a_backup_that_failed(sqlite_full: Store, tmp_path: Path) -> None:
    run(sqlite_full, "DROP TABLE approvals")
    file = tmp_path / "half.zip"
    with pytest.raises(Exception, match="approvals"):
        write_backup(sqlite_full, file)
    assert not file.exists()


def _changed(file: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    out = file.with_name("changed.zip")
    with zipfile.ZipFile(file) as archive, zipfile.ZipFile(out, "w") as written:
        for name in archive.namelist():
            content = change(name, archive.read(name))
            if content is not None:
                written.writestr(name, content)
    return out


def test_a_changed_file_is_refused(backup: Path, one_store: Store) -> None:
    changed = _changed(
        backup, lambda name, text: text.replace(b"ha-tinh", b"ha-tinx") if "documents" in name else text
    )
    assert _refused(changed, one_store) == ["damaged"]
    missing = _changed(
        backup, lambda name, text: None if name.endswith(("trail.jsonl", "users.jsonl")) else text
    )
    assert _refused(missing, one_store) == ["damaged", "damaged"]
    assert _refused(
        _changed(backup, lambda name, text: None if name == MANIFEST_NAME else text), one_store
    ) == ["no_backup"]


def test_a_damaged_archive_is_refused(backup: Path, one_store: Store) -> None:
    content = backup.read_bytes()
    for wrong in (
        b"",
        b"not a zip",
        content[: len(content) // 2],
        content[:200] + b"\0" * 50 + content[250:],
    ):
        backup.write_bytes(wrong)
        assert _refused(backup, one_store) == ["damaged"]


def test_a_trail_that_was_changed_together_with_its_digest_is_refused(
    sqlite_full: Store, tmp_path: Path, one_store: Store
) -> None:
    unguarded(sqlite_full)
    file = tmp_path / "forged.zip"
    run(sqlite_full, "UPDATE trail SET actor = 'usr_x' WHERE seq = 2")
    assert write_backup(sqlite_full, file).trail_whole is False

    def claim(name: str, text: bytes) -> bytes:
        return (
            json.dumps(json.loads(text) | {"trail_whole": True}).encode() if name == MANIFEST_NAME else text
        )

    assert _refused(_changed(file, claim), _with_keys(one_store)) == ["trail"]
    restore_backup(_with_keys(one_store), file)  # as it was: better than nothing, and told by `trail verify`
    assert not verify_store(_with_keys(one_store)).whole


def _with_keys(store: Store) -> Store:
    store.ring = Keyring(KEYS)
    return store


def test_other_keys_are_refused(backup: Path, one_store: Store) -> None:
    assert _refused(backup, one_store) == ["trail"]


def test_another_schema_is_refused(backup: Path, one_store: Store) -> None:
    def older(name: str, text: bytes) -> bytes:
        return json.dumps(json.loads(text) | {"revision": "0000"}).encode() if name == MANIFEST_NAME else text

    assert _refused(_changed(backup, older), one_store) == ["schema"]


def test_a_database_with_content_is_refused(backup: Path, sqlite_full: Store) -> None:
    before = _content(sqlite_full)
    with pytest.raises(InputError, match="empty database only; here is: documents"):
        restore_backup(sqlite_full, backup)
    assert _content(sqlite_full) == before


# --- commands -----------------------------------------------------------------------------------------------


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], None]:
    def there(name: str) -> None:
        monkeypatch.setenv("COCAU_STATE", str(tmp_path / name))
        monkeypatch.setenv("COCAU_KEYS", KEYS[0])

    return there


NEWEST = get_newest_revision()


def test_the_commands_make_and_take_a_backup(run: Run, at: Callable[[str], None], tmp_path: Path) -> None:
    file = tmp_path / "b.zip"
    at("first")
    assert (
        run("migrate", "--lang", "en").out == f"The database is at {NEWEST}; this version needs {NEWEST}.\n"
    )
    assert run("backup", file, "--lang", "en").out.startswith(f"Written: {file}\n0 rows, schema {NEWEST}\n")
    again = run("backup", file)
    assert (again.code, "không ghi đè" in again.err) == (2, True)
    assert run("backup", tmp_path / "none" / "b.zip").code == 1
    at("second")
    assert "0 dòng" in run("restore", file).out
    assert run("restore", tmp_path / "missing.zip").code == 1
    damaged = tmp_path / "damaged.zip"
    damaged.write_text("no")
    assert run("restore", damaged).code == 2


def test_migrate_looks_goes_back_and_refuses(run: Run, at: Callable[[str], None]) -> None:
    at("third")
    looked = run("migrate", "--check", "--lang", "en")
    assert (looked.code, looked.out) == (5, f"The database is at nothing; this version needs {NEWEST}.\n")
    assert run("migrate").code == 0
    assert run("migrate", "--check").code == 0
    assert run("migrate", "--to", "0001").code == 0
    unknown = run("migrate", "--to", "9999", "--lang", "en")
    assert (unknown.code, "There is no revision 9999." in unknown.err) == (2, True)
    assert run("migrate", "--to", "base", "--lang", "en").out.startswith("The database is at nothing")
