"""preference: the department's own points, once on a list and once in the council."""

import pytest

from tests.constraints.samples import audited, people, person, rule, setting, slate

POOL = [person("an", preference=3), person("binh", preference=1), *people("chi")]


@pytest.mark.parametrize(
    ("listed", "deputies", "given"),
    [
        ("", "", 0),
        ("chi", "chi", 0),
        ("an", "", 3),
        ("an binh", "binh", 5),
        ("an binh chi", "an binh", 8),
    ],
)
def test_points_count_on_the_list_and_in_the_council(listed: str, deputies: str, given: int) -> None:
    finding = audited(rule("preference", priority=1), setting(POOL, slate({"a": listed}, deputies)))
    assert finding.facts == {"given": given, "entered": 8}
    assert finding.short == 8 - given


def test_where_nothing_was_entered_nothing_is_missed() -> None:
    finding = audited(rule("preference", priority=1), setting(people("an binh")))
    assert (finding.facts, finding.short) == ({"given": 0, "entered": 0}, 0)


def test_points_of_somebody_barred_cannot_be_met() -> None:
    case = setting(POOL, slate({"a": "binh"}, "binh"), barred="an")
    assert audited(rule("preference", priority=1), case).short == 6
