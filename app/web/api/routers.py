"""Every router of the API: for authenticated callers only, and open to anybody."""

from fastapi import APIRouter

from cocau.app.web.api import (
    audit_log,
    councils,
    examples,
    explanations,
    gates,
    pools,
    rulebooks,
    scenarios,
    service,
    tables,
    users,
    webhooks,
)
from cocau.app.web.api.batches import programmes, studies, sweeps
from cocau.app.web.api.office import directive_reports, papers, settings
from cocau.app.web.api.proposals import annexes, curation, edits, events, routes
from cocau.app.web.api.results import council_terms, election_results

AUTHENTICATED: tuple[APIRouter, ...] = (
    routes.router,
    routes.proposal_router,
    annexes.router,
    papers.router,
    papers.structure_plan_router,
    settings.template_router,
    settings.router,
    directive_reports.router,
    routes.derivation_router,
    curation.router,
    curation.adjustment_router,
    edits.router,
    events.router,
    explanations.router,
    explanations.proof_router,
    routes.approval_router,
    sweeps.router,
    programmes.router,
    studies.router,
    studies.estimate_router,
    routes.audit_router,
    councils.router,
    gates.router,
    election_results.router,
    council_terms.router,
    scenarios.router,
    tables.router,
    tables.structure_plan_router,
    pools.pool_file_router,
    pools.router,
    rulebooks.rulebook_test_router,
    rulebooks.router,
    councils.seats_router,
    users.me_router,
    users.router,
    users.key_router,
    webhooks.router,
    audit_log.router,
    examples.demo_router,
    service.problem_router,
)
"""Routes for authenticated callers only; a router added here cannot forget to check."""

PUBLIC: tuple[APIRouter, ...] = (
    service.health_router,
    users.session_router,
)
"""What anybody may ask."""
