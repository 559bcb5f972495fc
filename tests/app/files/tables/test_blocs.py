"""Printed names of blocs: to the blocs they can mean, with a doubt unless they are plain."""

import pytest

from cocau.app.files.tables.blocs import normalize_bloc_name, read_bloc, read_bloc_codes, read_printed_bloc
from cocau.app.files.text import TextError
from cocau.app.i18n.words import BLOC
from cocau.constraints.model.council import CouncilLevel
from cocau.constraints.model.people import Bloc

P, D, C = CouncilLevel.PROVINCE, CouncilLevel.DISTRICT, CouncilLevel.COMMUNE


@pytest.mark.parametrize(
    ("name", "level", "blocs"),
    [
        ("Party", D, "party"),
        ("provincial Party bodies", P, "party"),
        ("Cơ quan Đảng", P, "party"),
        ("Ban Thường vụ Tỉnh ủy", P, "party"),
        ("HĐND", P, "council"),
        ("full-time HĐND", D, "council"),
        ("Thường trực và các Ban của HĐND tỉnh", P, "council"),
        ("People’s Council", P, "council"),
        ("UBND leaders & specialised departments", P, "administration"),
        ("Lãnh đạo UBND, cơ quan chuyên môn", P, "administration"),
        ("Sở Tư pháp", P, "administration"),
        ("UBND xã", C, "administration"),
        ("Front & members", D, "front"),
        ("Fatherland Front bloc", P, "front"),
        ("Front & socio-political organisations (full-time)", D, "front"),
        ("Ủy ban MTTQ và các tổ chức chính trị - xã hội", P, "front"),
        ("Hội Liên hiệp Phụ nữ, Hội Nông dân", P, "front"),
        ("armed forces", D, "armed_forces"),
        ("Lực lượng vũ trang (công an, quân sự)", P, "armed_forces"),
        ("Tòa án, Viện kiểm sát", P, "judiciary"),
        ("KHỐI CÁC CƠ QUAN TƯ PHÁP", P, "judiciary"),
        ("Trường học, bệnh viện", P, "public_service"),
        ("Đơn vị sự nghiệp công lập", P, "public_service"),
        ("business", D, "economic"),
        ("khối doanh nghiệp, hợp tác xã", P, "economic"),
        ("religion", P, "religious"),
        ("Chức sắc tôn giáo", P, "religious"),
        ("grassroots (cơ sở)", D, "grassroots"),
        ("commune level", P, "grassroots"),
        ("Các xã, phường, thị trấn", D, "grassroots"),
        ("Cấp huyện", P, "grassroots"),
        ("Thôn, tổ dân phố", C, "grassroots"),
        ("Chuyên gia, nhà khoa học", P, "expert"),
        ("Thành phần khác", P, "other"),
        ("Trưởng thôn", C, "grassroots"),
        ("Chủ tịch, Phó Chủ tịch UBND", P, "administration"),
        ("Số lượng khác", P, "other"),
        ("Ban Kinh tế - Ngân sách", P, "council"),
        ("Các sở, ban, ngành", P, "administration"),
        ("Sở Tài chính", P, "administration"),
    ],
)
def test_a_plain_name_is_one_bloc_without_a_doubt(name: str, level: CouncilLevel, blocs: str) -> None:
    reading = read_bloc(name, level, {})
    assert ("+".join(reading.blocs), reading.doubt) == (blocs, None)


@pytest.mark.parametrize(
    ("name", "level", "blocs"),
    [
        ("full-time at district level (chuyên trách cấp huyện)", D, "council"),
        ("district government (chính quyền huyện)", D, "administration"),
        ("religion-business-outstanding farmers", D, "front+economic+religious+grassroots+other"),
        ("Party committees of Party agencies & of UBND", P, "party+administration"),
        ("centrally-run vertical agencies", P, "administration+judiciary+public_service+economic+other"),
        ("Cơ quan ngành dọc", P, "administration+judiciary+public_service+economic+other"),
        ("public service & other units", P, "public_service+other"),
        ("key economic zone", P, "administration+economic"),
        ("Ban quản lý Khu kinh tế", P, "administration+economic"),
        ("Khối nội chính", P, "party+administration+armed_forces+judiciary"),
        ("Đảng, đoàn thể", P, "party+front"),
        ("Văn phòng HĐND và UBND", P, "council+administration"),
        ("UBND xã", D, "administration+grassroots"),
        ("Cán bộ hưu trí", C, "front+grassroots+other"),
        ("Công nhân", P, "front+public_service+economic+other"),
        ("Ban Dân tộc", P, "council+administration"),
        ("Người tự ứng cử", P, "+".join(Bloc)),
        ("Y tế, giáo dục", P, "administration+public_service+expert"),
    ],
)
def test_a_name_that_is_not_plain_has_a_doubt(name: str, level: CouncilLevel, blocs: str) -> None:
    reading = read_bloc(name, level, {})
    assert "+".join(reading.blocs) == blocs
    assert reading.doubt is not None
    assert reading.doubt.vi != reading.doubt.en


@pytest.mark.parametrize("bloc", Bloc)
def test_codes_and_our_own_words_are_read(bloc: Bloc) -> None:
    for name in (bloc, BLOC[bloc].vi, BLOC[bloc].en):
        assert read_bloc(name, None, {}).blocs == (bloc,)


@pytest.mark.parametrize(
    ("name", "near", "group"),
    [
        ("Khối doan nghiệp", "", None),
        ("Kiểm toán", "", None),
        ("Thành phố", "", None),
        ("ngoài Đảng", "", "non_party"),
        ("non-party", "", "non_party"),
        ("Trẻ tuổi", "", "under_40"),
        ("Phụ nữ", "", "women"),
        ("!", "", None),
    ],
)
def test_an_unknown_name_is_told_with_a_way_to_say_it(name: str, near: str, group: str | None) -> None:
    with pytest.raises(TextError) as caught:
        read_bloc(name, P, {})
    assert caught.value.code == "unknown_bloc"
    for words in (caught.value.vi, caught.value.en):
        assert near in words
        assert f"--bloc '{name}=administration+economic'" in words
        assert "bloc_code" in words
    assert group is None or "cơ cấu kết hợp" in caught.value.vi


def test_what_the_user_says_comes_first() -> None:
    told = {normalize_bloc_name("Kiểm toán"): (Bloc.ADMINISTRATION,)}
    assert read_bloc("KIỂM TOÁN", P, told).blocs == (Bloc.ADMINISTRATION,)


def test_codes_are_joined_by_plus_comma_or_semicolon() -> None:
    both = (Bloc.ADMINISTRATION, Bloc.ECONOMIC)
    assert read_bloc_codes("economic+administration") == both
    assert read_bloc_codes("Administration; economic") == both
    with pytest.raises(TextError) as caught:
        read_bloc_codes("administration+finance")
    assert "finance" in caught.value.en
    assert "armed_forces" in caught.value.en


def test_a_misspelt_name_is_told_the_bloc_it_is_spelt_like_and_a_strange_one_none() -> None:
    for name, near in (("doanh nghịep", "Gần nhất: Khối kinh tế"), ("Kiểm toán", None), ("Bưu điện", None)):
        reading = read_printed_bloc(name, P, {})
        if reading.blocs:
            continue
        assert reading.doubt is not None
        assert (near in reading.doubt.vi) if near else ("Gần nhất" not in reading.doubt.vi)
