"""Examples of requests for the API's description; /v1/demo: requests to post as they are.

All are about the councils that are shipped with the fixtures; the people in them are made up.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Response

from cocau import fixtures
from cocau.app.files.readers import read_council, read_pool
from cocau.app.problems import ErrorType
from cocau.app.services.errors import Missing
from cocau.app.services.planning.requests import ProposalCreate
from cocau.app.web.errors import describe_errors
from cocau.app.web.field_selection import SelectingRoute
from cocau.constraints.documents import parse_yaml, read_text
from cocau.constraints.model.council import Council
from cocau.constraints.model.draft import CouncilDraft
from cocau.constraints.model.offers import Offers
from cocau.constraints.model.people import Pool
from cocau.constraints.record import Record, Text

demo_router = APIRouter(prefix="/v1/demo", tags=["demo"], route_class=SelectingRoute)

_DEMO_FOLDER = Path(fixtures.__file__).parent


class DemoRequest(Record):
    """A request to try. `council`, `pool`: the files of fixtures/ that it is made of."""

    name: str
    title: Text
    council: str
    pool: str


DEMOS = {
    demo.name: demo
    for demo in (
        DemoRequest(
            name="xa-mau",
            title=Text(
                vi="Một xã hư cấu: 25 đại biểu, 50 người", en="A made-up commune: 25 seats, 50 people"
            ),
            council="xa-mau",
            pool="xa-mau",
        ),
        DemoRequest(
            name="ha-tinh",
            title=Text(
                vi="Tỉnh Hà Tĩnh: 54 đại biểu, 118 người", en="Hà Tĩnh province: 54 seats, 118 people"
            ),
            council="ha-tinh",
            pool="ha-tinh",
        ),
        DemoRequest(
            name="xa-mau-thieu-nguoi",
            title=Text(
                vi="Xã hư cấu thiếu người: xung đột", en="The commune with too few people: a conflict"
            ),
            council="xa-mau",
            pool="xa-mau-thieu-nguoi",
        ),
    )
}


@demo_router.get("", operation_id="listDemos", responses=describe_errors(ErrorType.FAILURE))
def list_demos() -> list[DemoRequest]:
    """List the requests to try."""
    return list(DEMOS.values())


@demo_router.get(
    "/{name}",
    operation_id="readDemo",
    response_model=ProposalCreate,
    responses=describe_errors(ErrorType.NOT_FOUND, ErrorType.FAILURE),
)
def read_demo(name: str) -> Response:
    """Return one of them: post it to /v1/proposals as it is."""
    if name not in DEMOS:
        raise Missing(name[:60])
    return Response(_build_demo_body(name), media_type="application/json")


@cache
def _build_demo_body(name: str) -> str:
    demo = DEMOS[name]
    council = read_council(_DEMO_FOLDER / "councils" / f"{demo.council}.yaml")
    pool = read_pool(_DEMO_FOLDER / "pools" / f"{demo.pool}.yaml")
    body = {
        "label": demo.title.vi,
        "council": council.model_dump(mode="json", exclude_defaults=True),
        "pool": pool.model_dump(mode="json", exclude_defaults=True),
    }
    return json.dumps(body, ensure_ascii=False, indent=1) + "\n"


_SHIPPED = Path(fixtures.__file__).parent
_COMMUNE_FILE = "xa-mau.yaml"


@cache
def build_commune() -> dict[str, Any]:
    """Build the council and the pool of a request."""
    council = Council.model_validate(_load_yaml("councils"))
    pool = Pool.model_validate(_load_yaml("pools"))
    return {
        "council": council.model_dump(mode="json", exclude_defaults=True),
        "pool": pool.model_dump(mode="json", exclude_defaults=True),
    }


def _load_yaml(folder: str) -> object:
    return parse_yaml(read_text(_SHIPPED / folder / _COMMUNE_FILE), _COMMUNE_FILE)


def build_plan_examples() -> dict[str, Any]:
    """Build a plain request, and one with a what-if and a pin."""
    person = build_commune()["pool"]["people"][0]["id"]
    what_if = {"overrides": {"women-35-percent": {"at_least_percent": 40}}, "pins": {"candidates": [person]}}
    return {
        "plan": {"summary": "A made-up commune", "value": build_commune()},
        "what-if": {
            "summary": "The same, with 40% women and one person pinned",
            "value": build_commune() | what_if,
        },
    }


def build_audit_examples() -> dict[str, Any]:
    """Build a request with an empty slate, which breaks every rule that asks for somebody."""
    slate = {
        "candidates": {unit["id"]: [] for unit in build_commune()["council"]["constituencies"]},
        "deputies": [],
    }
    return {"empty": {"summary": "An empty slate", "value": build_commune() | {"slate": slate}}}


def build_sweep_examples() -> dict[str, Any]:
    """Build a sweep over the share of women in the commune."""
    rule = "women-35-percent"
    changes = [
        {"name": f"{share}%", "patch": {"overrides": {rule: {"at_least_percent": share}}}}
        for share in (35, 40, 45, 50)
    ]
    return {
        "women": {"summary": "More and more women", "value": {"base": build_commune(), "changes": changes}}
    }


def build_programme_examples() -> dict[str, Any]:
    """Build a programme of the commune alone, and a drill."""
    return {
        "commune": {"summary": "One made-up commune", "value": {"councils": [build_commune()]}},
        "drill": {"summary": "Twenty of the made-up country", "value": {"made_up": {"count": 20}}},
    }


def build_study_examples() -> dict[str, Any]:
    """Build a study of the commune, and a drill, each as it is and with more women."""
    more = {"name": "40%", "overrides": {"women-35-percent": {"at_least_percent": 40}}}
    scenarios = [{"name": "as it is"}, more]
    drill = {"made_up": {"count": 20}, "scenarios": scenarios}
    return {
        "commune": {
            "summary": "One made-up commune",
            "value": {"councils": [build_commune()], "scenarios": scenarios},
        },
        "drill": {"summary": "Twenty of the made-up country", "value": drill},
    }


def build_withdrawal_examples() -> dict[str, Any]:
    """Build withdrawals of one person of the commune."""
    person = build_commune()["pool"]["people"][0]["id"]
    only_there = {"withdrawn": [person], "councils": [build_commune()["council"]["id"]], "label": "Rút ở xã"}
    return {
        "everywhere": {"summary": "Wherever they are introduced", "value": {"withdrawn": [person]}},
        "there": {"summary": "Only in the councils named", "value": only_there},
    }


def build_new_council() -> dict[str, Any]:
    """Build the commune, to be stored."""
    value = {
        "locality": "tinh-mau/huyen-mau/xa-mau",
        "label": "Xã Mẫu 2021",
        "council": build_commune()["council"],
    }
    return {"commune": {"summary": "A made-up commune", "value": value}}


def build_new_rulebook() -> dict[str, Any]:
    """Build the made-up layer of a district, to be stored."""
    value = {"locality": "tinh-mau/huyen-mau", "label": "Ngưỡng của huyện", "yaml": _read_layer()}
    return {"thresholds": {"summary": "A made-up district's own thresholds", "value": value}}


def build_next_rulebook() -> dict[str, Any]:
    """Build the same layer with another comment."""
    value = {"note": "a comment added", "yaml": f"# Hư cấu.\n{_read_layer()}"}
    return {"thresholds": {"summary": "The same with another comment", "value": value}}


def _read_layer() -> str:
    return read_text(_SHIPPED / "layers" / "phieu-va-xep-loai.yaml")


def build_first_dossier() -> dict[str, Any]:
    """Build a first dossier of the commune; all of it is made up."""
    value = {"dossier": {"council": "xa-mau", "records": [_build_record()]}, "note": "the first record"}
    return {"first": {"summary": "One record", "value": value}}


def build_new_record() -> dict[str, Any]:
    """Build one more record."""
    value = {"record": _build_record() | {"step": "structure-plan", "on": "2021-02-05"}}
    return {"structure": {"summary": "The structure was planned", "value": value}}


def _build_record() -> dict[str, Any]:
    return {
        "step": "standing-committee-opinion",
        "by": "Thường trực HĐND xã (ví dụ)",
        "on": "2021-02-02",
        "content": "Thống nhất với dự kiến cơ cấu (hư cấu).",
        "position": "for",
    }


COUNCIL_ID_PLACEHOLDER = "cnc_00000000000000000000000000"
"""Stands for a council's id in examples: put the one there that `createCouncil` answered."""


def build_new_scenario(council: str = COUNCIL_ID_PLACEHOLDER) -> dict[str, Any]:
    """Build a scenario with more women than the law asks for."""
    value = {"council": council, "scenario": _build_scenario()}
    return {"women": {"summary": "40% women on the lists", "value": value}}


def build_next_scenario() -> dict[str, Any]:
    """Build the same scenario with an aim raised to a must."""
    value = {"note": "harder", "scenario": _build_scenario() | {"raised": ["more-experts"]}}
    return {"women": {"summary": "The same with an aim as a must", "value": value}}


def _build_scenario() -> dict[str, Any]:
    return {"name": "Phụ nữ 40%", "overrides": {"women-35-percent": {"at_least_percent": 40}}}


def build_new_table(council: str = COUNCIL_ID_PLACEHOLDER) -> dict[str, Any]:
    """Build a table of what the commune's organisations may introduce."""
    value = {"council": council, "label": "Phân bổ số lượng giới thiệu", "offers": _load_offers()}
    return {"commune": {"summary": "A made-up commune's organisations", "value": value}}


def build_next_table() -> dict[str, Any]:
    """Build the same table with one person more in all."""
    offers = _load_offers()
    value = {"note": "one more", "offers": offers | {"total": offers["total"] + 1}}
    return {"commune": {"summary": "The same, one person more", "value": value}}


def _load_offers() -> dict[str, Any]:
    return Offers.model_validate(_load_yaml("offers")).model_dump(mode="json", exclude_defaults=True)


def build_structure_examples() -> dict[str, Any]:
    """Build a plain structure plan, and one with a what-if."""
    what_if = {"overrides": {"women-35-percent": {"at_least_percent": 40}}}
    return {
        "plain": {"summary": "As the rulebook says", "value": {}},
        "what-if": {"summary": "With 40% women", "value": what_if},
    }


def build_seats_examples() -> dict[str, Any]:
    """Build a question about the seats of a province."""
    value = {"day": "2021-05-23", "kind": "province", "population": 1_296_000, "constituencies": 14}
    return {"province": {"summary": "A province", "value": value}}


def build_draft_examples() -> dict[str, Any]:
    """Build the draft of a made-up commune before its seats are known."""
    value = CouncilDraft.model_validate(_load_yaml("drafts")).model_dump(mode="json", exclude_defaults=True)
    return {"commune": {"summary": "A made-up commune, before its seats are known", "value": value}}


def build_rulebook_cases() -> dict[str, Any]:
    """Build one case of the procedure of the made-up commune."""
    case = """gates:
  - name: without a record the structure is open
    council: xa-mau
    on: 2021-02-01
    expect: {open: [standing-committee-opinion]}
"""
    return {"gate": {"summary": "One case of the procedure", "value": {"yaml": case}}}


def build_published_tables() -> dict[str, Any]:
    """Build a published table whose blocs do not add up."""
    notice = {
        "locality": "Xã Mẫu",
        "level": "commune",
        "term": "2021-2026",
        "stage": "first_consultation",
        "base": "introduced",
        "base_total": 30,
        "blocs": [{"name": "Đảng", "count": 10}, {"name": "Mặt trận", "count": 15}],
        "structures": {"women": {"count": 12, "percent": "40"}},
    }
    return {"commune": {"summary": "A made-up commune's table", "value": {"notices": [notice]}}}


def build_next_council() -> dict[str, Any]:
    """Build the commune with a note."""
    value = {"note": "as decided", "council": build_commune()["council"] | {"note": "Hư cấu."}}
    return {"commune": {"summary": "The same with a note", "value": value}}
