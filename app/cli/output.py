"""Output of commands: answers on stdout or in files, errors on stderr, exit codes."""

import contextlib
import errno
import json
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from cocau.app.extras import explain_missing_module
from cocau.app.files.problems import explain_os_error
from cocau.app.i18n.languages import Lang, say
from cocau.app.problems import ErrorType, build_input_problem, build_problem_document
from cocau.constraints.errors import GivenValue, InputError, Problem

if TYPE_CHECKING:
    from cocau.app.present.blocks import Block


PLAIN_WIDTH = 120
"""Where there is no terminal to ask."""


class StdoutError(Exception):
    """Stdout cannot be written: it is closed, or the disk behind it is full."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi, self.en = vi, en


def print_lines(lines: Iterable[str]) -> None:
    """Print lines on stdout.

    Raises:
        StdoutError: it takes none.
    """
    for line in lines:
        print_text(f"{line}\n")


def print_text(text: str) -> None:
    """Print text on stdout, as it is.

    Raises:
        StdoutError: it takes none.
    """
    try:
        _echo(text)
    except BrokenPipeError:
        raise
    except OSError as error:
        abandon_stdout()
        vi, en = explain_os_error(error)
        raise StdoutError(
            f"Không in được kết quả ra màn hình (stdout): {vi}. Hãy ghi ra tệp bằng -o, nếu lệnh có.",
            f"The answer cannot be printed (stdout): {en}. Write it with -o, where the command has it.",
        ) from None


def _echo(text: str) -> None:
    if sys.stdout is None:  # closed by whoever started us
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    typer.echo(text, nl=False)


def abandon_stdout() -> None:
    """Redirect stdout to nowhere, so that Python does not complain when it ends."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        number = sys.stdout.fileno()
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, number)
        os.close(nowhere)


def _is_terminal() -> bool:
    return sys.stdout is not None and sys.stdout.isatty()


def is_styled() -> bool:
    """Return whether stdout is a terminal that takes colours."""
    return _is_terminal() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def get_width() -> int:
    """Return the width of output: COLUMNS, the terminal, or a fixed width for files."""
    if _is_terminal() or os.environ.get("COLUMNS"):
        return max(60, shutil.get_terminal_size().columns)
    return PLAIN_WIDTH


def get_layout(output: Path | None = None) -> tuple[int, bool]:
    """Return the width of an answer and whether it is coloured: on a terminal, or in a file."""
    return (get_width(), is_styled()) if output is None else (PLAIN_WIDTH, False)


def format_blocks(blocks: "Iterable[Block]", output: Path | None = None) -> str:
    """Format blocks as text for stdout, or for a file."""
    from cocau.app.present.terminal import render_lines  # slow to import; `cocau --help` needs none of it

    width, styled = get_layout(output)
    return "\n".join(render_lines(blocks, width, styled=styled)) + "\n"


def deliver(content: str | bytes, output: Path | None, lang: Lang) -> None:
    """Print an answer, or save it whole or not at all to a file.

    Raises:
        InputError: it cannot be written there.
        StdoutError: stdout takes none.
    """
    if output is None:
        print_text(content if isinstance(content, str) else content.decode())
        return
    save(content, output)
    print_written(output, lang)


def print_written(path: object, lang: Lang) -> None:
    """Print what was written, on stderr."""
    print_note(f"{say(lang, 'Đã ghi', 'Written')}: {path}")


def check_output_path(path: Path | None, inputs: Iterable[Path]) -> None:
    """Refuse an output path that is an input or cannot be written, before any work is done.

    Raises:
        InputError: `path` is one of `inputs`, a folder, or in a folder that is not there.
    """
    if path is None:
        return
    if path.is_dir():
        raise _build_unwritable(f"-o {path}", IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR)))
    if not path.exists():
        if not path.resolve().parent.is_dir():
            raise _build_unwritable(f"-o {path}", FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT)))
        return
    if any(file.exists() and file.samefile(path) for file in inputs):
        raise InputError(
            [
                Problem(
                    "output_is_input",
                    ("-o", GivenValue(path)),
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
            _append(whole, path)
        else:
            _replace_file(whole, path.resolve())
    except OSError as error:
        raise _build_unwritable(where or f"-o {path}", error) from None


def make_folder(path: Path, where: str) -> None:
    """Make a folder, and those above it, unless it exists.

    `where` is what errors call the place.

    Raises:
        InputError: it cannot be made.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _build_unwritable(where, error) from None


def _build_unwritable(where: str, error: OSError) -> InputError:
    vi, en = explain_os_error(error)
    return InputError(
        [Problem("unwritable", (where,), f"Không ghi được: {vi}.", f"Cannot be written: {en}.")]
    )


_STREAMS = ("/dev/stdout", "/dev/stderr", "/dev/fd/", "/proc/self/fd/")
"""Names of open streams: never replaced, even where a plain file stands behind them."""


def _is_stream(path: Path) -> bool:
    """Return whether a path takes bytes and is no plain file.

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


def _append(content: bytes, path: Path) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND), "wb") as stream:
        stream.write(content)


def _replace_file(content: bytes, path: Path) -> None:
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".cocau.", suffix=".tmp")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        Path(name).chmod(_get_mode(path))
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _get_mode(path: Path) -> int:
    """Return the mode of a file, or the one that a new file would get."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


class ExitCode(IntEnum):
    """Exit codes: one for each thing that a script may want to tell apart."""

    DONE = 0
    FAILED = 1
    BAD_INPUT = 2
    CONFLICT = 3
    STOPPED = 4
    DIFFERS = 5


EXIT_MEANINGS = {
    ExitCode.DONE: (
        "xong; không vi phạm quy định bắt buộc nào",
        "done; no must is broken",
    ),
    ExitCode.FAILED: (
        "lỗi của chương trình, hoặc không chạy được",
        "our own failure, or it could not run",
    ),
    ExitCode.BAD_INPUT: (
        "dữ liệu vào sai; với `test`: có trường hợp không đạt",
        "bad input; for `test`: a case failed",
    ),
    ExitCode.CONFLICT: (
        (
            "các quy định xung đột; với `audit`: vi phạm quy định bắt buộc hoặc tiêu chuẩn; với `gates`: "
            "có việc trái trình tự; với `table`: bảng có chỗ sai; với `panel`: không có nhóm nào đúng hạn mức"
        ),
        (
            "the rules are in conflict; for `audit`: a must or a standard is broken; for `gates`: something "
            "happened out of order; for `table`: the table has faults; for `panel`: no panel is within the "
            "quotas"
        ),
    ),
    ExitCode.STOPPED: (
        "hết thời gian, hoặc bị dừng (Ctrl-C); giữ phương án tốt nhất đã có",
        "out of time or stopped (Ctrl-C); the best so far is kept",
    ),
    ExitCode.DIFFERS: (
        (
            "`audit`: kết luận đã lưu khác với khi chấm lại; `trail verify`, `backup`: nhật ký đã bị can "
            "thiệp; `migrate --check`: lược đồ ở bản khác"
        ),
        (
            "`audit`: the stored findings differ from the new ones; `trail verify`, `backup`: the trail was "
            "tampered with; `migrate --check`: the schema is another"
        ),
    ),
}


def build_epilog(lang: str) -> str:
    """Render the table of exit codes under `cocau --help`."""
    head = say(lang, "Mã thoát:", "Exit codes:")
    rows = (f"{int(code)}  {say(lang, *words)}" for code, words in EXIT_MEANINGS.items())
    return "\n".join([head, *rows])


DEBUG_VARIABLE = "COCAU_DEBUG"


@contextmanager
def handle_errors(lang: Lang, *, as_json: bool = False) -> Iterator[None]:
    """Turn every error inside into words on stderr and an exit code."""
    try:
        yield
    except (typer.Exit, BrokenPipeError, KeyboardInterrupt):
        raise
    except InputError as error:
        print_input_error(error, lang, as_json=as_json)
        raise typer.Exit(ExitCode.BAD_INPUT) from None
    except StdoutError as error:
        print_note(say(lang, error.vi, error.en))
        raise typer.Exit(ExitCode.FAILED) from None
    except Exception as error:
        if os.environ.get(DEBUG_VARIABLE):
            raise
        if not (isinstance(error, ModuleNotFoundError) and print_missing_extra(error, lang, as_json=as_json)):
            _print_failure(error, lang, as_json=as_json)
        raise typer.Exit(ExitCode.FAILED) from None


def print_missing_extra(error: ModuleNotFoundError, lang: Lang, *, as_json: bool) -> bool:
    """Print which extra brings the module; return whether one does."""
    told = explain_missing_module(error)
    if told is None:
        return False
    if as_json:
        _print_json(build_problem_document(ErrorType.FAILURE, told.en))
    else:
        print_note(told.of(lang))
    return True


def print_note(words: str) -> None:
    """Print a remark that is not part of the answer, on stderr."""
    typer.echo(words, err=True)


def print_input_error(error: InputError, lang: Lang, *, as_json: bool) -> None:
    """Print every problem of an input, on stderr."""
    if as_json:
        _print_json(build_input_problem(error))
        return
    for problem in error.problems:
        sentence = problem.of(lang)
        print_note(f"{problem.where}: {sentence}" if problem.where else sentence)
    count = len(error.problems)
    print_note(say(lang, f"{count} lỗi trong dữ liệu vào.", f"{count} problem(s)."))


def _print_failure(error: Exception, lang: Lang, *, as_json: bool) -> None:
    what = f"{type(error).__name__}: {error}".splitlines()[0]
    if as_json:
        _print_json(build_problem_document(ErrorType.FAILURE, what))
        return
    again = " ".join(sys.argv[1:3])
    print_note(
        say(
            lang,
            f"cocau gặp lỗi: {what}. Xem chi tiết: {DEBUG_VARIABLE}=1 cocau {again} …",
            f"cocau failed: {what}. For the traceback: {DEBUG_VARIABLE}=1 cocau {again} …",
        )
    )


def _print_json(body: dict[str, Any]) -> None:
    print_note(json.dumps(body, ensure_ascii=False, indent=1))
