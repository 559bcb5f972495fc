"""The pilot that moves a vice-chair: in districts, wholly recorded, in the order of its days."""

import pytest

from cocau.constraints.checks.council import check_council_and_pool
from cocau.constraints.errors import Problem
from tests.constraints.samples import book, council, person, pool, rule

RECORD = {"by": "Huyện ủy", "on": "2019-02-01", "content": "thống nhất"}
WHOLE = dict.fromkeys(("need", "conditions", "consensus", "approval"), RECORD)
RULES = book(rule("transfer_recorded"))


ON_ELECTION_DAY = {"election_day": "2019-06-02"}
MID_TERM = {"election_day": "2016-05-22", "planned_on": "2019-06-02"}


def problems(
    kind: str = "rural_district", days: dict[str, str] = ON_ELECTION_DAY, **fields: object
) -> list[Problem]:
    transfer = {"towards": "peoples_committee", **WHOLE, **fields}
    of = council(kind=kind, vice_chair_transfer=transfer, **days)
    return check_council_and_pool(of, pool(person()), RULES)


def test_a_transfer_on_record_is_no_fault() -> None:
    assert problems() == []
    assert check_council_and_pool(council(), pool(person()), RULES) == []


@pytest.mark.parametrize(
    ("field", "vi", "en"),
    [
        ("need", "nhu cầu", "need"),
        ("conditions", "điều kiện", "conditions"),
        ("consensus", "đồng thuận", "consensus"),
        ("approval", "Thường trực Tỉnh ủy", "provincial Party standing board"),
    ],
)
def test_what_is_not_recorded_is_told_at_its_place(field: str, vi: str, en: str) -> None:
    (problem,) = problems(**{field: None})
    assert (problem.code, problem.where) == ("r", f"council.vice_chair_transfer.{field}")
    assert vi in problem.vi
    assert en in problem.en
    assert "[law Điều 1]" in problem.vi
    assert "[law Art. 1]" in problem.en


def test_everything_that_is_missing_is_told_at_once() -> None:
    missing = problems(need=None, approval=None)
    assert [p.where.rpartition(".")[2] for p in missing] == ["need", "approval"]


@pytest.mark.parametrize("kind", ["province", "commune"])
def test_only_a_district_has_the_pilot(kind: str) -> None:
    assert [(p.code, p.where) for p in problems(kind)] == [("not_a_district", "council.vice_chair_transfer")]


@pytest.mark.parametrize("field", sorted(WHOLE))
@pytest.mark.parametrize(
    ("days", "code"), [(ON_ELECTION_DAY, "recorded_after_election"), (MID_TERM, "recorded_after_plan")]
)
def test_no_record_is_of_a_day_after_the_plan_or_the_election(
    field: str, days: dict[str, str], code: str
) -> None:
    late = problems(days=days, **{field: RECORD | {"on": "2019-06-03"}})
    where = f"council.vice_chair_transfer.{field}.on"
    assert (code, where) in [(p.code, p.where) for p in late]
    assert problems(days=days, approval=RECORD | {"on": "2019-06-02"}) == []


def test_a_record_made_during_the_term_asks_for_the_day_of_the_plan() -> None:
    found = problems(days={"election_day": "2016-05-22"})
    assert {p.code for p in found} == {"recorded_after_election"}
    assert all("planned_on" in p.vi and "planned_on" in p.en for p in found)


def test_the_approval_does_not_come_before_the_consensus() -> None:
    (problem,) = problems(approval=RECORD | {"on": "2019-01-31"})
    assert problem.code == "approved_before_consensus"
    assert problem.where == "council.vice_chair_transfer.approval.on"
    assert "2019-01-31" in problem.vi
    assert "2019-02-01" in problem.en


def test_a_unit_without_a_council_is_a_fault_of_its_kind() -> None:
    gone = book(rule("unit_exists", among=["province"]))
    (problem,) = check_council_and_pool(council(), pool(person()), gone)
    assert (problem.code, problem.where) == ("r", "council.kind")
