"""The second engine, imported at its first question: half a second that few answers need."""

from constraints.quantity import Quantity
from solver.engine import Answer, Watch
from solver.program import Program


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
        from solver.cpsat import CpSat  # noqa: PLC0415  # half a second of imports, seldom needed

        return CpSat().minimise(program, objective, seconds, hint, watch)
