"""Published tables as they come: strange blocs, groups printed among the blocs, sizes of constituencies."""

from pathlib import Path

import pytest

from cocau.app.audits.tables import audit_tables
from cocau.app.files.notices.reader import read_notices
from cocau.app.files.notices.words import orient_partition, read_partition
from cocau.app.files.text import TextError
from cocau.constraints.model.people import Bloc
from cocau.constraints.model.selectors import Among
from cocau.constraints.published.audit import TableAudit
from cocau.constraints.published.notice import ApartRowReading, Notice, NoticeStage

HEAD = "locality,level,term,stage,seats,base_total,bloc,count\n"


def _read(
    folder: Path, *rows: str, head: str = HEAD, own: str = "Tỉnh A,tỉnh,2021-2026,dự kiến,20,20,"
) -> Notice:
    path = folder / "t.csv"
    path.write_text(head + "".join(f"{own}{row}\n" for row in rows), encoding="utf-8")
    (notice,) = read_notices([path])[0]
    return notice


def _audit(notice: Notice) -> TableAudit:
    return audit_tables([notice]).report.tables[0]


def _codes(notice: Notice) -> dict[str, str]:
    return {remark.code: remark.says.vi for remark in _audit(notice).remarks}


def test_an_unknown_bloc_is_counted_in_every_sum_and_named(tmp_path: Path) -> None:
    notice = _read(tmp_path, "Đảng,8", "Kiểm toán,4", "Mặt trận,8")
    assert [row.blocs for row in notice.blocs] == [(Bloc.PARTY,), (), (Bloc.FRONT,)]
    assert "blocs_short" not in _codes(notice)
    assert "Kiểm toán" in _codes(notice)["reading"]
    short = _read(tmp_path, "Đảng,8", "Kiểm toán,3", "Mặt trận,8")
    assert "1 người" in _codes(short)["blocs_short"]


def test_an_unknown_bloc_may_be_any_bloc_for_the_rules(tmp_path: Path) -> None:
    head = HEAD.replace("stage,", "stage,base,")
    own = "Tỉnh A,tỉnh,2021-2026,trúng cử,deputies,20,20,"
    known = _read(tmp_path, "Đảng,12", "Mặt trận,8", head=head, own=own)
    strange = _read(tmp_path, "Đảng,12", "Hội quán,8", head=head, own=own)
    assert _audit(known).clashes == _audit(strange).clashes == ()
    assert strange.total == 20


def test_a_group_without_which_the_sum_is_right_is_within_the_blocs(tmp_path: Path) -> None:
    notice = _read(tmp_path, "Đảng,8", "Dân tộc thiểu số,3", "Mặt trận,12")
    assert [row.reading for row in notice.apart] == [ApartRowReading.WITHIN]
    assert notice.structures["ethnic_minority"].count == 3
    assert "tính lồng" in _codes(notice)["apart_within"]
    assert not _audit(notice).faults


def test_a_group_with_which_alone_the_sum_is_right_is_a_bloc(tmp_path: Path) -> None:
    notice = _read(tmp_path, "Đảng,8", "Dân tộc thiểu số,3", "Mặt trận,9")
    assert [row.reading for row in notice.apart] == [ApartRowReading.OWN]
    assert "ethnic_minority" not in notice.structures
    assert [row.name for row in notice.blocs] == ["Đảng", "Mặt trận", "Dân tộc thiểu số"]
    assert "blocs_short" not in _codes(notice)
    assert not _audit(notice).faults


def test_a_group_that_fits_neither_way_is_said_to_be_unclear(tmp_path: Path) -> None:
    notice = _read(tmp_path, "Đảng,8", "Dân tộc thiểu số,3", "Mặt trận,10")
    assert [row.reading for row in notice.apart] == [ApartRowReading.UNCLEAR]
    assert "ethnic_minority" not in notice.structures
    assert {"apart_unclear", "blocs_short"} <= {*_codes(notice)}


def test_women_below_the_total_are_of_everybody(tmp_path: Path) -> None:
    notice = _read(tmp_path, "Đảng,8", "Mặt trận,12", "Tổng cộng,20", "Trong đó: nữ,7")
    assert notice.structures["women"].count == 7
    assert not notice.apart
    assert not _audit(notice).faults


def test_women_below_a_bloc_are_of_that_bloc(tmp_path: Path) -> None:
    notice = _read(tmp_path, "Đảng,8", "Trong đó: nữ,3", "Mặt trận,12", "Trong đó nữ,5")
    assert "women" not in notice.structures
    assert [(row.part_of, row.count) for row in notice.blocs if row.part_of] == [("Đảng", 3), ("Mặt trận", 5)]
    assert not _audit(notice).faults
    more = _read(tmp_path, "Đảng,8", "Mặt trận,12", "Trong đó: nữ,13")
    assert more.structures["women"].count == 13  # more than the bloc above has


# --- constituencies ---------------------------------------------------------------------------------------

_SIZES = "locality,level,term,units,seats,partition,actual_official_list,min_list_by_Art58(3)\n"


@pytest.mark.parametrize(
    ("text", "units", "seats"),
    [
        ('"5 x 2, 7 x 4, 3 x 5"', 15, 53),
        ("2*5;4*7;5*3", 15, 53),
        ("5 × 2; 7 × 4; 3 × 5", 15, 53),
        ('"5 đơn vị bầu 2 đại biểu, 7 đơn vị bầu 4 đại biểu, 3 đơn vị bầu 5 đại biểu"', 15, 53),
    ],
)
def test_constituencies_are_read_either_way_round(text: str, units: int, seats: int, tmp_path: Path) -> None:
    notice = _read(tmp_path, f"{units},{seats},{text},,", head=_SIZES, own="Tỉnh A,tỉnh,2021-2026,")
    assert [(s.constituencies, s.seats) for s in notice.partition] == [(5, 2), (7, 4), (3, 5)]
    assert (notice.stage, notice.base) == (NoticeStage.PLANNED_COUNCIL, Among.DEPUTIES)
    # Art. 58(3): 2 seats need 4, 4 need 6, 5 need 7 or 8
    assert "partition_minimum" in _codes(notice)
    assert not _audit(notice).faults


def test_the_list_is_held_against_the_published_constituencies(tmp_path: Path) -> None:
    own, sizes = "Nghệ An,tỉnh,2021-2026,", "3*23;4*1;5*2"
    enough = _read(tmp_path, f"26,83,{sizes},138,138", head=_SIZES, own=own)
    assert enough.stage is NoticeStage.OFFICIAL_LIST
    assert "chắc chắn đủ" in _codes(enough)["list_long_enough"]
    assert not _audit(enough).faults
    few = _read(tmp_path, f"26,83,{sizes},137,139", head=_SIZES, own=own)
    assert {r.code for r in _audit(few).remarks if r.fault} == {"list_too_short", "stated_minimum"}
    wrong = _read(tmp_path, f"27,84,{sizes},150,", head=_SIZES, own=own)
    assert [r.code for r in _audit(wrong).remarks if r.fault] == ["partition_sum"] * 2


def test_sizes_that_cannot_be_read_are_told() -> None:
    for text in ("nhiều", "0 x 3", ""):
        with pytest.raises(TextError):
            read_partition(text)


def test_without_totals_constituencies_stand_first_where_no_size_is_above_five() -> None:
    assert orient_partition(read_partition("3 x 5"), None, None) == [{"constituencies": 3, "seats": 5}]
    assert orient_partition(read_partition("4 x 7"), None, None) == [{"constituencies": 7, "seats": 4}]


def test_a_table_of_something_else_is_refused_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("step,days\nx,3\n", encoding="utf-8")
    with pytest.raises(Exception, match="composition table") as caught:
        read_notices([path])
    assert str(caught.value).count("\n") == 0
