"""Every router of the desk, one on a line: what only the known may see, and what anybody may."""

from fastapi import APIRouter

from cocau.app.pages import (
    account,
    annexes,
    approval,
    compare,
    conflicts,
    councils,
    gates,
    language,
    people,
    pool_uploads,
    pools,
    programmes,
    progress,
    proposal_answers,
    proposal_people,
    proposals,
    records,
    rules,
    scenarios,
    sign_in,
    start,
    structure,
    tables,
    trail,
    users,
    withdrawals,
)

KNOWN: tuple[APIRouter, ...] = (
    start.router,
    councils.router,
    pool_uploads.router,
    people.router,
    pools.router,
    proposals.router,
    conflicts.router,
    structure.router,
    tables.router,
    progress.router,
    annexes.router,
    proposal_people.router,
    proposal_answers.router,
    rules.router,
    compare.router,
    scenarios.router,
    gates.router,
    records.router,
    approval.router,
    account.router,
    programmes.router,
    withdrawals.router,
    users.router,
    trail.router,
)
"""Each page asks who it is that wants to see it."""

OPEN: tuple[APIRouter, ...] = (sign_in.router, language.router)
"""Signing in, and the language."""
