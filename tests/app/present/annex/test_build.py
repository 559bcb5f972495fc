import hashlib
import re

import pytest

from cocau.app.present.annex.build import build_annex
from cocau.app.present.annex.layout import fit_columns
from cocau.app.present.annex.model import (
    Annex,
    AnnexColumn,
    AnnexParagraph,
    AnnexRow,
    AnnexSection,
    AnnexTable,
)
from cocau.constraints.model.council import CouncilOffice
from cocau.constraints.model.people import Bloc
from cocau.constraints.rulebook import Departure
from cocau.constraints.rules.rule import Finding, Verdict
from cocau.solver.proposal import Proposal, ProposalOutcome
from cocau.solver.request import Pins

ART_57_5 = [
    "name", "born", "sex", "home_town", "residence", "ethnicity", "religion", "general_education", "specialty",
    "occupation", "work_place",
]  # fmt: skip


def section(of: Annex, title: str) -> AnnexSection:
    return next(s for s in of.sections if s.title == title)


def table(of: Annex, part: str) -> AnnexTable:
    return next(p for s in of.sections if s.part == part for p in s.body if isinstance(p, AnnexTable))


def plain_rows(of: AnnexTable) -> list[AnnexRow]:
    return [row for row in of.rows if row.kind == "plain"]


def said(of: AnnexSection) -> str:
    return "\n".join(piece.text for piece in of.body if isinstance(piece, AnnexParagraph))


def test_a_working_paper_has_nothing_of_a_document_that_is_signed(whole: Annex) -> None:
    assert whole.head.label == "TÀI LIỆU LÀM VIỆC"
    texts = whole.to_json()
    assert not [
        word for word in ("CỘNG HÒA XÃ HỘI", "Phụ lục", "PHỤ LỤC", "Kèm theo", "TM.") if word in texts
    ]
    assert "23/05/2021" in whole.head.facts[0]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_sections_are_numbered_and_departures_come_first(proposal: Proposal, lang: str) -> None:
    sections = build_annex(proposal, lang).sections
    numerals = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV"]
    assert [s.number for s in sections] == numerals[: len(sections)]
    assert sections[0].title == (
        "Departures from the rulebook" if lang == "en" else "Điều chỉnh so với quy định"
    )
    assert sections[-1].part == "provenance"


def test_leaders_stand_beside_the_officers_of_the_previous_term(proposal: Proposal) -> None:
    council = proposal.request.council.replace_unvalidated(officers={CouncilOffice.CHAIR: ("Lê Văn Mẫu",)})
    request = proposal.request.replace_unvalidated(council=council)
    made = build_annex(proposal.replace_unvalidated(request=request))
    told = next(said(one) for one in made.sections if one.part == "leadership")
    assert told.startswith("Nhiệm kỳ trước: Chủ tịch HĐND: Lê Văn Mẫu.")


def test_that_there_are_no_departures_is_said(whole: Annex) -> None:
    assert said(whole.sections[0]).startswith("Không có")


def test_a_departure_has_its_rule_clause_and_both_bounds(proposal: Proposal) -> None:
    changed = proposal.replace_unvalidated(
        departures=(
            Departure(rule="women-35-percent", field="at_least_percent", was=35, now=40),
            Departure(rule="women-30-percent-deputies", field="priority", was=1, now=None),
            Departure(rule="nobody-knows", field="at_most", was=None, now=3),
        )
    )
    first = build_annex(changed).sections[0].body[0]
    assert isinstance(first, AnnexTable)
    bound, raised, unknown = (row.values for row in first.rows)
    assert "Luật 85/2015/QH13 Điều 9" in str(bound[1])
    assert bound[2:] == ("số phần trăm tối thiểu", 35, 40)
    assert raised[2:] == ("mức ràng buộc", "mục tiêu", "bắt buộc")
    assert unknown == ("[nobody-knows]", "", "số tối đa", "không đặt", 3)


def test_what_was_pinned_is_told_with_the_departures(proposal: Proposal) -> None:
    one, two = proposal.request.pool.people[:2]
    unit = proposal.request.council.constituencies[0].id
    pins = Pins(
        candidates=(one.id,), out=(two.id,), posts={"chair": (one.id,)}, constituencies={one.id: unit}
    )
    found = said(
        build_annex(
            proposal.replace_unvalidated(request=proposal.request.replace_unvalidated(pins=pins))
        ).sections[0]
    )
    assert f"{one.name} phải có trong danh sách" in found
    assert f"{two.name} không có trong danh sách" in found
    assert f"{one.name} phải giữ chức danh Chủ tịch HĐND" in found
    assert f"({unit})" in found


def test_lists_have_the_fields_of_the_law_in_its_order(whole: Annex) -> None:
    first, *keys, last = (column.key for column in table(whole, "lists").columns)
    assert (first, last) == ("number", "intended")
    assert [key for key in keys if key in ART_57_5] == list(ART_57_5), "columns of our own may stand between"


def test_columns_wider_than_a_page_are_narrowed_in_proportion() -> None:
    columns = [AnnexColumn(key=key, head=key, width=width) for key, width in (("a", 300), ("b", 100))]
    assert [column.width for column in fit_columns(columns)] == [200, 66]
    assert fit_columns(columns[1:]) == tuple(columns[1:])


def test_everybody_listed_stands_once_under_his_or_her_constituency_by_given_name(
    proposal: Proposal, whole: Annex
) -> None:
    assert proposal.slate is not None
    lists = table(whole, "lists")
    heads = [row.values[0] for row in lists.rows if row.kind == "group"]
    assert len(heads) == len(proposal.request.council.constituencies)
    assert sorted(str(row.values[1]) for row in plain_rows(lists)) == sorted(
        person.name for person in proposal.request.pool.get_people(proposal.slate.listed)
    )
    intended = sum(row.values[-1] == "x" for row in plain_rows(lists))
    assert intended == len(proposal.slate.deputies)


def test_what_the_pool_does_not_hold_is_left_to_be_filled_in(proposal: Proposal, whole: Annex) -> None:
    lists = table(whole, "lists")
    keys = [column.key for column in lists.columns]
    for row in plain_rows(lists):
        told = dict(zip(keys, row.values, strict=True))
        person = next(p for p in proposal.request.pool.people if p.name == told["name"])
        open_ = ("home_town", "residence", "general_education", "specialty", "occupation")
        assert all(told[key] == (getattr(person, key) or None) for key in open_)
        assert told["born"] == f"{person.born:%d/%m/%Y}"
        assert told["ethnicity"] == person.ethnicity
        assert told["religion"] == (person.religion or "Không")


def test_somebody_the_pool_does_not_know_stands_by_id(proposal: Proposal) -> None:
    assert proposal.slate is not None
    unit, ids = next(iter(proposal.slate.candidates.items()))
    posts = {**proposal.slate.posts, "chair": ("p-nobody",), "vice_chair": ()}
    slate = proposal.slate.replace_unvalidated(
        candidates={**proposal.slate.candidates, unit: (*ids, "p-nobody")}, posts=posts
    )
    found = build_annex(proposal.replace_unvalidated(slate=slate))
    row = next(r for r in plain_rows(table(found, "lists")) if r.values[1] == "p-nobody")
    assert set(row.values[2:]) == {None, ""}
    names = [str(r.values[2]) for r in plain_rows(table(found, "leadership"))]
    assert names[:2] == ["p-nobody", "(chưa có người dự kiến)"]


def test_composition_counts_each_group_beside_the_previous_term(proposal: Proposal, whole: Annex) -> None:
    assert proposal.slate is not None
    composition = table(whole, "composition")
    women = next(row for row in composition.rows if len(row.values) > 1 and row.values[1] == "Phụ nữ")
    listed = proposal.request.pool.get_people(proposal.slate.listed)
    assert women.values[4] == sum(person.sex == "female" for person in listed)
    prior = proposal.request.council.prior_term
    assert prior is not None
    assert women.values[2] == prior.counts["women"]
    blocs = composition.rows[[r.values[0] for r in composition.rows].index("Cơ cấu theo khối") + 1 :][
        : len(Bloc)
    ]
    assert sum(int(str(row.values[4])) for row in blocs) == len(proposal.slate.listed)


def test_without_a_previous_term_there_are_dashes(proposal: Proposal) -> None:
    council = proposal.request.council.replace_unvalidated(prior_term=None)
    rows = table(
        build_annex(
            proposal.replace_unvalidated(request=proposal.request.replace_unvalidated(council=council))
        ),
        "composition",
    ).rows
    assert {row.values[2] for row in rows if row.kind == "plain"} == {"—"}


def test_every_rule_is_judged_with_clause_and_verdict(proposal: Proposal, whole: Annex) -> None:
    rows = plain_rows(table(whole, "compliance"))
    for rule in proposal.rulebook.rules:
        row = next(r for r in rows if f"[{rule.id}]" in str(r.values[1]))
        assert row.values[2]
        assert any(word in str(row.values[5]) for word in ("đạt", "chưa rõ", "vi phạm"))
    women = next(r for r in rows if "[women-35-percent]" in str(r.values[1]))
    assert str(women.values[3]).startswith("ít nhất 35%; cần ")
    assert str(women.values[4]).startswith("có ")
    assert "%)" in str(women.values[4])


def test_a_broken_rule_names_its_witnesses_and_an_undecided_one_what_is_missing(proposal: Proposal) -> None:
    somebody = proposal.request.pool.people[0]
    found = tuple(
        Finding(rule=f.rule, verdict=Verdict.BROKEN, facts=f.facts, witnesses=(somebody.id,), short=1)
        if f.rule == "women-35-percent"
        else f
        for f in proposal.findings
    )
    rows = plain_rows(table(build_annex(proposal.replace_unvalidated(findings=found)), "compliance"))
    row = next(r for r in rows if "[women-35-percent]" in str(r.values[1]))
    assert "vi phạm" in str(row.values[5])
    assert row.values[6] == somebody.name


def test_doubts_of_the_law_are_told_as_such(whole: Annex) -> None:
    doubts = section(whole, "Mức độ kiểm chứng và nội dung cần xác minh")
    assert any(isinstance(p, AnnexParagraph) and p.mark == "[1]" for p in doubts.body)


def test_provenance_names_the_stored_file_by_its_digest(proposal: Proposal, whole: Annex) -> None:
    last = whole.sections[-1].body[0]
    assert isinstance(last, AnnexTable)
    assert last.rows[0].values[2] == hashlib.sha256(proposal.to_json().encode()).hexdigest()
    digests = {row.values[2] for row in last.rows}
    assert {proposal.provenance.rulebook_digest, proposal.provenance.pool_digest} <= digests


def test_a_conflict_has_a_page_of_its_own_instead_of_tables(conflict: Proposal) -> None:
    found = build_annex(conflict)
    assert "KHÔNG THỂ CÙNG ĐẠT" in found.head.title
    assert {s.part for s in found.sections} <= {"front", "remarks", "provenance"}
    assert conflict.conflict is not None
    text = found.model_dump_json()
    assert all(f"{rule}]" in text for rule in conflict.conflict.rules)


def test_an_unfinished_plan_says_so_with_and_without_a_slate(proposal: Proposal) -> None:
    late = proposal.replace_unvalidated(
        outcome=ProposalOutcome.OUT_OF_TIME, open_tier=(proposal.aims[0].rule,)
    )
    found = build_annex(late)
    assert "CHƯA HOÀN TẤT" in found.head.title
    assert "chưa chứng minh là tốt nhất" in said(section(found, "Kết quả"))
    assert table(found, "lists").rows
    nothing = build_annex(late.replace_unvalidated(slate=None, findings=(), aims=()))
    assert "chưa tìm được phương án nào" in said(section(nothing, "Kết quả"))
    assert all(s.part != "lists" for s in nothing.sections)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_an_annex_reads_back_from_its_json_and_is_the_same_bytes(proposal: Proposal, lang: str) -> None:
    one = build_annex(proposal, lang)
    assert Annex.model_validate_json(one.to_json()) == one
    assert build_annex(Proposal.model_validate_json(proposal.to_json()), lang).to_json() == one.to_json()


def test_every_table_is_as_wide_as_the_page_or_less(proposal: Proposal, conflict: Proposal) -> None:
    for one in (build_annex(proposal), build_annex(proposal, "en"), build_annex(conflict)):
        for piece in (p for s in one.sections for p in s.body if isinstance(p, AnnexTable)):
            assert sum(column.width for column in piece.columns) <= 267
            assert all(len(row.values) in {1, len(piece.columns)} for row in piece.rows)


def test_counted_fields_have_a_row_for_each_value_where_anything_is_noted(
    proposal: Proposal, whole: Annex
) -> None:
    rows = table(whole, "composition").rows
    heads = [row.values[0] for row in rows if row.kind == "group"]
    assert heads[2:] == ["Bậc đào tạo", "Lý luận chính trị", "Xếp loại hằng năm"]
    assert proposal.slate is not None
    listed = proposal.request.pool.get_people(proposal.slate.listed)
    (row,) = [row for row in rows if len(row.values) > 1 and row.values[1] == "Cao cấp"]
    assert row.values[4] == sum(person.political_theory == "advanced" for person in listed) > 0
    unset = {"education_level": None, "political_theory": None, "yearly_grade": None}
    bare = tuple(person.replace_unvalidated(**unset) for person in proposal.request.pool.people)
    pool = proposal.request.pool.replace_unvalidated(people=bare)
    without = proposal.replace_unvalidated(request=proposal.request.replace_unvalidated(pool=pool))
    heads = [row.values[0] for row in table(build_annex(without), "composition").rows if row.kind == "group"]
    assert len(heads) == 2


def test_an_english_annex_counts_one_in_the_singular(proposal: Proposal) -> None:
    said = build_annex(proposal, "en").to_json()
    assert '"1 holder"' in said
    assert not re.search(r'"1 (holders|deputies|seats)"', said)
    assert "Ethnic group" in said
