"""From the outcome of a search to the proposal a user sees: audited, explained, with its provenance."""

from collections.abc import Iterator, Sequence
from importlib.metadata import version

from cocau.constraints.clashes import clashes
from cocau.constraints.record import digest
from cocau.constraints.rule import Finding, Verdict
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.slate import Slate
from cocau.constraints.version import VERSION
from cocau.solver.asked import Asked
from cocau.solver.blockers import blockers
from cocau.solver.conflict import Core, smallest_core
from cocau.solver.differences import Move, differences
from cocau.solver.evenness.wishes import ages_apart, completed
from cocau.solver.explain.told import conflict_of, told
from cocau.solver.interchange import interchangeable, signatures
from cocau.solver.nearness import MOVES
from cocau.solver.outcome import OutOfTime, Solved, Tier
from cocau.solver.proposal import Aim, Moved, Outcome, Proposal, Provenance
from cocau.solver.request import PlanRequest
from cocau.solver.shown import fit_to_show

ROUNDS = 12
"""Tries for a smaller set of what blocks one aim; an irreducible set costs none of them."""


def drafted(asked: Asked, outcome: Outcome) -> Proposal:
    """A proposal without its answer."""
    return Proposal(
        outcome=outcome,
        departures=asked.book.departures,
        barred=asked.barred_by,
        clashes=clashes(asked.book, asked.request.council),
        request=asked.request,
        rulebook=asked.book,
        provenance=Provenance(
            cocau=VERSION,
            engines={"HiGHS": version("highspy"), "OR-Tools": version("ortools")},
            rulebook_digest=asked.book.digest,
            council_digest=digest(asked.request.council),
            pool_digest=digest(asked.request.pool),
        ),
    )


def conflicting(asked: Asked) -> Proposal | None:
    """Why nothing is possible; out of time if only one engine could say so; None if one denies it."""
    core = smallest_core(asked.musts, asked.engines, asked.effort.again(), lots=asked.model.people.lots)
    if core is None:
        return None
    if len(core.confirmed_by) < len(asked.engines):
        return drafted(asked, Outcome.OUT_OF_TIME)
    found = told(asked, asked.musts, conflict_of(core), asked.effort.again())
    return drafted(asked, Outcome.CONFLICT).but(conflict=found)


def late(asked: Asked, outcome: OutOfTime) -> Proposal:
    """The best so far, with its gap."""
    outcome = completed(asked, outcome)
    draft = drafted(asked, Outcome.OUT_OF_TIME).but(open_tier=outcome.open_tier)
    if outcome.slate is None:
        return draft
    return _with_slate(asked, draft, outcome.slate, outcome.tiers)


def solved(asked: Asked, outcome: Solved) -> Proposal:
    """The proven slate, and why its missed aims are missed."""
    draft = _with_slate(asked, drafted(asked, Outcome.SOLVED), outcome.slate, outcome.tiers)
    explained = (_explained(asked, aim, outcome.tiers) for aim in draft.aims)
    return draft.but(aims=tuple(explained))


def _with_slate(asked: Asked, draft: Proposal, slate: Slate, tiers: Sequence[Tier]) -> Proposal:
    request, book = asked.request, asked.book
    findings = fit_to_show(request, book, slate, "the planner's slate")
    apart = request.pins.everybody | asked.known.barred
    alike = interchangeable(request, slate, _seen(asked), apart)
    aims = tuple(_aims(book, findings, tiers))
    made = draft.provenance.but(slate_digest=digest(slate))
    moved = tuple(Moved(what=t.rules[0], value=t.value, bound=t.bound) for t in tiers if t.rules[0] in MOVES)
    return draft.but(
        slate=slate,
        findings=findings,
        aims=aims,
        moved=moved,
        differences=_differences(request, draft, slate),
        interchangeable=alike,
        provenance=made,
    )


def _seen(asked: Asked) -> dict[str, tuple[object, ...]]:
    """Of each person, all that a rule or a wish can see but the home."""
    ages = ages_apart(asked)
    if not ages:
        return asked.signatures
    more = signatures(asked.request.council, asked.request.pool, ages)
    return {i: (*own, *more[i]) for i, own in asked.signatures.items()}


def _differences(request: PlanRequest, draft: Proposal, slate: Slate) -> tuple[Move, ...]:
    if request.near is None:
        return ()
    return differences(request.near, slate, frozenset(request.pool.by_id), draft.barred)


def _aims(book: Rulebook, findings: Sequence[Finding], tiers: Sequence[Tier]) -> Iterator[Aim]:
    missed = {f.rule for f in findings if f.verdict is Verdict.BROKEN}
    for tier in tiers:
        for rule in tier.rules if tier.rules[0] not in MOVES else ():
            yield Aim(
                rule=rule,
                priority=book.by_id[rule].priority or 0,
                missed=rule in missed,
                tier_value=tier.value,
                tier_bound=tier.bound,
            )


def _explained(asked: Asked, aim: Aim, tiers: Sequence[Tier]) -> Aim:
    """The aim with what blocks it. Asked for aims of documents only: our own wishes give way to anything."""
    if not aim.missed or asked.book.is_ours(asked.book.by_id[aim.rule]):
        return aim
    core = _blocking(asked, aim, tiers)
    if core is None or len(core.confirmed_by) < len(asked.engines):
        return aim
    return aim.but(blocked_by=conflict_of(core))


def _blocking(asked: Asked, aim: Aim, tiers: Sequence[Tier]) -> Core | None:
    """What blocks it: found among some people of a large pool where it holds for all, else among all."""
    if asked.sifted is not None:
        some = asked.sifted.model
        program = blockers(some, tiers, aim.rule)
        core = smallest_core(program, asked.engines, asked.effort, ROUNDS, some.people.lots)
        if core is not None and asked.sifted.rules_out(program, core.tags):
            return core
    program = blockers(asked.model, tiers, aim.rule)
    return smallest_core(program, asked.engines, asked.effort, ROUNDS, asked.model.people.lots)
