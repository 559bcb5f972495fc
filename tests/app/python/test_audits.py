import pytest

import cocau
from cocau.app.python import audits
from cocau.solver.proposal import Proposal
from tests.app.python.examples import count_examples


def test_the_examples_are_true(proposal: Proposal) -> None:
    assert count_examples(audits, proposal) > 3


def test_a_slate_that_breaks_a_rule_is_told(proposal: Proposal) -> None:
    assert proposal.slate is not None
    slate = proposal.slate.replace_unvalidated(posts={})
    judged = cocau.audit(proposal.request.council, proposal.request.pool, slate)
    assert not judged.kept
    assert "broken" in set(judged.to_frame("polars")["verdict"])
    assert "vi phạm" in judged.to_text()


def test_a_published_table_is_judged_beside_the_one_before() -> None:
    report = cocau.table(["fixtures/tables/blocs.csv"])
    assert len(report.to_frame("polars")) == len(report.tables)
    assert report.to_text()


def test_an_altered_proposal_differs(proposal: Proposal) -> None:
    altered = proposal.replace_unvalidated(findings=proposal.findings[1:])
    assert cocau.audit(altered).differences


def test_two_arguments_are_refused(proposal: Proposal) -> None:
    with pytest.raises(TypeError, match="council, a pool and a slate"):
        cocau.audit(proposal, proposal.request.pool)  # type: ignore[call-overload]
