"""What every page is given: caller, language, services, the council it is about."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated
from urllib.parse import quote, urlsplit

from fastapi import Depends, Request
from starlette.datastructures import URL
from starlette.responses import HTMLResponse, RedirectResponse, Response

from cocau.app.auth.caller import Caller
from cocau.app.db.engine import Store
from cocau.app.i18n.languages import Lang
from cocau.app.i18n.translations import get_translations
from cocau.app.permissions import Permission
from cocau.app.services.computations import Services
from cocau.app.services.councils import COUNCILS
from cocau.app.services.documents import StoredVersion, read_document
from cocau.app.services.planning.adjustments import has_newer_version
from cocau.app.services.planning.proposal_status import ProposalStanding, ProposalStatus
from cocau.app.services.planning.requests import VersionReference
from cocau.app.web.deps import CallerDep, ServicesDep
from cocau.app.web.desk.rendering import get_environment
from cocau.app.web.guide import get_guide, remember_guide
from cocau.constraints.model.council import Council

CLOSED_STANDINGS = frozenset({ProposalStanding.WITHDRAWN, ProposalStanding.SUPERSEDED})
"""Where nobody goes on: nothing is said of what is new."""
LANGUAGE_COOKIE = "lang"
"""The cookie that holds the language of the pages."""
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def get_language(request: Request) -> Lang:
    """Return the language chosen on these pages; Vietnamese until one was."""
    return Lang.EN if request.cookies.get(LANGUAGE_COOKIE) == Lang.EN else Lang.VI


def render_page(request: Request, template: str, *, code: int = 200, **values: object) -> HTMLResponse:
    """Render a template as a page, for a caller who may be unknown."""
    lang = get_language(request)
    guide = get_guide(request, lang)
    known = {"caller": None, "here": get_current_path(request), "request": request, "guide": guide}
    html = get_environment(lang).get_template(template).render(known | values)
    headers = {"Content-Security-Policy": CSP, "Cache-Control": "no-store", "Content-Language": str(lang)}
    answer = HTMLResponse(html, code, headers)
    if guide is not None and guide.number != guide.remembered:
        remember_guide(request, answer, str(guide.number))
    return answer


def get_current_path(request: Request) -> str:
    """Return the path and query of the current page, to come back to."""
    return URL(scope=request.scope).replace(scheme="", netloc="").__str__() or "/"


def get_local_path(path: str) -> str:
    """Return the path if it leads to a page of this host, else the start page."""
    ours = path.startswith("/") and not path.startswith(("//", "/\\"))
    return path if ours and path.isprintable() else "/"


@dataclass(frozen=True)
class PageContext:
    """One request for a page by a known caller, with all that its route needs."""

    request: Request
    caller: Caller
    office: Services
    lang: Lang

    @property
    def store(self) -> Store:
        """Return the store that everything is kept in."""
        return self.office.store

    def may(self, what: Permission) -> bool:
        """Return whether the caller's role allows something: the rest is not offered."""
        return self.caller.may(what)

    def _(self, text: str) -> str:
        """Translate a Vietnamese text into the language of the pages."""
        return get_translations(self.lang).gettext(text)

    def page(self, template: str, *, code: int = 200, **values: object) -> HTMLResponse:
        """Render a template that knows `desk`, `caller`, `lang`, `here` and the values."""
        return render_page(self.request, template, code=code, desk=self, caller=self.caller, **values)

    def is_outdated(self, proposal: ProposalStatus) -> bool:
        """Return whether the data of a proposal that is still considered have changed since."""
        if not proposal.state.final or proposal.erased is not None or proposal.standing in CLOSED_STANDINGS:
            return False
        of = proposal.references
        return any(map(self._is_newer, (one for one in (of.council, of.pool, of.rulebook) if one)))

    def _is_newer(self, reference: VersionReference) -> bool:
        # proposals of one page were mostly made from the same documents
        known: dict[VersionReference, bool] = self.request.scope.setdefault("cocau.newer", {})
        if reference not in known:
            known[reference] = has_newer_version(self.store, self.caller, reference)
        return known[reference]

    @property
    def partly(self) -> bool:
        """Return whether htmx asks for a part of a page."""
        return "hx-request" in self.request.headers

    @property
    def current_path(self) -> str:
        """Return the path of the page in which htmx asks for a part; empty for a whole page."""
        return urlsplit(self.request.headers.get("hx-current-url", "")).path

    def go(self, path: str) -> Response:
        """Redirect to a path after a form; what htmx sent makes the whole page go there."""
        there = quote(path, safe="/?&=#%+@:,;")  # a line break in it would be a header of its own
        if self.partly:
            return Response(headers={"HX-Redirect": there})
        return RedirectResponse(there, HTTPStatus.SEE_OTHER)


async def get_page_context(request: Request, caller: CallerDep, office: ServicesDep) -> PageContext:
    """Build the page context of a request."""
    return PageContext(request, caller, office, get_language(request))


PageContextDep = Annotated[PageContext, Depends(get_page_context)]


@dataclass(frozen=True)
class CouncilTab:
    """A tab of a council's pages; `inner`: tabs within, `reference`: for looking up."""

    name: str
    path: str
    title: str
    inner: tuple["CouncilTab", ...] = ()
    reference: bool = False


@dataclass(frozen=True)
class CouncilContext:
    """The council that a page is about, with the tabs that this caller may see."""

    held: StoredVersion[Council]
    tabs: tuple[CouncilTab, ...]

    def get_family(self, name: str) -> CouncilTab | None:
        """Return the tab of this name, or the one that has it within."""
        return next((t for t in self.tabs if name in {t.name, *(inner.name for inner in t.inner)}), None)

    @property
    def id(self) -> str:
        """Return the id of the council's document."""
        return self.held.document.id

    @property
    def name(self) -> str:
        """Return the council's name."""
        return self.held.body.name

    @property
    def council(self) -> Council:
        """Return the council."""
        return self.held.body


def get_council_context(desk: PageContext, council_id: str) -> CouncilContext:
    """Return the context of a council.

    Raises:
        Forbidden, Missing, Erased: as `read_document`.
    """
    return CouncilContext(
        read_document(desk.store, desk.caller, COUNCILS, council_id),
        tuple(_build_tabs(desk._, desk.may, council_id)),
    )


def _build_tabs(
    _: Callable[[str], str], may: Callable[[Permission], bool], council_id: str
) -> list[CouncilTab]:
    own = f"/councils/{council_id}"
    plans = [CouncilTab("proposals", f"{own}/proposals", _("Các phương án"))]
    if may(Permission.SEE_PEOPLE):
        plans += [
            CouncilTab("scenarios", f"{own}/scenarios", _("Phương án giả định")),
            CouncilTab("compare", f"{own}/compare", _("So sánh")),
        ]
    tabs = [
        CouncilTab("overview", own, _("Hội đồng")),
        CouncilTab("structure", f"{own}/structure", _("Phân bổ")),
        CouncilTab("people", f"{own}/people", _("Nhân sự")),
        CouncilTab("proposals", f"{own}/proposals", _("Phương án"), tuple(plans)),
        CouncilTab("gates", f"{own}/gates", _("Văn bản và quy trình")),
        CouncilTab(
            "results",
            f"{own}/results",
            _("Sau bầu cử"),
            (
                CouncilTab("results", f"{own}/results", _("Kết quả bầu cử")),
                CouncilTab("term", f"{own}/term", _("Nhiệm kỳ")),
            ),
        ),
        CouncilTab("rules", f"{own}/rules", _("Quy định"), reference=True),
    ]
    unseen = set() if may(Permission.SEE_PEOPLE) else {"people", "results"}
    return [tab for tab in tabs if tab.name not in unseen]
