"""Proposals that were not proven: consistent in themselves, told as unproven with their gap, alterations found."""

from collections.abc import Callable

import pytest

from cocau.app.audits.proposals import reaudit
from cocau.app.present.proposal.document import render_text
from cocau.solver.outcome import SearchProgress
from cocau.solver.plan import plan
from cocau.solver.proposal import Proposal, ProposalOutcome
from cocau.solver.request import PlanRequest
from cocau.solver.search import lexicographic


@pytest.fixture
def late(monkeypatch: pytest.MonkeyPatch, request_of_commune: PlanRequest) -> Proposal:
    """A proposal that was stopped at its first slate."""
    monkeypatch.setattr(lexicographic, "REPORT_INTERVAL", 0)
    monkeypatch.setattr(lexicographic, "PATIENCE", 0)
    seen: list[SearchProgress] = []

    def tell(progress: SearchProgress) -> bool:
        if progress.best is not None:
            seen.append(progress)
        return bool(seen)

    proposal = plan(request_of_commune, on_progress=tell)
    assert proposal.outcome is ProposalOutcome.OUT_OF_TIME
    assert proposal.slate is not None
    return proposal


def test_it_is_consistent_and_survives_its_json(late: Proposal) -> None:
    again = Proposal.model_validate_json(late.to_json())
    assert again.to_json() == late.to_json()
    assert reaudit(again).differences == ()


def _aim(proposal: Proposal, **changes: object) -> Proposal:
    first = next(i for i, aim in enumerate(proposal.aims) if not aim.proven)
    aims = list(proposal.aims)
    aims[first] = aims[first].replace_unvalidated(**changes)
    return proposal.replace_unvalidated(aims=tuple(aims))


def _without_one(proposal: Proposal) -> Proposal:
    assert proposal.slate is not None
    slate = proposal.slate
    return proposal.replace_unvalidated(slate=slate.replace_unvalidated(deputies=slate.deputies[1:]))


def _without_somebody(proposal: Proposal) -> Proposal:
    request, slate = proposal.request, proposal.slate
    assert slate is not None
    spare = next(p for p in request.pool.people if p.id not in slate.listed)
    pool = request.pool.replace_unvalidated(people=tuple(p for p in request.pool.people if p != spare))
    return proposal.replace_unvalidated(request=request.replace_unvalidated(pool=pool))


ALTERED: dict[str, Callable[[Proposal], Proposal]] = {
    "a bound above what was reached": lambda p: _aim(p, tier_bound=10**6),
    "a shortfall taken away": lambda p: _aim(p, tier_value=0, tier_bound=0),
    "an aim told as kept": lambda p: _aim(p, missed=False),
    "another slate": _without_one,
    "an open end taken for an optimum": lambda p: p.replace_unvalidated(outcome=ProposalOutcome.SOLVED),
    "somebody less in the pool": _without_somebody,
    "another end": lambda p: p.replace_unvalidated(open_tier=(p.aims[-1].rule,)),
}


@pytest.mark.parametrize("alter", ALTERED.values(), ids=ALTERED)
def test_an_alteration_is_found(late: Proposal, alter: Callable[[Proposal], Proposal]) -> None:
    assert reaudit(alter(late)).differences


@pytest.mark.parametrize(
    ("lang", "unproven", "gap"),
    [
        ("vi", "chưa chứng minh là tốt nhất", "chưa loại trừ được mức"),
        ("en", "that it is the best is not proven", "is not ruled out"),
    ],
)
def test_it_is_told_as_unproven_with_its_gap(late: Proposal, lang: str, unproven: str, gap: str) -> None:
    said = " ".join(" ".join(render_text(late, lang)).split())
    assert unproven in said
    assert gap in said
    assert "ĐÃ LẬP" not in said
    assert "SOLVED" not in said
