"""YAML and JSON files as records: strict, with a line for every problem, and texts as clean as in tables."""

import json
from collections import Counter
from collections.abc import Callable
from functools import cached_property
from pathlib import PurePath
from typing import Any, NoReturn, TypeVar

import yaml
from pydantic import ValidationError

from cocau.app.imports.encoding import decode
from cocau.app.imports.fields import better
from cocau.app.imports.found import Found, refusal, together
from cocau.app.imports.safe_text import Refused, clean, shown
from cocau.constraints.documents import dotted, parse, problems_of
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.record import Record

R = TypeVar("R", bound=Record)
Steps = tuple[int | str, ...]

_DEEPEST = 30  # our files have five levels; the YAML reader's own stack ends the process at some ten thousand
_Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_record(
    content: bytes, name: str, model: type[R], settle: Callable[[object], object] = lambda tree: tree
) -> R:
    """The record in a file; `settle` may put its values in order before they are validated.

    Raises:
        InputError: not YAML or JSON, texts that cannot be used, fields that are wrong: all of them.
    """
    tree, lines = read_tree(content, name)
    tree, refused = cleaned_or_refused(tree, name)
    tree = settle(tree)
    problems = {path: reason.at("") for path, reason in refused.items()}
    try:
        record = model.model_validate(tree)
    except ValidationError as error:
        problems = by_path(error, model) | problems
    else:
        if not problems:
            return record
    raise together((lines.found(path, problem) for path, problem in problems.items()), name)


def read_tree(content: bytes, name: str) -> tuple[object, "Lines"]:
    """The values in a file, as they were written, and where they stand.

    Raises:
        InputError: not YAML or JSON.
    """
    text = decode(content, name)
    is_json = PurePath(name).suffix.lower() == ".json"
    tree = json_tree(text, name) if is_json else _yaml(text, name)
    return tree, Lines(name, "" if is_json else text)


def by_path(error: ValidationError, model: type[Record]) -> dict[Steps, Problem]:
    """Each complaint at its path; a list of nothing but wrong items is not called too short as well."""
    paths = [complaint["loc"] for complaint in error.errors(include_url=False)]
    outer = {path[:end] for path in paths for end in range(len(path))}
    told = zip(paths, problems_of(error), strict=True)
    return {path: better(p, model, path) for path, p in told if path not in outer}


def _yaml(text: str, name: str) -> object:
    """Only after a look at its events: neither references, tags nor depth may do what nobody expects."""
    try:
        _look_through(text, name)
        return parse(text, name)
    except (yaml.YAMLError, ValueError):
        return parse(text, name)  # it says what is wrong, and where
    except TypeError:
        raise refusal(
            "yaml",
            name,
            "YAML sai: tên trường phải là chữ, không phải danh sách hay bảng.",
            "Not valid YAML: a key must be text, neither a list nor a mapping.",
        ) from None


def _look_through(text: str, name: str) -> None:
    depth = 0
    for event in yaml.parse(text, _Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        line = event.start_mark.line + 1 if event.start_mark else 1
        if depth > _DEEPEST:
            raise InputError([_too_deep(f"{name}:{line}")])
        if isinstance(event, yaml.AliasEvent) or getattr(event, "tag", None):
            raise refusal(
                "reference",
                f"{name}:{line}",
                "Không dùng tham chiếu (*tên) và nhãn kiểu (!tên) của YAML ở đây; hãy ghi đủ nội dung.",
                "References (*name) and tags (!name) of YAML are not read here; write the value out.",
            )


def _too_deep(where: str) -> Problem:
    return Problem("too_deep", where, f"Lồng nhau quá {_DEEPEST} tầng.", f"More than {_DEEPEST} levels deep.")


def json_tree(text: str, name: str) -> object:
    """The values in a JSON text.

    Raises:
        InputError: not JSON, a key given twice, too deep; with the line where there is one to tell.
    """
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_no_constant)
    except RecursionError:
        raise InputError([_too_deep(name)]) from None
    except json.JSONDecodeError as error:
        where, vi, en = f"{name}:{error.lineno}", _JSON_REASONS.get(error.msg, _NO_JSON), error.msg
    except Refused as error:
        where, vi, en = name, error.vi, error.en
    except ValueError as error:
        where, vi, en = name, "có số quá dài", str(error)
    raise refusal("json", where, f"JSON sai: {vi}.", f"Not valid JSON: {shown(en)}.")


_NO_JSON = "hãy xem lại dấu phẩy, ngoặc ở dòng này và dòng trước"
_JSON_REASONS = {
    "Expecting value": "thiếu giá trị, hoặc tệp bị cắt cụt",
    "Expecting ',' delimiter": "thiếu dấu ','",
    "Expecting ':' delimiter": "thiếu dấu ':'",
    "Expecting property name enclosed in double quotes": "tên trường phải đặt trong ngoặc kép",
    "Unterminated string starting at": "ngoặc kép không đóng",
    "Extra data": "thừa nội dung ở cuối",
    "Invalid control character at": "có ký tự điều khiển trong ngoặc kép",
}


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice, _ = Counter(key for key, _ in pairs).most_common(1)[0]
        raise Refused("json", f"khóa '{shown(twice)}' ghi hai lần", f"duplicate key {twice!r}")
    return found


def _no_constant(word: str) -> NoReturn:
    raise Refused("json", f"{word} không phải là số", f"{word} is no number")


def cleaned(tree: object, name: str) -> object:
    """The tree with every text as clean as in the record that was read from it."""
    return _cleaned(tree, (), {}, name)


def cleaned_or_refused(tree: object, name: str) -> tuple[object, dict[Steps, Refused]]:
    """The tree with every text cleaned, and those that cannot be used, by their paths."""
    refused: dict[Steps, Refused] = {}
    return _cleaned(tree, (), refused, name), refused


def _cleaned(tree: object, path: Steps, refused: dict[Steps, Refused], name: str) -> object:
    """The tree with every text cleaned; what cannot be is kept and noted."""
    if len(path) > _DEEPEST:
        raise InputError([_too_deep(name)])
    if isinstance(tree, dict):
        return {
            _cleaned(key, (*path, str(key)), refused, name): _cleaned(value, (*path, key), refused, name)
            for key, value in tree.items()
        }
    if isinstance(tree, list):
        return [_cleaned(value, (*path, i), refused, name) for i, value in enumerate(tree)]
    if not isinstance(tree, str):
        return tree
    try:
        return clean(tree)
    except Refused as reason:
        refused[path] = reason
        return tree


class Lines:
    """Finds the line of a path; the text is read for it once, and only when something is wrong."""

    def __init__(self, name: str, text: str) -> None:
        self._name, self._text = name, text

    def found(self, path: Steps, problem: Problem) -> Found:
        """The problem at its path, and at its line where there are lines."""
        line = self._line_of(path) if self._text else 0
        return line, 0, Problem(problem.code, self.place(path), problem.vi, problem.en)

    def place(self, path: Steps) -> str:
        """``p.yaml:12: people[3].born``; without the line in a file that has none to tell."""
        line = self._line_of(path) if self._text else 0
        place = f"{self._name}:{line}" if line else self._name
        inner = dotted(shown(step) if isinstance(step, str) else step for step in path)
        return f"{place}: {inner}" if inner else place

    @cached_property
    def _root(self) -> yaml.Node | None:
        root: yaml.Node | None = yaml.compose(self._text, _Loader)
        return root

    def _line_of(self, path: Steps) -> int:
        node, line = self._root, 1
        for step in path:
            if isinstance(node, yaml.MappingNode):
                pairs = ((k, v) for k, v in node.value if k.value == str(step))
                key, node = next(pairs, (None, None))
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
                key = node = node.value[step]
            else:
                break
            if key is None:
                break
            line = key.start_mark.line + 1
        return line
