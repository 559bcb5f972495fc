"""The fewest people to recruit beyond the pool, and all that they may be.

An answer is a multiset of descriptions. Parts of it are made as general as they can be: a trait is left out
where every value of it works for all of the part. By convexity it is enough for the relaxation to try the
parts with everybody alike; where there are few mixtures, each is tried with whole numbers too.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations_with_replacement, permutations, product
from math import comb, prod

from cocau.constraints.people import Person
from cocau.constraints.quantity import Row
from cocau.constraints.select import Selector
from cocau.solver.effort import Effort, TimeOver
from cocau.solver.engine import Engine
from cocau.solver.explain.descriptions import Description, Traits
from cocau.solver.explain.exchange import exchange
from cocau.solver.explain.recruit_model import RecruitModel, rank_of
from cocau.solver.explain.repair import Wanted
from cocau.solver.oracle import Oracle
from cocau.solver.program import STRUCTURE, NamedRow, Program

MIXTURES = 64
"""Mixtures of one answer that are tried one by one."""

SHOWN = 8
"""Assignments of answers that are kept to try others by."""

COMBINATIONS = 256
"""Combinations of parts, everybody of a part alike, that are tried for one answer."""

Vector = tuple[int, ...]
"""How many of each description."""

Parts = list[tuple[int, frozenset[int]]]
"""So many people, each of any description in the set."""

People = tuple[tuple[int, ...], ...]
"""For each part the descriptions of its people."""

Tries = Callable[[Parts], Iterator[People]]


@dataclass(frozen=True)
class Answer:
    """Parts of an answer: so many people, each of any description in the set."""

    parts: tuple[tuple[int, frozenset[int]], ...]

    @property
    def number(self) -> int:
        """How many people in all."""
        return sum(number for number, _ in self.parts)


class Answers:
    """The answers of so many people under a program in which everything else holds."""

    def __init__(
        self,
        recruits: RecruitModel,
        found: Traits,
        program: Program,
        number: int,
        engine: Engine,
        effort: Effort,
    ) -> None:
        self._recruits, self._traits, self._number = recruits, found, number
        self._engine, self._effort = engine, effort
        self._program = _asking(program, recruits, number)
        self._held = frozenset(t for t in self._program.tags() if not t.startswith(_AT))
        self._held_program = self._program.keeping(self._held.__contains__)
        self._shown: dict[Vector, list[int]] = {}
        self._oracle = Oracle(self._program, engine, effort, recruits.model.people.lots)
        self._known: dict[Vector, bool] = {}
        self._places = {tuple(sorted(d.values.items())): n for n, d in enumerate(recruits.descriptions)}

    def all(self, first: Sequence[int]) -> Iterator[Answer]:
        """Answers until every description that is in any answer is in one; the first from an assignment.

        Raises:
            TimeOver: an engine did not answer.
        """
        uncovered = dict(enumerate(self._recruits.counted))
        values: Sequence[int] | None = first
        while values is not None:
            vector = tuple(values[v] for v in self._recruits.counted)
            self._shown[vector] = [*values]
            answer = self._general(vector, uncovered)
            yield answer
            for d in {d for _, part in answer.parts for d in part}:
                uncovered.pop(d, None)
            values = self._other(uncovered.values()) if uncovered else None

    def _other(self, uncovered: Iterable[int]) -> list[int] | None:
        """An assignment with somebody of these descriptions."""
        program = self._program.with_rows([NamedRow(STRUCTURE, dict.fromkeys(uncovered, 1), 1, None)])
        oracle = Oracle(program, self._engine, self._effort, self._recruits.model.people.lots)
        values = oracle.values(self._held)
        if oracle.unanswered:
            raise TimeOver
        return values

    def _works(self, vector: Vector) -> bool:
        """Whether so many of each description suffice: by people of another answer who are so, else asked."""
        if vector not in self._known:
            exchanged = (self._exchanged(v, one, vector) for one, v in self._shown.items())
            shown = next((v for v in exchanged if v is not None), None)
            self._known[vector] = shown is not None or self._asked(vector)
            if shown is not None and len(self._shown) < SHOWN:
                self._shown[vector] = shown
        return self._known[vector]

    def _exchanged(self, values: list[int], one: Vector, vector: Vector) -> list[int] | None:
        """The assignment with other people in it, if it keeps every row that the exchange touches."""
        other = exchange(self._recruits, values, one, vector)
        if other is None:
            return None
        program = self._held_program
        changed = [v for v, (was, now) in enumerate(zip(values, other, strict=True)) if was != now]
        inside = all(program.lower[v] <= other[v] <= program.upper[v] for v in changed)
        rows = {i for v in changed for i in self._touched.get(v, ())}
        return other if inside and all(program.rows[i].holds(other) for i in rows) else None

    @cached_property
    def _touched(self) -> dict[int, list[int]]:
        """For each variable the rows that speak of it."""
        touched: dict[int, list[int]] = {}
        for i, row in enumerate(self._held_program.rows):
            for v in row.terms:
                touched.setdefault(v, []).append(i)
        return touched

    def _asked(self, vector: Vector) -> bool:
        at = {f"{_AT}{d}:{n}" for d, n in enumerate(vector) if n < self._number}
        values = self._oracle.values(self._held | at)
        if self._oracle.unanswered:
            raise TimeOver
        if values is not None:
            self._shown[vector] = values
        return values is not None

    def _general(self, vector: Vector, uncovered: Collection[int]) -> Answer:
        """An answer like this one, every part as general as it can be; mixtures are tried last, together."""
        alike = (one for one in self._uniform(vector, uncovered) if self._works(one))
        vector = next(alike, vector)
        parts = [(number, frozenset({d})) for d, number in enumerate(vector) if number]
        wide = self._widened(parts, _alike)
        if not self._all_work(wide, _mixed):
            wide = self._widened(parts, _mixed)
        return Answer(_merged(self._lightened([*_merged(wide)])))

    def _uniform(self, vector: Vector, uncovered: Collection[int]) -> Iterator[Vector]:
        """Everybody of one description in a vector, none covered yet: one part becomes general sooner."""
        for d, number in enumerate(vector):
            if number and d in uncovered:
                yield tuple(self._number if n == d else 0 for n in range(len(vector)))

    def _widened(self, parts: Parts, tries: Tries) -> Parts:
        for n in range(len(parts)):
            for trait in self._traits:
                number, part = parts[n]
                wider = self._freed(part, trait)
                tried = [*parts[:n], (number, wider), *parts[n + 1 :]]
                if wider > part and self._all_work(tried, tries):
                    parts = tried
        return parts

    def _lightened(self, parts: Parts) -> Parts:
        """As many as can be moved from a part to a more general one: nobody is asked to be more than needed.

        Bisection: whoever may be anybody of the general part may be of the narrow one.
        """
        for one, other in permutations(range(len(parts)), 2):
            if parts[one][1] < parts[other][1]:
                works, fails = 0, parts[one][0] + 1
                while fails - works > 1:
                    middle = (works + fails) // 2
                    tried = self._all_work(_moved(parts, one, other, middle), _mixed)
                    works, fails = (middle, fails) if tried else (works, middle)
                parts = _moved(parts, one, other, works)
        return [part for part in parts if part[0]]

    def _freed(self, part: frozenset[int], trait: str) -> frozenset[int]:
        """The part with every value of a trait."""
        descriptions = self._recruits.descriptions
        wider = set(part)
        for d in part:
            if descriptions[d].single:
                return part
            for value in range(len(self._traits[trait])):
                key = tuple(sorted(({**descriptions[d].values, trait: value}).items()))
                if key not in self._places:  # nobody can be both: the trait is not free
                    continue
                wider.add(self._places[key])
        return frozenset(wider)

    def _all_work(self, parts: Parts, tries: Tries) -> bool:
        if prod(len(part) for _, part in parts) > COMBINATIONS:
            return False  # what is not tried is not claimed
        size = len(self._recruits.descriptions)
        return all(self._works(_counts(people, size)) for people in tries(parts))

    def wanted(self, answer: Answer) -> tuple[Wanted, ...]:
        """An answer in the words of selectors."""
        return tuple(self._wanted(number, part) for number, part in answer.parts)

    def _wanted(self, number: int, part: frozenset[int]) -> Wanted:
        descriptions = [self._recruits.descriptions[d] for d in sorted(part)]
        if descriptions[0].single:
            return Wanted(number=number, who=rank_of(descriptions[0]))
        return wanted_of(number, descriptions, self._traits)

    def people(self, answer: Answer) -> tuple[Person, ...]:
        """Stand-ins for an answer, of each part the plainest."""
        names = iter(self._recruits.names(answer.number))
        out = []
        for number, part in answer.parts:
            plain = self._recruits.descriptions[min(part)].person
            out += [plain.but(id=(i := next(names)), name=_name(i)) for _ in range(number)]
        return tuple(out)


_AT = "recruits:"


def _asking(program: Program, recruits: RecruitModel, number: int) -> Program:
    """The program with no more than so many recruits, and rows for how many of each description, by tag."""
    rows = list(program.rows)
    most = Row(recruits.number, high=number)
    out = Program(program.lower, program.upper, rows)
    out.add(STRUCTURE, most)
    for d, variable in enumerate(recruits.counted):
        out.rows += [NamedRow(f"{_AT}{d}:{n}", {variable: 1}, None, n) for n in range(number)]
    return out


def _alike(parts: Parts) -> Iterator[People]:
    """Everybody of a part alike, in every combination."""
    return product(*([(d,) * number for d in sorted(part)] for number, part in parts))


def _mixed(parts: Parts) -> Iterator[People]:
    """Every mixture, where they are few; else everybody of a part alike."""
    if prod(comb(len(part) + number - 1, number) for number, part in parts) > MIXTURES:
        return _alike(parts)
    return product(*(combinations_with_replacement(sorted(part), number) for number, part in parts))


def _counts(people: Iterable[Sequence[int]], size: int) -> Vector:
    counts = [0] * size
    for group in people:
        for d in group:
            counts[d] += 1
    return tuple(counts)


def _moved(parts: Parts, one: int, other: int, number: int) -> Parts:
    """The parts after so many people went from one to another."""
    moved = {one: -number, other: number}
    return [(many + moved.get(n, 0), part) for n, (many, part) in enumerate(parts)]


def _merged(parts: Iterable[tuple[int, frozenset[int]]]) -> tuple[tuple[int, frozenset[int]], ...]:
    merged: dict[frozenset[int], int] = {}
    for number, part in parts:
        merged[part] = merged.get(part, 0) + number
    return tuple((number, part) for part, number in sorted(merged.items(), key=lambda kv: sorted(kv[0])))


def wanted_of(number: int, descriptions: Sequence[Description], found: Traits) -> Wanted:
    """What descriptions have in common, traits that take every value left out."""
    who: dict[str, object] = {}
    unlike: list[Selector] = []
    for trait, values in found.items():
        taken = {d.values[trait] for d in descriptions}
        if len(taken) == 1:
            (value,) = taken
            who |= values[value].who
            unlike += values[value].unlike
    return Wanted(number=number, who=Selector.model_validate(who), unlike=tuple(unlike))


def _name(person: str) -> str:
    number = person.rpartition("-")[2]
    return f"Người cần giới thiệu thêm {number} / Person to be found {number}"
