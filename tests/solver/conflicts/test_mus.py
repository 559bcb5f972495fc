"""Conflicts against brute force over all sets of rules, and what an unanswered question may not become."""

from itertools import combinations

from hypothesis import assume, given
from hypothesis import strategies as st

from cocau.constraints.rules.quantity import Quantity
from cocau.solver.conflicts.mus import FeasibilityOracle, _find_correction, _find_left_out, find_smallest_core
from cocau.solver.engines.certificate import CERTIFICATE
from cocau.solver.engines.cpsat import CpSat
from cocau.solver.engines.engine import Engine, EngineAnswer, EngineStatus, Watch
from cocau.solver.engines.highs import Highs
from cocau.solver.model.program import STRUCTURAL, NamedRow, Program
from cocau.solver.time_budget import TimeBudget
from tests.examples import examples
from tests.solver.engines.test_engine import _least, programs

ENGINES: tuple[Engine, Engine] = (Highs(), CpSat())


def _impossible(program: Program, tags: tuple[str, ...]) -> bool:
    return _least(program.with_tags(tags.__contains__), Quantity()) is None


@examples(60)
@given(programs())
def test_a_conflict_is_impossible_irreducible_and_of_the_smallest_size(
    case: tuple[Program, Quantity],
) -> None:
    program, _ = case
    tags = program.tags()
    assume(_impossible(program, tags))
    core = find_smallest_core(program, ENGINES, TimeBudget(30))
    assert core is not None
    assert core.irreducible
    assert core.smallest
    assert core.confirmed_by in {("HiGHS", "CP-SAT"), ("HiGHS", CERTIFICATE)}
    assert _impossible(program, core.tags)
    sizes = (k for k in range(len(tags) + 1) if any(_impossible(program, c) for c in combinations(tags, k)))
    assert len(core.tags) == next(sizes)


@examples(60)
@given(programs(), st.sampled_from([0, 1, 3, 100]), st.booleans())
def test_what_is_called_smallest_and_irreducible_is_with_lots_and_few_tries_too(
    case: tuple[Program, Quantity], rounds: int, drawn: bool
) -> None:
    program, _ = case
    tags = program.tags()
    assume(_impossible(program, tags))
    lots = Quantity({1: 5, 2: 3, 3: 9, 4: 7} if drawn else {})
    core = find_smallest_core(program, ENGINES, TimeBudget(30), rounds, lots)
    assert core is not None
    assert core.irreducible
    assert _impossible(program, core.tags)
    for tag in core.tags:
        assert not _impossible(program, tuple(t for t in core.tags if t != tag))
    fewer = (c for k in range(len(core.tags)) for c in combinations(tags, k))
    if core.smallest:
        assert not any(_impossible(program, c) for c in fewer)


@examples(60)
@given(programs())
def test_tags_left_out_leave_what_can_hold_and_none_of_them_can_join_it(
    case: tuple[Program, Quantity],
) -> None:
    program, _ = case
    tags = frozenset(program.tags())
    out = _find_left_out(FeasibilityOracle(program, Highs(), TimeBudget(30)), program, frozenset())
    if out is None:
        assert _impossible(program, ())
        return
    assert not _impossible(program, tuple(tags - out))
    for tag in out:
        assert _impossible(program, tuple(tags - out | {tag}))


def test_a_tag_impossible_alone_in_whole_numbers_only_is_the_smallest_conflict() -> None:
    program = _apart()
    program.rows[:] = [NamedRow("z", row.terms, row.low, row.high) for row in program.rows]
    c = program.variable(3)
    program.add("x", Quantity({c: 1}) >= 2)
    program.add("y", Quantity({c: 1}) <= 1)
    d = program.variable(3)
    program.add("w", Quantity({d: 1}) >= 2)
    core = find_smallest_core(program, ENGINES, TimeBudget(30))
    assert core is not None
    assert core.tags == ("z",)
    assert core.smallest


def test_an_assignment_is_asked_for_once_and_answers_for_every_tag_that_it_keeps() -> None:
    program = Program()
    a, b = program.variable(3), program.variable(3)
    program.add("x", Quantity({a: 1, b: 1}) >= 2)
    program.add("y", Quantity({a: 1, b: 1}) >= 1)
    program.add("z", Quantity({a: 1, b: 1}) <= 0)
    oracle = FeasibilityOracle(program, Highs(), TimeBudget(30), Quantity({a: 1, b: 2}))
    assert not oracle.has_met("y")
    assert oracle.meets("x")
    assert oracle.has_met("y")
    assert not oracle.has_met("z")
    assert not oracle.meets("xz")
    late = FeasibilityOracle(program, Highs(), TimeBudget(0))
    assert not late.meets("x")


class Silent:
    """An engine that never answers in time."""

    name = "silent"

    def minimise(
        self,
        program: Program,
        objective: Quantity,
        seconds: float,
        hint: list[int] | None = None,
        watch: Watch | None = None,
        *,
        near: bool = False,
    ) -> EngineAnswer:
        return EngineAnswer(EngineStatus.STOPPED)


def _apart() -> Program:
    """Two rules about one sum: fractions can keep both, whole numbers cannot, and no sum of rows says so."""
    program = Program()
    a, b = program.variable(3), program.variable(3)
    program.add("x", Quantity({a: 3, b: 5}) >= 4)
    program.add("y", Quantity({a: 3, b: 5}) <= 4)
    return program


def test_without_a_certificate_both_engines_are_asked() -> None:
    core = find_smallest_core(_apart(), ENGINES, TimeBudget(5))
    assert core is not None
    assert core.tags == ("x", "y")
    assert core.smallest
    assert core.confirmed_by == ("HiGHS", "CP-SAT")


def test_with_a_certificate_the_second_engine_is_not_asked() -> None:
    program = Program()
    a = program.variable(3)
    program.add("x", Quantity({a: 1}) >= 2)
    program.add("y", Quantity({a: 1}) <= 1)
    core = find_smallest_core(program, (Highs(), Never()), TimeBudget(5))
    assert core is not None
    assert core.confirmed_by == ("HiGHS", CERTIFICATE)


class Never(Silent):
    """An engine that nobody may ask."""

    def minimise(self, *args: object, **kwargs: object) -> EngineAnswer:
        raise AssertionError("nobody needs this engine")


def test_an_engine_without_an_answer_confirms_nothing() -> None:
    core = find_smallest_core(_apart(), (Highs(), Silent()), TimeBudget(5))
    assert core is not None
    assert core.tags == ("x", "y")
    assert core.confirmed_by == ("HiGHS",)


def test_silence_is_not_taken_for_impossible_while_shrinking() -> None:
    program = _apart()
    program.add("z", Quantity({1: 1}) <= 2)
    core = find_smallest_core(program, (Silent(), CpSat()), TimeBudget(5))
    assert core is not None
    assert {"x", "y"} <= {*core.tags}
    assert not core.irreducible
    assert core.confirmed_by == ("CP-SAT",)


def test_without_time_nothing_is_shrunk_and_a_proof_is_still_one() -> None:
    program = Program()
    a = program.variable(3)
    program.add("x", Quantity({a: 1}) >= 2)
    program.add("y", Quantity({a: 1}) <= 1)
    program.add("z", Quantity({a: 1}) <= 3)
    core = find_smallest_core(program, (Highs(), Never()), TimeBudget(0))
    assert core is not None
    assert core.tags == ("x", "y", "z")
    assert not core.irreducible
    assert not core.smallest
    assert core.confirmed_by == ("HiGHS", CERTIFICATE)


def test_a_second_engine_that_finds_a_way_takes_the_conflict_back() -> None:
    class Wrong(Silent):
        name = "wrong"

        def minimise(self, *args: object, **kwargs: object) -> EngineAnswer:
            return EngineAnswer(EngineStatus.INFEASIBLE)

    # Around one and one, with corners that are not whole: the relaxation leaves the question to engines.
    program = Program()
    a, b = program.variable(3), program.variable(3)
    for tag, quantity in (("x", Quantity({a: 3, b: 5})), ("y", Quantity({a: 5, b: 3}))):
        program.add(tag, quantity >= 7)
        program.add(tag, quantity <= 9)
    assert find_smallest_core(program, (Wrong(), CpSat()), TimeBudget(5)) is None


def _chain(*, clashes: int) -> Program:
    """So many pairs of tags that cannot hold together, and one conflict of three tags that comes first."""
    program = Program()
    a, b = program.variable(2), program.variable(2)
    program.add("a1", Quantity({a: 1, b: 1}) >= 3)
    program.add("a2", Quantity({a: 1}) <= 1)
    program.add("a3", Quantity({b: 1}) <= 1)
    for n in range(clashes):
        c = program.variable(1)
        program.add(f"z{n}", Quantity({c: 1}) >= 1)
        program.add(f"y{n}", Quantity({c: 1}) <= 0)
    return program


def test_a_smaller_conflict_elsewhere_is_found() -> None:
    core = find_smallest_core(_chain(clashes=3), ENGINES, TimeBudget(30))
    assert core is not None
    assert core.smallest
    assert core.irreducible
    assert len(core.tags) == 2


def test_many_conflicts_of_one_size_are_proven_to_have_no_smaller_one() -> None:
    program = _chain(clashes=4)
    for tag in ("a1", "a2", "a3"):
        program.rows[:] = [row for row in program.rows if row.tag != tag]
    core = find_smallest_core(program, ENGINES, TimeBudget(30), rounds=3)
    assert core is not None
    assert core.smallest


def test_too_few_tries_leave_the_size_open() -> None:
    core = find_smallest_core(_chain(clashes=3), ENGINES, TimeBudget(30), rounds=0)
    assert core is not None
    assert core.irreducible
    assert not core.smallest


def test_an_engine_that_contradicts_an_assignment_ends_the_search_for_fewer() -> None:
    program = _chain(clashes=1)
    oracle = FeasibilityOracle(program, Highs(), TimeBudget(30))
    assert _find_correction(oracle, program, frozenset({"z0", "y0"}), [frozenset({"z0", "y0"})]) is None


def test_no_correction_is_found_without_time() -> None:
    program = _chain(clashes=1)
    oracle = FeasibilityOracle(program, Highs(), TimeBudget(0))
    assert _find_correction(oracle, program, frozenset({"z0"}), [frozenset({"z0", "y0"})]) is None


def test_a_proof_that_was_met_proves_every_set_around_it_and_no_smaller_one() -> None:
    program = Program()
    a = program.variable(3)
    program.add("x", Quantity({a: 1}) >= 2)
    program.add("y", Quantity({a: 1}) <= 1)
    program.add("z", Quantity({a: 1}) <= 3)
    oracle = FeasibilityOracle(program, Never(), TimeBudget(30))
    assert oracle.core("xyz") == {"x", "y"}
    assert oracle.proof("x", 30) is None
    known = oracle.proof("xyz", 0)
    assert known is not None
    assert known.tags == {"x", "y"}


def test_an_assignment_that_breaks_the_structure_is_not_believed() -> None:
    class Breaking(Silent):
        def minimise(self, *args: object, **kwargs: object) -> EngineAnswer:
            return EngineAnswer(EngineStatus.OPTIMAL, [0, 0, 0], 0)

    program = Program()
    a, b = program.variable(1), program.variable(1)
    program.add(STRUCTURAL, Quantity({a: 1, b: 1}).equals(1))
    program.add("y", Quantity({a: 1, b: -1}).equals(0))
    oracle = FeasibilityOracle(program, Breaking(), TimeBudget(30))
    assert oracle.values("y") is None
    assert oracle.unanswered
    assert not oracle.has_met("y")


def _threes(number: int) -> Program:
    """So many conflicts of three tags each, apart from each other."""
    program = Program()
    for n in range(number):
        a, b = program.variable(2), program.variable(2)
        program.add(f"r{n}", Quantity({a: 1, b: 1}) >= 3)
        program.add(f"s{n}", Quantity({a: 1}) <= 1)
        program.add(f"t{n}", Quantity({b: 1}) <= 1)
    return program


def test_of_conflicts_of_three_none_is_called_smaller() -> None:
    core = find_smallest_core(_threes(3), ENGINES, TimeBudget(30))
    assert core is not None
    assert len(core.tags) == 3
    assert core.smallest
    open_one = find_smallest_core(_threes(3), ENGINES, TimeBudget(30), rounds=1)
    assert open_one is not None
    assert not open_one.smallest


def _three_and_two() -> Program:
    """A conflict of three tags that the relaxation knows of, and one of two in whole numbers only."""
    program = _threes(1)
    a, b = program.variable(3), program.variable(3)
    program.add("x", Quantity({a: 3, b: 5}) >= 4)
    program.add("y", Quantity({a: 3, b: 5}) <= 4)
    return program


def test_a_smaller_conflict_that_only_engines_know_of_is_found() -> None:
    core = find_smallest_core(_three_and_two(), ENGINES, TimeBudget(30))
    assert core is not None
    assert core.tags == ("x", "y")
    assert core.smallest
    assert core.confirmed_by == ("HiGHS", "CP-SAT")


def test_silence_about_a_smaller_conflict_leaves_the_size_open() -> None:
    core = find_smallest_core(_three_and_two(), (Silent(), CpSat()), TimeBudget(30))
    assert core is not None
    assert len(core.tags) == 3
    assert core.irreducible
    assert not core.smallest


def test_silence_leaves_nothing_out() -> None:
    program = _apart()
    assert (
        _find_left_out(FeasibilityOracle(program, Silent(), TimeBudget(30)), program, frozenset({"x", "y"}))
        is None
    )
    program.add("x", Quantity({1: 1, 2: 1}) >= 0)
    assert _find_left_out(FeasibilityOracle(program, Silent(), TimeBudget(30)), program, frozenset()) is None
    assert _find_left_out(FeasibilityOracle(program, Highs(), TimeBudget(30)), program, frozenset()) in (
        {"x"},
        {"y"},
    )


def test_what_was_met_or_refuted_answers_for_rows_added_later() -> None:
    program = Program()
    a, b = program.variable(1), program.variable(1)
    program.add("x", Quantity({a: 1, b: 1}) >= 1)
    program.add("y", Quantity({a: 1}) <= 0)
    oracle = FeasibilityOracle(program, Silent(), TimeBudget(30), Quantity({a: 1, b: 2}))
    assert oracle.values("xy") == [0, 0, 1]
    oracle.add_rows([NamedRow("p", {a: 1, b: 1}, None, 1), NamedRow("q", {b: 1}, None, 0)])
    assert oracle.has_met("xyp")
    assert not oracle.has_met("xyq")
    assert not oracle.refutes("xyp")
    assert oracle.refutes("xyq")
    assert oracle.values("xypq") is None
    assert not oracle.unanswered, "the proof of before tells"


def test_a_known_proof_rules_out_rows_that_ask_for_as_much_and_no_others() -> None:
    program = Program()
    a, b = program.variable(9), program.variable(9)
    program.add("few", Quantity({a: 1, b: 1}) <= 4)
    program.add("many", Quantity({a: 1, b: 1}) >= 7)
    program.add("idle", Quantity({a: 1}) >= 0)
    oracle = FeasibilityOracle(program, Highs(), TimeBudget(30))
    few = frozenset({"few", "idle"})

    def ask(least: int) -> bool:
        return oracle.refutes_rows(few, [NamedRow("other", {a: 1, b: 1}, least, None)])

    assert not ask(9), "nothing is known yet"
    assert oracle.refutes(program.tags())
    assert [least for least in range(10) if ask(least)] == [5, 6, 7, 8, 9]
    assert not oracle.refutes_rows(frozenset({"idle"}), [NamedRow("other", {a: 1, b: 1}, 9, None)])
    assert not oracle.refutes_rows(few, [NamedRow("other", {a: 1}, 9, None)])
