"""people_per_seat: about as many people behind each seat."""

import pytest

from cocau.constraints.rules.rule import Verdict
from tests.constraints.cast_ballot import CastBallot
from tests.constraints.samples import Judged, judged, rule, setting


@pytest.mark.parametrize(
    ("people", "percent", "verdict", "widest"),
    [
        ((300, 200), 0, ("kept", 0, ()), 0),
        ((390, 110), 30, ("broken", 1, ("b",)), 45),
        ((390, 110), 45, ("kept", 0, ()), 45),
        ((390, 110), 29, ("broken", 2, ("a", "b")), 45),
        ((301, 199), 0, ("broken", 2, ("a", "b")), 0),
        ((394, 107), 45, ("broken", 1, ("b",)), 46),  # 46.6 percent: told in whole percents reached
    ],
)
def test_every_constituency_is_near_the_mean(
    people: tuple[int, int], percent: int, verdict: Judged, widest: int
) -> None:
    units = [{"id": i, "seats": s, "population": n} for i, s, n in zip("ab", (3, 2), people, strict=True)]
    finding = rule("people_per_seat", within_percent=percent).audit(setting([], constituencies=units))
    assert judged(finding) == verdict
    assert finding.facts == {"uneven": len(verdict[2]), "widest_percent": widest}


def test_without_every_population_there_is_no_verdict() -> None:
    units = [{"id": "a", "seats": 3, "population": 300}, {"id": "b", "seats": 2}]
    finding = rule("people_per_seat", within_percent=30).audit(setting([], constituencies=units))
    assert finding.verdict is Verdict.UNDECIDED


def test_a_planner_has_nothing_to_be_told() -> None:
    ballot = CastBallot(setting([]))
    rule("people_per_seat", within_percent=0).compile(ballot)
    assert not ballot.asked
