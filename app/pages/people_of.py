"""People as a proposal has them: on which list, meant for what, or why on none."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from cocau.app.imports.safe_text import looked_for
from cocau.app.render.sheet import Sheet
from cocau.constraints.council import Constituency, Office
from cocau.constraints.people import Person, Pool
from cocau.solver.proposal import Proposal


class Part(StrEnum):
    """What somebody is in a proposal."""

    DEPUTY = "deputy"
    CANDIDATE = "candidate"
    OUT = "out"
    BARRED = "barred"


@dataclass(frozen=True)
class Row:
    """Somebody, with the part that the plan gives. `number`: see `numbers`; `away`: not at home."""

    number: int
    person: Person
    name: str
    part: Part
    unit: str | None
    posts: tuple[str, ...]
    age: int
    away: bool


def numbers(pool: Pool) -> Mapping[str, int]:
    """Where everybody stands in a pool, from 1: addresses have that, since ids are made of names."""
    return {person.id: number for number, person in enumerate(pool.people, start=1)}


def rows_of(sheet: Sheet, proposal: Proposal) -> Mapping[str, Row]:
    """Everybody in the pool, by id."""
    barred = {i for ids in proposal.barred.values() for i in ids}
    slate = proposal.slate
    meant = set() if slate is None else {*slate.deputies}
    places = {} if slate is None else {i: unit for unit, ids in slate.candidates.items() for i in ids}
    posts: dict[str, list[str]] = {}
    for post, ids in ({} if slate is None else slate.posts).items():
        for i in ids:
            posts.setdefault(i, []).append(post)
    units = {unit.id: unit for unit in sheet.council.constituencies}

    def row(number: int, person: Person) -> Row:
        unit = places.get(person.id)
        free = Part.BARRED if person.id in barred else Part.OUT
        part = Part.DEPUTY if person.id in meant else free if unit is None else Part.CANDIDATE
        return Row(
            number,
            person,
            sheet.person(person.id),
            part,
            unit,
            tuple(sorted(posts.get(person.id, []), key=_rank)),
            person.age_on(sheet.council.election_day),
            unit is not None and _away(person, units[unit]),
        )

    return {person.id: row(n, person) for n, person in enumerate(sheet.pool.people, start=1)}


def _rank(post: str) -> int:
    return list(Office).index(Office(post.partition("/")[0]))


def _away(person: Person, unit: Constituency) -> bool:
    return person.locality is not None and person.locality not in unit.localities


@dataclass(frozen=True)
class UnitList:
    """The list of a constituency: intended deputies first."""

    unit: Constituency
    name: str
    rows: tuple[Row, ...]


def unit_lists(sheet: Sheet, proposal: Proposal, rows: Mapping[str, Row]) -> Iterator[UnitList]:
    """Every constituency, in the order of the council."""
    if proposal.slate is None:
        return
    for unit in sheet.council.constituencies:
        ids = proposal.slate.candidates.get(unit.id, ())
        found = sorted((rows[i] for i in ids if i in rows), key=lambda r: (r.part, r.person.id))
        yield UnitList(
            unit, sheet.unit(unit.id), tuple(sorted(found, key=lambda r: r.part is not Part.DEPUTY))
        )


@dataclass(frozen=True)
class Held:
    """A post and whoever is meant for it."""

    post: str
    words: str
    holders: tuple[Row, ...]


@dataclass(frozen=True)
class Body:
    """The council's head, or a committee, with its posts."""

    name: str
    posts: tuple[Held, ...]


def bodies(sheet: Sheet, proposal: Proposal, rows: Mapping[str, Row]) -> Iterator[Body]:
    """The council's own posts, then each committee's."""
    council, slate = sheet.council, proposal.slate
    if slate is None:
        return

    def held(post: str) -> Held:
        words = sheet.label(Office(post.partition("/")[0]))
        return Held(post, words, tuple(rows[i] for i in slate.holders(post) if i in rows))

    lead = council.posts_of(Office.CHAIR, Office.VICE_CHAIR)
    yield Body(sheet.say("Thường trực HĐND", "Leaders of the council"), tuple(map(held, lead)))
    for committee in council.committees:
        own = (f"{office}/{committee.id}" for office in (Office.HEAD, Office.DEPUTY_HEAD))
        yield Body(committee.name or committee.id, tuple(map(held, own)))


MOST = 200
"""People shown at once; who looks for somebody among more searches."""


def matching(rows: Mapping[str, Row], words: str, part: Part | None) -> list[Row]:
    """Those whose name or id has all these words, with or without diacritics; by the order of the pool."""
    stand_in = looked_for(words)
    chosen = (row for row in rows.values() if part is None or row.part is part)
    return [row for row in chosen if stand_in(f"{row.name} {row.person.id}")]
