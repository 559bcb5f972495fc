"""The second engine, imported at its first question: half a second that few answers need."""

from cocau.constraints.quantity import Quantity
from cocau.solver.engine import Answer, Watch
from cocau.solver.program import Program


class SecondEngine:
    """CP-SAT, as soon as something is asked of it."""

    name = "CP-SAT"

    def minimise(
        self,
        program: Program,
        objective: Quantity,
        seconds: float,
        hint: list[int] | None = None,
        watch: Watch | None = None,
    ) -> Answer:
        """See `Engine.minimise`."""
        from cocau.solver.cpsat import CpSat  # noqa: PLC0415  # half a second of imports, seldom needed

        return CpSat().minimise(program, objective, seconds, hint, watch)
