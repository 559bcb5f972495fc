"""reference: the blocs stay near an agreed structure, else near the previous term."""

import pytest

from cocau.constraints.kinds.reference import get_reference_composition
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
