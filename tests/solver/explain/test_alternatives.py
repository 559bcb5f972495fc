"""The next best slates, against every slate there is on tiny councils."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cocau.constraints.errors import InputError
from cocau.constraints.model.council import Council
from cocau.constraints.model.people import Pool
from cocau.constraints.model.slate import Slate
from cocau.constraints.rules.rule import Strength
from cocau.solver.engines.engine import EngineAnswer, EngineStatus
from cocau.solver.explain.alternatives import AlternativesEnd, find_alternatives
from cocau.solver.model.slate_model import SlateModel
from cocau.solver.plan import plan
from cocau.solver.proposal import ProposalOutcome
from cocau.solver.request import PlanRequest
from cocau.solver.search.lexicographic import get_tiers
from cocau.solver.time_budget import TimeBudget
from tests.examples import examples
from tests.solver.explain.test_why import _alike, _of_the_book
from tests.solver.test_plan_brute_force import WHOLE, _keeps, _missed, _slates, cases


def _apart(one: Slate, other: Slate) -> int:
    """How many people are on a list in one only, or in the intended council in one only."""
    everybody = {*one.listed, *other.listed}

    def part(slate: Slate, i: str) -> tuple[bool, bool]:
        return i in slate.listed, i in slate.deputies

    return sum(part(one, i) != part(other, i) for i in everybody)


@examples(15)
@given(cases(), st.integers(1, 4), st.booleans())
def test_each_alternative_is_the_best_of_all_that_are_left(
    case: tuple[Council, Pool, list[str]], apart: int, within: bool
) -> None:
    council, pool, rules = case
    book = WHOLE.select_rules(rules)
    here = book.for_council(council)
    proposal = plan(PlanRequest(council=council, pool=pool), book)
    assume(proposal.outcome is ProposalOutcome.SOLVED)
    assert proposal.slate is not None
    asked = [i for tier in get_tiers(here.rules) for i in tier if _asks(case, i)][:1] if within else []
    found = find_alternatives(proposal, 4, apart, asked, TimeBudget(60))
    left = [s for s in _slates(council, pool) if _keeps(here, council, pool, s)]
    if asked:
        at = next(n for n, tier in enumerate(get_tiers(here.rules)) if asked[0] in tier)
        most = _missed(here, council, pool, proposal.slate)[at]
        left = [s for s in left if _missed(here, council, pool, s)[at] <= most]
    left = [s for s in left if _apart(proposal.slate, s) >= apart]
    for other in found.alternatives:
        assert other.slate.in_order() in [s.in_order() for s in left]
        best = min(_missed(here, council, pool, s) for s in left)
        assert _missed(here, council, pool, other.slate) == best
        left = [s for s in left if _apart(other.slate, s) >= apart]
    if len(found.alternatives) < 4:
        assert found.ended is AlternativesEnd.NO_OTHER
        assert not left
    else:
        assert found.ended is AlternativesEnd.NUMBER


def _asks(case: tuple[Council, Pool, list[str]], rule: str) -> bool:
    council, pool, rules = case
    book = WHOLE.select_rules(rules).for_council(council)
    model = SlateModel(PlanRequest(council=council, pool=pool), book)
    return book.by_id[rule].strength is Strength.AIM and model.has_rows(rule)


def test_the_same_question_has_the_same_answer() -> None:
    first, second = (find_alternatives(_alike(), 3, 2, [], TimeBudget(60)).to_json() for _ in range(2))
    assert first == second


def test_without_time_nothing_is_said_about_others() -> None:
    found = find_alternatives(_alike(), 3, 2, [], TimeBudget(0))
    assert found.alternatives == ()
    assert found.ended is AlternativesEnd.TIME
    assert not found.complete


def test_that_there_is_no_other_is_said_only_when_both_engines_say_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert find_alternatives(_alike(), 3, 6, [], TimeBudget(60)).ended is AlternativesEnd.NO_OTHER
    monkeypatch.setattr(
        "cocau.solver.engines.cpsat.CpSat.minimise", lambda *_, **__: EngineAnswer(EngineStatus.STOPPED)
    )
    assert find_alternatives(_alike(), 3, 6, [], TimeBudget(60)).ended is AlternativesEnd.TIME


def test_all_that_is_wrong_is_told_at_once() -> None:
    proposal = _of_the_book()
    with pytest.raises(InputError) as caught:
        find_alternatives(
            proposal, 101, 0, ["re-elected", "one-chair", "women-30-percent-deputies"], TimeBudget(9)
        )
    assert [(p.code, p.where) for p in caught.value.problems] == [
        ("out_of_range", "number: 101"),
        ("out_of_range", "apart: 0"),
        ("unknown_aim", "within: re-elected"),
        ("not_an_aim", "within: one-chair"),
    ]
    with pytest.raises(InputError) as caught:
        find_alternatives(proposal.replace_unvalidated(slate=None), 0, 1, [], TimeBudget(9))
    assert [p.code for p in caught.value.problems] == ["out_of_range", "no_slate"]
