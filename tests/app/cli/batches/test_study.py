import csv
import shutil
from collections.abc import Callable
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from cocau.app.files.programmes import read_programme
from cocau.app.jobs.tasks.programmes import ProgrammeMember
from cocau.app.jobs.tasks.studies import (
    STUDY_COLUMNS,
    StudyBase,
    StudyBatch,
    StudyRow,
    StudyRows,
    build_study_cells,
    compute_study,
)
from cocau.constraints.library import load_rulebook
from cocau.fixtures.run import SHIPPED
from cocau.solver.explain.scenario import Scenario

Run = Callable[..., Any]
WOMEN = "women-35-percent"
SCENARIOS = f"""scenarios:
  - {{name: as it is}}
  - {{name: "=half", overrides: {{{WOMEN}: {{at_least_percent: 90}}}}}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two councils with their pools."""
    for sort in ("councils", "pools"):
        (tmp_path / "province" / sort).mkdir(parents=True)
        for name in ("xa-mau", "xa-nho"):
            shutil.copy(SHIPPED / sort / f"{name}.yaml", tmp_path / "province" / sort)
    return tmp_path / "province"


@pytest.fixture
def scenarios(tmp_path: Path) -> Path:
    path = tmp_path / "scenarios.yaml"
    path.write_text(SCENARIOS, encoding="utf-8")
    return path


def _read(path: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = import_module("polars").read_parquet(path).rows(named=True)
    return rows


@pytest.mark.long  # a service computes it once more
def test_shards_are_merged_into_what_the_service_computes(
    run: Run, folder: Path, scenarios: Path, tmp_path: Path
) -> None:
    parts = [tmp_path / f"part-{number}.parquet" for number in (1, 2)]
    for number, part in enumerate(parts, start=1):
        made = run("study", folder, scenarios, "--shard", f"{number}/2", "-o", part)
        assert made.code == 0, made.err
        assert "2/2" in made.err
    whole, table = tmp_path / "all.parquet", tmp_path / "all.csv"
    taken = [text for part in parts for text in ("--part", part)]
    merged = run("study", folder, scenarios, *taken, "-o", whole, "--csv", table, "--lang", "en")
    assert merged.code == 0
    lines = [line.split() for line in merged.out.splitlines() if line.strip().startswith(("as it", "=half"))]
    assert [line[-7:-1] for line in lines] == [["2", "2", "0", "0", "0", "0"], ["2", "0", "2", "0", "0", "0"]]
    timeless = [name for name in STUDY_COLUMNS if name != "seconds"]
    found = [{name: row[name] for name in timeless} for row in _read(whole)]
    assert found == [{name: row[name] for name in timeless} for row in _compute(folder)]
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["scenario"] for row in rows] == ["as it is", "'=half"] * 2, "no formula is written"


def _compute(folder: Path) -> list[dict[str, Any]]:
    """The rows of a batch of the service over the same councils and scenarios."""
    programme = read_programme(folder, date(2021, 5, 1))
    items = tuple(
        ProgrammeMember(request=entry.request).model_dump_json(exclude_defaults=True)
        for entry in programme.entries
    )
    asked = (
        Scenario(name="as it is"),
        Scenario(name="=half", overrides={WOMEN: {"at_least_percent": 90}}),
    )
    books = {entry.request.rulebook: load_rulebook(entry.request.rulebook) for entry in programme.entries}
    batch = StudyBatch.model_validate(
        {"base": StudyBase(rulebooks=books, scenarios=asked), "items": items, "scenarios": 2}
    )
    done: tuple[StudyRow, ...] = ()
    while len(done) < len(items) * len(asked):  # it gives way after some seconds
        answer, _ = compute_study(batch.replace_unvalidated(done=done), lambda _: False)
        assert isinstance(answer, StudyRows)
        done = answer.rows
    rows = [row.model_dump(mode="json", exclude_defaults=True) for row in done]
    return [dict(zip(STUDY_COLUMNS, build_study_cells(row), strict=True)) for row in rows]


@pytest.mark.long
def test_it_goes_on_from_its_file_and_not_from_another_s(
    run: Run, folder: Path, scenarios: Path, tmp_path: Path
) -> None:
    file = tmp_path / "a.parquet"
    one = ("study", folder, scenarios, "-o", file)
    assert run(*one, "--shard", "1/4").code == 0
    first = _read(file)
    assert run(*one, "--shard", "1/4").code == 0
    assert _read(file) == first, "the seconds too: nothing is computed again"
    scenarios.write_text(SCENARIOS.replace("90", "80"), encoding="utf-8")
    refused = run(*one, "--lang", "en")
    assert refused.code == 2
    assert "belong to another base" in refused.err


def test_everything_wrong_with_what_is_given_is_told(
    run: Run, folder: Path, scenarios: Path, tmp_path: Path
) -> None:
    scenarios.write_text("scenarios:\n  - {name: a, pool: {people: []}}\n", encoding="utf-8")
    made = run("study", folder, scenarios, "--shard", "3/2", "-o", tmp_path / "a.parquet", "--lang", "en")
    assert made.code == 2
    assert "A scenario of many councils brings no pool" in made.err
    assert "--shard 3/2: Must be i/n" in made.err
    made = run("study", folder, scenarios, "-o", tmp_path / "a.csv")
    assert (made.code, ".parquet" in made.err) == (2, True)
