"""Questions about a stored proposal: what each asks with, and what its answer offers."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from pydantic import Field

from cocau.constraints.errors import GivenValue, InputError, Loc, Problem
from cocau.constraints.record import CanonicalRecord, Record
from cocau.solver.proposal import Proposal
from cocau.solver.time_budget import TimeBudget


class QuestionAnswer(CanonicalRecord):
    """The answer to a question about a proposal."""

    @property
    def in_time(self) -> bool:
        """Return whether time sufficed for all that was asked."""
        return bool(getattr(self, "complete", True))


class ProposalQuestion(Record):
    """A question about a proposal. `seconds`: the longest that an answer may take."""

    seconds: float = Field(default=60, gt=0, le=3600)
    question: str

    def solve(self, proposal: Proposal, effort: TimeBudget) -> Any:  # noqa: ANN401  # a QuestionAnswer or a Proposal
        """Answer the question.

        Raises:
            InputError: what is asked means nothing for this proposal; problems at ``field: value``.
        """
        raise NotImplementedError

    def list_rulebooks(self, proposal: Proposal) -> Iterator[tuple[Loc, str]]:  # noqa: ARG002  # for those who do
        """Yield the names of rulebooks that the question will load, each after its place."""
        yield from ()


@contextmanager
def relocate_problems(fields: Mapping[str, Loc]) -> Iterator[None]:
    """Relocate problems at ``--group x`` to ``people: x``, as `fields` says; "": one value.

    Raises:
        InputError: the same problems at their fields.
    """
    try:
        yield
    except InputError as error:
        error.problems = tuple(_relocate(problem, fields) for problem in error.problems)
        raise


def _relocate(problem: Problem, fields: Mapping[str, Loc]) -> Problem:
    match problem.loc:
        case (str(field), *rest) if field in fields and all(isinstance(step, GivenValue) for step in rest):
            return problem.at((*fields[field], *rest))
        case (GivenValue(), *_) if "" in fields:
            return problem.at((*fields[""], *problem.loc))
    return problem
