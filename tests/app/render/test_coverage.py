"""The printed register: every clause, its answer, and the cases that prove it."""

from functools import cache

import pytest

from cocau.app.cli import cocau
from cocau.app.law_words import entered
from cocau.app.render.blocks import Heading, Line, Tone
from cocau.app.render.coverage import Coverage, coverage, plain
from cocau.app.render.wording import Wording
from cocau.constraints.clauses import INPUTS, registers
from cocau.constraints.shelf import shelf
from cocau.fixtures import proofs
from cocau.fixtures.proofs import Counts

REGISTERS = list(registers())


@cache
def counted() -> Counts:
    """The shipped cases, read once: that takes two seconds."""
    return proofs.counts()


def printed(source: str, lang: str, by_subject: Counts) -> list[Line]:
    of = Coverage(Wording(shelf(), lang), registers()[source], by_subject)
    blocks = list(coverage(of))
    assert isinstance(blocks[0], Heading)
    return [block for block in blocks if isinstance(block, Line)]


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("source", REGISTERS)
def test_every_clause_is_printed_with_all_that_answers_it(source: str, lang: str) -> None:
    text = "\n".join(f"{line.mark} {line.text}" for line in printed(source, lang, counted()))
    for clause in registers()[source].clauses:
        answer = clause.answer
        assert f"{clause.id} · " in text
        assert clause.says.of(lang) in text
        assert all(i in text for i in (*answer.rules, *answer.steps, *answer.inputs))
        assert all(f"cocau {r.command}: {r.part.of(lang)}" in text for r in answer.reports)
        assert answer.out_of_scope is None or answer.out_of_scope.of(lang) in text


@pytest.mark.parametrize("source", REGISTERS)
def test_cases_are_named_by_file_the_largest_first(source: str) -> None:
    by_subject = {"chair-is-secretary": {"a": 1, "b": 5, "c": 1, "d": 2}}
    texts = [line.text for line in printed(source, "en", by_subject)]
    assert "rule: chair-is-secretary [must]: 9 cases (b 5, d 2, a 1, …)" in texts


@pytest.mark.parametrize("source", REGISTERS)
def test_a_clause_without_proof_is_flagged(source: str) -> None:
    proven = [line for line in printed(source, "en", counted()) if line.mark == "!"]
    flagged = {line.text for line in printed(source, "en", {}) if line.mark == "!" and line.tone is Tone.BAD}
    assert proven == []
    assert "not proven by any case: chair-is-secretary" in flagged
    assert any(line.tone is Tone.BAD and "S2.2, " in line.text for line in printed(source, "en", {}))


@pytest.mark.parametrize("source", REGISTERS)
def test_a_rule_outside_the_selection_is_said_to_be_so(source: str) -> None:
    of = Coverage(Wording(shelf().but(rules=()), "en"), registers()[source], counted())
    texts = [block.text for block in coverage(of) if isinstance(block, Line)]
    assert any(text.startswith("rule: chair-is-secretary [not in this selection]: ") for text in texts)


@pytest.mark.parametrize("source", REGISTERS)
def test_as_values_it_says_the_same(source: str) -> None:
    by_subject = counted()
    found = plain(Coverage(Wording(shelf(), "vi"), registers()[source], by_subject))
    assert found["source"] == source
    clauses = found["clauses"]
    assert isinstance(clauses, list)
    assert [c["id"] for c in clauses] == [c.id for c in registers()[source].clauses]
    chair = next(c for c in clauses if c["id"] == "S2.2")
    assert chair["proofs"]["chair-is-secretary"] == dict(by_subject["chair-is-secretary"])
    assert chair["unproven"] == []


def test_every_report_names_a_command_that_exists() -> None:
    commands = {command.name for command in cocau.registered_commands}
    named = {r.command for of in registers().values() for c in of.clauses for r in c.answer.reports}
    assert named
    assert named <= commands


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_input_has_words(lang: str) -> None:
    inputs = {i for of in registers().values() for c in of.clauses for i in c.answer.inputs}
    assert inputs
    assert all(entered(i, lang).strip() and i.partition(".")[0] in INPUTS for i in inputs)
