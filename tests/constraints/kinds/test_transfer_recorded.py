"""transfer_recorded: the pilot has need, conditions, consensus and approval recorded, or it is none."""

import pytest

from tests.constraints.samples import audited, judged, rule, setting

RULE = rule("transfer_recorded")
RECORD = {"by": "Huyện ủy", "on": "2019-01-01", "content": "đồng ý"}
FIELDS = ("need", "conditions", "consensus", "approval")


def test_without_a_transfer_nothing_is_asked() -> None:
    finding = audited(RULE, setting([]))
    assert judged(finding) == ("kept", 0, ())
    assert finding.facts == {"lacking": 0, "fields": ""}


@pytest.mark.parametrize("towards", ["council", "peoples_committee"])
def test_a_transfer_with_everything_recorded_stands(towards: str) -> None:
    transfer = {"towards": towards, **dict.fromkeys(FIELDS, RECORD)}
    assert judged(audited(RULE, setting([], vice_chair_transfer=transfer))) == ("kept", 0, ())


@pytest.mark.parametrize("lacking", [*((f,) for f in FIELDS), ("need", "approval"), FIELDS])
def test_what_is_not_recorded_is_named(lacking: tuple[str, ...]) -> None:
    transfer = {"towards": "council"} | {f: RECORD for f in FIELDS if f not in lacking}
    finding = audited(RULE, setting([], vice_chair_transfer=transfer))
    assert judged(finding) == ("broken", len(lacking), ())
    assert finding.facts == {"lacking": len(lacking), "fields": ", ".join(lacking)}
