"""Locks of workers: held until let go of, whatever happens to a process or to a connection."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from cocau.app.db.engine import Store
from cocau.app.jobs.liveness import (
    AdvisoryLocks,
    FileLocks,
    WorkerLocks,
    compute_lock_key,
    get_worker_locks,
    make_worker_name,
)
from cocau.app.settings import Settings
from tests.databases import fresh_postgres
from tests.patience import PATIENCE


@pytest.fixture
def locks(store: Store, settings: Settings) -> Iterator[Callable[[], WorkerLocks]]:
    made: list[WorkerLocks] = []

    def more() -> WorkerLocks:
        made.append(get_worker_locks(store, settings))
        return made[-1]

    yield more
    for each in made:
        each.release()


def test_alive_until_let_go(locks: Callable[[], WorkerLocks]) -> None:
    ours, theirs = locks(), locks()
    assert not theirs.is_alive("one")
    ours.hold("one")
    assert theirs.is_alive("one")
    assert not theirs.is_alive("two")
    theirs.hold("two")
    assert ours.is_alive("two")
    ours.release()
    assert not theirs.is_alive("one")


def test_a_killed_process_lets_go_and_its_file_goes(tmp_path: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from cocau.app.jobs.liveness import FileLocks\n"
        "locks = FileLocks(Path(sys.argv[1])); locks.hold('doomed'); print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE) as doomed:
        assert doomed.stdout is not None
        doomed.stdout.readline()
        assert FileLocks(tmp_path).is_alive("doomed")
        doomed.kill()
    ours = FileLocks(tmp_path)
    ours.hold("ours")
    assert [file.name for file in tmp_path.iterdir()] == ["ours"]
    assert not ours.is_alive("doomed")
    ours.release()
    assert list(tmp_path.iterdir()) == []


def test_a_lost_connection_is_made_again() -> None:
    with fresh_postgres() as url:
        ours, theirs = AdvisoryLocks(url, 5), AdvisoryLocks(url, 5)
        ours.hold("one")
        with psycopg.connect(url, autocommit=True) as connection:
            held = (
                "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted"
                " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            )
            first = connection.execute(held).fetchone()
            assert first is not None
            connection.execute("SELECT pg_terminate_backend(%s)", first)
            deadline = time.monotonic() + PATIENCE
            while (again := connection.execute(held).fetchone()) in {first, None}:
                assert time.monotonic() < deadline
                time.sleep(0.02)
        assert again is not None
        assert theirs.is_alive("one")
        ours.release()
        assert not theirs.is_alive("one")


def test_names_differ_and_fit_their_column() -> None:
    named = Settings(worker="máy chủ số 1 " * 20)
    names = {make_worker_name(named) for _ in range(100)}
    assert len(names) == 100
    assert max(map(len, names)) <= 80
    assert all(name.isascii() and "/" not in name for name in names)
    assert len({compute_lock_key(name) for name in names}) == 100
