"""Programmes in folders and ZIP files: a file per council, one for its pool, and more.

``councils/NAME.yaml`` and ``pools/NAME.csv`` (or xlsx, yaml, json) belong together by their names; there may
be ``changes/NAME.yaml`` (what-ifs, pins, another rulebook), ``rulebooks/NAME.yaml`` (a layer of its own),
``dossiers/NAME.yaml`` (where its steps stand), and one ``programme.yaml`` for all councils. A planned
programme is a folder with what was asked, the joint result, and the proposal of each council.
"""

import io
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import TypeVar

from cocau.app.files.input_files import input_files
from cocau.app.files.locations import locate_problems, relocate_problems
from cocau.app.files.problems import attempt, build_input_error
from cocau.app.files.readers import (
    TABLE_READERS,
    TREE_SUFFIXES,
    read_bytes,
    read_council,
    read_dossier,
    read_pool,
)
from cocau.app.files.tables.xlsx import ZIP_ERRORS
from cocau.app.files.text import make_printable
from cocau.app.files.tree import read_record
from cocau.constraints.documents import read_text
from cocau.constraints.errors import FilePlace, InputError, OverrideError, Problem
from cocau.constraints.library import (
    DEFAULT_RULEBOOK,
    LayerText,
    RulebookPart,
    build_unknown_rulebook_error,
    choose_rulebook_name,
    find_shipped_part,
    join_parts,
    load_rulebook,
)
from cocau.constraints.model.council import Council
from cocau.constraints.procedure.dossier import Dossier
from cocau.constraints.procedure.reports import build_gates
from cocau.constraints.rulebook import Rulebook
from cocau.solver.plan import resolve_rulebook
from cocau.solver.programme.entries import (
    CouncilWhatIf,
    Programme,
    ProgrammeDefaults,
    ProgrammeEntry,
    find_programme_problems,
)
from cocau.solver.programme.result import ProgrammeResult
from cocau.solver.request import PlanRequest, find_request_problems

T = TypeVar("T")

MANIFEST = "programme.yaml"
FOLDERS = {
    "councils": TREE_SUFFIXES,
    "pools": (*TABLE_READERS, *TREE_SUFFIXES),
    "changes": TREE_SUFFIXES,
    "rulebooks": (".yaml", ".yml"),
    "dossiers": TREE_SUFFIXES,
}
"""The folders of a programme, and the kinds of files in each."""

CouncilFiles = dict[str, Path]
"""The files of one council, by their folders."""


@dataclass(frozen=True)
class ReadEntry:
    """An entry read from one council's files, with problems; `book`: its own rulebook."""

    entry: ProgrammeEntry | None
    book: Rulebook | None = None
    problems: tuple[Problem, ...] = ()


EntriesReader = Callable[[Callable[[CouncilFiles], ReadEntry], Sequence[CouncilFiles]], Iterable[ReadEntry]]
"""What reads the files of each council: one after another, or in several processes."""


def read_programme(folder: Path, on: date, each: EntriesReader = map) -> Programme:
    """Read the programme in a folder; dossiers are checked as of a day.

    Raises:
        InputError: everything wrong with all its files, each problem with its file and place.
    """
    files, problems = list_council_files(folder)
    manifest = folder / MANIFEST
    common = (
        attempt(lambda: read_record(*read_bytes(manifest), ProgrammeDefaults), problems)
        if manifest.exists()
        else ProgrammeDefaults()
    )
    read = [
        *each(partial(read_council_files, common=common or ProgrammeDefaults(), on=on), [*files.values()])
    ]
    problems += [problem for one in read for problem in one.problems]
    if not files and not problems:
        problems.append(_build_no_councils(folder))
    if problems:
        raise InputError(problems)
    programme = Programme(
        name=common.name if common is not None else "",
        entries=tuple(one.entry for one in read if one.entry is not None),
        rulebooks={one.book.name: one.book for one in read if one.book is not None},
    )
    if problems := [*find_programme_problems(programme)]:
        raise InputError(problems)
    return programme.in_order()


def read_each(read: Callable[[CouncilFiles], ReadEntry], files: Sequence[CouncilFiles]) -> list[ReadEntry]:
    """Read the files of several councils, one after another."""
    return [read(one) for one in files]


def read_council_files(files: CouncilFiles, common: ProgrammeDefaults, on: date) -> ReadEntry:
    """Read the files of one council, and check them with the rules that bind it."""
    problems: list[Problem] = []
    with input_files("", *files.values()):
        council = attempt(lambda: read_council(files["councils"]), problems)
        pool = attempt(lambda: read_pool(files["pools"]), problems)
        asked, dossier = CouncilWhatIf(), None
        if "changes" in files:
            asked = (
                attempt(lambda: read_record(*read_bytes(files["changes"]), CouncilWhatIf), problems) or asked
            )
        if "dossiers" in files:
            dossier = attempt(lambda: read_dossier(files["dossiers"]), problems)
        named = asked.rulebook or common.rulebook
        if not named and council is not None:
            named = choose_rulebook_name(council.election_day)
        book = attempt(lambda: _load_rulebook(named or DEFAULT_RULEBOOK, files), problems)
        if council is None or pool is None or book is None:
            return ReadEntry(None, None, tuple(problems))
        if dossier is not None:
            with_steps, records = book, dossier
            attempt(lambda: _check_dossier(files["dossiers"], council, with_steps, records, on), problems)
        request = asked.build_request(council, pool, common).replace_unvalidated(rulebook=book.name)
        problems += locate_problems(_check_request(request, book, files), files["councils"], files["pools"])
    own = book if "rulebooks" in files else None
    return ReadEntry(ProgrammeEntry(request=request, dossier=dossier), own, tuple(problems))


def _check_request(request: PlanRequest, book: Rulebook, files: CouncilFiles) -> list[Problem]:
    """Check a request; problems of neither council nor pool stand in the file of changes."""
    changes = str(Path(*files.get("changes", files["councils"]).parts[-2:]))
    try:
        found = find_request_problems(request, resolve_rulebook(request, book))
    except OverrideError as error:
        found = [*error.problems, *find_request_problems(request, book.for_council(request.council))]
    return [p if p.loc[:1] in {("council",), ("pool",)} else p.within(changes) for p in found]


def _check_dossier(path: Path, council: Council, book: Rulebook, dossier: Dossier, on: date) -> None:
    with relocate_problems(dossier=path):
        build_gates(council, book, dossier, on)


def _load_rulebook(name: str, files: CouncilFiles) -> Rulebook:
    """Load the rulebook of a council: a shipped one, with its own layer if it has one.

    Raises:
        RulebookError: there is none of this name, or something is wrong with the layer.
    """
    if "rulebooks" not in files:
        return _load_shipped(name)
    path = files["rulebooks"]
    layer = LayerText(str(Path(*path.parts[-2:])), read_text(path))
    return join_parts(f"{name}+{path.stem}", (*_find_parts(name), RulebookPart((layer,))))


@lru_cache(maxsize=16)
def _load_shipped(name: str) -> Rulebook:
    _find_parts(name)
    return load_rulebook(name)


def _find_parts(name: str) -> list[RulebookPart]:
    """Find the shipped parts of a name joined with ``+``; files outside are not read."""
    parts = [(one, find_shipped_part(one)) for one in (part.strip() for part in name.split("+"))]
    if missing := [one for one, part in parts if part is None]:
        raise build_unknown_rulebook_error(missing[0])
    return [part for _, part in parts if part is not None]


def list_council_files(folder: Path) -> tuple[dict[str, CouncilFiles], list[Problem]]:
    """List the files of each council by its name, and the files that belong to none."""
    found: dict[str, CouncilFiles] = defaultdict(dict)
    problems: list[Problem] = []
    for path in sorted(folder.rglob("*")):
        inner = path.relative_to(folder)
        if path.is_dir() or path.name.startswith(".") or str(inner) == MANIFEST:
            continue
        kind = inner.parts[0] if len(inner.parts) == 2 else ""  # noqa: PLR2004  # folder and file
        if path.suffix.lower() not in FOLDERS.get(kind, ()):
            problems.append(_build_misplaced_file(inner))
        elif kind in found[path.stem]:
            problems.append(_build_duplicate_file(inner, found[path.stem][kind].name))
        else:
            found[path.stem][kind] = path
    needed = ("councils", "pools")
    problems += [
        _build_missing_file(name, of, kind)
        for name, of in sorted(found.items())
        for kind in needed
        if kind not in of
    ]
    return {name: of for name, of in sorted(found.items()) if of.keys() >= {*needed}}, problems


def _build_misplaced_file(inner: Path) -> Problem:
    folders = "; ".join(f"{name}/*({'|'.join(kinds)})" for name, kinds in FOLDERS.items())
    return Problem(
        "no_part",
        (FilePlace(str(inner)),),
        f"Tệp này không thuộc chương trình; các tệp được đọc: {MANIFEST}; {folders}.",
        f"This file is no part of a programme; files that are read: {MANIFEST}; {folders}.",
    )


def _build_duplicate_file(inner: Path, other: str) -> Problem:
    return Problem(
        "twice",
        (FilePlace(str(inner)),),
        f"Hội đồng này đã có tệp {other} trong cùng thư mục; giữ một tệp.",
        f"This council has {other} in the same folder already; keep one of them.",
    )


def _build_missing_file(name: str, files: CouncilFiles, kind: str) -> Problem:
    where = (FilePlace(str(Path(*next(iter(files.values())).parts[-2:]))),)
    return Problem(
        "no_pair",
        where,
        f"Thiếu tệp cùng tên trong {kind}/: {kind}/{name}{FOLDERS[kind][0]}.",
        f"There is no file of the same name in {kind}/: {kind}/{name}{FOLDERS[kind][0]}.",
    )


def _build_no_councils(folder: Path) -> Problem:
    return Problem(
        "empty",
        (FilePlace(folder.name),),
        "Không có hội đồng nào: cần councils/TÊN.yaml và pools/TÊN.csv.",
        "There is no council in it: councils/NAME.yaml and pools/NAME.csv are needed.",
    )


REQUEST_FILE, RESULT_FILE, PROPOSALS_FOLDER = "programme.json", "result.json", "proposals"
"""The names of what is in such a folder."""


def is_planned_folder(folder: Path) -> bool:
    """Return whether a folder was written by `cocau programme plan`."""
    return (folder / REQUEST_FILE).is_file() and (folder / RESULT_FILE).is_file()


def read_planned_programme(folder: Path) -> tuple[Programme, ProgrammeResult]:
    """Read the request and the result of a planned programme.

    Raises:
        InputError: everything wrong with both files; or they are of different councils.
    """
    if not is_planned_folder(folder):
        raise build_input_error(
            "no_programme",
            (FilePlace(folder.name),),
            f"Không có {REQUEST_FILE} và {RESULT_FILE}; thư mục phải do `cocau programme plan --out` ghi.",
            f"There are no {REQUEST_FILE} and {RESULT_FILE} in it; "
            "it must be as `cocau programme plan --out` writes it.",
        )
    programme = read_record(*read_bytes(folder / REQUEST_FILE), Programme)
    result = read_record(*read_bytes(folder / RESULT_FILE), ProgrammeResult)
    if programme.by_id.keys() != result.by_id.keys():
        raise build_input_error(
            "other_programme",
            (FilePlace(RESULT_FILE),),
            f"Không cùng các hội đồng với {REQUEST_FILE}.",
            f"Its councils are others than those of {REQUEST_FILE}.",
        )
    return programme, result


MOST_FILES = 5_000
MOST_BYTES = 200_000_000
MOST_FILE_BYTES = 20_000_000


@contextmanager
def open_programme_folder(path: Path) -> Iterator[Path]:
    """Open the folder of a programme, unpacked from a ``.zip`` while the block lasts.

    Raises:
        InputError: neither, or a ZIP file that cannot be read or takes too much room.
    """
    if path.is_dir():
        yield path
        return
    if path.suffix.lower() != ".zip":
        raise build_input_error(
            "suffix",
            (FilePlace(make_printable(path.name)),),
            "Chương trình là một thư mục, hoặc một tệp .zip của thư mục ấy.",
            "A programme is a folder, or one .zip file of it.",
        )
    with unpack_programme(*read_bytes(path)) as folder:
        yield folder


@contextmanager
def unpack_programme(content: bytes, name: str, within: Path | None = None) -> Iterator[Path]:
    """Unpack a ZIP file of a programme within limits, while the block lasts.

    The temporary folder is made inside `within`, if that is given.

    Raises:
        InputError: it cannot be read, it takes too much room, or a file in it has no place in a folder.
    """
    with TemporaryDirectory(prefix="cocau-programme-", dir=within) as made:
        folder = Path(made)
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as package:
                _unpack_members(package, folder, name)
        except ZIP_ERRORS as error:
            raise build_input_error(
                "damaged",
                (FilePlace(name),),
                "Tệp ZIP bị hỏng, bị cắt cụt hoặc có mật khẩu; hãy nén lại.",
                f"The ZIP file is damaged, cut short or has a password ({make_printable(str(error))}); "
                "pack it again.",
            ) from None
        inner = [*folder.iterdir()]
        whole = len(inner) == 1 and inner[0].is_dir() and inner[0].name not in FOLDERS
        yield inner[0] if whole else folder


def _unpack_members(package: zipfile.ZipFile, folder: Path, name: str) -> None:
    members = [one for one in package.infolist() if not one.is_dir() and not _is_noise(one.filename)]
    size = sum(one.file_size for one in members)
    if (
        len(members) > MOST_FILES
        or size > MOST_BYTES
        or any(one.file_size > MOST_FILE_BYTES for one in members)
    ):
        raise build_input_error(
            "too_big",
            (FilePlace(name),),
            f"Khi giải nén có {len(members):,} tệp, {size:,} byte; nhiều nhất {MOST_FILES:,} tệp,"
            f" {MOST_BYTES:,} byte, mỗi tệp {MOST_FILE_BYTES:,}.",
            f"Unpacked it has {len(members):,} files, {size:,} bytes; at most {MOST_FILES:,} files,"
            f" {MOST_BYTES:,} bytes, {MOST_FILE_BYTES:,} in one.",
        )
    for one in members:
        inner = PurePosixPath(one.filename.replace("\\", "/"))
        if inner.is_absolute() or ".." in inner.parts or ":" in one.filename or "\0" in one.filename:
            raise build_input_error(
                "outside",
                (FilePlace(name), make_printable(one.filename)),
                "Đường dẫn trong tệp ZIP ra ngoài thư mục; hãy nén lại thư mục chương trình.",
                "A path in the ZIP file leads outside; pack the programme's folder again.",
            )
        target = folder / inner
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(package.read(one))


def _is_noise(name: str) -> bool:
    """Return whether a member is one that systems add when they pack."""
    parts = PurePosixPath(name).parts
    return (
        "__MACOSX" in parts
        or any(part.startswith(".") and part != ".." for part in parts)
        or parts[-1] == "Thumbs.db"
    )
