"""Stored findings and aims against those of a new audit, rule by rule."""

from collections.abc import Iterable, Iterator, Mapping

from cocau.app.difference import NOTHING, Difference
from cocau.app.words import label
from cocau.constraints.rule import Fact, Finding, Strength, Verdict
from cocau.solver.proposal import Outcome, Proposal


def of_findings(stored: Iterable[Finding], now: Iterable[Finding]) -> Iterator[Difference]:
    """Findings by rule, wherever they stand."""
    before: dict[str, Finding] = {}
    for finding in stored:
        if finding.rule in before:
            yield Difference(
                finding.rule, "có hai kết luận đã lưu về quy định này.", "two findings on it are stored."
            )
        before.setdefault(finding.rule, finding)
    after = {finding.rule: finding for finding in now}
    for rule, finding in after.items():
        if rule not in before:
            yield Difference(
                rule,
                f"thiếu kết luận về quy định này; chấm lại: {_verdict(finding, 'vi')}.",
                f"the finding on this rule is missing; judged again: {_verdict(finding, 'en')}.",
            )
        elif before[rule] != finding:
            yield _changed(before[rule], finding)
    for rule in before.keys() - after.keys():
        yield Difference(
            rule,
            "có kết luận đã lưu, nhưng chấm lại không có quy định hay phương án nào để kết luận.",
            "a finding is stored; judging again gives none on it.",
        )


def _changed(stored: Finding, now: Finding) -> Difference:
    if stored.verdict is not now.verdict:
        return Difference(
            now.rule,
            f"đã lưu “{_verdict(stored, 'vi')}”, chấm lại “{_verdict(now, 'vi')}”.",
            f'stored "{_verdict(stored, "en")}", judged again "{_verdict(now, "en")}".',
        )
    was, is_now = _apart(stored.facts, now.facts), _apart(now.facts, stored.facts)
    if was != is_now:
        return Difference(
            now.rule, f"số liệu đã lưu: {was}; chấm lại: {is_now}.", f"figures stored: {was}; now: {is_now}."
        )
    if (stored.witnesses, stored.short) != (now.witnesses, now.short):
        was, is_now = (f"{', '.join(f.witnesses) or NOTHING} ({f.short})" for f in (stored, now))
        return Difference(
            now.rule,
            f"những người, đơn vị (và số còn thiếu) đã lưu: {was}; chấm lại: {is_now}.",
            f"people or constituencies (and how many short) stored: {was}; now: {is_now}.",
        )
    return Difference(
        now.rule, "lời ghi về số liệu còn thiếu đã khác.", "the words on the missing figures differ."
    )


def _verdict(finding: Finding, lang: str) -> str:
    return label(finding.verdict, lang)


def _apart(facts: Mapping[str, Fact], other: Mapping[str, Fact]) -> str:
    """The facts that the other finding has otherwise, or lacks."""
    told = (f"{name} {value}" for name, value in facts.items() if other.get(name) != value)
    return ", ".join(told) or NOTHING


def of_aims(proposal: Proposal, now: Iterable[Finding]) -> Iterator[Difference]:
    """What the aims tell as missed, against the new findings."""
    by_id = proposal.rulebook.by_id
    verdicts = {finding.rule: finding.verdict for finding in now}
    for aim in proposal.aims:
        rule = by_id.get(aim.rule)
        if rule is None or rule.strength is not Strength.AIM or rule.priority != aim.priority:
            yield Difference(
                f"aims.{aim.rule}",
                "bộ quy định trong tệp không có mục tiêu này ở bậc ưu tiên đã lưu.",
                "the rulebook in the file has no such aim of the stored priority.",
            )
        elif aim.missed is not (verdicts.get(aim.rule) is Verdict.BROKEN):
            yield Difference(
                f"aims.{aim.rule}",
                f"đã lưu {'là' if aim.missed else 'không phải'} mục tiêu chưa đạt, chấm lại thì không đúng.",
                f"stored as {'missed' if aim.missed else 'not missed'}; judged again it is not so.",
            )
    yield from _shortfalls(proposal, verdicts)
    told = {aim.rule for aim in proposal.aims}
    for rule_id in _broken_aims(proposal, verdicts):
        if rule_id not in told:
            yield Difference(
                f"aims.{rule_id}",
                "mục tiêu này chưa đạt nhưng không có trong danh sách mục tiêu đã lưu.",
                "this aim is missed, and not among the stored aims.",
            )


def _shortfalls(proposal: Proposal, verdicts: Mapping[str, Verdict]) -> Iterator[Difference]:
    """A tier has a shortfall where one of its aims is missed, and only there."""
    missed = {aim.priority for aim in proposal.aims if verdicts.get(aim.rule) is Verdict.BROKEN}
    for aim in proposal.aims:
        if (aim.tier_value > 0) is not (aim.priority in missed):
            yield Difference(
                f"aims.{aim.rule}.tier_value",
                f"đã lưu mức thiếu {aim.tier_value}, không khớp với mục tiêu đạt hay chưa đạt của bậc.",
                f"a shortfall of {aim.tier_value} is stored, but not so are aims of the tier missed.",
            )


def _broken_aims(proposal: Proposal, verdicts: Mapping[str, Verdict]) -> list[str]:
    """Aims that are missed now. Where time ran out, not every aim was reached: none can be asked for."""
    if proposal.outcome is not Outcome.SOLVED:
        return []
    aims = [rule.id for rule in proposal.rulebook.rules if rule.strength is Strength.AIM]
    return [i for i in aims if verdicts.get(i) is Verdict.BROKEN]
