"""Opening the database that the settings name: keys loaded, schema migrated or checked."""

import os

from cocau.app.db.encryption import Keyring, Unreadable, generate_key, is_unbound
from cocau.app.db.engine import Store
from cocau.app.db.models import AuditLogHead
from cocau.app.db.schema import create_tables, get_newest_revision, get_revision, migrate
from cocau.app.db.seals import open_column
from cocau.app.settings import Settings


class MissingKeys(Exception):
    """No keys to encrypt with: COCAU_KEYS is missing outside of development."""


class SchemaBehind(Exception):
    """The database has another schema than this version needs."""

    def __init__(self, found: str | None, needed: str) -> None:
        self.found, self.needed = found, needed
        super().__init__(
            f"the database is at {found or 'nothing'}, this version needs {needed}: cocau migrate"
        )


class SealsUnbound(Exception):
    """What is stored was sealed by an older version, to no place: `cocau migrate` binds it."""


class WrongKeys(Exception):
    """The keys do not open what was encrypted last, so nothing could be read."""


def open_store(
    settings: Settings, *, verify_keys: bool = True, create: bool = False, kept: int = 10
) -> Store:
    """Open the store that the settings name, ready for use.

    In development its schema is created and its keys are kept in the state folder. `verify_keys`: only with
    keys that open what was encrypted last; without, for whoever only looks at it. `create`: an empty database
    gets its tables; one with an older schema is never touched in production. `kept`: see `Store`.

    Raises:
        MissingKeys: production without COCAU_KEYS.
        SchemaBehind: production with a schema that was not brought up to date.
        SealsUnbound: what is stored is still to be bound to its place.
        WrongKeys: what was sealed last was not sealed with one of these keys, or was altered.
        ValueError: a key that is none.
    """
    store = Store(settings.database_url, load_keyring(settings), kept=kept)
    if settings.development:
        migrate(store.engine)
    elif create and get_revision(store.engine) is None:
        create_tables(store.engine)
    if (found := get_revision(store.engine)) != get_newest_revision():
        store.close()
        raise SchemaBehind(found, get_newest_revision())
    try:
        _check_seals(store, verify_keys=verify_keys)
    except BaseException:
        store.close()
        raise
    return store


def _check_seals(store: Store, *, verify_keys: bool) -> None:
    """Check that seals are bound, and that the keyring opens the audit log's head."""
    with store.reading() as session:
        head = session.get(AuditLogHead, 1)
    if head is None:
        return
    if is_unbound(head.seal):
        raise SealsUnbound
    try:
        open_column(store.ring, head, "seal", alarm=False)
    except Unreadable:
        if verify_keys:
            raise WrongKeys from None


def load_keyring(settings: Settings) -> Keyring:
    """Load the keys that were set; in development create those of the state folder.

    Raises:
        MissingKeys, ValueError: see `open_store`.
    """
    if settings.keys:
        return Keyring.parse(settings.keys)
    if not settings.development:
        raise MissingKeys("COCAU_KEYS is missing; make one: cocau key seal")
    file = settings.state / "keys"
    settings.state.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return Keyring.parse(file.read_text())
    with os.fdopen(descriptor, "w") as out:
        out.write(generate_key())
    return Keyring.parse(file.read_text())
