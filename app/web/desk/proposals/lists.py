"""The people of a proposal as rows: by list, by post, by constituency, or why on no list."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from cocau.app.files.text import build_word_matcher
from cocau.app.present.names import Names
from cocau.constraints.model.council import Constituency, CouncilOffice
from cocau.constraints.model.people import Person, Pool
from cocau.constraints.model.slate import Slate
from cocau.solver.proposal import Proposal


@dataclass(frozen=True)
class ListedName:
    """One person on a slate. `sought`: nobody yet, a place for a person to be found."""

    text: str
    intended: bool = False
    sought: bool = False


@dataclass(frozen=True)
class SlateLists:
    """The posts and the constituencies of a slate, each with its people."""

    posts: tuple[tuple[str, tuple[ListedName, ...]], ...]
    units: tuple[tuple[str, tuple[ListedName, ...]], ...]


def build_slate_lists(sheet: Names, slate: Slate, sought: Collection[str] = ()) -> SlateLists:
    """Build the lists of a slate, intended deputies first.

    `sought`: ids of people still to be found.
    """
    places = {i: number for number, i in enumerate(sorted(sought, key=_rank_recruit), 1)}
    meant = set(slate.deputies)

    def name(i: str) -> ListedName:
        if i in places:
            words = sheet.say(f"Người cần tìm {places[i]}", f"To be found: {places[i]}")
            return ListedName(words, i in meant, sought=True)
        return ListedName(sheet.person(i), i in meant)

    posts = ((post, slate.get_holders(post)) for post in sheet.council.list_posts_of(*CouncilOffice))
    units = ((unit, slate.candidates.get(unit.id, ())) for unit in sheet.council.constituencies)
    return SlateLists(
        posts=tuple((sheet.post(post), tuple(map(name, ids))) for post, ids in posts if ids),
        units=tuple(
            (unit.name or unit.id, tuple(name(i) for i in sorted(ids, key=lambda i: (i not in meant, i))))
            for unit, ids in units
        ),
    )


def _rank_recruit(i: str) -> tuple[int, str]:
    return len(i), i


class ProposalPart(StrEnum):
    """The part of a person in a proposal."""

    DEPUTY = "deputy"
    CANDIDATE = "candidate"
    OUT = "out"
    BARRED = "barred"


@dataclass(frozen=True)
class PersonRow:
    """A person with the part in the plan. `number`: see `number_people`; `away`: not at home."""

    number: int
    person: Person
    name: str
    part: ProposalPart
    unit: str | None
    posts: tuple[str, ...]
    age: int
    away: bool


def number_people(pool: Pool) -> Mapping[str, int]:
    """Number the people of a pool from 1: addresses have numbers, as ids are made of names."""
    return {person.id: number for number, person in enumerate(pool.people, start=1)}


def build_person_rows(sheet: Names, proposal: Proposal) -> Mapping[str, PersonRow]:
    """Build a row for everybody in the pool, by id."""
    barred = {i for ids in proposal.barred.values() for i in ids}
    slate = proposal.slate
    meant = set() if slate is None else {*slate.deputies}
    places = {} if slate is None else {i: unit for unit, ids in slate.candidates.items() for i in ids}
    posts: dict[str, list[str]] = {}
    for post, ids in ({} if slate is None else slate.posts).items():
        for i in ids:
            posts.setdefault(i, []).append(post)
    units = {unit.id: unit for unit in sheet.council.constituencies}

    def row(number: int, person: Person) -> PersonRow:
        unit = places.get(person.id)
        free = ProposalPart.BARRED if person.id in barred else ProposalPart.OUT
        part = ProposalPart.DEPUTY if person.id in meant else free if unit is None else ProposalPart.CANDIDATE
        return PersonRow(
            number,
            person,
            sheet.person(person.id),
            part,
            unit,
            tuple(sorted(posts.get(person.id, []), key=_rank_post)),
            person.age_on(sheet.council.election_day),
            unit is not None and _is_away(person, units[unit]),
        )

    return {person.id: row(n, person) for n, person in enumerate(sheet.pool.people, start=1)}


def _rank_post(post: str) -> int:
    return list(CouncilOffice).index(CouncilOffice(post.partition("/")[0]))


def _is_away(person: Person, unit: Constituency) -> bool:
    return person.locality is not None and person.locality not in unit.localities


@dataclass(frozen=True)
class UnitList:
    """The list of a constituency: intended deputies first."""

    unit: Constituency
    name: str
    rows: tuple[PersonRow, ...]


def build_unit_lists(sheet: Names, proposal: Proposal, rows: Mapping[str, PersonRow]) -> Iterator[UnitList]:
    """Yield the list of every constituency, in the order of the council."""
    if proposal.slate is None:
        return
    for unit in sheet.council.constituencies:
        ids = proposal.slate.candidates.get(unit.id, ())
        found = sorted((rows[i] for i in ids if i in rows), key=lambda r: (r.part, r.person.id))
        yield UnitList(
            unit, sheet.unit(unit.id), tuple(sorted(found, key=lambda r: r.part is not ProposalPart.DEPUTY))
        )


@dataclass(frozen=True)
class HeldPost:
    """A post with its holders."""

    post: str
    words: str
    holders: tuple[PersonRow, ...]


@dataclass(frozen=True)
class CouncilBody:
    """The council's leadership or a committee, with its posts."""

    name: str
    posts: tuple[HeldPost, ...]


def build_bodies(sheet: Names, proposal: Proposal, rows: Mapping[str, PersonRow]) -> Iterator[CouncilBody]:
    """Yield the council's own posts, then each committee's."""
    council, slate = sheet.council, proposal.slate
    if slate is None:
        return

    def held(post: str) -> HeldPost:
        words = sheet.label(CouncilOffice(post.partition("/")[0]))
        return HeldPost(post, words, tuple(rows[i] for i in slate.get_holders(post) if i in rows))

    lead = council.list_posts_of(CouncilOffice.CHAIR, CouncilOffice.VICE_CHAIR)
    yield CouncilBody(sheet.say("Thường trực HĐND", "Leaders of the council"), tuple(map(held, lead)))
    for committee in council.committees:
        own = (f"{office}/{committee.id}" for office in (CouncilOffice.HEAD, CouncilOffice.DEPUTY_HEAD))
        yield CouncilBody(committee.name or committee.id, tuple(map(held, own)))


MOST_PEOPLE_SHOWN = 200
"""People shown at once; who looks for somebody among more searches."""


def find_people(rows: Mapping[str, PersonRow], words: str, part: ProposalPart | None) -> list[PersonRow]:
    """Find people whose name or id has all these words, with or without diacritics."""
    stand_in = build_word_matcher(words)
    chosen = (row for row in rows.values() if part is None or row.part is part)
    return [row for row in chosen if stand_in(f"{row.name} {row.person.id}")]
