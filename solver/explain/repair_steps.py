"""From the tags of a way out to its steps: pins let go, aims lowered, bounds moved, rules dropped."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from cocau.constraints.rule import Rule
from cocau.solver.explain.bounds import loosest, movable
from cocau.solver.explain.givable import RULEBOOK, Givable, Loss, dropped
from cocau.solver.explain.moved_bounds import Least, Mover, towards
from cocau.solver.explain.repair import Dropped, Lowered, Moved, Released, Step
from cocau.solver.explain.ways_out import Way
from cocau.solver.pinned import PIN
from cocau.solver.program import NamedRow, Program


@dataclass(frozen=True)
class Taken:
    """Steps taken so far: the rows of moved bounds, an assignment that holds, and what was lost."""

    steps: tuple[Step, ...]
    rows: tuple[NamedRow, ...]
    values: list[int]
    losses: tuple[Loss, ...] = ()
    amount: int = 0


class Stepping:
    """The steps of ways out of one program. `people`: how many a bound may ever ask for."""

    def __init__(self, givable: Givable, program: Program, mover: Mover, people: int) -> None:
        self._givable, self._program, self._mover, self._people = givable, program, mover, people

    def of(self, way: Way, start: Taken | None = None) -> Iterator[Taken]:
        """Every way to take the steps of a way out, the dearest first: one for each bound that suffices.

        `start`: the steps before those; what they gave up is no tag of the program any more.

        Raises:
            TimeOver: a least move was not found in time.
        """
        kept = self._program.keeping(lambda tag: tag not in way.tags)
        units = sorted({tag.removeprefix(RULEBOOK) for tag in way.tags}, key=lambda u: self._rank(u, way))
        yield from self._rest(kept, units, way, start or Taken((), (), way.values))

    def _rank(self, unit: str, way: Way) -> tuple[int, str]:
        return min(self._losses(unit, way)), unit

    def _losses(self, unit: str, way: Way) -> list[Loss]:
        tags = [tag for tag in (RULEBOOK + unit, unit) if tag in way.tags]
        return [self._givable.losses[tag] for tag in tags]

    def _rest(self, kept: Program, units: Sequence[str], way: Way, taken: Taken) -> Iterator[Taken]:
        if not units:
            yield taken
            return
        for one in self._step(kept, units[0], way, taken):
            yield from self._rest(kept, units[1:], way, one)

    def _step(self, kept: Program, unit: str, way: Way, taken: Taken) -> Iterator[Taken]:
        losses = self._losses(unit, way)
        if unit.startswith(PIN):
            yield _and(taken, Released(pin=unit.removeprefix(PIN)), losses)
        elif self._givable.is_raised(unit):
            yield _and(taken, Lowered(rule=unit), losses)
        else:
            yield from self._bound(kept, unit, way, taken)

    def _bound(self, kept: Program, unit: str, way: Way, taken: Taken) -> Iterator[Taken]:
        rule, losses = self._givable.rule(unit), self._losses(unit, way)
        lasts = self._lasts(rule, unit, way)
        others = kept.with_rows(taken.rows)
        alone = ((f, self._mover.step(others, rule, f, last, taken.values)) for f, last in lasts.items())
        moved = [(field, least) for field, least in alone if least is not None]
        for field, least in moved:
            yield self._moved(taken, rule, (field,), least, unit, way)
        together = None if moved or len(lasts) < 2 else self._mover.together(others, rule, lasts)  # noqa: PLR2004  # more bounds than one
        if together is not None:
            yield self._moved(taken, rule, tuple(lasts), together, unit, way)
        elif not moved:
            yield _and(taken, Dropped(rule=unit, bounds=tuple(lasts)), [dropped(loss) for loss in losses])

    def _lasts(self, rule: Rule, unit: str, way: Way) -> dict[str, int]:
        """How far each bound may move: to the rulebook's own value where the rulebook's must still holds."""
        eased = self._givable.eased.get(unit)
        if eased is None or RULEBOOK + unit in way.tags:
            return {field: loosest(field, self._people) for field in movable(rule)}
        changed = (f for f in movable(rule) if getattr(eased, f) != getattr(rule, f))
        own = {field: getattr(eased, field) for field in changed}
        return {f: loosest(f, self._people) if v is None else v for f, v in own.items()}

    def _moved(
        self, taken: Taken, rule: Rule, fields: tuple[str, ...], least: Least, unit: str, way: Way
    ) -> Taken:
        back = unit in self._givable.eased and RULEBOOK + unit not in way.tags
        moved = [
            Moved(
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
        amount = sum(towards(rule, step.field, step.now) for step in moved)
        return Taken(
            (*taken.steps, *moved),
            (*taken.rows, *self._mover.rows(least.rule)),
            least.values,
            (*taken.losses, *self._losses(unit, way)),
            taken.amount + amount,
        )


def _and(taken: Taken, step: Step, losses: Sequence[Loss]) -> Taken:
    return replace(taken, steps=(*taken.steps, step), losses=(*taken.losses, *losses))
