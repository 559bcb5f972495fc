"""Repairs that recruit people beyond the pool: the fewest, everything they may be, and what else gives way.

An answer is a multiset of descriptions. Parts of it are made as general as they can be: a trait is left
out where every value of it works for all of the part. By convexity it is enough for the relaxation to try
the parts with everybody alike; where there are few mixtures, each is tried with whole numbers too.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations_with_replacement, islice, permutations, product
from math import comb, prod

from cocau.constraints.model.people import Person
from cocau.constraints.model.selectors import Selector
from cocau.constraints.rules.quantity import LinearConstraint
from cocau.constraints.rules.rule import Rule, Strength
from cocau.solver.conflicts.mus import FeasibilityOracle
from cocau.solver.engines.engine import Engine
from cocau.solver.engines.highs import Highs
from cocau.solver.explain.minimum import find_minimum
from cocau.solver.explain.repairs.bounds import BoundMover
from cocau.solver.explain.repairs.descriptions import (
    RecruitDescription,
    Traits,
    collect_traits,
    count_descriptions,
    list_descriptions,
)
from cocau.solver.explain.repairs.recruit_model import (
    MOST_RECRUITS,
    RecruitModel,
    exchange_recruits,
    find_first_in_order,
    get_rank_selector,
)
from cocau.solver.explain.repairs.relaxables import (
    RULEBOOK_PREFIX,
    CheapestCorrections,
    LossKind,
    MinimalCorrection,
    Relaxables,
)
from cocau.solver.explain.repairs.repair import RecruitedPeople, RelaxedBound, RepairWanted, apply_steps
from cocau.solver.explain.repairs.steps import RepairStepper, StepsTaken
from cocau.solver.model.aggregation import record_selectors
from cocau.solver.model.program import STRUCTURAL, NamedRow, Program
from cocau.solver.search.planning_task import PlanningTask
from cocau.solver.time_budget import TimeBudget, TimeOver

MOST_MIXTURES = 64
"""Mixtures of one answer that are tried one by one."""

MOST_WITNESSES = 8
"""Assignments of answers that are kept to try others by."""

MOST_COMBINATIONS = 256
"""Combinations of parts, everybody of a part alike, that are tried for one answer."""

DescriptionCounts = tuple[int, ...]
"""How many of each description."""

RecruitParts = list[tuple[int, frozenset[int]]]
"""So many people, each of any description in the set."""

PartPeople = tuple[tuple[int, ...], ...]
"""For each part the descriptions of its people."""

PeopleCombiner = Callable[[RecruitParts], Iterator[PartPeople]]


@dataclass(frozen=True)
class RecruitAnswer:
    """An answer to whom to recruit: so many people, each of any description in the set, part by part."""

    parts: tuple[tuple[int, frozenset[int]], ...]

    @property
    def number(self) -> int:
        """Return how many people are recruited in all."""
        return sum(number for number, _ in self.parts)


class RecruitAnswers:
    """The answers of so many recruits under a program in which everything else holds."""

    def __init__(
        self,
        recruits: RecruitModel,
        found: Traits,
        program: Program,
        number: int,
        engine: Engine,
        effort: TimeBudget,
    ) -> None:
        self._recruits, self._traits, self._number = recruits, found, number
        self._engine, self._effort = engine, effort
        self._program = _build_counting_program(program, recruits, number)
        self._held = frozenset(t for t in self._program.tags() if not t.startswith(_COUNT_TAG))
        self._held_program = self._program.with_tags(self._held.__contains__)
        self._shown: dict[DescriptionCounts, list[int]] = {}
        self._oracle = FeasibilityOracle(self._program, engine, effort, recruits.model.people.lots)
        self._known: dict[DescriptionCounts, bool] = {}
        self._places = {tuple(sorted(d.values.items())): n for n, d in enumerate(recruits.descriptions)}

    def list_answers(self, first: Sequence[int]) -> Iterator[RecruitAnswer]:
        """Yield answers until every description that is in any answer is in one.

        The first comes from an assignment.

        Raises:
            TimeOver: an engine did not answer.
        """
        uncovered = dict(enumerate(self._recruits.counted))
        values: Sequence[int] | None = first
        while values is not None:
            vector = tuple(values[v] for v in self._recruits.counted)
            self._shown[vector] = [*values]
            answer = self._generalise(vector, uncovered)
            yield answer
            for d in {d for _, part in answer.parts for d in part}:
                uncovered.pop(d, None)
            values = self._find_other(uncovered.values()) if uncovered else None

    def _find_other(self, uncovered: Iterable[int]) -> list[int] | None:
        """Find an assignment with somebody of these descriptions."""
        program = self._program.with_rows([NamedRow(STRUCTURAL, dict.fromkeys(uncovered, 1), 1, None)])
        oracle = FeasibilityOracle(program, self._engine, self._effort, self._recruits.model.people.lots)
        values = oracle.values(self._held)
        if oracle.unanswered:
            raise TimeOver
        return values

    def _works(self, vector: DescriptionCounts) -> bool:
        """Return whether so many of each description suffice, by exchange or by the oracle."""
        if vector not in self._known:
            exchanged = (self._try_exchange(v, one, vector) for one, v in self._shown.items())
            shown = next((v for v in exchanged if v is not None), None)
            self._known[vector] = shown is not None or self._ask_oracle(vector)
            if shown is not None and len(self._shown) < MOST_WITNESSES:
                self._shown[vector] = shown
        return self._known[vector]

    def _try_exchange(
        self, values: list[int], one: DescriptionCounts, vector: DescriptionCounts
    ) -> list[int] | None:
        """Return the assignment with other recruits, if it keeps every row that changes."""
        other = exchange_recruits(self._recruits, values, one, vector)
        if other is None:
            return None
        program = self._held_program
        changed = [v for v, (was, now) in enumerate(zip(values, other, strict=True)) if was != now]
        inside = all(program.lower[v] <= other[v] <= program.upper[v] for v in changed)
        rows = {i for v in changed for i in self._rows_by_variable.get(v, ())}
        return other if inside and all(program.rows[i].holds(other) for i in rows) else None

    @cached_property
    def _rows_by_variable(self) -> dict[int, list[int]]:
        """Return for each variable the rows that use it."""
        touched: dict[int, list[int]] = {}
        for i, row in enumerate(self._held_program.rows):
            for v in row.terms:
                touched.setdefault(v, []).append(i)
        return touched

    def _ask_oracle(self, vector: DescriptionCounts) -> bool:
        """Ask the oracle whether so many of each description suffice."""
        at = {f"{_COUNT_TAG}{d}:{n}" for d, n in enumerate(vector) if n < self._number}
        values = self._oracle.values(self._held | at)
        if self._oracle.unanswered:
            raise TimeOver
        if values is not None:
            self._shown[vector] = values
        return values is not None

    def _generalise(self, vector: DescriptionCounts, uncovered: Collection[int]) -> RecruitAnswer:
        """Build an answer with every part as general as it can be; mixtures are tried last."""
        alike = (one for one in self._list_uniform(vector, uncovered) if self._works(one))
        vector = next(alike, vector)
        parts = [(number, frozenset({d})) for d, number in enumerate(vector) if number]
        wide = self._widen(parts, _combine_alike)
        if not self._all_work(wide, _combine_mixed):
            wide = self._widen(parts, _combine_mixed)
        return RecruitAnswer(_merge_parts(self._lighten([*_merge_parts(wide)])))

    def _list_uniform(
        self, vector: DescriptionCounts, uncovered: Collection[int]
    ) -> Iterator[DescriptionCounts]:
        """Yield vectors with everybody of one uncovered description: they generalise sooner."""
        for d, number in enumerate(vector):
            if number and d in uncovered:
                yield tuple(self._number if n == d else 0 for n in range(len(vector)))

    def _widen(self, parts: RecruitParts, tries: PeopleCombiner) -> RecruitParts:
        """Widen each part by every trait of which all values work."""
        for n in range(len(parts)):
            for trait in self._traits:
                number, part = parts[n]
                wider = self._free_trait(part, trait)
                tried = [*parts[:n], (number, wider), *parts[n + 1 :]]
                if wider > part and self._all_work(tried, tries):
                    parts = tried
        return parts

    def _lighten(self, parts: RecruitParts) -> RecruitParts:
        """Move as many people as can be from narrow parts to more general ones.

        Nobody is asked to be more than needed. Bisection: whoever may be anybody of the general part may be
        of the narrow one.
        """
        for one, other in permutations(range(len(parts)), 2):
            if parts[one][1] < parts[other][1]:
                works, fails = 0, parts[one][0] + 1
                while fails - works > 1:
                    middle = (works + fails) // 2
                    tried = self._all_work(_move_people(parts, one, other, middle), _combine_mixed)
                    works, fails = (middle, fails) if tried else (works, middle)
                parts = _move_people(parts, one, other, works)
        return [part for part in parts if part[0]]

    def _free_trait(self, part: frozenset[int], trait: str) -> frozenset[int]:
        """Return the part with every value of a trait."""
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

    def _all_work(self, parts: RecruitParts, tries: PeopleCombiner) -> bool:
        """Return whether every combination of people of these parts works."""
        if prod(len(part) for _, part in parts) > MOST_COMBINATIONS:
            return False  # what is not tried is not claimed
        size = len(self._recruits.descriptions)
        return all(self._works(_count_people(people, size)) for people in tries(parts))

    def describe(self, answer: RecruitAnswer) -> tuple[RepairWanted, ...]:
        """Describe an answer in the words of selectors."""
        return tuple(self._describe_part(number, part) for number, part in answer.parts)

    def _describe_part(self, number: int, part: frozenset[int]) -> RepairWanted:
        """Describe one part of an answer."""
        descriptions = [self._recruits.descriptions[d] for d in sorted(part)]
        if descriptions[0].single:
            return RepairWanted(number=number, who=get_rank_selector(descriptions[0]))
        return describe_wanted(number, descriptions, self._traits)

    def make_people(self, answer: RecruitAnswer) -> tuple[Person, ...]:
        """Make stand-ins for an answer, of each part the plainest."""
        names = iter(self._recruits.make_ids(answer.number))
        out = []
        for number, part in answer.parts:
            plain = self._recruits.descriptions[min(part)].person
            out += [
                plain.replace_unvalidated(id=(i := next(names)), name=_build_name(i)) for _ in range(number)
            ]
        return tuple(out)


_COUNT_TAG = "recruits:"


def _build_counting_program(program: Program, recruits: RecruitModel, number: int) -> Program:
    """Build the program with at most so many recruits, and rows by tag for each description."""
    rows = list(program.rows)
    most = LinearConstraint(recruits.number, high=number)
    out = Program(program.lower, program.upper, rows)
    out.add(STRUCTURAL, most)
    for d, variable in enumerate(recruits.counted):
        out.rows += [NamedRow(f"{_COUNT_TAG}{d}:{n}", {variable: 1}, None, n) for n in range(number)]
    return out


def _combine_alike(parts: RecruitParts) -> Iterator[PartPeople]:
    """Yield every combination in which everybody of a part is alike."""
    return product(*([(d,) * number for d in sorted(part)] for number, part in parts))


def _combine_mixed(parts: RecruitParts) -> Iterator[PartPeople]:
    """Yield every mixture where they are few, else the combinations of people alike."""
    if prod(comb(len(part) + number - 1, number) for number, part in parts) > MOST_MIXTURES:
        return _combine_alike(parts)
    return product(*(combinations_with_replacement(sorted(part), number) for number, part in parts))


def _count_people(people: Iterable[Sequence[int]], size: int) -> DescriptionCounts:
    """Count the people of each description."""
    counts = [0] * size
    for group in people:
        for d in group:
            counts[d] += 1
    return tuple(counts)


def _move_people(parts: RecruitParts, one: int, other: int, number: int) -> RecruitParts:
    """Return the parts after so many people went from one to another."""
    moved = {one: -number, other: number}
    return [(many + moved.get(n, 0), part) for n, (many, part) in enumerate(parts)]


def _merge_parts(parts: Iterable[tuple[int, frozenset[int]]]) -> tuple[tuple[int, frozenset[int]], ...]:
    """Merge equal parts, and sort them."""
    merged: dict[frozenset[int], int] = {}
    for number, part in parts:
        merged[part] = merged.get(part, 0) + number
    return tuple((number, part) for part, number in sorted(merged.items(), key=lambda kv: sorted(kv[0])))


def describe_wanted(number: int, descriptions: Sequence[RecruitDescription], traits: Traits) -> RepairWanted:
    """Describe what descriptions have in common, without traits that take every value."""
    who: dict[str, object] = {}
    unlike: list[Selector] = []
    for trait, values in traits.items():
        taken = {d.values[trait] for d in descriptions}
        if len(taken) == 1:
            (value,) = taken
            who |= values[value].who
            unlike += values[value].unlike
    return RepairWanted(number=number, who=Selector.model_validate(who), unlike=tuple(unlike))


def _build_name(person_id: str) -> str:
    """Build the name of a stand-in from its id."""
    number = person_id.rpartition("-")[2]
    return f"Người cần giới thiệu thêm {number} / Person to be found {number}"


@dataclass(frozen=True)
class FollowedWayOut:
    """A way out that was followed: its steps, its recruits, and what may be given up with them."""

    taken: StepsTaken
    recruits: tuple[Person, ...]
    givable: Relaxables


MOST_ANSWERS = 6
"""Answers of whom to recruit that are shown of one way out."""

MOST_DESCRIPTIONS = 48
"""Descriptions that are told apart; where the musts look at more, only what the conflicts look at is."""


class RecruitSearch:
    """The search for ways out of a conflict with people beyond the pool."""

    def __init__(self, givable: Relaxables, conflicting: Sequence[Rule]) -> None:
        """Start a search.

        `conflicting`: the rules of the conflicts, whose descriptions come first.
        """
        self._givable, self._asked = givable, givable.task
        self._conflicting = conflicting
        self.cut = False
        """Whether there are more answers than are shown."""
        self.lost = False
        """Whether an answer of the lifted program did not suffice after all, so that others may exist."""

    @cached_property
    def _selectors(self) -> tuple[tuple[Selector, ...], bool]:
        """Return the selectors looked at, and whether they are all that any must looks at."""
        musts = [rule for rule in self._givable.book.rules if rule.strength is Strength.MUST]
        everything = self._collect_selectors(musts)
        if count_descriptions(collect_traits(everything, self._asked.request.pool)) <= MOST_DESCRIPTIONS:
            return everything, True
        return self._collect_selectors(self._conflicting), False

    def _collect_selectors(self, rules: Sequence[Rule]) -> tuple[Selector, ...]:
        """Collect the selectors that these rules use."""
        request = self._asked.request
        return tuple(record_selectors(request.council, request.pool, rules).seen)

    @cached_property
    def _traits(self) -> Traits:
        """Return the traits that recruits are told apart by."""
        return collect_traits(self._selectors[0], self._asked.request.pool)

    @cached_property
    def model(self) -> RecruitModel:
        """Return the program with any number of recruits."""
        first = find_first_in_order(self._givable.book, self._asked)
        found = list_descriptions(self._traits, self._asked.request.council, self._givable.book)
        return RecruitModel(self._givable, (*found, *([] if first is None else [first])))

    @cached_property
    def ways(self) -> CheapestCorrections:
        """Return what has to give way however many people are recruited."""
        program = self.model.program
        oracle = FeasibilityOracle(program, Highs(), self._asked.effort, self.model.model.people.lots)
        return CheapestCorrections(oracle, program.tags(), self._givable.weights.__getitem__)

    def follow(self, way: MinimalCorrection, limit: int) -> Iterator[FollowedWayOut]:
        """Yield the steps of a way out with the fewest recruits, at most `limit` answers.

        What is dearer than recruiting moves first; then the fewest are recruited; then the rest moves.

        Raises:
            TimeOver: an engine did not answer in time.
        """
        losses = self._givable.losses
        dear = frozenset(
            t for t in way.tags if losses[t] < LossKind.DEMAND or RULEBOOK_PREFIX + t in way.tags
        )
        kept = self.model.program.with_tags(lambda tag: tag not in way.tags)
        mover = BoundMover(self.model.model, Highs(), self._asked.effort)
        for taken in RepairStepper(self._givable, kept, mover, MOST_RECRUITS).take_steps(
            MinimalCorrection(dear, way.values)
        ):
            program = kept.with_rows(taken.rows)
            effort, lots = self._asked.effort, self.model.model.people.lots
            fewest = find_minimum(program, self.model.number, lots, Highs(), effort)
            answers = RecruitAnswers(self.model, self._traits, program, fewest.value, Highs(), effort)
            most = min(limit, MOST_ANSWERS)
            for n, answer in enumerate(islice(answers.list_answers(fewest.values or ()), most + 1)):
                self.cut = self.cut or n == most
                if n == most:
                    break
                step = RecruitedPeople(people=answers.describe(answer), proven=self._selectors[1])
                yield from self._take_rest(way, dear, taken, step, answers.make_people(answer))

    def _take_rest(
        self,
        way: MinimalCorrection,
        dear: frozenset[str],
        taken: StepsTaken,
        step: RecruitedPeople,
        people: tuple[Person, ...],
    ) -> Iterator[FollowedWayOut]:
        """Yield the steps cheaper than recruiting, in the plain program of the pool with recruits.

        Nothing where these people do not suffice after all: the lifted program promises a little too much.
        """
        request = self._asked.request
        pool = request.pool.replace_unvalidated(people=(*request.pool.people, *people))
        asked = PlanningTask(
            request.replace_unvalidated(pool=pool).in_order(), self._asked.book, self._asked.effort
        )
        givable = Relaxables(asked)
        mover = BoundMover(asked.model, Highs(), asked.effort)
        after = apply_steps(asked.book, taken.steps).by_id
        rows = [
            r for s in taken.steps if isinstance(s, RelaxedBound) for r in mover.build_rows(after[s.rule])
        ]
        kept = givable.program.with_tags(lambda tag: tag not in dear)
        program = kept.with_rows(_fix_row(row) for row in rows)
        cheap = way.tags - dear
        oracle = FeasibilityOracle(program, Highs(), asked.effort, asked.model.people.lots)
        values = oracle.values(frozenset(program.tags()) - cheap)
        if oracle.unanswered:
            raise TimeOver
        self.lost = self.lost or values is None
        if values is not None:
            start = StepsTaken((*taken.steps, step), (), values, taken.losses, taken.amount)
            for one in RepairStepper(givable, program, mover, MOST_RECRUITS).take_steps(
                MinimalCorrection(cheap, values), start
            ):
                yield FollowedWayOut(one, people, givable)


def _fix_row(row: NamedRow) -> NamedRow:
    """Return the row as one that holds whatever is given up."""
    return NamedRow(STRUCTURAL, row.terms, row.low, row.high)
