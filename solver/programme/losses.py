"""What a council has to give, as numbers that are compared in one order and added over councils."""

from collections.abc import Iterable

from cocau.solver.nearness import MOVES
from cocau.solver.programme.parts import CouncilPart
from cocau.solver.proposal import Outcome

COUNCILS = "councils"
"""Councils without a slate: what is compared before everything else."""

Loss = tuple[int, ...]
"""A number for each of the names of an `Order`. Tuples compare as losses do: the first difference decides."""


class Order:
    """The names of what is compared, in their order: councils without a slate, moves, priorities.

    Sums of losses keep the order, so that the least sum over councils is the sum of their least.
    """

    def __init__(self, parts: Iterable[CouncilPart]) -> None:
        found = {tier.what for part in parts for tier in part.tiers}
        moves = tuple(move for move in MOVES if move in found)
        self.names = (COUNCILS, *moves, *sorted(found - {*MOVES}, key=int))

    def value(self, part: CouncilPart) -> Loss:
        """What a council has to give in a plan of it."""
        if part.slate is None:
            return self._lost()
        reached = {tier.what: tier.value for tier in part.tiers}
        return tuple(reached.get(name, 0) for name in self.names)

    def bound(self, part: CouncilPart) -> Loss:
        """The least that a council has to give, whatever the slate; none known: zeros."""
        if part.outcome is Outcome.CONFLICT:
            return self._lost()
        bounds = {tier.what: tier.bound for tier in part.tiers}
        return tuple(bounds.get(name, 0) for name in self.names)

    def total(self, losses: Iterable[Loss]) -> Loss:
        """The sum, name by name."""
        return tuple(map(sum, zip((0,) * len(self.names), *losses, strict=True)))

    def _lost(self) -> Loss:
        return (1, *(0 for _ in self.names[1:]))
