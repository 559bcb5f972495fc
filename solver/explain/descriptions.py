"""Descriptions of people who might be recruited: every combination of what some selectors look at."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any

from cocau.constraints.council import Council
from cocau.constraints.people import Bloc, Grade, PartyRank, PeoplesCommittee, Person, Pool, Sex
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.select import Selector

BY_OTHERS = "recruit"
MINORITY = "dân tộc thiểu số"
AGES = (35, 45, 30, 40, 50, 28, 55)
"""Ages of stand-ins, the first that suits: whoever is found will have one of his or her own."""


@dataclass(frozen=True)
class Value:
    """One value of a trait: what a selector says of it, what it excludes, and a person who has it."""

    who: Mapping[str, Any]
    unlike: tuple[Selector, ...]
    person: Mapping[str, Any]


Traits = dict[str, tuple[Value, ...]]


@dataclass(frozen=True)
class Description:
    """One value for each trait, by its place among the values; `person` is a stand-in who has them.

    `single`: there can be only one such person (a secretary).
    """

    values: Mapping[str, int]
    person: Person
    single: bool = False


def traits(selectors: Iterable[Selector], pool: Pool) -> Traits:
    """What these selectors tell people apart by, and which values of it; the first is the plainest."""
    asked: dict[str, list[Any]] = {}
    for selector in selectors:
        for name in sorted(selector.model_fields_set):
            value = getattr(selector, name)
            if value is not None and value not in asked.setdefault(name, []):
                asked[name].append(value)
    found = {name: make(asked[name]) for name, make in _MAKERS.items() if name in asked}
    if "peoples_committee" in asked or "in_peoples_committee" in asked:
        found["peoples_committee"] = _committee(asked.get("peoples_committee", []), pool)
    return {name: tuple(values) for name, values in found.items()}


def size(found: Traits) -> int:
    """How many descriptions there are."""
    number = 1
    for values in found.values():
        number *= len(values)
    return number


def descriptions(found: Traits, council: Council, book: Rulebook) -> tuple[Description, ...]:
    """Every combination that a person can be and that no standard bars."""
    made = (
        _described(found, dict(zip(found, places, strict=True)), council, book)
        for places in product(*(range(len(values)) for values in found.values()))
    )
    return tuple(one for one in made if one is not None)


def _described(
    found: Traits, places: Mapping[str, int], council: Council, book: Rulebook
) -> Description | None:
    chosen = [found[name][place] for name, place in places.items()]
    for age in AGES:
        person = stand_in(age, council, chosen)
        fits = _as_said(person, chosen, council.election_day)
        if fits and not book.barred(council, Pool(people=(person,))):
            return Description(places, person)
    return None


def _as_said(person: Person, chosen: Iterable[Value], day: date) -> bool:
    """Whether a stand-in is what its values say, and can be at all: only Party members have a Party rank."""
    return (person.party_rank is None or person.party_member) and all(
        Selector(**value.who).matches(person, day) and not any(s.matches(person, day) for s in value.unlike)
        for value in chosen
    )


def stand_in(age: int, council: Council, chosen: Iterable[Value], person: str = "recruit") -> Person:
    """A made-up person of this age on election day with these values, plain in everything else."""
    day = council.election_day
    fields: dict[str, Any] = {
        "born": date(day.year - age, 1, 1),
        "sex": Sex.MALE,
        "bloc": Bloc.OTHER,
        "introduced_by": BY_OTHERS,
    }
    for value in chosen:
        fields |= value.person
    if fields.get("party_rank") is not None:
        fields["party_member"] = fields.get("party_member", True)
    return Person(id=person, name=person, **fields)


def _yes_no(name: str, person: Callable[[bool], Mapping[str, Any]]) -> Callable[[list[Any]], list[Value]]:
    def make(_: list[Any]) -> list[Value]:
        return [Value({name: wanted}, (), person(wanted)) for wanted in (False, True)]

    return make


def _sexes(_: list[Any]) -> list[Value]:
    return [Value({"sex": sex}, (), {"sex": sex}) for sex in (Sex.FEMALE, Sex.MALE)]


def _blocs(asked: list[Bloc]) -> list[Value]:
    """Each bloc that is asked about, and one that is not, standing for all others."""
    others = [bloc for bloc in (Bloc.OTHER, *Bloc) if bloc not in asked]
    rest = [Value({}, tuple(Selector(bloc=b) for b in asked), {"bloc": b}) for b in others[:1]]
    return [*rest, *(Value({"bloc": bloc}, (), {"bloc": bloc}) for bloc in asked)]


def _ages(asked: list[int]) -> list[Value]:
    """The bands between the ages asked about; the stand-in's own age decides whether it fits."""
    lines = sorted(asked)
    under = [
        Value({"age_under": line}, (Selector(age_under=below),) if below else (), {})
        for below, line in zip([0, *lines], lines, strict=False)
    ]
    return [Value({}, (Selector(age_under=lines[-1]),), {}), *under]


def _ranks(asked: list[PartyRank]) -> list[Value]:
    """No rank that is asked about, and each floor that more than one person can have."""
    floors = [r for r in reversed(PartyRank) if r in asked]
    lowest = Value({}, (Selector(rank_at_least=floors[0]),), {})
    found = [lowest]
    for n, floor in enumerate(floors):
        if floor not in (PartyRank.SECRETARY, PartyRank.STANDING_DEPUTY_SECRETARY):
            above = tuple(Selector(rank_at_least=r) for r in floors[n + 1 : n + 2])
            found.append(Value({"rank_at_least": floor}, above, {"party_rank": floor}))
    return found


def _grades(asked: list[Grade]) -> list[Value]:
    floors = [g for g in reversed(Grade) if g in asked]
    found = [Value({}, (Selector(grade_at_least=floors[0]),), {})]
    for n, floor in enumerate(floors):
        above = tuple(Selector(grade_at_least=g) for g in floors[n + 1 : n + 2])
        found.append(Value({"grade_at_least": floor}, above, {"yearly_grade": floor}))
    return found


def _committee(asked: list[PeoplesCommittee], pool: Pool) -> Iterator[Value]:
    """Not in the People's Committee, a member, and its chair where the pool has none."""
    yield Value({"in_peoples_committee": False}, (), {})
    taken = {p.peoples_committee for p in pool.people}
    for part in (PeoplesCommittee.MEMBER, PeoplesCommittee.CHAIR):
        if part is PeoplesCommittee.MEMBER or (part in asked and part not in taken):
            yield Value({"peoples_committee": part}, (), {"peoples_committee": part})


_MAKERS: dict[str, Callable[[list[Any]], Iterable[Value]]] = {
    "sex": _sexes,
    "bloc": _blocs,
    "age_under": _ages,
    "ethnic_minority": _yes_no("ethnic_minority", lambda y: {"ethnicity": MINORITY if y else "Kinh"}),
    "religious": _yes_no("religious", lambda y: {"religion": "có" if y else None}),
    "party_member": _yes_no("party_member", lambda y: {"party_member": y}),
    "rank_at_least": _ranks,
    "re_standing": _yes_no("re_standing", lambda y: {"re_standing": y}),
    "full_time": _yes_no("full_time", lambda y: {"meant_full_time": y}),
    "expert": _yes_no("expert", lambda y: {"expert_in": "chuyên gia" if y else None}),
    "grade_at_least": _grades,
}
