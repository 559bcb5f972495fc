"""Faults found after reading: each at its line, row or cell in the files, in both languages."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from cocau.app.files.locations import locate_problems, relocate_problems
from cocau.app.files.readers import read_council, read_pool
from cocau.constraints.checks.council import check_council_and_pool
from cocau.constraints.errors import FilePlace, InputError, ItemId, Loc, Problem
from cocau.constraints.library import load_rulebook
from tests.app.files.support.small_files import AN, BINH, HEADINGS, csv_of, xlsx_of

COUNCIL = """\
id: xa
name: HĐND xã
kind: commune
election_day: 2021-05-23
seats: 12
constituencies:
  - {id: dv1, seats: 6, localities: [Bắc]}
  - id: dv.2
    seats: 5
    localities: [Nam, Bắc]
committees:
  - {id: legal}
  - {id: legal}
targets: {tall.very: 1}
"""
PEOPLE = """\
people:
  - {id: an, name: An, born: 2022-05-02, sex: male, bloc: party, party_member: true, party_rank: secretary}
  - id: b
    name: Bình
    born: 1980-01-01
    sex: male
    bloc: party
    party_rank: secretary
  - {id: an, name: Chi, born: 1981-01-01, sex: female, bloc: party, planned_for: [mayor]}
"""
BOOK = load_rulebook().select_rules(["at-most-five-seats"])


def found(folder: Path, pool: str, content: bytes) -> dict[str, list[str]]:
    (folder / "c.yaml").write_text(COUNCIL, encoding="utf-8")
    (folder / pool).write_bytes(content)
    paths = folder / "c.yaml", folder / pool
    problems = locate_problems(
        check_council_and_pool(read_council(paths[0]), read_pool(paths[1]), BOOK), *paths
    )
    places: dict[str, list[str]] = {}
    for problem in problems:
        places.setdefault(problem.code, []).append(problem.where)
    return places


def test_faults_of_a_council_stand_at_their_lines(tmp_path: Path) -> None:
    places = found(tmp_path, "p.yaml", PEOPLE.encode())
    assert places["seats_sum"] == ["c.yaml:5: seats"]
    assert places["at-most-five-seats"] == ["c.yaml:7: constituencies[0].seats"]
    assert places["duplicate"] == [
        "c.yaml:12: committees[0]; c.yaml:13: committees[1]",
        "c.yaml:7: constituencies[0].localities; c.yaml:10: constituencies[1].localities",
    ]
    assert places["unknown_group"] == ["c.yaml:14: targets.tall.very"]


def test_faults_of_a_pool_in_yaml_stand_at_their_lines_each_person_named(tmp_path: Path) -> None:
    places = found(tmp_path, "p.yaml", PEOPLE.encode())
    assert places["duplicate_id"] == ["p.yaml:2: people[0]; p.yaml:9: people[2]"]
    assert "p.yaml:8: people[1].party_rank" in places["rank_without_membership"]
    assert places["rank_twice"] == [
        "p.yaml:2: people[0].party_rank; p.yaml:9: people[2]; p.yaml:8: people[1].party_rank"
    ]


ROWS: tuple[Sequence[object], ...] = (
    ("# ghi chú",),
    (*HEADINGS, "Đảng viên", "Chức vụ cấp ủy"),
    (),
    (*AN, "có", "Bí thư"),
    ("Trần Thị Bình", "20/11/2023", "Nữ", "Chuyên gia", "có", "Bí thư"),
)


@pytest.mark.parametrize(
    ("name", "born", "ranks"),
    [
        ("p.csv", "p.csv:5: Ngày sinh", "p.csv:4: Chức vụ cấp ủy; p.csv:5: Chức vụ cấp ủy"),
        (
            "p.xlsx",
            "p.xlsx: Danh sách!B5 (Ngày sinh)",
            "p.xlsx: Danh sách!F4 (Chức vụ cấp ủy); p.xlsx: Danh sách!F5 (Chức vụ cấp ủy)",
        ),
    ],
)
def test_faults_of_a_table_stand_at_their_cells(tmp_path: Path, name: str, born: str, ranks: str) -> None:
    content = csv_of(*ROWS) if name == "p.csv" else xlsx_of(*ROWS, sheet="Danh sách")
    places = found(tmp_path, name, content)
    assert places["born_later"] == [born]
    assert places["rank_twice"] == [ranks]


def test_the_place_of_the_whole_pool_is_its_heading_row(tmp_path: Path) -> None:
    assert found(tmp_path, "p.csv", csv_of(HEADINGS))["empty_pool"] == ["p.csv:1"]


def test_what_is_not_about_the_files_stays_and_no_file_is_read() -> None:
    nowhere = Path("/none")
    others: list[Loc] = [
        ("pool.yaml",),
        (FilePlace("council.yaml", 3), "seats"),
        (FilePlace("pool.csv", 7, 3, heading="Ngày sinh"),),
        ("pins", "out"),
        (),
        ("poolish", "people"),
    ]
    problems = [Problem("x", loc, "a", "b") for loc in others]
    assert locate_problems(problems, nowhere / "c.yaml", nowhere / "p.csv") == problems


def test_a_file_that_has_gone_leaves_the_path(tmp_path: Path) -> None:
    problem = Problem("x", ("council", "seats"), "a", "b")
    assert locate_problems([problem], tmp_path / "c.yaml", tmp_path / "p.yaml") == [problem]


def test_an_id_that_is_not_in_the_table_leaves_the_path(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_bytes(csv_of(HEADINGS, AN, BINH))
    problem = Problem("x", ("pool", "people", ItemId("nobody"), "born"), "a", "b")
    assert locate_problems([problem], tmp_path / "c.yaml", tmp_path / "p.csv") == [problem]


def test_an_error_inside_goes_on_with_the_places(tmp_path: Path) -> None:
    (tmp_path / "c.yaml").write_text(COUNCIL, encoding="utf-8")
    with (
        pytest.raises(InputError) as caught,
        relocate_problems(tmp_path / "c.yaml", tmp_path / "p.yaml"),
    ):
        raise InputError([Problem("x", ("council", "seats"), "a", "b")])
    assert [p.where for p in caught.value.problems] == ["c.yaml:5: seats"]


def test_an_id_with_a_number_is_one_of_its_name_unless_something_is_called_so(tmp_path: Path) -> None:
    content = "people:\n- {id: an}\n- {id: an}\n- {id: b#2}\n- {id: b}\n- {id: b}\n"
    (tmp_path / "p.yaml").write_text(content, encoding="utf-8")
    people = (ItemId("an", 1), ItemId("an", 2), ItemId("an", 3), ItemId("b#2"))
    problems = [Problem("x", ("pool", "people", i, "id"), "", "") for i in people]
    found = locate_problems(problems, tmp_path / "c.yaml", tmp_path / "p.yaml")
    assert [problem.where for problem in found] == [
        "p.yaml:2: people[0].id",
        "p.yaml:3: people[1].id",
        "p.yaml:1: people",
        "p.yaml:4: people[2].id",
    ]
