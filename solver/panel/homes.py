"""People whom no quota and no household tells apart, counted together.

A home is a person of an unknown address, or all people of one address; at most one of them is taken. Homes
whose people have the same set of values are alike: of *n* such homes, for each of these values so many may
be taken, all values together at most *n*. Each home can serve any value of its set, so nothing is lost.
"""

from collections import defaultdict
from dataclasses import dataclass

from cocau.solver.panel.task import Respondent, Task

Values = tuple[str, ...]


@dataclass(frozen=True)
class Home:
    """The people of one home, by their values."""

    people: dict[Values, list[Respondent]]


@dataclass(frozen=True)
class Street:
    """Homes in which the same values occur."""

    values: tuple[Values, ...]
    homes: tuple[Home, ...]


def streets(task: Task) -> list[Street]:
    """All homes of a pool, sorted by the values in them; in an order that does not depend on the file's."""
    by_values: dict[tuple[Values, ...], list[Home]] = defaultdict(list)
    for people in _homes(task):
        home: dict[Values, list[Respondent]] = defaultdict(list)
        for person in people:
            home[person.values].append(person)
        by_values[tuple(sorted(home))].append(Home(home))
    return [Street(values, tuple(by_values[values])) for values in sorted(by_values)]


def _homes(task: Task) -> list[list[Respondent]]:
    shared: dict[str, list[Respondent]] = defaultdict(list)
    alone: list[list[Respondent]] = []
    for person in task.people:
        if task.households and person.home is not None:
            shared[person.home].append(person)
        else:
            alone.append([person])
    return [*alone, *shared.values()]


def many(task: Task) -> int:
    """How many homes there are: no panel can be larger."""
    return len(_homes(task))
