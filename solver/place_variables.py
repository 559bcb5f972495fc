"""The variables of places: how many of each group of people alike stand in each constituency and role."""

from collections.abc import Mapping, Sequence
from functools import cached_property

from cocau.constraints.council import Council
from cocau.constraints.people import Person
from cocau.constraints.quantity import Quantity
from cocau.constraints.select import Selector
from cocau.solver.lots import lot
from cocau.solver.people_variables import PeopleVariables, Role
from cocau.solver.program import STRUCTURE, Program
from cocau.solver.seating import Seat, seated

Group = tuple[Person, ...]


class PlaceVariables:
    """One variable for each group, role and constituency; they sum to the people of the group in that role.

    `stood`: where people stood in a slate to stay near; those of one group stood in one constituency.
    Groups may hold people without variables (see `SlateModel`), who stand nowhere.
    """

    def __init__(
        self,
        program: Program,
        council: Council,
        people: PeopleVariables,
        groups: Sequence[Group],
        stood: Mapping[str, str],
    ) -> None:
        self._program, self._council, self._people = program, council, people
        self.groups, self._stood = groups, stood
        self._matched: dict[Selector, frozenset[int]] = {}
        units = [c.id for c in council.constituencies]
        roles = list(Role) if people.standing else [Role.CANDIDATE, Role.DEPUTY]
        self.places = {
            (group, role, unit): program.variable(len(members))
            for group, members in enumerate(groups)
            for role in roles
            for unit in units
        }
        for group, members in enumerate(groups):
            for role in roles:
                there = Quantity({self.places[group, role, unit]: 1 for unit in units})
                program.add(STRUCTURE, there.equals(people.in_role(members, role)))

    def count(self, who: Selector, least: Role, unit: str) -> Quantity:
        """How many people described stand in a constituency, of this role or a higher one."""
        groups = self._described(who)
        return Quantity({v: 1 for g, role, v in self._at[unit] if role >= least and g in groups})

    def _described(self, who: Selector) -> frozenset[int]:
        """The groups of people described; asked anew for every constituency, answered once."""
        if who not in self._matched:
            day = self._council.election_day
            alike = (g for g, members in enumerate(self.groups) if who.matches(members[0], day))
            self._matched[who] = frozenset(alike)
        return self._matched[who]

    @cached_property
    def _at(self) -> dict[str, list[tuple[int, Role, int]]]:
        """The places of each constituency, in their order."""
        at: dict[str, list[tuple[int, Role, int]]] = {unit.id: [] for unit in self._council.constituencies}
        for (group, role, unit), variable in self.places.items():
            at[unit].append((group, role, variable))
        return at

    def people_behind(self, places: Quantity) -> int:
        """How many people there are for these places of a constituency."""
        groups = {g for (g, _, _), v in self.places.items() if v in places.terms}
        return sum(len(self.groups[g]) for g in groups)

    def placed(self, person: str, unit: str) -> Quantity:
        """1 if somebody who is a group alone stands in this constituency."""
        alone = next((g for g, members in enumerate(self.groups) if members[0].id == person), None)
        here = [v for (g, _, u), v in self.places.items() if g == alone and u == unit]
        return Quantity(dict.fromkeys(here, 1))

    def displaced(self) -> Quantity:
        """How many people of the slate to stay near are on a list, but of another constituency."""
        stood = [self._stood.get(members[0].id) for members in self.groups]
        return Quantity({v: 1 for (g, _, u), v in self.places.items() if stood[g] not in {None, u}})

    @cached_property
    def away(self) -> Quantity:
        """Candidates with a home, less the most that can be at home given how many stand where.

        Within a group and role anybody fills any place, so min(tied to a unit, places there) can be at home.
        """
        self.at_home: dict[tuple[int, Role, str], int] = {}
        for (group, role, unit), places in self.places.items():
            if tied := self._tied.get((group, unit)):
                home = Quantity({self._program.variable(len(tied)): 1})
                self._program.add(STRUCTURE, home <= Quantity({places: 1}))
                self._program.add(STRUCTURE, home <= self._people.in_role(tied, role))
                (self.at_home[group, role, unit],) = home.terms
        tied_people = {v: 1 for i, v in self._people.listed.items() if i in self.home}
        return Quantity(tied_people | dict.fromkeys(self.at_home.values(), -1))

    @cached_property
    def _tied(self) -> dict[tuple[int, str], list[Person]]:
        """The people of each group who have their home in each constituency."""
        tied: dict[tuple[int, str], list[Person]] = {}
        for group, members in enumerate(self.groups):
            for person in members:
                if (unit := self.home.get(person.id)) is not None:
                    tied.setdefault((group, unit), []).append(person)
        return tied

    @cached_property
    def home(self) -> dict[str, str]:
        """The constituency in which a person's locality votes, where there is one."""
        unit_of = {place: c.id for c in self._council.constituencies for place in c.localities}
        everybody = (p for members in self.groups for p in members)
        return {p.id: unit_of[p.locality] for p in everybody if p.locality in unit_of}

    @cached_property
    def lots(self) -> Quantity:
        """The lots of the places in which people stand, group by group, in one sum."""
        first = [members[0].id for members in self.groups]
        return Quantity(
            {v: lot(self._council.id, first[g], str(role), u) for (g, role, u), v in self.places.items()}
        )

    def lists(self, values: Sequence[int]) -> dict[str, tuple[str, ...]]:
        """Who stands where under an assignment: names handed out to the places of their groups."""
        people = self._people
        seats = {
            p.id: Seat(group, people.role(p.id, values), self.home.get(p.id))
            for group, members in enumerate(self.groups)
            for p in members
            if p.id in people.listed and values[people.listed[p.id]]
        }
        places = {(g, int(role), unit): values[v] for (g, role, unit), v in self.places.items()}
        return seated(seats, places, [c.id for c in self._council.constituencies])
