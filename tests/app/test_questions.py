"""Each row of the table of questions holds together: its model, its answer, its renderer and its words."""

import inspect
from pkgutil import resolve_name
from typing import get_type_hints

import pytest

from cocau.app.questions import QUESTIONS, Question, Words
from cocau.solver.question import ProposalQuestion

ROWS = pytest.mark.parametrize("row", QUESTIONS.values(), ids=lambda row: row.name)


@ROWS
def test_the_model_of_a_question_has_its_name_and_is_answered_by_its_answer(row: Question) -> None:
    model, answer = row.load_model(), row.load_answer()
    assert model.model_fields["question"].default == row.name
    if issubclass(model, ProposalQuestion):
        assert get_type_hints(model.solve)["return"] is answer


@ROWS
def test_the_renderer_takes_the_answer_and_what_is_displayed(row: Question) -> None:
    renderer = row.load_renderer()
    _, _, answer, *others = inspect.signature(renderer).parameters.values()
    assert get_type_hints(renderer)[answer.name] is row.load_answer()
    display = {} if row.command is None else row.command.display
    assert {*display} <= {other.name for other in others}
    assert all(other.default is not other.empty for other in others if other.name not in display)


@ROWS
def test_options_buttons_and_examples_are_about_fields_of_the_question(row: Question) -> None:
    model = row.load_model()
    fields = {*model.model_fields}
    if row.command is not None:
        assert {*row.command.options} <= fields
        for option in row.command.options.values():
            assert option.parse is None or callable(resolve_name(option.parse))
    for filled in (row.button, row.example):
        if filled is not None:
            model.model_validate(
                {"people": ["p001"], **filled.fields} if row.name == "why" else filled.fields
            )


def _list_words(row: Question) -> list[Words]:
    said = [row.title]
    if row.command is not None:
        options = (*row.command.options.values(), *row.command.display.values())
        said += [row.command.help, *(option.help for option in options)]
    if row.button is not None:
        said += [row.button.words, row.button.hint]
    return said


@ROWS
def test_everything_is_said_in_two_languages(row: Question) -> None:
    assert all(vi and en and vi != en for vi, en in _list_words(row))


def test_no_two_buttons_have_the_same_rank() -> None:
    ranks = [row.button.rank for row in QUESTIONS.values() if row.button is not None]
    assert len(ranks) == len({*ranks})
