"""This revision beside another one, from outside: commands, and requests to servers.

The other revision is checked out beside this one for as long as it is measured, and both are run in turns
by this Python with the packages that are installed here. Both run on the same files, those of the other
revision: an older one refuses what it does not know yet, and a refusal is quick. Where the two end in
different ways, the row says so: it compares different works.
"""

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from served import ask, serve
from table import head, line, seconds

ROOT = Path(__file__).parents[1]
ALLOWED = 1.1
"""How many times as long a row may take, beyond the spread of its pairs."""

COMMANDS: dict[str, tuple[str, ...]] = {
    "`--help`": ("--help",),
    "`plan`, 118 people": ("plan", "councils/ha-tinh.yaml", "pools/ha-tinh.yaml"),
    "`plan`, 300 people": ("plan", "councils/nghe-an.yaml", "pools/nghe-an.yaml"),
    "`plan`, 118 people, conflict": ("plan", "councils/ha-tinh.yaml", "pools/ha-tinh-thieu-nu.yaml"),
    "`structure`": ("structure", "councils/ha-tinh.yaml", "offers/ha-tinh.yaml"),
    "`why`": ("why", "{proposal}", "--person", "p008"),
    "`ranges`": ("ranges", "{proposal}"),
    "`prices`": ("prices", "{proposal}"),
    "`audit`": ("audit", "{proposal}"),
    "`export`, DOCX": ("export", "{proposal}", "-o", "{folder}/annex.docx"),
    "`table`": ("table", "tables/blocs.csv"),
    "`test` of its cases": ("test", "cases"),
}


@dataclass(frozen=True)
class Revision:
    """A checked-out revision: where it is, and how its command line is called."""

    root: Path

    @property
    def command(self) -> list[str]:
        """Return how its command line is started."""
        return [sys.executable, "-m", "cocau" if (self.root / "cocau").exists() else "app"]

    @property
    def environment(self) -> dict[str, str]:
        """Return an environment in which its packages are found before those that are installed."""
        return os.environ | {"PYTHONPATH": str(self.root)}

    def run(self, files: Path, *arguments: str) -> int:
        """Run one command to its end in a folder of files; how it ended."""
        command = [*self.command, *arguments]
        ended = subprocess.run(  # noqa: S603  # our own command
            command, cwd=files, env=self.environment, capture_output=True, check=False
        )
        return ended.returncode


@contextmanager
def checked_out(revision: str) -> Iterator[Revision]:
    """Check a revision out into a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "revision"
        git = ["git", "-C", str(ROOT), "worktree"]
        subprocess.run([*git, "add", "--quiet", "--detach", str(root), revision], check=True)  # noqa: S603
        try:
            yield Revision(root)
        finally:
            subprocess.run([*git, "remove", "--force", str(root)], check=True)  # noqa: S603


def against(repeat: int, revision: str) -> Iterator[str]:
    """Measure both revisions in turns: medians, and the ratio of each pair with its range."""
    yield from head("what a person waits for", revision, "here", "here / there", "pairs", "", numbers=4)
    with checked_out(revision) as there, tempfile.TemporaryDirectory() as folder:
        here, files = Revision(ROOT), there.root / "fixtures"
        proposals = {one: Path(folder) / f"{number}.json" for number, one in enumerate((there, here))}
        for one, proposal in proposals.items():  # another revision may not know this one's format
            if one.run(files, "plan", "councils/ha-tinh.yaml", "pools/ha-tinh.yaml", "-o", str(proposal)):
                raise SystemExit(f"{one.root} does not plan the council of {revision}")
        for name, arguments in COMMANDS.items():
            old, new = (
                partial(
                    one.run, files, *(word.format(proposal=proposal, folder=folder) for word in arguments)
                )
                for one, proposal in proposals.items()
            )
            yield _row(name, old, new, repeat)
        with ExitStack() as servers:
            there_port, here_port = (
                servers.enter_context(serve(one.command, one.environment, one.root)) for one in (there, here)
            )
            for name, request in _requests(there_port).items():
                yield _row(name, partial(request, there_port), partial(request, here_port), repeat)


def _requests(port: int) -> dict[str, Callable[[int], int]]:
    body = ask(port, "GET", "/v1/demo/ha-tinh")[2]
    return {
        "`POST /v1/proposals`, 118 people": lambda to: ask(
            to, "POST", "/v1/proposals", body, Prefer="wait=60"
        )[0],
        "`GET /v1/proposals`": lambda to: ask(to, "GET", "/v1/proposals")[0],
        "`GET /v1/councils`": lambda to: ask(to, "GET", "/v1/councils")[0],
        "first page of the desk": lambda to: ask(to, "GET", "/", Accept="text/html")[0],
    }


def _row(name: str, there: Callable[[], int], here: Callable[[], int], repeat: int) -> str:
    ends = there(), here()
    pairs = [(seconds(there), seconds(here)) for _ in range(repeat)]
    ratios = sorted(mine / theirs for theirs, mine in pairs)
    ratio = statistics.median(ratios)
    slower = ratio > ALLOWED and ratios[0] > 1
    old, new = (statistics.median(column) for column in zip(*pairs, strict=True))
    spread = f"{ratios[0]:.2f}-{ratios[-1]:.2f}"
    notes = ["slower"] if slower else []
    if ends[0] != ends[1]:
        notes.append(f"ends with {ends[1]}, there with {ends[0]}")
    return line(name, f"{old:.3f} s", f"{new:.3f} s", f"{ratio:.2f}", spread, "; ".join(notes))
