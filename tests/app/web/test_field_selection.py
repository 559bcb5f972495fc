"""`?fields=`: what it takes, and what it leaves alone. Every route and field: `api/test_routers_permissions.py`."""

from typing import Any

import pytest
from fastapi import FastAPI, Response
from fastapi.routing import APIRoute, iter_route_contexts
from fastapi.testclient import TestClient
from pydantic import BaseModel

from cocau.app.main import create_app
from cocau.app.settings import Settings
from cocau.app.web.errors import install_error_handlers
from cocau.app.web.field_selection import PART_TYPE, SelectingRoute
from cocau.app.web.paging import ResultPage
from cocau.constraints.record import Record


class Row(Record):
    id: str
    size: int


class Shelf(BaseModel):
    items: list[Row]
    colour: str


@pytest.fixture(scope="module")
def client() -> TestClient:
    app = FastAPI()
    app.router.route_class = SelectingRoute
    install_error_handlers(app)
    row = Row(id="a", size=1)

    @app.get("/one")
    def read_one() -> Row:
        return row

    @app.get("/rows")
    def list_rows() -> ResultPage[Row]:
        return ResultPage(items=(row, row), next="b")

    @app.get("/shelf")
    def read_shelf() -> Shelf:
        return Shelf(items=[row], colour="blue")

    @app.get("/known", response_model=Row)
    def read_known() -> Response:
        return Response(status_code=304, headers={"ETag": '"1"'})

    @app.post("/one")
    def make_one() -> Row:
        return row

    return TestClient(app)


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/one?fields=size", {"size": 1}),
        ("/one?fields=size&fields=id", {"id": "a", "size": 1}),
        ("/rows?fields=id", {"items": [{"id": "a"}, {"id": "a"}], "next": "b"}),
        ("/shelf?fields=items", {"items": [{"id": "a", "size": 1}]}),
    ],
)
def test_an_answer_has_the_fields_that_are_named(client: TestClient, path: str, answer: Any) -> None:
    response = client.get(path)
    assert response.json() == answer
    assert response.headers["content-type"] == PART_TYPE
    assert int(response.headers["content-length"]) == len(response.content)


@pytest.mark.parametrize(("path", "missed"), [("/one?fields=", 1), ("/one?fields=id,x,y", 2)])
def test_names_of_no_field_are_told_with_those_that_there_are(
    client: TestClient, path: str, missed: int
) -> None:
    response = client.get(path)
    assert response.status_code == 422
    problems = response.json()["problems"]
    assert [(p["code"], p["where"]) for p in problems] == [("no_such_field", "fields")] * missed
    assert all("id, size" in text for p in problems for text in (p["vi"], p["en"]))


def test_what_is_no_answer_to_read_is_left_alone(client: TestClient) -> None:
    assert (client.get("/known?fields=id").status_code, client.get("/known").headers["etag"]) == (304, '"1"')
    assert client.post("/one?fields=id").json() == {"id": "a", "size": 1}


def test_a_route_takes_the_fields_that_are_described() -> None:
    app = create_app(Settings())
    described = {
        path: [
            n
            for p in ms["get"].get("parameters", ())
            if p["name"] == "fields"
            for n in p["schema"]["items"]["enum"]
        ]
        for path, ms in app.openapi()["paths"].items()
        if "get" in ms and path.startswith("/v1/")
    }
    routes = {c.path: c.original_route for c in iter_route_contexts(app.routes) if "GET" in (c.methods or ())}
    taken = {path: list(routes[path].answer_fields.names) for path in described}
    assert taken == described
    assert sum(map(bool, described.values())) > 60
    assert all(isinstance(routes[path], APIRoute) for path in described)
