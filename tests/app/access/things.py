"""One of each thing that a path may name, in a locality: for tests of who may come to it."""

from collections.abc import Callable
from functools import cache
from typing import Any

from cocau.app.access.caller import DEVELOPER
from cocau.app.access.roles import Role
from cocau.app.api.examples import commune, new_table
from cocau.app.imports import read_pool
from cocau.app.jobs.tasks.joint import Withdrawal
from cocau.app.jobs.tasks.plan import PlanInput
from cocau.app.jobs.tasks.repairs import RepairsQuestion
from cocau.app.jobs.tasks.structure import STRUCTURE
from cocau.app.office import documents, keys
from cocau.app.office.replay import digest_of
from cocau.app.office.rulebooks import OwnRulebook
from cocau.app.office.shelf import Shelf
from cocau.app.store import Store
from cocau.app.store.ids import new_id
from cocau.app.store.moment import now
from cocau.app.store.tables import Explanation, Fan, FanOut, Job, Kind, ProposalRow, State, StructureRow
from cocau.constraints.council import Council
from cocau.constraints.offers import Offers
from cocau.constraints.people import Pool
from cocau.constraints.record import Record
from cocau.fixtures.run import SHIPPED
from cocau.solver.effort import Effort
from cocau.solver.explain.repair import Repairs
from cocau.solver.explain.repairs import repaired, repairs
from cocau.solver.explain.scenario import Scenario
from cocau.solver.plan import plan
from cocau.solver.programme.telling import by_themselves
from cocau.solver.proposal import Proposal
from cocau.solver.request import PlanRequest
from cocau.solver.structure import structure_of
from cocau.solver.structure_request import structure_request
from tests.app.access.callers import made

Thing = Callable[[Store, str], str]
"""Makes one in a locality: its id; two ids with a blank between, where a path names two."""


def user(store: Store, locality: str) -> str:
    return made(store, Role.VIEWER, locality)


def key(store: Store, locality: str) -> str:
    return keys.make(store, DEVELOPER, user(store, locality), "", 1).key.id


def user_with_key(store: Store, locality: str) -> str:
    of = user(store, locality)
    return f"{of} {keys.make(store, DEVELOPER, of, '', 1).key.id}"


def _document(kind: Kind, body: Record, about: Thing | None = None) -> Thing:
    def make(store: Store, locality: str) -> str:
        council = None if about is None else about(store, locality)
        where = {"locality": locality, "label": "x"}
        held = documents.make(store, DEVELOPER, Shelf(kind, type(body)), body, **where, about=council)
        return held.document.id

    return make


TOO_FEW = SHIPPED / "pools" / "xa-mau-thieu-nguoi.yaml"
_COUNCIL = Council.model_validate(commune()["council"])
_POOL = Pool.model_validate(commune()["pool"])

council = _document(Kind.COUNCIL, _COUNCIL)
pool = _document(Kind.POOL, _POOL)
pool_of_council = _document(Kind.POOL, _POOL, council)
pool_to_erase = _document(Kind.POOL, _POOL, council)
scenario = _document(Kind.SCENARIO, Scenario(name="x"), council)
scenario_to_erase = _document(Kind.SCENARIO, Scenario(name="x"), council)
_OFFERS = Offers.model_validate(next(iter(new_table().values()))["value"]["offers"])
offers = _document(Kind.TABLE, _OFFERS, council)
rulebook = _document(Kind.RULEBOOK, OwnRulebook(yaml="title: x"))


def council_with_pool(store: Store, locality: str) -> str:
    about = council(store, locality)
    _document(Kind.POOL, _POOL, lambda *_: about)(store, locality)
    return about


def _job(  # what a job is
    store: Store,
    locality: str,
    prefix: str,
    kind: str,
    output: str | None = None,
    state: State = State.OPTIMAL,
    given: str = '{"question": {"x": 1}}',
) -> str:
    which = new_id(prefix)
    facts: dict[str, Any] = {
        "state": State.FAILED if output is None else state,
        "input": store.ring.seal(given),
        "output": None if output is None else store.ring.seal(output),
        "asked_at": now(),
    }
    with store.writing() as session:
        session.add(Job(id=which, kind=kind, locality=locality, caller="x", **facts))
    return which


def _of(which: str, locality: str, **others: Any) -> ProposalRow:
    facts: dict[str, Any] = {"asked_by": "x", "asked_at": now(), "request_digest": "0" * 64}
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
def _plan() -> str:
    return plan(PlanRequest(council=_COUNCIL, pool=_POOL)).to_json()


def in_conflict(store: Store, locality: str) -> str:
    """One that cannot be: the commune with too few who may stand, of a council that is kept here."""
    given = PlanInput(request=_no_plan().request).model_dump_json()
    which = _job(store, locality, "prp", "plan", _no_plan().to_json(), State.CONFLICT, given)
    with store.writing() as session:
        session.add(_of(which, locality, council_id=council(store, locality), council_version=1))
    return which


def ways_out(store: Store, locality: str) -> str:
    """Its ways out, as they were found: the first needs people, the second moves a bound."""
    which, asked = in_conflict(store, locality), RepairsQuestion().model_dump_json()
    one = _job(store, locality, "exp", "repairs", _ways_out(), State.DONE)
    of = {"asked": store.ring.seal(asked), "digest": digest_of(f"explanation {which}", asked)}
    with store.writing() as session:
        session.add(Explanation(id=one, proposal_id=which, question="repairs", asked_at=now(), **of))
    return f"{which} {one}"


@cache
def _no_plan() -> Proposal:
    return plan(PlanRequest(council=_COUNCIL, pool=read_pool(TOO_FEW)))


@cache
def _ways_out() -> str:
    return repairs(_no_plan(), Effort(60), slates=0).to_json()


def explanation(store: Store, locality: str) -> str:
    which, one = proposal(store, locality), _job(store, locality, "xpl", "explain")
    with store.writing() as session:
        session.add(Explanation(id=one, proposal_id=which, question="why", asked_at=now()))
    return f"{which} {one}"


def conflicts_asked(store: Store, locality: str) -> str:
    """A search for every conflict, which came to nothing."""
    which, one = in_conflict(store, locality), _job(store, locality, "exp", "conflicts")
    with store.writing() as session:
        session.add(Explanation(id=one, proposal_id=which, question="conflicts", asked_at=now()))
    return f"{which} {one}"


def way_shown(store: Store, locality: str) -> str:
    """The slate of a way out, which was not found in time."""
    which, one = in_conflict(store, locality), _job(store, locality, "exp", "repaired")
    with store.writing() as session:
        session.add(Explanation(id=one, proposal_id=which, question="repaired", asked_at=now()))
    return f"{which} {one}"


def way_found(store: Store, locality: str) -> str:
    """The slate of the way out that needs people."""
    which, one = in_conflict(store, locality), _job(store, locality, "exp", "repaired", _way_found())
    with store.writing() as session:
        session.add(Explanation(id=one, proposal_id=which, question="repaired", asked_at=now()))
    return f"{which} {one}"


@cache
def _way_found() -> str:
    first = Repairs.model_validate_json(_ways_out()).repairs[0]
    return repaired(_no_plan(), first, Effort(60)).to_json()


def structure_of_table(store: Store, locality: str) -> str:
    """A table and its plan, which is there."""
    which, table = _job(store, locality, "stp", STRUCTURE.name, _structure()), offers(store, locality)
    with store.writing() as session:
        session.add(StructureRow(id=which, table_id=table, table_version=1))
    return f"{table} {which}"


@cache
def _structure() -> str:
    found = plan(structure_request(_COUNCIL, _OFFERS))
    return structure_of(_OFFERS, found).to_json()


def structure(store: Store, locality: str) -> str:
    which, table = _job(store, locality, "stp", STRUCTURE.name), offers(store, locality)
    with store.writing() as session:
        session.add(StructureRow(id=which, table_id=table, table_version=1))
    return which


def sweep(store: Store, locality: str) -> str:
    return _fan_out(store, locality, Fan.SWEEP, "swp")


def programme(store: Store, locality: str) -> str:
    """One whose joint plan is still to come."""
    return _fan_out(store, locality, Fan.PROGRAMME, "prg")


def replanned(store: Store, locality: str) -> str:
    """One that came of a withdrawal, which touched nothing yet."""
    parent, which = programme(store, locality), programme(store, locality)
    left = Withdrawal(withdrawn={}, anew=(), before=by_themselves(()))
    with store.writing() as session:
        row = session.get_one(FanOut, which)
        row.derived_from, row.withdrawal = parent, store.ring.seal(left.model_dump_json())
        session.add(row)
    return which


def _fan_out(store: Store, locality: str, kind: Fan, prefix: str) -> str:
    which = new_id(prefix)
    with store.writing() as session:
        made = FanOut(id=which, kind=kind, locality=locality, caller="x", base=None, total=0, asked_at=now())
        made.joins = kind is Fan.PROGRAMME
        session.add(made)
    return which
