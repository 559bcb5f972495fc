"""`plan`: a slate for a council; the answer is a proposal."""

from cocau.app.jobs.task import Answer, Kind, State
from cocau.app.jobs.tasks.books import not_shipped
from cocau.constraints.errors import InputError
from cocau.constraints.record import Record
from cocau.constraints.rulebook import Rulebook
from cocau.solver.outcome import OnProgress, OutOfTime
from cocau.solver.proposal import Outcome, Proposal
from cocau.solver.request import PlanRequest


class PlanInput(Record):
    """A request. `rulebook`: a whole rulebook of one's own, instead of the one that the request names."""

    request: PlanRequest
    rulebook: Rulebook | None = None


_READ: dict[str, Rulebook] = {}
"""How the text of an input ends, and the rulebook that is read from that."""


def written(request: PlanRequest, book: Rulebook) -> str:
    """The text of an input; that of the rulebook is made once."""
    return f'{{"request":{request.model_dump_json()}{_ending(book)}'


def expect(book: Rulebook) -> None:
    """Read a rulebook that many inputs will bring, once for all of them."""
    _READ[_ending(book)] = Rulebook.model_validate_json(book.text)


def _ending(book: Rulebook) -> str:
    return f',"rulebook":{book.text}}}'


def read(text: str) -> PlanInput:
    """An input by its text; two thirds of the time it takes are for the rulebook, unless that is known.

    Raises:
        ValidationError: everything wrong with its fields.
    """
    for ending, book in _READ.items():
        if text.endswith(ending):
            return PlanInput.model_validate_json(f"{text.removesuffix(ending)}}}").but(rulebook=book)
    return PlanInput.model_validate_json(text)


STATES = {
    Outcome.SOLVED: State.OPTIMAL,
    Outcome.CONFLICT: State.CONFLICT,
    Outcome.OUT_OF_TIME: State.OUT_OF_TIME,
}
"""What came of a plan, as the state of its computation."""


def planned(proposal: Proposal) -> Answer:
    """A proposal as an answer."""
    return proposal, STATES[proposal.outcome]


def compute(asked: PlanInput, tell: OnProgress) -> Answer:
    """See `solver.plan.plan`."""
    from cocau.solver.plan import plan

    _check(asked)
    return planned(plan(asked.request, asked.rulebook, tell))


def _check(asked: PlanInput) -> None:
    """Raises InputError: it names a rulebook that is not shipped, and brings none."""
    if asked.rulebook is None and (problems := not_shipped(asked.request.rulebook, "request.rulebook")):
        raise InputError(problems)


def rescue(asked: PlanInput, found: OutOfTime) -> Answer:
    """The best slate so far as a proposal that is not proven."""
    from cocau.solver.plan import rulebook_for, unproven

    return planned(unproven(asked.request, rulebook_for(asked.request, asked.rulebook), found))


PLAN = Kind("plan", PlanInput, compute, rescue, read)
