"""The tab that tests have one after another: as if new each time."""

from tests.app.web.desk.conftest import Site
from tests.app.web.desk.support.tabs import WIDE, SharedTab

_LEAVE = """() => {
  document.cookie = "kept=1";
  localStorage.kept = sessionStorage.kept = "1";
  history.pushState(null, "", "#kept");
  document.body.innerHTML = "<form data-guard><input></form>";
  addEventListener("beforeunload", (event) => event.preventDefault());
}"""
_FIND = """() => [document.cookie, localStorage.length, sessionStorage.kept ?? 0, innerWidth,
  matchMedia("print").matches, document.querySelectorAll("h1").length]"""


def test_nothing_of_a_test_is_left_in_it(tab: SharedTab, site: Site) -> None:
    page = tab.take()
    assert page.goto("/") is not None
    found = page.evaluate(_FIND)
    page.evaluate(_LEAVE)
    page.mouse.click(5, 5)  # else a page may not ask whether it is left
    page.route("**/*", lambda route: route.abort())
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(media="print")
    tab.give_back(page)
    again = tab.take()
    assert again is page
    assert again.go_back() is None
    answer = again.goto("/")
    assert answer is not None
    assert (answer.url, answer.status) == (f"{site.address}/", 200)
    assert again.evaluate(_FIND) == found == ["", 0, 0, WIDE["width"], False, 1]
    tab.give_back(again)
