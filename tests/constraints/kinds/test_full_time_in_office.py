"""full_time_in_office: deputies meant to be full-time hold a post of the council."""

import pytest

from tests.constraints.samples import Judged, audited, judged, people, rule, setting, slate

POOL = [*people("f1 f2 f3", meant_full_time=True), *people("x1")]


@pytest.mark.parametrize(
    ("deputies", "posts", "total", "verdict"),
    [
        ("", {}, 0, ("kept", 0, ())),
        ("x1", {}, 0, ("kept", 0, ())),
        ("f1 x1", {"chair": "f1"}, 1, ("kept", 0, ())),
        ("f1 x1", {"chair": "x1"}, 1, ("broken", 1, ("f1",))),
        ("f1 f2 f3", {"head/legal": "f2", "chair": "f2"}, 3, ("broken", 2, ("f1", "f3"))),
        ("f1", {"vice_chair": "f1 f2"}, 1, ("kept", 0, ())),
    ],
)
def test_who_is_full_time_without_a_post_is_named(
    deputies: str, posts: dict[str, str], total: int, verdict: Judged
) -> None:
    case = setting(POOL, slate({"a": "f1 f2 f3 x1"}, deputies, posts))
    finding = audited(rule("full_time_in_office", priority=1), case)
    assert judged(finding) == verdict
    assert finding.facts == {"count": verdict[1], "total": total}
