"""The house keeps its rules of size and naming: what a newcomer may rely on without reading all of it."""

import ast
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("app", "constraints", "fixtures", "solver")
BANNED = {"utils", "helpers", "common", "misc"}
MOST_LINES, MOST_MODULES, LEAST_ALONE, LONGEST_DOCSTRING = 700, 15, 200, 88

REGISTRIES = {"routers.py", "formats.py"}
"""Modules that list their siblings: who is only listed there is registered, not a half of the list."""
ALONE = {
    "app/main.py",  # uvicorn loads it by its name
    "app/jobs/dbos_queue.py",  # the adapter of a library
    "app/jobs/liveness.py",  # who lives, and what becomes of the others' jobs
    "app/web/bodies/json_bodies.py",  # a child reads bodies by it, without the web framework
    "app/present/proposal/slate.py",  # one section of a proposal
    "constraints/published/percents.py",  # arithmetic of printed percents, apart from the audit of a notice
}
WHOLE = {
    "app/test_clash_everywhere.py",  # one clash in every text that shows it
    "constraints/kinds/test_from_counts.py",  # every kind that judges by numbers
    "constraints/test_quotes.py",  # what rulebooks and documents quote
    "fixtures/test_coverage.py",  # which cases try which rule
}
"""Tests of several modules at once."""


@cache
def _modules() -> dict[str, str]:
    """Path and text of every module of the product; migrations are records, not modules."""
    paths = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    return {
        str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
        for path in paths
        if "migrations" not in path.parts
    }


def _is_kind(path: str) -> bool:
    return path.startswith("constraints/kinds/")


def _list_imports(text: str) -> Iterator[str]:
    """Every name that may be a module's."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def test_no_module_is_longer_than_anyone_reads() -> None:
    assert {p: n for p, text in _modules().items() if (n := text.count("\n")) > MOST_LINES} == {}


def test_no_folder_has_more_modules_than_fit_into_one_look() -> None:
    held = Counter(
        str(Path(p).parent) for p in _modules() if not p.endswith("__init__.py") and not _is_kind(p)
    )
    assert {folder: n for folder, n in held.items() if n > MOST_MODULES} == {}


def test_no_module_is_half_of_the_one_beside_it() -> None:
    paths = {f"cocau.{path.removesuffix('.py').replace('/', '.')}": path for path in _modules()}
    importers: dict[str, set[str]] = defaultdict(set)
    for path, text in _modules().items():
        for name in _list_imports(text):
            if name in paths and paths[name] != path:
                importers[paths[name]].add(path)
    halves = {
        path: importer
        for path, (importer, *others) in importers.items()
        if not others
        and Path(importer).parent == Path(path).parent
        and Path(importer).name not in REGISTRIES
        and _modules()[path].count("\n") < LEAST_ALONE
        and not _is_kind(path)
    }
    assert halves.keys() <= ALONE, halves


def test_a_class_is_known_by_its_name_alone() -> None:
    places = defaultdict(list)
    for path, text in _modules().items():
        for node in ast.parse(text).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(path)
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


def test_a_docstring_says_what_a_thing_is_in_one_short_line() -> None:
    """More below it: only shapes, units, errors, the clause or paper."""
    long = [
        f"{path}:{node.lineno}"
        for path, text in _modules().items()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if isinstance(doc := node.value.value, str) and len(doc.partition("\n")[0]) > LONGEST_DOCSTRING
    ]
    assert long == []


def test_modules_say_what_they_hold() -> None:
    everywhere = {*_modules(), *(str(p.relative_to(ROOT)) for p in (ROOT / "tests").rglob("*.py"))}
    assert [path for path in sorted(everywhere) if {*Path(path).with_suffix("").parts} & BANNED] == []


def test_who_opens_a_module_finds_its_tests_by_its_name() -> None:
    """`tests/a/test_b_aspect.py` tests the module, or the folder, `a/b` or `a/b_aspect`."""
    tests = [path.relative_to(ROOT / "tests") for path in sorted((ROOT / "tests").rglob("test_*.py"))]
    astray = {str(t) for t in tests if t.parts[0] in PACKAGES and not _is_mirrored(t)}
    assert astray == WHOLE


def _is_mirrored(test: Path) -> bool:
    words = test.stem.split("_")[1:]
    named = [ROOT / test.parent / "_".join(words[:n]) for n in range(1, len(words) + 1)]
    return any(path.is_dir() or path.with_suffix(".py").is_file() for path in named)
