"""full_time_cap: so many full-time leaders, so many per committee; who has no post is not counted."""

import pytest

from tests.constraints.samples import audited, people, rule, setting, slate

IDS = "an binh chi dung em"
POOL = [*people(IDS, meant_full_time=True), *people("x y")]
CAP = {"leaders": 2, "per_committee": 2}


@pytest.mark.parametrize(
    ("deputies", "posts", "short", "facts"),
    [
        ("", {}, 0, (0, 0, 0)),
        ("an binh", {"chair": "an", "vice_chair": "binh"}, 0, (2, 2, 0)),
        ("an binh chi", {"chair": "an", "vice_chair": "binh chi"}, 1, (3, 3, 1)),
        ("x an binh", {"chair": "x", "vice_chair": "an binh"}, 0, (2, 2, 0)),
        ("an binh chi", {"head/legal": "an", "deputy_head/legal": "binh chi"}, 1, (3, 0, 1)),
        ("an binh x", {"head/legal": "an", "deputy_head/legal": "binh x"}, 0, (2, 0, 0)),
        ("an binh chi dung", {"head/legal": "an binh chi", "head/social": "dung"}, 1, (4, 0, 1)),
        (IDS, {"vice_chair": "an binh chi dung em"}, 3, (5, 5, 1)),
        (IDS, {}, 0, (0, 0, 0)),
        (IDS, {"chair": "an"}, 0, (1, 1, 0)),
        ("binh", {"chair": "an"}, 0, (0, 1, 0)),
    ],
)
def test_leaders_and_committees_each_have_their_cap(
    deputies: str, posts: dict[str, str], short: int, facts: tuple[int, int, int]
) -> None:
    case = setting(POOL, slate({"a": f"{IDS} x y"}, deputies, posts))
    finding = audited(rule("full_time_cap", **CAP), case)
    assert finding.short == short
    count, leading, over = facts
    assert finding.facts == {"count": count, "cap": 6, "leading": leading, "over": over}
