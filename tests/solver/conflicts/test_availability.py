"""Who there is for rules about posts: counted by hand on the made-up province."""

from cocau.constraints.model.people import PartyRank
from cocau.solver.conflicts.availability import Availability, describe_availability
from cocau.solver.plan import resolve_rulebook
from cocau.solver.search.planning_task import PlanningTask
from cocau.solver.time_budget import TimeBudget
from tests.solver.support.shipped import request_for


def _supplied(rules: tuple[str, ...], pins: tuple[str, ...] = ()) -> Availability:
    request = request_for("ha-tinh").in_order()
    asked = PlanningTask(request, resolve_rulebook(request), TimeBudget(60))
    return describe_availability(request, asked.barred_by, [asked.book.by_id[i] for i in rules], pins)


def test_posts_alike_are_told_once_with_all_of_them() -> None:
    pool = request_for("ha-tinh").in_order().pool
    (wanted,) = _supplied(("one-head-per-committee", "standing-committee-not-in-peoples-committee")).wanted
    assert len(wanted.posts) == 3
    assert all(post.startswith("head/") for post in wanted.posts)
    members = tuple(p.id for p in pool.people if p.peoples_committee is not None)
    assert wanted.excluded == {"standing-committee-not-in-peoples-committee": members}
    assert wanted.need == 1
    assert len(wanted.people) == 118
    barred = {i for ids in wanted.barred.values() for i in ids}
    assert len(wanted.left) == 118 - len({*members} | barred)


def test_a_post_for_which_everybody_is_there_is_not_told() -> None:
    pinned = _supplied((), ("chair:p001",))
    assert pinned == Availability()


def test_a_standard_asks_nothing_of_anybody() -> None:
    assert _supplied(("age-21",)) == Availability()


def test_whoever_two_members_keep_out_is_told_under_both() -> None:
    people = request_for("ha-tinh").in_order().pool.people
    plain = next(p.id for p in people if not p.meant_full_time and p.party_rank is None)
    (wanted,) = (
        w
        for w in _supplied(("vice-chairs-full-time",), (f"vice_chair:{plain}", f"out:{plain}")).wanted
        if w.member == f"vice_chair:{plain}"
    )
    assert wanted.excluded == {"vice-chairs-full-time": (plain,), f"out:{plain}": (plain,)}
    assert wanted.left == ()


def test_pins_on_lists_and_constituencies_are_no_posts() -> None:
    assert _supplied((), ("in:p001", "at:p002", "introduced:Hội")) == Availability()


def test_a_rank_among_the_leaders_names_everybody_of_that_rank() -> None:
    people = request_for("ha-tinh").in_order().pool.people
    found = _supplied(("vice-chair-in-standing-committee", "vice-chairs-full-time"))
    ranked = {p.id for p in people if p.has_rank(PartyRank.STANDING_COMMITTEE)}
    (wanted,) = found.wanted
    assert {*wanted.people} == ranked
    assert {*wanted.excluded["vice-chairs-full-time"]} == {
        p.id for p in people if p.id in ranked and not p.meant_full_time
    }
