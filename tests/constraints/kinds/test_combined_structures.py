"""combined_structures: nobody combines more than so many structures; without a number nothing is asked."""

import pytest

from tests.constraints.samples import Judged, audited, judged, person, rule, setting, slate

POOL = [
    person("none", party_member=True),
    person("one"),
    person("two", sex="female"),
    person("four", sex="female", born="1990-01-01", ethnicity="Tày"),
    person("five", sex="female", born="1990-01-01", ethnicity="Tày", religion="Công giáo"),
]


@pytest.mark.parametrize(
    ("at_most", "among", "verdict"),
    [
        (None, "candidates", ("kept", 0, ())),
        (5, "candidates", ("kept", 0, ())),
        (4, "candidates", ("broken", 1, ("five",))),
        (1, "candidates", ("broken", 3, ("two", "four", "five"))),
        (0, "candidates", ("broken", 4, ("one", "two", "four", "five"))),
        (1, "deputies", ("broken", 1, ("two",))),
        (2, "deputies", ("kept", 0, ())),
    ],
)
def test_who_combines_more_is_named(at_most: int | None, among: str, verdict: Judged) -> None:
    case = setting(POOL, slate({"a": "none one two four five"}, "none two"))
    finding = audited(rule("combined_structures", among=among, at_most=at_most), case)
    assert judged(finding) == verdict
    total, most = (5, 5) if among == "candidates" else (2, 2)
    assert finding.facts == {"count": verdict[1], "total": total, "most": most}


def test_an_empty_list_keeps_it() -> None:
    finding = audited(rule("combined_structures", among="candidates", at_most=0), setting(POOL))
    assert finding.facts == {"count": 0, "total": 0, "most": 0}
