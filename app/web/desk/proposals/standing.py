"""A proposal's standing in its office: its pages' head, and acts that change it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import ValidationError
from starlette.responses import Response

from cocau.app.db.clock import VIETNAM
from cocau.app.permissions import Permission
from cocau.app.present.names import Names
from cocau.app.present.wording import lower_first
from cocau.app.services.documents import create_document, read_document
from cocau.app.services.errors import Erased, Missing, NotReady
from cocau.app.services.planning.adjustments import (
    PersonNews,
    ProposalNews,
    adjust_proposal,
    compare_with_newest,
    drop_adjustment,
    keep_adjustment,
    parse_proposal,
)
from cocau.app.services.planning.curation import ProposalCuration, curate_proposal
from cocau.app.services.planning.proposal_status import ProposalStatus
from cocau.app.services.planning.proposals import (
    CompletedProposal,
    get_completed_proposal,
    get_plan_request,
    get_proposal_status,
)
from cocau.app.services.scenarios import SCENARIOS
from cocau.app.web.deps import ResourceId, require_permission
from cocau.app.web.desk.context import (
    CLOSED_STANDINGS,
    CouncilContext,
    PageContext,
    PageContextDep,
    get_council_context,
    get_local_path,
)
from cocau.app.web.desk.page_route import PageRoute
from cocau.constraints.documents import list_validation_problems
from cocau.constraints.errors import InputError
from cocau.constraints.record import Text
from cocau.solver.explain.scenario import Scenario

MOST_NEWS = 6
"""People named in the head of a page; the page of the list tells of all."""


@dataclass(frozen=True)
class ProposalHead:
    """What every page of a proposal says first. `news`: sentences, the most important first."""

    status: ProposalStatus
    place: CouncilContext | None
    news: tuple[str, ...] = ()
    has_slate: bool = False

    @property
    def is_current(self) -> bool:
        """Return whether nothing has changed since the proposal was made."""
        return not self.news


def get_proposal_head(desk: PageContext, proposal_id: str) -> ProposalHead:
    """Return the head of a proposal's pages.

    Raises:
        Forbidden, Missing: see `get_proposal_status`.
    """
    return build_proposal_head(desk, get_proposal_status(desk.store, desk.caller, proposal_id))


def build_proposal_head(
    desk: PageContext, stands: ProposalStatus, found: CompletedProposal | None = None
) -> ProposalHead:
    """Build the head of a proposal's pages, with what has changed since, if known.

    `found`: the proposal, where it was opened already.
    """
    place = _find_council_context(desk, stands)
    if not stands.state.final or stands.erased is not None or stands.standing in CLOSED_STANDINGS:
        return ProposalHead(stands, place)
    try:
        found = found or get_completed_proposal(desk.store, desk.caller, stands.id)
        news = compare_with_newest(desk.store, desk.caller, found)
        proposal = parse_proposal(found.text)
    except (NotReady, Erased, InputError):
        return ProposalHead(stands, place)
    lines = tuple(_describe_news(Names.of(proposal, desk.lang, codes=False), news))
    return ProposalHead(stands, place, lines, proposal.slate is not None)


def _find_council_context(desk: PageContext, stands: ProposalStatus) -> CouncilContext | None:
    """Return the council of a proposal, if it was referenced and still exists."""
    council = stands.references.council
    if council is None:
        return None
    try:
        return get_council_context(desk, council.ref)
    except (Missing, Erased):
        return None


def _describe_news(names: Names, news: ProposalNews) -> Iterator[str]:
    say = names.say
    if news.pool is not None:
        yield from _describe_people(names, news)
    if news.council is not None:
        fields = [_COUNCIL_FIELDS[f] for f in news.council_fields if f in _COUNCIL_FIELDS]
        what = ", ".join(words.of(names.lang) for words in fields)
        yield say("Hồ sơ hội đồng đã đổi", "The council's data have changed") + (f": {what}" if what else "")
    if news.rules:
        yield say("Quy định áp dụng đã đổi", "The rules that apply have changed")


def _describe_people(names: Names, news: ProposalNews) -> Iterator[str]:
    say = names.say
    changed = say("Danh sách đã đổi", "The list of people has changed")
    for n, one in enumerate(news.people[:MOST_NEWS]):
        words = f"{one.name} ({_describe_role(names, one)}) {_describe_change(names, one)}"
        yield f"{changed}: {words}" if n == 0 else words
    more = [
        (
            len(news.people) - MOST_NEWS,
            ("người khác trong phương án có thay đổi", "others in the plan changed"),
        ),
        (news.came, ("người mới được giới thiệu", "new in the pool")),
        (news.others, ("người ngoài phương án có thay đổi", "outside the plan changed")),
    ]
    told = ", ".join(f"{n} {say(*words)}" for n, words in more if n > 0)
    if told or not news.people:
        yield told if news.people and told else f"{changed}: {told}" if told else changed


def _describe_role(names: Names, one: PersonNews) -> str:
    """Describe what somebody is on the slate by the highest part."""
    if one.part.posts:
        posts = ", ".join(names.post(post) for post in one.part.posts)
        return names.say(f"{posts} dự kiến", f"meant for {posts}")
    if one.part.deputy:
        return names.say("đại biểu dự kiến", "intended deputy")
    return names.say("người ứng cử", "candidate")


def _describe_change(names: Names, one: PersonNews) -> str:
    if one.gone:
        return names.say("đã rút", "has withdrawn")
    fields = ", ".join(lower_first(change.label.of(names.lang)) for change in one.fields)
    if one.barred:
        return names.say("không còn đủ tiêu chuẩn ứng cử", "may no longer stand")
    return names.say(f"có thay đổi: {fields}", f"has changed: {fields}")


_COUNCIL_FIELDS = {
    "seats": Text(vi="số đại biểu", en="seats"),
    "constituencies": Text(vi="đơn vị bầu cử", en="constituencies"),
    "committees": Text(vi="các ban", en="committees"),
    "election_day": Text(vi="ngày bầu cử", en="election day"),
    "prior_term": Text(vi="nhiệm kỳ trước", en="previous term"),
    "targets": Text(vi="chỉ tiêu của địa phương", en="local targets"),
    "reference": Text(vi="cơ cấu định hướng", en="agreed structure"),
    "population": Text(vi="dân số", en="population"),
    "sitting": Text(vi="chức danh đương nhiệm", en="officers in office"),
    "officers": Text(vi="họ tên người đang giữ chức danh", en="names of officers in office"),
}
"""Fields of a council whose changes are named; others are only told to have changed."""


router = APIRouter(prefix="/proposals/{proposal_id}", route_class=PageRoute, include_in_schema=False)


@router.post("/adjust", dependencies=[require_permission(Permission.ASK)])
def post_adjustment(proposal_id: ResourceId, desk: PageContextDep) -> Response:
    """Adjust the proposal to what has changed, and go to what comes of it."""
    stands = get_proposal_status(desk.store, desk.caller, proposal_id)
    label = desk._("%s (điều chỉnh)") % stands.label if stands.label else desk._("Phương án điều chỉnh")
    made = adjust_proposal(desk.office, desk.caller, proposal_id, label[:300])
    return desk.go(f"/proposals/{made.id}")


@router.post("/keep")
def post_keep(proposal_id: ResourceId, desk: PageContextDep) -> Response:
    """Keep an adjustment."""
    keep_adjustment(desk.store, desk.caller, proposal_id)
    return desk.go(f"/proposals/{proposal_id}")


@router.post("/drop")
def post_drop(proposal_id: ResourceId, desk: PageContextDep) -> Response:
    """Drop an adjustment, and go back to the proposal before."""
    before = drop_adjustment(desk.store, desk.caller, proposal_id).derived_from
    return desk.go(f"/proposals/{before or proposal_id}")


Field = Annotated[str | None, Form(max_length=4000)]
_YES = "yes"


@router.post("/curation")
def post_curation(  # noqa: PLR0913, PLR0917  # each is a field of the form
    proposal_id: ResourceId,
    desk: PageContextDep,
    label: Field = None,
    note: Field = None,
    starred: Field = None,
    archived: Field = None,
    withdrawn: Field = None,
    back: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """Change the name, the note, the star; archive or withdraw it, or take that back."""
    flags = {"starred": starred, "archived": archived, "withdrawn": withdrawn}
    given = {name: value == _YES for name, value in flags.items() if value is not None}
    texts = {name: value for name, value in (("label", label), ("note", note)) if value is not None}
    try:
        noted = ProposalCuration.model_validate(given | texts)
    except ValidationError as error:
        raise InputError(list_validation_problems(error)) from None
    curate_proposal(desk.store, desk.caller, proposal_id, noted)
    return desk.go(get_local_path(back) if back else f"/proposals/{proposal_id}")


@router.post("/what-if")
def post_what_if(proposal_id: ResourceId, desk: PageContextDep) -> Response:
    """Make a what-if that begins with what the proposal was asked with, and go to it."""
    stands = get_proposal_status(desk.store, desk.caller, proposal_id)
    of, request = stands.references, get_plan_request(desk.store, desk.caller, proposal_id)
    if of.council is None:
        raise Missing(proposal_id)
    name = desk._("Từ phương án %s") % (
        stands.label or f"{stands.moments.asked.astimezone(VIETNAM):%d/%m/%Y %H:%M}"
    )
    begun = Scenario(name="-", overrides=request.overrides, raised=request.raised, pins=request.pins)
    if of.scenario is not None:
        begun = read_document(desk.store, desk.caller, SCENARIOS, of.scenario.ref, of.scenario.version).body
    made = create_document(
        desk.store,
        desk.caller,
        SCENARIOS,
        begun.replace_unvalidated(name=name[:MAX_NAME]),
        about=of.council.ref,
    )
    return desk.go(f"/scenarios/{made.document.id}")


MAX_NAME = 60
"""Letters of the name of a scenario."""
