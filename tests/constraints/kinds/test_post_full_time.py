"""post_full_time: who holds a post works full-time, or does not."""

import pytest

from tests.constraints.samples import Judged, audited, judged, people, rule, setting, slate

POOL = [*people("an binh", meant_full_time=True), *people("x y")]


@pytest.mark.parametrize(
    ("full_time", "posts", "verdict"),
    [
        (True, {}, ("kept", 0, ())),
        (True, {"head/legal": "an", "head/social": "binh"}, ("kept", 0, ())),
        (True, {"head/legal": "x", "head/social": "binh"}, ("broken", 1, ("x",))),
        (True, {"head/legal": "x", "deputy_head/legal": "y"}, ("broken", 2, ("x", "y"))),
        (True, {"chair": "x", "vice_chair": "y"}, ("kept", 0, ())),
        (False, {"head/legal": "an", "deputy_head/social": "x"}, ("broken", 1, ("an",))),
        (False, {"head/legal": "x", "deputy_head/social": "y"}, ("kept", 0, ())),
    ],
)
def test_holders_of_the_offices_are_of_the_one_sort(
    full_time: bool, posts: dict[str, str], verdict: Judged
) -> None:
    judge = rule("post_full_time", offices=["head", "deputy_head"], full_time=full_time)
    finding = audited(judge, setting(POOL, slate({"a": "an binh x y"}, "an binh x y", posts)))
    assert judged(finding) == verdict
    assert finding.facts == {"wrong": verdict[1]}
