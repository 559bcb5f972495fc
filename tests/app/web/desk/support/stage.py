"""A desk on which everything has been done once: what pictures are taken of, and what axe looks at."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date

from cocau.app.auth.caller import DEVELOPER
from cocau.app.db.engine import Store
from cocau.app.files.readers import read_council, read_pool
from cocau.app.services import allocation_tables
from cocau.app.services.allocation_tables import ALLOCATION_TABLES
from cocau.app.services.batches.programmes import ProgrammeCreate, create_programme
from cocau.app.services.batches.runs import ESTIMATES, PROGRAMMES, STUDIES, get_run_status
from cocau.app.services.batches.studies import EstimateCreate, StudyCreate, create_estimate, create_study
from cocau.app.services.batches.withdrawals import WithdrawalCreate, withdraw
from cocau.app.services.computations import Services
from cocau.app.services.councils import COUNCILS
from cocau.app.services.documents import create_document, read_document
from cocau.app.services.gates import DossierEdit, add_record
from cocau.app.services.operations.demo import DemoCouncil
from cocau.app.services.planning.explanations import create_explanation, get_explanation
from cocau.app.services.planning.proposals import create_proposal, get_proposal_status
from cocau.app.services.planning.requests import DocumentReference, ProposalCreate
from cocau.app.services.pools import POOLS
from cocau.app.services.results.election_results import find_lists, list_results_versions, save_results
from cocau.app.services.scenarios import SCENARIOS
from cocau.constraints.procedure.dossier import StepRecord
from cocau.fixtures.generators.province import EXAMPLE
from cocau.fixtures.run import SHIPPED
from cocau.solver.explain.alternatives import AlternativesQuestion
from cocau.solver.explain.elections.outcomes import OutcomesQuestion
from cocau.solver.explain.prices import PricesQuestion
from cocau.solver.explain.ranges import RangesQuestion
from cocau.solver.explain.replacements import ReplacementsQuestion
from cocau.solver.explain.scenario import Scenario
from cocau.solver.explain.why import WhyQuestion
from cocau.solver.question import ProposalQuestion
from tests.counted import build_results
from tests.patience import wait_until

WHAT_IF = {"women-35-percent": {"at_least_percent": 40}}


@dataclass(frozen=True)
class Stage:
    """The ids of what was made: councils with their pools, proposals, a what-if, an allocation table.

    `shown`: the council whose pages are looked at; `province`: the one whose directive asks for appointments.
    """

    shown: DemoCouncil
    province: DemoCouncil
    commune: DemoCouncil
    proposal: str
    other: str
    conflict: str
    scenario: str
    table: str
    answer: str
    programme: str
    replanned: str
    study: str
    estimate: str
    answers: tuple[str, ...]
    """The paths of an answer to each question, about a proposal of the commune."""


def staged(office: Services, province: DemoCouncil, commune: DemoCouncil, shown: DemoCouncil) -> Stage:
    """Do everything once, most of it with one of the two councils."""
    few = read_pool(SHIPPED / "pools" / "xa-mau-thieu-nguoi.yaml")
    too_few = create_document(
        office.store, DEVELOPER, POOLS, few, label="Thiếu người", about=commune.council
    ).document.id
    what_if = Scenario(name="Phụ nữ 40%", overrides=WHAT_IF)
    scenario = create_document(office.store, DEVELOPER, SCENARIOS, what_if, about=shown.council).document.id
    small = planned(office, commune.council, commune.pool)
    proposal = small if shown == commune else planned(office, shown.council, shown.pool)
    _counted(office.store, commune.council, small)
    whole = _programme(office)
    _noted(office.store, shown.council)
    return Stage(
        shown=shown,
        province=province,
        commune=commune,
        proposal=proposal,
        other=planned(
            office,
            shown.council,
            shown.pool,
            scenario=DocumentReference(ref=scenario),
            label="Phụ nữ 40%",
        ),
        conflict=planned(office, commune.council, too_few),
        scenario=scenario,
        table=_table(office.store, shown.council),
        answer=_answered(office, proposal, OutcomesQuestion()),
        programme=whole,
        replanned=_replanned(office, whole),
        study=_studied(office, commune, scenario),
        estimate=_estimated(office, commune, scenario),
        answers=tuple(f"/proposals/{small}/answers/{_answered(office, small, asked)}" for asked in ASKED),
    )


def planned(office: Services, council: str, pool: str, **more: object) -> str:
    """A proposal that has come to its end.

    It is asked for in a thread: the browser's event loop runs in this one, and no line of jobs is opened there.
    """
    asked = ProposalCreate.model_validate(
        {"council": DocumentReference(ref=council), "pool": DocumentReference(ref=pool), **more}
    )
    with ThreadPoolExecutor(1) as thread:
        which = thread.submit(create_proposal, office, DEVELOPER, asked).result().id
    ended(office.store, which)
    return which


def _counted(store: Store, council: str, proposal_id: str) -> None:
    """The results of an election by the lists of a proposal; those of an earlier stage are replaced."""
    lists = find_lists(store, DEVELOPER, council, proposal_id)
    results = build_results(lists.proposal, proposal_id)
    newest = len(list_results_versions(store, DEVELOPER, council))
    save_results(store, DEVELOPER, council, results, expected=newest)


def _programme(office: Services) -> str:
    """The example province, planned together."""
    asked = [
        ProposalCreate(council=read_council(path), pool=read_pool(EXAMPLE / "pools" / path.name))
        for path in sorted((EXAMPLE / "councils").iterdir())
    ]
    whole = ProgrammeCreate(councils=tuple(asked), label="Tỉnh nhỏ (hư cấu)")
    with ThreadPoolExecutor(1) as thread:
        which = thread.submit(create_programme, office, DEVELOPER, whole).result().id
    wait_until(lambda: get_run_status(office.store, DEVELOPER, PROGRAMMES, which).ended is not None)
    return which


def _replanned(office: Services, before: str) -> str:
    """What came of it when somebody withdrew who was in the pools of three councils."""
    asked = WithdrawalCreate(withdrawn=("xa-001.p008",))
    with ThreadPoolExecutor(1) as thread:
        which = thread.submit(withdraw, office, DEVELOPER, before, asked).result().id
    wait_until(lambda: get_run_status(office.store, DEVELOPER, PROGRAMMES, which).ended is not None)
    return which


def _studied(office: Services, council: DemoCouncil, scenario: str) -> str:
    """A council under a scenario, beside as it is."""
    asked = StudyCreate.model_validate(_ask_for_study(council, scenario))
    with ThreadPoolExecutor(1) as thread:
        which = thread.submit(create_study, office, DEVELOPER, asked).result().id
    wait_until(lambda: get_run_status(office.store, DEVELOPER, STUDIES, which).ended is not None)
    return which


def _estimated(office: Services, council: DemoCouncil, scenario: str) -> str:
    """What such a study would take."""
    asked = EstimateCreate.model_validate(_ask_for_study(council, scenario))
    with ThreadPoolExecutor(1) as thread:
        which = thread.submit(create_estimate, office, DEVELOPER, asked).result().id
    wait_until(lambda: get_run_status(office.store, DEVELOPER, ESTIMATES, which).ended is not None)
    return which


def _ask_for_study(council: DemoCouncil, scenario: str) -> dict[str, object]:
    return {
        "councils": [{"council": {"ref": council.council}, "pool": {"ref": council.pool}}],
        "scenarios": [{"name": "Như hiện có"}, {"ref": scenario}],
        "label": "Phụ nữ ở xã Mẫu",
    }


def ended(store: Store, which: str) -> None:
    """Wait until a proposal has come to its end."""
    wait_until(lambda: get_proposal_status(store, DEVELOPER, which).state.final)


def _noted(store: Store, council: str) -> None:
    """The first step of the course, on record."""
    record = StepRecord(
        step="election-day-published",
        on=date(2021, 1, 15),
        by="Quốc hội",
        content="Nghị quyết về ngày bầu cử",
    )
    add_record(store, DEVELOPER, council, record, DossierEdit(0))


def _table(store: Store, council: str) -> str:
    body = read_document(store, DEVELOPER, COUNCILS, council).body
    offers = allocation_tables.get_example_offers(body)
    assert offers is not None
    return create_document(
        store, DEVELOPER, ALLOCATION_TABLES, offers, label="Phân bổ số lượng giới thiệu", about=council
    ).document.id


ASKED = (
    AlternativesQuestion(number=2),
    PricesQuestion(),
    RangesQuestion(),
    ReplacementsQuestion(),
    WhyQuestion(people=("p001",)),
)


def _answered(office: Services, proposal: str, asked: ProposalQuestion) -> str:
    """A question that was asked and answered."""
    which = create_explanation(office, DEVELOPER, proposal, asked).id
    wait_until(lambda: get_explanation(office.store, DEVELOPER, proposal, which).state.final)
    return which
