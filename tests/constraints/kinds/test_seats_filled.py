"""seats_filled: from each list as many deputies as the constituency elects."""

import pytest

from tests.constraints.samples import Judged, audited, judged, people, rule, setting, slate

POOL = people("a1 a2 a3 a4 b1 b2 b3 x")
LISTS = {"a": "a1 a2 a3 a4", "b": "b1 b2 b3"}


@pytest.mark.parametrize(
    ("deputies", "verdict"),
    [
        ("a1 a2 a3 b1 b2", ("kept", 0, ())),
        ("a1 a2 b1 b2", ("broken", 1, ("a",))),
        ("a1 a2 b1 b2 b3", ("broken", 2, ("a", "b"))),
        ("", ("broken", 5, ("a", "b"))),
    ],
)
def test_each_constituency_has_its_seats_among_the_deputies(deputies: str, verdict: Judged) -> None:
    finding = audited(rule("seats_filled"), setting(POOL, slate(LISTS, deputies)))
    assert judged(finding) == verdict
    assert finding.facts == {"off": len(verdict[2]), "deputies": len(deputies.split()), "seats": 5}


@pytest.mark.parametrize(
    ("deputies", "verdict"),
    [
        ("a1 a2 a3 b1 b2 x", ("broken", 1, ("x",))),
        ("a1 a2 a3 b1 x", ("broken", 2, ("b", "x"))),
        ("a1 a2 a3 a3 b1 b2", ("broken", 1, ())),
    ],
)
def test_a_deputy_stands_on_a_list_and_is_named_once(deputies: str, verdict: Judged) -> None:
    assert judged(rule("seats_filled").audit(setting(POOL, slate(LISTS, deputies)))) == verdict


def test_an_empty_slate_fills_no_seat() -> None:
    assert judged(audited(rule("seats_filled"), setting(POOL))) == ("broken", 5, ("a", "b"))
