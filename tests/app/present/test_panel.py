"""A panel's answer in words, where the whole command is too long a way round."""

import pytest

from cocau.app.present.panel import render_panel
from cocau.app.present.terminal import render_lines
from cocau.solver.panel.answer import (
    PanelAnswer,
    PanelConflict,
    PanelConflictReason,
    PanelPart,
    PanelRecruits,
    PanelStatus,
    QuotaBarrier,
    QuotaChange,
    QuotaRelaxation,
    QuotaRelaxations,
)
from cocau.solver.panel.task import BoundSide, Quota

QUOTA = Quota(feature="f", value="a", min=2, max=2)
BARRIER = QuotaBarrier(feature="f", value="a", side=BoundSide.MIN, bound=2, pool=3, reach=None)
CONFLICT = PanelConflict(
    reason=PanelConflictReason.JOINT,
    barriers=(BARRIER, BARRIER.replace_unvalidated(side=BoundSide.MAX, reach=3)),
    size=True,
    households=False,
    irreducible=False,
    smallest=False,
    confirmed_by=("HiGHS",),
)
ANSWER = PanelAnswer(
    task="",
    size=2,
    seed="",
    people=3,
    homes=None,
    without_address=0,
    features=("f",),
    quotas=(QUOTA,),
    pool=(3,),
    status=PanelStatus.INFEASIBLE,
)


def _said(answer: PanelAnswer, lang: str = "en") -> str:
    return "\n".join(render_lines(render_panel(answer, lang), 300))


def test_a_conflict_that_was_not_shrunk_to_the_end_says_so_and_claims_no_more() -> None:
    said = _said(ANSWER.replace_unvalidated(conflicts=(CONFLICT,)))
    assert "Not shrunk to the end" in said
    assert "Proven" not in said
    assert "f = a: at least 2; 3 in the pool.\n" in said
    assert "f = a: at most 2; 3 in the pool; keeping the others, at least 3 possible." in said
    assert "these cannot all be kept with exactly the size wanted:" in said
    assert "Chưa kịp rút gọn hết" in _said(ANSWER.replace_unvalidated(conflicts=(CONFLICT,)), "vi")
    shrunk = CONFLICT.replace_unvalidated(irreducible=True)
    assert "Not shrunk" not in _said(ANSWER.replace_unvalidated(conflicts=(shrunk,)))


def test_what_one_engine_alone_found_impossible_is_not_said_to_be_proven() -> None:
    assert "Not proven: two independent searches have to confirm it; so far: HiGHS." in _said(
        ANSWER.replace_unvalidated(conflicts=(CONFLICT,))
    )
    nobody = CONFLICT.replace_unvalidated(confirmed_by=())
    assert "so far: neither." in _said(ANSWER.replace_unvalidated(conflicts=(nobody,)))
    assert "Chưa chứng minh được" in _said(ANSWER.replace_unvalidated(conflicts=(nobody,)), "vi")
    both = CONFLICT.replace_unvalidated(confirmed_by=("HiGHS", "CP-SAT"))
    assert "by two independent searches: HiGHS, CP-SAT" in _said(
        ANSWER.replace_unvalidated(conflicts=(both,))
    )


def test_several_conflicts_are_numbered_and_may_not_be_all() -> None:
    said = _said(ANSWER.replace_unvalidated(conflicts=(CONFLICT, CONFLICT)))
    assert "1. With the people" in said
    assert "There may be other conflicts." in said
    assert "no other" in _said(
        ANSWER.replace_unvalidated(conflicts=(CONFLICT, CONFLICT), conflicts_complete=True)
    )


@pytest.mark.parametrize(
    ("proven", "complete", "en"),
    [
        (False, False, "Cost 1."),
        (True, False, "Cost 1; by engines nothing cheaper is enough."),
        (True, True, "Cost 1; by engines nothing cheaper is enough, and nothing else of this cost."),
    ],
)
def test_of_a_relaxation_no_more_is_claimed_than_was_proven(proven: bool, complete: bool, en: str) -> None:
    change = QuotaChange(feature="f", value="a", side=BoundSide.MAX, bound=2, becomes=3)
    told = QuotaRelaxations(
        possible=True,
        cost="1",
        proven=proven,
        complete=complete,
        confirmed_by=(),
        found=(QuotaRelaxation(changes=(change,), panel=None),),
        in_the_way=None,
    )
    said = _said(ANSWER.replace_unvalidated(relaxations=told))
    assert f"{en}\n" in said
    assert "1. f = a: max 2 → 3\n" in said
    assert "Then there is a panel" not in said
    forbidden = told.replace_unvalidated(possible=False, found=())
    assert "No moves within the limits" in _said(ANSWER.replace_unvalidated(relaxations=forbidden))
    nobody = CONFLICT.replace_unvalidated(barriers=())
    assert "in the way:" not in _said(
        ANSWER.replace_unvalidated(relaxations=forbidden.replace_unvalidated(in_the_way=nobody))
    )
    blocked = _said(
        ANSWER.replace_unvalidated(relaxations=forbidden.replace_unvalidated(in_the_way=CONFLICT))
    )
    assert "f = a: min_flex = 2\n" in blocked
    assert "f = a: max_flex = 2; possible: 3\n" in blocked


def test_recruits_of_any_sort_are_told_without_a_list_of_needs() -> None:
    told = PanelRecruits(number=2, needs=(), example=(("a",), ("a",)), complete=True)
    said = _said(ANSWER.replace_unvalidated(recruits=told))
    assert "At least 2 more people.\n" in said
    assert "For example (f): a; a." in said


def test_what_is_open_is_named_in_both_languages() -> None:
    answer = ANSWER.replace_unvalidated(status=PanelStatus.OPEN).with_open_parts(
        [PanelPart.LOTS, PanelPart.PANEL]
    )
    assert answer.open == (PanelPart.PANEL, PanelPart.LOTS)
    assert "Not finished in time: the panel, the drawing of lots." in _said(answer)
    assert "Chưa xong trong thời gian đã cho: nhóm, việc rút thăm." in _said(answer, "vi")
    assert "lottery" not in _said(answer)
