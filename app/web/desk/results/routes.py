"""/councils/{council_id}/results: counted results entered, judged, beside the plan."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from cocau.app.audits.elections import ElectionLists
from cocau.app.db.models import VersionRow
from cocau.app.files.results import (
    build_blank_results,
    list_blank_rows,
)
from cocau.app.i18n.result_words import FIGURE_WORDS
from cocau.app.i18n.words import get_label
from cocau.app.permissions import Permission
from cocau.app.present.names import Names
from cocau.app.present.results.election import (
    ElectionView,
    describe_election,
    render_compositions,
    render_constituencies,
    render_exposed_posts,
    render_intended,
    render_provisions,
    render_rule_changes,
    render_votes,
)
from cocau.app.services.errors import Missing, Stale
from cocau.app.services.planning.proposals import get_proposal_status
from cocau.app.services.results.election_results import (
    HeldElection,
    find_election,
    find_lists,
    list_proposals_with_lists,
    list_results_versions,
    save_results,
)
from cocau.app.services.users import get_user_names
from cocau.app.web.api.results.election_results import read_sent_results
from cocau.app.web.bodies.requests import UploadedBodyDep
from cocau.app.web.deps import ResourceId, check_id, require_permission
from cocau.app.web.desk.context import PageContext, PageContextDep, get_council_context
from cocau.app.web.desk.forms import FormValuesDep, Problems
from cocau.app.web.desk.page_route import PageRoute
from cocau.app.web.desk.results.results_form import (
    CountBlock,
    ResultTexts,
    build_result_texts,
    list_blocks,
    merge_result_texts,
    read_result_texts,
    read_results_form,
)
from cocau.app.web.limits import ImportLimiterDep
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.results.counts import COUNT_FIELDS, VoteRound

router = APIRouter(prefix="/councils/{council_id}/results", route_class=PageRoute, include_in_schema=False)

SHOWN_VERSIONS = 10
ProposalField = Annotated[str, Query(max_length=40)]
VersionNumber = Annotated[int | None, Query(ge=1, le=2**31 - 1)]
_MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@router.get("")
def show_results(council_id: ResourceId, desk: PageContextDep, version: VersionNumber = None) -> Response:
    """Show the counted results, judged and beside the plan; or what to do to have them."""
    return _render_results(desk, council_id, version)


def _render_results(
    desk: PageContext,
    council_id: str,
    number: int | None = None,
    *,
    code: int = 200,
    problems: Problems = (),
    gone: bool = False,
) -> Response:
    place = get_council_context(desk, council_id)
    election = find_election(desk.store, desk.caller, council_id, number)
    versions = list_results_versions(desk.store, desk.caller, council_id)
    return desk.page(
        "results.html",
        code=code,
        place=place,
        election=election,
        used=election and get_proposal_status(desk.store, desk.caller, election.lists.proposal_id),
        shown=None if election is None else _build_view(desk, election),
        newest=versions[0].number if versions else 0,
        versions=versions[:SHOWN_VERSIONS],
        makers=_name_makers(desk, versions),
        choices=list_proposals_with_lists(desk.store, desk.caller, council_id),
        problems=problems,
        gone=gone,
        told=desk.request.query_params.get("told", ""),
    )


def _name_makers(desk: PageContext, versions: list[VersionRow]) -> Mapping[str, str]:
    return get_user_names(desk.store, desk.caller, {row.made_by for row in versions})


def _build_view(desk: PageContext, election: HeldElection) -> dict[str, object]:
    """Build what the page of an election shows: its sentence and its blocks."""
    lists = election.lists
    view = ElectionView.of(election, desk.lang)
    names = view.names
    told, tone = describe_election(view)
    counted, settled = bool(election.verdict.elected), not election.verdict.open
    findings = election.audit() if settled else ()
    return {
        "told": told,
        "tone": tone,
        "names": names,
        "counted": counted,
        "settled": settled,
        "constituencies": list(render_constituencies(view)),
        "votes": [
            (names.unit(one.constituency), list(render_votes(view, one)))
            for one in election.verdict.constituencies
            if one.counts
        ],
        "intended": list(render_intended(view)),
        "posts": list(render_exposed_posts(view)),
        "composition": list(render_compositions(view)),
        "rules": list(render_rule_changes(view, lists.proposal.findings, findings)),
        "provisions": list(render_provisions(names)),
    }


# --- the form -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ResultsFormPage:
    """What the page of the form shows. `theirs`: what somebody else wrote where both did."""

    texts: ResultTexts
    expected: int = 0
    note: str = ""
    problems: Problems = ()
    code: int = 200
    overtaken: bool = False
    theirs: Mapping[str, str] = field(default_factory=dict)


@router.get("/edit", dependencies=[require_permission(Permission.EDIT)])
def show_results_form(council_id: ResourceId, desk: PageContextDep, proposal: ProposalField = "") -> Response:
    """Show the form of the counts, with what was entered before."""
    election = find_election(desk.store, desk.caller, council_id)
    lists = _choose_lists(desk, council_id, election, proposal)
    held = election if election is not None and election.lists.proposal_id == lists.proposal_id else None
    blocks = _list_blocks(desk, lists, held)
    texts = build_result_texts(blocks, None if held is None else held.results)
    expected = 0 if election is None else election.version
    return _render_form(desk, council_id, lists, held, ResultsFormPage(texts, expected))


def _choose_lists(
    desk: PageContext, council_id: str, election: HeldElection | None, proposal: str
) -> ElectionLists:
    """Return the lists of the proposal named, else of the results there are."""
    if election is not None and proposal in {"", election.lists.proposal_id}:
        return election.lists
    return find_lists(desk.store, desk.caller, council_id, check_id(proposal))


def _list_blocks(desk: PageContext, lists: ElectionLists, held: HeldElection | None) -> list[CountBlock]:
    names = Names.of(lists.proposal, desk.lang)
    return list_blocks(
        lists, names, None if held is None else held.results, None if held is None else held.verdict
    )


@router.post("/edit", dependencies=[require_permission(Permission.EDIT)])
def post_results_form(council_id: ResourceId, desk: PageContextDep, form: FormValuesDep) -> Response:
    """Store the counts; if somebody was faster, show their figures beside what was typed."""
    election = find_election(desk.store, desk.caller, council_id)
    lists = _choose_lists(desk, council_id, election, form.get("proposal", ""))
    held = election if election is not None and election.lists.proposal_id == lists.proposal_id else None
    blocks = _list_blocks(desk, lists, held)
    blank = build_result_texts(blocks, None)
    texts = read_result_texts(form, blank)
    expected, note = _read_expected(form), form.get("version-note", "")[:500]
    page = ResultsFormPage(texts, expected, note)
    try:
        read = read_results_form(blocks, texts, lists.council.id, lists.proposal_id)
    except InputError as error:
        return _refuse_form(desk, council_id, lists, held, page, error.problems)
    try:
        save_results(desk.store, desk.caller, council_id, read.results, expected=expected, note=note)
    except InputError as error:
        found = [read.relocate(problem) for problem in error.problems]
        return _refuse_form(desk, council_id, lists, held, page, found)
    except Stale:
        return _render_overtaken(desk, council_id, lists, page)
    return desk.go(f"/councils/{council_id}/results?told=saved")


def _read_expected(form: Mapping[str, str]) -> int:
    typed = form.get("expected", "")
    return int(typed[:9]) if typed[:9].isdecimal() else 0


def _refuse_form(
    desk: PageContext,
    council_id: str,
    lists: ElectionLists,
    held: HeldElection | None,
    page: ResultsFormPage,
    problems: Problems,
) -> Response:
    again = ResultsFormPage(
        page.texts, page.expected, page.note, problems, code=HTTPStatus.UNPROCESSABLE_ENTITY
    )
    return _render_form(desk, council_id, lists, held, again)


def _render_overtaken(
    desk: PageContext, council_id: str, lists: ElectionLists, page: ResultsFormPage
) -> Response:
    now = find_election(desk.store, desk.caller, council_id)
    if now is None or now.lists.proposal_id != lists.proposal_id:
        return _render_results(desk, council_id, code=HTTPStatus.PRECONDITION_FAILED, gone=True)
    before = find_election(desk.store, desk.caller, council_id, page.expected) if page.expected else None
    blocks = _list_blocks(desk, lists, now)
    old = build_result_texts(blocks, None if before is None else before.results)
    texts, theirs = merge_result_texts(old, page.texts, build_result_texts(blocks, now.results))
    again = ResultsFormPage(
        texts,
        now.version,
        page.note,
        code=HTTPStatus.PRECONDITION_FAILED,
        overtaken=True,
        theirs=theirs,
    )
    return _render_form(desk, council_id, lists, now, again)


def _render_form(
    desk: PageContext,
    council_id: str,
    lists: ElectionLists,
    held: HeldElection | None,
    page: ResultsFormPage,
) -> Response:
    names = Names.of(lists.proposal, desk.lang)
    wrong: dict[str, list[Problem]] = {}
    for problem in page.problems:
        wrong.setdefault(str(problem.loc[0]) if problem.loc else "", []).append(problem)
    return desk.page(
        "results_form.html",
        code=page.code,
        place=get_council_context(desk, council_id),
        lists=lists,
        names=names,
        blocks=_list_blocks(desk, lists, held),
        figures={name: FIGURE_WORDS[name].of(desk.lang) for name in COUNT_FIELDS},
        first=VoteRound.FIRST,
        say_round=lambda one: get_label(one, desk.lang),
        shown=page,
        texts=page.texts,
        wrong=wrong,
    )


# --- files --------------------------------------------------------------------------------------------------


@router.get("/blank.{form}")
def download_blank(
    council_id: ResourceId, form: str, desk: PageContextDep, proposal: ProposalField = ""
) -> Response:
    """Download a table of everybody on the lists, to be filled in."""
    if form not in _MEDIA:
        raise Missing(form)
    lists = _choose_lists(desk, council_id, find_election(desk.store, desk.caller, council_id), proposal)
    rows = list_blank_rows(lists.council, lists.pool, lists.candidates, desk.lang)
    headers = {
        "Content-Disposition": f'attachment; filename="ket-qua-bau-cu.{form}"',
        "Cache-Control": "no-store",
    }
    return Response(build_blank_results(rows, f".{form}"), media_type=_MEDIA[form], headers=headers)


@router.post("/file", dependencies=[require_permission(Permission.EDIT)])
def post_results_file(
    council_id: ResourceId, desk: PageContextDep, turns: ImportLimiterDep, sent: UploadedBodyDep
) -> Response:
    """Store the counts of an uploaded table as the next version."""
    election = find_election(desk.store, desk.caller, council_id)
    lists = _choose_lists(desk, council_id, election, str(sent.fields.get("proposal", "")))
    expected = _read_expected({"expected": str(sent.fields.get("expected", ""))})
    try:
        read = read_sent_results(turns, sent, lists)
        try:
            save_results(desk.store, desk.caller, council_id, read.results, expected=expected)
        except InputError as error:
            raise read.relocate(error.problems) from None
    except InputError as error:
        return _render_results(
            desk, council_id, code=HTTPStatus.UNPROCESSABLE_ENTITY, problems=error.problems
        )
    except Stale:
        return _render_results(desk, council_id, code=HTTPStatus.PRECONDITION_FAILED, gone=True)
    return desk.go(f"/councils/{council_id}/results?told=saved")
