"""What an operator may set: COCAU_MAX_SECONDS, COCAU_SOLVES, COCAU_QUEUE, COCAU_MAX_BODY."""

from collections.abc import Mapping
from dataclasses import dataclass

PREFIX = "COCAU_"


@dataclass(frozen=True)
class Settings:
    """Limits of the service.

    `max_seconds`: the longest search; `solves`: searches at once; `queue`: requests that may wait for one;
    `max_body`: bytes of a request.
    """

    max_seconds: int = 60
    solves: int = 2
    queue: int = 4
    max_body: int = 5_000_000


def from_environment(environment: Mapping[str, str]) -> Settings:
    """The settings; what is not given keeps its default.

    Raises:
        ValueError: a value that is no whole number from 1 (from 0 for the queue).
    """
    given = {}
    for name, least in (("max_seconds", 1), ("solves", 1), ("queue", 0), ("max_body", 1)):
        variable = PREFIX + name.upper()
        if variable in environment:
            given[name] = _number(variable, environment[variable], least)
    return Settings(**given)


def _number(variable: str, value: str, least: int) -> int:
    if not value.isdecimal() or int(value) < least:
        raise ValueError(f"{variable} must be a whole number from {least}, not {value!r}")
    return int(value)
