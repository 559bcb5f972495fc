"""Repairs of a conflict: searched once for all callers, applied as a new proposal."""

from typing import Any

from pydantic import JsonValue

from cocau.app.auth.caller import Caller
from cocau.app.db.engine import Store
from cocau.app.db.models import JobState
from cocau.app.permissions import Permission
from cocau.app.services.acts import requires
from cocau.app.services.computations import Services, Submission
from cocau.app.services.councils import COUNCILS
from cocau.app.services.documents import read_document, revise_document
from cocau.app.services.errors import Missing
from cocau.app.services.planning.explanations import (
    ExplanationQuestion,
    ExplanationStatus,
    create_explanation,
    find_reusable_explanation,
    get_answer,
    get_explanation,
    list_explanations,
)
from cocau.app.services.planning.lineage import build_merge_patch, derive_proposal
from cocau.app.services.planning.proposals import get_completed_proposal, get_proposal_status
from cocau.constraints.errors import GivenValue, InputError, Problem
from cocau.solver.explain.repairs.repair import Repair, Repairs, RequestPatch
from cocau.solver.explain.repairs.search import RepairedQuestion, RepairsQuestion
from cocau.solver.proposal import Proposal


@requires(Permission.SEE_PEOPLE)
def find_repairs_question(
    store: Store, caller: Caller, proposal_id: str, question: ExplanationQuestion
) -> ExplanationStatus | None:
    """Find the newest explanation with this question; one out of time only if no other.

    Raises:
        Forbidden, Missing: see `list_explanations`.
    """
    before = find_reusable_explanation(store, caller, proposal_id, question)
    if before is not None:
        return get_explanation(store, caller, proposal_id, before)
    fields = _drop_seconds(question.model_dump(mode="json"))
    late = (one for one in list_explanations(store, caller, proposal_id) if one.state is JobState.OUT_OF_TIME)
    return next((one for one in late if one.asked is not None and _drop_seconds(one.asked) == fields), None)


def _drop_seconds(question: dict[str, Any]) -> dict[str, Any]:
    """Drop the time limit of a question, which the operator caps."""
    return {name: value for name, value in question.items() if name != "seconds"}


@requires(Permission.ASK)
def ask_once(services: Services, caller: Caller, proposal_id: str, question: ExplanationQuestion) -> str:
    """Ask a question unless it was asked before; return the id of the explanation.

    Raises:
        Forbidden, Missing, Erased, QuotaExceeded, NotReady: see `create_explanation`.
    """
    before = find_reusable_explanation(services.store, caller, proposal_id, question)
    return create_explanation(services, caller, proposal_id, question).id if before is None else before


def get_repair(store: Store, caller: Caller, proposal_id: str, explanation_id: str, number: int) -> Repair:
    """Return the repair of this number in an explanation, from 1.

    Raises:
        Forbidden, Missing, Erased, NotReady: see `get_answer`.
        InputError: it tells of fewer.
    """
    if get_explanation(store, caller, proposal_id, explanation_id).question != RepairsQuestion().question:
        raise Missing(explanation_id)
    found = Repairs.model_validate_json(get_answer(store, caller, proposal_id, explanation_id)).repairs
    if not 1 <= number <= len(found):
        vi, en = f"Chỉ có {len(found)} cách tháo gỡ.", f"There are {len(found)} ways out."
        raise InputError([Problem("unknown_repair", ("number", GivenValue(number)), vi, en)])
    return found[number - 1]


@requires(Permission.ASK)
def apply_repair(
    services: Services, caller: Caller, proposal_id: str, repair: Repair, label: str
) -> Submission:
    """Create the proposal that a repair leads to: the request with its changes applied.

    Raises:
        Forbidden, Missing, Erased, QuotaExceeded, InputError: see `derive_proposal`.
        InputError: it leaves out a must, or needs a reason or people: no request can make these up.
    """
    if repair.patch.dropped or repair.patch.recruits or repair.patch.secretary_not_chairing:
        raise InputError([_build_unsupported_problem(repair.patch)])
    proposal = Proposal.model_validate_json(get_completed_proposal(services.store, caller, proposal_id).text)
    before = proposal.request.model_dump(mode="json", include=CHANGEABLE_FIELDS)
    after = repair.patch.model_dump(mode="json", include=CHANGEABLE_FIELDS)
    patch: dict[str, JsonValue] = {"label": label}
    return derive_proposal(services, caller, proposal_id, patch | build_merge_patch(before, after))


CHANGEABLE_FIELDS = {"overrides", "raised", "pins", "introducing"}
"""The fields of a request that a way out may change."""


@requires(Permission.EDIT)
def record_secretary_reason(
    services: Services, caller: Caller, proposal_id: str, reason: str, label: str
) -> Submission:
    """Record why the secretary does not chair (directive, S2.2), and plan again.

    The reason goes into the council's own document, in a new version, and the same is asked of that one.

    Raises:
        Forbidden, Missing, Erased, Stale, InputError: see `revise_document` and `derive_proposal`.
        Missing: the council was not one that is kept here.
    """
    council = get_proposal_status(services.store, caller, proposal_id).references.council
    if council is None:
        raise Missing(proposal_id)
    held = read_document(services.store, caller, COUNCILS, council.ref)
    revised = held.body.replace_unvalidated(secretary_not_chairing=reason)
    number = held.version.number
    after = revise_document(services.store, caller, COUNCILS, council.ref, revised, expected=number)
    patch: dict[str, JsonValue] = {
        "label": label,
        "council": {"ref": council.ref, "version": after.version.number},
    }
    return derive_proposal(services, caller, proposal_id, patch)


def request_repaired_slate(
    services: Services, caller: Caller, proposal_id: str, explanation_id: str, number: int
) -> str:
    """Request the whole slate of a repair, recruits included; return the question's id.

    Raises:
        Forbidden, Missing, Erased, NotReady, InputError: see `get_repair`.
        QuotaExceeded: see `create_explanation`.
    """
    repair = get_repair(services.store, caller, proposal_id, explanation_id, number)
    if repair.patch.dropped:
        raise InputError([_build_unsupported_problem(repair.patch)])
    asked = get_explanation(services.store, caller, proposal_id, explanation_id).asked or {}
    asked_limit = asked.get("limit")
    limit = asked_limit if isinstance(asked_limit, int) else RepairsQuestion().limit
    return ask_once(services, caller, proposal_id, RepairedQuestion(number=number, limit=max(limit, number)))


def _build_unsupported_problem(patch: RequestPatch) -> Problem:
    if patch.dropped:
        rules = ", ".join(patch.dropped)
        return Problem(
            "must_dropped",
            ("number",),
            f"Cách này bỏ hẳn quy định bắt buộc ({rules}) nên không lập thành phương án; hãy chọn cách khác.",
            f"This one leaves out a must altogether ({rules}) and is not made into a proposal; take another.",
        )
    if patch.secretary_not_chairing is not None and not patch.recruits:
        return Problem(
            "reason_to_record",
            ("number",),
            "Cách này cần lý do Bí thư không làm Chủ tịch; hãy ghi lý do vào hồ sơ hội đồng rồi lập lại.",
            "This one needs the reason why the secretary does not chair; record it with the council, "
            "then ask for a proposal.",
        )
    return Problem(
        "people_to_find",
        ("number",),
        "Cách này cần người chưa có trong danh sách; hãy bổ sung danh sách rồi lập phương án.",
        "This one needs people who are not in the pool; add them, then ask for a proposal.",
    )
