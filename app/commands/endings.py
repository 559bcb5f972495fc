"""What the name after ``-o`` ends in, against the format of the answer."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from cocau.constraints.errors import InputError, Problem

Form = TypeVar("Form", bound=StrEnum)

_OF_OTHERS = frozenset(
    (
        ".json",
        ".xlsx",
        ".xls",
        ".ods",
        ".csv",
        ".pdf",
        ".doc",
        ".docx",
        ".odt",
        ".html",
        ".htm",
        ".ics",
        ".yaml",
        ".yml",
        ".zip",
    )
)
"""Endings that promise a format; any other name may hold text."""


_NO_TEXT = frozenset({"xlsx", "docx", "pdf"})


def form_for(asked: Form | None, output: Path | None, endings: Mapping[str, Form], otherwise: Form) -> Form:
    """The format asked for, or what the name of the file ends in, or `otherwise`.

    Raises:
        InputError: the name promises another format than what would be written.
    """
    suffix = "" if output is None else output.suffix.lower()
    promised = endings.get(suffix)
    form = asked or promised or otherwise
    foreign = promised is not form if promised is not None else suffix in _OF_OTHERS
    if foreign or (form in _NO_TEXT and suffix not in {"", f".{form}"}):
        raise InputError([_wrong(str(output), suffix, form, endings, otherwise)])
    return form


def _wrong(name: str, suffix: str, form: Form, endings: Mapping[str, Form], otherwise: Form) -> Problem:
    text = () if otherwise in endings.values() else (f"{otherwise} (.txt)",)
    written = ", ".join((*text, *(f"{one} ({end})" for end, one in endings.items())))
    return Problem(
        "suffix",
        f"-o {name}",
        f"Tên tệp có đuôi '{suffix}' nhưng kết quả ở dạng {form}; lệnh này ghi được: {written}.",
        f"The name ends in '{suffix}', but the answer is {form}; this command writes: {written}.",
    )
