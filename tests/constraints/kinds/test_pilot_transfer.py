"""pilot_transfer: with everything recorded, exactly one vice-chair more or fewer than the law says."""

import pytest

from tests.constraints.samples import Judged, audited, judged, people, rule, setting, slate

IDS = "x y z"
RECORD = {"by": "Huyện ủy", "on": "2019-01-01", "content": "đồng ý"}
RECORDED = dict.fromkeys(("need", "conditions", "consensus", "approval"), RECORD)


@pytest.mark.parametrize(
    ("towards", "full", "held", "verdict", "needed"),
    [
        ("peoples_committee", 2, "x", ("kept", 0, ()), 1),
        ("peoples_committee", 2, "x y", ("broken", 1, ("x", "y")), 1),
        ("peoples_committee", 2, "", ("broken", 1, ()), 1),
        ("peoples_committee", 1, "", ("kept", 0, ()), 0),
        ("council", 2, "x y z", ("kept", 0, ()), 3),
        ("council", 2, "x", ("broken", 2, ("x",)), 3),
        ("council", 1, "x y", ("kept", 0, ()), 2),
    ],
)
def test_the_number_shifts_by_exactly_one(
    towards: str, full: int, held: str, verdict: Judged, needed: int
) -> None:
    named = slate({"a": IDS}, IDS, {"vice_chair": held})
    case = setting(people(IDS), named, vice_chair_transfer={"towards": towards, **RECORDED})
    finding = audited(rule("pilot_transfer", full=full), case)
    assert judged(finding) == verdict
    assert finding.facts == {"holders": len(held.split()), "needed": needed, "full": full}


@pytest.mark.parametrize("transfer", [None, {"towards": "council", "need": RECORD}])
def test_nothing_shifts_without_a_transfer_on_record(transfer: dict[str, object] | None) -> None:
    named = slate({"a": IDS}, IDS, {"vice_chair": "x y z"})
    case = setting(people(IDS), named, vice_chair_transfer=transfer)
    finding = audited(rule("pilot_transfer", full=2), case)
    assert judged(finding) == ("kept", 0, ())
    assert finding.facts == {"holders": 3, "full": 2}
