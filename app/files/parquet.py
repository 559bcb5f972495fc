"""Parquet files, written in row groups: a long table never stands in memory as a whole."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

PARQUET_TYPE = "application/vnd.apache.parquet"

ColumnTypes = Mapping[str, str]
"""The columns in order: name -> type as pandas has it (``str``, ``int64``, ``float64``)."""


def write_parquet(path: Path, columns: ColumnTypes, groups: Iterable[Sequence[Sequence[Any]]]) -> None:
    """Write groups of rows as a Parquet file, one after the other.

    Each row has the columns in order. A table without rows has its columns all the same.
    """
    import fastparquet  # with pandas a second of imports
    from pandas import DataFrame

    def write(rows: Sequence[Sequence[Any]], *, append: bool) -> None:
        frame = DataFrame(rows, columns=list(columns)).astype(
            {name: "object" if kind == "str" else kind for name, kind in columns.items()}
        )
        texts = {name: "utf8" for name, kind in columns.items() if kind == "str"}
        fastparquet.write(
            str(path), frame, append=append, compression="SNAPPY", object_encoding=texts, write_index=False
        )

    write((), append=False)
    for rows in groups:
        if rows:
            write(rows, append=True)
