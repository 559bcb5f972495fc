"""Pools sent over the network: files as on disk, under limits against hostile ones.

The name of a file says what it is; without a name, its media type does. A file that is not what it says is
refused in words, and so is a workbook with macros: none would be run, but nobody needs them here.
"""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath, PurePosixPath, PureWindowsPath
from typing import Any

from pydantic import ValidationError

from cocau.app.files.input_files import POOL, expect_file_kind
from cocau.app.files.lists.choices import NO_CHOICES, NO_EDITS, ListChoices, ListEdits
from cocau.app.files.lists.layout import recognise_list
from cocau.app.files.locations import locate_in_table, locate_in_tree
from cocau.app.files.people import build_pool, list_column_remarks
from cocau.app.files.problems import MOST_PROBLEMS, build_input_error, combine_problems
from cocau.app.files.readers import TABLE_READERS, TREE_SUFFIXES, build_suffix_error, normalize_pool_tree
from cocau.app.files.tables.columns import find_person_field
from cocau.app.files.tables.table import FieldFinder, FileTable, build_too_many_people, check_row_count
from cocau.app.files.text import TextError, decode_text, make_printable
from cocau.app.files.tree import (
    PathSteps,
    SourceLines,
    build_too_deep,
    index_by_path,
    parse_json,
    read_tree,
    try_clean_tree,
)
from cocau.constraints.checks.pool import check_pool_alone
from cocau.constraints.documents import DEEPEST_NESTING
from cocau.constraints.errors import FilePlace, InputError, Problem
from cocau.constraints.model.people import Pool

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
"""Bytes of a YAML file: it is read twenty times as slowly as people in a table."""

_SUFFIXES = (*TABLE_READERS, *TREE_SUFFIXES)
_MACROS = (".xlsm", ".xltm", ".xlam", ".xlsb")
_ZIP = b"PK"
_UNNAMED = "upload"
_LONGEST_NAME = 255
_SLICE = 100  # people that are validated at once: a hostile file is given up after a few of them
_MOST_IN_ONE = 100  # fields of a person, items of a list: nobody has nearly so many


@dataclass(frozen=True)
class UploadedPool:
    """The people in an uploaded file, and remarks for its sender on how it was read."""

    pool: Pool
    remarks: tuple[Problem, ...] = ()


def read_uploaded_pool(content: bytes, name: str | None, media_type: str, most: int) -> UploadedPool:
    """Read the people in a file that was sent under this name, or else as this media type.

    Raises:
        InputError: everything that is wrong with it, each problem with its place; or more than `most` people.
    """
    called = get_upload_name(name, media_type)
    suffix = PurePath(called).suffix.lower()
    where = make_printable(called, _LONGEST_NAME)
    if suffix in TABLE_READERS:
        _refuse_macros(content, where)
        return build_listed_pool(TABLE_READERS[suffix](content, where), most)
    if suffix != ".json" and len(content) > MOST_YAML:
        raise _build_long_yaml_error(where, len(content))
    tree, lines = read_tree(content, called if suffix == ".json" else where)
    return UploadedPool(build_pool_from_tree(tree, lines, where, most))


@dataclass(frozen=True)
class DescribedPool:
    """What a JSON object says beside its pool, and the people, or what is wrong with them."""

    fields: dict[str, Any]
    uploaded: UploadedPool | None
    problems: tuple[Problem, ...] = ()


def read_pool_document(content: bytes, name: str, most: int) -> DescribedPool | None:
    """Read a JSON object that describes a pool and holds it; None if it is no object.

    Raises:
        InputError: no JSON.
    """
    tree = parse_json(decode_text(content, name), name)
    if not isinstance(tree, dict):
        return None
    fields = {key: value for key, value in tree.items() if key != "pool"}
    try:
        if "pool" not in tree:
            raise build_input_error("missing", ("pool",), "Thiếu danh sách (pool).", "The pool is missing.")
        pool = build_pool_from_tree(tree["pool"], SourceLines("pool", ""), "pool", most)
    except InputError as error:
        return DescribedPool(fields, None, error.problems)
    return DescribedPool(fields, UploadedPool(pool))


def build_listed_pool(
    table: FileTable, most: int, choices: ListChoices = NO_CHOICES, edits: ListEdits = NO_EDITS
) -> UploadedPool:
    """Build the pool of a table as it was read, with what a user chose for it.

    Raises:
        InputError: as `read_uploaded_pool`.
    """
    check_row_count(table, most)
    people = recognise_list(table, choices, edits)
    pool = build_pool(people, most)
    _raise_if_any(locate_in_table(check_pool_alone(pool), people))
    return UploadedPool(pool, (*people.remarks, *list_column_remarks(people)))


def read_raw_table(content: bytes, name: str | None, media_type: str) -> FileTable | None:
    """Read the table of an uploaded file as it is; None if it has no readable one."""
    try:
        return read_uploaded_table(content, name, media_type)
    except InputError:
        return None


def read_uploaded_table(
    content: bytes, name: str | None, media_type: str, find_field: FieldFinder = find_person_field
) -> FileTable | None:
    """Read the table of an uploaded file; None for YAML and JSON.

    Raises:
        InputError: of a kind that is not read, with macros, or damaged.
    """
    called = get_upload_name(name, media_type)
    where = make_printable(called, _LONGEST_NAME)
    _refuse_macros(content, where)
    read = TABLE_READERS.get(PurePath(called).suffix.lower())
    return None if read is None else read(content, where, find_field)


def get_upload_name(name: str | None, media_type: str) -> str:
    """Return the bare name of an uploaded file; made of the media type where it has none.

    Raises:
        InputError: of a kind that is not read.
    """
    bare = PureWindowsPath(PurePosixPath(name or "").name).name.replace("\0", "")
    suffix = PurePath(bare).suffix.lower() if bare else MEDIA_TYPES.get(media_type, "")
    if suffix in _MACROS:
        raise _build_macros_error(make_printable(bare, _LONGEST_NAME))
    if suffix not in _SUFFIXES:
        where = make_printable(bare or media_type or _UNNAMED, _LONGEST_NAME)
        raise build_suffix_error(where, suffix, _SUFFIXES)
    return bare or f"{_UNNAMED}{suffix}"


def build_pool_from_tree(tree: object, lines: SourceLines, name: str, most: int) -> Pool:
    """Build a pool of a JSON or YAML document; stop when enough problems are found.

    Raises:
        InputError: as `read_uploaded_pool`.
    """
    _check_size(tree, name, most)
    tree, refused = try_clean_tree(normalize_pool_tree(expect_file_kind(tree, name, POOL)), name)
    whole: dict[Any, Any] = tree if isinstance(tree, dict) else {}
    people = whole.get("people")
    if not isinstance(people, list):
        return _validate_pool(tree, refused, lines, name)
    problems = {path: reason.to_problem(()) for path, reason in refused.items()}
    pools = []
    for start in range(0, max(1, len(people)), _SLICE):
        part = people[start : start + _SLICE]
        try:
            pools.append(Pool.model_validate(whole | {"people": part}))
        except ValidationError as error:
            problems = _shift_problems(error, start) | problems
        if len(problems) > MOST_PROBLEMS:
            break
    if problems:
        counted = len(problems) <= MOST_PROBLEMS
        raise combine_problems(
            (lines.place_problem(p, problem) for p, problem in problems.items()),
            (FilePlace(name),),
            counted=counted,
        )
    pool = Pool(note=pools[0].note, people=tuple(person for pool in pools for person in pool.people))
    _raise_if_any(locate_in_tree(check_pool_alone(pool), tree, lines))
    return pool


def _validate_pool(tree: object, refused: dict[PathSteps, TextError], lines: SourceLines, name: str) -> Pool:
    problems = {path: reason.to_problem(()) for path, reason in refused.items()}
    try:
        pool = Pool.model_validate(tree)
    except ValidationError as error:
        problems = index_by_path(error, Pool) | problems
    else:
        if not problems:
            return pool
    raise combine_problems(
        (lines.place_problem(path, problem) for path, problem in problems.items()), (FilePlace(name),)
    )


def _raise_if_any(problems: list[Problem]) -> None:
    if problems:
        raise combine_problems(((0, 0, problem) for problem in problems), ())


def _shift_problems(error: ValidationError, start: int) -> dict[PathSteps, Problem]:
    """Return the problems of a slice of the people, at their paths in the whole list."""
    return {_shift_path(path, start): problem for path, problem in index_by_path(error, Pool).items()}


def _shift_path(path: PathSteps, start: int) -> PathSteps:
    match path:
        case ("people", int(at), *rest):
            return ("people", at + start, *rest)
    return path


def _check_size(tree: object, name: str, most: int) -> None:
    """Refuse more people than `most`, and lists or records far longer than any of ours.

    Raises:
        InputError: one of them; nothing has been built of the document yet.
    """
    people = tree.get("people") if isinstance(tree, dict) else None
    if isinstance(people, list) and len(people) > most:
        raise InputError([build_too_many_people((FilePlace(name),), len(people), most)])
    for path, part in _list_containers(tree, ()):
        if len(part) > _MOST_IN_ONE and part is not people:
            raise build_input_error(
                "too_big",
                (
                    FilePlace(name),
                    *(step for step in path[:2] if isinstance(step, int) or step.isidentifier()),
                ),
                f"Một người có quá {_MOST_IN_ONE} trường, hoặc một trường có quá {_MOST_IN_ONE} mục.",
                f"A person has more than {_MOST_IN_ONE} fields, or a field more than {_MOST_IN_ONE} items.",
            )
        if len(path) > DEEPEST_NESTING:
            raise InputError([build_too_deep(FilePlace(name))])


def _list_containers(tree: object, path: PathSteps) -> Iterator[tuple[PathSteps, list[Any] | dict[Any, Any]]]:
    """List the lists and mappings of a document, each before those in it."""
    if isinstance(tree, list | dict):
        yield path, tree
        for step, part in tree.items() if isinstance(tree, dict) else enumerate(tree):
            if isinstance(part, list | dict):
                yield from _list_containers(part, (*path, step if isinstance(step, int) else str(step)))


def _refuse_macros(content: bytes, name: str) -> None:
    """Refuse a workbook with macros under the name of one without."""
    if not content.startswith(_ZIP):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        return
    if any(part.lower().endswith("vbaproject.bin") for part in parts):
        raise _build_macros_error(name)


def _build_macros_error(name: str) -> InputError:
    return build_input_error(
        "macros",
        (FilePlace(name),),
        "Sổ tính có macro hoặc ở dạng nhị phân không được nhận; hãy lưu lại thành .xlsx (không macro).",
        "Workbooks with macros, or in binary form, are not taken; save it as .xlsx (without macros).",
    )


def _build_long_yaml_error(name: str, size: int) -> InputError:
    return build_input_error(
        "too_big",
        (FilePlace(name),),
        f"Tệp YAML có {size:,} byte, nhiều nhất là {MOST_YAML:,}; hãy gửi bằng XLSX, CSV, JSON.",
        f"The YAML file has {size:,} bytes; at most {MOST_YAML:,} are read. Send XLSX, CSV or JSON.",
    )
