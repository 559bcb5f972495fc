"""Input files of a command line: their names in messages, and files of the wrong kind."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

from cocau.app.files.problems import build_input_error
from cocau.constraints.errors import FilePlace, InputError

ARGUMENTS_IN_ENGLISH = {
    "HỘI-ĐỒNG": "COUNCIL",
    "NGUỒN": "POOL",
    "PHƯƠNG-ÁN": "SLATE",
    "PHƯƠNG-ÁN-JSON": "PROPOSAL",
    "HỒ-SƠ": "DOSSIER",
    "KỊCH-BẢN": "SCENARIOS",
    "TRẢ-LỜI-JSON": "ANSWER",
    "KHẢ-NĂNG": "OFFERS",
    "HẠN-MỨC": "CATEGORIES",
    "NGƯỜI-ĐĂNG-KÝ": "RESPONDENTS",
    "TỆP": "FILE",
}
"""Names of arguments that are files, as a command line's usage has them."""


@dataclass(frozen=True)
class InputFiles:
    """The files of a command line, and its arguments in the order of its usage."""

    files: tuple[Path, ...] = ()
    arguments: tuple[str, ...] = ()


_NO_FILES = InputFiles()
_current: ContextVar[InputFiles] = ContextVar("given", default=_NO_FILES)


@contextmanager
def input_files(arguments: str, *files: Path | None) -> Iterator[None]:
    """Let messages inside tell these files apart and name the order of the arguments."""
    token = _current.set(
        InputFiles(tuple(file for file in files if file is not None), tuple(arguments.split()))
    )
    try:
        yield
    finally:
        _current.reset(token)


def get_file_name(path: Path) -> str:
    """Return a file's name, with as much of its path as tells it from the other files given."""
    parts = path.parts
    others = {file.parts for file in _current.get().files if file.parts != parts}
    for many in range(1, len(parts) + 1):
        if not any(other[-many:] == parts[-many:] for other in others):
            return str(Path(*parts[-many:]))
    return str(path)


def get_argument_order() -> tuple[str, str] | None:
    """Return the order of the arguments in Vietnamese and in English; None for fewer than two."""
    arguments = _current.get().arguments
    if len(arguments) < 2:  # noqa: PLR2004  # one has no order
        return None
    return " ".join(arguments), " ".join(ARGUMENTS_IN_ENGLISH.get(one, one) for one in arguments)


@dataclass(frozen=True)
class FileKind:
    """A kind of file, and the fields that only such a file has."""

    vi: str
    en: str
    fields: frozenset[str]


COUNCIL = FileKind(
    "hội đồng", "a council", frozenset({"constituencies", "election_day", "committees", "prior_term"})
)
POOL = FileKind("danh sách giới thiệu", "a pool", frozenset({"people"}))
SLATE = FileKind("phương án", "a slate", frozenset({"candidates", "deputies"}))
OFFERS = FileKind("khả năng giới thiệu", "offers of organisations", frozenset({"organisations"}))
DRAFT = FileKind("bản thảo hội đồng", "a draft of a council", COUNCIL.fields | {"places"})
DOSSIER = FileKind("hồ sơ quy trình", "a dossier", frozenset({"records", "appointments"}))
TERM = FileKind("hồ sơ nhiệm kỳ", "a record of a term", frozenset({"first_session", "confidence_votes"}))
SCENARIOS = FileKind("các kịch bản", "scenarios", frozenset({"scenarios"}))
PROPOSAL = FileKind("phương án JSON đã lưu", "a stored proposal", frozenset({"provenance", "rulebook"}))
STRUCTURE = FileKind("phân bổ cơ cấu đã lưu", "a stored structure plan", frozenset({"allocation"}))

_FORMATS = {"proposal": PROPOSAL, "structure": STRUCTURE}


def detect_file_kind(tree: object) -> FileKind | None:
    """Detect what kind of file a document is: by its format, else by fields of only one kind."""
    if not isinstance(tree, dict):
        return None
    says = str(tree.get("format", "")).split("/")
    if says[0] == "cocau" and len(says) > 1 and says[1] in _FORMATS:
        return _FORMATS[says[1]]
    if isinstance(tree.get("places"), list):
        return DRAFT
    sorts = (COUNCIL, POOL, SLATE, OFFERS, DOSSIER, TERM, SCENARIOS, PROPOSAL, STRUCTURE)
    return next((sort for sort in sorts if sort.fields & tree.keys()), None)


def expect_file_kind(tree: object, name: str, kind: FileKind) -> object:
    """Return the tree, or refuse it if it is plainly another kind of file.

    A council with constituencies is no draft any more.

    Raises:
        InputError: it is.
    """
    if kind is DRAFT and isinstance(tree, dict) and isinstance(tree.get("constituencies"), list):
        raise _build_wrong_kind_error(name, COUNCIL, DRAFT)
    found = detect_file_kind(tree)
    if kind is COUNCIL and found is DRAFT:
        raise _build_draft_error(name)
    known = isinstance(tree, dict) and bool(kind.fields & tree.keys())
    stored = found in {PROPOSAL, STRUCTURE}
    if found is not None and found is not kind and (stored or not known):
        raise _build_wrong_kind_error(name, found, kind)
    return tree


def _build_draft_error(name: str) -> InputError:
    return build_input_error(
        "swapped",
        (FilePlace(name),),
        f"Đây là {DRAFT.vi}, chưa có số đại biểu; hãy lập tệp hội đồng trước:"
        f" cocau seats {name} -o TỆP.yaml.",
        f"This is {DRAFT.en}, without seats; make the council of it first: cocau seats {name} -o FILE.yaml.",
    )


def build_council_table_error(name: str) -> InputError:
    """Build the error for a table that is given where a council belongs."""
    vi, en = _suggest_remedy(COUNCIL)
    return build_input_error(
        "suffix",
        (FilePlace(name),),
        f"Tệp hội đồng là YAML hoặc JSON. Đây có lẽ là {POOL.vi}; {vi}.",
        f"A council is a YAML or JSON file. This is probably {POOL.en}; {en}.",
    )


def _build_wrong_kind_error(name: str, found_kind: FileKind, expected: FileKind) -> InputError:
    vi, en = _suggest_remedy(expected)
    return build_input_error(
        "swapped", (FilePlace(name),), f"Đây là {found_kind.vi}; {vi}.", f"This is {found_kind.en}; {en}."
    )


def _suggest_remedy(expected: FileKind) -> tuple[str, str]:
    """Suggest which file to give instead, and in which order where there are several."""
    if expected is DRAFT:
        return (
            f"hãy đưa {DRAFT.vi}: các nơi (places) và dân số, chưa có đơn vị bầu cử",
            f"give {DRAFT.en}: places with their people, no constituencies yet",
        )
    if (known := get_argument_order()) is not None:
        return (
            f"không phải {expected.vi}. Thứ tự là {known[0]}",
            f"not {expected.en}. The order is {known[1]}",
        )
    return f"hãy đưa tệp {expected.vi}", f"give {expected.en}"
