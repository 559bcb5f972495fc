"""Problems of files: one or all of them as an error, and why the system refuses to write."""

import errno
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from cocau.constraints.errors import InputError, Loc, Problem

T = TypeVar("T")

MOST_PROBLEMS = 1_000

PlacedProblem = tuple[int, int, Problem]
"""A problem with its row and column (or any other two numbers) to be sorted by."""


def attempt(read: Callable[[], T], problems: list[Problem]) -> T | None:
    """Return what `read` returns, or None with its problems added to the list."""
    try:
        return read()
    except InputError as error:
        problems.extend(error.problems)
        return None


def build_input_error(code: str, loc: Loc, vi: str, en: str) -> InputError:
    """Build an error of a single problem: for what leaves nothing else to look at."""
    return InputError([Problem(code, loc, vi, en)])


def combine_problems(placed: Iterable[PlacedProblem], loc: Loc, *, counted: bool = True) -> InputError:
    """Build one error of all problems in their order, with a remark if there are too many.

    `loc` is the place of that remark. `counted`: every problem was found; otherwise the
    search stopped at the limit.
    """
    problems = [problem for _, _, problem in sorted(placed, key=lambda f: f[:2])]
    return InputError(limit_problems(problems, len(problems), loc, counted=counted))


def limit_problems(
    problems: Sequence[Problem], found: int, loc: Loc, *, counted: bool = True
) -> list[Problem]:
    """Return the first problems, with a remark if more were found; see `combine_problems`."""
    more = found - MOST_PROBLEMS
    if more <= 0:
        return list(problems)
    vi, en = ("", "") if counted else ("ít nhất ", "at least ")
    rest = Problem(
        "more",
        loc,
        f"Và {vi}{more} lỗi nữa; hãy sửa các lỗi trên rồi nhập lại.",
        f"And {en}{more} more; mend these and import again.",
    )
    return [*problems[:MOST_PROBLEMS], rest]


_NO_RIGHT = (
    "không có quyền ghi ở đây; hãy ghi vào thư mục khác",
    "you have no right to write here; write into another folder",
)
_FULL = (
    "ổ đĩa đã đầy; hãy giải phóng chỗ, hoặc ghi ra nơi khác",
    "the disk is full; free some room, or write elsewhere",
)
_REASONS = {
    errno.ENOENT: (
        "chưa có thư mục chứa tệp này; hãy tạo thư mục trước, hoặc sửa đường dẫn",
        "the folder of this file does not exist; make it first, or mend the path",
    ),
    errno.ENOTDIR: (
        "một phần của đường dẫn là tệp, không phải thư mục; hãy sửa đường dẫn",
        "a part of the path is a file and not a folder; mend the path",
    ),
    errno.EISDIR: (
        "đây là thư mục; hãy thêm tên tệp vào sau",
        "this is a folder; add the name of a file",
    ),
    errno.EACCES: _NO_RIGHT,
    errno.EPERM: _NO_RIGHT,
    errno.EROFS: (
        "ổ đĩa này chỉ cho đọc; hãy ghi ra nơi khác",
        "this disk can only be read; write elsewhere",
    ),
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.ENAMETOOLONG: ("tên tệp quá dài; hãy đặt tên ngắn hơn", "the name is too long; take a shorter one"),
    errno.EBADF: ("nơi này đã đóng", "it is closed"),
    errno.EIO: ("ổ đĩa báo lỗi khi ghi", "the disk reports an error"),
}


def explain_os_error(error: OSError) -> tuple[str, str]:
    """Explain why the system refuses to write, in Vietnamese and in English."""
    number = error.errno or 0
    reason = f"{number}, {error.strerror or error}"
    other = (f"hệ điều hành báo lỗi ({reason})", f"the operating system reports an error ({reason})")
    return _REASONS.get(number, other)
