"""The best plan without one must or pin: none is better by the relaxation, or it is searched and audited."""

from collections.abc import Sequence

from cocau.constraints.errors import AuditDisagreesError, InputError, Problem
from cocau.constraints.rule import Finding, Strength, Verdict
from cocau.constraints.slate import Slate
from cocau.solver.asked import Asked
from cocau.solver.effort import Effort, TimeOver
from cocau.solver.explain.extremes import Extremes, held
from cocau.solver.explain.pricing import Effect, Price, Swap, TierChange
from cocau.solver.explain.spare import Spare
from cocau.solver.explain.tiers import changes, descended, effect
from cocau.solver.model import SlateModel
from cocau.solver.nearness import PEOPLE, POSTS, moves
from cocau.solver.outcome import Solved, Tier
from cocau.solver.pinned import PIN
from cocau.solver.program import value_of
from cocau.solver.relaxation import Relaxation


class Dropping:
    """Prices the musts and pins of one solved request. `tiers`: as the plan reached them, proven."""

    def __init__(self, asked: Asked, slate: Slate, tiers: Sequence[Tier]) -> None:
        self._asked, self._slate, self._tiers = asked, slate, tiers
        self._screens = Spare(lambda: _Screen(asked.model, tiers))

    def price(self, tag: str) -> Price:
        """What the rule or pin of these rows costs the aims.

        Raises:
            TimeOver: not answered in time.
            InputError: the plan's tiers are not what they are said to be.
            AuditDisagreesError: the plan without it breaks something else; a defect of ours.
        """
        with self._screens.borrowed() as screen:
            if screen.costs_nothing(tag, self._asked.effort):
                return _price(tag, Effect.SAME)
        model = self._asked.model.without(tag)
        found = descended(model, self._asked.book.rules, self._asked.effort)
        if not isinstance(found, Solved):
            raise AuditDisagreesError(f"nothing is possible without {tag}, and the plan is")
        changed = changes(self._tiers, found.tiers)
        match effect(changed):
            case Effect.SAME:
                return _price(tag, Effect.SAME)
            case Effect.BETTER:
                return self._gained(tag, model, found.tiers, changed)
            case _:
                raise InputError([ALTERED])

    def _gained(
        self, tag: str, model: SlateModel, tiers: Sequence[Tier], changed: tuple[TierChange, ...]
    ) -> Price:
        price = _price(tag, Effect.BETTER).but(tiers=changed)
        try:
            slate = self._nearest(model, tiers)
        except TimeOver:
            return price
        findings = {f.rule: f for f in self._audited(slate, tag)}
        aims = [rule for tier in changed for rule in tier.rules if rule in findings]
        short = {rule: findings[rule].short for rule in aims}
        return price.but(short=short, swap=_swap(self._slate, slate), finding=findings.get(tag))

    def _nearest(self, model: SlateModel, tiers: Sequence[Tier]) -> Slate:
        """Of all slates that reach these tiers, one that moves the fewest people, then posts, of the plan."""
        counts = moves(model, self._slate)
        program = held(model, model.program, tiers)
        known: list[list[int]] = []
        for what in (PEOPLE, POSTS):
            values = Extremes(model, program, self._asked.effort, [known]).least(counts[what])
            if values is None:
                raise AuditDisagreesError("the tiers of a slate that was found cannot be reached")
            program = program.with_lock(counts[what], value_of(counts[what], values))
            known = [values]
        return model.slate(model.tightened(known[0]))

    def _audited(self, slate: Slate, tag: str) -> tuple[Finding, ...]:
        """How every rule is judged; none but the dropped one may be broken that binds."""
        request, book = self._asked.request, self._asked.book
        findings = book.audit(request.council, request.pool, slate)
        for rule, finding in zip(book.rules, findings, strict=True):
            binds = rule.strength is not Strength.AIM and rule.id != tag
            if binds and finding.verdict is Verdict.BROKEN:
                raise AuditDisagreesError(f"the plan without {tag} breaks {rule.id}")
        return findings


ALTERED = Problem(
    "altered",
    "proposal.aims",
    "Các bậc mục tiêu ghi trong tệp không phải mức tốt nhất: tệp đã bị sửa; hãy chạy lại `cocau plan`.",
    "The tiers of aims in this file are not the optimum: it was altered; run `cocau plan` again.",
)


class _Screen:
    """Relaxations of the tiers that could be nearer, one each, with the tiers before it held: kept warm."""

    def __init__(self, model: SlateModel, tiers: Sequence[Tier]) -> None:
        self._tags = frozenset(model.program.tags())
        self._open = [
            (Relaxation(held(model, model.program, tiers[:n])), model.objective(tier.rules), tier.value)
            for n, tier in enumerate(tiers)
            if tier.value > 0
        ]

    def costs_nothing(self, tag: str, effort: Effort) -> bool:
        """Whether no tier can be nearer without these rows: the relaxation's bound is the plan's value."""
        for relaxation, objective, value in self._open:
            effort.go_on()
            relaxation.keep(self._tags - {tag})
            found = relaxation.minimum(objective, effort.left())
            if found is None or found[0] < value:
                return False
        return True


def _price(tag: str, said: Effect) -> Price:
    if tag.startswith(PIN):
        return Price(pin=tag.removeprefix(PIN), effect=said)
    return Price(rule=tag, effect=said)


def _swap(before: Slate, now: Slate) -> Swap:
    def gone(one: Sequence[str], other: Sequence[str]) -> tuple[str, ...]:
        return tuple(sorted({*one} - {*other}))

    posts = {p: now.holders(p) for p in now.posts if {*now.holders(p)} != {*before.holders(p)}}
    return Swap(
        listed=gone(now.listed, before.listed),
        unlisted=gone(before.listed, now.listed),
        joined=gone(now.deputies, before.deputies),
        left=gone(before.deputies, now.deputies),
        posts=posts,
    )
