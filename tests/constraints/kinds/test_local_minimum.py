"""local_minimum: the number the locality set, and no verdict without one."""

import pytest

from cocau.constraints.rules.rule import Verdict
from tests.constraints.samples import Judged, audited, judged, people, rule, setting, slate

POOL = [*people("an"), *people("binh chi", ethnicity="Mường")]
KIND = {"among": "candidates", "where": {"ethnic_minority": True}, "parameter": "ethnic_minority_candidates"}


@pytest.mark.parametrize(
    ("needed", "listed", "verdict"),
    [
        (0, "an", ("kept", 0, ())),
        (1, "an binh", ("kept", 0, ())),
        (2, "an binh", ("broken", 1, ("binh",))),
        (3, "", ("broken", 3, ())),
    ],
)
def test_the_list_has_as_many_as_the_locality_set(needed: int, listed: str, verdict: Judged) -> None:
    case = setting(POOL, slate({"a": listed}), ethnic_minority_candidates=needed)
    finding = audited(rule("local_minimum", **KIND), case)
    assert judged(finding) == verdict
    total = len(listed.split())
    assert finding.facts == {"count": listed.count("binh"), "total": total, "needed": needed}


def test_without_a_number_there_is_no_verdict() -> None:
    finding = audited(rule("local_minimum", **KIND), setting(POOL, slate({"a": "an"})))
    assert finding.verdict is Verdict.UNDECIDED
    assert finding.missing is not None
    assert "địa phương" in finding.missing.vi
    assert "_" not in finding.missing.vi + finding.missing.en
