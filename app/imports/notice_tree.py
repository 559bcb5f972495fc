"""Notices in YAML and JSON: one, or a list under `notices`; blocs without codes are read by their names."""

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from cocau.app.imports.bloc_names import Told, read_bloc
from cocau.app.imports.found import Found, refusal
from cocau.app.imports.printed import Path, Printed
from cocau.app.imports.safe_text import Refused
from cocau.app.imports.tree import Lines, by_path, cleaned_or_refused, read_tree
from cocau.constraints.council import Level
from cocau.constraints.errors import Problem
from cocau.constraints.notice import Notice


def tree_notices(content: bytes, name: str, told: Told) -> tuple[list[Printed], list[Found]]:
    """The notices in a file that can be used, and everything wrong with the others.

    Raises:
        InputError: no YAML or JSON, or neither a notice nor a list of them.
    """
    raw, lines = read_tree(content, name)
    tree, refused = cleaned_or_refused(raw, name)
    found = [lines.found(path, reason.at("")) for path, reason in refused.items()]
    printed = []
    for path, one in _each(tree, name, lines, found):
        made = _made(path, one, told, lines, found)
        if made is not None and not any(bad[: len(path)] == path for bad in refused):
            printed.append(made)
    return printed, found


def _each(tree: object, name: str, lines: Lines, found: list[Found]) -> Iterator[tuple[Path, dict[Any, Any]]]:
    if isinstance(tree, dict) and "notices" not in tree:
        yield (), tree
        return
    listed = tree.get("notices") if isinstance(tree, dict) else None
    if not isinstance(tree, dict) or not isinstance(listed, list) or not listed:
        raise refusal(
            "no_notices",
            name,
            "Tệp phải là một bảng công bố, hoặc danh sách bảng dưới 'notices:'.",
            "The file must be one notice, or a list of them under 'notices:'.",
        )
    for key in tree:
        if key != "notices":
            vi, en = "không có trường tên này; chỉ có 'notices'.", "there is no such field; only 'notices'."
            found.append(lines.found((str(key),), Problem("extra_forbidden", "", vi, en)))
    for i, one in enumerate(listed):
        if isinstance(one, dict):
            yield ("notices", i), one
        else:
            vi, en = "phải là bảng khóa: giá trị.", "must be a mapping."
            found.append(lines.found(("notices", i), Problem("model_type", "", vi, en)))


def _made(path: Path, one: dict[Any, Any], told: Told, lines: Lines, found: list[Found]) -> Printed | None:
    before = len(found)
    named = one | {"blocs": list(_blocs(path, one, told, lines, found))} if _has_blocs(one) else one
    try:
        notice = Notice.model_validate(named)
    except ValidationError as error:
        for inner, problem in by_path(error, Notice).items():
            named_path = (step for step in inner if step != "[key]")  # a word of pydantic's
            found.append(lines.found((*path, *named_path), problem))
        return None
    if len(found) > before:
        return None
    return Printed(notice, lambda inner: lines.place((*path, *inner)))


def _has_blocs(one: dict[Any, Any]) -> bool:
    return isinstance(one.get("blocs"), list)


def _blocs(path: Path, one: dict[Any, Any], told: Told, lines: Lines, found: list[Found]) -> Iterator[object]:
    """The rows of blocs with what their names stand for, where they do not say so themselves."""
    level = one.get("level")
    for i, row in enumerate(one["blocs"]):
        name = row.get("name") if isinstance(row, dict) else None
        if not isinstance(name, str) or not isinstance(row, dict) or row.get("blocs"):
            yield row
            continue
        try:
            reading = read_bloc(name, Level(level) if level in list(Level) else None, told)
            yield row | {"blocs": list(reading.blocs), "doubt": row.get("doubt") or reading.doubt}
        except Refused as reason:
            found.append(lines.found((*path, "blocs", i, "name"), reason.at("")))
            yield row
