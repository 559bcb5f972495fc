"""Every router of the desk, one on a line: what only the known may see, and what anybody may."""

from fastapi import APIRouter

from app.pages import (
    account,
    approval,
    councils,
    gates,
    language,
    proposals,
    records,
    sign_in,
    start,
    trail,
    users,
)

KNOWN: tuple[APIRouter, ...] = (
    start.router,
    councils.router,
    gates.router,
    records.router,
    proposals.router,
    approval.router,
    account.router,
    users.router,
    trail.router,
)
"""Each page asks who it is that wants to see it."""

OPEN: tuple[APIRouter, ...] = (sign_in.router, language.router)
"""Signing in, and the language."""
