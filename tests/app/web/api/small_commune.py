"""The smallest commune of fixtures/ as the body of a request: for what is not about who is on its lists."""

from functools import cache
from typing import Any

from cocau.app.files.readers import read_council, read_pool
from cocau.fixtures.run import SHIPPED


@cache
def build_small_commune() -> dict[str, Any]:
    """Build the council of five seats and its pool of twelve people: planned in a quarter of the time."""
    council = read_council(SHIPPED / "councils" / "xa-nho.yaml")
    pool = read_pool(SHIPPED / "pools" / "xa-nho.yaml")
    return {
        "council": council.model_dump(mode="json", exclude_defaults=True),
        "pool": pool.model_dump(mode="json", exclude_defaults=True),
    }
