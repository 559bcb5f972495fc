"""Answers to stdout or, whole or not at all, to a file."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

import typer

from constraints.errors import InputError, Problem

PLAIN_WIDTH = 120
"""Where there is no terminal to ask."""


def show(lines: Iterable[str]) -> None:
    """Lines on stdout."""
    for line in lines:
        typer.echo(line)


def styled() -> bool:
    """Whether stdout is a terminal that takes colours."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def width() -> int:
    """How wide to write: COLUMNS, the terminal, or a fixed width for files and pipes."""
    if sys.stdout.isatty() or os.environ.get("COLUMNS"):
        return max(60, shutil.get_terminal_size().columns)
    return PLAIN_WIDTH


def spare(path: Path | None, inputs: Iterable[Path]) -> None:
    """Refuse an answer that would be written over what was read for it.

    Raises:
        InputError: `path` is one of `inputs`.
    """
    if path is None or not path.exists():
        return
    if any(file.exists() and file.samefile(path) for file in inputs):
        raise InputError(
            [
                Problem(
                    "output_is_input",
                    f"-o {path}",
                    "Tệp này là dữ liệu vào; hãy ghi kết quả vào tệp khác.",
                    "This file is an input; write the answer to another one.",
                )
            ]
        )


def save(content: str | bytes, path: Path) -> None:
    """Write a file at once, text in UTF-8: it appears complete, or stays as it was.

    Raises:
        InputError: it cannot be written there.
    """
    try:
        _replace(content if isinstance(content, bytes) else content.encode(), path)
    except OSError as error:
        raise InputError(
            [
                Problem(
                    "unwritable",
                    str(path),
                    f"Không ghi được: {error.strerror}.",
                    f"Cannot be written: {error.strerror}.",
                )
            ]
        ) from None


def _replace(content: bytes, path: Path) -> None:
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        Path(name).chmod(_mode(path))
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _mode(path: Path) -> int:
    """The rights the file has, or those any new file would get; a temporary file has none for others."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
