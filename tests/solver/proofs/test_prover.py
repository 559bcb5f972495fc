"""A tree takes no more of a file than is stated; what has none rests on engines."""

from cocau.constraints.rules.quantity import Quantity
from cocau.solver.model.program import Program
from cocau.solver.proofs.prover import LEAST_ROOM, SHARE_OF_FILE, ProofFinder, ProofRoom, measure_room
from cocau.solver.time_budget import TimeBudget
from tests.solver.support.shipped import shipped_plan


def _find(program: Program, room: int) -> ProofFinder:
    names = [f"v{number}" for number in range(len(program.lower))]
    return ProofFinder(TimeBudget(60), lambda: names, ProofRoom(lambda: room))


def _triangles() -> Program:
    """Twice three of whom at most one may be chosen, of each two: halves of all look like three."""
    program = Program()
    people = [program.variable(1) for _ in range(6)]
    for a, b in ((0, 1), (1, 2), (0, 2), (3, 4), (4, 5), (3, 5)):
        program.add("apart", Quantity({people[a]: 1, people[b]: 1}) <= 1)
    program.add("many", Quantity(dict.fromkeys(people, 1)) >= 3)
    return program


def test_a_tree_that_has_no_room_rests_on_engines() -> None:
    program = _triangles()
    narrow, wide = _find(program, 0), _find(program, 300)
    tree = narrow.find_tree(program, None, ())
    assert narrow.prove(program, tree).confirmed_by == ("HiGHS", "CP-SAT")
    assert [wide.prove(program, tree).leaves for _ in range(2)] == [2, 0]  # the first one takes it


def test_one_sum_of_rows_is_kept_whatever_it_takes() -> None:
    program = _triangles()
    program.add("all", Quantity(dict.fromkeys(range(1, 7), 1)) >= 6)
    finder = _find(program, 0)
    assert finder.prove(program, finder.find_tree(program, None, ())).leaves == 1


def test_room_is_a_share_of_the_file() -> None:
    proposal = shipped_plan("ha-tinh")
    size = len(proposal.to_json())
    assert LEAST_ROOM <= measure_room(proposal) <= max(size / SHARE_OF_FILE, LEAST_ROOM)
