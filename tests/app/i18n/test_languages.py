"""The language that is asked for, and one way of choosing between two texts."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from cocau import app
from cocau.app.i18n.languages import Lang, get_requested_language, say

ROOT = Path(app.__path__[0])


@pytest.mark.parametrize(
    ("arguments", "variable", "lang"),
    [
        ([], "", Lang.VI),
        ([], "en", Lang.EN),
        (["--lang", "vi"], "en", Lang.VI),
        (["--lang=en"], "", Lang.EN),
        (["--lang", "fr"], "", Lang.VI),
    ],
)
def test_an_option_asks_for_a_language_before_the_environment_does(
    arguments: list[str], variable: str, lang: Lang
) -> None:
    assert get_requested_language(arguments, {"COCAU_LANG": variable}) is lang


def test_a_text_is_said_in_vietnamese_unless_english_is_asked_for() -> None:
    assert [say(lang, "có", "yes") for lang in (Lang.VI, "vi", Lang.EN, "en")] == ["có", "có", "yes", "yes"]


def _list_inline_choices(source: str) -> Iterator[int]:
    """Lines on which a text is chosen by a condition on the language."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.IfExp) and isinstance(node.test, ast.Compare):
            wanted = ast.unparse(node.test.comparators[0])
            texts = (node.body, node.orelse)
            if wanted in {"'en'", "'vi'", "Lang.EN", "Lang.VI"} and any(
                isinstance(t, ast.JoinedStr) or (isinstance(t, ast.Constant) and isinstance(t.value, str))
                for t in texts
            ):
                yield node.lineno


ALLOWED = {"i18n/languages.py": "the way itself", "present/annex/build.py": "a code of a language"}


def test_no_text_is_chosen_by_a_condition_of_its_own() -> None:
    found = {
        name: lines
        for path in ROOT.rglob("*.py")
        if (name := str(path.relative_to(ROOT))) not in ALLOWED
        and (lines := list(_list_inline_choices(path.read_text(encoding="utf-8"))))
    }
    assert found == {}
    assert list(_list_inline_choices("x = 'yes' if lang is Lang.EN else 'có'")) == [1]
