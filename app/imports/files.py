"""Files that people give us, by their suffix: pools, councils and slates."""

from collections.abc import Callable
from pathlib import Path, PurePath
from typing import Any

from cocau.app.given import name_of
from cocau.app.imports.cells import kinh
from cocau.app.imports.columns import COLUMNS
from cocau.app.imports.csv_table import csv_table
from cocau.app.imports.found import refusal
from cocau.app.imports.people_table import pool_of
from cocau.app.imports.safe_text import shown
from cocau.app.imports.swapped import (
    COUNCIL,
    DOSSIER,
    OFFERS,
    POOL,
    SCENARIOS,
    SLATE,
    expected,
    expected_draft,
    table_for_council,
)
from cocau.app.imports.table import Table
from cocau.app.imports.tree import read_record
from cocau.app.imports.xlsx_table import xlsx_table
from cocau.constraints.council import Council
from cocau.constraints.documents import os_reason
from cocau.constraints.dossier import Dossier
from cocau.constraints.draft import Draft
from cocau.constraints.offers import Offers
from cocau.constraints.people import Person, Pool
from cocau.constraints.slate import Slate
from cocau.solver.explain.scenario import Scenarios

MOST_BYTES = 100_000_000
_LONGEST_NAME = 255
_TREES = (".yaml", ".yml", ".json")
_TABLES: dict[str, Callable[[bytes, str], Table]] = {".csv": csv_table, ".xlsx": xlsx_table}


def read_pool(path: Path) -> Pool:
    """The people in a file: YAML, JSON, CSV or XLSX.

    Raises:
        InputError: with everything that is wrong, each problem with its place.
    """
    return read_pool_bytes(_bytes(path), name_of(path))


def table_in(path: Path) -> Table | None:
    """The table in a file; None for YAML and JSON.

    Raises:
        InputError: it cannot be read.
    """
    read = _TABLES.get(path.suffix.lower())
    return None if read is None else read(*bytes_of(path))


def bytes_of(path: Path) -> tuple[bytes, str]:
    """What is in a file, and its name as it may be shown.

    Raises:
        InputError: it cannot be read, or it is too large.
    """
    return _bytes(path), _called(path)


def read_pool_bytes(content: bytes, name: str) -> Pool:
    """The people in a file that was uploaded under this name.

    Raises:
        InputError: see `read_pool`.
    """
    suffix = _suffix(name, (*_TREES, *_TABLES))
    name = shown(name, _LONGEST_NAME)
    _within_limit(len(content), name)
    if suffix in _TABLES:
        return pool_of(_TABLES[suffix](content, name))
    return read_record(content, name, Pool, lambda tree: settled(expected(tree, name, POOL)))


def read_council(path: Path) -> Council:
    """The council in a YAML or JSON file.

    Raises:
        InputError: with everything that is wrong, each problem with its place.
    """
    if path.suffix.lower() in _TABLES:
        raise table_for_council(_called(path))
    _suffix(name_of(path), _TREES)
    name = _called(path)
    return read_record(_bytes(path), name, Council, lambda tree: expected(tree, name, COUNCIL))


def read_draft(path: Path) -> Draft:
    """What is known of a council before its seats are, in a YAML or JSON file.

    Raises:
        InputError: with everything that is wrong, each problem with its place.
    """
    _suffix(name_of(path), _TREES)
    name = _called(path)
    return read_record(_bytes(path), name, Draft, lambda tree: expected_draft(tree, name))


def read_slate(path: Path) -> Slate:
    """The slate in a YAML or JSON file.

    Raises:
        InputError: with everything that is wrong, each problem with its place.
    """
    _suffix(name_of(path), _TREES)
    name = _called(path)
    return read_record(_bytes(path), name, Slate, lambda tree: expected(tree, name, SLATE))


def read_dossier(path: Path) -> Dossier:
    """The records of a council's procedure, in a YAML or JSON file.

    Raises:
        InputError: with everything that is wrong, each problem with its place.
    """
    _suffix(name_of(path), _TREES)
    name = _called(path)
    return read_record(_bytes(path), name, Dossier, lambda tree: expected(tree, name, DOSSIER))


def read_offers(path: Path) -> Offers:
    """What organisations may introduce, in a YAML or JSON file.

    Raises:
        InputError: with everything that is wrong, each problem with its place.
    """
    _suffix(name_of(path), _TREES)
    name = _called(path)
    return read_record(_bytes(path), name, Offers, lambda tree: _offered(expected(tree, name, OFFERS)))


def read_scenarios(path: Path) -> Scenarios:
    """What-if scenarios, in a YAML or JSON file.

    Raises:
        InputError: with everything that is wrong, each problem with its place.
    """
    _suffix(name_of(path), _TREES)
    name = _called(path)
    return read_record(_bytes(path), name, Scenarios, lambda tree: expected(tree, name, SCENARIOS))


def _suffix(name: str, allowed: tuple[str, ...]) -> str:
    suffix = PurePath(name).suffix.lower()
    if suffix not in allowed:
        kinds = ", ".join(allowed)
        raise refusal(
            "suffix",
            shown(name),
            f"Không đọc được loại tệp '{shown(suffix)}'; dùng một trong: {kinds}.",
            f"Files of kind '{shown(suffix)}' are not read; use one of: {kinds}.",
        )
    return suffix


def _bytes(path: Path) -> bytes:
    name = _called(path)
    try:
        _within_limit(path.stat().st_size, name)
        return path.read_bytes()
    except OSError as error:
        vi, en = os_reason(error), error.strerror
        raise refusal(
            "unreadable", name, f"Không đọc được tệp: {vi}.", f"The file cannot be read: {en}."
        ) from None


def _called(path: Path) -> str:
    return shown(name_of(path), _LONGEST_NAME)


def _within_limit(size: int, name: str) -> None:
    if size > MOST_BYTES:
        raise refusal(
            "too_big",
            name,
            f"Tệp có {size:,} byte, nhiều nhất là {MOST_BYTES:,}.",
            f"The file has {size:,} bytes; at most {MOST_BYTES:,} are read.",
        )


def settled(tree: object) -> object:
    """A tree of a pool in which texts mean what they would in a table: "religion: không" is no religion."""
    return _each(tree, "people", _person)


def _offered(tree: object) -> object:
    """Offers in which the texts of a profile mean what they would mean in a pool."""
    return _each(tree, "organisations", lambda org: _each(org, "profiles", _person))


def _each(tree: Any, key: str, settle: Callable[[dict[Any, Any]], object]) -> Any:  # noqa: ANN401  # a document
    """The tree with every mapping of one of its lists settled."""
    if not (isinstance(tree, dict) and isinstance(tree.get(key), list)):
        return tree
    return tree | {key: [settle(item) if isinstance(item, dict) else item for item in tree[key]]}


def _person(given: dict[Any, Any]) -> dict[Any, Any]:
    person = {field: value for field, value in given.items() if not _is_none(field, value)}
    if isinstance(group := person.get("ethnicity"), str):
        person["ethnicity"] = kinh(group)
    return person


def _is_none(field: object, value: object) -> bool:
    return field in _MAY_BE_NONE and isinstance(value, str) and COLUMNS[str(field)].says_nothing(value)


_MAY_BE_NONE = frozenset(name for name, f in Person.model_fields.items() if f.default is None)
