"""Steps out of a conflict: pins released, aims lowered, bounds moved, rules dropped."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from cocau.constraints.rules.rule import Rule
from cocau.solver.explain.repairs.bounds import (
    BoundMover,
    LeastMove,
    measure_move,
)
from cocau.solver.explain.repairs.corrections import MinimalCorrection
from cocau.solver.explain.repairs.movable_bounds import get_loosest, list_movable_bounds
from cocau.solver.explain.repairs.relaxables import (
    RULEBOOK_PREFIX,
    LossKind,
    Relaxables,
    get_dropped_loss,
)
from cocau.solver.explain.repairs.repair import (
    DroppedRule,
    LoweredAim,
    RecordedReason,
    RelaxedBound,
    ReleasedPin,
    RepairStep,
)
from cocau.solver.model.slate_model import PIN_PREFIX


@dataclass(frozen=True)
class StepsTaken:
    """The steps so far: tags of moved rules, an assignment that holds, and the losses."""

    steps: tuple[RepairStep, ...]
    moved: frozenset[str]
    values: list[int]
    losses: tuple[LossKind, ...] = ()
    amount: int = 0


class RepairStepper:
    """Turns the tags of ways out into steps; `tags`: those of which some are given up."""

    def __init__(self, givable: Relaxables, tags: Collection[str], mover: BoundMover) -> None:
        self._givable, self._tags, self._mover = givable, frozenset(tags), mover

    def take_steps(self, way: MinimalCorrection, start: StepsTaken | None = None) -> Iterator[StepsTaken]:
        """Yield every way to take the steps of a way out, the dearest first.

        There is one for each bound that suffices. `start`: the steps before those; what they gave up is
        among the tags no more.

        Raises:
            TimeOver: a least move was not found in time.
        """
        kept = self._tags - way.tags
        units = sorted(
            {tag.removeprefix(RULEBOOK_PREFIX) for tag in way.tags}, key=lambda u: self._rank_unit(u, way)
        )
        yield from self._take_rest(kept, units, way, start or StepsTaken((), frozenset(), way.values))

    def _rank_unit(self, unit: str, way: MinimalCorrection) -> tuple[int, str]:
        """Return the sort key of a rule or pin: the dearest loss first."""
        return min(self._list_losses(unit, way)), unit

    def _list_losses(self, unit: str, way: MinimalCorrection) -> list[LossKind]:
        """List what is lost with a rule or pin in a way out."""
        return self._givable.list_losses(way.tags & {RULEBOOK_PREFIX + unit, unit})

    def _take_rest(
        self, kept: frozenset[str], units: Sequence[str], way: MinimalCorrection, taken: StepsTaken
    ) -> Iterator[StepsTaken]:
        """Yield every way to take the steps of the remaining rules and pins."""
        if not units:
            yield taken
            return
        for one in self._take_step(kept, units[0], way, taken):
            yield from self._take_rest(kept, units[1:], way, one)

    def _take_step(
        self, kept: frozenset[str], unit: str, way: MinimalCorrection, taken: StepsTaken
    ) -> Iterator[StepsTaken]:
        """Yield every way to give up one rule or pin."""
        losses = self._list_losses(unit, way)
        if unit.startswith(PIN_PREFIX):
            yield _add_step(taken, ReleasedPin(pin=unit.removeprefix(PIN_PREFIX)), losses)
        elif self._givable.is_excusable(unit) and RULEBOOK_PREFIX + unit not in way.tags:
            yield _add_step(taken, RecordedReason(rule=unit), losses)
        elif self._givable.is_raised(unit):
            yield _add_step(taken, LoweredAim(rule=unit), losses)
        else:
            yield from self._move_bound(kept, unit, way, taken)

    def _move_bound(
        self, kept: frozenset[str], unit: str, way: MinimalCorrection, taken: StepsTaken
    ) -> Iterator[StepsTaken]:
        """Yield every bound's move that suffices, or all together, or drop the rule."""
        rule, losses = self._givable.get_rule(unit), self._list_losses(unit, way)
        lasts = self._list_last_values(rule, unit, way)
        others = kept | taken.moved
        alone = (
            (f, self._mover.find_next_move(others, rule, f, last, taken.values)) for f, last in lasts.items()
        )
        moved = [(field, least) for field, least in alone if least is not None]
        for field, least in moved:
            yield self._build_moves(taken, rule, (field,), least, unit, way)
        together = None if moved or len(lasts) < 2 else self._mover.move_together(others, rule, lasts)  # noqa: PLR2004  # more bounds than one
        if together is not None:
            yield self._build_moves(taken, rule, tuple(lasts), together, unit, way)
        elif not moved:
            yield _add_step(
                taken,
                DroppedRule(rule=unit, bounds=tuple(lasts)),
                [get_dropped_loss(loss) for loss in losses],
            )

    def _list_last_values(self, rule: Rule, unit: str, way: MinimalCorrection) -> dict[str, int]:
        """List how far each bound may move.

        To the rulebook's own value where the rulebook's must still holds.
        """
        eased = self._givable.eased.get(unit)
        if eased is None or RULEBOOK_PREFIX + unit in way.tags:
            return {field: get_loosest(field) for field in list_movable_bounds(rule)}
        changed = (f for f in list_movable_bounds(rule) if getattr(eased, f) != getattr(rule, f))
        own = {field: getattr(eased, field) for field in changed}
        return {f: get_loosest(f) if v is None else v for f, v in own.items()}

    def _build_moves(
        self,
        taken: StepsTaken,
        rule: Rule,
        fields: tuple[str, ...],
        least: LeastMove,
        unit: str,
        way: MinimalCorrection,
    ) -> StepsTaken:
        """Add the moves of these bounds to the steps."""
        back = unit in self._givable.eased and RULEBOOK_PREFIX + unit not in way.tags
        moved = [
            RelaxedBound(
                rule=unit,
                field=field,
                was=getattr(rule, field),
                now=getattr(least.rule, field),
                proven=True,
                back=back,
            )
            for field in fields
            if getattr(rule, field) != getattr(least.rule, field)
        ]
        amount = sum(measure_move(rule, step.field, step.now) for step in moved)
        return StepsTaken(
            (*taken.steps, *moved),
            taken.moved | self._mover.hold(least.rule),
            least.values,
            (*taken.losses, *self._list_losses(unit, way)),
            taken.amount + amount,
        )


def _add_step(taken: StepsTaken, step: RepairStep, losses: Sequence[LossKind]) -> StepsTaken:
    """Add a step and its losses to the steps."""
    return replace(taken, steps=(*taken.steps, step), losses=(*taken.losses, *losses))
