"""What an operator may set, each by an environment variable: COCAU_ and the field's name in capitals."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path

PREFIX = "COCAU_"


class Environment(StrEnum):
    """Where the service runs. In development it listens to its own machine only and makes its own keys."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


@dataclass(frozen=True)
class Settings:
    """Limits and places of the service.

    `max_seconds`: the longest search; `solves`: searches at once in one process (0: none, workers do it all);
    `queue`: unfinished jobs that one caller may have; `max_people`: the largest pool; `max_body`: bytes of a
    request; `memory`: megabytes of one search. `state`: the folder for what is made here (SQLite files, keys
    in development). `database`: an SQLAlchemy URL; empty means SQLite in `state`. `keys`: the keys that seal
    what is stored, comma-separated, newest first. `env`: see `Environment`.
    `metrics_token`: who sends it as a bearer token may read /metrics; empty: nobody gets in by a token.
    """

    env: Environment = Environment.DEVELOPMENT
    state: Path = Path(".cocau")
    database: str = ""
    keys: str = ""
    metrics_token: str = ""
    max_seconds: int = 60
    solves: int = 2
    queue: int = 100
    max_people: int = 20_000
    max_body: int = 5_000_000
    memory: int = 4_000

    @property
    def development(self) -> bool:
        """Whether this is a developer's own machine."""
        return self.env is Environment.DEVELOPMENT

    @property
    def database_url(self) -> str:
        """The database: the one that was set, or a file in the state folder."""
        return self.database or f"sqlite:///{self.state / 'cocau.db'}"


_LEAST = {"max_seconds": 1, "solves": 0, "queue": 0, "max_people": 1, "max_body": 1, "memory": 256}


def from_environment(environment: Mapping[str, str]) -> Settings:
    """The settings; what is not given keeps its default.

    Raises:
        ValueError: a value that is no whole number of its range, or no environment.
    """
    given: dict[str, object] = {}
    for field in fields(Settings):
        variable = PREFIX + field.name.upper()
        if variable in environment:
            given[field.name] = _read(field.name, variable, environment[variable])
    return Settings(**given)  # type: ignore[arg-type]  # each value was read by its field's name


def _read(name: str, variable: str, value: str) -> object:
    if name in _LEAST:
        return _number(variable, value, _LEAST[name])
    if name == "env":
        return _environment(variable, value)
    return Path(value) if name == "state" else value


def _environment(variable: str, value: str) -> Environment:
    try:
        return Environment(value)
    except ValueError:
        raise ValueError(f"{variable} must be development or production, not {value!r}") from None


def _number(variable: str, value: str, least: int) -> int:
    if not value.isdecimal() or int(value) < least:
        raise ValueError(f"{variable} must be a whole number from {least}, not {value!r}")
    return int(value)
