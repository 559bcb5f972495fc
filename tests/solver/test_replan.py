"""Re-planning: what has changed is done to the request, the rest stays as it was."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from constraints.council import Council
from constraints.documents import parse, read_text
from constraints.errors import InputError, StandardNotRelaxable
from constraints.people import Pool
from constraints.record import Record
from solver.differences import Why
from solver.plan import plan, planned
from solver.proposal import Outcome, Proposal
from solver.replan import Changes, replanning
from solver.request import Pins, PlanRequest

FIXTURES = Path(__file__).parents[2] / "fixtures"


def _read(kind: type[Record], folder: str) -> Any:
    path = FIXTURES / folder / "xa-mau.yaml"
    return kind.model_validate(parse(read_text(path), path.name))


@cache
def _before() -> Proposal:
    return plan(PlanRequest(council=_read(Council, "councils"), pool=_read(Pool, "pools")))


def _again(changes: Changes, before: Proposal | None = None) -> Proposal:
    return planned(*replanning(before or _before(), changes))


def _slate_before() -> tuple[str, ...]:
    slate = _before().slate
    assert slate is not None
    return slate.listed


def _without_post() -> str:
    """A candidate who is neither meant for the council nor for a post."""
    slate = _before().slate
    assert slate is not None
    return next(i for i in slate.listed if i not in slate.deputies)


def test_where_nothing_has_changed_nothing_moves() -> None:
    again = _again(Changes())
    assert again.slate == _before().slate
    assert [m.value for m in again.moved] == [0, 0, 0]
    assert again.differences == ()


def test_one_withdrawal_of_a_mere_candidate_moves_one_person() -> None:
    out = _without_post()
    again = _again(Changes(withdrawn=(out,)))
    assert [m.value for m in again.moved] == [1, 0, 0]
    assert [(m.why, m.person == out) for m in again.differences] == [(Why.GONE, True), (Why.CAME_IN, False)]
    assert again.request.gone == {out: _before().request.pool.by_id[out].name}


@pytest.mark.parametrize(("percent", "leaves"), [(50, True), (51, False)])
def test_half_of_the_voters_is_not_more_than_half(percent: int, leaves: bool) -> None:
    out = _without_post()
    again = _again(Changes(confidence={out: percent}))
    assert (out not in again.slate.listed if again.slate else None) is leaves
    if leaves:
        assert again.differences[0].why is Why.BARRED
        assert again.differences[0].standards == ("voters-confidence",)


def test_a_standard_found_missed_bars_its_person() -> None:
    out = _without_post()
    again = _again(Changes(unmet={out: ("sức khỏe",)}))
    assert again.request.pool.by_id[out].unmet_standards == ("sức khỏe",)
    assert again.differences[0].standards == ("deputy-standards",)


def test_a_changed_bound_is_one_departure_however_often_it_is_changed() -> None:
    once = _again(Changes(overrides={"women-35-percent": {"at_least_percent": 40}}))
    twice = _again(Changes(overrides={"women-35-percent": {"at_least_percent": 42}}), once)
    assert [(d.was, d.now) for d in twice.departures] == [(35, 42)]
    back = _again(Changes(overrides={"women-35-percent": {"at_least_percent": 35}}), twice)
    assert back.departures == ()


def test_no_change_relaxes_a_standard() -> None:
    with pytest.raises(StandardNotRelaxable):
        replanning(_before(), Changes(overrides={"age-21": {"years": 18}}))


def test_pins_on_people_who_may_not_stand_any_more_are_let_go() -> None:
    a, b = _slate_before()[:2]
    pinned = _before().request.but(pins=Pins(candidates=(a, b), constituencies={a: "dv01"}))
    request, _ = replanning(_before().but(request=pinned), Changes(withdrawn=(a,)))
    assert request.pins == Pins(candidates=(b,))


def test_a_secretary_who_leaves_is_followed_by_the_standing_deputy_once_a_reason_is_recorded() -> None:
    slate = _before().slate
    assert slate is not None
    chair = slate.posts["chair"][0]
    silent = _again(Changes(withdrawn=(chair,)))
    assert silent.conflict is not None
    assert silent.conflict.rules == ("chair-is-secretary",)
    told = _again(Changes(withdrawn=(chair,), secretary_not_chairing="chuyển công tác"))
    assert told.slate is not None
    assert [told.request.pool.by_id[i].party_rank for i in told.slate.posts["chair"]] == [
        "standing_deputy_secretary"
    ]


def test_a_new_pool_takes_the_place_of_the_old_one() -> None:
    out = _without_post()
    pool = _before().request.pool
    smaller = pool.but(people=tuple(p for p in pool.people if p.id != out))
    again = _again(Changes(pool=smaller))
    assert again.differences[0].why is Why.GONE
    assert again.outcome is Outcome.SOLVED


def test_every_fault_of_the_changes_is_told_at_once() -> None:
    faulty = Changes(withdrawn=("x", "x"), confidence={"y": 50, _without_post(): 101}, unmet={"z": ("a",)})
    with pytest.raises(InputError) as caught:
        replanning(_before(), faulty)
    assert sorted(p.code for p in caught.value.problems) == [
        "out_of_range",
        "twice",
        *["unknown_person"] * 4,
    ]


def test_a_proposal_without_a_slate_cannot_be_stayed_near_to() -> None:
    with pytest.raises(InputError) as caught:
        replanning(_before().but(slate=None), Changes())
    assert caught.value.problems[0].code == "no_slate"


def test_too_many_withdrawals_are_a_fault_of_the_pool() -> None:
    pool: Pool = _before().request.pool
    with pytest.raises(InputError) as caught:
        _again(Changes(withdrawn=tuple(p.id for p in pool.people[:30])))
    assert "pool_too_small" in {p.code for p in caught.value.problems}
