"""People alike to every rule: no rule decides whom to take, so a proposal lists them."""

from collections.abc import Mapping, Sequence

from cocau.constraints.model.council import Council
from cocau.constraints.model.people import PartyRank, Person, Pool
from cocau.constraints.model.selectors import Selector, SelectorMatches
from cocau.constraints.model.slate import Slate
from cocau.constraints.record import Record
from cocau.solver.request import PlanRequest


class InterchangeablePeople(Record):
    """People who may swap places without any rule noticing; their parts differ."""

    people: tuple[str, ...]


def find_interchangeable(
    request: PlanRequest, slate: Slate, seen: Mapping[str, tuple[object, ...]], apart: frozenset[str]
) -> tuple[InterchangeablePeople, ...]:
    """Find groups of people alike to every rule whose parts in the slate differ.

    `seen` are their `build_signatures`; `apart` are pinned and barred people, whom nobody may swap. Where
    numbers are asked of organisations, only people of one organisation are alike.
    """
    groups: dict[tuple[object, ...], list[Person]] = {}
    home = map_homes(request.council, request.pool)
    for person in request.pool.people:
        if person.id not in apart:
            by = person.introduced_by if request.introducing is not None else None
            groups.setdefault((by, home.get(person.id), seen[person.id]), []).append(person)
    parts = {i: _get_part(slate, i) for i in {*slate.everybody, *(slate.introduced or ())}}
    alike = (tuple(p.id for p in people) for people in groups.values())
    return tuple(InterchangeablePeople(people=ids) for ids in alike if len({parts.get(i) for i in ids}) > 1)


def build_signatures(
    matches: SelectorMatches, selectors: Sequence[Selector]
) -> dict[str, tuple[object, ...]]:
    """Build for each person all that a rule can see, apart from the home constituency.

    People with the same signature are alike to every rule.
    """
    own = (
        _build_signature(person, row)
        for person, row in zip(matches.people, matches.list_rows(selectors), strict=True)
    )
    kept: dict[tuple[object, ...], tuple[object, ...]] = {}  # people alike share one
    return {person.id: kept.setdefault(each, each) for person, each in zip(matches.people, own, strict=True)}


def map_homes(council: Council, pool: Pool) -> dict[str, str]:
    """Map each person to the constituency in which his or her locality votes, if any."""
    unit_of = {place: c.id for c in council.constituencies for place in c.localities}
    return {p.id: unit_of[p.locality] for p in pool.people if p.locality in unit_of}


def _build_signature(person: Person, described: tuple[int, ...]) -> tuple[object, ...]:
    """Build everything that a rule can see of a person who may stand, but for the home."""
    first = person.party_rank in (PartyRank.SECRETARY, PartyRank.STANDING_DEPUTY_SECRETARY)
    return (
        *described,
        person.meant_full_time,
        person.is_introduced,
        person.party_rank if first else None,
        person.peoples_committee,
        frozenset(person.planned_for),
        person.preference,
    )


def _get_part(slate: Slate, person: str) -> tuple[object, ...]:
    posts = tuple(post for post, ids in slate.posts.items() if person in ids)
    return (
        person in (slate.introduced or ()),
        slate.get_constituency(person),
        person in slate.deputies,
        posts,
    )
