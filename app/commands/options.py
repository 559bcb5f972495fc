"""Options that several commands share."""

import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cocau.app.languages import Lang
from cocau.constraints.errors import InputError, Problem


class Format(StrEnum):
    """How an answer is written."""

    TEXT = "text"
    JSON = "json"


JSON_FILES = {".json": Format.JSON}
"""The ending that asks for JSON, where text is the rule."""


def output_path(text: str) -> Path:
    """The value of ``-o``.

    Raises:
        InputError: it is empty.
    """
    if not text.strip():
        vi, en = "Tên tệp để trống; hãy ghi tên tệp sau -o.", "The name is empty; give a file after -o."
        raise InputError([Problem("empty", "-o", vi, en)])
    return Path(text)


_GROUPED = re.compile(r"\d{1,3}(?:([.,' \u00a0\u202f])\d{3})(?:\1\d{3})*")


def whole_people(text: str) -> int:
    """A number of people, its thousands also set apart: ``1288866``, ``1.288.866``, ``1 288 866``.

    Raises:
        InputError: it is no whole number.
    """
    number = text.strip()
    if _GROUPED.fullmatch(number):
        number = "".join(c for c in number if c.isdigit())
    if not re.fullmatch(r"[+-]?[0-9]{1,18}", number):
        vi = f"'{text}' phải là số nguyên, như 1288866 hoặc 1.288.866."
        en = f"'{text}' must be a whole number, like 1288866 or 1,288,866."
        raise InputError([Problem("bad_value", "--population", vi, en)])
    return int(number)


LangOption = Annotated[Lang, typer.Option("--lang", help="Ngôn ngữ: vi hoặc en (hoặc biến COCAU_LANG).")]
FormatOption = Annotated[Format, typer.Option("--format", help="Dạng kết quả; lỗi cũng in theo dạng này.")]
FileFormatOption = Annotated[
    Format | None,
    typer.Option("--format", help="Dạng kết quả; mặc định text, hoặc json nếu TỆP là .json."),
]
OutputOption = Annotated[
    Path | None,
    typer.Option(
        "-o", "--output", metavar="TỆP", parser=output_path, help="Ghi vào tệp này thay cho màn hình."
    ),
]
RulebookOption = Annotated[
    str | None,
    typer.Option("--rulebook", metavar="TÊN", help="Bộ quy định: tên, đường dẫn, hoặc nhiều bộ nối bằng +."),
]
ProposalArgument = Annotated[Path, typer.Argument(metavar="PHƯƠNG-ÁN-JSON", help="Phương án JSON đã lưu.")]
SecondsOption = Annotated[
    float, typer.Option("--seconds", help="Thời gian tìm tối đa (0 < giây <= 3600).", min=0, max=3600)
]
