"""A proven plan, its best variant under one more demand, and the comparison of the two."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from cocau.constraints.checks.council import check_slate
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.model.slate import Slate
from cocau.constraints.record import Record
from cocau.constraints.rules.quantity import LinearConstraint
from cocau.constraints.rules.rule import Finding, Verdict
from cocau.solver.engines.highs import Highs
from cocau.solver.explain.descent import Goal, LexicographicMinimum, minimise_in_order
from cocau.solver.model.program import Program
from cocau.solver.model.restricted_programs import build_demanding_program
from cocau.solver.model.slate_model import (
    MOVE_TIERS,
    PEOPLE_MOVES,
    POST_MOVES,
    SlateModel,
    build_move_quantities,
)
from cocau.solver.outcome import Tier
from cocau.solver.proposal import Proposal, ProposalOutcome, audit_lawful_slate, get_proven_tiers
from cocau.solver.request import PlanRequest
from cocau.solver.search.lexicographic import EngineError, get_tiers
from cocau.solver.search.planning_task import PlanningTask, restore_task
from cocau.solver.slate_differences import PersonMove, compare_slates
from cocau.solver.time_budget import TimeBudget


@dataclass(frozen=True)
class ProvenPlan:
    """A proposal whose slate is proven optimal, with what is needed to plan variants."""

    proposal: Proposal
    task: PlanningTask
    slate: Slate
    tiers: tuple[Tier, ...]

    @cached_property
    def model_nearby(self) -> SlateModel:
        """Return the model of the request that stays near the plan, in which others are seated."""
        return SlateModel(self.task.request.replace_unvalidated(near=self.slate), self.task.book)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Audit the plan's slate by every rule."""
        request = self.task.request
        return self.task.book.audit(request.council, request.pool, self.slate)

    @cached_property
    def barred(self) -> dict[str, tuple[str, ...]]:
        """Return the people whom each standard bars, by the standard's id."""
        return self.task.book.list_barred_by_standard(self.task.request.council, self.task.request.pool)


def build_proven_plan(proposal: Proposal, effort: TimeBudget, others: Sequence[Problem] = ()) -> ProvenPlan:
    """Build the proven plan of a stored proposal.

    `others`: problems to be raised together with its own.

    Raises:
        InputError: no slate, one that was not proven the best, or one altered so that it means nothing.
    """
    slate, request = proposal.slate, proposal.request
    if slate is None:
        raise InputError([*others, _NO_SLATE])
    if proposal.outcome is not ProposalOutcome.SOLVED:
        raise InputError([*others, _NOT_PROVEN])
    if problems := check_slate(request.council, request.pool, slate):
        raise InputError([*others, *problems])
    task = restore_task(proposal, effort)
    return ProvenPlan(proposal, task, slate, verify_tiers(proposal, task, slate))


def verify_tiers(proposal: Proposal, task: PlanningTask, slate: Slate) -> tuple[Tier, ...]:
    """Return a proven proposal's tiers after checking that they fit its rules and slate.

    Raises:
        InputError: an aim is lacking, or one that is missed has no shortfall, or one that is kept has some.
    """
    tiers, request = get_proven_tiers(proposal), task.request
    findings = task.book.audit(request.council, request.pool, slate)
    broken = (task.book.by_id[finding.rule] for finding in findings if finding.verdict is Verdict.BROKEN)
    missed = {rule.id for rule in broken if not rule.about_council}  # no slate can come nearer to those
    aims = (tier for tier in tiers if tier.rules[0] not in MOVE_TIERS)
    fit = all((tier.value > 0) is not missed.isdisjoint(tier.rules) for tier in aims)
    if not fit or [tier.rules for tier in tiers] != _list_expected_tiers(task):
        raise InputError([ALTERED])
    return tiers


def _list_expected_tiers(task: PlanningTask) -> Sequence[tuple[str, ...]]:
    return [*((moves,) for moves in task.model.moves), *get_tiers(task.book.rules)]


_NO_SLATE = Problem(
    "no_slate",
    ("proposal", "slate"),
    "Phương án này không có danh sách nên không có gì để hỏi; hãy lập được phương án trước.",
    "This proposal holds no slate, so there is nothing to ask about; plan one first.",
)
_NOT_PROVEN = Problem(
    "not_proven",
    ("proposal", "outcome"),
    "Chưa chứng minh phương án này là tốt nhất (hết thời gian, đã dừng hoặc sửa tay), nên không so sánh "
    "được; hãy lập lại với nhiều thời gian hơn (--seconds).",
    "This slate was not proven the best (out of time, stopped or changed by hand), so nothing "
    "can be compared with it; plan again with more time (--seconds).",
)
ALTERED = Problem(
    "altered",
    ("proposal", "aims"),
    "Các chỉ tiêu đã lưu không khớp với những gì lưu cùng chúng; tệp đã bị sửa, xem `cocau audit`.",
    "The tiers stored do not fit what is stored with them; the file was altered, see `cocau audit`.",
)
"""Tiers of other rules, or values that no slate reaches."""


class TierComparison(Record):
    """The least shortfall of a tier (aims of a priority, or a sort of moves) in two slates.

    Both are proven, in the planner's units; past the first tier that rises, later ones may fall.
    """

    rules: tuple[str, ...]
    was: int
    now: int


class ChangedFinding(Record):
    """A rule whose verdict or shortfall differs between the plan and another slate."""

    was: Finding
    now: Finding


class AlternativeSlate(Record):
    """A slate compared with the plan's; `tiers` has all of them, in their order."""

    slate: Slate
    tiers: tuple[TierComparison, ...]
    changed: tuple[ChangedFinding, ...]
    moves: tuple[PersonMove, ...]

    @property
    def costs(self) -> tuple[TierComparison, ...]:
        """Return the tiers whose values differ from the plan's; the first of them is worse."""
        return tuple(tier for tier in self.tiers if tier.was != tier.now)


def compare_with_plan(base: ProvenPlan, slate: Slate, reached: Sequence[int]) -> AlternativeSlate:
    """Audit a slate that reaches these tier values, and compare it with the plan's.

    Raises:
        AuditDisagreesError: it breaks a must: a defect of ours.
    """
    findings = audit_shown_slate(base, slate)
    pairs = zip(base.findings, findings, strict=True)
    tiers = zip(base.tiers, reached, strict=False)
    people = frozenset(base.task.request.pool.by_id)
    return AlternativeSlate(
        slate=slate,
        tiers=tuple(TierComparison(rules=tier.rules, was=tier.value, now=now) for tier, now in tiers),
        changed=tuple(
            ChangedFinding(was=was, now=now)
            for was, now in pairs
            if _get_judgement(was) != _get_judgement(now)
        ),
        moves=compare_slates(base.slate, slate, people, base.barred),
    )


def audit_shown_slate(base: ProvenPlan, slate: Slate) -> tuple[Finding, ...]:
    """Audit by every rule a slate that is to be shown.

    Raises:
        AuditDisagreesError: see `compare_with_plan`.
    """
    return audit_lawful_slate(base.task.request, base.task.book, slate, "a slate beside the plan")


def _get_judgement(finding: Finding) -> tuple[Verdict, int]:
    """Return the verdict and the shortfall of a finding."""
    return finding.verdict, finding.short


@dataclass(frozen=True)
class PlanVariant:
    """The request of a plan with more demanded.

    `demand` gives the rows; `alone`: people whose constituency it is about, each to be a group alone;
    `known`: values of the tiers that nothing beats, where they are worse than the plan's.
    """

    base: ProvenPlan
    demand: Callable[[SlateModel], Iterable[LinearConstraint]]
    alone: tuple[str, ...] = ()
    known: tuple[int, ...] | None = None

    @cached_property
    def model(self) -> SlateModel:
        """Return the model in whose variables the demand is expressed."""
        return self._build_model(self.base.task.request) if self.alone else self.base.task.model

    @cached_property
    def program(self) -> Program:
        """Return the program of the plan with the demand in it."""
        return self._build_program(self.model)

    def best(self, effort: TimeBudget, *, close: bool) -> LexicographicMinimum | None:
        """Minimise each tier of the plan, then, if `close`, the people and posts moved, then lots.

        None: one engine says that there is no such slate.

        Raises:
            TimeOver, EngineError: see `minimise_in_order`.
        """
        goals = self._build_goals(self.model)
        if close:
            moved = build_move_quantities(self.model, self.base.slate)
            goals += [Goal(moved[PEOPLE_MOVES]), Goal(moved[POST_MOVES])]
        return self.minimise(self.program, [*goals, Goal(self.model.people.lots)], effort)

    def find_slate(self, minimum: LexicographicMinimum, effort: TimeBudget) -> Slate:
        """Place the recruits close to the plan, as far as that costs nothing, then by lot.

        Raises:
            TimeOver, EngineError: see `minimise_in_order`.
        """
        request = self.base.task.request
        plain = request.near is None  # else it stays near another slate already, and that comes first
        model = self._build_model_nearby() if plain else self.model
        program = model.with_people_fixed(self._build_program(model), minimum.values)
        for tier, value in zip(self.base.tiers, minimum.reached, strict=False):
            program = program.with_lock(model.objective(tier.rules), value)
        kept = [Goal(model.places.count_displaced())] if plain else []
        placed = self.minimise(program, [*kept, Goal(model.places.lots)], effort)
        if placed is None:
            raise AssertionError("people who were placed once can be placed again")
        return model.build_slate(placed.values)

    def minimise(
        self, program: Program, goals: Sequence[Goal], effort: TimeBudget
    ) -> LexicographicMinimum | None:
        """Minimise goals in their order, with the second engine where the first errs.

        See `cocau.solver.explain.descent.minimise_in_order`.
        """
        try:
            return minimise_in_order(program, goals, Highs(), effort)
        except EngineError:
            return minimise_in_order(program, goals, self.base.task.engines[1], effort)

    def _build_goals(self, model: SlateModel) -> list[Goal]:
        """Build a goal for each tier of the plan, with a known bound.

        With more demanded, no tier can fall below the plan's value before another rises.
        """
        tiers = self.base.tiers
        known = self.known or tuple(tier.value for tier in tiers)
        return [Goal(model.objective(tier.rules), value) for tier, value in zip(tiers, known, strict=True)]

    def _build_model_nearby(self) -> SlateModel:
        if not self.alone:
            return self.base.model_nearby
        return self._build_model(self.base.task.request.replace_unvalidated(near=self.base.slate))

    def _build_program(self, model: SlateModel) -> Program:
        """Build the program of the plan with the demand in it."""
        kept = self.base.task.request.pins.constituencies
        placed = {f"pin:at:{i}" for i in self.alone if i not in kept}
        program = model.program.with_tags(lambda tag: tag not in placed)
        return build_demanding_program(program, self.demand(model))

    def _build_model(self, request: PlanRequest) -> SlateModel:
        """Build a model in which each person in `alone` is a group alone.

        They are pinned somewhere for that; `_build_program` lets the pins go.
        """
        anywhere = dict.fromkeys(self.alone, request.council.constituencies[0].id)
        pins = request.pins.replace_unvalidated(constituencies=anywhere | request.pins.constituencies)
        return SlateModel(request.replace_unvalidated(pins=pins), self.base.task.book)
