"""A planning task: a request in order, the rules that bind it, its model, its time."""

from dataclasses import dataclass
from functools import cached_property

from cocau.constraints.errors import InputError
from cocau.constraints.record import compute_digest
from cocau.constraints.rulebook import Rulebook
from cocau.solver.engines.engine import Engine
from cocau.solver.engines.highs import Highs
from cocau.solver.engines.lazy_cpsat import LazyCpSat
from cocau.solver.interchangeable_people import build_signatures
from cocau.solver.model.program import Program
from cocau.solver.model.restricted_programs import build_musts_program
from cocau.solver.model.slate_model import PoolFacts, SlateModel, find_pool_facts
from cocau.solver.proposal import Proposal
from cocau.solver.request import PlanRequest, find_request_problems
from cocau.solver.search.sifting.sieve import SiftedPool, sift_pool
from cocau.solver.time_budget import TimeBudget


@dataclass(frozen=True)
class PlanningTask:
    """A request in canonical order, its rules (what-ifs and all), and its time budget."""

    request: PlanRequest
    book: Rulebook
    effort: TimeBudget

    @cached_property
    def model(self) -> SlateModel:
        """Return the program of the request."""
        return SlateModel(self.request, self.book, known=self.known)

    @cached_property
    def known(self) -> PoolFacts:
        """Return what every program of the request starts from."""
        council, pool = self.request.council, self.request.pool
        barred = frozenset(i for ids in self.barred_by.values() for i in ids)
        return find_pool_facts(council, pool, self.book, barred)

    @cached_property
    def signatures(self) -> dict[str, tuple[object, ...]]:
        """Return for each person what a rule can see but the home."""
        return build_signatures(self.known.matches, tuple(self.known.recorder.seen))

    @cached_property
    def sifted(self) -> SiftedPool | None:
        """Return what was found among some of a large pool; None: search among all."""
        return sift_pool(self, Highs())

    @cached_property
    def barred_by(self) -> dict[str, tuple[str, ...]]:
        """Return for each standard that somebody misses, who does."""
        return self.book.list_barred_by_standard(self.request.council, self.request.pool)

    @cached_property
    def pool_digest(self) -> str:
        """Return the digest of the pool."""
        return compute_digest(self.request.pool)

    @cached_property
    def engines(self) -> tuple[Engine, Engine]:
        """Return both engines.

        Without an exact proof nothing is called impossible before both have said so.
        """
        return Highs(), LazyCpSat()

    @cached_property
    def musts(self) -> Program:
        """Return the program without its aims, in which a conflict is searched."""
        return build_musts_program(self.model, self.book)


def restore_task(proposal: Proposal, effort: TimeBudget) -> PlanningTask:
    """Restore the task of a stored proposal, under the rules stored in it.

    Raises:
        InputError: it was altered so that it cannot be planned any more.
    """
    request = proposal.request.in_order()
    if problems := [*find_request_problems(request, proposal.rulebook)]:
        raise InputError(problems)
    return PlanningTask(request, proposal.rulebook, effort)
