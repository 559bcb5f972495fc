"""Tasks: what is to be computed, and what a kind of computation consists of."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar

from pydantic import ValidationError

from cocau.constraints.documents import list_validation_problems
from cocau.constraints.errors import InputError
from cocau.constraints.record import Record
from cocau.solver.outcome import OnProgress, OutOfTime


class TaskOutcome(StrEnum):
    """Outcome of a computation; questions that are answered in full are `done`."""

    OPTIMAL = "optimal"
    CONFLICT = "conflict"
    OUT_OF_TIME = "out_of_time"
    DONE = "done"


class JsonDocument(Protocol):
    """Any answer of a computation."""

    def to_json(self) -> str:
        """Return canonical JSON, the same bytes as those of `--format json`."""
        ...


TaskAnswer = tuple[JsonDocument, TaskOutcome]

P = TypeVar("P", bound=Record)


@dataclass(frozen=True)
class JobTask:
    """A task; `kind`: a name of `app.jobs.tasks.kinds`, `text`: the JSON of its input.

    `background`: nobody waits for it, so that it leaves processor and ready child to others.
    """

    kind: str
    text: str
    background: bool = False


@dataclass(frozen=True)
class TaskKind(Generic[P]):
    """One kind of computation.

    `compute` answers an input, tells how far it is, and ends soon after it is answered that it should.
    `rescue` makes an answer of the best that a computation told before it was lost; `reading` reads the input
    where there is a quicker way than by its fields, and complains as that does. All of them run in a child
    and are told to it by their names: functions of a module, which import an engine only inside.
    """

    name: str
    params: type[P]
    compute: Callable[[P, OnProgress], TaskAnswer]
    rescue: Callable[[P, OutOfTime], TaskAnswer] | None = None
    reading: Callable[[str], P] | None = None

    def read(self, text: str) -> P:
        """Parse the JSON of an input.

        Raises:
            InputError: everything wrong with its fields.
        """
        try:
            return self.params.model_validate_json(text) if self.reading is None else self.reading(text)
        except ValidationError as error:
            raise InputError(list_validation_problems(error)) from None


AnyTaskKind = TaskKind[Any]
