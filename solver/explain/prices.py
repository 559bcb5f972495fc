"""The prices of musts and pins: what each costs the aims, and one step of each bound.

The best plan without one must or pin is no better by the relaxation, or it is searched and audited.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Literal, NamedTuple

from cocau.constraints.errors import (
    AuditDisagreesError,
    GivenValue,
    InputError,
    OverrideError,
    Problem,
    list_nearest,
)
from cocau.constraints.model.slate import Slate
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.rule import Finding, Rule, Strength, Verdict
from cocau.solver.engines.highs import Highs
from cocau.solver.engines.relaxation import LinearRelaxation
from cocau.solver.explain.minimum import Minimiser, ResourcePool, hold_tiers
from cocau.solver.explain.price_report import (
    AimEffect,
    PeopleSwap,
    PriceStep,
    RulePrice,
    RulePrices,
    TierChange,
)
from cocau.solver.explain.proven_plan import verify_tiers
from cocau.solver.model.program import evaluate
from cocau.solver.model.slate_model import (
    PEOPLE_MOVES,
    PIN_PREFIX,
    POST_MOVES,
    SlateModel,
    build_move_quantities,
)
from cocau.solver.outcome import Impossible, OnProgress, OutOfTime, SearchOutcome, Solved, Tier
from cocau.solver.proposal import Proposal, ProposalOutcome
from cocau.solver.proposal_builder import build_conflict_proposal
from cocau.solver.question import ProposalQuestion, relocate_problems
from cocau.solver.search.lexicographic import EngineError, solve
from cocau.solver.search.planning_task import PlanningTask, restore_task
from cocau.solver.time_budget import TimeBudget, TimeOver


def compare_tiers(before: Sequence[Tier], now: Sequence[Tier]) -> tuple[TierChange, ...]:
    """List the tiers that differ; both plans have the same tiers."""
    return tuple(
        TierChange(rules=was.rules, was=was.value, now=is_.value)
        for was, is_ in zip(before, now, strict=True)
        if was.value != is_.value
    )


def get_effect(changed: Sequence[TierChange]) -> AimEffect:
    """Return whether the changed tiers are better or worse, by the first that differs."""
    if not changed:
        return AimEffect.SAME
    return AimEffect.BETTER if changed[0].now < changed[0].was else AimEffect.WORSE


def solve_tiers(model: SlateModel, rules: Sequence[Rule], effort: TimeBudget) -> Solved | Impossible:
    """Minimise every tier of the aims among `rules`, or prove the model's musts impossible.

    Raises:
        TimeOver: not in time.
    """
    found = _solve_with_either_engine(model, rules, effort)
    if isinstance(found, OutOfTime):
        raise TimeOver
    return found


def _solve_with_either_engine(model: SlateModel, rules: Sequence[Rule], effort: TimeBudget) -> SearchOutcome:
    """Solve with the first engine, or with the second if the first breaks its own program."""
    effort.raise_if_over()
    try:
        return solve(model, rules, Highs(), effort.left(), _build_progress_watch(effort), draws=False)
    except EngineError:
        from cocau.solver.engines.cpsat import CpSat  # noqa: PLC0415  # half a second of imports, seldom needed

        return solve(model, rules, CpSat(), effort.left(), _build_progress_watch(effort), draws=False)


def _build_progress_watch(effort: TimeBudget) -> OnProgress:
    """Build a progress callback that stops a search when the larger answer stops."""
    return lambda _: effort.watch(None, None)


class BoundStepper:
    """Moves the bounds of one solved request by one step each.

    `tiers`: as the plan reached them, proven.
    """

    def __init__(self, task: PlanningTask, slate: Slate, tiers: Sequence[Tier]) -> None:
        self._task, self._tiers = task, tiers
        request = task.request
        barred = task.book.list_barred(request.council, request.pool)
        self._plan = AuditContext(request.council, request.pool, slate, barred)

    def add_steps(self, prices: Sequence[RulePrice]) -> tuple[RulePrice, ...]:
        """Add to each price the steps of its rule's bounds."""
        steps: list[list[PriceStep]] = [[] for _ in prices]
        tries: list[tuple[int, int, Rulebook]] = []
        for n, price in enumerate(prices):
            for step, book in self._list_steps(price):
                if step.effect is AimEffect.OPEN:
                    tries.append((n, len(steps[n]), book))
                steps[n].append(step)
        jobs = [partial(self._solve_step, steps[n][k], book) for n, k, book in tries]
        for (n, k, _), found in zip(tries, self._task.effort.run_all(jobs), strict=True):
            steps[n][k] = found or steps[n][k]
        return tuple(
            price.replace_unvalidated(steps=tuple(own)) for price, own in zip(prices, steps, strict=True)
        )

    def _list_steps(self, price: RulePrice) -> Iterator[tuple[PriceStep, Rulebook]]:
        """Yield every step of a rule's bounds, with the effect where it is known without a search."""
        rule = None if price.rule is None else self._task.book.by_id[price.rule]
        if rule is None or rule.about_council:
            return
        for field in sorted(rule.adjustable):
            was = getattr(rule, field)
            for by in () if was is None else (get_looser_step(field), -get_looser_step(field)):
                try:
                    book = self._task.book.apply_overrides({rule.id: {field: was + by}})
                except OverrideError:
                    continue  # the bound has no such value
                wider = by == get_looser_step(field)
                free = price.effect is AimEffect.SAME if wider else self._is_kept_by_plan(book.by_id[rule.id])
                said = AimEffect.SAME if free else AimEffect.OPEN
                yield PriceStep(field=field, was=was, now=was + by, looser=wider, effect=said), book

    def _is_kept_by_plan(self, rule: Rule) -> bool:
        """Return whether the plan keeps the tighter rule, so that nothing is lost."""
        return rule.audit(self._plan).verdict is Verdict.KEPT

    def _solve_step(self, step: PriceStep, book: Rulebook) -> PriceStep:
        """Solve the request under a moved bound, and return the step with its effect."""
        task = PlanningTask(self._task.request, book, self._task.effort)
        found = solve_tiers(task.model, book.rules, task.effort)
        if isinstance(found, Impossible):
            proposal = build_conflict_proposal(task)
            core = None if proposal is None else proposal.conflict
            return (
                step if core is None else step.replace_unvalidated(effect=AimEffect.CONFLICT, conflict=core)
            )
        changed = compare_tiers(self._tiers, found.tiers)
        return step.replace_unvalidated(effect=get_effect(changed), tiers=changed)


def get_looser_step(field: str) -> int:
    """Return the change by one that loosens a bound: lower bounds fall, all others rise."""
    return -1 if field.startswith("at_least") else 1


class RuleDropper:
    """Prices the musts and pins of one solved request by planning without each.

    `tiers`: as the plan reached them, proven.
    """

    def __init__(self, task: PlanningTask, slate: Slate, tiers: Sequence[Tier]) -> None:
        self._task, self._slate, self._tiers = task, slate, tiers
        self._screens = ResourcePool(lambda: _RelaxationScreen(task.model, tiers))
        with self._screens.borrow() as screen:
            self._bounds = screen.bound_tiers(task.effort)

    def compute_price(self, tag: str) -> RulePrice:
        """Compute what the rule or pin with this tag costs the aims.

        Raises:
            TimeOver: not answered in time.
            InputError: the plan's tiers are not what they are said to be.
            AuditDisagreesError: the plan without it breaks something else; a defect of ours.
        """
        with self._screens.borrow() as screen:
            if self._bounds is not None and screen.costs_nothing(tag, self._bounds, self._task.effort):
                return _build_price(tag, AimEffect.SAME)
        model = self._task.model.without(tag)
        found = solve_tiers(model, self._task.book.rules, self._task.effort)
        if not isinstance(found, Solved):
            raise AuditDisagreesError(f"no slate is possible without {tag}, yet the plan has one")
        changed = compare_tiers(self._tiers, found.tiers)
        match get_effect(changed):
            case AimEffect.SAME:
                return _build_price(tag, AimEffect.SAME)
            case AimEffect.BETTER:
                return self._build_gain(tag, model, found.tiers, changed)
            case _:
                raise InputError([NOT_OPTIMAL])

    def _build_gain(
        self, tag: str, model: SlateModel, tiers: Sequence[Tier], changed: tuple[TierChange, ...]
    ) -> RulePrice:
        """Build the price of a tag without which the aims are nearer."""
        price = _build_price(tag, AimEffect.BETTER).replace_unvalidated(tiers=changed)
        try:
            slate = self._find_nearest_slate(model, tiers)
        except TimeOver:
            return price
        findings = {f.rule: f for f in self._audit_without(slate, tag)}
        aims = [rule for tier in changed for rule in tier.rules if rule in findings]
        short = {rule: findings[rule].short for rule in aims}
        return price.replace_unvalidated(
            short=short, swap=_build_swap(self._slate, slate), finding=findings.get(tag)
        )

    def _find_nearest_slate(self, model: SlateModel, tiers: Sequence[Tier]) -> Slate:
        """Find a slate of these tiers that moves the fewest people, then posts, of the plan."""
        counts = build_move_quantities(model, self._slate)
        program = hold_tiers(model, model.program, tiers)
        known: list[list[int]] = []
        for what in (PEOPLE_MOVES, POST_MOVES):
            values = Minimiser(model, program, self._task.effort, [known]).least(counts[what])
            if values is None:
                raise AuditDisagreesError("the tiers of a slate that was found cannot be reached")
            program = program.with_lock(counts[what], evaluate(counts[what], values))
            known = [values]
        return model.build_slate(model.tighten_slacks(known[0]))

    def _audit_without(self, slate: Slate, tag: str) -> tuple[Finding, ...]:
        """Audit a slate by every rule, and check that only the dropped one is broken."""
        request, book = self._task.request, self._task.book
        findings = book.audit(request.council, request.pool, slate)
        for rule, finding in zip(book.rules, findings, strict=True):
            binds = rule.strength is not Strength.AIM and rule.id != tag
            if binds and finding.verdict is Verdict.BROKEN:
                raise AuditDisagreesError(f"the plan without {tag} breaks {rule.id}")
        return findings


NOT_OPTIMAL = Problem(
    "altered",
    ("proposal", "aims"),
    "Các chỉ tiêu ghi trong tệp không phải mức tốt nhất: tệp đã bị sửa; hãy chạy lại `cocau plan`.",
    "The tiers of aims in this file are not the optimum: it was altered; run `cocau plan` again.",
)


class _TierBound(NamedTuple):
    """The relaxation's bound of a tier, and of each proof the tags whose rows have a part."""

    value: int
    proofs: list[frozenset[str]]


class _RelaxationScreen:
    """Warm relaxations that show whether a tier could be nearer, one per missed tier."""

    def __init__(self, model: SlateModel, tiers: Sequence[Tier]) -> None:
        self._tags = frozenset(model.program.tags())
        self._open = [
            (
                LinearRelaxation(hold_tiers(model, model.program, tiers[:n])),
                model.objective(tier.rules),
                tier.value,
            )
            for n, tier in enumerate(tiers)
            if tier.value > 0
        ]

    def bound_tiers(self, effort: TimeBudget) -> list[_TierBound] | None:
        """Return the relaxation's bound of each missed tier with all rows; None if not in time."""
        bounds: list[_TierBound] = []
        for relaxation, objective, _ in self._open:
            found = relaxation.minimum(objective, effort.left(), anew=True)
            if found is None:
                return None
            bounds.append(_TierBound(found[0], [relaxation.find_priced_tags()]))
        return bounds

    def costs_nothing(self, tag: str, bounds: Sequence[_TierBound], effort: TimeBudget) -> bool:
        """Return whether no tier can be nearer without these rows, by the relaxation's bound.

        Where these rows have no part in a proof of the bound, it holds without them.
        """
        if any(bound.value < value for bound, (_, _, value) in zip(bounds, self._open, strict=True)):
            return False
        kept = self._tags - {tag}
        for bound, (relaxation, objective, value) in zip(bounds, self._open, strict=True):
            effort.raise_if_over()
            if all(tag in proof for proof in bound.proofs):
                relaxation.keep(kept)
                found = relaxation.minimum(objective, effort.left(), anew=True)
                if found is None or found[0] < value:
                    return False
                bound.proofs.append(relaxation.find_priced_tags())
        return True


def _build_price(tag: str, said: AimEffect) -> RulePrice:
    """Build the price of a tag with this effect."""
    if tag.startswith(PIN_PREFIX):
        return RulePrice(pin=tag.removeprefix(PIN_PREFIX), effect=said)
    return RulePrice(rule=tag, effect=said)


def _build_swap(before: Slate, now: Slate) -> PeopleSwap:
    """List who comes in and who goes out between two slates."""

    def gone(one: Sequence[str], other: Sequence[str]) -> tuple[str, ...]:
        return tuple(sorted({*one} - {*other}))

    posts = {p: now.get_holders(p) for p in now.posts if {*now.get_holders(p)} != {*before.get_holders(p)}}
    return PeopleSwap(
        listed=gone(now.listed, before.listed),
        unlisted=gone(before.listed, now.listed),
        joined=gone(now.deputies, before.deputies),
        left=gone(before.deputies, now.deputies),
        posts=posts,
    )


class PricesQuestion(ProposalQuestion):
    """Prices of these musts and pins (``in:p001``); of all, where none is given."""

    question: Literal["prices"] = "prices"
    rules: tuple[str, ...] = ()

    def solve(self, proposal: Proposal, effort: TimeBudget) -> RulePrices:
        """Compute the prices of rules."""
        with relocate_problems({"": ("rules",)}):
            return compute_prices(proposal, effort, self.rules)


def compute_prices(proposal: Proposal, effort: TimeBudget, names: Sequence[str] = ()) -> RulePrices:
    """Compute the prices of these musts (ids) and pins (``in:p001``), or of all there are.

    Raises:
        InputError: names that no must or pin has; a proposal altered, or its optimum not proven.
        AuditDisagreesError: a defect of ours.
    """
    task = restore_task(proposal, effort)
    if problems := [*_find_problems(task, names)]:
        raise InputError(problems)
    if proposal.outcome is ProposalOutcome.CONFLICT:
        return RulePrices(of=proposal.provenance, outcome=proposal.outcome)
    if proposal.slate is None or proposal.outcome is not ProposalOutcome.SOLVED:
        raise InputError([_UNPROVEN])
    tiers = verify_tiers(proposal, task, proposal.slate)
    wanted = [name for name in _list_priced_tags(task) if not names or name.removeprefix(PIN_PREFIX) in names]
    dropping = RuleDropper(task, proposal.slate, tiers)
    found = task.effort.run_all([partial(dropping.compute_price, tag) for tag in wanted])
    priced = [
        _build_open_price(tag) if price is None else price for tag, price in zip(wanted, found, strict=True)
    ]
    stepped = BoundStepper(task, proposal.slate, tiers).add_steps(priced)
    whole = all(price.answered for price in stepped)
    return RulePrices(of=proposal.provenance, outcome=proposal.outcome, prices=stepped, complete=whole)


def _list_priced_tags(task: PlanningTask) -> tuple[str, ...]:
    """List the tags that have a price: musts in the order of their documents, then pins."""
    musts = (rule.id for rule in task.book.rules if rule.strength is Strength.MUST)
    return (*dict.fromkeys(musts), *(tag for tag in task.model.program.tags() if tag.startswith(PIN_PREFIX)))


def _build_open_price(tag: str) -> RulePrice:
    """Build the price of a tag that was not answered in time."""
    pin = tag.removeprefix(PIN_PREFIX) if tag.startswith(PIN_PREFIX) else None
    return RulePrice(rule=None if pin else tag, pin=pin, effect=AimEffect.OPEN)


def _find_problems(task: PlanningTask, names: Sequence[str]) -> Iterator[Problem]:
    """Yield a problem for each name that is no must and no pin."""
    known = [tag.removeprefix(PIN_PREFIX) for tag in _list_priced_tags(task)] if names else []
    for name in dict.fromkeys(names):
        if name in known:
            continue
        rule = task.book.by_id.get(name)
        yield _build_unknown_problem(name, known) if rule is None else _build_not_a_must_problem(rule)


def _build_unknown_problem(name: str, known: Sequence[str]) -> Problem:
    """Build the problem of an unknown name, with the nearest known ones."""
    nearest = list_nearest(name, known)
    return Problem(
        "unknown_rule",
        (GivenValue(name),),
        f"Không có quy định bắt buộc hoặc yêu cầu nào mang mã này; gần nhất trước: {nearest}.",
        f"No must and no pin has this id; the nearest first: {nearest}.",
    )


def _build_not_a_must_problem(rule: Rule) -> Problem:
    """Build the problem of a rule that is a standard or an aim, and so has no price."""
    if rule.strength is Strength.STANDARD:
        return Problem(
            "standard",
            (GivenValue(rule.id),),
            "Đây là tiêu chuẩn: không vì cơ cấu mà hạ thấp tiêu chuẩn, nên không tính giá.",
            "This is a standard; standards are never lowered for the sake of structure, so it has no price.",
        )
    return Problem(
        "not_a_must",
        (GivenValue(rule.id),),
        "Đây là mục tiêu, không buộc phương án phải nhường; chỉ quy định bắt buộc mới có giá.",
        "This is an aim; it gives way by itself. Only musts have a price.",
    )


_UNPROVEN = Problem(
    "unproven",
    ("proposal",),
    "Phương án hết thời gian trước khi chứng minh được mức tốt nhất, nên chưa tính được giá; hãy lập lại với "
    "--seconds lớn hơn.",
    "Time ran out before its optimum was proven, so nothing can be priced against it; plan again with more "
    "--seconds.",
)
