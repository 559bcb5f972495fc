"""The best slate so far: told while a search goes on, audited, ever better, and kept by a search that ends."""

import pytest

from cocau.constraints.rulebook import Rulebook
from cocau.constraints.rules.rule import Strength, Verdict
from cocau.solver.engines.highs import Highs
from cocau.solver.engines.relaxation import LinearRelaxation
from cocau.solver.model.slate_model import SlateModel
from cocau.solver.outcome import OutOfTime, SearchProgress
from cocau.solver.plan import build_unproven_proposal, plan, resolve_rulebook
from cocau.solver.proposal import ProposalOutcome
from cocau.solver.request import PlanRequest
from cocau.solver.search import lexicographic
from cocau.solver.search.lexicographic import _Descent, get_tiers
from tests.constraints.samples import shipped_council, shipped_pool


@pytest.fixture
def request_of_commune() -> PlanRequest:
    return PlanRequest(council=shipped_council("xa-mau"), pool=shipped_pool("xa-mau"))


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, request_of_commune: PlanRequest) -> list[OutOfTime]:
    """Every best slate of a search that tells each at once, and looks for a first one at once."""
    monkeypatch.setattr(lexicographic, "REPORT_INTERVAL", 0)
    monkeypatch.setattr(lexicographic, "PATIENCE", 0)
    seen: list[OutOfTime] = []

    def tell(progress: SearchProgress) -> bool:
        if progress.best is not None:
            seen.append(progress.best)
        return False

    assert plan(request_of_commune, on_progress=tell).outcome is ProposalOutcome.SOLVED
    return seen


def test_each_that_is_told_is_better_than_the_one_before_and_keeps_every_must(
    told: list[OutOfTime], request_of_commune: PlanRequest
) -> None:
    assert len(told) >= 2
    reached = [[tier.value for tier in best.tiers] for best in told]
    assert reached == sorted(reached, reverse=True)
    assert len({tuple(values) for values in reached}) == len(reached)
    book = resolve_rulebook(request_of_commune)
    for best in told:
        assert best.slate is not None
        findings = book.audit(request_of_commune.council, request_of_commune.pool, best.slate)
        broken = {finding.rule for finding in findings if finding.verdict is Verdict.BROKEN}
        assert all(book.by_id[rule].strength is Strength.AIM for rule in broken)


def test_no_bound_lies_above_what_was_reached_and_none_is_claimed_behind_an_open_tier(
    told: list[OutOfTime], request_of_commune: PlanRequest
) -> None:
    proven = plan(request_of_commune).aims
    optimum = list({aim.priority: aim.tier_value for aim in proven}.values())
    for best in told:
        is_open = False
        for tier, least in zip(best.tiers, optimum, strict=True):
            assert tier.bound <= tier.value
            if is_open:
                assert tier.bound == 0
            else:
                assert tier.bound <= least, "nothing that exists is ruled out"
            is_open = is_open or not tier.proven
        assert best.open_tier == next((t.rules for t in best.tiers if not t.proven), ())


def test_a_search_that_is_stopped_answers_the_best_it_told(
    monkeypatch: pytest.MonkeyPatch, request_of_commune: PlanRequest
) -> None:
    monkeypatch.setattr(lexicographic, "REPORT_INTERVAL", 0)
    last: list[OutOfTime] = []

    def tell(progress: SearchProgress) -> bool:
        if progress.best is not None:
            last.append(progress.best)
        return bool(last)

    proposal = plan(request_of_commune, on_progress=tell)
    assert proposal.outcome is ProposalOutcome.OUT_OF_TIME
    assert proposal.slate == last[-1].slate
    assert proposal.open_tier == last[-1].open_tier


def test_what_was_told_makes_the_same_proposal_after_its_search_was_lost(
    monkeypatch: pytest.MonkeyPatch, request_of_commune: PlanRequest
) -> None:
    monkeypatch.setattr(lexicographic, "REPORT_INTERVAL", 0)
    last: list[OutOfTime] = []

    def tell(progress: SearchProgress) -> bool:
        if progress.best is not None:
            last.append(progress.best)
        return bool(last)

    stopped = plan(request_of_commune, on_progress=tell)
    rescued = build_unproven_proposal(request_of_commune, resolve_rulebook(request_of_commune), last[-1])
    assert rescued.to_json() == stopped.to_json()


def test_a_slate_that_breaks_a_must_is_never_told(
    monkeypatch: pytest.MonkeyPatch, request_of_commune: PlanRequest
) -> None:
    monkeypatch.setattr(lexicographic, "REPORT_INTERVAL", 0)
    honest, calls = Rulebook.audit, 0

    def dishonest(self: Rulebook, *of: object) -> object:
        nonlocal calls
        calls += 1
        findings = honest(self, *of)
        must = next(i for i, rule in enumerate(self.rules) if rule.strength is Strength.MUST)
        broken = findings[must].replace_unvalidated(verdict=Verdict.BROKEN)
        return (*findings[:must], broken, *findings[must + 1 :])

    monkeypatch.setattr(Rulebook, "audit", dishonest)
    told: list[SearchProgress] = []

    def tell(progress: SearchProgress) -> bool:
        told.append(progress)
        return False

    with pytest.raises(Exception, match="the planner's slate breaks"):
        plan(request_of_commune, on_progress=tell)
    assert calls > 1
    assert told
    assert all(progress.best is None for progress in told)


def test_none_is_told_before_its_time(
    monkeypatch: pytest.MonkeyPatch, request_of_commune: PlanRequest
) -> None:
    monkeypatch.setattr(lexicographic, "REPORT_INTERVAL", 1000)
    told: list[SearchProgress] = []

    def tell(progress: SearchProgress) -> bool:
        told.append(progress)
        return False

    plan(request_of_commune, on_progress=tell)
    assert told
    assert all(progress.best is None for progress in told)


def test_what_was_reckoned_behind_an_open_tier_is_no_bound_of_the_slate_that_leaves_it_open(
    request_of_commune: PlanRequest,
) -> None:
    book = resolve_rulebook(request_of_commune)
    model = SlateModel(request_of_commune, book)
    descent = _Descent(model, get_tiers(book.rules), Highs(), 60, None)
    descent._look_for_one(LinearRelaxation(model.program), 0)
    assert descent._incumbent.weigh_found()
    reached = descent._incumbent.reached
    open_at = next(i for i, value in enumerate(reached) if value > 0)
    # As after a relaxation that descended through two tiers more than the slate has reached.
    descent._settled = list(reached[:open_at])
    descent._bounds = [reached[open_at] - 1, reached[open_at + 1] + 5]
    found = descent._so_far()
    assert [tier.bound for tier in found.tiers[: open_at + 2]] == [
        *reached[:open_at],
        reached[open_at] - 1,
        0,
    ]
    assert found.open_tier == found.tiers[open_at].rules
