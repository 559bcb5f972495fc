"""Every command that docs/course.md shows runs, in its order, and ends as it says."""

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cocau.app.cli.main import cocau

ROOT = Path(__file__).parents[1]
SHOWN = re.compile(r"^\$ (?P<command>.*?)(?:\s+# exit code (?P<code>\d))?$", re.MULTILINE)


@pytest.mark.long  # half a minute
def test_the_course_can_be_taken_from_the_population_to_the_replanned_slate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "fixtures").symlink_to(ROOT / "fixtures")
    monkeypatch.chdir(tmp_path)
    shown = list(SHOWN.finditer((ROOT / "docs" / "course.md").read_text(encoding="utf-8")))
    assert len(shown) > 20
    for match in shown:
        program, *words = shlex.split(match["command"])
        if program == "mkdir":
            (tmp_path / words[-1]).mkdir()
            continue
        assert program == "cocau", match["command"]
        result = CliRunner().invoke(cocau, words)
        assert result.exit_code == int(match["code"] or 0), (match["command"], result.stderr)
    made = {path.name for path in (tmp_path / "out").iterdir()}
    for name in ("ha-tinh", "thach-ha", "xa-mau"):
        assert {f"{name}.yaml", f"{name}.json", f"{name}-2.json"} <= made
