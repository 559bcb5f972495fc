"""The service as its users meet it: a real server on SQLite, asked over HTTP."""

import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from cocau.app.files.readers import read_council, read_pool
from cocau.solver.plan import plan
from cocau.solver.request import PlanRequest

ROOT = Path(__file__).parents[1]
CASES = ROOT / "fixtures"
CLIENTS = 50
READ_FOR = 5.0
"""Seconds for which statuses are read."""


@contextmanager
def server() -> Iterator[int]:
    """The port of a server that has just begun with nothing."""
    with serve([sys.executable, "-m", "cocau"], dict(os.environ), ROOT) as port:
        yield port


@contextmanager
def serve(command: list[str], environment: dict[str, str], folder: Path) -> Iterator[int]:
    """The port of a server that a command line starts in a folder, with a state of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as state, tempfile.TemporaryFile("w+") as said:
        settings = {"COCAU_STATE": state, "COCAU_RATE": "1000000/minute", "COCAU_QUEUE": "1000"}
        process = subprocess.Popen(  # noqa: S603  # our own command
            [*command, "serve", "--port", str(port)], cwd=folder, env=environment | settings, stderr=said
        )
        try:
            if not _is_ready(port, process):
                said.seek(0)
                raise RuntimeError(f"the server in {folder} did not become ready: {said.read()[-2_000:]}")
            yield port
        finally:
            process.terminate()
            process.wait(60)


def _is_ready(port: int, process: "subprocess.Popen[bytes]") -> bool:
    """Wait until a server is ready; return False where it ended, or took a minute."""
    for _ in range(600):
        if process.poll() is not None:
            return False
        try:
            if ask(port, "GET", "/readyz")[0] == http.HTTPStatus.OK:
                return True
        except OSError:
            pass
        time.sleep(0.1)
    return False


def ask(
    port: int, method: str, path: str, body: bytes | None = None, **headers: str
) -> tuple[int, dict[str, str], bytes]:
    """One request on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request(method, path, body, {"Content-Type": "application/json", **headers})
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, {k.lower(): v for k, v in answer.getheaders()}, content


def request_of(name: str) -> PlanRequest:
    """A shipped council and its pool."""
    return PlanRequest(
        council=read_council(CASES / "councils" / f"{name}.yaml"),
        pool=read_pool(CASES / "pools" / f"{name}.yaml"),
    )


def _body(request: PlanRequest) -> bytes:
    return request.model_dump_json(exclude_defaults=True).encode()


def overhead(port: int, repeat: int) -> tuple[float, float]:
    """Measure median seconds, in turns: the plan alone in this process, and over HTTP."""
    request = request_of("ha-tinh")
    body = _body(request)
    plan(request)
    ask(port, "POST", "/v1/proposals", body, Prefer="wait=60")
    bare, whole = [], []
    for _ in range(repeat):
        begun = time.perf_counter()
        text = plan(request).to_json().encode()
        bare.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        status, _, content = ask(port, "POST", "/v1/proposals", body, Prefer="wait=60")
        whole.append(time.perf_counter() - begun)
        if status != http.HTTPStatus.OK or content != text:
            raise RuntimeError(f"{status}: not the bytes of the plan")
    return statistics.median(bare), statistics.median(whole)


def status_reads(port: int) -> float:
    """Statuses read a second, on four connections, while two searches run all the time."""
    body = _body(request_of("nghe-an"))
    _, found, _ = ask(port, "POST", "/v1/proposals", body)
    path = found["location"]
    stop = threading.Event()
    kept_busy = [threading.Thread(target=_keep_busy, args=(port, body, stop)) for _ in range(2)]
    for thread in kept_busy:
        thread.start()
    time.sleep(0.5)
    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(lambda _: _reads(port, path), range(4)))
    stop.set()
    for thread in kept_busy:
        thread.join()
    return sum(counts) / READ_FOR


def _keep_busy(port: int, body: bytes, stop: threading.Event) -> None:
    while not stop.is_set():
        ask(port, "POST", "/v1/proposals", body, Prefer="wait=60")


def _reads(port: int, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    count, end = 0, time.perf_counter() + READ_FOR
    while time.perf_counter() < end:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        if answer.status != http.HTTPStatus.OK:
            raise RuntimeError(f"a status answered {answer.status}")
        count += 1
    connection.close()
    return count


def at_once(port: int) -> tuple[float, Counter[int], int]:
    """Measure seconds until all are served, how each was answered, and the proposals made."""
    body = _body(request_of("xa-mau"))

    def one() -> tuple[int, str]:
        answered, _, content = ask(port, "POST", "/v1/proposals", body, Prefer="wait=60")
        return answered, json.loads(content).get("outcome", "")

    begun = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        asked = [pool.submit(one) for _ in range(CLIENTS)]
        answers = [future.result() for future in asked]
    taken = time.perf_counter() - begun
    solved = sum(outcome == "solved" for _, outcome in answers)
    return taken, Counter(how for how, _ in answers), solved


def served(repeat: int) -> Iterator[str]:
    """The figures of the service as a Markdown table."""
    yield "| asked of a server on SQLite | bar | figure | beside it | ratio |"
    yield "|---|--:|--:|--:|--:|"
    with server() as port:
        bare, whole = overhead(port, max(repeat, 5))
        yield (
            f"| a proposal for 118 people over HTTP | < 1.1 times the plan | {whole:.3f} s | "
            f"the plan alone, warm {bare:.3f} s | {whole / bare:.2f} |"
        )
        reads = status_reads(port)
        yield f"| statuses read while two searches run | > 400 a second | {reads:.0f} a second | | |"
        taken, statuses, solved = at_once(port)
        told = ", ".join(f"{count} answered {status}" for status, count in sorted(statuses.items()))
        yield (
            f"| {CLIENTS} clients ask at once | all served, none 500 | {taken:.1f} s | "
            f"{told}; {solved} solved | |"
        )
