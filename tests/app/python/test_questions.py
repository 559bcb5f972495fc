from pathlib import Path

import pytest

import cocau
from cocau.app.python import questions
from cocau.app.questions import QUESTIONS
from cocau.solver.proposal import Proposal
from tests.app.python.examples import count_examples


def test_the_examples_are_true(proposal: Proposal) -> None:
    assert count_examples(questions, proposal) > 10


def test_every_question_with_a_command_can_be_asked_but_for_lost_candidates() -> None:
    commands = {name for name, row in QUESTIONS.items() if row.command is not None}
    assert commands - {"gaps"} <= set(cocau.__all__)


def test_a_way_out_of_a_conflict_is_found(conflict: Proposal, tmp_path: Path) -> None:
    file = tmp_path / "p.json"
    file.write_text(conflict.to_json(), encoding="utf-8")
    found = cocau.repairs(file, limit=2)
    assert found.needed
    assert len(found.to_frame()) == len(found.repairs) > 0


def test_what_means_nothing_is_refused_in_words(proposal: Proposal) -> None:
    with pytest.raises(cocau.InputError, match="p999"):
        cocau.why(proposal, "p999")
    with pytest.raises(cocau.InputError, match="womn"):
        cocau.ranges(proposal, "womn")
    with pytest.raises(cocau.InputError, match="seconds"):
        cocau.prices(proposal, seconds=-1)
    with pytest.raises(cocau.InputError, match="overrides"):
        cocau.scenarios(proposal, [{"name": "a", "overrides": 3}])
