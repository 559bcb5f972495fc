"""/v1/demo: requests that can be posted to /v1/proposals as they are; the people in them are made up."""

import json
from functools import cache
from pathlib import Path

from fastapi import APIRouter, Response

from cocau import fixtures
from cocau.app.errors import responses
from cocau.app.imports import read_council, read_pool
from cocau.app.office.ask import Ask
from cocau.app.office.errors import Missing
from cocau.app.problems import Fault
from cocau.constraints.record import Record, Text

router = APIRouter(prefix="/v1/demo", tags=["demo"])

_SHIPPED = Path(fixtures.__file__).parent


class Demo(Record):
    """A request to try. `council`, `pool`: the files of fixtures/ that it is made of."""

    name: str
    title: Text
    council: str
    pool: str


DEMOS = {
    demo.name: demo
    for demo in (
        Demo(
            name="xa-mau",
            title=Text(
                vi="Một xã hư cấu: 25 đại biểu, 50 người", en="A made-up commune: 25 seats, 50 people"
            ),
            council="xa-mau",
            pool="xa-mau",
        ),
        Demo(
            name="ha-tinh",
            title=Text(
                vi="Tỉnh Hà Tĩnh: 54 đại biểu, 118 người", en="Hà Tĩnh province: 54 seats, 118 people"
            ),
            council="ha-tinh",
            pool="ha-tinh",
        ),
        Demo(
            name="xa-mau-thieu-nguoi",
            title=Text(
                vi="Xã hư cấu thiếu người: xung đột", en="The commune with too few people: a conflict"
            ),
            council="xa-mau",
            pool="xa-mau-thieu-nguoi",
        ),
    )
}


@router.get("", operation_id="listDemos", responses=responses(Fault.FAILURE))
def list_demos() -> list[Demo]:
    """The requests there are to try."""
    return list(DEMOS.values())


@router.get(
    "/{name}",
    operation_id="readDemo",
    response_model=Ask,
    responses=responses(Fault.NOT_FOUND, Fault.FAILURE),
)
def read_demo(name: str) -> Response:
    """One of them: post it to /v1/proposals as it is."""
    if name not in DEMOS:
        raise Missing(name[:60])
    return Response(_body(name), media_type="application/json")


@cache
def _body(name: str) -> str:
    demo = DEMOS[name]
    council = read_council(_SHIPPED / "councils" / f"{demo.council}.yaml")
    pool = read_pool(_SHIPPED / "pools" / f"{demo.pool}.yaml")
    body = {
        "label": demo.title.vi,
        "council": council.model_dump(mode="json", exclude_defaults=True),
        "pool": pool.model_dump(mode="json", exclude_defaults=True),
    }
    return json.dumps(body, ensure_ascii=False, indent=1) + "\n"
