"""Which day it is where the councils are: the service may run anywhere."""

from datetime import UTC, date, datetime, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7))
"""Indochina Time; there is no summer time."""


def today() -> date:
    """The day in Vietnam."""
    return datetime.now(UTC).astimezone(VIETNAM).date()
