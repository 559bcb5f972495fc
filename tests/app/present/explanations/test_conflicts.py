"""Answers about conflicts in words, where something is open or nothing can be changed."""

import pytest

from cocau.app.present.blocks import Heading, LineBlock
from cocau.app.present.explanations.conflicts import render_conflicts
from cocau.app.present.names import Names
from cocau.solver.conflicts.enumerate import ProposalConflicts
from cocau.solver.proposal import Proposal, RuleConflict

NOTHING = RuleConflict(rules=(), irreducible=True, smallest=True, confirmed_by=("HiGHS", "certificate"))


def _said(proposal: Proposal, answer: ProposalConflicts, lang: str) -> str:
    sheet = Names(proposal.rulebook, lang, proposal.request.council, proposal.request.pool)
    blocks = render_conflicts(sheet, proposal, answer)
    return " ".join(b.text for b in blocks if isinstance(b, LineBlock | Heading))


@pytest.mark.parametrize(
    ("lang", "said"),
    [("vi", "bản thân danh sách giới thiệu không đủ người"), ("en", "the pool itself lacks the people")],
)
def test_an_aim_that_no_rule_blocks_lacks_people(proposal: Proposal, lang: str, said: str) -> None:
    aim = proposal.aims[0].rule
    answer = ProposalConflicts(of=proposal.provenance, aim=aim, conflicts=(NOTHING,), complete=True)
    assert said in _said(proposal, answer, lang)


@pytest.mark.parametrize(
    ("lang", "said"), [("vi", "hết thời gian, có thể còn"), ("en", "time ran out; there may be others")]
)
def test_time_that_ran_out_is_said_in_the_first_line(proposal: Proposal, lang: str, said: str) -> None:
    found = NOTHING.replace_unvalidated(rules=("one-chair",), irreducible=False, smallest=False)
    answer = ProposalConflicts(of=proposal.provenance, conflicts=(found,), complete=False)
    text = _said(proposal, answer, lang)
    assert said in text
    assert ("Time ran out before it was made small" if lang == "en" else "Hết thời gian trước khi") in text


def test_where_no_aim_is_missed_none_is_named(proposal: Proposal) -> None:
    kept = proposal.replace_unvalidated(
        aims=tuple(a.replace_unvalidated(missed=False) for a in proposal.aims)
    )
    said = _said(kept, ProposalConflicts(of=kept.provenance, complete=True), "en")
    assert said == "NOTHING CONFLICTS: all musts and pins can hold together."
