"""merger_stated: without the numbers of merged units nothing is planned; each is told at its place."""

import pytest

from cocau.constraints.checks.council import check_council
from tests.constraints.samples import audited, book, council, rule, setting

RULE = rule("merger_stated")
ETHNIC = {"id": "dt", "sort": "ethnic"}


@pytest.mark.parametrize(
    ("fields", "places"),
    [
        ({}, ["merged_from"]),
        ({"committees": [ETHNIC]}, ["merged_from", "committees[dt].continues"]),
        ({"committees": [ETHNIC], "merged_from": 2}, ["committees[dt].continues"]),
        ({"committees": [ETHNIC | {"continues": 0}], "merged_from": 2}, []),
        ({"committees": [ETHNIC], "merged_from": 1}, []),
        ({"merged_from": 3}, []),
    ],
)
def test_every_number_that_is_missing_is_told_at_its_place(
    fields: dict[str, object], places: list[str]
) -> None:
    finding = audited(RULE, setting([], **fields))
    assert (finding.verdict == "kept", finding.facts) == (not places, {"lacking": len(places)})
    found = check_council(council(**fields), book(RULE))
    assert [(p.code, p.where) for p in found] == [("r", f"council.{place}") for place in places]


def test_no_committee_continues_more_than_were_merged() -> None:
    (problem,) = check_council(council(committees=[ETHNIC | {"continues": 3}], merged_from=2), book(RULE))
    assert (problem.code, problem.where) == ("continues_more", "council.committees[dt].continues")
