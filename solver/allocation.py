"""How many people each organisation introduces, of which structures: a plan of profiles, counted."""

from collections.abc import Collection, Iterable
from datetime import date

from pydantic import Field

from cocau.constraints.council import Council
from cocau.constraints.offers import Offers, Organisation, Profile, Sort
from cocau.constraints.people import Bloc, Person, Pool
from cocau.constraints.record import Record, Text
from cocau.constraints.select import GROUPS
from cocau.constraints.slate import Slate

STRUCTURES = (
    "women",
    "under_40",
    "non_party",
    "ethnic_minority",
    "religious_people",
    "re_elected",
    "full_time",
    "experts",
)
"""The groups that an allocation is counted in, as `constraints.select.GROUPS` has them."""


class Tally(Record):
    """So many people, and how many of them each structure has; both together are its share."""

    people: int
    counts: dict[str, int]


class Stages(Record):
    """The same people three times: introduced, on the official list, in the intended council."""

    introduced: Tally
    listed: Tally
    intended: Tally


class ProfileRow(Stages):
    """What is taken of one profile."""

    id: str
    name: Text = Field(description="in words; one that was given is the same in both languages")
    at_most: int


class Row(Stages):
    """What is taken of one organisation, profile by profile. `at_most`: what it can introduce."""

    id: str
    name: str
    sort: Sort
    bloc: Bloc
    at_least: int
    at_most: int
    profiles: tuple[ProfileRow, ...]

    def in_order(self) -> "Row":
        """The same row, its profiles by id."""
        return self.but(profiles=tuple(sorted(self.profiles, key=lambda profile: profile.id)))


class Allocation(Record):
    """Organisation by structure. Profiles sum to their row, rows to their sort, sorts to the totals."""

    rows: tuple[Row, ...]
    sorts: dict[Sort, Stages]
    totals: Stages

    def in_order(self) -> "Allocation":
        """The same numbers in canonical order: rows by id, and their profiles by id."""
        rows = sorted(self.rows, key=lambda row: row.id)
        return self.but(rows=tuple(row.in_order() for row in rows))


def allocation(council: Council, offers: Offers, pool: Pool, slate: Slate) -> Allocation:
    """What a slate over the pool of these offers takes of each organisation."""
    count = _Counting(council.election_day, pool, slate)
    orgs = offers.organisations
    sorts = [sort for sort in Sort if any(org.sort is sort for org in orgs)]
    return Allocation(
        rows=tuple(count.row(org) for org in orgs),
        sorts={sort: count.all_of(org for org in orgs if org.sort is sort) for sort in sorts},
        totals=count.all_of(orgs),
    )


class _Counting:
    """Who is introduced, listed and intended, and how they are counted."""

    def __init__(self, day: date, pool: Pool, slate: Slate) -> None:
        everybody = (p.id for p in pool.people if p.introduced_by is not None)
        self._day, self._pool = day, pool
        self._introduced = frozenset(everybody if slate.introduced is None else slate.introduced)
        self._listed, self._intended = frozenset(slate.listed), frozenset(slate.deputies)

    def row(self, org: Organisation) -> Row:
        """One organisation."""
        return Row(
            id=org.id,
            name=org.name,
            sort=org.sort,
            bloc=org.bloc,
            at_least=org.at_least,
            at_most=org.supply,
            profiles=tuple(self._profile(org, profile) for profile in org.profiles),
            **dict(self.all_of([org])),
        )

    def _profile(self, org: Organisation, profile: Profile) -> ProfileRow:
        return ProfileRow(
            id=profile.id,
            name=profile.described,
            at_most=profile.at_most,
            **dict(self._stages(org.ids(profile))),
        )

    def all_of(self, orgs: Iterable[Organisation]) -> Stages:
        """What is taken of some organisations together."""
        return self._stages(i for org in orgs for profile in org.profiles for i in org.ids(profile))

    def _stages(self, ids: Iterable[str]) -> Stages:
        people = self._pool.named(ids)
        return Stages(
            introduced=self._tally(people, self._introduced),
            listed=self._tally(people, self._listed),
            intended=self._tally(people, self._intended),
        )

    def _tally(self, people: Iterable[Person], among: Collection[str]) -> Tally:
        taken = [p for p in people if p.id in among]
        counts = {g: sum(GROUPS[g].matches(p, self._day) for p in taken) for g in STRUCTURES}
        return Tally(people=len(taken), counts=counts)
