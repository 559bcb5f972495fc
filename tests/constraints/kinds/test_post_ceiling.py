"""post_ceiling: numbers by how many units were merged, or as decided; a merged unit may keep who sits."""

import pytest

from tests.constraints.samples import Judged, audited, judged, people, rule, setting, slate

POOL = [*people("ft ft2", meant_full_time=True), *people("v w x y z")]
IDS = "ft ft2 v w x y z"
VICE = rule(
    "post_ceiling",
    office="vice_chair",
    one_fewer_under="chair",
    by_merger=[
        {"units": 3, "kinds": ["city"], "at_most": 4},
        {"units": 3, "kinds": ["province"], "at_most": 3},
        {"units": 2, "at_most": 3},
        {"units": 1, "at_most": 2},
    ],
    keeps_sitting_until="2030-07-01",
)
DEPUTY = rule(
    "post_ceiling",
    office="deputy_head",
    one_fewer_under="head",
    by_merger=[
        {"units": 3, "at_most": 4},
        {"units": 2, "at_most": 3},
        {"units": 1, "at_most": 2},
        {"units": 3, "sort": "urban", "at_most": 1},
    ],
    keeps_sitting_until="2030-07-01",
)
DECIDED = rule("post_ceiling", office="deputy_head", one_fewer_under="head")
SITS = {"sitting": {"vice_chair": 5}}


def _judge(which: object, posts: dict[str, str], **council: object) -> Judged:
    case = setting(POOL, slate({"a": IDS}, IDS, posts), **council)
    return judged(audited(which, case))


@pytest.mark.parametrize(
    ("council", "posts", "verdict"),
    [
        ({"kind": "city", "merged_from": 3}, {"vice_chair": "v w x y"}, ("kept", 0, ())),
        ({"kind": "province", "merged_from": 3}, {"vice_chair": "v w x y"}, ("broken", 1, ("vice_chair",))),
        ({"kind": "city", "merged_from": 2}, {"vice_chair": "v w x y"}, ("broken", 1, ("vice_chair",))),
        ({"merged_from": 1}, {"vice_chair": "v w"}, ("kept", 0, ())),
        ({"merged_from": 1}, {"vice_chair": "v w", "chair": "ft"}, ("broken", 1, ("vice_chair",))),
        ({"merged_from": 1}, {}, ("kept", 0, ())),
        ({"merged_from": 4}, {"vice_chair": "v"}, ("undecided", 0, ())),
        ({}, {"vice_chair": "v"}, ("undecided", 0, ())),
        (SITS | {"merged_from": 2}, {"vice_chair": "v w x y z", "chair": "ft"}, ("kept", 0, ())),
        (SITS | {"merged_from": 2}, {"vice_chair": "v w x y z ft2"}, ("broken", 1, ("vice_chair",))),
        (SITS | {"merged_from": 1}, {"vice_chair": "v w x"}, ("broken", 1, ("vice_chair",))),
        (SITS, {"vice_chair": "v w x"}, ("undecided", 0, ())),
        (
            SITS | {"merged_from": 2, "planned_on": "2030-07-01"},
            {"vice_chair": "v w x y"},
            ("broken", 1, ("vice_chair",)),
        ),
    ],
)
def test_the_number_goes_by_the_units_merged(
    council: dict[str, object], posts: dict[str, str], verdict: Judged
) -> None:
    assert _judge(VICE, posts, **council) == verdict


@pytest.mark.parametrize(
    ("committee", "held", "verdict"),
    [
        ({}, "v w x y", "kept"),
        ({}, "v w x y z", "broken"),
        ({"sort": "urban"}, "v", "kept"),
        ({"sort": "urban"}, "v w", "broken"),
        ({"sort": "ethnic", "continues": 2}, "v w x", "kept"),
        ({"sort": "ethnic", "continues": 2}, "v w x y", "broken"),
        ({"sort": "ethnic", "continues": 0}, "v", "undecided"),
        ({"sort": "ethnic"}, "v", "undecided"),
    ],
)
def test_committees_have_numbers_of_their_own(committee: dict[str, object], held: str, verdict: str) -> None:
    council = {"merged_from": 3, "committees": [{"id": "a"} | committee]}
    assert _judge(DEPUTY, {"deputy_head/a": held}, **council)[0] == verdict


def test_an_ethnic_committee_where_nothing_was_merged_is_one_like_others() -> None:
    alone = {"merged_from": 1, "committees": [{"id": "a", "sort": "ethnic"}]}
    assert _judge(DEPUTY, {"deputy_head/a": "v w"}, **alone)[0] == "kept"
    assert _judge(DEPUTY, {"deputy_head/a": "v w x"}, **alone) == ("broken", 1, ("deputy_head/a",))


def test_nothing_is_judged_where_one_number_is_unknown() -> None:
    two = {"committees": [{"id": "a", "deputy_heads": 1}, {"id": "b"}]}
    assert _judge(DECIDED, {"deputy_head/a": "v w"}, **two)[0] == "undecided"
    both = {"committees": [{"id": "a", "deputy_heads": 1}, {"id": "b", "deputy_heads": 2}]}
    over = {"head/a": "ft", "deputy_head/a": "v", "deputy_head/b": "w x"}
    assert _judge(DECIDED, over, **both) == ("broken", 1, ("deputy_head/a",))
    assert _judge(DECIDED, {}, committees=[]) == ("kept", 0, ())
