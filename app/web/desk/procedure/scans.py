"""/scans: scans of documents attached to steps, downloaded, removed."""

from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import Response

from cocau.app.db.models import DocumentKind
from cocau.app.files.scans import read_scan
from cocau.app.permissions import Permission
from cocau.app.services.documents import get_default_expiry
from cocau.app.services.office.scans import attach_scan, open_scan, remove_scan
from cocau.app.web.bodies.requests import UploadedBodyDep
from cocau.app.web.deps import ResourceId, require_permission
from cocau.app.web.desk.context import PageContextDep
from cocau.app.web.desk.page_route import PageRoute
from cocau.app.web.desk.procedure.gates import RefusedScan, render_gates
from cocau.constraints.errors import InputError

SCANS_PREFIX = "/scans"
router = APIRouter(prefix=SCANS_PREFIX, route_class=PageRoute, include_in_schema=False)


@router.post("/of/{council_id}", dependencies=[require_permission(Permission.EDIT)])
def post_scan(council_id: ResourceId, desk: PageContextDep, sent: UploadedBodyDep) -> Response:
    """Attach an uploaded scan to a step, or show at that step what is wrong with it."""
    step = f"{sent.fields.get('step', '')}"
    kept_until = get_default_expiry(desk.office.settings)
    try:
        scan = read_scan(sent.content, sent.name)
        attach_scan(desk.store, desk.caller, council_id, step, scan, kept_until)
    except InputError as error:
        return render_gates(desk, council_id, refused=RefusedScan(step, error.problems))
    return desk.go(f"/councils/{council_id}/gates#step-{step}")


@router.get("/{scan_id}")
def download_scan(scan_id: ResourceId, desk: PageContextDep) -> Response:
    """Download a scan; it is never shown as a page of this host."""
    scan = open_scan(desk.store, desk.caller, scan_id)
    plain = f"{DocumentKind.SCAN.name.lower()}{scan.type.suffixes[0]}"
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(scan.name, safe='')}"
    headers = {"Content-Disposition": disposition, "Cache-Control": "no-store"}
    return Response(scan.content, media_type=scan.type.media_type, headers=headers)


@router.post("/{scan_id}/remove")
def post_removal(scan_id: ResourceId, desk: PageContextDep) -> Response:
    """Remove a scan; the audit log keeps that there was one."""
    return desk.go(f"/councils/{remove_scan(desk.store, desk.caller, scan_id)}/gates")
