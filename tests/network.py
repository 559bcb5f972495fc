"""Network namespaces: machines of their own for worker processes, whose cable can be pulled. They need root."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg

from tests.databases import restart, start_postgres

ADDRESS = "10.213.71.{}"
PORT = 15433
HOST = 1
"""The last number of the address of this machine; those of the others follow."""


def can_make_networks() -> bool:
    """Whether this process may make network namespaces."""
    if os.geteuid() != 0 or shutil.which("ip") is None:
        return False
    made = subprocess.run(["ip", "netns", "add", "cocau-try"], capture_output=True, check=False)
    subprocess.run(["ip", "netns", "delete", "cocau-try"], capture_output=True, check=False)
    return made.returncode == 0


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True)


class Machine:
    """A network namespace on the bridge of a test."""

    def __init__(self, number: int) -> None:
        self.name, self._cable = f"cocau-{number}", f"cocau-v{number}"
        self.address = ADDRESS.format(HOST + 1 + number)

    @property
    def prefix(self) -> tuple[str, ...]:
        """What a command begins with that is to run there."""
        return ("ip", "netns", "exec", self.name)

    def pull_cable(self) -> None:
        """From now on packets are lost, and nobody is told."""
        _ip("link", "set", self._cable, "down")

    def mend_cable(self) -> None:
        _ip("link", "set", self._cable, "up")

    @contextmanager
    def plugged_in(self, bridge: str) -> Iterator["Machine"]:
        _ip("netns", "add", self.name)
        try:
            _ip("link", "add", self._cable, "type", "veth", "peer", "name", "eth0", "netns", self.name)
            _ip("link", "set", self._cable, "master", bridge, "up")
            _ip("-n", self.name, "address", "add", f"{self.address}/24", "dev", "eth0")
            _ip("-n", self.name, "link", "set", "eth0", "up")
            _ip("-n", self.name, "link", "set", "lo", "up")
            yield self
        finally:
            _ip("netns", "delete", self.name)


@contextmanager
def machines(count: int) -> Iterator[list[Machine]]:
    """So many machines that reach this one, and each other."""
    bridge = "cocau-br"
    _ip("link", "add", bridge, "type", "bridge")
    try:
        _ip("address", "add", f"{ADDRESS.format(HOST)}/24", "dev", bridge)
        _ip("link", "set", bridge, "up")
        with ExitStack() as stack:
            yield [stack.enter_context(Machine(number).plugged_in(bridge)) for number in range(count)]
    finally:
        _ip("link", "delete", bridge)


class NetworkPostgres:
    """A PostgreSQL that machines reach over the network."""

    def __init__(self) -> None:
        self._server = start_postgres()
        hba = Path(self._server.pgdata) / "pg_hba.conf"
        network = ADDRESS.format(0)
        hba.write_text(f"{hba.read_text()}\nhost all all {network}/24 trust\n")
        self._sockets = tempfile.mkdtemp()
        Path(self._sockets).chmod(0o777)
        self.restart()
        self.url = f"postgresql://postgres:@{ADDRESS.format(HOST)}:{PORT}/postgres"

    def restart(self) -> None:
        """Restart it as if it had crashed."""
        restart(self._server, "-o", f"-h {ADDRESS.format(HOST)} -p {PORT} -k {self._sockets}")

    def count_connections(self) -> dict[str, int]:
        """How many connections each machine has."""
        with psycopg.connect(self.url) as connection:
            found = connection.execute(
                "SELECT host(client_addr), count(*) FROM pg_stat_activity"
                " WHERE client_addr IS NOT NULL AND pid <> pg_backend_pid() GROUP BY 1"
            )
            return dict(found.fetchall())
