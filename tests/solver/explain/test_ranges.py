"""Ranges against every slate there is on tiny councils; what is open, altered or in conflict is said."""

import threading
from collections.abc import Callable

import pytest
from hypothesis import assume, given

from cocau.app.files.readers import read_council, read_pool
from cocau.constraints.errors import AuditDisagreesError, InputError
from cocau.constraints.library import load_rulebook
from cocau.constraints.model.council import Council
from cocau.constraints.model.people import Pool
from cocau.constraints.model.selectors import EVERYONE, GROUPS, Among, Selector
from cocau.constraints.model.slate import Slate
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.rules.audit_context import AuditContext
from cocau.fixtures.run import SHIPPED
from cocau.solver.explain import ranges as module
from cocau.solver.explain.prices import compute_prices
from cocau.solver.explain.proven_plan import build_proven_plan
from cocau.solver.explain.ranges import COUNTABLE, GroupRange, GroupRanges, RangeEnds, compute_ranges
from cocau.solver.outcome import SearchProgress
from cocau.solver.plan import plan
from cocau.solver.proposal import AimResult, Proposal, ProposalOutcome
from cocau.solver.request import Introductions, Pins, PlanRequest
from cocau.solver.time_budget import TimeBudget
from tests.examples import examples
from tests.solver.explain.tiny_requests import WHO, Every, requests
from tests.solver.test_plan_brute_force import _keeps, _missed, _slates, cases

WHOLE = load_rulebook()


@pytest.fixture(scope="module")
def request_of_commune() -> PlanRequest:
    council, pool = SHIPPED / "councils" / "xa-mau.yaml", SHIPPED / "pools" / "xa-mau.yaml"
    return PlanRequest(council=read_council(council), pool=read_pool(pool))


@pytest.fixture(scope="module")
def proposal(request_of_commune: PlanRequest) -> Proposal:
    return plan(request_of_commune)


def _ends(council: Council, pool: Pool, slates: list[Slate], one: GroupRange) -> RangeEnds:
    numbers = [len(AuditContext(council, pool, slate).list_matching(one.among, one.who)) for slate in slates]
    return RangeEnds(least=min(numbers), most=max(numbers))


@examples(25)
@given(requests())
def test_at_the_optimum_of_aims_in_one_anothers_way_the_ends_are_those_of_the_best_slates(
    case: tuple[PlanRequest, Rulebook],
) -> None:
    request, book = case
    proposal = plan(request, book)
    assume(proposal.outcome is ProposalOutcome.SOLVED)
    every = Every(request, proposal.rulebook)
    _, optimal = every.best()
    found = compute_ranges(proposal, TimeBudget(60), WHO)
    assert found.complete
    for one in found.groups:
        assert one.possible == _ends(request.council, request.pool, every.keeping, one), one
        assert one.at_optimum == _ends(request.council, request.pool, optimal, one), one


@examples(6)  # each takes seconds
@given(cases())
def test_no_slate_there_is_lies_outside_a_range_and_some_slate_is_at_each_end(
    case: tuple[Council, Pool, list[str]],
) -> None:
    council, pool, rules = case
    book = WHOLE.select_rules(rules)
    here = book.for_council(council)
    proposal = plan(PlanRequest(council=council, pool=pool), book)
    found = compute_ranges(proposal, TimeBudget(60))
    if proposal.outcome is ProposalOutcome.CONFLICT:
        assert not found.groups
        return
    keeping = [s for s in _slates(council, pool) if _keeps(here, council, pool, s)]
    best = min(_missed(here, council, pool, s) for s in keeping)
    optimal = [s for s in keeping if _missed(here, council, pool, s) == best]
    assert found.complete
    for one in found.groups:
        assert one.possible == _ends(council, pool, keeping, one), one
        assert one.at_optimum == _ends(council, pool, optimal, one), one


def test_named_groups_and_whatever_rules_count_have_a_range_set_by_set(proposal: Proposal) -> None:
    found = compute_ranges(proposal, TimeBudget(60))
    counted = [(one.who, one.among) for one in found.groups]
    assert len(counted) == len(set(counted))
    for among in (Among.CANDIDATES, Among.DEPUTIES):
        assert {(who, among) for who in (EVERYONE, *GROUPS.values())} <= set(counted)
    sets = [one.among for one in found.groups]
    assert sets == sorted(sets, key=COUNTABLE.index)
    assert any(among not in {Among.CANDIDATES, Among.DEPUTIES} for among in sets)


def test_the_plan_its_bounds_and_the_previous_term_stand_beside_the_range(proposal: Proposal) -> None:
    women, listed = compute_ranges(
        proposal, TimeBudget(60), [GROUPS["women"]], [Among.DEPUTIES, Among.CANDIDATES]
    ).groups
    council, pool, slate = proposal.request.council, proposal.request.pool, proposal.slate
    assert slate is not None
    assert council.prior_term is not None
    assert women.group == "women"
    assert women.plan == len(
        AuditContext(council, pool, slate).list_matching(Among.DEPUTIES, GROUPS["women"])
    )
    assert women.before == council.prior_term.counts["women"]
    assert listed.before is None
    (bound,) = (b for b in listed.bounds if b.rule == "women-35-percent")
    assert (bound.at_least, bound.at_most, bound.size) == (
        -(-35 * len(slate.listed) // 100),
        None,
        len(slate.listed),
    )


def test_a_description_of_ones_own_is_counted_where_one_says(proposal: Proposal) -> None:
    who = Selector(age_under=35, party_member=False)
    (one,) = compute_ranges(proposal, TimeBudget(60), [who], [Among.CANDIDATES]).groups
    assert (one.group, one.who, one.among) == (None, who, Among.CANDIDATES)
    assert one.possible.known


def test_a_set_is_enough_and_brings_the_named_groups(proposal: Proposal) -> None:
    found = compute_ranges(proposal, TimeBudget(60), among=[Among.HEADS]).groups
    assert {one.among for one in found} == {Among.HEADS}
    assert {one.group for one in found} >= set(GROUPS)


def test_pins_narrow_a_range(request_of_commune: PlanRequest, proposal: Proposal) -> None:
    women = [
        p.id
        for p in request_of_commune.pool.people
        if GROUPS["women"].matches(p, proposal.request.council.election_day)
    ]
    barred = {i for ids in proposal.barred.values() for i in ids}
    wanted = tuple(i for i in women if i not in barred)[:9]
    pinned = plan(request_of_commune.replace_unvalidated(pins=Pins(candidates=wanted)))
    (free,), (held,) = (
        compute_ranges(p, TimeBudget(60), [GROUPS["women"]], [Among.CANDIDATES]).groups
        for p in (proposal, pinned)
    )
    assert free.possible.least is not None
    assert held.possible.least is not None
    assert held.possible.least >= max(free.possible.least, len(wanted))


def test_whom_to_introduce_has_a_range_where_that_is_chosen(request_of_commune: PlanRequest) -> None:
    chosen = plan(request_of_commune.replace_unvalidated(introducing=Introductions(total=45)))
    everybody, women = compute_ranges(
        chosen, TimeBudget(60), [EVERYONE, GROUPS["women"]], [Among.INTRODUCED]
    ).groups
    assert everybody.possible == RangeEnds(least=45, most=45)
    assert women.possible.least != women.possible.most


def test_a_conflict_has_no_ranges(request_of_commune: PlanRequest) -> None:
    few = read_pool(SHIPPED / "pools" / "xa-mau-thieu-nguoi.yaml")
    found = compute_ranges(plan(request_of_commune.replace_unvalidated(pool=few)), TimeBudget(60))
    assert (found.outcome, found.groups, found.complete) == (ProposalOutcome.CONFLICT, (), True)


def test_without_a_proven_optimum_there_is_no_range_at_it(proposal: Proposal) -> None:
    for late in (
        proposal.replace_unvalidated(outcome=ProposalOutcome.OUT_OF_TIME),
        proposal.replace_unvalidated(outcome=ProposalOutcome.OUT_OF_TIME, slate=None),
    ):
        (one,) = (found := compute_ranges(late, TimeBudget(60), [GROUPS["women"]], [Among.CANDIDATES])).groups
        assert one.possible.known
        assert one.at_optimum is None
        assert not found.complete


def test_no_time_answers_nothing_and_claims_nothing(proposal: Proposal) -> None:
    found = compute_ranges(proposal, TimeBudget(0), [GROUPS["women"]])
    assert not found.complete
    assert {(one.possible, one.at_optimum) for one in found.groups} == {
        (RangeEnds(least=None, most=None),) * 2
    }


def test_what_was_answered_before_somebody_stops_is_kept(proposal: Proposal) -> None:
    asked = threading.Semaphore(60)

    def stop(_: SearchProgress) -> bool:
        return not asked.acquire(blocking=False)

    found = compute_ranges(proposal, TimeBudget(60, stop))
    known = [ends.known for one in found.groups for ends in (one.possible, one.at_optimum) if ends]
    assert not found.complete
    assert True in known
    assert False in known


def test_tiers_that_cannot_be_reached_are_told(proposal: Proposal) -> None:
    missed = next(aim for aim in proposal.aims if aim.tier_value > 1)
    less = missed.tier_value - 1
    aims = tuple(
        a.replace_unvalidated(tier_value=less, tier_bound=less) if a.priority == missed.priority else a
        for a in proposal.aims
    )
    with pytest.raises(InputError) as told:
        compute_ranges(proposal.replace_unvalidated(aims=aims), TimeBudget(60), [GROUPS["women"]])
    assert [p.code for p in told.value.problems] == ["nothing_possible"]


def _without_one(proposal: Proposal) -> tuple[AimResult, ...]:
    return proposal.aims[1:]


def _none_short(proposal: Proposal) -> tuple[AimResult, ...]:
    return tuple(a.replace_unvalidated(tier_value=0, tier_bound=0) for a in proposal.aims)


def _all_short(proposal: Proposal) -> tuple[AimResult, ...]:
    return tuple(a.replace_unvalidated(tier_value=3, tier_bound=3) for a in proposal.aims)


@pytest.mark.parametrize("altered", [_without_one, _none_short, _all_short])
def test_tiers_that_do_not_fit_the_slate_are_told_as_altered_whatever_is_asked(
    proposal: Proposal, altered: Callable[[Proposal], tuple[AimResult, ...]]
) -> None:
    other = proposal.replace_unvalidated(aims=altered(proposal))
    asked = (
        lambda: compute_ranges(other, TimeBudget(60)),
        lambda: compute_prices(other, TimeBudget(60)),
        lambda: build_proven_plan(other, TimeBudget(60)),
    )
    for ask in asked:
        with pytest.raises(InputError) as told:
            ask()
        assert [p.code for p in told.value.problems] == ["altered"]


def test_an_aim_about_the_council_that_no_slate_reaches_stands_in_nobodys_way(
    proposal: Proposal,
) -> None:
    council = proposal.request.council
    first, *others = council.constituencies
    crowded = first.replace_unvalidated(population=10 * (first.population or 0))
    uneven = council.replace_unvalidated(population=None, constituencies=(crowded, *others))
    made = plan(proposal.request.replace_unvalidated(council=uneven))
    assert next(aim for aim in made.aims if aim.rule == "people-per-seat").missed
    found = compute_ranges(made, TimeBudget(60), [GROUPS["women"]], [Among.DEPUTIES])
    assert found.complete


def test_rules_that_cannot_hold_are_told_where_the_file_says_otherwise(proposal: Proposal) -> None:
    nobody = proposal.request.replace_unvalidated(
        pins=Pins(out=tuple(p.id for p in proposal.request.pool.people))
    )
    late = proposal.replace_unvalidated(request=nobody, outcome=ProposalOutcome.OUT_OF_TIME, slate=None)
    with pytest.raises(InputError):
        compute_ranges(late, TimeBudget(60), [GROUPS["women"]])


def test_a_range_without_the_plan_in_it_is_a_defect(
    proposal: Proposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_find_least", lambda region, quantity: 1000)  # its arguments
    with pytest.raises(AuditDisagreesError, match="lies outside"):
        compute_ranges(proposal, TimeBudget(60), [GROUPS["women"]])


def test_the_answer_is_canonical_json_of_the_proposal(proposal: Proposal) -> None:
    found = compute_ranges(proposal, TimeBudget(60), [GROUPS["women"]])
    again = GroupRanges.model_validate_json(found.to_json())
    assert again == found
    assert found.of == proposal.provenance
    assert found.to_json() == compute_ranges(proposal, TimeBudget(60), [GROUPS["women"]]).to_json()
