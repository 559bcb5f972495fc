"""Every router of the desk, one on a line: what only the known may see, and what anybody may."""

from fastapi import APIRouter

from app.pages import councils, people, pool_uploads, pools, proposals, sign_in, start
from app.pages import compare, councils, proposals, rules, scenarios, sign_in, start

KNOWN: tuple[APIRouter, ...] = (
    start.router,
    councils.router,
    pool_uploads.router,
    people.router,
    pools.router,
    proposals.router,
    rules.router,
    compare.router,
    scenarios.router,
)
"""Each page asks who it is that wants to see it."""

OPEN: tuple[APIRouter, ...] = (sign_in.router,)
"""Signing in, and the language."""
