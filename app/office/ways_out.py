"""Ways out of a conflict: looked for once, however many ask, and taken: a way out leads to a proposal."""

from typing import Any

from pydantic import JsonValue

from cocau.app.access.caller import Caller
from cocau.app.access.roles import May
from cocau.app.jobs.tasks.repaired import RepairedQuestion
from cocau.app.jobs.tasks.repairs import RepairsQuestion
from cocau.app.office.councils import COUNCILS, revise
from cocau.app.office.deriving import derive
from cocau.app.office.errors import Missing
from cocau.app.office.explaining import (
    Asking,
    ExplanationStatus,
    answer,
    answered_before,
    explain,
    explanation,
    explanations,
)
from cocau.app.office.proposals import Made, Office, ended, status
from cocau.app.office.reading_documents import read
from cocau.app.store import Store
from cocau.app.store.tables import State
from cocau.constraints.errors import InputError, Problem
from cocau.solver.explain.repair import Patch, Repair, Repairs
from cocau.solver.proposal import Proposal


def sought(store: Store, caller: Caller, which: str, asked: Asking) -> ExplanationStatus | None:
    """The newest time that this was asked of a proposal, whoever did; one that ran out of time, if no other.

    Raises:
        Forbidden, Missing: see `explanations`.
    """
    caller.must(May.SEE_PEOPLE)
    before = answered_before(store, caller, which, asked)
    if before is not None:
        return explanation(store, caller, which, before)
    fields = _fields(asked.model_dump(mode="json"))
    late = (one for one in explanations(store, caller, which) if one.state is State.OUT_OF_TIME)
    return next((one for one in late if one.asked is not None and _fields(one.asked) == fields), None)


def _fields(asked: dict[str, Any]) -> dict[str, Any]:
    """A question without the longest that its answer may take, which the operator caps."""
    return {name: value for name, value in asked.items() if name != "seconds"}


def ask_once(office: Office, caller: Caller, which: str, asked: Asking) -> str:
    """The id of a question about a proposal, which is asked now unless it was before and not given up.

    Raises:
        Forbidden, Missing, Erased, TooMany, NotReady: see `explain`.
    """
    caller.must(May.ASK)
    before = answered_before(office.store, caller, which, asked)
    return explain(office, caller, which, asked).id if before is None else before


def way_out(store: Store, caller: Caller, which: str, one: str, number: int) -> Repair:
    """The way out of this number, as an explanation tells them, the first being 1.

    Raises:
        Forbidden, Missing, Erased, NotReady: see `answer`.
        InputError: it tells of fewer.
    """
    if explanation(store, caller, which, one).question != RepairsQuestion().question:
        raise Missing(one)
    found = Repairs.model_validate_json(answer(store, caller, which, one)).repairs
    if not 1 <= number <= len(found):
        vi, en = f"Chỉ có {len(found)} cách tháo gỡ.", f"There are {len(found)} ways out."
        raise InputError([Problem("unknown_repair", f"number: {number}", vi, en)])
    return found[number - 1]


def take(office: Office, caller: Caller, which: str, repair: Repair, label: str) -> Made:
    """Ask for the proposal that a way out leads to: the same request, with what the way out changes.

    Raises:
        Forbidden, Missing, Erased, TooMany, InputError: see `derive`.
        InputError: it leaves out a must, or needs people who are not there: no request can ask for that.
    """
    caller.must(May.ASK)
    if repair.patch.dropped or repair.patch.recruits:
        raise InputError([_not_a_request(repair.patch)])
    proposal = Proposal.model_validate_json(ended(office.store, caller, which).text)
    before = proposal.request.model_dump(mode="json", include=CHANGED)
    after = repair.patch.model_dump(mode="json", include=CHANGED)
    patch: dict[str, JsonValue] = {"label": label}
    return derive(office, caller, which, patch | difference(before, after))


CHANGED = {"overrides", "raised", "pins", "introducing"}
"""The fields of a request that a way out may change."""


def difference(before: dict[str, Any], after: dict[str, Any]) -> dict[str, JsonValue]:
    """The merge patch (RFC 7396) that makes the one of the other; null takes a member away."""
    patch: dict[str, JsonValue] = {name: None for name in before if name not in after}
    for name, value in after.items():
        old = before.get(name)
        if isinstance(value, dict) and isinstance(old, dict):
            if inner := difference(old, value):
                patch[name] = inner
        elif name not in before or value != old:
            patch[name] = value
    return patch


def record_reason(office: Office, caller: Caller, which: str, reason: str, label: str) -> Made:
    """What the directive itself allows (S2.2): record why the secretary does not chair, and plan again.

    The reason goes into the council's own document, in a new version, and the same is asked of that one.

    Raises:
        Forbidden, Missing, Erased, Stale, InputError: see `councils.revise` and `derive`.
        Missing: the council was not one that is kept here.
    """
    caller.must(May.EDIT)
    council = status(office.store, caller, which).references.council
    if council is None:
        raise Missing(which)
    held = read(office.store, caller, COUNCILS, council.ref)
    told = held.body.but(secretary_not_chairing=reason)
    number = held.version.number
    after = revise(office.store, caller, council.ref, told, expected=number).version.number
    patch: dict[str, JsonValue] = {"label": label, "council": {"ref": council.ref, "version": after}}
    return derive(office, caller, which, patch)


def shown_by(office: Office, caller: Caller, which: str, one: str, number: int) -> str:
    """The id of the question for the whole slate that a way out gives, people to be found included.

    Raises:
        Forbidden, Missing, Erased, TooMany, NotReady, InputError: see `way_out` and `explain`.
    """
    repair = way_out(office.store, caller, which, one, number)
    if repair.patch.dropped:
        raise InputError([_not_a_request(repair.patch)])
    asked = explanation(office.store, caller, which, one).asked or {}
    told = asked.get("limit")
    limit = told if isinstance(told, int) else RepairsQuestion().limit
    return ask_once(office, caller, which, RepairedQuestion(number=number, limit=max(limit, number)))


def _not_a_request(patch: Patch) -> Problem:
    if patch.dropped:
        rules = ", ".join(patch.dropped)
        return Problem(
            "must_dropped",
            "number",
            f"Cách này bỏ hẳn quy định bắt buộc ({rules}) nên không lập thành phương án; hãy chọn cách khác.",
            f"This one leaves out a must altogether ({rules}) and is not made into a proposal; take another.",
        )
    return Problem(
        "people_to_find",
        "number",
        "Cách này cần người chưa có trong danh sách; hãy bổ sung danh sách rồi lập phương án.",
        "This one needs people who are not in the pool; add them, then ask for a proposal.",
    )
