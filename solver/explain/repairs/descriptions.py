"""Who might be recruited: every combination of the traits that selectors use."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any

from cocau.constraints.model.council import Council
from cocau.constraints.model.people import (
    Bloc,
    PartyRank,
    PeoplesCommitteeRole,
    Person,
    Pool,
    Sex,
    YearlyGrade,
)
from cocau.constraints.model.selectors import Selector
from cocau.constraints.rulebook import Rulebook

INTRODUCED_BY = "recruit"
MINORITY_ETHNICITY = "dân tộc thiểu số"
STAND_IN_AGES = (35, 45, 30, 40, 50, 28, 55)
"""Ages of stand-ins, the first that suits: the people recruited have real ones."""


@dataclass(frozen=True)
class TraitValue:
    """One value of a trait: what selectors say of it, what it excludes, and an example.

    `single`: there can be only one such person (a secretary).
    """

    who: Mapping[str, Any]
    unlike: tuple[Selector, ...]
    person: Mapping[str, Any]
    single: bool = False


Traits = dict[str, tuple[TraitValue, ...]]


@dataclass(frozen=True)
class RecruitDescription:
    """One value for each trait, by its index; `person` is a stand-in who has them."""

    values: Mapping[str, int]
    person: Person
    single: bool = False


def collect_traits(selectors: Iterable[Selector], pool: Pool, first: PartyRank | None = None) -> Traits:
    """Collect the traits that selectors tell people apart by, with their values.

    The first value of each is the plainest. `first`: a rank that one person may be recruited for.
    """
    values_by_trait: dict[str, list[Any]] = {}
    for selector in selectors:
        for name in sorted(selector.model_fields_set):
            value = getattr(selector, name)
            if value is not None and value not in values_by_trait.setdefault(name, []):
                values_by_trait[name].append(value)
    found = {name: make(values_by_trait[name]) for name, make in _MAKERS.items() if name in values_by_trait}
    if "peoples_committee" in values_by_trait or "in_peoples_committee" in values_by_trait:
        found["peoples_committee"] = _make_committee(values_by_trait.get("peoples_committee", []), pool)
    if first is not None:
        lowest = TraitValue({}, (Selector(rank_at_least=first),), {})
        alone = TraitValue({"rank_at_least": first}, (), {"party_rank": first}, single=True)
        found["rank_at_least"] = [*found.get("rank_at_least", [lowest]), alone]
    return {name: tuple(values) for name, values in found.items()}


_ORDERED = frozenset({"age_under", "rank_at_least", "grade_at_least"})
"""Traits whose values follow one another: a description may take a row of them."""


def list_value_sets(trait: str, values: Sequence[TraitValue]) -> tuple[frozenset[int], ...]:
    """List the sets of a trait's values that one description can say, the widest first."""
    size = len(values)
    if trait in _ORDERED:
        sets = {frozenset(range(i, j)) for i in range(size) for j in range(i + 1, size + 1)}
    else:
        whole = frozenset(range(size))
        sets = {whole, *(frozenset({i}) for i in whole)}
        sets |= {whole - {i} for i in whole if values[i].who and size > 1}
    return tuple(sorted(sets, key=lambda one: (-len(one), sorted(one))))


def describe_value_set(
    trait: str, values: Sequence[TraitValue], taken: frozenset[int]
) -> tuple[Mapping[str, Any], tuple[Selector, ...]]:
    """Describe one of these sets of a trait's values: what is asked for, and what not."""
    if len(taken) == len(values):
        return {}, ()
    if trait in _ORDERED or len(taken) == 1:
        return values[min(taken)].who, values[max(taken)].unlike
    (left,) = {*range(len(values))} - taken
    if values[left].who == {"in_peoples_committee": False}:
        return {"in_peoples_committee": True}, ()
    return {}, (Selector(**values[left].who),)


def count_descriptions(traits: Traits) -> int:
    """Return the number of descriptions: the product of the numbers of values."""
    number = 1
    for values in traits.values():
        number *= len(values)
    return number


def list_descriptions(traits: Traits, council: Council, book: Rulebook) -> tuple[RecruitDescription, ...]:
    """List every combination of values that a person can have and no standard bars."""
    descriptions = (
        _build_description(traits, dict(zip(traits, places, strict=True)), council, book)
        for places in product(*(range(len(values)) for values in traits.values()))
    )
    return tuple(one for one in descriptions if one is not None)


def _build_description(
    traits: Traits, places: Mapping[str, int], council: Council, book: Rulebook
) -> RecruitDescription | None:
    """Build the description of these values; None if no person can have them."""
    chosen = [traits[name][place] for name, place in places.items()]
    for age in STAND_IN_AGES:
        person = make_stand_in(age, council, chosen)
        fits = _is_as_described(person, chosen, council.election_day)
        if fits and not book.list_barred(council, Pool(people=(person,))):
            return RecruitDescription(places, person, any(value.single for value in chosen))
    return None


def _is_as_described(person: Person, chosen: Iterable[TraitValue], day: date) -> bool:
    """Return whether a made-up person has the chosen values, and such a person can exist.

    Only Party members have a Party rank.
    """
    return (person.party_rank is None or person.party_member) and all(
        Selector(**value.who).matches(person, day) and not any(s.matches(person, day) for s in value.unlike)
        for value in chosen
    )


def make_stand_in(
    age: int, council: Council, chosen: Iterable[TraitValue], person_id: str = "recruit"
) -> Person:
    """Make up a person of this age on election day with these values, else plain."""
    day = council.election_day
    fields: dict[str, Any] = {
        "born": date(day.year - age, 1, 1),
        "sex": Sex.MALE,
        "bloc": Bloc.OTHER,
        "introduced_by": INTRODUCED_BY,
    }
    for value in chosen:
        fields |= value.person
    if fields.get("party_rank") is not None:
        fields["party_member"] = fields.get("party_member", True)
    return Person(id=person_id, name=person_id, **fields)


def _make_yes_no(
    name: str, person: Callable[[bool], Mapping[str, Any]]
) -> Callable[[list[Any]], list[TraitValue]]:
    """Return a function that makes the values of a yes-or-no trait."""

    def make(_: list[Any]) -> list[TraitValue]:
        return [TraitValue({name: wanted}, (), person(wanted)) for wanted in (False, True)]

    return make


def _make_sexes(_: list[Any]) -> list[TraitValue]:
    """Make the values of the trait `sex`."""
    return [TraitValue({"sex": sex}, (), {"sex": sex}) for sex in (Sex.FEMALE, Sex.MALE)]


def _make_blocs(values: list[Bloc]) -> list[TraitValue]:
    """Make a value for each bloc asked about, and one for all other blocs."""
    others = [bloc for bloc in (Bloc.OTHER, *Bloc) if bloc not in values]
    rest = [TraitValue({}, tuple(Selector(bloc=b) for b in values), {"bloc": b}) for b in others[:1]]
    return [*rest, *(TraitValue({"bloc": bloc}, (), {"bloc": bloc}) for bloc in values)]


def _make_ages(values: list[int]) -> list[TraitValue]:
    """Make the bands between the ages asked about.

    The stand-in's own age decides whether a band fits.
    """
    lines = sorted(values)
    under = [
        TraitValue({"age_under": line}, (Selector(age_under=below),) if below else (), {})
        for below, line in zip([0, *lines], lines, strict=False)
    ]
    return [TraitValue({}, (Selector(age_under=lines[-1]),), {}), *reversed(under)]


def _make_ranks(values: list[PartyRank]) -> list[TraitValue]:
    """Make a value for no rank asked about, and for each floor that several people can have."""
    floors = [r for r in reversed(PartyRank) if r in values]
    lowest = TraitValue({}, (Selector(rank_at_least=floors[0]),), {})
    found = [lowest]
    for n, floor in enumerate(floors):
        if floor not in (PartyRank.SECRETARY, PartyRank.STANDING_DEPUTY_SECRETARY):
            above = tuple(Selector(rank_at_least=r) for r in floors[n + 1 : n + 2])
            found.append(TraitValue({"rank_at_least": floor}, above, {"party_rank": floor}))
    return found


def _make_grades(values: list[YearlyGrade]) -> list[TraitValue]:
    """Make a value for no grade asked about, and for each floor."""
    floors = [g for g in reversed(YearlyGrade) if g in values]
    found = [TraitValue({}, (Selector(grade_at_least=floors[0]),), {})]
    for n, floor in enumerate(floors):
        above = tuple(Selector(grade_at_least=g) for g in floors[n + 1 : n + 2])
        found.append(TraitValue({"grade_at_least": floor}, above, {"yearly_grade": floor}))
    return found


def _make_committee(values: list[PeoplesCommitteeRole], pool: Pool) -> Iterator[TraitValue]:
    """Make the values: not in the People's Committee, a member, its chair if not in the pool."""
    yield TraitValue({"in_peoples_committee": False}, (), {})
    taken = {p.peoples_committee for p in pool.people}
    for part in (PeoplesCommitteeRole.MEMBER, PeoplesCommitteeRole.CHAIR):
        if part is PeoplesCommitteeRole.MEMBER or (part in values and part not in taken):
            yield TraitValue({"peoples_committee": part}, (), {"peoples_committee": part})


_MAKERS: dict[str, Callable[[list[Any]], Iterable[TraitValue]]] = {
    "sex": _make_sexes,
    "bloc": _make_blocs,
    "age_under": _make_ages,
    "ethnic_minority": _make_yes_no(
        "ethnic_minority", lambda y: {"ethnicity": MINORITY_ETHNICITY if y else "Kinh"}
    ),
    "religious": _make_yes_no("religious", lambda y: {"religion": "có" if y else None}),
    "party_member": _make_yes_no("party_member", lambda y: {"party_member": y}),
    "rank_at_least": _make_ranks,
    "re_standing": _make_yes_no("re_standing", lambda y: {"re_standing": y}),
    "full_time": _make_yes_no("full_time", lambda y: {"meant_full_time": y}),
    "expert": _make_yes_no("expert", lambda y: {"expert_in": "chuyên gia" if y else None}),
    "heads_agency": _make_yes_no("heads_agency", lambda y: {"heads_agency": y}),
    "grade_at_least": _make_grades,
}
