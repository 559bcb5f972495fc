"""Demo data: the fixtures' councils as documents, to try an empty service with."""

from dataclasses import dataclass
from pathlib import Path

from sqlmodel import select

from cocau.app.auth.caller import Caller
from cocau.app.db.engine import Store
from cocau.app.db.models import DocumentRow, User
from cocau.app.files.readers import read_council, read_pool
from cocau.app.services.councils import COUNCILS
from cocau.app.services.documents import create_document
from cocau.app.services.pools import POOLS
from cocau.fixtures.run import SHIPPED

DEMO = (("ha-tinh", "ha-tinh"), ("xa-mau", "ha-tinh/thach-ha/xa-mau"))
"""The names of the files of a council and its pool, and where they are."""
DEMO_NOTE = "demo"
"""The note of the versions that came with the demo."""


@dataclass(frozen=True)
class DemoCouncil:
    """A council and its pool that were created, by their ids."""

    council: str
    pool: str


def seed_demo(store: Store, caller: Caller) -> list[DemoCouncil]:
    """Create the demo councils, unless there is anything already.

    Raises:
        Forbidden: the role does not allow it.
    """
    with store.reading() as session:
        if any(session.exec(select(kind.id).limit(1)).first() is not None for kind in (DocumentRow, User)):
            return []
    return [_create_demo(store, caller, name, locality) for name, locality in DEMO]


def _create_demo(store: Store, caller: Caller, name: str, locality: str) -> DemoCouncil:
    council = read_council(_get_path("councils", name))
    council_id = create_document(
        store, caller, COUNCILS, council, locality=locality, label=council.name, note=DEMO_NOTE
    ).document.id
    pool = read_pool(_get_path("pools", name))
    held = create_document(store, caller, POOLS, pool, label=council.name, about=council_id, note=DEMO_NOTE)
    return DemoCouncil(council_id, held.document.id)


def _get_path(folder: str, name: str) -> Path:
    return SHIPPED / folder / f"{name}.yaml"
