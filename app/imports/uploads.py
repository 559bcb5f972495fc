"""Pools that somebody sends over the network: the same files as on disk, under limits that bear bad will.

What a file is, is told by its name; where it has none, by its media type. A file that is something else than
it says is refused in words, and so is a workbook with macros: none would be run, but nobody needs it here.
"""

import io
import zipfile
from dataclasses import dataclass
from pathlib import PurePath, PurePosixPath, PureWindowsPath
from typing import Any

from pydantic import ValidationError

from cocau.app.imports.csv_table import csv_table
from cocau.app.imports.files import settled
from cocau.app.imports.found import MOST_PROBLEMS, refusal, together
from cocau.app.imports.located import located_in_table, located_in_tree
from cocau.app.imports.people_table import pool_of
from cocau.app.imports.safe_text import Refused, shown
from cocau.app.imports.swapped import POOL, expected
from cocau.app.imports.table import Table, too_many_people
from cocau.app.imports.tree import Lines, Steps, by_path, cleaned_or_refused, read_tree
from cocau.app.imports.xlsx_table import xlsx_table
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.people import Pool
from cocau.constraints.pool_checks import own_pool_problems

MEDIA_TYPES = {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "text/csv": ".csv",
    "application/yaml": ".yaml",
    "application/x-yaml": ".yaml",
    "text/yaml": ".yaml",
    "application/json": ".json",
}
"""What a file without a name may say it is, and the suffix of such a file."""

MOST_YAML = 4_000_000
"""Bytes of a YAML file: reading it takes twenty times as long as the same people in a table."""

_TABLES = {".csv": csv_table, ".xlsx": xlsx_table}
_TREES = (".yaml", ".yml", ".json")
_MACROS = (".xlsm", ".xltm", ".xlam", ".xlsb")
_ZIP = b"PK"
_UNNAMED = "upload"
_LONGEST_NAME = 255
_SLICE = 100  # people that are validated at once: a hostile file is given up after a few of them
_MOST_IN_ONE = 100  # fields of a person, items of a list: nobody has nearly so many


@dataclass(frozen=True)
class Uploaded:
    """The people in a file, and what whoever sent it should know of how it was read."""

    pool: Pool
    remarks: tuple[Problem, ...] = ()


def pool_uploaded(content: bytes, name: str | None, media_type: str, most: int) -> Uploaded:
    """The people in a file that was sent under this name, or else as this media type.

    Raises:
        InputError: everything that is wrong with it, each problem with its place; or more than `most` people.
    """
    called = called_as(name, media_type)
    suffix = PurePath(called).suffix.lower()
    where = shown(called, _LONGEST_NAME)
    if suffix in _TABLES:
        _without_macros(content, where)
        table = _TABLES[suffix](content, where)
        pool = pool_of(table, most)
        _settle(located_in_table(own_pool_problems(pool), table))
        return Uploaded(pool, tuple(table.remarks))
    if suffix != ".json" and len(content) > MOST_YAML:
        raise _long_yaml(where, len(content))
    tree, lines = read_tree(content, called if suffix == ".json" else where)
    return Uploaded(pool_of_tree(tree, lines, where, most))


def table_uploaded(content: bytes, name: str | None, media_type: str) -> Table | None:
    """The table in such a file, read again to show what is wrong in it; None: none can be read in it."""
    try:
        called = called_as(name, media_type)
        read = _TABLES.get(PurePath(called).suffix.lower())
        return None if read is None else read(content, shown(called, _LONGEST_NAME))
    except InputError:
        return None


def called_as(name: str | None, media_type: str) -> str:
    """The bare name of a file, whatever folders it came with; made up of the media type where it has none.

    Raises:
        InputError: of a kind that is not read.
    """
    bare = PureWindowsPath(PurePosixPath(name or "").name).name.replace("\0", "")
    suffix = PurePath(bare).suffix.lower() if bare else MEDIA_TYPES.get(media_type, "")
    if suffix in _MACROS:
        raise _macros(shown(bare, _LONGEST_NAME))
    if suffix not in (*_TABLES, *_TREES):
        raise _not_read(shown(bare or media_type or _UNNAMED, _LONGEST_NAME), suffix)
    return bare or f"{_UNNAMED}{suffix}"


def pool_of_tree(tree: object, lines: Lines, name: str, most: int) -> Pool:
    """The people in a JSON or YAML document; not more problems are looked for than are told.

    Raises:
        InputError: as `pool_uploaded`.
    """
    tree, refused = cleaned_or_refused(settled(expected(tree, name, POOL)), name)
    whole: dict[Any, Any] = tree if isinstance(tree, dict) else {}
    people = whole.get("people")
    if not isinstance(people, list):
        return _validated(tree, refused, lines, name)
    if len(people) > most:
        raise InputError([too_many_people(name, len(people), most)])
    problems = {path: reason.at("") for path, reason in refused.items()}
    pools = []
    for start in range(0, max(1, len(people)), _SLICE):
        part = people[start : start + _SLICE]
        _nothing_endless(part, start, name)
        try:
            pools.append(Pool.model_validate(whole | {"people": part}))
        except ValidationError as error:
            problems = _further(error, start) | problems
        if len(problems) > MOST_PROBLEMS:
            break
    if problems:
        counted = len(problems) <= MOST_PROBLEMS
        raise together((lines.found(p, problem) for p, problem in problems.items()), name, counted=counted)
    pool = Pool(note=pools[0].note, people=tuple(person for pool in pools for person in pool.people))
    _settle(located_in_tree(own_pool_problems(pool), tree, lines))
    return pool


def _validated(tree: object, refused: dict[Steps, Refused], lines: Lines, name: str) -> Pool:
    problems = {path: reason.at("") for path, reason in refused.items()}
    try:
        pool = Pool.model_validate(tree)
    except ValidationError as error:
        problems = by_path(error, Pool) | problems
    else:
        if not problems:
            return pool
    raise together((lines.found(path, problem) for path, problem in problems.items()), name)


def _settle(problems: list[Problem]) -> None:
    if problems:
        raise together(((0, 0, problem) for problem in problems), "")


def _further(error: ValidationError, start: int) -> dict[Steps, Problem]:
    """The problems of a slice of the people, at their paths in the whole list."""
    return {_moved(path, start): problem for path, problem in by_path(error, Pool).items()}


def _moved(path: Steps, start: int) -> Steps:
    match path:
        case ("people", int(at), *rest):
            return ("people", at + start, *rest)
    return path


def _nothing_endless(people: list[Any], start: int, name: str) -> None:
    for at, person in enumerate(people, start=start):
        parts = [person, *person.values()] if isinstance(person, dict) else [person]
        if any(isinstance(part, dict | list) and len(part) > _MOST_IN_ONE for part in parts):
            raise refusal(
                "too_big",
                f"{name}: people[{at}]",
                f"Một người có quá {_MOST_IN_ONE} trường, hoặc một trường có quá {_MOST_IN_ONE} mục.",
                f"A person has more than {_MOST_IN_ONE} fields, or a field more than {_MOST_IN_ONE} items.",
            )


def _without_macros(content: bytes, name: str) -> None:
    """Refuse a workbook with macros under the name of one without; what is damaged is told by the reader."""
    if not content.startswith(_ZIP):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        return
    if any(part.lower().endswith("vbaproject.bin") for part in parts):
        raise _macros(name)


def _macros(name: str) -> InputError:
    return refusal(
        "macros",
        name,
        "Sổ tính có macro hoặc ở dạng nhị phân không được nhận; hãy lưu lại thành .xlsx (không macro).",
        "Workbooks with macros, or in binary form, are not taken; save it as .xlsx (without macros).",
    )


def _not_read(name: str, suffix: str) -> InputError:
    kinds = ", ".join((*_TABLES, *_TREES))
    return refusal(
        "suffix",
        name,
        f"Không đọc được loại tệp '{shown(suffix)}'; dùng một trong: {kinds}.",
        f"Files of kind '{shown(suffix)}' are not read; use one of: {kinds}.",
    )


def _long_yaml(name: str, size: int) -> InputError:
    return refusal(
        "too_big",
        name,
        f"Tệp YAML có {size:,} byte, nhiều nhất là {MOST_YAML:,}; hãy gửi bằng XLSX, CSV, JSON.",
        f"The YAML file has {size:,} bytes; at most {MOST_YAML:,} are read. Send XLSX, CSV or JSON.",
    )
