"""The words for people: sex, bloc, Party rank, bars, sanctions, grades, confidence."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import Field

from cocau.constraints.record import Record


class Sex(StrEnum):
    """As printed on the official list (Law 85/2015, Art. 57(5))."""

    FEMALE = "female"
    MALE = "male"


class Bloc(StrEnum):
    """Where a person works, in the blocs that composition tables use; each person is in one."""

    PARTY = "party"
    COUNCIL = "council"
    ADMINISTRATION = "administration"
    FRONT = "front"
    ARMED_FORCES = "armed_forces"
    JUDICIARY = "judiciary"
    PUBLIC_SERVICE = "public_service"
    ECONOMIC = "economic"
    EXPERT = "expert"
    RELIGIOUS = "religious"
    GRASSROOTS = "grassroots"
    OTHER = "other"


class PartyRank(StrEnum):
    """Rank in the Party committee of the council's own level, highest first."""

    SECRETARY = "secretary"
    STANDING_DEPUTY_SECRETARY = "standing_deputy_secretary"
    DEPUTY_SECRETARY = "deputy_secretary"
    STANDING_COMMITTEE = "standing_committee"
    COMMITTEE = "committee"

    def is_at_least(self, floor: "PartyRank") -> bool:
        """Return whether this rank is `floor` or above it."""
        order = list(PartyRank)
        return order.index(self) <= order.index(floor)


class PeoplesCommitteeRole(StrEnum):
    """The role a person is meant to have in the People's Committee (UBND) of this level."""

    CHAIR = "chair"
    MEMBER = "member"


class CandidacyBar(StrEnum):
    """The bars that keep a person from standing: Law 85/2015, Art. 37(1) to (5)."""

    STRIPPED_OR_INCAPACITATED = "stripped_or_incapacitated"
    INDICTED = "indicted"
    SERVING_SENTENCE = "serving_sentence"
    RECORD_NOT_ERASED = "record_not_erased"
    ADMINISTRATIVE_MEASURE = "administrative_measure"


class OtherBody(StrEnum):
    """Another body for which the person has filed a dossier in the same term."""

    NATIONAL = "national"
    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"


class Sanction(StrEnum):
    """Kinds of discipline that guidance on personnel distinguishes."""

    REPRIMAND = "reprimand"
    WARNING = "warning"
    PAY_CUT = "pay_cut"
    DEMOTION = "demotion"
    DISMISSAL = "dismissal"


class YearlyGrade(StrEnum):
    """The yearly grade of a member or official, best first; no text gives a threshold."""

    EXCELLENT = "excellent"
    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"

    def is_at_least(self, floor: "YearlyGrade") -> bool:
        """Return whether this grade is `floor` or a better one."""
        order = list(YearlyGrade)
        return order.index(self) <= order.index(floor)


class GradeOfYear(Record):
    """The yearly grade of one year."""

    year: int = Field(ge=1945, le=2200)
    grade: YearlyGrade


def get_last_grade(grades: Iterable[Any]) -> Any:  # noqa: ANN401  # records, or JSON of them that may be wrong
    """Return the grade of the last year, of records or their JSON; None if unreadable."""
    parts = (dict(grade) for grade in grades if isinstance(grade, GradeOfYear | dict))
    by_year = {part["year"]: part.get("grade") for part in parts if isinstance(part.get("year"), int)}
    return by_year[max(by_year)] if by_year else None


def derive_older_fields(values: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a person with those that newer ones imply, where not given."""
    derived: dict[str, Any] = {}
    if values.get("joined_party") and "party_member" not in values:
        derived["party_member"] = True
    grades = values.get("yearly_grades")
    if isinstance(grades, list | tuple) and values.get("yearly_grade") is None:
        derived["yearly_grade"] = get_last_grade(grades)
    return values | derived if derived else values


class EducationLevel(StrEnum):
    """Level of professional education, as forms 28 and 30 of Resolution 40/NQ-HĐBCQG count it."""

    BELOW_UNIVERSITY = "below_university"
    UNIVERSITY = "university"
    POSTGRADUATE = "postgraduate"


class PoliticalTheoryLevel(StrEnum):
    """Level of political theory, as the guide to the candidate's file of 2026 names it."""

    ELEMENTARY = "elementary"
    INTERMEDIATE = "intermediate"
    ADVANCED = "advanced"
    BACHELOR = "bachelor"


class ExtraPersonField(Record):
    """A column of a file that is no field of ours, kept under its heading."""

    heading: str = Field(min_length=1, max_length=200)
    text: str = Field(min_length=1)


class Discipline(Record):
    """One disciplinary decision and its day."""

    sanction: Sanction
    decided: date


class ConfidenceVote(Record):
    """The latest vote of confidence on a post elected by the council (percent of votes)."""

    held: date
    high: int = Field(ge=0, le=100)
    some: int = Field(ge=0, le=100)
    low: int = Field(ge=0, le=100)
