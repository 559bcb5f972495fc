"""The people of a proposal as rows: by list, by post, by constituency, or why on no list."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from cocau.app.files.text import build_word_matcher
from cocau.app.present.names import Names
from cocau.app.present.proposal.slate_rows import CandidateRow, HolderRow, list_candidates, list_leadership
from cocau.constraints.model.council import CouncilOffice
from cocau.constraints.model.people import Person
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

    def name(row: HolderRow | CandidateRow) -> ListedName:
        is_intended = row.person_id in meant
        if row.person_id in places:
            number = places[row.person_id]
            words = sheet.say(f"Người cần tìm {number}", f"To be found: {number}")
            return ListedName(words, is_intended, sought=True)
        return ListedName(row.name, is_intended)

    return SlateLists(
        posts=tuple(
            (row.title, tuple(map(name, row.holders))) for row in list_leadership(sheet, slate) if row.holders
        ),
        units=tuple((unit.name, tuple(map(name, unit.candidates))) for unit in list_candidates(sheet, slate)),
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


def build_person_rows(sheet: Names, proposal: Proposal) -> Mapping[str, PersonRow]:
    """Build a row for everybody in the pool, by id."""
    barred = {i for ids in proposal.barred.values() for i in ids}
    slate = proposal.slate
    units = () if slate is None else list_candidates(sheet, slate)
    candidates = {row.person_id: (unit.unit.id, row) for unit in units for row in unit.candidates}
    posts: dict[str, list[str]] = {}
    for post, ids in ({} if slate is None else slate.posts).items():
        for i in ids:
            posts.setdefault(i, []).append(post)

    def row(number: int, person: Person) -> PersonRow:
        unit, listed = candidates.get(person.id, (None, None))
        part = ProposalPart.BARRED if person.id in barred else ProposalPart.OUT
        if listed is not None:
            part = ProposalPart.DEPUTY if listed.is_intended else ProposalPart.CANDIDATE
        return PersonRow(
            number,
            person,
            sheet.person(person.id),
            part,
            unit,
            tuple(sorted(posts.get(person.id, []), key=_rank_post)),
            person.age_on(sheet.council.election_day),
            listed is not None and listed.is_away,
        )

    return {person.id: row(n, person) for n, person in enumerate(sheet.pool.people, start=1)}


def _rank_post(post: str) -> int:
    return list(CouncilOffice).index(CouncilOffice(post.partition("/")[0]))


MOST_PEOPLE_SHOWN = 200
"""People shown at once; who looks for somebody among more searches."""


def find_people(rows: Mapping[str, PersonRow], words: str, part: ProposalPart | None) -> list[PersonRow]:
    """Find people whose name or id has all these words, with or without diacritics."""
    stand_in = build_word_matcher(words)
    chosen = (row for row in rows.values() if part is None or row.part is part)
    return [row for row in chosen if stand_in(f"{row.name} {row.person.id}")]
