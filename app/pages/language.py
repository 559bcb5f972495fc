"""/language: what language the pages speak, for anybody."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from cocau.app.access.same_site import must_be_ours
from cocau.app.api.asking import SettingsDep
from cocau.app.languages import Lang
from cocau.app.pages.desk import LANGUAGE, SEE_OTHER, local
from cocau.app.pages.route import Page

router = APIRouter(route_class=Page, include_in_schema=False)

_YEAR = 365 * 24 * 3600


@router.post("/language")
def choose(
    request: Request,
    settings: SettingsDep,
    to: Annotated[Lang, Form()],
    back: Annotated[str, Form(max_length=2000)] = "/",
) -> Response:
    """Choose the language of the pages, and go back."""
    must_be_ours(request, proven=True)
    answer = RedirectResponse(local(back), SEE_OTHER)
    answer.set_cookie(
        LANGUAGE,
        to,
        max_age=_YEAR,
        path="/",
        secure=not settings.development,
        httponly=True,
        samesite="lax",
    )
    return answer
