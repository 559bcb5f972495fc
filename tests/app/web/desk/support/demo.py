"""Stores with the demo in them: made once in a process, then copied."""

import atexit
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from cocau.app.auth.caller import DEVELOPER
from cocau.app.db.encryption import Keyring
from cocau.app.db.engine import Store
from cocau.app.services.operations.demo import DemoCouncil, seed_demo
from tests.databases import migrated


@contextmanager
def demo_store(folder: Path) -> Iterator[tuple[Store, DemoCouncil, DemoCouncil]]:
    """A store on SQLite in a folder of its own, and the demo's province and commune."""
    made, ring, (province, commune) = _make_demo()
    shutil.copy(made, folder / "test.db")
    store = Store(f"sqlite:///{folder / 'test.db'}", ring)
    yield store, province, commune
    store.close()


@cache
def _make_demo() -> tuple[Path, Keyring, list[DemoCouncil]]:
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder)
    with migrated(folder) as store:
        councils = seed_demo(store, DEVELOPER)
    return folder / "test.db", store.ring, councils
