"""/help: the user guide, one page for each stage of work."""

from fastapi import APIRouter
from starlette.responses import Response

from cocau.app.services.errors import Missing
from cocau.app.web.desk.context import PageContextDep
from cocau.app.web.desk.page_route import PageRoute
from cocau.app.web.help_stages import HELP_STAGES

router = APIRouter(prefix="/help", route_class=PageRoute, include_in_schema=False)


@router.get("/{key}")
def show_help(key: str, desk: PageContextDep) -> Response:
    """Show the page of a stage, with the way to all others."""
    found = next((at for at, stage in enumerate(HELP_STAGES) if stage.key == key), None)
    if found is None:
        raise Missing(key)
    after = HELP_STAGES[found + 1] if found + 1 < len(HELP_STAGES) else None
    return desk.page("help.html", stages=HELP_STAGES, stage=HELP_STAGES[found], number=found + 1, after=after)
