"""Every router of the service, one on a line: what only the known may ask, and what anybody may."""

from fastapi import APIRouter

from app.api import (
    approvals,
    audits,
    councils,
    demo,
    derived,
    events,
    explanations,
    health,
    keys,
    me,
    pool_files,
    pools,
    problems,
    proposal,
    proposals,
    rulebooks,
    session,
    trail,
    users,
)

KNOWN: tuple[APIRouter, ...] = (
    proposals.router,
    proposal.router,
    derived.router,
    events.router,
    explanations.router,
    approvals.router,
    audits.router,
    councils.router,
    pool_files.router,
    pools.router,
    rulebooks.router,
    me.router,
    users.router,
    keys.router,
    trail.router,
)
"""What only somebody who is known may ask: a router that is added here cannot forget it."""

OPEN: tuple[APIRouter, ...] = (
    health.router,
    demo.router,
    problems.router,
    session.router,
)
"""What anybody may ask."""
