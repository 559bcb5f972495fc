"""Every router of the desk, one on a line: what only the known may see, and what anybody may."""

from fastapi import APIRouter

from app.pages import conflicts, councils, proposals, sign_in, start, structure, tables

KNOWN: tuple[APIRouter, ...] = (
    start.router,
    councils.router,
    proposals.router,
    conflicts.router,
    structure.router,
    tables.router,
)
"""Each page asks who it is that wants to see it."""

OPEN: tuple[APIRouter, ...] = (sign_in.router,)
"""Signing in, and the language."""
