"""One panel within the quotas, drawn by lots: the same every time, and no lottery with fair odds.

Each person has a lot, drawn from the seed and the id; the panel with the least sum of lots is taken. With so
many different lots two panels hardly ever have one sum, so the panel is a property of what was asked, and
not of the path an engine took. People in a rare group have far better odds than others: the panel is
within the quotas, and nothing is said of anybody's chance.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from cocau.constraints.quantity import Quantity
from cocau.solver.effort import Effort
from cocau.solver.engine import Engine, Status
from cocau.solver.lots import lot
from cocau.solver.panel.homes import Home, Street, Values, streets
from cocau.solver.panel.task import Bounds, Task
from cocau.solver.program import STRUCTURE, Program


@dataclass(frozen=True)
class Drawn:
    """Ids in their order; `complete`: no panel within the quotas has a smaller sum of lots."""

    ids: tuple[str, ...]
    complete: bool


def drawn(task: Task, bounds: Bounds, engine: Engine, effort: Effort) -> Drawn | None:
    """The panel that the lots choose within these bounds; None if there is none, or not in time."""
    urn = _Urn(task, bounds)
    answer = engine.minimise(urn.program, urn.cost, effort.left(), watch=effort.watch)
    if answer.values is None or not urn.program.allows(answer.values):
        return None
    ids = sorted(person for variable, person in urn.person.items() if answer.values[variable])
    return Drawn(tuple(ids), answer.status is Status.OPTIMAL)


class _Urn:
    """A variable for each person who can be drawn: of each home and values the one with the least lot."""

    def __init__(self, task: Task, bounds: Bounds) -> None:
        self.program = Program()
        self.person: dict[int, str] = {}
        self._task = task
        self._lots: dict[int, int] = {}
        self._counted: dict[tuple[str, str], list[int]] = defaultdict(list)
        for street in streets(task):
            self._add(street)
        self.cost = Quantity(self._lots)
        self.program.add(STRUCTURE, _sum(self.person).equals(task.size))
        for i in task.order:
            here = _sum(self._counted[task.quotas[i].key])
            self.program.add(STRUCTURE, here >= bounds[i][0])
            self.program.add(STRUCTURE, here <= bounds[i][1])

    def _add(self, street: Street) -> None:
        if len(street.values) == 1:
            best = sorted(self._best(home, street.values[0]) for home in street.homes)
            for each in best[: self._task.size]:
                self._variable(street.values[0], *each)
            return
        for home in street.homes:
            here = [self._variable(values, *self._best(home, values)) for values in street.values]
            self.program.add(STRUCTURE, _sum(here) <= 1)

    def _best(self, home: Home, values: Values) -> tuple[int, str]:
        return min((lot("panel", self._task.seed, person.id), person.id) for person in home.people[values])

    def _variable(self, values: Values, its_lot: int, person: str) -> int:
        variable = self.program.variable(1)
        self.person[variable], self._lots[variable] = person, its_lot
        for key in zip(self._task.features, values, strict=True):
            self._counted[key].append(variable)
        return variable


def _sum(variables: Iterable[int]) -> Quantity:
    return Quantity(dict.fromkeys(variables, 1))
