"""A planned programme in a folder: what was asked, the joint result, and the proposal of each council."""

from pathlib import Path

from cocau.app.imports.files import bytes_of
from cocau.app.imports.found import refusal
from cocau.app.imports.tree import read_record
from cocau.solver.programme.entries import Programme
from cocau.solver.programme.result import ProgrammeResult

ASKED, RESULT, PROPOSALS = "programme.json", "result.json", "proposals"
"""The names of what is in such a folder."""


def is_planned(folder: Path) -> bool:
    """Whether a folder has been written by `cocau programme plan`."""
    return (folder / ASKED).is_file() and (folder / RESULT).is_file()


def read_planned(folder: Path) -> tuple[Programme, ProgrammeResult]:
    """What was asked and what came out.

    Raises:
        InputError: everything wrong with both files; or they are of different councils.
    """
    if not is_planned(folder):
        raise refusal(
            "no_programme",
            folder.name,
            f"Không có {ASKED} và {RESULT}; thư mục phải do `cocau programme plan --out` ghi.",
            f"There are no {ASKED} and {RESULT} in it; it must be as `cocau programme plan --out` writes it.",
        )
    programme = read_record(*bytes_of(folder / ASKED), Programme)
    result = read_record(*bytes_of(folder / RESULT), ProgrammeResult)
    if programme.by_id.keys() != result.by_id.keys():
        raise refusal(
            "other_programme",
            RESULT,
            f"Không cùng các hội đồng với {ASKED}.",
            f"Its councils are others than those of {ASKED}.",
        )
    return programme, result
