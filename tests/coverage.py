"""`pytest --coverage`: which lines and branches of the product the tests reach, and a gate on their share.

Slipcover puts its probes into the code as it is imported. A tracer, which is all there is before Python 3.12, is called
for every line that runs, also of the libraries: with one the whole run took more than twice as long.
"""

import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
import slipcover

SOURCE = "cocau"
FOLDERS = ("cocau", "constraints", "solver", "fixtures", "app")
"""Where its links lead: modules are told from others by these, and counted under the one name."""
EXCLUDED = (
    "if TYPE_CHECKING:",
    r"assert_never\(",
)  # the type checker proves that the second is never reached
LEAST = 95
"""Percent of lines and branches together."""

HITS = 2_000
"""A line is left alone once it was reached so often; looking for all that can be is a tenth of a second."""

FOLDER = "COCAU_TEST_COVERAGE"
"""Names the folder into which each process of the run writes what it saw."""

WORKER = "PYTEST_XDIST_WORKER"

_SEEN = pytest.StashKey[Any]()
_REACHED = pytest.StashKey[dict[str, Any]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--coverage", action="store_true", help=f"fail unless {LEAST}%% are reached")


def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Before anything of ours is imported; the processes of xdist know of it by the environment alone."""
    worker = WORKER in os.environ
    if early_config.known_args_namespace.coverage and not worker:
        os.environ[FOLDER] = tempfile.mkdtemp(prefix="cocau-coverage-")
    if FOLDER not in os.environ:
        return
    # What nobody imported counts as well, once.
    seen = slipcover.Slipcover(
        branch=True,
        source=None if worker else [SOURCE],
        exclude_also=[*EXCLUDED],
        d_miss_threshold=HITS,
    )
    ours = slipcover.FileMatcher(sources=[*FOLDERS])  # type: ignore[no-untyped-call]
    slipcover.ImportManager(seen, ours).__enter__()
    slipcover.wrap_spec_from_file_location(seen, ours)  # as migrations are loaded
    early_config.stash[_SEEN] = seen


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if _SEEN not in session.config.stash:
        return
    seen, folder = session.config.stash[_SEEN], Path(os.environ[FOLDER])
    if WORKER in os.environ:
        found = seen.get_coverage()
        (folder / f"{os.environ[WORKER]}.json").write_text(json.dumps(found), encoding="utf-8")
        return
    parts = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]
    seen.omit = [name for part in parts for name in part["files"]]  # read by whoever imported it
    found = seen.get_coverage()
    for part in parts:
        slipcover.merge_coverage(found, part)
    shutil.rmtree(folder)
    session.config.stash[_REACHED] = found
    if _percent(found) < LEAST and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if _REACHED not in config.stash:
        return
    found = config.stash[_REACHED]
    slipcover.print_coverage(found, outfile=terminalreporter, skip_covered=True, missing_width=60)
    less = "" if _percent(found) >= LEAST else "FAILED: "
    reached = f"{_percent(found):.2f}% of lines and branches are reached; the least is {LEAST}%"
    terminalreporter.write_line(f"{less}{reached}")


def _percent(found: dict[str, Any]) -> float:
    return float(found["summary"]["percent_covered"])
