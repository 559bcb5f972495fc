"""Search for people in a pool: by name, with or without diacritics, and by attributes."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

from cocau.app.files.text import build_word_matcher
from cocau.constraints.model.council import Council
from cocau.constraints.model.name_order import get_person_order, get_text_order
from cocau.constraints.model.people import Bloc, Person, Pool, Sex
from cocau.constraints.model.selectors import GROUPS, Selector

PAGE_SIZE = 50
"""People on one page."""

NO_CONSTITUENCY = "-"
"""Instead of a constituency: people who have ties to none."""


class AgeGroup(StrEnum):
    """Groups of ages; the first is the one that the texts of 2021 count."""

    UNDER_40 = "under_40"
    FROM_40 = "from_40"
    FROM_50 = "from_50"
    FROM_60 = "from_60"


_AGES = {
    AgeGroup.UNDER_40: range(40),
    AgeGroup.FROM_40: range(40, 50),
    AgeGroup.FROM_50: range(50, 60),
    AgeGroup.FROM_60: range(60, 200),
}


class Eligibility(StrEnum):
    """Whether every standard lets a person stand."""

    ABLE = "able"
    BARRED = "barred"


class PeopleOrder(StrEnum):
    """Orders in which people are sorted; at first they are as in the file."""

    FILE = "file"
    NAME = "name"
    AGE = "age"
    SEX = "sex"
    BLOC = "bloc"
    ETHNICITY = "ethnicity"
    WORK_PLACE = "work_place"
    LOCALITY = "locality"


class PeopleQuery(BaseModel):
    """A search for people; what is left out or empty narrows nothing. `page` from 1."""

    model_config = ConfigDict(frozen=True)

    q: str = Field(default="", max_length=200)
    group: str | None = None
    sex: Sex | None = None
    bloc: Bloc | None = None
    party_member: bool | None = None
    ethnic_minority: bool | None = None
    religious: bool | None = None
    ages: AgeGroup | None = None
    re_standing: bool | None = None
    full_time: bool | None = None
    unit: str | None = Field(default=None, max_length=200)
    fit: Eligibility | None = None
    sort: str = Field(
        default="file", pattern=f"^-?({'|'.join(PeopleOrder)})$", description="with -, from the last"
    )
    page: int = Field(default=1, ge=1, le=10_000)

    @field_validator("*", mode="before")
    @classmethod
    def _empty_is_nothing(cls, value: Any, info: Any) -> Any:  # noqa: ANN401  # as pydantic calls it
        return cls.model_fields[info.field_name].default if value == "" else value

    @field_validator("group")
    @classmethod
    def _known(cls, value: str | None) -> str | None:
        if value is not None and value not in GROUPS:
            raise ValueError(f"no such group; groups: {', '.join(GROUPS)}")
        return value

    @property
    def order(self) -> PeopleOrder:
        """Return the order to sort by."""
        return PeopleOrder(self.sort.removeprefix("-"))

    @property
    def down(self) -> bool:
        """Return whether the order is descending."""
        return self.sort.startswith("-")


@dataclass(frozen=True)
class FoundPerson:
    """A person, and the place in the list of the pool, from 1."""

    row: int
    person: Person


@dataclass(frozen=True)
class PeoplePage:
    """One page of the people found, and how many there are in all.

    `rows`: the places of all that were found, as in ``1-40,57``; of a page, `size` are shown at most.
    """

    people: tuple[FoundPerson, ...]
    number: int
    pages: int
    found: int
    rows: str
    size: int = PAGE_SIZE


def search_people(
    pool: Pool, query: PeopleQuery, council: Council, barred: Mapping[str, object]
) -> PeoplePage:
    """Return one page of the people that match; a page too far is the last one."""
    found = _list_found(pool, query, council, barred)
    pages = max(1, -(-len(found) // PAGE_SIZE))
    number = min(query.page, pages)
    shown = tuple(found[(number - 1) * PAGE_SIZE : number * PAGE_SIZE])
    return PeoplePage(shown, number, pages, len(found), _write_ranges(sorted(f.row for f in found)))


def find_page(
    pool: Pool, query: PeopleQuery, council: Council, barred: Mapping[str, object], row: int
) -> int:
    """Return the page on which the person at a place of the list is found; else the first."""
    found = _list_found(pool, query, council, barred)
    return next((at // PAGE_SIZE + 1 for at, one in enumerate(found) if one.row == row), 1)


def _list_found(
    pool: Pool, query: PeopleQuery, council: Council, barred: Mapping[str, object]
) -> list[FoundPerson]:
    tests = list(_build_tests(query, council, barred))
    found = [
        FoundPerson(row, p) for row, p in enumerate(pool.people, start=1) if all(test(p) for test in tests)
    ]
    if query.order is not PeopleOrder.FILE:
        key = _KEYS[query.order]
        found.sort(key=lambda f: key(f.person))
    if query.down:
        found.reverse()
    return found


def _write_ranges(rows: list[int]) -> str:
    """Write ascending numbers as ranges: ``1-40,57``."""
    ends = [(a, b) for a, b in pairwise([-1, *rows, -1]) if b != a + 1]
    spans = zip((b for _, b in ends), (a for a, _ in ends[1:]), strict=False)
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in spans)


PersonTest = Callable[[Person], bool]


def _build_tests(query: PeopleQuery, council: Council, barred: Mapping[str, object]) -> Iterator[PersonTest]:
    day = council.election_day
    who = Selector(
        **{name: getattr(query, name) for name in _SELECTOR_FIELDS if getattr(query, name) is not None}
    )
    yield lambda p: who.matches(p, day)
    if query.group is not None:
        group = GROUPS[query.group]
        yield lambda p: group.matches(p, day)
    if query.q:
        stand_in = build_word_matcher(query.q)
        yield lambda p: any(map(stand_in, _list_searched_texts(p)))
    if query.ages is not None:
        ages = _AGES[query.ages]
        yield lambda p: p.age_on(day) in ages
    if query.unit is not None:
        yield _build_unit_test(query.unit, council)
    if query.fit is not None:
        yield lambda p: (p.id in barred) is (query.fit is Eligibility.BARRED)


_SELECTOR_FIELDS = ("sex", "bloc", "party_member", "ethnic_minority", "religious", "re_standing", "full_time")


def _list_searched_texts(person: Person) -> tuple[str, ...]:
    """List the texts in which the words of a search may occur."""
    return person.name, person.occupation, person.work_place, person.introduced_by or "", person.id


def _build_unit_test(unit: str, council: Council) -> PersonTest:
    known = {place for u in council.constituencies for place in u.localities}
    if unit == NO_CONSTITUENCY:
        return lambda p: p.locality not in known
    places: set[str] = {place for u in council.constituencies if u.id == unit for place in u.localities}
    return lambda p: p.locality in places


_KEYS: dict[PeopleOrder, Callable[[Person], Any]] = {
    PeopleOrder.NAME: get_person_order,
    PeopleOrder.AGE: lambda p: -p.born.toordinal(),
    PeopleOrder.SEX: lambda p: (list(Sex).index(p.sex), *get_person_order(p)),
    PeopleOrder.BLOC: lambda p: (list(Bloc).index(p.bloc), *get_person_order(p)),
    PeopleOrder.ETHNICITY: lambda p: (get_text_order(p.ethnicity), *get_person_order(p)),
    PeopleOrder.WORK_PLACE: lambda p: (get_text_order(p.work_place), *get_person_order(p)),
    PeopleOrder.LOCALITY: lambda p: (get_text_order(p.locality or ""), *get_person_order(p)),
}
