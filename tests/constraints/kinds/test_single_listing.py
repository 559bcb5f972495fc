"""single_listing: nobody on two lists."""

import pytest

from tests.constraints.cast_ballot import CastBallot
from tests.constraints.samples import Judged, judged, people, rule, setting, slate


@pytest.mark.parametrize(
    ("a", "b", "verdict"),
    [
        ("", "", ("kept", 0, ())),
        ("an binh", "chi", ("kept", 0, ())),
        ("an binh", "chi an", ("broken", 1, ("an",))),
        ("an an", "", ("broken", 1, ("an",))),
        ("an binh", "binh an", ("broken", 2, ("an", "binh"))),
    ],
)
def test_a_person_has_one_place_on_one_list(a: str, b: str, verdict: Judged) -> None:
    finding = rule("single_listing").audit(setting(people("an binh chi"), slate({"a": a, "b": b})))
    assert judged(finding) == verdict
    assert finding.facts == {"twice": verdict[1]}


def test_a_planner_has_nothing_to_be_told() -> None:
    ballot = CastBallot(setting([]))
    rule("single_listing").compile(ballot)
    assert not ballot.asked
