"""The user guide on the desk: reached from where one stands, read from the first stage to the last."""

from fastapi.testclient import TestClient

from cocau.app.web.help_stages import HELP_STAGES


def test_the_guide_is_reached_from_where_one_stands_and_read_through(visitor: TestClient) -> None:
    assert 'href="/help/several"' in visitor.get("/programmes").text
    path, seen = "/help/start", []
    while path:
        html = visitor.get(path).text
        seen.append(path.removeprefix("/help/"))
        after = html.partition('btn-outline-secondary" href="')[2].partition('"')[0]
        path = after if after.startswith("/help/") else ""
    assert seen == [stage.key for stage in HELP_STAGES]
    assert visitor.get("/help/none").status_code == 404
