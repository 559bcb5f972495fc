"""What pages are made of besides HTML: our own files; style sheets, script and fonts of installed wheels.

Every address carries a digest of its content, so that a browser may keep a file for a year.
"""

import hashlib
from functools import cache
from importlib.resources import files
from pathlib import Path

import bootstrap_wrapper  # type: ignore[import-untyped]
from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

PREFIX = "/static"
_YEAR = "public, max-age=31536000, immutable"
_DAY = "public, max-age=86400"


def _folders() -> dict[str, Path]:
    """Where each name below `PREFIX` has its files."""
    return {
        "desk": Path(str(files("cocau.app") / "static")),
        "bootstrap": Path(bootstrap_wrapper.get_bootstrap_css_dir()),
        "htmx": Path(str(files("js_lib_htmx") / "static" / "htmx")),
        "font": Path(str(files("fontpkg_be_vietnam_pro") / "files")),
    }


class _Kept(StaticFiles):
    """Files that a browser may keep: for a year, if it asked for them by the digest of what they hold."""

    def file_response(self, full_path, stat_result, scope: Scope, status_code: int = 200) -> Response:  # type: ignore[no-untyped-def]  # noqa: ANN001  # as StaticFiles has it
        answer = super().file_response(full_path, stat_result, scope, status_code)
        answer.headers["Cache-Control"] = _YEAR if scope["query_string"] else _DAY
        return answer


def install(app: FastAPI) -> None:
    """Serve them. They are compressed, pages are not: a length must not tell of what is secret in a page."""
    for name, folder in _folders().items():
        app.mount(f"{PREFIX}/{name}", GZipMiddleware(_Kept(directory=folder)), name=f"static-{name}")


@cache
def asset(name: str) -> str:
    """The address of a file such as ``desk/desk.css``.

    Raises:
        FileNotFoundError: there is none.
    """
    folder, _, path = name.partition("/")
    digest = hashlib.sha256((_folders()[folder] / path).read_bytes()).hexdigest()
    return f"{PREFIX}/{name}?{digest[:12]}"
