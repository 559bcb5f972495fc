"""The register of the directive: every clause once, each answered, and linked with rules and steps both ways."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from cocau.constraints.clauses import (
    ClauseAnswer,
    ClauseRegister,
    ClauseType,
    RegisteredClause,
    load_registers,
    read_register,
)
from cocau.constraints.errors import RulebookError
from cocau.constraints.library import load_all_layers
from cocau.constraints.record import Text

DIRECTIVE = "chi-thi-ha-tinh-2018"

# fmt: off
EVERY_CLAUSE = [
    "S0.1", "S0.2", "S0.3",
    "S1.1", "S1.2",
    "S2.1", "S2.2", "S2.3", "S2.4", "S2.5", "S2.6", "S2.7", "S2.8", "S2.9", "S2.10", "S2.11",
    "S2.12", "S2.13", "S2.14", "S2.15", "S2.16", "S2.17", "S2.18", "S2.19", "S2.20", "S2.21", "S2.22",
    "S3.1", "S3.2",
    "S4.1", "S4.2",
    "S5.1", "S5.2", "S5.3", "S5.4", "S5.5", "S5.6", "S5.7",
    "S6.1", "S6.2", "S6.3",
    "S7.1", "S7.2", "S7.3", "S7.4", "S7.5",
    "S8",
]
TYPES = {
    "a": ["S2.2", "S2.3", "S2.5", "S2.13", "S2.14"],
    "b": ["S2.1", "S2.4", "S2.15", "S2.16", "S2.17", "S2.18", "S2.19", "S2.20"],
    "c": ["S2.7", "S2.8", "S2.9", "S2.14"],
    "d": ["S2.5", "S2.6", "S2.7", "S2.10", "S2.11", "S2.12", "S2.22", "S4.1"],
    "e": ["S2.21", "S3.2", "S5.1", "S5.3", "S5.4", "S8"],
}
# fmt: on

WORDS = Text(vi="một ý", en="a clause")


def directive() -> ClauseRegister:
    return load_registers()[DIRECTIVE]


def missing(register: ClauseRegister) -> list[str]:
    """Clauses of the directive that a register lacks, has twice, or has out of order."""
    there = [clause.id for clause in register.clauses]
    return [] if there == EVERY_CLAUSE else [i for i in EVERY_CLAUSE if there.count(i) != 1] or ["order"]


def clause(number: str = "S1.1", **answer: object) -> RegisteredClause:
    return RegisteredClause(
        id=number,
        types=(ClauseType.STRUCTURE,),
        says=WORDS,
        quote="một ý",
        answer=ClauseAnswer.model_validate(answer),
    )


def register(*clauses: RegisteredClause) -> ClauseRegister:
    return ClauseRegister(source="law", note=WORDS, clauses=clauses)


def test_there_are_forty_seven_clauses() -> None:
    assert len(EVERY_CLAUSE) == 47


def test_every_clause_of_the_directive_is_in_the_register_once_and_in_order() -> None:
    assert missing(directive()) == []


@pytest.mark.parametrize("number", EVERY_CLAUSE)
def test_a_clause_left_out_is_missed(number: str) -> None:
    whole = directive()
    assert missing(whole.replace_unvalidated(clauses=tuple(c for c in whole.clauses if c.id != number))) == [
        number
    ]


@pytest.mark.parametrize("letter", TYPES)
def test_the_types_are_those_of_the_list_of_clauses(letter: str) -> None:
    assert [c.id for c in directive().clauses if letter in c.types] == TYPES[letter]


def test_what_is_only_outside_planning_is_out_of_scope_and_the_reverse_has_a_reason() -> None:
    for one in directive().clauses:
        if one.types == (ClauseType.OUTSIDE,):
            assert one.answer.out_of_scope is not None, one.id
        if one.answer.out_of_scope is not None:
            assert len(one.answer.out_of_scope.vi) > 20, one.id
            assert one.answer.out_of_scope.vi != one.answer.out_of_scope.en, one.id
            assert one.answer.rules == one.answer.steps == (), one.id


def test_every_clause_is_told_in_two_languages_with_a_short_quote() -> None:
    told = directive().clauses
    assert all(c.says.vi != c.says.en and 0 < len(c.quote) <= 240 for c in told)
    assert len({c.quote for c in told}) == len({c.says.vi for c in told}) == len(told)


def test_register_and_rulebooks_name_each_other() -> None:
    book = load_all_layers()
    for sort, provisions in (("rules", book.rules), ("steps", book.steps)):
        named = {(one.id, i) for one in directive().clauses for i in getattr(one.answer, sort)}
        cited = {(c.section, p.id) for p in provisions for c in p.cites if c.source == DIRECTIVE}
        assert named == {link for link in cited if link[0] is not None}


@pytest.mark.parametrize(
    "field", ["person.shoe_size", "council.members", "slate.deputies", "sex", "person.", "person"]
)
def test_an_input_that_is_no_field_is_refused(field: str) -> None:
    with pytest.raises(ValidationError, match="no field of a person or a council"):
        clause(inputs=(field,))


def test_a_clause_without_any_answer_is_refused() -> None:
    with pytest.raises(ValidationError, match="answered by something"):
        clause()


def test_a_clause_that_stands_twice_is_refused() -> None:
    with pytest.raises(ValidationError, match="more than once: S1"):
        register(clause("S1", inputs=("person.sex",)), clause("S1", inputs=("person.born",)))


@pytest.mark.parametrize(
    ("types", "answer", "needs"),
    [
        ((ClauseType.STRUCTURE,), {"rules": ("one",)}, True),
        ((ClauseType.MONITORING, ClauseType.STEP), {"inputs": ("person.sex",)}, True),
        ((ClauseType.MONITORING,), {"inputs": ("person.sex",)}, False),
        ((ClauseType.STEP,), {"out_of_scope": WORDS}, False),
    ],
)
def test_what_concerns_plans_needs_proof_unless_it_is_out_of_scope(
    types: tuple[ClauseType, ...], answer: dict[str, object], needs: bool
) -> None:
    assert clause(**answer).replace_unvalidated(types=types).needs_proof is needs


def test_a_register_with_faults_is_refused_with_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "law.yaml"
    path.write_text(
        "source: law\nnote: {vi: a, en: b}\nclauses:\n  - id: X\n    types: [z]\n", encoding="utf-8"
    )
    with pytest.raises(RulebookError) as error:
        read_register(path)
    assert {p.code for p in error.value.problems} >= {"string_pattern_mismatch", "enum", "missing"}
    assert any(p.where.startswith(f"{path}:4") for p in error.value.problems)


def test_a_register_that_is_no_yaml_or_not_there_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "law.yaml"
    path.write_text("source: law\nsource: other\n", encoding="utf-8")
    for name in (path, tmp_path / "none.yaml"):
        with pytest.raises(RulebookError):
            read_register(name)
