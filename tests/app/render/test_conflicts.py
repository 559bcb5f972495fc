"""Answers about conflicts in words, where something is open or nothing can be changed."""

import pytest

from cocau.app.render.blocks import Heading, Line
from cocau.app.render.conflicts import conflicts
from cocau.app.render.sheet import Sheet
from cocau.solver.explain.conflicts import Conflicts
from cocau.solver.proposal import Conflict, Proposal

NOTHING = Conflict(rules=(), irreducible=True, smallest=True, confirmed_by=("HiGHS", "certificate"))


def _said(proposal: Proposal, answer: Conflicts, lang: str) -> str:
    sheet = Sheet(proposal.rulebook, lang, proposal.request.council, proposal.request.pool)
    blocks = conflicts(sheet, proposal, answer)
    return " ".join(b.text for b in blocks if isinstance(b, Line | Heading))


@pytest.mark.parametrize(
    ("lang", "said"),
    [("vi", "bản thân danh sách giới thiệu không đủ người"), ("en", "the pool itself lacks the people")],
)
def test_an_aim_that_no_rule_blocks_lacks_people(proposal: Proposal, lang: str, said: str) -> None:
    aim = proposal.aims[0].rule
    answer = Conflicts(of=proposal.provenance, aim=aim, conflicts=(NOTHING,), complete=True)
    assert said in _said(proposal, answer, lang)


@pytest.mark.parametrize(
    ("lang", "said"), [("vi", "hết thời gian, có thể còn"), ("en", "time ran out; there may be others")]
)
def test_time_that_ran_out_is_said_in_the_first_line(proposal: Proposal, lang: str, said: str) -> None:
    found = NOTHING.but(rules=("one-chair",), irreducible=False, smallest=False)
    answer = Conflicts(of=proposal.provenance, conflicts=(found,), complete=False)
    text = _said(proposal, answer, lang)
    assert said in text
    assert ("Time ran out before it was made small" if lang == "en" else "Hết thời gian trước khi") in text


def test_where_no_aim_is_missed_none_is_named(proposal: Proposal) -> None:
    kept = proposal.but(aims=tuple(a.but(missed=False) for a in proposal.aims))
    said = _said(kept, Conflicts(of=kept.provenance, complete=True), "en")
    assert said == "NOTHING CONFLICTS: all musts and pins can hold together."
