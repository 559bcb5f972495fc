"""One of each thing that a path may name, in a locality: for tests of who may come to it."""

from collections.abc import Callable
from functools import cache
from typing import Any

from app.access.caller import DEVELOPER
from app.access.roles import Role
from app.api.examples import commune, new_table
from app.jobs.tasks.structure import STRUCTURE
from app.office import documents, keys
from app.office.rulebooks import OwnRulebook
from app.office.shelf import Shelf
from app.store import Store
from app.store.ids import new_id
from app.store.moment import now
from app.store.tables import Explanation, Job, Kind, ProposalRow, State, StructureRow, Sweep
from constraints.council import Council
from constraints.offers import Offers
from constraints.people import Pool
from constraints.record import Record
from solver.explain.scenario import Scenario
from solver.plan import plan
from solver.request import PlanRequest
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


_COUNCIL = Council.model_validate(commune()["council"])
_POOL = Pool.model_validate(commune()["pool"])

council = _document(Kind.COUNCIL, _COUNCIL)
pool = _document(Kind.POOL, _POOL)
pool_of_council = _document(Kind.POOL, _POOL, council)
scenario = _document(Kind.SCENARIO, Scenario(name="x"), council)
offers = _document(
    Kind.TABLE, Offers.model_validate(next(iter(new_table().values()))["value"]["offers"]), council
)
rulebook = _document(Kind.RULEBOOK, OwnRulebook(yaml="title: x"))


def _job(store: Store, locality: str, prefix: str, kind: str, output: str | None = None) -> str:
    which = new_id(prefix)
    facts: dict[str, Any] = {
        "state": State.FAILED if output is None else State.OPTIMAL,
        "input": store.ring.seal('{"question": {"x": 1}}'),
        "output": None if output is None else store.ring.seal(output),
        "asked_at": now(),
    }
    with store.writing() as session:
        session.add(Job(id=which, kind=kind, locality=locality, caller="x", **facts))
    return which


def _of(which: str, locality: str, **others: Any) -> ProposalRow:
    facts: dict[str, Any] = {"asked_by": "x", "asked_at": now(), "request_digest": "0" * 64}
    return ProposalRow(id=which, locality=locality, **facts, **others)


def proposal(store: Store, locality: str) -> str:
    """One that failed, of no council that is kept here."""
    which = _job(store, locality, "prp", "plan")
    with store.writing() as session:
        session.add(_of(which, locality))
    return which


def planned(store: Store, locality: str) -> str:
    """One that is there, of a council and a pool that are kept here."""
    about, people = council(store, locality), pool(store, locality)
    which = _job(store, locality, "prp", "plan", _plan())
    of = {"council_id": about, "council_version": 1, "pool_id": people, "pool_version": 1}
    with store.writing() as session:
        session.add(_of(which, locality, **of))
    return which


@cache
def _plan() -> str:
    return plan(PlanRequest(council=_COUNCIL, pool=_POOL)).to_json()


def explanation(store: Store, locality: str) -> str:
    which, one = proposal(store, locality), _job(store, locality, "xpl", "explain")
    with store.writing() as session:
        session.add(Explanation(id=one, proposal_id=which, question="why", asked_at=now()))
    return f"{which} {one}"


def structure(store: Store, locality: str) -> str:
    which, table = _job(store, locality, "stp", STRUCTURE.name), offers(store, locality)
    with store.writing() as session:
        session.add(StructureRow(id=which, table_id=table, table_version=1))
    return which


def sweep(store: Store, locality: str) -> str:
    which = new_id("swp")
    with store.writing() as session:
        session.add(Sweep(id=which, locality=locality, caller="x", base=None, total=0, asked_at=now()))
    return which
