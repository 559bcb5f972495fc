"""Who may not stand is told beside the answer, and why the secretary does not chair."""

from collections.abc import Iterator

import pytest

from cocau.app.present.proposal.document import render_text
from cocau.solver.plan import plan
from cocau.solver.proposal import Proposal
from tests.solver.support.shipped import request_for


@pytest.fixture(scope="module")
def conflict() -> Proposal:
    return plan(request_for("xa-mau", "xa-mau-thieu-nguoi"))


def _words(proposal: Proposal, lang: str) -> str:
    lines: Iterator[str] = render_text(proposal, lang)
    return " ".join(" ".join(lines).split())


def test_a_conflict_says_whom_the_standards_keep_off_the_lists(conflict: Proposal) -> None:
    words = _words(conflict, "vi")
    assert "Không đủ tiêu chuẩn ứng cử" in words
    assert "còn lại 40 người có thể ứng cử" in words
    assert "deputy-standards" in words


def test_it_is_said_in_english_too(conflict: Proposal) -> None:
    assert "40 may stand" in _words(conflict, "en")


def test_the_recorded_reason_stands_under_the_leadership() -> None:
    asked = request_for("xa-mau")
    council = asked.council.replace_unvalidated(secretary_not_chairing="Bí thư nghỉ chế độ năm 2021")
    words = _words(plan(asked.replace_unvalidated(council=council)), "vi")
    assert "Lý do Bí thư không làm Chủ tịch HĐND: Bí thư nghỉ chế độ năm 2021" in words
