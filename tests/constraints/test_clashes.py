"""The clash of S2.17 with the caps on full-time deputies, by numbers alone."""

from pathlib import Path

import pytest
import yaml

from constraints.clashes import Clash, clashes
from constraints.council import Council
from constraints.library import load

COUNCILS = Path(__file__).parents[2] / "fixtures" / "councils"


def _council(name: str, **changes: object) -> Council:
    return Council.model_validate(yaml.safe_load((COUNCILS / f"{name}.yaml").read_text()) | changes)


def _found(council: Council) -> tuple[Clash, ...]:
    return clashes(load().for_council(council), council)


def test_nine_full_time_deputies_before_clash_with_a_cap_of_eight() -> None:
    # 2 leaders + 2 for each of 3 committees = 8; more than 9 is at least 10
    assert _found(_council("ha-tinh")) == (
        Clash(wants="more-full-time-deputies", caps="full-time-cap-province", goal=10, cap=8, before=9),
    )


def test_a_fourth_committee_raises_the_cap_to_ten_and_ends_the_clash() -> None:
    four = [{"id": c} for c in ("legal", "economy-budget", "culture-society", "ethnic")]
    assert _found(_council("ha-tinh", committees=four)) == ()


def test_one_full_time_deputy_before_clashes_with_a_cap_of_one_in_a_commune() -> None:
    assert _found(_council("xa-mau")) == (
        Clash(wants="more-full-time-deputies", caps="full-time-cap-commune", goal=2, cap=1, before=1),
    )


@pytest.mark.parametrize(("target", "clash"), [(8, False), (9, True)])
def test_a_target_of_the_department_takes_the_place_of_the_previous_term(target: int, clash: bool) -> None:
    assert bool(_found(_council("ha-tinh", targets={"full_time": target}))) is clash


def test_nothing_clashes_where_nobody_says_how_many_there_were() -> None:
    assert _found(_council("ha-tinh", prior_term=None)) == ()


def test_a_district_with_four_before_has_room_below_its_cap_of_six() -> None:
    assert _found(_council("thach-ha")) == ()
