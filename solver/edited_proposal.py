"""Proposals whose slate was changed by hand: audited by every rule, without any proof."""

from collections.abc import Sequence

from cocau.constraints.model.slate import Slate
from cocau.constraints.record import compute_digest
from cocau.constraints.rules.rule import Finding
from cocau.solver.proposal import MoveTotal, Proposal, ProposalOutcome, add_digest, describe_people
from cocau.solver.request import Pins, PlanRequest
from cocau.solver.slate_differences import compare_slates, count_moves


def build_edited_proposal(
    base: Proposal, before: Slate, slate: Slate, locked: Sequence[str], findings: tuple[Finding, ...]
) -> Proposal:
    """Build the proposal of a slate changed by hand; it may break any rule.

    It has no tiers of aims, since no better slate was searched for.
    """
    slate = slate.in_order()
    request = base.request.replace_unvalidated(
        near=before.in_order(), gone={}, pins=build_lock_pins(Pins(), slate, locked)
    ).in_order()
    able = frozenset(request.pool.by_id)
    moved = count_moves(before, slate, able.difference(*base.barred.values()))
    edited = Proposal(
        outcome=ProposalOutcome.EDITED,
        departures=base.departures,
        request=request,
        barred=base.barred,
        slate=slate,
        findings=findings,
        moved=tuple(MoveTotal(what=what, value=value, bound=0) for what, value in moved.items()),
        differences=compare_slates(before, slate, able, base.barred),
        rulebook=base.rulebook,
        provenance=base.provenance.replace_unvalidated(slate_digest=compute_digest(slate)),
    )
    return add_digest(edited.replace_unvalidated(**describe_people(request, base.rulebook, slate)))


def build_completion_request(base: Proposal, slate: Slate, locked: Sequence[str]) -> PlanRequest:
    """Build the request that keeps locked parts and moves as few others as can be."""
    return base.request.replace_unvalidated(
        near=slate.in_order(), gone={}, pins=build_lock_pins(base.request.pins, slate, locked)
    ).in_order()


def build_lock_pins(pins: Pins, slate: Slate, locked: Sequence[str]) -> Pins:
    """Build pins that keep each locked person's part, and drop other pins on them."""
    held = frozenset(locked)
    kept = Pins(
        candidates=tuple(i for i in pins.candidates if i not in held),
        deputies=tuple(i for i in pins.deputies if i not in held),
        out=tuple(i for i in pins.out if i not in held),
        posts={post: tuple(i for i in ids if i not in held) for post, ids in pins.posts.items()},
        constituencies={i: unit for i, unit in pins.constituencies.items() if i not in held},
    )
    units = {i: unit for i in locked if (unit := slate.get_constituency(i)) is not None}
    own = Pins(
        candidates=tuple(i for i in units if i not in slate.deputies),
        deputies=tuple(i for i in units if i in slate.deputies),
        out=tuple(i for i in locked if i not in units),
        posts={
            post: found for post, ids in slate.posts.items() if (found := tuple(i for i in ids if i in held))
        },
        constituencies=units,
    )
    merged = kept.merge(own)
    return merged.replace_unvalidated(posts={post: ids for post, ids in merged.posts.items() if ids})
