"""Rows and audit of a real request say the same; a rule whose rows are wrong is named."""

import pytest

from cocau.constraints.kinds.headcount import Headcount
from cocau.constraints.rules.rule import Verdict
from cocau.solver.proofs.agreement import hold_against_audit
from tests.solver.support.shipped import shipped_plan


@pytest.mark.parametrize("council", ["xa-mau", "thach-ha"])
def test_rows_and_audit_say_the_same_on_random_slates(council: str) -> None:
    found = hold_against_audit(shipped_plan(council), 60)
    assert found.disagreements == ()
    seen = {verdict: {rule for rule, told in found.verdicts if told is verdict} for verdict in Verdict}
    assert len(seen[Verdict.KEPT] & seen[Verdict.BROKEN]) >= 15


def test_a_row_that_is_off_by_one_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    proposal = shipped_plan("xa-mau")
    rule = next(rule for rule in proposal.rulebook.rules if isinstance(rule, Headcount) and rule.at_least)
    honest = Headcount.compile

    def compile_more(self: Headcount, ballot: object) -> None:
        more = {"at_least": (self.at_least or 0) + 1} if self.id == rule.id else {}
        honest(self.replace_unvalidated(**more), ballot)  # type: ignore[arg-type]

    monkeypatch.setattr(Headcount, "compile", compile_more)
    assert rule.id in {each.rule for each in hold_against_audit(proposal, 60).disagreements}
