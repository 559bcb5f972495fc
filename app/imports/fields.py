"""The fields that a record could have had where a file has an unknown one."""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel

from cocau.app.imports.safe_text import shown
from cocau.constraints.errors import Problem


def better(problem: Problem, model: type[BaseModel], path: Sequence[int | str]) -> Problem:
    """The problem; of an unknown field, with the name that was probably meant, or all there are."""
    if problem.code != "extra_forbidden" or not path:
        return problem
    known = list(_fields(model, path[:-1]))
    if not known:
        return problem
    given = shown(str(path[-1]))
    if near := get_close_matches(given.casefold(), known, n=1):
        return Problem(
            problem.code,
            problem.where,
            f"Không có trường '{given}'; có phải '{near[0]}' không?",
            f"There is no field '{given}'; did you mean '{near[0]}'?",
        )
    names = ", ".join(known)
    return Problem(
        problem.code,
        problem.where,
        f"Không có trường '{given}'; các trường: {names}.",
        f"There is no field '{given}'; fields: {names}.",
    )


def _fields(model: type[BaseModel], path: Sequence[int | str]) -> Iterator[str]:
    """Names of the fields of the record at `path`."""
    here: Any = model
    for step in path:
        record = _record(here)
        if isinstance(step, str) and record is not None and step in record.model_fields:
            here = record.model_fields[step].annotation
    record = _record(here)
    if record is not None:
        yield from record.model_fields


def _record(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401  # whatever a field is annotated with
    """The record in ``tuple[Person, ...]`` or ``PriorTerm | None``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_record, get_args(annotation))), None)
