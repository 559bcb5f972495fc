"""Gates on small courses: states by hand, by brute force over every dossier, and on the shipped dossiers."""

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocau.constraints.documents import parse_yaml, read_text
from cocau.constraints.errors import InputError
from cocau.constraints.library import load_rulebook
from cocau.constraints.procedure.dossier import Dossier, OpinionPosition
from cocau.constraints.procedure.gates import GateState, StepState, get_gate_states, list_out_of_order
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.rules.steps import ProcedureStep
from tests.constraints.courses import course, dossier, step
from tests.constraints.samples import FIXTURES, council, shipped_council

DAY = date(2021, 5, 23)
NOW = date(2021, 3, 1)
A_B_C = course(
    step("a", days_before=100, mark="V1"),  # 2021-02-12
    step("b", days_before=90, mark="V1", after=["a"]),  # 2021-02-22
    step("c", after=["a", "b"]),
)


def states(book: Rulebook, records: Dossier, today: date | str = NOW) -> dict[str, GateState]:
    day = date.fromisoformat(str(today))
    return {s.step: s for s in get_gate_states(book, council(), records, day)}


def plain(book: Rulebook, records: Dossier, today: date | str = NOW) -> dict[str, str]:
    return {i: str(s.state) for i, s in states(book, records, today).items()}


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ("2021-02-12", {"a": "open", "b": "waiting", "c": "waiting"}),
        ("2021-02-13", {"a": "late", "b": "waiting", "c": "waiting"}),
        ("2021-02-23", {"a": "late", "b": "late", "c": "waiting"}),
    ],
)
def test_a_step_is_open_until_its_last_day_and_late_after_it(today: str, expected: dict[str, str]) -> None:
    assert plain(A_B_C, dossier(), today) == expected


@pytest.mark.parametrize(
    ("on", "state"), [("2021-02-11", "done"), ("2021-02-12", "done"), ("2021-02-13", "done_late")]
)
def test_a_record_after_the_last_day_is_late(on: str, state: str) -> None:
    assert plain(A_B_C, dossier(("a", on)))["a"] == state


def test_a_step_opens_when_all_that_it_needs_is_on_record() -> None:
    found = states(A_B_C, dossier(("a", "2021-02-01")), "2021-02-10")
    assert found["b"].state is StepState.OPEN
    assert found["c"].state is StepState.WAITING
    assert found["c"].lacking == ("b",)
    assert found["b"].holds_up == ("c",)


def test_days_left_are_counted_to_the_last_day() -> None:
    found = states(A_B_C, dossier(), "2021-02-10")
    assert (found["a"].days_left, found["b"].days_left) == (2, 12)
    assert states(A_B_C, dossier(), "2021-02-14")["a"].days_left == -2
    assert states(A_B_C, dossier(("a", "2021-02-01")))["a"].days_left is None


def test_a_record_before_what_it_needs_is_out_of_order_and_says_what_it_lacked() -> None:
    found = states(A_B_C, dossier(("b", "2021-02-01"), ("a", "2021-02-02")))
    assert (found["a"].state, found["b"].state) == (StepState.DONE_LATE, StepState.OUT_OF_ORDER)
    assert (found["b"].lacking, found["a"].overtaken_by) == (("a",), ("b",))
    assert found["a"].days_late is None
    assert [s.step for s in list_out_of_order(tuple(found.values()))] == ["b"]


def test_records_of_one_day_are_in_order() -> None:
    assert plain(A_B_C, dossier(("b", "2021-02-01"), ("a", "2021-02-01")))["b"] == "done"


def test_what_was_overtaken_is_late_though_its_day_has_not_come() -> None:
    found = states(A_B_C, dossier(("b", "2021-02-01")), "2021-02-01")
    assert found["a"].state is StepState.LATE
    assert found["a"].overtaken_by == ("b",)


@pytest.mark.parametrize(("on", "days"), [("2021-02-22", None), ("2021-02-23", 1), ("2021-02-25", 3)])
def test_what_is_out_of_order_is_told_to_be_late_as_well(on: str, days: int | None) -> None:
    found = states(A_B_C, dossier(("b", on)))["b"]
    assert (found.state, found.days_late) == (StepState.OUT_OF_ORDER, days)


def test_days_late_are_of_the_last_record_and_of_records_only() -> None:
    book = course(step("a", repeat=True, days_before=100, mark="V1"))
    assert states(book, dossier(("a", "2021-02-01"), ("a", "2021-02-14")))["a"].days_late == 2
    assert states(book, dossier())["a"].days_late is None


def test_of_several_records_the_first_decides_whether_it_was_overtaken() -> None:
    book = course(step("a", repeat=True), step("b", after=["a"]))
    assert plain(book, dossier(("a", "2021-02-01"), ("b", "2021-02-02"), ("a", "2021-02-03")))["a"] == "done"
    assert plain(book, dossier(("b", "2021-02-02"), ("a", "2021-02-03")))["a"] == "done_late"
    assert plain(book, dossier(("b", "2021-02-02"), ("a", "2021-02-02")))["a"] == "done"


def test_a_step_without_a_deadline_is_due_with_the_first_that_follows_it() -> None:
    book = course(
        step("opinion", before=["meeting", "vote"]),
        step("meeting", days_before=95, mark="V1"),  # 2021-02-17
        step("vote", days_before=99, mark="U", cites=[{"source": "law", "mark": "U"}]),
    )
    found = states(book, dossier(), "2021-02-17")
    deadline = found["opinion"].deadline
    assert deadline is not None
    assert (str(deadline.day), deadline.of) == ("2021-02-17", "meeting")
    assert found["opinion"].state is StepState.OPEN
    assert plain(book, dossier(), "2021-02-18")["opinion"] == "late"


def test_an_unverified_deadline_makes_nothing_late() -> None:
    book = course(
        step("a", days_before=100, mark="U", cites=[{"source": "law", "mark": "U"}]), step("o", before=["a"])
    )
    found = states(book, dossier(), "2021-05-01")
    deadline = found["a"].deadline
    assert deadline is not None
    assert not deadline.binding
    assert {i: s.state for i, s in found.items()} == {"a": StepState.WAITING, "o": StepState.OPEN}
    assert plain(book, dossier(("o", "2021-04-01"), ("a", "2021-05-01")), "2021-05-01") == {
        "a": "done",
        "o": "done",
    }
    assert states(book, dossier(("a", "2021-05-01")), "2021-05-01")["a"].days_late is None


@pytest.mark.parametrize(
    ("today", "record", "state"),
    [
        ("2021-05-22", None, "waiting"),
        ("2021-05-23", None, "open"),
        ("2021-06-03", None, "late"),
        ("2021-06-03", "2021-05-22", "out_of_order"),
        ("2021-06-03", "2021-05-23", "done"),
        ("2021-06-03", "2021-06-02", "done"),
        ("2021-06-03", "2021-06-03", "done_late"),
    ],
)
def test_what_follows_election_day_waits_for_it(today: str, record: str | None, state: str) -> None:
    book = course(step("results", days_after=10, mark="V1"))
    records = dossier() if record is None else dossier(("results", record))
    assert plain(book, records, today) == {"results": state}


def test_of_several_records_the_first_counts_for_the_order_and_the_last_for_the_day() -> None:
    book = course(step("a", repeat=True, days_before=100, mark="V1"), step("b", after=["a"]))
    found = plain(book, dossier(("a", "2021-02-01"), ("b", "2021-02-02"), ("a", "2021-02-13")))
    assert found == {"a": "done_late", "b": "done"}


def test_a_mere_date_is_no_gate() -> None:
    assert states(course(step(record=None, days_before=3, mark="V1")), dossier()) == {}


def test_steps_of_another_level_are_no_gates_here() -> None:
    assert plain(course(step("a", levels=["province"]), step("b", after=["a"])), dossier()) == {"b": "open"}


@pytest.mark.parametrize("position", list(OpinionPosition))
def test_an_opinion_opens_the_gate_whatever_it_says(position: OpinionPosition) -> None:
    record = {"step": "a", "on": "2021-02-01", "by": "x", "content": "y", "position": position}
    found = states(A_B_C, dossier(records=[record]), "2021-02-10")
    assert found["b"].state is StepState.OPEN
    assert found["a"].records[0].position is position


# --- brute force --------------------------------------------------------------------------------------------


def told(book: Rulebook, days: dict[str, date | None], today: date) -> dict[str, str]:
    """The states by the words of the rules alone, one step at a time."""
    out = {}
    for one in book.steps:
        on, due = days[one.id], one.due(DAY)
        follow = [s for s in book.steps if one.id in s.after]
        needed = [days[i] for i in one.after]
        if on is not None:
            fine = all(n is not None and n <= on for n in needed)
            late = due is not None and on > due
            overtaken = any((other := days[s.id]) is not None and other < on for s in follow)
            out[one.id] = "out_of_order" if not fine else "done_late" if late or overtaken else "done"
            continue
        if due is None:
            due = min((d for s in follow if (d := s.due(DAY)) is not None), default=None)
        late = due is not None and today > due
        if late or any(days[s.id] is not None for s in follow):
            out[one.id] = "late"
        else:
            out[one.id] = "waiting" if None in needed else "open"
    return out


MOMENTS = [None, date(2021, 2, 1), date(2021, 2, 12), date(2021, 2, 13), date(2021, 2, 23)]


def test_every_small_dossier_is_judged_as_the_rules_say() -> None:
    judged = 0
    for days in product(MOMENTS, repeat=3):
        by_id = dict(zip("abc", days, strict=True))
        records = sorted(((d, i) for i, d in by_id.items() if d is not None), key=lambda r: r[0])
        for today in (date(2021, 2, 23), date(2021, 3, 1)):
            found = plain(A_B_C, dossier(*((i, str(d)) for d, i in records)), today)
            assert found == told(A_B_C, by_id, today), by_id
            judged += 1
    assert judged == 250


@given(st.integers(0, 200), st.integers(0, 200), st.integers(0, 200))
def test_no_state_changes_back_as_days_pass(first: int, then: int, deadline: int) -> None:
    """Without new records an open step can only become late, never open again."""
    book = course(step(days_before=deadline, mark="V1"))
    start = DAY - timedelta(days=200)
    early, late = sorted((first, then))
    before = plain(book, dossier(), start + timedelta(days=early))["one"]
    after = plain(book, dossier(), start + timedelta(days=late))["one"]
    assert (before, after) != ("late", "open")


# --- appointments -------------------------------------------------------------------------------------------

APPOINTING = course(step("asked", appointment=True))
OPINION = {"by": "Đảng đoàn", "on": "2021-06-02", "content": "lời"}
LATER = date(2021, 7, 1)


@pytest.mark.parametrize(
    ("on", "opinion", "state"),
    [
        (None, None, "open"),
        (None, OPINION, "done"),
        ("2021-06-01", OPINION, "out_of_order"),
        ("2021-06-02", OPINION, "done"),
        ("2021-06-03", OPINION, "done"),
        ("2021-06-03", None, "out_of_order"),
    ],
)
def test_an_appointment_needs_an_opinion_first(on: str | None, opinion: object, state: str) -> None:
    records = dossier(appointments=[{"person": "An", "post": "p", "on": on, "opinion": opinion}])
    (gate,) = states(APPOINTING, records, LATER).values()
    assert gate.state == state
    assert [one.state for one in gate.appointments] == [state]


def test_the_worst_appointment_gives_the_state() -> None:
    done = {"person": "An", "post": "p", "opinion": OPINION}
    planned = {"person": "Bình", "post": "p"}
    wrong = {"person": "Chi", "post": "p", "on": "2021-06-01"}
    assert plain(APPOINTING, dossier(appointments=[done, planned]), LATER)["asked"] == "open"
    assert plain(APPOINTING, dossier(appointments=[planned, wrong]), LATER)["asked"] == "out_of_order"
    assert plain(APPOINTING, dossier(), LATER)["asked"] == "not_arisen"


@pytest.mark.parametrize(
    ("on", "state"),
    [
        ("2021-05-31", "not_arisen"),
        ("2021-06-01", "out_of_order"),
        ("2021-06-09", "out_of_order"),
        ("2021-06-10", "not_arisen"),
    ],
)
def test_an_appointment_is_judged_only_if_the_step_bound_on_its_day(on: str, state: str) -> None:
    book = course(step("asked", appointment=True, dated_by="plan", in_force="2021-06-01", until="2021-06-10"))
    of = council(planned_on=date(2021, 6, 5))
    records = dossier(appointments=[{"person": "An", "post": "p", "on": on}])
    (gate,) = get_gate_states(book, of, records, LATER)
    assert (gate.state, gate.appointments[0].state) == (state, state)


def test_an_appointment_from_before_the_step_hides_none_of_the_others() -> None:
    book = course(step("asked", appointment=True, dated_by="plan", in_force="2021-06-01"))
    of = council(planned_on=date(2021, 6, 5))
    old = {"person": "An", "post": "p", "on": "2021-05-24"}
    for other, state in (
        ({"opinion": OPINION}, "done"),
        ({}, "open"),
        ({"on": "2021-06-03"}, "out_of_order"),
    ):
        records = dossier(appointments=[old, {"person": "Chi", "post": "p"} | other])
        (gate,) = get_gate_states(book, of, records, LATER)
        assert gate.state == state


@pytest.mark.parametrize(("on", "refused"), [("2021-05-22", True), ("2021-05-23", False)])
def test_nobody_of_a_council_is_appointed_before_its_election(on: str, refused: bool) -> None:
    records = dossier(appointments=[{"person": "An", "post": "p", "on": on}])
    if refused:
        assert faults(APPOINTING, records, LATER) == [("before_the_council", "dossier.appointments[0].on")]
    else:
        assert plain(APPOINTING, records, LATER) == {"asked": "out_of_order"}


# --- faults -------------------------------------------------------------------------------------------------


def faults(book: Rulebook, records: Dossier, today: date = NOW) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        get_gate_states(book, council(), records, today)
    return [(p.code, p.where) for p in caught.value.problems]


def test_everything_wrong_is_told_at_once() -> None:
    book = course(
        step("a"),
        step("far", levels=["province"]),
        step("date", record=None, days_before=3, mark="V1"),
        step("asked", appointment=True),
    )
    records = dossier(
        ("a", "2021-02-02"),
        ("a", "2021-02-01"),
        ("far", "2021-02-03"),
        ("date", "2021-02-03"),
        ("asked", "2021-02-03"),
        ("b", "2021-03-02"),
        council="other",
        appointments=[
            {"person": "An", "post": "p", "on": "2021-03-02", "opinion": OPINION | {"on": "2021-03-03"}},
            {"person": "An", "post": "p"},
        ],
    )
    assert faults(book, records) == [
        ("other_council", "dossier.council"),
        ("step_not_here", "dossier.records[2].step"),
        ("no_record", "dossier.records[3].step"),
        ("by_appointment", "dossier.records[4].step"),
        ("unknown_step", "dossier.records[5].step"),
        ("twice", "dossier.records[1].step"),
        ("days_not_in_order", "dossier.records[1].on"),
        ("in_the_future", "dossier.records[5].on"),
        ("in_the_future", "dossier.appointments[0].on"),
        ("in_the_future", "dossier.appointments[0].opinion.on"),
        ("twice", "dossier.appointments[1]"),
        ("before_the_council", "dossier.appointments[0].on"),
    ]


def test_appointments_need_a_step_about_them() -> None:
    records = dossier(appointments=[{"person": "An", "post": "p"}])
    assert faults(A_B_C, records) == [("no_appointments_here", "dossier.appointments")]


def test_the_nearest_step_comes_first() -> None:
    with pytest.raises(InputError) as caught:
        get_gate_states(course(step("a"), step("minutes")), council(), dossier(("minute", "2021-02-01")), NOW)
    assert "nearest first: minutes, a." in caught.value.problems[0].en


# --- shipped ------------------------------------------------------------------------------------------------


def shipped(name: str, on: str, of_council: str | None = None) -> dict[str, StepState]:
    records = Dossier.model_validate(parse_yaml(read_text(FIXTURES / "dossiers" / f"{name}.yaml"), name))
    of = shipped_council(of_council or name)
    return {s.step: s.state for s in get_gate_states(load_rulebook(), of, records, date.fromisoformat(on))}


def bad(found: dict[str, StepState]) -> dict[str, StepState]:
    return {
        i: s for i, s in found.items() if s in {StepState.LATE, StepState.OUT_OF_ORDER, StepState.DONE_LATE}
    }


def test_the_dossier_of_the_province_is_in_order() -> None:
    assert bad(shipped("ha-tinh", "2021-02-10")) == {}


def test_the_dossier_of_a_whole_term_is_complete_but_for_one_appointment_without_an_opinion() -> None:
    found = shipped("ha-tinh-nhiem-ky", "2021-10-01", "ha-tinh")
    assert bad(found) == {"appointment-opinion": StepState.OUT_OF_ORDER}
    assert found.pop("candidate-gaps") is StepState.NOT_ARISEN  # nobody was lost
    assert set(found.values()) == {StepState.DONE, StepState.OUT_OF_ORDER}


def test_the_dossier_of_the_district_has_a_consultation_before_the_opinion() -> None:
    assert bad(shipped("thach-ha", "2021-02-20")) == {
        "consultation-1": StepState.OUT_OF_ORDER,
        "standing-committee-opinion": StepState.DONE_LATE,
    }


def test_the_dossier_of_the_commune_is_late_twice() -> None:
    found = bad(shipped("xa-mau", "2021-03-10"))
    assert found == {"election-committee": StepState.DONE_LATE, "constituencies-published": StepState.LATE}


def test_a_step_is_a_value() -> None:
    assert ProcedureStep.model_validate(A_B_C.steps[1].model_dump(mode="json")) == A_B_C.steps[1]


def test_a_step_of_several_records_is_out_of_order_by_its_first() -> None:
    book = course(step("a"), step("b", repeat=True, after=["a"]))
    records = dossier(("b", "2021-02-01"), ("a", "2021-02-02"), ("b", "2021-02-03"))
    assert plain(book, records)["b"] == "out_of_order"


def test_the_first_of_several_records_tells_whether_it_waited_for_election_day() -> None:
    book = course(step("results", repeat=True, days_after=10, mark="V1"))
    records = dossier(("results", "2021-05-22"), ("results", "2021-05-24"))
    assert plain(book, records, "2021-05-25") == {"results": "out_of_order"}


def test_of_two_verified_deadlines_that_follow_the_earlier_one_counts() -> None:
    book = course(
        step("opinion", before=["later", "earlier"]),
        step("later", days_before=90, mark="V1"),
        step("earlier", days_before=95, mark="V1"),
    )
    deadline = states(book, dossier(), "2021-02-01")["opinion"].deadline
    assert deadline is not None
    assert (str(deadline.day), deadline.of) == ("2021-02-17", "earlier")


def test_what_is_on_record_was_overtaken_by_nothing() -> None:
    found = states(A_B_C, dossier(("a", "2021-02-01"), ("b", "2021-02-02")))
    assert [one.overtaken_by for one in found.values()] == [(), (), ()]
    assert found["a"].state is StepState.DONE
