"""What a stored conflict tells of its rules and people, against the pool, the standards and the audit."""

from collections.abc import Iterator

from cocau.app.difference import NOTHING, Difference
from cocau.app.words import label
from cocau.constraints.checks import slate_problems
from cocau.constraints.rule import Finding, Rule, Strength, Verdict
from cocau.constraints.setting import Setting
from cocau.solver.explain.facts import Nearest
from cocau.solver.explain.supply import supply
from cocau.solver.proposal import Conflict, Proposal


def of_conflict(proposal: Proposal) -> Iterator[Difference]:
    """Members that the rulebook does not have, people told otherwise, and nearest slates judged once more."""
    found = proposal.conflict
    if found is None:
        return
    by_id = proposal.rulebook.by_id
    for rule_id in found.rules:
        if rule_id not in by_id or by_id[rule_id].strength is Strength.STANDARD:
            yield Difference(
                f"conflict.{rule_id}",
                "bộ quy định trong tệp không có quy định bắt buộc này.",
                "the rulebook in the file has no such must.",
            )
    binding = [by_id[i] for i in found.rules if i in by_id and by_id[i].strength is Strength.MUST]
    yield from _people(proposal, found, binding)
    for near in found.nearest:
        yield from _nearest(proposal, near, binding)


def _people(proposal: Proposal, found: Conflict, binding: list[Rule]) -> Iterator[Difference]:
    """Who there is; nothing is told of it by older proposals."""
    if not (found.described or found.wanted or found.nearest):
        return
    request = proposal.request
    barred = proposal.rulebook.barred_by(request.council, request.pool)
    now = supply(request, barred, binding, found.pins)
    if (found.described, found.wanted) != (now.described, now.wanted):
        yield Difference(
            "conflict.people",
            "nguồn nhân sự đã lưu kèm xung đột khác với khi tính lại từ danh sách giới thiệu.",
            "who there is for the conflict is stored otherwise than the pool gives it now.",
        )


def _nearest(proposal: Proposal, near: Nearest, binding: list[Rule]) -> Iterator[Difference]:
    where = f"conflict.nearest.{near.rule}"
    rule = next((rule for rule in binding if rule.id == near.rule), None)
    request = proposal.request
    if rule is None or near.finding.rule != near.rule:
        yield Difference(
            where, "quy định này không thuộc nhóm xung đột.", "this rule is not one of the conflict."
        )
        return
    if slate_problems(request.council, request.pool, near.slate):
        yield Difference(
            where,
            "phương án gần nhất đã lưu nêu người hoặc đơn vị không có trong tệp.",
            "the nearest slate names what is not in the file.",
        )
        return
    barred = proposal.rulebook.barred(request.council, request.pool)
    setting = Setting(request.council, request.pool, near.slate, barred)
    now = rule.audit(setting)
    if now != near.finding or now.verdict is not Verdict.BROKEN:
        was, is_now = (_told(finding, "vi") for finding in (near.finding, now))
        before, after = (_told(finding, "en") for finding in (near.finding, now))
        yield Difference(where, f"đã lưu {was}; chấm lại: {is_now}.", f"stored {before}; now: {after}.")
    others = [other for other in binding if other.id != near.rule]
    broken = [other.id for other in others if other.audit(setting).verdict is Verdict.BROKEN]
    if broken:
        names = ", ".join(broken)
        yield Difference(
            where,
            f"phương án gần nhất đã lưu lại vi phạm {names}.",
            f"the nearest slate breaks {names} too.",
        )


def _told(finding: Finding, lang: str) -> str:
    facts = ", ".join(f"{name} {value}" for name, value in finding.facts.items()) or NOTHING
    return f"“{label(finding.verdict, lang)}” ({facts})"
