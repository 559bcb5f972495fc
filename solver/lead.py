"""The best assignment that a search has found so far: told now and then, and kept for when it is stopped."""

from collections.abc import Sequence

from cocau.constraints.quantity import Quantity
from cocau.solver.model import SlateModel
from cocau.solver.program import value_of

EVERY = 0.25
"""Least seconds between two best slates that are told, and before the first: short searches tell none."""


class Lead:
    """What was found, weighed tier by tier, but not before somebody wants to know.

    An engine finds many assignments on its way; only few of them are ever asked for.
    """

    def __init__(self, model: SlateModel, objectives: Sequence[Quantity]) -> None:
        self._model, self._objectives = model, objectives
        self._found: list[list[int]] = []
        self._next = EVERY
        self.values: list[int] | None = None
        self.reached: tuple[int, ...] = ()

    @property
    def any(self) -> bool:
        """Whether anything was found, weighed or not."""
        return bool(self._found) or self.values is not None

    def found(self, values: list[int]) -> None:
        """An assignment of an engine; whether it is one is seen when it is weighed."""
        self._found.append(values)

    def news(self, elapsed: float) -> bool:
        """Whether there is now, so many seconds after the start, a better one than was told before."""
        if elapsed < self._next or not self._found:
            return False
        self._next = elapsed + EVERY
        return self.weighed()

    def weighed(self) -> bool:
        """Weigh all that was found; whether it holds a better one: by the first tier that differs."""
        found, self._found = self._found, []
        before = self.values
        for values in found:
            if self._model.program.allows(values):
                tight = self._model.tightened(values)
                reached = tuple(value_of(objective, tight) for objective in self._objectives)
                if self.values is None or reached < self.reached:
                    self.values, self.reached = tight, reached
        return self.values is not before
