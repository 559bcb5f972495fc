"""Every router of the desk, one on a line: what only the known may see, and what anybody may."""

from fastapi import APIRouter

from app.pages import (
    annexes,
    councils,
    progress,
    proposal_answers,
    proposal_people,
    proposals,
    sign_in,
    start,
)

KNOWN: tuple[APIRouter, ...] = (
    start.router,
    councils.router,
    proposals.router,
    progress.router,
    annexes.router,
    proposal_people.router,
    proposal_answers.router,
)
"""Each page asks who it is that wants to see it."""

OPEN: tuple[APIRouter, ...] = (sign_in.router,)
"""Signing in, and the language."""
