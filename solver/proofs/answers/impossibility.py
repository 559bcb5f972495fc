"""What an answer says cannot be: a place in it, and the program without an assignment."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from cocau.constraints.rulebook import Rulebook
from cocau.constraints.rules.quantity import Quantity
from cocau.solver.model.program import Program
from cocau.solver.model.restricted_programs import build_better_program, build_musts_program, get_floor
from cocau.solver.model.slate_model import SlateModel
from cocau.solver.model.variable_names import list_variable_names
from cocau.solver.outcome import Tier
from cocau.solver.proofs.answers.answer_proof import AnswerPlace
from cocau.solver.proposal import Proposal, ProposalOutcome, get_proven_tiers
from cocau.solver.request import PlanRequest


@dataclass(frozen=True)
class ProgramVariables:
    """The names of a program's variables, made when one is asked for."""

    list_names: Callable[[], Sequence[str]]

    @cached_property
    def names(self) -> Sequence[str]:
        """Return the names of variables by number."""
        return self.list_names()

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """Return the numbers of variables by name."""
        return {name: number for number, name in enumerate(self.names)}


@dataclass(frozen=True)
class Impossibility:
    """That a part of a program, some quantities held, has nothing below `bound`.

    `objective` None: the part itself has no assignment. `alike`: those that one tree may prove together.
    `split_first`: variables that a tree splits before others.
    """

    place: AnswerPlace
    alike: str
    variables: ProgramVariables
    part: Program
    held: Sequence[tuple[Quantity, int]] = ()
    objective: Quantity | None = None
    bound: int = 0
    split_first: Collection[int] = ()

    @property
    def is_plain(self) -> bool:
        """Return whether the bounds of the variables alone say so."""
        return self.objective is not None and self.bound <= get_floor(self.part, self.objective)

    def build(self) -> Program:
        """Build the program that has no assignment."""
        if self.objective is None:
            return self.part
        return build_better_program(self.part, self.held, self.objective, self.bound)


@dataclass(frozen=True)
class NamedProgram:
    """A model with the names of its variables."""

    model: SlateModel

    @cached_property
    def variables(self) -> ProgramVariables:
        """Return the names of its variables."""
        return ProgramVariables(partial(list_variable_names, self.model))

    def hold(self, tiers: Sequence[Tier]) -> tuple[tuple[Quantity, int], ...]:
        """Return tiers as quantities with the most that each may be."""
        return tuple((self.model.objective(tier.rules), tier.value) for tier in tiers)

    def list_optimum(
        self, place: AnswerPlace, part: Program, tiers: Sequence[Tier]
    ) -> Iterator[Impossibility]:
        """List that no slate of a part of the program has better tiers than these, in order."""
        held = self.hold(tiers)
        for number, (objective, value) in enumerate(held):
            yield Impossibility(
                (*place, "tiers", number + 1),
                f"tier {number}",
                self.variables,
                part,
                held[:number],
                objective,
                value,
            )


@dataclass(frozen=True)
class AskedPlan:
    """The proposal that an answer is about, with its model and its tiers."""

    proposal: Proposal

    @cached_property
    def named(self) -> NamedProgram:
        """Return the model of the request."""
        return NamedProgram(SlateModel(self.request, self.book))

    @property
    def model(self) -> SlateModel:
        """Return the model of the request."""
        return self.named.model

    @cached_property
    def request(self) -> PlanRequest:
        """Return the request, in order."""
        return self.proposal.request.in_order()

    @property
    def book(self) -> Rulebook:
        """Return the rules of the proposal."""
        return self.proposal.rulebook

    @cached_property
    def musts(self) -> Program:
        """Return the program without its aims."""
        return build_musts_program(self.model, self.book)

    @cached_property
    def tiers(self) -> tuple[Tier, ...]:
        """Return the tiers as the plan reached them; none where no optimum is proven."""
        proven = self.proposal.outcome is ProposalOutcome.SOLVED
        return get_proven_tiers(self.proposal) if proven else ()
