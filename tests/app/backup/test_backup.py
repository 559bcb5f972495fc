import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from cocau.app.access.caller import DEVELOPER
from cocau.app.access.roles import Role
from cocau.app.backup.manifest import NAME
from cocau.app.backup.portable import tables
from cocau.app.backup.restoring import restore
from cocau.app.backup.writing import back_up
from cocau.app.office.demo import DEMO, seed
from cocau.app.office.pools import POOLS
from cocau.app.office.reading_documents import read
from cocau.app.store import Ring, Store
from cocau.app.store.migrating import migrate
from cocau.app.store.moment import now
from cocau.app.store.sealed import new_key
from cocau.app.store.tables import Approval, Job, ProposalRow, SessionRow, Standing, State, User
from cocau.app.store.tables.approvals import Decision
from cocau.app.trail.entry import entry
from cocau.app.trail.verify import verify
from cocau.constraints.errors import InputError
from tests.app.trail.kept import run, unguarded
from tests.databases import fresh_postgres

KEYS = [new_key()]
Run = Callable[..., Any]


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """The commune alone will do."""
    monkeypatch.setattr("cocau.app.office.demo.DEMO", DEMO[1:])


@pytest.fixture
def full(database: str) -> Iterator[Store]:
    """A store with something in most tables."""
    store = Store(database, Ring(KEYS))
    migrate(store.engine)
    seed(store, DEVELOPER)
    moment = now()
    with store.writing() as session:
        session.add(User(id="usr_1", name="an", role=Role.VIEWER, made_at=moment))
        jobs = {"prp_2": State.FAILED, "prp_1": State.OPTIMAL}
        for which, state in jobs.items():
            failure = {"code": "x", "vi": "vì", "en": "why"} if state is State.FAILED else None
            session.add(
                Job(
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
        session.add(Standing(job_id="prp_1", elapsed=0.125, best=b"\x01", at=moment))
        session.add(
            SessionRow(digest="d" * 64, user_id="usr_1", made_at=moment, seen_at=moment, expires_at=moment)
        )
        session.flush()
        session.add(
            Approval(
                id="apr_1", proposal_id="prp_1", proposal_digest="e" * 64, decision=Decision.APPROVED,
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
        store = Store(f"sqlite:///{tmp_path / 'restored.db'}", Ring(KEYS))
        yield store
        store.close()
        return
    with fresh_postgres() as url:
        store = Store(url, Ring(KEYS))
        yield store
        store.close()


def _content(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    with store.reading() as session:
        return {
            t.name: [
                tuple(row) for row in session.connection().execute(select(t).order_by(*t.primary_key.columns))
            ]
            for t in tables()
        }


def test_what_is_restored_is_what_was_backed_up(full: Store, empty: Store, tmp_path: Path) -> None:
    file = tmp_path / "cocau.zip"
    manifest = back_up(full, file)
    before = _content(full)
    restored = restore(empty, file)
    assert restored == manifest
    assert _content(empty) == before
    assert verify(empty, manifest.trail_head).whole
    pool = next(row[0] for row in before["documents"] if row[0].startswith("pol"))
    assert read(empty, DEVELOPER, POOLS, pool).body.people
    with empty.reading() as session:
        nulls = (
            session.connection().exec_driver_sql("SELECT count(*) FROM jobs WHERE failure IS NULL").scalar()
        )
        assert nulls == 1, "an empty JSON column stays empty"
        assert session.get(SessionRow, "d" * 64) is None
    # and it goes on: the trail takes the next entry
    seeded = restored.trail_seq
    with empty.writing() as session:
        assert entry(session, empty.ring, DEVELOPER, "make", "council", "cnc_x").seq == seeded + 1
    assert verify(empty).whole


@pytest.fixture
def backup(sqlite_full: Store, tmp_path: Path) -> Path:
    file = tmp_path / "cocau.zip"
    back_up(sqlite_full, file)
    return file


@pytest.fixture
def sqlite_full(tmp_path: Path) -> Iterator[Store]:
    store = Store(f"sqlite:///{tmp_path / 'full.db'}", Ring(KEYS))
    migrate(store.engine)
    seed(store, DEVELOPER)
    yield store
    store.close()


def _refused(file: Path, store: Store) -> list[str]:
    with pytest.raises(InputError) as refused:
        restore(store, file)
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
        back_up(sqlite_full, backup)
    assert backup.read_bytes() == before


def test_nothing_is_left_of_a_backup_that_failed(sqlite_full: Store, tmp_path: Path) -> None:
    run(sqlite_full, "DROP TABLE approvals")
    file = tmp_path / "half.zip"
    with pytest.raises(Exception, match="approvals"):
        back_up(sqlite_full, file)
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
    assert _refused(_changed(backup, lambda name, text: None if name == NAME else text), one_store) == [
        "no_backup"
    ]


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
    assert back_up(sqlite_full, file).trail_whole is False

    def claim(name: str, text: bytes) -> bytes:
        return json.dumps(json.loads(text) | {"trail_whole": True}).encode() if name == NAME else text

    assert _refused(_changed(file, claim), _with_keys(one_store)) == ["trail"]
    restore(_with_keys(one_store), file)  # as it was: better than nothing, and told by `trail verify`
    assert not verify(_with_keys(one_store)).whole


def _with_keys(store: Store) -> Store:
    store.ring = Ring(KEYS)
    return store


def test_other_keys_are_refused(backup: Path, one_store: Store) -> None:
    assert _refused(backup, one_store) == ["trail"]


def test_another_schema_is_refused(backup: Path, one_store: Store) -> None:
    def older(name: str, text: bytes) -> bytes:
        return json.dumps(json.loads(text) | {"revision": "0000"}).encode() if name == NAME else text

    assert _refused(_changed(backup, older), one_store) == ["schema"]


def test_a_database_with_content_is_refused(backup: Path, sqlite_full: Store) -> None:
    before = _content(sqlite_full)
    with pytest.raises(InputError, match="empty database only; here is: documents"):
        restore(sqlite_full, backup)
    assert _content(sqlite_full) == before


# --- commands -----------------------------------------------------------------------------------------------


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], None]:
    def there(name: str) -> None:
        monkeypatch.setenv("COCAU_STATE", str(tmp_path / name))
        monkeypatch.setenv("COCAU_KEYS", KEYS[0])

    return there


def test_the_commands_make_and_take_a_backup(run: Run, at: Callable[[str], None], tmp_path: Path) -> None:
    file = tmp_path / "b.zip"
    at("first")
    assert run("migrate", "--lang", "en").out == "The database is at 0001; this version needs 0001.\n"
    assert run("backup", file, "--lang", "en").out.startswith(f"Written: {file}\n0 rows, schema 0001\n")
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
    assert (looked.code, looked.out) == (5, "The database is at nothing; this version needs 0001.\n")
    assert run("migrate").code == 0
    assert run("migrate", "--check").code == 0
    assert run("migrate", "--to", "0001").code == 0
    unknown = run("migrate", "--to", "9999", "--lang", "en")
    assert (unknown.code, "There is no revision 9999." in unknown.err) == (2, True)
    assert run("migrate", "--to", "base", "--lang", "en").out.startswith("The database is at nothing")
