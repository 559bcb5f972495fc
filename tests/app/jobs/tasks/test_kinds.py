"""Every kind of computation answers the same bytes as the command line does with `--format json`."""

import json
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from cocau import constraints
from cocau.app.files.readers import read_council, read_offers, read_pool, read_scenarios
from cocau.app.jobs.process import run_task as compute
from cocau.app.jobs.results import RunCompleted, RunRefused
from cocau.app.jobs.task import JobTask, TaskOutcome
from cocau.app.jobs.tasks import plans
from cocau.app.jobs.tasks.kinds import KINDS
from cocau.app.jobs.tasks.plans import PLAN, PlanInput, ReplanInput, StructureInput
from cocau.app.jobs.tasks.questions import QUESTION_KINDS, AnyQuestion, build_question_task
from cocau.constraints.errors import InputError
from cocau.constraints.library import load_rulebook
from cocau.constraints.model.selectors import Among, Selector
from cocau.fixtures.run import SHIPPED
from cocau.solver.conflicts.enumerate import ConflictsQuestion
from cocau.solver.explain.alternatives import AlternativesQuestion
from cocau.solver.explain.elections.candidate_gaps import CandidateGapsQuestion, ConsideredPerson
from cocau.solver.explain.elections.outcomes import OutcomesQuestion
from cocau.solver.explain.pareto import FrontQuestion
from cocau.solver.explain.prices import PricesQuestion
from cocau.solver.explain.ranges import RangesQuestion
from cocau.solver.explain.repairs.search import RepairedQuestion, RepairsQuestion
from cocau.solver.explain.replacements import ReplacementsQuestion
from cocau.solver.explain.scenario import Scenario
from cocau.solver.explain.scenario_comparison import ScenariosQuestion
from cocau.solver.explain.why import WhyQuestion
from cocau.solver.proofs.question import ProofQuestion
from cocau.solver.proposal import Proposal
from cocau.solver.question import ProposalQuestion
from cocau.solver.replanning import PlanChanges
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


OF_SOLVED: tuple[tuple[ProposalQuestion, tuple[str, ...]], ...] = (
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
    (ProofQuestion(), ()),
    (OutcomesQuestion(groups=("women",)), ("--group", "women")),
)


@pytest.mark.parametrize(("asked", "options"), OF_SOLVED, ids=lambda one: getattr(one, "question", ""))
def test_a_question_is_answered_as_by_its_command(
    run: Run, stored: Path, asked: ProposalQuestion, options: tuple[str, ...]
) -> None:
    same(
        run(asked.question, stored, *options, "--format", "json"),
        build_question_task(stored.read_text("utf-8"), asked),
    )


def test_why_is_answered_as_by_its_command(run: Run, stored: Path, proposal: Proposal) -> None:
    chair = _chair(proposal)
    told = run("why", stored, "--person", chair, "--as", "chair", "--format", "json")
    same(told, build_question_task(proposal.to_json(), WhyQuestion(people=(chair,), part="chair")))


def test_replacements_are_those_of_the_command(run: Run, stored: Path, proposal: Proposal) -> None:
    chair = _chair(proposal)
    told = run("replacements", stored, "--person", chair, "--format", "json")
    same(told, build_question_task(proposal.to_json(), ReplacementsQuestion(people=(chair,))))


def test_lost_candidates_are_made_up_for_as_by_the_command(
    run: Run, stored: Path, proposal: Proposal
) -> None:
    chair = _chair(proposal)
    other = next(p.id for p in proposal.request.pool.people if p.id not in proposal.slate.listed)  # type: ignore[union-attr]  # solved
    options = ("--lost", chair, "--days", "2", "--considered", f"{other}=61")
    considered = (ConsideredPerson(person=other, percent=61),)
    asked = CandidateGapsQuestion(lost=(chair,), days=2, considered=considered)
    same(run("gaps", stored, *options, "--format", "json"), build_question_task(proposal.to_json(), asked))
    refused = run("gaps", stored, "--lost", chair, "--considered", f"{other}=101")
    assert refused.code == 2


def test_scenarios_are_compared_as_by_the_command(
    run: Run, stored: Path, proposal: Proposal, tmp_path: Path
) -> None:
    file = tmp_path / "scenarios.yaml"
    file.write_text(SCENARIOS, encoding="utf-8")
    asked = ScenariosQuestion(scenarios=read_scenarios(file).scenarios)
    same(run("scenarios", stored, file, "--format", "json"), build_question_task(proposal.to_json(), asked))


def test_repairs_and_the_plan_of_one_are_those_of_the_command(
    run: Run, conflict: Proposal, tmp_path: Path
) -> None:
    file = tmp_path / "conflict.json"
    file.write_text(conflict.to_json(), encoding="utf-8")
    told = run("repairs", file, "--limit", "1", "--slates", "0", "--format", "json")
    same(told, build_question_task(conflict.to_json(), RepairsQuestion(limit=1, slates=0)))
    planned = run("repairs", file, "--limit", "1", "--apply", "1", "--format", "json")
    same(
        planned,
        build_question_task(conflict.to_json(), RepairedQuestion(number=1, limit=1)),
        TaskOutcome.OPTIMAL,
    )


def test_a_plan_is_that_of_the_command(run: Run) -> None:
    request = PlanRequest(council=read_council(COUNCIL), pool=read_pool(POOL))
    task = JobTask("plan", PlanInput(request=request).model_dump_json())
    same(run("plan", COUNCIL, POOL, "--format", "json"), task, TaskOutcome.OPTIMAL)


def test_a_plan_after_changes_is_that_of_the_command(run: Run, stored: Path, proposal: Proposal) -> None:
    assert proposal.slate is not None
    leaver = min({*proposal.slate.listed} - {*proposal.slate.deputies})
    asked = ReplanInput(proposal=proposal, changes=PlanChanges(withdrawn=(leaver,)))
    told = run("replan", stored, "--withdraw", leaver, "--format", "json")
    same(told, JobTask("replan", asked.model_dump_json()), TaskOutcome.OPTIMAL)


def test_a_structure_plan_is_that_of_the_command(run: Run) -> None:
    asked = StructureInput(council=read_council(COUNCIL), offers=read_offers(OFFERS))
    told = run("structure", COUNCIL, OFFERS, "--format", "json")
    same(told, JobTask("structure", asked.model_dump_json()), TaskOutcome.OPTIMAL)


def test_a_structure_plan_takes_a_whole_rulebook(proposal: Proposal) -> None:
    own = proposal.rulebook.replace_unvalidated(name="của-riêng")
    asked = StructureInput(council=read_council(COUNCIL), offers=read_offers(OFFERS), own=own)
    ended = compute(JobTask("structure", asked.model_dump_json()))
    assert isinstance(ended, RunCompleted)
    assert json.loads(ended.output)["proposal"]["rulebook"]["name"] == "của-riêng"
    assert json.loads(ended.output)["proposal"]["request"]["rulebook"] == "của-riêng"


def same(told: Result, task: JobTask, state: TaskOutcome = TaskOutcome.DONE) -> None:
    """The command's output is the computation's, byte for byte."""
    ended = compute(task)
    assert isinstance(ended, RunCompleted), ended
    assert ended.state is state
    assert ended.output.decode() == told.out


def test_every_question_has_a_test_here_and_stands_in_the_union() -> None:
    asked = {one.question for one, _ in OF_SOLVED} | {"why", "replacements", "scenarios", "repaired", "gaps"}
    assert asked == {kind.name for kind in QUESTION_KINDS}
    union = ANY.json_schema()["discriminator"]["mapping"]
    assert set(union) == asked
    assert {"plan", "replan", "structure"} <= set(KINDS) - asked


WRONG: tuple[tuple[ProposalQuestion, str], ...] = (
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
    proposal: Proposal, asked: ProposalQuestion, places: str
) -> None:
    ended = compute(build_question_task(proposal.to_json(), asked))
    assert isinstance(ended, RunRefused), ended
    assert "; ".join(p.where for p in ended.problems) == places
    assert all(p.vi and p.en and p.vi != p.en for p in ended.problems)


@pytest.fixture
def layer(tmp_path: Path) -> str:
    """A rulebook on disk, which the command line would read: nothing but a name away from a service."""
    path = tmp_path / "layer.yaml"
    shipped = Path(constraints.__file__).parent / "rulebooks" / "luat-bau-cu-2015.yaml"
    path.write_text(shipped.read_text("utf-8"), encoding="utf-8")
    load_rulebook(str(path))
    return str(path)


def test_files_of_this_machine_are_not_read_as_rulebooks(layer: str, proposal: Proposal) -> None:
    request = proposal.request.replace_unvalidated(rulebook=f"ha-tinh-2021+{layer}")
    council, offers = read_council(COUNCIL), read_offers(OFFERS)
    day = proposal.request.council.election_day
    scenarios = (Scenario(name="A", rulebook=layer), Scenario(name="B", election_day=day))
    asked = {
        "request.rulebook": JobTask("plan", PlanInput(request=request).model_dump_json()),
        "rulebook": JobTask(
            "structure", StructureInput(council=council, offers=offers, rulebook=layer).model_dump_json()
        ),
        "question.scenarios[0].rulebook; question.scenarios[1].rulebook": build_question_task(
            proposal.replace_unvalidated(
                request=proposal.request.replace_unvalidated(rulebook=layer)
            ).to_json(),
            ScenariosQuestion(scenarios=scenarios),
        ),
    }
    for places, task in asked.items():
        ended = compute(task)
        assert isinstance(ended, RunRefused), places
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
    ended = compute(build_question_task(proposal.to_json(), AlternativesQuestion(seconds=0.0001)))
    assert isinstance(ended, RunCompleted)
    assert ended.state is TaskOutcome.OUT_OF_TIME


def test_a_rulebook_that_is_expected_is_read_as_any_other(
    request_of_commune: PlanRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plans, "_PRELOADED", {})
    book, own = load_rulebook(), load_rulebook().replace_unvalidated(name="của-riêng")
    text = plans.dump_plan_input(request_of_commune, book)
    assert text == PlanInput(request=request_of_commune, rulebook=book).model_dump_json()
    whole = PLAN.read(text)
    plans.preload_rulebook(book)
    assert PLAN.read(text) == whole
    assert PLAN.read(text).rulebook is PLAN.read(text).rulebook  # once for all
    assert PLAN.read(plans.dump_plan_input(request_of_commune, own)).rulebook == own
    with pytest.raises(InputError) as wrong:
        PLAN.read(text.replace('"seconds":60.0', '"seconds":"long"'))
    assert [problem.where for problem in wrong.value.problems] == ["request.seconds"]
