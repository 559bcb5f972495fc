"""SlateModel: the program of a request, the planner's `Ballot`, and the way back from numbers to a slate.

Per person: on a list, in the intended council, in the Standing Committee, and one per post; introduced, where
that is to be chosen (`people_variables.py`). Per group of people who are alike in every constituency
(`places.py`), role and constituency: how many stand there (`place_variables.py`).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import copy
from functools import cached_property
from itertools import product
from typing import NamedTuple

from cocau.constraints.council import Office
from cocau.constraints.people import Person
from cocau.constraints.quantity import Quantity, Row
from cocau.constraints.rule import Rule, Strength
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.select import EVERYONE, Among, Selector
from cocau.constraints.slate import Slate
from cocau.solver.assurances import Assurances
from cocau.solver.nearness import moves
from cocau.solver.people_variables import PeopleVariables, Role
from cocau.solver.pinned import pin_introductions, pin_people
from cocau.solver.place_variables import PlaceVariables
from cocau.solver.places import Recorder, grouped, recorded
from cocau.solver.program import STRUCTURE, NamedRow, Program, value_of
from cocau.solver.request import PlanRequest

FAR = 10_000_000
NOTHING_MORE: Mapping[str, object] = {}

NONE = Quantity()


class Softened(NamedTuple):
    """``quantity + slack >= low``: one side of an aim's row."""

    slack: int
    quantity: Quantity
    low: int


class Known(NamedTuple):
    """What was found out over the whole pool already: who may not stand, and what the rules count."""

    barred: frozenset[str]
    recorder: Recorder


_FROM = {Among.CANDIDATES: Role.CANDIDATE, Among.DEPUTIES: Role.DEPUTY, Among.STANDING: Role.STANDING}


class SlateModel:
    """The program of one request under its rules; see the module. Rows carry rule ids, or ``pin:...``.

    `only`: whoever else may stand is on no list here and has no variables (`sifting`). Everything that is
    counted over the pool, and every place, is as with everybody. Nobody with a pin may be left out.
    `apart`: what tells people apart in a constituency beside what rules count there.
    """

    def __init__(
        self,
        request: PlanRequest,
        book: Rulebook,
        *,
        only: Collection[str] | None = None,
        known: Known | None = None,
        apart: Mapping[str, object] = NOTHING_MORE,
    ) -> None:
        council, pool = request.council, request.pool
        self.council, self.pool, self.near = council, pool, request.near
        self.program = Program()
        self._softened: dict[str, list[Softened]] = {}
        self.combined: dict[tuple[str, Office, Office], int] = {}
        self._barred = book.barred(council, pool) if known is None else known.barred
        eligible = tuple(p for p in pool.people if p.id not in self._barred)
        self._people = eligible if only is None else tuple(p for p in eligible if p.id in only)
        self._matched: dict[Selector, tuple[Person, ...]] = {}
        self._local = recorded(council, pool, book.rules) if known is None else known.recorder
        chosen, standing = request.introducing is not None, self._local.standing
        self.people = PeopleVariables(
            self.program, council, self._people, introduced=chosen, standing=standing
        )
        stood = {} if request.near is None else _constituencies(request.near)
        groups = grouped(eligible, self._local, request.pins.constituencies, stood, apart)
        self.places = PlaceVariables(self.program, council, self.people, groups, stood)
        self.assurances = Assurances(self.program, council, self.places)
        for rule in book.rules:
            self._compile(rule)
        self.assurances.tighten()
        pin_people(self, request.pins)
        if request.introducing is not None:
            pin_introductions(self, request.introducing)

    # The words of `Ballot` -------------------------------------------------------------------------------

    def count(self, who: Selector, among: Among, at: str | None = None) -> Quantity:
        """See `Ballot.count`. Per constituency it counts candidates, deputies and the Standing Committee."""
        if at is not None:
            return self.places.count(who, _FROM[among], at)
        if among is Among.INTRODUCED and self.people.introduced is None:
            day = self.council.election_day
            return Quantity(
                {}, sum(p.introduced_by is not None and who.matches(p, day) for p in self.pool.people)
            )
        if among is Among.INTRODUCED:
            return self.introduced(p.id for p in self._matching(who))
        if among is Among.CANDIDATES:
            return Quantity({self.people.listed[p.id]: 1 for p in self._matching(who)})
        if among is Among.DEPUTIES:
            return Quantity({self.people.deputy[p.id]: 1 for p in self._matching(who)})
        return Quantity.total(self.held(who, post) for post in among.posts(self.council))

    def assured(self, who: Selector, at: str) -> Quantity:
        """See `Ballot.assured`."""
        return self.assurances.quantity(who, at)

    def stands(self, person: str, among: Among = Among.CANDIDATES) -> Quantity:
        """See `Ballot.stands`; 0 for somebody who may not stand."""
        part = self.people.listed if among is Among.CANDIDATES else self.people.deputy
        return _one(part.get(person))

    def holds(self, person: str, post: str) -> Quantity:
        """See `Ballot.holds`; 0 for somebody who may not stand."""
        return _one(self.people.holds.get((person, post)))

    def held(self, who: Selector, post: str) -> Quantity:
        """See `Ballot.held`."""
        return Quantity({self.people.holds[p.id, post]: 1 for p in self._matching(who)})

    def combines(self, person: str, first: Office, second: Office) -> Quantity:
        """See `Ballot.combines`. A variable of its own, tied to the posts it stands for."""
        key = (person, first, second)
        if person not in self.people.listed:
            return Quantity()
        if key not in self.combined:
            both = self.combined[key] = self.program.variable(1)
            sides = [[self.holds(person, p) for p in self.council.posts_of(o)] for o in (first, second)]
            for side in sides:
                self._structure(_one(both) <= Quantity.total(side))
            for one, other in product(*sides):
                self._structure(_one(both) >= one + other - 1)
        return _one(self.combined[key])

    def may_stand(self, person: str) -> bool:
        """See `Ballot.may_stand`."""
        return person not in self._barred

    def away_from_home(self) -> Quantity:
        """See `Ballot.away_from_home`."""
        return self.places.away

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

    @cached_property
    def moves(self) -> Mapping[str, Quantity]:
        """How far a slate is from the one it is to stay near: people, posts, constituencies; else empty."""
        return {} if self.near is None else moves(self, self.near)

    def introduced(self, ids: Iterable[str]) -> Quantity:
        """How many of these people are introduced, where that is chosen."""
        chosen = self.people.introduced or {}
        return Quantity({chosen[i]: 1 for i in ids if i in chosen})

    def objective(self, tier: Sequence[str]) -> Quantity:
        """What a tier makes small: its moves, or the shortfall of its aims together."""
        return self.moves[tier[0]] if tier[0] in self.moves else self.shortfall(tier)

    def shortfall(self, rules: Iterable[str]) -> Quantity:
        """By how much these aims are missed together."""
        return Quantity({s.slack: 1 for rule in rules for s in self._softened.get(rule, ())})

    def asks(self, rule: str) -> bool:
        """Whether the rule asks anything of this model; rules about the input alone do not."""
        return any(row.tag == rule for row in self.program.rows)

    def rows_of(self, rule: Rule) -> list[NamedRow]:
        """What a rule would ask of this model, its rows not added: for the same rule with another bound."""
        before = len(self.program.rows)
        self._compile(rule)
        return self.program.taken(before)

    def variables_of(self, person: str) -> frozenset[int]:
        """Every variable that is about this person alone."""
        people = self.people
        parts = (people.introduced or {}, people.listed, people.deputy, people.standing)
        own = {part[person] for part in parts if person in part}
        held = {v for (i, _), v in people.holds.items() if i == person}
        return frozenset(own | held | {v for (i, *_), v in self.combined.items() if i == person})

    def tightened(self, values: Sequence[int]) -> list[int]:
        """The same assignment with every shortfall at what it must be, no more."""
        out = list(values)
        for softened in (s for each in self._softened.values() for s in each):
            out[softened.slack] = max(0, softened.low - value_of(softened.quantity, out))
        return out

    def with_people_of(self, program: Program, values: Sequence[int]) -> Program:
        """A program in which everybody's list, council and post are as in an assignment; places stay open."""
        lower, upper = list(program.lower), list(program.upper)
        for v in self.people.everything():
            lower[v] = upper[v] = values[v]
        return program.bounded(lower, upper)

    def without(self, tag: str) -> "SlateModel":
        """The same model in which the rows of one must or pin do not bind."""
        other = copy(self)
        other.program = self.program.keeping(lambda kept: kept != tag)
        return other

    def slate(self, values: Sequence[int]) -> Slate:
        """The slate of an assignment."""
        return Slate(
            candidates=self.places.lists(values),
            deputies=tuple(sorted(i for i, v in self.people.deputy.items() if values[v])),
            posts=self.people.posts(values),
            introduced=self.people.chosen(values),
        )

    # Making -----------------------------------------------------------------------------------------------

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

    def _structure(self, row: Row) -> None:
        self.program.add(STRUCTURE, row)

    def _matching(self, who: Selector) -> tuple[Person, ...]:
        if who not in self._matched:
            day = self.council.election_day
            everyone = who == EVERYONE
            self._matched[who] = tuple(p for p in self._people if everyone or who.matches(p, day))
        return self._matched[who]


def _constituencies(slate: Slate) -> dict[str, str]:
    """Where each person of a slate stands."""
    return {i: unit for unit, ids in slate.candidates.items() for i in ids}


def _one(variable: int | None) -> Quantity:
    return NONE if variable is None else Quantity({variable: 1})
