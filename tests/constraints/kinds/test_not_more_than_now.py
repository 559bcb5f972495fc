"""not_more_than_now: no more holders of an office than sit now; undecided without that number."""

import pytest

from tests.constraints.samples import Judged, audited, judged, people, rule, setting, slate

IDS = "x y z"
RULE = rule("not_more_than_now", office="vice_chair")


@pytest.mark.parametrize(
    ("sitting", "held", "verdict"),
    [
        (1, "x", ("kept", 0, ())),
        (1, "", ("kept", 0, ())),
        (1, "x y", ("broken", 1, ("x", "y"))),
        (0, "x y", ("broken", 2, ("x", "y"))),
        (2, "x y", ("kept", 0, ())),
    ],
)
def test_an_office_has_no_more_holders_than_now(sitting: int, held: str, verdict: Judged) -> None:
    named = slate({"a": IDS}, IDS, {"chair": "z", "vice_chair": held})
    finding = audited(RULE, setting(people(IDS), named, sitting={"vice_chair": sitting}))
    assert judged(finding) == verdict
    assert finding.facts == {"holders": len(held.split()), "sitting": sitting}


def test_heads_are_counted_over_all_committees() -> None:
    named = slate({"a": IDS}, IDS, {"head/legal": "x", "head/social": "y"})
    finding = audited(
        rule("not_more_than_now", office="head"), setting(people(IDS), named, sitting={"head": 1})
    )
    assert judged(finding) == ("broken", 1, ("x", "y"))


@pytest.mark.parametrize("sitting", [{}, {"chair": 1}])
def test_without_the_number_there_is_no_verdict(sitting: dict[str, int]) -> None:
    finding = audited(RULE, setting(people(IDS), sitting=sitting))
    assert finding.verdict == "undecided"
    assert finding.missing is not None
    assert "sitting.vice_chair" in finding.missing.vi
    assert "sitting.vice_chair" in finding.missing.en
