"""Tables against the rules of their day: what is certain, what is provisional, what needs names."""

from cocau.constraints.library import load_rulebook
from cocau.constraints.published.audit import (
    TableFinding,
    TableReport,
    TableRequest,
    audit_tables,
    select_rules,
)
from cocau.constraints.published.notice import RULEBOOKS, Notice
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.rules.rule import Verdict
from tests.constraints.notices import bloc, notice
from tests.constraints.samples import book, rule

W35 = rule("share", id="w35", where={"sex": "female"}, among="candidates", at_least_percent=35)
AIM = rule(
    "share", id="np10", where={"party_member": False}, among="introduced", at_least_percent=10, priority=1
)
CHAIR = rule("headcount", id="chair", where={"sex": "female"}, among="chair", at_least=1)
RULES = book(W35, AIM, CHAIR)


def _report(table: Notice, rules: Rulebook | None = RULES, before: tuple[Notice, ...] = ()) -> TableReport:
    return audit_tables([TableRequest(table, rules)], before)


def _women(count: int, **fields: object) -> Notice:
    return notice(structures={"women": {"count": count}, "non_party": {"count": 1}}, **fields)


def _of(report: TableReport, rule_id: str) -> TableFinding:
    (found,) = [j for j in report.tables[0].rules if j.finding.rule == rule_id]
    return found


def test_a_broken_must_makes_a_report_unsound() -> None:
    report = _report(_women(6))
    assert not report.sound
    assert _of(report, "w35").finding.short == 1
    assert _of(report, "w35").provisional is None


def test_a_missed_aim_does_not() -> None:
    report = _report(_women(7))
    assert report.sound
    missed = _of(report, "np10")
    assert missed.finding.verdict is Verdict.BROKEN
    assert missed.provisional is not None
    assert missed.provisional.en == "provisional, on the list of candidates"


def test_a_breach_on_a_list_that_is_not_official_yet_is_provisional() -> None:
    report = _report(_women(6, stage="second_consultation"))
    assert report.sound
    found = _of(report, "w35")
    assert found.finding.verdict is Verdict.BROKEN
    assert found.provisional is not None
    assert "second consultation" in found.provisional.en


def test_figures_of_several_councils_are_provisional() -> None:
    found = _of(_report(_women(7, several=True)), "w35")
    assert found.provisional is not None
    assert "several councils" in found.provisional.en


def test_what_nothing_decides_says_what_is_missing() -> None:
    found = _of(_report(notice(base="deputies", stage="elected", base_total=12)), "w35")
    assert found.finding.verdict is Verdict.UNDECIDED
    assert found.provisional is None
    assert _report(_women(7)).tables[0].needs_names == ("chair",)


def test_without_a_rulebook_only_the_numbers_are_looked_at() -> None:
    report = _report(_women(6), None)
    assert report.sound
    assert (report.tables[0].rules, report.tables[0].rulebook) == ((), None)


def test_a_fault_in_the_numbers_makes_a_report_unsound() -> None:
    report = _report(notice(blocs=[bloc("party", count=5)]))
    assert not report.sound
    assert report.tables[0].faults == 1


def test_the_previous_term_is_found_among_the_tables_and_those_before() -> None:
    fewer = book(rule("trend", id="fewer", group="administration", direction="fewer"))
    now = notice(
        base="deputies",
        stage="elected",
        base_total=12,
        blocs=[bloc("administration", count=2), bloc("party", count=10)],
    )
    past = now.replace_unvalidated(
        term="2016-2021", blocs=notice(blocs=[bloc("administration", count=3)]).blocs
    )
    assert _of(_report(now, fewer), "fewer").finding.verdict is Verdict.UNDECIDED
    assert _of(_report(now, fewer, (past,)), "fewer").finding.verdict is Verdict.KEPT
    both = audit_tables([TableRequest(now, fewer), TableRequest(past, None)])
    assert _of(both, "fewer").finding.verdict is Verdict.KEPT
    older = past.replace_unvalidated(term="2011-2016")
    assert _of(_report(now, fewer, (older,)), "fewer").finding.verdict is Verdict.UNDECIDED
    unknown = past.replace_unvalidated(term=None)
    assert _of(_report(now, fewer, (unknown,)), "fewer").finding.verdict is Verdict.UNDECIDED


def test_rules_are_those_in_force_on_the_day_at_the_level_without_our_wishes() -> None:
    for term, name in RULEBOOKS.items():
        table, whole = notice(term=term), load_rulebook(name)
        rules = select_rules(table, whole).rules
        assert "women-35-percent" in {r.id for r in rules}
        assert not any(whole.is_ours(r) or table.level not in r.levels for r in rules)
    assert select_rules(notice(term="2004-2011"), load_rulebook("national-2021")).rules == ()


def test_a_report_is_canonical_json() -> None:
    report = _report(_women(6))
    assert TableReport.model_validate_json(report.to_json()) == report
