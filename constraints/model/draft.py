"""A council draft, before its seats are known: its kind, places, and what else is settled."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from pydantic import Field

from cocau.constraints.errors import ItemId, Problem
from cocau.constraints.model.council import Committee, CouncilKind, PriorTerm
from cocau.constraints.record import Record

ID = r"^[A-Za-z0-9][A-Za-z0-9._-]*$"

MOST_SEATS = 200
"""More than any council has (125): an input beyond it is a slip, and would only take long."""


class DraftPlace(Record):
    """A place that votes as a whole or in parts; `localities`: by default the place itself."""

    id: str = Field(min_length=1, pattern=ID)
    name: str = ""
    population: int = Field(ge=1)
    localities: tuple[str, ...] = ()

    @property
    def voting_localities(self) -> tuple[str, ...]:
        """Return the localities whose voters vote here."""
        return self.localities or (self.name or self.id,)


class CouncilDraft(Record):
    """A council that `cocau seats` completes; by default a place has the fewest parts."""

    id: str = Field(min_length=1, pattern=ID)
    name: str
    kind: CouncilKind
    election_day: date
    population: int | None = Field(default=None, ge=1, description="None: the sum of the places")
    lower_units: int | None = Field(default=None, ge=0, description="units of the level below")
    merged_from: int | None = Field(default=None, ge=1, description="units it was made of; 1: not merged")
    places: tuple[DraftPlace, ...] = Field(min_length=1, max_length=MOST_SEATS)
    constituencies: int | None = Field(default=None, ge=1, description="how many are wanted")
    seats: int | None = Field(default=None, ge=1, le=MOST_SEATS, description="only with seats_decided_by")
    seats_decided_by: str | None = Field(default=None, min_length=1)
    committees: tuple[Committee, ...] = ()
    prior_term: PriorTerm | None = None
    targets: dict[str, int] = Field(default_factory=dict)
    reference: dict[str, int] | None = None
    ethnic_minority_candidates: int | None = Field(default=None, ge=0)
    note: str = ""

    @property
    def total_population(self) -> int:
        """Return the population: as given, or the sum of the places."""
        return self.population or sum(place.population for place in self.places)


def check_draft(draft: CouncilDraft) -> Iterator[Problem]:
    """Find all contradictions in a draft itself, apart from any rule."""
    together = sum(place.population for place in draft.places)
    if draft.total_population != together:
        yield Problem(
            "population_sum",
            ("draft", "population"),
            f"Dân số ghi {draft.total_population}, các nơi cộng lại được {together}; hai số phải bằng nhau.",
            f"The population is {draft.total_population}, the places sum to {together}; they must be equal.",
        )
    if (draft.seats is None) is not (draft.seats_decided_by is None):
        yield Problem(
            "seats_decided_by",
            ("draft", "seats") if draft.seats else ("draft", "seats_decided_by"),
            "Số đại biểu (seats) và văn bản quyết định số đó (seats_decided_by) phải ghi cùng nhau;"
            " nếu không, số đại biểu tính theo dân số.",
            "seats and the decision that set them (seats_decided_by) go together;"
            " without both, seats follow from the population.",
        )
    yield from _check_duplicates(draft)


def _check_duplicates(draft: CouncilDraft) -> Iterator[Problem]:
    named = {
        "places": [place.id for place in draft.places],
        "committees": [committee.id for committee in draft.committees],
        "places.localities": [name for place in draft.places for name in place.voting_localities],
    }
    for field, ids in named.items():
        for i, times in Counter(ids).items():
            if times > 1:
                where = ("draft", field, ItemId(i)) if "." not in field else ("draft", "places")
                yield Problem(
                    "duplicate",
                    where,
                    f"'{i}' có {times} lần; phải chỉ có một.",
                    f"'{i}' is given {times} times; it must be given once.",
                )
