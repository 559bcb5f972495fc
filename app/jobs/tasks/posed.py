"""Questions of a stored proposal: what they have in common."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Generic, Protocol, TypeVar

from pydantic import Field

from cocau.app.jobs.task import Answer, Document, State, Task
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.record import Record
from cocau.solver.proposal import Proposal


class Question(Record):
    """What is asked of a proposal. `seconds`: the longest that an answer may take."""

    seconds: float = Field(default=60, gt=0, le=3600)


Q = TypeVar("Q", bound=Question)


class Posed(Record, Generic[Q]):
    """A stored proposal and what is asked of it: the input of a computation."""

    proposal: Proposal
    question: Q


class Named(Protocol):
    """A question of any kind: its name is that of the kind."""

    @property
    def question(self) -> str: ...

    def model_dump_json(self) -> str: ...


def posed(proposal: str, asked: Named) -> Task:
    """The task of a question. `proposal`: the JSON of a stored proposal, which is not read here."""
    return Task(asked.question, f'{{"proposal":{proposal},"question":{asked.model_dump_json()}}}')


class Told(Document, Protocol):
    """An answer that says whether it is all there is to know."""

    @property
    def complete(self) -> bool: ...


def told(answer: Told) -> Answer:
    """An answer with its state: out of time where something was not answered."""
    return answer, State.DONE if answer.complete else State.OUT_OF_TIME


@contextmanager
def at_fields(fields: Mapping[str, str]) -> Iterator[None]:
    """Problems at ``--group x`` or ``person: x`` are told at ``question.people: x``, as `fields` has it.

    Raises:
        InputError: the same problems at their fields.
    """
    try:
        yield
    except InputError as error:
        error.problems = tuple(_moved(problem, fields) for problem in error.problems)
        raise


def _moved(problem: Problem, fields: Mapping[str, str]) -> Problem:
    place, *rest = _JOINT.split(problem.where, maxsplit=1)
    if place not in fields:
        return problem
    where = ": ".join((f"question.{fields[place]}", *rest))
    return Problem(problem.code, where, problem.vi, problem.en)


_JOINT = re.compile(": | ")
