"""A council of a unit that its term does not know is refused by every command, with the article, and nothing planned."""

from pathlib import Path

import pytest
import yaml

from cocau.constraints.documents import parse_yaml, read_text
from cocau.fixtures.run import SHIPPED
from tests.app.conftest import Run

UNITS = pytest.mark.parametrize(
    ("kind", "day", "population", "where", "says"),
    [
        ("rural_district", "2026-03-15", 90_000, "kind", "[luat-tccqdp-2025 Art. 51(3)]"),
        ("town", "2026-03-15", 90_000, "kind", "[luat-tccqdp-2025 Art. 51(3)]"),
        ("urban_district", "2026-03-15", 90_000, "kind", "[luat-tccqdp-2025 Art. 51(3)]"),
        ("townlet", "2026-03-15", 4_860, "kind", "[luat-tccqdp-2025 Art. 1(1)]"),
        ("special_zone", "2026-03-15", 999, "population", "[luat-tccqdp-2025 Art. 28(1)]"),
        ("special_zone", "2021-05-23", 4_860, "kind", "[luat-tccqdp-2015 Art. 2(3)]"),
        ("city_ward", "2021-05-23", 4_860, "kind", "[luat-tccqdp-2015 Art. 2(3)]"),
    ],
)


def _write(folder: Path, shipped: str, **changes: object) -> Path:
    """Write a shipped file with other fields."""
    body = parse_yaml(read_text(SHIPPED / shipped), shipped)
    path = folder / "changed.yaml"
    path.write_text(yaml.safe_dump(body | changes, allow_unicode=True), encoding="utf-8")
    return path


def _name_book(day: str) -> str:
    return "national-2026" if day.startswith("2026") else "national-2021"


@UNITS
def test_a_unit_that_has_no_council_is_refused_by_every_command(  # a row each
    run: Run, tmp_path: Path, kind: str, day: str, population: int, where: str, says: str
) -> None:
    council = _write(tmp_path, "councils/xa-mau.yaml", kind=kind, election_day=day, population=population)
    commands = {
        "plan": (council, SHIPPED / "pools" / "xa-mau.yaml"),
        "structure": (council, SHIPPED / "offers" / "xa-mau.yaml"),
        "calendar": (council,),
        "gates": (council, SHIPPED / "dossiers" / "xa-mau.yaml", "--on", day),
    }
    for command, arguments in commands.items():
        told = run(command, *arguments, "--rulebook", _name_book(day), "--lang", "en")
        assert told.code == 2, command
        assert told.out == "", command
        assert says in told.err, command
        assert f": {where}: " in told.err, command


@UNITS
def test_no_seats_are_counted_for_it(  # a row each
    run: Run, tmp_path: Path, kind: str, day: str, population: int, where: str, says: str
) -> None:
    asked = ("--kind", kind, "--population", str(population), "--on", day)
    told = run("seats", *asked, "--rulebook", _name_book(day), "--lang", "en")
    assert (told.code, told.out) == (2, "")
    assert told.err.startswith(f"--{where}: ")
    assert says in told.err
    draft = _write(tmp_path, "drafts/xa-mau.yaml", kind=kind, election_day=day, population=population)
    told = run("seats", draft, "--rulebook", _name_book(day), "--lang", "en", "-o", tmp_path / "c.yaml")
    assert told.code == 2
    assert says in told.err
    assert not (tmp_path / "c.yaml").exists()


def test_all_that_is_wrong_is_told_at_once_in_vietnamese(run: Run, tmp_path: Path) -> None:
    council = _write(
        tmp_path,
        "councils/xa-mau.yaml",
        kind="townlet",
        election_day="2026-03-15",
        seats=24,
        targets={"x": 1},
    )
    told = run("plan", council, SHIPPED / "pools" / "xa-mau.yaml", "--rulebook", "ha-tinh-2021")
    assert told.code == 2
    for said in (
        "'ha-tinh-2021' dùng cho các cuộc bầu cử từ 2021-05-23 đến 2025-02-28 (Điều 4 Luật 47/2019/QH14;",
        "Điều 51 Luật 72/2025/QH15)",
        "Các đơn vị bầu cử cộng lại được 25 đại biểu",
        "Không có nhóm này",
    ):
        assert said in told.err
    told = run("plan", council, SHIPPED / "pools" / "xa-mau.yaml")
    assert "Từ ngày 01/7/2025 không còn HĐND của loại đơn vị này" in told.err
    assert "[luat-tccqdp-2025 Điều 1 khoản 1]" in told.err
    assert "Các đơn vị bầu cử cộng lại được 25 đại biểu" in told.err


def test_every_command_takes_the_rulebook_of_the_election_day_unless_one_is_named(
    run: Run, tmp_path: Path
) -> None:
    council, pool = SHIPPED / "councils" / "dac-khu-hon-xa.yaml", SHIPPED / "pools" / "dac-khu-hon-xa.yaml"
    proposal, slate = tmp_path / "p.json", tmp_path / "s.yaml"
    assert run("plan", council, pool, "-o", proposal).code == 0
    planned = parse_yaml(read_text(proposal), "p.json")
    assert planned["request"]["rulebook"] == planned["rulebook"]["name"] == "national-2026"
    slate.write_text(yaml.safe_dump(planned["slate"], allow_unicode=True), encoding="utf-8")
    offers, dossier = SHIPPED / "offers" / council.name, SHIPPED / "dossiers" / council.name
    commands = {
        "audit": (council, pool, slate),
        "structure": (council, offers),
        "calendar": (council,),
        "gates": (council, dossier, "--on", "2026-03-20"),
    }
    for command, arguments in commands.items():
        assert run(command, *arguments).code == 0, command
        refused = run(command, *arguments, "--rulebook", "ha-tinh-2021", "--lang", "en")
        assert refused.code == 2, command
        assert "Article 51 of Law 72/2025/QH15); this council votes on 2026-03-15" in refused.err, command


def test_a_merged_province_without_its_numbers_is_refused_with_every_place(run: Run, tmp_path: Path) -> None:
    committees = [{"id": "dan-toc", "sort": "ethnic"}]
    changes = {"election_day": "2026-03-15", "committees": committees, "seats_decided_by": "ví dụ"}
    council = _write(tmp_path, "councils/ha-tinh.yaml", **changes)
    pool = SHIPPED / "pools" / "ha-tinh.yaml"
    told = run("plan", council, pool, "--rulebook", "national-2026")
    assert (told.code, told.out) == (2, "")
    assert told.err.count("Chưa ghi đơn vị này được sắp xếp từ mấy đơn vị cấp tỉnh") == 2
    assert "[nq-106-2025]" in told.err
    told = run("plan", council, pool, "--rulebook", "national-2026", "--lang", "en")
    assert "It is not said how many provincial units this one was made of" in told.err
