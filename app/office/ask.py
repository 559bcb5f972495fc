"""What a proposal is asked for with: everything inline, or by reference to what is kept here."""

from typing import Annotated, Any

from pydantic import AfterValidator, Discriminator, Field, Tag
from pydantic_core import PydanticCustomError

from cocau.app.access.scope import Locality
from cocau.constraints.council import Council
from cocau.constraints.library import DEFAULT
from cocau.constraints.people import Pool
from cocau.constraints.record import Record
from cocau.constraints.slate import Slate
from cocau.solver.request import Introducing, Pins

INLINE, BY_REF = "(inline)", "(ref)"
"""Branches of a union; `constraints.documents` leaves them out of the place of a fault."""


class Ref(Record):
    """A document that is kept here, by its id; `version`: the newest, unless one is named."""

    ref: str = Field(pattern=r"^[a-z]{3}_[0-9a-z]{26}$", examples=["cnc_01k0000000000000000000000a"])
    version: int | None = Field(default=None, ge=1, le=2**31 - 1)


def _one_line(label: str) -> str:
    if not label.isprintable():
        raise PydanticCustomError("one_line", "one line of text")
    return label


Label = Annotated[str, AfterValidator(_one_line)]
"""One line of text, or nothing."""


def _branch(value: Any) -> str:  # noqa: ANN401  # whatever was sent
    """Which of the two is meant: faults are then told of that one only."""
    by_ref = isinstance(value, Ref) or (isinstance(value, dict) and "ref" in value)
    return BY_REF if by_ref else INLINE


class Ask(Record):
    """A proposal asked for. Fields as in a plan request, and references instead of what is kept here.

    `scenario` changes everything else as it would change a base; `locality`: whose proposal it is.
    """

    council: Annotated[
        Annotated[Council, Tag(INLINE)] | Annotated[Ref, Tag(BY_REF)],
        Discriminator(_branch),
        Field(description="a council, or a reference to one that is kept here"),
    ]
    pool: Annotated[
        Annotated[Pool, Tag(INLINE)] | Annotated[Ref, Tag(BY_REF)],
        Discriminator(_branch),
        Field(description="the people, or a reference to a pool that is kept here"),
    ]
    rulebook: str = Field(
        default=DEFAULT,
        max_length=300,
        description="a shipped name, an own rulebook (`rbk_…`, `rbk_…@2`), or several joined with `+`",
    )
    scenario: Ref | None = Field(default=None, description="a what-if that is kept here, done to all of this")
    overrides: dict[str, dict[str, int | None]] = Field(
        default_factory=dict, description="rule -> bound -> value"
    )
    raised: tuple[str, ...] = Field(default=(), description="aims to be kept as musts")
    pins: Pins = Pins()
    introducing: Introducing | None = None
    near: Slate | None = Field(default=None, description="a slate to move as few people against as can be")
    gone: dict[str, str] = Field(default_factory=dict, description="names of those in `near` only")
    seconds: float = Field(default=60, gt=0, le=3600, description="capped by the operator of this service")
    label: Label = Field(default="", max_length=300, description="to find it again by; no personal data")
    locality: Locality | None = Field(
        default=None, description="whose it is; by default its council's, else that of whoever asks"
    )
