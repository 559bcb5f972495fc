"""Options that several commands share."""

from enum import StrEnum
from typing import Annotated

import typer

from app.languages import Lang


class Format(StrEnum):
    """How an answer is written."""

    TEXT = "text"
    JSON = "json"


LangOption = Annotated[Lang, typer.Option("--lang", help="Ngôn ngữ: vi hoặc en (hoặc biến COCAU_LANG).")]
FormatOption = Annotated[Format, typer.Option("--format", help="Dạng kết quả; lỗi cũng in theo dạng này.")]
RulebookOption = Annotated[
    str | None,
    typer.Option("--rulebook", metavar="TÊN", help="Bộ quy định: tên, đường dẫn, hoặc nhiều bộ nối bằng +."),
]
