"""What functions are given: councils, pools and proposals from values, files or frames."""

import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from operator import index
from os import PathLike
from pathlib import Path, PurePath
from typing import IO, Any, SupportsIndex

from cocau.app.files.lists.layout import recognise_list
from cocau.app.files.locations import locate_problems
from cocau.app.files.people import build_pool, list_column_remarks
from cocau.app.files.problems import build_input_error
from cocau.app.files.readers import (
    TABLE_READERS,
    read_council,
    read_council_bytes,
    read_pool,
    read_pool_bytes,
    read_proposal,
    read_table,
)
from cocau.app.files.tables.frames import is_frame, read_frame_table
from cocau.app.files.tables.table import FileTable
from cocau.app.python.answers import NotebookProposal, get_language
from cocau.constraints.checks.pool import check_pool_alone
from cocau.constraints.errors import GivenValue, InputError, Problem
from cocau.constraints.model.council import Council
from cocau.constraints.model.people import Pool
from cocau.solver.proposal import Proposal

FilePath = str | PathLike[str]
CouncilSource = Council | FilePath | IO[bytes] | IO[str]
"""A council, or the YAML or JSON file that holds it."""

PoolSource = Pool | FilePath | IO[bytes] | IO[str] | Any
"""A pool, a YAML, JSON, CSV or XLSX file, or a data frame of pandas or polars."""

ProposalSource = Proposal | FilePath
"""A proposal, or the JSON file that holds it."""

Ids = str | Iterable[str]
"""One id, or several."""

Bounds = Mapping[str, int | None]
"""Bounds to be set, by ``rule.field``; None takes a bound away."""


class InputRemark(UserWarning):
    """What whoever gives a pool should know of how it was read."""


def load_council(source: CouncilSource) -> Council:
    """Load a council from a YAML or JSON file.

    Args:
        source: a path, or an open file whose name says its kind.

    Raises:
        InputError: everything that is wrong with it, each problem with its line.

    Example:
        >>> council = cocau.load_council("fixtures/councils/xa-mau.yaml")
        >>> council.seats, len(council.constituencies)
        (25, 7)
    """
    with telling_problems():
        return _read_council(source)


def load_pool(source: PoolSource) -> Pool:
    """Load the people who may be chosen from a file or a data frame.

    Columns have the field's code (``born``), or its heading in Vietnamese or English (``Ngày sinh``); NaN,
    None and NaT are empty cells. Remarks on how columns were read are warnings (`InputRemark`).

    Args:
        source: a path or an open file (YAML, JSON, CSV, XLSX), or a frame of pandas or polars.

    Raises:
        InputError: everything that is wrong, each problem with its line, its cell, or row and column of the
            frame, counted from 0 as `iloc` does.

    Example:
        >>> pool = cocau.load_pool("fixtures/pools/xa-mau.yaml")
        >>> pool
        Pool(people=50)
        >>> import pandas
        >>> people = pandas.DataFrame({"Họ và tên": ["Lê Thị A", "Trần B"], "Giới tính": ["Nữ", None]})
        >>> cocau.load_pool(people)
        Traceback (most recent call last):
        ...
        cocau.constraints.errors.InputError: ...
    """
    with telling_problems():
        read = read_given_pool(source)
        problems = read.locate(check_pool_alone(read.pool))
        if problems:
            raise InputError(problems)
        return read.pool


def load_proposal(source: FilePath) -> NotebookProposal:
    """Load a proposal from the JSON that `to_json`, ``cocau plan -o`` or the service wrote.

    Raises:
        InputError: no such file, or no proposal in it.

    Example:
        >>> import tempfile, pathlib
        >>> file = pathlib.Path(tempfile.mkdtemp(), "p.json")
        >>> _ = file.write_text(proposal.to_json(), encoding="utf-8")
        >>> cocau.load_proposal(file) == proposal
        True
    """
    with telling_problems():
        return NotebookProposal.of(open_proposal(source))


def open_proposal(source: ProposalSource) -> Proposal:
    """Return a proposal that is given, or read it.

    Raises:
        InputError: no such file, or no proposal in it.
    """
    if isinstance(source, Proposal):
        return source
    given: object = source
    where = str(given) if isinstance(given, str | PathLike) else type(given).__name__
    expected = Problem(
        "no_proposal",
        (where,),
        "Phải là phương án JSON, do to_json() hoặc `cocau plan -o TỆP.json` ghi.",
        "It must be a proposal, JSON, as to_json() or `cocau plan -o FILE.json` writes it.",
    )
    if not isinstance(given, str | PathLike):
        raise InputError([expected])
    return read_proposal(Path(given), expected)


@dataclass(frozen=True)
class GivenCouncil:
    """A council, and its file if it has one."""

    council: Council
    file: Path | None = None


@dataclass(frozen=True)
class GivenPool:
    """A pool, and the file or table that it was read from."""

    pool: Pool
    origin: Path | FileTable | None = None

    def locate(self, problems: Iterable[Problem]) -> list[Problem]:
        """Return problems of the pool at their places in its file or frame."""
        return locate_problems(problems, pool=self.origin)


def read_given_council(source: CouncilSource) -> GivenCouncil:
    """Read a council, and keep where its problems can be shown.

    Raises:
        InputError: see `load_council`.
    """
    council = _read_council(source)
    return GivenCouncil(council, Path(source) if isinstance(source, str | PathLike) else None)


def _read_council(source: CouncilSource) -> Council:
    if isinstance(source, Council):
        return source
    if isinstance(source, str | PathLike):
        return read_council(Path(source))
    return read_council_bytes(*_read_open_file(source, "council"))


def read_given_pool(source: PoolSource) -> GivenPool:
    """Read a pool, warn of remarks, and keep where its problems can be shown.

    Raises:
        InputError: see `load_pool`.
    """
    if isinstance(source, Pool):
        return GivenPool(source)
    if isinstance(source, str | PathLike):
        path = Path(source)
        table = read_table(path)
        return GivenPool(read_pool(path), path) if table is None else _read_listed(table)
    if is_frame(source):
        return _read_listed(recognise_list(read_frame_table(source)))
    content, name = _read_open_file(source, "pool")
    read = TABLE_READERS.get(PurePath(name).suffix.lower())
    if read is None:
        return GivenPool(read_pool_bytes(content, name))
    return _read_listed(recognise_list(read(content, name)))


def _read_listed(table: FileTable) -> GivenPool:
    for remark in (*table.remarks, *list_column_remarks(table)):
        warnings.warn(f"{remark.where}: {remark.of(get_language())}", InputRemark, stacklevel=4)
    return GivenPool(build_pool(table), table)


def _read_open_file(source: Any, what: str) -> tuple[bytes, str]:  # noqa: ANN401  # whatever was given
    """Read an open file: its bytes and its name.

    Raises:
        InputError: it is none, or it has no name that says its kind.
    """
    if not hasattr(source, "read"):
        raise build_input_error(
            "bad_source",
            (what, GivenValue(type(source).__name__)),
            "Phải là đường dẫn, tệp đang mở, hoặc (với danh sách) bảng của pandas, polars.",
            "It must be a path, an open file or, for people, a frame of pandas or polars.",
        )
    name = getattr(source, "name", None)
    if not isinstance(name, str):
        raise build_input_error(
            "no_name",
            (what,),
            "Tệp đang mở không có tên nên không rõ là loại gì; hãy đặt .name, ví dụ 'nguon.csv'.",
            "The open file has no name, so nobody knows its kind; set its .name, for example 'pool.csv'.",
        )
    content = source.read()
    return content.encode() if isinstance(content, str) else content, PurePath(name).name


def list_ids(ids: Ids) -> tuple[str, ...]:
    """Return one id, or several, as a tuple."""
    return (ids,) if isinstance(ids, str) else tuple(ids)


def split_bounds(bounds: Bounds) -> dict[str, dict[str, int | None]]:
    """Return bounds by rule and field.

    Raises:
        InputError: names that are not ``rule.field``.
    """
    changed: dict[str, dict[str, int | None]] = {}
    problems = []
    for name, value in bounds.items():
        rule, _, bound = name.partition(".")
        if rule and bound:
            whole = index(value) if isinstance(value, SupportsIndex) else value  # numpy's numbers too
            changed.setdefault(rule, {})[bound] = whole
        else:
            problems.append(
                Problem(
                    "bad_set",
                    ("set", GivenValue(name)),
                    "Phải có dạng QUY-ĐỊNH.TRƯỜNG, ví dụ women-35-percent.at_least_percent.",
                    "Must look like RULE.FIELD: women-35-percent.at_least_percent.",
                )
            )
    if problems:
        raise InputError(problems)
    return changed


@contextmanager
def telling_problems() -> Iterator[None]:
    """Let an error say every problem on a line of its own, in the language asked for.

    Raises:
        InputError: the same, in words.
    """
    try:
        yield
    except InputError as error:
        lang = get_language()
        lines = (f"{p.where}: {p.of(lang)}" if p.where else p.of(lang) for p in error.problems)
        error.args = ("\n".join(lines),)
        raise
