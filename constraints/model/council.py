"""A council to be composed: its kind, seats, constituencies, committees and previous term."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Annotated

from pydantic import Field

from cocau.constraints.record import LONGEST_NAME, Record


class CouncilLevel(StrEnum):
    """The levels of councils; from the 2026-2031 term on there are no district councils."""

    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"


class CouncilKind(StrEnum):
    """Kinds of unit for which the seat formulas differ."""

    PROVINCE = "province"
    MOUNTAINOUS_PROVINCE = "mountainous_province"
    CITY = "city"
    SPECIAL_CITY = "special_city"
    RURAL_DISTRICT = "rural_district"
    MOUNTAINOUS_DISTRICT = "mountainous_district"
    TOWN = "town"
    PROVINCIAL_CITY = "provincial_city"
    URBAN_DISTRICT = "urban_district"
    COMMUNE = "commune"
    MOUNTAINOUS_COMMUNE = "mountainous_commune"
    WARD = "ward"
    TOWNLET = "townlet"
    MOUNTAINOUS_TOWNLET = "mountainous_townlet"
    CITY_WARD = "city_ward"
    SPECIAL_ZONE = "special_zone"

    @property
    def level(self) -> CouncilLevel:
        """Return the level at which a unit of this kind has its council."""
        return _LEVEL[self]


_LEVEL = {
    **dict.fromkeys(list(CouncilKind)[:4], CouncilLevel.PROVINCE),
    **dict.fromkeys(list(CouncilKind)[4:9], CouncilLevel.DISTRICT),
    **dict.fromkeys(list(CouncilKind)[9:], CouncilLevel.COMMUNE),
}


class CouncilOffice(StrEnum):
    """The offices that a council elects from among its deputies (Law 77/2015, Art. 83)."""

    CHAIR = "chair"
    VICE_CHAIR = "vice_chair"
    HEAD = "head"
    DEPUTY_HEAD = "deputy_head"


OfficerName = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
"""The name of an officer; a head's may name the committee too."""


class Constituency(Record):
    """An electoral unit of the council; `localities` are the units whose voters vote in it."""

    id: str = Field(min_length=1, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
    name: str = Field(default="", max_length=LONGEST_NAME)
    seats: int = Field(ge=1)
    population: int | None = Field(default=None, ge=1)
    localities: tuple[str, ...] = ()


class CommitteeSort(StrEnum):
    """The committees that have numbers of their own after a merger (Resolution 106/2025)."""

    ETHNIC = "ethnic"
    URBAN = "urban"


class Committee(Record):
    """A committee (ban) of the council."""

    id: str = Field(min_length=1, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
    name: str = Field(default="", max_length=LONGEST_NAME)
    sort: CommitteeSort | None = Field(default=None, description="the Ethnic or the Urban Committee")
    continues: int | None = Field(
        default=None, ge=0, description="Ethnic Committees of the merged units that it continues"
    )
    deputy_heads: int | None = Field(
        default=None, ge=1, description="how many the provincial Standing Committee decided (communes)"
    )


class GainingBody(StrEnum):
    """The body that gains the place of vice-chair which the pilot of S2.5 moves.

    The text does not say which.
    """

    COUNCIL = "council"
    PEOPLES_COMMITTEE = "peoples_committee"


class TransferRecord(Record):
    """A record of the pilot: who made it, on which day, and what it says."""

    by: str = Field(min_length=1)
    on: date
    content: str = Field(min_length=1)


class ViceChairTransfer(Record):
    """The pilot of the directive, S2.5: a vice-chair moves to or from the People's Committee.

    It stands only with all four recorded: need, conditions, consensus of the Party committee, approval.
    """

    towards: GainingBody
    need: TransferRecord | None = None
    conditions: TransferRecord | None = None
    consensus: TransferRecord | None = None
    approval: TransferRecord | None = Field(
        default=None, description="of the provincial Party standing board"
    )

    @property
    def records(self) -> dict[str, TransferRecord | None]:
        """Return what must be recorded, each under its field."""
        return {
            "need": self.need,
            "conditions": self.conditions,
            "consensus": self.consensus,
            "approval": self.approval,
        }

    @property
    def lacking(self) -> tuple[str, ...]:
        """Return the fields under which nothing is recorded."""
        return tuple(field for field, record in self.records.items() if record is None)


class PriorTerm(Record):
    """Counts of the outgoing council, per named group; a group left out is not compared.

    `introduced` and `introduced_counts` are the same for the people introduced then (R1187-2.3e).
    """

    deputies: int = Field(ge=1)
    counts: dict[str, int] = Field(default_factory=dict)
    introduced: int | None = Field(default=None, ge=1)
    introduced_counts: dict[str, int] = Field(default_factory=dict)
    source: str = ""

    def in_order(self) -> "PriorTerm":
        """Return the same numbers with groups sorted by name."""
        return self.replace_unvalidated(
            counts=dict(sorted(self.counts.items())),
            introduced_counts=dict(sorted(self.introduced_counts.items())),
        )


class Council(Record):
    """One council. Seats of the constituencies must sum to `seats`."""

    id: str = Field(min_length=1, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
    name: str = Field(max_length=LONGEST_NAME)
    kind: CouncilKind
    election_day: date
    planned_on: date | None = Field(
        default=None, description="the day of the plan, where it is not about an election to come"
    )
    seats: int = Field(ge=1)
    population: int | None = Field(default=None, ge=1, description="None: the seat formula cannot be judged")
    lower_units: int | None = Field(
        default=None,
        ge=0,
        description="units of the level below; from 30 another body sets a district's seats",
    )
    seats_decided_by: str | None = Field(
        default=None, min_length=1, description="a decision that sets the seats apart from the formula"
    )
    merged_from: int | None = Field(
        default=None, ge=1, description="units of its level that it was made of in 2025; 1: not merged"
    )
    constituencies: tuple[Constituency, ...] = Field(min_length=1)
    committees: tuple[Committee, ...] = ()
    prior_term: PriorTerm | None = None
    targets: dict[str, int] = Field(default_factory=dict, description="the department's, per group")
    reference: dict[str, int] | None = Field(default=None, description="agreed structure: deputies per bloc")
    ethnic_minority_candidates: int | None = Field(default=None, ge=0, description="local number, Art. 9")
    secretary_not_chairing: str | None = Field(default=None, description="recorded reason (S2.2)")
    sitting: dict[CouncilOffice, Annotated[int, Field(ge=0)]] = Field(
        default_factory=dict, description="how many hold an office now (S2.3, S2.4)"
    )
    officers: dict[CouncilOffice, tuple[OfficerName, ...]] = Field(
        default_factory=dict,
        description="who holds an office now, by name; withheld from callers who may not see people",
        exclude_if=lambda value: not value,
    )
    vice_chair_transfer: ViceChairTransfer | None = Field(default=None, description="the pilot of S2.5")
    note: str = ""

    def __repr_args__(self) -> Iterator[tuple[str, object]]:
        yield "id", self.id
        yield "seats", self.seats
        yield "constituencies", len(self.constituencies)

    @property
    def level(self) -> CouncilLevel:
        """Return the level of the council: province, district or commune."""
        return self.kind.level

    @property
    def plan_day(self) -> date:
        """Return the day of the plan: election day, unless another is given."""
        return self.planned_on or self.election_day

    @cached_property
    def posts(self) -> tuple[str, ...]:
        """Return every post of this council: ``chair``, ``vice_chair``, ``head/<committee>``, ..."""
        inner = tuple(
            f"{o}/{c.id}" for c in self.committees for o in (CouncilOffice.HEAD, CouncilOffice.DEPUTY_HEAD)
        )
        return (str(CouncilOffice.CHAIR), str(CouncilOffice.VICE_CHAIR), *inner)

    def list_posts_of(self, *offices: CouncilOffice) -> tuple[str, ...]:
        """Return the posts of these offices, over all committees."""
        return tuple(p for p in self.posts if p.partition("/")[0] in offices)

    def in_order(self) -> "Council":
        """Return the same council with constituencies, committees and groups sorted by id."""
        return self.replace_unvalidated(
            constituencies=tuple(sorted(self.constituencies, key=lambda c: c.id)),
            committees=tuple(sorted(self.committees, key=lambda c: c.id)),
            prior_term=None if self.prior_term is None else self.prior_term.in_order(),
            targets=dict(sorted(self.targets.items())),
            reference=None if self.reference is None else dict(sorted(self.reference.items())),
            sitting=dict(sorted(self.sitting.items())),
            officers=dict(sorted(self.officers.items())),
        )
