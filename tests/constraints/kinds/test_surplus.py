"""surplus: lists longer than their seats, checked against published candidate lists."""

import pytest

from cocau.constraints.kinds.surplus import Surplus
from tests.constraints.samples import Judged, audited, council, judged, people, rule, setting, slate

TABLE = {"extra_by_seats": {1: 1, 2: 1, 3: 2, 4: 3, 5: 3}}


def surplus(**fields: object) -> Surplus:
    made = rule("surplus", **TABLE | fields)
    assert isinstance(made, Surplus)
    return made


@pytest.mark.parametrize(
    ("place", "partition", "listed"),
    [
        ("Hà Nội 2021", {3: 25, 4: 5}, 160),
        ("Thanh Hóa 2026", {3: 23, 4: 4}, 143),
        ("Nghệ An 2021", {3: 23, 4: 1, 5: 2}, 138),
        ("Hà Tĩnh 2026", {4: 2, 5: 10}, 94),
        ("Hà Tĩnh 2016", {3: 2, 4: 6, 5: 5}, 92),
    ],
)
def test_the_shortest_lists_are_those_of_published_elections(
    place: str, partition: dict[int, int], listed: int
) -> None:
    seats = [seats for seats, units in partition.items() for _ in range(units)]
    units = council(constituencies=[{"id": f"u{i}", "seats": n} for i, n in enumerate(seats)]).constituencies
    assert sum(map(surplus().needed, units)) == listed, place


@pytest.mark.parametrize(("seats", "needed"), [(1, 2), (2, 3), (3, 5), (4, 7), (5, 8), (6, 9), (9, 12)])
def test_seats_beyond_the_table_take_its_last_row(seats: int, needed: int) -> None:
    (unit,) = council(constituencies=[{"id": "a", "seats": seats}]).constituencies
    assert surplus().needed(unit) == needed


# The small council elects 3 and 2, so its lists need 5 and 3.
@pytest.mark.parametrize(
    ("a", "b", "missing", "verdict"),
    [
        (5, 3, 0, ("kept", 0, ())),
        (6, 4, 0, ("kept", 0, ())),
        (4, 3, 0, ("broken", 1, ("a",))),
        (6, 2, 0, ("broken", 1, ("b",))),
        (3, 1, 0, ("broken", 4, ("a", "b"))),
        (0, 0, 0, ("broken", 8, ("a", "b"))),
        (4, 3, 1, ("kept", 0, ())),
        (5, 2, 1, ("kept", 0, ())),
        (4, 2, 1, ("broken", 1, ("a", "b"))),
        (4, 2, 2, ("kept", 0, ())),
        (6, 2, 1, ("kept", 0, ())),
        (7, 1, 1, ("broken", 1, ("b",))),
        (0, 0, 8, ("kept", 0, ())),
    ],
)
def test_every_list_has_its_surplus_but_for_those_missing(
    a: int, b: int, missing: int, verdict: Judged
) -> None:
    at_a, at_b = " ".join(f"a{i}" for i in range(a)), " ".join(f"b{i}" for i in range(b))
    case = setting(people(f"{at_a} {at_b}"), slate({"a": at_a, "b": at_b}))
    finding = audited(surplus(missing=missing), case)
    assert judged(finding) == verdict
    assert finding.facts == {"short": len(verdict[2]) or finding.facts["short"], "listed": a + b, "needed": 8}


def test_a_constituency_without_a_list_lacks_all_of_it() -> None:
    assert judged(audited(surplus(), setting([]))) == ("broken", 8, ("a", "b"))
