"""What proves nothing says so, and counts nothing."""

import pytest

from cocau.app.present.blocks import Block, LineBlock
from cocau.app.present.explanations.answer_proofs import render_answer_proof
from cocau.app.present.explanations.proofs import render_proof
from cocau.app.present.names import Names
from cocau.solver.proofs.answers.answer_proof import AnswerProof
from cocau.solver.proofs.proof import ProposalProof
from tests.solver.support.shipped import shipped_plan


def _list_lines(blocks: list[Block]) -> list[str]:
    return [str(block.text) for block in blocks if isinstance(block, LineBlock)]


@pytest.mark.parametrize(
    ("lang", "said"), [("vi", "Không có điều gì phải chứng minh."), ("en", "There is nothing to prove.")]
)
def test_where_nothing_has_to_be_proven_it_is_said(lang: str, said: str) -> None:
    proposal = shipped_plan("xa-mau")
    names = Names.of(proposal, lang)
    of_answer = AnswerProof(format="cocau/answer-proof/1", of="", answer="", claims=())
    of_plan = ProposalProof(format="cocau/proof/1", of="", claims=())
    for blocks in (render_answer_proof(names, proposal, of_answer), render_proof(names, proposal, of_plan)):
        lines = _list_lines(list(blocks))
        assert lines[0] == said
        assert not any("0" in line for line in lines)
