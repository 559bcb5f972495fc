import io
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import cocau
from cocau.app.python import inputs
from cocau.fixtures.run import SHIPPED
from cocau.solver.proposal import Proposal
from tests.app.python.examples import count_examples

POOL = SHIPPED / "pools" / "xa-mau.yaml"
PEOPLE = {
    "Họ và tên": ["Lê Thị An", "Trần Văn Bình"],
    "Ngày sinh": [date(1980, 2, 3), date(1991, 12, 31)],
    "Giới tính": ["Nữ", "Nam"],
    "Khối": ["Khối Đảng", "Khối cơ quan hành chính nhà nước"],
    "Dân tộc": ["Kinh", "Kinh"],
    "Đảng viên": [True, False],
    "Tái cử": ["x", ""],
    "Nơi giới thiệu": ["MTTQ", "MTTQ"],
}
LIBRARIES = pytest.mark.parametrize("library", ["pandas", "polars"])


def _frame(library: str, **columns: list[Any]) -> Any:
    return import_module(library).DataFrame(PEOPLE | columns)


@pytest.mark.filterwarnings("ignore::cocau.app.python.inputs.InputRemark")
def test_the_examples_are_true(proposal: Proposal) -> None:
    assert count_examples(inputs, proposal) > 8


@LIBRARIES
def test_a_frame_is_read_as_the_same_file_is(library: str, tmp_path: Path) -> None:
    frame = _frame(
        library, **{"Năm vào Đảng": [None, None], "Tín nhiệm của cử tri (%)": [float("nan"), 71.0]}
    )
    file = tmp_path / "nguon.csv"
    if library == "pandas":
        frame.to_csv(file, index=False)
    else:
        frame.with_columns(frame["Tín nhiệm của cử tri (%)"].fill_nan(None)).write_csv(file)
    pool = cocau.load_pool(frame)
    assert pool == cocau.load_pool(str(file)) == cocau.load_pool(file)
    assert [p.party_member for p in pool.people] == [True, False]
    assert pool.people[0].voter_confidence is None


@LIBRARIES
def test_a_fault_says_its_row_and_column_of_the_frame(library: str) -> None:
    frame = _frame(library, **{"Giới tính": ["Nữ", "?"], "Ngày sinh": ["1980", None]})
    with pytest.raises(cocau.InputError) as caught:
        cocau.load_pool(frame)
    places = [problem.where for problem in caught.value.problems]
    assert places == [
        "DataFrame: [0, 1] (Ngày sinh)",
        "DataFrame: [1, 1] (Ngày sinh)",
        "DataFrame: [1, 2] (Giới tính)",
    ]


def test_the_same_person_twice_is_told_at_the_row() -> None:
    frame = import_module("pandas").concat([_frame("pandas")] * 2)
    with pytest.raises(cocau.InputError, match=r"DataFrame: \[2, 0\]"):
        cocau.load_pool(frame)


def test_open_files_are_read_by_their_names(proposal: Proposal) -> None:
    with POOL.open(encoding="utf-8") as text, POOL.open("rb") as content:
        assert cocau.load_pool(text) == cocau.load_pool(content) == cocau.load_pool(POOL)
    with (SHIPPED / "councils" / "xa-mau.yaml").open(encoding="utf-8") as council:
        assert cocau.load_council(council).in_order() == proposal.request.council
    table = io.BytesIO(_frame("pandas").to_csv(index=False).encode())
    with pytest.raises(cocau.InputError, match="name"):
        cocau.load_pool(table)
    table.name = "nguon.csv"
    assert len(cocau.load_pool(table).people) == 2


@pytest.mark.parametrize("wrong", [3, {"people": []}, [1]])
def test_what_is_no_source_says_what_would_be(wrong: object) -> None:
    with pytest.raises(cocau.InputError, match=type(wrong).__name__):
        cocau.load_pool(wrong)
    with pytest.raises(cocau.InputError, match=f"{type(wrong).__name__}: .*to_json"):
        cocau.ranges(wrong)  # type: ignore[arg-type]


def test_a_folder_is_told_to_be_one(tmp_path: Path) -> None:
    for load in (cocau.load_council, cocau.load_pool, cocau.load_proposal):
        with pytest.raises(cocau.InputError, match="đây là thư mục, không phải tệp"):
            load(tmp_path)


def test_a_lazy_frame_is_read_as_its_rows_are() -> None:
    frame = _frame("polars")
    assert cocau.load_pool(frame.lazy()) == cocau.load_pool(frame)


def test_remarks_on_columns_are_warnings_of_the_caller() -> None:
    frame = _frame("polars").drop("Đảng viên")
    with pytest.warns(cocau.InputRemark, match="Đảng viên") as warned:
        cocau.load_pool(frame)
    assert warned[0].filename == __file__


def test_errors_are_told_in_english_where_that_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COCAU_LANG", "en")
    with pytest.raises(cocau.InputError, match="is missing"):
        cocau.load_pool(_frame("pandas").drop(columns="Giới tính"))
