"""The public instances of panel selection, where they lie beside the project; they are not part of it."""

import csv
import json
from fractions import Fraction
from pathlib import Path

import pytest

from cocau.app.files.panels import read_quotas, read_respondents
from cocau.solver.panel.answer import PanelAnswer, PanelStatus
from cocau.solver.panel.selection import choose_panel
from cocau.solver.panel.task import PanelTask
from cocau.solver.time_budget import TimeBudget

FOLDER = Path(__file__).parents[4] / "shared" / "peers" / "instances"
INSTANCES = sorted(FOLDER.iterdir()) if FOLDER.is_dir() else []
SHIPPED = Path(__file__).parents[3] / "fixtures" / "panels"


def _counts(folder: Path, ids: tuple[str, ...]) -> dict[tuple[str, str], int]:
    """How many of these people have each value, read anew from the file."""
    with (folder / "candidates.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["id"] in ids]
    assert len(rows) == len(ids) == len(set(ids))
    with (folder / "features.csv").open(encoding="utf-8", newline="") as file:
        quotas = [(q["feature"], q["value"]) for q in csv.DictReader(file)]
    return {(f, v): sum(row[f] == v for row in rows) for f, v in quotas}


def _cost(answer: PanelAnswer) -> list[Fraction]:
    return [
        sum(
            (
                (c.bound - c.becomes) * (1 + Fraction(2, c.bound))
                if c.becomes < c.bound
                else Fraction(c.becomes - c.bound)
                for c in relaxation.changes
            ),
            Fraction(0),
        )
        for relaxation in (answer.relaxations.found if answer.relaxations else ())
    ]


@pytest.mark.parametrize("folder", INSTANCES, ids=lambda folder: folder.name)
def test_a_public_instance_has_its_panel_or_its_cheapest_relaxation_and_its_conflict(folder: Path) -> None:
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    address = meta["address_columns"]
    quotas = read_quotas(folder / "features.csv")
    people = read_respondents(folder / "candidates.csv", quotas, address=address)
    assert len(people) == meta["pool_size"]
    answer = choose_panel(PanelTask(meta["panel_size"], quotas, people, bool(address)), TimeBudget(120))
    assert answer.open == ()
    if meta["status"] == "feasible":
        assert answer.status is PanelStatus.PANEL
        assert answer.panel is not None
        counts = _counts(folder, answer.panel.ids)
        assert all(q.min <= counts[q.key] <= q.max for q in quotas)
        return
    assert answer.status is PanelStatus.INFEASIBLE
    assert answer.conflicts[0].smallest
    assert answer.conflicts[0].confirmed_by in {("HiGHS", "CP-SAT"), ("HiGHS", "certificate")}
    told = answer.relaxations
    assert told is not None
    assert told.found
    assert set(_cost(answer)) == {Fraction(told.cost or 0)}
    if "best_relaxation" in meta:
        assert float(Fraction(told.cost or 0)) <= meta["best_relaxation"] + 1e-9
    for relaxation in told.found:
        moved = {(c.feature, c.value, str(c.side)): c.becomes for c in relaxation.changes}
        assert relaxation.panel is not None
        for key, count in _counts(folder, relaxation.panel.ids).items():
            quota = next(q for q in quotas if q.key == key)
            assert moved.get((*key, "min"), quota.min) <= count <= moved.get((*key, "max"), quota.max)


@pytest.mark.parametrize(
    ("name", "size", "address", "cost"),
    [
        ("kha-thi", 12, [], None),
        ("thieu-nguoi", 12, [], Fraction(11, 9)),
        ("xung-dot", 12, [], Fraction(1)),
        ("khong-noi", 12, [], Fraction(0)),
        ("ho-gia-dinh", 13, [], None),
        ("ho-gia-dinh", 13, ["Nhà", "Thôn"], Fraction(15, 13)),
    ],
)
def test_the_shipped_panels_are_what_their_names_say(
    name: str, size: int, address: list[str], cost: Fraction | None
) -> None:
    quotas = read_quotas(SHIPPED / f"{name}.csv")
    people = read_respondents(SHIPPED / "nguoi.csv", quotas, address=address)
    answer = choose_panel(PanelTask(size, quotas, people, bool(address)), TimeBudget(60))
    assert (answer.panel is not None) is (cost is None)
    if cost is not None and answer.relaxations is not None:
        assert answer.relaxations.possible is bool(cost)
        assert Fraction(answer.relaxations.cost or 0) == cost
