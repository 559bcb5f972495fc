"""committee_full_time: every committee has its full-time head or deputy heads."""

import pytest

from tests.constraints.samples import Judged, audited, judged, people, rule, setting, slate

POOL = [*people("an binh chi dung", meant_full_time=True), *people("x y")]


@pytest.mark.parametrize(
    ("posts", "verdict", "count"),
    [
        ({}, ("broken", 4, ("legal", "social")), 0),
        ({"head/legal": "an", "deputy_head/legal": "binh", "head/social": "chi dung"}, ("kept", 0, ()), 4),
        ({"head/legal": "an", "deputy_head/legal": "binh", "head/social": "chi"}, ("broken", 1, ("social",)), 3),
        ({"head/legal": "x", "deputy_head/legal": "an binh", "deputy_head/social": "chi dung"}, ("kept", 0, ()), 4),
        ({"head/legal": "x", "deputy_head/legal": "y", "head/social": "an binh chi"}, ("broken", 2, ("legal",)), 3),
        ({"chair": "an", "vice_chair": "binh"}, ("broken", 4, ("legal", "social")), 0),
    ],
)  # fmt: skip
def test_each_committee_has_two_who_work_full_time(
    posts: dict[str, str], verdict: Judged, count: int
) -> None:
    case = setting(POOL, slate({"a": "an binh chi dung x y"}, "an binh chi dung x y", posts))
    finding = audited(rule("committee_full_time", at_least=2), case)
    assert judged(finding) == verdict
    assert finding.facts == {"lacking": len(verdict[2]), "count": count}


def test_a_council_without_committees_lacks_nobody() -> None:
    assert judged(audited(rule("committee_full_time", at_least=2), setting([], committees=[]))) == (
        "kept",
        0,
        (),
    )
