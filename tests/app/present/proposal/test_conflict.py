"""Who there is for a conflict, in words: who can be what is needed comes first."""

from types import SimpleNamespace
from typing import cast

import pytest

from cocau.app.present.blocks import LineBlock
from cocau.app.present.names import Names
from cocau.app.present.proposal.conflict import describe_nearest, render_available_people
from cocau.constraints.model.people import Sex
from cocau.constraints.model.selectors import Selector
from cocau.constraints.rules.rule import Finding, Rule, Verdict
from cocau.solver.proposal import DescribedPeople, Proposal, RuleConflict, WantedHolders

BARE = RuleConflict(rules=(), irreducible=True, smallest=True, confirmed_by=())
PEOPLE = tuple(f"p{n:03d}" for n in range(1, 11))


def _said(proposal: Proposal, found: RuleConflict, lang: str) -> str:
    sheet = Names(proposal.rulebook, lang, proposal.request.council, proposal.request.pool)
    blocks = render_available_people(sheet, found, lambda member: f"[{member}]")
    text = " ".join(b.text for b in blocks if isinstance(b, LineBlock))
    for person in proposal.request.pool.people:
        text = text.replace(person.name, person.id)
    return text


def _wanted(**fields: object) -> RuleConflict:
    asked = {"posts": ("vice_chair",), "member": "a", "need": 1, "people": PEOPLE[:5], **fields}
    return BARE.replace_unvalidated(wanted=(WantedHolders.model_validate(asked),))


@pytest.mark.parametrize(
    ("fields", "vi", "en"),
    [
        (
            {"excluded": {"b": PEOPLE[:3]}, "barred": {"s": PEOPLE[3:5]}},
            (
                "chỉ 2 trong 50 người được giới thiệu có thể là người mà [a] cần; 2 không đủ tiêu chuẩn: "
                "p004, p005 [s]; không còn ai; [b] loại 3 trong 5 người (p001, p002, p003)."
            ),
            (
                "only 2 of the 50 in the pool can be the one that [a] needs; 2 may not stand: p004, p005 [s]; "
                "nobody is left; [b] rules out 3 of 5 (p001, p002, p003)."
            ),
        ),
        (
            {"excluded": {"b": PEOPLE[:5]}},
            "không ai trong 50 người được giới thiệu có thể là người mà [a] cần; [b] loại cả 5 người",
            "nobody of the 50 in the pool can be the one that [a] needs; [b] rules out all 5 (p001",
        ),
        (
            {"excluded": {"b": PEOPLE[:4]}, "left": PEOPLE[4:5], "need": 2},
            "chỉ 1 trong 50 người được giới thiệu có thể là 2 người mà [a] cần (p005); [b] loại 4 trong 5",
            "only 1 of the 50 in the pool can be one of the 2 that [a] needs (p005); [b] rules out 4 of 5",
        ),
        (
            {"people": PEOPLE, "excluded": {"b": PEOPLE[:9]}, "barred": {"s": ("p010",)}},
            "[b] loại 9 trong 10 người.",
            "[b] rules out 9 of 10.",
        ),
        (
            {"people": ("p001",), "barred": {"s": ("p001",)}},
            "[a] cần p001; 1 không đủ tiêu chuẩn: p001 [s]; không còn ai.",
            "[a] needs p001; 1 may not stand: p001 [s]; nobody is left.",
        ),
    ],
)
def test_who_can_be_what_is_needed_comes_first(
    proposal: Proposal, fields: dict[str, object], vi: str, en: str
) -> None:
    assert vi in _said(proposal, _wanted(**fields), "vi")
    assert en in _said(proposal, _wanted(**fields), "en")


def test_people_described_are_counted_and_those_kept_off_named(proposal: Proposal) -> None:
    women = DescribedPeople(
        who=Selector(sex=Sex.FEMALE),
        members=("a",),
        left=PEOPLE[:1],
        out=PEOPLE[1:2],
        barred={"s": ("p003",)},
    )
    found = BARE.replace_unvalidated(described=(women,))
    assert (
        "Women: 3 of the 50 in the pool; 1 may not stand: p003 [s]; kept off the lists by this request: p002; "
        "1 is left."
    ) in _said(proposal, found, "en")
    assert "yêu cầu không đưa vào danh sách: p002; còn 1 người." in _said(proposal, found, "vi")


def test_where_nothing_is_known_of_people_nothing_is_said(proposal: Proposal) -> None:
    assert _said(proposal, BARE, "vi") == ""


def test_nobody_is_said_in_words_not_by_dashes() -> None:
    names = cast("Names", SimpleNamespace(say=lambda vi, _en: vi))
    finding = Finding(rule="r", verdict=Verdict.BROKEN, facts={"due": "—", "holder": "—"})
    said = describe_nearest(names, cast("Rule", None), finding, alone=True)
    assert said == "Gần nhất có thể: trong danh sách không có ai đáp ứng."
