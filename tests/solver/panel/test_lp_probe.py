"""The first look at a panel, against every panel there is."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import event, given

from cocau.solver.panel.lp_probe import build_columns, probe_relaxation, search_nearby
from cocau.solver.panel.model import QuotaPrices
from cocau.solver.panel.task import PanelTask, Quota, Respondent
from tests.examples import examples
from tests.solver.panel.tiny_tasks import cheapest, panels, tasks


@examples(150)
@given(tasks())
def test_moves_that_are_seen_are_cheapest_and_no_bound_is_above_what_they_cost(task: PanelTask) -> None:
    prices, best = QuotaPrices(task), cheapest(task)
    seen = probe_relaxation(task, prices, 60)
    event(f"possible {seen.possible}, moves {seen.moves is not None}")
    if best is None:
        assert seen.moves is None
        return
    assert seen.possible
    assert seen.least is not None
    assert seen.least <= prices.scale * best[0]
    if seen.moves is not None:
        assert seen.moves.cost == best[0]
        assert seen.moves.apply_to(task.bounds) in best[1]


def test_most_tasks_are_answered_at_the_first_look() -> None:
    rng, told = np.random.default_rng(1), Counter[bool]()
    for _ in range(40):
        task = _task(rng)
        seen = probe_relaxation(task, QuotaPrices(task), 60)
        told[seen.moves is not None] += 1
    assert told[True] > told[False] * 10


def _task(rng: np.random.Generator) -> PanelTask:
    """Three hundred people and quotas around what the pool is like, some of them out of reach."""
    shape = {"a": 3, "b": 6, "c": 9}
    people = [tuple(str(rng.integers(many)) for many in shape.values()) for _ in range(300)]
    quotas = []
    for at, (feature, many) in enumerate(shape.items()):
        for value in map(str, range(many)):
            share = sum(values[at] == value for values in people) / 10
            low = max(0, round(share * rng.choice([0.7, 0.9, 2]) - 1))
            quotas.append(Quota(feature=feature, value=value, min=low, max=low + 1 + int(rng.integers(3))))
    return PanelTask(30, tuple(quotas), tuple(Respondent(f"p{i}", v) for i, v in enumerate(people)))


@pytest.mark.parametrize("households", [False, True])
def test_a_panel_that_is_met_keeps_size_homes_and_quotas(households: bool) -> None:
    people = tuple(Respondent(f"p{i}", ("ab"[i % 2], "xyz"[i % 3]), f"h{i // 2}") for i in range(12))
    quotas = [Quota(feature="f", value=v, min=1, max=3) for v in "ab"]
    quotas += [Quota(feature="g", value=v, min=1, max=2) for v in "xyz"]
    task = PanelTask(4, tuple(quotas), people, households)
    assert panels(task)
    every = build_columns(task)
    low, high = np.array(task.bounds).T
    taken = search_nearby(every, low, high, 4, np.full(len(every.street), 4 / len(every.street)))
    assert taken is not None
    assert taken.sum() == 4
    assert every.can_give(taken)
    counts = every.count_quotas(taken, len(quotas))
    assert ((low <= counts) & (counts <= high)).all()
    assert (
        search_nearby(every, low + 9, high + 9, 4, np.full(len(every.street), 4 / len(every.street))) is None
    )
