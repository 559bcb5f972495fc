"""What engines do not answer, or answer wrongly, is never taken for an answer."""

import pytest

from cocau.app.imports import read_council, read_pool
from cocau.constraints.errors import AuditDisagreesError
from cocau.constraints.quantity import Quantity
from cocau.constraints.select import GROUPS, Among
from cocau.fixtures.run import SHIPPED
from cocau.solver.asked import Asked
from cocau.solver.effort import Effort, TimeOver
from cocau.solver.engine import Answer, Status, Watch
from cocau.solver.explain import extremes, tiers
from cocau.solver.explain.extremes import Region
from cocau.solver.outcome import Impossible, OutOfTime
from cocau.solver.plan import rulebook_for
from cocau.solver.program import Program
from cocau.solver.request import PlanRequest
from cocau.solver.solve import EngineErred


@pytest.fixture(scope="module")
def asked() -> Asked:
    council, pool = (SHIPPED / part / "xa-nho.yaml" for part in ("councils", "pools"))
    request = PlanRequest(council=read_council(council), pool=read_pool(pool)).in_order()
    return Asked(request, rulebook_for(request), Effort(60))


class Says:
    """An engine that always answers the same."""

    name = "says"

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def minimise(
        self,
        program: Program,
        objective: Quantity,
        seconds: float,
        hint: list[int] | None = None,
        watch: Watch | None = None,
    ) -> Answer:
        return self._answer


def _least(asked: Asked, monkeypatch: pytest.MonkeyPatch, first: Answer, second: Answer) -> int | None:
    """The least women on the lists where neither relaxation nor neighbours know, only these engines."""
    monkeypatch.setattr(extremes.Extremes, "_bound", lambda *_: None)
    monkeypatch.setattr(extremes, "_first_engine", lambda: Says(first))
    monkeypatch.setattr(extremes, "_second_engine", lambda: Says(second))
    women = asked.model.count(GROUPS["women"], Among.CANDIDATES)
    return Region(asked.model, asked.musts, Effort(60)).least(women)


NO, LATE = Answer(Status.INFEASIBLE), Answer(Status.STOPPED)


def test_silence_of_an_engine_is_no_answer(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TimeOver):
        _least(asked, monkeypatch, LATE, NO)
    with pytest.raises(TimeOver):
        _least(asked, monkeypatch, NO, LATE)


def test_nothing_is_possible_only_where_both_engines_say_so(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _least(asked, monkeypatch, NO, NO) is None


def test_assignments_that_break_the_program_are_never_answers(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = Answer(Status.OPTIMAL, [0] * len(asked.musts.lower), 0)
    with pytest.raises(AuditDisagreesError):
        _least(asked, monkeypatch, broken, broken)


def test_a_descent_that_ran_out_of_time_is_no_answer(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tiers, "solve", lambda *_: OutOfTime(None, (), ()))
    with pytest.raises(TimeOver):
        tiers.descended(asked.model, asked.book.rules, Effort(60))


def test_where_the_first_engine_erred_the_second_descends(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    def solve(_model: object, _rules: object, engine: object, *_: object) -> Impossible:
        if type(engine).__name__ == "Highs":
            raise EngineErred("HiGHS")
        return Impossible()

    monkeypatch.setattr(tiers, "solve", solve)
    assert tiers.descended(asked.model, asked.book.rules, Effort(60)) == Impossible()
