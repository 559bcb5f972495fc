"""Re-planning: what has changed is done to the request, the rest stays as it was."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cocau.constraints.documents import parse_yaml, read_text
from cocau.constraints.errors import InputError, StandardNotRelaxable
from cocau.constraints.model.council import Council
from cocau.constraints.model.people import Pool
from cocau.constraints.record import Record
from cocau.solver.explain.replacements import find_replacements
from cocau.solver.plan import plan, plan_with_rulebook
from cocau.solver.proposal import Proposal, ProposalOutcome
from cocau.solver.replanning import PlanChanges, build_replan_request
from cocau.solver.request import Pins, PlanRequest
from cocau.solver.slate_differences import MoveReason
from tests.solver.model.test_slate_model_moves import _moves

FIXTURES = Path(__file__).parents[2] / "fixtures"


def _read(kind: type[Record], folder: str) -> Any:
    path = FIXTURES / folder / "xa-mau.yaml"
    return kind.model_validate(parse_yaml(read_text(path), path.name))


@cache
def _before() -> Proposal:
    return plan(PlanRequest(council=_read(Council, "councils"), pool=_read(Pool, "pools")))


def _again(changes: PlanChanges, before: Proposal | None = None) -> Proposal:
    return plan_with_rulebook(*build_replan_request(before or _before(), changes))


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
    again = _again(PlanChanges())
    assert again.slate == _before().slate
    assert [m.value for m in again.moved] == [0, 0, 0]
    assert again.differences == ()


def test_one_withdrawal_of_a_mere_candidate_moves_one_person() -> None:
    out = _without_post()
    again = _again(PlanChanges(withdrawn=(out,)))
    assert [m.value for m in again.moved] == [1, 0, 0]
    assert [(m.why, m.person == out) for m in again.differences] == [
        (MoveReason.GONE, True),
        (MoveReason.CAME_IN, False),
    ]
    assert again.request.gone == {out: _before().request.pool.by_id[out].name}


@pytest.mark.parametrize(("percent", "leaves"), [(50, True), (51, False)])
def test_half_of_the_voters_is_not_more_than_half(percent: int, leaves: bool) -> None:
    out = _without_post()
    again = _again(PlanChanges(confidence={out: percent}))
    assert (out not in again.slate.listed if again.slate else None) is leaves
    if leaves:
        assert again.differences[0].why is MoveReason.BARRED
        assert again.differences[0].standards == ("voters-confidence",)


def test_a_standard_found_missed_bars_its_person() -> None:
    out = _without_post()
    again = _again(PlanChanges(unmet={out: ("sức khỏe",)}))
    assert again.request.pool.by_id[out].unmet_standards == ("sức khỏe",)
    assert again.differences[0].standards == ("deputy-standards",)


def test_a_changed_bound_is_one_departure_however_often_it_is_changed() -> None:
    once = _again(PlanChanges(overrides={"women-35-percent": {"at_least_percent": 40}}))
    twice = _again(PlanChanges(overrides={"women-35-percent": {"at_least_percent": 42}}), once)
    assert [(d.was, d.now) for d in twice.departures] == [(35, 42)]
    back = _again(PlanChanges(overrides={"women-35-percent": {"at_least_percent": 35}}), twice)
    assert back.departures == ()


def test_no_change_relaxes_a_standard() -> None:
    with pytest.raises(StandardNotRelaxable):
        build_replan_request(_before(), PlanChanges(overrides={"age-21": {"years": 18}}))


def test_pins_on_people_who_may_not_stand_any_more_are_let_go() -> None:
    a, b = _slate_before()[:2]
    pinned = _before().request.replace_unvalidated(pins=Pins(candidates=(a, b), constituencies={a: "dv01"}))
    request, _ = build_replan_request(
        _before().replace_unvalidated(request=pinned), PlanChanges(withdrawn=(a,))
    )
    assert request.pins == Pins(candidates=(b,))


def test_a_secretary_who_leaves_is_followed_by_the_standing_deputy_once_a_reason_is_recorded() -> None:
    slate = _before().slate
    assert slate is not None
    chair = slate.posts["chair"][0]
    silent = _again(PlanChanges(withdrawn=(chair,)))
    assert silent.conflict is not None
    assert silent.conflict.rules == ("chair-is-secretary",)
    told = _again(PlanChanges(withdrawn=(chair,), secretary_not_chairing="chuyển công tác"))
    assert told.slate is not None
    assert [told.request.pool.by_id[i].party_rank for i in told.slate.posts["chair"]] == [
        "standing_deputy_secretary"
    ]


def test_a_new_pool_takes_the_place_of_the_old_one() -> None:
    out = _without_post()
    pool = _before().request.pool
    smaller = pool.replace_unvalidated(people=tuple(p for p in pool.people if p.id != out))
    again = _again(PlanChanges(pool=smaller))
    assert again.differences[0].why is MoveReason.GONE
    assert again.outcome is ProposalOutcome.SOLVED


def test_every_fault_of_the_changes_is_told_at_once() -> None:
    faulty = PlanChanges(
        withdrawn=("x", "x"), confidence={"y": 50, _without_post(): 101}, unmet={"z": ("a",)}
    )
    with pytest.raises(InputError) as caught:
        build_replan_request(_before(), faulty)
    assert sorted(p.code for p in caught.value.problems) == [
        "out_of_range",
        "twice",
        *["unknown_person"] * 4,
    ]


def test_a_proposal_without_a_slate_cannot_be_stayed_near_to() -> None:
    with pytest.raises(InputError) as caught:
        build_replan_request(_before().replace_unvalidated(slate=None), PlanChanges())
    assert caught.value.problems[0].code == "no_slate"


def test_too_many_withdrawals_are_a_fault_of_the_pool() -> None:
    pool: Pool = _before().request.pool
    with pytest.raises(InputError) as caught:
        _again(PlanChanges(withdrawn=tuple(p.id for p in pool.people[:30])))
    assert "pool_too_small" in {p.code for p in caught.value.problems}


@pytest.mark.parametrize(
    ("spoiled", "code"),
    [
        ({"candidates": {"dv01": ("ghost",)}}, "unknown_person"),
        ({"posts": {"boss": ("p001",)}}, "unknown_post"),
        ({"candidates": {"zz": ("p001",)}}, "unknown_constituency"),
    ],
)
def test_a_slate_with_ids_that_mean_nothing_is_neither_replanned_nor_replaced_on(
    spoiled: dict[str, dict[str, tuple[str, ...]]], code: str
) -> None:
    slate = _before().slate
    assert slate is not None
    new = {field: getattr(slate, field) | part for field, part in spoiled.items()}
    proposal = _before().replace_unvalidated(slate=slate.replace_unvalidated(**new))
    for asked in (lambda: build_replan_request(proposal, PlanChanges()), lambda: find_replacements(proposal)):
        with pytest.raises(InputError) as caught:
            asked()
        assert code in {p.code for p in caught.value.problems}


def _deputy_head() -> str:
    slate = _before().slate
    assert slate is not None
    return next(ids[0] for post, ids in slate.posts.items() if post.startswith("deputy_head") and ids)


@pytest.mark.parametrize("how", ["withdrawn", "unmet"])
def test_a_post_lost_by_somebody_who_may_not_stand_any_more_is_no_move(how: str) -> None:
    out = _deputy_head()
    changes = PlanChanges(withdrawn=(out,)) if how == "withdrawn" else PlanChanges(unmet={out: ("sức khỏe",)})
    again = _again(changes)
    before = _before().slate
    assert before is not None
    assert again.slate is not None
    # the holder who comes after is one move; that the one before has lost the post is none
    moved = _moves(before, again.slate, frozenset({out}))
    assert tuple(m.value for m in again.moved) == moved
    assert moved[1] >= 1


def test_pins_of_every_sort_stay_for_those_who_may_still_stand() -> None:
    a, b = _slate_before()[:2]
    out, deputy = _without_post(), _deputy_head()
    spare = next(i for i in _before().request.pool.by_id if i not in _slate_before())
    pins = Pins(
        candidates=(a, out),
        deputies=(deputy, out),
        out=(spare, out),
        posts={"vice_chair": (out,), "head/legal": (deputy, out)},
        constituencies={b: "dv01", out: "dv02"},
    )
    pinned = _before().replace_unvalidated(request=_before().request.replace_unvalidated(pins=pins))
    for changes in (PlanChanges(withdrawn=(out,)), PlanChanges(unmet={out: ("sức khỏe",)})):
        request, _ = build_replan_request(pinned, changes)
        assert request.pins == Pins(
            candidates=(a,),
            deputies=(deputy,),
            out=(spare,),
            posts={"head/legal": (deputy,)},
            constituencies={b: "dv01"},
        )


def test_what_was_changed_before_stays_changed() -> None:
    out = _without_post()
    first = _again(
        PlanChanges(
            confidence={out: 80},
            unmet={out: ("sức khỏe",)},
            overrides={
                "under-40-15-percent-introduced": {"at_least_percent": 16},
                "women-35-percent": {"at_least_percent": 40},
            },
            raised=("under-40-on-list",),
            secretary_not_chairing="chuyển công tác",
            seconds=50,
        )
    )
    request, book = build_replan_request(
        first,
        PlanChanges(
            unmet={out: ("lý lịch",)},
            overrides={"women-35-percent": {"at_least_percent": 42}},
        ),
    )
    person = request.pool.by_id[out]
    assert (person.unmet_standards, person.voter_confidence) == (("sức khỏe", "lý lịch"), 80)
    assert request.overrides == {
        "under-40-15-percent-introduced": {"at_least_percent": 16},
        "women-35-percent": {"at_least_percent": 42},
    }
    assert request.raised == ("under-40-on-list",)
    assert request.council.secretary_not_chairing == "chuyển công tác"
    assert request.seconds == 50
    assert {(d.rule, d.now) for d in book.departures} == {
        ("under-40-15-percent-introduced", 16),
        ("women-35-percent", 42),
        ("under-40-on-list", None),
    }


@pytest.mark.parametrize("percent", [0, 100])
def test_nobody_and_everybody_are_percentages_too(percent: int) -> None:
    request, _ = build_replan_request(_before(), PlanChanges(confidence={_without_post(): percent}))
    assert request.pool.by_id[_without_post()].voter_confidence == percent
