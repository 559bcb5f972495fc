"""Reading YAML strictly: no duplicate keys, only true and false as booleans, and a line for every path."""

import errno
import re
from collections.abc import Hashable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from cocau.constraints.complaints import SAID, UNSAID
from cocau.constraints.errors import InputError, Problem

Path_ = tuple[int | str, ...]

DEEPEST = 30
"""Levels of nesting that are read. Our files have six; some ten thousand end the YAML reader's process."""

_Base: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Strict(_Base):  # type: ignore[misc]  # the C loader exists only where libyaml does
    """YAML 1.1 turns `no` and `on` into booleans and lets a later key win; neither may happen to law."""

    yaml_implicit_resolvers = {
        first: [(tag, rx) for tag, rx in resolvers if tag != "tag:yaml.org,2002:bool"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(  # the base class's signature
        self,
        node: yaml.MappingNode,
        deep: bool = False,  # noqa: FBT001, FBT002
    ) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, Hashable):
                wrong = "a key must be text, neither a list nor a mapping"
                raise yaml.MarkedYAMLError(problem=wrong, problem_mark=key_node.start_mark)
            if key in seen:
                raise yaml.MarkedYAMLError(problem=f"duplicate key {key!r}", problem_mark=key_node.start_mark)
            seen.add(key)
        mapping: dict[Any, Any] = super().construct_mapping(node, deep)
        return mapping

    def construct_yaml_timestamp(self, node: yaml.ScalarNode) -> date | str:
        """2021-02-30 stays a text: whoever asked for a day says that it is none, at its line and field."""
        try:
            day: date = super().construct_yaml_timestamp(node)
        except ValueError:
            return str(node.value)
        return day


_Strict.add_constructor("tag:yaml.org,2002:timestamp", _Strict.construct_yaml_timestamp)
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
                    f"Không đọc được tệp: {os_reason(error)}.",
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


_OS_REASONS = {
    errno.ENOENT: "không có tệp này",
    errno.ENOTDIR: "không có tệp này",
    errno.EISDIR: "đây là thư mục, không phải tệp",
    errno.EACCES: "không có quyền đọc",
    errno.EPERM: "không có quyền đọc",
    errno.ENAMETOOLONG: "tên tệp quá dài",
    errno.EIO: "ổ đĩa báo lỗi khi đọc",
}


def os_reason(error: OSError) -> str:
    """Why the operating system does not give a file, in Vietnamese."""
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


def _yaml_reason(problem: str | None) -> str:
    """What a YAML reader complains of, in Vietnamese."""
    for pattern, vi in _YAML_REASONS:
        if found := re.search(pattern, problem or "", re.DOTALL):
            return found.expand(vi)
    return "không đúng cú pháp; hãy xem lại thụt dòng, dấu ':', dấu ngoặc ở dòng này và dòng trước"


def parse(text: str, name: str) -> Any:  # noqa: ANN401  # whatever the document holds
    """The value of one YAML document.

    Raises:
        InputError: not YAML, not plain (see `check_plain`), empty, or a key given twice; with the line.
    """
    try:
        check_plain(text, name)
        value = yaml.load(text, _Strict)  # noqa: S506  # _Strict is a safe loader
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise InputError(
            [
                Problem(
                    "yaml",
                    f"{name}:{line}",
                    f"YAML sai: {_yaml_reason(error.problem)}.",
                    f"Not valid YAML: {error.problem}.",
                )
            ]
        ) from None
    except yaml.YAMLError as error:
        raise InputError(
            [Problem("yaml", name, f"YAML sai: {_yaml_reason(str(error))}.", f"Not valid YAML: {error}.")]
        ) from None
    except ValueError as error:
        vi = "Có giá trị không đọc được (số quá dài, ngày hay giờ không có thật)."
        raise InputError([Problem("yaml", name, vi, f"Bad value: {error}.")]) from None
    if value is None:
        raise InputError([Problem("empty", name, "Tệp rỗng.", "The file is empty.")])
    return value


def check_plain(text: str, name: str) -> None:
    """Refuse what no file of ours needs, before anything recursive reads it: depth, references, tags.

    Raises:
        InputError: one of them; with the line.
        yaml.YAMLError: not YAML.
    """
    depth = 0
    for event in yaml.parse(text, _Base):
        where = f"{name}:{event.start_mark.line + 1}" if event.start_mark else name
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            vi, en = f"Lồng nhau quá {DEEPEST} tầng.", f"More than {DEEPEST} levels deep."
            raise InputError([Problem("too_deep", where, vi, en)])
        if isinstance(event, yaml.AliasEvent) or getattr(event, "tag", None):
            vi = "Không dùng tham chiếu (*tên) và nhãn kiểu (!tên) của YAML ở đây; hãy ghi đủ nội dung."
            en = "References (*name) and tags (!name) of YAML are not read here; write the value out."
            raise InputError([Problem("reference", where, vi, en)])


class Lines:
    """Where the parts of a YAML text begin; the text is composed once, however many are asked for."""

    def __init__(self, text: str) -> None:
        self._root = yaml.compose(text, _Base)
        self._fields: dict[int, dict[str, yaml.Node]] = {}

    def of(self, path: Path_) -> int:
        """The line (from 1) at which the deepest existing part of `path` begins.

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
        """Its values by their keys: looked for one by one, thousands of problems would take minutes."""
        if id(node) not in self._fields:
            self._fields[id(node)] = {k.value: v for k, v in node.value if isinstance(k, yaml.ScalarNode)}
        return self._fields[id(node)]


def line_of(text: str, path: Path_) -> int:
    """The line (from 1) at which the deepest existing part of `path` begins."""
    return Lines(text).of(path)


def dotted(path: Iterable[int | str]) -> str:
    """``people[3].born`` for ("people", 3, "born")."""
    out = ""
    for step in path:
        out += f"[{step}]" if isinstance(step, int) else f".{step}" if out else step
    return out


def problems_of(
    error: ValidationError, where: str = "", text: str | None = None, most: int | None = None
) -> list[Problem]:
    """Each complaint of a pydantic validation as a Problem, with its path (and line, if `text` is given).

    `most`: how many are told, where a hostile input could bring about any number.
    """
    lines = None if text is None else Lines(text)
    every = error.errors(include_url=False, include_context=True)
    return [_problem(e, where, lines) for e in every[:most]]


def _problem(error: Any, where: str, lines: Lines | None) -> Problem:  # noqa: ANN401  # pydantic's own dict
    path = tuple(step for step in error["loc"] if step != "__root__" and not _is_branch(step))
    place = where if lines is None else f"{where}:{lines.of(path)}"
    code = str(error["type"])
    if code.startswith("date_from_datetime") and isinstance(error["input"], int | float):
        code = "date_as_number"  # pydantic counts seconds: its complaint is about a time that nobody wrote
    vi, en = SAID.get(code, UNSAID)
    context = {"msg": error["msg"]} | {k: str(v) for k, v in error.get("ctx", {}).items()}
    shown = _short(error["input"])
    given = f" ({shown})" if shown else ""
    inner = dotted(path)
    location = f"{place}: {inner}" if place and inner else place or inner
    en = en.format_map(_Keep(context))
    if "expected" in context:
        context["expected"] = context["expected"].replace(" or ", " hoặc ")
    return Problem(code, location, f"{vi.format_map(_Keep(context))}{given}.", f"{en}{given}.")


def _is_branch(step: int | str) -> bool:
    """Whether a step is not in the text but names a branch of a union, which ours do in parentheses."""
    return isinstance(step, str) and step.startswith("(") and step.endswith(")")


class _Keep(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


LONGEST = 60
"""Characters of a wrong value that are shown."""


def _short(value: object) -> str:
    """A wrong value in so many words; nothing for a list or a mapping, however large it is."""
    match value:
        case bool() | float():
            shown = repr(value)
        case int():  # a number in hexadecimal may have more digits than Python agrees to print
            shown = repr(value) if value.bit_length() < 4 * LONGEST else hex(value)
        case str():
            shown = repr(value[: LONGEST + 1])
        case date():
            shown = repr(str(value))
        case _:
            shown = ""
    return shown if len(shown) <= LONGEST else f"{shown[: LONGEST - 3]}..."
