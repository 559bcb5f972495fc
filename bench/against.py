"""This revision beside another one, from outside: commands, and requests to servers.

The other revision is checked out beside this one for as long as it is measured, and both are run in turns
by this Python with the packages that are installed here. Both run on the same files, those of the other
revision: an older one refuses what it does not know yet, and a refusal is quick. Where the two end in
different ways, the row says so: it compares different works. The short form, for CI, runs what people ask
for most, and only tells what became slower: seconds of a shared machine are no reason to fail.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from served import ask, serve
from table import head, line, seconds

ROOT = Path(__file__).parents[1]
ALLOWED = 1.1
"""How many times as long a row may take, beyond the spread of its pairs."""

QUICK, MORE = 1.0, 20
"""Pairs that take less seconds than this together are followed by so many more."""

SUMMARY = "GITHUB_STEP_SUMMARY"
"""The variable that names the file in which GitHub shows a step's summary."""

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

SHORT = (
    "`--help`",
    "`plan`, 118 people",
    "`plan`, 118 people, conflict",
    "`why`",
    "`audit`",
    "`export`, DOCX",
)
"""The commands of the short form; it sends all requests."""


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


def against(repeat: int, revision: str, *, short: bool = False) -> Iterator[str]:
    """Measure both revisions in turns: medians, the ratio of each pair with its range, and what is slower."""
    yield from head("what a person waits for", revision, "here", "here / there", "pairs", "", numbers=4)
    compared = []
    for row in _compare(repeat, revision, SHORT if short else tuple(COMMANDS)):
        compared.append(row)
        yield row.to_line()
    yield from ("", tell_slower(compared, revision))


@dataclass(frozen=True)
class Compared:
    """One row: the seconds there and here, pair by pair, and how each ended."""

    name: str
    pairs: list[tuple[float, float]]
    ends: tuple[int | str, int | str] = (0, 0)

    @property
    def ratios(self) -> list[float]:
        """Return how many times as long it took here as there, least first."""
        return sorted(here / there for there, here in self.pairs)

    @property
    def is_slower(self) -> bool:
        """Return whether it takes more than is allowed, and no pair says otherwise."""
        return statistics.median(self.ratios) > ALLOWED and self.ratios[0] > 1

    @property
    def spread(self) -> str:
        """Return the least and the largest ratio."""
        return f"{self.ratios[0]:.2f}-{self.ratios[-1]:.2f}"

    def to_line(self) -> str:
        """Return its line of the table."""
        there, here = (statistics.median(column) for column in zip(*self.pairs, strict=True))
        notes = ["slower"] if self.is_slower else []
        if self.ends[0] != self.ends[1]:
            notes.append(f"ends with {self.ends[1]}, there with {self.ends[0]}")
        ratio = f"{statistics.median(self.ratios):.2f}"
        return line(self.name, f"{there:.3f} s", f"{here:.3f} s", ratio, self.spread, "; ".join(notes))


def tell_slower(compared: Sequence[Compared], revision: str) -> str:
    """Tell what became slower by more than is allowed; a sentence of its own in every case."""
    slower = [
        f"{row.name} ({statistics.median(row.ratios):.2f} times, {row.spread})"
        for row in compared
        if row.is_slower
    ]
    percent = round(100 * (ALLOWED - 1))
    if not slower:
        return f"Nothing is slower than at {revision} by more than {percent}%."
    return f"**Slower than at {revision} by more than {percent}%:** {', '.join(slower)}."


def add_to_summary(lines: Sequence[str]) -> None:
    """Append Markdown to the summary of the step where GitHub runs this; elsewhere do nothing."""
    if path := os.environ.get(SUMMARY):
        with Path(path).open("a", encoding="utf-8") as file:
            file.write("\n".join([*lines, "", ""]))


def _compare(repeat: int, revision: str, commands: Sequence[str]) -> Iterator[Compared]:
    with checked_out(revision) as there, tempfile.TemporaryDirectory() as folder:
        here, files = Revision(ROOT), there.root / "fixtures"
        proposals = {one: Path(folder) / f"{number}.json" for number, one in enumerate((there, here))}
        for one, proposal in proposals.items():  # another revision may not know this one's format
            if one.run(files, "plan", "councils/ha-tinh.yaml", "pools/ha-tinh.yaml", "-o", str(proposal)):
                raise SystemExit(f"{one.root} does not plan the council of {revision}")
        for name in commands:
            old, new = (
                partial(
                    one.run,
                    files,
                    *(word.format(proposal=proposal, folder=folder) for word in COMMANDS[name]),
                )
                for one, proposal in proposals.items()
            )
            yield _measure(name, old, new, repeat)
        with ExitStack() as servers:
            there_port, here_port = (
                servers.enter_context(serve(one.command, one.environment, one.root)) for one in (there, here)
            )
            for name, request in _requests(there_port).items():
                yield _measure(name, partial(request, there_port), partial(request, here_port), repeat)


def _propose(port: int, body: bytes) -> str:
    """Ask for a proposal; return how it ended and how many rules bound it, which the law may have changed."""
    status, _, content = ask(port, "POST", "/v1/proposals", body, Prefer="wait=60")
    return f"{status} and {len(json.loads(content).get('rulebook', {}).get('rules', ()))} rules"


def _requests(port: int) -> dict[str, Callable[[int], int | str]]:
    body = ask(port, "GET", "/v1/demo/ha-tinh")[2]
    return {
        "`POST /v1/proposals`, 118 people": partial(_propose, body=body),
        "`GET /v1/proposals`": lambda to: ask(to, "GET", "/v1/proposals")[0],
        "`GET /v1/councils`": lambda to: ask(to, "GET", "/v1/councils")[0],
        "first page of the desk": lambda to: ask(to, "GET", "/", Accept="text/html")[0],
    }


def _measure(
    name: str, there: Callable[[], int | str], here: Callable[[], int | str], repeat: int
) -> Compared:
    ends = there(), here()
    pairs = [(seconds(there), seconds(here)) for _ in range(repeat)]
    if sum(map(max, pairs)) < QUICK:  # a short request needs more pairs to say anything
        pairs += [(seconds(there), seconds(here)) for _ in range(MORE)]
    return Compared(name, pairs, ends)
