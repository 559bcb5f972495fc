"""YAML and JSON: pools, councils and slates, strict, and each problem at its line and path."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocau.app.files import readers
from cocau.app.files.readers import read_council, read_pool, read_pool_bytes, read_slate
from cocau.constraints.errors import InputError
from cocau.constraints.model.council import Council
from cocau.constraints.model.slate import Slate
from tests.app.files.support.small_files import faults_in, problems_of

AN = "{id: an, name: Nguyễn Văn An, born: 1974-05-02, sex: male, bloc: party%s}"
POOL = "note: hư cấu\npeople:\n  - " + AN % "" + "\n"


def yaml_pool(more: str) -> bytes:
    return ("people:\n  - " + AN % "" + "\n  - " + AN.replace("id: an", "id: b") % more + "\n").encode()


def test_a_pool_is_read_from_yaml_and_json_alike() -> None:
    tree = {
        "note": "hư cấu",
        "people": [
            {"id": "an", "name": "Nguyễn Văn An", "born": "1974-05-02", "sex": "male", "bloc": "party"}
        ],
    }
    as_json = json.dumps(tree).encode()
    assert read_pool_bytes(POOL.encode(), "pool.yaml") == read_pool_bytes(as_json, "pool.json")
    assert read_pool_bytes(POOL.encode(), "pool.yml") == read_pool_bytes(
        b"\xef\xbb\xbf" + as_json, "pool.JSON"
    )


@pytest.mark.parametrize(
    ("more", "where", "code"),
    [
        (", sex: nam", "pool.yaml:3: ", "yaml"),
        (", party_rank: bí thư", "pool.yaml:3: people[1].party_rank", "enum"),
        (", preference: 10", "pool.yaml:3: people[1].preference", "less_than_equal"),
        (", party_member: có", "pool.yaml:3: people[1].party_member", "bool_parsing"),
        (", quê: Hà Tĩnh", "pool.yaml:3: people[1].quê", "extra_forbidden"),
        (', work_place: "a\u202eb"', "pool.yaml:3: people[1].work_place", "bad_character"),
        (', "a\u202eb": 1', "pool.yaml:3: people[1].a\ufffdb", "bad_character"),
        (', former_posts: [a, "b\ufffd"]', "pool.yaml:3: people[1].former_posts[1]", "damaged"),
    ],
)  # fmt: skip
def test_a_problem_stands_at_its_line_and_path(more: str, where: str, code: str) -> None:
    problem = problems_of(yaml_pool(more), "pool.yaml")[0]
    assert problem.code == code
    assert problem.where.startswith(where.strip().removesuffix(":"))
    assert problem.where.isprintable()


def test_all_problems_are_told_at_once_in_the_order_of_lines() -> None:
    first = b"  - id: a\n    name: A\n    born: 1974-02-28\n    sex: x\n    bloc: y\n"
    content = b"people:\n" + first + b"  - id: b\n    rank: 3\n"
    wheres = [p.where for p in problems_of(content, "pool.yaml")]
    assert wheres[:2] == ["pool.yaml:5: people[0].sex", "pool.yaml:6: people[0].bloc"]
    assert "pool.yaml:8: people[1].rank" in wheres
    assert {w.rpartition(".")[2] for w in wheres[2:]} == {"name", "born", "sex", "bloc", "rank"}


def test_texts_are_cleaned_as_in_tables() -> None:
    more = ', religion: Không, ethnicity: Kinh (Việt), locality: "Xã\u00a0A\u200b"'
    (_, person) = read_pool_bytes(yaml_pool(more), "p.yaml").people
    assert (person.religion, person.ethnicity, person.locality) == (None, "Kinh", "Xã A")


def test_an_empty_text_is_none_where_there_may_be_none() -> None:
    (_, person) = read_pool_bytes(yaml_pool(', religion: "", age_exception: không'), "p.yaml").people
    assert (person.religion, person.age_exception) == (None, None)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "empty"),
        ("# chỉ có chú thích\n", "empty"),
        ("people: [", "yaml"),
        ("people: []\npeople: []", "yaml"),
        ("\tpeople: []", "yaml"),
        ("people: &a []\nnote: *a", "reference"),
        ("a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]", "reference"),
        ("people: !!python/object:os.system 1", "reference"),
        ("note: !!binary aGVsbG8=", "reference"),
        ("? [a]\n: 1", "yaml"),
        ("[" * 100_000, "too_deep"),
        ("a: " + "{b: " * 40 + "1" + "}" * 40, "too_deep"),
        ("people: 2020-13-45", "tuple_type"),
        ("3", "model_type"),
        ("people: 3", "tuple_type"),
        ('note: "\\ud800"', "yaml"),
    ],
)
def test_yaml_that_cannot_be_read_is_refused(content: str, code: str) -> None:
    assert problems_of(content.encode(), "pool.yaml")[0].code == code


@pytest.mark.parametrize(
    ("content", "code", "where"),
    [
        ("", "empty", "pool.json"),
        ('{"people": [', "json", "pool.json:1"),
        ('{"people": [],\n "people": []}', "json", "pool.json"),
        ('{"people": [NaN]}', "json", "pool.json"),
        ("1" * 5_000, "json", "pool.json"),
        ("[" * 100_000, "too_deep", "pool.json"),
        ('{"a":' * 40 + "1" + "}" * 40, "too_deep", "pool.json"),
        ('{"people": [], "note": "\\ud800"}', "bad_character", "pool.json: note"),
        ('{"people": [], "note": 3}', "string_type", "pool.json: note"),
    ],
)
def test_json_that_cannot_be_read_is_refused(content: str, code: str, where: str) -> None:
    problem = problems_of(content.encode(), "pool.json")[0]
    assert (problem.code, problem.where) == (code, where)


def test_many_problems_do_not_take_long() -> None:
    content = "people:\n" + "".join(
        f"  - {{id: p{i}, name: A, born: x, sex: x, bloc: x}}\n" for i in range(2_000)
    )
    problems = problems_of(content.encode(), "pool.yaml")
    assert problems[0].where == "pool.yaml:2: people[0].born"
    assert problems[-1].code == "more"


COUNCIL = """\
id: xa
name: HĐND xã
kind: commune
election_day: 2021-05-23
seats: 3
constituencies:
  - {id: dv1, seats: 3}
"""


def test_a_council_is_read(tmp_path: Path) -> None:
    path = tmp_path / "xa.yaml"
    path.write_text(COUNCIL, encoding="utf-8")
    assert isinstance(read_council(path), Council)
    path.write_text(COUNCIL.replace("seats: 3}", "seats: 0}"), encoding="utf-8")
    with pytest.raises(InputError) as raised:
        read_council(path)
    assert [p.where for p in raised.value.problems] == ["xa.yaml:7: constituencies[0].seats"]


def test_a_slate_is_read(tmp_path: Path) -> None:
    path = tmp_path / "slate.json"
    path.write_text('{"candidates": {"dv1": ["a", "b"]}, "deputies": ["a"]}', encoding="utf-8")
    assert read_slate(path) == Slate(candidates={"dv1": ("a", "b")}, deputies=("a",))


@pytest.mark.parametrize("name", ["pool.xls", "pool.ods", "pool.txt", "pool", "pool.xlsx.exe"])
def test_a_file_of_another_kind_is_refused_with_the_kinds_that_are_read(name: str) -> None:
    (problem,) = problems_of(b"x", name)
    assert problem.code == "suffix"
    assert ".xlsx" in problem.vi


@pytest.mark.parametrize("read", [read_council, read_slate])
def test_councils_and_slates_are_no_tables(read: Callable[[Path], object], tmp_path: Path) -> None:
    path = tmp_path / "council.csv"
    path.write_text("id,name\n", encoding="utf-8")
    with pytest.raises(InputError) as raised:
        read(path)
    assert raised.value.problems[0].code == "suffix"


@pytest.mark.parametrize("read", [read_pool, read_council, read_slate])
def test_a_file_that_is_not_there_is_an_input_error(read: Callable[[Path], object], tmp_path: Path) -> None:
    for path in (tmp_path / "none.yaml", tmp_path):
        with pytest.raises(InputError) as raised:
            read(path if path.suffix else path.with_suffix(".yaml"))
        assert raised.value.problems[0].code == "unreadable"


def test_a_file_too_large_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "pool.yaml"
    path.write_text(POOL, encoding="utf-8")
    monkeypatch.setattr(readers, "MOST_BYTES", 10)
    with pytest.raises(InputError, match="at most 10"):
        read_pool(path)
    with pytest.raises(InputError, match="at most 10"):
        read_pool_bytes(POOL.encode(), "pool.yaml")


def test_a_file_name_that_cannot_be_printed_does_not_reach_the_message() -> None:
    assert all(p.where.isprintable() for p in problems_of(b"x: 1", "p\udce9\x1b.yaml"))


@given(st.binary(max_size=120), st.sampled_from(["p.yaml", "p.json"]))
def test_any_bytes_are_a_pool_or_an_input_error(content: bytes, name: str) -> None:
    faults_in(content, name)


@given(st.text(max_size=80))
def test_any_text_after_a_key_is_a_pool_or_an_input_error(text: str) -> None:
    content = f"people: {text}".encode("utf-8", "replace")
    assert all(p.where.isprintable() for p in faults_in(content, "p.yaml"))
