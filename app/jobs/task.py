"""What is to be computed: a kind by name and its input as JSON; and what a kind of computation is."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar

from pydantic import ValidationError

from cocau.constraints.documents import problems_of
from cocau.constraints.errors import InputError
from cocau.constraints.record import Record
from cocau.solver.outcome import OnProgress, OutOfTime


class State(StrEnum):
    """How a computation came out; questions that know everything they were asked are `done`."""

    OPTIMAL = "optimal"
    CONFLICT = "conflict"
    OUT_OF_TIME = "out_of_time"
    DONE = "done"


class Document(Protocol):
    """Whatever a computation answers."""

    def to_json(self) -> str:
        """Canonical JSON, the same bytes as those of `--format json`."""
        ...


Answer = tuple[Document, State]

P = TypeVar("P", bound=Record)


@dataclass(frozen=True)
class Task:
    """`kind`: a name of `app.jobs.kinds`; `text`: the JSON of the input of that kind."""

    kind: str
    text: str


@dataclass(frozen=True)
class Kind(Generic[P]):
    """One kind of computation.

    `compute` answers an input, tells how far it is, and ends soon after it is answered that it should.
    `rescue` makes an answer of the best that a computation told before it was lost; `reading` reads the input
    where there is a quicker way than by its fields, and complains as that does. All of them run in a child
    and are told to it by their names: functions of a module, which import an engine only inside.
    """

    name: str
    params: type[P]
    compute: Callable[[P, OnProgress], Answer]
    rescue: Callable[[P, OutOfTime], Answer] | None = None
    reading: Callable[[str], P] | None = None

    def read(self, text: str) -> P:
        """The input.

        Raises:
            InputError: everything wrong with its fields.
        """
        try:
            return self.params.model_validate_json(text) if self.reading is None else self.reading(text)
        except ValidationError as error:
            raise InputError(problems_of(error)) from None


AnyKind = Kind[Any]
