"""The files that one command line gives: what each is called in messages, and the order of the arguments."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

from cocau.app.help_words import ENGLISH


@dataclass(frozen=True)
class Given:
    """Files of a command line, and its arguments in their order as its usage names them."""

    files: tuple[Path, ...] = ()
    arguments: tuple[str, ...] = ()


_NOTHING = Given()
_now: ContextVar[Given] = ContextVar("given", default=_NOTHING)


@contextmanager
def given(arguments: str, *files: Path | None) -> Iterator[None]:
    """Inside, messages tell these files apart and name the order of the arguments, ``HỘI-ĐỒNG NGUỒN``."""
    token = _now.set(Given(tuple(file for file in files if file is not None), tuple(arguments.split())))
    try:
        yield
    finally:
        _now.reset(token)


def name_of(path: Path) -> str:
    """What a file is called: its name, with as much of its path as tells it from the others given."""
    parts = path.parts
    others = {file.parts for file in _now.get().files if file.parts != parts}
    for many in range(1, len(parts) + 1):
        if not any(other[-many:] == parts[-many:] for other in others):
            return str(Path(*parts[-many:]))
    return str(path)


def order() -> tuple[str, str] | None:
    """The order of the arguments in Vietnamese and in English; None if there are not several."""
    arguments = _now.get().arguments
    if len(arguments) < 2:  # noqa: PLR2004  # one has no order
        return None
    return " ".join(arguments), " ".join(ENGLISH.get(one, one) for one in arguments)
