"""spread: bounds in every constituency."""

import pytest
from pydantic import ValidationError

from tests.constraints.samples import Judged, audited, judged, people, rule, setting, slate

POOL = [*people("w1 w2 w3", sex="female"), *people("m1 m2")]
IDS = "w1 w2 w3 m1 m2"
WOMEN = {"where": {"sex": "female"}, "among": "candidates"}


@pytest.mark.parametrize(
    ("bounds", "a", "b", "verdict"),
    [
        ({"at_least": 1}, "w1 m1", "w2 m2", ("kept", 0, ())),
        ({"at_least": 1}, "w1 w2", "m1", ("broken", 1, ("b",))),
        ({"at_least": 2}, "w1", "", ("broken", 3, ("a", "b"))),
        ({"at_least": 0}, "", "", ("kept", 0, ())),
        ({"at_most": 1}, "w1 m1", "w2 m2", ("kept", 0, ())),
        ({"at_most": 1}, "w1 w2 w3", "m1", ("broken", 2, ("a",))),
        ({"at_most": 0}, "w1 w2", "w3", ("broken", 3, ("a", "b"))),
    ],
)
def test_every_list_is_within_the_bound(bounds: dict[str, int], a: str, b: str, verdict: Judged) -> None:
    finding = audited(rule("spread", **WOMEN, **bounds), setting(POOL, slate({"a": a, "b": b})))
    assert judged(finding) == verdict
    assert finding.facts == {"uneven": len(verdict[2]), "off": verdict[1]}


@pytest.mark.parametrize(
    ("posts", "verdict"),
    [
        ({"chair": "w1", "vice_chair": "m1"}, ("kept", 0, ())),
        ({"chair": "w1", "vice_chair": "w2"}, ("broken", 1, ("a",))),
        ({"chair": "w1", "head/legal": "w1"}, ("kept", 0, ())),
        ({"chair": "w1", "deputy_head/legal": "w2"}, ("kept", 0, ())),
    ],
)
def test_somebody_with_two_posts_is_one_person_in_the_constituency(
    posts: dict[str, str], verdict: Judged
) -> None:
    named = slate({"a": "w1 w2 w3", "b": "m1 m2"}, IDS, posts)
    assert judged(audited(rule("spread", among="standing", at_most=1), setting(POOL, named))) == verdict


@pytest.mark.parametrize("bounds", [{}, {"at_least": 1, "at_most": 1}])
def test_a_spread_has_exactly_one_bound(bounds: dict[str, int]) -> None:
    with pytest.raises(ValidationError, match="exactly one"):
        rule("spread", **WOMEN, **bounds)
