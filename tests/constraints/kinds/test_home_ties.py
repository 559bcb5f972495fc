"""home_ties: people tied to a locality stand in its constituency."""

import pytest

from tests.constraints.samples import Judged, audited, judged, person, rule, setting, slate

POOL = [
    person("bac", locality="Bắc"),
    person("bac2", locality="Bắc"),
    person("nam", locality="Nam"),
    person("free"),
    person("far", locality="Xa"),
]


@pytest.mark.parametrize(
    ("a", "b", "verdict", "tied"),
    [
        ("", "", ("kept", 0, ()), 0),
        ("bac bac2 free", "nam far", ("kept", 0, ()), 3),
        ("nam free", "bac", ("broken", 2, ("bac", "nam")), 2),
        ("bac nam", "", ("broken", 1, ("nam",)), 2),
        ("far", "free", ("kept", 0, ()), 0),
    ],
)
def test_only_people_with_a_home_in_the_council_can_be_away_from_it(
    a: str, b: str, verdict: Judged, tied: int
) -> None:
    finding = audited(rule("home_ties"), setting(POOL, slate({"a": a, "b": b})))
    assert judged(finding) == verdict
    assert finding.facts == {"away": verdict[1], "tied": tied}
