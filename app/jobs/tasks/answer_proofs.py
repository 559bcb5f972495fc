"""The computation that proves an answer about a stored proposal."""

import operator
from functools import reduce
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from cocau.app.jobs.task import JobTask, TaskAnswer, TaskKind, TaskOutcome
from cocau.app.questions import QUESTIONS
from cocau.constraints.record import Record
from cocau.solver.outcome import OnProgress
from cocau.solver.proofs.answers.formats import PROVABLE_FORMATS
from cocau.solver.proposal import Proposal
from cocau.solver.question import QuestionAnswer
from cocau.solver.time_budget import TimeBudget


class AnswerProofQuestion(Record):
    """How is what an answer says cannot be proven? `explanation`: the id of that answer."""

    question: Literal["answer_proof"] = "answer_proof"
    explanation: str = Field(max_length=60, examples=["exp_01k…"])
    seconds: float = Field(default=60, gt=0, le=3600)


def _load_provable() -> dict[str, Any]:
    """Load the models of answers that can be proven, by question."""
    models = {name: row.load_answer().model_fields.get("format") for name, row in QUESTIONS.items()}
    return {
        name: QUESTIONS[name].load_answer()
        for name, field in models.items()
        if field is not None and field.annotation in [Literal[one] for one in PROVABLE_FORMATS]
    }


PROVABLE_ANSWERS = _load_provable()
"""Models of the answers that can be proven, by the name of their question."""

if TYPE_CHECKING:
    ProvableAnswer = QuestionAnswer
else:
    ProvableAnswer = Annotated[reduce(operator.or_, PROVABLE_ANSWERS.values()), Field(discriminator="format")]
"""An answer that can be proven; its field `format` says which."""


class AnswerProofInput(Record):
    """The input of the proof of an answer: the proposal, the answer, how long to look."""

    proposal: Proposal
    answer: ProvableAnswer
    question: AnswerProofQuestion


def build_answer_proof_task(proposal: str, answer: str, question: AnswerProofQuestion) -> JobTask:
    """Build the task of a proof from the JSON of the proposal and of the answer, not parsed."""
    asked = question.model_dump_json()
    return JobTask(question.question, f'{{"proposal":{proposal},"answer":{answer},"question":{asked}}}')


def prove_answer(proof_input: AnswerProofInput, tell: OnProgress) -> TaskAnswer:
    """Find the proof of an answer.

    Raises:
        InputError: the proposal was altered so that it means nothing.
    """
    from cocau.solver.proofs.answers.find import find_answer_proof  # loads an engine

    effort = TimeBudget(proof_input.question.seconds, tell)
    return find_answer_proof(proof_input.proposal, proof_input.answer, effort), TaskOutcome.DONE


ANSWER_PROOF: TaskKind[Any] = TaskKind("answer_proof", AnswerProofInput, prove_answer)
