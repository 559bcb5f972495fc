"""An attacker who puts together every count that they were told and solves for single people.

What is in line with everything told is a world. A value that is the same in all of them is known, however
each count was suppressed by itself.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from ortools.sat.python import cp_model

SMALL = 5
"""People of a group this small have no number of their own."""


@dataclass(frozen=True)
class ToldCounts:
    """What somebody was told of one proposal: its lists by name, and counts of these.

    `counts`: stage -> group -> how many; None: suppressed. Who of the candidates the `deputies` are is hidden.
    """

    candidates: frozenset[str]
    deputies: int
    counts: Mapping[str, Mapping[str, int | None]]


@dataclass(frozen=True)
class KnownGroup:
    """People who were found out: of these, so many are in the group in every world."""

    people: tuple[str, ...]
    group: str
    number: int


def find_known(told: list[ToldCounts]) -> list[KnownGroup]:
    """Find single people and small groups about whom nothing is left open."""
    groups = {group for one in told for stage in one.counts.values() for group in stage}
    return [known for group in sorted(groups) for known in _find_known_of(told, group)]


def _find_known_of(told: list[ToldCounts], group: str) -> Iterator[KnownGroup]:
    people = sorted({person for one in told for person in one.candidates})

    def list_places(person: str) -> list[bool]:
        return [person in one.candidates for one in told]

    for _, alike in groupby(sorted(people, key=list_places), key=list_places):
        part = tuple(alike)
        least, most = (_solve(told, group, part, sign) for sign in (1, -1))
        if least == most and (least in {0, len(part)} or len(part) < SMALL):
            yield KnownGroup(part, group, least)


def _solve(told: list[ToldCounts], group: str, part: tuple[str, ...], sign: int) -> int:
    """Return the least (1) or the most (-1) of these people who may be in the group."""
    model = cp_model.CpModel()
    people = sorted({person for one in told for person in one.candidates})
    inside = {person: model.new_bool_var(person) for person in people}
    for one in told:
        meant = {person: model.new_bool_var("") for person in sorted(one.candidates)}
        both = {person: model.new_bool_var("") for person in meant}
        model.add(sum(meant.values()) == one.deputies)
        for person, variable in both.items():
            model.add_multiplication_equality(variable, [inside[person], meant[person]])
        members = {"candidates": [inside[person] for person in meant], "deputies": [*both.values()]}
        for stage, variables in members.items():
            number = one.counts.get(stage, {}).get(group)
            if number is not None:
                model.add(sum(variables) == number)
    model.minimize(sign * sum(inside[person] for person in part))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    assert solver.solve(model) == cp_model.OPTIMAL
    return sign * round(solver.objective_value)
