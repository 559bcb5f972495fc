"""The request of a plan with something more demanded: the best slate that is left, close to the plan."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from cocau.constraints.quantity import Row
from cocau.constraints.slate import Slate
from cocau.solver.effort import Effort
from cocau.solver.explain.base import Base
from cocau.solver.explain.descent import Goal, Lowest, lowest
from cocau.solver.highs import Highs
from cocau.solver.model import SlateModel
from cocau.solver.nearness import PEOPLE, POSTS, moves
from cocau.solver.program import Program
from cocau.solver.request import PlanRequest
from cocau.solver.solve import EngineErred

DEMAND = "demand:"
"""The tag of what is demanded beyond the request of the plan; no rule can have such an id."""


@dataclass(frozen=True)
class Variant:
    """`demand` gives the rows; `alone`: people whose constituency it is about, each to be a group alone."""

    base: Base
    demand: Callable[[SlateModel], Iterable[Row]]
    alone: tuple[str, ...] = ()

    @cached_property
    def model(self) -> SlateModel:
        """The model in whose variables the demand is told."""
        return self._model(self.base.asked.request) if self.alone else self.base.asked.model

    @cached_property
    def program(self) -> Program:
        """The program of the plan with the demand in it."""
        return self._program(self.model)

    def best(self, effort: Effort, *, close: bool) -> Lowest | None:
        """The least of each tier of the plan, and then, if `close`, the fewest people and posts moved.

        Last the lots. None: one engine says that there is no such slate.

        Raises:
            TimeOver, EngineErred: see `lowest`.
        """
        goals = self.base.goals(self.model)
        if close:
            moved = moves(self.model, self.base.slate)
            goals += [Goal(moved[PEOPLE]), Goal(moved[POSTS])]
        return self.lowest(self.program, [*goals, Goal(self.model.people.lots)], effort)

    def slate(self, found: Lowest, effort: Effort) -> Slate:
        """The people found, each where the plan has them as far as that is as good; then by lot.

        Raises:
            TimeOver, EngineErred: see `lowest`.
        """
        request = self.base.asked.request
        plain = request.near is None  # else it stays near another slate already, and that comes first
        model = self._model(request.but(near=self.base.slate)) if plain else self.model
        program = model.with_people_of(self._program(model), found.values)
        for goal, value in zip(self.base.goals(model), found.reached, strict=False):
            program = program.with_lock(goal.quantity, value)
        kept = [Goal(model.places.displaced())] if plain else []
        placed = self.lowest(program, [*kept, Goal(model.places.lots)], effort)
        if placed is None:
            raise AssertionError("people who were placed once can be placed again")
        return model.slate(placed.values)

    def lowest(self, program: Program, goals: Sequence[Goal], effort: Effort) -> Lowest | None:
        """See `solver.explain.descent.lowest`; where the first engine errs the second is asked."""
        try:
            return lowest(program, goals, Highs(), effort)
        except EngineErred:
            return lowest(program, goals, self.base.asked.engines[1], effort)

    def _program(self, model: SlateModel) -> Program:
        kept = self.base.asked.request.pins.constituencies
        placed = {f"pin:at:{i}" for i in self.alone if i not in kept}
        program = model.program.keeping(lambda tag: tag not in placed)
        for row in self.demand(model):
            program.add(DEMAND, row)
        return program

    def _model(self, request: PlanRequest) -> SlateModel:
        """People in `alone` are pinned somewhere, which makes each a group; `_program` lets the pins go."""
        anywhere = dict.fromkeys(self.alone, request.council.constituencies[0].id)
        pins = request.pins.but(constituencies=anywhere | request.pins.constituencies)
        return SlateModel(request.but(pins=pins), self.base.asked.book)
