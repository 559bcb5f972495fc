"""What the tests of the pool's pages share: which pool, and what is in its newest version."""

import re
from html import unescape

from fastapi.testclient import TestClient

COMMUNE = "HĐND xã Mẫu"
HEADINGS = "Họ và tên,Ngày sinh,Giới tính,Khối"


def council_of(visitor: TestClient, at: int = -1) -> str:
    """The id of a council of the demo; the commune, unless another is named."""
    found: list[str] = re.findall(r'href="/councils/(cnc_\w+)"', visitor.get("/").text)
    return found[at]


def pool_of(visitor: TestClient, at: int = -1) -> str:
    """The address of its pool."""
    html = visitor.get(f"/councils/{council_of(visitor, at)}/people").text
    found = re.search(r'action="(/pools/pol_\w+)/find"', html)
    assert found is not None
    return found[1]


def people_of(visitor: TestClient, pool: str, version: int | None = None) -> list[dict[str, object]]:
    """The people of a version, as the API gives them."""
    asked = {} if version is None else {"version": version}
    people: list[dict[str, object]] = visitor.get(f"/v1{pool}", params=asked).json()["pool"]["people"]
    return people


def names_in(html: str) -> list[str]:
    """The names in the table of people, in its order."""
    return re.findall(r'<th scope="row"><a href="/pools/[^"]+">([^<]+)</a>', html)


def csv(*rows: str) -> dict[str, tuple[str, bytes, str]]:
    """A file to be sent in a form."""
    return {"file": ("danh-sach.csv", "\n".join([HEADINGS, *rows]).encode(), "text/csv")}


def fields_of(html: str) -> dict[str, str]:
    """The fields of the page of a list under review, as a browser without script would send them."""
    form = html[html.index('class="review"') :]
    form = form[: form.index("</form>")]
    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        given = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if given.get("type") != "checkbox" or " checked" in tag:
            found[given["name"]] = unescape(given.get("value", ""))
    for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        first = re.search(r'<option value="([^"]*)"', options)
        found[name] = unescape((chosen or first or ["", ""])[1])
    return found
