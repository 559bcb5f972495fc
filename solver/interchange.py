"""People alike to every rule: which of them is taken no rule decides, so the proposal says so."""

from collections.abc import Mapping, Sequence
from datetime import date

from cocau.constraints.council import Council
from cocau.constraints.people import PartyRank, Person, Pool
from cocau.constraints.record import Record
from cocau.constraints.select import Selector
from cocau.constraints.slate import Slate
from cocau.solver.request import PlanRequest


class Interchangeable(Record):
    """People who may swap places without any rule noticing; some are taken otherwise than others."""

    people: tuple[str, ...]


def interchangeable(
    request: PlanRequest, slate: Slate, seen: Mapping[str, tuple[object, ...]], apart: frozenset[str]
) -> tuple[Interchangeable, ...]:
    """Groups of people alike to every rule whose parts in the slate differ.

    `seen` are their `signatures`; `apart` are pinned and barred people, whom nobody may swap. Where numbers
    are asked of organisations, only people of one organisation are alike.
    """
    groups: dict[tuple[object, ...], list[Person]] = {}
    home = homes(request.council, request.pool)
    for person in request.pool.people:
        if person.id not in apart:
            by = person.introduced_by if request.introducing is not None else None
            groups.setdefault((by, home.get(person.id), *seen[person.id]), []).append(person)
    alike = (tuple(p.id for p in people) for people in groups.values())
    return tuple(Interchangeable(people=ids) for ids in alike if len({_part(slate, i) for i in ids}) > 1)


def signatures(council: Council, pool: Pool, selectors: Sequence[Selector]) -> dict[str, tuple[object, ...]]:
    """For each person all that a rule can see but the home; people with the same are alike to every rule."""
    return {person.id: _signature(person, selectors, council.election_day) for person in pool.people}


def homes(council: Council, pool: Pool) -> dict[str, str]:
    """The constituency in which a person's locality votes, where there is one."""
    unit_of = {place: c.id for c in council.constituencies for place in c.localities}
    return {p.id: unit_of[p.locality] for p in pool.people if p.locality in unit_of}


def _signature(person: Person, selectors: Sequence[Selector], day: date) -> tuple[object, ...]:
    """Everything a rule can see of a person who may stand, but for the home."""
    first = person.party_rank in (PartyRank.SECRETARY, PartyRank.STANDING_DEPUTY_SECRETARY)
    return (
        *(who.matches(person, day) for who in selectors),
        person.meant_full_time,
        person.introduced_by is not None,
        person.party_rank if first else None,
        person.peoples_committee,
        frozenset(person.planned_for),
        person.preference,
    )


def _part(slate: Slate, person: str) -> tuple[object, ...]:
    posts = tuple(post for post, ids in slate.posts.items() if person in ids)
    return (person in (slate.introduced or ()), slate.list_of(person), person in slate.deputies, posts)
