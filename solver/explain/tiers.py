"""Tiers of one plan against those of another: which differ, and which plan is the better one."""

from collections.abc import Sequence

from cocau.constraints.rule import Rule
from cocau.solver.effort import Effort, TimeOver
from cocau.solver.explain.pricing import Effect, TierChange
from cocau.solver.highs import Highs
from cocau.solver.model import SlateModel
from cocau.solver.outcome import Impossible, OnProgress, Outcome, OutOfTime, Solved, Tier
from cocau.solver.solve import EngineErred, solve


def changes(before: Sequence[Tier], now: Sequence[Tier]) -> tuple[TierChange, ...]:
    """The tiers that differ; both have the same tiers."""
    return tuple(
        TierChange(rules=was.rules, was=was.value, now=is_.value)
        for was, is_ in zip(before, now, strict=True)
        if was.value != is_.value
    )


def effect(changed: Sequence[TierChange]) -> Effect:
    """Better or worse by the first tier that differs."""
    if not changed:
        return Effect.SAME
    return Effect.BETTER if changed[0].now < changed[0].was else Effect.WORSE


def descended(model: SlateModel, rules: Sequence[Rule], effort: Effort) -> Solved | Impossible:
    """Every tier of the aims among `rules`, proven, or that the musts of this model are impossible.

    Raises:
        TimeOver: not in time.
    """
    found = _searched(model, rules, effort)
    if isinstance(found, OutOfTime):
        raise TimeOver
    return found


def _searched(model: SlateModel, rules: Sequence[Rule], effort: Effort) -> Outcome:
    """The search with the first engine; with the second if the first one's slate breaks its own program."""
    effort.go_on()
    try:
        return solve(model, rules, Highs(), effort.left(), _tell(effort))
    except EngineErred:
        from cocau.solver.cpsat import CpSat  # noqa: PLC0415  # half a second of imports, seldom needed

        return solve(model, rules, CpSat(), effort.left(), _tell(effort))


def _tell(effort: Effort) -> OnProgress:
    """A search within a larger answer stops when that does."""
    return lambda _: effort.watch(None, None)
