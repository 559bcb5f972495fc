"""Offers from files: strict, and each fault at its line."""

import json
from pathlib import Path

import pytest

from cocau.app.files.locations import locate_problems
from cocau.app.files.readers import read_council, read_offers
from cocau.constraints.checks.offers import check_offers
from cocau.constraints.errors import InputError
from cocau.constraints.library import load_rulebook
from cocau.constraints.model.council import Council
from cocau.constraints.model.offers import OrganisationKind
from cocau.fixtures.run import SHIPPED

COUNCIL = SHIPPED / "councils" / "xa-mau.yaml"
OFFERS = """\
total: 50
organisations:
  - id: mttq
    name: Ủy ban MTTQ xã
    bloc: front
    profiles:
      - {id: nu, at_most: 60, sex: female, religion: không, ethnicity: kinh}
  - id: thon
    name: Thôn Đông
    sort: locality
    bloc: grassroots
    profiles:
      - {id: nam, at_most: 2, sex: male}
"""


def written(tmp_path: Path, text: str, name: str = "offers.yaml") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def faults(path: Path) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as raised:
        read_offers(path)
    return [(p.code, p.where) for p in raised.value.problems]


def test_offers_are_read_from_yaml_and_json_alike(tmp_path: Path) -> None:
    offers = read_offers(written(tmp_path, OFFERS))
    as_json = written(tmp_path, offers.model_dump_json(), "offers.json")
    assert read_offers(as_json) == offers
    assert [org.sort for org in offers.organisations] == [
        OrganisationKind.ORGANISATION,
        OrganisationKind.LOCALITY,
    ]


def test_texts_mean_what_they_mean_in_a_pool(tmp_path: Path) -> None:
    profile = read_offers(written(tmp_path, OFFERS)).organisations[0].profiles[0]
    assert (profile.religion, profile.ethnicity) == (None, "Kinh")


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("at_most: 60", "at_most: 0", ("greater_than_equal", "offers.yaml:7: organisations[0].profiles[0].at_most")),
        ("at_most: 2", "at_most: -2", ("greater_than_equal", "offers.yaml:13: organisations[1].profiles[0].at_most")),
        ("bloc: front", "bloc: fron", ("enum", "offers.yaml:5: organisations[0].bloc")),
        ("sort: locality", "sort: place", ("enum", "offers.yaml:10: organisations[1].sort")),
        ("total: 50", "totals: 50", ("extra_forbidden", "offers.yaml:1: totals")),
        ("sex: male", "gender: male", ("missing", "offers.yaml:13: organisations[1].profiles[0].sex")),
    ],
)  # fmt: skip
def test_a_fault_stands_at_its_line(tmp_path: Path, old: str, new: str, fault: tuple[str, str]) -> None:
    assert fault in faults(written(tmp_path, OFFERS.replace(old, new)))


def test_faults_are_told_all_at_once(tmp_path: Path) -> None:
    text = OFFERS.replace("at_most: 60", "at_most: 0").replace("bloc: grassroots", "bloc: x")
    assert len(faults(written(tmp_path, text))) == 2


@pytest.mark.parametrize(
    "tree", [[], {"organisations": "none"}, {"organisations": ["x"]}, {"organisations": [{"profiles": 1}]}]
)
def test_what_is_no_mapping_is_refused_not_raised(tmp_path: Path, tree: object) -> None:
    assert faults(written(tmp_path, json.dumps(tree), "offers.json"))


def test_a_pool_in_the_place_of_offers_is_called_by_its_name() -> None:
    with pytest.raises(InputError) as raised:
        read_offers(SHIPPED / "pools" / "xa-mau.yaml")
    assert raised.value.problems[0].en == "This is a pool; give offers of organisations."


def test_a_table_is_not_read_as_offers(tmp_path: Path) -> None:
    assert faults(written(tmp_path, "a,b", "offers.csv")) == [("suffix", "offers.csv")]


def test_what_is_found_later_stands_at_its_line_too(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        OFFERS.replace("sort: locality", "sort: locality\n    locality: Thôn Tây").replace(
            "total: 50", "total: 30"
        ),
    )
    council: Council = read_council(COUNCIL)
    book = load_rulebook("ha-tinh-2021").for_council(council)
    problems = locate_problems(check_offers(council, read_offers(path), book), COUNCIL, offers=path)
    assert [(p.code, p.where) for p in problems] == [
        ("unknown_locality", "offers.yaml:11: organisations[1].locality"),
        ("total_too_small", "offers.yaml:1: total"),
    ]


def test_without_a_file_of_offers_their_faults_stay_as_they_are() -> None:
    council = read_council(COUNCIL)
    offers = read_offers(SHIPPED / "offers" / "xa-mau.yaml").replace_unvalidated(total=1)
    problems = check_offers(council, offers, load_rulebook("ha-tinh-2021").for_council(council))
    assert locate_problems(problems, COUNCIL) == problems


def test_the_same_name_twice_is_told_at_both_lines(tmp_path: Path) -> None:
    path = written(tmp_path, OFFERS.replace("name: Thôn Đông", "name: Ủy ban MTTQ xã"))
    council = read_council(COUNCIL)
    book = load_rulebook("ha-tinh-2021").for_council(council)
    problems = locate_problems(check_offers(council, read_offers(path), book), COUNCIL, offers=path)
    assert [p.where for p in problems] == [
        "offers.yaml:4: organisations[0].name; offers.yaml:9: organisations[1].name"
    ]
