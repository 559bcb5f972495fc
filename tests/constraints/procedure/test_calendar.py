"""The calendar: the published table reproduced row by row, for both versions of the law, with its marks."""

import re
from datetime import date

import pytest

from cocau.constraints.library import load_combinations, load_rulebook
from cocau.constraints.model.council import CouncilLevel
from cocau.constraints.procedure.calendar import (
    CalendarEntry,
    DerivedCalendarEntry,
    find_non_sundays,
    list_derived_entries,
    list_entries,
)
from cocau.constraints.procedure.gates import check_procedure
from cocau.constraints.rules.rule import VerificationMark
from tests.constraints.courses import course, step
from tests.constraints.samples import council

# The rows of the table of deadlines that was checked for this project, in its order: step, days before election day
# under the text of 2015 and after Law 83/2025, the day for 23 May 2021 that the table prints, how far each figure was
# verified. The table prints 17/11/2020 for the first row: the day on which the election was in fact published; 115
# days before 23 May 2021 is 28 January 2021.
TABLE = [
    ("election-day-published", 115, 115, "2021-01-28", "V1", "V1"),
    ("structure-plan", 105, 105, "2021-02-07", "V1", "V1"),
    ("election-committee", 105, 105, "2021-02-07", "V1", "V1"),
    ("consultation-1", 95, 95, "2021-02-17", "V1", "V1"),
    ("structure-adjusted", 90, 90, "2021-02-22", "V1", "V1"),
    ("constituencies-published", 80, 80, "2021-03-04", "V1", "V1"),
    ("election-boards", 70, 70, "2021-03-14", "V1", "V1"),
    ("candidate-dossiers", 70, 42, "2021-03-14", "V1", "V1"),
    ("consultation-2", 65, 40, "2021-03-19", "V1", "V1"),
    ("election-teams", 50, 43, "2021-04-03", "V1", "V1"),
    ("voter-lists", 40, 40, "2021-04-13", "V1", "V1"),
    ("matters-verified", 40, 35, "2021-04-13", "V1", "V1"),
    ("consultation-3", 35, 23, "2021-04-18", "V1", "V1"),
    ("list-sent", 30, 21, "2021-04-23", "V1", "V1"),
    ("official-list", 25, 17, "2021-04-28", "V1", "V1"),
    ("list-posted", 20, 16, "2021-05-03", "V1", "V1"),
    ("campaign-ends", 1, 1, "2021-05-22", "V1", "V1"),
    ("results-published", -10, -10, "2021-06-02", "V1", "V1"),
]
IN_2026 = {
    "election-day-published": "2025-11-20",
    "structure-plan": "2025-11-30",
    "election-committee": "2025-11-30",
    "consultation-1": "2025-12-10",
    "structure-adjusted": "2025-12-15",
    "constituencies-published": "2025-12-25",
    "election-boards": "2026-01-04",
    "candidate-dossiers": "2026-02-01",
    "consultation-2": "2026-02-03",
    "election-teams": "2026-01-31",
    "voter-lists": "2026-02-03",
    "matters-verified": "2026-02-08",
    "consultation-3": "2026-02-20",
    "list-sent": "2026-02-22",
    "official-list": "2026-02-26",
    "list-posted": "2026-02-27",
    "campaign-ends": "2026-03-14",
    "results-published": "2026-03-25",
}
LAW = load_rulebook("luat-bau-cu-2015")


def calendar(day: str, kind: str = "commune", book: str = "luat-bau-cu-2015") -> dict[str, CalendarEntry]:
    return {e.step: e for e in list_entries(load_rulebook(book), council(election_day=day, kind=kind))}


@pytest.mark.parametrize("row", TABLE, ids=[row[0] for row in TABLE])
@pytest.mark.parametrize("kind", ["province", "rural_district", "commune"])
def test_the_days_of_2021_are_those_of_the_table(row: tuple[str, int, int, str, str, str], kind: str) -> None:
    name, days, _, printed, mark, _ = row
    entry = calendar("2021-05-23", kind)[name]
    assert (str(entry.day), str(entry.mark)) == (printed, mark)
    assert (date(2021, 5, 23) - entry.day).days == days


@pytest.mark.parametrize("row", TABLE, ids=[row[0] for row in TABLE])
@pytest.mark.parametrize("kind", ["province", "commune"])
@pytest.mark.parametrize("book", ["luat-bau-cu-2015", "national-2026"])
def test_the_days_of_2026_are_those_after_law_83(
    row: tuple[str, int, int, str, str, str], kind: str, book: str
) -> None:
    name, _, days, _, _, mark = row
    entry = calendar("2026-03-15", kind, book)[name]
    assert (str(entry.day), str(entry.mark)) == (IN_2026[name], mark)
    assert (date(2026, 3, 15) - entry.day).days == days


def test_the_calendar_has_the_rows_of_the_table_and_election_day() -> None:
    for day in ("2021-05-23", "2026-03-15"):
        assert set(calendar(day)) == {row[0] for row in TABLE} | {"election-day"}


def derived(
    day: str, kind: str = "commune", book: str = "luat-bau-cu-2015"
) -> dict[str, DerivedCalendarEntry]:
    return {
        e.step: e for e in list_derived_entries(load_rulebook(book), council(election_day=day, kind=kind))
    }


# Steps that no text gives a day: the step they must come before, its day, its hour, how far it was verified.
@pytest.mark.parametrize(
    ("day", "kind", "book", "expected"),
    [
        (
            "2021-05-23",
            "province",
            "ha-tinh-2021",
            {
                "party-group-opinion": ("consultation-1", "2021-02-17", None, "V1"),
                "nominations": ("candidate-dossiers", "2021-03-14", "17:00", "V1"),
                "voters-opinions": ("matters-verified", "2021-04-13", None, "V1"),
            },
        ),
        (
            "2021-05-23",
            "rural_district",
            "ha-tinh-2021",
            {
                "standing-committee-opinion": ("consultation-1", "2021-02-17", None, "V1"),
                "nominations": ("candidate-dossiers", "2021-03-14", "17:00", "V1"),
                "voters-opinions": ("matters-verified", "2021-04-13", None, "V1"),
            },
        ),
        (
            "2026-03-15",
            "commune",
            "national-2026",
            {
                "nominations": ("introductions-closed", "2026-01-25", None, "V1"),
                "voters-opinions": ("matters-verified", "2026-02-08", None, "V1"),
                "list-for-consultation-3": ("consultation-3", "2026-02-20", None, "V1"),
                "residence-meetings": ("consultation-3", "2026-02-20", None, "V1"),
            },
        ),
    ],
)
def test_steps_without_a_day_have_that_of_the_step_they_must_come_before(
    day: str, kind: str, book: str, expected: dict[str, tuple[str, str, str | None, str]]
) -> None:
    found = derived(day, kind, book)
    assert {i: (e.of, str(e.day), e.time, str(e.mark)) for i, e in found.items()} == expected
    assert [e.day for e in found.values()] == sorted(e.day for e in found.values())


def test_no_step_is_due_by_derivation_after_a_step_that_must_follow_it() -> None:
    for day, kind in (("2021-05-23", "province"), ("2026-03-15", "commune")):
        days = {i: e.day for i, e in (calendar(day, kind) | derived(day, kind)).items()}
        steps = LAW.steps_for(council(election_day=day, kind=kind))
        pairs = [
            (i, step.id) for step in steps for i in step.after if step.mark is not VerificationMark.UNVERIFIED
        ]
        assert pairs
        assert all(days[first] <= days[then] for first, then in pairs if {first, then} <= days.keys())


@pytest.mark.parametrize(
    ("kind", "of", "not_of"), [("province", "cấp tỉnh", "cấp xã"), ("ward", "cấp xã", "cấp tỉnh")]
)
@pytest.mark.parametrize("name", ["election-committee", "list-sent"])
def test_a_clause_on_one_level_is_not_cited_at_the_other(kind: str, of: str, not_of: str, name: str) -> None:
    steps = {s.id: s for s in LAW.steps_for(council(election_day="2026-03-15", kind=kind))}
    (quote,) = [cite.quote for cite in steps[name].cites]
    assert of in quote
    assert not_of not in quote


def test_what_no_dated_step_follows_has_no_day() -> None:
    book = course(step("a"), step("b", after=["a"]))
    assert list_derived_entries(book, council()) == ()


def test_entries_are_in_the_order_of_days() -> None:
    days = [entry.day for entry in calendar("2021-05-23").values()]
    assert days == sorted(days)


@pytest.mark.parametrize(("day", "version"), [("2025-06-30", 70), ("2025-07-01", 42)])
def test_the_law_of_election_day_counts(day: str, version: int) -> None:
    assert (date.fromisoformat(day) - calendar(day)["candidate-dossiers"].day).days == version


def test_dossiers_of_2021_were_due_at_five_in_the_afternoon() -> None:
    assert calendar("2021-05-23")["candidate-dossiers"].time == "17:00"
    assert calendar("2026-03-15")["candidate-dossiers"].time is None


def test_every_figure_was_compared_with_the_text_of_its_days() -> None:
    for day in ("2021-05-23", "2026-03-15"):
        assert all(e.mark is VerificationMark.V1 for e in calendar(day).values())
    assert all(one.mark in (None, VerificationMark.V1) for one in LAW.steps)


@pytest.mark.parametrize("one", LAW.steps, ids=lambda s: f"{s.id}:{s.in_force}")
def test_a_day_in_a_quote_is_the_day_of_its_step(one: object) -> None:
    """A quote with another number of days would be of the other version of the law."""
    assert isinstance(one, type(step()))
    days = one.days_before if one.days_before is not None else one.days_after
    for cite in one.cites:
        assert [int(n) for n in re.findall(r"(\d+) ngày", cite.quote)] in ([], [days])


def test_every_version_is_followed_by_another_without_a_gap() -> None:
    by_id: dict[str, list[object]] = {}
    for one in LAW.steps:
        by_id.setdefault(one.id, []).append((one.in_force, one.until))
    change = date(2025, 7, 1)
    assert all(v == [(date(2015, 9, 1), change), (change, None)] for v in by_id.values())


def test_an_election_on_another_day_than_sunday_is_told() -> None:
    assert find_non_sundays(LAW, council(election_day="2021-05-23")) == ()
    (found,) = find_non_sundays(LAW, council(election_day="2021-05-24"))
    assert found.cites[0].article == 5


def test_no_calendar_for_a_district_after_districts_were_abolished() -> None:
    gone = council(election_day="2026-03-15", kind="rural_district")
    (problem,) = check_procedure(LAW, gone)
    assert problem.code == "no_steps"
    assert "cho HĐND cấp huyện bầu ngày 15/03/2026 (vào ngày đó có cho: cấp tỉnh, cấp xã)." in problem.vi
    assert (
        "for a district council elected on 2026-03-15 (on that day it has steps for: province, commune)."
        in (problem.en)
    )


@pytest.mark.parametrize("kind", ["rural_district", "town", "townlet"])
def test_no_calendar_for_a_unit_that_has_no_council(kind: str) -> None:
    gone = council(election_day="2026-03-15", kind=kind)
    (problem,) = check_procedure(load_rulebook("national-2026"), gone)
    assert (problem.code, problem.where) == ("kinds-of-unit", "council.kind")
    assert "Từ ngày 01/7/2025 không còn HĐND của loại đơn vị này" in problem.vi


def test_a_book_without_any_step_says_that_no_level_has_one() -> None:
    (problem,) = check_procedure(course(), council())
    assert "(vào ngày đó có cho: không cấp nào)." in problem.vi
    assert "(on that day it has steps for: no level)." in problem.en


def test_no_calendar_for_another_term() -> None:
    assert [p.code for p in check_procedure(load_rulebook(), council(election_day="2026-03-15"))] == [
        "outside_term"
    ]


def test_a_step_that_must_be_a_sunday_and_has_no_day_is_not_asked() -> None:
    assert find_non_sundays(
        course(step(sunday=True, days_before=0, mark="V1")), council(election_day="2021-05-24")
    )
    assert not find_non_sundays(course(step()), council(election_day="2021-05-24"))


# --- quotes and words ---------------------------------------------------------------------------------------

SHIPPED = {(s.id, str(s.in_force)): s for name in load_combinations() for s in load_rulebook(name).steps}


@pytest.mark.parametrize("key", sorted(SHIPPED), ids=":".join)
def test_every_step_can_be_told_in_two_languages(key: tuple[str, str]) -> None:
    one = SHIPPED[key]
    texts = (one.says, one.actor, *([one.content] if one.content else []))
    assert all(t.vi.strip() and t.en.strip() and t.vi != t.en for t in texts)


@pytest.mark.parametrize("level", list(CouncilLevel))
def test_every_level_has_the_gate_of_the_directive_before_its_consultation(level: CouncilLevel) -> None:
    gates = {s.id for s in load_rulebook().steps if level in s.levels and "consultation-1" in s.before}
    expected = "party-group-opinion" if level is CouncilLevel.PROVINCE else "standing-committee-opinion"
    assert gates == {expected}


def test_compared_quotes_of_steps_rest_on_documents_that_were_compared() -> None:
    for name in load_combinations():
        book = load_rulebook(name)
        for one in book.steps:
            for cite in one.cites:
                assert cite.mark is not VerificationMark.V1 or book.sources[cite.source].verified is not None
