"""The image: built without a Docker engine, it serves with two settings, is killed and serves again."""

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.app.cli.admin.test_service import Served

ROOT = Path(__file__).parents[1]
TOOLS = ("buildah", "debootstrap")
LACKING = [tool for tool in TOOLS if shutil.which(tool) is None]

pytestmark = [
    pytest.mark.long,  # five minutes
    pytest.mark.skipif(bool(LACKING) or os.geteuid() != 0, reason=f"as root, with {' and '.join(TOOLS)}"),
]


class Image:
    """A built image, and one container of it."""

    def __init__(self, store: Path) -> None:
        self._buildah = ["buildah", "--root", str(store / "images"), "--runroot", str(store / "running")]
        self._container = self._call("from", "cocau").strip()

    def _call(self, *words: str) -> str:
        env = os.environ | {"BUILDAH_ISOLATION": "chroot"}
        done = subprocess.run([*self._buildah, *words], env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def run(self, *words: str) -> str:
        """Run a command in the container; return what it says."""
        return self._call("run", self._container, "--", *words)

    def remove(self) -> None:
        """Remove the container; one that was killed is still mounted."""
        self._call("rm", "--all")

    @contextmanager
    def serve(self, port: int, keys: str, log: Path) -> Iterator[Served]:
        """Serve as the image's own command does, on a port of the test."""
        serve = ("cocau", "serve", "--host", "127.0.0.1", "--port", str(port))
        words = ("run", "--env", f"COCAU_KEYS={keys}", self._container, "--", *serve)
        with log.open("w", encoding="utf-8") as out:
            process = subprocess.Popen(
                [*self._buildah, *words],
                env=os.environ | {"BUILDAH_ISOLATION": "chroot"},
                stdout=out,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
            )
        try:
            yield Served(process, port, log)
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Image]:
    store = tmp_path_factory.mktemp("image")
    done = subprocess.run(
        [ROOT / "deploy" / "build-image", store], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    image = Image(store)
    yield image
    image.remove()
    shutil.rmtree(store)


def test_it_holds_nothing_that_builds_and_runs_as_nobody(image: Image) -> None:
    assert image.run("id", "-u").strip() == "10001"
    assert (
        image.run("sh", "-c", "command -v gcc cc make || ls /opt/cocau/bin/pip* 2>/dev/null || echo none")
        == "none\n"
    )
    assert "SOLVED" in image.run(
        "sh",
        "-c",
        "d=$(python -c 'import cocau.fixtures as f; print(f.__path__[0])') &&"
        " cocau --lang en plan $d/councils/xa-mau.yaml $d/pools/xa-mau.yaml",
    )


def test_it_serves_with_two_settings_is_killed_and_serves_again(image: Image, tmp_path: Path) -> None:
    keys = image.run("cocau", "key", "seal").split()[-1]
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    first, again = tmp_path / "first", tmp_path / "again"
    with image.serve(port, keys, first) as served:
        served.until("/readyz", 200)
        assert served.status("/v1/councils") == 401
    with image.serve(port, keys, again) as served:
        served.until("/readyz", 200)
        status, _, page = served.ask("GET", "/", headers={"Accept": "text/html"})
        assert (status, "<main" in page) == (401, True)  # the page to sign in on
