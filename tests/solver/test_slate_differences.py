"""Why somebody's part is another one, and in which order people are told of."""

from cocau.constraints.model.slate import Slate
from cocau.solver.slate_differences import MoveReason, PersonMove, compare_slates

BEFORE = Slate(
    candidates={"a": ("gone", "zoe", "left", "moved", "same"), "b": ("bar", "up")},
    deputies=("moved", "same"),
    posts={"chair": ("moved",), "vice_chair": ("same",)},
)
NOW = Slate(
    candidates={"a": ("moved", "same", "come"), "b": ("up",)},
    deputies=("moved", "same", "up"),
    posts={"chair": (), "vice_chair": ("same",)},
)
POOL = frozenset({"zoe", "left", "moved", "same", "bar", "up", "come"})


def _found() -> tuple[PersonMove, ...]:
    return compare_slates(BEFORE, NOW, POOL, {"age-21": ("bar", "other"), "health": ("zoe", "bar")})


def test_those_who_may_not_stay_come_first_then_those_left_out_and_each_has_its_reason() -> None:
    assert [(move.person, move.why) for move in _found()] == [
        ("gone", MoveReason.GONE),
        ("bar", MoveReason.BARRED),
        ("zoe", MoveReason.BARRED),
        ("left", MoveReason.LEFT_OUT),
        ("come", MoveReason.CAME_IN),
        ("moved", MoveReason.MOVED),
        ("up", MoveReason.MOVED),
    ]


def test_only_those_who_are_barred_have_standards_that_they_miss() -> None:
    assert {move.person: move.standards for move in _found() if move.standards} == {
        "bar": ("age-21", "health"),
        "zoe": ("health",),
    }


def test_a_part_is_list_council_and_posts() -> None:
    parts = {move.person: (move.was, move.now) for move in _found()}
    was, now = parts["moved"]
    assert was is not None
    assert now is not None
    assert (was.constituency, was.deputy, was.posts) == ("a", True, ("chair",))
    assert (now.constituency, now.deputy, now.posts) == ("a", True, ())
    was, now = parts["up"]
    assert was is not None
    assert now is not None
    assert (was.deputy, now.deputy) == (False, True)
    assert parts["come"][0] is None
    assert parts["left"][1] is None
