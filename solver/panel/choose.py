"""The road: a task in, an audited panel out; or what stands in the way, and every cheapest way out."""

from functools import cached_property
from typing import Any

from cocau.constraints.quantity import Quantity
from cocau.solver.effort import Effort
from cocau.solver.engine import Engine, Status
from cocau.solver.highs import Highs
from cocau.solver.panel import answer as told
from cocau.solver.panel.answer import (
    Change,
    Conflict,
    Panel,
    PanelAnswer,
    Part,
    Recruits,
    Relaxation,
    Relaxations,
)
from cocau.solver.panel.audit import check, counted
from cocau.solver.panel.conflicts import Conflicts
from cocau.solver.panel.homes import many
from cocau.solver.panel.look import look
from cocau.solver.panel.loosened import loosened
from cocau.solver.panel.lots import Drawn, drawn
from cocau.solver.panel.model import PanelModel
from cocau.solver.panel.prices import Moves, Prices
from cocau.solver.panel.recruits import recruits
from cocau.solver.panel.task import Bounds, Side, Task


def choose(task: Task, effort: Effort, limit: int = 10, *, all_conflicts: bool = False) -> PanelAnswer:
    """The answer to a task: at most `limit` relaxations and conflicts.

    Raises:
        AuditDisagreesError: a defect of ours; no such panel is ever returned.
    """
    return _Choice(task, effort, limit, all_conflicts).answer()


class _Choice:
    """One task being answered."""

    def __init__(self, task: Task, effort: Effort, limit: int, all_conflicts: bool) -> None:  # noqa: FBT001
        self._task, self._effort, self._limit, self._all = task, effort, limit, all_conflicts
        self._open: set[Part] = set()

    @cached_property
    def _engines(self) -> tuple[Engine, Engine]:
        from cocau.solver.cpsat import CpSat  # noqa: PLC0415  # half a second of imports, seldom needed

        return Highs(), CpSat()

    def answer(self) -> PanelAnswer:
        """Is there a panel at all? That there is none both engines have to say."""
        status = first = self._seen()
        if first is not Status.OPTIMAL:
            status = Status.STOPPED if self._effort.over else self._exists(self._engines[1])
        if status is Status.INFEASIBLE and first is not Status.INFEASIBLE:
            status = Status.STOPPED
        if status is Status.INFEASIBLE:
            return self._explained()
        panel = None if status is Status.STOPPED else self._drawn(self._task.bounds)
        if panel is None:
            return self._draft(told.Status.OPEN).opened([Part.PANEL])
        return self._draft(told.Status.PANEL).but(panel=panel).opened([*self._open])

    def _seen(self) -> Status:
        """The first engine's answer, mostly from one relaxation."""
        if self._effort.watch(None, None):
            return Status.STOPPED
        seen = look(self._task, Prices(self._task), self._effort.left())
        if not seen.possible or seen.least:
            return Status.INFEASIBLE
        return Status.OPTIMAL if seen.moves is not None else self._exists(Highs())

    def _exists(self, engine: Engine) -> Status:
        program = PanelModel(self._task).sized().within(self._task.bounds).program
        answer = engine.minimise(program, Quantity(), self._effort.left(), watch=self._effort.watch)
        if answer.values is not None and program.allows(answer.values):
            return Status.OPTIMAL
        return Status.INFEASIBLE if answer.status is Status.INFEASIBLE else Status.STOPPED

    def _drawn(self, bounds: Bounds) -> Panel | None:
        """The panel of the lots, audited."""
        by_lot: Drawn | None = drawn(self._task, bounds, Highs(), self._effort.again())
        if by_lot is None and not self._effort.over:
            by_lot = drawn(self._task, bounds, self._engines[1], self._effort)
        if by_lot is None:
            return None
        if not by_lot.complete:
            self._open.add(Part.LOTS)
        check(self._task, bounds, by_lot.ids)
        counts = tuple(count for _, _, count, _, _ in counted(self._task, bounds, by_lot.ids))
        return Panel(ids=by_lot.ids, counts=counts)

    def _explained(self) -> PanelAnswer:
        """Conflicts, ways out and recruits, side by side."""
        conflicts, relaxations, new = self._side_by_side()
        found, complete = conflicts or ((), False)
        draft = self._draft(told.Status.INFEASIBLE)
        answer = draft.but(
            conflicts=found, conflicts_complete=complete, relaxations=relaxations, recruits=new
        )
        return answer.opened([*self._open])

    def _side_by_side(
        self,
    ) -> tuple[tuple[tuple[Conflict, ...], bool] | None, Relaxations | None, Recruits | None]:
        parts: dict[Part, Any] = {
            Part.CONFLICTS: self._conflicts,
            Part.RELAXATIONS: self._relaxations,
            Part.RECRUITS: self._recruits,
        }
        answers = dict(zip(parts, self._effort.each([*parts.values()]), strict=True))
        self._open |= {part for part, answer in answers.items() if answer is None}
        return answers[Part.CONFLICTS], answers[Part.RELAXATIONS], answers[Part.RECRUITS]

    def _conflicts(self) -> tuple[tuple[Conflict, ...], bool]:
        conflicts = Conflicts(self._task, self._task.bounds, self._engines, self._effort)
        one = conflicts.smallest()
        if one is None:
            self._open.add(Part.CONFLICTS)
            return (), False
        found, complete = conflicts.others(one, self._limit) if self._all else ((one,), False)
        unfinished = not one.smallest or (self._all and not complete)
        if not one.irreducible or (unfinished and self._effort.over):
            self._open.add(Part.CONFLICTS)
        return found, complete

    def _relaxations(self) -> Relaxations | None:
        found = loosened(self._task, self._engines, self._effort, self._limit)
        if not found.possible:
            return self._forbidden()
        if not found.proven:
            self._open.add(Part.RELAXATIONS)
        if not found.moves:
            return None
        return Relaxations(
            possible=True,
            cost=str(found.moves[0].cost),
            proven=found.proven,
            complete=found.complete,
            confirmed_by=found.confirmed_by,
            found=tuple(self._relaxation(moves) for moves in found.moves),
            in_the_way=None,
        )

    def _forbidden(self) -> Relaxations:
        """No moves within the flex bounds: which of these forbid all."""
        blocked = Conflicts(self._task, self._task.flex, self._engines, self._effort).smallest()
        if blocked is None:
            self._open.add(Part.RELAXATIONS)
        names = () if blocked is None else blocked.confirmed_by
        return Relaxations(
            possible=False,
            cost=None,
            proven=len(names) > 1,
            complete=len(names) > 1,
            confirmed_by=names,
            found=(),
            in_the_way=blocked,
        )

    def _relaxation(self, moves: Moves) -> Relaxation:
        changes = []
        for bound, by in moves.by:
            quota = self._task.quotas[bound.quota]
            is_min = bound.side is Side.MIN
            now = quota.min if is_min else quota.max
            changes.append(
                Change(
                    feature=quota.feature,
                    value=quota.value,
                    side=bound.side,
                    bound=now,
                    becomes=now - by if is_min else now + by,
                )
            )
        panel = self._drawn(moves.bounds(self._task.bounds))
        if panel is None:
            self._open.add(Part.LOTS)
        return Relaxation(changes=tuple(changes), panel=panel)

    def _recruits(self) -> Recruits | None:
        found = recruits(self._task, self._engines[0], self._effort)
        if found is not None and not found.complete:
            self._open.add(Part.RECRUITS)
        return found

    def _draft(self, status: told.Status) -> PanelAnswer:
        task = self._task
        return PanelAnswer(
            task=task.digest,
            size=task.size,
            seed=task.seed,
            people=len(task.people),
            homes=many(task) if task.households else None,
            without_address=sum(p.home is None for p in task.people) if task.households else 0,
            features=task.features,
            quotas=task.quotas,
            pool=task.pool,
            status=status,
        )
