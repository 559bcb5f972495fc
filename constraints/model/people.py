"""People who are introduced to stand, the pool they form, and the words that describe them."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from functools import cached_property

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
    """The role a person is meant to have in the People's Committee (UBND) of the council's level."""

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
    """The yearly grade of a Party member or official, best first; no text gives a threshold for it."""

    EXCELLENT = "excellent"
    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"

    def is_at_least(self, floor: "YearlyGrade") -> bool:
        """Return whether this grade is `floor` or a better one."""
        order = list(YearlyGrade)
        return order.index(self) <= order.index(floor)


class Discipline(Record):
    """One disciplinary decision and its day."""

    sanction: Sanction
    decided: date


class ConfidenceVote(Record):
    """Result of the latest vote of confidence on a post elected by the council (percent of votes)."""

    held: date
    high: int = Field(ge=0, le=100)
    some: int = Field(ge=0, le=100)
    low: int = Field(ge=0, le=100)


class Person(Record):
    """One introduced person. Every field is read by a rule or shown to people; none is a score."""

    id: str = Field(min_length=1, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
    name: str = Field(min_length=1)
    born: date
    sex: Sex
    bloc: Bloc
    ethnicity: str = "Kinh"
    religion: str | None = None
    party_member: bool = False
    party_rank: PartyRank | None = None
    work_place: str = ""
    introduced_by: str | None = Field(default=None, description="None: stands on his or her own behalf")
    locality: str | None = None
    lives_or_works_here: bool = True
    re_standing: bool = False
    former_posts: tuple[str, ...] = ()
    meant_full_time: bool = False
    already_full_time: bool = False
    planned_for: tuple[str, ...] = Field(default=(), description="posts in the reviewed cadre plan")
    peoples_committee: PeoplesCommitteeRole | None = None
    expert_in: str | None = None
    unmet_standards: tuple[str, ...] = ()
    bars: tuple[CandidacyBar, ...] = ()
    other_nationality: bool = False
    retires_as_men: bool = False
    age_exception: str | None = Field(default=None, description="decision of the competent Party level")
    under_investigation: bool = False
    discipline: tuple[Discipline, ...] = ()
    stands_elsewhere: tuple[OtherBody, ...] = ()
    voter_confidence: int | None = Field(default=None, ge=0, le=100, description="percent, lowest meeting")
    confidence_vote: ConfidenceVote | None = None
    yearly_grade: YearlyGrade | None = None
    preference: int = Field(default=0, ge=0, le=9, description="the department's own; 0 is none")

    def age_on(self, day: date) -> int:
        """Return the person's age in full years on `day`."""
        return day.year - self.born.year - ((day.month, day.day) < (self.born.month, self.born.day))

    def has_rank(self, floor: PartyRank) -> bool:
        """Return whether the person holds `floor` or a higher Party rank at this level."""
        return self.party_rank is not None and self.party_rank.is_at_least(floor)


class Pool(Record):
    """The people a planner may choose from, in any order; planning sorts them by id."""

    note: str = ""
    people: tuple[Person, ...]

    @cached_property
    def by_id(self) -> dict[str, Person]:
        """Return each person under his or her id."""
        return {person.id: person for person in self.people}

    def get_people(self, ids: Iterable[str]) -> tuple[Person, ...]:
        """Return the people with these ids, in this order; KeyError for an unknown id."""
        return tuple(self.by_id[i] for i in ids)

    def in_order(self) -> "Pool":
        """Return the same pool with people sorted by id: one order for any input order."""
        return self.replace_unvalidated(people=tuple(sorted(self.people, key=lambda p: p.id)))
