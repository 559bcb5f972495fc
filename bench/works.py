"""The councils that are measured, on disk for the command and in memory for the rest."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cocau.app.files.readers import read_council, read_pool
from cocau.app.files.writers import write_pool
from cocau.constraints.model.council import CouncilKind
from cocau.fixtures.generators.examples import make_even_council
from cocau.fixtures.generators.people import make_pool
from cocau.solver.request import PlanRequest

ROOT = Path(__file__).parents[1]
CASES = ROOT / "fixtures"


@dataclass(frozen=True)
class Work:
    """A council and its pool. `bar`: seconds aimed at for a plan in a warm process."""

    name: str
    council_file: Path
    pool_file: Path
    bar: float | None
    conflict: bool = False

    def request(self) -> PlanRequest:
        """The request the command makes of these files."""
        return PlanRequest(council=read_council(self.council_file), pool=read_pool(self.pool_file)).in_order()


def works(folder: Path) -> Iterator[Work]:
    """The cases that are aimed at; the larger ones are made up on the spot, in `folder`."""
    yield _shipped("118 people, 13 constituencies", "ha-tinh", "ha-tinh", 0.3)
    yield _shipped("300 people, 26 constituencies", "nghe-an", "nghe-an", None)
    yield _made(folder, 500, 18, 1.0)
    yield _made(folder, 1000, 27, 2.0)
    yield _shipped("118 people, conflict explained", "ha-tinh", "ha-tinh-thieu-nu", None, conflict=True)
    yield _shipped("300 people, conflict explained", "nghe-an", "nghe-an-thieu-uy-vien", None, conflict=True)


def made_up(people: int, units: int) -> PlanRequest:
    """A made-up province of 85 seats."""
    council = make_even_council(CouncilKind.PROVINCE, 85, units, 1)
    return PlanRequest(council=council, pool=make_pool(council, people, 1)).in_order()


def _shipped(name: str, council: str, pool: str, bar: float | None, *, conflict: bool = False) -> Work:
    files = CASES / "councils" / f"{council}.yaml", CASES / "pools" / f"{pool}.yaml"
    return Work(name, *files, bar, conflict)


def _made(folder: Path, people: int, units: int, bar: float) -> Work:
    council_file, pool_file = folder / f"council-{people}.json", folder / f"pool-{people}.csv"
    request = made_up(people, units)
    council_file.write_text(request.council.model_dump_json(), encoding="utf-8")
    write_pool(request.pool, pool_file)
    return Work(f"{people:,} people, {units} constituencies", council_file, pool_file, bar)
