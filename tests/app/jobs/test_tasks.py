"""Every kind of computation answers the same bytes as the command line does with `--format json`."""

import json
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from cocau import constraints
from cocau.app.imports import read_council, read_offers, read_pool, read_scenarios
from cocau.app.jobs.child import run as compute
from cocau.app.jobs.ended import Done, Refused
from cocau.app.jobs.kinds import KINDS, QUESTIONS, AnyQuestion
from cocau.app.jobs.task import State, Task
from cocau.app.jobs.tasks import plan as plans
from cocau.app.jobs.tasks.alternatives import AlternativesQuestion
from cocau.app.jobs.tasks.conflicts import ConflictsQuestion
from cocau.app.jobs.tasks.front import FrontQuestion
from cocau.app.jobs.tasks.outcomes import OutcomesQuestion
from cocau.app.jobs.tasks.plan import PLAN, PlanInput
from cocau.app.jobs.tasks.posed import Named, posed
from cocau.app.jobs.tasks.prices import PricesQuestion
from cocau.app.jobs.tasks.ranges import RangesQuestion
from cocau.app.jobs.tasks.repaired import RepairedQuestion
from cocau.app.jobs.tasks.repairs import RepairsQuestion
from cocau.app.jobs.tasks.replacements import ReplacementsQuestion
from cocau.app.jobs.tasks.replan import ReplanInput
from cocau.app.jobs.tasks.scenarios import ScenariosQuestion
from cocau.app.jobs.tasks.structure import StructureInput
from cocau.app.jobs.tasks.why import WhyQuestion
from cocau.constraints.errors import InputError
from cocau.constraints.library import load
from cocau.constraints.select import Among, Selector
from cocau.fixtures.run import SHIPPED
from cocau.solver.changes import Changes
from cocau.solver.explain.scenario import Scenario
from cocau.solver.proposal import Proposal
from cocau.solver.request import PlanRequest
from tests.app.conftest import COUNCIL, POOL, Result, Run

ANY: TypeAdapter[AnyQuestion] = TypeAdapter(AnyQuestion)
OFFERS = SHIPPED / "offers" / "xa-mau.yaml"
SCENARIOS = """
scenarios:
  - name: Nhiều nữ hơn
    overrides: {women-35-percent: {at_least_percent: 40}}
"""


def _chair(proposal: Proposal) -> str:
    assert proposal.slate is not None
    return proposal.slate.posts["chair"][0]


OF_SOLVED: tuple[tuple[Named, tuple[str, ...]], ...] = (
    (AlternativesQuestion(number=1, apart=1), ("--number", "1", "--apart", "1")),
    (
        FrontQuestion(aims=("department-preference", "stand-at-home"), limit=2),
        ("--aims", "department-preference", "stand-at-home", "--limit", "2"),
    ),
    (
        RangesQuestion(groups=("women", Selector(party_member=False)), among=(Among.DEPUTIES,)),
        ("--group", "women", "--group", "party_member=false", "--among", "deputies"),
    ),
    (PricesQuestion(rules=("women-35-percent",)), ("--rule", "women-35-percent")),
    (ConflictsQuestion(limit=2), ("--limit", "2")),
    (RepairsQuestion(), ()),
    (OutcomesQuestion(groups=("women",)), ("--group", "women")),
)


@pytest.mark.parametrize(("asked", "options"), OF_SOLVED, ids=lambda one: getattr(one, "question", ""))
def test_a_question_is_answered_as_by_its_command(
    run: Run, stored: Path, asked: Named, options: tuple[str, ...]
) -> None:
    same(run(asked.question, stored, *options, "--format", "json"), posed(stored.read_text("utf-8"), asked))


def test_why_is_answered_as_by_its_command(run: Run, stored: Path, proposal: Proposal) -> None:
    chair = _chair(proposal)
    told = run("why", stored, "--person", chair, "--as", "chair", "--format", "json")
    same(told, posed(proposal.to_json(), WhyQuestion(people=(chair,), part="chair")))


def test_replacements_are_those_of_the_command(run: Run, stored: Path, proposal: Proposal) -> None:
    chair = _chair(proposal)
    told = run("replacements", stored, "--person", chair, "--format", "json")
    same(told, posed(proposal.to_json(), ReplacementsQuestion(people=(chair,))))


def test_scenarios_are_compared_as_by_the_command(
    run: Run, stored: Path, proposal: Proposal, tmp_path: Path
) -> None:
    file = tmp_path / "scenarios.yaml"
    file.write_text(SCENARIOS, encoding="utf-8")
    asked = ScenariosQuestion(scenarios=read_scenarios(file).scenarios)
    same(run("scenarios", stored, file, "--format", "json"), posed(proposal.to_json(), asked))


def test_repairs_and_the_plan_of_one_are_those_of_the_command(
    run: Run, conflict: Proposal, tmp_path: Path
) -> None:
    file = tmp_path / "conflict.json"
    file.write_text(conflict.to_json(), encoding="utf-8")
    told = run("repairs", file, "--limit", "1", "--slates", "0", "--format", "json")
    same(told, posed(conflict.to_json(), RepairsQuestion(limit=1, slates=0)))
    planned = run("repairs", file, "--limit", "1", "--apply", "1", "--format", "json")
    same(planned, posed(conflict.to_json(), RepairedQuestion(number=1, limit=1)), State.OPTIMAL)


def test_a_plan_is_that_of_the_command(run: Run) -> None:
    request = PlanRequest(council=read_council(COUNCIL), pool=read_pool(POOL))
    task = Task("plan", PlanInput(request=request).model_dump_json())
    same(run("plan", COUNCIL, POOL, "--format", "json"), task, State.OPTIMAL)


def test_a_plan_after_changes_is_that_of_the_command(run: Run, stored: Path, proposal: Proposal) -> None:
    assert proposal.slate is not None
    leaver = min({*proposal.slate.listed} - {*proposal.slate.deputies})
    asked = ReplanInput(proposal=proposal, changes=Changes(withdrawn=(leaver,)))
    told = run("replan", stored, "--withdraw", leaver, "--format", "json")
    same(told, Task("replan", asked.model_dump_json()), State.OPTIMAL)


def test_a_structure_plan_is_that_of_the_command(run: Run) -> None:
    asked = StructureInput(council=read_council(COUNCIL), offers=read_offers(OFFERS))
    told = run("structure", COUNCIL, OFFERS, "--format", "json")
    same(told, Task("structure", asked.model_dump_json()), State.OPTIMAL)


def test_a_structure_plan_takes_a_whole_rulebook(proposal: Proposal) -> None:
    own = proposal.rulebook.but(name="của-riêng")
    asked = StructureInput(council=read_council(COUNCIL), offers=read_offers(OFFERS), own=own)
    ended = compute(Task("structure", asked.model_dump_json()))
    assert isinstance(ended, Done)
    assert json.loads(ended.output)["proposal"]["rulebook"]["name"] == "của-riêng"
    assert json.loads(ended.output)["proposal"]["request"]["rulebook"] == "của-riêng"


def same(told: Result, task: Task, state: State = State.DONE) -> None:
    """The command's output is the computation's, byte for byte."""
    ended = compute(task)
    assert isinstance(ended, Done), ended
    assert ended.state is state
    assert ended.output.decode() == told.out


def test_every_question_has_a_test_here_and_stands_in_the_union() -> None:
    asked = {one.question for one, _ in OF_SOLVED} | {"why", "replacements", "scenarios", "repaired"}
    assert asked == {kind.name for kind in QUESTIONS}
    union = ANY.json_schema()["discriminator"]["mapping"]
    assert set(union) == asked
    assert {"plan", "replan", "structure"} <= set(KINDS) - asked


WRONG: tuple[tuple[Named, str], ...] = (
    (WhyQuestion(people=("nobody",), part="king"), "question.people: nobody; question.part: king"),
    (AlternativesQuestion(within=("x",)), "question.within: x"),
    (FrontQuestion(aims=("x", "stand-at-home")), "question.aims: x"),
    (
        RangesQuestion(groups=("wommen",), among=(Among.OUTGOING,)),
        "question.groups: wommen; question.among: outgoing",
    ),
    (PricesQuestion(rules=("x",)), "question.rules: x"),
    (ConflictsQuestion(aim="x"), "question.aim: x"),
    (OutcomesQuestion(groups=("wommen",)), "question.groups: wommen"),
    (ReplacementsQuestion(people=("nobody",)), "question.people: nobody"),
    (RepairedQuestion(number=3), "question.number: 3"),
)


@pytest.mark.parametrize(("asked", "places"), WRONG, ids=lambda one: getattr(one, "question", ""))
def test_what_means_nothing_is_told_at_its_field_in_both_languages(
    proposal: Proposal, asked: Named, places: str
) -> None:
    ended = compute(posed(proposal.to_json(), asked))
    assert isinstance(ended, Refused), ended
    assert "; ".join(p.where for p in ended.problems) == places
    assert all(p.vi and p.en and p.vi != p.en for p in ended.problems)


@pytest.fixture
def layer(tmp_path: Path) -> str:
    """A rulebook on disk, which the command line would read: nothing but a name away from a service."""
    path = tmp_path / "layer.yaml"
    shipped = Path(constraints.__file__).parent / "rulebooks" / "luat-bau-cu-2015.yaml"
    path.write_text(shipped.read_text("utf-8"), encoding="utf-8")
    load(str(path))
    return str(path)


def test_files_of_this_machine_are_not_read_as_rulebooks(layer: str, proposal: Proposal) -> None:
    request = proposal.request.but(rulebook=f"ha-tinh-2021+{layer}")
    council, offers = read_council(COUNCIL), read_offers(OFFERS)
    day = proposal.request.council.election_day
    scenarios = (Scenario(name="A", rulebook=layer), Scenario(name="B", election_day=day))
    asked = {
        "request.rulebook": Task("plan", PlanInput(request=request).model_dump_json()),
        "rulebook": Task(
            "structure", StructureInput(council=council, offers=offers, rulebook=layer).model_dump_json()
        ),
        "question.scenarios[0].rulebook; question.scenarios[1].rulebook": posed(
            proposal.but(request=proposal.request.but(rulebook=layer)).to_json(),
            ScenariosQuestion(scenarios=scenarios),
        ),
    }
    for places, task in asked.items():
        ended = compute(task)
        assert isinstance(ended, Refused), places
        assert "; ".join(p.where for p in ended.problems) == places
        assert {p.code for p in ended.problems} == {"unknown_rulebook"}


def test_scenarios_of_one_name_are_refused() -> None:
    twice = (Scenario(name="A"), Scenario(name="A"))
    with pytest.raises(ValueError, match="a name twice"):
        ScenariosQuestion(scenarios=twice)


@pytest.mark.parametrize(
    "body",
    [
        {"question": "why", "people": []},
        {"question": "front", "aims": ["one"]},
        {"question": "repairs", "limit": 0},
        {"question": "ranges", "seconds": 0},
        {"question": "oracle"},
        {"question": "why", "people": ["p001"], "more": 1},
    ],
)
def test_questions_of_another_shape_are_refused(body: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="validation error"):
        ANY.validate_python(body)


def test_a_question_that_runs_out_of_time_says_so(proposal: Proposal) -> None:
    ended = compute(posed(proposal.to_json(), AlternativesQuestion(seconds=0.0001)))
    assert isinstance(ended, Done)
    assert ended.state is State.OUT_OF_TIME


def test_a_rulebook_that_is_expected_is_read_as_any_other(
    request_of_commune: PlanRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plans, "_READ", {})
    book, own = load(), load().but(name="của-riêng")
    text = plans.written(request_of_commune, book)
    assert text == PlanInput(request=request_of_commune, rulebook=book).model_dump_json()
    whole = PLAN.read(text)
    plans.expect(book)
    assert PLAN.read(text) == whole
    assert PLAN.read(text).rulebook is PLAN.read(text).rulebook  # once for all
    assert PLAN.read(plans.written(request_of_commune, own)).rulebook == own
    with pytest.raises(InputError) as wrong:
        PLAN.read(text.replace('"seconds":60.0', '"seconds":"long"'))
    assert [problem.where for problem in wrong.value.problems] == ["request.seconds"]
