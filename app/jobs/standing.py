"""How far a computation is, as it crosses from the child to whoever waits."""

from dataclasses import asdict, dataclass

from cocau.constraints.record import Record
from cocau.constraints.slate import Slate
from cocau.solver.outcome import OutOfTime, Progress, Tier


class Level(Record):
    """One tier of aims in the best slate so far; see `solver.outcome.Tier`."""

    rules: tuple[str, ...]
    value: int
    bound: int


class Best(Record):
    """The best slate so far, audited: it breaks no must. Nothing better is ruled out but by the bounds."""

    slate: Slate
    tiers: tuple[Level, ...] = ()
    open_tier: tuple[str, ...] = ()

    def as_outcome(self) -> OutOfTime:
        """The same as what a search answers."""
        tiers = tuple(Tier(level.rules, level.value, level.bound) for level in self.tiers)
        return OutOfTime(self.slate, tiers, self.open_tier)


class Standing(Record):
    """Where a search stands; see `solver.outcome.Progress`. `best`: only where it is new.

    `rows`: of a batch, JSON of what it has done; whoever computes it next after a death goes on from there.
    """

    step: int
    steps: int
    rules: tuple[str, ...] = ()
    value: int | None = None
    bound: int | None = None
    elapsed: float
    best: Best | None = None
    rows: str | None = None


@dataclass(frozen=True)
class Done(Progress):
    """The progress of a batch, which has rows instead of a best slate."""

    rows: str = ""


def standing(progress: Progress) -> Standing:
    """What a search tells, as a value that can be sent."""
    found = progress.best
    best = None
    if found is not None and found.slate is not None:
        levels = tuple(Level(**asdict(tier)) for tier in found.tiers)
        best = Best(slate=found.slate, tiers=levels, open_tier=found.open_tier)
    return Standing(
        step=progress.step,
        steps=progress.steps,
        rules=progress.rules,
        value=progress.value,
        bound=progress.bound,
        elapsed=progress.elapsed,
        best=best,
        rows=progress.rows if isinstance(progress, Done) and progress.rows else None,
    )
