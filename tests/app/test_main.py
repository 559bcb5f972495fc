"""The service as it is imported: quickly, and without what only some requests need."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]

_IMPORT = """
import gc
import importlib
import json
import sys
import cocau.app.main
found = {
    "modules": sorted(sys.modules),
    "enabled": gc.isenabled(),
    "frozen": gc.get_freeze_count(),
    "collections": sum(s["collections"] for s in gc.get_stats()),
}
gc.disable()
importlib.reload(cocau.app.main)
print(json.dumps(found | {"enabled_again": gc.isenabled()}))
"""


@pytest.fixture(scope="module")
def imported() -> dict[str, Any]:
    """What a process is like that has imported the service; then once more, with collecting switched off before."""
    ran = subprocess.run(
        [sys.executable, "-c", _IMPORT], capture_output=True, text=True, check=True, cwd=ROOT
    )
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def test_the_service_imports_no_library_that_only_some_requests_need(imported: dict[str, Any]) -> None:
    rare = {
        "dbos",
        "docx",
        "icalendar",
        "lxml",
        "matplotlib",
        "ortools",
        "pandas",
        "polars",
        "typer",
        "xlsxwriter",
    }
    assert "fastapi" in imported["modules"]
    assert rare & {*imported["modules"]} == set()


def test_what_the_service_imports_is_not_searched_for_garbage_and_what_it_does_is(
    imported: dict[str, Any],
) -> None:
    assert imported["enabled"]
    assert imported["frozen"] > 100_000
    assert imported["collections"] < 20
    assert not imported["enabled_again"]
