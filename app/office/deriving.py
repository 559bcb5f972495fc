"""A proposal derived from another one: its request with a patch done to it, and where each comes from."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from pydantic import JsonValue, ValidationError
from sqlmodel import Session, col, select

from cocau.app.access.caller import Caller
from cocau.app.access.roles import May
from cocau.app.access.scope import within
from cocau.app.jobs.tasks.plan import PLAN
from cocau.app.office.ask import Ask
from cocau.app.office.errors import Erased, Missing
from cocau.app.office.found import found
from cocau.app.office.merging import merged
from cocau.app.office.proposals import Lineage, Made, Office, keep
from cocau.app.office.references import References
from cocau.app.office.replay import digest_of, replayed
from cocau.app.office.resolving import resolved
from cocau.app.office.status import references_of
from cocau.app.store import Store
from cocau.app.store.tables import Job, ProposalRow, State
from cocau.constraints.documents import problems_of
from cocau.constraints.errors import InputError
from cocau.constraints.record import Record

Patch = dict[str, JsonValue]


def derive(office: Office, caller: Caller, which: str, patch: Patch, key: str | None = None) -> Made:
    """Ask for the same with a merge patch (RFC 7396) done to the stored request.

    What the patch does not touch stays as it was asked then: the very council, pool and rulebook, whatever
    their newest versions are. An object with ``ref`` takes the place of what was there.

    Raises:
        Forbidden, Missing, InputError, TooMany, KeyReused: see `ask`.
        Erased: its request is gone.
    """
    caller.must(May.ASK)
    digest = digest_of(f"derived {which}", Patched(patch=patch).model_dump_json())
    with office.store.reading() as session:
        before = replayed(session, caller, key, digest)
        row, job = found(session, caller, which)
    if before is not None:
        return Made(before, replayed=True)
    if job.input is None:
        raise Erased(which)
    stored = PLAN.read(office.store.ring.open(job.input))
    asked = _ask(stored.request.model_dump(mode="json"), row, patch)
    before_it = references_of(row)
    kept = None if "rulebook" in patch or stored.rulebook is None else (stored.rulebook, before_it.rulebook)
    ready = resolved(office.store, caller, office.settings, asked, kept)
    ready = replace(ready, references=_untouched(before_it, ready.references, patch))
    lineage = Lineage(which, office.store.ring.seal(Patched(patch=patch).model_dump_json()))
    return keep(office, caller, ready, key, digest, lineage)


class Patched(Record):
    """A patch, as it is stored."""

    patch: Patch


def _ask(request: dict[str, Any], row: ProposalRow, patch: Patch) -> Ask:
    """Raises InputError: everything wrong with what comes of the patch."""
    request |= {"label": row.label} | ({"locality": row.locality} if row.locality else {})
    try:
        return Ask.model_validate_json(json.dumps(merged(request, patch)))
    except ValidationError as error:
        raise InputError(problems_of(error)) from None


def _untouched(old: References, new: References, patch: Patch) -> References:
    """The references of parts that the patch leaves alone, and those that it brings."""
    kept = {
        name: getattr(old, name)
        for name in ("council", "pool", "scenario")
        if name not in patch and getattr(new, name) is None
    }
    return new.but(**kept)


class Kin(Record):
    """One proposal of a lineage. `patch`: what was done to the request before it, for who may see people."""

    id: str
    label: str
    state: State
    asked: datetime
    derived_from: str | None = None
    patch: Patch | None = None


class Family(Record):
    """A proposal, what it was derived from (nearest first), and what was derived from it (oldest first)."""

    proposal: Kin
    ancestors: tuple[Kin, ...] = ()
    derived: tuple[Kin, ...] = ()


LONGEST = 100
"""Ancestors that are told."""


def lineage(store: Store, caller: Caller, which: str) -> Family:
    """Where a proposal comes from, as far as its ancestors are the caller's, and what came of it.

    Raises:
        Forbidden: the role does not allow it.
        Missing: there is none, or it is not the caller's.
    """
    caller.must(May.READ)
    with store.reading() as session:
        row, job = found(session, caller, which)
        before = tuple(_kin(store, caller, *pair) for pair in _ancestors(session, caller, row))
        after = select(ProposalRow, Job).where(
            ProposalRow.id == Job.id,
            ProposalRow.derived_from == which,
            within(ProposalRow.locality, caller.scope),
        )
        derived = tuple(
            _kin(store, caller, *pair) for pair in session.exec(after.order_by(col(ProposalRow.id)))
        )
    return Family(proposal=_kin(store, caller, row, job), ancestors=before, derived=derived)


def _ancestors(session: Session, caller: Caller, row: ProposalRow) -> Iterator[tuple[ProposalRow, Job]]:
    for _ in range(LONGEST):
        if row.derived_from is None:
            return
        try:
            row, job = found(session, caller, row.derived_from)
        except Missing:
            return
        yield row, job


def _kin(store: Store, caller: Caller, row: ProposalRow, job: Job) -> Kin:
    seen = row.patch is not None and caller.may(May.SEE_PEOPLE)
    return Kin(
        id=row.id,
        label=row.label,
        state=job.state,
        asked=row.asked_at,
        derived_from=row.derived_from,
        patch=Patched.model_validate_json(store.ring.open(row.patch)).patch if seen and row.patch else None,
    )
