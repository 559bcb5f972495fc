"""What every page is given: who asks, in which language, the office, and how to answer with a page."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, Request
from starlette.datastructures import URL
from starlette.responses import HTMLResponse, RedirectResponse, Response

from cocau.app.access.caller import Caller
from cocau.app.access.roles import May
from cocau.app.api.asking import CallerDep, OfficeDep
from cocau.app.languages import Lang
from cocau.app.office.proposals import Office
from cocau.app.pages.environment import environment
from cocau.app.pages.translations import translations
from cocau.app.store import Store

LANGUAGE = "lang"
"""The cookie that holds the language of the pages."""
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
SEE_OTHER = 303


def language_of(request: Request) -> Lang:
    """The language that was chosen on these pages; Vietnamese until one was."""
    return Lang.EN if request.cookies.get(LANGUAGE) == Lang.EN else Lang.VI


def page(request: Request, template: str, *, code: int = 200, **values: object) -> HTMLResponse:
    """A template as a page, for whoever is known or not."""
    lang = language_of(request)
    known = {"caller": None, "here": here_of(request), "request": request}
    html = environment(lang).get_template(template).render(known | values)
    headers = {"Content-Security-Policy": CSP, "Cache-Control": "no-store", "Content-Language": str(lang)}
    return HTMLResponse(html, code, headers)


def here_of(request: Request) -> str:
    """The path and query of a page, to come back to."""
    return URL(scope=request.scope).replace(scheme="", netloc="").__str__() or "/"


def local(path: str) -> str:
    """The same path if it leads to a page of this host, else the start."""
    ours = path.startswith("/") and not path.startswith(("//", "/\\"))
    return path if ours and path.isprintable() else "/"


@dataclass(frozen=True)
class Desk:
    """One request for a page, by somebody who is known."""

    request: Request
    caller: Caller
    office: Office
    lang: Lang

    @property
    def store(self) -> Store:
        """Where everything is kept."""
        return self.office.store

    def may(self, what: May) -> bool:
        """Whether the caller's role allows it: what is not allowed is not offered."""
        return self.caller.may(what)

    def _(self, text: str) -> str:
        """A Vietnamese text in the language of the pages."""
        return translations(self.lang).gettext(text)

    def page(self, template: str, *, code: int = 200, **values: object) -> HTMLResponse:
        """A template as a page. It knows `desk`, `caller`, `lang`, `here` and what it is given."""
        return page(self.request, template, code=code, desk=self, caller=self.caller, **values)

    @property
    def partly(self) -> bool:
        """Whether htmx asks for a part of a page."""
        return "hx-request" in self.request.headers

    def go(self, path: str) -> Response:
        """Answer a form: go and look there. What htmx sent makes the whole page go."""
        there = quote(path, safe="/?&=#%+@:,;")  # a line break in it would be a header of its own
        if self.partly:
            return Response(headers={"HX-Redirect": there})
        return RedirectResponse(there, SEE_OTHER)


async def desk_of(request: Request, caller: CallerDep, office: OfficeDep) -> Desk:
    """The desk of whoever asks."""
    return Desk(request, caller, office, language_of(request))


DeskDep = Annotated[Desk, Depends(desk_of)]
