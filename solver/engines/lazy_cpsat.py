"""The second engine, imported at its first question: half a second that few answers need."""

from cocau.constraints.rules.quantity import Quantity
from cocau.solver.engines.engine import EngineAnswer, Watch
from cocau.solver.model.program import Program


class LazyCpSat:
    """CP-SAT, imported as soon as something is asked of it."""

    name = "CP-SAT"

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
        """See `Engine.minimise`."""
        from cocau.solver.engines.cpsat import CpSat  # noqa: PLC0415  # half a second of imports, seldom needed

        return CpSat().minimise(program, objective, seconds, hint, watch, near=near)
