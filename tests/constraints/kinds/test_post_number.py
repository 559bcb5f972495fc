"""post_number: so many holders of a post, one fewer under a full-time holder."""

import pytest
from pydantic import ValidationError

from tests.constraints.samples import Judged, audited, judged, people, rule, setting, slate

POOL = [*people("ft ft2", meant_full_time=True), *people("x y z")]
IDS = "ft ft2 x y z"
VICE = {"office": "vice_chair", "number": 2, "one_fewer_under": "chair"}
DEPUTY = {"office": "deputy_head", "number": 2, "one_fewer_under": "head"}


@pytest.mark.parametrize(
    ("kind", "posts", "verdict", "holders", "needed"),
    [
        ({"office": "chair", "number": 1}, {"chair": "x"}, ("kept", 0, ()), 1, 1),
        ({"office": "chair", "number": 1}, {}, ("broken", 1, ("chair",)), 0, 1),
        ({"office": "chair", "number": 1}, {"chair": "x y z"}, ("broken", 2, ("chair",)), 3, 1),
        (VICE, {"chair": "x", "vice_chair": "y z"}, ("kept", 0, ()), 2, 2),
        (VICE, {"chair": "x", "vice_chair": "y"}, ("broken", 1, ("vice_chair",)), 1, 2),
        (VICE, {"chair": "ft", "vice_chair": "y"}, ("kept", 0, ()), 1, 1),
        (VICE, {"chair": "ft", "vice_chair": "y z"}, ("broken", 1, ("vice_chair",)), 2, 1),
        (VICE, {"vice_chair": "y z"}, ("kept", 0, ()), 2, 2),
        (
            DEPUTY,
            {
                "head/legal": "ft",
                "deputy_head/legal": "x",
                "head/social": "y",
                "deputy_head/social": "z ft2",
            },
            ("kept", 0, ()),
            3,
            3,
        ),
        (DEPUTY, {"head/legal": "ft"}, ("broken", 3, ("deputy_head/legal", "deputy_head/social")), 0, 3),
    ],
)
def test_a_post_has_its_number_of_holders(
    kind: dict[str, object], posts: dict[str, str], verdict: Judged, holders: int, needed: int
) -> None:
    finding = audited(rule("post_number", **kind), setting(POOL, slate({"a": IDS}, IDS, posts)))
    assert judged(finding) == verdict
    assert finding.facts == {"wrong": len(verdict[2]), "holders": holders, "needed": needed}


def test_every_committee_has_a_head_of_its_own() -> None:
    heads = rule("post_number", office="head", number=1)
    two_and_none = setting(POOL, slate({"a": IDS}, IDS, {"head/legal": "x y"}))
    assert judged(audited(heads, two_and_none)) == ("broken", 2, ("head/legal", "head/social"))
    assert judged(audited(heads, setting(POOL, committees=[]))) == ("kept", 0, ())


@pytest.mark.parametrize(
    ("posts", "verdict"),
    [
        ({"vice_chair": "x y"}, ("kept", 0, ())),
        ({"vice_chair": "x"}, ("kept", 0, ())),
        ({}, ("kept", 0, ())),
        ({"vice_chair": "x y z"}, ("broken", 1, ("vice_chair",))),
    ],
)
def test_a_ceiling_may_be_left_unfilled_and_not_exceeded(posts: dict[str, str], verdict: Judged) -> None:
    ceiling = rule("post_number", office="vice_chair", number=2, ceiling=True)
    finding = audited(ceiling, setting(POOL, slate({"a": IDS}, IDS, posts)))
    assert judged(finding) == verdict
    assert finding.facts["needed"] == 2


def test_a_rule_stored_with_the_retired_field_is_read_unless_it_meant_something() -> None:
    heads = rule("post_number", office="head", number=1)
    assert rule("post_number", office="head", number=1, keeps_sitting=False) == heads
    with pytest.raises(ValidationError, match="keeps_sitting"):
        rule("post_number", office="head", number=1, keeps_sitting=True)
