"""A conflict as it is told: its members, how near each comes while the others hold, who there is for it."""

from collections.abc import Iterable, Iterator
from functools import partial

from cocau.constraints.errors import AuditDisagreesError
from cocau.constraints.rule import Rule, Standard, Strength, Verdict
from cocau.solver.asked import Asked
from cocau.solver.blockers import AIM
from cocau.solver.conflict import Core
from cocau.solver.effort import Effort
from cocau.solver.explain.facts import Nearest
from cocau.solver.explain.nearest import audited, nearest
from cocau.solver.explain.supply import supply
from cocau.solver.nearness import MOVES
from cocau.solver.pinned import PIN
from cocau.solver.program import Program
from cocau.solver.proposal import Conflict


def conflict_of(core: Core) -> Conflict:
    """The rules and pins of a core."""
    tags = [tag.removeprefix(AIM) for tag in core.tags]
    return Conflict(
        rules=tuple(t for t in tags if not t.startswith(PIN) and t not in MOVES),
        pins=tuple(t.removeprefix(PIN) for t in tags if t.startswith(PIN) or t in MOVES),
        irreducible=core.irreducible,
        smallest=core.smallest,
        confirmed_by=core.confirmed_by,
    )


def told(asked: Asked, program: Program, found: Conflict, effort: Effort, aim: str | None = None) -> Conflict:
    """The conflict with what makes it so. `aim`: what it keeps from holding, in a program where that binds.

    Raises:
        AuditDisagreesError: a defect of ours.
    """
    binding = [asked.book.by_id[i] for i in (*(() if aim is None else (aim,)), *found.rules)]
    binding = [rule for rule in binding if rule.strength is not Strength.AIM or rule.id == aim]
    there = supply(asked.request, asked.barred_by, binding, found.pins)
    near = tuple(_near(asked, program, found, effort, binding)) if found.irreducible else ()
    return found.but(nearest=near, described=there.described, wanted=there.wanted)


def _near(
    asked: Asked, program: Program, found: Conflict, effort: Effort, binding: Iterable[Rule]
) -> Iterator[Nearest]:
    """How near each rule comes, in the order of the conflict; without those not found out in time."""
    tags = set(program.tags())
    core = [t for m in found.members for t in (m, PIN + m, AIM + m) if t in tags]
    own = {rule: tag for rule in found.rules for tag in (rule, AIM + rule) if tag in core}
    jobs = [
        partial(nearest, asked, program, core, tag, asked.book.by_id[rule], effort)
        for rule, tag in own.items()
    ]
    for each in effort.each(jobs):
        if each is not None and each.finding.verdict is Verdict.BROKEN:
            _agreed(asked, each, [rule for rule in binding if rule.id != each.rule])
            yield each


def _agreed(asked: Asked, found: Nearest, others: Iterable[Rule]) -> None:
    """On its slate the others of the conflict hold, and every standard: else that is a defect of ours."""
    standards = [rule for rule in asked.book.rules if isinstance(rule, Standard)]
    broken = [
        rule.id
        for rule in (*others, *standards)
        if audited(asked, rule, found.slate).verdict is Verdict.BROKEN
    ]
    if broken:
        raise AuditDisagreesError(f"the slate nearest to {found.rule} breaks {', '.join(broken)}")
