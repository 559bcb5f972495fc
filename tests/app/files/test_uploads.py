import time

import pytest

from cocau.app.files.uploads import MEDIA_TYPES, UploadedPool, get_upload_name, read_uploaded_pool
from cocau.constraints.errors import InputError
from tests.app.files.support.hostile_files import CSV, GOOD, GOOD_CSV, HOSTILE, XLSX
from tests.app.files.support.small_files import AN, BINH, HEADINGS, csv_of, packed, parts_of, xlsx_of

MOST = 1_000


def _read(name: str | None, content: bytes, media_type: str = "") -> UploadedPool:
    return read_uploaded_pool(content, name, media_type, MOST)


def _codes(name: str, content: bytes) -> list[str]:
    try:
        _read(name, content)
    except InputError as error:
        problems = error.problems
    else:
        return [""]
    assert all(p.vi and p.en and p.vi != p.en for p in problems)
    return [p.code for p in problems]


@pytest.mark.parametrize("case", HOSTILE)
def test_what_is_hostile_is_refused_in_words(case: str) -> None:
    name, content, code = HOSTILE[case]
    assert _codes(name, content)[0] == code


@pytest.mark.parametrize(("media_type", "content"), [(XLSX, GOOD), (CSV, GOOD_CSV)])
def test_a_file_without_a_name_is_what_its_media_type_says(media_type: str, content: bytes) -> None:
    assert [p.name for p in _read(None, content, media_type).pool.people] == [AN[0], BINH[0]]


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("../../etc/ds.csv", "ds.csv"),
        ("C:\\Users\\An\\ds.csv", "ds.csv"),
        ("/ds.csv", "ds.csv"),
        ("ds\0.csv", "ds.csv"),
        (".csv/ds.CSV", "ds.CSV"),
    ],
)
def test_folders_before_a_name_are_dropped(name: str, bare: str) -> None:
    assert get_upload_name(name, "") == bare


def test_every_media_type_names_a_suffix_that_is_read() -> None:
    assert {get_upload_name(None, kind) for kind in MEDIA_TYPES} == {
        f"upload{suffix}" for suffix in (".xlsx", ".csv", ".yaml", ".json")
    }


def test_formulas_are_not_run_and_it_is_told_what_was_read_instead() -> None:
    added = xlsx_of((*HEADINGS, "preference"), (*AN, ("=1+1", 7)), (*BINH, ("=9*9", 0)))
    read = _read("p.xlsx", added)
    assert [p.preference for p in read.pool.people] == [7, 0]
    assert [(r.code, r.where) for r in read.remarks][:1] == [("formulas", "p.xlsx: Sheet1!E2")]
    assert "2 cells" in read.remarks[0].en


def test_links_to_other_workbooks_are_not_followed_and_that_is_told() -> None:
    linked = packed(parts_of(GOOD) | {"xl/externalLinks/externalLink1.xml": b"<externalLink/>"})
    assert [r.code for r in _read("p.xlsx", linked).remarks] == ["links", "columns_absent"]
    assert [r.code for r in _read("p.xlsx", GOOD).remarks] == ["columns_absent"]


def test_marks_that_nobody_sees_are_taken_out_of_names() -> None:
    marked = csv_of(HEADINGS, ("\u200bNguyễn\u200d Văn\u200e An\u200f\ufeff", *AN[1:]))
    assert _read("p.csv", marked).pool.people[0].name == AN[0]


def test_numbers_and_days_stored_as_texts_are_read_as_meant() -> None:
    stored = xlsx_of((*HEADINGS, "preference"), (*AN[:1], "1974-05-02", *AN[2:], "7"), (*BINH, 3))
    people = _read("p.xlsx", stored).pool.people
    assert [(p.preference, p.born.year) for p in people] == [(7, 1974), (3, 1979)]


def test_what_the_people_of_a_list_cannot_be_together_is_told_at_their_cells() -> None:
    headings = (*HEADINGS, "Đảng viên", "Chức vụ cấp ủy")
    both = csv_of(headings, (*AN, "có", "Bí thư"), (*BINH, "có", "Bí thư"))
    with pytest.raises(InputError) as caught:
        _read("p.csv", both)
    assert [(p.code, p.where) for p in caught.value.problems] == [
        ("rank_twice", "p.csv:2: Chức vụ cấp ủy; p.csv:3: Chức vụ cấp ủy")
    ]


def test_problems_of_people_far_down_are_told_at_their_place_and_with_an_end() -> None:
    people = [
        b'{"id":"p%d","name":"An","born":"1970-01-01","sex":"male","bloc":"party"}' % n for n in range(300)
    ]
    people[250] = people[250].replace(b"male", b"x")
    with pytest.raises(InputError) as caught:
        _read("p.json", b'{"people":[' + b",".join(people) + b"]}")
    assert [p.where for p in caught.value.problems] == ["p.json: people[250].sex"]
    with pytest.raises(InputError) as caught:
        _read("p.json", b'{"people":[' + b",".join([b"{}"] * 1_000) + b"]}")
    assert len(caught.value.problems) == 1_001
    assert "at least" in caught.value.problems[-1].en


def test_a_list_full_of_mistakes_is_given_up_soon() -> None:
    rows = [[f"?{n}"] * len(HEADINGS) for n in range(1_000)]
    begun = time.process_time()
    codes = _codes("p.csv", csv_of(HEADINGS, *rows))
    assert time.process_time() - begun < 5
    assert (len(codes), codes[-1]) == (1_001, "more")
