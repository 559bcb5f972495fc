"""A council typed into a form: every council comes through it unchanged, every fault stands at its field."""

from datetime import date

import pytest

from cocau.app.files.readers import read_council as read_council_file
from cocau.app.i18n.languages import Lang
from cocau.app.web.desk.councils.council_form import (
    group_problems,
    read_council,
)
from cocau.app.web.desk.councils.council_texts import (
    build_blank_texts,
    build_council_texts,
    merge_texts,
)
from cocau.constraints.errors import InputError, ItemId, Problem
from cocau.constraints.model.council import (
    Committee,
    CommitteeSort,
    CouncilOffice,
    GainingBody,
    TransferRecord,
    ViceChairTransfer,
)
from cocau.fixtures.run import SHIPPED


@pytest.mark.parametrize("path", sorted((SHIPPED / "councils").glob("*.yaml")), ids=lambda path: path.stem)
def test_a_council_comes_through_its_form_unchanged(path: object) -> None:
    council = read_council_file(path)  # type: ignore[arg-type]
    for lang in Lang:
        assert read_council(build_council_texts(council, lang), council.id, None) == council


def test_numbers_of_a_merger_come_through_the_form() -> None:
    council = read_council_file(SHIPPED / "councils" / "tinh-nho.yaml").replace_unvalidated(
        election_day=date(2026, 3, 15),
        merged_from=3,
        committees=(
            Committee(id="dan-toc", name="Ban Dân tộc", sort=CommitteeSort.ETHNIC, continues=2),
            Committee(id="urban", name="Ban Đô thị", sort=CommitteeSort.URBAN),
            Committee(id="legal", name="Ban Pháp chế", deputy_heads=2),
        ),
    )
    texts = build_council_texts(council, Lang.VI)
    assert read_council(texts, council.id, None) == council
    problem = Problem("x", ("council", "committees", ItemId("dan-toc"), "continues"), "vi", "en")
    assert list(group_problems([problem], texts)) == ["committee.dan-toc.continues"]
    with pytest.raises(InputError) as refused:
        read_council(texts | {"merged_from": "0", "committee.legal.name": ""}, council.id, None)
    assert {p.field for p in refused.value.problems} == {"merged_from", "committee.legal.name"}


def test_officers_come_through_the_form_and_a_name_too_long_stands_at_its_field() -> None:
    officers = {CouncilOffice.VICE_CHAIR: ("Lê Văn Mẫu", "Lê Văn Mẫu"), CouncilOffice.HEAD: ("Phan Ví",)}
    council = read_council_file(SHIPPED / "councils" / "xa-nho.yaml").replace_unvalidated(officers=officers)
    texts = build_council_texts(council, Lang.VI)
    assert read_council(texts, council.id, None) == council
    with pytest.raises(InputError) as refused:
        read_council(texts | {"officers.chair": "x" * 301}, council.id, None)
    assert list(group_problems(refused.value.problems, texts)) == ["officers.chair"]


def test_the_records_of_the_pilot_come_through_the_form_whole_or_not_at_all() -> None:
    record = TransferRecord(by="Huyện ủy", on=date(2021, 1, 5), content="Thống nhất")
    pilot = ViceChairTransfer(towards=GainingBody.COUNCIL, need=record, consensus=record)
    council = read_council_file(SHIPPED / "councils" / "xa-nho.yaml").replace_unvalidated(
        vice_chair_transfer=pilot
    )
    texts = build_council_texts(council, Lang.VI)
    assert read_council(texts, council.id, None) == council
    half = texts | {"transfer.towards": "", "transfer.need.by": "", "transfer.approval.on": "2021-01-05"}
    with pytest.raises(InputError) as refused:
        read_council(half, council.id, None)
    assert {p.field for p in refused.value.problems} == {
        "transfer.towards",
        "transfer.need.by",
        "transfer.approval.by",
        "transfer.approval.content",
    }
    problem = Problem("x", ("council", "vice_chair_transfer", "approval", "on"), "vi", "en")
    assert list(group_problems([problem], texts)) == ["transfer.approval.on"]


def test_a_committee_whose_name_was_emptied_is_not_lost_in_silence() -> None:
    texts = build_council_texts(read_council_file(SHIPPED / "councils" / "xa-mau.yaml"), Lang.VI)
    named = next(name for name in texts if name.startswith("committee.") and name.endswith(".name"))
    with pytest.raises(InputError) as refused:
        read_council(texts | {named: ""}, "x", None)
    assert [problem.field for problem in refused.value.problems] == [named]


def test_all_that_lacks_is_told_at_once_each_at_its_field() -> None:
    texts = build_blank_texts() | {
        "unit.dv01.population": "nhiều",
        "prior.count.women": "3",
        "election_day": "31/02/2026",
    }
    with pytest.raises(InputError) as refused:
        read_council(texts, "x", None)
    assert {problem.field for problem in refused.value.problems} == {
        "name",
        "kind",
        "election_day",
        "unit.dv01.name",
        "unit.dv01.seats",
        "unit.dv01.population",
        "prior.deputies",
    }


def test_problems_of_a_council_stand_beside_the_fields_of_the_form() -> None:
    places = {
        ("council", "constituencies", ItemId("dv01"), "seats"): "unit.dv01.seats",
        ("council", "constituencies", ItemId("dv01")): "unit.dv01.name",
        ("council", "prior_term", "counts", "women"): "prior.count.women",
        ("council", "reference", "party"): "reference.party",
        ("council", "seats"): "seats",
        ("council", "elsewhere"): "",
    }
    fields = {*build_blank_texts(), "units"}
    for loc, name in places.items():
        problem = Problem("x", loc, "vi", "en")
        assert group_problems([problem], fields) == {name: [problem]}


def test_of_two_edits_each_keeps_its_own_and_clashes_are_shown() -> None:
    before = {"name": "a", "note": "", "unit.dv01.name": "Một", "unit.dv02.name": "Hai"}
    mine = {"name": "mine", "note": "", "unit.dv01.name": "Một", "unit.dv03.name": "Ba của tôi"}
    theirs = before | {"name": "theirs", "note": "n", "unit.dv03.name": "Ba của họ"}
    merged, clashes = merge_texts(before, mine, theirs)
    assert merged == {
        "name": "mine",
        "note": "n",
        "unit.dv01.name": "Một",
        "unit.dv03.name": "Ba của họ",
        "unit.dv04.name": "Ba của tôi",
    }
    assert clashes == {"name": "theirs"}
