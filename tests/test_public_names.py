"""`import cocau`: every name is there, and is imported only when it is used."""

import subprocess
import sys
from pathlib import Path

import pytest

import cocau


def test_every_name_is_there_and_listed() -> None:
    assert {name: getattr(cocau, name) for name in cocau.__all__}.keys() <= set(dir(cocau))
    assert callable(cocau.plan)
    with pytest.raises(AttributeError, match="nothing"):
        _ = cocau.nothing  # type: ignore[attr-defined]


def test_names_for_type_checkers_are_those_that_are_there() -> None:
    source = Path(cocau.__file__).read_text(encoding="utf-8")
    checked = source.partition("if TYPE_CHECKING:")[2].partition("_HOMES")[0]
    assert [name for name in cocau.__all__ if name not in checked] == []


def test_import_takes_nothing_along_and_frames_only_where_one_is_given() -> None:
    script = (
        "import sys, cocau; before = set(sys.modules); cocau.plan;"
        "heavy = {'pydantic', 'numpy', 'highspy'}; print(sorted(heavy & before));"
        "print(sorted({'pandas', 'polars', 'matplotlib', 'fastapi', 'sqlmodel', 'typer'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n[]\n", ran
