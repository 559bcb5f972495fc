"""The whole record of a person beside the older fields: derived, readable, and not written where unset."""

import pytest

from cocau.constraints.checks.pool import check_pool_alone
from cocau.constraints.model.people import Person, Pool
from cocau.constraints.model.traits import PoliticalTheoryLevel, YearlyGrade
from tests.constraints.samples import person

OLDER = [
    "id", "name", "born", "sex", "bloc", "ethnicity", "religion", "party_member", "party_rank", "work_place",
    "introduced_by", "locality", "lives_or_works_here", "re_standing", "former_posts", "meant_full_time",
    "already_full_time", "planned_for", "peoples_committee", "expert_in", "unmet_standards", "bars",
    "other_nationality", "retires_as_men", "age_exception", "under_investigation", "discipline",
    "stands_elsewhere", "voter_confidence", "confidence_vote", "yearly_grade", "preference",
]  # fmt: skip


def test_without_newer_fields_a_person_is_written_as_before_they_existed() -> None:
    assert list(person("an").model_dump(mode="json")) == OLDER


def test_what_is_noted_is_written_and_read_again() -> None:
    an = person(
        "an", joined_party="2001-02-03", political_theory="advanced", extra=[{"heading": "a", "text": "b"}]
    )
    assert Person.model_validate_json(an.model_dump_json()) == an
    assert an.model_dump(mode="json")["political_theory"] == PoliticalTheoryLevel.ADVANCED


def test_a_day_of_joining_makes_a_member_and_the_last_year_gives_the_grade() -> None:
    grades = [{"year": 2020, "grade": "fair"}, {"year": 2018, "grade": "good"}]
    an = person("an", joined_party="2001-02-03", yearly_grades=grades)
    assert an.party_member
    assert an.yearly_grade is YearlyGrade.FAIR
    assert person("an", yearly_grade="good").yearly_grades == ()


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"joined_party": "2001-02-03", "party_member": False}, "joined_without_membership"),
        ({"joined_party": "1950-02-03"}, "joined_before_birth"),
        ({"self_nominated": True, "introduced_by": "Hội"}, "nominated_and_introduced"),
        ({"yearly_grades": [{"year": 2020, "grade": "fair"}], "yearly_grade": "good"}, "grades_differ"),
        ({"extra": [{"heading": "Số CCCD", "text": "1"}]}, "column_left_out"),
        ({"joined_party": "2001-02-03", "self_nominated": True, "introduced_by": None}, None),
    ],
)
def test_two_fields_that_contradict_each_other_are_told(fields: dict[str, object], code: str | None) -> None:
    found = [problem.code for problem in check_pool_alone(Pool(people=(person("an", **fields),)))]
    assert found == ([] if code is None else [code])
