"""Localities as paths (``ha-tinh/can-loc/xa-mau``), and which of them a scope holds."""

from typing import Annotated, Any

from pydantic import StringConstraints
from sqlalchemy import ColumnElement, or_, true

PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*){0,2}$"

Locality = Annotated[str, StringConstraints(pattern=PATTERN, max_length=200)]
"""A province, a district or a commune: up to three names, in small letters without marks, joined by ``/``."""

Reach = Annotated[str, StringConstraints(pattern=rf"^$|{PATTERN}", max_length=200)]
"""What a user sees: one locality with all in it; "" is everything."""

UserName = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9._@-]*[a-z0-9])?$", min_length=2, max_length=100)
]
"""What a user signs in with: small letters without marks, digits, and ``._@-`` between them."""


def inside(locality: str, scope: str) -> bool:
    """Whether a locality is the scope itself or lies in it; everything lies in ""."""
    return scope in {"", locality} or locality.startswith(f"{scope}/")


def within(column: Any, scope: str) -> ColumnElement[bool]:  # noqa: ANN401  # a column, as SQLModel types it
    """The same as a condition of a query."""
    if not scope:
        return true()
    return or_(column == scope, column.startswith(f"{scope}/", autoescape=True))
