"""A pool planned over some of its people gets the plan of the whole pool: slate, tiers and reasons."""

from collections.abc import Callable
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cocau.solver.search.planning_task
import cocau.solver.search.sifting.sieve
from cocau.constraints.model.council import Council
from cocau.constraints.model.people import Pool
from cocau.fixtures.generators.examples import make_pool
from cocau.solver.engines.engine import Engine
from cocau.solver.engines.highs import Highs
from cocau.solver.model.slate_model import SlateModel
from cocau.solver.outcome import Solved
from cocau.solver.plan import plan, resolve_rulebook
from cocau.solver.proposal import Proposal, ProposalOutcome
from cocau.solver.request import Pins, PlanRequest
from cocau.solver.search.lexicographic import solve
from cocau.solver.search.planning_task import PlanningTask
from cocau.solver.search.sifting.sieve import Sieve, SiftedPool, sift_pool, sum_lots
from cocau.solver.time_budget import TimeBudget
from tests.examples import examples
from tests.solver.support.alike_pools import COMMUNE, begin_with_few, many_alike
from tests.solver.support.small_councils import councils, people


def _request(council: Council, pool: Pool) -> PlanRequest:
    return PlanRequest(council=council, pool=pool)


def _begin_with_anybody(sieve: Sieve) -> None:
    """So that whom the lots favour has to be found by price."""
    kind, apart = sieve.classes.kind, np.flatnonzero(sieve.classes.apart)
    some = [np.flatnonzero(kind == k)[-2:] for k in np.unique(kind)]
    sieve.take(np.unique(np.concatenate((apart, *some))))


def _both(
    monkeypatch: pytest.MonkeyPatch,
    request: PlanRequest,
    begin: Callable[[Sieve], None] = _begin_with_anybody,
) -> tuple[Proposal, Proposal, list[bool]]:
    """The plan over everybody, the one over some where that is proven, and whether it was."""
    took: list[bool] = []
    whole = plan(request)

    def always(of: PlanningTask, engine: Engine) -> SiftedPool | None:
        found = sift_pool(of, engine, large=0)
        took.append(found is not None)
        return found

    with monkeypatch.context() as patch:
        patch.setattr(cocau.solver.search.planning_task, "sift_pool", always)
        patch.setattr(Sieve, "begin", begin)
        return whole, plan(request), took


@pytest.mark.parametrize("seed", [0])
def test_a_plan_over_some_people_is_that_over_all(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    pool = make_pool(COMMUNE, 260, seed)
    whole, some, took = _both(monkeypatch, _request(COMMUNE, pool))
    assert took == [True]
    assert whole.outcome is ProposalOutcome.SOLVED
    assert some.to_json() == whole.to_json()
    people = list(pool.people)
    Random(seed).shuffle(people)
    _, shuffled, _ = _both(monkeypatch, _request(COMMUNE, pool.replace_unvalidated(people=tuple(people))))
    assert shuffled.slate == whole.slate


@examples(6)
@given(st.data())
def test_so_it_is_for_tiny_councils(monkeypatch: pytest.MonkeyPatch, data: st.DataObject) -> None:
    council = data.draw(councils(committees=data.draw(st.sampled_from([0, 1, 2]))))
    pool = data.draw(people(6, 14))
    whole, some, _ = _both(monkeypatch, _request(council, pool))
    assert some.outcome is whole.outcome
    assert some.slate == whole.slate
    assert [(a.rule, a.tier_value) for a in some.aims] == [(a.rule, a.tier_value) for a in whole.aims]


def test_the_template_makes_the_program_of_everybody() -> None:
    request = _request(COMMUNE, make_pool(COMMUNE, 150, 4)).in_order()
    sieve = Sieve(PlanningTask(request, resolve_rulebook(request), TimeBudget(60)))
    sieve.take(np.arange(len(sieve.classes.people)))
    model, template = sieve.build_model(), sieve.template
    shared = template.find_shared_rows(model, sieve.master.members)
    total = template.sum_rows(np.ones(len(shared), np.int64))
    for q, person in enumerate(sieve.classes.people):
        mine = [model.people.listed[person.id], model.people.deputy[person.id]]
        found = [sum(model.program.rows[i].terms.get(v, 0) for i in shared) for v in mine]
        assert found == total[sieve.classes.of[q], :2].tolist()


def test_nobody_left_out_could_stand_at_less_than_their_price() -> None:
    assert any(_price_some_left_out(many_alike(seed=seed)) for seed in (2, 1, 3, 4, 5, 6)), (
        "a slate as good with somebody left out has other lots only"
    )


def _price_some_left_out(request: PlanRequest) -> int:
    """Hold the cheapest prices against slates with these people; return how many there were as good as the best."""
    book = resolve_rulebook(request)
    sieve = Sieve(PlanningTask(request, book, TimeBudget(60)))
    sieve.begin()
    assert sieve.descend()
    out = np.flatnonzero(sieve.out)
    assert len(out) > 100
    tried = 0
    for q in out[np.argsort(sieve.price[out])][:3]:
        person = sieve.classes.people[q].id
        model = SlateModel(request.replace_unvalidated(pins=Pins(candidates=(person,))), book)
        found = solve(model, book.rules, Highs(), 60)
        if isinstance(found, Solved) and [tier.value for tier in found.tiers] == sieve.bounds:
            tried += 1
            assert sum_lots(model, found) >= sieve.floor + sieve.price[q] - 1e-3
    return tried


@pytest.mark.long
def test_people_who_are_alike_but_for_their_lots_are_chosen_as_among_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cocau.solver.search.sifting.sieve, "BATCH_SIZE", 2)
    whole, some, took = _both(monkeypatch, many_alike(), begin_with_few)
    assert took == [True]
    assert some.slate == whole.slate
    assert some.interchangeable == whole.interchangeable
    for mine, theirs in zip(some.aims, whole.aims, strict=True):
        assert mine.replace_unvalidated(blocked_by=None) == theirs.replace_unvalidated(blocked_by=None)
        assert (mine.blocked_by is None) is (theirs.blocked_by is None)
