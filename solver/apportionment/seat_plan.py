"""The question about seats, the rules that answer it, and the plan of seats and lists."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import TypeVar

from pydantic import Field

from cocau.constraints.kinds.seats_formula import SeatCalculation, SeatsFormula
from cocau.constraints.kinds.seats_per_constituency import SeatsPerConstituency
from cocau.constraints.kinds.share import ShareRule
from cocau.constraints.kinds.surplus import Surplus
from cocau.constraints.model.council import CouncilKind
from cocau.constraints.model.draft import MOST_SEATS, CouncilDraft, DraftPlace
from cocau.constraints.model.people import Sex
from cocau.constraints.model.selectors import Among, Selector
from cocau.constraints.record import Record
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.rules.rule import Rule, Strength, VerificationMark


class SeatQuestion(Record):
    """What is known of the seats: by a draft, or in a question without places."""

    day: date
    kind: CouncilKind | None = None
    population: int | None = Field(default=None, ge=1)
    lower_units: int | None = Field(default=None, ge=0)
    seats: int | None = Field(default=None, ge=1, le=MOST_SEATS)
    decided_by: str | None = None
    constituencies: int | None = Field(default=None, ge=1)
    places: tuple[DraftPlace, ...] = ()


class SeatCount(Record):
    """Where the number of seats comes from; `working` also where a decision sets another one."""

    seats: int
    by_formula: bool
    decided_by: str | None = None
    working: SeatCalculation | None = None
    mark: VerificationMark | None = None


class PlaceSeats(Record):
    """The seats of one place; `deviation`: people per seat less their mean, as a share."""

    id: str
    name: str
    population: int
    seats: int
    constituencies: int
    people_per_seat: Fraction
    deviation: Fraction


class PlannedConstituency(Record):
    """One constituency; the people of a part of a place are not known."""

    id: str
    name: str
    seats: int
    population: int | None
    localities: tuple[str, ...]
    listed: int | None


class SeatPlan(Record):
    """Seats, constituencies and lists. None: the rulebook has no rule that gives the number."""

    rulebook: str
    election_day: date
    kind: CouncilKind | None
    population: int | None
    lower_units: int | None
    count: SeatCount
    limit: int
    quota: Fraction | None
    places: tuple[PlaceSeats, ...]
    constituencies: tuple[PlannedConstituency, ...]
    listed: int | None
    shortest_lists: int | None
    longest_lists: int | None
    women: int | None

    @property
    def split(self) -> tuple[PlaceSeats, ...]:
        """Return the places that vote in several constituencies."""
        return tuple(place for place in self.places if place.constituencies > 1)

    @property
    def sizes(self) -> dict[int, int]:
        """Return how many constituencies have how many seats."""
        found = [unit.seats for unit in self.constituencies]
        return {seats: found.count(seats) for seats in sorted(set(found))}


def build_seat_question(draft: CouncilDraft) -> SeatQuestion:
    """Build the question that a draft asks."""
    return SeatQuestion(
        day=draft.election_day,
        kind=draft.kind,
        population=draft.total_population,
        lower_units=draft.lower_units,
        seats=draft.seats,
        decided_by=draft.seats_decided_by,
        constituencies=draft.constituencies,
        places=draft.places,
    )


R = TypeVar("R", bound=Rule)


class SeatRules(Record):
    """The rules of a book that give the numbers."""

    formula: SeatsFormula | None
    limit: SeatsPerConstituency | None
    surplus: Surplus | None
    women: ShareRule | None


def get_seat_rules(book: Rulebook, question: SeatQuestion) -> SeatRules:
    """Return the rules in force for a council of this kind on this day, with its clauses."""
    here = book.for_day(question.day) if question.kind is None else book.for_kind(question.kind, question.day)
    women = (s for s in _list_musts(here, ShareRule) if _is_women_share(s))
    return SeatRules(
        formula=None if question.kind is None else next(_list_musts(here, SeatsFormula), None),
        limit=next(_list_musts(here, SeatsPerConstituency), None),
        surplus=next(_list_musts(here, Surplus), None),
        women=next(women, None),
    )


def _list_musts(book: Rulebook, kind: type[R]) -> Iterator[R]:
    return (rule for rule in book.rules if isinstance(rule, kind) and rule.strength is Strength.MUST)


def _is_women_share(share: ShareRule) -> bool:
    listed = share.among is Among.CANDIDATES and share.of in {None, Among.CANDIDATES}
    return listed and share.where == Selector(sex=Sex.FEMALE) and share.at_least_percent is not None
