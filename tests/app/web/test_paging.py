"""Pages: no more than asked for, and the way to the next."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from fastapi import FastAPI, Request, Response
from fastapi.testclient import TestClient

from cocau.app.db.clock import new_id
from cocau.app.web import errors
from cocau.app.web.paging import PagingDep, ResultPage, build_page
from tests.app.client import LocalClient


@dataclass(frozen=True)
class Row:
    id: str


ROWS = sorted((Row(new_id("cnc")) for _ in range(5)), key=lambda row: row.id, reverse=True)


@pytest.fixture
def asking() -> Iterator[TestClient]:
    app = FastAPI()
    errors.install_error_handlers(app)

    @app.get("/rows")
    def rows(request: Request, response: Response, asked: PagingDep) -> ResultPage[str]:
        after = [row for row in ROWS if asked.after is None or row.id < asked.after]
        return build_page(request, response, asked, after[: asked.fetch_limit], lambda row: row.id)

    with LocalClient(app) as client:
        yield client


def test_pages_join_to_the_whole_list(asking: TestClient) -> None:
    url, seen = "/rows?limit=2&note=%C4%91%26", []
    while url:
        answer = asking.get(url)
        seen += answer.json()["items"]
        url = answer.links["next"]["url"] if "next" in answer.links else ""
        assert (answer.json()["next"] is None) is (url == "")
        assert not url or "note=%C4%91%26" in url
    assert seen == [row.id for row in ROWS]


def test_a_last_full_page_has_no_next(asking: TestClient) -> None:
    answer = asking.get("/rows?limit=5")
    assert len(answer.json()["items"]) == 5
    assert answer.json()["next"] is None
    assert "Link" not in answer.headers


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "limit=x", "after=", "after=../x", "after=cnc_1"])
def test_what_cannot_be_asked_for(asking: TestClient, query: str) -> None:
    answer = asking.get(f"/rows?{query}")
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["where"] == f"query.{query.partition('=')[0]}"
