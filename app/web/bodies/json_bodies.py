"""JSON bodies parsed strictly, in the web process or, if large, in a child process.

A key that is given twice is refused; texts of councils and people are as clean as in files. Nothing of the
web framework is imported here: the child has not loaded it.
"""

import json
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from cocau.app.files.problems import MOST_PROBLEMS, limit_problems
from cocau.app.files.text import LONGEST_TEXT
from cocau.app.files.tree import try_clean_tree
from cocau.constraints.documents import list_validation_problems
from cocau.constraints.errors import InputError
from cocau.constraints.record import Record

MOST_VALUES = 2_000_000
"""Values of a body: 20,000 people with every field have half as many."""

MOST_VALUES_HERE = 50_000
"""Values of a body that is read in the web process: 1,000 to 4,000 people have as many."""


class MalformedJsonError(Exception):
    """A body is no JSON as it must be; the message says why."""


MOST_OBJECTS_HERE = 5_000
"""Objects of such a body: each may be wrong in many ways, and each fault takes a kilobyte."""


def count_values(body: bytes) -> int:
    """Return how many values a JSON body holds at the most, without reading it."""
    return 1 + sum(map(body.count, (b",", b"[", b"{")))


def parse_json_body(body: bytes) -> Any:  # noqa: ANN401  # whatever the body holds
    """Parse a JSON body strictly.

    Raises:
        MalformedJsonError: not UTF-8, not JSON, a key given twice, or half of a surrogate pair.
        InputError: texts of a council or of people that no file may have.
    """
    text = decode_utf8(body)
    value = _parse(text)
    if _HALF_CHARACTER_REGEX.search(body):
        _reject_half_characters(value)
    if _is_plain(text):
        return value
    return _clean_documents(value)


@dataclass(frozen=True)
class MalformedBody:
    """A body that is no JSON as it must be, and why."""

    reason: str


def read_large_body(body: bytes, model: type[Record]) -> Record | MalformedBody:
    """Read the record in a JSON body, in a child process.

    Raises:
        InputError: what is wrong with it: everything, or so much that nobody reads more.
    """
    try:
        return model.model_validate(parse_json_body(body))
    except MalformedJsonError as error:
        return MalformedBody(str(error))
    except ValidationError as error:
        first = list_validation_problems(error, limit=MOST_PROBLEMS)
        raise InputError(limit_problems(first, error.error_count(), ())) from None


def decode_utf8(body: bytes) -> str:
    """Decode a body in UTF-8.

    Raises:
        MalformedJsonError: it is not UTF-8.
    """
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise MalformedJsonError(f"The body is not UTF-8 (byte {error.start}).") from None


def _parse(text: str) -> Any:  # noqa: ANN401  # as above
    try:
        return json.loads(text, object_pairs_hook=_reject_duplicate_keys)
    except json.JSONDecodeError as error:
        raise MalformedJsonError(f"Not JSON at character {error.pos}: {error.msg}.") from None
    except RecursionError:
        raise MalformedJsonError("Lists or objects are nested too deeply.") from None
    except ValueError:  # Python refuses whole numbers of some thousand digits
        raise MalformedJsonError("A number has too many digits.") from None


def _reject_duplicate_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice, _ = Counter(key for key, _ in pairs).most_common(1)[0]
        raise MalformedJsonError(f"The key {twice[:60]!r} is given twice in one object.")
    return found


_HALF_CHARACTER_REGEX = re.compile(rb"\\u[dD][89a-fA-F]")


def _reject_half_characters(value: object) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise MalformedJsonError("A text holds half of a surrogate pair, which is no character.") from None


def _is_plain(text: str) -> bool:
    """Return whether a JSON text holds nothing to clean: most do, and need not be walked."""
    if "\\" in text or _LONG_TEXT_REGEX.search(text):
        return False
    return text.replace("\n", "").replace("\r", "").replace("\t", "").isprintable()


_LONG_TEXT_REGEX = re.compile(rf'"[^"]{{{LONGEST_TEXT + 1}}}')
_DOCUMENTS = frozenset({"council", "pool", "slate", "offers", "dossier"})
"""Keys of what may stand in a body in place of a stored document or a file."""
_DEEPEST_DOCUMENT = 5


def _clean_documents(tree: Any, depth: int = 0) -> Any:  # noqa: ANN401  # as above
    """Return a body with every text of its documents as clean as in a file.

    Raises:
        InputError: texts that cannot be cleaned, each at its place.
    """
    if isinstance(tree, list) and depth < _DEEPEST_DOCUMENT:
        return [_clean_documents(part, depth + 1) for part in tree]
    if not isinstance(tree, dict) or depth == _DEEPEST_DOCUMENT:
        return tree
    return {key: _clean_part(key, part, depth) for key, part in tree.items()}


def _clean_part(key: str, part: Any, depth: int) -> Any:  # noqa: ANN401  # as above
    if key not in _DOCUMENTS or not isinstance(part, list | dict):
        return _clean_documents(part, depth + 1)
    cleaned, refused = try_clean_tree(part, key)
    if refused:
        problems = [reason.to_problem((key, *path)) for path, reason in refused.items()]
        raise InputError(limit_problems(problems, len(problems), ()))
    return cleaned
