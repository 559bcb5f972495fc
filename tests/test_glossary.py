"""The glossary against the names in the code."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z][a-z0-9]+|[A-Z]+")
FRAMEWORK = {
    "settings", "middleware", "route", "response", "service", "command", "group", "lang", "exit", "session", "cache", "format",
    "stream", "arguments", "input", "form", "http", "api", "openapi", "metrics", "thread", "wait", "client", "dated", "funnel", "message", "shape", "import", "process", "percent",
    "xml", "yaml", "colour", "tone", "environment", "placeholder", "signal", "date", "span", "state", "type", "me",
}  # fmt: skip
"""Words of frameworks and of programming at large, which need no entry."""


def _terms() -> set[str]:
    rows = re.findall(
        r"^\| ([^|]+) \|", (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    return {_stem(word) for row in rows for word in re.findall(r"[a-z]+", row.lower())}


def _stem(word: str) -> str:
    """Words that begin alike are of one term: suppression and suppressed, limit and limiter."""
    return word.removesuffix("s")[:6] if len(word) > 3 else word


def _is_error(node: ast.ClassDef) -> bool:
    """An error is named for the fact: Missing, Erased, NotReady."""
    return any(
        re.search(r"(Error|Exception|Unauthenticated|Problem)$", ast.unparse(base)) for base in node.bases
    )


def _public_classes() -> dict[str, str]:
    found = {}
    for folder in ("app", "constraints", "fixtures", "solver"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" in path.parts or path.parent.name == "kinds":  # a kind is named in docs/rules.md
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ClassDef) and not node.name.startswith("_") and not _is_error(node):
                    found[node.name] = path.relative_to(ROOT).as_posix()
    return found


def test_every_public_class_is_named_with_a_term_of_the_glossary() -> None:
    known = _terms() | {_stem(word) for word in FRAMEWORK}
    unknown = {
        name: path
        for name, path in _public_classes().items()
        if not {_stem(word.lower()) for word in _WORD.findall(name)} & known
    }
    assert unknown == {}


def test_no_term_stands_twice() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    terms = [t.strip() for row in re.findall(r"^\| ([^|]+) \|", text, re.MULTILINE) for t in row.split(",")]
    once = [t for t in terms if t not in {"term", "---"}]
    assert sorted({t for t in once if once.count(t) > 1}) == []
