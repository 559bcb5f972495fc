import pickle
import signal
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import cocau
from cocau.app.python import planning
from cocau.constraints.errors import FilePlace
from cocau.fixtures.run import SHIPPED
from cocau.solver.proposal import Proposal
from cocau.solver.request import PlanRequest
from tests.app.python.examples import count_examples
from tests.patience import PATIENCE

COUNCIL = SHIPPED / "councils" / "xa-mau.yaml"
POOL = SHIPPED / "pools" / "xa-mau.yaml"


def test_the_examples_are_true(proposal: Proposal) -> None:
    assert count_examples(planning, proposal) > 8


def test_a_plan_is_that_of_the_command_line_byte_for_byte(proposal: Proposal) -> None:
    assert cocau.plan(str(COUNCIL), POOL).to_json() == proposal.to_json()


def test_options_are_those_of_the_command_line(request_of_commune: PlanRequest) -> None:
    council, pool = request_of_commune.council, request_of_commune.pool
    bare = cocau.plan(council, pool)
    assert bare.slate is not None
    taken = {*bare.slate.listed, *(i for ids in bare.barred.values() for i in ids)}
    free = next(p.id for p in pool.people if p.id not in taken)
    chair = bare.slate.posts["chair"][0]
    unit = council.constituencies[0].id
    bound = {"women-35-percent.at_least_percent": import_module("numpy").int64(40)}
    other = cocau.plan(
        council, pool, set=bound, in_=free, post={"chair": chair}, at={chair: unit}, seconds=50
    )
    pins = other.request.pins
    assert (pins.candidates, pins.posts, pins.constituencies) == ((free,), {"chair": (chair,)}, {chair: unit})
    assert other.request.overrides == {"women-35-percent": {"at_least_percent": 40}}
    assert other.request.seconds == 50
    assert [one.now for one in other.departures] == [40]
    assert other.slate is not None
    assert free in other.slate.listed
    assert chair in other.slate.candidates[unit]


def test_an_own_rulebook_is_taken_as_it_is(request_of_commune: PlanRequest) -> None:
    book = cocau.load_rulebook(request_of_commune.rulebook)
    bound = {"women-35-percent": {"at_least_percent": 45}}
    own = book.for_council(request_of_commune.council).apply_overrides(bound)
    made = cocau.plan(request_of_commune.council, request_of_commune.pool, rulebook=own)
    assert any(f.rule == "women-35-percent" and f.facts["percent"] == 45 for f in made.findings)


def test_everything_wrong_is_told_at_once_each_at_its_place(tmp_path: Path) -> None:
    council = tmp_path / "council.yaml"
    council.write_text(
        COUNCIL.read_text(encoding="utf-8").replace("seats: 25", "seats: many"), encoding="utf-8"
    )
    with pytest.raises(cocau.InputError) as caught:
        cocau.plan(council, tmp_path / "none.csv", set={"women": 3})
    places = [problem.where for problem in caught.value.problems]
    assert places == ["council.yaml:8: seats", "none.csv", "set: women"]
    assert len(str(caught.value).splitlines()) == 3
    with pytest.raises(cocau.InputError, match="seconds"):
        cocau.plan(COUNCIL, POOL, seconds=0)


def test_faults_that_planning_finds_stand_at_the_cell_of_the_frame(proposal: Proposal) -> None:
    frame = cocau.Proposal.of(proposal).to_frame("people", "pandas")
    frame = frame[["id", "name", "sex", "born", "bloc"]]
    frame.loc[3, "born"] = proposal.request.council.election_day
    with pytest.warns(cocau.InputRemark), pytest.raises(cocau.InputError) as caught:
        cocau.plan(proposal.request.council, frame)
    place = caught.value.problems[0].loc[0]
    assert isinstance(place, FilePlace)
    assert (place.file, place.row, place.column, place.heading) == ("DataFrame", 3, 3, "born")


def test_a_fresh_plan_can_be_pickled(request_of_commune: PlanRequest) -> None:
    made = cocau.plan(request_of_commune.council, request_of_commune.pool)
    again = pickle.loads(pickle.dumps(made))
    assert again == made
    assert again.to_json() == made.to_json()
    assert again.to_text() == made.to_text()


def test_what_lacks_a_slate_cannot_be_planned_again(conflict: Proposal) -> None:
    with pytest.raises(cocau.InputError, match="slate"):
        cocau.replan(conflict)


def test_seats_of_a_draft_bring_a_council_that_can_be_planned() -> None:
    made = cocau.seats("fixtures/drafts/xa-mau.yaml")
    assert made.council.seats == made.value.count.seats == 25
    assert "25" in made.to_text()
    assert cocau.seats(seats=25, constituencies=6).count.seats == 25
    fields = {"id": "x", "name": "Xã X", "kind": "commune", "election_day": "2021-05-23", "population": 4_800}
    places = [{"id": str(n), "population": 800} for n in range(6)]
    assert cocau.seats({**fields, "constituencies": 6, "places": places}).council.seats == 25
    with pytest.raises(cocau.InputError, match="places"):
        cocau.seats({**fields, "places": 6})
    with pytest.raises(cocau.InputError, match="kind"):
        cocau.seats(kind="moon", population=10)


INTERRUPTED = """
import signal, sys, time
# A shell that runs the tests in the background has the signal ignored, and children inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)
from cocau.solver.engines.engine import EngineAnswer, EngineStatus
from cocau.solver.engines.highs import Highs

HONEST = Highs.minimise

def endless(self, program, objective, seconds, hint=None, watch=None, **how):
    found = HONEST(self, program, objective, seconds)
    print("searching", flush=True, file=sys.stderr)
    while not (watch is not None and watch(1, 0)):
        time.sleep(0.05)
    return EngineAnswer(EngineStatus.STOPPED, found.values, 0)

Highs.minimise = endless

import cocau
made = cocau.plan(sys.argv[1], sys.argv[2])
print(made.outcome.value, len(made.slate.listed))
"""


def test_ctrl_c_keeps_the_best_so_far(tmp_path: Path) -> None:
    script = tmp_path / "interrupted.py"
    script.write_text(INTERRUPTED, encoding="utf-8")
    command = [sys.executable, str(script), str(COUNCIL), str(POOL)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        try:
            assert process.stderr is not None
            assert "searching" in process.stderr.readline()
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=PATIENCE)
        finally:
            process.kill()
    assert process.returncode == 0, err
    assert out == "out_of_time 43\n"
