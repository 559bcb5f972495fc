"""Offers, before there are names: who may introduce how many people of which profiles.

A profile with a capacity of n is n anonymous people, so to every rule offers are the same thing as a pool.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property

from pydantic import Field

from cocau.constraints.model.council import Council
from cocau.constraints.model.people import Bloc, PartyRank, PeoplesCommitteeRole, Person, Pool, Sex
from cocau.constraints.model.selectors import KINH
from cocau.constraints.record import Record, Text

ID = r"^[A-Za-z0-9][A-Za-z0-9._-]*$"
TYPICAL_AGE_UNDER_40 = 35
TYPICAL_AGE = 45
"""Full years for a profile without an age: first where it says under 40, else the second."""


class OrganisationKind(StrEnum):
    """The bodies that introduce people: of the council's level, or a locality below it."""

    ORGANISATION = "organisation"
    LOCALITY = "locality"


class Profile(Record):
    """People alike, of whom a body can introduce up to `at_most`; nobody in particular.

    `age` is that of a typical such person on election day, in full years. Only rules about age read it.
    """

    id: str = Field(min_length=1, pattern=ID)
    name: str = Field(default="", description="shown instead of a description made of the other fields")
    at_most: int = Field(ge=1, le=500, description="capacity: how many such people there are")
    sex: Sex
    age: int | None = Field(default=None, ge=18, le=100)
    under_40: bool = Field(
        default=False, description=f"without an age: taken as {TYPICAL_AGE_UNDER_40}, else {TYPICAL_AGE}"
    )
    bloc: Bloc | None = Field(default=None, description="None: that of the organisation")
    ethnicity: str = "Kinh"
    religion: str | None = None
    party_member: bool = False
    party_rank: PartyRank | None = None
    locality: str | None = Field(default=None, description="None: that of the organisation")
    re_standing: bool = False
    meant_full_time: bool = False
    already_full_time: bool = False
    planned_for: tuple[str, ...] = Field(default=(), description="posts in the reviewed cadre plan")
    peoples_committee: PeoplesCommitteeRole | None = None
    heads_agency: bool = Field(default=False, description="heads an agency under the People's Committee")
    expert_in: str | None = None

    @property
    def typical_age(self) -> int:
        """Return the age given, or the one assumed where none is."""
        return self.age if self.age is not None else TYPICAL_AGE_UNDER_40 if self.under_40 else TYPICAL_AGE

    @cached_property
    def described(self) -> Text:
        """Return the name given, or a short description of the profile."""
        if self.name:
            return Text(vi=self.name, en=self.name)
        traits = [words for words, so in self._traits() if so]
        return Text(vi=", ".join(vi for vi, _ in traits), en=", ".join(en for _, en in traits))

    def _traits(self) -> tuple[tuple[tuple[str, str], bool], ...]:
        female = self.sex is Sex.FEMALE
        return (
            (("nữ", "female") if female else ("nam", "male"), True),
            (("dưới 40 tuổi", "under 40"), self.typical_age < 40),  # noqa: PLR2004  # the line of the 2021 texts
            ((f"dân tộc {self.ethnicity}", f"of the {self.ethnicity}"), self.ethnicity.casefold() != KINH),
            ((f"theo {self.religion}", f"religion: {self.religion}"), self.religion is not None),
            (("ngoài Đảng", "not in the Party"), not self.party_member),
            (("tái cử", "standing again"), self.re_standing),
            (("chuyên trách", "full-time"), self.meant_full_time),
            (("đứng đầu cơ quan chuyên môn", "heads an agency"), self.heads_agency),
            ((f"chuyên gia {self.expert_in}", f"expert in {self.expert_in}"), self.expert_in is not None),
        )


class Organisation(Record):
    """A body that introduces people, at least and at most so many.

    `at_most` None: as many as the profiles can supply.
    """

    id: str = Field(min_length=1, pattern=ID)
    name: str = Field(min_length=1)
    sort: OrganisationKind = OrganisationKind.ORGANISATION
    bloc: Bloc
    locality: str | None = Field(default=None, description="where its people belong; None: no tie")
    at_least: int = Field(default=0, ge=0)
    at_most: int | None = Field(default=None, ge=1)
    profiles: tuple[Profile, ...] = Field(min_length=1)

    @property
    def capacity(self) -> int:
        """Return how many people the profiles can supply."""
        return sum(profile.at_most for profile in self.profiles)

    @property
    def supply(self) -> int:
        """Return how many people the organisation can introduce at the most."""
        return self.capacity if self.at_most is None else min(self.at_most, self.capacity)

    def in_order(self) -> "Organisation":
        """Return the same organisation with its profiles sorted by id."""
        return self.replace_unvalidated(profiles=tuple(sorted(self.profiles, key=lambda profile: profile.id)))

    def list_person_ids(self, profile: Profile) -> tuple[str, ...]:
        """Return the ids of a profile's people: ``<organisation>.<profile>.<k>``."""
        return tuple(f"{self.id}.{profile.id}.{k}" for k in range(1, profile.at_most + 1))

    def build_people(self, day: date, lang: str = "vi") -> Iterator[Person]:
        """Yield everybody whom the profiles stand for, with names in one language."""
        shared = Counter(profile.described.of(lang).casefold() for profile in self.profiles)
        for profile in self.profiles:
            words = profile.described.of(lang)
            alone = shared[words.casefold()] == 1
            label = f"{self.name} – {words if alone else f'{words} · {profile.id}'}"
            for k, i in enumerate(self.list_person_ids(profile), start=1):
                yield self._build_person(profile, i, f"{label} ({k})", day)

    def _build_person(self, profile: Profile, i: str, name: str, day: date) -> Person:
        given = profile.model_dump(exclude={"id", "name", "at_most", "age", "under_40", "bloc", "locality"})
        return Person(
            id=i,
            name=name,
            born=compute_birth_date(profile.typical_age, day),
            bloc=profile.bloc or self.bloc,
            locality=profile.locality or self.locality,
            introduced_by=self.name,
            **given,
        )


class Offers(Record):
    """Everybody who may introduce people to a council, and how many people in all."""

    note: str = ""
    total: int | None = Field(default=None, ge=1, description="None: exactly the candidates")
    organisations: tuple[Organisation, ...] = Field(min_length=1)

    def build_pool(self, council: Council, lang: str = "vi") -> Pool:
        """Return the anonymous people of the offers: the same people in every language."""
        day = council.election_day
        people = (p for org in self.organisations for p in org.build_people(day, lang))
        return Pool(note=self.note, people=tuple(people))

    def in_order(self) -> "Offers":
        """Return the same offers with organisations and their profiles sorted by id."""
        orgs = sorted(self.organisations, key=lambda org: org.id)
        return self.replace_unvalidated(organisations=tuple(org.in_order() for org in orgs))


def compute_birth_date(age: int, day: date) -> date:
    """Return the birth date of somebody `age` and a half years old on `day`."""
    return date(day.year - age, day.month, min(day.day, 28)) - timedelta(days=182)
