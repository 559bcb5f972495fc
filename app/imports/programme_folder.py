"""A programme in a folder: a file for each council, one for its pool, and what goes with them.

``councils/NAME.yaml`` and ``pools/NAME.csv`` (or xlsx, yaml, json) belong together by their names; there may
be ``changes/NAME.yaml`` (what-ifs, pins, another rulebook), ``rulebooks/NAME.yaml`` (a layer of its own),
``dossiers/NAME.yaml`` (where its steps stand), and one ``programme.yaml`` for all councils.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import TypeVar

from cocau.app.given import given
from cocau.app.imports.dossier_places import in_dossier
from cocau.app.imports.files import bytes_of, read_council, read_dossier, read_pool
from cocau.app.imports.located import located
from cocau.app.imports.tree import read_record
from cocau.app.procedure import gates_of
from cocau.constraints.council import Council
from cocau.constraints.documents import read_text
from cocau.constraints.dossier import Dossier
from cocau.constraints.errors import InputError, OverrideError, Problem
from cocau.constraints.library import Part, Written, joined, load, shipped_part, unknown
from cocau.constraints.rulebook import Rulebook
from cocau.solver.asked import problems_of
from cocau.solver.plan import rulebook_for
from cocau.solver.programme.entries import Entry, Programme
from cocau.solver.programme.faults import programme_problems
from cocau.solver.programme.what_if import Common, WhatIf
from cocau.solver.request import PlanRequest

T = TypeVar("T")

MANIFEST = "programme.yaml"
_TREES = (".yaml", ".yml", ".json")
FOLDERS = {
    "councils": _TREES,
    "pools": (".csv", ".xlsx", *_TREES),
    "changes": _TREES,
    "rulebooks": (".yaml", ".yml"),
    "dossiers": _TREES,
}
"""The folders of a programme, and the kinds of files in each."""

Files = dict[str, Path]
"""The files of one council, by their folders."""


@dataclass(frozen=True)
class Read:
    """What the files of one council say, and everything wrong with them. `book`: a rulebook of its own."""

    entry: Entry | None
    book: Rulebook | None = None
    problems: tuple[Problem, ...] = ()


Each = Callable[[Callable[[Files], Read], Sequence[Files]], Iterable[Read]]
"""What reads the files of each council: one after another, or in several processes."""


def read_programme(folder: Path, on: date, each: Each = map) -> Programme:
    """The programme in a folder; dossiers are looked through as of a day.

    Raises:
        InputError: everything wrong with all its files, each problem with its file and place.
    """
    files, problems = files_in(folder)
    manifest = folder / MANIFEST
    common = (
        _tried(lambda: read_record(*bytes_of(manifest), Common), problems) if manifest.exists() else Common()
    )
    read = [*each(partial(read_files, common=common or Common(), on=on), [*files.values()])]
    problems += [problem for one in read for problem in one.problems]
    if not files and not problems:
        problems.append(_empty(folder))
    if problems:
        raise InputError(problems)
    programme = Programme(
        name=common.name if common is not None else "",
        entries=tuple(one.entry for one in read if one.entry is not None),
        rulebooks={one.book.name: one.book for one in read if one.book is not None},
    )
    if problems := [*programme_problems(programme)]:
        raise InputError(problems)
    return programme.in_order()


def read_files(files: Files, common: Common, on: date) -> Read:
    """What the files of one council say, looked through together with the rules that bind it."""
    problems: list[Problem] = []
    with given("", *files.values()):
        council = _tried(lambda: read_council(files["councils"]), problems)
        pool = _tried(lambda: read_pool(files["pools"]), problems)
        asked, dossier = WhatIf(), None
        if "changes" in files:
            asked = _tried(lambda: read_record(*bytes_of(files["changes"]), WhatIf), problems) or asked
        if "dossiers" in files:
            dossier = _tried(lambda: read_dossier(files["dossiers"]), problems)
        book = _tried(lambda: _book(asked.rulebook or common.rulebook, files), problems)
        if council is None or pool is None or book is None:
            return Read(None, None, tuple(problems))
        if dossier is not None:
            with_steps, records = book, dossier
            _tried(lambda: _looked_through(files["dossiers"], council, with_steps, records, on), problems)
        request = asked.request(council, pool, common).but(rulebook=book.name)
        problems += located(_problems(request, book, files), files["councils"], files["pools"])
    own = book if "rulebooks" in files else None
    return Read(Entry(request=request, dossier=dossier), own, tuple(problems))


def _tried(read: Callable[[], T], problems: list[Problem]) -> T | None:
    """What `read` answers, or None with its problems added to the list."""
    try:
        return read()
    except InputError as error:
        problems.extend(error.problems)
        return None


def _problems(request: PlanRequest, book: Rulebook, files: Files) -> list[Problem]:
    """Everything wrong with a request; what no council and no pool says stands in the file of changes."""
    changes = str(Path(*files.get("changes", files["councils"]).parts[-2:]))
    try:
        found = problems_of(request, rulebook_for(request, book))
    except OverrideError as error:
        found = [*error.problems, *problems_of(request, book.for_council(request.council))]
    return [p if p.where.startswith(("council.", "pool.")) else p.at(changes) for p in found]


def _looked_through(path: Path, council: Council, book: Rulebook, dossier: Dossier, on: date) -> None:
    with in_dossier(path):
        gates_of(council, book, dossier, on)


def _book(name: str, files: Files) -> Rulebook:
    """The rulebook of a council: shipped ones by name, and its own layer where it has one.

    Raises:
        RulebookError: there is none of this name, or something is wrong with the layer.
    """
    if "rulebooks" not in files:
        return _shipped(name)
    path = files["rulebooks"]
    layer = Written(str(Path(*path.parts[-2:])), read_text(path))
    return joined(f"{name}+{path.stem}", [*_parts(name), Part((layer,))])


@lru_cache(maxsize=16)
def _shipped(name: str) -> Rulebook:
    _parts(name)
    return load(name)


def _parts(name: str) -> list[Part]:
    """The shipped parts of a name joined with ``+``: a programme names no files outside its folder."""
    parts = [(one, shipped_part(one)) for one in (part.strip() for part in name.split("+"))]
    if missing := [one for one, part in parts if part is None]:
        raise unknown(missing[0])
    return [part for _, part in parts if part is not None]


def files_in(folder: Path) -> tuple[dict[str, Files], list[Problem]]:
    """The files of each council by their name, and those that are no part of a programme."""
    found: dict[str, Files] = defaultdict(dict)
    problems: list[Problem] = []
    for path in sorted(folder.rglob("*")):
        inner = path.relative_to(folder)
        if path.is_dir() or path.name.startswith(".") or str(inner) == MANIFEST:
            continue
        kind = inner.parts[0] if len(inner.parts) == 2 else ""  # noqa: PLR2004  # folder and file
        if path.suffix.lower() not in FOLDERS.get(kind, ()):
            problems.append(_no_place(inner))
        elif kind in found[path.stem]:
            problems.append(_twice(inner, found[path.stem][kind].name))
        else:
            found[path.stem][kind] = path
    needed = ("councils", "pools")
    problems += [
        _lacks(name, of, kind) for name, of in sorted(found.items()) for kind in needed if kind not in of
    ]
    return {name: of for name, of in sorted(found.items()) if of.keys() >= {*needed}}, problems


def _no_place(inner: Path) -> Problem:
    folders = "; ".join(f"{name}/*({'|'.join(kinds)})" for name, kinds in FOLDERS.items())
    return Problem(
        "no_part",
        str(inner),
        f"Tệp này không thuộc chương trình; các tệp được đọc: {MANIFEST}; {folders}.",
        f"This file is no part of a programme; files that are read: {MANIFEST}; {folders}.",
    )


def _twice(inner: Path, other: str) -> Problem:
    return Problem(
        "twice",
        str(inner),
        f"Hội đồng này đã có tệp {other} trong cùng thư mục; giữ một tệp.",
        f"This council has {other} in the same folder already; keep one of them.",
    )


def _lacks(name: str, of: Files, kind: str) -> Problem:
    where = str(Path(*next(iter(of.values())).parts[-2:]))
    return Problem(
        "no_pair",
        where,
        f"Thiếu tệp cùng tên trong {kind}/: {kind}/{name}{FOLDERS[kind][0]}.",
        f"There is no file of the same name in {kind}/: {kind}/{name}{FOLDERS[kind][0]}.",
    )


def _empty(folder: Path) -> Problem:
    return Problem(
        "empty",
        folder.name,
        "Không có hội đồng nào: cần councils/TÊN.yaml và pools/TÊN.csv.",
        "There is no council in it: councils/NAME.yaml and pools/NAME.csv are needed.",
    )
