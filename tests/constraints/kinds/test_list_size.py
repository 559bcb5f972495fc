"""list_size: lists no longer than the minimum and what is granted on top."""

import pytest

from tests.constraints.samples import Judged, audited, judged, people, rule, setting, slate

TABLE = {"extra_by_seats": {1: 1, 2: 1, 3: 2, 4: 3, 5: 3}}


# The small council elects 3 and 2, so its lists need 5 and 3.
@pytest.mark.parametrize(
    ("a", "b", "more", "verdict"),
    [
        (0, 0, 0, ("kept", 0, ())),
        (5, 3, 0, ("kept", 0, ())),
        (6, 3, 0, ("broken", 1, ("a",))),
        (7, 4, 0, ("broken", 3, ("a", "b"))),
        (6, 4, 1, ("kept", 0, ())),
        (7, 4, 1, ("broken", 1, ("a",))),
    ],
)
def test_a_list_is_not_longer_than_allowed(a: int, b: int, more: int, verdict: Judged) -> None:
    at_a, at_b = " ".join(f"a{i}" for i in range(a)), " ".join(f"b{i}" for i in range(b))
    case = setting(people(f"{at_a} {at_b}"), slate({"a": at_a, "b": at_b}))
    finding = audited(rule("list_size", **TABLE, more=more), case)
    assert judged(finding) == verdict
    assert finding.facts == {"long": len(verdict[2])}


def test_a_constituency_without_a_list_has_none_too_long() -> None:
    assert judged(audited(rule("list_size", **TABLE), setting([]))) == ("kept", 0, ())
