"""Scenarios over one base: each is planned as if it were asked alone, and set beside the base."""

from datetime import date
from functools import cache
from typing import Any

import pytest
from pydantic import ValidationError

from cocau.constraints.errors import InputError
from cocau.solver.explain.scenario import Scenario, Scenarios
from cocau.solver.explain.scenario_comparison import ScenarioComparison, compare_scenarios
from cocau.solver.outcome import SearchProgress
from cocau.solver.plan import plan, plan_with_rulebook
from cocau.solver.proposal import Proposal, ProposalOutcome
from cocau.solver.replanning import build_replan_request
from cocau.solver.request import Pins
from cocau.solver.time_budget import TimeBudget
from tests.solver.test_replanning import _before, _without_post


def _all(
    *asked: Scenario, base: Proposal | None = None, effort: TimeBudget | None = None
) -> ScenarioComparison:
    return compare_scenarios(base or _before(), asked, effort or TimeBudget(60))[0]


@cache
def _chair() -> str:
    slate = _before().slate
    assert slate is not None
    return slate.posts["chair"][0]


def test_a_scenario_without_a_change_is_the_base() -> None:
    same = _all(Scenario(name="như cũ"))
    (column,) = same.columns
    assert column.slate == same.base.slate
    assert column.findings == same.base.findings
    assert column.moves == ()
    assert same.complete


def test_a_scenario_is_planned_as_if_it_were_asked_alone() -> None:
    change = {"women-35-percent": {"at_least_percent": 45}}
    (column,) = _all(Scenario(name="nữ 45%", overrides=change)).columns
    alone = plan(_before().request.replace_unvalidated(overrides=change))
    assert column.slate == alone.slate
    assert column.departures == alone.departures
    assert column.aims == alone.aims


def test_a_scenario_that_stays_near_is_a_replanning() -> None:
    out = _without_post()
    near = Scenario(name="rút", withdrawn=(out,), stay_near=True)
    (column,) = _all(near).columns
    again = plan_with_rulebook(*build_replan_request(_before(), near))
    assert column.slate == again.slate
    assert [m.person for m in column.moves] == [m.person for m in again.differences]


def test_everybody_in_and_out_is_told_against_the_base() -> None:
    (column,) = _all(Scenario(name="không có", pins=Pins(out=(_without_post(),)))).columns
    was, now = _before().slate, column.slate
    assert was is not None
    assert now is not None
    assert {m.person for m in column.moves if m.now is None} == {*was.listed} - {*now.listed}
    assert {m.person for m in column.moves if m.was is None} == {*now.listed} - {*was.listed}


def test_pins_of_a_scenario_come_to_those_of_the_base_or_replace_them() -> None:
    one, other = _without_post(), _chair()
    base = plan(_before().request.replace_unvalidated(pins=Pins(candidates=(one,))))
    added = Scenario(name="thêm", pins=Pins(candidates=(other,)))
    instead = Scenario(name="thay", pins=Pins(candidates=(other,)), without_pins=True)
    made = compare_scenarios(base, (added, instead), TimeBudget(60))[1]
    assert set(made["thêm"].request.pins.candidates) == {one, other}
    assert made["thay"].request.pins.candidates == (other,)


def test_rules_of_another_term_are_those_in_force_on_another_day() -> None:
    day = date(2016, 5, 22)
    (column,) = _all(Scenario(name="2016", rulebook="national-2016", election_day=day)).columns
    assert column.outcome is ProposalOutcome.SOLVED
    assert (column.rulebook, column.election_day) == ("national-2016", "2016-05-22")
    assert "chair-is-secretary" in column.without
    judged = {f.rule for f in column.findings}
    assert not judged & set(column.without)
    assert set(column.alone) <= judged


def test_what_ifs_of_the_base_that_the_other_rules_do_not_know_are_left_and_named() -> None:
    base = plan(_before().request.replace_unvalidated(raised=("more-experts",)))
    (column,) = _all(Scenario(name="cả nước", rulebook="national-2021"), base=base).columns
    assert column.not_carried == ("more-experts",)
    assert column.departures == ()


def test_pins_on_people_who_may_not_stand_any_more_are_let_go_and_named() -> None:
    out = _without_post()
    base = plan(_before().request.replace_unvalidated(pins=Pins(candidates=(out,))))
    (column,) = _all(Scenario(name="rút", withdrawn=(out,)), base=base).columns
    assert column.released == (out,)


def test_a_scenarios_own_pins_are_held_to_what_plan_holds_its_own_to() -> None:
    out = _without_post()
    wrong = (
        Scenario(name="a", pins=Pins(deputies=("nobody",)), withdrawn=("who",)),
        Scenario(name="b", pins=Pins(candidates=(out,)), withdrawn=(out,)),
        Scenario(name="c", pins=Pins(candidates=(out,)), unmet={out: ("không rõ lai lịch",)}),
        Scenario(name="d", overrides={"women-35": {"at_least_percent": 40}}, raised=("no-aim",)),
        Scenario(name="e", pins=Pins(out=("nobody",)), without_pins=True),
    )
    with pytest.raises(InputError) as raised:
        _all(*wrong)
    assert [(p.where.partition(": ")[0], p.code) for p in raised.value.problems] == [
        ("a", "unknown_person"),
        ("a", "unknown_person"),
        ("b", "unknown_person"),
        ("c", "pinned_but_barred"),
        ("d", "unknown_rule"),
        ("d", "unknown_rule"),
        ("e", "unknown_person"),
    ]


def test_a_scenario_in_conflict_says_which_rules_conflict() -> None:
    impossible = Scenario(name="nữ 100%", overrides={"women-35-percent": {"at_least_percent": 100}})
    found = _all(impossible, Scenario(name="như cũ"))
    assert [c.outcome for c in found.columns] == [ProposalOutcome.CONFLICT, ProposalOutcome.SOLVED]
    assert found.columns[0].conflict is not None
    assert "women-35-percent" in found.columns[0].conflict.rules
    assert found.complete


def test_faults_of_all_scenarios_are_told_at_once_each_at_its_scenario() -> None:
    wrong = (
        Scenario(name="a", withdrawn=("nobody",), confidence={"who": 44}),
        Scenario(name="b", overrides={"women-35": {"at_least_percent": 40}}),
        Scenario(name="c", pins=Pins(candidates=(_chair(),), out=(_chair(),))),
        Scenario(name="d", rulebook="no-such-book"),
        Scenario(name="e", rulebook="national-2016"),
        Scenario(name="f"),
    )
    with pytest.raises(InputError) as raised:
        _all(*wrong)
    found = [(p.where.partition(": ")[0], p.code) for p in raised.value.problems]
    assert found[:4] == [
        ("a", "unknown_person"),
        ("a", "unknown_person"),
        ("b", "unknown_rule"),
        ("c", "contradictory_pins"),
    ]
    assert {where for where, _ in found} == {"a", "b", "c", "d", "e"}
    assert ("e", "outside_term") in found


def test_a_base_without_a_slate_cannot_be_stayed_near_to() -> None:
    base = plan(
        _before().request.replace_unvalidated(overrides={"women-35-percent": {"at_least_percent": 100}})
    )
    with pytest.raises(InputError) as raised:
        _all(Scenario(name="gần", stay_near=True), base=base)
    assert [p.code for p in raised.value.problems] == ["no_slate"]
    (column,) = _all(
        Scenario(name="lại", overrides={"women-35-percent": {"at_least_percent": 35}}), base=base
    ).columns
    assert column.outcome is ProposalOutcome.SOLVED
    assert column.moves == ()


@pytest.mark.parametrize(
    "body",
    [
        {"scenarios": []},
        {"scenarios": [{"name": "a"}, {"name": "a"}]},
        {"scenarios": [{"name": " "}]},
        {"scenarios": [{"name": "a", "bounds": {}}]},
        {},
    ],
)
def test_a_file_of_scenarios_holds_some_each_with_a_name_of_its_own(body: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Scenarios.model_validate(body)


def test_a_scenario_not_begun_in_time_is_named_and_no_other_is_lost() -> None:
    asked = [Scenario(name=str(n), pins=Pins(out=(_without_post(),))) for n in range(3)]
    found = _all(*asked, effort=TimeBudget(0))
    assert found.unanswered == ("0", "1", "2")
    assert not found.complete


def test_whoever_stops_gets_what_was_found_and_it_is_said_to_be_unproven() -> None:
    asked = [
        Scenario(name=str(n), overrides={"women-35-percent": {"at_least_percent": 36 + n}}) for n in range(6)
    ]
    seen: list[SearchProgress] = []

    def stop(progress: SearchProgress) -> bool:
        seen.append(progress)
        return progress.step >= 2

    found = _all(*asked, effort=TimeBudget(60, stop))
    assert not found.complete
    assert any(c.outcome is ProposalOutcome.SOLVED for c in found.columns)
    assert found.unanswered
    assert {p.steps for p in seen} == {6}
