"""A structure plan: offers, the proposal made of them, and the allocation to bodies."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Literal

from pydantic import Field

from cocau.constraints.model.council import Council
from cocau.constraints.model.offers import Offers, Organisation, OrganisationKind, Profile
from cocau.constraints.model.people import Bloc, Person, Pool
from cocau.constraints.model.selectors import COUNTED_GROUPS, list_counted
from cocau.constraints.model.slate import Slate
from cocau.constraints.record import Record, Text
from cocau.solver.proposal import Proposal
from cocau.solver.request import Introductions


class AllocationTally(Record):
    """A number of people, and how many of them belong to each counted group."""

    people: int
    counts: dict[str, int]


class AllocationStages(Record):
    """The same people three times: introduced, on the official list, in the intended council."""

    introduced: AllocationTally
    listed: AllocationTally
    intended: AllocationTally


class AllocationProfileRow(AllocationStages):
    """What a slate takes of one profile."""

    id: str
    name: Text = Field(description="in words; one that was given is the same in both languages")
    at_most: int


class AllocationRow(AllocationStages):
    """What a slate takes of a body, by profile; `at_most`: what it can introduce."""

    id: str
    name: str
    sort: OrganisationKind
    bloc: Bloc
    at_least: int
    at_most: int
    profiles: tuple[AllocationProfileRow, ...]

    def in_order(self) -> "AllocationRow":
        """Return the same row, its profiles by id."""
        return self.replace_unvalidated(profiles=tuple(sorted(self.profiles, key=lambda profile: profile.id)))


class Allocation(Record):
    """Bodies by counted group; profiles sum to their row, rows to their sort, sorts to all."""

    rows: tuple[AllocationRow, ...]
    sorts: dict[OrganisationKind, AllocationStages]
    totals: AllocationStages

    def in_order(self) -> "Allocation":
        """Return the same numbers in canonical order: rows by id, and their profiles by id."""
        rows = sorted(self.rows, key=lambda row: row.id)
        return self.replace_unvalidated(rows=tuple(row.in_order() for row in rows))


def build_allocation(council: Council, offers: Offers, pool: Pool, slate: Slate) -> Allocation:
    """Count what a slate over the pool of these offers takes of each organisation."""
    count = _AllocationCounter(council.election_day, pool, slate)
    orgs = offers.organisations
    sorts = [sort for sort in OrganisationKind if any(org.sort is sort for org in orgs)]
    return Allocation(
        rows=tuple(count.build_row(org) for org in orgs),
        sorts={sort: count.count_all(org for org in orgs if org.sort is sort) for sort in sorts},
        totals=count.count_all(orgs),
    )


class _AllocationCounter:
    """A count of people introduced, listed and intended."""

    def __init__(self, day: date, pool: Pool, slate: Slate) -> None:
        everybody = (p.id for p in pool.people if p.is_introduced)
        self._day, self._pool = day, pool
        self._introduced = frozenset(everybody if slate.introduced is None else slate.introduced)
        self._listed, self._intended = frozenset(slate.listed), frozenset(slate.deputies)
        self._holders = frozenset(slate.get_holders(*slate.posts))

    def build_row(self, org: Organisation) -> AllocationRow:
        """Build the row of one organisation."""
        return AllocationRow(
            id=org.id,
            name=org.name,
            sort=org.sort,
            bloc=org.bloc,
            at_least=org.at_least,
            at_most=org.supply,
            profiles=tuple(self._build_profile_row(org, profile) for profile in org.profiles),
            **dict(self.count_all([org])),
        )

    def _build_profile_row(self, org: Organisation, profile: Profile) -> AllocationProfileRow:
        return AllocationProfileRow(
            id=profile.id,
            name=profile.described,
            at_most=profile.at_most,
            **dict(self._count_stages(org.list_person_ids(profile))),
        )

    def count_all(self, orgs: Iterable[Organisation]) -> AllocationStages:
        """Count what is taken of some organisations together."""
        return self._count_stages(
            i for org in orgs for profile in org.profiles for i in org.list_person_ids(profile)
        )

    def _count_stages(self, ids: Iterable[str]) -> AllocationStages:
        people = self._pool.get_people(ids)
        return AllocationStages(
            introduced=self._count_tally(people, self._introduced),
            listed=self._count_tally(people, self._listed),
            intended=self._count_tally(people, self._intended),
        )

    def _count_tally(self, people: Iterable[Person], among: Collection[str]) -> AllocationTally:
        taken = [p for p in people if p.id in among]
        posted = among if among is self._introduced else self._holders  # before the lists: as offered
        counts = {g: len(list_counted(g, taken, posted, self._day)) for g in COUNTED_GROUPS}
        return AllocationTally(people=len(taken), counts=counts)


class StructurePlan(Record):
    """A structure plan, complete: offers, what is taken of them, the proposal underneath."""

    format: Literal["cocau/structure/1"] = "cocau/structure/1"
    allocation: Allocation | None = None
    offers: Offers
    proposal: Proposal

    def pool(self, lang: str) -> Pool:
        """Return the people of the proposal, with names made of profiles in one language."""
        council, pool = self.proposal.request.council, self.proposal.request.pool
        names = {p.id: p.name for p in self.offers.build_pool(council, lang).people}
        return pool.replace_unvalidated(
            people=tuple(p.replace_unvalidated(name=names.get(p.id, p.name)) for p in pool.people)
        )

    def in_order(self) -> "StructurePlan":
        """Return the same plan, its offers and its allocation in canonical order."""
        allocation = None if self.allocation is None else self.allocation.in_order()
        return self.replace_unvalidated(allocation=allocation, offers=self.offers.in_order())

    def to_json(self) -> str:
        """Render canonical JSON: the same plan is the same bytes, in whatever order of offers."""
        return self.in_order().model_dump_json(indent=1) + "\n"


def build_introductions(offers: Offers) -> Introductions:
    """Build the bounds of the offers, by the names under which people are introduced."""
    organisations = offers.organisations
    return Introductions(
        total=offers.total,
        at_least={org.name: org.at_least for org in organisations if org.at_least},
        at_most={org.name: org.at_most for org in organisations if org.at_most is not None},
    )


def build_structure_plan(offers: Offers, proposal: Proposal) -> StructurePlan:
    """Build the structure plan of a proposal; without allocation where there is no slate."""
    request, slate = proposal.request, proposal.slate
    counted = None if slate is None else build_allocation(request.council, offers, request.pool, slate)
    return StructurePlan(allocation=counted, offers=offers, proposal=proposal)
