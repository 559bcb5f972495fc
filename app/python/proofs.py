"""Proofs from Python: of what a proposal, or an answer about it, says cannot be."""

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

from cocau.app.i18n.languages import Lang
from cocau.app.present.blocks import Block
from cocau.app.present.names import Names
from cocau.app.python.answers import NotebookAnswer
from cocau.app.python.inputs import ProposalSource, open_proposal, telling_problems
from cocau.app.python.planning import search
from cocau.constraints.errors import InputError
from cocau.solver.proposal import Proposal
from cocau.solver.time_budget import TimeBudget

if TYPE_CHECKING:
    from cocau.solver.proofs.answers.answer_proof import AnswerProof
    from cocau.solver.proofs.proof import ProposalProof


def proof(
    proven: ProposalSource | NotebookAnswer[Any], *, seconds: float = 60, progress: bool = True
) -> "NotebookAnswer[ProposalProof] | NotebookAnswer[AnswerProof]":
    """Prove what a proposal or an answer says cannot be, in whole numbers, and check it.

    What has no such proof in time is said to rest on engines.

    Args:
        proven: a proposal, the path of its JSON, or what `ranges`, `prices`, `alternatives` or
            `outcomes` answered.
        seconds: wall-clock time at most.
        progress: show a bar after a second.

    Raises:
        InputError: answers of this sort have no proof, or the proposal was altered.

    Example:
        >>> women = cocau.proof(cocau.ranges(proposal, "women"))
        >>> women.exact == women.said
        True
    """
    with telling_problems():
        if isinstance(proven, NotebookAnswer):
            return _prove_answer(proven.more.get("proposal"), proven.value, seconds, progress=progress)
        return _prove_proposal(open_proposal(proven), seconds, progress=progress)


def _prove_proposal(proposal: Proposal, seconds: float, *, progress: bool) -> "NotebookAnswer[ProposalProof]":
    from cocau.solver.proofs.find import prove_proposal

    found = search(lambda tell: prove_proposal(proposal, TimeBudget(seconds, tell)), progress=progress)
    return NotebookAnswer(found, partial(_render_proof, proposal, found), "claims")


def _prove_answer(
    proposal: Any,  # noqa: ANN401  # what an answer carries
    answer: Any,  # noqa: ANN401  # of whatever question
    seconds: float,
    *,
    progress: bool,
) -> "NotebookAnswer[AnswerProof]":
    from cocau.solver.proofs.answers.check import check_answer_proof
    from cocau.solver.proofs.answers.find import find_answer_proof

    found = search(
        lambda tell: find_answer_proof(proposal, answer, TimeBudget(seconds, tell)), progress=progress
    )
    if problems := check_answer_proof(proposal, answer, found):
        raise InputError(problems)
    return NotebookAnswer(found, partial(_render_answer_proof, proposal, answer, found), "claims")


def _render_proof(proposal: Proposal, found: Any, lang: Lang) -> Iterable[Block]:  # noqa: ANN401  # a ProposalProof
    from cocau.app.present.explanations.proofs import render_proof

    return render_proof(Names.of(proposal, lang), proposal, found)


def _render_answer_proof(
    proposal: Proposal,
    answer: Any,  # noqa: ANN401  # a QuestionAnswer
    found: Any,  # noqa: ANN401  # an AnswerProof
    lang: Lang,
) -> Iterable[Block]:
    from cocau.app.present.explanations.answer_proofs import render_answer_proof

    return render_answer_proof(Names.of(proposal, lang), proposal, found, answer)
