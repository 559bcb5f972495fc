"""unit_exists: a council of a kind of unit that elects none is refused."""

import pytest

from tests.constraints.samples import audited, judged, rule, setting

RULE = rule("unit_exists", among=["province", "commune", "ward"])


@pytest.mark.parametrize(
    ("kind", "level", "verdict"),
    [
        ("province", "province", ("kept", 0, ())),
        ("ward", "commune", ("kept", 0, ())),
        ("townlet", "commune", ("broken", 1, ())),
        ("city", "province", ("broken", 1, ())),
        ("town", "district", ("broken", 1, ())),
        ("rural_district", "district", ("broken", 1, ())),
    ],
)
def test_only_the_kinds_named_have_councils(
    kind: str, level: str, verdict: tuple[str, int, tuple[str, ...]]
) -> None:
    finding = audited(RULE, setting([], kind=kind))
    assert judged(finding) == verdict
    assert finding.facts == {"level": level}
