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
