"""One of each thing that a path may name, in a locality: for tests of who may come to it."""

import base64
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from cocau.app.auth.caller import DEVELOPER
from cocau.app.db.clock import new_id, now
from cocau.app.db.engine import Store
from cocau.app.db.models import (
    BatchRunKind,
    BatchRunRow,
    DocumentKind,
    ExplanationRow,
    JobRow,
    JobState,
    ProposalRow,
    StructurePlanRow,
)
from cocau.app.files.readers import read_council, read_pool
from cocau.app.jobs.queue import JobQueue
from cocau.app.jobs.tasks.plans import STRUCTURE, PlanInput
from cocau.app.jobs.tasks.programmes import ProgrammeWithdrawal
from cocau.app.permissions import UserRole
from cocau.app.services import documents, users
from cocau.app.services.acts import compute_request_digest
from cocau.app.services.computations import Services
from cocau.app.services.documents import DocumentType
from cocau.app.services.office.scans import StoredScan
from cocau.app.services.operations import webhooks
from cocau.app.services.operations.webhooks import WebhookChange
from cocau.app.services.pools import POOLS
from cocau.app.services.rulebooks import OwnRulebook
from cocau.app.settings import Settings
from cocau.app.web.api.examples import build_commune, build_new_table
from cocau.constraints.model.council import Council
from cocau.constraints.model.offers import Offers
from cocau.constraints.model.people import Pool
from cocau.constraints.procedure.dossier import Appointment, Dossier, StepRecord
from cocau.constraints.record import Record
from cocau.constraints.results.counts import ElectionResults
from cocau.fixtures.run import SHIPPED
from cocau.solver.explain.repairs.repair import Repairs
from cocau.solver.explain.repairs.search import RepairsQuestion, find_repairs, plan_repair
from cocau.solver.explain.scenario import Scenario
from cocau.solver.plan import plan
from cocau.solver.programme.result import build_separate_result
from cocau.solver.proposal import Proposal
from cocau.solver.request import PlanRequest
from cocau.solver.structure_plan import build_structure_plan
from cocau.solver.structure_request import build_structure_request
from cocau.solver.time_budget import TimeBudget
from tests.app.auth.callers import made
from tests.databases import sealed

Thing = Callable[[Store, str], str]
"""Makes one in a locality: its id; two ids with a blank between, where a path names two."""


def find_thing(path: str, things: Mapping[str, Thing]) -> Thing | None:
    """Find what makes the thing of the last id in a path; None: there is no id."""
    named = re.findall(r"\{(\w+_id)\}", path)
    return things[named[-1]] if named else None


def user(store: Store, locality: str) -> str:
    return made(store, UserRole.VIEWER, locality)


def key(store: Store, locality: str) -> str:
    return users.create_key(store, DEVELOPER, user(store, locality), "", 1).key.id


def webhook(store: Store, locality: str) -> str:
    office = Services(store, JobQueue(store, Settings()), Settings(webhooks="https://nhan.example"))
    given = WebhookChange("https://nhan.example/cocau", "hệ thống văn thư")
    return webhooks.create_webhook(office, DEVELOPER, locality, given).row.id


def user_with_key(store: Store, locality: str) -> str:
    of = user(store, locality)
    return f"{of} {users.create_key(store, DEVELOPER, of, '', 1).key.id}"


def _document(kind: DocumentKind, body: Record, about: Thing | None = None) -> Thing:
    def make(store: Store, locality: str) -> str:
        council = None if about is None else about(store, locality)
        where = {"locality": locality, "label": "x"}
        held = documents.create_document(
            store, DEVELOPER, DocumentType(kind, type(body)), body, **where, about=council
        )
        return held.document.id

    return make


MARK = "zqmark"
"""What begins every planted word: no other text has it."""
_MARKED = ("home_town", "residence", "specialty", "languages", "occupation", "work_place", "remarks")


def plant_marks(pool: Pool, of: str) -> Pool:
    """Give everybody a name and hidden words that are unmistakably theirs."""
    people = []
    for person in pool.people:
        words = {name: f"{MARK}{name.replace('_', '')}{person.id}{of}" for name in _MARKED}
        words["name"] = f"{person.name} {MARK}name{person.id}{of}"
        words |= {
            name: f"{MARK}{name}{person.id}{of}"
            for name, usual in (("ethnicity", "Kinh"), ("religion", None))
            if of == "all" or getattr(person, name) != usual
        }
        people.append(person.replace_unvalidated(**words, family_name="", middle_name="", given_name=""))
    return Pool.model_validate_json(Pool(people=tuple(people)).model_dump_json())


def plant_profiles(offers: Offers) -> Offers:
    """Give every profile words that are unmistakably its own."""
    tree = offers.model_dump(mode="json")
    for profile in (one for organisation in tree["organisations"] for one in organisation["profiles"]):
        profile["name"] += f" {MARK}{profile['id'].replace('-', '')}"
    return Offers.model_validate_json(json.dumps(tree))


TOO_FEW = SHIPPED / "pools" / "xa-mau-thieu-nguoi.yaml"
_COUNCIL = Council.model_validate(build_commune()["council"])
_POOL = plant_marks(Pool.model_validate(build_commune()["pool"]), "all")

council = _document(DocumentKind.COUNCIL, _COUNCIL)
province = _document(DocumentKind.COUNCIL, read_council(SHIPPED / "councils" / "ha-tinh.yaml"))
pool = _document(DocumentKind.POOL, _POOL)
pool_of_council = _document(DocumentKind.POOL, _POOL, council)
pool_to_erase = _document(DocumentKind.POOL, _POOL, council)
scenario = _document(DocumentKind.SCENARIO, Scenario(name="x"), council)
scenario_to_erase = _document(DocumentKind.SCENARIO, Scenario(name="x"), council)
_OFFERS = plant_profiles(Offers.model_validate(next(iter(build_new_table().values()))["value"]["offers"]))
offers = _document(DocumentKind.TABLE, _OFFERS, council)
scan_of_council = _document(
    DocumentKind.SCAN,
    StoredScan(step="structure-plan", name="a.pdf", content=base64.b64encode(b"%PDF-1.7 %%EOF")),
    council,
)
rulebook = _document(DocumentKind.RULEBOOK, OwnRulebook(yaml="title: x"))


def council_with_pool(store: Store, locality: str) -> str:
    about = council(store, locality)
    _document(DocumentKind.POOL, _POOL, lambda *_: about)(store, locality)
    return about


_GIVEN = '{"question": {"x": 1}}'


def council_with_dossier(store: Store, locality: str) -> str:
    """A province's council on record to appoint somebody."""
    about = province(store, locality)
    someone = Appointment(person=f"Lê {MARK}appointee", post=f"{MARK}post", on=date(2021, 2, 1))
    record = StepRecord(step="structure-plan", on=date(2021, 1, 20), by="x", content=f"{MARK}content")
    dossier = Dossier(council="ha-tinh", records=(record,), appointments=(someone,), note=f"{MARK}note")
    _document(DocumentKind.DOSSIER, dossier, lambda *_: about)(store, locality)
    return about


def _job(  # what a job is
    store: Store,
    locality: str,
    prefix: str,
    kind: str,
    output: str | None = None,
    state: JobState = JobState.OPTIMAL,
    given: str = _GIVEN,
) -> str:
    which = new_id(prefix)
    facts: dict[str, Any] = {
        "state": JobState.FAILED if output is None else state,
        "asked_at": now(),
    }
    with store.writing() as session:
        job = JobRow(id=which, kind=kind, locality=locality, caller="x", **facts)
        session.add(sealed(store.ring, job, input=given, output=output))
    return which


def _of(which: str, locality: str, given: str = _GIVEN, **others: Any) -> ProposalRow:
    digest = hashlib.sha256(given.encode()).hexdigest()
    facts: dict[str, Any] = {"asked_by": "x", "asked_at": now(), "request_digest": digest}
    return ProposalRow(id=which, locality=locality, **(facts | others))


def proposal(store: Store, locality: str) -> str:
    """One that failed, of no council that is kept here."""
    which = _job(store, locality, "prp", "plan")
    with store.writing() as session:
        session.add(_of(which, locality))
    return which


def planned(store: Store, locality: str, asked_by: str = "x") -> str:
    """One that is there, of a council and a pool that are kept here."""
    about, people = council(store, locality), pool(store, locality)
    which = _job(store, locality, "prp", "plan", _plan())
    of = {"council_id": about, "council_version": 1, "pool_id": people, "pool_version": 1}
    of |= {"asked_by": asked_by}
    with store.writing() as session:
        session.add(_of(which, locality, **of))
    return which


@cache
def get_council_of(store: Store, which: str) -> str:
    """The council of a proposal that is kept here."""
    with store.reading() as session:
        return f"{session.get_one(ProposalRow, which).council_id}"


def get_pool_of(store: Store, which: str) -> str:
    """The pool of a proposal that is kept here."""
    with store.reading() as session:
        return f"{session.get_one(ProposalRow, which).pool_id}"


def council_with_results(store: Store, locality: str) -> str:
    """A council that was planned, with counted results of no constituency yet."""
    which = planned(store, locality)
    about = get_council_of(store, which)
    _document(DocumentKind.RESULTS, ElectionResults(council=_COUNCIL.id, proposal=which), lambda *_: about)(
        store, locality
    )
    return about


@cache
def _planned() -> Proposal:
    return plan(PlanRequest(council=_COUNCIL, pool=_POOL))


def _plan() -> str:
    return _planned().to_json()


def read_all_texts(content: bytes) -> str:
    """Read an answer as a text; of a workbook or a document, that of all its parts."""
    if not content.startswith(b"PK"):
        return content.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return " ".join(package.read(name).decode(errors="replace") for name in package.namelist())


def list_hidden_marks(text: str) -> set[str]:
    """List what of planted people stands in a text and is on no official list (names and births are)."""
    slate = _planned().slate
    assert slate is not None
    listed = [person for person in _POOL.people if person.id in slate.listed]
    births = {str(person.born) for person in _POOL.people} - {str(person.born) for person in listed}
    births |= {"/".join(reversed(born.split("-"))) for born in births}
    open_marks = {f"{MARK}name{person.id}all" for person in listed}
    found = set(re.findall(rf"{MARK}[0-9a-z]+", text.lower()))
    return (found - open_marks) | {born for born in births if born in text}


def in_conflict(store: Store, locality: str) -> str:
    """One that cannot be: the commune with too few who may stand, of a council that is kept here."""
    given = PlanInput(request=_no_plan().request).model_dump_json()
    which = _job(store, locality, "prp", "plan", _no_plan().to_json(), JobState.CONFLICT, given)
    with store.writing() as session:
        session.add(_of(which, locality, given, council_id=council(store, locality), council_version=1))
    return which


def ways_out(store: Store, locality: str) -> str:
    """Its ways out, as they were found: the first needs people, the second moves a bound."""
    which, asked = in_conflict(store, locality), RepairsQuestion().model_dump_json()
    one = _job(store, locality, "exp", "repairs", _ways_out(), JobState.DONE)
    of = {"digest": compute_request_digest(f"explanation {which}", asked)}
    with store.writing() as session:
        row = ExplanationRow(id=one, proposal_id=which, question="repairs", asked_at=now(), **of)
        session.add(sealed(store.ring, row, asked=asked))
    return f"{which} {one}"


@cache
def _no_plan() -> Proposal:
    return plan(PlanRequest(council=_COUNCIL, pool=plant_marks(read_pool(TOO_FEW), "few")))


@cache
def _ways_out() -> str:
    return find_repairs(_no_plan(), TimeBudget(60), slates=0).to_json()


def explanation(store: Store, locality: str) -> str:
    which, one = proposal(store, locality), _job(store, locality, "xpl", "explain")
    with store.writing() as session:
        session.add(ExplanationRow(id=one, proposal_id=which, question="why", asked_at=now()))
    return f"{which} {one}"


def conflicts_asked(store: Store, locality: str) -> str:
    """A search for every conflict, which came to nothing."""
    which, one = in_conflict(store, locality), _job(store, locality, "exp", "conflicts")
    with store.writing() as session:
        session.add(ExplanationRow(id=one, proposal_id=which, question="conflicts", asked_at=now()))
    return f"{which} {one}"


def way_shown(store: Store, locality: str) -> str:
    """The slate of a way out, which was not found in time."""
    which, one = in_conflict(store, locality), _job(store, locality, "exp", "repaired")
    with store.writing() as session:
        session.add(ExplanationRow(id=one, proposal_id=which, question="repaired", asked_at=now()))
    return f"{which} {one}"


def way_found(store: Store, locality: str) -> str:
    """The slate of the way out that needs people."""
    which, one = in_conflict(store, locality), _job(store, locality, "exp", "repaired", _way_found())
    with store.writing() as session:
        session.add(ExplanationRow(id=one, proposal_id=which, question="repaired", asked_at=now()))
    return f"{which} {one}"


@cache
def _way_found() -> str:
    first = Repairs.model_validate_json(_ways_out()).repairs[0]
    return plan_repair(_no_plan(), first, TimeBudget(60)).to_json()


def structure_of_table(store: Store, locality: str) -> str:
    """A table and its plan, which is there."""
    which, table = _job(store, locality, "stp", STRUCTURE.name, _structure()), offers(store, locality)
    with store.writing() as session:
        session.add(StructurePlanRow(id=which, table_id=table, table_version=1))
    return f"{table} {which}"


@cache
def _structure() -> str:
    found = plan(build_structure_request(_COUNCIL, _OFFERS))
    return build_structure_plan(_OFFERS, found).to_json()


def structure_found(store: Store, locality: str) -> str:
    """A structure plan that is there."""
    return structure_of_table(store, locality).split()[1]


def structure(store: Store, locality: str) -> str:
    which, table = _job(store, locality, "stp", STRUCTURE.name), offers(store, locality)
    with store.writing() as session:
        session.add(StructurePlanRow(id=which, table_id=table, table_version=1))
    return which


def sweep(store: Store, locality: str) -> str:
    return _fan_out(store, locality, BatchRunKind.SWEEP, "swp")


def programme(store: Store, locality: str) -> str:
    """One whose joint plan is still to come."""
    return _fan_out(store, locality, BatchRunKind.PROGRAMME, "prg")


def study(store: Store, locality: str) -> str:
    return _fan_out(store, locality, BatchRunKind.STUDY, "stu")


def estimate(store: Store, locality: str) -> str:
    """One whose rows are still to come."""
    return _fan_out(store, locality, BatchRunKind.ESTIMATE, "est")


def replanned(store: Store, locality: str) -> str:
    """One that came of a withdrawal, which touched nothing yet."""
    parent, which = programme(store, locality), programme(store, locality)
    left = ProgrammeWithdrawal(withdrawn={}, anew=(), before=build_separate_result(()))
    with store.writing() as session:
        row = session.get_one(BatchRunRow, which)
        row.derived_from = parent
        session.add(sealed(store.ring, row, withdrawal=left.model_dump_json()))
    return which


def _fan_out(store: Store, locality: str, kind: BatchRunKind, prefix: str) -> str:
    which = new_id(prefix)
    with store.writing() as session:
        made = BatchRunRow(
            id=which, kind=kind, locality=locality, caller="x", base=None, total=0, asked_at=now()
        )
        made.joins = kind is BatchRunKind.PROGRAMME
        session.add(made)
    return which


def store_proposals(store: Store, locality: str, proposals: Sequence[Proposal]) -> dict[str, list[str]]:
    """Store proposals of one council and one pool, in two versions; ids by the names of paths."""
    request = proposals[0].request
    about = _document(DocumentKind.COUNCIL, request.council)(store, locality)
    people = _document(DocumentKind.POOL, request.pool, lambda *_: about)(store, locality)
    shorter = request.pool.replace_unvalidated(people=request.pool.people[1:])
    documents.revise_document(store, DEVELOPER, POOLS, people, shorter, expected=1)
    of = {"council_id": about, "council_version": 1, "pool_id": people, "pool_version": 1}
    found = []
    for one in proposals:
        state = JobState.OPTIMAL if one.conflict is None else JobState.CONFLICT
        given = PlanInput(request=one.request).model_dump_json()
        found.append(_job(store, locality, "prp", "plan", one.to_json(), state, given))
        with store.writing() as session:
            session.add(_of(found[-1], locality, **of))
    return {"council_id": [about], "pool_id": [people], "proposal_id": found}
