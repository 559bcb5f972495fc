"""What keeps a store from being opened."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text

from cocau.app.auth.caller import DEVELOPER
from cocau.app.cli.output import ExitCode
from cocau.app.db.encryption import generate_key
from cocau.app.db.engine import build_engine
from cocau.app.db.opening import SchemaBehind, WrongKeys, open_store
from cocau.app.db.schema import create_tables, get_newest_revision, get_revision, migrate
from cocau.app.permissions import UserRole
from cocau.app.services import users
from cocau.app.settings import Environment, Settings
from tests.app.conftest import Run


def _kept(database: str, state: Path, keys: str) -> Settings:
    """The settings of a database with one user in it, sealed under the keys."""
    engine = build_engine(database)
    migrate(engine)
    engine.dispose()
    settings = Settings(env=Environment.PRODUCTION, state=state, database=database, keys=keys)
    store = open_store(settings)
    users.create_user(store, DEVELOPER, "can-bo", UserRole.VIEWER, "")
    store.close()
    return settings


def test_keys_that_did_not_seal_a_database_do_not_open_it(database: str, tmp_path: Path) -> None:
    old, new = generate_key(), generate_key()
    _kept(database, tmp_path, old)
    for keys in (old, f"{new},{old}"):
        open_store(Settings(env=Environment.PRODUCTION, database=database, keys=keys)).close()
    with pytest.raises(WrongKeys):
        open_store(Settings(env=Environment.PRODUCTION, database=database, keys=new))


def test_a_command_says_so_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    database = f"sqlite:///{tmp_path / 'x.db'}"
    _kept(database, tmp_path, generate_key())
    for name, value in (("ENV", "production"), ("DATABASE", database), ("KEYS", generate_key())):
        monkeypatch.setenv(f"COCAU_{name}", value)
    for command in (("serve",), ("worker",), ("user", "close", "can-bo")):
        refused = run(*command, "--lang", "en")
        assert (refused.code, "COCAU_KEYS do not open the seal" in refused.err) == (2, True), refused.err
    assert run("trail", "verify", "--lang", "en").code == ExitCode.DIFFERS


def test_only_its_owner_reads_a_new_database_wherever_it_lies(tmp_path: Path) -> None:
    place = tmp_path / "open"
    place.mkdir(mode=0o755)
    settings = Settings(state=place)
    store = open_store(settings)
    users.create_user(store, DEVELOPER, "can-bo", UserRole.VIEWER, "")
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in place.iterdir()}
    store.close()
    assert modes.keys() >= {"cocau.db", "cocau.db-wal", "keys"}
    assert set(modes.values()) == {0o600}


def test_an_empty_database_gets_its_tables_once_and_only_where_asked(database: str) -> None:
    settings = Settings(env=Environment.PRODUCTION, database=database, keys=generate_key())
    with pytest.raises(SchemaBehind):
        open_store(settings)
    engines = [build_engine(database) for _ in range(2)]
    with ThreadPoolExecutor() as pool:
        assert sorted(pool.map(create_tables, engines)) == [False, True]
    for engine in engines:
        engine.dispose()
    open_store(settings).close()


@pytest.mark.parametrize("left", ["0001", "base"])
def test_no_older_database_is_migrated_unasked(database: str, left: str) -> None:
    engine = build_engine(database)
    migrate(engine, "0001")
    with engine.execution_options(cocau_writing=True).begin() as connection:
        if left == "base":  # tables that nobody knows the revision of
            connection.execute(text("DELETE FROM alembic_version"))
    before = get_revision(engine)
    with pytest.raises(SchemaBehind):
        open_store(Settings(env=Environment.PRODUCTION, database=database, keys=generate_key()), create=True)
    assert get_revision(engine) == before != get_newest_revision()
    engine.dispose()


def test_an_older_and_a_later_database_are_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    database = f"sqlite:///{tmp_path / 'x.db'}"
    engine = build_engine(database)
    migrate(engine, "0001")
    for name, value in (("ENV", "production"), ("DATABASE", database), ("KEYS", generate_key())):
        monkeypatch.setenv(f"COCAU_{name}", value)
    refused = run("serve")
    assert (refused.code, "Cơ sở dữ liệu ở bản 0001" in refused.err) == (2, True), refused.err
    assert "cocau migrate" in refused.err
    with engine.execution_options(cocau_writing=True).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    refused = run("serve", "--lang", "en")
    assert (refused.code, "made by a later cocau" in refused.err) == (2, True), refused.err
