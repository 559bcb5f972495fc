"""What the search asks of an engine: minimise, lock, minimise again; and how an engine answers."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from constraints.quantity import Quantity
from solver.program import Program


class Status(StrEnum):
    """`stopped`: time ran out or somebody asked to stop; it never means that nothing is possible."""

    OPTIMAL = "optimal"
    INFEASIBLE = "infeasible"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Answer:
    """`values` per variable, the best found so far if any; `bound`: nothing lower is possible."""

    status: Status
    values: list[int] | None = None
    bound: int | None = None


OnBetter = Callable[[int, int], bool]
"""Told (value, bound) of each better assignment; answers whether to stop."""


class Session(Protocol):
    """One program held by an engine, minimised again and again with more and more locked."""

    def minimise(
        self,
        objective: Quantity,
        seconds: float,
        hint: list[int] | None = None,
        on_better: OnBetter | None = None,
    ) -> Answer:
        """The least value of `objective` under the program and every lock."""
        ...

    def lock(self, objective: Quantity, most: int) -> None:
        """From now on `objective` may not exceed `most`."""
        ...


class Engine(Protocol):
    """A solver of integer programs; `name` and `version` go into provenance."""

    name: str
    version: str

    def open(self, program: Program) -> Session:
        """Hold a program."""
        ...
