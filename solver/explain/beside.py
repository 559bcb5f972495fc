"""Another slate beside the plan: what it costs tier by tier, which findings change, who moves."""

from collections.abc import Sequence

from cocau.constraints.record import Record
from cocau.constraints.rule import Finding, Verdict
from cocau.constraints.slate import Slate
from cocau.solver.differences import Move, differences
from cocau.solver.explain.base import Base
from cocau.solver.shown import fit_to_show


class TierBeside(Record):
    """The aims of one priority (or one sort of moves): the least shortfall in the plan, and here.

    Both are proven, in the planner's units; past the first tier that rises, later ones may fall.
    """

    rules: tuple[str, ...]
    was: int
    now: int


class Changed(Record):
    """A rule of which the verdict, or by how much it is missed, is another one than in the plan."""

    was: Finding
    now: Finding


class Beside(Record):
    """A slate beside that of the plan; `tiers` are all of them, in their order."""

    slate: Slate
    tiers: tuple[TierBeside, ...]
    changed: tuple[Changed, ...]
    moves: tuple[Move, ...]

    @property
    def costs(self) -> tuple[TierBeside, ...]:
        """The tiers that have another value than in the plan; the first of them is worse."""
        return tuple(tier for tier in self.tiers if tier.was != tier.now)


def beside(base: Base, slate: Slate, reached: Sequence[int]) -> Beside:
    """A slate that reaches these values of the tiers, audited and compared with the plan's.

    Raises:
        AuditDisagreesError: it breaks a must: a defect of ours.
    """
    findings = audited(base, slate)
    pairs = zip(base.findings, findings, strict=True)
    tiers = zip(base.tiers, reached, strict=False)
    people = frozenset(base.asked.request.pool.by_id)
    return Beside(
        slate=slate,
        tiers=tuple(TierBeside(rules=tier.rules, was=tier.value, now=now) for tier, now in tiers),
        changed=tuple(Changed(was=was, now=now) for was, now in pairs if _judged(was) != _judged(now)),
        moves=differences(base.slate, slate, people, base.barred),
    )


def audited(base: Base, slate: Slate) -> tuple[Finding, ...]:
    """Every rule judged on a slate that is to be shown.

    Raises:
        AuditDisagreesError: see `beside`.
    """
    return fit_to_show(base.asked.request, base.asked.book, slate, "a slate beside the plan")


def _judged(finding: Finding) -> tuple[Verdict, int]:
    return finding.verdict, finding.short
