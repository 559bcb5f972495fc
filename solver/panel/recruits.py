"""The fewest people to look for so that a panel becomes possible, and what they must have in common.

A recruit may have any value of each feature, as suits best, and a home of their own. Only counts per feature
matter to quotas, and any counts of *n* people per feature are those of some *n* people; so one number for
each value is exact. What every such group must have is told, since that is what to look for.
"""

from cocau.constraints.quantity import Quantity
from cocau.solver.effort import Effort
from cocau.solver.engine import Engine, Status
from cocau.solver.panel.answer import Need, Recruits
from cocau.solver.panel.model import PanelModel
from cocau.solver.panel.task import Task
from cocau.solver.program import STRUCTURE, Program


def recruits(task: Task, engine: Engine, effort: Effort) -> Recruits | None:
    """The fewest recruits; None if that was not answered in time."""
    search = _Search(task, engine, effort)
    values, status = search.least(search.number)
    if values is None:
        none = Recruits(number=0, needs=(), example=(), complete=True)
        return none if status is Status.INFEASIBLE else None
    number = values[search.variable]
    search.fixed(number)
    example = search.example(values, number)
    needs, complete = search.needs(values)
    return Recruits(number=number, needs=needs, example=example, complete=complete)


class _Search:
    """The program of a panel with people from elsewhere."""

    def __init__(self, task: Task, engine: Engine, effort: Effort) -> None:
        self._task, self._engine, self._effort = task, engine, effort
        model = PanelModel(task)
        self._program: Program = model.program
        self.variable = self._program.variable(task.size)
        self.number = Quantity({self.variable: 1})
        self._new = [self._program.variable(task.size) for _ in task.quotas]
        self._program.add(STRUCTURE, (model.everybody + self.number).equals(task.size))
        for feature in task.features:
            here = (v for v, q in zip(self._new, task.quotas, strict=True) if q.feature == feature)
            of_feature = Quantity(dict.fromkeys(here, 1))
            self._program.add(STRUCTURE, of_feature.equals(self.number))
        for i in task.order:
            count = model.counts[i] + Quantity({self._new[i]: 1})
            self._program.add(STRUCTURE, count >= task.quotas[i].min)
            self._program.add(STRUCTURE, count <= task.quotas[i].max)

    def least(self, what: Quantity) -> tuple[list[int] | None, Status]:
        """An assignment with the least of a quantity, if that was proven."""
        effort = self._effort
        answer = self._engine.minimise(self._program, what, effort.left(), watch=effort.watch)
        proven = answer.status is Status.OPTIMAL and answer.values is not None
        if not proven or answer.values is None or not self._program.allows(answer.values):
            status = Status.INFEASIBLE if answer.status is Status.INFEASIBLE else Status.STOPPED
            return None, status
        return answer.values, Status.OPTIMAL

    def fixed(self, number: int) -> None:
        """From now on there are exactly so many."""
        self._program.add(STRUCTURE, self.number.equals(number))

    def needs(self, values: list[int]) -> tuple[tuple[Need, ...], bool]:
        """The values that no group can do without; a value that some group lacks is not one."""
        found, complete = [], True
        lacking = {i for i, v in enumerate(self._new) if not values[v]}
        for i in self._task.order:
            if i in lacking:
                continue
            least, _ = self.least(Quantity({self._new[i]: 1}))
            if least is None:
                complete = False
                continue
            lacking |= {j for j, v in enumerate(self._new) if not least[v]}
            if i not in lacking:
                found.append((i, least[self._new[i]]))
        quotas = self._task.quotas
        told = (Need(feature=quotas[i].feature, value=quotas[i].value, least=n) for i, n in sorted(found))
        return tuple(told), complete

    def example(self, values: list[int], number: int) -> tuple[tuple[str, ...], ...]:
        """The recruits of an assignment, each with a value for each feature."""
        columns = []
        for feature in self._task.features:
            column: list[str] = []
            for variable, quota in zip(self._new, self._task.quotas, strict=True):
                column += [quota.value] * (values[variable] if quota.feature == feature else 0)
            columns.append(column)
        return tuple(tuple(column[i] for column in columns) for i in range(number))
