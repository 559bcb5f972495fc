"""The interface of an engine: one minimum of one integer program."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from cocau.constraints.rules.quantity import Quantity
from cocau.solver.model.program import Program


class EngineStatus(StrEnum):
    """How an engine ended; `stopped`: by time or request, never that nothing is possible."""

    OPTIMAL = "optimal"
    INFEASIBLE = "infeasible"
    STOPPED = "stopped"


@dataclass(frozen=True)
class EngineAnswer:
    """An engine's answer: the best `values` found, if any; nothing is below `bound`."""

    status: EngineStatus
    values: list[int] | None = None
    bound: int | None = None


class Watch(Protocol):
    """A listener told (best value, bound) now and then, None where there is none yet.

    It answers whether to stop. `found`: an assignment better than those before, once, when it is found.
    """

    def __call__(self, value: int | None, bound: int | None, found: list[int] | None = None, /) -> bool:
        """Return whether to stop."""
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
        *,
        near: bool = False,
    ) -> EngineAnswer:
        """Minimise `objective`, within `seconds` of wall-clock time.

        `near`: the optimum is close to the program's relaxation, where searches within the search cost more
        than they find.
        """
        ...
