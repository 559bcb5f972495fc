"""The variables of places: how many of each group of people alike stand where, as what.

With them: what a list elects whatever the voters decide, as one whole number and one switch for each
constituency (of a description with *o* others on the list of a constituency of *s* seats, ``max(0, s -
o)`` are elected in every outcome that fills the seats; without the switch the number is 0), and the
handing out of names to places.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from cocau.constraints.model.council import Council
from cocau.constraints.model.people import Person
from cocau.constraints.model.selectors import EVERYONE, Selector
from cocau.constraints.rules.quantity import Quantity
from cocau.solver.model.people_variables import PeopleVariables, SlateRole
from cocau.solver.model.program import STRUCTURAL, Program
from cocau.solver.model.tie_breaks import draw_lot


class ListPlace(NamedTuple):
    """A place on a list for a person of this group and role; `home`: a tie's constituency."""

    group: int
    role: int
    home: str | None


def assign_places(
    seats: Mapping[str, ListPlace], places: Mapping[tuple[int, int, str], int], units: Sequence[str]
) -> dict[str, tuple[str, ...]]:
    """Assign people to constituencies, as many at home as there are places for.

    Ties are broken by id, so always in the same way.

    `places` says how many of each (group, role) stand in each constituency; per (group, role) they sum to
    the people who have it. Lists come in the order of `units`, each in the order of ids.
    """
    left = dict(places)
    lists: dict[str, list[str]] = {unit: [] for unit in units}
    waiting: dict[tuple[int, int], list[str]] = defaultdict(list)
    for person, seat in sorted(seats.items()):
        key = (seat.group, seat.role, seat.home or "")
        if left.get(key, 0):
            left[key] -= 1
            lists[key[2]].append(person)
        else:
            waiting[seat.group, seat.role].append(person)
    for (group, role), people in waiting.items():
        free = [unit for unit in units for _ in range(left.get((group, role, unit), 0))]
        for person, unit in zip(people, free, strict=True):
            lists[unit].append(person)
    return {unit: tuple(sorted(people)) for unit, people in lists.items()}


PeopleGroup = tuple[Person, ...]


class PlaceVariables:
    """One variable per group, role and constituency; they sum to the group in that role.

    `stood`: where people stood in a slate to stay near; those of one group stood in one constituency.
    Groups may hold people without variables (see `SlateModel`), who stand nowhere.
    """

    def __init__(
        self,
        program: Program,
        council: Council,
        people: PeopleVariables,
        groups: Sequence[PeopleGroup],
        stood: Mapping[str, str],
    ) -> None:
        self._program, self._council, self._people = program, council, people
        self.groups, self._stood = groups, stood
        self.at_home: dict[tuple[int, SlateRole, str], int] = {}
        self._matched: dict[Selector, frozenset[int]] = {}
        units = [c.id for c in council.constituencies]
        roles = list(SlateRole) if people.standing else [SlateRole.CANDIDATE, SlateRole.DEPUTY]
        self.places = {
            (group, role, unit): program.variable(len(members))
            for group, members in enumerate(groups)
            for role in roles
            for unit in units
        }
        for group, members in enumerate(groups):
            for role in roles:
                there = Quantity({self.places[group, role, unit]: 1 for unit in units})
                program.add(STRUCTURAL, there.equals(people.count_in_role(members, role)))

    def count(self, who: Selector, least: SlateRole, unit: str) -> Quantity:
        """Count the people described in a constituency, of this role or a higher one."""
        groups = self._find_groups(who)
        return Quantity({v: 1 for g, role, v in self._at[unit] if role >= least and g in groups})

    def _find_groups(self, who: Selector) -> frozenset[int]:
        """Return the groups of people described, each description matched once."""
        if who not in self._matched:
            day = self._council.election_day
            alike = (g for g, members in enumerate(self.groups) if who.matches(members[0], day))
            self._matched[who] = frozenset(alike)
        return self._matched[who]

    @cached_property
    def _at(self) -> dict[str, list[tuple[int, SlateRole, int]]]:
        """Return the places of each constituency, in their order."""
        at: dict[str, list[tuple[int, SlateRole, int]]] = {
            unit.id: [] for unit in self._council.constituencies
        }
        for (group, role, unit), variable in self.places.items():
            at[unit].append((group, role, variable))
        return at

    def count_people_behind(self, places: Quantity) -> int:
        """Return how many people there are for these places of a constituency."""
        groups = {g for (g, _, _), v in self.places.items() if v in places.terms}
        return sum(len(self.groups[g]) for g in groups)

    def count_placed(self, person: str, unit: str) -> Quantity:
        """Return 1 if a person who forms a group alone stands in this constituency."""
        alone = next((g for g, members in enumerate(self.groups) if members[0].id == person), None)
        here = [v for (g, _, u), v in self.places.items() if g == alone and u == unit]
        return Quantity(dict.fromkeys(here, 1))

    def count_displaced(self) -> Quantity:
        """Count people of the slate to stay near who are listed in another constituency."""
        stood = [self._stood.get(members[0].id) for members in self.groups]
        return Quantity({v: 1 for (g, _, u), v in self.places.items() if stood[g] not in {None, u}})

    @cached_property
    def away(self) -> Quantity:
        """Count candidates with a home, less the most that can be at home.

        Within a group and role anybody fills any place, so min(tied to a unit, places there) can be at home.
        """
        listed = self._people.listed
        known = {at: [p for p in tied if p.id in listed] for at, tied in self._tied.items()}
        for (group, role, unit), places in self.places.items():
            if tied := self._tied.get((group, unit)):
                home = Quantity({self._program.variable(len(tied)): 1})
                self._program.add(STRUCTURAL, home <= Quantity({places: 1}))
                here = self._people.count_in_role(known[group, unit], role)
                self._program.add(STRUCTURAL, home <= here)
                (self.at_home[group, role, unit],) = home.terms
        tied_people = {v: 1 for i, v in self._people.listed.items() if i in self.home}
        return Quantity(tied_people | dict.fromkeys(self.at_home.values(), -1))

    @cached_property
    def _tied(self) -> dict[tuple[int, str], list[Person]]:
        """Return the people of each group who have their home in each constituency."""
        tied: dict[tuple[int, str], list[Person]] = {}
        for group, members in enumerate(self.groups):
            for person in members:
                if (unit := self.home.get(person.id)) is not None:
                    tied.setdefault((group, unit), []).append(person)
        return tied

    @cached_property
    def home(self) -> dict[str, str]:
        """Map each person to the constituency in which his or her locality votes, if any."""
        unit_of = {place: c.id for c in self._council.constituencies for place in c.localities}
        everybody = (p for members in self.groups for p in members)
        return {p.id: unit_of[p.locality] for p in everybody if p.locality in unit_of}

    @cached_property
    def lots(self) -> Quantity:
        """Return the lots of the places in which people stand, group by group, in one sum."""
        first = [members[0].id for members in self.groups]
        return Quantity(
            {v: draw_lot(self._council.id, first[g], str(role), u) for (g, role, u), v in self.places.items()}
        )

    def build_lists(self, values: Sequence[int]) -> dict[str, tuple[str, ...]]:
        """Return who stands where under an assignment: names given to places of their groups."""
        people = self._people
        seats = {
            p.id: ListPlace(group, people.get_role(p.id, values), self.home.get(p.id))
            for group, members in enumerate(self.groups)
            for p in members
            if p.id in people.listed and values[people.listed[p.id]]
        }
        places = {(g, int(role), unit): values[v] for (g, role, unit), v in self.places.items()}
        return assign_places(seats, places, [c.id for c in self._council.constituencies])


class Assurance(NamedTuple):
    """One assurance's variables: `number`, 0 unless `switch` is 1; `others` on the list.

    `number` is at most what is assured.
    """

    number: int
    switch: int
    others: Quantity
    seats: int


class Assurances:
    """The variables of what is assured, made when a rule first asks for them."""

    def __init__(self, program: Program, council: Council, places: PlaceVariables) -> None:
        self._program, self._places = program, places
        self._seats = {unit.id: unit.seats for unit in council.constituencies}
        self.assurances: dict[tuple[Selector, str], Assurance] = {}

    def get_quantity(self, who: Selector, unit: str) -> Quantity:
        """Return at most as many as are assured.

        An assignment may leave it below, never above.
        """
        if (who, unit) not in self.assurances:
            self.assurances[who, unit] = self._build_assurance(who, unit)
        return Quantity({self.assurances[who, unit].number: 1})

    def _build_assurance(self, who: Selector, unit: str) -> Assurance:
        described = self._places.count(who, SlateRole.CANDIDATE, unit)
        others = self._places.count(EVERYONE, SlateRole.CANDIDATE, unit) - described
        seats, program = self._seats[unit], self._program
        assurance = Assurance(program.variable(seats), program.variable(1), others, seats)
        number, switch = Quantity({assurance.number: 1}), Quantity({assurance.switch: 1})
        program.add(STRUCTURAL, number <= seats * switch)
        program.add(STRUCTURAL, number <= described)  # a list may be shorter than the seats
        self._bound(STRUCTURAL, assurance, self._places.count_people_behind(others))
        return assurance

    def tighten(self) -> None:
        """Add beside every must that bounds a list what it means for the switch there.

        It follows from that must and the switch together, so it holds and goes with it; without it the
        relaxation would think of lists that are as long as the pool.
        """
        everybody = {u: self._places.count(EVERYONE, SlateRole.CANDIDATE, u) for _, u in self.assurances}
        for row in [row for row in self._program.rows if row.tag != STRUCTURAL]:
            for (_, unit), made in self.assurances.items():
                if row.high is not None and row.terms == everybody[unit].terms:
                    self._bound(row.tag, made, row.high)

    def _bound(self, tag: str, made: Assurance, most: int) -> None:
        """Bound the assured number by the seats that the other candidates leave.

        With the switch at 0, up to `most` other candidates are allowed and nothing is bounded.
        """
        number, switch = Quantity({made.number: 1}), Quantity({made.switch: 1})
        slack = max(most - made.seats, 0)
        self._program.add(tag, number + made.others + slack * switch <= made.seats + slack)
