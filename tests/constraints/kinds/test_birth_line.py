"""birth_line: born on or after a day, by sex, for those whom the line binds."""

import pytest

from tests.constraints.samples import person, rule, unfit

LINES = {"men_from": "1966-02-01", "women_from": "1971-01-01", "as_men_from": "1966-01-01"}
OFFICIAL = {"blocs": ["party", "front"], "re_standing": False}


@pytest.mark.parametrize(
    ("fields", "too_old"),
    [
        ({"sex": "male", "born": "1966-01-31"}, True),
        ({"sex": "male", "born": "1966-02-01"}, False),
        ({"sex": "female", "born": "1970-12-31"}, True),
        ({"sex": "female", "born": "1971-01-01"}, False),
        ({"sex": "female", "born": "1970-12-31", "retires_as_men": True}, False),
        ({"sex": "female", "born": "1966-01-01", "retires_as_men": True}, False),
        ({"sex": "female", "born": "1965-12-31", "retires_as_men": True}, True),
        ({"sex": "male", "born": "1966-01-15", "retires_as_men": True}, True),
        ({"born": "1950-01-01", "bloc": "front"}, True),
        ({"born": "1950-01-01", "bloc": "economic"}, False),
        ({"born": "1950-01-01", "re_standing": True}, False),
        ({"born": "1950-01-01", "age_exception": "QĐ 12"}, False),
        ({"born": "1950-01-01", "meant_full_time": True}, True),
    ],
)
def test_an_official_standing_for_the_first_time_is_young_enough(
    fields: dict[str, object], too_old: bool
) -> None:
    assert unfit(rule("birth_line", **LINES, **OFFICIAL), person(**{"bloc": "party"} | fields)) is too_old


@pytest.mark.parametrize(("full_time", "bound"), [(True, True), (False, False)])
def test_a_line_for_full_time_deputies_binds_nobody_else(full_time: bool, bound: bool) -> None:
    line = rule("birth_line", **LINES, **OFFICIAL, full_time=True)
    assert unfit(line, person(born="1950-01-01", bloc="party", meant_full_time=full_time)) is bound


def test_a_line_for_those_standing_again_does_not_bind_newcomers() -> None:
    line = rule("birth_line", **LINES, blocs=["party"], re_standing=True)
    assert unfit(line, person(born="1950-01-01", bloc="party", re_standing=True))
    assert not unfit(line, person(born="1950-01-01", bloc="party"))
