"""The problems of one file: in the order of the file, and not without end."""

from collections.abc import Iterable

from cocau.constraints.errors import InputError, Problem

MOST_PROBLEMS = 1_000

Found = tuple[int, int, Problem]
"""A problem with its row and column (or any other two numbers) to be sorted by."""


def refusal(code: str, where: str, vi: str, en: str) -> InputError:
    """One problem as an error: for what leaves nothing else to be looked at."""
    return InputError([Problem(code, where, vi, en)])


def together(found: Iterable[Found], where: str, *, counted: bool = True) -> InputError:
    """All problems as one error; `where` is the place of the remark that there are more.

    `counted`: whether all were found; else whoever looked stopped when there were more than can be told.
    """
    problems = [problem for _, _, problem in sorted(found, key=lambda f: f[:2])]
    more = len(problems) - MOST_PROBLEMS
    if more > 0:
        vi, en = ("", "") if counted else ("ít nhất ", "at least ")
        rest = Problem(
            "more",
            where,
            f"Và {vi}{more} lỗi nữa; hãy sửa các lỗi trên rồi nhập lại.",
            f"And {en}{more} more; mend these and import again.",
        )
        problems = [*problems[:MOST_PROBLEMS], rest]
    return InputError(problems)
