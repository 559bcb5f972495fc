"""Looking for people in a pool: by name with or without diacritics, by what they are, in an order."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

from cocau.app.imports.safe_text import fold, looked_for
from cocau.constraints.council import Council
from cocau.constraints.people import Bloc, Person, Pool, Sex
from cocau.constraints.select import GROUPS, Selector

AT_ONCE = 100
"""People on one page."""

NOWHERE = "-"
"""Instead of a constituency: people who have ties to none."""


class Ages(StrEnum):
    """Groups of ages; the first is the one that the texts of 2021 count."""

    UNDER_40 = "under_40"
    FROM_40 = "from_40"
    FROM_50 = "from_50"
    FROM_60 = "from_60"


_AGES = {
    Ages.UNDER_40: range(40),
    Ages.FROM_40: range(40, 50),
    Ages.FROM_50: range(50, 60),
    Ages.FROM_60: range(60, 200),
}


class Fit(StrEnum):
    """Whether every standard lets somebody stand."""

    ABLE = "able"
    BARRED = "barred"


class Order(StrEnum):
    """What people are sorted by; at first they are as in the file."""

    FILE = "file"
    NAME = "name"
    AGE = "age"
    SEX = "sex"
    BLOC = "bloc"
    ETHNICITY = "ethnicity"
    WORK_PLACE = "work_place"
    LOCALITY = "locality"


class Wanted(BaseModel):
    """Whom to look for; what is left out or empty narrows nothing. `page` from 1."""

    model_config = ConfigDict(frozen=True)

    q: str = Field(default="", max_length=200)
    group: str | None = None
    sex: Sex | None = None
    bloc: Bloc | None = None
    party_member: bool | None = None
    ethnic_minority: bool | None = None
    religious: bool | None = None
    ages: Ages | None = None
    re_standing: bool | None = None
    full_time: bool | None = None
    unit: str | None = Field(default=None, max_length=200)
    fit: Fit | None = None
    sort: str = Field(default="file", pattern=f"^-?({'|'.join(Order)})$", description="with -, from the last")
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
    def order(self) -> Order:
        """What people are sorted by."""
        return Order(self.sort.removeprefix("-"))

    @property
    def down(self) -> bool:
        """Whether the last come first."""
        return self.sort.startswith("-")


@dataclass(frozen=True)
class Found:
    """Somebody, and the place in the list of the pool, from 1."""

    row: int
    person: Person


@dataclass(frozen=True)
class Page:
    """Some of those who were found, and how many there are in all."""

    people: tuple[Found, ...]
    number: int
    pages: int
    found: int


def look_for(pool: Pool, wanted: Wanted, council: Council, barred: Mapping[str, object]) -> Page:
    """The people of one page; a page too far is the last one."""
    tests = list(_tests(wanted, council, barred))
    found = [Found(row, p) for row, p in enumerate(pool.people, start=1) if all(test(p) for test in tests)]
    if wanted.order is not Order.FILE:
        key = _KEYS[wanted.order]
        found.sort(key=lambda f: key(f.person))
    if wanted.down:
        found.reverse()
    pages = max(1, -(-len(found) // AT_ONCE))
    number = min(wanted.page, pages)
    return Page(tuple(found[(number - 1) * AT_ONCE : number * AT_ONCE]), number, pages, len(found))


Test = Callable[[Person], bool]


def _tests(wanted: Wanted, council: Council, barred: Mapping[str, object]) -> Iterator[Test]:
    day = council.election_day
    who = Selector(**{name: getattr(wanted, name) for name in _SELECTED if getattr(wanted, name) is not None})
    yield lambda p: who.matches(p, day)
    if wanted.group is not None:
        group = GROUPS[wanted.group]
        yield lambda p: group.matches(p, day)
    if wanted.q:
        stand_in = looked_for(wanted.q)
        yield lambda p: any(map(stand_in, _known_by(p)))
    if wanted.ages is not None:
        ages = _AGES[wanted.ages]
        yield lambda p: p.age_on(day) in ages
    if wanted.unit is not None:
        yield _at(wanted.unit, council)
    if wanted.fit is not None:
        yield lambda p: (p.id in barred) is (wanted.fit is Fit.BARRED)


_SELECTED = ("sex", "bloc", "party_member", "ethnic_minority", "religious", "re_standing", "full_time")


def _known_by(person: Person) -> tuple[str, ...]:
    """The texts that people are known by; words are looked for in one of them."""
    return person.name, person.work_place, person.introduced_by or "", person.id


def _at(unit: str, council: Council) -> Test:
    known = {place for u in council.constituencies for place in u.localities}
    if unit == NOWHERE:
        return lambda p: p.locality not in known
    places: set[str] = {place for u in council.constituencies if u.id == unit for place in u.localities}
    return lambda p: p.locality in places


def _by_name(person: Person) -> tuple[Any, ...]:
    """As lists of Vietnamese names are: by the given name, which stands last."""
    words = fold(person.name).split()
    return words[-1:], words, person.name


_KEYS: dict[Order, Callable[[Person], Any]] = {
    Order.NAME: _by_name,
    Order.AGE: lambda p: -p.born.toordinal(),
    Order.SEX: lambda p: (list(Sex).index(p.sex), *_by_name(p)),
    Order.BLOC: lambda p: (list(Bloc).index(p.bloc), *_by_name(p)),
    Order.ETHNICITY: lambda p: (fold(p.ethnicity), *_by_name(p)),
    Order.WORK_PLACE: lambda p: (fold(p.work_place), *_by_name(p)),
    Order.LOCALITY: lambda p: (fold(p.locality or ""), *_by_name(p)),
}
