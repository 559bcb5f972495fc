"""spare_introduced: one person more than all shortest lists, counted among the people introduced."""

import pytest

from tests.constraints.samples import audited, judged, people, person, rule, setting

RULE = rule("spare_introduced", extra_by_seats={1: 1, 2: 1, 3: 2, 4: 3})  # 3 + 2 seats: lists of 5 and 3


@pytest.mark.parametrize(
    ("ids", "verdict"),
    [
        ("a b c d e f g h i", ("kept", 0, ())),
        ("a b c d e f g h", ("broken", 1, ())),
        ("a", ("broken", 8, ())),
    ],
)
def test_one_more_than_the_shortest_lists(ids: str, verdict: tuple[str, int, tuple[str, ...]]) -> None:
    finding = audited(RULE, setting(people(ids)))
    assert judged(finding) == verdict
    assert finding.facts == {"count": len(ids.split()), "needed": 9}


def test_who_stands_alone_was_not_introduced() -> None:
    eight = (*people("a b c d e f g h"), person("i", introduced_by=None))
    assert judged(audited(RULE, setting(eight))) == ("broken", 1, ())


def test_seats_beyond_the_table_take_its_last_row() -> None:
    units = [{"id": "a", "seats": 5}]
    assert audited(RULE, setting([], constituencies=units)).facts["needed"] == 9
