"""`cocau structure`: text, JSON and workbook of one plan; its exit codes; and judging it again."""

import io
import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import docx
import pytest
from python_calamine import CalamineWorkbook

from cocau.app.files.readers import read_council, read_offers
from cocau.app.i18n.languages import Lang
from cocau.app.present.structure import render_structure_text
from cocau.app.present.structure_workbook import render_structure_workbook
from cocau.constraints.model.offers import Offers
from cocau.constraints.model.selectors import COUNTED_GROUPS
from cocau.fixtures.run import SHIPPED
from cocau.solver.plan import plan
from cocau.solver.structure_plan import StructurePlan, build_structure_plan
from cocau.solver.structure_request import build_structure_request

COUNCIL = SHIPPED / "councils" / "xa-mau.yaml"
OFFERS = SHIPPED / "offers" / "xa-mau.yaml"
TOO_FEW = SHIPPED / "offers" / "xa-mau-thieu-nu.yaml"
Run = Callable[..., Any]
Rows = list[list[Any]]


@cache
def planned() -> StructurePlan:
    offers = read_offers(OFFERS)
    return build_structure_plan(offers, plan(build_structure_request(read_council(COUNCIL), offers)))


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    path = tmp_path / "structure.json"
    path.write_text(planned().to_json(), encoding="utf-8")
    return path


# --- text ---------------------------------------------------------------------------------------------------


def test_the_allocation_is_printed_with_its_totals_in_vietnamese(run: Run) -> None:
    result = run("structure", COUNCIL, OFFERS)
    assert (result.code, result.err) == (0, "")
    out = result.out
    order = ["ĐÃ LẬP", "Phân bổ người được giới thiệu", "Dự kiến cơ cấu Hội đồng", "Thành phần", "Đối chiếu"]
    assert [out.index(words) for words in order] == sorted(out.index(words) for words in order)
    totals = [line.split() for line in out.splitlines() if line.strip().startswith("Tổng số ")]
    assert [line[2] for line in totals] == ["50", "43"]
    assert totals[1][3] == "25"


def test_nothing_that_is_made_of_profiles_is_vietnamese_in_english() -> None:
    lines = "\n".join(render_structure_text(planned(), "en", 200))
    assert "3 male (3); 3 female, under 40 (2)" in lines
    assert not re.search(r"\d (nữ|nam)\b|ngoài Đảng", lines)


def test_doubts_about_the_introduced_are_true_before_there_are_names_too() -> None:
    doubts = "\n".join(render_structure_text(planned(), "en", 1000))
    assert doubts.count("structure plan") >= 3
    assert "no plan can move" not in doubts.casefold()


def test_what_cannot_be_judged_without_names_is_said() -> None:
    assert any("Chưa có tên người" in line for line in render_structure_text(planned(), "vi", 200))
    assert any("There are no names yet" in line for line in render_structure_text(planned(), "en", 200))


def test_the_tables_fit_on_a_screen_of_a_hundred_columns() -> None:
    for lang in Lang:
        assert max(map(len, render_structure_text(planned(), lang, 100))) <= 100


def test_every_organisation_has_its_line_with_its_numbers() -> None:
    allocation = planned().allocation
    assert allocation is not None
    lines = [line.split() for line in render_structure_text(planned(), "en", 120)]
    for row in allocation.rows:
        bounds = f"{row.at_least}–{row.at_most}" if row.at_least < row.at_most else str(row.at_most)
        shown = [str(n) if n else "–" for n in (row.introduced.people, *row.introduced.counts.values())]
        assert [*row.name.split(), bounds, *shown] in lines


def test_english_is_english_but_for_what_the_files_say(run: Run) -> None:
    out = run("structure", COUNCIL, OFFERS, "--lang", "en").out
    assert "People to be introduced" in out
    assert "II. Localities" in out
    assert "Tổng số" not in out


def test_a_conflict_exits_3_and_names_the_organisation_with_its_bounds(run: Run) -> None:
    result = run("structure", COUNCIL, TOO_FEW)
    assert result.code == 3
    assert "số người do 'Hội Liên hiệp Phụ nữ xã' giới thiệu" in result.out
    assert (
        "Hội Liên hiệp Phụ nữ xã: ít nhất 2, nhiều nhất 2 người (các thành phần cộng lại có 4)" in result.out
    )


def test_a_conflict_of_rules_alone_names_no_organisation(run: Run) -> None:
    result = run("structure", COUNCIL, OFFERS, "--set", "women-35-percent.at_least_percent=99")
    assert (result.code, "women-35-percent" in result.out) == (3, True)
    assert "Số lượng giới thiệu nêu trên" not in result.out


@pytest.mark.parametrize(("total", "words"), [(44, "Tổng số: 44 người."), (None, "Chỉ giới thiệu đúng")])
def test_a_total_that_is_in_the_way_is_told_with_its_number(
    run: Run, tmp_path: Path, total: int | None, words: str
) -> None:
    """All but the HĐND, which alone has a vice-chair, are to introduce 44; the lists have 43 places."""
    least = {"ubnd": 8, "dang-uy": 3, "mttq": 3, "phu-nu": 3, "doan": 3, "hdnd": 0}
    crowded = tuple(
        org.replace_unvalidated(
            at_least=least.get(org.id, min(org.supply, 3) if org.id.startswith("thon") else org.at_least)
        )
        for org in read_offers(OFFERS).organisations
    )
    path = tmp_path / "offers.json"
    path.write_text(Offers(total=total, organisations=crowded).model_dump_json(), encoding="utf-8")
    result = run("structure", COUNCIL, path)
    assert (result.code, words in result.out) == (3, True), result.out + result.err


def test_too_little_time_exits_4(run: Run) -> None:
    assert run("structure", COUNCIL, OFFERS, "--seconds", "0.001").code == 4


def test_what_ifs_are_departures_and_come_first(run: Run) -> None:
    out = run("structure", COUNCIL, OFFERS, "--set", "women-35-percent.at_least_percent=40").out
    assert out.index("at_least_percent 35 → 40") < out.index("ĐÃ LẬP")
    out = run("structure", COUNCIL, OFFERS, "--raise", "women-30-percent-deputies").out
    assert "nâng thành bắt buộc" in out


# --- json ---------------------------------------------------------------------------------------------------


def test_json_is_the_canonical_json_of_the_plan(run: Run, tmp_path: Path) -> None:
    assert run("structure", COUNCIL, OFFERS, "--format", "json").out == planned().to_json()
    path = tmp_path / "s.json"
    assert run("structure", COUNCIL, OFFERS, "-o", path).code == 0
    assert path.read_text(encoding="utf-8") == planned().to_json()
    assert json.loads(planned().to_json())["format"] == "cocau/structure/1"


def test_text_may_go_to_a_file(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "s.txt"
    assert run("structure", COUNCIL, OFFERS, "-o", path).code == 0
    assert path.read_text(encoding="utf-8").splitlines() == list(render_structure_text(planned(), "vi", 120))


# --- workbook -----------------------------------------------------------------------------------------------


def test_the_annex_to_be_signed_has_the_words_of_the_office_and_every_sum(run: Run, tmp_path: Path) -> None:
    path, office = tmp_path / "phu-luc.docx", tmp_path / "office.yaml"
    office.write_text("issuers: {standing_committee: {number: '7', symbol: TTr-X}}\n", encoding="utf-8")
    assert run("structure", COUNCIL, OFFERS, "-o", str(path), "--office", str(office)).code == 0
    document = docx.Document(str(path))
    assert "07/TTr-X" in "\n".join(paragraph.text for paragraph in document.paragraphs)
    total = next(row for row in document.tables[-1].rows if row.cells[1].text == "Tổng số")
    allocation = planned().allocation
    assert allocation is not None
    assert total.cells[2].text == str(allocation.totals.introduced.people)
    assert run("structure", COUNCIL, OFFERS, "--format", "pdf").code == 2


def sheets(content: bytes) -> dict[str, Rows]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


@pytest.mark.parametrize(
    ("lang", "names"),
    [
        ("vi", ["Giới thiệu", "Dự kiến đại biểu", "Thành phần", "Đối chiếu", "Ghi chú"]),
        ("en", ["Introduced", "Council", "Profiles", "Compliance", "Notes"]),
    ],
)
def test_the_workbook_has_the_numbers_of_the_json(
    run: Run, tmp_path: Path, lang: str, names: list[str]
) -> None:
    path = tmp_path / "s.xlsx"
    assert run("structure", COUNCIL, OFFERS, "-o", path, "--lang", lang).code == 0
    pages = sheets(path.read_bytes())
    assert list(pages) == names
    introduced, council, profiles = (pages[name][1:] for name in names[:3])
    allocation = json.loads(planned().to_json())["allocation"]
    for row in allocation["rows"]:
        name, at_least, at_most = row["name"], row["at_least"], row["at_most"]
        assert _numbers(introduced, name) == [at_least, at_most, *_counted(row["introduced"])]
        assert _numbers(council, name) == [row["listed"]["people"], *_counted(row["intended"])]
        stages = ("introduced", "listed", "intended")
        assert sorted(r[1:] for r in profiles if r[0] == name) == sorted(
            [p["name"][lang], p["at_most"], *(p[stage]["people"] for stage in stages)]
            for p in row["profiles"]
        )
    totals = allocation["totals"]
    assert introduced[-2][4:] == _counted(totals["introduced"])
    assert council[-2][2:] == [totals["listed"]["people"], *_counted(totals["intended"])]
    assert introduced[-1][5:] == pytest.approx([n / 50 for n in totals["introduced"]["counts"].values()])


def _numbers(rows: Rows, name: str) -> list[Any]:
    return next(row[2:] for row in rows if row[0] == name)


def _counted(tally: dict[str, Any]) -> list[int]:
    return [tally["people"], *(tally["counts"][group] for group in COUNTED_GROUPS)]


def test_every_sheet_of_the_workbook_is_printed_one_page_wide() -> None:
    found = planned()
    assert found.allocation is not None
    with ZipFile(io.BytesIO(render_structure_workbook(found, found.allocation, "vi"))) as parts:
        pages = [parts.read(f"xl/worksheets/sheet{n}.xml").decode() for n in range(1, 6)]
    assert all('<pageSetUpPr fitToPage="1"/>' in page and 'fitToHeight="0"' in page for page in pages)
    assert [("landscape" in page) for page in pages] == [True] * 4 + [False]


def test_the_compliance_sheet_has_every_rule_with_its_clause() -> None:
    structure = planned()
    assert structure.allocation is not None
    rows = sheets(render_structure_workbook(structure, structure.allocation, "vi"))["Đối chiếu"]
    by_id = {row[3]: row for row in rows[1:]}
    assert set(by_id) == {f.rule for f in structure.proposal.findings}
    assert "Luật 85/2015/QH13 Điều 9" in by_id["women-35-percent"][4]
    assert by_id["women-35-percent"][0] == "✓ đạt"
    assert by_id["list-at-legal-minimum"][4].startswith("Tiêu chí bổ sung của cocau")


def test_the_notes_have_the_answer_the_departures_and_the_doubts() -> None:
    offers = read_offers(OFFERS)
    request = build_structure_request(
        read_council(COUNCIL), offers, overrides={"women-35-percent": {"at_least_percent": 40}}
    )
    changed = build_structure_plan(offers, plan(request))
    assert changed.allocation is not None
    lines = [
        row[0] for row in sheets(render_structure_workbook(changed, changed.allocation, "vi"))["Ghi chú"]
    ]
    assert any(line.endswith("at_least_percent 35 → 40") for line in lines)
    assert any(line.startswith("ĐÃ LẬP") for line in lines)
    assert any(line.startswith("Chưa có tên người") for line in lines)
    assert any(line.startswith("[1] ") for line in lines)


def test_the_workbook_is_the_same_bytes_whenever_it_is_made() -> None:
    structure = planned()
    assert structure.allocation is not None
    assert render_structure_workbook(structure, structure.allocation, "vi") == render_structure_workbook(
        structure, structure.allocation, "vi"
    )


def test_a_name_never_becomes_a_formula() -> None:
    offers = read_offers(OFFERS)
    evil = offers.replace_unvalidated(
        organisations=(offers.organisations[0].replace_unvalidated(name="=1+1"), *offers.organisations[1:])
    )
    structure = build_structure_plan(evil, plan(build_structure_request(read_council(COUNCIL), evil)))
    assert structure.allocation is not None
    content = render_structure_workbook(structure, structure.allocation, "vi")
    assert sheets(content)["Giới thiệu"][2][0] == "'=1+1"


def test_a_workbook_needs_a_file(run: Run) -> None:
    result = run("structure", COUNCIL, OFFERS, "--format", "xlsx", "--lang", "en")
    assert (result.code, result.out) == (2, "")
    assert "-o FILE.xlsx" in result.err


def test_without_a_plan_the_reason_is_shown_and_no_workbook_is_written(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "s.xlsx"
    result = run("structure", COUNCIL, TOO_FEW, "-o", path, "--lang", "en")
    assert result.code == 3
    assert "CONFLICT" in result.out
    assert "Not written" in result.err
    assert not path.exists()


# --- bad input ----------------------------------------------------------------------------------------------


def test_every_wrong_file_and_option_is_told_at_once(run: Run, tmp_path: Path) -> None:
    result = run("structure", tmp_path / "no.yaml", tmp_path / "none.yaml", "--set", "x")
    assert (result.code, result.out) == (2, "")
    assert result.err.splitlines()[-1] == "3 lỗi trong dữ liệu vào."


def test_faults_of_offers_council_and_what_ifs_stand_at_their_places(run: Run, tmp_path: Path) -> None:
    paths = tmp_path / "c.yaml", tmp_path / "o.yaml"
    paths[0].write_text(COUNCIL.read_text("utf-8").replace("seats: 25", "seats: 26"), encoding="utf-8")
    paths[1].write_text(OFFERS.read_text("utf-8").replace("total: 50", "total: 20"), encoding="utf-8")
    result = run("structure", *paths, "--set", "age-21.years=18", "--lang", "en", "-o", tmp_path / "s.json")
    assert result.code == 2
    places = [line.partition(": ")[0] for line in result.err.splitlines()]
    assert "age-21.years" in places
    assert any(place.startswith("c.yaml:") for place in places)
    assert any(place.startswith("o.yaml:") for place in places)
    assert not (tmp_path / "s.json").exists()


def _places(run: Run, tmp_path: Path, offers: str, council: str = "") -> list[str]:
    """Where each fault of these files is told, in order."""
    (tmp_path / "c.yaml").write_text(council or COUNCIL.read_text("utf-8"), encoding="utf-8")
    (tmp_path / "o.yaml").write_text(offers, encoding="utf-8")
    result = run("structure", tmp_path / "c.yaml", tmp_path / "o.yaml")
    assert result.code == 2
    return [": ".join(line.split(": ")[:2]) for line in result.err.splitlines()[:-1]]


def test_a_fault_of_the_offers_is_told_once_at_its_place_in_their_file(run: Run, tmp_path: Path) -> None:
    text = OFFERS.read_text("utf-8")
    assert _places(run, tmp_path, text.replace("total: 50", "total: 900")) == ["o.yaml:6: total"]
    asked = text.replace("bloc: party, at_least: 2, at_most: 4", "bloc: party, at_least: 4, at_most: 2")
    assert _places(run, tmp_path, asked) == ["o.yaml:8: organisations[0].at_least"]


def test_a_fault_of_one_of_two_organisations_of_the_same_id_is_told_at_that_one(
    run: Run, tmp_path: Path
) -> None:
    text = OFFERS.read_text("utf-8").replace("{id: hdnd,", "{id: dang-uy,")
    faults = _places(run, tmp_path, text.replace("bloc: council, at_least: 1", "bloc: council, at_least: 9"))
    assert faults[0].startswith("o.yaml:8: organisations[0]; o.yaml:13")
    assert faults[1:] == ["o.yaml:13: organisations[1].at_least"] * 2


@pytest.mark.parametrize(
    ("offers", "council"),
    [
        (("at_most: 4, profiles", "at_most: x, profiles"), ("seats: 25", "seats: 999")),
        (("bloc: party, at_least: 2", "bloc: party, at_least: 9"), ("seats: 25", "seats: x")),
    ],
)
def test_faults_of_the_file_that_was_read_are_told_with_those_of_the_other(
    run: Run, tmp_path: Path, offers: tuple[str, str], council: tuple[str, str]
) -> None:
    told = _places(
        run,
        tmp_path,
        OFFERS.read_text("utf-8").replace(*offers),
        COUNCIL.read_text("utf-8").replace(*council),
    )
    assert {place.partition(":")[0] for place in told} == {"c.yaml", "o.yaml"}
    assert "c.yaml:8: seats" in told
    assert "o.yaml:8: organisations[0].at_" in " ".join(told)


def test_seconds_out_of_range_are_bad_input(run: Run) -> None:
    result = run("structure", COUNCIL, OFFERS, "--seconds", "0")
    assert (result.code, "seconds" in result.err) == (2, True)


def test_an_answer_is_never_written_over_an_input(run: Run, tmp_path: Path) -> None:
    offers = tmp_path / "o.json"
    offers.write_text(read_offers(OFFERS).model_dump_json(), encoding="utf-8")
    before = offers.read_bytes()
    assert run("structure", COUNCIL, offers, "-o", offers).code == 2
    assert offers.read_bytes() == before


# --- judged again -------------------------------------------------------------------------------------------


def test_a_stored_structure_is_judged_again(run: Run, kept: Path) -> None:
    result = run("audit", kept)
    assert (result.code, "trùng khớp" in result.out) == (0, True)


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('"people": 50', '"people": 51', "allocation"),
        ('"total": 50', '"total": 49', "offers"),
        ('"count": 18', '"count": 19', "women-35-percent"),
    ],
)
def test_whatever_was_changed_in_the_file_is_found(
    run: Run, kept: Path, old: str, new: str, what: str
) -> None:
    content = kept.read_text(encoding="utf-8").replace('":', '": ').replace('":  ', '": ')
    assert old in content
    kept.write_text(content.replace(old, new, 1), encoding="utf-8")
    result = run("audit", kept, "--format", "json")
    assert result.code == 5
    assert what in [difference["what"] for difference in json.loads(result.out)["differences"]]


def test_a_stored_conflict_has_nothing_to_judge(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    assert run("structure", COUNCIL, TOO_FEW, "-o", path).code == 3
    assert run("audit", path).code == 3


def test_a_broken_structure_file_is_bad_input(run: Run, kept: Path) -> None:
    kept.write_text('{"format": "cocau/structure/1"}', encoding="utf-8")
    result = run("audit", kept)
    assert (result.code, "offers" in result.err) == (2, True)


def test_a_special_zone_of_2026_is_planned_before_there_are_names(run: Run) -> None:
    zone = "dac-khu-hon-xa.yaml"
    files = (SHIPPED / "councils" / zone, SHIPPED / "offers" / zone)
    told = run("structure", *files, "--rulebook", "national-2026", "--format", "json")
    assert told.code == 0
    totals = json.loads(told.out)["allocation"]["totals"]
    assert [totals[stage]["people"] for stage in ("introduced", "listed", "intended")] == [32, 28, 16]
    assert totals["listed"]["counts"]["women"] >= 10
