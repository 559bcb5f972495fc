"""What is asked about seats, and the answer: seats, constituencies, lists."""

from datetime import date
from fractions import Fraction

from pydantic import Field

from cocau.constraints.council import CouncilKind
from cocau.constraints.draft import MOST_SEATS, Draft, DraftPlace
from cocau.constraints.kinds.seats_formula import Working
from cocau.constraints.record import Record
from cocau.constraints.rule import Mark


class Asked(Record):
    """What is known: of a draft, or of a question without places."""

    day: date
    kind: CouncilKind | None = None
    population: int | None = Field(default=None, ge=1)
    lower_units: int | None = Field(default=None, ge=0)
    seats: int | None = Field(default=None, ge=1, le=MOST_SEATS)
    decided_by: str | None = None
    constituencies: int | None = Field(default=None, ge=1)
    places: tuple[DraftPlace, ...] = ()


class Count(Record):
    """Where the number of seats comes from; `working` also where a decision sets another one."""

    seats: int
    by_formula: bool
    decided_by: str | None = None
    working: Working | None = None
    mark: Mark | None = None


class PlaceSeats(Record):
    """The seats of one place. `deviation`: people per seat less their mean, as a share of the mean."""

    id: str
    name: str
    population: int
    seats: int
    constituencies: int
    people_per_seat: Fraction
    deviation: Fraction


class Unit(Record):
    """One constituency; the people of a part of a place are not known."""

    id: str
    name: str
    seats: int
    population: int | None
    localities: tuple[str, ...]
    listed: int | None


class SeatPlan(Record):
    """The answer. None: the rulebook has no rule that gives the number."""

    rulebook: str
    election_day: date
    kind: CouncilKind | None
    population: int | None
    lower_units: int | None
    count: Count
    limit: int
    quota: Fraction | None
    places: tuple[PlaceSeats, ...]
    constituencies: tuple[Unit, ...]
    listed: int | None
    shortest_lists: int | None
    longest_lists: int | None
    women: int | None

    @property
    def split(self) -> tuple[PlaceSeats, ...]:
        """The places that vote in several constituencies."""
        return tuple(place for place in self.places if place.constituencies > 1)

    @property
    def sizes(self) -> dict[int, int]:
        """How many constituencies have how many seats."""
        found = [unit.seats for unit in self.constituencies]
        return {seats: found.count(seats) for seats in sorted(set(found))}


def asked_by(draft: Draft) -> Asked:
    """What a draft asks."""
    return Asked(
        day=draft.election_day,
        kind=draft.kind,
        population=draft.people,
        lower_units=draft.lower_units,
        seats=draft.seats,
        decided_by=draft.seats_decided_by,
        constituencies=draft.constituencies,
        places=draft.places,
    )
