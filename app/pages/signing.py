"""Asking whoever is not signed in, or not any more, to sign in; what they were about to send is kept."""

from collections.abc import Sequence

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.responses import Response

from app.pages.desk import here_of, local, page

Fields = Sequence[tuple[str, str]]
"""What a form held, in its order; files are not kept."""


async def signing_in(request: Request) -> Response:
    """The page for signing in, on which the form that was sent waits.

    A part of a page cannot ask; there the whole page goes and signs in.
    """
    if "hx-request" in request.headers:
        back = local(request.headers.get("hx-current-url", "/").partition(request.url.netloc)[2] or "/")
        answer = page(request, "part/signed_out.html", code=401, back=back)
        answer.headers["HX-Retarget"], answer.headers["HX-Reswap"] = "#told", "innerHTML"
        return answer
    sent = [] if request.method in {"GET", "HEAD"} else await _sent(request)
    return page(request, "sign_in.html", code=401, back=here_of(request), sent=sent, wrong="", ended=True)


async def _sent(request: Request) -> Fields:
    form = await request.form()
    return [(name, value) for name, value in form.multi_items() if not isinstance(value, UploadFile)]
