"""`cocau seats`: a draft made into a council that can be planned, and a calculator without a file."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cocau.app.files.readers import read_council
from cocau.fixtures.run import SHIPPED
from tests.app.cli.unsure_layer import write_unsure_formula

Run = Callable[..., Any]

DRAFTS = SHIPPED / "drafts"
DRAFT = """\
id: quan
name: HĐND quận
kind: urban_district
election_day: 2021-05-23
population: 100000
places:
  - {id: a, name: Phường A, population: 60000}
  - {id: b, name: Phường B, population: 40000}
note: Ghi chú.
"""


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    path = tmp_path / "draft.yaml"
    path.write_text(DRAFT, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "vi", "en"),
    [
        ("ha-tinh", "50 + ⌊288.866 / 70.000⌋ = 50 + 4 = 54", "50 + ⌊288,866 / 70,000⌋ = 50 + 4 = 54"),
        (
            "thach-ha",
            "10 đơn vị bầu cử: 2 đơn vị bầu 2 đại biểu, 5 đơn vị bầu 3 đại biểu, 3 đơn vị bầu 5 đại biểu",
            "10 constituencies: 2 of 2 seats, 5 of 3 seats, 3 of 5 seats",
        ),
        ("xa-mau", "Ít nhất 16 phụ nữ (35% × 43)", "At least 16 women (35% × 43)"),
    ],
)
def test_the_shipped_drafts_of_the_three_levels(run: Run, name: str, vi: str, en: str) -> None:
    for lang, words in (("vi", vi), ("en", en)):
        result = run("seats", DRAFTS / f"{name}.yaml", "--lang", lang)
        assert result.code == 0, result.err
        assert words in result.out


def test_the_council_that_is_written_can_be_planned(run: Run, tmp_path: Path) -> None:
    council, proposal = tmp_path / "council.yaml", tmp_path / "proposal.json"
    result = run("seats", DRAFTS / "xa-mau.yaml", "-o", council)
    assert (result.code, result.err) == (0, f"Đã ghi: {council}\n")
    assert "25 đại biểu." in result.out
    written = read_council(council)
    assert written.seats == sum(unit.seats for unit in written.constituencies) == 25
    assert "cocau seats tính từ xa-mau.yaml, bộ quy định ha-tinh-2021." in written.note
    assert run("plan", council, SHIPPED / "pools" / "xa-mau.yaml", "-o", proposal).code == 0


def test_what_is_unverified_and_unknown_is_said_and_written(run: Run, draft: Path, tmp_path: Path) -> None:
    council = tmp_path / "council.yaml"
    book = write_unsure_formula(tmp_path)
    result = run("seats", draft, "-o", council, "--lang", "en", "--rulebook", book)
    assert result.code == 0, result.err
    # 30 + 20,000 / 15,000 = 31 seats: 19 + 12, in constituencies of five at most
    assert "31 seats (UNVERIFIED, not law)." in result.out
    assert "This formula is UNVERIFIED" in result.out
    assert "Phường A: votes in 4 constituencies; the people and localities of each are not known" in " ".join(
        result.out.split()
    )
    written = read_council(council)
    assert [u.id for u in written.constituencies] == ["a-1", "a-2", "a-3", "a-4", "b-1", "b-2", "b-3"]
    assert {u.population for u in written.constituencies} == {None}
    assert written.note == (
        "CAUTION: 31 seats come from an UNVERIFIED formula; the number is not law. Ghi chú."
        f" Seats and constituencies: cocau seats of draft.yaml, rulebook {book}."
    )
    again = run("seats", draft, "-o", council, "--rulebook", book)
    assert "31 đại biểu (CHƯA KIỂM CHỨNG, không phải quy định)." in again.out
    begins = "CHÚ Ý: 31 đại biểu là theo công thức CHƯA KIỂM CHỨNG, không phải quy định. Ghi chú. "
    assert read_council(council).note.startswith(begins)


def test_a_calculator_without_a_file(run: Run) -> None:
    result = run("seats", "--seats", 95, "--constituencies", 30)
    assert result.code == 0, result.err
    assert "25 đơn vị bầu 3 đại biểu, 5 đơn vị bầu 4 đại biểu" in result.out
    assert "Ít nhất 160 người ứng cử." in result.out
    assert "Ít nhất 56 phụ nữ" in result.out
    asked = ("seats", "--kind", "province", "--population", 1_300_000, "--constituencies", 13)
    plain = json.loads(run(*asked, "--on", "2021-05-23", "--format", "json").out)
    assert (plain["count"]["seats"], plain["listed"], plain["women"]) == (54, 93, 33)
    assert (plain["shortest_lists"], plain["longest_lists"]) == (86, 93)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--kind", "province", "--population", 3_000_000, "--on", "2026-03-15"), "+ 28 = 78 (at most 85)"),
        (("--kind", "province", "--population", 9_000_000), "= 164 (at most 85) → 85"),
        (("--kind", "special_city", "--population", 9_000_000), "By formula: 95 (at most 95)"),
        (("--kind", "ward", "--population", 30_000, "--on", "2016-05-22"), "[ha-tinh-2016]"),
        (("--kind", "commune", "--population", 4_000, "--seats", 24), "25 (at most 30)"),
        (("--kind", "rural_district", "--seats", 40, "--lower-units", 31), "31 lower units"),
        (("--seats", 7, "--rulebook", "luat-bau-cu-2015", "--on", "2021-05-23"), "At least 12 candidates."),
    ],
)
def test_numbers_of_the_calculator(run: Run, arguments: tuple[object, ...], words: str) -> None:
    result = run("seats", *arguments, "--lang", "en")
    assert result.code == 0, result.err
    assert words in " ".join(result.out.split())


def test_a_book_without_the_rule_says_that_lists_are_not_known(run: Run, tmp_path: Path) -> None:
    layer = tmp_path / "ours.yaml"
    layer.write_text(
        "title: {vi: của ta, en: ours}\n"
        "rules:\n"
        "  - id: at-most-three\n"
        "    kind: seats_per_constituency\n"
        "    strength: must\n"
        "    in_force: 2021-01-01\n"
        "    limit: 3\n"
        "    cites: [{source: luat-bau-cu-2015, mark: D}]\n"
        "    says: {vi: tối đa ba, en: at most three}\n"
        "    broken: {vi: quá ba, en: more than three}\n",
        encoding="utf-8",
    )
    result = run("seats", "--seats", 7, "--rulebook", layer, "--on", "2021-05-23", "--lang", "en")
    assert "2 of 2 seats, 1 of 3 seats" in result.out
    assert "The rulebook does not say how long lists must be." in result.out


@pytest.mark.parametrize(
    ("arguments", "code", "where"),
    [
        ((), "nothing_asked", ""),
        (("--kind", "province"), "nothing_asked", ""),
        (("--seats", 5, "-o", "c.yaml"), "no_draft", "-o"),
        (("--seats", 0), "greater_than_equal", "--seats"),
        (("--seats", 201), "less_than_equal", "--seats"),
        (("--kind", "kingdom", "--population", 5), "enum", "--kind"),
        (("--population", 5_000), "too_little_known", "--population"),
        (("--seats", 5, "--constituencies", 6), "constituencies_impossible", "--constituencies"),
        (("--seats", 5, "--on", "2025-04-01"), "outside_term", "--on"),
        (("--seats", 5, "--on", "2016-05-22", "--rulebook", "national-2026"), "outside_term", "--on"),
        (("--seats", 5, "--rulebook", "luat-bau-cu-2015"), "no_day", "--on"),
        (("--seats", 5, "--rulebook", "nq-1187-2021", "--on", "2021-05-23"), "no_limit", ""),
        (
            ("--kind", "town", "--population", 90_000, "--lower-units", 30),
            "decided_above",
            "--lower-units",
        ),
    ],
)
def test_questions_without_an_answer(run: Run, arguments: tuple[object, ...], code: str, where: str) -> None:
    result = run("seats", *arguments, "--format", "json")
    assert (result.code, result.out) == (2, "")
    assert [(p["code"], p["where"]) for p in json.loads(result.err)["problems"]] == [(code, where)]


def test_faults_of_a_draft_are_told_at_their_lines_and_nothing_is_written(
    run: Run, draft: Path, tmp_path: Path
) -> None:
    wrong = DRAFT.replace("population: 100000", "population: 90000\nseats: 30\nconstituencies: 9")
    draft.write_text(wrong.replace("id: b,", "id: a,"), encoding="utf-8")
    result = run("seats", draft, "-o", tmp_path / "council.yaml", "--lang", "en")
    assert result.code == 2
    assert result.err.splitlines() == [
        "draft.yaml:5: population: The population is 90000, the places sum to 100000; they must be equal.",
        (
            "draft.yaml:6: seats: seats and the decision that set them (seats_decided_by) go together;"
            " without both, seats follow from the population."
        ),
        "draft.yaml:9: places[0]; draft.yaml:10: places[1]: 'a' is given 2 times; it must be given once.",
        "3 problem(s).",
    ]
    assert list(tmp_path.iterdir()) == [draft]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--seats", "5"), "draft_and_options"),
        (("-o", "council.txt"), "suffix"),
        (("-o", "DRAFT"), "output_is_input"),
        (("--rulebook", "national-2026"), "outside_term"),
    ],
)
def test_options_that_do_not_go_with_a_draft(
    run: Run, draft: Path, arguments: tuple[str, ...], code: str
) -> None:
    given = [str(draft) if argument == "DRAFT" else argument for argument in arguments]
    result = run("seats", draft, *given, "--format", "json")
    assert result.code == 2
    assert [p["code"] for p in json.loads(result.err)["problems"]] == [code]
    assert draft.read_text(encoding="utf-8") == DRAFT


@pytest.mark.parametrize("seats", [160, 200])
def test_the_largest_draft_that_is_read(run: Run, tmp_path: Path, seats: int) -> None:
    path = tmp_path / "large.yaml"
    places = "".join(f"  - {{id: p{n:03}, population: {1_000 + 7 * n * n}}}\n" for n in range(160))
    path.write_text(
        "id: lon\nname: HĐND\nkind: special_city\nelection_day: 2021-05-23\n"
        f"seats: {seats}\nseats_decided_by: Nghị quyết\nconstituencies: {seats}\nplaces:\n{places}",
        encoding="utf-8",
    )
    plan = json.loads(run("seats", path, "--format", "json").out)
    assert sum(place["seats"] for place in plan["places"]) == seats
    assert len(plan["constituencies"]) == seats


def test_a_draft_in_place_of_a_council_is_said_to_be_one(run: Run) -> None:
    result = run("plan", DRAFTS / "xa-mau.yaml", SHIPPED / "pools" / "xa-mau.yaml", "--lang", "en")
    assert result.code == 2
    assert "make the council of it first: cocau seats drafts/xa-mau.yaml -o FILE.yaml" in result.err


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (SHIPPED / "councils" / "xa-mau.yaml", "xa-mau.yaml: This is a council; give a draft of a council"),
        (SHIPPED / "pools" / "xa-mau.yaml", "xa-mau.yaml: This is a pool; give a draft of a council"),
    ],
)
def test_another_sort_of_file_is_said_to_be_one(run: Run, file: Path, words: str) -> None:
    result = run("seats", file, "--lang", "en")
    assert result.code == 2
    assert words in result.err


def test_a_council_is_written_as_json_too(run: Run, draft: Path, tmp_path: Path) -> None:
    yaml_file, json_file = tmp_path / "council.yaml", tmp_path / "council.json"
    assert run("seats", draft, "-o", yaml_file).code == 0
    assert run("seats", draft, "-o", json_file).code == 0
    assert read_council(json_file) == read_council(yaml_file)


@pytest.mark.parametrize(
    ("lang", "one", "other"),
    [
        ("vi", "cách nào cũng vậy: 8", "vào 7 đơn vị: từ 40 đến 44"),
        ("en", "among 1 constituency: 8", "to 7 constituencies: 40 to 44"),
    ],
)
def test_lists_that_can_have_one_length_only_are_told_by_one_number(
    run: Run, lang: str, one: str, other: str
) -> None:
    assert one in run("seats", "--seats", 5, "--lang", lang).out
    assert other in run("seats", DRAFTS / "xa-mau.yaml", "--lang", lang).out


def test_the_places_end_with_a_row_of_totals(run: Run) -> None:
    out = run("seats", DRAFTS / "xa-mau.yaml", "--lang", "en").out
    rows = [line.split() for line in out.splitlines()]
    assert ["All", "4,860", "25", "in", "7", "194", "—", "43"] in rows


TIGHT = """\
id: chat
name: HĐND xã Chật
kind: commune
election_day: 2021-05-23
seats: 15
seats_decided_by: ví dụ
constituencies: 3
places:
  - {id: a, name: A, population: 600}
  - {id: b, name: B, population: 600}
  - {id: c, name: C, population: 300}
"""


@pytest.mark.parametrize(
    ("lang", "words"), [("en", "No other division into 3 constituencies"), ("vi", "thành 3 đơn vị bầu cử")]
)
def test_the_least_deviation_is_claimed_for_so_many_constituencies_only(
    run: Run, tmp_path: Path, lang: str, words: str
) -> None:
    # with five constituencies 6 + 6 + 3 seats would not deviate at all
    tight = tmp_path / "tight.yaml"
    tight.write_text(TIGHT, encoding="utf-8")
    assert words in " ".join(run("seats", tight, "--lang", lang).out.split())
