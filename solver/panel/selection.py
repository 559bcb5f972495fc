"""Panel selection: from a task to an audited panel, or to every cheapest way out.

The panel within the quotas is drawn by lots: the same every time, and not a lottery
with fair odds. Each person's lot is drawn from the seed and the id; the panel with the
least sum of lots is taken. Two panels hardly ever have the same sum, so the panel
depends on the question, not on an engine's path. People in a rare group have far better
odds than others; no one's chance is stated.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from cocau.constraints.rules.quantity import Quantity
from cocau.solver.engines.engine import Engine, EngineAnswer, EngineStatus
from cocau.solver.engines.highs import Highs
from cocau.solver.engines.relaxation import LinearRelaxation
from cocau.solver.model.program import STRUCTURAL, Program
from cocau.solver.model.tie_breaks import draw_lot
from cocau.solver.panel.answer import (
    Panel,
    PanelAnswer,
    PanelConflict,
    PanelPart,
    PanelRecruits,
    PanelStatus,
    QuotaChange,
    QuotaRelaxation,
    QuotaRelaxations,
)
from cocau.solver.panel.infeasibility import PanelConflictSearch, find_fewest_recruits, relax_quotas
from cocau.solver.panel.lp_probe import probe_relaxation
from cocau.solver.panel.model import (
    FeatureValues,
    Household,
    HouseholdGroup,
    PanelModel,
    QuotaMoves,
    QuotaPrices,
    count_households,
    group_households,
)
from cocau.solver.panel.task import BoundSide, PanelTask, QuotaBounds, check_panel, count_quotas
from cocau.solver.search.kernel_search import LpOptimum, minimise_near
from cocau.solver.time_budget import TimeBudget


@dataclass(frozen=True)
class DrawnPanel:
    """A panel drawn by lots.

    Ids in their order; `complete`: no panel within the quotas has a smaller sum of lots.
    """

    ids: tuple[str, ...]
    complete: bool


def draw_panel(task: PanelTask, bounds: QuotaBounds, engine: Engine, effort: TimeBudget) -> DrawnPanel | None:
    """Draw the panel that the lots choose; None if there is none, or not in time."""
    urn = _LotProgram(task, bounds)

    def minimise(program: Program, hint: list[int] | None) -> EngineAnswer:
        return engine.minimise(program, urn.cost, effort.left(), hint, effort.watch, near=True)

    answer = EngineAnswer(EngineStatus.STOPPED)
    relaxation = LinearRelaxation(urn.program)
    bound = relaxation.minimum(urn.cost, effort.left(), effort.watch)
    if bound is not None:
        answer = minimise_near(urn.program, LpOptimum.of(relaxation, bound[0]), urn.cost, minimise)
    if answer.status is EngineStatus.STOPPED:
        answer = minimise(urn.program, answer.values)
    if answer.values is None or not urn.program.allows(answer.values):
        return None
    ids = sorted(person for variable, person in urn.person.items() if answer.values[variable])
    return DrawnPanel(tuple(ids), answer.status is EngineStatus.OPTIMAL)


class _LotProgram:
    """The program of lots: a variable for each person who can be drawn.

    Of each household and values that is the one with the least lot.
    """

    def __init__(self, task: PanelTask, bounds: QuotaBounds) -> None:
        self.program = Program()
        self.person: dict[int, str] = {}
        self._task = task
        self._lots: dict[int, int] = {}
        self._counted: dict[tuple[str, str], list[int]] = defaultdict(list)
        for street in group_households(task):
            self._add_group(street)
        self.cost = Quantity(self._lots)
        self.program.add(STRUCTURAL, _sum_variables(self.person).equals(task.size))
        for i in task.order:
            here = _sum_variables(self._counted[task.quotas[i].key])
            self.program.add(STRUCTURAL, here >= bounds[i][0])
            self.program.add(STRUCTURAL, here <= bounds[i][1])

    def _add_group(self, street: HouseholdGroup) -> None:
        """Add the people of a household group."""
        if len(street.values) == 1:
            best = sorted(self._pick_person(home, street.values[0]) for home in street.homes)
            for each in best[: self._task.size]:
                self._add_variable(street.values[0], *each)
            return
        for home in street.homes:
            here = [self._add_variable(values, *self._pick_person(home, values)) for values in street.values]
            self.program.add(STRUCTURAL, _sum_variables(here) <= 1)

    def _pick_person(self, home: Household, values: FeatureValues) -> tuple[int, str]:
        """Pick the person of a household with these values who has the least lot."""
        return min(
            (draw_lot("panel", self._task.seed, person.id), person.id) for person in home.people[values]
        )

    def _add_variable(self, values: FeatureValues, its_lot: int, person: str) -> int:
        """Add the variable of a person."""
        variable = self.program.variable(1)
        self.person[variable], self._lots[variable] = person, its_lot
        for key in zip(self._task.features, values, strict=True):
            self._counted[key].append(variable)
        return variable


def _sum_variables(variables: Iterable[int]) -> Quantity:
    """Return the sum of variables as a quantity."""
    return Quantity(dict.fromkeys(variables, 1))


def choose_panel(
    task: PanelTask, effort: TimeBudget, limit: int = 10, *, all_conflicts: bool = False
) -> PanelAnswer:
    """Answer a panel task, with at most `limit` relaxations and conflicts.

    Raises:
        AuditDisagreesError: a defect of ours; no such panel is ever returned.
    """
    return _PanelSearch(task, effort, limit, all_conflicts).answer()


class _PanelSearch:
    """The search for the answer to one task."""

    def __init__(self, task: PanelTask, effort: TimeBudget, limit: int, all_conflicts: bool) -> None:  # noqa: FBT001
        self._task, self._effort, self._limit, self._all = task, effort, limit, all_conflicts
        self._open: set[PanelPart] = set()

    @cached_property
    def _engines(self) -> tuple[Engine, Engine]:
        from cocau.solver.engines.cpsat import CpSat  # noqa: PLC0415  # half a second of imports, seldom needed

        return Highs(), CpSat()

    def answer(self) -> PanelAnswer:
        """Decide whether a panel exists, then draw it or explain why not.

        That there is none both engines have to say.
        """
        status = first = self._probe()
        if first is not EngineStatus.OPTIMAL:
            status = EngineStatus.STOPPED if self._effort.is_over else self._check_existence(self._engines[1])
        if status is EngineStatus.INFEASIBLE and first is not EngineStatus.INFEASIBLE:
            status = EngineStatus.STOPPED
        if status is EngineStatus.INFEASIBLE:
            return self._explain()
        panel = None if status is EngineStatus.STOPPED else self._draw(self._task.bounds)
        if panel is None:
            return self._build_draft(PanelStatus.OPEN).with_open_parts([PanelPart.PANEL])
        return (
            self._build_draft(PanelStatus.PANEL)
            .replace_unvalidated(panel=panel)
            .with_open_parts([*self._open])
        )

    def _probe(self) -> EngineStatus:
        """Return the first engine's status, mostly from one relaxation."""
        if self._effort.watch(None, None):
            return EngineStatus.STOPPED
        seen = probe_relaxation(self._task, QuotaPrices(self._task), self._effort.left())
        if not seen.possible or seen.least:
            return EngineStatus.INFEASIBLE
        return EngineStatus.OPTIMAL if seen.moves is not None else self._check_existence(Highs())

    def _check_existence(self, engine: Engine) -> EngineStatus:
        """Ask an engine for any panel within the quotas, and return the status."""
        program = PanelModel(self._task).require_size().require_bounds(self._task.bounds).program
        answer = engine.minimise(program, Quantity(), self._effort.left(), watch=self._effort.watch)
        if answer.values is not None and program.allows(answer.values):
            return EngineStatus.OPTIMAL
        return EngineStatus.INFEASIBLE if answer.status is EngineStatus.INFEASIBLE else EngineStatus.STOPPED

    def _draw(self, bounds: QuotaBounds) -> Panel | None:
        """Draw the panel by lots, and audit it."""
        by_lot: DrawnPanel | None = draw_panel(self._task, bounds, Highs(), self._effort.renew())
        if by_lot is None and not self._effort.is_over:
            by_lot = draw_panel(self._task, bounds, self._engines[1], self._effort)
        if by_lot is None:
            return None
        if not by_lot.complete:
            self._open.add(PanelPart.LOTS)
        check_panel(self._task, bounds, by_lot.ids)
        counts = tuple(count for _, _, count, _, _ in count_quotas(self._task, bounds, by_lot.ids))
        return Panel(ids=by_lot.ids, counts=counts)

    def _explain(self) -> PanelAnswer:
        """Find conflicts, ways out and recruits, and build the answer."""
        conflicts, relaxations, new = self._explain_in_parallel()
        found, complete = conflicts or ((), False)
        draft = self._build_draft(PanelStatus.INFEASIBLE)
        answer = draft.replace_unvalidated(
            conflicts=found, conflicts_complete=complete, relaxations=relaxations, recruits=new
        )
        return answer.with_open_parts([*self._open])

    def _explain_in_parallel(
        self,
    ) -> tuple[tuple[tuple[PanelConflict, ...], bool] | None, QuotaRelaxations | None, PanelRecruits | None]:
        """Find conflicts, relaxations and recruits side by side."""
        parts: dict[PanelPart, Any] = {
            PanelPart.CONFLICTS: self._find_conflicts,
            PanelPart.RELAXATIONS: self._find_relaxations,
            PanelPart.RECRUITS: self._find_recruits,
        }
        answers = dict(zip(parts, self._effort.run_all([*parts.values()]), strict=True))
        self._open |= {part for part, answer in answers.items() if answer is None}
        return answers[PanelPart.CONFLICTS], answers[PanelPart.RELAXATIONS], answers[PanelPart.RECRUITS]

    def _find_conflicts(self) -> tuple[tuple[PanelConflict, ...], bool]:
        """Find one conflict or all, and whether none is missing."""
        conflicts = PanelConflictSearch(self._task, self._task.bounds, self._engines, self._effort)
        one = conflicts.smallest()
        if one is None:
            self._open.add(PanelPart.CONFLICTS)
            return (), False
        found, complete = conflicts.find_others(one, self._limit) if self._all else ((one,), False)
        unfinished = not one.smallest or (self._all and not complete)
        if not one.irreducible or (unfinished and self._effort.is_over):
            self._open.add(PanelPart.CONFLICTS)
        return found, complete

    def _find_relaxations(self) -> QuotaRelaxations | None:
        """Find the cheapest relaxations of the quotas, each with a panel."""
        found = relax_quotas(self._task, self._engines, self._effort, self._limit)
        if not found.possible:
            return self._explain_flex()
        if not found.proven:
            self._open.add(PanelPart.RELAXATIONS)
        if not found.moves:
            return None
        return QuotaRelaxations(
            possible=True,
            cost=str(found.moves[0].cost),
            proven=found.proven,
            complete=found.complete,
            confirmed_by=found.confirmed_by,
            found=tuple(self._build_relaxation(moves) for moves in found.moves),
            in_the_way=None,
        )

    def _explain_flex(self) -> QuotaRelaxations:
        """Explain which flex bounds forbid all moves."""
        blocked = PanelConflictSearch(self._task, self._task.flex, self._engines, self._effort).smallest()
        if blocked is None:
            self._open.add(PanelPart.RELAXATIONS)
        names = () if blocked is None else blocked.confirmed_by
        return QuotaRelaxations(
            possible=False,
            cost=None,
            proven=len(names) > 1,
            complete=len(names) > 1,
            confirmed_by=names,
            found=(),
            in_the_way=blocked,
        )

    def _build_relaxation(self, moves: QuotaMoves) -> QuotaRelaxation:
        """Build one relaxation, with a panel within the moved bounds."""
        changes = []
        for bound, by in moves.by:
            quota = self._task.quotas[bound.quota]
            is_min = bound.side is BoundSide.MIN
            now = quota.min if is_min else quota.max
            changes.append(
                QuotaChange(
                    feature=quota.feature,
                    value=quota.value,
                    side=bound.side,
                    bound=now,
                    becomes=now - by if is_min else now + by,
                )
            )
        panel = self._draw(moves.apply_to(self._task.bounds))
        if panel is None:
            self._open.add(PanelPart.LOTS)
        return QuotaRelaxation(changes=tuple(changes), panel=panel)

    def _find_recruits(self) -> PanelRecruits | None:
        """Find the fewest recruits that make a panel possible."""
        found = find_fewest_recruits(self._task, self._engines[0], self._effort)
        if found is not None and not found.complete:
            self._open.add(PanelPart.RECRUITS)
        return found

    def _build_draft(self, status: PanelStatus) -> PanelAnswer:
        """Build the answer to the task with this status and nothing else."""
        task = self._task
        return PanelAnswer(
            task=task.digest,
            size=task.size,
            seed=task.seed,
            people=len(task.people),
            homes=count_households(task) if task.households else None,
            without_address=sum(p.home is None for p in task.people) if task.households else 0,
            features=task.features,
            quotas=task.quotas,
            pool=task.pool,
            status=status,
        )
