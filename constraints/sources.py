"""The documents that rules cite: what they are, when they hold, when their text was last compared."""

from datetime import date
from enum import StrEnum

from cocau.constraints.record import Record, Text


class SourceKind(StrEnum):
    """What sort of document it is; `house` is cocau's own wishes, which are not law."""

    LAW = "law"
    RESOLUTION = "resolution"
    GUIDANCE = "guidance"
    DIRECTIVE = "directive"
    HOUSE = "house"


class Source(Record):
    """One document. `verified` is the day our quotes were last compared with its text; None: never."""

    kind: SourceKind
    number: str | None
    title: Text
    issuer: Text
    dated: date | None
    in_force: date
    amended_by: tuple[str, ...] = ()
    verified: date | None
    doubt: Text | None = None
