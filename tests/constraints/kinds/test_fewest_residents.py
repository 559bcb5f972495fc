"""fewest_residents: a unit of a kind with too few residents has no council."""

import pytest

from tests.constraints.samples import audited, judged, rule, setting

RULE = rule("fewest_residents", unit="special_zone", at_least=1000)


@pytest.mark.parametrize(
    ("kind", "population", "verdict"),
    [
        ("special_zone", 1000, ("kept", 0, ())),
        ("special_zone", 999, ("broken", 1, ())),
        ("special_zone", 400, ("broken", 600, ())),
        ("special_zone", None, ("undecided", 0, ())),
        ("commune", 999, ("kept", 0, ())),
        ("ward", None, ("kept", 0, ())),
    ],
)
def test_a_unit_needs_so_many_residents(
    kind: str, population: int | None, verdict: tuple[str, int, tuple[str, ...]]
) -> None:
    assert judged(audited(RULE, setting([], kind=kind, population=population))) == verdict
