"""Files of published composition tables, YAML, JSON, CSV or XLSX, with all problems."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from cocau.app.files.input_files import get_file_name
from cocau.app.files.notices.bloc_rows import NoticePath
from cocau.app.files.notices.columns import find_notice_column
from cocau.app.files.notices.table import ParsedNotice, parse_notice_table
from cocau.app.files.problems import PlacedProblem, build_input_error, combine_problems
from cocau.app.files.readers import TABLE_READERS, TREE_SUFFIXES, check_suffix, read_bytes
from cocau.app.files.tables.blocs import (
    UserReadings,
    normalize_bloc_name,
    read_bloc_codes,
    read_printed_bloc,
)
from cocau.app.files.text import TextError
from cocau.app.files.tree import SourceLines, index_by_path, read_tree, try_clean_tree
from cocau.constraints.errors import FilePlace, GivenValue, InputError, Problem
from cocau.constraints.model.council import CouncilLevel
from cocau.constraints.published.notice import Notice
from cocau.constraints.published.notice_checks import check_notices


def parse_notice_tree(
    content: bytes, name: str, readings: UserReadings
) -> tuple[list[ParsedNotice], list[PlacedProblem]]:
    """Parse the usable notices of a document, with the problems of the others.

    Raises:
        InputError: no YAML or JSON, or neither a notice nor a list of them.
    """
    raw, lines = read_tree(content, name)
    tree, refused = try_clean_tree(raw, name)
    problems = [lines.place_problem(path, reason.to_problem(())) for path, reason in refused.items()]
    printed = []
    for path, one in _list_notice_trees(tree, name, lines, problems):
        parsed = _build_notice(path, one, readings, lines, problems)
        if parsed is not None and not any(bad[: len(path)] == path for bad in refused):
            printed.append(parsed)
    return printed, problems


def _list_notice_trees(
    tree: object, name: str, lines: SourceLines, problems: list[PlacedProblem]
) -> Iterator[tuple[NoticePath, dict[Any, Any]]]:
    if isinstance(tree, dict) and "notices" not in tree:
        yield (), tree
        return
    listed = tree.get("notices") if isinstance(tree, dict) else None
    if not isinstance(tree, dict) or not isinstance(listed, list) or not listed:
        raise build_input_error(
            "no_notices",
            (FilePlace(name),),
            "Tệp phải là một bảng công bố, hoặc danh sách bảng dưới 'notices:'.",
            "The file must be one notice, or a list of them under 'notices:'.",
        )
    for key in tree:
        if key != "notices":
            vi, en = "không có trường tên này; chỉ có 'notices'.", "there is no such field; only 'notices'."
            problems.append(lines.place_problem((str(key),), Problem("extra_forbidden", (), vi, en)))
    for i, one in enumerate(listed):
        if isinstance(one, dict):
            yield ("notices", i), one
        else:
            vi, en = "phải là bảng khóa: giá trị.", "must be a mapping."
            problems.append(lines.place_problem(("notices", i), Problem("model_type", (), vi, en)))


def _build_notice(
    path: NoticePath,
    tree: dict[Any, Any],
    readings: UserReadings,
    lines: SourceLines,
    problems: list[PlacedProblem],
) -> ParsedNotice | None:
    before = len(problems)
    named = tree | {"blocs": list(_read_blocs(tree, readings))} if _has_blocs(tree) else tree
    try:
        notice = Notice.model_validate(named)
    except ValidationError as error:
        for inner, problem in index_by_path(error, Notice).items():
            named_path = (step for step in inner if step != "[key]")  # a word of pydantic's
            problems.append(lines.place_problem((*path, *named_path), problem))
        return None
    if len(problems) > before:
        return None
    return ParsedNotice(notice, lambda inner: lines.locate((*path, *inner)))


def _has_blocs(tree: dict[Any, Any]) -> bool:
    return isinstance(tree.get("blocs"), list)


def _read_blocs(tree: dict[Any, Any], readings: UserReadings) -> Iterator[object]:
    """Read the rows of blocs, and resolve the names of those without codes."""
    level = tree.get("level")
    for row in tree["blocs"]:
        name = row.get("name") if isinstance(row, dict) else None
        if not isinstance(name, str) or not isinstance(row, dict) or row.get("blocs"):
            yield row
            continue
        known = CouncilLevel(level) if level in list(CouncilLevel) else None
        reading = read_printed_bloc(name, known, readings)
        yield row | {"blocs": list(reading.blocs), "doubt": row.get("doubt") or reading.doubt}


SentFile = tuple[bytes, str]
"""What is in a file, and its name as it may be shown."""


def read_notices(
    files: Sequence[Path], before: Sequence[Path] = (), readings: UserReadings | None = None
) -> tuple[list[Notice], list[Notice]]:
    """Read the notices in `files`, and those in `before` to compare them with.

    Raises:
        InputError: with everything that is wrong with any of them, each problem with its place.
    """
    every = [(get_file_name(path), partial(read_bytes, path)) for path in (*files, *before)]
    return _collect_notices(every, len(files), readings or {})


def read_sent_notices(
    files: Sequence[SentFile], before: Sequence[SentFile], readings: UserReadings, most: int
) -> tuple[list[Notice], list[Notice]]:
    """Read notices sent over the network: the bytes of each file and its bare name.

    Raises:
        InputError: as `read_notices`; or more than `most` notices, which would take long to be compared.
    """
    every = [(one[1], partial(_return_content, one)) for one in (*files, *before)]
    return _collect_notices(every, len(files), readings, most)


def _collect_notices(
    files: Sequence[tuple[str, Callable[[], SentFile]]],
    asked_for: int,
    readings: UserReadings,
    most: int | None = None,
) -> tuple[list[Notice], list[Notice]]:
    """Collect the notices of the first `asked_for` files, and those of the others."""
    problems: list[Problem] = []
    printed = [_try_read(name, opened, readings, problems) for name, opened in files]
    every = [one for each in printed for one in each]
    if most is not None and len(every) > most:
        vi, en = f"Có {len(every)} bảng, nhiều nhất là {most}.", f"{len(every)} tables, at most {most}."
        raise InputError([Problem("too_many_tables", (FilePlace(files[0][0]),), vi, en)])
    for misfit in check_notices([one.notice for one in every]):
        loc = every[misfit.notice].locate(misfit.path)
        problems.append(Problem(misfit.code, loc, misfit.vi, misfit.en))
    if problems:
        raise InputError(problems)
    asked = [one.notice for each in printed[:asked_for] for one in each]
    return asked, [one.notice for each in printed[asked_for:] for one in each]


def parse_readings(options: Sequence[str]) -> UserReadings:
    """Parse what printed blocs stand for: ``PRINTED NAME=administration+economic``.

    Raises:
        InputError: an option without a name, or with an unknown code.
    """
    readings: UserReadings = {}
    problems = []
    for option in options:
        name, equals, codes = option.rpartition("=")
        try:
            if not equals or not name.strip():
                raise _build_bad_reading(option)
            readings[normalize_bloc_name(name)] = read_bloc_codes(codes)
        except TextError as reason:
            problems.append(reason.to_problem(("--bloc", GivenValue(option))))
    if problems:
        raise InputError(problems)
    return readings


def _build_bad_reading(option: str) -> TextError:
    return TextError(
        "no_reading",
        f"'{option}' phải có dạng TÊN IN=mã khối, như 'Khu kinh tế=administration+economic'.",
        f"'{option}' must be PRINTED NAME=codes, like 'Khu kinh tế=administration+economic'.",
    )


def _try_read(
    name: str, open_file: Callable[[], SentFile], readings: UserReadings, problems: list[Problem]
) -> list[ParsedNotice]:
    try:
        printed, placed = _read_file(open_file, name, readings)
    except InputError as error:
        problems.extend(error.problems)
        return []
    if placed:
        problems.extend(combine_problems(placed, (FilePlace(name),)).problems)
    return printed


def _read_file(
    open_file: Callable[[], SentFile], file_name: str, readings: UserReadings
) -> tuple[list[ParsedNotice], list[PlacedProblem]]:
    suffix = check_suffix(file_name, (*TREE_SUFFIXES, *TABLE_READERS))
    content, name = open_file()
    if suffix in TREE_SUFFIXES:
        return parse_notice_tree(content, name, readings)
    return parse_notice_table(TABLE_READERS[suffix](content, name, find_notice_column), readings)


def _return_content(file: SentFile) -> SentFile:
    return file
