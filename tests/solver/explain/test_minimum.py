"""What engines do not answer, or answer wrongly, is never taken for an answer."""

import pytest

from cocau.app.files.readers import read_council, read_pool
from cocau.constraints.errors import AuditDisagreesError
from cocau.constraints.model.selectors import GROUPS, Among
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.quantity import Quantity
from cocau.constraints.rules.rule import Strength, Verdict
from cocau.fixtures.run import SHIPPED
from cocau.solver.engines.engine import EngineAnswer, EngineStatus, Watch
from cocau.solver.engines.highs import Highs
from cocau.solver.explain import minimum, prices
from cocau.solver.explain.minimum import SharedMinimiser
from cocau.solver.model.program import Program
from cocau.solver.outcome import Impossible, OutOfTime, Solved
from cocau.solver.plan import resolve_rulebook
from cocau.solver.request import PlanRequest
from cocau.solver.search import lexicographic
from cocau.solver.search.kernel_search import LpOptimum
from cocau.solver.search.lexicographic import EngineError, solve
from cocau.solver.search.planning_task import PlanningTask
from cocau.solver.time_budget import TimeBudget, TimeOver


@pytest.fixture(scope="module")
def asked() -> PlanningTask:
    council, pool = (SHIPPED / part / "xa-nho.yaml" for part in ("councils", "pools"))
    request = PlanRequest(council=read_council(council), pool=read_pool(pool)).in_order()
    return PlanningTask(request, resolve_rulebook(request), TimeBudget(60))


class Says:
    """An engine that always answers the same."""

    name = "says"

    def __init__(self, answer: EngineAnswer) -> None:
        self._answer = answer

    def minimise(
        self,
        program: Program,
        objective: Quantity,
        seconds: float,
        hint: list[int] | None = None,
        watch: Watch | None = None,
        *,
        near: bool = False,
    ) -> EngineAnswer:
        return self._answer


def _least(
    asked: PlanningTask, monkeypatch: pytest.MonkeyPatch, first: EngineAnswer, second: EngineAnswer
) -> int | None:
    """The least women on the lists where neither relaxation nor neighbours know, only these engines."""
    monkeypatch.setattr(minimum.Minimiser, "_find_bound", lambda *_: None)
    monkeypatch.setattr(minimum, "_make_first_engine", lambda: Says(first))
    monkeypatch.setattr(minimum, "_make_second_engine", lambda: Says(second))
    women = asked.model.count(GROUPS["women"], Among.CANDIDATES)
    return SharedMinimiser(asked.model, asked.musts, TimeBudget(60)).compute_minimum(women)


NO, LATE = EngineAnswer(EngineStatus.INFEASIBLE), EngineAnswer(EngineStatus.STOPPED)


def test_silence_of_an_engine_is_no_answer(asked: PlanningTask, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TimeOver):
        _least(asked, monkeypatch, LATE, NO)
    with pytest.raises(TimeOver):
        _least(asked, monkeypatch, NO, LATE)


def test_nothing_is_possible_only_where_both_engines_say_so(
    asked: PlanningTask, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _least(asked, monkeypatch, NO, NO) is None


def test_assignments_that_break_the_program_are_never_answers(
    asked: PlanningTask, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = EngineAnswer(EngineStatus.OPTIMAL, [0] * len(asked.musts.lower), 0)
    with pytest.raises(AuditDisagreesError):
        _least(asked, monkeypatch, broken, broken)


def test_a_descent_that_ran_out_of_time_is_no_answer(
    asked: PlanningTask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prices, "solve", lambda *_, **__: OutOfTime(None, (), ()))
    with pytest.raises(TimeOver):
        prices.solve_tiers(asked.model, asked.book.rules, TimeBudget(60))


def test_where_the_first_engine_erred_the_second_descends(
    asked: PlanningTask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def solve(_model: object, _rules: object, engine: object, *_: object, **__: object) -> Impossible:
        if type(engine).__name__ == "Highs":
            raise EngineError("HiGHS")
        return Impossible()

    monkeypatch.setattr(prices, "solve", solve)
    assert prices.solve_tiers(asked.model, asked.book.rules, TimeBudget(60)) == Impossible()


@pytest.mark.parametrize("close", [True, False])
def test_tiers_are_the_same_whichever_slate_reaches_them(
    asked: PlanningTask, monkeypatch: pytest.MonkeyPatch, *, close: bool
) -> None:
    drawn = solve(asked.model, asked.book.rules, Highs(), 60)
    if not close:  # neither the relaxation nor what is near it shows a slate
        monkeypatch.setattr(LpOptimum, "rounded", property(lambda self: [0] * len(self.parts)))
        monkeypatch.setattr(lexicographic, "find_near", lambda *_: None)
    found = solve(asked.model, asked.book.rules, Highs(), 60, draws=False)
    assert isinstance(drawn, Solved)
    assert isinstance(found, Solved)
    assert found.tiers == drawn.tiers
    barred = asked.book.list_barred(asked.request.council, asked.request.pool)
    context = AuditContext(asked.request.council, asked.request.pool, found.slate, barred)
    musts = [rule for rule in asked.book.rules if rule.strength is Strength.MUST]
    assert not [rule.id for rule in musts if rule.audit(context).verdict is Verdict.BROKEN]
