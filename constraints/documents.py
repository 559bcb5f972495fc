"""Reading YAML strictly: no duplicate keys, only true and false as booleans, and a line for every path."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from constraints.errors import InputError, Problem

Path_ = tuple[int | str, ...]

_Base: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Strict(_Base):  # type: ignore[misc]  # the C loader exists only where libyaml does
    """YAML 1.1 turns `no` and `on` into booleans and lets a later key win; neither may happen to law."""

    yaml_implicit_resolvers = {
        first: [(tag, rx) for tag, rx in resolvers if tag != "tag:yaml.org,2002:bool"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.MarkedYAMLError(problem=f"duplicate key {key!r}", problem_mark=key_node.start_mark)
            seen.add(key)
        mapping: dict[Any, Any] = super().construct_mapping(node, deep)
        return mapping


_Strict.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"))


def read_text(path: Path) -> str:
    """A text file in UTF-8 (a byte-order mark is allowed).

    Raises:
        InputError: no such file, or bytes of another encoding; says at which byte.
    """
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InputError(
            [
                Problem(
                    "unreadable",
                    str(path),
                    f"Không đọc được tệp: {error.strerror}.",
                    f"The file cannot be read: {error.strerror}.",
                )
            ]
        ) from None
    except UnicodeDecodeError as error:
        raise InputError(
            [
                Problem(
                    "encoding",
                    str(path),
                    f"Tệp không phải UTF-8 (byte thứ {error.start}). Hãy lưu lại bằng UTF-8.",
                    f"Not UTF-8 (byte {error.start}). Save the file as UTF-8.",
                )
            ]
        ) from None


def parse(text: str, name: str) -> Any:
    """The value of one YAML document.

    Raises:
        InputError: not YAML, empty, or a key given twice; with the line.
    """
    try:
        value = yaml.load(text, _Strict)  # noqa: S506  # _Strict is a safe loader
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise InputError(
            [
                Problem(
                    "yaml",
                    f"{name}:{line}",
                    f"YAML sai: {error.problem}.",
                    f"Not valid YAML: {error.problem}.",
                )
            ]
        ) from None
    except yaml.YAMLError as error:
        raise InputError(
            [Problem("yaml", name, f"YAML sai: {error}.", f"Not valid YAML: {error}.")]
        ) from None
    except ValueError as error:
        raise InputError([Problem("yaml", name, f"Giá trị sai: {error}.", f"Bad value: {error}.")]) from None
    if value is None:
        raise InputError([Problem("empty", name, "Tệp rỗng.", "The file is empty.")])
    return value


def line_of(text: str, path: Path_) -> int:
    """The line (from 1) at which the deepest existing part of `path` begins."""
    node = yaml.compose(text, _Base)
    line = 1
    for step in path:
        line = node.start_mark.line + 1 if node is not None else line
        child = _child(node, step)
        if child is None:
            return line
        node = child
    return int(node.start_mark.line) + 1 if node is not None else line


def _child(node: yaml.Node | None, step: int | str) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((v for k, v in node.value if k.value == str(step)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        child: yaml.Node = node.value[step]
        return child
    return None


def dotted(path: Iterable[int | str]) -> str:
    """``people[3].born`` for ("people", 3, "born")."""
    out = ""
    for step in path:
        out += f"[{step}]" if isinstance(step, int) else f".{step}" if out else step
    return out


def problems_of(error: ValidationError, where: str = "", text: str | None = None) -> list[Problem]:
    """Each complaint of a pydantic validation as a Problem, with its path (and line, if `text` is given)."""
    return [_problem(e, where, text) for e in error.errors(include_url=False, include_context=True)]


_SAID: dict[str, tuple[str, str]] = {
    "missing": ("thiếu trường bắt buộc", "a required field is missing"),
    "extra_forbidden": ("không có trường tên này", "there is no field of this name"),
    "enum": ("phải là một trong: {expected}", "must be one of: {expected}"),
    "literal_error": ("phải là: {expected}", "must be: {expected}"),
    "greater_than_equal": ("phải từ {ge} trở lên", "must be {ge} or more"),
    "less_than_equal": ("không được quá {le}", "must be {le} or less"),
    "string_too_short": ("không được để trống", "must not be empty"),
    "string_pattern_mismatch": (
        "chỉ dùng chữ cái không dấu, số, '.', '_' và '-'",
        "only plain letters, digits, '.', '_' and '-' are allowed",
    ),
    "too_short": ("phải có ít nhất {min_length} mục", "needs at least {min_length} items"),
    "int_parsing": ("phải là số nguyên", "must be a whole number"),
    "int_type": ("phải là số nguyên", "must be a whole number"),
    "int_from_float": ("phải là số nguyên", "must be a whole number"),
    "bool_parsing": ("phải là true hoặc false", "must be true or false"),
    "bool_type": ("phải là true hoặc false", "must be true or false"),
    "string_type": ("phải là chữ", "must be text"),
    "date_from_datetime_parsing": (
        "phải là ngày có thật, dạng 1980-12-31",
        "must be a real day, like 1980-12-31",
    ),
    "date_parsing": ("phải là ngày có thật, dạng 1980-12-31", "must be a real day, like 1980-12-31"),
    "date_type": ("phải là ngày có thật, dạng 1980-12-31", "must be a real day, like 1980-12-31"),
    "tuple_type": ("phải là danh sách", "must be a list"),
    "dict_type": ("phải là bảng khóa: giá trị", "must be a mapping"),
    "model_type": ("phải là bảng khóa: giá trị", "must be a mapping"),
    "union_tag_invalid": (
        "không có loại này; các loại: {expected_tags}",
        "no such kind; kinds: {expected_tags}",
    ),
}


def _problem(error: Any, where: str, text: str | None) -> Problem:
    path = tuple(step for step in error["loc"] if step != "__root__")
    place = f"{where}:{line_of(text, path)}" if text is not None else where
    code = str(error["type"])
    vi, en = _SAID.get(code, (error["msg"], error["msg"]))
    context = {k: str(v) for k, v in error.get("ctx", {}).items()}
    given = "" if code in ("missing", "model_type") else f" ({_short(error['input'])})"
    inner = dotted(path)
    location = f"{place}: {inner}" if place and inner else place or inner
    return Problem(
        code, location, f"{vi.format_map(_Keep(context))}{given}.", f"{en.format_map(_Keep(context))}{given}."
    )


class _Keep(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def _short(value: object) -> str:
    shown = repr(str(value)) if not isinstance(value, int | float) else repr(value)
    return shown if len(shown) <= 60 else f"{shown[:57]}..."
