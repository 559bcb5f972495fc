"""A programme that has ended, as it is stored: what was asked of each council, and what came of it."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, func, select

from cocau.app.access.caller import Caller
from cocau.app.jobs.tasks.programme import Member
from cocau.app.office.errors import Erased, NotReady
from cocau.app.office.fan_out_progress import found_fan_out
from cocau.app.store import Store
from cocau.app.store.tables import Fan, FanOutPool, Job, State
from cocau.fixtures.made_up_country import Sketch, among, drawn


@dataclass(frozen=True)
class StoredCouncil:
    """One council: JSON of a `Member`, and of its `CouncilRow`; None: nothing came of it."""

    item: dict[str, Any]
    row: dict[str, Any] | None = None

    @property
    def id(self) -> str:
        """The council's id."""
        found: str = self._sketch["id"] if self._request is None else self._request["council"]["id"]
        return found

    @property
    def name(self) -> str:
        """The council's name."""
        if self._request is None:
            return drawn(Sketch.model_validate(self._sketch)).council.name
        found: str = self._request["council"]["name"]
        return found

    @property
    def people(self) -> list[dict[str, Any]]:
        """Who is introduced: JSON of each `Person`."""
        if self._request is None:
            everybody = drawn(Sketch.model_validate(self._sketch)).pool.people
            return [person.model_dump(mode="json") for person in everybody]
        found: list[dict[str, Any]] = self._request["pool"]["people"]
        return found

    @property
    def member(self) -> Member:
        """What was asked of it."""
        return Member.model_validate(self.item)

    def among(self, people: Collection[str]) -> frozenset[str]:
        """Those of these people, by id, who are introduced here. Nothing else of the council is read."""
        if self._request is None:
            return among(Sketch.model_validate(self._sketch), people)
        return frozenset(people) & {person["id"] for person in self.people}

    @property
    def _request(self) -> dict[str, Any] | None:
        return self.item.get("request")

    @property
    def _sketch(self) -> dict[str, Any]:
        sketch: dict[str, Any] = self.item["sketch"]
        return sketch


@dataclass(frozen=True)
class StoredProgramme:
    """`base`: JSON of what its councils share; `councils`: by number; `seconds`: for one of them.

    `stopped`: somebody stopped it.
    """

    base: str
    label: str
    locality: str
    seconds: float
    councils: dict[int, StoredCouncil]
    pools: frozenset[str]
    joins: bool
    stopped: bool


def stored(store: Store, caller: Caller, which: str) -> StoredProgramme:
    """All that is stored of a programme that has ended.

    Raises:
        Missing: there is none, or it is not the caller's.
        Erased: it is gone.
        NotReady: it is still being planned.
    """
    with store.reading() as session:
        whole = found_fan_out(session, caller, Fan.PROGRAMME, which)
        if whole.erased_at is None and whole.ended_at is None:
            raise NotReady(which, State.RUNNING)
        if whole.base is None:
            raise Erased(which)
        pools = select(FanOutPool.pool_id).where(FanOutPool.fan_out_id == which)
        seconds = select(func.max(Job.seconds)).where(Job.parent == which, Job.kind == Fan.PROGRAMME)
        return StoredProgramme(
            base=store.ring.open(whole.base),
            label=whole.label,
            locality=whole.locality,
            seconds=session.exec(seconds).one(),
            councils=councils_of(store, session, which),
            pools=frozenset(session.exec(pools)),
            joins=whole.joins,
            stopped=whole.cancel_asked_at is not None,
        )


def councils_of(store: Store, session: Session, which: str) -> dict[int, StoredCouncil]:
    """The councils of a programme by number, ended or not; none where they were erased."""
    items: dict[int, Any] = {}
    rows: dict[int, Any] = {}
    batches = select(Job).where(Job.parent == which, Job.kind == Fan.PROGRAMME).order_by(col(Job.id))
    for batch in session.exec(batches):
        if batch.input is not None:
            part = json.loads(store.ring.open(batch.input))
            items |= enumerate(part["items"], part["first"])
        if batch.output is not None:
            rows |= {row["number"]: row for row in json.loads(store.ring.open(batch.output)).get("rows", ())}
    return {number: StoredCouncil(items[number], rows.get(number)) for number in sorted(items)}
