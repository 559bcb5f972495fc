"""/docs and /redoc from files of an installed wheel: nothing is fetched from another host."""

import re
from functools import lru_cache
from importlib.resources import files

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.openapi.docs import get_redoc_html, get_swagger_ui_html
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.staticfiles import StaticFiles

ASSETS = "/static/docs"
TITLE = "cocau · API"
_FILES = files("fastapi_offline") / "static"
_LOGO = re.compile(r"https:[^\"']+/logo-mini\.svg")
"""A picture that the script of /redoc would fetch from its makers, telling them who reads here."""

router = APIRouter(include_in_schema=False)


def install(app: FastAPI) -> None:
    """Add the pages and what they are made of. The wheel is used for its files only, not for its code."""
    app.include_router(router)
    app.mount(ASSETS, StaticFiles(directory=str(_FILES)), name="docs")


@router.get("/openapi.json")
def description(request: Request) -> Response:
    """The description itself; in a thread, as it takes its time to be made."""
    return JSONResponse(request.app.openapi())


@router.get("/docs")
def swagger() -> HTMLResponse:
    """The description, to be tried out."""
    return get_swagger_ui_html(
        openapi_url="/openapi.json",
        title=TITLE,
        swagger_js_url=f"{ASSETS}/swagger-ui-bundle.js",
        swagger_css_url=f"{ASSETS}/swagger-ui.css",
        swagger_favicon_url=f"{ASSETS}/favicon.png",
    )


@router.get(f"{ASSETS}/redoc.js")
def redoc_script() -> Response:
    """The script of /redoc, with a picture of ours in the place of one from another host."""
    return Response(_redoc(), media_type="text/javascript", headers={"Cache-Control": "max-age=86400"})


@lru_cache(maxsize=1)
def _redoc() -> bytes:
    script = (_FILES / "redoc.standalone.js").read_text(encoding="utf-8")
    return _LOGO.sub(f"{ASSETS}/favicon.png", script).encode()


@router.get("/redoc")
def redoc() -> HTMLResponse:
    """The description, to be read."""
    return get_redoc_html(
        openapi_url="/openapi.json",
        title=TITLE,
        redoc_js_url=f"{ASSETS}/redoc.js",
        redoc_favicon_url=f"{ASSETS}/favicon.png",
        with_google_fonts=False,
    )
