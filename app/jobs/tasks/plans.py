"""Kinds of computation that make a plan: `plan`, `replan` and `structure`."""

from pydantic import Field

from cocau.app.jobs.task import TaskAnswer, TaskKind, TaskOutcome
from cocau.constraints.errors import InputError, Loc, Problem
from cocau.constraints.library import CouncilRulebookName, build_unknown_rulebook_error, find_shipped_part
from cocau.constraints.model.council import Council
from cocau.constraints.model.offers import Offers
from cocau.constraints.record import Record
from cocau.constraints.rulebook import Rulebook
from cocau.solver.outcome import OnProgress, OutOfTime
from cocau.solver.proposal import Proposal, ProposalOutcome
from cocau.solver.replanning import PlanChanges
from cocau.solver.request import PlanRequest


def check_shipped(name: str, loc: Loc) -> tuple[Problem, ...]:
    """List as problems the parts of a rulebook's name (joined with ``+``) not shipped."""
    parts = (part.strip() for part in name.split("+"))
    problems = (
        problem
        for part in parts
        if find_shipped_part(part) is None
        for problem in build_unknown_rulebook_error(part).problems
    )
    return tuple(p.at(loc) for p in problems)


class PlanInput(Record):
    """The input of a plan. `rulebook`: a whole one, instead of the one that the request names."""

    request: PlanRequest
    rulebook: Rulebook | None = None


_PRELOADED: dict[str, Rulebook] = {}
"""How the text of an input ends, and the rulebook that is read from that."""


def dump_plan_input(request: PlanRequest, book: Rulebook) -> str:
    """Dump the JSON of an input; the part of the rulebook is dumped once."""
    return f'{{"request":{request.model_dump_json()}{_dump_input_ending(book)}'


def preload_rulebook(book: Rulebook) -> None:
    """Parse a rulebook that many inputs will bring, once for all of them."""
    _PRELOADED[_dump_input_ending(book)] = Rulebook.model_validate_json(book.text)


def _dump_input_ending(book: Rulebook) -> str:
    return f',"rulebook":{book.text}}}'


def read_plan_input(text: str) -> PlanInput:
    """Parse the JSON of an input, quicker where its rulebook was preloaded.

    Raises:
        ValidationError: everything wrong with its fields.
    """
    for ending, book in _PRELOADED.items():
        if text.endswith(ending):
            return PlanInput.model_validate_json(f"{text.removesuffix(ending)}}}").replace_unvalidated(
                rulebook=book
            )
    return PlanInput.model_validate_json(text)


PLAN_OUTCOMES = {
    ProposalOutcome.SOLVED: TaskOutcome.OPTIMAL,
    ProposalOutcome.CONFLICT: TaskOutcome.CONFLICT,
    ProposalOutcome.OUT_OF_TIME: TaskOutcome.OUT_OF_TIME,
}
"""What came of a plan, as the state of its computation."""


def build_plan_answer(proposal: Proposal) -> TaskAnswer:
    """Build the answer for a proposal."""
    return proposal, PLAN_OUTCOMES[proposal.outcome]


def compute_plan(plan_input: PlanInput, tell: OnProgress) -> TaskAnswer:
    """Plan a slate; see `solver.plan.plan`."""
    from cocau.solver.plan import plan

    _check_rulebook_name(plan_input)
    return build_plan_answer(plan(plan_input.request, plan_input.rulebook, tell))


def _check_rulebook_name(plan_input: PlanInput) -> None:
    """Raise InputError if the request names a rulebook that is not shipped, and brings none."""
    if plan_input.rulebook is None and (
        problems := check_shipped(plan_input.request.rulebook, ("request", "rulebook"))
    ):
        raise InputError(problems)


def rescue_plan(plan_input: PlanInput, outcome: OutOfTime) -> TaskAnswer:
    """Build an unproven proposal from the best slate so far."""
    from cocau.solver.plan import build_unproven_proposal, resolve_rulebook

    return build_plan_answer(
        build_unproven_proposal(
            plan_input.request, resolve_rulebook(plan_input.request, plan_input.rulebook), outcome
        )
    )


PLAN = TaskKind("plan", PlanInput, compute_plan, rescue_plan, read_plan_input)


class ReplanInput(Record):
    """The input of a re-plan: a stored proposal and what is different now."""

    proposal: Proposal
    changes: PlanChanges


def compute_replan(replan_input: ReplanInput, tell: OnProgress) -> TaskAnswer:
    """Plan again with the fewest moves; see `solver.replanning.build_replan_request`."""
    from cocau.solver.plan import plan_with_rulebook
    from cocau.solver.replanning import build_replan_request

    request, book = build_replan_request(replan_input.proposal, replan_input.changes)
    return build_plan_answer(plan_with_rulebook(request, book, tell))


def rescue_replan(replan_input: ReplanInput, outcome: OutOfTime) -> TaskAnswer:
    """Build an unproven proposal from the best slate so far."""
    from cocau.solver.plan import build_unproven_proposal
    from cocau.solver.replanning import build_replan_request

    request, book = build_replan_request(replan_input.proposal, replan_input.changes)
    return build_plan_answer(build_unproven_proposal(request, book, outcome))


REPLAN = TaskKind("replan", ReplanInput, compute_replan, rescue_replan)


class StructureInput(Record):
    """The input of a structure plan. `own`: a whole rulebook, instead of the one named."""

    council: Council
    offers: Offers
    rulebook: CouncilRulebookName = ""
    own: Rulebook | None = None
    overrides: dict[str, dict[str, int | None]] = Field(default_factory=dict)
    raised: tuple[str, ...] = Field(default=(), description="aims to be kept as musts")
    seconds: float = Field(default=60, gt=0, le=3600)

    def build_request(self) -> PlanRequest:
        """Build the request that the structure plan answers.

        Raises:
            InputError: everything wrong with it.
        """
        from cocau.solver.structure_request import build_structure_request

        if self.own is None and (problems := check_shipped(self.rulebook, ("rulebook",))):
            raise InputError(problems)
        return build_structure_request(
            self.council,
            self.offers,
            rulebook=self.rulebook if self.own is None else self.own,
            overrides=self.overrides,
            raised=self.raised,
            seconds=self.seconds,
        )


def compute_structure(structure_input: StructureInput, tell: OnProgress) -> TaskAnswer:
    """Plan a structure; see `solver.structure_request` and `solver.structure_plan`."""
    from cocau.solver.plan import plan

    return _build_structure_answer(
        structure_input, plan(structure_input.build_request(), structure_input.own, tell)
    )


def rescue_structure(structure_input: StructureInput, outcome: OutOfTime) -> TaskAnswer:
    """Build an unproven structure plan from the best slate so far."""
    from cocau.solver.plan import build_unproven_proposal, resolve_rulebook

    request = structure_input.build_request()
    return _build_structure_answer(
        structure_input,
        build_unproven_proposal(request, resolve_rulebook(request, structure_input.own), outcome),
    )


def _build_structure_answer(structure_input: StructureInput, proposal: Proposal) -> TaskAnswer:
    from cocau.solver.structure_plan import build_structure_plan

    return build_structure_plan(structure_input.offers, proposal), PLAN_OUTCOMES[proposal.outcome]


STRUCTURE = TaskKind("structure", StructureInput, compute_structure, rescue_structure)
