"""Readers of files by suffix: pools, councils, drafts, slates, dossiers, proposals, ..."""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from cocau.app.files.input_files import (
    COUNCIL,
    DOSSIER,
    DRAFT,
    OFFERS,
    POOL,
    PROPOSAL,
    SCENARIOS,
    SLATE,
    STRUCTURE,
    TERM,
    FileKind,
    build_council_table_error,
    detect_file_kind,
    expect_file_kind,
    get_file_name,
)
from cocau.app.files.people import build_pool, list_column_remarks
from cocau.app.files.problems import build_input_error
from cocau.app.files.tables.cells import normalize_kinh
from cocau.app.files.tables.columns import COLUMNS
from cocau.app.files.tables.table import FileTable, read_csv_table
from cocau.app.files.tables.xlsx import read_xlsx_table
from cocau.app.files.text import make_printable
from cocau.app.files.tree import parse_json, read_record
from cocau.app.questions import QUESTIONS
from cocau.constraints.documents import describe_os_error, list_validation_problems, read_text
from cocau.constraints.errors import FilePlace, InputError, Problem
from cocau.constraints.model.council import Council
from cocau.constraints.model.draft import CouncilDraft
from cocau.constraints.model.offers import Offers
from cocau.constraints.model.people import Person, Pool
from cocau.constraints.model.slate import Slate
from cocau.constraints.procedure.dossier import Dossier
from cocau.constraints.record import Record
from cocau.solver.explain.scenario import Scenarios
from cocau.solver.proposal import Proposal
from cocau.solver.structure_plan import StructurePlan

if TYPE_CHECKING:
    from cocau.constraints.results.term import CouncilTerm
    from cocau.solver.proofs.answers.answer_proof import AnswerProof
    from cocau.solver.proofs.proof import ProposalProof
    from cocau.solver.question import QuestionAnswer

R = TypeVar("R", bound=Record)

PROOF_FIELD = "proof"
"""Where the proof stands in the file of a proposal that carries it."""

MOST_BYTES = 100_000_000
_LONGEST_NAME = 255
TREE_SUFFIXES = (".yaml", ".yml", ".json")
TABLE_READERS: dict[str, Callable[..., FileTable]] = {".csv": read_csv_table, ".xlsx": read_xlsx_table}
"""How a table is read, by the suffix of its file."""


def read_pool(path: Path) -> Pool:
    """Read the people in a file: YAML, JSON, CSV or XLSX.

    Raises:
        InputError: with everything that is wrong, each problem with its place.
    """
    return read_pool_bytes(_read_file(path), get_file_name(path))


def list_pool_remarks(path: Path) -> list[Problem]:
    """List remarks for the sender of a file of people; none for YAML and JSON.

    Raises:
        InputError: it cannot be read.
    """
    table = read_table(path)
    return [] if table is None else [*table.remarks, *list_column_remarks(table)]


def read_table(path: Path) -> FileTable | None:
    """Read the table of people in a file; None for YAML and JSON.

    Raises:
        InputError: it cannot be read.
    """
    read = TABLE_READERS.get(path.suffix.lower())
    return None if read is None else _recognise_table(read(*read_bytes(path)))


def _recognise_table(table: FileTable) -> FileTable:
    from cocau.app.files.lists.layout import recognise_list  # files of a plan seldom are tables

    return recognise_list(table)


def read_bytes(path: Path) -> tuple[bytes, str]:
    """Read a file: its bytes, and its name as messages may show it.

    Raises:
        InputError: it cannot be read, or it is too large.
    """
    return _read_file(path), _get_file_name(path)


def read_pool_bytes(content: bytes, name: str) -> Pool:
    """Read the people in a file that was uploaded under this name.

    Raises:
        InputError: see `read_pool`.
    """
    suffix = check_suffix(name, (*TREE_SUFFIXES, *TABLE_READERS))
    name = make_printable(name, _LONGEST_NAME)
    _check_size(len(content), name)
    if suffix in TABLE_READERS:
        return build_pool(_recognise_table(TABLE_READERS[suffix](content, name)))
    return read_record(
        content, name, Pool, lambda tree: normalize_pool_tree(expect_file_kind(tree, name, POOL))
    )


def read_council(path: Path) -> Council:
    """Read the council in a YAML or JSON file.

    Raises:
        InputError: with everything that is wrong, each problem with its place.
    """
    if path.suffix.lower() in TABLE_READERS:
        raise build_council_table_error(_get_file_name(path))
    return _read_document(path, Council, COUNCIL)


def read_council_bytes(content: bytes, name: str) -> Council:
    """Read the council in a file of this name.

    Raises:
        InputError: see `read_council`.
    """
    suffix = check_suffix(name, (*TREE_SUFFIXES, *TABLE_READERS))
    name = make_printable(name, _LONGEST_NAME)
    if suffix in TABLE_READERS:
        raise build_council_table_error(name)
    return _read_document_bytes(content, name, Council, COUNCIL)


def read_draft(path: Path) -> CouncilDraft:
    """Read the draft of a council, without its seats yet, as `read_council` does."""
    return _read_document(path, CouncilDraft, DRAFT)


def read_slate(path: Path) -> Slate:
    """Read a slate, as `read_council` does."""
    return _read_document(path, Slate, SLATE)


def read_dossier(path: Path) -> Dossier:
    """Read the records of a council's procedure, as `read_council` does."""
    return _read_document(path, Dossier, DOSSIER)


def read_term(path: Path) -> "CouncilTerm":
    """Read the record of a council's term, as `read_council` does."""
    from cocau.constraints.results.term import CouncilTerm  # no other command needs it

    return _read_document(path, CouncilTerm, TERM)


def read_offers(path: Path) -> Offers:
    """Read what organisations may introduce, as `read_council` does."""
    return _read_document(path, Offers, OFFERS, _normalize_offers_tree)


def read_scenarios(path: Path) -> Scenarios:
    """Read what-if scenarios, as `read_council` does."""
    return _read_document(path, Scenarios, SCENARIOS)


def _read_document(
    path: Path, model: type[R], kind: FileKind, normalize: Callable[[object], object] = lambda tree: tree
) -> R:
    if not path.is_dir():
        check_suffix(get_file_name(path), TREE_SUFFIXES)
    return _read_document_bytes(_read_file(path), _get_file_name(path), model, kind, normalize)


def _read_document_bytes(
    content: bytes,
    name: str,
    model: type[R],
    kind: FileKind,
    normalize: Callable[[object], object] = lambda tree: tree,
) -> R:
    return read_record(content, name, model, lambda tree: normalize(expect_file_kind(tree, name, kind)))


def check_suffix(name: str, allowed: Iterable[str]) -> str:
    """Return the suffix of a file's name in small letters.

    Raises:
        InputError: it is none of those allowed.
    """
    suffix = PurePath(name).suffix.lower()
    if suffix not in allowed:
        raise build_suffix_error(make_printable(name), suffix, allowed)
    return suffix


def build_suffix_error(name: str, suffix: str, allowed: Iterable[str]) -> InputError:
    """Build the error for a file of a kind that is not read."""
    shown, kinds = make_printable(suffix), ", ".join(allowed)
    vi, en = f"dùng một trong: {kinds}.", f"use one of: {kinds}."
    if suffix in _OFFICE_SUFFIXES and ".xlsx" in kinds:
        vi = f"mở tệp rồi lưu thành .xlsx, hoặc chép các ô và dán vào trang; {vi}"
        en = f"open it and save it as .xlsx, or copy its cells and paste them on the page; {en}"
    return build_input_error(
        "suffix",
        (FilePlace(name),),
        f"Không đọc được loại tệp '{shown}'; {vi}",
        f"Files of kind '{shown}' are not read; {en}",
    )


_OFFICE_SUFFIXES = frozenset({".xls", ".ods", ".doc", ".docx", ".pdf", ".numbers"})


def _read_file(path: Path) -> bytes:
    name = _get_file_name(path)
    try:
        _check_size(path.stat().st_size, name)
        return path.read_bytes()
    except OSError as error:
        vi, en = describe_os_error(error), error.strerror
        raise build_input_error(
            "unreadable", (FilePlace(name),), f"Không đọc được tệp: {vi}.", f"The file cannot be read: {en}."
        ) from None


def _get_file_name(path: Path) -> str:
    return make_printable(get_file_name(path), _LONGEST_NAME)


def _check_size(size: int, name: str) -> None:
    if size > MOST_BYTES:
        raise build_input_error(
            "too_big",
            (FilePlace(name),),
            f"Tệp có {size:,} byte, nhiều nhất là {MOST_BYTES:,}.",
            f"The file has {size:,} bytes; at most {MOST_BYTES:,} are read.",
        )


def normalize_pool_tree(tree: object) -> object:
    """Normalise the texts of a pool as in a table: "religion: không" is no religion."""
    return _normalize_each(tree, "people", _normalize_person)


def _normalize_offers_tree(tree: object) -> object:
    """Normalise the texts of profiles in offers as in a pool."""
    return _normalize_each(
        tree, "organisations", lambda org: _normalize_each(org, "profiles", _normalize_person)
    )


def _normalize_each(tree: Any, key: str, settle: Callable[[dict[Any, Any]], object]) -> Any:  # noqa: ANN401  # a document
    """Normalise every mapping of one of the lists of a tree."""
    if not (isinstance(tree, dict) and isinstance(tree.get(key), list)):
        return tree
    return tree | {key: [settle(item) if isinstance(item, dict) else item for item in tree[key]]}


def _normalize_person(tree: dict[Any, Any]) -> dict[Any, Any]:
    person = {field: value for field, value in tree.items() if not _is_none(field, value)}
    if isinstance(group := person.get("ethnicity"), str):
        person["ethnicity"] = normalize_kinh(group)
    return person


def _is_none(field: object, value: object) -> bool:
    return field in _MAY_BE_NONE and isinstance(value, str) and COLUMNS[str(field)].is_nothing(value)


_MAY_BE_NONE = frozenset(name for name, f in Person.model_fields.items() if f.default is None)


def read_stored(file: Path, expected: Problem) -> Proposal | StructurePlan:
    """Read a stored proposal or structure plan.

    `expected` says what the command takes, for a file that is something else.

    Raises:
        InputError: no such file, no JSON, or neither a proposal nor a structure plan in it.
    """
    content = read_text(file)
    found = _detect_kind(content, str(file))
    if found is PROPOSAL:
        return _validate_json(_split_proof(content)[0], file, Proposal)
    if found is STRUCTURE:
        return _validate_json(content, file, StructurePlan)
    raise InputError([expected if found is None else _build_wrong_kind(expected, found)])


def read_proposal(file: Path, expected: Problem) -> Proposal:
    """Read a stored proposal.

    Raises:
        InputError: as `read_stored`; also for a structure plan, which has no names yet.
    """
    content = read_text(file)
    found = _detect_kind(content, str(file))
    if found is not PROPOSAL:
        raise InputError([expected if found is None else _build_wrong_kind(expected, found)])
    return _validate_json(_split_proof(content)[0], file, Proposal)


def read_proof(file: Path) -> "ProposalProof | None":
    """Read the proof in the file of a proposal; None: there is none.

    Raises:
        InputError: no such file, or everything wrong with the proof.
    """
    proof = _split_proof(read_text(file))[1]
    if proof is None:
        return None
    from cocau.solver.proofs.proof import ProposalProof  # most files have none

    return _validate_json(proof, file, ProposalProof)


def read_answer(file: Path) -> "tuple[QuestionAnswer, AnswerProof | None]":
    """Read the answer to a question about a proposal, and the proof in it, if any.

    Raises:
        InputError: no such file, no answer in it, or everything wrong with either.
    """
    content, proof = _split_proof(read_text(file))
    named = re.match(r'\s*\{\s*"format":\s*"cocau/([a-z]+)/1"', content)
    row = None if named is None else QUESTIONS.get(named[1])
    if row is None or row.schema is None:
        raise InputError(
            [
                Problem(
                    "no_answer",
                    (str(file),),
                    "Tệp này không phải là trả lời về một phương án, như `cocau ranges -o` ghi.",
                    "This file is not an answer about a proposal, such as `cocau ranges -o` writes.",
                )
            ]
        )
    from cocau.solver.proofs.answers.answer_proof import AnswerProof  # most files have none

    answer = _validate_json(content, file, row.load_answer())
    return answer, None if proof is None else _validate_json(proof, file, AnswerProof)


def _split_proof(content: str) -> tuple[str, str | None]:
    """Split the JSON of a proposal from that of the proof in it, if any."""
    if f'"{PROOF_FIELD}"' not in content:
        return content, None
    fields = json.loads(content)
    proof = fields.pop(PROOF_FIELD, None)
    return (content, None) if proof is None else (json.dumps(fields), json.dumps(proof))


def is_stored_proposal(file: Path) -> bool:
    """Return whether a file calls itself a proposal of ours, of whatever version.

    Raises:
        InputError: no such file, or JSON that cannot be read.
    """
    return _detect_kind(read_text(file), str(file)) is PROPOSAL


def _detect_kind(content: str, name: str) -> FileKind | None:
    """Detect the kind of a text that is meant as JSON by its name or its first letter."""
    if not (name.lower().endswith(".json") or content.lstrip().startswith("{")):
        return None
    return detect_file_kind(parse_json(content, name))


def _build_wrong_kind(expected: Problem, found_kind: FileKind) -> Problem:
    return replace(
        expected, vi=f"Đây là {found_kind.vi}. {expected.vi}", en=f"This is {found_kind.en}. {expected.en}"
    )


def _validate_json(content: str, file: Path, model: type[R]) -> R:
    try:
        return model.model_validate_json(content)
    except ValidationError as error:
        raise InputError(list_validation_problems(error, str(file))) from None
