"""A programme: its councils with requests, dossiers and what-ifs, and their faults."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import Literal

from pydantic import Field

from cocau.constraints.errors import GivenValue, InputPart, Problem
from cocau.constraints.library import load_rulebook
from cocau.constraints.model.council import Council, CouncilLevel
from cocau.constraints.model.people import PERSON_FIELDS, Person, Pool
from cocau.constraints.procedure.dossier import Dossier
from cocau.constraints.record import CanonicalRecord, Record
from cocau.constraints.rulebook import Rulebook
from cocau.solver.request import Pins, PlanRequest


class ProgrammeEntry(Record):
    """One council of a programme.

    What-ifs, pins and the rulebook's name are in its request.
    """

    request: PlanRequest
    dossier: Dossier | None = None

    @property
    def id(self) -> str:
        """Return the council's id, unique in a programme."""
        return self.request.council.id

    @property
    def level(self) -> CouncilLevel:
        """Return the council's level."""
        return self.request.council.level


class Programme(CanonicalRecord):
    """The councils of one programme.

    `rulebooks`: whole ones, under the names by which requests ask for them. A name that is not among them is
    a shipped one.
    """

    format: Literal["cocau/programme/1"] = "cocau/programme/1"
    name: str = ""
    entries: tuple[ProgrammeEntry, ...] = Field(min_length=1)
    rulebooks: dict[str, Rulebook] = Field(default_factory=dict)

    @cached_property
    def by_id(self) -> dict[str, ProgrammeEntry]:
        """Return the entries by their council's id."""
        return {entry.id: entry for entry in self.entries}

    def load_rulebook(self, entry: ProgrammeEntry) -> Rulebook:
        """Return the rulebook that an entry asks for, whole.

        Raises:
            RulebookError: there is none of that name, or it cannot be read.
        """
        name = entry.request.rulebook
        if name not in self._books:
            self._books[name] = self.rulebooks[name] if name in self.rulebooks else load_rulebook(name)
        return self._books[name]

    @cached_property
    def _books(self) -> dict[str, Rulebook]:
        """Return the rulebooks that were loaded so far, by name."""
        return {}

    def in_order(self) -> "Programme":
        """Return the programme with its councils sorted by id."""
        return self.replace_unvalidated(entries=tuple(sorted(self.entries, key=lambda entry: entry.id)))


class CouncilPlanRequest(Record):
    """A plan to be made of one entry's request, with some people kept off its lists."""

    council: str
    out: tuple[str, ...]
    request: PlanRequest


def build_plan_request(entry: ProgrammeEntry, out: frozenset[str] = frozenset()) -> CouncilPlanRequest:
    """Build the plan request of a council with these people on no list of it."""
    request = entry.request
    kept = tuple(sorted(out))
    if kept:
        request = request.replace_unvalidated(pins=request.pins.merge(Pins(out=kept)))
    return CouncilPlanRequest(council=entry.id, out=kept, request=request)


IDENTITY_FIELDS = ("name", "born", "sex", "ethnicity", "religion", "party_member")
"""Fields that identify a person: one id in several pools must agree on each."""

PersonIdentity = tuple[object, ...]
"""What somebody's file says in these fields, in their order."""


def get_identity(person: Person) -> PersonIdentity:
    """Return what identifies a person whatever his or her id is."""
    return tuple(getattr(person, name) for name in IDENTITY_FIELDS)


def find_programme_problems(programme: Programme) -> Iterator[Problem]:
    """Yield the faults between the councils of a programme.

    Those of a single council are found when it is planned.
    """
    for i, times in sorted(Counter(entry.id for entry in programme.entries).items()):
        if times > 1:
            yield Problem(
                "duplicate_council",
                ("councils", GivenValue(i)),
                f"Có {times} hội đồng cùng mã này; mỗi hội đồng một mã.",
                f"{times} councils have this id; give each its own.",
            )
    yield from _find_other_days(programme)
    yield from _find_other_people(programme)
    for entry in programme.entries:
        if entry.dossier is not None and entry.dossier.council != entry.id:
            yield Problem(
                "other_council",
                (InputPart(entry.id), "dossier", "council", GivenValue(entry.dossier.council)),
                f"Hồ sơ các bước là của hội đồng khác; hội đồng này là {entry.id}.",
                f"The dossier is of another council; this one is {entry.id}.",
            )


def _find_other_days(programme: Programme) -> Iterator[Problem]:
    """Yield a problem for each council with another election day than most."""
    days = Counter(entry.request.council.election_day for entry in programme.entries)
    usual = min(days, key=lambda day: (-days[day], day))
    for entry in programme.entries:
        day = entry.request.council.election_day
        if day != usual:
            yield Problem(
                "other_election",
                (InputPart(entry.id), "election_day", GivenValue(day)),
                f"Các hội đồng khác bầu ngày {usual}; một chương trình là của một cuộc bầu cử.",
                f"The other councils are elected on {usual}; a programme is of one election.",
            )


def _find_other_people(programme: Programme) -> Iterator[Problem]:
    """Yield a problem for each person who differs from another of the same id."""
    shared: dict[str, list[tuple[ProgrammeEntry, Person]]] = defaultdict(list)
    for entry in programme.entries:
        for person in entry.request.pool.people:
            shared[person.id].append((entry, person))
    for i, each in sorted(shared.items()):
        known_in, known = each[0]
        for entry, person in each[1:]:
            differ = [f for f in IDENTITY_FIELDS if getattr(person, f) != getattr(known, f)]
            if differ:
                headings = [PERSON_FIELDS[name].heading for name in differ]
                vi, en = (", ".join(heading.of(lang) for heading in headings) for lang in ("vi", "en"))
                yield Problem(
                    "other_person",
                    (InputPart(entry.id), "people", GivenValue(i)),
                    f"Khác với người cùng mã ở {known_in.id} ({vi}); một mã là của một người.",
                    f"Differs from the person of this id in {known_in.id} ({en}); an id is one person's.",
                )


class ProgrammeDefaults(Record):
    """What holds for every council that says nothing else itself.

    `name`: the programme's.
    """

    name: str = ""
    rulebook: str = Field(default="", description="empty: for each council that of its election day")
    seconds: float = Field(default=60, gt=0, le=3600)


class CouncilWhatIf(Record):
    """The what-ifs of one council: another rulebook, bounds, aims as musts, pins, time limit."""

    rulebook: str | None = None
    overrides: dict[str, dict[str, int | None]] = Field(default_factory=dict)
    raised: tuple[str, ...] = ()
    pins: Pins = Pins()
    seconds: float | None = Field(default=None, gt=0, le=3600)

    def build_request(self, council: Council, pool: Pool, defaults: ProgrammeDefaults) -> PlanRequest:
        """Build the request of a council with these what-ifs."""
        return PlanRequest(
            council=council,
            pool=pool,
            rulebook=self.rulebook or defaults.rulebook,
            overrides=self.overrides,
            raised=self.raised,
            pins=self.pins,
            seconds=self.seconds or defaults.seconds,
        )
