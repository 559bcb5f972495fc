"""reference: the blocs stay near an agreed structure, else near the previous term."""

import pytest

from cocau.constraints.kinds.reference import get_reference_composition, scale_composition
from cocau.constraints.rules.rule import Verdict
from tests.constraints.samples import audited, council, people, rule, setting, slate

POOL = [*people("p1 p2", bloc="party"), *people("f1 f2", bloc="front"), *people("e1", bloc="economic")]
PRIOR = {"deputies": 5, "counts": {"party": 2, "front": 0, "women": 1, "full_time": 2}}


@pytest.mark.parametrize(
    ("deputies", "distance"),
    [("p1 f1", 0), ("p1 p2 f1", 1), ("p1", 1), ("", 2), ("p1 p2", 2), ("p1 f1 e1", 0)],
)
def test_distance_is_over_the_blocs_that_were_agreed(deputies: str, distance: int) -> None:
    named = slate({"a": "p1 p2 f1 f2 e1"}, deputies)
    case = setting(POOL, named, reference={"party": 1, "front": 1}, prior_term=PRIOR)
    finding = audited(rule("reference", priority=1), case)
    assert finding.facts == {"distance": distance, "total": len(deputies.split())}
    assert (finding.short, finding.witnesses) == (distance, ())


@pytest.mark.parametrize(("deputies", "distance"), [("p1 p2", 0), ("p1 p2 f1", 1), ("f1 f2", 4)])
def test_without_an_agreed_structure_the_previous_blocs_count(deputies: str, distance: int) -> None:
    case = setting(POOL, slate({"a": "p1 p2 f1 f2"}, deputies), prior_term=PRIOR)
    assert audited(rule("reference", priority=1), case).facts["distance"] == distance


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"reference": {}},
        {"prior_term": {"deputies": 5, "counts": {"women": 1}}},
        {"reference": {}, "prior_term": PRIOR},
    ],
)
def test_without_any_bloc_there_is_no_verdict(fields: dict[str, object]) -> None:
    assert audited(rule("reference", priority=1), setting(POOL, **fields)).verdict is Verdict.UNDECIDED


def test_a_composition_is_in_order_of_its_blocs() -> None:
    assert get_reference_composition(council(reference={"party": 2, "front": 1})) == {"front": 1, "party": 2}
    assert list(get_reference_composition(council(reference={"party": 2, "front": 1}))) == ["front", "party"]
    assert get_reference_composition(council(prior_term=PRIOR)) == {"front": 0, "party": 2}


@pytest.mark.parametrize(
    ("counts", "deputies", "seats", "scaled"),
    [
        # 8 of 40 are a fifth; 40 before, 30 now: 22 1/2, 6, 1 1/2 -> 22, 6, 1 and the last seat to the larger half
        ({"party": 30, "front": 8, "economic": 2}, 40, 30, {"party": 23, "front": 6, "economic": 1}),
        ({"party": 1, "front": 1, "economic": 1}, 3, 4, {"party": 2, "front": 1, "economic": 1}),
        ({"party": 2, "front": 3}, 5, 5, {"party": 2, "front": 3}),
        # 5 of 10 are in no known bloc: 1, 1 1/2, 2 1/2 of 5
        ({"party": 2, "front": 3}, 10, 5, {"party": 1, "front": 1}),
        ({"party": 4, "front": 3}, 10, 5, {"party": 2, "front": 2}),
        ({}, 10, 5, {}),
        ({"party": 0}, 10, 5, {"party": 0}),
    ],
)
def test_another_number_of_seats_is_shared_out_by_largest_remainders(
    counts: dict[str, int], deputies: int, seats: int, scaled: dict[str, int]
) -> None:
    assert scale_composition(counts, deputies, seats) == scaled


def test_a_scaled_composition_is_said_to_be_one() -> None:
    before = {"deputies": 10, "counts": {"party": 4, "front": 6}}
    case = setting(POOL, slate({"a": "p1 p2 f1 f2 e1"}, "p1 p2 f1 f2 e1"), prior_term=before)
    finding = audited(rule("reference", priority=1), case)
    assert finding.facts == {"distance": 1, "total": 5}
    assert finding.note is not None
    assert "10 deputies: its blocs are scaled to 5 seats" in finding.note.en
    same = setting(POOL, slate({"a": "p1"}, "p1"), prior_term=PRIOR)
    assert audited(rule("reference", priority=1), same).note is None
    agreed = setting(POOL, slate({"a": "p1"}, "p1"), prior_term=before, reference={"party": 1})
    assert audited(rule("reference", priority=1), agreed).note is None
