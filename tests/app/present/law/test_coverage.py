"""The printed register: every clause, its answer, and the cases that prove it."""

from functools import cache

import pytest

from cocau.app.cli.commands import COMMANDS
from cocau.app.i18n.words import get_field_label
from cocau.app.present.blocks import Heading, LineBlock, Tone
from cocau.app.present.law.coverage import ClauseCoverage, dump_coverage, render_coverage
from cocau.app.present.wording import Wording
from cocau.constraints.clauses import INPUTS, load_registers
from cocau.constraints.library import load_all_layers
from cocau.fixtures import proofs
from cocau.fixtures.proofs import CaseCounts

REGISTERS = list(load_registers())


@cache
def counted() -> CaseCounts:
    """The shipped cases, read once: that takes two seconds."""
    return proofs.count_cases()


def printed(source: str, lang: str, by_subject: CaseCounts) -> list[LineBlock]:
    of = ClauseCoverage(Wording(load_all_layers(), lang), load_registers()[source], by_subject)
    blocks = list(render_coverage(of))
    assert isinstance(blocks[0], Heading)
    return [block for block in blocks if isinstance(block, LineBlock)]


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("source", REGISTERS)
def test_every_clause_is_printed_with_all_that_answers_it(source: str, lang: str) -> None:
    text = "\n".join(f"{line.mark} {line.text}" for line in printed(source, lang, counted()))
    for clause in load_registers()[source].clauses:
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
    of = ClauseCoverage(
        Wording(load_all_layers().replace_unvalidated(rules=()), "en"), load_registers()[source], counted()
    )
    texts = [block.text for block in render_coverage(of) if isinstance(block, LineBlock)]
    assert any(text.startswith("rule: chair-is-secretary [not in this selection]: ") for text in texts)


@pytest.mark.parametrize("source", REGISTERS)
def test_as_values_it_says_the_same(source: str) -> None:
    by_subject = counted()
    found = dump_coverage(
        ClauseCoverage(Wording(load_all_layers(), "vi"), load_registers()[source], by_subject)
    )
    assert found["source"] == source
    clauses = found["clauses"]
    assert isinstance(clauses, list)
    assert [c["id"] for c in clauses] == [c.id for c in load_registers()[source].clauses]
    chair = next(c for c in clauses if c["id"] == "S2.2")
    assert chair["proofs"]["chair-is-secretary"] == dict(by_subject["chair-is-secretary"])
    assert chair["unproven"] == []


def test_every_report_names_a_command_that_exists() -> None:
    named = {r.command for of in load_registers().values() for c in of.clauses for r in c.answer.reports}
    assert named
    assert named <= set(COMMANDS)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_input_has_words(lang: str) -> None:
    inputs = {i for of in load_registers().values() for c in of.clauses for i in c.answer.inputs}
    assert inputs
    assert all(get_field_label(i, lang).strip() and i.partition(".")[0] in INPUTS for i in inputs)
