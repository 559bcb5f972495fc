"""YAML files read strictly, and problems in both languages at the line and field of each.

No duplicate keys; only true and false are booleans; every path has a line.
"""

import errno
import re
from collections.abc import Hashable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from cocau.constraints.errors import FilePlace, InputError, Loc, Problem, list_nearest

COMPLAINTS: dict[str, tuple[str, str]] = {
    "missing": ("thiếu mục bắt buộc", "a required field is missing"),
    "extra_forbidden": ("không có trường tên này", "there is no field of this name"),
    "enum": ("phải là một trong: {expected}", "must be one of: {expected}"),
    "literal_error": ("phải là: {expected}", "must be: {expected}"),
    "greater_than": ("phải lớn hơn {gt}", "must be more than {gt}"),
    "greater_than_equal": ("phải từ {ge} trở lên", "must be {ge} or more"),
    "less_than": ("phải nhỏ hơn {lt}", "must be less than {lt}"),
    "less_than_equal": ("không được quá {le}", "must be {le} or less"),
    "string_too_short": ("không được để trống", "must not be empty"),
    "string_too_long": (
        "không được dài quá {max_length} ký tự",
        "must not be longer than {max_length} characters",
    ),
    "string_pattern_mismatch": (
        "chỉ dùng chữ cái không dấu, số, '.', '_' và '-'",
        "only plain letters, digits, '.', '_' and '-' are allowed",
    ),
    "too_long": (
        "có {actual_length} mục, không được quá {max_length}; hãy bớt đi hoặc chia ra nhiều tệp",
        "has {actual_length} items, at most {max_length} are allowed; leave some out or divide the file",
    ),
    "too_short": ("phải có ít nhất {min_length} mục", "needs at least {min_length} items"),
    "int_parsing": ("phải là số nguyên", "must be a whole number"),
    "int_type": ("phải là số nguyên", "must be a whole number"),
    "int_from_float": ("phải là số nguyên", "must be a whole number"),
    "int_parsing_size": ("số quá lớn", "the number is too large"),
    "float_parsing": ("phải là số", "must be a number"),
    "float_type": ("phải là số", "must be a number"),
    "finite_number": ("phải là số hữu hạn", "must be a finite number"),
    "bool_parsing": ("phải là true hoặc false", "must be true or false"),
    "bool_type": ("phải là true hoặc false", "must be true or false"),
    "string_type": ("phải là chữ", "must be text"),
    "string_unicode": (
        "có ký tự hỏng, không phải chữ; hãy xóa đi",
        "has a damaged character, no letter; delete it",
    ),
    "bad_character": (
        "có ký tự điều khiển hoặc ký tự hỏng; hãy xóa đi",
        "has control characters or damaged ones; delete them",
    ),
    "date_from_datetime_parsing": (
        "phải là ngày có thật, dạng 1980-12-31",
        "must be a real day, like 1980-12-31",
    ),
    "date_parsing": ("phải là ngày có thật, dạng 1980-12-31", "must be a real day, like 1980-12-31"),
    "date_type": ("phải là ngày có thật, dạng 1980-12-31", "must be a real day, like 1980-12-31"),
    "date_from_datetime_inexact": ("phải là ngày, không kèm giờ", "must be a day, without a time"),
    "date_as_number": (
        "phải là ngày, dạng 2021-05-23, không ghi thành số",
        "must be a day, like 2021-05-23, and no number",
    ),
    "none_required": ("phải để trống", "must be left empty"),
    "tuple_type": ("phải là danh sách", "must be a list"),
    "dict_type": ("phải là bảng khóa: giá trị", "must be a mapping"),
    "model_type": ("phải là bảng khóa: giá trị", "must be a mapping"),
    "model_attributes_type": ("phải là bảng khóa: giá trị", "must be a mapping"),
    "invalid_key": ("tên trường phải là chữ", "a field's name must be text"),
    "recursion_loop": ("chứa chính nó", "contains itself"),
    "union_tag_not_found": ("phải có trường {discriminator}", "needs the field {discriminator}"),
    "union_tag_invalid": (
        "không có loại này; các loại: {expected_tags}",
        "no such kind; kinds: {expected_tags}",
    ),
    "json_invalid": ("không phải JSON đúng; hãy xem lại dấu phẩy, ngoặc", "not valid JSON: {error}"),
    "percent": ("phải là tỷ lệ từ 0 đến 100, như 38,75", "must be a percentage from 0 to 100, like 38.75"),
    "group": ("không có nhóm này; các nhóm: {groups}", "no such group; groups: {groups}"),
    "term": ("phải là nhiệm kỳ, như 2021-2026", "must be a term, like 2021-2026"),
    "one_line": (
        "phải có chữ, trên một dòng, không có khoảng trắng ở đầu và cuối",
        "must be one line of text, without spaces around it",
    ),
    "names_twice": (
        "mỗi mục có một tên riêng; ghi hai lần: {names}",
        "each has a name of its own; given twice: {names}",
    ),
    "one_of_both": (
        "phải có một trong hai: {these}, không phải cả hai",
        "needs one of {these}, and not both",
    ),
    "value_error": ("giá trị sai: {error}", "{error}"),  # said by our own validators
}
OTHER_COMPLAINT = ("giá trị không dùng được ở đây", "{msg}")  # pydantic's own words, for want of ours


FieldPath = tuple[int | str, ...]
_Schema = dict[str, Any]

DEEPEST_NESTING = 30
"""Levels of nesting that are read: our files have six, some thousands end the YAML reader."""

_Base: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _StrictLoader(_Base):  # type: ignore[misc]  # the C loader exists only where libyaml does
    """A YAML loader for law: no word is a boolean but true and false.

    YAML 1.1 turns `no` and `on` into booleans.
    """

    yaml_implicit_resolvers = {
        first: [(tag, rx) for tag, rx in resolvers if tag != "tag:yaml.org,2002:bool"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_yaml_timestamp(self, node: yaml.ScalarNode) -> date | str:
        """Build a date, or keep a text such as 2021-02-30 that is no real day.

        Whoever asked for a day then says that it is none, at its line and field.
        """
        try:
            day: date = super().construct_yaml_timestamp(node)
        except ValueError:
            return str(node.value)
        return day


_StrictLoader.add_constructor("tag:yaml.org,2002:timestamp", _StrictLoader.construct_yaml_timestamp)
_StrictLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"))


def read_text(path: Path) -> str:
    """Read a text file in UTF-8 (a byte-order mark is allowed).

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
                    (FilePlace(str(path)),),
                    f"Không đọc được tệp: {describe_os_error(error)}.",
                    f"The file cannot be read: {error.strerror}.",
                )
            ]
        ) from None
    except UnicodeDecodeError as error:
        raise InputError(
            [
                Problem(
                    "encoding",
                    (FilePlace(str(path)),),
                    f"Tệp không phải UTF-8 (byte thứ {error.start}). Hãy lưu lại bằng UTF-8.",
                    f"Not UTF-8 (byte {error.start}). Save the file as UTF-8.",
                )
            ]
        ) from None


_OS_REASONS = {
    errno.ENOENT: "không có tệp này",
    errno.ENOTDIR: "không có tệp này",
    errno.EISDIR: "đây là thư mục, không phải tệp",
    errno.EACCES: "không có quyền đọc",
    errno.EPERM: "không có quyền đọc",
    errno.ENAMETOOLONG: "tên tệp quá dài",
    errno.EIO: "ổ đĩa báo lỗi khi đọc",
}


def describe_os_error(error: OSError) -> str:
    """Explain in Vietnamese why the operating system does not give a file."""
    return _OS_REASONS.get(error.errno or 0, "hệ điều hành không cho đọc")


_YAML_REASONS = (
    (r"duplicate key (.+)", r"khóa \1 ghi hai lần"),
    ("a key must be text", "tên trường phải là chữ, không phải danh sách hay bảng"),
    ("did not find expected ',' or '(.)'", r"thiếu dấu ',' hoặc '\1'"),
    ("did not find expected '-' indicator", "thiếu dấu '-', hoặc thụt dòng không đều"),
    ("did not find expected key", "thụt dòng không đều, hoặc thiếu dấu ':' sau tên trường"),
    ("could not find expected ':'", "thiếu dấu ':' sau tên trường"),
    ("mapping values are not allowed", "dấu ':' không được ở đây; nếu là chữ thì đặt trong ngoặc kép"),
    ("did not find expected node content", "thiếu giá trị, hoặc dấu ngoặc không đóng"),
    ("found unexpected end of stream", "dấu ngoặc kép không đóng, hoặc tệp bị cắt cụt"),
    ("found character that cannot start any token", "có ký tự không được ở đầu giá trị (Tab, @, `, %)"),
    ("found a tab", "thụt dòng bằng Tab; hãy dùng dấu cách"),
    ("found unknown escape character", "dấu '\\\\' trong ngoặc kép không đúng"),
    ("but found another document", "có nhiều tài liệu (---) trong một tệp"),
    ("control characters are not allowed", "có ký tự điều khiển; hãy xóa đi"),
)


def _describe_yaml_error(problem: str | None) -> str:
    """Explain in Vietnamese what a YAML reader complains of."""
    for pattern, vi in _YAML_REASONS:
        if found := re.search(pattern, problem or "", re.DOTALL):
            return found.expand(vi)
    return "không đúng cú pháp; hãy xem lại thụt dòng, dấu ':', dấu ngoặc ở dòng này và dòng trước"


MOST_YAML_VALUES = 600_000
"""Values, keys among them, that are read of one document: some seconds of work."""


def parse_yaml(text: str, name: str) -> Any:  # noqa: ANN401  # whatever the document holds
    """Parse one plain YAML document in one pass and return its value.

    Raises:
        InputError: not YAML; deep nesting, a reference or a tag; empty; too many values; or a key given
            twice; with the line.
    """
    try:
        value = _PlainReader(text, name).read()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise InputError(
            [
                Problem(
                    "yaml",
                    (FilePlace(name, line),),
                    f"YAML sai: {_describe_yaml_error(error.problem)}.",
                    f"Not valid YAML: {error.problem}.",
                )
            ]
        ) from None
    except yaml.YAMLError as error:
        raise InputError(
            [
                Problem(
                    "yaml",
                    (FilePlace(name),),
                    f"YAML sai: {_describe_yaml_error(str(error))}.",
                    f"Not valid YAML: {error}.",
                )
            ]
        ) from None
    except ValueError as error:
        vi = "Có giá trị không đọc được (số quá dài, ngày hay giờ không có thật)."
        raise InputError([Problem("yaml", (FilePlace(name),), vi, f"Bad value: {error}.")]) from None
    if value is None:
        raise InputError([Problem("empty", (FilePlace(name),), "Tệp rỗng.", "The file is empty.")])
    return value


class _PlainReader:
    """Builds the value of a document straight from its events, in a third of a loader's time.

    Whatever makes a small text large or deep is refused where it stands, before anything is built of it.
    """

    def __init__(self, text: str, name: str) -> None:
        self._loader = _StrictLoader(text)
        self._name = name
        self._left = MOST_YAML_VALUES
        self._scalars: dict[str, Any] = {}

    def read(self) -> Any:  # noqa: ANN401  # as of parse_yaml
        """Read the only document of the text; None if there is none."""
        loader = self._loader
        try:
            loader.get_event()  # the stream begins
            if isinstance(loader.get_event(), yaml.StreamEndEvent):
                return None
            value = self._build_value(loader.get_event(), 1)
            loader.get_event()  # the document ends
            if not isinstance(end := loader.get_event(), yaml.StreamEndEvent):
                wrong = "expected a single document, but found another document"
                raise yaml.MarkedYAMLError(problem=wrong, problem_mark=end.start_mark)
            return value
        finally:
            loader.dispose()

    def _build_value(self, event: Any, depth: int) -> Any:  # noqa: ANN401  # the same
        self._check(event, depth)
        if isinstance(event, yaml.ScalarEvent):
            return self._build_scalar(event) if event.implicit[0] else event.value
        if isinstance(event, yaml.SequenceStartEvent):
            items = []
            while not isinstance(event := self._loader.get_event(), yaml.SequenceEndEvent):
                items.append(self._build_value(event, depth + 1))
            return items
        mapping: dict[Any, Any] = {}
        while not isinstance(event := self._loader.get_event(), yaml.MappingEndEvent):
            key = self._build_value(event, depth + 1)
            if not isinstance(key, Hashable):
                wrong = "a key must be text, neither a list nor a mapping"
                raise yaml.MarkedYAMLError(problem=wrong, problem_mark=event.start_mark)
            if key in mapping:
                raise yaml.MarkedYAMLError(problem=f"duplicate key {key!r}", problem_mark=event.start_mark)
            mapping[key] = self._build_value(self._loader.get_event(), depth + 1)
        return mapping

    def _check(self, event: Any, depth: int) -> None:  # noqa: ANN401  # the same
        """Refuse deep nesting, references, tags, and more values than are read."""
        self._left -= 1
        if depth > DEEPEST_NESTING and isinstance(event, yaml.CollectionStartEvent):
            vi, en = f"Lồng nhau quá {DEEPEST_NESTING} tầng.", f"More than {DEEPEST_NESTING} levels deep."
            raise InputError([Problem("too_deep", (self._get_place(event),), vi, en)])
        if isinstance(event, yaml.AliasEvent) or event.tag:
            vi = "Không dùng tham chiếu (*tên) và nhãn kiểu (!tên) của YAML ở đây; hãy ghi đủ nội dung."
            en = "References (*name) and tags (!name) of YAML are not read here; write the value out."
            raise InputError([Problem("reference", (self._get_place(event),), vi, en)])
        if self._left < 0:
            vi = f"Tệp YAML có quá {MOST_YAML_VALUES:,} giá trị."
            en = f"The YAML file has more than {MOST_YAML_VALUES:,} values."
            raise InputError([Problem("too_big", (self._get_place(event),), vi, en)])

    def _get_place(self, event: Any) -> FilePlace:  # noqa: ANN401  # the same
        return FilePlace(self._name, event.start_mark.line + 1)

    def _build_scalar(self, event: Any) -> Any:  # noqa: ANN401  # the same
        """Build a value without quotes: a number, a day, true, false, nothing, or a text."""
        text = event.value
        if text in self._scalars:
            return self._scalars[text]
        tag = self._loader.resolve(yaml.ScalarNode, text, (True, False))
        if tag in _UNUSED_TAGS:
            raise yaml.MarkedYAMLError(problem=f"put {text!r} into quotes", problem_mark=event.start_mark)
        is_text = tag == "tag:yaml.org,2002:str"
        value = text if is_text else self._loader.construct_object(yaml.ScalarNode(tag, text))
        self._scalars[text] = value
        return value


_UNUSED_TAGS = {"tag:yaml.org,2002:merge", "tag:yaml.org,2002:value"}
"""Of `<<` and `=`, which YAML 1.1 has for merging and for a default."""


class YamlLines:
    """The lines at which the parts of a YAML text begin.

    The text is composed once, however many parts are asked for.
    """

    def __init__(self, text: str) -> None:
        self._root = yaml.compose(text, _Base)
        self._fields: dict[int, dict[str, yaml.Node]] = {}

    def find_line(self, path: FieldPath) -> int:
        """Return the line (from 1) at which the deepest existing part of `path` begins.

        A step that is not in the text is passed over: pydantic adds the kind of a union's member.
        """
        node = self._root
        for step in path:
            node = self._child(node, step) or node
        return 1 if node is None else int(node.start_mark.line) + 1

    def _child(self, node: yaml.Node | None, step: int | str) -> yaml.Node | None:
        if isinstance(node, yaml.MappingNode):
            return self._fields_of(node).get(str(step))
        if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            child: yaml.Node = node.value[step]
            return child
        return None

    def _fields_of(self, node: yaml.MappingNode) -> dict[str, yaml.Node]:
        """Return the values of a mapping node by their keys, built once a node.

        Looked for one by one, thousands of problems would take minutes.
        """
        if id(node) not in self._fields:
            self._fields[id(node)] = {k.value: v for k, v in node.value if isinstance(k, yaml.ScalarNode)}
        return self._fields[id(node)]


def find_line(text: str, path: FieldPath) -> int:
    """Return the line (from 1) at which the deepest existing part of `path` begins."""
    return YamlLines(text).find_line(path)


def list_validation_problems(
    error: ValidationError,
    file: str = "",
    text: str | None = None,
    limit: int | None = None,
    model: type[BaseModel] | None = None,
) -> list[Problem]:
    """Convert each error of a pydantic validation into a Problem with its path and line.

    Lines need `text`; the fields nearest to an unknown one need `model`.

    `limit`: how many are told, where a hostile input could bring about any number.
    """
    lines = None if text is None else YamlLines(text)
    every = error.errors(include_url=False, include_context=True)[:limit]
    problems = [_build_problem(e, file, lines) for e in every]
    if model is None or not any(p.code == "extra_forbidden" for p in problems):
        return problems
    schema = model.model_json_schema()
    return [_add_nearest_fields(p, e["loc"], schema) for p, e in zip(problems, every, strict=True)]


_NEAREST_FIELDS = 3


def _add_nearest_fields(problem: Problem, path: FieldPath, schema: _Schema) -> Problem:
    """Add to an unknown field the likest ones that may stand there."""
    if problem.code != "extra_forbidden":
        return problem
    nodes = _expand(schema, schema)
    for step in path[:-1]:
        nodes = [found for node in nodes for found in _expand(schema, _get_child(node, step))]
    known = list_nearest(
        str(path[-1]), (field for n in nodes for field in n.get("properties", ())), _NEAREST_FIELDS
    )
    vi, en = f"{problem.vi[:-1]}; gần nhất: {known}.", f"{problem.en[:-1]}; the nearest: {known}."
    return replace(problem, vi=vi, en=en) if known else problem


def _expand(schema: _Schema, node: _Schema) -> list[_Schema]:
    """List a node of a JSON Schema and all that it refers to or is one of."""
    ref = node.get("$ref")
    below = [] if ref is None else [schema["$defs"][ref.rpartition("/")[2]]]
    below += [one for key in ("anyOf", "oneOf") for one in node.get(key, ()) if "discriminator" not in node]
    return [node, *(found for one in below for found in _expand(schema, one))]


def _get_child(node: _Schema, step: int | str) -> _Schema:
    """Return what stands below a node: an item, a field, a value, or a kind of a union."""
    found: _Schema | bool = node.get("properties", {}).get(step, node.get("additionalProperties", {}))
    if isinstance(step, int):
        found = node.get("items", {})
    elif step in (kinds := node.get("discriminator", {}).get("mapping", {})):
        found = {"$ref": kinds[step]}
    return found if isinstance(found, dict) else {}


def _build_problem(error: Any, file: str, lines: YamlLines | None) -> Problem:  # noqa: ANN401  # pydantic's own dict
    path = tuple(step for step in error["loc"] if step != "__root__" and not _is_branch(step))
    code = str(error["type"])
    if code.startswith("date_from_datetime") and isinstance(error["input"], int | float):
        code = "date_as_number"  # pydantic counts seconds: its complaint is about a time that nobody wrote
    vi, en = COMPLAINTS.get(code, OTHER_COMPLAINT)
    context = {"msg": error["msg"]} | {k: str(v) for k, v in error.get("ctx", {}).items()}
    shown = _shorten(error["input"])
    given = f" ({shown})" if shown else ""
    line = None if lines is None else lines.find_line(path)
    loc: Loc = (FilePlace(file, line), *path) if file else path
    en = en.format_map(_KeepMissing(context))
    if "expected" in context:
        context["expected"] = context["expected"].replace(" or ", " hoặc ")
    return Problem(code, loc, f"{vi.format_map(_KeepMissing(context))}{given}.", f"{en}{given}.")


def _is_branch(step: int | str) -> bool:
    """Return whether a step names a branch of a union, which ours do in parentheses."""
    return isinstance(step, str) and step.startswith("(") and step.endswith(")")


class _KeepMissing(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


LONGEST_VALUE = 60
"""Characters of a wrong value that are shown."""


def _shorten(value: object) -> str:
    """Shorten a wrong value for display; return nothing for a list or a mapping."""
    match value:
        case bool() | float():
            shown = repr(value)
        case int():  # a number in hexadecimal may have more digits than Python agrees to print
            shown = repr(value) if value.bit_length() < 4 * LONGEST_VALUE else hex(value)
        case str():
            shown = repr(value[: LONGEST_VALUE + 1])
        case date():
            shown = repr(str(value))
        case _:
            shown = ""
    return shown if len(shown) <= LONGEST_VALUE else f"{shown[: LONGEST_VALUE - 3]}..."
