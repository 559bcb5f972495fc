"""`structure`: before there are names, how many people each organisation introduces, of which sort."""

from pydantic import Field

from cocau.app.jobs.task import Answer, Kind
from cocau.app.jobs.tasks.books import not_shipped
from cocau.app.jobs.tasks.plan import STATES
from cocau.constraints.council import Council
from cocau.constraints.errors import InputError
from cocau.constraints.library import DEFAULT
from cocau.constraints.offers import Offers
from cocau.constraints.record import Record
from cocau.constraints.rulebook import Rulebook
from cocau.solver.outcome import OnProgress, OutOfTime
from cocau.solver.proposal import Proposal
from cocau.solver.request import PlanRequest


class StructureInput(Record):
    """A council and whom organisations may introduce. `own`: a whole rulebook, instead of the one named."""

    council: Council
    offers: Offers
    rulebook: str = DEFAULT
    own: Rulebook | None = None
    overrides: dict[str, dict[str, int | None]] = Field(default_factory=dict)
    raised: tuple[str, ...] = Field(default=(), description="aims to be kept as musts")
    seconds: float = Field(default=60, gt=0, le=3600)

    def request(self) -> PlanRequest:
        """The request that the structure plan answers.

        Raises:
            InputError: everything wrong with it.
        """
        from cocau.solver.structure_request import structure_request

        if self.own is None and (problems := not_shipped(self.rulebook, "rulebook")):
            raise InputError(problems)
        return structure_request(
            self.council,
            self.offers,
            rulebook=self.rulebook if self.own is None else self.own,
            overrides=self.overrides,
            raised=self.raised,
            seconds=self.seconds,
        )


def compute(asked: StructureInput, tell: OnProgress) -> Answer:
    """See `solver.structure_request` and `solver.structure`."""
    from cocau.solver.plan import plan

    return _counted(asked, plan(asked.request(), asked.own, tell))


def rescue(asked: StructureInput, found: OutOfTime) -> Answer:
    """The best so far as a structure plan that is not proven."""
    from cocau.solver.plan import rulebook_for, unproven

    request = asked.request()
    return _counted(asked, unproven(request, rulebook_for(request, asked.own), found))


def _counted(asked: StructureInput, proposal: Proposal) -> Answer:
    from cocau.solver.structure import structure_of

    return structure_of(asked.offers, proposal), STATES[proposal.outcome]


STRUCTURE = Kind("structure", StructureInput, compute, rescue)
