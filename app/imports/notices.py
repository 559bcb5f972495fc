"""Files of published composition tables, YAML, JSON, CSV or XLSX; all their problems at once."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path, PurePath

from cocau.app.given import name_of
from cocau.app.imports.bloc_names import Told, plain, read_codes
from cocau.app.imports.csv_table import csv_table
from cocau.app.imports.files import bytes_of
from cocau.app.imports.found import Found, refusal, together
from cocau.app.imports.notice_columns import field_of
from cocau.app.imports.notice_table import table_notices
from cocau.app.imports.notice_tree import tree_notices
from cocau.app.imports.printed import Printed
from cocau.app.imports.safe_text import Refused, shown
from cocau.app.imports.xlsx_table import xlsx_table
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.notice import Notice
from cocau.constraints.notice_checks import misfits

Sent = tuple[bytes, str]
"""What is in a file, and its name as it may be shown."""

_TREES = (".yaml", ".yml", ".json")
_TABLES = (".csv", ".xlsx")


def read_notices(
    files: Sequence[Path], before: Sequence[Path] = (), told: Told | None = None
) -> tuple[list[Notice], list[Notice]]:
    """The notices in `files`, and those in `before` that they are compared with.

    Raises:
        InputError: with everything that is wrong with any of them, each problem with its place.
    """
    every = [(name_of(path), partial(bytes_of, path)) for path in (*files, *before)]
    return _together(every, len(files), told or {})


def notices_sent(
    sent: Sequence[Sent], before: Sequence[Sent], told: Told, most: int
) -> tuple[list[Notice], list[Notice]]:
    """The same for what was sent over the network: each the bytes of a file and its bare name.

    Raises:
        InputError: as `read_notices`; or more than `most` notices, which would take long to be compared.
    """
    every = [(one[1], partial(_same, one)) for one in (*sent, *before)]
    return _together(every, len(sent), told, most)


def _together(
    files: Sequence[tuple[str, Callable[[], Sent]]], asked_for: int, told: Told, most: int | None = None
) -> tuple[list[Notice], list[Notice]]:
    """The notices of the first `asked_for` files, and those of the others."""
    problems: list[Problem] = []
    printed = [_attempt(name, opened, told, problems) for name, opened in files]
    every = [one for each in printed for one in each]
    if most is not None and len(every) > most:
        vi, en = f"Có {len(every)} bảng, nhiều nhất là {most}.", f"{len(every)} tables, at most {most}."
        raise InputError([Problem("too_many_tables", files[0][0], vi, en)])
    for misfit in misfits([one.notice for one in every]):
        where = every[misfit.notice].place(misfit.path)
        problems.append(Problem(misfit.code, where, misfit.vi, misfit.en))
    if problems:
        raise InputError(problems)
    asked = [one.notice for each in printed[:asked_for] for one in each]
    return asked, [one.notice for each in printed[asked_for:] for one in each]


def readings(options: Sequence[str]) -> Told:
    """What the user says that printed blocs stand for: ``PRINTED NAME=administration+economic``.

    Raises:
        InputError: an option without a name, or with an unknown code.
    """
    told: Told = {}
    problems = []
    for option in options:
        name, equals, codes = option.rpartition("=")
        try:
            if not equals or not name.strip():
                raise _no_reading(option)
            told[plain(name)] = read_codes(codes)
        except Refused as reason:
            problems.append(reason.at(f"--bloc {option}"))
    if problems:
        raise InputError(problems)
    return told


def _no_reading(option: str) -> Refused:
    return Refused(
        "no_reading",
        f"'{option}' phải có dạng TÊN IN=mã khối, như 'Khu kinh tế=administration+economic'.",
        f"'{option}' must be PRINTED NAME=codes, like 'Khu kinh tế=administration+economic'.",
    )


def _attempt(name: str, opened: Callable[[], Sent], told: Told, problems: list[Problem]) -> list[Printed]:
    try:
        printed, found = _read(opened, name, told)
    except InputError as error:
        problems.extend(error.problems)
        return []
    if found:
        problems.extend(together(found, name).problems)
    return printed


def _read(opened: Callable[[], Sent], called: str, told: Told) -> tuple[list[Printed], list[Found]]:
    suffix = PurePath(called).suffix.lower()
    if suffix not in (*_TREES, *_TABLES):
        kinds = ", ".join((*_TREES, *_TABLES))
        raise refusal(
            "suffix",
            shown(called),
            f"Không đọc được loại tệp '{shown(suffix)}'; dùng một trong: {kinds}.",
            f"Files of kind '{shown(suffix)}' are not read; use one of: {kinds}.",
        )
    content, name = opened()
    if suffix in _TREES:
        return tree_notices(content, name, told)
    read = csv_table if suffix == ".csv" else xlsx_table
    return table_notices(read(content, name, field_of), told)


def _same(sent: Sent) -> Sent:
    return sent
