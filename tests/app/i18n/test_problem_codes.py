"""Every code that the source gives a problem stands in the catalogue; what cannot be read off is listed here."""

import ast
from collections.abc import Iterator
from pathlib import Path

from fastapi.testclient import TestClient

from cocau import app, constraints, fixtures, solver
from cocau.app.i18n.problem_codes import get_problem_codes
from cocau.app.problems import ErrorType

MAKERS = {"Problem", "PydanticCustomError"}
CELLS = ("app/files/", "TextError")
"""There, what is refused carries a code until its place is known."""

ROOTS = [Path(p.__path__[0]) for p in (app, constraints, fixtures, solver)]
ELSEWHERE = ("app/cli/", "app/python/", "app/services/operations/backup.py", "app/web/desk/")
"""What only a command or a page tells is told in words: the catalogue is what programs read codes by."""

PASSED_ON = {
    "*map(str, texts)",
    "problem.code",
    "misfit.code",
    "self.code",
    "expected.code",
    "p.code",
    "code",
    "rule.id",
    "fault.slug.replace('-', '_')",
}
"""Codes that were given elsewhere: to be found there, or ids of rules, or kinds of faults."""

MADE = {
    "f'failed_by_{self.cause}'": ["failed_by_memory", "failed_by_signal", "failed_by_error"],
    "f'unknown_{label}'": ["unknown_person", "unknown_as", "unknown_at"],
    "'flex' if 'flex' in low + high else 'min_above_max'": ["flex", "min_above_max"],
}
"""Codes that are made of parts, as the source writes them, and what comes of it."""


def _given() -> Iterator[tuple[str, str]]:
    """Each code, or the expression that gives it, and where."""
    for root in ROOTS:
        for path in sorted(root.rglob("*.py")):
            where = f"{root.name}/{path.relative_to(root)}"
            if where.startswith(ELSEWHERE):
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and node.args and _makes(node, where):
                    code = node.args[0]
                    yield (
                        (str(code.value) if isinstance(code, ast.Constant) else f"={ast.unparse(code)}"),
                        where,
                    )


def _makes(call: ast.Call, where: str) -> bool:
    folder, refused = CELLS
    return _maker(call) in MAKERS or (_maker(call) == refused and where.startswith(folder))


def _maker(call: ast.Call) -> str:
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def _is_code(text: object) -> bool:
    return isinstance(text, str) and text.replace("_", "").isalnum() and text.islower() and text.isascii()


def test_every_code_in_the_source_is_in_the_catalogue() -> None:
    literal = {code: where for code, where in _given() if _is_code(code)}
    assert len(literal) > 120
    assert {code: where for code, where in literal.items() if code not in get_problem_codes()} == {}


def test_no_code_is_made_in_a_way_that_is_not_known_here() -> None:
    made = {code.removeprefix("=") for code, _ in _given() if code.startswith("=")}
    assert made - PASSED_ON - set(MADE) == set()
    assert {code for codes in MADE.values() for code in codes} <= set(get_problem_codes())


def test_a_code_that_is_not_in_the_catalogue_would_be_found(tmp_path: Path) -> None:
    planted = ast.parse('Problem("no_such_code_yet", (), "", "")').body[0]
    assert isinstance(planted, ast.Expr)
    assert isinstance(planted.value, ast.Call)
    assert _maker(planted.value) in MAKERS
    assert "no_such_code_yet" not in get_problem_codes()


def test_the_catalogue_can_be_read(service: TestClient) -> None:
    catalogue = service.get("/v1/problems").json()
    assert {kind["type"] for kind in catalogue["kinds"]} == {f"urn:cocau:problem:{f.slug}" for f in ErrorType}
    assert len(catalogue["codes"]) == len(get_problem_codes())
    assert service.get("/v1/problems/unknown_rulebook").json()["means"]["en"] == "there is no such rulebook"
    assert service.get("/v1/problems/women-35-percent").json()["area"] == "rule"
    assert service.get("/v1/problems/nope").status_code == 404


def test_every_code_is_told_in_both_languages() -> None:
    assert len(get_problem_codes()) > 300
    for code, issue in get_problem_codes().items():
        means = issue.means
        assert means.vi, code
        assert means.en, code
        assert "{" not in means.vi + means.en, code
