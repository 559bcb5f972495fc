"""The wheel works where a user's own folders have the names of ours: `app`, `fixtures`, `solver`, `constraints`."""

import os
import signal
import socket
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from tests.app.cli.admin.test_service import Served

ROOT = Path(__file__).parents[1]
SHIPPED = ROOT / "fixtures"


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An interpreter whose environment has the wheel, and what it depends on, but not the editable install."""
    folder = tmp_path_factory.mktemp("wheel")
    _call(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder, cwd=ROOT)
    (wheel,) = folder.glob("*.whl")
    environment = folder / "environment"
    venv.create(environment, with_pip=False, symlinks=True)
    made = environment / "bin" / "python"
    _call(
        sys.executable,
        "-m",
        "pip",
        "--python",
        made,
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        wheel,
        cwd=folder,
    )
    (packages,) = environment.glob("lib/python*/site-packages")
    # A folder that a .pth names is searched, but its own .pth files, such as that of the editable install, are not read.
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return made


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


def _call(*command: object, cwd: Path) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("COCAU_", "PYTHON"))}
    return kept | {"COCAU_LANG": "en"}


def test_it_is_the_wheel_that_is_imported(python: Path, hostile: Path) -> None:
    where = _call(python, "-c", "import cocau.app; print(cocau.app.__file__)", cwd=hostile)
    assert Path(where).is_relative_to(python.parents[1])


def test_it_plans(python: Path, hostile: Path) -> None:
    council, pool = SHIPPED / "councils" / "xa-mau.yaml", SHIPPED / "pools" / "xa-mau.yaml"
    assert "SOLVED" in _call(python, "-m", "cocau", "plan", council, pool, cwd=hostile)


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
