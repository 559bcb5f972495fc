import pytest
from starlette.requests import Request

from cocau.app.auth.authentication import check_same_site
from cocau.app.permissions import CrossSiteRequest

HOST = "cocau.example"


def _passes(method: str, headers: dict[str, str], *, proven: bool = True) -> bool:
    raw = [(k.encode(), v.encode()) for k, v in ({"host": HOST} | headers).items()]
    try:
        check_same_site(Request({"type": "http", "method": method, "headers": raw}), by_cookie=proven)
    except CrossSiteRequest:
        return False
    return True


@pytest.mark.parametrize(
    ("headers", "ours"),
    [
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "none"}, True),
        ({"sec-fetch-site": "none", "origin": f"https://{HOST}"}, True),
        ({"sec-fetch-site": "none", "origin": "https://evil.example"}, False),
        ({"sec-fetch-site": "none", "origin": "null"}, False),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "cross-site", "origin": f"https://{HOST}"}, False),
        ({"origin": f"https://{HOST}"}, True),
        ({"origin": f"http://{HOST.upper()}"}, True),
        ({"origin": f"https://{HOST}.evil.example"}, False),
        ({"origin": f"https://{HOST}:444"}, False),
        ({"origin": "null"}, False),
        ({"origin": "http://["}, False),
        ({"origin": "null", "host": ""}, False),
    ],
)
def test_only_pages_of_this_host_change_anything(headers: dict[str, str], ours: bool) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert _passes(method, headers) is ours
        assert _passes(method, headers, proven=False) is ours
    assert _passes("GET", headers)


def test_what_says_nothing_of_where_it_comes_from_is_no_browser() -> None:
    assert not _passes("POST", {})  # but a cookie is a browser's
    assert _passes("POST", {}, proven=False)
