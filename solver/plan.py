"""The road, top to bottom: a request in, an audited proposal out."""

import hashlib
import time
from collections.abc import Sequence
from typing import assert_never

from constraints.checks import problems_with
from constraints.errors import AuditDisagreesError, InputError
from constraints.library import load
from constraints.record import Record
from constraints.rule import Finding, Strength, Verdict
from constraints.rulebook import Rulebook
from constraints.slate import Slate
from constraints.version import VERSION
from solver.blockers import AIM, blockers
from solver.checks import pin_problems
from solver.conflict import Core, smallest_core
from solver.cpsat import CpSat
from solver.engine import Engine
from solver.highs import Highs
from solver.interchange import interchangeable
from solver.model import SlateModel
from solver.program import Program
from solver.proposal import Aim, Conflict, Outcome, Proposal, Provenance
from solver.request import PlanRequest
from solver.solve import Impossible, OnProgress, OutOfTime, Solved, Tier, solve

PIN = "pin:"


def plan(
    request: PlanRequest, book: Rulebook | None = None, on_progress: OnProgress | None = None
) -> Proposal:
    """The proposal for a request: solved, in conflict, or out of time.

    `book` replaces the rulebook named in the request (for rulebooks that are not on disk).

    Raises:
        InputError: everything wrong with the council, the pool, the what-ifs and the pins, at once.
        AuditDisagreesError: a defect of ours; no such slate is ever returned.
    """
    request = request.in_order()
    book = rulebook_for(request, book)
    check(request, book)
    started = time.monotonic()
    engines: tuple[Engine, Engine] = (CpSat(), Highs())
    model = SlateModel(request.council, request.pool, book, request.pins)
    outcome = solve(model, book.rules, engines[0], request.seconds, on_progress)
    draft = Proposal(
        outcome=Outcome.CONFLICT,
        departures=book.departures,
        request=request,
        rulebook=book,
        provenance=_provenance(request, book, engines),
    )
    if isinstance(outcome, Impossible):
        core = smallest_core(_musts(model, book), engines, _left(request, started))
        if core is not None:
            return draft.but(conflict=_conflict(core))
        engines = (engines[1], engines[0])  # the first engine erred; the second has found a slate
        outcome = solve(model, book.rules, engines[0], request.seconds, on_progress)
    match outcome:
        case Impossible():
            raise AuditDisagreesError("the engines contradict each other on whether a slate exists")
        case OutOfTime(slate, tiers, open_tier):
            late = draft.but(outcome=Outcome.OUT_OF_TIME, open_tier=open_tier)
            return late if slate is None else _with_slate(late, slate, tiers, model, None)
        case Solved(slate, tiers, _):
            solved = draft.but(outcome=Outcome.SOLVED)
            return _with_slate(solved, slate, tiers, model, engines)
    assert_never(outcome)


def rulebook_for(request: PlanRequest, book: Rulebook | None = None) -> Rulebook:
    """The rules that bind this request: in force, of this level, with its what-ifs."""
    whole = load(request.rulebook) if book is None else book
    return whole.for_council(request.council).changed(request.overrides).raised(request.raised)


def check(request: PlanRequest, book: Rulebook) -> None:
    """Refuse a request that cannot be planned.

    Raises:
        InputError: all its problems.
    """
    problems = [*problems_with(request.council, request.pool, book), *pin_problems(request, book)]
    if problems:
        raise InputError(problems)


def _with_slate(
    draft: Proposal,
    slate: Slate,
    tiers: Sequence[Tier],
    model: SlateModel,
    engines: tuple[Engine, Engine] | None,
) -> Proposal:
    request, book = draft.request, draft.rulebook
    findings = book.audit(request.council, request.pool, slate)
    _agreed(book, findings)
    pins = request.pins
    pinned = {*pins.candidates, *pins.deputies, *pins.out, *pins.constituencies}
    pinned |= {i for people in pins.posts.values() for i in people}
    return draft.but(
        slate=slate,
        findings=findings,
        aims=_aims(book, findings, tiers, model, engines),
        interchangeable=interchangeable(
            request.council,
            request.pool,
            slate,
            model.selectors,
            frozenset(pinned) | book.barred(request.council, request.pool),
        ),
    )


def _agreed(book: Rulebook, findings: Sequence[Finding]) -> None:
    """No slate leaves with a broken must or standard: that would be a defect of the planner."""
    broken = [
        f.rule
        for rule, f in zip(book.rules, findings, strict=True)
        if rule.strength is not Strength.AIM and f.verdict is Verdict.BROKEN
    ]
    if broken:
        raise AuditDisagreesError(f"the planner's slate breaks {', '.join(broken)}")


def _aims(
    book: Rulebook,
    findings: Sequence[Finding],
    tiers: Sequence[Tier],
    model: SlateModel,
    engines: tuple[Engine, Engine] | None,
) -> tuple[Aim, ...]:
    """How each aim came out. What blocks a missed one is asked for aims of documents, not for our wishes."""
    missed = {f.rule for f in findings if f.verdict is Verdict.BROKEN}
    aims = []
    for tier in tiers:
        for rule_id in tier.rules:
            rule = book.by_id[rule_id]
            core = None
            if engines is not None and rule_id in missed and not book.is_ours(rule):
                core = blockers(model, tiers, rule_id, engines, EXPLAINING)
            aims.append(
                Aim(
                    rule=rule_id,
                    priority=rule.priority or 0,
                    missed=rule_id in missed,
                    tier_value=tier.value,
                    tier_bound=tier.bound,
                    blocked_by=None if core is None else _conflict(core),
                )
            )
    return tuple(aims)


EXPLAINING = 2.0
"""Seconds for finding what blocks one aim; a larger set is reported, as such, when they are over."""


def _musts(model: SlateModel, book: Rulebook) -> Program:
    """The program without the rows of aims, which can always be missed."""
    aims = {rule.id for rule in book.rules if rule.strength is Strength.AIM}
    return model.program.keeping(lambda tag: tag not in aims)


def _left(request: PlanRequest, started: float) -> float:
    """Time for explaining: what is left of the request's, at least a second."""
    return max(request.seconds - (time.monotonic() - started), 1.0)


def _conflict(core: Core) -> Conflict:
    tags = [tag.removeprefix(AIM) for tag in core.tags]
    return Conflict(
        rules=tuple(t for t in tags if not t.startswith(PIN)),
        pins=tuple(t.removeprefix(PIN) for t in tags if t.startswith(PIN)),
        irreducible=core.irreducible,
        smallest=core.smallest,
        confirmed_by=core.confirmed_by,
    )


def _provenance(request: PlanRequest, book: Rulebook, engines: Sequence[Engine]) -> Provenance:
    return Provenance(
        cocau=VERSION,
        engines={e.name: e.version for e in engines},
        rulebook_digest=book.digest,
        council_digest=_digest(request.council),
        pool_digest=_digest(request.pool),
    )


def _digest(record: Record) -> str:
    return hashlib.sha256(record.model_dump_json().encode()).hexdigest()
