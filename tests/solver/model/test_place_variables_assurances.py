"""What a list elects whatever the voters decide: the model against every outcome and every slate there is."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocau.constraints.library import load_rulebook
from cocau.constraints.model.council import Council
from cocau.constraints.model.people import Pool, Sex
from cocau.constraints.model.slate import Slate
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.rules.quantity import Quantity
from cocau.constraints.rules.rule import Strength, Verdict
from cocau.solver.engines.highs import Highs
from cocau.solver.explain.replacements import find_replacements
from cocau.solver.model.program import STRUCTURAL, Program
from cocau.solver.model.slate_assignment import assign_slate
from cocau.solver.model.slate_model import SlateModel
from cocau.solver.plan import plan
from cocau.solver.proposal import ProposalOutcome
from cocau.solver.request import PlanRequest
from tests.constraints.samples import shipped_council, shipped_pool
from tests.examples import examples
from tests.solver.model import test_slate_model_agreement
from tests.solver.model.test_slate_model_agreement import settings_of
from tests.solver.test_plan_brute_force import _keeps, _missed, _slates, cases

FLOOR = "women-in-every-outcome"
WHOLE = load_rulebook("ha-tinh-2021+cocau-every-outcome")
LISTS = ("surplus-per-constituency", "list-at-legal-minimum", "seats-filled")


def _floor(book: Rulebook, percent: int) -> Rulebook:
    return book.apply_overrides({FLOOR: {"at_least_percent": percent}})


@examples(60, derandomize=True)
@given(settings_of(), st.sampled_from([1, 34, 67, 100]), st.booleans())
def test_the_model_and_the_audit_say_the_same(
    case: tuple[Council, Pool, Slate], percent: int, aim: bool
) -> None:
    council, pool, slate = case
    book = _floor(WHOLE.for_council(council).select_rules([*LISTS, FLOOR]), percent)
    if aim:
        rules = (
            r.replace_unvalidated(strength=Strength.AIM, priority=1) if r.id == FLOOR else r
            for r in book.rules
        )
        book = book.replace_unvalidated(rules=tuple(rules))
    test_slate_model_agreement._agree(book, council, pool, slate)


def _least(seats: int, listed: list[bool]) -> int:
    return min(sum(way) for way in combinations(listed, min(seats, len(listed))))


@pytest.mark.parametrize("rules", [(FLOOR,), (FLOOR, "list-at-legal-minimum")])
@examples(25, derandomize=True)
@given(case=settings_of())
def test_no_assignment_claims_more_than_every_outcome_elects(
    rules: tuple[str, ...], case: tuple[Council, Pool, Slate]
) -> None:
    council, pool, slate = case
    model = SlateModel(PlanRequest(council=council, pool=pool), _floor(WHOLE.select_rules(rules), 1))
    fixed = assign_slate(model, slate)
    if not all(row.holds(fixed) for row in model.program.rows if row.tag not in {STRUCTURAL, FLOOR}):
        return  # a list longer than the must allows: nobody may make it
    lower, upper = list(model.program.lower), list(model.program.upper)
    for variable in (*model.people.list_variables(), *model.places.places.values()):
        lower[variable] = upper[variable] = fixed[variable]
    held = Program(lower, upper, [row for row in model.program.rows if row.tag != FLOOR])
    everything = Quantity({made.number: -1 for made in model.assurances.assurances.values()})
    values = Highs().minimise(held, everything, 60).values
    assert values is not None
    for (who, unit), made in model.assurances.assurances.items():
        people = pool.get_people(slate.candidates[unit])
        assert values[made.number] == _least(made.seats, [p.sex is Sex.FEMALE for p in people])
        assert who.sex is Sex.FEMALE


@examples(25, derandomize=True)
@given(cases(), st.sampled_from([1, 34, 51, 67]))
def test_a_plan_with_a_floor_is_the_best_slate_there_is_or_there_is_none(
    case: tuple[Council, Pool, list[str]], percent: int
) -> None:
    council, pool, rules = case
    book = _floor(WHOLE.select_rules([*rules, FLOOR]), percent)
    here = book.for_council(council)
    keeping = [s for s in _slates(council, pool) if _keeps(here, council, pool, s)]
    proposal = plan(PlanRequest(council=council, pool=pool), book)
    if not keeping:
        assert proposal.outcome is ProposalOutcome.CONFLICT
        return
    assert proposal.outcome is ProposalOutcome.SOLVED
    assert proposal.slate is not None
    best = min(_missed(here, council, pool, s) for s in keeping)
    assert _missed(here, council, pool, proposal.slate) == best


def test_a_floor_needs_no_bound_on_the_lists() -> None:
    book = _floor(WHOLE.select_rules(["seats-filled", "surplus-per-constituency", FLOOR]), 40)
    proposal = plan(PlanRequest(council=shipped_council("xa-nho"), pool=shipped_pool("xa-nho")), book)
    assert proposal.outcome is ProposalOutcome.SOLVED
    (floor,) = (f for f in proposal.findings if f.rule == FLOOR)
    assert floor.verdict is Verdict.KEPT


def test_two_rules_about_one_description_share_its_variables() -> None:
    rules = (*WHOLE.select_rules([FLOOR]).rules, WHOLE.by_id[FLOOR].replace_unvalidated(id="again"))
    book = WHOLE.replace_unvalidated(rules=rules).apply_overrides(
        {i: {"at_least_percent": 20} for i in (FLOOR, "again")}
    )
    council, pool = shipped_council("xa-nho"), shipped_pool("xa-nho")
    model = SlateModel(PlanRequest(council=council, pool=pool), book)
    assert len(model.assurances.assurances) == len(council.constituencies)


def test_what_a_bound_on_the_lists_means_for_a_floor_goes_with_the_bound() -> None:
    book = _floor(WHOLE.select_rules([*LISTS, FLOOR]), 40)
    council, pool = shipped_council("xa-nho"), shipped_pool("xa-nho")
    program = SlateModel(PlanRequest(council=council, pool=pool), book).program
    with_lists = [row for row in program.rows if row.tag == "list-at-legal-minimum"]
    assert len(with_lists) == 2 * len(council.constituencies)
    without = program.with_tags(lambda tag: tag != "list-at-legal-minimum")
    assert len(without.rows) == len(program.rows) - len(with_lists)


def test_a_floor_leaves_every_tier_proven_and_makes_no_earlier_aim_better() -> None:
    request = PlanRequest(council=shipped_council("thach-ha"), pool=shipped_pool("thach-ha"))
    plain, floored = plan(request), plan(request, _floor(WHOLE, 20))
    assert floored.outcome is ProposalOutcome.SOLVED
    assert all(aim.proven for aim in floored.aims)
    assert [a.tier_value for a in floored.aims] >= [a.tier_value for a in plain.aims]
    (floor,) = (f for f in floored.findings if f.rule == FLOOR)
    assert floor.facts == {"count": floor.facts["count"], "total": 34, "needed": 7}
    assert floor.verdict is Verdict.KEPT


def test_a_swap_that_lowers_what_is_assured_is_told_apart_by_the_length_of_the_list() -> None:
    """Two lists with two women each: where three stand for two seats, one of them is sure; of four, none."""
    council, pool = shipped_council("xa-nho"), shipped_pool("xa-nho")
    pool = pool.replace_unvalidated(
        people=tuple(p.replace_unvalidated(locality=None) if p.id == "khanh" else p for p in pool.people)
    )
    two = tuple(u.replace_unvalidated(seats=2) for u in council.constituencies)
    book = WHOLE.select_rules([FLOOR]).apply_overrides({FLOOR: {"at_least_percent": 25}})
    proposal = plan(
        PlanRequest(council=council.replace_unvalidated(seats=4, constituencies=two), pool=pool), book
    )
    slate = Slate(
        candidates={"dv1": ("an", "cuong", "hoa", "lan"), "dv2": ("binh", "dung", "giang")},
        deputies=("an", "lan", "binh", "giang"),
    )
    found = {
        r.person: r.keeping
        for r in find_replacements(proposal.replace_unvalidated(slate=slate), ["hoa", "dung"])
    }
    assert "khanh" in found["hoa"]
    assert "khanh" not in found["dung"]
