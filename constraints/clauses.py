"""The register of a document's clauses: what each says and what answers it.

No clause may go unanswered.
"""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from pathlib import Path
from typing import Self

from pydantic import Field, ValidationError, field_validator, model_validator

from cocau.constraints.documents import list_validation_problems, parse_yaml, read_text
from cocau.constraints.errors import InputError, RulebookError
from cocau.constraints.model.council import Council
from cocau.constraints.model.people import Person
from cocau.constraints.record import Record, Text

SHIPPED = Path(__file__).parent / "rulebooks" / "clauses"

INPUTS: dict[str, type[Record]] = {"person": Person, "council": Council}


class ClauseType(StrEnum):
    """The types of clause, as planning a composition sees them."""

    STRUCTURE = "a"
    DIRECTION = "b"
    QUALITY = "c"
    STEP = "d"
    MONITORING = "e"
    OUTSIDE = "f"


PLANNED = frozenset({ClauseType.STRUCTURE, ClauseType.DIRECTION, ClauseType.QUALITY, ClauseType.STEP})
"""Types that a plan has to do with: what answers them is proven by a case."""


class ReportPart(Record):
    """A part of what a command prints."""

    command: str
    part: Text


class ClauseAnswer(Record):
    """What answers a clause: rules, steps, fields, reports, or why nothing does."""

    rules: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    inputs: tuple[str, ...] = Field(default=(), description="person.<field> or council.<field>")
    reports: tuple[ReportPart, ...] = ()
    out_of_scope: Text | None = None

    @field_validator("inputs")
    @classmethod
    def _real(cls, inputs: tuple[str, ...]) -> tuple[str, ...]:
        unknown = [i for i in inputs if not _is_field(i)]
        if unknown:
            raise ValueError(f"no field of a person or a council: {', '.join(unknown)}")
        return inputs

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not (self.rules or self.steps or self.inputs or self.reports or self.out_of_scope):
            raise ValueError("a clause is answered by something, or is out of scope for a reason")
        return self


class RegisteredClause(Record):
    """A demand of a document: our number for it, its sense in our words, a quote, the answer."""

    id: str = Field(pattern=r"^S\d+(\.\d+)?$")
    types: tuple[ClauseType, ...] = Field(min_length=1)
    says: Text
    quote: str = Field(min_length=1, max_length=240)
    answer: ClauseAnswer

    @property
    def needs_proof(self) -> bool:
        """Return whether a case must prove the answer: it concerns plans and is in scope."""
        return self.answer.out_of_scope is None and not PLANNED.isdisjoint(self.types)


class ClauseRegister(Record):
    """Every clause of one document, in order; `note` explains the numbers, quotes are V1."""

    source: str
    note: Text
    clauses: tuple[RegisteredClause, ...]

    @model_validator(mode="after")
    def _once(self) -> Self:
        twice = [i for i, n in Counter(clause.id for clause in self.clauses).items() if n > 1]
        if twice:
            raise ValueError(f"a clause stands once; more than once: {', '.join(twice)}")
        return self


def load_registers() -> dict[str, ClauseRegister]:
    """Load the shipped registers, each under the document it is of."""
    found = (read_register(path) for path in sorted(SHIPPED.glob("*.yaml")))
    return {register.source: register for register in found}


def read_register(path: Path) -> ClauseRegister:
    """Read one register from a file.

    Raises:
        RulebookError: everything wrong with it.
    """
    try:
        text = read_text(path)
        value = parse_yaml(text, str(path))
    except InputError as error:
        raise RulebookError(error.problems) from None
    try:
        return ClauseRegister.model_validate(value)
    except ValidationError as error:
        raise RulebookError(list_validation_problems(error, str(path), text)) from None


def _is_field(name: str) -> bool:
    owner, _, field = name.partition(".")
    return owner in INPUTS and field in INPUTS[owner].model_fields
