"""Proposals that were not proven: consistent in themselves, told as unproven with their gap, alterations found."""

from collections.abc import Callable

import pytest

from cocau.app.judging import rejudge
from cocau.app.render.text import text
from cocau.solver import lead, solve
from cocau.solver.outcome import Progress
from cocau.solver.plan import plan
from cocau.solver.proposal import Outcome, Proposal
from cocau.solver.request import PlanRequest


@pytest.fixture
def late(monkeypatch: pytest.MonkeyPatch, request_of_commune: PlanRequest) -> Proposal:
    """A proposal that was stopped at its first slate."""
    monkeypatch.setattr(lead, "EVERY", 0)
    monkeypatch.setattr(solve, "PATIENCE", 0)
    seen: list[Progress] = []

    def tell(progress: Progress) -> bool:
        if progress.best is not None:
            seen.append(progress)
        return bool(seen)

    proposal = plan(request_of_commune, on_progress=tell)
    assert proposal.outcome is Outcome.OUT_OF_TIME
    assert proposal.slate is not None
    return proposal


def test_it_is_consistent_and_survives_its_json(late: Proposal) -> None:
    again = Proposal.model_validate_json(late.to_json())
    assert again.to_json() == late.to_json()
    assert rejudge(again).differences == ()


def _aim(proposal: Proposal, **changes: object) -> Proposal:
    first = next(i for i, aim in enumerate(proposal.aims) if not aim.proven)
    aims = list(proposal.aims)
    aims[first] = aims[first].but(**changes)
    return proposal.but(aims=tuple(aims))


def _without_one(proposal: Proposal) -> Proposal:
    assert proposal.slate is not None
    slate = proposal.slate
    return proposal.but(slate=slate.but(deputies=slate.deputies[1:]))


def _without_somebody(proposal: Proposal) -> Proposal:
    request, slate = proposal.request, proposal.slate
    assert slate is not None
    spare = next(p for p in request.pool.people if p.id not in slate.listed)
    pool = request.pool.but(people=tuple(p for p in request.pool.people if p != spare))
    return proposal.but(request=request.but(pool=pool))


ALTERED: dict[str, Callable[[Proposal], Proposal]] = {
    "a bound above what was reached": lambda p: _aim(p, tier_bound=10**6),
    "a shortfall taken away": lambda p: _aim(p, tier_value=0, tier_bound=0),
    "an aim told as kept": lambda p: _aim(p, missed=False),
    "another slate": _without_one,
    "an open end taken for an optimum": lambda p: p.but(outcome=Outcome.SOLVED),
    "somebody less in the pool": _without_somebody,
    "another end": lambda p: p.but(open_tier=(p.aims[-1].rule,)),
}


@pytest.mark.parametrize("alter", ALTERED.values(), ids=ALTERED)
def test_an_alteration_is_found(late: Proposal, alter: Callable[[Proposal], Proposal]) -> None:
    assert rejudge(alter(late)).differences


@pytest.mark.parametrize(
    ("lang", "unproven", "gap"),
    [
        ("vi", "chưa chứng minh là tốt nhất", "chưa loại trừ được mức"),
        ("en", "that it is the best is not proven", "is not ruled out"),
    ],
)
def test_it_is_told_as_unproven_with_its_gap(late: Proposal, lang: str, unproven: str, gap: str) -> None:
    said = " ".join(" ".join(text(late, lang)).split())
    assert unproven in said
    assert gap in said
    assert "ĐÃ LẬP" not in said
    assert "SOLVED" not in said
