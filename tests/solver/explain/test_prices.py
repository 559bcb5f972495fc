"""Prices against every slate there is on tiny councils; what is open, altered or unproven is said."""

import pytest
from hypothesis import assume, given, note

from cocau.app.files.readers import read_council, read_pool
from cocau.constraints.errors import AuditDisagreesError, InputError, OverrideError
from cocau.constraints.library import load_rulebook
from cocau.constraints.model.people import Sex
from cocau.constraints.model.selectors import Among, Selector
from cocau.constraints.model.slate import Slate
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.rules.rule import Rule
from cocau.fixtures.run import SHIPPED
from cocau.solver.engines.certificate import CERTIFICATE
from cocau.solver.explain import prices
from cocau.solver.explain.price_report import AimEffect, PriceStep, RulePrice, RulePrices
from cocau.solver.explain.prices import compute_prices, get_looser_step
from cocau.solver.model.slate_model import PEOPLE_MOVES
from cocau.solver.outcome import Impossible
from cocau.solver.plan import plan, plan_with_rulebook
from cocau.solver.proposal import Proposal, ProposalOutcome
from cocau.solver.replanning import PlanChanges, build_replan_request
from cocau.solver.request import Pins, PlanRequest
from cocau.solver.slate_differences import count_moves
from cocau.solver.time_budget import TimeBudget
from tests.examples import examples
from tests.solver.explain.tiny_requests import Every, book_of, headcount, requests
from tests.solver.support.shipped import request_for, shipped_plan


@pytest.fixture(scope="module")
def request_of_commune() -> PlanRequest:
    return request_for("xa-mau")


@pytest.fixture(scope="module")
def proposal() -> Proposal:
    return shipped_plan("xa-mau")


def _said(was: tuple[int, ...], now: tuple[int, ...] | None) -> AimEffect:
    if now is None:
        return AimEffect.CONFLICT
    return AimEffect.SAME if now == was else AimEffect.BETTER if now < was else AimEffect.WORSE


@examples(25)
@given(requests())
def test_a_price_is_what_the_best_slate_there_is_without_the_rule_gains(
    case: tuple[PlanRequest, Rulebook],
) -> None:
    request, book = case
    proposal = plan(request, book)
    assume(proposal.outcome is ProposalOutcome.SOLVED)
    here = proposal.rulebook
    every = Every(request, here)
    was, _ = every.best()
    assert was is not None
    pins = [*(f"deputy:{i}" for i in request.pins.deputies), *(f"out:{i}" for i in request.pins.out)]
    names = ["must-0", "must-1", *pins]
    found = compute_prices(proposal, TimeBudget(60), names)
    assert found.complete
    assert [p.rule or p.pin for p in found.prices] == names
    for price in found.prices:
        note(price)
        now, slates = every.best(without=price.rule or price.pin or "")
        assert price.effect is _said(was, now)
        if price.effect is AimEffect.BETTER:
            _gained(price, here, request, proposal, slates)
        for step in price.steps:
            changed = here.apply_overrides({price.rule or "": {step.field: step.now}}).select_rules(
                [price.rule or ""]
            )
            assert step.effect is _said(was, every.best(book=changed)[0]), step
            assert step.looser is (not _tighter(step))
            assert (step.conflict is not None) is (step.effect is AimEffect.CONFLICT)


def _gained(
    price: RulePrice, book: Rulebook, request: PlanRequest, proposal: Proposal, slates: list[Slate]
) -> None:
    """The aims are as near as in the best slates, and nobody changes more than in the nearest of them."""
    assert price.swap is not None
    assert price.tiers[0].now < price.tiers[0].was
    council, pool, before = request.council, request.pool, proposal.slate
    assert before is not None
    (best,) = {tuple(f.short for f in book.audit(council, pool, s) if f.rule in price.short) for s in slates}
    assert best == tuple(price.short[r.id] for r in book.rules if r.id in price.short)
    nearest = min(count_moves(before, slate, frozenset(pool.by_id))[PEOPLE_MOVES] for slate in slates)
    swap = price.swap
    assert len({*swap.listed, *swap.unlisted, *swap.joined, *swap.left}) == nearest
    assert (price.finding is None) is (price.rule is None)


def test_an_aim_that_gains_at_the_cost_of_a_later_one_gains() -> None:
    """Two women are aimed at and one is allowed: without the must the first aim is met, the second missed."""
    women = Selector(sex=Sex.FEMALE)
    council = read_council(SHIPPED / "councils" / "xa-nho.yaml")
    rules = [
        headcount("must", None, women, Among.DEPUTIES, least=False, number=1),
        headcount("first", 1, women, Among.DEPUTIES, least=True, number=2),
        headcount("second", 2, women, Among.DEPUTIES, least=False, number=1),
    ]
    pool = read_pool(SHIPPED / "pools" / "xa-nho.yaml")
    proposal = plan(PlanRequest(council=council, pool=pool), book_of(*rules))
    (price,) = compute_prices(proposal, TimeBudget(60), ["must"]).prices
    assert price.effect is AimEffect.BETTER
    assert [(t.rules, t.was, t.now) for t in price.tiers] == [(("first",), 1, 0), (("second",), 0, 1)]
    loose, tight = price.steps
    assert (loose.now, loose.effect, loose.tiers) == (2, AimEffect.BETTER, price.tiers)
    assert (tight.now, tight.effect) == (0, AimEffect.WORSE)
    assert [(t.rules, t.was, t.now) for t in tight.tiers] == [(("first",), 1, 2)]


def _tighter(step: PriceStep) -> bool:
    return step.now > step.was if step.field.startswith("at_least") else step.now < step.was


def test_every_bound_of_every_kind_is_loosened_the_right_way() -> None:
    """A new bound has to be looked at: what it asks for the less of, the looser it is."""
    ways = {field: get_looser_step(field) for kind in Rule.registry.values() for field in kind.adjustable}
    assert ways == {
        "at_least": -1,
        "at_least_percent": -1,
        "at_most": 1,
        "at_most_percent": 1,
        "leaders": 1,
        "per_committee": 1,
        "more": 1,
        "missing": 1,
        "within_percent": 1,
        "within": 1,
    }


def test_every_must_has_a_price_in_the_order_of_the_book_and_pins_come_last(
    request_of_commune: PlanRequest, proposal: Proposal
) -> None:
    assert proposal.slate is not None
    pinned = plan(request_of_commune.replace_unvalidated(pins=Pins(candidates=proposal.slate.listed[:1])))
    found = compute_prices(pinned, TimeBudget(60))
    musts = [r.id for r in pinned.rulebook.rules if r.strength == "must"]
    assert [p.rule for p in found.prices] == [*musts, None]
    assert found.prices[-1].pin == f"in:{proposal.slate.listed[0]}"
    assert found.complete


def test_a_pin_that_keeps_an_aim_off_has_its_price(
    request_of_commune: PlanRequest, proposal: Proposal
) -> None:
    """Six deputies of the administration where at most five are aimed at: releasing any one is enough."""
    barred = {i for ids in proposal.barred.values() for i in ids}
    people = request_of_commune.pool.people
    able = [p.id for p in people if p.bloc == "administration" and p.id not in barred]
    six = tuple(sorted(able[:6]))
    pinned = plan(request_of_commune.replace_unvalidated(pins=Pins(deputies=six)))
    found = compute_prices(pinned, TimeBudget(60), [f"deputy:{i}" for i in six])
    assert found.complete
    for price, one in zip(found.prices, six, strict=True):
        assert price.pin == f"deputy:{one}"
        assert price.effect is AimEffect.BETTER
        first = price.tiers[0]
        assert (first.rules, first.was, first.now) == (("fewer-administration-deputies",), 1, 0)
        assert price.swap is not None
        assert one in price.swap.left
        assert len(price.swap.joined) == len(price.swap.left)
        assert price.finding is None


def test_moves_of_a_replanned_slate_are_tiers_too(proposal: Proposal) -> None:
    assert proposal.slate is not None
    again = plan_with_rulebook(
        *build_replan_request(proposal, PlanChanges(withdrawn=proposal.slate.deputies[:1]))
    )
    found = compute_prices(again, TimeBudget(60))
    assert found.complete
    moved = [t.rules for p in found.prices for t in p.tiers if t.rules[0].startswith("moves:")]
    assert moved


def test_a_conflict_has_no_prices(request_of_commune: PlanRequest) -> None:
    few = read_pool(SHIPPED / "pools" / "xa-mau-thieu-nguoi.yaml")
    found = compute_prices(plan(request_of_commune.replace_unvalidated(pool=few)), TimeBudget(60))
    assert (found.outcome, found.prices, found.complete) == (ProposalOutcome.CONFLICT, (), True)


def _codes(told: pytest.ExceptionInfo[InputError]) -> list[str]:
    return [problem.code for problem in told.value.problems]


def test_names_without_a_price_are_told_together(proposal: Proposal) -> None:
    names = ["women-35-percent", "womn-35-percent", "minimum-age-21", "women-30-percent-deputies"]
    standard = next(r.id for r in proposal.rulebook.rules if r.strength == "standard")
    names[2] = standard
    with pytest.raises(InputError) as told:
        compute_prices(proposal, TimeBudget(60), names)
    assert _codes(told) == ["unknown_rule", "standard", "not_a_must"]
    assert "women-35-percent" in told.value.problems[0].en.partition("first: ")[2].split(", ")[0]


def test_without_a_proven_optimum_nothing_is_priced(proposal: Proposal) -> None:
    with pytest.raises(InputError) as told:
        compute_prices(proposal.replace_unvalidated(outcome=ProposalOutcome.OUT_OF_TIME), TimeBudget(60))
    assert _codes(told) == ["unproven"]


def test_tiers_better_than_the_truth_are_told(proposal: Proposal) -> None:
    """One tier is better than it can be and the next one worse: the search finds the first."""
    first, second = (a.priority for a in proposal.aims[:2])
    values = {first: -1, second: 1}
    aims = tuple(a.replace_unvalidated(tier_value=values.get(a.priority, 0)) for a in proposal.aims)
    with pytest.raises(InputError) as told:
        compute_prices(proposal.replace_unvalidated(aims=aims), TimeBudget(60), ["women-35-percent"])
    assert _codes(told) == ["altered"]


def test_no_time_prices_nothing_and_claims_nothing(proposal: Proposal) -> None:
    found = compute_prices(proposal, TimeBudget(0))
    assert not found.complete
    assert {p.effect for p in found.prices} == {AimEffect.OPEN}
    assert {s.effect for p in found.prices for s in p.steps if s.looser} == {AimEffect.OPEN}


def test_a_gain_is_told_even_where_time_ran_out_for_the_nearest_slate(
    ha_tinh: Proposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(*_: object) -> None:
        raise prices.TimeOver

    monkeypatch.setattr(prices.Minimiser, "least", late)
    (price,) = (found := compute_prices(ha_tinh, TimeBudget(60), ["full-time-cap-province"])).prices
    assert price.effect is AimEffect.BETTER
    assert price.swap is None
    assert not found.complete


@pytest.fixture(scope="module")
def ha_tinh() -> Proposal:
    """With as many deputy heads as one likes: else the posts themselves are no more than the cap."""
    whole = load_rulebook()
    return plan(
        request_for("ha-tinh"),
        whole.select_rules([r.id for r in whole.rules if r.id != "deputy-heads-province"]),
    )


def test_the_cap_on_full_time_deputies_costs_the_directive_two_of_them(ha_tinh: Proposal) -> None:
    """Nine full-time deputies before, so ten are aimed at (S2.17); 2 + 3 * 2 are allowed: two short.

    A third leader is no way out: the chair is the secretary, who is not full-time, and there are two vice-chairs.
    """
    (price,) = compute_prices(ha_tinh, TimeBudget(60), ["full-time-cap-province"]).prices
    assert price.effect is AimEffect.BETTER
    assert (price.tiers[0].rules, price.tiers[0].was, price.tiers[0].now) == (
        ("more-full-time-deputies",),
        2,
        0,
    )
    assert price.short["more-full-time-deputies"] == 0
    assert price.swap is not None
    assert (len(price.swap.joined), len(price.swap.left)) == (2, 2)
    assert price.finding is not None
    assert price.finding.facts["count"] == 10
    said = {(s.field, s.now): (s.effect, s.tiers[0].now if s.tiers else None) for s in price.steps}
    assert said == {
        ("leaders", 3): (AimEffect.SAME, None),
        ("leaders", 1): (AimEffect.CONFLICT, None),
        ("per_committee", 3): (AimEffect.BETTER, 0),
        ("per_committee", 1): (AimEffect.CONFLICT, None),
    }
    (core,) = (s.conflict for s in price.steps if (s.field, s.now) == ("leaders", 1))
    assert core is not None
    assert "full-time-cap-province" in core.rules
    assert core.confirmed_by == ("HiGHS", CERTIFICATE)


def test_a_conflict_that_is_not_confirmed_leaves_the_step_open(
    ha_tinh: Proposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cocau.solver.explain.prices.build_conflict_proposal", lambda _: None)
    (price,) = (found := compute_prices(ha_tinh, TimeBudget(60), ["full-time-cap-province"])).prices
    assert [s.effect for s in price.steps if not s.looser] == [AimEffect.OPEN, AimEffect.OPEN]
    assert not found.complete


def test_a_bound_has_no_step_beyond_what_it_can_be(proposal: Proposal) -> None:
    (price,) = compute_prices(proposal, TimeBudget(60), ["surplus-per-constituency"]).prices
    assert [(s.field, s.now) for s in price.steps] == [("missing", 1)]
    with pytest.raises(OverrideError):
        proposal.rulebook.apply_overrides({"surplus-per-constituency": {"missing": -1}})


def test_a_slate_that_breaks_another_must_is_a_defect(
    ha_tinh: Proposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = prices.RuleDropper._find_nearest_slate

    def without_posts(self: prices.RuleDropper, *arguments: object) -> Slate:
        return own(self, *arguments).replace_unvalidated(posts={})  # type: ignore[arg-type]  # as they were given

    monkeypatch.setattr(prices.RuleDropper, "_find_nearest_slate", without_posts)
    with pytest.raises(AuditDisagreesError, match="breaks"):
        compute_prices(ha_tinh, TimeBudget(60), ["full-time-cap-province"])


def test_the_answer_is_canonical_json_of_the_proposal(proposal: Proposal) -> None:
    found = compute_prices(proposal, TimeBudget(60), ["women-35-percent"])
    assert RulePrices.model_validate_json(found.to_json()) == found
    assert found.of == proposal.provenance


def test_what_the_relaxation_leaves_open_is_searched(
    proposal: Proposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prices._RelaxationScreen, "costs_nothing", lambda *_: False)
    (price,) = compute_prices(proposal, TimeBudget(60), ["women-35-percent"]).prices
    assert price.effect is AimEffect.SAME


def test_fewer_rules_that_allow_nothing_are_a_defect(
    ha_tinh: Proposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prices.Minimiser, "least", lambda *_: None)
    with pytest.raises(AuditDisagreesError, match="cannot be reached"):
        compute_prices(ha_tinh, TimeBudget(60), ["full-time-cap-province"])
    monkeypatch.setattr(prices, "solve_tiers", lambda *_: Impossible())
    with pytest.raises(AuditDisagreesError, match="no slate is possible"):
        compute_prices(ha_tinh, TimeBudget(60), ["full-time-cap-province"])
