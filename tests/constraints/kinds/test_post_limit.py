"""post_limit: so many posts each."""

import pytest

from tests.constraints.samples import Judged, audited, judged, people, rule, setting, slate


@pytest.mark.parametrize(
    ("at_most", "posts", "verdict"),
    [
        (1, {}, ("kept", 0, ())),
        (1, {"chair": "an", "vice_chair": "binh"}, ("kept", 0, ())),
        (1, {"chair": "an", "vice_chair": "an"}, ("broken", 1, ("an",))),
        (2, {"chair": "an", "vice_chair": "an"}, ("kept", 0, ())),
        (2, {"chair": "an", "vice_chair": "an", "head/legal": "an"}, ("broken", 1, ("an",))),
        (
            1,
            {"chair": "an", "vice_chair": "an binh", "head/legal": "an binh"},
            ("broken", 3, ("an", "binh")),
        ),
    ],
)
def test_nobody_holds_more_posts_than_allowed(at_most: int, posts: dict[str, str], verdict: Judged) -> None:
    case = setting(people("an binh chi"), slate({"a": "an binh"}, "an binh", posts), barred="chi")
    finding = audited(rule("post_limit", at_most=at_most), case)
    assert judged(finding) == verdict
    assert finding.facts == {"over": len(verdict[2])}


@pytest.mark.parametrize(
    ("posts", "verdict"),
    [
        ({"vice_chair": "x", "head/legal": "x"}, ("kept", 0, ())),
        ({"vice_chair": "x", "head/legal": "y"}, ("kept", 0, ())),
        ({"vice_chair": "x", "head/legal": "x", "head/social": "x"}, ("broken", 1, ("x",))),
        ({"head/legal": "x", "head/social": "x"}, ("broken", 1, ("x",))),
        ({"vice_chair": "x", "deputy_head/legal": "x"}, ("broken", 1, ("x",))),
        ({"chair": "x", "head/legal": "x"}, ("broken", 1, ("x",))),
        ({"chair": "x", "vice_chair": "x"}, ("broken", 1, ("x",))),
        ({"chair": "x", "vice_chair": "x", "head/legal": "x"}, ("broken", 1, ("x",))),
    ],
)
def test_two_offices_may_be_combined_and_no_others(posts: dict[str, str], verdict: Judged) -> None:
    limit = rule("post_limit", at_most=1, combinable=["vice_chair", "head"])
    case = setting(people("x y"), slate({"a": "x y"}, "x y", posts))
    assert judged(audited(limit, case)) == verdict
