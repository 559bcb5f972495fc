"""Repairs that recruit people beyond the pool: the fewest, whom, and what else gives way."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from cocau.constraints.model.people import PartyRank, Person
from cocau.constraints.model.selectors import Selector
from cocau.constraints.model.slate import Slate
from cocau.constraints.rules.rule import Rule, Strength
from cocau.solver.conflicts.mus import FeasibilityOracle
from cocau.solver.engines.highs import Highs
from cocau.solver.explain.minimum import find_minimum
from cocau.solver.explain.repairs.bounds import BoundMover
from cocau.solver.explain.repairs.corrections import CheapestCorrections, MinimalCorrection
from cocau.solver.explain.repairs.descriptions import (
    Traits,
    collect_traits,
    count_descriptions,
    list_descriptions,
)
from cocau.solver.explain.repairs.recruit_answers import RecruitAnswer, RecruitAnswers
from cocau.solver.explain.repairs.recruit_model import (
    MOST_RECRUITS,
    RecruitModel,
    find_first_in_order,
)
from cocau.solver.explain.repairs.relaxables import (
    RULEBOOK_PREFIX,
    LossKind,
    Relaxables,
)
from cocau.solver.explain.repairs.repair import RecruitedPeople, RelaxedBound, apply_steps
from cocau.solver.explain.repairs.steps import RepairStepper, StepsTaken
from cocau.solver.model.aggregation import record_selectors
from cocau.solver.model.program import STRUCTURAL, NamedRow
from cocau.solver.proposal import list_broken_musts
from cocau.solver.search.planning_task import PlanningTask
from cocau.solver.time_budget import TimeBudget, TimeOver


@dataclass(frozen=True)
class FollowedWayOut:
    """A way out that was followed: its steps, its recruits, and what it may give up.

    `slate`: one that it leads to; None: that of the assignment of the steps.
    """

    taken: StepsTaken
    recruits: tuple[Person, ...]
    givable: Relaxables
    slate: Slate | None = None


MOST_ANSWERS = 6
"""Sets of recruits shown for one repair."""

MOST_DESCRIPTIONS = 192
"""Descriptions told apart; where musts look at more, only what conflicts look at counts."""


class LimitedRecruits:
    """An oracle on the program with recruits: at most so many of them, and how few suffice."""

    def __init__(self, recruits: RecruitModel, price: int, effort: TimeBudget) -> None:
        self.price = price
        self._recruits, self._effort = recruits, effort
        self.oracle = FeasibilityOracle(recruits.program, Highs(), effort, recruits.model.people.lots)

    def limit(self, most: int) -> str:
        """Return the tag of the row by which at most so many people are recruited."""
        tag = f"recruits<={most}"
        if tag not in self.oracle.program.index():
            self.oracle.add_rows([NamedRow(tag, {**self._recruits.number.terms}, None, most)])
        return tag

    def count_fewest(self, tags: frozenset[str]) -> int:
        """Return the fewest recruits with whom these tags hold.

        Raises:
            TimeOver: an engine did not answer in time.
        """
        program = self._recruits.program.with_tags(tags.__contains__)
        lots = self._recruits.model.people.lots
        return find_minimum(program, self._recruits.number, lots, Highs(), self._effort).value


class RecruitSearch:
    """The search for ways out of a conflict with people beyond the pool."""

    def __init__(self, task: PlanningTask, givable: Relaxables, conflicting: Sequence[Rule]) -> None:
        """Start a search.

        `conflicting`: the rules of the conflicts, whose descriptions come first.
        """
        self._givable, self._task = givable, task
        self._conflicting = conflicting
        self.cut = False
        """Whether there are more answers than are shown."""
        self.lost = False
        """Whether an answer of the lifted program did not suffice, so that others may exist."""

    @cached_property
    def _selectors(self) -> tuple[tuple[Selector, ...], bool]:
        """Return the selectors looked at, and whether they are all that any must looks at."""
        musts = [rule for rule in self._givable.book.rules if rule.strength is Strength.MUST]
        everything = self._collect_selectors(musts)
        if count_descriptions(self._collect_traits(everything)) <= MOST_DESCRIPTIONS:
            return everything, True
        return self._collect_selectors(self._conflicting), False

    def _collect_selectors(self, rules: Sequence[Rule]) -> tuple[Selector, ...]:
        """Collect the selectors that these rules use."""
        request = self._task.request
        return tuple(record_selectors(request.council, request.pool, rules).seen)

    @cached_property
    def _traits(self) -> Traits:
        """Return the traits that distinguish recruits."""
        return self._collect_traits(self._selectors[0])

    def _collect_traits(self, selectors: tuple[Selector, ...]) -> Traits:
        """Collect the traits of selectors, with the rank that a recruit may need."""
        return collect_traits(selectors, self._task.request.pool, self._first)

    @cached_property
    def _first(self) -> PartyRank | None:
        """Return the rank that a post falls to, where the pool lacks it."""
        return find_first_in_order(self._givable.book, self._task)

    @property
    def is_exhaustive(self) -> bool:
        """Return whether the traits distinguish recruits as far as any must does."""
        return self._selectors[1]

    @cached_property
    def model(self) -> RecruitModel:
        """Return the program with any number of recruits."""
        found = list_descriptions(self._traits, self._task.request.council, self._givable.book)
        return RecruitModel(self._givable, found)

    @cached_property
    def _weights(self) -> tuple[Mapping[str, int], int]:
        """Return the weight of each tag, and that of a recruit."""
        return self._givable.weigh_with_recruits(MOST_RECRUITS, self.model.program.tags())

    @cached_property
    def _limited(self) -> LimitedRecruits:
        """Return the oracle for each number of recruits."""
        return LimitedRecruits(self.model, self._weights[1], self._task.effort)

    @cached_property
    def _mover(self) -> BoundMover:
        """Return what moves bounds beside recruits."""
        return BoundMover(self.model.model, self._limited.oracle)

    @cached_property
    def ways(self) -> CheapestCorrections:
        """Return what has to give way with people recruited, and how many of them at least."""
        counter, tags = self._limited, self.model.program.tags()
        return CheapestCorrections(counter.oracle, tags, self._weights[0].__getitem__, counter)

    def follow(self, way: MinimalCorrection, limit: int) -> Iterator[FollowedWayOut]:
        """Yield the steps of a way out with the fewest recruits, at most `limit` answers.

        What is dearer than recruiting moves first; then the fewest are recruited; then the rest moves.

        Raises:
            TimeOver: an engine did not answer in time.
        """
        losses = {tag: self._givable.classify_loss(tag) for tag in way.tags}
        dear = frozenset(
            t for t in way.tags if losses[t] < LossKind.REASON or RULEBOOK_PREFIX + t in way.tags
        )
        oracle, fewest = self._limited.oracle, self._limited.limit(way.recruits)
        kept = frozenset({fewest, *self.model.program.tags()}) - (way.tags - dear)
        for taken in RepairStepper(self._givable, kept, self._mover).take_steps(
            MinimalCorrection(dear, way.values)
        ):
            held = (kept - dear) | taken.moved
            answers = RecruitAnswers(self.model, self._traits, oracle, held, way.recruits, self._task.effort)
            found = answers.list_answers(taken.values)
            most = min(limit, MOST_ANSWERS)
            self.cut = self.cut or len(found) > most or not answers.complete
            for answer in found[:most]:
                yield from self._follow_answer(way.tags, dear, taken, answers, answer)

    def _follow_answer(
        self,
        given_up: frozenset[str],
        dear: frozenset[str],
        taken: StepsTaken,
        answers: RecruitAnswers,
        answer: RecruitAnswer,
    ) -> Iterator[FollowedWayOut]:
        """Yield the ways out with the people of one answer.

        Where nothing is left to give up, a slate of theirs that is known and lawful is enough.
        """
        step = RecruitedPeople(people=answers.describe(answer), proven=self.is_exhaustive)
        people, request = answers.make_people(answer), self._task.request
        pool = request.pool.replace_unvalidated(people=(*request.pool.people, *people))
        request = request.replace_unvalidated(pool=pool).in_order()
        task = PlanningTask(request, self._task.book, self._task.effort)
        start = replace(taken, steps=(*taken.steps, step), moved=frozenset())
        values = answers.find_example(answer) if given_up == dear else None
        slate = None if values is None else self.model.build_slate(values, [p.id for p in people])
        if slate is not None and _is_lawful(task, start, slate):
            yield FollowedWayOut(start, people, Relaxables(task), slate)
        else:
            yield from self._take_rest(given_up - dear, dear, start, people, task)

    def _take_rest(
        self,
        cheap: frozenset[str],
        dear: frozenset[str],
        taken: StepsTaken,
        people: tuple[Person, ...],
        task: PlanningTask,
    ) -> Iterator[FollowedWayOut]:
        """Yield the steps cheaper than recruiting, in the plain program of the pool with recruits.

        Nothing where these people do not suffice after all: the lifted program promises a little too much.
        """
        givable = Relaxables(task)
        after = apply_steps(task.book, taken.steps).by_id
        rows = [
            _fix_row(row)
            for step in taken.steps
            if isinstance(step, RelaxedBound)
            for row in task.model.build_rows(after[step.rule])
        ]
        program = givable.program.with_tags(lambda tag: tag not in dear).with_rows(rows)
        oracle = FeasibilityOracle(program, Highs(), task.effort, task.model.people.lots)
        values = oracle.values(frozenset(program.tags()) - cheap)
        if oracle.unanswered:
            raise TimeOver
        self.lost = self.lost or values is None
        if values is not None:
            start = replace(taken, values=values)
            mover = BoundMover(task.model, oracle)
            for one in RepairStepper(givable, program.tags(), mover).take_steps(
                MinimalCorrection(cheap, values), start
            ):
                yield FollowedWayOut(one, people, givable)


def _is_lawful(task: PlanningTask, taken: StepsTaken, slate: Slate) -> bool:
    """Return whether a slate breaks no must and no standard once these steps are taken."""
    book = apply_steps(task.book, taken.steps)
    return not list_broken_musts(book, book.audit(task.request.council, task.request.pool, slate))


def _fix_row(row: NamedRow) -> NamedRow:
    """Return the row as one that holds in every way out."""
    return NamedRow(STRUCTURAL, row.terms, row.low, row.high)
