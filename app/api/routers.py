"""Every router of the service, one on a line: what only the known may ask, and what anybody may."""

from fastapi import APIRouter

from cocau.app.api import (
    annexes,
    approvals,
    audits,
    councils,
    demo,
    derived,
    events,
    explanations,
    gates,
    health,
    keys,
    me,
    pool_files,
    pools,
    problems,
    programmes,
    proposal,
    proposals,
    rulebook_tests,
    rulebooks,
    scenarios,
    seats,
    session,
    structure_plans,
    sweeps,
    tables,
    trail,
    users,
)

KNOWN: tuple[APIRouter, ...] = (
    proposals.router,
    proposal.router,
    annexes.router,
    derived.router,
    events.router,
    explanations.router,
    approvals.router,
    sweeps.router,
    programmes.router,
    audits.router,
    councils.router,
    gates.router,
    scenarios.router,
    tables.router,
    structure_plans.router,
    pool_files.router,
    pools.router,
    rulebook_tests.router,
    rulebooks.router,
    seats.router,
    me.router,
    users.router,
    keys.router,
    trail.router,
    demo.router,
    problems.router,
)
"""What only somebody who is known may ask: a router that is added here cannot forget it."""

OPEN: tuple[APIRouter, ...] = (
    health.router,
    session.router,
)
"""What anybody may ask."""
