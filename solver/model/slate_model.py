"""SlateModel: the program of a request, the planner's `Ballot`, and the way back.

For each person: on a list, in the intended council, in the Standing Committee, one
variable per post; introduced, if that is to be chosen (`people_variables.py`). For each
group of people who are alike in every constituency (`aggregation.py`), role and
constituency: how many stand there (`place_variables.py`). Also the rows of pins, and
the moves against an earlier slate, which a re-planned one minimises before any aim.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from itertools import compress, product
from operator import and_
from typing import NamedTuple

from cocau.constraints.model.council import Council, CouncilOffice
from cocau.constraints.model.people import Person, Pool
from cocau.constraints.model.selectors import EVERYONE, Among, Selector, SelectorMatches
from cocau.constraints.model.slate import Slate
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.rules.quantity import LinearConstraint, Quantity
from cocau.constraints.rules.rule import Rule, Standard, Strength
from cocau.solver.model.aggregation import SelectorRecorder, group_people, record_selectors
from cocau.solver.model.people_variables import PeopleVariables, SlateRole
from cocau.solver.model.place_variables import Assurances, PlaceVariables
from cocau.solver.model.program import STRUCTURAL, NamedRow, Program, evaluate
from cocau.solver.request import Introductions, Pins, PlanRequest

PEOPLE_MOVES, POST_MOVES, CONSTITUENCY_MOVES, INTRODUCTION_MOVES = MOVE_TIERS = (
    "moves:people",
    "moves:posts",
    "moves:constituencies",
    "moves:introduced",
)
"""Tiers of a re-planned slate: people move last, then posts, places, introductions."""


def build_move_quantities(model: "SlateModel", before: Slate) -> dict[str, Quantity]:
    """Build what each tier of moves counts.

    People who cannot stand any more move whatever is planned. People: whose place on the lists or in
    the intended council is another one than before. Posts: holders who lose one, and holders who gain
    one. Constituencies: people still listed, but elsewhere. Introduced, where that is chosen: those
    who no longer are, and those who now are.
    """
    moved = {
        PEOPLE_MOVES: count_people_moved(model, before),
        POST_MOVES: Quantity.total(_list_post_changes(model, before)),
        CONSTITUENCY_MOVES: model.places.count_displaced(),
    }
    chosen = model.people.introduced
    if chosen is None or before.introduced is None:
        return moved
    was = set(before.introduced)
    now = {i: Quantity({v: 1}) for i, v in chosen.items()}
    each = (Quantity({}, 1) - now[i] if i in was else now[i] for i in now)
    return moved | {INTRODUCTION_MOVES: Quantity.total(each)}


def count_people_moved(model: "SlateModel", before: Slate) -> Quantity:
    """Count the people who change their place on the lists or in the intended council."""
    return Quantity.total(_list_part_changes(model, before))


def _list_part_changes(model: "SlateModel", before: Slate) -> Iterator[Quantity]:
    listed, deputies = set(before.listed), set(before.deputies)
    one = Quantity({}, 1)
    for person in model.pool.people:
        i = person.id
        if not model.may_stand(i):
            continue
        if i in deputies:
            yield one - model.stands(i, Among.DEPUTIES)
        elif i in listed:  # listed and no deputy: leaving the list and joining the council exclude each other
            yield one - model.stands(i) + model.stands(i, Among.DEPUTIES)
        else:
            yield model.stands(i)


def _list_post_changes(model: "SlateModel", before: Slate) -> Iterator[Quantity]:
    one = Quantity({}, 1)
    for post in model.council.posts:
        held = set(before.get_holders(post))
        for person in model.pool.people:
            if model.may_stand(person.id):
                now = model.holds(person.id, post)
                yield one - now if person.id in held else now


PIN_PREFIX = "pin:"
"""What the tag of every pin begins with."""

INTRODUCED_PIN = "introduced"


def pin_people(model: "SlateModel", pins: Pins) -> None:
    """Add rows ``pin:<what>:<id>``: in, deputy, out, a post, at."""
    post = model.program.add
    for i in pins.candidates:
        post(f"pin:in:{i}", model.stands(i) >= 1)
    for i in pins.deputies:
        post(f"pin:deputy:{i}", model.stands(i, Among.DEPUTIES) >= 1)
    for i in pins.out:
        post(f"pin:out:{i}", model.stands(i) <= 0)
    for name, people in pins.posts.items():
        for i in people:
            post(f"pin:{name}:{i}", model.holds(i, name) >= 1)
    for i, unit in pins.constituencies.items():
        post(f"pin:at:{i}", model.places.count_placed(i, unit) >= 1)


def pin_introductions(model: "SlateModel", introducing: Introductions) -> None:
    """Add rows ``pin:introduced:<organisation>``, and ``pin:introduced`` for the total."""
    by_organisation: dict[str, list[str]] = defaultdict(list)
    for person in model.pool.people:
        if person.is_introduced and person.introduced_by is not None:
            by_organisation[person.introduced_by].append(person.id)
    for name in sorted({*introducing.at_least, *introducing.at_most}):
        tag, chosen = f"pin:{INTRODUCED_PIN}:{name}", model.count_introduced(by_organisation[name])
        if name in introducing.at_least:
            model.program.add(tag, chosen >= introducing.at_least[name])
        if name in introducing.at_most:
            model.program.add(tag, chosen <= introducing.at_most[name])
    everybody = model.count(EVERYONE, Among.INTRODUCED)
    if introducing.total is None:
        listed = sum((model.stands(i) for ids in by_organisation.values() for i in ids), 0 * everybody)
        model.program.add(f"pin:{INTRODUCED_PIN}", everybody.equals(listed))
    else:
        model.program.add(f"pin:{INTRODUCED_PIN}", everybody.equals(introducing.total))


MAX_SLACK = 10_000_000
NO_TRAITS: Mapping[str, object] = {}

NO_QUANTITY = Quantity()


class Softened(NamedTuple):
    """``quantity + worth * slack >= low``: one side of an aim's row."""

    slack: int
    quantity: Quantity
    low: int
    worth: int


@dataclass(frozen=True)
class PoolFacts:
    """What is known over the whole pool: who may not stand, and whom the rules count."""

    barred: frozenset[str]
    recorder: SelectorRecorder
    matches: SelectorMatches

    def count_introduced(self, who: Selector) -> int:
        """Count the people described whom somebody introduces."""
        return sum(map(and_, self._introduced, self.matches.get_column(who)))

    @cached_property
    def _introduced(self) -> bytes:
        return bytes([p.is_introduced for p in self.matches.people])


def find_pool_facts(council: Council, pool: Pool, book: Rulebook, barred: frozenset[str]) -> PoolFacts:
    """Find what every program of these people starts from."""
    recorder = record_selectors(council, pool, book.rules)
    return PoolFacts(barred, recorder, SelectorMatches(pool.people, council.election_day))


_LEAST_ROLE = {
    Among.CANDIDATES: SlateRole.CANDIDATE,
    Among.DEPUTIES: SlateRole.DEPUTY,
    Among.STANDING: SlateRole.STANDING,
}


class SlateModel:
    """The program of a request under its rules. Rows carry rule ids, or ``pin:...``.

    `only`: whoever else may stand is on no list here and has no variables (`solver.search.sifting`).
    Everything that is counted over the pool, and every place, is as with everybody. Nobody with a pin may be
    left out. `apart`: what tells people apart in a constituency beside what rules count there.
    """

    def __init__(
        self,
        request: PlanRequest,
        book: Rulebook,
        *,
        only: Collection[str] | None = None,
        known: PoolFacts | None = None,
        apart: Mapping[str, object] = NO_TRAITS,
    ) -> None:
        council, pool = request.council, request.pool
        self.council, self.pool, self.near = council, pool, request.near
        self.program = Program()
        self._softened: dict[str, list[Softened]] = {}
        self.combined: dict[tuple[str, CouncilOffice, CouncilOffice], int] = {}
        if known is None:
            known = find_pool_facts(council, pool, book, book.list_barred(council, pool))
        self._known, self._barred, self._local = known, known.barred, known.recorder
        people = [(n, p) for n, p in enumerate(pool.people) if (only is None or p.id in only)]
        self._numbers = [n for n, p in people if p.id not in self._barred]
        self.eligible = tuple(pool.people[n] for n in self._numbers)
        self._matched: dict[Selector, tuple[Person, ...]] = {}
        chosen = request.introducing is not None
        self.people = PeopleVariables(
            self.program,
            council,
            self.eligible,
            introduced=chosen,
            standing=self._local.standing,
            in_office=self._local.in_office,
        )
        stood = {} if request.near is None else _map_constituencies(request.near)
        groups = group_people(
            known.matches, known.barred, self._local, request.pins.constituencies, stood, apart
        )
        self.places = PlaceVariables(self.program, council, self.people, groups, stood)
        self.assurances = Assurances(self.program, council, self.places)
        for rule in book.rules:
            if not isinstance(rule, Standard):  # whom one bars is known, and has no variables
                self._compile(rule)
        self.assurances.tighten()
        pin_people(self, request.pins)
        if request.introducing is not None:
            pin_introductions(self, request.introducing)

    # The words of `Ballot` -------------------------------------------------------------------------------

    def count(self, who: Selector, among: Among, at: str | None = None) -> Quantity:
        """See `Ballot.count`. Per constituency it counts candidates, deputies and the committee."""
        if at is not None:
            return self.places.count(who, _LEAST_ROLE[among], at)
        if among is Among.INTRODUCED and self.people.introduced is None:
            return Quantity({}, self._known.count_introduced(who))
        if among is Among.INTRODUCED:
            return self.count_introduced(p.id for p in self._find_matching(who))
        if (part := self.people.get_part(among)) is not None:
            return Quantity({part[p.id]: 1 for p in self._find_matching(who)})
        return Quantity.total(self.held(who, post) for post in among.list_posts(self.council))

    def assured(self, who: Selector, at: str) -> Quantity:
        """See `Ballot.assured`."""
        return self.assurances.get_quantity(who, at)

    def stands(self, person: str, among: Among = Among.CANDIDATES) -> Quantity:
        """See `Ballot.stands`; 0 for somebody who may not stand."""
        part = self.people.listed if among is Among.CANDIDATES else self.people.deputy
        return _as_quantity(part.get(person))

    def holds(self, person: str, *posts: str) -> Quantity:
        """See `Ballot.holds`; 0 for somebody who may not stand."""
        held = self.people.holds
        return Quantity({held[person, post]: 1 for post in posts if (person, post) in held})

    def held(self, who: Selector, post: str) -> Quantity:
        """See `Ballot.held`."""
        return Quantity({self.people.holds[p.id, post]: 1 for p in self._find_matching(who)})

    def combines(self, person: str, first: CouncilOffice, second: CouncilOffice) -> Quantity:
        """See `Ballot.combines`. A variable of its own, tied to the posts it stands for."""
        key = (person, first, second)
        if person not in self.people.listed:
            return Quantity()
        if key not in self.combined:
            both = self.combined[key] = self.program.variable(1)
            sides = [[self.holds(person, p) for p in self.council.list_posts_of(o)] for o in (first, second)]
            for side in sides:
                self._add_structural(_as_quantity(both) <= Quantity.total(side))
            for one, other in product(*sides):
                self._add_structural(_as_quantity(both) >= one + other - 1)
        return _as_quantity(self.combined[key])

    def may_stand(self, person: str) -> bool:
        """See `Ballot.may_stand`."""
        return person not in self._barred

    def away_from_home(self) -> Quantity:
        """See `Ballot.away_from_home`."""
        return self.places.away

    def require(self, *rows: LinearConstraint) -> None:
        """Post rows of the rule being compiled: binding for a must, with one shortfall for an aim."""
        for row in self._soften(rows) if self._rule.strength is Strength.AIM else rows:
            self.program.add(self._rule.id, row)

    def forbid(self, person: Person) -> None:
        """Post nothing: people whom a standard bars have no variables at all."""

    def impossible(self) -> None:
        """See `Ballot.impossible`."""
        self.require(Quantity() >= 1)

    # Reading ----------------------------------------------------------------------------------------------

    @cached_property
    def moves(self) -> Mapping[str, Quantity]:
        """Return how far a slate is from the one to stay near, by sort of move; else empty."""
        return {} if self.near is None else build_move_quantities(self, self.near)

    def count_introduced(self, ids: Iterable[str]) -> Quantity:
        """Count how many of these people are introduced, where that is chosen."""
        chosen = self.people.introduced or {}
        return Quantity({chosen[i]: 1 for i in ids if i in chosen})

    def objective(self, tier: Sequence[str]) -> Quantity:
        """Return what a tier minimises: its moves, or the shortfall of its aims together."""
        return self.moves[tier[0]] if tier[0] in self.moves else self.shortfall(tier)

    def shortfall(self, rules: Iterable[str]) -> Quantity:
        """Return by how much these aims are missed together."""
        return Quantity({s.slack: 1 for rule in rules for s in self._softened.get(rule, ())})

    def is_in_people(self, rule: str) -> bool:
        """Return whether one person more or less changes an aim's shortfall by one at most."""
        softened = self._softened.get(rule, ())
        return all(abs(c) <= s.worth for s in softened for c in s.quantity.terms.values())

    def has_rows(self, rule: str) -> bool:
        """Return whether the rule has rows here; rules about the input alone have none."""
        return rule in self.program.index()

    def build_rows(self, rule: Rule) -> list[NamedRow]:
        """Return the rows a rule would post here without adding them.

        For the same rule with another bound.
        """
        before = len(self.program.rows)
        self._compile(rule)
        return self.program.pop_rows(before)

    def get_variables(self, person: str) -> frozenset[int]:
        """Return every variable that is about this person alone."""
        people = self.people
        parts = (people.introduced or {}, people.listed, people.deputy, people.standing, people.in_office)
        own = {part[person] for part in parts if person in part}
        held = {v for (i, _), v in people.holds.items() if i == person}
        return frozenset(own | held | {v for (i, *_), v in self.combined.items() if i == person})

    def tighten_slacks(self, values: Sequence[int]) -> list[int]:
        """Return the same assignment with every shortfall at its least."""
        out = list(values)
        softened = [s for each in self._softened.values() for s in each]
        for one in softened:
            out[one.slack] = 0
        for one in softened:
            missed = one.low - evaluate(one.quantity, out)
            out[one.slack] = max(out[one.slack], -(-missed // one.worth))
        return out

    def with_people_fixed(self, program: Program, values: Sequence[int]) -> Program:
        """Fix everybody's list, council and post as in an assignment; leave places open."""
        lower, upper = list(program.lower), list(program.upper)
        for v in self.people.list_variables():
            lower[v] = upper[v] = values[v]
        return program.with_bounds(lower, upper)

    def without(self, tag: str) -> "SlateModel":
        """Return the same model in which the rows of one must or pin do not bind."""
        other = copy(self)
        other.program = self.program.with_tags(lambda kept: kept != tag)
        return other

    def build_slate(self, values: Sequence[int]) -> Slate:
        """Return the slate of an assignment."""
        return Slate(
            candidates=self.places.build_lists(values),
            deputies=tuple(sorted(i for i, v in self.people.deputy.items() if values[v])),
            posts=self.people.get_holders(values),
            introduced=self.people.get_introduced(values),
        )

    # Making -----------------------------------------------------------------------------------------------

    def _compile(self, rule: Rule) -> None:
        self._rule = rule
        rule.compile(self)

    def _soften(self, rows: Iterable[LinearConstraint]) -> Iterator[LinearConstraint]:
        """Add to rows what they are missed by: a variable for each side, the same for all rows."""
        missed, slacks = self._softened.setdefault(self._rule.id, []), dict[int, int]()
        for row in rows:
            quantity = row.quantity
            for low, side in ((row.low, 1), (row.high, -1)):
                if low is not None:
                    if side not in slacks:
                        slacks[side] = self.program.variable(MAX_SLACK)
                    missed.append(Softened(slacks[side], side * row.quantity, side * low, row.worth))
                    quantity = quantity + side * row.worth * _as_quantity(slacks[side])
            yield LinearConstraint(quantity, row.low, row.high)

    def _add_structural(self, row: LinearConstraint) -> None:
        self.program.add(STRUCTURAL, row)

    def _find_matching(self, who: Selector) -> tuple[Person, ...]:
        if who not in self._matched:
            column = self._known.matches.get_column(who)
            self._matched[who] = tuple(compress(self.eligible, map(column.__getitem__, self._numbers)))
        return self._matched[who]


def _map_constituencies(slate: Slate) -> dict[str, str]:
    """Map each person of a slate to his or her constituency."""
    return {i: unit for unit, ids in slate.candidates.items() for i in ids}


def _as_quantity(variable: int | None) -> Quantity:
    return NO_QUANTITY if variable is None else Quantity({variable: 1})
