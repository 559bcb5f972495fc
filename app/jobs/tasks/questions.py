"""Computations that answer questions about a stored proposal, from `cocau.app.questions`."""

import operator
from functools import reduce
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from cocau.app.jobs.task import JobTask, TaskAnswer, TaskKind, TaskOutcome
from cocau.app.jobs.tasks.plans import build_plan_answer, check_shipped
from cocau.app.questions import QUESTIONS
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.record import Record
from cocau.solver.outcome import OnProgress
from cocau.solver.proposal import Proposal
from cocau.solver.question import ProposalQuestion, relocate_problems
from cocau.solver.time_budget import TimeBudget

_MODELS = {name: row.load_model() for name, row in QUESTIONS.items()}
_OF_TASKS = {name: model for name, model in _MODELS.items() if issubclass(model, ProposalQuestion)}

if TYPE_CHECKING:
    AnyQuestion = ProposalQuestion
else:
    AnyQuestion = Annotated[reduce(operator.or_, _OF_TASKS.values()), Field(discriminator="question")]
"""Any question of a stored proposal: which one is told by its field `question`."""


class QuestionInput(Record):
    """The input of a question: a stored proposal and what is asked about it."""

    proposal: Proposal
    question: AnyQuestion


def build_question_task(proposal: str, question: ProposalQuestion) -> JobTask:
    """Build the task of a question; `proposal`: the JSON of a stored one, which is not parsed."""
    return JobTask(question.question, f'{{"proposal":{proposal},"question":{question.model_dump_json()}}}')


def answer_question(question_input: QuestionInput, tell: OnProgress) -> TaskAnswer:
    """Answer a question, with problems at its fields: ``question.people: x``.

    Raises:
        InputError: what is asked means nothing for the proposal, or names a rulebook that is not shipped.
    """
    proposal, question = question_input.proposal, question_input.question
    if problems := _list_unshipped_rulebooks(question, proposal):
        raise InputError(problems)
    with relocate_problems({field: ("question", field) for field in type(question).model_fields}):
        answer = question.solve(proposal, TimeBudget(question.seconds, tell))
    if isinstance(answer, Proposal):
        return build_plan_answer(answer)
    return answer, TaskOutcome.DONE if answer.in_time else TaskOutcome.OUT_OF_TIME


def _list_unshipped_rulebooks(question: ProposalQuestion, proposal: Proposal) -> list[Problem]:
    return [
        problem
        for place, name in question.list_rulebooks(proposal)
        for problem in check_shipped(name, ("question", *place))
    ]


QUESTION_KINDS: tuple[TaskKind[Any], ...] = tuple(
    TaskKind(name, QuestionInput, answer_question) for name in _OF_TASKS
)
