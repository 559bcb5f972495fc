"""Proposals and structure plans as they were stored: JSON, read as strictly as any other file."""

from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from cocau.app.imports.swapped import PROPOSAL, STRUCTURE, Sort, sort_of
from cocau.app.imports.tree import json_tree
from cocau.constraints.documents import problems_of, read_text
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.record import Record
from cocau.solver.proposal import Proposal
from cocau.solver.structure import Structure

R = TypeVar("R", bound=Record)


def read_stored(file: Path, wanted: Problem) -> Proposal | Structure:
    """What was stored; `wanted` says what the command takes, for a file that is something else.

    Raises:
        InputError: no such file, no JSON, or neither a proposal nor a structure plan in it.
    """
    content = read_text(file)
    found = _sort(content, str(file))
    if found is PROPOSAL:
        return _read(content, file, Proposal)
    if found is STRUCTURE:
        return _read(content, file, Structure)
    raise InputError([wanted if found is None else _not_this(wanted, found)])


def read_proposal(file: Path, wanted: Problem) -> Proposal:
    """A stored proposal.

    Raises:
        InputError: as `read_stored`; also for a structure plan, which has no names yet.
    """
    content = read_text(file)
    found = _sort(content, str(file))
    if found is not PROPOSAL:
        raise InputError([wanted if found is None else _not_this(wanted, found)])
    return _read(content, file, Proposal)


def is_proposal(file: Path) -> bool:
    """Whether a file calls itself a proposal of ours, of whatever version.

    Raises:
        InputError: no such file, or JSON that cannot be read.
    """
    return _sort(read_text(file), str(file)) is PROPOSAL


def _sort(content: str, name: str) -> Sort | None:
    """What a text is, where it is meant as JSON by its name or its first letter."""
    if not (name.lower().endswith(".json") or content.lstrip().startswith("{")):
        return None
    return sort_of(json_tree(content, name))


def _not_this(wanted: Problem, found: Sort) -> Problem:
    return Problem(
        wanted.code, wanted.where, f"Đây là {found.vi}. {wanted.vi}", f"This is {found.en}. {wanted.en}"
    )


def _read(content: str, file: Path, model: type[R]) -> R:
    try:
        return model.model_validate_json(content)
    except ValidationError as error:
        raise InputError(problems_of(error, str(file))) from None
