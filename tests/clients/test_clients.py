"""The description makes clients without a warning, and these clients post, wait, and tell conflicts and errors."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cocau.app.main import create_app
from cocau.app.settings import ProofRule, Settings
from tests.app.web.desk.support.server import served

HERE = Path(__file__).parent
DOCS = HERE.parents[1] / "docs"
DESCRIPTION = DOCS / "openapi.json"
PYTHON_TOOLS = ("openapi-python-client==0.29.1", "openapi-generator-cli==7.26.0")
NODE_TOOLS = ("openapi-typescript@7.13.0", "openapi-fetch@0.17.0", "typescript@5.9.3", "@types/node@20")
OF_THE_GENERATOR = (
    "OpenAPI 3.1 support is still in beta",
    "Codegen property is null",  # a value of any type
    "Failed to get the schema name: null",  # within a tuple, or a value of any type
    "(reserved word) cannot be used as model name",  # `with` and `from` are fields of ours
)
"""What openapi-generator warns of while it writes Python: its own limits, not faults of the description."""
TOLD = {
    "solved": ["optimal", "solved", 25],
    "conflict": ["conflict", "conflict", True],
    "error": [404, "urn:cocau:problem:not-found"],
}

pytestmark = pytest.mark.long  # each generator is installed anew


def _call(*command: object, cwd: Path) -> str:
    """Run a command; what it told, on either stream."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    settings = Settings(state=tmp_path_factory.mktemp("state"), rate="100000/minute", proofs=ProofRule.ASKED)
    with served(create_app(settings)) as url:
        yield url


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment of its own with the generators that Python's index has."""
    folder = tmp_path_factory.mktemp("tools")
    _call(sys.executable, "-m", "venv", folder / "venv", cwd=folder)
    _call(folder / "venv/bin/pip", "install", "-q", *PYTHON_TOOLS, "ruff", cwd=folder)
    return folder / "venv"


def _read_last_line(text: str) -> Any:
    return json.loads(text.splitlines()[-1])


def test_the_python_client_is_made_without_a_warning_and_works(tools: Path, url: str, tmp_path: Path) -> None:
    generate = (tools / "bin/openapi-python-client", "generate", "--path", DESCRIPTION, "--meta", "none")
    config = ("--config", DOCS / "openapi-python-client.yaml", "--output-path", tmp_path / "client")
    path = f"PATH={tools / 'bin'}:/usr/bin:/bin"  # it formats by the ruff that it finds
    told = _call("env", path, *generate, *config, cwd=tmp_path)
    assert told.splitlines()[1:] == [], told
    shutil.copy(HERE / "walk.py", tmp_path)
    assert _read_last_line(_call(tools / "bin/python", "walk.py", url, cwd=tmp_path)) == TOLD


@pytest.mark.skipif(shutil.which("npm") is None, reason="no npm here")
def test_the_typescript_client_is_made_without_a_warning_and_works(url: str, tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"type": "module"}\n', encoding="utf-8")
    _call("npm", "install", "--silent", *NODE_TOOLS, cwd=tmp_path)
    command = "node_modules/.bin/openapi-typescript"
    told = _call(tmp_path / command, DESCRIPTION, "-o", "api.d.ts", cwd=tmp_path)
    assert "warn" not in told.lower(), told
    shutil.copy(HERE / "walk.ts", tmp_path)
    compiler = (tmp_path / "node_modules/.bin/tsc", "--strict", "--target", "es2022", "--module", "nodenext")
    _call(*compiler, "walk.ts", cwd=tmp_path)
    assert _read_last_line(_call("node", "walk.js", url, cwd=tmp_path)) == TOLD


@pytest.mark.skipif(shutil.which("java") is None, reason="no Java here")
def test_openapi_generator_finds_nothing_to_say(tools: Path, tmp_path: Path) -> None:
    (archive,) = tools.glob("lib/python3*/site-packages/openapi_generator_cli/openapi-generator.jar")
    told = _call("java", "-jar", archive, "validate", "--recommend", "-i", DESCRIPTION, cwd=tmp_path)
    assert "No validation issues detected." in told, told
    assert "warn" not in told.lower(), told
    made = _call(
        "java", "-jar", archive, "generate", "-g", "python", "-i", DESCRIPTION, "-o", "made", cwd=tmp_path
    )
    warnings = [line for line in made.splitlines() if " WARN " in line]
    assert [line for line in warnings if not any(own in line for own in OF_THE_GENERATOR)] == []
