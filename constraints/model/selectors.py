"""Selectors (whom a rule counts), what they count among, named groups, measures."""

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property, reduce
from itertools import repeat
from operator import and_, ge, gt, is_, lt
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


_Read = Callable[[Person, date], Any]
_IsMet = Callable[[Any, Any], bool]


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
        for read, is_met, wanted in self.criteria:  # noqa: SIM110  # for everybody and every rule: all() is slow
            if not is_met(read(person, day), wanted):
                return False
        return True

    @cached_property
    def criteria(self) -> tuple[tuple[_Read, _IsMet, Any], ...]:
        """Return, of each given field, how a person is read, the test, what is wanted."""
        given = ((name, getattr(self, name)) for name in sorted(self.model_fields_set))
        return tuple((*_CRITERIA[name], wanted) for name, wanted in given if wanted is not None)


EVERYONE = Selector()


@dataclass(frozen=True)
class SelectorMatches:
    """Whom selectors describe among many people: what several of them read is read once.

    A column has a byte for each of `people`, in their order: 1 or 0. `day`: see `Selector.matches`.
    """

    people: Sequence[Person]
    day: date
    _columns: dict[object, bytes] = field(default_factory=dict, repr=False, compare=False)
    _values: dict[_Read, tuple[list[Hashable], set[Hashable]]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def get_column(self, who: Selector) -> bytes:
        """Return who is described."""
        if who not in self._columns:
            parts = [self._find_column(*criterion) for criterion in who.criteria]
            self._columns[who] = reduce(_combine, parts) if parts else b"\1" * len(self.people)
        return self._columns[who]

    def list_rows(self, selectors: Iterable[Selector]) -> Iterator[tuple[int, ...]]:
        """List for each person which of these selectors describe him or her."""
        columns = [self.get_column(who) for who in selectors]
        return zip(*columns, strict=True) if columns else repeat((), len(self.people))

    def _find_column(self, read: _Read, is_met: _IsMet, wanted: object) -> bytes:
        """Return whose value meets what is wanted: each value is asked once."""
        if (read, wanted) not in self._columns:
            values, different = self._read(read)
            met = {value: is_met(value, wanted) for value in different}
            self._columns[read, wanted] = bytes(map(met.__getitem__, values))
        return self._columns[read, wanted]

    def _read(self, read: _Read) -> tuple[list[Hashable], set[Hashable]]:
        """Return the value of everybody, and the values that there are."""
        if read not in self._values:
            values = [read(person, self.day) for person in self.people]
            self._values[read] = values, set(values)
        return self._values[read]


def _combine(one: bytes, other: bytes) -> bytes:
    return bytes(map(and_, one, other))


def _is_at_least(held: PartyRank | YearlyGrade | None, floor: Any) -> bool:  # noqa: ANN401  # of the same scale
    return held is not None and held.is_at_least(floor)


_CRITERIA: dict[str, tuple[_Read, _IsMet]] = {
    "sex": (lambda p, _: p.sex, is_),
    "bloc": (lambda p, _: p.bloc, is_),
    "age_under": (lambda p, day: p.age_on(day), lt),
    "ethnic_minority": (lambda p, _: p.ethnicity.casefold() != KINH, is_),
    "religious": (lambda p, _: p.religion is not None, is_),
    "party_member": (lambda p, _: p.party_member, is_),
    "rank_at_least": (lambda p, _: p.party_rank, _is_at_least),
    "re_standing": (lambda p, _: p.re_standing, is_),
    "full_time": (lambda p, _: p.meant_full_time, is_),
    "expert": (lambda p, _: p.bloc is Bloc.EXPERT or p.expert_in is not None, is_),
    "peoples_committee": (lambda p, _: p.peoples_committee, is_),
    "in_peoples_committee": (lambda p, _: p.peoples_committee is not None, is_),
    "heads_agency": (lambda p, _: p.heads_agency, is_),
    "chair_terms_at_least": (lambda p, _: p.chair_terms or 0, ge),
    "grade_at_least": (lambda p, _: p.yearly_grade, _is_at_least),
    "low_confidence_over": (
        lambda p, _: p.confidence_vote and p.confidence_vote.low,
        lambda low, most: low is not None and low > most,
    ),
    "structures_over": (lambda p, day: len(list_structures(p, day)), gt),
}
"""How a person is read for each field of a selector, and when that meets what is wanted."""


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
