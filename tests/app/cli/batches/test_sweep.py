from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from cocau.app.cli.batches.sweep import _parse_grid
from cocau.fixtures.run import SHIPPED

COUNCIL = SHIPPED / "councils" / "xa-mau.yaml"
POOL = SHIPPED / "pools" / "xa-mau.yaml"
WOMEN = "women-35-percent.at_least_percent"
Run = Callable[..., Any]


def test_shards_are_written_apart_and_merged(run: Run, tmp_path: Path) -> None:
    parts = [tmp_path / f"part-{number}.parquet" for number in (1, 2)]
    for number, part in enumerate(parts, start=1):
        made = run("sweep", COUNCIL, POOL, "--grid", f"{WOMEN}=35,90", "--shard", f"{number}/2", "-o", part)
        assert made.code == 0, made.err
        assert "1/1" in made.err
    taken = [text for part in parts for text in ("--part", part)]
    whole = tmp_path / "all.parquet"
    merged = run("sweep", COUNCIL, POOL, "--grid", f"{WOMEN}=35,90", *taken, "-o", whole, "--lang", "en")
    assert "2/2 · in conflict 1, solved 1" in merged.err
    frame = import_module("polars").read_parquet(whole)
    assert frame[WOMEN, "outcome"].rows() == [(35, "solved"), (90, "conflict")]


@pytest.mark.parametrize(
    "wrong", [WOMEN, f"{WOMEN}=", f"{WOMEN}=a", f"{WOMEN}=3..1", "=3", f"{WOMEN}=1..3..0"]
)
def test_a_grid_that_cannot_be_read_says_what_would_be_right(run: Run, tmp_path: Path, wrong: str) -> None:
    made = run("sweep", COUNCIL, POOL, "--grid", wrong, "--shard", "3/2", "-o", tmp_path / "a.parquet")
    assert made.code == 2
    assert f"--grid {wrong}: Phải có dạng" in made.err
    assert "--shard 3/2: Phải có dạng" in made.err


def test_values_are_ranges_with_both_ends_numbers_and_none() -> None:
    assert list(_parse_grid([f"{WOMEN}=35..37,40..50..5, none"], [])) == [
        (WOMEN, (35, 36, 37, 40, 45, 50, None))
    ]


def test_the_file_must_be_parquet(run: Run, tmp_path: Path) -> None:
    made = run("sweep", COUNCIL, POOL, "--grid", f"{WOMEN}=35", "-o", tmp_path / "a.csv")
    assert made.code == 2
    assert ".parquet" in made.err
