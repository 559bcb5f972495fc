"""The clash of S2.17 with the caps on full-time deputies, by numbers alone."""

from pathlib import Path

import pytest
import yaml

from cocau.constraints.checks.clashes import Clash, find_clashes
from cocau.constraints.kinds.full_time_cap import FullTimeCap
from cocau.constraints.library import load_rulebook
from cocau.constraints.model.council import Council
from cocau.constraints.model.selectors import Among
from cocau.constraints.rules.rule import Strength

COUNCILS = Path(__file__).parents[3] / "fixtures" / "councils"


def _council(name: str, **changes: object) -> Council:
    return Council.model_validate(yaml.safe_load((COUNCILS / f"{name}.yaml").read_text()) | changes)


def _found(council: Council) -> tuple[Clash, ...]:
    return find_clashes(load_rulebook().for_council(council), council)


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


def test_a_wish_for_more_among_the_introduced_does_not_clash_with_a_cap_on_deputies() -> None:
    before = {"introduced": 100, "introduced_counts": {"full_time": 20}}
    council = _council("ha-tinh", prior_term={"deputies": 54, "counts": {"full_time": 9}} | before)
    book = load_rulebook().for_council(council)
    more = book.by_id["more-full-time-deputies"].replace_unvalidated(
        id="more-introduced", among=Among.INTRODUCED
    )
    found = find_clashes(book.replace_unvalidated(rules=(*book.rules, more)), council)
    assert [clash.wants for clash in found] == ["more-full-time-deputies"]


COUNTS = {"full_time": 5, "experts": 20, "economic": 20, "front": 20}


def test_a_cap_on_the_full_time_is_none_on_others() -> None:
    prior = {"deputies": 54, "counts": COUNTS}
    assert _found(_council("ha-tinh", prior_term=prior)) == ()
    assert _found(_council("ha-tinh", prior_term=None, targets={"experts": 30, "women": 40})) == ()


def test_a_cap_that_does_not_bind_clashes_with_nothing() -> None:
    council = _council("ha-tinh")
    book = load_rulebook().for_council(council)
    assert find_clashes(book, council)
    wishes = (
        r.replace_unvalidated(strength=Strength.AIM, priority=9) if isinstance(r, FullTimeCap) else r
        for r in book.rules
    )
    assert find_clashes(book.replace_unvalidated(rules=tuple(wishes)), council) == ()
