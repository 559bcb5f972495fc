"""The program of a panel: whole numbers of people alike, quotas as rows that carry their names."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from cocau.constraints.quantity import Quantity
from cocau.solver.panel.homes import Street, Values, streets
from cocau.solver.panel.task import Bounds, Side, Task
from cocau.solver.program import STRUCTURE, Program


@dataclass(frozen=True)
class Bound:
    """One side of one quota, by the quota's number in the task."""

    quota: int
    side: Side


@dataclass
class PanelModel:
    """A panel's program. Size and homes are structure; each bound of a quota that can bind has a tag."""

    task: Task
    program: Program = field(default_factory=Program)
    chosen: dict[tuple[int, Values], int] = field(default_factory=dict)
    counts: list[Quantity] = field(default_factory=list)
    everybody: Quantity = field(default_factory=Quantity)

    def __post_init__(self) -> None:
        self._counted: dict[tuple[str, str], list[int]] = defaultdict(list)
        for number, street in enumerate(streets(self.task)):
            self._add(number, street)
        self.everybody = _sum(self.chosen.values())
        self.counts = [_sum(self._counted[quota.key]) for quota in self.task.quotas]

    def _add(self, number: int, street: Street) -> None:
        for values in street.values:
            variable = self.program.variable(min(len(street.homes), self.task.size))
            self.chosen[number, values] = variable
            for key in zip(self.task.features, values, strict=True):
                self._counted[key].append(variable)
        if len(street.values) > 1:
            here = _sum(self.chosen[number, values] for values in street.values)
            self.program.add(STRUCTURE, here <= len(street.homes))

    def sized(self) -> "PanelModel":
        """With the demand that the panel has its size."""
        self.program.add(STRUCTURE, self.everybody.equals(self.task.size))
        return self

    def within(self, bounds: Bounds) -> "PanelModel":
        """With these bounds of the quotas. One that nothing of this size can break has no row."""
        for i in self.task.order:
            low, high = bounds[i]
            if low > 0:
                self.program.add(self.tag(Bound(i, Side.MIN)), self.counts[i] >= low)
            if high < self.task.size:
                self.program.add(self.tag(Bound(i, Side.MAX)), self.counts[i] <= high)
        return self

    def tag(self, bound: Bound) -> str:
        """The name of a bound in the program; names sort alike whatever the order of the file."""
        return f"{self.task.order.index(bound.quota):05d}:{bound.side}"

    def bound(self, tag: str) -> Bound:
        """The bound of a name."""
        number, _, side = tag.partition(":")
        return Bound(self.task.order[int(number)], Side(side))


def _sum(variables: Iterable[int]) -> Quantity:
    return Quantity(dict.fromkeys(variables, 1))
