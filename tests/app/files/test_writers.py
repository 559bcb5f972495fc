"""Templates and lists that are written: read again they are the same, and nothing in them is a formula."""

import csv
import io
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocau.app.files.readers import read_pool, read_pool_bytes
from cocau.app.files.tables.cells import YES_NO
from cocau.app.files.tables.columns import COLUMNS, FILE_COLUMNS
from cocau.app.files.text import guard_formula, unguard_formula
from cocau.app.files.writers import build_pool_file, write_pool, write_template
from cocau.constraints.errors import InputError
from cocau.constraints.model.people import Bloc, ExtraPersonField, Person, Pool, Sex
from cocau.fixtures.run import SHIPPED
from tests.app.files.support.random_pools import POOLS
from tests.app.files.support.small_files import AN, HEADINGS, SHEET, csv_of, parts_of
from tests.examples import examples

SUFFIXES = [".csv", ".xlsx"]
DANGEROUS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    "＝1+1",
    "a; =1+1",
    "a;=1",
    "'=1",
    "''=1",
    "-",
]


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("lang", ["vi", "en"])
@examples(40)
@given(pool=POOLS)
def test_a_pool_written_and_read_again_is_the_same(
    suffix: str, lang: str, tmp_path: Path, pool: Pool
) -> None:
    path = tmp_path / f"pool{suffix}"
    write_pool(pool, path, lang)
    assert read_pool(path) == pool


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_whoever_is_introduced_by_somebody_unnamed_stays_introduced(suffix: str, tmp_path: Path) -> None:
    (person,) = read_pool_bytes(csv_of(HEADINGS, AN), "p.csv").people
    unnamed = person.replace_unvalidated(introduced_by="", self_nominated=False)
    write_pool(Pool(note="hư cấu", people=(unnamed,)), tmp_path / f"a{suffix}")
    (again,) = read_pool(tmp_path / f"a{suffix}").people
    assert (again.introduced_by, again.is_introduced) == ("Chưa ghi nơi giới thiệu", True)


@pytest.mark.parametrize("path", sorted((SHIPPED / "pools").glob("*.yaml")), ids=lambda p: p.stem)
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_shipped_pools_are_read_and_survive_a_round_trip(path: Path, suffix: str, tmp_path: Path) -> None:
    pool = read_pool(path)
    assert pool.people
    target = tmp_path / f"{path.stem}{suffix}"
    write_pool(pool, target)
    assert read_pool(target) == pool


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_same_pool_gives_the_same_bytes(suffix: str, tmp_path: Path) -> None:
    pool = Pool(note="hư cấu", people=read_pool_bytes(csv_of(HEADINGS, AN), "p.csv").people)
    first, second = tmp_path / f"a{suffix}", tmp_path / f"b{suffix}"
    write_pool(pool, first)
    write_pool(pool, second)
    assert first.read_bytes() == second.read_bytes()


# --- the template -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_template_left_as_it_is_holds_nobody(suffix: str, lang: str, tmp_path: Path) -> None:
    path = tmp_path / f"template{suffix}"
    write_template(path, lang)
    assert read_pool(path) == Pool(people=())


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_example_of_the_template_would_be_read_if_it_were_not_marked(lang: str, tmp_path: Path) -> None:
    path = tmp_path / "template.csv"
    write_template(path, lang)
    text = re.sub(
        "VÍ DỤ – người hư cấu: |EXAMPLE – made-up person: ", "", path.read_text(encoding="utf-8-sig")
    )
    (person,) = read_pool_bytes(text.encode(), "template.csv").people
    assert person.name == "Nguyễn Thị Ví Dụ"
    assert person.discipline
    assert person.confidence_vote


def test_the_template_has_vietnamese_headings_a_mark_and_a_byte_order_mark_for_excel(tmp_path: Path) -> None:
    path = tmp_path / "template.csv"
    write_template(path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    headings, example = csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig")))
    assert headings[:4] == ["Mã", "Họ và tên", "Ngày sinh", "Giới tính"]
    assert example[1].startswith("VÍ DỤ – người hư cấu")


def test_the_excel_template_has_drop_downs_and_explains_every_column(tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    write_template(path)
    parts = parts_of(path.read_bytes())
    chosen = [c for c in FILE_COLUMNS if c.cell.choices]
    assert parts[SHEET].count(b'<dataValidation type="list"') == len(chosen)
    assert {c.field for c in chosen} > {
        "sex",
        "bloc",
        "party_rank",
        "peoples_committee",
        "yearly_grade",
        "re_standing",
    }
    assert all(name.encode() in parts["xl/workbook.xml"] for name in ("Danh sách", "Giải thích", "Danh mục"))
    texts = parts["xl/sharedStrings.xml"].decode()
    for column in FILE_COLUMNS:
        assert column.about.vi.replace("&", "&amp;") in texts
        assert column.heading("vi") in texts


def test_every_column_with_a_choice_of_words_offers_them() -> None:
    for column in COLUMNS.values():
        annotation = str(Person.model_fields[column.field].annotation)
        assert (column.cell is YES_NO) == (annotation == "<class 'bool'>")


# --- formulas ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [*DANGEROUS, "\tx", "\rx"])
def test_no_cell_can_become_a_formula_and_the_text_is_the_same_when_read(text: str, tmp_path: Path) -> None:
    person = Person(
        id="a", name="A", born=date(1974, 5, 2), sex=Sex.MALE, bloc=Bloc.PARTY
    ).replace_unvalidated(work_place=text)
    for suffix in SUFFIXES:
        path = tmp_path / f"pool{suffix}"
        write_pool(Pool(people=(person,)), path)
        assert read_pool(path).people[0].work_place == text.strip()
    written = next(csv.DictReader(io.StringIO((tmp_path / "pool.csv").read_text(encoding="utf-8-sig"))))[
        "Nơi công tác"
    ]
    assert all(not part.strip(" ").startswith(tuple("=+-@\t\r＝")) for part in written.split(";"))
    assert b"<f>" not in parts_of((tmp_path / "pool.xlsx").read_bytes())[SHEET]


@given(st.text(st.sampled_from("=+-@;' \t\rax"), max_size=12))
def test_the_guard_is_taken_off_exactly(text: str) -> None:
    assert unguard_formula(guard_formula(text)) == text
    assert not guard_formula(text).startswith(tuple("=+-@\t\r"))


def test_items_of_lists_are_guarded_each(tmp_path: Path) -> None:
    posts = ("=1", "a;b", "c\\", "\\;", "@x", "'+y")
    person = Person(
        id="a", name="A", born=date(1974, 5, 2), sex=Sex.MALE, bloc=Bloc.PARTY, former_posts=posts
    )
    for suffix in SUFFIXES:
        path = tmp_path / f"pool{suffix}"
        write_pool(Pool(note="=1; =2", people=(person,)), path)
        assert read_pool(path) == Pool(note="=1; =2", people=(person,))


def test_ids_that_look_like_numbers_stay_texts_in_excel(tmp_path: Path) -> None:
    person = Person(
        id="007", name="A", born=date(1974, 5, 2), sex=Sex.MALE, bloc=Bloc.PARTY, work_place="1/2"
    )
    path = tmp_path / "pool.xlsx"
    write_pool(Pool(people=(person,)), path)
    assert read_pool(path).people == (person,)


# --- what cannot be written -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["pool.xls", "pool.yaml", "pool"])
def test_only_csv_and_xlsx_are_written(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"\.csv and \.xlsx"):
        write_pool(Pool(people=()), tmp_path / name)


def test_a_template_of_another_sort_is_told_what_would_be_right(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"\.xlsx, \.csv or \.yaml, such as mine\.xlsx") as raised:
        write_template(tmp_path / "mine.txt")
    assert "ví dụ mine.xlsx" in raised.value.problems[0].vi
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Cannot be written"):
        write_template(tmp_path / "none" / "t.csv")


def test_a_text_too_long_for_a_cell_of_excel_is_refused_and_not_cut(tmp_path: Path) -> None:
    person = Person(
        id="a", name="A", born=date(1974, 5, 2), sex=Sex.MALE, bloc=Bloc.PARTY, work_place="x" * 32_768
    )
    path = tmp_path / "pool.xlsx"
    with pytest.raises(InputError) as raised:
        write_pool(Pool(people=(person,)), path)
    assert raised.value.problems[0].code == "too_long"
    assert not path.exists()
    write_pool(Pool(people=(person,)), tmp_path / "pool.csv")
    with pytest.raises(InputError, match="at most 10000 are read"):
        read_pool(tmp_path / "pool.csv")


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_other_columns_are_written_under_their_own_headings_and_read_again(suffix: str) -> None:
    an, binh = (Person(id=i, name=i, born=date(1974, 5, 2), sex=Sex.MALE, bloc=Bloc.PARTY) for i in "ab")
    extra = (
        ExtraPersonField(heading="Khen thưởng", text="=1+1"),
        ExtraPersonField(heading="Tin học", text="B"),
    )
    pool = Pool(people=(an.replace_unvalidated(extra=extra), binh))
    assert read_pool_bytes(build_pool_file(pool, suffix), f"pool{suffix}") == pool
