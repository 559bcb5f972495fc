"""Ways out that recruit people beyond the pool: how many at least, who they may be, what else gives way."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from cocau.constraints.people import Person
from cocau.constraints.rule import Rule, Strength
from cocau.constraints.select import Selector
from cocau.solver.asked import Asked
from cocau.solver.effort import TimeOver
from cocau.solver.explain.descriptions import Traits, descriptions, size, traits
from cocau.solver.explain.givable import RULEBOOK, Givable, Loss
from cocau.solver.explain.moved_bounds import Mover
from cocau.solver.explain.patching import repaired_book
from cocau.solver.explain.recruit_model import MOST, RecruitModel, first_in_order
from cocau.solver.explain.recruiting import Answers
from cocau.solver.explain.repair import Moved, Recruited
from cocau.solver.explain.repair_steps import Stepping, Taken
from cocau.solver.explain.ways_out import Way, WaysOut
from cocau.solver.explain.whole import least
from cocau.solver.highs import Highs
from cocau.solver.oracle import Oracle
from cocau.solver.places import recorded
from cocau.solver.program import STRUCTURE, NamedRow


@dataclass(frozen=True)
class Found:
    """A way out that was gone: its steps, whom it recruits, and the request with them in the pool."""

    taken: Taken
    recruits: tuple[Person, ...]
    givable: Givable


ANSWERS = 6
"""Answers of whom to recruit that are shown of one way out."""

DESCRIPTIONS = 48
"""Descriptions that are told apart; where the musts look at more, only what the conflicts look at is."""


class Recruiting:
    """Ways out of one conflict with other people than those of the pool."""

    def __init__(self, givable: Givable, conflicting: Sequence[Rule]) -> None:
        """`conflicting`: the rules of the conflicts, whose descriptions come first."""
        self._givable, self._asked = givable, givable.asked
        self._conflicting = conflicting
        self.cut = False
        """Whether there are more answers than are shown."""
        self.lost = False
        """Whether an answer of the lifted program did not suffice after all, so that others may exist."""

    @cached_property
    def _selectors(self) -> tuple[tuple[Selector, ...], bool]:
        """What is looked at, and whether that is all that any must looks at."""
        musts = [rule for rule in self._givable.book.rules if rule.strength is Strength.MUST]
        everything = self._seen(musts)
        if size(traits(everything, self._asked.request.pool)) <= DESCRIPTIONS:
            return everything, True
        return self._seen(self._conflicting), False

    def _seen(self, rules: Sequence[Rule]) -> tuple[Selector, ...]:
        request = self._asked.request
        return tuple(recorded(request.council, request.pool, rules).seen)

    @cached_property
    def _traits(self) -> Traits:
        return traits(self._selectors[0], self._asked.request.pool)

    @cached_property
    def model(self) -> RecruitModel:
        """The program with any number of recruits."""
        first = first_in_order(self._givable.book, self._asked)
        found = descriptions(self._traits, self._asked.request.council, self._givable.book)
        return RecruitModel(self._givable, (*found, *([] if first is None else [first])))

    @cached_property
    def ways(self) -> WaysOut:
        """What has to give way however many people are recruited."""
        program = self.model.program
        oracle = Oracle(program, Highs(), self._asked.effort, self.model.model.people.lots)
        return WaysOut(oracle, program.tags(), self._givable.weights.__getitem__)

    def of(self, way: Way, limit: int) -> Iterator[Found]:
        """The steps of a way out with the fewest recruits, at most `limit` answers of who they are.

        What is dearer than recruiting moves first; then the fewest are recruited; then the rest moves.

        Raises:
            TimeOver: an engine did not answer in time.
        """
        losses = self._givable.losses
        dear = frozenset(t for t in way.tags if losses[t] < Loss.DEMAND or RULEBOOK + t in way.tags)
        kept = self.model.program.keeping(lambda tag: tag not in way.tags)
        mover = Mover(self.model.model, Highs(), self._asked.effort)
        for taken in Stepping(self._givable, kept, mover, MOST).of(Way(dear, way.values)):
            program = kept.with_rows(taken.rows)
            effort, lots = self._asked.effort, self.model.model.people.lots
            fewest = least(program, self.model.number, lots, Highs(), effort)
            answers = Answers(self.model, self._traits, program, fewest.value, Highs(), effort)
            most = min(limit, ANSWERS)
            for n, answer in enumerate(islice(answers.all(fewest.values or ()), most + 1)):
                self.cut = self.cut or n == most
                if n == most:
                    break
                step = Recruited(people=answers.wanted(answer), proven=self._selectors[1])
                yield from self._rest(way, dear, taken, step, answers.people(answer))

    def _rest(
        self, way: Way, dear: frozenset[str], taken: Taken, step: Recruited, people: tuple[Person, ...]
    ) -> Iterator[Found]:
        """The steps cheaper than recruiting, in the plain program of the pool with these people in it.

        Nothing where these people do not suffice after all: the lifted program promises a little too much.
        """
        request = self._asked.request
        pool = request.pool.but(people=(*request.pool.people, *people))
        asked = Asked(request.but(pool=pool).in_order(), self._asked.book, self._asked.effort)
        givable = Givable(asked)
        mover = Mover(asked.model, Highs(), asked.effort)
        after = repaired_book(asked.book, taken.steps).by_id
        rows = [r for s in taken.steps if isinstance(s, Moved) for r in mover.rows(after[s.rule])]
        kept = givable.program.keeping(lambda tag: tag not in dear)
        program = kept.with_rows(_fixed(row) for row in rows)
        cheap = way.tags - dear
        oracle = Oracle(program, Highs(), asked.effort, asked.model.people.lots)
        values = oracle.values(frozenset(program.tags()) - cheap)
        if oracle.unanswered:
            raise TimeOver
        self.lost = self.lost or values is None
        if values is not None:
            start = Taken((*taken.steps, step), (), values, taken.losses, taken.amount)
            for one in Stepping(givable, program, mover, MOST).of(Way(cheap, values), start):
                yield Found(one, people, givable)


def _fixed(row: NamedRow) -> NamedRow:
    """A row that holds whatever is given up."""
    return NamedRow(STRUCTURE, row.terms, row.low, row.high)
