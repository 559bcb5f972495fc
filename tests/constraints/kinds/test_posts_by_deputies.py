"""posts_by_deputies: whoever is meant for a post is meant to be a deputy."""

import pytest

from tests.constraints.cast_ballot import CastBallot
from tests.constraints.samples import Judged, judged, people, rule, setting, slate


@pytest.mark.parametrize(
    ("deputies", "posts", "verdict"),
    [
        ("", {}, ("kept", 0, ())),
        ("an binh", {"chair": "an", "head/legal": "an"}, ("kept", 0, ())),
        ("an", {"chair": "an", "head/legal": "binh"}, ("broken", 1, ("binh",))),
        ("", {"chair": "binh", "vice_chair": "an binh"}, ("broken", 2, ("an", "binh"))),
    ],
)
def test_posts_are_filled_from_among_the_deputies(
    deputies: str, posts: dict[str, str], verdict: Judged
) -> None:
    finding = rule("posts_by_deputies").audit(setting(people("an binh"), slate({}, deputies, posts)))
    assert judged(finding) == verdict
    assert finding.facts == {"outside": verdict[1]}


def test_a_planner_has_nothing_to_be_told() -> None:
    ballot = CastBallot(setting([]))
    rule("posts_by_deputies").compile(ballot)
    assert not ballot.asked
