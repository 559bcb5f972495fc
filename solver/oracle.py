"""Whether some tags of a program can hold together: one warm relaxation is asked, and integers if need be."""

from collections.abc import Collection

from cocau.constraints.quantity import Quantity
from cocau.solver.certificate import Certificate
from cocau.solver.effort import Effort
from cocau.solver.engine import Answer, Engine, Status
from cocau.solver.kernel import Corner, found_near
from cocau.solver.program import Program
from cocau.solver.relaxation import Relaxation

NOTHING = Quantity()


class Oracle:
    """Says whether the rows of some tags can hold together: relaxation first, integers where it must be.

    Every assignment it meets is kept: a question about tags that one of them keeps is answered by it. With
    `lots`, which tell all assignments apart, the relaxation mostly ends in whole numbers, or close to them.
    """

    def __init__(self, program: Program, engine: Engine, effort: Effort, lots: Quantity = NOTHING) -> None:
        self.program, self._engine, self._effort, self._lots = program, engine, effort, lots
        self._relaxation = Relaxation(program)
        self._relaxation.weigh(lots)
        self._bare = program.keeping(lambda _: False)
        self._met: list[tuple[frozenset[str], list[int]]] = []
        self._proofs: list[Certificate] = []
        self.unanswered = False

    def core(self, tags: Collection[str]) -> frozenset[str] | None:
        """Some of these tags that cannot hold together; None if all can, or (`unanswered`) nobody knows."""
        wanted = frozenset(tags)
        found = self._tried(wanted)
        if isinstance(found, Certificate):
            return found.tags
        return None if found is not None or self.unanswered else wanted

    def values(self, tags: Collection[str]) -> list[int] | None:
        """An assignment under these tags; None if there is none, or (`unanswered`) none was found in time."""
        found = self._tried(frozenset(tags))
        return None if isinstance(found, Certificate) else found

    def proof(self, tags: Collection[str], seconds: float) -> Certificate | None:
        """The proof that these tags cannot hold together, if the relaxation has one."""
        wanted = frozenset(tags)
        known = next((proof for proof in self._proofs if proof.tags <= wanted), None)
        found = self._relaxation.tried(wanted, seconds) if known is None else known
        return found if isinstance(found, Certificate) else None

    def has_met(self, tags: Collection[str]) -> bool:
        """Whether an assignment under these tags is known already."""
        return self._met_with(frozenset(tags)) is not None

    def meets(self, tags: Collection[str]) -> bool:
        """Whether an assignment under these tags comes out of the relaxation whole; else nobody knows."""
        wanted = frozenset(tags)
        return not self._effort.over and self._keep(wanted, self._relaxed(wanted))

    def _tried(self, wanted: frozenset[str]) -> Certificate | list[int] | None:
        self.unanswered = False
        known = self._met_with(wanted)
        if known is not None:
            return known
        if self._effort.watch(None, None):
            self.unanswered = True
            return None
        found = self._relaxed(wanted)
        if isinstance(found, Certificate) or self._keep(wanted, found):
            return found
        return self._integers(wanted)

    def _relaxed(self, wanted: frozenset[str]) -> Certificate | list[int] | None:
        found = self._relaxation.tried(wanted, self._effort.left())
        self._proofs += [found] if isinstance(found, Certificate) else []
        return found

    def _met_with(self, tags: frozenset[str]) -> list[int] | None:
        return next((values for kept, values in self._met if tags <= kept), None)

    def _integers(self, wanted: frozenset[str]) -> list[int] | None:
        program = self.program.keeping(wanted.__contains__)
        if self._lots.terms and self._relaxation.solved:
            values = found_near(program, Corner.of(self._relaxation, 0), self._any_of)
            if self._keep(wanted, values):
                return values
        answer = self._any_of(program)
        if self._keep(wanted, answer.values):
            return answer.values
        self.unanswered = answer.status is not Status.INFEASIBLE
        return None

    def _any_of(self, program: Program) -> Answer:
        return self._engine.minimise(program, NOTHING, self._effort.left(), watch=self._effort.watch)

    def _keep(self, wanted: frozenset[str], values: Certificate | list[int] | None) -> bool:
        """Remember an assignment, if it is one under these tags."""
        if values is None or isinstance(values, Certificate) or not self._bare.allows(values):
            return False
        kept = self.program.kept(values)
        self._met += [(kept, values)] if wanted <= kept else []
        return wanted <= kept
