"""Certificates prove what is impossible and nothing else; what is changed in one is noticed."""

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cocau.constraints.rules.quantity import Quantity
from cocau.solver.engines.certificate import (
    MAX_DENOMINATOR,
    Certificate,
    _round_share,
    build_certificate,
    holds_with_sides,
    is_contradiction,
)
from cocau.solver.engines.relaxation import LinearRelaxation
from cocau.solver.model.program import NamedRow, Program
from tests.solver.engines.test_engine import _least, programs


def _clash() -> Program:
    """All three of "many" are too many for "few"; the third row has nothing to do with it."""
    program = Program()
    a, b, c = (program.variable(1) for _ in range(3))
    program.add("many", Quantity({a: 1, b: 1, c: 1}) >= 3)
    program.add("few", Quantity({a: 2, b: 3}) <= 4)
    program.add("idle", Quantity({c: 1}) <= 1)
    return program


@given(programs(), st.data())
def test_nothing_proves_that_a_possible_program_is_impossible(
    case: tuple[Program, Quantity], data: st.DataObject
) -> None:
    program, _ = case
    assume(_least(program, Quantity()) is not None)
    weights = st.integers(-5, 5).filter(bool)
    drawn = data.draw(st.dictionaries(st.integers(0, len(program.rows) - 1), weights))
    assert not is_contradiction(program, drawn)
    ray = data.draw(st.lists(st.floats(-3, 3), min_size=len(program.rows), max_size=len(program.rows)))
    assert build_certificate(program, ray) is None


@given(programs())
def test_whatever_the_relaxation_finds_impossible_it_proves_exactly(case: tuple[Program, Quantity]) -> None:
    program, _ = case
    found = LinearRelaxation(program).probe(program.tags())
    if isinstance(found, Certificate):
        assert is_contradiction(program, found.multipliers)
        assert _least(program.with_tags(found.tags.__contains__), Quantity()) is None
    elif found is not None:
        assert len(found) == len(program.upper)


@given(programs(), st.data())
def test_a_proof_holds_with_other_sides_exactly_where_it_is_still_a_contradiction(
    case: tuple[Program, Quantity], data: st.DataObject
) -> None:
    program, _ = case
    found = LinearRelaxation(program).probe(program.tags())
    assume(isinstance(found, Certificate))
    assert isinstance(found, Certificate)
    before = {i: row for i, row in enumerate(program.rows) if data.draw(st.booleans())}
    shift, opened = st.integers(-4, 4), st.integers(0, 9)

    def move(side: int | None) -> int | None:
        return None if side is None or not data.draw(opened) else side + data.draw(shift)

    after = {i: row._replace(low=move(row.low), high=move(row.high)) for i, row in before.items()}
    rows = [after.get(i, row) for i, row in enumerate(program.rows)]
    changed = Program(program.lower, program.upper, rows)
    expected = is_contradiction(changed, found.multipliers)
    assert holds_with_sides(found, before, [*after.values()]) == expected


def test_a_proof_says_nothing_of_rows_with_other_terms() -> None:
    program = _clash()
    found = LinearRelaxation(program).probe(program.tags())
    assert isinstance(found, Certificate)
    (i,) = program.index()["few"]
    assert holds_with_sides(found, {i: program.rows[i]}, [program.rows[i]])
    assert not holds_with_sides(found, {i: program.rows[i]}, [NamedRow("few", {1: 1, 2: 1}, None, 4)])


def test_a_certificate_names_the_tags_it_uses_and_no_others() -> None:
    program = _clash()
    found = LinearRelaxation(program).probe(program.tags())
    assert isinstance(found, Certificate)
    assert found.tags == {"many", "few"}


@pytest.mark.parametrize("row", [0, 1])
def test_a_certificate_without_one_of_its_rows_proves_nothing(row: int) -> None:
    program = _clash()
    found = LinearRelaxation(program).probe(program.tags())
    assert isinstance(found, Certificate)
    rest = {i: times for i, times in found.multipliers.items() if i != row}
    assert not is_contradiction(program, rest)


def test_a_certificate_whose_multipliers_are_turned_or_made_smaller_proves_nothing() -> None:
    program = _clash()
    proof = {0: 3, 1: -1}
    assert is_contradiction(program, proof)
    assert not is_contradiction(program, {0: 1, 1: -1})
    for signs in ((-1, 1), (1, -1), (-1, -1)):
        assert not is_contradiction(
            program, {i: sign * proof[i] for i, sign in zip(proof, signs, strict=True)}
        )


def test_a_certificate_of_one_program_proves_nothing_of_another() -> None:
    program = _clash()
    program.upper[3] = 5
    assert not is_contradiction(program, {0: 3, 1: -1})


def test_a_sum_that_just_reaches_what_is_asked_is_no_contradiction() -> None:
    program = Program()
    a = program.variable(2)
    program.add("x", Quantity({a: 1}) >= 2)
    assert not is_contradiction(program, {0: 1})


def test_multipliers_of_a_side_that_is_open_are_left_out() -> None:
    program = _clash()
    assert build_certificate(program, [3.0, -1.0, 0.5]) == Certificate(
        {0: 3, 1: -1}, frozenset({"many", "few"})
    )


def test_a_ray_of_either_sign_and_of_awkward_numbers_is_read() -> None:
    program = _clash()
    for factor in (1.0, -1.0, 1e-7, 0.1 / 0.3):
        found = build_certificate(program, [3 * factor, -factor, 0.0])
        assert found is not None
        assert is_contradiction(program, found.multipliers)


def test_a_ray_that_no_round_number_comes_near_is_taken_as_it_is() -> None:
    program = Program()
    a, b = program.variable(10**7), program.variable(10**7)
    program.add("x", Quantity({a: 1009, b: -1013}) >= 1)
    program.add("y", Quantity({a: 10007, b: -10046}) <= 0)
    exact = Fraction(10007, 1009)
    near = exact.limit_denominator(MAX_DENOMINATOR)
    assert not is_contradiction(program, {0: near.numerator, 1: -near.denominator})
    assert is_contradiction(program, {0: exact.numerator, 1: -exact.denominator})
    assert build_certificate(program, [10007.0, -1009.0]) is not None


def test_an_empty_ray_proves_nothing() -> None:
    assert build_certificate(_clash(), [0.0, 0.0, 0.0]) is None


@given(
    st.floats(1e-9, 1e9),
    st.one_of(st.integers(-(10**9), 10**9), st.floats(-1e6, 1e6)),
    st.floats(-1e-3, 1e-3),
)
def test_shares_are_rounded_as_long_fractions_are(least: float, times: float, off: float) -> None:
    weight = least * (times + off)
    nearest = (Fraction(weight) / Fraction(least)).limit_denominator(MAX_DENOMINATOR)
    assert _round_share(weight, least) == nearest
