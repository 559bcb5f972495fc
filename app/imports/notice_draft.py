"""A published table on its way from rows to a notice."""

from dataclasses import dataclass, field
from typing import Any

from cocau.app.imports.numbering import Nesting
from cocau.app.imports.printed import Path


@dataclass
class Draft:
    """One notice on its way: its values by path, and the cell of each."""

    row: int
    values: dict[Path, Any] = field(default_factory=dict)
    cells: dict[Path, tuple[int, int]] = field(default_factory=dict)
    blocs: list[dict[str, Any]] = field(default_factory=list)
    refused: set[Path] = field(default_factory=set)
    stage: str = ""
    sums: tuple[str, ...] = ()
    nesting: Nesting = field(default_factory=Nesting)
    structures: bool = False
    """Whether the rows now reached are structures, which cut across the blocs above."""


@dataclass(frozen=True)
class ReadRow:
    """One row: values by column code, the text of its stage, and what could not be read."""

    number: int
    values: dict[str, Any]
    at: dict[str, int]
    refused: frozenset[str]
    stage: str
    sums: tuple[str, ...] = ()
    """The localities above that a row of totals adds up."""
