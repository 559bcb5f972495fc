"""headcount: bounds on how many of a set are described."""

import pytest
from pydantic import ValidationError

from tests.constraints.samples import Judged, audited, judged, people, rule, setting, slate

POOL = [*people("an binh"), *people("chi dung", sex="female")]
WOMEN = {"among": "deputies", "where": {"sex": "female"}}


@pytest.mark.parametrize(
    ("bounds", "deputies", "verdict"),
    [
        ({"at_least": 1}, "", ("broken", 1, ())),
        ({"at_least": 0}, "", ("kept", 0, ())),
        ({"at_least": 2}, "an chi", ("broken", 1, ("chi",))),
        ({"at_least": 2}, "an chi dung", ("kept", 0, ())),
        ({"at_most": 1}, "chi dung", ("broken", 1, ("chi", "dung"))),
        ({"at_most": 0}, "chi dung", ("broken", 2, ("chi", "dung"))),
        ({"at_most": 0}, "an binh", ("kept", 0, ())),
        ({"at_least": 1, "at_most": 1}, "an", ("broken", 1, ())),
        ({"at_least": 1, "at_most": 1}, "an dung", ("kept", 0, ())),
        ({"at_least": 1, "at_most": 1}, "chi dung", ("broken", 1, ("chi", "dung"))),
    ],
)
def test_women_among_the_deputies_stay_within_the_bounds(
    bounds: dict[str, int], deputies: str, verdict: Judged
) -> None:
    named = slate({"a": "an binh chi dung"}, deputies)
    finding = audited(rule("headcount", **WOMEN, **bounds), setting(POOL, named))
    assert judged(finding) == verdict
    women = sum(i in ("chi", "dung") for i in deputies.split())
    assert finding.facts == {"count": women, "total": len(deputies.split())}


def test_a_holder_of_two_posts_of_the_set_counts_twice() -> None:
    two = slate({"a": "chi"}, "chi", {"chair": "chi", "head/legal": "chi"})
    standing = rule("headcount", among="standing", where={"sex": "female"}, at_most=1)
    assert audited(standing, setting(POOL, two)).facts == {"count": 2, "total": 2}


def test_a_headcount_without_a_bound_is_refused() -> None:
    with pytest.raises(ValidationError, match="give at_least, at_most or both"):
        rule("headcount", **WOMEN)
