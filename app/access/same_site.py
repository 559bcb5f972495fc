"""Against requests that a page of another site makes a browser send with what the browser knows (CSRF)."""

from urllib.parse import urlsplit

from starlette.requests import Request

from cocau.app.access.errors import CrossSite

_SAFE = {"GET", "HEAD", "OPTIONS"}


def must_be_ours(request: Request, *, proven: bool) -> None:
    """Go on only if no other site asked.

    A browser says so in Sec-Fetch-Site, where it trusts the connection, and else in Origin; "none" is what
    its user began, unless a page is named as well. What says neither is no browser of these years; with
    `proven` that is not enough: a cookie is a browser's.

    Raises:
        CrossSite: another site asked, or it may have.
    """
    if request.method in _SAFE:
        return
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site not in {None, "none"}:
        ours = site == "same-origin"
    elif origin is not None:
        ours = _host_of(origin) == request.headers.get("host", "").lower() != ""
    else:
        ours = site is not None or not proven
    if not ours:
        raise CrossSite


def _host_of(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:  # no browser sends such a one
        return None
