"""What functions answer with: values that show themselves in notebooks and become frames."""

import os
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Generic, Literal, Self, TypeVar

from pydantic import BaseModel

from cocau.app.i18n.languages import Lang, get_requested_language
from cocau.app.present.blocks import Block
from cocau.app.present.frame_rows import (
    FrameRow,
    list_aims,
    list_candidates,
    list_findings,
    list_people,
    list_records,
)
from cocau.app.present.terminal import render_lines
from cocau.solver.proposal import Proposal

FrameLibrary = Literal["pandas", "polars"]
"""Which library a frame is made with."""

_LIBRARIES: tuple[FrameLibrary, ...] = ("pandas", "polars")

ValueT = TypeVar("ValueT")

_WIDTH = 100

ProposalTable = Literal["people", "lists", "findings", "aims"]
"""What of a proposal becomes a frame."""

_TABLES: Mapping[ProposalTable, Callable[[Proposal], Iterable[FrameRow]]] = {
    "people": list_people,
    "lists": list_candidates,
    "findings": list_findings,
    "aims": list_aims,
}


def get_language() -> Lang:
    """Return the language of texts: Vietnamese, or English where ``COCAU_LANG`` says so."""
    return get_requested_language((), os.environ)


def build_frame(rows: Iterable[FrameRow], library: FrameLibrary | None = None) -> Any:  # noqa: ANN401  # of either library
    """Build a frame; without `library` by the one that is imported already, or installed.

    Raises:
        ImportError: neither is installed.
    """
    listed = list(rows)
    columns = dict.fromkeys(column for row in listed for column in row)
    values = {column: [row.get(column) for row in listed] for column in columns}
    return _import_library(library).DataFrame(values)


def _import_library(library: FrameLibrary | None) -> Any:  # noqa: ANN401  # a module
    if library is not None:
        return import_module(library)
    for name in sorted(_LIBRARIES, key=lambda name: name not in sys.modules):
        try:
            return import_module(name)
        except ImportError:
            continue
    raise ImportError("a frame needs pandas or polars: pip install 'cocau[frames]'")


class NotebookProposal(Proposal):
    """A proposal that shows itself in a notebook and becomes frames."""

    def __repr_name__(self) -> str:
        return "Proposal"

    def __str__(self) -> str:
        return repr(self)

    @classmethod
    def of(cls, proposal: Proposal) -> Self:
        """Return the same proposal as one for notebooks."""
        fields = {name: getattr(proposal, name) for name in type(proposal).model_fields}
        return cls.model_construct(proposal.model_fields_set, **fields)

    def to_frame(self, table: ProposalTable = "people", library: FrameLibrary | None = None) -> Any:  # noqa: ANN401  # of either library
        """Return people, lists, findings or aims as a frame.

        Args:
            table: ``people`` (everybody in the pool and his or her part), ``lists`` (candidates by
                constituency), ``findings`` (the verdict on each rule) or ``aims`` (shortfalls and bounds).
            library: ``pandas`` or ``polars``; by default the one imported already, or installed.

        Raises:
            ValueError: there is no such table.
            ImportError: neither library is installed.
        """
        if table not in _TABLES:
            raise ValueError(f"no table {table!r}: {', '.join(_TABLES)}")
        return build_frame(_TABLES[table](self), library)

    def to_text(self, lang: Lang | None = None, width: int = _WIDTH) -> str:
        """Return the proposal as `cocau plan` prints it."""
        from cocau.app.present.proposal.document import render_text

        return "\n".join(render_text(self, lang or get_language(), width))

    def _repr_html_(self) -> str:
        from cocau.app.present.html import render_proposal_html

        return render_proposal_html(self, get_language())


@dataclass(frozen=True, repr=False)
class NotebookAnswer(Generic[ValueT]):
    """An answer: its value, whose fields are fields of it too, and its words.

    `render`: the blocks in a language. `rows`: the field that becomes a frame. `more`: what came with it.
    """

    value: ValueT
    render: Callable[[Lang], Iterable[Block]] = field(compare=False)
    rows: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  # of whatever type the field is
        if name.startswith("__") or "value" not in self.__dict__:
            raise AttributeError(name)
        return self.more[name] if name in self.more else getattr(self.value, name)

    def __repr__(self) -> str:
        listed = getattr(self.value, self.rows, None) if self.rows else None
        counted = "" if listed is None else f"{self.rows}={len(listed)}"
        return f"{type(self.value).__name__}({counted})"

    def to_json(self) -> str:
        """Return the value as indented JSON, as the command line writes it."""
        if isinstance(self.value, BaseModel):
            return self.value.model_dump_json(indent=1) + "\n"
        from pydantic_core import to_json

        return to_json(self.value, indent=1).decode() + "\n"

    def to_frame(self, library: FrameLibrary | None = None) -> Any:  # noqa: ANN401  # of either library
        """Return the rows of the answer as a frame; inner records have columns with dots.

        Raises:
            ValueError: the answer has no rows.
            ImportError: neither pandas nor polars is installed.
        """
        if not self.rows:
            raise ValueError(f"{type(self.value).__name__} has no rows")
        return build_frame(list_records(getattr(self.value, self.rows)), library)

    def to_text(self, lang: Lang | None = None, width: int = _WIDTH) -> str:
        """Return the answer as the command line prints it."""
        return "\n".join(render_lines(self.render(lang or get_language()), width))

    def _repr_html_(self) -> str:
        from cocau.app.present.html import render_html

        return render_html(self.render(get_language()))
