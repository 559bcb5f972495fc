"""level_exists: a council of a level that elects none is refused."""

import pytest

from tests.constraints.samples import audited, judged, rule, setting

RULE = rule("level_exists", among=["province", "commune"])


@pytest.mark.parametrize(
    ("kind", "level", "verdict"),
    [
        ("province", "province", ("kept", 0, ())),
        ("ward", "commune", ("kept", 0, ())),
        ("town", "district", ("broken", 1, ())),
        ("rural_district", "district", ("broken", 1, ())),
    ],
)
def test_only_the_levels_named_have_councils(
    kind: str, level: str, verdict: tuple[str, int, tuple[str, ...]]
) -> None:
    finding = audited(RULE, setting([], kind=kind))
    assert judged(finding) == verdict
    assert finding.facts == {"level": level}
