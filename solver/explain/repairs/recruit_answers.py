"""Whom to recruit: every weakest description that suffices, for a number of people.

An answer is a multiset of descriptions, each as general as possible: a trait takes
another value if every combination still works. By convexity it is enough for the
relaxation to try each part with all its people alike; if there are few mixtures, each
is also tried in whole numbers. Then a person outside all answers is searched for, until
there is none. Then everything that suffices is known, and for one or two people all the
weakest descriptions follow without an engine.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, combinations_with_replacement, permutations, product
from math import comb, prod

from cocau.constraints.model.people import Person
from cocau.constraints.model.selectors import Selector
from cocau.solver.conflicts.mus import FeasibilityOracle
from cocau.solver.engines.highs import Highs
from cocau.solver.explain.repairs.descriptions import Traits, describe_value_set, list_value_sets
from cocau.solver.explain.repairs.recruit_model import RecruitModel, exchange_recruits
from cocau.solver.explain.repairs.repair import RepairWanted
from cocau.solver.model.program import STRUCTURAL, NamedRow, Program
from cocau.solver.time_budget import TimeBudget, TimeOver

MOST_MIXTURES = 160
"""Mixtures of one answer that are tried one by one."""

MOST_WITNESSES = 8
"""Assignments of answers that are kept to try others by."""

MOST_COMBINATIONS = 256
"""Combinations of parts, everybody of a part alike, that are tried for one answer."""

MOST_PARTS = 4
"""Parts of an answer that can be ruled out by rows; an answer of more ends the search."""

MOST_REFUTED = 16
"""Combinations that the relaxation is asked to refute before whole numbers are tried."""

MOST_COVERS = 12
"""Answers that are looked for before the search is called incomplete."""

MOST_CUBES = 20_000
"""Descriptions with some traits left open, of which the weakest are chosen for one person."""

MOST_PAIRED_CUBES = 300
"""The same for two people."""

DescriptionCounts = tuple[int, ...]
"""How many of each description."""

RecruitParts = list[tuple[int, frozenset[int]]]
"""So many people, each of any description in the set."""

PartPeople = tuple[tuple[int, ...], ...]
"""For each part the descriptions of its people."""

PeopleCombiner = Callable[[RecruitParts], Iterator[PartPeople]]


@dataclass(frozen=True)
class RecruitAnswer:
    """An answer to whom to recruit: people of any description in the set, part by part."""

    parts: tuple[tuple[int, frozenset[int]], ...]

    @property
    def number(self) -> int:
        """Return how many people are recruited in all."""
        return sum(number for number, _ in self.parts)


class RecruitAnswers:
    """The answers of so many recruits under a program in which everything else holds.

    `complete`: whoever suffices is in one of them; known once they are listed.
    """

    def __init__(
        self,
        recruits: RecruitModel,
        traits: Traits,
        oracle: FeasibilityOracle,
        held: frozenset[str],
        number: int,
        effort: TimeBudget,
    ) -> None:
        """Start a search.

        `held`: the tags of the oracle that hold; with them at most `number` people are recruited.
        """
        self._recruits, self._traits, self._number = recruits, traits, number
        self._oracle, self._held = oracle, held
        self._effort = effort
        self._hold_counts()
        self._held_program = oracle.program.with_tags(held.__contains__)
        self._shown: dict[DescriptionCounts, list[int]] = {}
        self._known: dict[DescriptionCounts, bool] = {}
        self._places = {tuple(sorted(d.values.items())): n for n, d in enumerate(recruits.descriptions)}
        self._sets = {trait: list_value_sets(trait, values) for trait, values in traits.items()}
        self.complete = False

    def list_answers(self, first: Sequence[int]) -> list[RecruitAnswer]:
        """List answers until whoever suffices is in one; of one or two people, all the weakest.

        The first comes from an assignment.

        Raises:
            TimeOver: an engine did not answer.
        """
        found: list[RecruitAnswer] = []
        values: Sequence[int] | None = first
        while values is not None and len(found) < MOST_COVERS:
            vector = tuple(values[v] for v in self._recruits.counted)
            self._shown[vector] = [*values]
            found.append(self._generalise(vector, {d for a in found for _, part in a.parts for d in part}))
            if len(found[-1].parts) > MOST_PARTS:
                return found
            values = self._find_other(found)
        self.complete = values is None
        return self._list_weakest(found) if self.complete else _drop_narrower(found)

    def _find_other(self, answers: Sequence[RecruitAnswer]) -> list[int] | None:
        """Find an assignment with people whom no answer describes."""
        if self._is_complete(answers):
            return None
        program = self._held_program
        for answer in answers:
            program = self._rule_out(program, answer)
        oracle = FeasibilityOracle(program, Highs(), self._effort, self._recruits.model.people.lots)
        values = oracle.values(self._held)
        if oracle.unanswered:
            raise TimeOver
        return None if values is None else values[: len(self._held_program.lower)]  # without the flags

    def _is_complete(self, answers: Sequence[RecruitAnswer]) -> bool:
        """Return whether the relaxation proves that nobody suffices whom no answer describes.

        It is asked about each combination of ways not to fill the parts, where they are few.
        """
        sides = [self._list_unfilled(answer) for answer in answers]
        if prod(len(ways) for ways in sides) > MOST_REFUTED:
            return False
        return all(self._oracle.refutes(self._held.union(chosen)) for chosen in product(*sides))

    def _list_unfilled(self, answer: RecruitAnswer) -> list[str]:
        """List tags of which one holds where people do not fill an answer's parts."""
        tags = []
        for row in self._list_unfilled_rows(answer):
            tag = f"{_OTHER_TAG}{row.low}:{','.join(map(str, sorted(row.terms)))}"
            if tag not in self._oracle.program.index():
                self._oracle.add_rows([row._replace(tag=tag)])
            tags.append(tag)
        return tags

    def _list_unfilled_rows(self, answer: RecruitAnswer) -> Iterator[NamedRow]:
        """Yield rows at least one of which holds where people do not fill an answer's parts.

        By Hall's theorem people do not fill its parts exactly where, for some of the parts, more people fit
        in no other part than these parts have places.
        """
        parts, counted = answer.parts, self._recruits.counted
        for some in (s for size in range(len(parts)) for s in combinations(range(len(parts)), size)):
            fitting = {d for n, (_, part) in enumerate(parts) if n not in some for d in part}
            terms = {v: 1 for d, v in enumerate(counted) if d not in fitting}
            yield NamedRow(STRUCTURAL, terms, sum(parts[n][0] for n in some) + 1, None)

    def _rule_out(self, program: Program, answer: RecruitAnswer) -> Program:
        """Return the program without the people of an answer."""
        unfilled = [*self._list_unfilled_rows(answer)]
        if len(unfilled) == 1:
            return program.with_rows(unfilled)
        bounds = Program([*program.lower], [*program.upper])
        flags = [bounds.variable(1) for _ in unfilled]
        rows = [
            NamedRow(STRUCTURAL, {**row.terms, flag: -(row.low or 0)}, 0, None)
            for flag, row in zip(flags, unfilled, strict=True)
        ]
        rows.append(NamedRow(STRUCTURAL, dict.fromkeys(flags, 1), 1, None))
        return program.with_bounds(bounds.lower, bounds.upper).with_rows(rows)

    def _list_weakest(self, answers: list[RecruitAnswer]) -> list[RecruitAnswer]:
        """List all weakest descriptions of what the answers cover, where of one or two people."""
        most = {1: MOST_CUBES, 2: MOST_PAIRED_CUBES}.get(self._number, 0)
        if prod(len(sets) for sets in self._sets.values()) > most:
            return _drop_narrower(answers)
        cubes = self._list_cubes()
        if self._number == 1:
            enough = frozenset(d for answer in answers for _, part in answer.parts for d in part)
            weakest = _keep_widest(cube for cube in cubes if cube <= enough)
            return [RecruitAnswer(((1, cube),)) for cube in _sort_parts(weakest)]
        return self._list_weakest_pairs(answers, cubes)

    def _list_weakest_pairs(
        self, answers: Sequence[RecruitAnswer], cubes: Sequence[frozenset[int]]
    ) -> list[RecruitAnswer]:
        """List the weakest pairs of descriptions of what the answers cover."""
        size = range(len(self._recruits.descriptions))
        beside: dict[int, frozenset[int]] = {d: frozenset(e for e in size if self._clash(d, e)) for d in size}
        for answer in answers:
            one, other = (part for number, part in answer.parts for _ in range(number))
            for d in one:
                beside[d] |= other
            for d in other:
                beside[d] |= one
        partners = {cube: frozenset.intersection(*(beside[d] for d in cube)) for cube in cubes}
        pairs = set()
        for one in cubes:
            for other in _keep_widest(cube for cube in cubes if cube <= partners[one]):
                if not any(one < wider <= partners[other] for wider in cubes):
                    pairs.add(tuple(_sort_parts((one, other))))
        real = (pair for pair in pairs if any(not self._clash(d, e) for d in pair[0] for e in pair[1]))
        ordered = sorted(real, key=lambda pair: [sorted(part) for part in pair])
        return [RecruitAnswer(_merge_parts((1, part) for part in pair)) for pair in ordered]

    def _clash(self, one: int, other: int) -> bool:
        """Return whether nobody can be two such people: there is only one secretary."""
        descriptions = self._recruits.descriptions
        return descriptions[one].single and descriptions[other].single

    def _list_cubes(self) -> list[frozenset[int]]:
        """List every set of descriptions that one description with open traits can say."""
        alike = {
            (trait, taken): frozenset(
                n for n, d in enumerate(self._recruits.descriptions) if d.values[trait] in taken
            )
            for trait, sets in self._sets.items()
            for taken in sets
        }
        cubes = {frozenset(range(len(self._recruits.descriptions)))}
        for trait, sets in self._sets.items():
            cubes = {cube & alike[trait, taken] for cube in cubes for taken in sets} - {frozenset()}
        return sorted(cubes, key=lambda cube: (len(cube), sorted(cube)))

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
        """Return the assignment with other recruits, if it keeps every row."""
        other = exchange_recruits(self._recruits, values, one, vector)
        if other is None:
            return None
        return other if self._held_program.allows(other) else None

    def _hold_counts(self) -> None:
        """Add rows to the oracle that hold how many are recruited of each description."""
        known = self._oracle.program.index()
        rows = [
            NamedRow(tag, {variable: 1}, None, n)
            for d, variable in enumerate(self._recruits.counted)
            for n in range(self._number)
            if (tag := f"{_COUNT_TAG}{d}:{n}") not in known
        ]
        if rows:
            self._oracle.add_rows(rows)

    def _ask_oracle(self, vector: DescriptionCounts) -> bool:
        """Ask the oracle whether so many of each description suffice."""
        at = {f"{_COUNT_TAG}{d}:{n}" for d, n in enumerate(vector) if n < self._number}
        values = self._oracle.values(self._held | at)
        if self._oracle.unanswered:
            raise TimeOver
        if values is not None:
            self._shown[vector] = values
        return values is not None

    def _generalise(self, vector: DescriptionCounts, covered: frozenset[int] | set[int]) -> RecruitAnswer:
        """Build an answer with every part as general as it can be; mixtures are tried last."""
        alike = (one for one in self._list_uniform(vector, covered) if self._works(one))
        vector = next(alike, vector)
        parts = [(number, frozenset({d})) for d, number in enumerate(vector) if number]
        wide = self._widen(parts, _combine_alike)
        if not self._all_work(wide, _combine_mixed):
            wide = self._widen(parts, _combine_mixed)
        return RecruitAnswer(_merge_parts(self._lighten(self._split([*_merge_parts(wide)]))))

    def _split(self, parts: RecruitParts) -> RecruitParts:
        """Split off from parts of several people those who may be more general than the others."""
        out: RecruitParts = []
        left = parts
        while left:
            (number, part), *left = left
            if number > 1:
                beside = [*out, *left, (number - 1, part)]
                *_, (_, wider) = self._widen([*beside, (1, part)], _combine_alike, only=len(beside))
                if wider > part:
                    pair = self._lighten([*out, *left, (number - 1, part), (1, wider)])
                    left = [one for one in pair if one not in out]
                    if len(pair) > MOST_PARTS:
                        return pair
                    continue
            out.append((number, part))
        return out

    def _list_uniform(
        self, vector: DescriptionCounts, covered: frozenset[int] | set[int]
    ) -> Iterator[DescriptionCounts]:
        """Yield vectors with everybody of one uncovered description: they generalise sooner."""
        for d, number in enumerate(vector):
            if number and d not in covered:
                yield tuple(self._number if n == d else 0 for n in range(len(vector)))

    def _widen(self, parts: RecruitParts, tries: PeopleCombiner, only: int | None = None) -> RecruitParts:
        """Widen each part, or only one, by every trait for which more values work."""
        for n in range(len(parts)) if only is None else (only,):
            for trait in self._traits:
                number, part = parts[n]
                for taken in self._sets[trait]:
                    wider = self._open_trait(part, trait, taken)
                    tried = [*parts[:n], (number, wider), *parts[n + 1 :]]
                    if wider > part and self._all_work(tried, tries):
                        parts = tried
                        break
        return parts

    def _lighten(self, parts: RecruitParts) -> RecruitParts:
        """Move as many people as possible from narrow parts to more general ones.

        This asks for no more than is needed. By bisection: whoever fits the general part also
        fits the narrow one.
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

    def _open_trait(self, part: frozenset[int], trait: str, taken: frozenset[int]) -> frozenset[int]:
        """Return the part with these values of a trait too."""
        descriptions = self._recruits.descriptions
        wider = set(part)
        for d in part:
            if descriptions[d].values[trait] not in taken:
                return part
            for value in taken:
                key = tuple(sorted(({**descriptions[d].values, trait: value}).items()))
                if key not in self._places:  # nobody can be both: the trait is not free
                    continue
                wider.add(self._places[key])
        return frozenset(wider)

    def _all_work(self, parts: RecruitParts, tries: PeopleCombiner) -> bool:
        """Return whether every combination of people of these parts works, of those who can be."""
        if prod(len(part) for _, part in parts) > MOST_COMBINATIONS:
            return False  # what is not tried is not claimed
        descriptions = self._recruits.descriptions
        size = len(descriptions)
        tried = ([d for group in people for d in group] for people in tries(parts))
        real = [people for people in tried if sum(descriptions[d].single for d in people) <= 1]
        return bool(real) and all(self._works(_count_people(people, size)) for people in real)

    def describe(self, answer: RecruitAnswer) -> tuple[RepairWanted, ...]:
        """Describe an answer in the words of selectors."""
        return tuple(self._describe_part(number, part) for number, part in answer.parts)

    def _describe_part(self, number: int, part: frozenset[int]) -> RepairWanted:
        """Describe one part of an answer by no more than what tells it apart."""
        who: dict[str, object] = {}
        unlike: list[Selector] = []
        for trait, taken in self._find_widest(part).items():
            asked, excluded = describe_value_set(trait, self._traits[trait], taken)
            who |= asked
            unlike += excluded
        return RepairWanted(number=number, who=Selector.model_validate(who), unlike=tuple(unlike))

    def _find_widest(self, part: frozenset[int]) -> dict[str, frozenset[int]]:
        """Find the widest set of each trait's values that together describe exactly a part."""
        descriptions = self._recruits.descriptions
        sets = {trait: frozenset(descriptions[d].values[trait] for d in part) for trait in self._traits}
        for trait in self._traits:
            for taken in (one for one in self._sets[trait] if one > sets[trait]):
                wider = sets | {trait: taken}
                fits = {
                    n for n, d in enumerate(descriptions) if all(d.values[t] in s for t, s in wider.items())
                }
                if fits == part:
                    sets = wider
                    break
        return sets

    def find_example(self, answer: RecruitAnswer) -> Sequence[int] | None:
        """Return an assignment with the people that `make_people` makes; None if none is known."""
        people = (min(part) for number, part in answer.parts for _ in range(number))
        vector = _count_people(people, len(self._recruits.descriptions))
        exchanged = (self._try_exchange(values, one, vector) for one, values in self._shown.items())
        return next((values for values in exchanged if values is not None), None)

    def make_people(self, answer: RecruitAnswer) -> tuple[Person, ...]:
        """Make stand-ins for an answer, of each part the plainest, of distinct kinds."""
        names = iter(self._recruits.make_ids(answer.number))
        out = []
        for number, part in answer.parts:
            plain = self._recruits.descriptions[min(part)].person
            out += [
                plain.replace_unvalidated(id=(i := next(names)), name=_build_name(i)) for _ in range(number)
            ]
        return tuple(out)


_COUNT_TAG = "recruits:"
_OTHER_TAG = "others:"


def _combine_alike(parts: RecruitParts) -> Iterator[PartPeople]:
    """Yield every combination in which everybody of a part is alike."""
    return product(*([(d,) * number for d in sorted(part)] for number, part in parts))


def _combine_mixed(parts: RecruitParts) -> Iterator[PartPeople]:
    """Yield every mixture where they are few, else the combinations of people alike."""
    if prod(comb(len(part) + number - 1, number) for number, part in parts) > MOST_MIXTURES:
        return _combine_alike(parts)
    return product(*(combinations_with_replacement(sorted(part), number) for number, part in parts))


def _drop_narrower(answers: Sequence[RecruitAnswer]) -> list[RecruitAnswer]:
    """Return the answers whose people are not all people of another answer."""
    kept: list[RecruitAnswer] = []
    for n, answer in enumerate(answers):
        others = (*kept, *answers[n + 1 :])
        if not any(other.parts != answer.parts and _is_within(answer, other) for other in others):
            kept.append(answer)
    return kept


def _is_within(one: RecruitAnswer, other: RecruitAnswer) -> bool:
    """Return whether people of one answer always fill the parts of the other (Hall's theorem)."""
    size = range(len(one.parts))
    for some in (s for number in size for s in combinations(size, number + 1)):
        people = sum(one.parts[n][0] for n in some)
        places = sum(places for places, part in other.parts if any(one.parts[n][1] <= part for n in some))
        if people > places:
            return False
    return True


def _count_people(people: Iterable[int], size: int) -> DescriptionCounts:
    """Count the people of each description."""
    counts = [0] * size
    for d in people:
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


def _keep_widest(cubes: Iterable[frozenset[int]]) -> list[frozenset[int]]:
    """Return the sets that are in no other of them."""
    widest: list[frozenset[int]] = []
    for cube in sorted(cubes, key=len, reverse=True):
        if not any(cube <= wider for wider in widest):
            widest.append(cube)
    return widest


def _sort_parts(parts: Iterable[frozenset[int]]) -> list[frozenset[int]]:
    """Return the sets in the order of their plainest members."""
    return sorted(parts, key=sorted)


def _build_name(person_id: str) -> str:
    """Build the name of a stand-in from its id."""
    number = person_id.rpartition("-")[2]
    return f"Người cần giới thiệu thêm {number} / Person to be found {number}"
