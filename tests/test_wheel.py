"""The wheel works where a user's own folders have the names of ours: `app`, `fixtures`, `solver`, `constraints`."""

import json
import os
import signal
import socket
import subprocess
import sys
import sysconfig
import venv
from importlib.metadata import distributions, files
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name

from tests.app.cli.admin.test_service import Served
from tests.app.test_extras import list_distributions

ROOT = Path(__file__).parents[1]
SHIPPED = ROOT / "fixtures"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    _call(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder, cwd=ROOT)
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An interpreter whose environment has the wheel, and what it depends on, but not the editable install."""
    folder = tmp_path_factory.mktemp("whole")
    made = _make_environment(folder, Path(sysconfig.get_path("purelib")))
    install = ("install", "--quiet", "--no-compile", "--no-deps", "--no-index", wheel)
    _call(sys.executable, "-m", "pip", "--python", made, *install, cwd=folder)
    return made


@pytest.fixture(scope="module")
def bare(python: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same wheel with what `pip install cocau` brings, without any extra."""
    folder = tmp_path_factory.mktemp("bare")
    packages = folder / "packages"
    packages.mkdir()
    for name in list_distributions() & {canonicalize_name(d.name) for d in distributions()}:
        for part in {Path(file).parts[0] for file in files(name) or ()} - {"..", "__pycache__"}:
            (packages / part).symlink_to(Path(sysconfig.get_path("purelib")) / part)
    return _make_environment(folder, _find_packages(python), packages)


def _make_environment(folder: Path, *packages: Path) -> Path:
    """Make an environment that has the packages of these folders; return its interpreter."""
    environment = folder / "environment"
    venv.create(environment, with_pip=False, symlinks=True)
    made = environment / "bin" / "python"
    # A folder that a .pth names is searched, but its own .pth files, such as that of the editable install, are not read.
    (_find_packages(made) / "dependencies.pth").write_text("\n".join(map(str, packages)), encoding="utf-8")
    return made


def _find_packages(python: Path) -> Path:
    (own,) = python.parents[1].glob("lib/python*/site-packages")
    return own


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder to work in, with packages of the same names that must never be imported."""
    folder = tmp_path_factory.mktemp("hostile")
    for name in ("app", "constraints", "fixtures", "solver"):
        (folder / name).mkdir()
        (folder / name / "__init__.py").write_text(
            f"raise ImportError('{name} of the user')", encoding="utf-8"
        )
    return folder


def _call(*command: object, cwd: Path, code: int = 0) -> str:
    """Run a command that ends with this exit code; return what it says."""
    words = [str(part) for part in command]
    done = subprocess.run(words, cwd=cwd, env=_environment(), capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stderr if code else done.stdout


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("COCAU_", "PYTHON"))}
    return kept | {"COCAU_LANG": "en"}


def test_it_is_the_wheel_that_is_imported(python: Path, hostile: Path) -> None:
    where = _call(python, "-c", "import cocau.app; print(cocau.app.__file__)", cwd=hostile)
    assert Path(where).is_relative_to(python.parents[1])


def test_it_plans(python: Path, hostile: Path) -> None:
    council, pool = SHIPPED / "councils" / "xa-mau.yaml", SHIPPED / "pools" / "xa-mau.yaml"
    assert "SOLVED" in _call(python, "-m", "cocau", "plan", council, pool, cwd=hostile)


def test_its_schemas_are_found_by_their_ids(python: Path, hostile: Path) -> None:
    schema = json.loads(_call(python, "-m", "cocau", "schema", "urn:cocau:schema:pool", cwd=hostile))
    assert schema["$id"] == "urn:cocau:schema:pool"
    assert "Ngày sinh" in schema["$defs"]["Person"]["properties"]["born"]["description"]


@pytest.mark.parametrize(
    "paths", [[SHIPPED / "cases" / "age-21.yaml"], pytest.param([], marks=pytest.mark.long)]
)
def test_it_tries_cases(python: Path, hostile: Path, paths: list[Path]) -> None:
    """Some of them, and all that it brings."""
    assert " 0 fail, 0 error" in _call(python, "-m", "cocau", "test", *paths, cwd=hostile)


def test_it_serves_and_ends(python: Path, hostile: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    log = tmp_path / "log"
    with log.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(
            [python, "-m", "cocau", "serve", "--port", str(port)],
            cwd=hostile,
            env=_environment() | {"COCAU_STATE": str(tmp_path / "state")},
            stdout=subprocess.DEVNULL,
            stderr=out,
            text=True,
        )
    served = Served(process, port, log)
    try:
        served.until("/readyz", 200)
        status, _, page = served.ask("GET", "/", headers={"Accept": "text/html"})
        assert (status, "<main" in page) == (200, True), page
        assert served.stop(signal.SIGTERM) == 0, served.said()
    finally:
        process.kill()
        process.wait()


@pytest.mark.long  # an environment is installed
def test_without_extras_it_plans_audits_tests_and_explains(bare: Path, hostile: Path, tmp_path: Path) -> None:
    council, pool = SHIPPED / "councils" / "xa-mau.yaml", SHIPPED / "pools" / "xa-mau.yaml"
    proposal = tmp_path / "p.json"
    for words in (
        ("plan", council, pool, "-o", proposal),
        ("audit", proposal),
        ("why", proposal, "--person", "p001"),
        ("seats", SHIPPED / "drafts" / "xa-mau.yaml"),
        ("test", SHIPPED / "cases" / "age-21.yaml"),
        ("structure", council, SHIPPED / "offers" / "xa-mau.yaml"),
        ("calendar", council),
        ("rules",),
        ("schema", "pool"),
    ):
        _call(bare, "-m", "cocau", *words, cwd=hostile)


@pytest.mark.parametrize(
    ("words", "extra"),
    [
        (("serve",), "service"),
        (("doctor",), "service"),
        (("template", "pool.xlsx"), "documents"),
        (("calendar", SHIPPED / "councils" / "xa-mau.yaml", "--format", "ics"), "documents"),
    ],
)
def test_a_command_that_needs_an_extra_says_which(
    bare: Path, hostile: Path, words: tuple[object, ...], extra: str
) -> None:
    told = _call(bare, "-m", "cocau", *words, cwd=hostile, code=1)
    assert f"pip install 'cocau[{extra}]'" in told
