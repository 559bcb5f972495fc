"""Pools: lists of people in versions, counts, differences; only counts for some callers."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, cast

from pydantic import Field, ValidationError
from pydantic_core import to_jsonable_python

from cocau.app.audit_log.entries import ReadAccess, log_read
from cocau.app.auth.caller import Caller
from cocau.app.db.clock import today
from cocau.app.db.engine import Store
from cocau.app.db.models import DocumentKind
from cocau.app.files.tables.table import build_too_many_people
from cocau.app.files.text import fold
from cocau.app.files.tree import index_by_path, try_clean_tree
from cocau.app.i18n.words import FIELDS
from cocau.app.permissions import Permission
from cocau.app.services.acts import requires
from cocau.app.services.councils import COUNCILS
from cocau.app.services.documents import (
    DocumentChange,
    DocumentType,
    StoredVersion,
    read_document,
    revise_document,
)
from cocau.app.services.errors import Erased, Missing
from cocau.constraints.checks.pool import check_pool_alone
from cocau.constraints.errors import GivenValue, InputError, Loc, Problem, format_loc
from cocau.constraints.model.people import Person, Pool
from cocau.constraints.model.selectors import GROUPS
from cocau.constraints.record import Record, Text
from cocau.solver.replanning import PlanChanges, find_change_problems


def _check_texts(change: DocumentChange[Pool]) -> list[Problem]:
    """Check that a new pool has a place, and that no text beside it names somebody in it.

    Labels and notes are stored in plain text: a name there would outlive an erasure.
    """
    if change.document_id is None and change.locality is None and change.about is None:
        vi, en = (
            "Cần địa phương (locality) hoặc hội đồng (about).",
            "Needed: a locality, or a council (about).",
        )
        return [Problem("missing", ("locality",), vi, en)]
    texts = {"label": change.label, "note": change.note}
    folded = {where: f" {fold(text)} " for where, text in texts.items() if text}
    if not folded:
        return []
    stored = change.read_stored()
    # older versions still name people who have left the list
    people = (*change.body.people, *(() if stored is None else stored.body.people))
    return [
        Problem(
            "name_in_label",
            (where,),
            "Không ghi tên người trong danh sách ở đây: phần này không được mã hóa.",
            "Do not write the name of anybody in the list here: this text is not encrypted.",
        )
        for where, text in folded.items()
        if any(f" {fold(person.name)} " in text for person in people)
    ]


POOLS = DocumentType(
    DocumentKind.POOL,
    Pool,
    read_permission=Permission.SEE_PEOPLE,
    check=_check_texts,
    size=lambda pool: len(pool.people),
)
_COUNTABLE_POOLS = replace(POOLS, read_permission=Permission.READ)
"""For any reader: what is read this way does not leave this module."""


class PoolCounts(Record):
    """The number of people, in all and of each group on a day; null: withheld."""

    on: date
    people: int
    groups: dict[str, int | None]


def count_pool(
    store: Store, caller: Caller, pool_id: str, number: int | None
) -> tuple[StoredVersion[Pool], PoolCounts]:
    """Count the groups of a pool as far as the caller may see them.

    A caller who may not see people gets an empty pool and no count of a group: of two versions, or of a pool
    and a proposal, counts can be subtracted, and however each is suppressed, differences tell of one person.

    Ages are taken on the election day of its council; today, if it names none.

    Raises:
        Forbidden, Missing, Erased: as `read_document`.
    """
    held = read_document(store, caller, _COUNTABLE_POOLS, pool_id, number)
    counts = count_groups(held.body, _choose_day(store, caller, held.document.about))
    if caller.may(Permission.SEE_PEOPLE):
        log_read(store, caller, ReadAccess("pool", pool_id, held.version.number))
        return held, counts
    withheld = counts.replace_unvalidated(groups=dict.fromkeys(counts.groups))
    return StoredVersion(held.document, held.version, Pool(people=())), withheld


def _choose_day(store: Store, caller: Caller, council_id: str | None) -> date:
    if council_id is not None:
        try:
            return read_document(store, caller, COUNCILS, council_id).body.election_day
        except (Missing, Erased):  # out of the caller's scope by now, or erased
            pass
    return today()


def count_groups(pool: Pool, on: date) -> PoolCounts:
    """Count all groups of a pool, ages taken on a day.

    `full_time` counts who is meant to be.
    """
    found = {name: sum(who.matches(p, on) for p in pool.people) for name, who in GROUPS.items()}
    return PoolCounts(on=on, people=len(pool.people), groups=dict(found))


class PoolPatch(Record):
    """Changes to a pool. People are named by their ids; what is not named stays.

    `changed`: person -> the fields that are new; `added`: new people, at the end of the list; `withdrawn`:
    who no longer stands; `unmet`: person -> standards they miss, besides those noted already; `confidence`:
    person -> percent of the voters.
    """

    changed: dict[str, dict[str, Any]] = Field(default_factory=dict, description="person -> new fields")
    added: tuple[Person, ...] = ()
    withdrawn: tuple[str, ...] = Field(default=(), description="people who no longer stand")
    unmet: dict[str, tuple[str, ...]] = Field(default_factory=dict, description="person -> standards missed")
    confidence: dict[str, int] = Field(default_factory=dict, description="person -> percent of the voters")


@requires(Permission.EDIT)
def patch_pool(  # noqa: PLR0913  # as `revise_document`
    store: Store,
    caller: Caller,
    pool_id: str,
    patch: PoolPatch,
    *,
    expected: int,
    max_people: int,
    note: str = "",
) -> StoredVersion[Pool]:
    """Add a version to a pool in which only some people differ from version `expected`.

    Raises:
        Forbidden, Missing, Erased, Stale: as `revise_document`.
        InputError: everything wrong with the edits, or else with the pool, maybe too long (`max_people`).
    """
    before = read_document(
        store, caller, POOLS, pool_id
    ).body  # if it is not version `expected`, revising is refused
    pool = apply_pool_patch(before, patch)
    if len(pool.people) > max_people:
        raise InputError([build_too_many_people(("added",), len(pool.people), max_people)])
    return revise_document(store, caller, POOLS, pool_id, pool, expected=expected, note=note)


def read_pool(store: Store, caller: Caller, pool_id: str, number: int | None = None) -> StoredVersion[Pool]:
    """Read a pool that is about to be shown, and log the access.

    Raises:
        Forbidden, Missing, Erased: as `read_document`.
    """
    held = read_document(store, caller, POOLS, pool_id, number)
    log_read(store, caller, ReadAccess("pool", pool_id, held.version.number))
    return held


def read_pool_for_export(
    store: Store, caller: Caller, pool_id: str, number: int | None
) -> StoredVersion[Pool]:
    """Read a pool that is about to leave as a file, and log the export.

    Raises:
        Forbidden, Missing, Erased: as `read_document`.
    """
    held = read_document(store, caller, POOLS, pool_id, number)
    log_read(store, caller, ReadAccess("pool", pool_id, held.version.number, "export"))
    return held


def apply_pool_patch(pool: Pool, patch: PoolPatch) -> Pool:
    """Apply a patch to a pool and check the result.

    Raises:
        InputError: everything wrong with the patch, or else with the pool.
    """
    named = PlanChanges(withdrawn=patch.withdrawn, unmet=patch.unmet, confidence=patch.confidence)
    problems = [*find_change_problems(pool, named), *_find_unknown_people(pool, patch.changed)]
    people = []
    for person in pool.people:
        new, wrong = _change_person(person, patch.changed.get(person.id, {}))
        noted, unusable = _add_notes(new, patch)
        problems += (*wrong, *unusable)
        if person.id not in patch.withdrawn:
            people.append(noted)
    for number, person in enumerate(patch.added):
        new, wrong = _parse_person(person, person.model_dump(mode="json"), ("added", number))
        problems += wrong
        people.append(new)
    after = pool.replace_unvalidated(people=tuple(people))
    if problems := problems or list(check_pool_alone(after)):
        raise InputError(problems)
    return after


def _find_unknown_people(pool: Pool, changed: Mapping[str, object]) -> list[Problem]:
    return [
        Problem(
            "unknown_person",
            ("changed", GivenValue(i)),
            "Không có người mang mã này trong danh sách giới thiệu.",
            "Nobody in the pool has this id.",
        )
        for i in changed
        if i not in pool.by_id
    ]


def _change_person(person: Person, fields: Mapping[str, Any]) -> tuple[Person, list[Problem]]:
    """Change fields of a person but never the id; return the person and any problems."""
    if not fields:
        return person, []
    loc: Loc = ("changed", GivenValue(person.id))
    if "id" in fields:
        vi, en = "Không đổi mã của một người.", "Somebody's id does not change."
        return person, [Problem("id_fixed", (*loc, "id"), vi, en)]
    return _parse_person(person, dict(fields), loc)


def _parse_person(person: Person, fields: dict[str, Any], loc: Loc) -> tuple[Person, list[Problem]]:
    """Parse a person's fields with cleaned texts; return the person and any problems."""
    where = format_loc(loc)
    tree, refused = try_clean_tree(fields, where)
    wrong = [reason.to_problem((*loc, *path)) for path, reason in refused.items()]
    old = person.model_dump(mode="json")
    try:
        return Person.model_validate(old | cast("dict[str, Any]", tree)), wrong
    except ValidationError as error:
        problems = index_by_path(error, Person)
        return person, wrong + [p.within(where) for path, p in problems.items() if path not in refused]


def _add_notes(person: Person, patch: PoolPatch) -> tuple[Person, list[Problem]]:
    """Add unmet standards and voters' confidence to a person; return unusable texts too."""
    tree, refused = try_clean_tree([*patch.unmet.get(person.id, ())], f"unmet: {person.id}")
    unmet = dict.fromkeys((*person.unmet_standards, *cast("list[str]", tree)))
    noted = person.replace_unvalidated(
        unmet_standards=tuple(unmet),
        voter_confidence=patch.confidence.get(person.id, person.voter_confidence),
    )
    return noted, [reason.to_problem(("unmet", GivenValue(person.id))) for reason in refused.values()]


class NamedPerson(Record):
    """A person of a pool, by id and name."""

    id: str
    name: str


class FieldChange(Record):
    """A field that differs; `label`: its name for people, values as in the person's JSON."""

    field: str
    label: Text
    before: Any
    after: Any


class PersonChange(Record):
    """A person in both versions who is not the same in both."""

    id: str
    name: str
    fields: tuple[FieldChange, ...]


class PoolDifferences(Record):
    """The differences of version `second` from `first`; `same`: how many people are unchanged."""

    first: int
    second: int
    came: tuple[NamedPerson, ...]
    went: tuple[NamedPerson, ...]
    changed: tuple[PersonChange, ...]
    same: int
    reordered: bool
    note: FieldChange | None


def compare_versions(
    store: Store, caller: Caller, pool_id: str, first: int | None = None, second: int | None = None
) -> PoolDifferences:
    """Compare two versions of a pool; by default its newest with the one before.

    Raises:
        Forbidden, Missing, Erased: as `read_document`.
    """
    new = read_document(store, caller, POOLS, pool_id, second)
    before = max(1, new.version.number - 1)
    old = read_document(store, caller, POOLS, pool_id, before if first is None else first)
    for held in (old, new):
        log_read(store, caller, ReadAccess("pool", pool_id, held.version.number))
    return compare_pools(old.body, new.body, old.version.number, new.version.number)


def compare_pools(old: Pool, new: Pool, first: int, second: int) -> PoolDifferences:
    """Compare two pools in the order of the newer one."""
    kept = [(old.by_id[p.id], p) for p in new.people if p.id in old.by_id]
    changed = [_compare_person(before, after) for before, after in kept if before != after]
    order = [p.id for p in old.people if p.id in new.by_id]
    return PoolDifferences(
        first=first,
        second=second,
        came=tuple(_name_person(p) for p in new.people if p.id not in old.by_id),
        went=tuple(_name_person(p) for p in old.people if p.id not in new.by_id),
        changed=tuple(changed),
        same=len(kept) - len(changed),
        reordered=order != [after.id for _, after in kept],
        note=None if old.note == new.note else _build_field_change("note", _NOTE, old.note, new.note),
    )


_NOTE = Text(vi="Ghi chú", en="Note")


def _name_person(person: Person) -> NamedPerson:
    return NamedPerson(id=person.id, name=person.name)


def _compare_person(before: Person, after: Person) -> PersonChange:
    old, new = (to_jsonable_python(dict(person)) for person in (before, after))
    fields = (
        _build_field_change(f, FIELDS[f], old[f], new[f]) for f in Person.model_fields if old[f] != new[f]
    )
    return PersonChange(id=after.id, name=after.name, fields=tuple(fields))


def _build_field_change(field: str, label: Text, before: object, after: object) -> FieldChange:
    return FieldChange(field=field, label=label, before=before, after=after)
