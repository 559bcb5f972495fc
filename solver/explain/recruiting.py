"""The fewest people to recruit beyond the pool, and all that they may be.

An answer is a multiset of descriptions. Parts of it are made as general as they can be: a trait is left out
where every value of it works for all of the part. By convexity it is enough for the relaxation to try the
parts with everybody alike; where there are few mixtures, each is tried with whole numbers too.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement, product
from math import comb, prod

from constraints.people import Person
from constraints.quantity import Quantity, Row
from constraints.select import Selector
from solver.conflict import Oracle
from solver.effort import Effort, TimeOver
from solver.engine import Engine, Status
from solver.explain.descriptions import Description, Traits
from solver.explain.recruit_model import RecruitModel, rank_of
from solver.explain.repair import Wanted
from solver.program import NamedRow, Program
from solver.relaxation import Relaxation

MIXTURES = 64
"""Mixtures of one answer that are tried one by one."""

COMBINATIONS = 256
"""Combinations of parts, everybody of a part alike, that are tried for one answer."""

Vector = tuple[int, ...]
Cube = tuple[tuple[str, frozenset[int]], ...]
"""For each trait the values that a part of an answer may have."""


@dataclass(frozen=True)
class Answer:
    """Parts of an answer: so many people, each of any description in the set."""

    parts: tuple[tuple[int, frozenset[int]], ...]

    @property
    def number(self) -> int:
        """How many people in all."""
        return sum(number for number, _ in self.parts)


def fewest(
    program: Program, number: Quantity, engine: Engine, effort: Effort
) -> tuple[int, list[int]]:
    """The fewest recruits with which a program holds, and an assignment; proven.

    Raises:
        TimeOver: no engine answered in time.
    """
    found = Relaxation(program).minimum(number, effort.left(), effort.watch)
    if found is not None and found[1] is not None and program.allows(found[1]):
        return found[0], found[1]
    answer = engine.minimise(program, number, effort.left(), watch=effort.watch)
    if answer.status is not Status.OPTIMAL or answer.values is None or not program.allows(answer.values):
        raise TimeOver
    return sum(answer.values[v] for v in number.terms), answer.values


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
        self._program = _asking(program, recruits, number)
        self._held = frozenset(t for t in self._program.tags() if not t.startswith((_AT, _WITH)))
        self._oracle = Oracle(self._program, engine, effort)
        self._known: dict[Vector, bool] = {}
        self._places = {tuple(sorted(d.values.items())): n for n, d in enumerate(recruits.descriptions)}

    def all(self, first: Sequence[int]) -> Iterator[Answer]:
        """Answers until every description that is in any answer is in one; the first from an assignment.

        Raises:
            TimeOver: an engine did not answer.
        """
        covered: set[int] = set()
        for n in (None, *range(len(self._recruits.descriptions))):
            if n in covered:
                continue
            values = first if n is None else self._with(n)
            if values is not None:
                answer = self._general(self._vector(values))
                covered |= {d for _, part in answer.parts for d in part}
                yield answer

    def _vector(self, values: Sequence[int]) -> Vector:
        return tuple(values[v] for v in self._recruits.counted)

    def _with(self, description: int) -> list[int] | None:
        values = self._oracle.values(self._held | {f"{_WITH}{description}"})
        if values is None and self._oracle.unanswered:
            raise TimeOver
        return values

    def _works(self, vector: Vector) -> bool:
        if vector not in self._known:
            at = {f"{_AT}{d}:{min(n, self._number)}" for d, n in enumerate(vector) if n < self._number}
            core = self._oracle.core(self._held | at)
            if self._oracle.unanswered:
                raise TimeOver
            self._known[vector] = core is None
        return self._known[vector]

    def _general(self, vector: Vector) -> Answer:
        """The same answer with every part as general as it can be."""
        self._known[vector] = True
        parts = [(number, frozenset({d})) for d, number in enumerate(vector) if number]
        for n in range(len(parts)):
            for trait in self._traits:
                number, part = parts[n]
                wider = self._freed(part, trait)
                tried = [*parts[:n], (number, wider), *parts[n + 1 :]]
                if wider > part and self._all_work(tried):
                    parts = tried
        return Answer(_merged(parts))

    def _freed(self, part: frozenset[int], trait: str) -> frozenset[int]:
        """The part with every value of a trait."""
        descriptions = self._recruits.descriptions
        wider = set(part)
        for d in part:
            if descriptions[d].single:
                return part
            for value in range(len(self._traits[trait])):
                key = tuple(sorted((descriptions[d].values | {trait: value}).items()))
                if key not in self._places:  # nobody can be both: the trait is not free
                    continue
                wider.add(self._places[key])
        return frozenset(wider)

    def _all_work(self, parts: Sequence[tuple[int, frozenset[int]]]) -> bool:
        if prod(len(part) for _, part in parts) > COMBINATIONS:
            return False  # what is not tried is not claimed
        return all(self._works(vector) for vector in _tries(parts, len(self._recruits.descriptions)))

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


_AT, _WITH = "recruits:", "recruit with:"


def _asking(program: Program, recruits: RecruitModel, number: int) -> Program:
    """The program with no more than so many recruits, and rows for how many of each description, by tag."""
    rows = list(program.rows)
    most = Row(recruits.number, high=number)
    out = Program(program.lower, program.upper, rows)
    out.add("", most)
    for d, variable in enumerate(recruits.counted):
        out.rows += [NamedRow(f"{_AT}{d}:{n}", {variable: 1}, None, n) for n in range(number)]
        out.rows.append(NamedRow(f"{_WITH}{d}", {variable: 1}, 1, None))
    return out


def _tries(parts: Sequence[tuple[int, frozenset[int]]], size: int) -> Iterator[Vector]:
    """Everybody of a part alike, in every combination; and where they are few, every mixture."""
    alike = product(*([(d,) * number for d in sorted(part)] for number, part in parts))
    yield from dict.fromkeys(_counts(people, size) for people in alike)
    if prod(comb(len(part) + number - 1, number) for number, part in parts) > MIXTURES:
        return
    mixed = [combinations_with_replacement(sorted(part), number) for number, part in parts]
    yield from dict.fromkeys(_counts(people, size) for people in product(*mixed))


def _counts(people: Iterable[Sequence[int]], size: int) -> Vector:
    counts = [0] * size
    for group in people:
        for d in group:
            counts[d] += 1
    return tuple(counts)


def _merged(parts: Iterable[tuple[int, frozenset[int]]]) -> tuple[tuple[int, frozenset[int]], ...]:
    merged: dict[frozenset[int], int] = {}
    for number, part in parts:
        merged[part] = merged.get(part, 0) + number
    return tuple((number, part) for part, number in sorted(merged.items(), key=lambda kv: sorted(kv[0])))


def wanted_of(number: int, descriptions: Sequence[Description], found: Traits) -> Wanted:
    """What descriptions have in common, traits that take every value left out."""
    who: dict[str, object] = {}
    unlike = []
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
