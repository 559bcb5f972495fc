"""Groups of people as a command line names them: ``women``, ``everybody``, ``sex=female,age_under=35``."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from cocau.app.commands.reporting import attempt
from cocau.constraints.errors import InputError, Problem

if TYPE_CHECKING:  # pydantic is slow to import, and `cocau --help` comes this way
    from cocau.constraints.select import Among, Selector

EVERYBODY = "everybody"

T = TypeVar("T")


def groups_of(groups: Iterable[str], among: Iterable[str]) -> "tuple[list[Selector], list[Among]]":
    """The descriptions of ``--group`` and the sets of ``--among``.

    Raises:
        InputError: every unknown name, field, value and set, with what may stand there.
    """
    problems: list[Problem] = []
    who = _each(groups, _group, problems)
    sets = _each(among, _among, problems)
    if problems:
        raise InputError(problems)
    return who, sets


def _each(texts: Iterable[str], read: Callable[[str], T], problems: list[Problem]) -> list[T]:
    found = (attempt(partial(read, text), problems) for text in texts)
    return [one for one in found if one is not None]


def _group(text: str) -> "Selector":
    from cocau.constraints.nearest import nearest_first
    from cocau.constraints.select import EVERYONE, GROUPS

    name = text.strip()
    if "=" in name:
        return _selector(name)
    if name == EVERYBODY:
        return EVERYONE
    if name in GROUPS:
        return GROUPS[name]
    known = nearest_first(name, (EVERYBODY, *GROUPS))
    raise InputError(
        [
            Problem(
                "unknown_group",
                f"--group {text}",
                f"Không có nhóm này; gần nhất trước: {known}; hoặc mô tả như sex=female,age_under=35.",
                f"There is no such group; the nearest first: {known}; or describe one: "
                "sex=female,age_under=35.",
            )
        ]
    )


def _selector(text: str) -> "Selector":
    """A description field by field, each with its value; a field that is given twice means nothing."""
    from pydantic import ValidationError

    from cocau.constraints.documents import problems_of
    from cocau.constraints.select import Selector

    pairs = [tuple(part.strip() for part in piece.partition("=")) for piece in text.split(",")]
    fields = [field for field, _, _ in pairs]
    problems = [_unknown(text, field) for field in fields if field not in Selector.model_fields]
    problems += [_twice(text, field) for field in dict.fromkeys(fields) if fields.count(field) > 1]
    if problems:
        raise InputError(problems)
    try:
        return Selector.model_validate({field: _value(value) for field, _, value in pairs})
    except ValidationError as error:
        raise InputError(problems_of(error, f"--group {text}")) from None


def _value(written: str) -> str | int:
    """A whole number where one is written."""
    return int(written) if written.isascii() and written.isdecimal() else written


def _unknown(text: str, field: str) -> Problem:
    from cocau.constraints.nearest import nearest_first
    from cocau.constraints.select import Selector

    known = nearest_first(field, Selector.model_fields)
    return Problem(
        "unknown_field",
        f"--group {text}",
        f"Không có đặc điểm '{field}'; gần nhất trước: {known}.",
        f"There is no field '{field}'; the nearest first: {known}.",
    )


def _twice(text: str, field: str) -> Problem:
    return Problem(
        "twice",
        f"--group {text}",
        f"Đặc điểm '{field}' ghi hai lần; chỉ ghi một lần.",
        f"The field '{field}' is given twice; give it once.",
    )


def _among(text: str) -> "Among":
    from cocau.constraints.nearest import nearest_first
    from cocau.constraints.select import Among
    from cocau.solver.explain.ranges import COUNTABLE

    name = text.strip()
    if name in COUNTABLE:
        return Among(name)
    known = nearest_first(name, COUNTABLE)
    raise InputError(
        [
            Problem(
                "unknown_set",
                f"--among {text}",
                f"Không đếm được trong tập này; gần nhất trước: {known}.",
                f"A plan has no such set to count in; the nearest first: {known}.",
            )
        ]
    )
