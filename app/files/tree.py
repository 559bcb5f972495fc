"""YAML and JSON files as records: strict, a line for every problem, texts cleaned."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from difflib import get_close_matches
from functools import cached_property
from pathlib import PurePath
from typing import Any, NoReturn, TypeVar, get_args

import yaml
from pydantic import BaseModel, ValidationError

from cocau.app.files.problems import PlacedProblem, build_input_error, combine_problems
from cocau.app.files.text import TextError, clean, decode_text, make_printable
from cocau.constraints.documents import DEEPEST_NESTING, list_validation_problems, parse_yaml
from cocau.constraints.errors import FilePlace, InputError, Loc, Problem
from cocau.constraints.record import Record


def suggest_field(problem: Problem, model: type[BaseModel], path: Sequence[int | str]) -> Problem:
    """Add to the problem of an unknown field the name that was probably meant, or all names."""
    if problem.code != "extra_forbidden" or not path:
        return problem
    known = list(_list_fields(model, path[:-1]))
    if not known:
        return problem
    given = make_printable(str(path[-1]))
    if near := get_close_matches(given.casefold(), known, n=1):
        return replace(
            problem,
            vi=f"Không có trường '{given}'; có phải '{near[0]}' không?",
            en=f"There is no field '{given}'; did you mean '{near[0]}'?",
        )
    names = ", ".join(known)
    return replace(
        problem,
        vi=f"Không có trường '{given}'; các trường: {names}.",
        en=f"There is no field '{given}'; fields: {names}.",
    )


def _list_fields(model: type[BaseModel], path: Sequence[int | str]) -> Iterator[str]:
    """List the names of the fields of the record at `path`."""
    here: Any = model
    for step in path:
        record = _find_record_type(here)
        if isinstance(step, str) and record is not None and step in record.model_fields:
            here = record.model_fields[step].annotation
    record = _find_record_type(here)
    if record is not None:
        yield from record.model_fields


def _find_record_type(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401  # whatever a field is annotated with
    """Find the record type in an annotation such as ``tuple[Person, ...]``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_find_record_type, get_args(annotation))), None)


R = TypeVar("R", bound=Record)
PathSteps = tuple[int | str, ...]

_Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_record(
    content: bytes, name: str, model: type[R], settle: Callable[[object], object] = lambda tree: tree
) -> R:
    """Read the record in a file; `settle` may normalise its values before validation.

    Raises:
        InputError: not YAML or JSON, texts that cannot be used, fields that are wrong: all of them.
    """
    tree, lines = read_tree(content, name)
    tree, refused = try_clean_tree(tree, name)
    tree = settle(tree)
    problems = {path: reason.to_problem(()) for path, reason in refused.items()}
    try:
        record = model.model_validate(tree)
    except ValidationError as error:
        problems = index_by_path(error, model) | problems
    else:
        if not problems:
            return record
    raise combine_problems(
        (lines.place_problem(path, problem) for path, problem in problems.items()), (FilePlace(name),)
    )


def read_tree(content: bytes, name: str) -> tuple[object, "SourceLines"]:
    """Read the values in a file as they were written, and the lines on which they stand.

    Raises:
        InputError: not YAML or JSON.
    """
    text = decode_text(content, name)
    is_json = PurePath(name).suffix.lower() == ".json"
    tree = parse_json(text, name) if is_json else _parse_yaml(text, name)
    return tree, SourceLines(name, "" if is_json else text)


def index_by_path(error: ValidationError, model: type[Record]) -> dict[PathSteps, Problem]:
    """Index validation problems by path, without those of a list whose items are all wrong."""
    paths = [complaint["loc"] for complaint in error.errors(include_url=False)]
    outer = {path[:end] for path in paths for end in range(len(path))}
    problems = zip(paths, list_validation_problems(error), strict=True)
    return {path: suggest_field(p, model, path) for path, p in problems if path not in outer}


def _parse_yaml(text: str, name: str) -> object:
    """Parse YAML; it is refused with references, tags, or more than 30 levels."""
    try:
        return parse_yaml(text, name)
    except TypeError:
        raise build_input_error(
            "yaml",
            (FilePlace(name),),
            "YAML sai: tên trường phải là chữ, không phải danh sách hay bảng.",
            "Not valid YAML: a key must be text, neither a list nor a mapping.",
        ) from None


def build_too_deep(place: FilePlace) -> Problem:
    """Build the problem of a document with more levels than are read."""
    return Problem(
        "too_deep",
        (place,),
        f"Lồng nhau quá {DEEPEST_NESTING} tầng.",
        f"More than {DEEPEST_NESTING} levels deep.",
    )


def parse_json(text: str, name: str) -> object:
    """Parse a JSON text strictly.

    Raises:
        InputError: not JSON, a key given twice, too deep; with the line where there is one to tell.
    """
    try:
        return json.loads(text, object_pairs_hook=_build_object, parse_constant=_refuse_constant)
    except RecursionError:
        raise InputError([build_too_deep(FilePlace(name))]) from None
    except json.JSONDecodeError as error:
        place, vi, en = FilePlace(name, error.lineno), _JSON_REASONS.get(error.msg, _NO_JSON), error.msg
    except TextError as error:
        place, vi, en = FilePlace(name), error.vi, error.en
    except ValueError as error:
        place, vi, en = FilePlace(name), "có số quá dài", str(error)
    raise build_input_error("json", (place,), f"JSON sai: {vi}.", f"Not valid JSON: {make_printable(en)}.")


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


def _build_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice, _ = Counter(key for key, _ in pairs).most_common(1)[0]
        raise TextError("json", f"khóa '{make_printable(twice)}' ghi hai lần", f"duplicate key {twice!r}")
    return found


def _refuse_constant(word: str) -> NoReturn:
    raise TextError("json", f"{word} không phải là số", f"{word} is no number")


def clean_tree(tree: object, name: str) -> object:
    """Return the tree with every text as clean as in the record that was read from it."""
    return _clean_node(tree, (), {}, name)


def try_clean_tree(tree: object, name: str) -> tuple[object, dict[PathSteps, TextError]]:
    """Return the tree with every text cleaned, and the unusable texts by their paths."""
    refused: dict[PathSteps, TextError] = {}
    return _clean_node(tree, (), refused, name), refused


def _clean_node(tree: object, path: PathSteps, refused: dict[PathSteps, TextError], name: str) -> object:
    """Clean every text of the tree; keep and note what cannot be cleaned."""
    if len(path) > DEEPEST_NESTING:
        raise InputError([build_too_deep(FilePlace(name))])
    if isinstance(tree, dict):
        return {
            _clean_node(key, (*path, str(key)), refused, name): _clean_node(
                value, (*path, key), refused, name
            )
            for key, value in tree.items()
        }
    if isinstance(tree, list):
        return [_clean_node(value, (*path, i), refused, name) for i, value in enumerate(tree)]
    if not isinstance(tree, str):
        return tree
    try:
        return clean(tree)
    except TextError as reason:
        refused[path] = reason
        return tree


class SourceLines:
    """An index from paths to lines; the text is parsed once, and only if something is wrong."""

    def __init__(self, name: str, text: str) -> None:
        self._name, self._text = name, text

    def place_problem(self, path: PathSteps, problem: Problem) -> PlacedProblem:
        """Return the problem at its path, with the line if the file has lines."""
        line = self._line_of(path) if self._text else 0
        return line, 0, problem.at(self.locate(path))

    def locate(self, path: PathSteps) -> Loc:
        """Return the place of a path with its line: ``p.yaml:12: people[3].born``."""
        line = self._line_of(path) if self._text else None
        steps = (make_printable(step) if isinstance(step, str) else step for step in path)
        return (FilePlace(self._name, line), *steps)

    @cached_property
    def _root(self) -> yaml.Node | None:
        root: yaml.Node | None = yaml.compose(self._text, _Loader)
        return root

    def _line_of(self, path: PathSteps) -> int:
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
