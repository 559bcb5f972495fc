"""posts_from_plan: holders stand in the reviewed plan for their post."""

import pytest

from tests.constraints.samples import Judged, audited, judged, person, rule, setting, slate

POOL = [
    person("an", planned_for=["head"]),
    person("binh", planned_for=["head/legal", "chair"]),
    person("chi"),
]


@pytest.mark.parametrize(
    ("posts", "verdict", "holders"),
    [
        ({}, ("kept", 0, ()), 0),
        ({"head/legal": "an", "head/social": "an"}, ("kept", 0, ()), 2),
        ({"head/legal": "binh", "chair": "binh"}, ("kept", 0, ()), 2),
        ({"head/social": "binh"}, ("broken", 1, ("binh",)), 1),
        ({"chair": "an", "head/legal": "chi"}, ("broken", 2, ("an", "chi")), 2),
        ({"vice_chair": "chi"}, ("kept", 0, ()), 0),
    ],
)
def test_a_plan_names_an_office_or_one_post_of_it(
    posts: dict[str, str], verdict: Judged, holders: int
) -> None:
    judge = rule("posts_from_plan", offices=["chair", "head"])
    finding = audited(judge, setting(POOL, slate({"a": "an binh chi"}, "an binh chi", posts)))
    assert judged(finding) == verdict
    assert finding.facts == {"unplanned": verdict[1], "holders": holders}
