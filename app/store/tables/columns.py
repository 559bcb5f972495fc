"""Columns that several tables have."""

from enum import StrEnum
from typing import Any

from sqlalchemy import Enum
from sqlmodel import Field

from cocau.app.store.moment import Moment


def moment(*, empty: bool = False, index: bool = False) -> Any:  # noqa: ANN401  # as sqlmodel.Field
    """A moment in time; `empty`: it may not have come yet."""
    if empty:
        return Field(default=None, sa_type=Moment, nullable=True, index=index)
    return Field(sa_type=Moment, index=index)


def one_of(kind: type[StrEnum]) -> Enum:
    """A closed set of words, stored as text: PostgreSQL's own enums do not survive a downgrade."""
    return Enum(kind, native_enum=False, length=32, values_callable=lambda k: [str(w) for w in k])
