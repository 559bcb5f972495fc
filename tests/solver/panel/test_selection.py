"""What a panel's answer says: why there is none, what is open, and that nothing is claimed that is not known."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import pytest

from cocau.constraints.errors import AuditDisagreesError
from cocau.constraints.rules.quantity import Quantity
from cocau.solver.engines.engine import Engine, EngineAnswer
from cocau.solver.engines.engine import EngineStatus as Ended
from cocau.solver.engines.highs import Highs
from cocau.solver.model.program import Program
from cocau.solver.panel import infeasibility as loosening
from cocau.solver.panel import infeasibility as recruiting
from cocau.solver.panel import infeasibility as whys
from cocau.solver.panel import selection as road
from cocau.solver.panel.answer import PanelConflict, PanelConflictReason, PanelPart, PanelStatus
from cocau.solver.panel.infeasibility import PanelConflictSearch
from cocau.solver.panel.lp_probe import ProbeResult
from cocau.solver.panel.selection import choose_panel
from cocau.solver.panel.task import BoundSide, PanelTask, Quota, Respondent, check_panel, list_faults
from cocau.solver.time_budget import TimeBudget


def _pool(values: Sequence[str], homes: Sequence[str | None] | None = None) -> tuple[Respondent, ...]:
    at = homes or [None] * len(values)
    return tuple(Respondent(f"p{i:02d}", (v,), h) for i, (v, h) in enumerate(zip(values, at, strict=True)))


def _quota(value: str, low: int, high: int, **flex: int) -> Quota:
    return Quota(feature="f", value=value, min=low, max=high, **flex)


def _why(task: PanelTask) -> tuple[PanelConflictReason, bool | None, bool | None]:
    conflict = choose_panel(task, TimeBudget(60)).conflicts[0]
    return conflict.reason, conflict.size, conflict.households


def test_too_few_people_with_a_value_are_a_scarcity() -> None:
    task = PanelTask(4, (_quota("a", 3, 4), _quota("b", 0, 4)), _pool("aabbbb"))
    answer = choose_panel(task, TimeBudget(60))
    assert answer.conflicts[0].reason is PanelConflictReason.SCARCE
    barrier = answer.conflicts[0].barriers[0]
    assert (barrier.value, barrier.side, barrier.bound, barrier.pool, barrier.reach) == (
        "a",
        BoundSide.MIN,
        3,
        2,
        2,
    )
    assert answer.relaxations is not None
    assert answer.relaxations.cost == "5/3"
    assert answer.recruits is not None
    assert [(n.value, n.least) for n in answer.recruits.needs] == [("a", 1)]


def test_minima_or_maxima_that_leave_no_room_are_a_sum() -> None:
    assert _why(PanelTask(3, (_quota("a", 2, 2), _quota("b", 2, 2)), _pool("aabb"))) == (
        PanelConflictReason.SUM,
        True,
        False,
    )
    assert _why(PanelTask(4, (_quota("a", 0, 1), _quota("b", 0, 2)), _pool("aaabbb"))) == (
        PanelConflictReason.SUM,
        True,
        False,
    )


def test_a_maximum_that_the_rest_of_the_pool_cannot_make_up_for_is_joint() -> None:
    task = PanelTask(4, (_quota("a", 0, 1), _quota("b", 0, 4)), _pool("aaabb"))
    assert _why(task) == (PanelConflictReason.JOINT, True, False)


def test_the_household_rule_is_named_where_it_is_the_reason() -> None:
    quotas = (_quota("a", 2, 2), _quota("b", 1, 2))
    homes = ["1", "2", "1", "2"]
    assert (
        choose_panel(PanelTask(3, quotas, _pool("aabb", homes)), TimeBudget(60)).status is PanelStatus.PANEL
    )
    assert _why(PanelTask(3, quotas, _pool("aabb", homes), households=True)) == (
        PanelConflictReason.POOL,
        True,
        True,
    )
    scarce = PanelTask(
        2, (_quota("a", 2, 2), _quota("b", 0, 2)), _pool("aab", ["1", "1", "2"]), households=True
    )
    assert _why(scarce) == (PanelConflictReason.SCARCE, False, True)


def test_a_pool_that_is_too_small_is_a_conflict_of_no_quota() -> None:
    answer = choose_panel(PanelTask(3, (_quota("a", 0, 3),), _pool("aa")), TimeBudget(60))
    assert answer.conflicts[0].reason is PanelConflictReason.POOL
    assert answer.conflicts[0].barriers == ()
    assert answer.relaxations is not None
    assert not answer.relaxations.possible
    assert answer.relaxations.in_the_way is not None
    assert answer.relaxations.in_the_way.reason is PanelConflictReason.POOL
    assert answer.recruits is not None
    assert answer.recruits.number == 1


def test_two_people_of_one_known_home_are_never_taken_together() -> None:
    quotas = (_quota("a", 0, 4),)
    answer = choose_panel(
        PanelTask(2, quotas, _pool("aaa", ["1", "1", None]), households=True), TimeBudget(60)
    )
    assert answer.panel is not None
    assert "p02" in answer.panel.ids
    assert answer.homes == 2
    assert answer.without_address == 1


def test_the_seed_changes_the_lots_and_nothing_else() -> None:
    quotas = (_quota("a", 2, 2), _quota("b", 2, 2))
    drawn = {
        choose_panel(PanelTask(4, quotas, _pool("ab" * 20), seed=seed), TimeBudget(60)).panel
        for seed in ("", "x", "y", "z")
    }
    assert len(drawn) > 1


def test_a_limit_is_kept_and_said() -> None:
    task = PanelTask(3, (_quota("a", 2, 2), _quota("b", 2, 2), _quota("c", 2, 2)), _pool("aabbcc"))
    every = choose_panel(task, TimeBudget(60), 1000).relaxations
    some = choose_panel(task, TimeBudget(60), 2).relaxations
    assert every is not None
    assert some is not None
    assert every.complete
    assert len(every.found) > 2
    assert len(some.found) == 2
    assert (some.cost, some.proven, some.complete) == (every.cost, True, False)


def test_many_different_minima_are_priced_exactly_all_the_same() -> None:
    """Their least common multiple is past what an engine is given: rounded prices, exact answers."""
    sizes = (7, 11, 13, 17, 19)
    quotas = tuple(_quota(chr(97 + i), n, n) for i, n in enumerate(sizes))
    pool = _pool("".join(chr(97 + i) * n for i, n in enumerate(sizes)))
    answer = choose_panel(PanelTask(sum(sizes) - 1, quotas, pool), TimeBudget(60))
    assert answer.relaxations is not None
    assert Fraction(answer.relaxations.cost or 0) == 1 + Fraction(2, 19)
    assert [c.value for r in answer.relaxations.found for c in r.changes] == ["e"]
    assert answer.relaxations.proven


@pytest.mark.parametrize(("cheap", "dear"), [("a", "b"), ("b", "a")])
def test_prices_that_look_alike_when_rounded_are_told_apart(cheap: str, dear: str) -> None:
    quotas = (_quota(dear, 300, 600), _quota(cheap, 301, 600))
    told = choose_panel(PanelTask(600, quotas, _pool(dear * 400 + cheap * 400)), TimeBudget(60)).relaxations
    assert told is not None
    assert told.cost == "303/301"
    assert [[(c.value, c.becomes) for c in r.changes] for r in told.found] == [[(cheap, 300)]]
    assert told.complete


def test_a_value_that_some_group_of_recruits_lacks_is_not_needed() -> None:
    quotas = tuple(
        Quota(feature=f, value=v, min=0, max=3) for f, v in (("f", "a"), ("f", "b"), ("g", "x"), ("g", "y"))
    )
    told = choose_panel(PanelTask(2, quotas, (Respondent("p", ("a", "x")),)), TimeBudget(60)).recruits
    assert told is not None
    assert (told.number, told.needs) == (1, ())


@pytest.mark.parametrize(("values", "size", "proven"), [("ab", 3, True), ("abc", 5, False)])
def test_in_a_large_program_a_smallest_conflict_is_claimed_only_where_it_was_proven(
    monkeypatch: pytest.MonkeyPatch, values: str, size: int, proven: bool
) -> None:
    monkeypatch.setattr(whys, "LARGE_PROGRAM", 1)
    monkeypatch.setattr(whys, "FEW_ROUNDS", 0)
    twice = tuple(
        Quota(feature=f, value=v, min=2, max=2) for f in "fg" for v in values
    )  # no bound is in every conflict
    people = tuple(Respondent(f"p{n}", (v, v)) for n, v in enumerate(2 * values))
    answer = choose_panel(PanelTask(size, twice, people), TimeBudget(60))
    assert len(answer.conflicts[0].barriers) == len(values)  # of two, what shrinking met shows each alone
    assert (answer.conflicts[0].irreducible, answer.conflicts[0].smallest) == (True, proven)
    assert answer.open == ()


def test_without_time_nothing_is_claimed() -> None:
    answer = choose_panel(PanelTask(2, (_quota("a", 3, 3),), _pool("aaa")), TimeBudget(0, lambda _: True))
    assert answer.status is PanelStatus.OPEN
    assert answer.open == (PanelPart.PANEL,)
    assert answer.panel is None


class Tired:
    """An engine that never gets to an answer."""

    name = "tired"

    def minimise(
        self,
        program: Program,
        objective: Quantity,
        seconds: float,
        hint: object = None,
        watch: object = None,
        *,
        near: bool = False,
    ) -> EngineAnswer:
        return EngineAnswer(Ended.STOPPED)


class Lying:
    """An engine that finds everything impossible."""

    name = "lying"

    def minimise(
        self,
        program: Program,
        objective: Quantity,
        seconds: float,
        hint: object = None,
        watch: object = None,
        *,
        near: bool = False,
    ) -> EngineAnswer:
        return EngineAnswer(Ended.INFEASIBLE)


class Wrong(Highs):
    """An engine whose assignments break the program."""

    def minimise(
        self,
        program: Program,
        objective: Quantity,
        seconds: float,
        hint: list[int] | None = None,
        watch: object = None,
        *,
        near: bool = False,
    ) -> EngineAnswer:
        return EngineAnswer(Ended.OPTIMAL, [9] * len(program.lower), 0)


SCARCE = PanelTask(4, (_quota("a", 3, 4), _quota("b", 0, 4)), _pool("aabbbb"))


@pytest.mark.parametrize("engine", [Tired, Lying, Wrong])
def test_an_engine_that_does_not_answer_or_lies_is_overruled_by_the_other(
    engine: type[Engine], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(road, "Highs", engine)
    answer = choose_panel(PanelTask(2, (_quota("a", 1, 2),), _pool("aaa")), TimeBudget(60))
    assert answer.status is PanelStatus.PANEL
    assert answer.open == ()


def blind(*_: object) -> ProbeResult:
    """A first look that tells nothing."""
    return ProbeResult()


def test_that_there_is_no_panel_no_engine_says_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(road._PanelSearch, "_engines", (Highs(), Tired()))
    assert choose_panel(SCARCE, TimeBudget(60)).status is PanelStatus.OPEN
    monkeypatch.setattr(road, "probe_relaxation", blind)
    monkeypatch.setattr(road, "Highs", Tired)
    monkeypatch.setattr(road._PanelSearch, "_engines", (Tired(), Highs()))
    assert choose_panel(SCARCE, TimeBudget(60)).status is PanelStatus.OPEN


def test_where_no_engine_answers_it_is_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(road, "probe_relaxation", blind)
    monkeypatch.setattr(road, "Highs", Tired)
    monkeypatch.setattr(road._PanelSearch, "_engines", (Tired(), Tired()))
    answer = choose_panel(SCARCE, TimeBudget(60))
    assert answer.status is PanelStatus.OPEN
    assert answer.open == (PanelPart.PANEL,)


def test_moves_that_an_engine_breaks_or_never_finds_are_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loosening, "probe_relaxation", blind)
    for engine in (Tired(), Wrong()):
        found = loosening.relax_quotas(SCARCE, (engine, engine), TimeBudget(60), 5)
        assert found.possible
        assert not found.proven
        assert found.moves == ()


def test_what_time_did_not_allow_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = choose_panel(SCARCE, TimeBudget(60))
    monkeypatch.setattr(road, "find_fewest_recruits", lambda *_: None)
    monkeypatch.setattr(road, "relax_quotas", lambda *_: loosening.CheapestMoves())
    monkeypatch.setattr(road.PanelConflictSearch, "smallest", lambda _: None)
    answer = choose_panel(SCARCE, TimeBudget(60))
    assert honest.open == ()
    assert answer.status is PanelStatus.INFEASIBLE
    assert answer.open == (PanelPart.CONFLICTS, PanelPart.RELAXATIONS, PanelPart.RECRUITS)
    monkeypatch.setattr(road, "relax_quotas", lambda *_: loosening.CheapestMoves(possible=False))
    assert PanelPart.RELAXATIONS in choose_panel(SCARCE, TimeBudget(60)).open


def test_a_panel_of_a_relaxation_that_is_not_drawn_in_time_is_missing_and_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(road, "draw_panel", lambda *_: None)
    answer = choose_panel(SCARCE, TimeBudget(60))
    assert answer.relaxations is not None
    assert answer.relaxations.found[0].panel is None
    assert answer.open == (PanelPart.LOTS,)


@pytest.mark.parametrize(
    ("ids", "said"),
    [
        (("p00", "p01"), ""),
        (("p00", "p00"), "p00 is named 2 times"),
        (("p00", "p09"), "p09 is not in the pool"),
        (("p00",), "1 people, not 2"),
        (("p00", "p02"), "2 people of one household"),
        (("p02", "p03"), "f a: 0, not 1 to 2"),
    ],
)
def test_the_audit_finds_what_is_wrong_with_a_panel(ids: tuple[str, ...], said: str) -> None:
    quotas = (_quota("a", 1, 2), _quota("b", 0, 2))
    task = PanelTask(2, quotas, _pool("aabb", ["1", "2", "1", None]), households=True)
    found = [*list_faults(task, task.bounds, ids)]
    assert (said in found) if said else (found == [])
    if said:
        with pytest.raises(AuditDisagreesError, match="the panel"):
            check_panel(task, task.bounds, ids)


class Hasty(Highs):
    """An engine that finds something and proves nothing."""

    def minimise(
        self,
        program: Program,
        objective: Quantity,
        seconds: float,
        hint: list[int] | None = None,
        watch: object = None,
        *,
        near: bool = False,
    ) -> EngineAnswer:
        found = super().minimise(program, objective, seconds)
        return found if found.values is None else EngineAnswer(Ended.STOPPED, found.values, 0)


def test_an_engine_that_proves_nothing_is_not_believed_to_have(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(loosening, "probe_relaxation", blind)
        found = loosening.relax_quotas(SCARCE, (Hasty(), Hasty()), TimeBudget(60), 5)
    assert (len(found.moves), found.proven, found.complete) == (1, False, False)
    assert recruiting.find_fewest_recruits(SCARCE, Hasty(), TimeBudget(60)) is None
    assert recruiting.find_fewest_recruits(SCARCE, Tired(), TimeBudget(60)) is None
    conflict = PanelConflictSearch(SCARCE, SCARCE.bounds, (Hasty(), Highs()), TimeBudget(60)).smallest()
    assert conflict is not None
    assert conflict.barriers[0].reach is None
    monkeypatch.setattr(road, "Highs", Hasty)
    answer = choose_panel(PanelTask(2, (_quota("a", 1, 2),), _pool("aaa")), TimeBudget(60))
    assert answer.status is PanelStatus.PANEL
    assert answer.open == (PanelPart.LOTS,)


def test_needs_that_were_not_all_asked_in_time_are_open(monkeypatch: pytest.MonkeyPatch) -> None:
    class Once(Highs):
        asked = 0

        def minimise(self, *arguments: Any, **more: Any) -> EngineAnswer:
            Once.asked += 1
            return super().minimise(*arguments, **more) if Once.asked == 1 else EngineAnswer(Ended.STOPPED)

    found = recruiting.find_fewest_recruits(SCARCE, Once(), TimeBudget(60))
    assert found is not None
    assert (found.number, found.needs, found.complete) == (1, (), False)
    monkeypatch.setattr(road, "find_fewest_recruits", lambda *_: found)
    assert choose_panel(SCARCE, TimeBudget(60)).open == (PanelPart.RECRUITS,)


def test_all_conflicts_that_time_did_not_allow_are_open(monkeypatch: pytest.MonkeyPatch) -> None:
    task = PanelTask(3, (_quota("a", 2, 2), _quota("b", 2, 2)), _pool("aabb"))
    effort = TimeBudget(60)
    some = PanelConflictSearch.find_others

    def late(
        self: PanelConflictSearch, known: PanelConflict, limit: int
    ) -> tuple[tuple[PanelConflict, ...], bool]:
        found, _ = some(self, known, limit)
        effort._stopped = True
        return found, False

    monkeypatch.setattr(PanelConflictSearch, "find_others", late)
    choice = road._PanelSearch(task, effort, 5, True)
    found = choice._find_conflicts()
    assert found is not None
    assert choice._open == {PanelPart.CONFLICTS}
