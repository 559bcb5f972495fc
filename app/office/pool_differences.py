"""Two versions of a pool, person by person: who came, who went, and what is different of whom."""

from typing import Any

from cocau.app.access.caller import Caller
from cocau.app.office.pools import POOLS
from cocau.app.office.reading_documents import read
from cocau.app.store import Store
from cocau.app.trail.reading_once import Reading, noted
from cocau.app.words import FIELDS
from cocau.constraints.people import Person, Pool
from cocau.constraints.record import Record, Text


class Named(Record):
    """Somebody of a pool."""

    id: str
    name: str


class FieldChange(Record):
    """One field that is different; `label`: what people call it. Values are those of the JSON of a person."""

    field: str
    label: Text
    before: Any
    after: Any


class PersonChange(Record):
    """Somebody in both versions who is not the same in both."""

    id: str
    name: str
    fields: tuple[FieldChange, ...]


class PoolDifferences(Record):
    """What is different in version `second` against `first`; `same`: how many people are not."""

    first: int
    second: int
    came: tuple[Named, ...]
    went: tuple[Named, ...]
    changed: tuple[PersonChange, ...]
    same: int
    reordered: bool
    note: FieldChange | None


def compared(
    store: Store, caller: Caller, which: str, first: int | None = None, second: int | None = None
) -> PoolDifferences:
    """What is different between two versions of a pool: by default, its newest against the one before.

    Raises:
        Forbidden, Missing, Erased: as `reading_documents.read`.
    """
    new = read(store, caller, POOLS, which, second)
    before = max(1, new.version.number - 1)
    old = read(store, caller, POOLS, which, before if first is None else first)
    for held in (old, new):
        noted(store, caller, Reading("pool", which, held.version.number))
    return differences(old.body, new.body, old.version.number, new.version.number)


def differences(old: Pool, new: Pool, first: int, second: int) -> PoolDifferences:
    """What is different between two pools, in the order of the newer one; who went, in that of the older."""
    kept = [(old.by_id[p.id], p) for p in new.people if p.id in old.by_id]
    changed = [_person(before, after) for before, after in kept if before != after]
    order = [p.id for p in old.people if p.id in new.by_id]
    return PoolDifferences(
        first=first,
        second=second,
        came=tuple(_named(p) for p in new.people if p.id not in old.by_id),
        went=tuple(_named(p) for p in old.people if p.id not in new.by_id),
        changed=tuple(changed),
        same=len(kept) - len(changed),
        reordered=order != [after.id for _, after in kept],
        note=None if old.note == new.note else _field("note", _NOTE, old.note, new.note),
    )


_NOTE = Text(vi="Ghi chú", en="Note")


def _named(person: Person) -> Named:
    return Named(id=person.id, name=person.name)


def _person(before: Person, after: Person) -> PersonChange:
    old, new = before.model_dump(mode="json"), after.model_dump(mode="json")
    fields = (_field(f, FIELDS[f], old[f], new[f]) for f in Person.model_fields if old[f] != new[f])
    return PersonChange(id=after.id, name=after.name, fields=tuple(fields))


def _field(field: str, label: Text, before: object, after: object) -> FieldChange:
    return FieldChange(field=field, label=label, before=before, after=after)
