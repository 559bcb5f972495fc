"""A notice as it was read, with the place of each of its fields in the file."""

from collections.abc import Callable
from dataclasses import dataclass

from cocau.constraints.notice import Notice

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Printed:
    """`place` says where a field stands: a line, or a row and a column."""

    notice: Notice
    place: Callable[[Path], str]
