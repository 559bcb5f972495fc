"""SlateModel: every variable of a plan is made, posted and read here. It is the planner's `Ballot`.

Per person: on a list, in the intended council, in the Standing Committee, and one per post. Per group of
people who are alike in every constituency (`places.py`), role and constituency: how many stand there.
"""

from collections.abc import Iterable, Sequence
from enum import IntEnum
from functools import cached_property, partial
from typing import NamedTuple

from constraints.council import Council
from constraints.people import Person, Pool
from constraints.quantity import Quantity, Row
from constraints.rule import Rule, Strength
from constraints.rulebook import Rulebook
from constraints.select import EVERYONE, Among, Selector
from constraints.slate import Slate
from solver.lots import lot
from solver.places import grouped, recorded
from solver.program import STRUCTURE, Program, value_of
from solver.request import Pins
from solver.seating import Seat, seated

FAR = 10_000_000


class Role(IntEnum):
    """What somebody on a list is meant for; each person on a list has exactly one role."""

    CANDIDATE = 0
    DEPUTY = 1
    STANDING = 2


class Softened(NamedTuple):
    """``quantity + slack >= low``: one side of an aim's row."""

    slack: int
    quantity: Quantity
    low: int


_FROM = {Among.CANDIDATES: Role.CANDIDATE, Among.DEPUTIES: Role.DEPUTY, Among.STANDING: Role.STANDING}


class SlateModel:
    """The program of one request; see the module. Rows carry rule ids, pins ``pin:<what>:<id>``."""

    def __init__(self, council: Council, pool: Pool, book: Rulebook, pins: Pins | None = None) -> None:
        pins = pins or Pins()
        self.council, self.pool = council, pool
        self.program = Program()
        self._softened: dict[str, list[Softened]] = {}
        self._barred = book.barred(council, pool)
        self._people = tuple(p for p in pool.people if p.id not in self._barred)
        self._matched: dict[Selector, tuple[Person, ...]] = {}
        self._local = recorded(council, pool, book.rules)
        self._people_variables()
        self._groups = grouped(self._people, self._local, pins.constituencies)
        self._place_variables()
        for rule in book.rules:
            self._compile(rule)
        self._pin(pins)

    # The words of `Ballot` -------------------------------------------------------------------------------

    def count(self, who: Selector, among: Among, at: str | None = None) -> Quantity:
        """See `Ballot.count`. Per constituency it counts candidates, deputies and the Standing Committee."""
        if at is not None:
            return self._count_at(who, _FROM[among], at)
        if among is Among.INTRODUCED:
            day = self.council.election_day
            return Quantity(
                {}, sum(p.introduced_by is not None and who.matches(p, day) for p in self.pool.people)
            )
        if among is Among.CANDIDATES:
            return Quantity({self._listed[p.id]: 1 for p in self._matching(who)})
        if among is Among.DEPUTIES:
            return Quantity({self._deputy[p.id]: 1 for p in self._matching(who)})
        return Quantity.total(self.held(who, post) for post in among.posts(self.council))

    def stands(self, person: str, among: Among = Among.CANDIDATES) -> Quantity:
        """See `Ballot.stands`; 0 for somebody who may not stand."""
        return _one((self._listed if among is Among.CANDIDATES else self._deputy).get(person))

    def holds(self, person: str, post: str) -> Quantity:
        """See `Ballot.holds`; 0 for somebody who may not stand."""
        return _one(self._holds.get((person, post)))

    def held(self, who: Selector, post: str) -> Quantity:
        """See `Ballot.held`."""
        return Quantity({self._holds[p.id, post]: 1 for p in self._matching(who)})

    def may_stand(self, person: str) -> bool:
        """See `Ballot.may_stand`."""
        return person not in self._barred

    def away_from_home(self) -> Quantity:
        """See `Ballot.away_from_home`."""
        return self._away

    def require(self, row: Row) -> None:
        """Post a row of the rule being compiled: binding for a must, with a shortfall for an aim."""
        if self._rule.strength is Strength.AIM:
            row = self._soften(row)
        self.program.add(self._rule.id, row)

    def forbid(self, person: Person) -> None:
        """Nothing to post: people whom a standard bars have no variables at all."""

    def impossible(self) -> None:
        """See `Ballot.impossible`."""
        self.require(Quantity() >= 1)

    # Reading ----------------------------------------------------------------------------------------------

    @property
    def selectors(self) -> tuple[Selector, ...]:
        """Every description of people that a rule of this request has used."""
        return tuple(dict.fromkeys((*self._matched, *self._local.seen)))

    def shortfall(self, rules: Iterable[str]) -> Quantity:
        """By how much these aims are missed together."""
        return Quantity({s.slack: 1 for rule in rules for s in self._softened.get(rule, ())})

    def asks(self, rule: str) -> bool:
        """Whether the rule asks anything of this model; rules about the input alone do not."""
        return any(row.tag == rule for row in self.program.rows)

    def tightened(self, values: Sequence[int]) -> list[int]:
        """The same assignment with every shortfall at what it must be, no more."""
        out = list(values)
        for softened in (s for each in self._softened.values() for s in each):
            out[softened.slack] = max(0, softened.low - value_of(softened.quantity, out))
        return out

    @cached_property
    def people_lots(self) -> Quantity:
        """The lots of everybody on a list, in the council and in a post, each drawn apart, in one sum."""
        draw = partial(lot, self.council.id)
        listed = {v: draw("list", i) for i, v in self._listed.items()}
        deputies = {v: draw("council", i) for i, v in self._deputy.items()}
        return Quantity(listed | deputies | {v: draw(post, i) for (i, post), v in self._holds.items()})

    @cached_property
    def place_lots(self) -> Quantity:
        """The lots of the places in which people stand, group by group, in one sum."""
        first = [people[0].id for people in self._groups]
        return Quantity(
            {v: lot(self.council.id, first[g], str(role), u) for (g, role, u), v in self._places.items()}
        )

    def with_people_of(self, program: Program, values: Sequence[int]) -> Program:
        """A program in which everybody's list, council and post are as in an assignment; places stay open."""
        lower, upper = list(program.lower), list(program.upper)
        for fixed in (self._listed, self._deputy, self._standing, self._holds):
            for v in fixed.values():
                lower[v] = upper[v] = values[v]
        return Program(lower, upper, program.rows)

    def slate(self, values: Sequence[int]) -> Slate:
        """The slate of an assignment: names handed out to the places of their groups."""
        seats = {
            p.id: Seat(group, self._role(p.id, values), self._home.get(p.id))
            for group, people in enumerate(self._groups)
            for p in people
            if values[self._listed[p.id]]
        }
        places = {(g, int(role), unit): values[v] for (g, role, unit), v in self._places.items()}
        units = [c.id for c in self.council.constituencies]
        holders = ((post, i) for (i, post), v in self._holds.items() if values[v])
        posts: dict[str, list[str]] = {post: [] for post in self.council.posts}
        for post, person in holders:
            posts[post].append(person)
        return Slate(
            candidates=seated(seats, places, units),
            deputies=tuple(sorted(i for i, v in self._deputy.items() if values[v])),
            posts={post: tuple(sorted(ids)) for post, ids in posts.items()},
        )

    # Making -----------------------------------------------------------------------------------------------

    def _people_variables(self) -> None:
        new, structure = self.program.variable, self._structure
        self._listed = {p.id: new(1) for p in self._people}
        self._deputy = {p.id: new(1) for p in self._people}
        self._holds = {(p.id, post): new(1) for post in self.council.posts for p in self._people}
        for person in self._people:
            deputy = _one(self._deputy[person.id])
            structure(deputy <= _one(self._listed[person.id]))
            for post in self.council.posts:
                structure(_one(self._holds[person.id, post]) <= deputy)
        self._standing = {p.id: new(1) for p in self._people} if self._local.standing else {}
        posts = Among.STANDING.posts(self.council)
        for person_id, variable in self._standing.items():
            held = Quantity({self._holds[person_id, post]: 1 for post in posts})
            structure(_one(variable) <= held)
            structure(_one(variable) <= _one(self._deputy[person_id]))
            for held_one in held.terms:
                structure(_one(held_one) <= _one(variable))

    def _place_variables(self) -> None:
        units = [c.id for c in self.council.constituencies]
        roles = list(Role) if self._local.standing else [Role.CANDIDATE, Role.DEPUTY]
        self._places = {
            (group, role, unit): self.program.variable(len(people))
            for group, people in enumerate(self._groups)
            for role in roles
            for unit in units
        }
        for group, people in enumerate(self._groups):
            for role in roles:
                places = Quantity({self._places[group, role, unit]: 1 for unit in units})
                self._structure(places.equals(self._in_role(people, role)))

    def _in_role(self, people: Iterable[Person], role: Role) -> Quantity:
        """How many of these people have exactly this role."""
        plus, minus = {
            Role.CANDIDATE: (self._listed, self._deputy),
            Role.DEPUTY: (self._deputy, self._standing),
            Role.STANDING: (self._standing, {}),
        }[role]
        ids = [p.id for p in people]
        taken = {minus[i]: -1 for i in ids if i in minus}
        return Quantity({plus[i]: 1 for i in ids} | taken)

    @cached_property
    def _away(self) -> Quantity:
        """Candidates with a home, less the most that can be at home given how many stand where.

        Within a group and role anybody fills any place, so min(tied to a unit, places there) can be at home.
        """
        self._at_home: dict[tuple[int, Role, str], int] = {}
        for (group, role, unit), places in self._places.items():
            tied = [p for p in self._groups[group] if self._home.get(p.id) == unit]
            if tied:
                home = self.program.variable(len(tied))
                self._structure(_one(home) <= _one(places))
                self._structure(_one(home) <= self._in_role(tied, role))
                self._at_home[group, role, unit] = home
        tied_people = {self._listed[p.id]: 1 for p in self._people if p.id in self._home}
        return Quantity(tied_people | dict.fromkeys(self._at_home.values(), -1))

    @cached_property
    def _home(self) -> dict[str, str]:
        """The constituency in which a person's locality votes, where there is one."""
        unit_of = {place: c.id for c in self.council.constituencies for place in c.localities}
        return {p.id: unit_of[p.locality] for p in self.pool.people if p.locality in unit_of}

    def _compile(self, rule: Rule) -> None:
        self._rule = rule
        rule.compile(self)

    def _soften(self, row: Row) -> Row:
        """The row with what it is missed by as variables of its own, one for each side."""
        missed = self._softened.setdefault(self._rule.id, [])
        quantity = row.quantity
        for low, side in ((row.low, 1), (row.high, -1)):
            if low is not None:
                slack = self.program.variable(FAR)
                missed.append(Softened(slack, side * row.quantity, side * low))
                quantity = quantity + side * _one(slack)
        return Row(quantity, row.low, row.high)

    def _pin(self, pins: Pins) -> None:
        post = self.program.add
        for i in pins.candidates:
            post(f"pin:in:{i}", self.stands(i) >= 1)
        for i in pins.deputies:
            post(f"pin:deputy:{i}", self.stands(i, Among.DEPUTIES) >= 1)
        for i in pins.out:
            post(f"pin:out:{i}", self.stands(i) <= 0)
        for name, people in pins.posts.items():
            for i in people:
                post(f"pin:{name}:{i}", self.holds(i, name) >= 1)
        for i, unit in pins.constituencies.items():
            alone = next((g for g, people in enumerate(self._groups) if people[0].id == i), None)
            here = [v for (g, _, u), v in self._places.items() if g == alone and u == unit]
            post(f"pin:at:{i}", Quantity(dict.fromkeys(here, 1)) >= 1)

    def _structure(self, row: Row) -> None:
        self.program.add(STRUCTURE, row)

    def _count_at(self, who: Selector, least: Role, unit: str) -> Quantity:
        day = self.council.election_day
        groups = {g for g, people in enumerate(self._groups) if who.matches(people[0], day)}
        return Quantity(
            {v: 1 for (g, role, u), v in self._places.items() if u == unit and role >= least and g in groups}
        )

    def _matching(self, who: Selector) -> tuple[Person, ...]:
        if who not in self._matched:
            day = self.council.election_day
            self._matched[who] = tuple(p for p in self._people if who == EVERYONE or who.matches(p, day))
        return self._matched[who]

    def _role(self, person: str, values: Sequence[int]) -> Role:
        if self._standing and values[self._standing[person]]:
            return Role.STANDING
        return Role.DEPUTY if values[self._deputy[person]] else Role.CANDIDATE


def _one(variable: int | None) -> Quantity:
    return Quantity() if variable is None else Quantity({variable: 1})
