from datetime import date, timedelta

from cocau.app.files.readers import read_council
from cocau.app.present.procedure.timeline import build_timeline
from cocau.constraints.library import DEFAULT_RULEBOOK, load_rulebook
from cocau.constraints.procedure.dossier import Dossier
from cocau.constraints.procedure.reports import ElectionGates, build_gates
from cocau.constraints.rules.steps import list_prerequisites
from cocau.fixtures.run import SHIPPED


def _answer() -> ElectionGates:
    council = read_council(SHIPPED / "councils" / "ha-tinh.yaml")
    return build_gates(
        council, load_rulebook(DEFAULT_RULEBOOK), Dossier(council=council.id), date(2021, 2, 10)
    )


def test_every_step_stands_once_and_after_what_it_must_follow() -> None:
    answer = _answer()
    place = {stop.step.id: i for i, stop in enumerate(build_timeline(answer))}
    assert sorted(place) == sorted(step.id for step in answer.steps)
    for later, before in list_prerequisites(answer.steps).items():
        assert all(place[i] < place[later] for i in before)


def test_the_line_goes_with_time_where_the_order_allows_it() -> None:
    stops = build_timeline(_answer())
    days = [stop.deadline.day for stop in stops if stop.deadline is not None and not stop.derived]
    assert days == sorted(days)
    assert days[0] == date(2021, 5, 23) - timedelta(days=115)
    certain = [stop for stop in stops if not stop.step.contingent]
    without = [stop.step.id for stop in certain if stop.deadline is None]
    assert without == [stop.step.id for stop in certain[-len(without) :]]


def test_a_mere_day_has_no_gate_and_a_derived_day_says_so() -> None:
    stops = {stop.step.id: stop for stop in build_timeline(_answer())}
    assert stops["election-day"].gate is None
    assert stops["party-group-opinion"].derived
    assert not stops["consultation-1"].derived
