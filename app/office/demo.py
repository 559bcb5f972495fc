"""The councils of the fixtures as documents: something to try the service with, in an empty database."""

from dataclasses import dataclass
from pathlib import Path

from sqlmodel import select

from cocau.app.access.caller import Caller
from cocau.app.imports import read_council, read_pool
from cocau.app.office import councils, pools
from cocau.app.store import Store
from cocau.app.store.tables import Document, User
from cocau.fixtures.run import SHIPPED

DEMO = (("ha-tinh", "ha-tinh"), ("xa-mau", "ha-tinh/thach-ha/xa-mau"))
"""The names of the files of a council and its pool, and where they are."""


@dataclass(frozen=True)
class Seeded:
    """What was made: a council and its pool, by their ids."""

    council: str
    pool: str


def seed(store: Store, caller: Caller) -> list[Seeded]:
    """The demo, unless there is anything already.

    Raises:
        Forbidden: the role does not allow it.
    """
    with store.reading() as session:
        if any(session.exec(select(kind.id).limit(1)).first() is not None for kind in (Document, User)):
            return []
    return [_seeded(store, caller, name, locality) for name, locality in DEMO]


def _seeded(store: Store, caller: Caller, name: str, locality: str) -> Seeded:
    council = read_council(_file("councils", name))
    made = councils.add(
        store, caller, council, locality=locality, label=council.name, note="demo"
    ).document.id
    pool = read_pool(_file("pools", name))
    held = pools.add(store, caller, pool, label=council.name, about=made, note="demo")
    return Seeded(made, held.document.id)


def _file(folder: str, name: str) -> Path:
    return SHIPPED / folder / f"{name}.yaml"
