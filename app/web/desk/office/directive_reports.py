"""/report: the report on carrying out the directive, on screen and as files."""

from fastapi import APIRouter
from starlette.responses import Response

from cocau.app.present.annex.formats import AnnexFormat
from cocau.app.present.annex.layout import format_value
from cocau.app.present.annex.model import AnnexRow, RowKind
from cocau.app.present.papers.directive_report import build_directive_report
from cocau.app.present.papers.formats import PAPER_FORMATS
from cocau.app.present.papers.model import PaperTable
from cocau.app.services.office.directive_reports import build_report, render_report
from cocau.app.web.api.office.papers import respond_with_paper
from cocau.app.web.desk.context import PageContextDep
from cocau.app.web.desk.page_route import PageRoute
from cocau.app.web.limits import ImportLimiterDep

router = APIRouter(prefix="/report", route_class=PageRoute, include_in_schema=False)


_OPEN_SECTIONS = 2
"""Sections of a council that stand open: composition and demands."""


@router.get("")
def show_report(desk: PageContextDep) -> Response:
    """Show the report: the table of all councils, then each council folded."""
    report = build_report(desk.store, desk.caller, desk.lang)
    overview, *councils = build_directive_report(report, is_printed=False).sheets
    return desk.page(
        "directive_report.html",
        overview=overview,
        councils=councils,
        day=report.on,
        formats=PAPER_FORMATS,
        say_value=lambda value: format_value(value, desk.lang),
        list_sections=_list_sections,
        open_sections=_OPEN_SECTIONS,
        sum_row=RowKind.SUM,
    )


def _list_sections(table: PaperTable) -> list[tuple[str, list[AnnexRow]]]:
    """List the sections of a council's table, each with its title and rows."""
    sections: list[tuple[str, list[AnnexRow]]] = []
    for row in table.rows:
        if row.kind is RowKind.GROUP:
            sections.append((str(row.values[0]), []))
        else:
            sections[-1][1].append(row)
    return sections


@router.get("/report.{paper_format}")
def download_report(paper_format: AnnexFormat, desk: PageContextDep, turns: ImportLimiterDep) -> Response:
    """Download the report."""
    with turns.waiting_slot(desk.caller.id), turns.slot():
        content, name = render_report(desk.store, desk.caller, paper_format, desk.lang)
    return respond_with_paper(content, name, paper_format, "directive-report")
