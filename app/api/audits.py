"""/v1/audits: every rule judged on the slate in the body, whoever made it; no planner is involved."""

from typing import Annotated

from fastapi import APIRouter, Body, Response

from cocau.app.access.roles import May
from cocau.app.api.asking import CallerDep, StoreDep
from cocau.app.api.examples import audit_examples
from cocau.app.api.strict_body import StrictBody
from cocau.app.errors import responses
from cocau.app.judging import Audit, AuditRequest, judge
from cocau.app.office.rulebooks import resolve
from cocau.app.problems import Fault

router = APIRouter(prefix="/v1/audits", tags=["audits"], route_class=StrictBody)

ERRORS = responses(
    Fault.MALFORMED,
    Fault.UNAUTHENTICATED,
    Fault.FORBIDDEN,
    Fault.UNKNOWN_RULEBOOK,
    Fault.TOO_LARGE,
    Fault.BAD_INPUT,
    Fault.FAILURE,
)


@router.post("", operation_id="judgeSlate", response_model=Audit, responses=ERRORS)
def make_audit(
    request: Annotated[AuditRequest, Body(openapi_examples=audit_examples())],
    store: StoreDep,
    caller: CallerDep,
) -> Response:
    """Judge a slate. A broken rule is an answer, not an error: 200, with `kept` false."""
    caller.must(May.ASK)
    audit, _ = judge(request, resolve(store, caller, request.rulebook))
    return Response(audit.to_json(), media_type="application/json")
