"""Steps: their own consistency, their days, the order among them, and what may be wrong with several."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from cocau.constraints.documents import list_validation_problems
from cocau.constraints.errors import Problem, RulebookError
from cocau.constraints.library import load_rulebook
from cocau.constraints.rules.rule import VerificationMark
from cocau.constraints.rules.steps import (
    ProcedureStep,
    check_steps,
    has_outside_references,
    list_prerequisites,
)
from tests.constraints.courses import course, step

DAY = date(2021, 5, 23)


@given(st.integers(0, 400))
def test_a_deadline_is_counted_back_from_election_day(days: int) -> None:
    assert step(days_before=days, mark="V1").due(DAY) == DAY - timedelta(days=days)


@given(st.integers(1, 400))
def test_or_on_from_it(days: int) -> None:
    assert step(days_after=days, mark="V1").due(DAY) == DAY + timedelta(days=days)


def test_a_step_without_a_deadline_is_due_on_no_day() -> None:
    assert step().due(DAY) is None


@pytest.mark.parametrize(
    ("day", "holds"),
    [("2015-08-31", False), ("2015-09-01", True), ("2025-06-30", True), ("2025-07-01", False)],
)
def test_a_step_holds_from_its_first_day_to_the_day_before_until(day: str, holds: bool) -> None:
    assert step(until="2025-07-01").in_force_on(date.fromisoformat(day)) is holds


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"until": "2015-09-01"}, "until must come after in_force"),
        ({"days_before": 3, "days_after": 3, "mark": "V1"}, "not both"),
        ({"days_before": 3}, "a deadline has a mark"),
        ({"mark": "V1"}, "only a deadline"),
        ({"time": "17:00"}, "time and sunday belong to a deadline"),
        ({"sunday": True}, "time and sunday belong to a deadline"),
        (
            {"days_before": 3, "mark": "V1", "cites": [{"source": "law", "mark": "V2"}]},
            "rests on a citation marked V1",
        ),
        ({"content": None}, "a record has a content"),
        ({"record": None, "content": {"vi": "a", "en": "b"}}, "only a record"),
        ({"record": None, "after": ["two"]}, "belong to a step with a record"),
        ({"record": None, "before": ["two"]}, "belong to a step with a record"),
        ({"record": None, "repeat": True}, "belong to a step with a record"),
        ({"record": None, "appointment": True}, "belong to a step with a record"),
    ],
)
def test_what_does_not_fit_together_is_refused(fields: dict[str, object], words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        step(**fields)
    (problem,) = list_validation_problems(caught.value)
    assert words in problem.en


@pytest.mark.parametrize("field", [{"time": "24:00", "days_before": 3, "mark": "V1"}, {"id": "Hiệp thương"}])
def test_hours_and_ids_have_their_form(field: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        step(**field)


def test_an_unverified_deadline_needs_no_quote() -> None:
    unverified = step(days_before=3, mark="U", cites=[{"source": "law", "mark": "U"}])
    assert unverified.mark is VerificationMark.UNVERIFIED


# --- order --------------------------------------------------------------------------------------------------


def test_after_and_before_say_the_same_order() -> None:
    assert list_prerequisites([step("a"), step("b", after=["a"])]) == {"a": (), "b": ("a",)}
    assert list_prerequisites([step("a", before=["b"]), step("b")]) == {"a": (), "b": ("a",)}
    assert list_prerequisites([step("a", before=["b"]), step("b", after=["a"])]) == {"a": (), "b": ("a",)}


def test_steps_that_are_not_there_are_waited_for_by_nobody() -> None:
    assert list_prerequisites([step("b", after=["a"], before=["c"])]) == {"b": ()}


def codes(*steps: ProcedureStep, elsewhere: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    return [(p.code, p.where) for p in check_steps(steps, elsewhere)]


def test_steps_in_order_have_no_problem() -> None:
    assert codes(step("a"), step("b", after=["a"]), step("c", after=["a", "b"])) == []


def test_an_unknown_step_is_named_with_the_field_and_the_nearest() -> None:
    (after,) = check_steps([step("consultation-1"), step("b", after=["consultation1"])])
    assert (after.code, after.where) == ("unknown_step", "b.after: consultation1")
    assert "consultation-1" in after.en
    assert codes(step("b", before=["z"])) == [("unknown_step", "b.before: z")]


def test_a_step_of_another_document_may_be_named() -> None:
    assert codes(step("b", before=["z"]), elsewhere=("z",)) == []
    assert has_outside_references([step("b", before=["z"])])
    assert not has_outside_references([step("z"), step("b", before=["z"])])


@pytest.mark.parametrize(
    "other",
    [step("a", record=None), step("a", appointment=True)],
    ids=["nothing proves it", "per appointment"],
)
def test_no_order_with_what_cannot_be_seen(other: ProcedureStep) -> None:
    assert codes(other, step("b", after=["a"])) == [("no_order", "b: a")]


def test_steps_per_appointment_stand_in_no_order() -> None:
    assert codes(step("a"), step("b", after=["a"], appointment=True)) == [("no_order", "b: a")]


def test_a_circle_is_told_once_whatever_its_versions() -> None:
    old = {"until": "2020-01-01"}
    new = {"in_force": "2020-01-01"}
    versions = [step(i, after=[n], **v) for v in (old, new) for i, n in (("a", "b"), ("b", "a"))]
    (problem,) = check_steps(versions)
    assert problem.code == "cycle"
    assert set(problem.where.split(" → ")) == {"a", "b"}


def test_steps_of_different_times_make_no_circle() -> None:
    assert (
        codes(step("a", after=["b"], until="2020-01-01"), step("b", in_force="2020-01-01", after=["a"])) == []
    )


@pytest.mark.parametrize(
    ("until", "second", "overlap"),
    [
        ("2020-01-01", "2020-01-01", []),
        ("2020-01-02", "2020-01-01", ["overlap"]),
        (None, "2020-01-01", ["overlap"]),
    ],
)
def test_two_versions_of_a_step_may_not_overlap(until: str | None, second: str, overlap: list[str]) -> None:
    assert [code for code, _ in codes(step(until=until), step(in_force=second))] == overlap


# --- books --------------------------------------------------------------------------------------------------

LAYER = """
title: {{vi: của ta, en: ours}}
steps:
  - id: {id}
    in_force: {in_force}
    days_before: 60
    mark: D
    after: [{after}]
    record: minutes
    cites: [{{source: {source}, mark: {mark}}}]
    says: {{vi: lời, en: words}}
    actor: {{vi: lời, en: words}}
    content: {{vi: lời, en: words}}
"""


def written(folder: Path, **fields: str) -> str:
    plain = {
        "id": "ours",
        "in_force": "2021-01-01",
        "after": "consultation-1",
        "source": "luat-bau-cu-2015",
        "mark": "D",
    }
    path = folder / "ours.yaml"
    path.write_text(LAYER.format(**plain | fields), encoding="utf-8")
    return str(path)


def refused(name: str) -> tuple[Problem, ...]:
    with pytest.raises(RulebookError) as caught:
        load_rulebook(name)
    return caught.value.problems


def test_a_layer_of_ones_own_adds_a_step_behind_one_of_the_law(tmp_path: Path) -> None:
    book = load_rulebook(f"ha-tinh-2021+{written(tmp_path)}")
    assert book.steps[-1].id == "ours"
    assert list_prerequisites(book.steps)["ours"] == ("consultation-1",)


def test_a_layer_alone_may_name_a_step_of_a_shipped_one(tmp_path: Path) -> None:
    assert [s.id for s in load_rulebook(written(tmp_path)).steps] == ["ours"]
    assert list(load_rulebook(written(tmp_path)).sources) == ["luat-bau-cu-2015"]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"source": "luat-x"}, "unknown_source"),
        ({"mark": "V1"}, "no_quote"),
        ({"in_force": "2015-01-01"}, "before_source"),
        ({"after": "consultation-9"}, "unknown_step"),
        ({"after": "ours"}, "cycle"),
    ],
)
def test_citations_and_names_of_steps_are_checked_like_those_of_rules(
    tmp_path: Path, fields: dict[str, str], code: str
) -> None:
    problem = refused(written(tmp_path, **fields))[0]
    assert problem.code == code


def test_a_fault_in_a_citation_of_a_step_is_told_with_its_line(tmp_path: Path) -> None:
    (problem,) = refused(written(tmp_path, source="luat-x"))
    assert problem.where == f"{tmp_path / 'ours.yaml'}:10: luat-x"


def test_a_step_twice_overlaps(tmp_path: Path) -> None:
    problems = refused(f"ha-tinh-2021+{written(tmp_path, id='consultation-1', after='structure-plan')}")
    assert {(problem.code, problem.where) for problem in problems} == {("overlap", "consultation-1")}


def test_steps_are_part_of_the_digest() -> None:
    assert course(step(days_before=3, mark="V1")).digest != course(step(days_before=4, mark="V1")).digest


def test_only_the_steps_of_a_day_are_left() -> None:
    book = course(step("a", until="2020-01-01"), step("b"))
    assert [s.id for s in book.for_day(date(2019, 1, 1)).steps] == ["a", "b"]
    assert [s.id for s in book.for_day(DAY).steps] == ["b"]
