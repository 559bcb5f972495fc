"""Opening the store that the settings name."""

import os

from cocau.app.settings import Settings
from cocau.app.store.engine import Store
from cocau.app.store.migrating import current, migrate, newest
from cocau.app.store.sealed import Ring, Unreadable, new_key
from cocau.app.store.tables.trail import TrailHead


class NoKeys(Exception):
    """Nothing can be sealed: COCAU_KEYS is missing, and keys are made up in development only."""


class SchemaBehind(Exception):
    """The database has another schema than this version needs."""

    def __init__(self, found: str | None, needed: str) -> None:
        self.found, self.needed = found, needed
        super().__init__(
            f"the database is at {found or 'nothing'}, this version needs {needed}: cocau migrate"
        )


class OtherKeys(Exception):
    """The keys do not open what was sealed last: nothing could be read, the trail would be sealed over."""


def opened(settings: Settings, *, proven: bool = True) -> Store:
    """The store, ready for use. In development its schema is made and its keys are kept in the state folder.

    `proven`: only with keys that open what was sealed last; without, for whoever only looks at it.

    Raises:
        NoKeys: production without COCAU_KEYS.
        SchemaBehind: production with a schema that was not brought up to date.
        OtherKeys: what was sealed last was not sealed with one of these keys, or was altered.
        ValueError: a key that is none.
    """
    store = Store(settings.database_url, ring_of(settings))
    if settings.development:
        migrate(store.engine)
    elif (found := current(store.engine)) != newest():
        store.close()
        raise SchemaBehind(found, newest())
    if proven and not _opens(store):
        store.close()
        raise OtherKeys
    return store


def _opens(store: Store) -> bool:
    """Whether the ring opens the head of the trail: every change of anything seals it anew."""
    with store.reading() as session:
        head = session.get(TrailHead, 1)
    try:
        return head is None or bool(store.ring.open(head.seal))
    except Unreadable:
        return False


def ring_of(settings: Settings) -> Ring:
    """The keys that were set; in development, those in the state folder, made when there are none.

    Raises:
        NoKeys, ValueError: see `opened`.
    """
    if settings.keys:
        return Ring.parsed(settings.keys)
    if not settings.development:
        raise NoKeys("COCAU_KEYS is missing; make one: cocau key seal")
    file = settings.state / "keys"
    settings.state.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return Ring.parsed(file.read_text())
    with os.fdopen(descriptor, "w") as out:
        out.write(new_key())
    return Ring.parsed(file.read_text())
