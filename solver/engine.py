"""What the search asks of an engine: one minimum of one program; and how an engine answers."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from cocau.constraints.quantity import Quantity
from cocau.solver.program import Program


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


class Watch(Protocol):
    """Told (best value, bound) now and then, None where there is none yet; answers whether to stop.

    `found`: an assignment better than those before, once, when it is found.
    """

    def __call__(self, value: int | None, bound: int | None, found: list[int] | None = None, /) -> bool:
        """Whether to stop."""
        ...


class Engine(Protocol):
    """A solver of integer programs."""

    name: str

    def minimise(
        self,
        program: Program,
        objective: Quantity,
        seconds: float,
        hint: list[int] | None = None,
        watch: Watch | None = None,
    ) -> Answer:
        """The least value of `objective`, within `seconds` of wall-clock time."""
        ...
