"""The register of a document's clauses: what each says and what answers it.

No clause may go unanswered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Protocol, Self

from pydantic import Field, ValidationError, field_validator, model_validator

from cocau.constraints.documents import list_validation_problems, parse_yaml, read_text
from cocau.constraints.errors import InputError, InputPart, Problem, RulebookError
from cocau.constraints.model.council import Council
from cocau.constraints.model.people import Person
from cocau.constraints.record import Record, Text
from cocau.constraints.rules.rule import Citation

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

    def get_clause(self, number: str) -> RegisteredClause | None:
        """Return the clause of this number, or None."""
        return next((clause for clause in self.clauses if clause.id == number), None)


class CitingProvision(Protocol):
    """A rule or a step, as far as its links to clauses go."""

    @property
    def id(self) -> str:
        """Return the id of the rule or step."""
        ...

    @property
    def cites(self) -> tuple[Citation, ...]:
        """Return the clauses that the rule or step rests on."""
        ...


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


def find_unlinked_clauses(
    register: ClauseRegister, rules: Sequence[CitingProvision], steps: Sequence[CitingProvision]
) -> list[Problem]:
    """Find where register and rulebooks disagree.

    That is answers that do not cite their clause, and citations that the register does not name.
    """
    sorts = (
        ("rules", rules, {clause.id: clause.answer.rules for clause in register.clauses}),
        ("steps", steps, {clause.id: clause.answer.steps for clause in register.clauses}),
    )
    return [
        problem
        for sort, cited, named in sorts
        for problem in (
            *_find_missing_citations(sort, register, cited, named),
            *_find_missing_names(sort, register, cited, named),
        )
    ]


def _find_missing_citations(
    sort: str, register: ClauseRegister, cited: Iterable[CitingProvision], named: dict[str, tuple[str, ...]]
) -> Iterator[Problem]:
    links = {(one.id, section) for one in cited for section in _list_sections(one, register)}
    for number, ids in named.items():
        for i in ids:
            if (i, number) not in links:
                yield Problem(
                    "not_citing",
                    (InputPart(number), InputPart(sort), i),
                    "Không có quy định hay bước nào tên này dẫn chính ý này.",
                    "There is none of this id that cites this clause.",
                )


def _find_missing_names(
    sort: str, register: ClauseRegister, cited: Iterable[CitingProvision], named: dict[str, tuple[str, ...]]
) -> Iterator[Problem]:
    for one in cited:
        for section in _list_sections(one, register):
            if one.id not in named.get(section, ()):
                yield Problem(
                    "not_named",
                    (InputPart(section), InputPart(sort), one.id),
                    "Dẫn ý này nhưng sổ ghi các ý không nêu.",
                    "It cites this clause, but the register does not name it there.",
                )


def _list_sections(provision: CitingProvision, register: ClauseRegister) -> list[str]:
    sections = [c.section for c in provision.cites if c.source == register.source and c.section is not None]
    return list(dict.fromkeys(sections))


def _is_field(name: str) -> bool:
    owner, _, field = name.partition(".")
    return owner in INPUTS and field in INPUTS[owner].model_fields
