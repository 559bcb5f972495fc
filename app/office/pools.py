"""Pools: lists of people in versions. Who may not see people is told how many there are, no more."""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from pydantic import Field, ValidationError

from cocau.app.access.caller import Caller
from cocau.app.access.roles import May
from cocau.app.imports.safe_text import fold
from cocau.app.imports.table import too_many_people
from cocau.app.imports.tree import by_path, cleaned_or_refused
from cocau.app.office.documents import edit, make
from cocau.app.office.reading_documents import read
from cocau.app.office.shelf import Held, Shelf
from cocau.app.store import Store
from cocau.app.store.tables import Kind
from cocau.app.trail.reading_once import Reading, noted
from cocau.constraints.documents import dotted
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.people import Person, Pool
from cocau.constraints.pool_checks import own_pool_problems
from cocau.constraints.record import Record
from cocau.solver.changes import Changes, change_problems

POOLS = Shelf(Kind.POOL, Pool, read=May.SEE_PEOPLE)


class Edits(Record):
    """What is to be different in a pool. People are named by their ids; what is not named stays.

    `changed`: person -> the fields that are new; `added`: new people, at the end of the list; `withdrawn`:
    who no longer stands; `unmet`: person -> standards they miss, besides those noted already; `confidence`:
    person -> percent of the voters.
    """

    changed: dict[str, dict[str, Any]] = Field(default_factory=dict, description="person -> new fields")
    added: tuple[Person, ...] = ()
    withdrawn: tuple[str, ...] = Field(default=(), description="people who no longer stand")
    unmet: dict[str, tuple[str, ...]] = Field(default_factory=dict, description="person -> standards missed")
    confidence: dict[str, int] = Field(default_factory=dict, description="person -> percent of the voters")


def add(  # noqa: PLR0913  # what a pool is made of
    store: Store,
    caller: Caller,
    pool: Pool,
    *,
    label: str,
    locality: str | None = None,
    about: str | None = None,
    kept_until: date | None = None,
    note: str = "",
) -> Held[Pool]:
    """A new pool in its first version. `about`: its council; `kept_until`: the day from which it is erased.

    It is in the locality of its council, unless one is given.

    Raises:
        Forbidden, Missing, Erased: as `documents.make`.
        InputError: neither locality nor council; or the label or the note holds the name of somebody in it,
            and neither is sealed.
    """
    caller.must(May.EDIT)
    if locality is None and about is None:
        vi, en = (
            "Cần địa phương (locality) hoặc hội đồng (about).",
            "Needed: a locality, or a council (about).",
        )
        raise InputError([Problem("missing", "locality", vi, en)])
    _nobody_named(pool, label=label, note=note)
    return make(
        store,
        caller,
        POOLS,
        pool,
        label=label,
        locality=locality,
        about=about,
        kept_until=kept_until,
        size=len(pool.people),
        note=note,
    )


def revise(  # noqa: PLR0913  # as `documents.edit`
    store: Store,
    caller: Caller,
    which: str,
    pool: Pool,
    *,
    expected: int,
    label: str | None = None,
    note: str = "",
) -> Held[Pool]:
    """A whole new version of a pool.

    Raises:
        Forbidden, Missing, Erased, Stale: as `documents.edit`.
        InputError: as `add`.
    """
    caller.must(May.EDIT)
    if label or note:
        before = read(store, caller, POOLS, which).body  # who has left the list is named in it still
        _nobody_named(pool.but(people=(*pool.people, *before.people)), label=label or "", note=note)
    size = len(pool.people)
    return edit(store, caller, POOLS, which, pool, expected=expected, label=label, size=size, note=note)


def mend(  # noqa: PLR0913  # as `documents.edit`
    store: Store, caller: Caller, which: str, edits: Edits, *, expected: int, most: int, note: str = ""
) -> Held[Pool]:
    """A new version of a pool in which some people are different, and the others as in version `expected`.

    Raises:
        Forbidden, Missing, Erased, Stale: as `documents.edit`.
        InputError: everything wrong with the edits, or else with the pool, which may be too long (`most`).
    """
    caller.must(May.EDIT)
    before = read(store, caller, POOLS, which).body  # if it is not `expected`, `revise` says so
    pool = edited(before, edits)
    if len(pool.people) > most:
        raise InputError([too_many_people("added", len(pool.people), most)])
    return revise(store, caller, which, pool, expected=expected, note=note)


def looked_at(store: Store, caller: Caller, which: str, number: int | None = None) -> Held[Pool]:
    """A pool that is about to be shown; the newest version, if none is named.

    Raises:
        Forbidden, Missing, Erased: as `reading_documents.read`.
    """
    held = read(store, caller, POOLS, which, number)
    noted(store, caller, Reading("pool", which, held.version.number))
    return held


def exported(store: Store, caller: Caller, which: str, number: int | None) -> Held[Pool]:
    """A pool that is about to leave as a file.

    Raises:
        Forbidden, Missing, Erased: as `reading_documents.read`.
    """
    held = read(store, caller, POOLS, which, number)
    noted(store, caller, Reading("pool", which, held.version.number, "export"))
    return held


def edited(pool: Pool, edits: Edits) -> Pool:
    """The pool that comes of edits.

    Raises:
        InputError: everything wrong with them, or else with the pool.
    """
    named = Changes(withdrawn=edits.withdrawn, unmet=edits.unmet, confidence=edits.confidence)
    problems = [*change_problems(pool, named), *_unknown(pool, edits.changed)]
    people = []
    for person in pool.people:
        new, wrong = _changed(person, edits.changed.get(person.id, {}))
        noted, unusable = _noted(new, edits)
        problems += (*wrong, *unusable)
        if person.id not in edits.withdrawn:
            people.append(noted)
    for number, person in enumerate(edits.added):
        new, wrong = _read(person, person.model_dump(mode="json"), f"added[{number}]")
        problems += wrong
        people.append(new)
    after = pool.but(people=tuple(people))
    if problems := problems or list(own_pool_problems(after)):
        raise InputError(problems)
    return after


def _unknown(pool: Pool, changed: Mapping[str, object]) -> list[Problem]:
    return [
        Problem(
            "unknown_person",
            f"changed: {i}",
            "Không có người mang mã này trong danh sách giới thiệu.",
            "Nobody in the pool has this id.",
        )
        for i in changed
        if i not in pool.by_id
    ]


def _changed(person: Person, fields: Mapping[str, Any]) -> tuple[Person, list[Problem]]:
    """Somebody with new fields, and what is wrong with these; the id tells who it is and stays."""
    if not fields:
        return person, []
    where = f"changed: {person.id}"
    if "id" in fields:
        vi, en = "Không đổi mã của một người.", "Somebody's id does not change."
        return person, [Problem("id_fixed", f"{where}.id", vi, en)]
    return _read(person, dict(fields), where)


def _read(person: Person, fields: dict[str, Any], where: str) -> tuple[Person, list[Problem]]:
    """Somebody with these fields, their texts as clean as in a file, and what is wrong with these."""
    tree, refused = cleaned_or_refused(fields, where)
    wrong = [reason.at(f"{where}.{dotted(path)}") for path, reason in refused.items()]
    old = person.model_dump(mode="json")
    try:
        return Person.model_validate(old | cast("dict[str, Any]", tree)), wrong
    except ValidationError as error:
        problems = by_path(error, Person)
        return person, wrong + [p.at(where) for path, p in problems.items() if path not in refused]


def _noted(person: Person, edits: Edits) -> tuple[Person, list[Problem]]:
    """Somebody with what was noted of them, and texts of it that cannot be used; percents were looked at."""
    where = f"unmet: {person.id}"
    tree, refused = cleaned_or_refused([*edits.unmet.get(person.id, ())], where)
    unmet = dict.fromkeys((*person.unmet_standards, *cast("list[str]", tree)))
    noted = person.but(
        unmet_standards=tuple(unmet),
        voter_confidence=edits.confidence.get(person.id, person.voter_confidence),
    )
    return noted, [reason.at(where) for reason in refused.values()]


def _nobody_named(pool: Pool, **texts: str) -> None:
    """Labels and notes stay readable, also in the database: a name there would outlive an erasure."""
    folded = {where: f" {fold(text)} " for where, text in texts.items() if text}
    if not folded:
        return
    named = [where for where, text in folded.items() if any(f" {fold(p.name)} " in text for p in pool.people)]
    if named:
        raise InputError(
            [
                Problem(
                    "name_in_label",
                    where,
                    "Không ghi tên người trong danh sách ở đây: phần này không được mã hóa.",
                    "No name of somebody in the list may stand here: this is not sealed.",
                )
                for where in named
            ]
        )
