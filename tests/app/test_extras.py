"""Every package that the sources import belongs to what is always installed, or to an extra that is named."""

import ast
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from cocau.app.extras import EXTRA_MODULES, explain_missing_module

ROOT = Path(__file__).parents[2]
OUTSIDE = {
    "IPython",  # a notebook brings it
    "tests",  # of a docstring
}


def list_distributions(*extras: str) -> set[str]:
    """The distributions that an installation with these extras has, whatever they need included."""
    found: set[str] = set()
    waiting = [("cocau", frozenset(extras))]
    while waiting:
        name, wanted = waiting.pop()
        for line in _requires(name):
            needed = Requirement(line)
            marker = needed.marker
            if marker is not None and not any(marker.evaluate({"extra": e}) for e in ("", *wanted)):
                continue
            below = canonicalize_name(needed.name)
            if below not in found or needed.extras:
                waiting.append((below, frozenset(needed.extras)))
            found.add(below)
    return found


def _requires(name: str) -> list[str]:
    try:
        return requires(name) or []
    except PackageNotFoundError:  # on other systems only
        return []


def _walk_statements(node: ast.AST) -> Iterator[ast.stmt]:
    """Walk what a module does; expressions, most of a module, import nothing."""
    for blocks in ("body", "orelse", "finalbody", "handlers", "cases"):
        for inner in getattr(node, blocks, ()):
            if isinstance(inner, ast.stmt):
                yield inner
            yield from _walk_statements(inner)


def _list_imports() -> Iterator[str]:
    for package in ("app", "constraints", "fixtures", "solver"):
        for path in (ROOT / package).rglob("*.py"):
            for node in _walk_statements(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    yield node.module.partition(".")[0]
                elif isinstance(node, ast.Import):
                    yield from (alias.name.partition(".")[0] for alias in node.names)


def test_an_extra_is_named_for_every_package_that_is_not_always_there() -> None:
    core, owners = list_distributions(), packages_distributions()
    modules = {*_list_imports()} - {*sys.stdlib_module_names, "cocau"} - OUTSIDE
    owned = {module: {canonicalize_name(owner) for owner in owners[module]} for module in modules}
    beyond = {module for module in modules if not owned[module] & core}
    assert len(beyond) > 20
    assert beyond <= {module for listed in EXTRA_MODULES.values() for module in listed}
    for extra, listed in EXTRA_MODULES.items():
        brought = list_distributions(extra)
        assert [m for m in sorted(listed & beyond) if not owned[m] & brought] == [], extra


@pytest.mark.parametrize(
    ("module", "extra"), [("docx.shared", "documents"), ("fastapi", "service"), ("nope", None)]
)
def test_a_missing_module_is_told_by_its_extra(module: str, extra: str | None) -> None:
    told = explain_missing_module(ModuleNotFoundError(name=module))
    assert (told is not None and f"cocau[{extra}]" in told.en) == (extra is not None)
