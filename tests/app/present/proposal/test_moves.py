"""What a re-planned slate changes: the numbers and the words of each row."""

import pytest

from cocau.app.present.blocks import LineBlock, StyledText, TableBlock
from cocau.app.present.names import Names
from cocau.app.present.proposal.moves import render_moves
from cocau.solver.model.slate_model import CONSTITUENCY_MOVES, PEOPLE_MOVES, POST_MOVES
from cocau.solver.proofs.proof import ProofNode, ProposalProof, TierClaim
from cocau.solver.proposal import MoveTotal, Proposal
from cocau.solver.slate_differences import MoveReason, PersonMove, SlatePart

AS_CANDIDATE = SlatePart(constituency="dv01", deputy=False)
AS_HEAD = SlatePart(constituency="dv02", deputy=True, posts=("head/legal",))
MOVES = (
    PersonMove(person="p001", was=AS_HEAD, now=None, why=MoveReason.BARRED, standards=("age-21",)),
    PersonMove(person="p002", was=AS_CANDIDATE, now=AS_HEAD, why=MoveReason.MOVED),
)


def _told(proposal: Proposal, *counted: MoveTotal, lang: str = "en") -> tuple[list[str], list[list[str]]]:
    near = proposal.replace_unvalidated(moved=counted, differences=MOVES)
    sheet = Names(proposal.rulebook, lang, proposal.request.council, proposal.request.pool)
    blocks = list(render_moves(sheet, near))
    lines = [str(block.text) for block in blocks if isinstance(block, LineBlock)]
    (table,) = (block for block in blocks if isinstance(block, TableBlock))
    return lines, [[c.text if isinstance(c, StyledText) else str(c) for c in row] for row in table.rows]


def test_the_moves_are_counted_by_sort_and_only_what_is_proven_is_called_so(proposal: Proposal) -> None:
    sorts = (PEOPLE_MOVES, POST_MOVES, CONSTITUENCY_MOVES)
    proven = [MoveTotal(what=what, value=n, bound=n) for n, what in enumerate(sorts, start=3)]
    lines, _ = _told(proposal, *proven)
    assert lines[0] == (
        "3 people brought in, left out or moved (without those who may not stand any more); "
        "4 posts given or taken; 5 people in another constituency."
    )
    assert lines[1].startswith("By the engines: fewer are impossible")
    lines, (_, moving) = _told(proposal, proven[0], MoveTotal(what=POST_MOVES, value=4, bound=1), proven[2])
    assert moving[4] == "not proven to be needed"
    assert "4 posts given or taken" in lines[0]
    assert lines[1] == "That they are the fewest is not proven."


@pytest.mark.parametrize(
    ("posts_confirmed_by", "said"), [((), "Proven exactly: fewer"), (("HiGHS",), "By the engines: fewer")]
)
def test_the_fewest_are_said_to_be_proven_as_they_are(
    proposal: Proposal, posts_confirmed_by: tuple[str, ...], said: str
) -> None:
    """What an aim rests on says nothing of the moves."""
    leaf = (ProofNode(rows={"better#1": -1}),)
    claims = tuple(
        TierClaim(claim="tier", tier=n, rules=(what,), bound=1, nodes=() if by else leaf, confirmed_by=by)
        for n, (what, by) in enumerate(
            ((PEOPLE_MOVES, ()), (POST_MOVES, posts_confirmed_by), ("more-experts", ("HiGHS",))), start=1
        )
    )
    proof = ProposalProof(format="cocau/proof/1", of="", claims=claims)
    moved = tuple(MoveTotal(what=what, value=1, bound=1) for what in (PEOPLE_MOVES, POST_MOVES))
    near = proposal.replace_unvalidated(moved=moved)
    _, line, *_ = (
        block.text
        for block in render_moves(Names.of(proposal, "en"), near, proof)
        if isinstance(block, LineBlock)
    )
    assert str(line).startswith(said)


def test_a_row_has_the_part_before_the_part_now_and_the_reason(proposal: Proposal) -> None:
    _, (barred, moving) = _told(proposal, MoveTotal(what=PEOPLE_MOVES, value=1, bound=1))
    units = {unit.id: unit.name for unit in proposal.request.council.constituencies}
    says = proposal.rulebook.by_id["age-21"].says.en.rstrip(".")
    assert barred[2].startswith(f"{units['dv02']} (dv02), intended deputy, Head · ")
    assert barred[3] == "—"
    assert (barred[0], moving[0]) == ("p001", "p002")
    assert barred[4].startswith("misses a standard: ")
    assert says in barred[4]
    assert "[age-21]" in barred[4]
    assert moving[2] == f"{units['dv01']} (dv01), candidate"
    assert moving[3] == barred[2]
    assert moving[4] == "to keep the rules"
