"""Requests to try in the API's description: the made-up commune that is shipped with the rule fixtures."""

from functools import cache
from pathlib import Path
from typing import Any

import fixtures
from constraints.council import Council
from constraints.documents import parse, read_text
from constraints.people import Pool

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


def next_council() -> dict[str, Any]:
    """The commune with a note."""
    value = {"note": "as decided", "council": commune()["council"] | {"note": "Hư cấu."}}
    return {"commune": {"summary": "The same with a note", "value": value}}
