"""intended: everybody described is meant to be a deputy."""

import pytest

from tests.constraints.samples import Judged, audited, judged, person, rule, setting, slate

POOL = [
    person("an", peoples_committee="chair"),
    person("binh", peoples_committee="chair"),
    person("chi", peoples_committee="member"),
]


@pytest.mark.parametrize(
    ("deputies", "verdict"),
    [
        ("an binh", ("kept", 0, ())),
        ("chi an", ("broken", 1, ("binh",))),
        ("", ("broken", 2, ("an", "binh"))),
    ],
)
def test_whoever_is_meant_to_chair_is_meant_to_be_a_deputy(deputies: str, verdict: Judged) -> None:
    chairs = rule("intended", where={"peoples_committee": "chair"})
    finding = audited(chairs, setting(POOL, slate({"a": "an binh chi"}, deputies)))
    assert judged(finding) == verdict
    assert finding.facts == {"left_out": verdict[1], "count": 2}


def test_where_nobody_is_described_nobody_is_left_out() -> None:
    chairs = rule("intended", where={"peoples_committee": "chair"})
    assert audited(chairs, setting([])).facts == {"left_out": 0, "count": 0}
