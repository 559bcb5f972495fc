"""seats_per_constituency: five deputies at most."""

import pytest

from tests.constraints.samples import Judged, audited, judged, rule, setting


@pytest.mark.parametrize(
    ("seats", "verdict"),
    [
        ([5, 5], ("kept", 0, ())),
        ([6, 4], ("broken", 1, ("u0",))),
        ([6, 7], ("broken", 2, ("u0", "u1"))),
    ],
)
def test_no_constituency_elects_more_than_the_limit(seats: list[int], verdict: Judged) -> None:
    units = [{"id": f"u{i}", "seats": n} for i, n in enumerate(seats)]
    finding = audited(rule("seats_per_constituency", limit=5), setting([], constituencies=units))
    assert judged(finding) == verdict
    assert finding.facts == {"over": len(verdict[2]), "limit": 5}
