"""Time in the database: UTC moments, today in Vietnam, ids that sort by their time."""

import secrets
import time
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from sqlalchemy import DateTime, Dialect
from sqlalchemy.types import TypeDecorator

VIETNAM = timezone(timedelta(hours=7))
"""Indochina Time; there is no summer time."""


def today() -> date:
    """Return the present date in Vietnam."""
    return datetime.now(UTC).astimezone(VIETNAM).date()


def format_time(value: Any) -> Any:  # noqa: ANN401  # whatever a column holds
    """Return a day or a moment, in UTC, as ISO text; anything else as it is."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"
_RANDOM_BITS = 80
_LENGTH = 26


def new_id(prefix: str) -> str:
    """Return a new id such as ``prp_01k...``, sorted by time to the millisecond."""
    number = (time.time_ns() // 1_000_000 << _RANDOM_BITS) | secrets.randbits(_RANDOM_BITS)
    digits = []
    for _ in range(_LENGTH):
        number, digit = divmod(number, 32)
        digits.append(_DIGITS[digit])
    return f"{prefix}_{''.join(reversed(digits))}"


class UTCDateTime(TypeDecorator[datetime]):
    """A date and time stored in UTC: SQLite has no zones and would misread a naive one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Convert a value to UTC for storing.

        Raises:
            ValueError: a moment without a zone.
        """
        del dialect
        if value is not None and value.tzinfo is None:
            raise ValueError(f"a moment needs a zone: {value!r}")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ANN401
        """Convert a stored value to an aware datetime in UTC."""
        del dialect
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def now() -> datetime:
    """Return the current time in UTC."""
    return datetime.now(UTC)
