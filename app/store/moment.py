"""Moments in time: always with a zone, on every database."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect
from sqlalchemy.types import TypeDecorator


class Moment(TypeDecorator[datetime]):
    """A moment, kept in UTC: SQLite has no zones, and a naive one would be read in another zone elsewhere."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """UTC, for storing.

        Raises:
            ValueError: a moment without a zone.
        """
        del dialect
        if value is not None and value.tzinfo is None:
            raise ValueError(f"a moment needs a zone: {value!r}")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ANN401
        """UTC, as stored."""
        del dialect
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def now() -> datetime:
    """This moment."""
    return datetime.now(UTC)
