"""Requests to try in the API's description: the made-up commune that is shipped with the rule fixtures."""

from functools import cache
from pathlib import Path
from typing import Any

from cocau import fixtures
from cocau.constraints.council import Council
from cocau.constraints.documents import parse, read_text
from cocau.constraints.draft import Draft
from cocau.constraints.offers import Offers
from cocau.constraints.people import Pool

_SHIPPED = Path(fixtures.__file__).parent
_NAME = "xa-mau.yaml"


@cache
def commune() -> dict[str, Any]:
    """The council and the pool of a request."""
    council = Council.model_validate(_yaml("councils"))
    pool = Pool.model_validate(_yaml("pools"))
    return {
        "council": council.model_dump(mode="json", exclude_defaults=True),
        "pool": pool.model_dump(mode="json", exclude_defaults=True),
    }


def _yaml(folder: str) -> object:
    return parse(read_text(_SHIPPED / folder / _NAME), _NAME)


def plan_examples() -> dict[str, Any]:
    """A plain request, and one with a what-if and a pin."""
    person = commune()["pool"]["people"][0]["id"]
    what_if = {"overrides": {"women-35-percent": {"at_least_percent": 40}}, "pins": {"candidates": [person]}}
    return {
        "plan": {"summary": "A made-up commune", "value": commune()},
        "what-if": {
            "summary": "The same, with 40% women and one person pinned",
            "value": commune() | what_if,
        },
    }


def audit_examples() -> dict[str, Any]:
    """An empty slate: every rule that asks for somebody is broken."""
    slate = {
        "candidates": {unit["id"]: [] for unit in commune()["council"]["constituencies"]},
        "deputies": [],
    }
    return {"empty": {"summary": "An empty slate", "value": commune() | {"slate": slate}}}


def sweep_examples() -> dict[str, Any]:
    """How many women could there be: the commune, with more and more of them."""
    rule = "women-35-percent"
    changes = [
        {"name": f"{share}%", "patch": {"overrides": {rule: {"at_least_percent": share}}}}
        for share in (35, 40, 45, 50)
    ]
    return {"women": {"summary": "More and more women", "value": {"base": commune(), "changes": changes}}}


def programme_examples() -> dict[str, Any]:
    """The commune by itself, and a drill."""
    return {
        "commune": {"summary": "One made-up commune", "value": {"councils": [commune()]}},
        "drill": {"summary": "Twenty of the made-up country", "value": {"made_up": {"count": 20}}},
    }


def withdrawal_examples() -> dict[str, Any]:
    """Somebody of the commune withdraws."""
    person = commune()["pool"]["people"][0]["id"]
    only_there = {"withdrawn": [person], "councils": [commune()["council"]["id"]], "label": "Rút ở xã"}
    return {
        "everywhere": {"summary": "Wherever they are introduced", "value": {"withdrawn": [person]}},
        "there": {"summary": "Only in the councils named", "value": only_there},
    }


def new_council() -> dict[str, Any]:
    """The commune, to be kept."""
    value = {"locality": "tinh-mau/huyen-mau/xa-mau", "label": "Xã Mẫu 2021", "council": commune()["council"]}
    return {"commune": {"summary": "A made-up commune", "value": value}}


def new_rulebook() -> dict[str, Any]:
    """The made-up layer of a district, to be kept."""
    value = {"locality": "tinh-mau/huyen-mau", "label": "Ngưỡng của huyện", "yaml": _layer()}
    return {"thresholds": {"summary": "A made-up district's own thresholds", "value": value}}


def next_rulebook() -> dict[str, Any]:
    """The same layer with another comment."""
    value = {"note": "a comment added", "yaml": f"# Hư cấu.\n{_layer()}"}
    return {"thresholds": {"summary": "The same with another comment", "value": value}}


def _layer() -> str:
    return read_text(_SHIPPED / "layers" / "phieu-va-xep-loai.yaml")


def first_dossier() -> dict[str, Any]:
    """The commune's records, all made up."""
    value = {"dossier": {"council": "xa-mau", "records": [_record()]}, "note": "the first record"}
    return {"first": {"summary": "One record", "value": value}}


def new_record() -> dict[str, Any]:
    """One record more."""
    value = {"record": _record() | {"step": "structure-plan", "on": "2021-02-05"}}
    return {"structure": {"summary": "The structure was planned", "value": value}}


def _record() -> dict[str, Any]:
    return {
        "step": "standing-committee-opinion",
        "by": "Thường trực HĐND xã (ví dụ)",
        "on": "2021-02-02",
        "content": "Thống nhất với dự kiến cơ cấu (hư cấu).",
        "position": "for",
    }


NO_COUNCIL = "cnc_00000000000000000000000000"
"""Stands for a council's id in examples: put the one there that `createCouncil` answered."""


def new_scenario(council: str = NO_COUNCIL) -> dict[str, Any]:
    """More women than the law asks for."""
    value = {"council": council, "scenario": _scenario()}
    return {"women": {"summary": "40% women on the lists", "value": value}}


def next_scenario() -> dict[str, Any]:
    """The same with an aim as a must."""
    value = {"note": "harder", "scenario": _scenario() | {"raised": ["more-experts"]}}
    return {"women": {"summary": "The same with an aim as a must", "value": value}}


def _scenario() -> dict[str, Any]:
    return {"name": "Phụ nữ 40%", "overrides": {"women-35-percent": {"at_least_percent": 40}}}


def new_table(council: str = NO_COUNCIL) -> dict[str, Any]:
    """What the commune's organisations may introduce."""
    value = {"council": council, "label": "Khả năng giới thiệu", "offers": _offers()}
    return {"commune": {"summary": "A made-up commune's organisations", "value": value}}


def next_table() -> dict[str, Any]:
    """The same with one person more in all."""
    offers = _offers()
    value = {"note": "one more", "offers": offers | {"total": offers["total"] + 1}}
    return {"commune": {"summary": "The same, one person more", "value": value}}


def _offers() -> dict[str, Any]:
    return Offers.model_validate(_yaml("offers")).model_dump(mode="json", exclude_defaults=True)


def structure_examples() -> dict[str, Any]:
    """A plain structure plan, and one with a what-if."""
    what_if = {"overrides": {"women-35-percent": {"at_least_percent": 40}}}
    return {
        "plain": {"summary": "As the rulebook says", "value": {}},
        "what-if": {"summary": "With 40% women", "value": what_if},
    }


def seats_examples() -> dict[str, Any]:
    """A province of so many people."""
    value = {"day": "2021-05-23", "kind": "province", "population": 1_296_000, "constituencies": 14}
    return {"province": {"summary": "A province", "value": value}}


def draft_examples() -> dict[str, Any]:
    """A made-up commune before its seats are known."""
    value = Draft.model_validate(_yaml("drafts")).model_dump(mode="json", exclude_defaults=True)
    return {"commune": {"summary": "A made-up commune, before its seats are known", "value": value}}


def sent_cases() -> dict[str, Any]:
    """A case of the procedure, of the made-up commune."""
    case = """gates:
  - name: without a record the structure is open
    council: xa-mau
    on: 2021-02-01
    expect: {open: [standing-committee-opinion]}
"""
    return {"gate": {"summary": "One case of the procedure", "value": {"yaml": case}}}


def sent_tables() -> dict[str, Any]:
    """A table whose blocs do not add up."""
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


def next_council() -> dict[str, Any]:
    """The commune with a note."""
    value = {"note": "as decided", "council": commune()["council"] | {"note": "Hư cấu."}}
    return {"commune": {"summary": "The same with a note", "value": value}}
