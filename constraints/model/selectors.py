"""Selectors (whom a rule counts), what they count among, named groups, measures."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property, reduce
from itertools import repeat
from operator import and_
from typing import Any

from pydantic import Field

from cocau.constraints.model.council import Council, CouncilOffice
from cocau.constraints.model.people import Bloc, PartyRank, PeoplesCommitteeRole, Person, Sex, YearlyGrade
from cocau.constraints.record import Record


class Measure(StrEnum):
    """What is averaged over a constituency: `age`, `preference`, or `size` of its list.

    Ages are full years; the preference is as the department entered it. `size` is averaged over the seats of
    the constituency (candidates for one seat), the others over the people themselves.
    """

    AGE = "age"
    PREFERENCE = "preference"
    SIZE = "size"

    def get_value(self, person: Person, day: date) -> int:
        """Return the number of one person, ages taken on `day` (the election day)."""
        if self is Measure.AGE:
            return person.age_on(day)
        return person.preference if self is Measure.PREFERENCE else 1

    @property
    def is_per_seat(self) -> bool:
        """Return whether a sum is divided by the seats, not by the people."""
        return self is Measure.SIZE


KINH = "kinh"


class Among(StrEnum):
    """The people a rule counts among. Laws differ in it, so every counting rule names one.

    `introduced` is everybody an organisation introduced (the pool without those standing on their own
    behalf, or those of it whom a structure plan chooses); `candidates` the official list; `deputies` the
    intended council; `in_office` those of it who hold a post, each once; `outgoing` the previous council.
    """

    INTRODUCED = "introduced"
    CANDIDATES = "candidates"
    DEPUTIES = "deputies"
    IN_OFFICE = "in_office"
    OUTGOING = "outgoing"
    CHAIR = "chair"
    VICE_CHAIR = "vice_chair"
    LEADERS = "leaders"
    HEADS = "heads"
    DEPUTY_HEADS = "deputy_heads"
    COMMITTEE_LEADERS = "committee_leaders"
    STANDING = "standing"
    OFFICE_HOLDERS = "office_holders"

    @property
    def whole(self) -> "Among":
        """Return the set that this is counted of: the deputies for those of them in office."""
        return Among.DEPUTIES if self is Among.IN_OFFICE else self

    def list_posts(self, council: Council) -> tuple[str, ...]:
        """Return the posts meant; empty for the sets that are not made of posts."""
        return council.list_posts_of(*_OFFICES_OF.get(self, ()))


# Standing Committee of the Council: chair, vice-chairs, heads of committees (Law 77/2015, Art. 18(2)).
_OFFICES_OF: dict[Among, tuple[CouncilOffice, ...]] = {
    Among.CHAIR: (CouncilOffice.CHAIR,),
    Among.VICE_CHAIR: (CouncilOffice.VICE_CHAIR,),
    Among.LEADERS: (CouncilOffice.CHAIR, CouncilOffice.VICE_CHAIR),
    Among.HEADS: (CouncilOffice.HEAD,),
    Among.DEPUTY_HEADS: (CouncilOffice.DEPUTY_HEAD,),
    Among.COMMITTEE_LEADERS: (CouncilOffice.HEAD, CouncilOffice.DEPUTY_HEAD),
    Among.STANDING: (CouncilOffice.CHAIR, CouncilOffice.VICE_CHAIR, CouncilOffice.HEAD),
    Among.OFFICE_HOLDERS: tuple(CouncilOffice),
}


class Selector(Record):
    """A description of people; every field that is given must hold. Empty: everybody.

    `grade_at_least` describes nobody without a yearly grade, `low_confidence_over` (more than so many
    percent of low votes) nobody without a vote of confidence; `structures_over` those who combine more
    than so many of `COMBINED_GROUPS`.
    """

    sex: Sex | None = None
    bloc: Bloc | None = None
    age_under: int | None = None
    ethnic_minority: bool | None = None
    religious: bool | None = None
    party_member: bool | None = None
    rank_at_least: PartyRank | None = None
    re_standing: bool | None = None
    full_time: bool | None = None
    expert: bool | None = None
    peoples_committee: PeoplesCommitteeRole | None = None
    in_peoples_committee: bool | None = None
    heads_agency: bool | None = None
    chair_terms_at_least: int | None = Field(default=None, ge=1)
    grade_at_least: YearlyGrade | None = None
    low_confidence_over: int | None = Field(default=None, ge=0, le=100)
    structures_over: int | None = Field(default=None, ge=0)

    def matches(self, person: Person, day: date) -> bool:
        """Return whether the person is described, ages taken on `day` (the election day)."""
        for read, wanted in self.criteria:  # noqa: SIM110  # asked for everybody and every rule: all() is slow
            if not read(person, wanted, day):
                return False
        return True

    @cached_property
    def criteria(self) -> tuple[tuple[Callable[[Person, Any, date], bool], Any], ...]:
        """Return, for each given field, how a person is read and what is wanted."""
        given = ((name, getattr(self, name)) for name in sorted(self.model_fields_set))
        return tuple((_READ[name], wanted) for name, wanted in given if wanted is not None)


EVERYONE = Selector()


@dataclass(frozen=True)
class SelectorMatches:
    """Whom selectors describe among many people: what several of them read is read once.

    A column has a byte for each of `people`, in their order: 1 or 0. `day`: see `Selector.matches`.
    """

    people: Sequence[Person]
    day: date
    _columns: dict[object, bytes] = field(default_factory=dict, repr=False, compare=False)

    def get_column(self, who: Selector) -> bytes:
        """Return who is described."""
        if who not in self._columns:
            parts = [self._read(read, wanted) for read, wanted in who.criteria]
            self._columns[who] = reduce(_combine, parts) if parts else b"\1" * len(self.people)
        return self._columns[who]

    def list_rows(self, selectors: Iterable[Selector]) -> Iterator[tuple[int, ...]]:
        """List for each person which of these selectors describe him or her."""
        columns = [self.get_column(who) for who in selectors]
        return zip(*columns, strict=True) if columns else repeat((), len(self.people))

    def _read(self, read: Callable[[Person, Any, date], bool], wanted: object) -> bytes:
        if (read, wanted) not in self._columns:
            self._columns[read, wanted] = bytes([read(p, wanted, self.day) for p in self.people])
        return self._columns[read, wanted]


def _combine(one: bytes, other: bytes) -> bytes:
    return bytes(map(and_, one, other))


_READ: dict[str, Callable[[Person, Any, date], bool]] = {
    "sex": lambda p, want, _: p.sex is want,
    "bloc": lambda p, want, _: p.bloc is want,
    "age_under": lambda p, want, day: p.age_on(day) < want,
    "ethnic_minority": lambda p, want, _: (p.ethnicity.casefold() != KINH) is want,
    "religious": lambda p, want, _: (p.religion is not None) is want,
    "party_member": lambda p, want, _: p.party_member is want,
    "rank_at_least": lambda p, want, _: p.has_rank(want),
    "re_standing": lambda p, want, _: p.re_standing is want,
    "full_time": lambda p, want, _: p.meant_full_time is want,
    "expert": lambda p, want, _: (p.bloc is Bloc.EXPERT or p.expert_in is not None) is want,
    "peoples_committee": lambda p, want, _: p.peoples_committee is want,
    "in_peoples_committee": lambda p, want, _: (p.peoples_committee is not None) is want,
    "heads_agency": lambda p, want, _: p.heads_agency is want,
    "chair_terms_at_least": lambda p, want, _: (p.chair_terms or 0) >= want,
    "grade_at_least": lambda p, want, _: p.yearly_grade is not None and p.yearly_grade.is_at_least(want),
    "low_confidence_over": lambda p, want, _: p.confidence_vote is not None and p.confidence_vote.low > want,
    "structures_over": lambda p, want, day: len(list_structures(p, day)) > want,
}


@dataclass(frozen=True)
class PeopleGroup:
    """A named group across blocs, and the tables that count it besides notices."""

    who: Selector
    in_allocations: bool = True
    in_short_tables: bool = True


# The age line is that of the 2021 texts.
_STRUCTURES: dict[str, PeopleGroup] = {
    "women": PeopleGroup(Selector(sex=Sex.FEMALE)),
    "under_40": PeopleGroup(Selector(age_under=40)),
    "non_party": PeopleGroup(Selector(party_member=False)),
    "ethnic_minority": PeopleGroup(Selector(ethnic_minority=True)),
    "religious_people": PeopleGroup(Selector(religious=True), in_short_tables=False),
    "re_elected": PeopleGroup(Selector(re_standing=True)),
    "full_time": PeopleGroup(Selector(full_time=True)),
    "experts": PeopleGroup(Selector(expert=True), in_short_tables=False),
    "committee_member_heads": PeopleGroup(
        Selector(full_time=True, rank_at_least=PartyRank.COMMITTEE),
        in_allocations=False,
        in_short_tables=False,
    ),
}

BLOC_GROUPS: tuple[str, ...] = tuple(map(str, Bloc))
STRUCTURE_GROUPS = tuple(_STRUCTURES)
"""The groups that cut across blocs."""
COUNTED_GROUPS = tuple(name for name, group in _STRUCTURES.items() if group.in_allocations)
"""The groups that an allocation and a composition table count, besides the blocs."""
SHORT_GROUPS = tuple(name for name, group in _STRUCTURES.items() if group.in_short_tables)
"""The groups that a terminal has room for, besides the blocs."""

GROUPS: dict[str, Selector] = {
    **{name: group.who for name, group in _STRUCTURES.items()},
    **{str(bloc): Selector(bloc=bloc) for bloc in Bloc},
}
"""Every group that tables, previous terms and targets are counted in."""


def list_counted(
    group: str, people: Iterable[Person], holders: Collection[str], day: date
) -> tuple[Person, ...]:
    """List the people of a group; full-time ones only among holders of posts, as in law."""
    who = GROUPS[group]
    found = (person for person in people if who.matches(person, day))
    return tuple(person for person in found if not who.full_time or person.id in holders)


COMBINED_GROUPS = ("women", "under_40", "non_party", "ethnic_minority", "religious_people")
"""The structures (cơ cấu kết hợp), of which a person may have several without a limit."""


def list_structures(person: Person, day: date) -> tuple[str, ...]:
    """List the structures that one person combines, ages taken on `day` (the election day)."""
    return tuple(group for group in COMBINED_GROUPS if GROUPS[group].matches(person, day))
