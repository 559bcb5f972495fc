"""The service as it is imported: quickly, and without what only some requests need."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def _run(code: str) -> str:
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    return ran.stdout.strip()


def test_the_service_imports_no_library_that_only_some_requests_need() -> None:
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
    assert _run(f"import sys, cocau.app.main; print(sorted({rare} & set(sys.modules)))") == "[]"


def test_what_the_service_imports_is_not_searched_for_garbage_and_what_it_does_is() -> None:
    told = "print(gc.isenabled(), gc.get_freeze_count() > 100_000, sum(s['collections'] for s in gc.get_stats()) < 20)"
    assert _run(f"import gc, cocau.app.main; {told}") == "True True True"
    assert _run("import gc; gc.disable(); import cocau.app.main; print(gc.isenabled())") == "False"
