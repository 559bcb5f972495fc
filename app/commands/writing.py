"""Answers to stdout or, whole or not at all, to a file."""

import contextlib
import errno
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

import typer

from cocau.app.unwritable import why
from cocau.constraints.errors import InputError, Problem

PLAIN_WIDTH = 120
"""Where there is no terminal to ask."""


class ScreenError(Exception):
    """Stdout takes nothing: it is closed, or the disk behind it is full."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi, self.en = vi, en


def show(lines: Iterable[str]) -> None:
    """Lines on stdout.

    Raises:
        ScreenError: it takes none.
    """
    for line in lines:
        put(f"{line}\n")


def put(text: str) -> None:
    """Text on stdout, as it is.

    Raises:
        ScreenError: it takes none.
    """
    try:
        _echo(text)
    except BrokenPipeError:
        raise
    except OSError as error:
        abandon_stdout()
        vi, en = why(error)
        raise ScreenError(
            f"Không in được kết quả ra màn hình (stdout): {vi}. Hãy ghi ra tệp bằng -o, nếu lệnh có.",
            f"The answer cannot be printed (stdout): {en}. Write it with -o, where the command has it.",
        ) from None


def _echo(text: str) -> None:
    if sys.stdout is None:  # closed by whoever started us
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    typer.echo(text, nl=False)


def abandon_stdout() -> None:
    """What stdout still holds goes nowhere: else Python tries to write it, and complains, when it ends."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        number = sys.stdout.fileno()
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, number)
        os.close(nowhere)


def _on_terminal() -> bool:
    return sys.stdout is not None and sys.stdout.isatty()


def styled() -> bool:
    """Whether stdout is a terminal that takes colours."""
    return _on_terminal() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def width() -> int:
    """How wide to write: COLUMNS, the terminal, or a fixed width for files and pipes."""
    if _on_terminal() or os.environ.get("COLUMNS"):
        return max(60, shutil.get_terminal_size().columns)
    return PLAIN_WIDTH


def spare(path: Path | None, inputs: Iterable[Path]) -> None:
    """Refuse, before any work is done for it, a place to write to that is an input or can be none.

    Raises:
        InputError: `path` is one of `inputs`, a folder, or in a folder that is not there.
    """
    if path is None:
        return
    if path.is_dir():
        raise _unwritable(f"-o {path}", IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR)))
    if not path.exists():
        if not path.resolve().parent.is_dir():
            raise _unwritable(f"-o {path}", FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT)))
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


def save(content: str | bytes, path: Path, where: str | None = None) -> None:
    """Write a file at once, text in UTF-8: it appears complete, or stays as it was.

    A link stays and what it points to is written; a device or a pipe is written into and never replaced.
    `where` is what errors call the place; by default the option ``-o``.

    Raises:
        InputError: it cannot be written there.
    """
    whole = content if isinstance(content, bytes) else content.encode()
    try:
        if _is_stream(path):
            _pour(whole, path)
        else:
            _replace(whole, path.resolve())
    except OSError as error:
        raise _unwritable(where or f"-o {path}", error) from None


def folder_at(path: Path, where: str) -> None:
    """Make a folder, and those above it, unless it is there. `where` is what errors call the place.

    Raises:
        InputError: it cannot be made.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(where, error) from None


def _unwritable(where: str, error: OSError) -> InputError:
    vi, en = why(error)
    return InputError([Problem("unwritable", where, f"Không ghi được: {vi}.", f"Cannot be written: {en}.")])


_STREAMS = ("/dev/stdout", "/dev/stderr", "/dev/fd/", "/proc/self/fd/")
"""Names of what is open already: also where a plain file stands behind them, it is not to be replaced."""


def _is_stream(path: Path) -> bool:
    """Whether there is something that takes bytes and is no plain file.

    Raises:
        OSError: it is a folder, or nobody may look at it.
    """
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return False
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    return not stat.S_ISREG(mode) or str(path).startswith(_STREAMS)


def _pour(content: bytes, path: Path) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND), "wb") as stream:
        stream.write(content)


def _replace(content: bytes, path: Path) -> None:
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".cocau.", suffix=".tmp")
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
