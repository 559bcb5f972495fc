"""Options of commands whose points are computed in shards and kept as Parquet."""

from pathlib import Path
from typing import Annotated

import typer

from cocau.app.cli.options import parse_output_path
from cocau.app.i18n.languages import say_help
from cocau.constraints.errors import GivenValue, Problem

ShardOption = Annotated[
    str,
    typer.Option(
        "--shard",
        metavar="PHẦN/SỐ-PHẦN",
        help=say_help("Chỉ một phần của các điểm, ví dụ 1/8.", "Only a part of the points, such as 1/8."),
    ),
]
PartOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--part",
        metavar="TỆP",
        help=say_help(
            "Lấy các dòng đã có trong tệp này (để ghép); lặp lại được.",
            "Take over the rows of this file (to merge); repeatable.",
        ),
    ),
]
ParquetOption = Annotated[
    Path,
    typer.Option(
        "-o",
        "--output",
        metavar="TỆP",
        parser=parse_output_path,
        help=say_help(
            "Ghi vào tệp Parquet này; có sẵn thì tính tiếp.", "Write this Parquet file; go on from it."
        ),
    ),
]


def parse_shard(text: str, problems: list[Problem]) -> tuple[int, int]:
    """Parse ``--shard I/N``."""
    number, _, many = text.partition("/")
    if number.isdecimal() and many.isdecimal() and 1 <= int(number) <= int(many):
        return int(number), int(many)
    problems.append(
        Problem(
            "bad_value",
            ("--shard", GivenValue(text)),
            "Phải có dạng i/n với 1 <= i <= n, ví dụ 1/8.",
            "Must be i/n with 1 <= i <= n, for example 1/8.",
        )
    )
    return 1, 1


def build_wrong_ending(output: Path) -> Problem:
    return Problem(
        "suffix",
        ("-o", GivenValue(output)),
        "Kết quả là tệp Parquet; đặt tên có đuôi .parquet.",
        "The answer is a Parquet file; give it a name that ends in .parquet.",
    )
