"""Differences between a stored proposal and what auditing it again gives, in sentences."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from cocau.app.i18n.words import get_label
from cocau.constraints.checks.clashes import find_clashes
from cocau.constraints.checks.council import check_slate
from cocau.constraints.checks.remarks import find_remarks, list_full_time_without_post
from cocau.constraints.model.selectors import list_structures
from cocau.constraints.record import compute_digest
from cocau.constraints.rulebook import Departure
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.rule import Fact, Finding, Rule, Strength, Verdict
from cocau.solver.conflicts.availability import describe_availability
from cocau.solver.proposal import (
    NearestMiss,
    Proposal,
    ProposalOutcome,
    RuleConflict,
    compute_proposal_digest,
)
from cocau.solver.slate_differences import PersonMove, count_moves
from cocau.solver.slate_differences import compare_slates as moves_between
from cocau.solver.structure_plan import StructurePlan, build_introductions, build_structure_plan

NOTHING = "—"


@dataclass(frozen=True)
class StoredDifference:
    """Something stored in a proposal that auditing it again does not confirm."""

    what: str
    vi: str
    en: str


def compare_conflict(proposal: Proposal) -> Iterator[StoredDifference]:
    """Compare a stored conflict with the rulebook, the pool and a new audit."""
    found = proposal.conflict
    if found is None:
        return
    by_id = proposal.rulebook.by_id
    for rule_id in found.rules:
        if rule_id not in by_id or by_id[rule_id].strength is Strength.STANDARD:
            yield StoredDifference(
                f"conflict.{rule_id}",
                "bộ quy định trong tệp không có quy định bắt buộc này.",
                "the rulebook in the file has no such must.",
            )
    binding = [by_id[i] for i in found.rules if i in by_id and by_id[i].strength is Strength.MUST]
    yield from _compare_people(proposal, found, binding)
    for near in found.nearest:
        yield from _compare_nearest(proposal, near, binding)


def _compare_people(
    proposal: Proposal, conflict: RuleConflict, binding: list[Rule]
) -> Iterator[StoredDifference]:
    """Compare the stored supply of people with the pool; older proposals store none."""
    if not (conflict.described or conflict.wanted or conflict.nearest):
        return
    request = proposal.request
    barred = proposal.rulebook.list_barred_by_standard(request.council, request.pool)
    now = describe_availability(request, barred, binding, conflict.pins)
    if (conflict.described, conflict.wanted) != (now.described, now.wanted):
        yield StoredDifference(
            "conflict.people",
            "nguồn nhân sự đã lưu kèm xung đột khác với khi tính lại từ danh sách giới thiệu.",
            "who there is for the conflict is stored otherwise than the pool gives it now.",
        )


def _compare_nearest(
    proposal: Proposal, near: NearestMiss, binding: list[Rule]
) -> Iterator[StoredDifference]:
    where = f"conflict.nearest.{near.rule}"
    rule = next((rule for rule in binding if rule.id == near.rule), None)
    request = proposal.request
    if rule is None or near.finding.rule != near.rule:
        yield StoredDifference(
            where, "quy định này không thuộc nhóm xung đột.", "this rule is not one of the conflict."
        )
        return
    if check_slate(request.council, request.pool, near.slate):
        yield StoredDifference(
            where,
            "phương án gần nhất đã lưu nêu người hoặc đơn vị không có trong tệp.",
            "the nearest slate names what is not in the file.",
        )
        return
    barred = proposal.rulebook.list_barred(request.council, request.pool)
    setting = AuditContext(request.council, request.pool, near.slate, barred)
    now = rule.audit(setting)
    if now != near.finding or now.verdict is not Verdict.BROKEN:
        was, is_now = (_format_finding(finding, "vi") for finding in (near.finding, now))
        before, after = (_format_finding(finding, "en") for finding in (near.finding, now))
        yield StoredDifference(where, f"đã lưu {was}; chấm lại: {is_now}.", f"stored {before}; now: {after}.")
    others = [other for other in binding if other.id != near.rule]
    broken = [other.id for other in others if other.audit(setting).verdict is Verdict.BROKEN]
    if broken:
        names = ", ".join(broken)
        yield StoredDifference(
            where,
            f"phương án gần nhất đã lưu lại vi phạm {names}.",
            f"the nearest slate breaks {names} too.",
        )


def _format_finding(finding: Finding, lang: str) -> str:
    facts = ", ".join(f"{name} {value}" for name, value in finding.facts.items()) or NOTHING
    return f"“{get_label(finding.verdict, lang)}” ({facts})"


def compare_findings(stored: Iterable[Finding], now: Iterable[Finding]) -> Iterator[StoredDifference]:
    """Compare stored findings with new ones, rule by rule."""
    before: dict[str, Finding] = {}
    for finding in stored:
        if finding.rule in before:
            yield StoredDifference(
                finding.rule, "có hai kết luận đã lưu về quy định này.", "two findings on it are stored."
            )
        before.setdefault(finding.rule, finding)
    after = {finding.rule: finding for finding in now}
    for rule, finding in after.items():
        if rule not in before:
            yield StoredDifference(
                rule,
                f"thiếu kết luận về quy định này; chấm lại: {_label_verdict(finding, 'vi')}.",
                f"the finding on this rule is missing; judged again: {_label_verdict(finding, 'en')}.",
            )
        elif before[rule] != finding:
            yield _describe_change(before[rule], finding)
    for rule in before.keys() - after.keys():
        yield StoredDifference(
            rule,
            "có kết luận đã lưu, nhưng chấm lại không có quy định hay phương án nào để kết luận.",
            "a finding is stored; judging again gives none on it.",
        )


def _describe_change(stored: Finding, now: Finding) -> StoredDifference:
    if stored.verdict is not now.verdict:
        return StoredDifference(
            now.rule,
            f"đã lưu “{_label_verdict(stored, 'vi')}”, chấm lại “{_label_verdict(now, 'vi')}”.",
            f'stored "{_label_verdict(stored, "en")}", judged again "{_label_verdict(now, "en")}".',
        )
    was, is_now = (
        _format_differing_facts(stored.facts, now.facts),
        _format_differing_facts(now.facts, stored.facts),
    )
    if was != is_now:
        return StoredDifference(
            now.rule, f"số liệu đã lưu: {was}; chấm lại: {is_now}.", f"figures stored: {was}; now: {is_now}."
        )
    if (stored.witnesses, stored.short) != (now.witnesses, now.short):
        was, is_now = (f"{', '.join(f.witnesses) or NOTHING} ({f.short})" for f in (stored, now))
        return StoredDifference(
            now.rule,
            f"những người, đơn vị (và số còn thiếu) đã lưu: {was}; chấm lại: {is_now}.",
            f"people or constituencies (and how many short) stored: {was}; now: {is_now}.",
        )
    return StoredDifference(now.rule, "lời ghi kèm kết luận đã khác.", "the words beside the verdict differ.")


def _label_verdict(finding: Finding, lang: str) -> str:
    return get_label(finding.verdict, lang)


def _format_differing_facts(facts: Mapping[str, Fact], other: Mapping[str, Fact]) -> str:
    """Format the facts that the other finding lacks or states differently."""
    changes = (f"{name} {value}" for name, value in facts.items() if other.get(name) != value)
    return ", ".join(changes) or NOTHING


def compare_aims(proposal: Proposal, now: Iterable[Finding]) -> Iterator[StoredDifference]:
    """Compare the aims stored as missed with the new findings."""
    by_id = proposal.rulebook.by_id
    verdicts = {finding.rule: finding.verdict for finding in now}
    for aim in proposal.aims:
        rule = by_id.get(aim.rule)
        if rule is None or rule.strength is not Strength.AIM or rule.priority != aim.priority:
            yield StoredDifference(
                f"aims.{aim.rule}",
                "bộ quy định trong tệp không có mục tiêu này ở bậc ưu tiên đã lưu.",
                "the rulebook in the file has no such aim of the stored priority.",
            )
        elif aim.missed is not (verdicts.get(aim.rule) is Verdict.BROKEN):
            yield StoredDifference(
                f"aims.{aim.rule}",
                f"đã lưu {'là' if aim.missed else 'không phải'} mục tiêu chưa đạt, chấm lại thì không đúng.",
                f"stored as {'missed' if aim.missed else 'not missed'}; judged again it is not so.",
            )
    yield from _compare_shortfalls(proposal, verdicts)
    stored = {aim.rule for aim in proposal.aims}
    for rule_id in _list_broken_aims(proposal, verdicts):
        if rule_id not in stored:
            yield StoredDifference(
                f"aims.{rule_id}",
                "mục tiêu này chưa đạt nhưng không có trong danh sách mục tiêu đã lưu.",
                "this aim is missed, and not among the stored aims.",
            )


def _compare_shortfalls(proposal: Proposal, verdicts: Mapping[str, Verdict]) -> Iterator[StoredDifference]:
    """Check that a tier has a shortfall exactly where one of its aims is missed."""
    missed = {aim.priority for aim in proposal.aims if verdicts.get(aim.rule) is Verdict.BROKEN}
    for aim in proposal.aims:
        if (aim.tier_value > 0) is not (aim.priority in missed):
            yield StoredDifference(
                f"aims.{aim.rule}.tier_value",
                f"đã lưu mức thiếu {aim.tier_value}, không khớp với mục tiêu đạt hay chưa đạt của bậc.",
                f"a shortfall of {aim.tier_value} is stored, but not so are aims of the tier missed.",
            )


def _list_broken_aims(proposal: Proposal, verdicts: Mapping[str, Verdict]) -> list[str]:
    """List the aims missed now; none where time ran out before every aim was reached."""
    if proposal.outcome is not ProposalOutcome.SOLVED:
        return []
    aims = [rule.id for rule in proposal.rulebook.rules if rule.strength is Strength.AIM]
    return [i for i in aims if verdicts.get(i) is Verdict.BROKEN]


def compare_clashes(proposal: Proposal) -> Iterator[StoredDifference]:
    """Compare stored clashes with those that the rules give; skip where none are stored."""
    if "clashes" not in proposal.model_fields_set:
        return
    request, slate = proposal.request, proposal.slate
    without_post = () if slate is None else list_full_time_without_post(request.pool, slate)
    if proposal.clashes != find_clashes(proposal.rulebook, request.council, without_post):
        yield StoredDifference(
            "clashes",
            "các quy định vướng nhau đã lưu không khớp với bộ quy định và hội đồng trong tệp.",
            "the clashes stored do not match the rulebook and the council in the file.",
        )


def compare_remarks(proposal: Proposal) -> Iterator[StoredDifference]:
    """Compare stored remarks on people with those the slate gives; skip where none are stored."""
    request, slate = proposal.request, proposal.slate
    if "remarks" not in proposal.model_fields_set or slate is None:
        return
    council, pool = request.council, request.pool
    structures = {i: list_structures(pool.by_id[i], council.election_day) for i in slate.listed}
    remarks = find_remarks(proposal.rulebook, council, pool, slate)
    if (proposal.remarks, proposal.structures) != (remarks, structures):
        yield StoredDifference(
            "remarks",
            "những điều cần lưu ý về người đã lưu không khớp với danh sách giới thiệu trong tệp.",
            "the remarks on people stored do not match the pool and the slate in the file.",
        )


def compare_moves(proposal: Proposal) -> Iterator[StoredDifference]:
    """Compare the stored changes, by person and in number, with the two slates."""
    request, slate = proposal.request, proposal.slate
    expected: tuple[PersonMove, ...] = ()
    numbers: dict[str, int] = {}
    if request.near is not None and slate is not None:
        barred = proposal.rulebook.list_barred_by_standard(request.council, request.pool)
        pool = frozenset(request.pool.by_id)
        expected = moves_between(request.near, slate, pool, barred)
        numbers = count_moves(request.near, slate, pool.difference(*barred.values()))
    if proposal.differences != expected:
        yield StoredDifference(
            "differences",
            "các thay đổi từng người đã lưu không khớp với phương án trước và phương án nay trong tệp.",
            "the changes stored person by person do not match the two slates in the file.",
        )
    if {m.what: m.value for m in proposal.moved} != numbers:
        stored = ", ".join(f"{m.what} {m.value}" for m in proposal.moved) or "—"
        now = ", ".join(f"{what} {n}" for what, n in numbers.items()) or "—"
        yield StoredDifference(
            "moved", f"số thay đổi đã lưu: {stored}; tính lại: {now}.", f"moves stored: {stored}; now: {now}."
        )
    yield from _check_proven_bounds(proposal)


def compare_open_tier(proposal: Proposal) -> Iterator[StoredDifference]:
    """Compare the tier where time ran out with the first tier that is not proven."""
    if proposal.outcome is not ProposalOutcome.OUT_OF_TIME or proposal.slate is None:
        return
    moves = ((m.what,) for m in proposal.moved if not m.proven)
    priority = min((aim.priority for aim in proposal.aims if not aim.proven), default=None)
    aims = tuple(aim.rule for aim in proposal.aims if aim.priority == priority)
    found = next(moves, aims)
    if proposal.open_tier != found:
        stored, now = (", ".join(rules) or NOTHING for rules in (proposal.open_tier, found))
        yield StoredDifference(
            "open_tier",
            f"ghi là còn dở ở: {stored}; theo các mức đã lưu là: {now}.",
            f"said to have ended at: {stored}; by what was stored as reached and proven it is: {now}.",
        )


def _check_proven_bounds(proposal: Proposal) -> Iterator[StoredDifference]:
    """Check that a solved proposal proves every tier and no bound exceeds its value."""
    for what, value, bound in (
        *((m.what, m.value, m.bound) for m in proposal.moved),
        *((f"aims.{a.rule}", a.tier_value, a.tier_bound) for a in proposal.aims),
    ):
        solved = proposal.outcome is ProposalOutcome.SOLVED
        if bound > value or value < 0 or (solved and bound != value):
            yield StoredDifference(
                what,
                f"đạt {value}, cận đã chứng minh {bound}: không thể đúng với kết quả đã lưu.",
                f"{value} was reached and {bound} proven: that cannot be for the outcome stored.",
            )


def find_differences(proposal: Proposal, now: Iterable[Finding]) -> Iterator[StoredDifference]:
    """Yield everything that differs from what the proposal itself and its new findings give."""
    found = tuple(_find_judged_differences(proposal, tuple(now)))
    yield from found
    stored = proposal.provenance.digest
    if not found and stored is not None and stored != compute_proposal_digest(proposal):
        yield StoredDifference(
            "digest",
            "tệp đã bị sửa ở chỗ khác (yêu cầu, mục tiêu, kết quả, phiên bản, …): "
            "mã băm của cả phương án không khớp.",
            "the file was changed elsewhere (request, aims, outcome, versions, …): "
            "the digest of the whole proposal does not match.",
        )


def _find_judged_differences(proposal: Proposal, now: tuple[Finding, ...]) -> Iterator[StoredDifference]:
    yield from _compare_digests(proposal)
    yield from _compare_outcome(proposal)
    yield from _compare_barred(proposal)
    yield from _compare_departures(proposal)
    yield from _compare_bounds(proposal)
    yield from compare_clashes(proposal)
    yield from compare_remarks(proposal)
    yield from compare_conflict(proposal)
    yield from compare_moves(proposal)
    yield from compare_open_tier(proposal)
    yield from compare_findings(proposal.findings, now)
    yield from compare_aims(proposal, now)


_DIGESTED = {
    "rulebook_digest": ("bộ quy định", "rulebook"),
    "council_digest": ("hội đồng", "council"),
    "pool_digest": ("danh sách giới thiệu", "pool"),
    "slate_digest": ("phương án", "slate"),
}


def _compare_digests(proposal: Proposal) -> Iterator[StoredDifference]:
    made, request, slate = proposal.provenance, proposal.request, proposal.slate
    pairs = {
        "rulebook_digest": (made.rulebook_digest, proposal.rulebook.digest),
        "council_digest": (made.council_digest, compute_digest(request.council)),
        "pool_digest": (made.pool_digest, compute_digest(request.pool)),
        "slate_digest": (made.slate_digest, None if slate is None else compute_digest(slate)),
    }
    for what, (stored, now) in pairs.items():
        if stored != now:
            vi, en = _DIGESTED[what]
            was, is_now = (NOTHING if d is None else d[:16] for d in (stored, now))
            yield StoredDifference(
                what,
                f"{vi} trong tệp không khớp với mã băm đã lưu ({was}, nay là {is_now}).",
                f"the {en} in the file does not match its stored digest ({was}, now {is_now}).",
            )


def _compare_outcome(proposal: Proposal) -> Iterator[StoredDifference]:
    outcome = proposal.outcome
    solved, conflict = outcome is ProposalOutcome.SOLVED, outcome is ProposalOutcome.CONFLICT
    against = (
        (solved and proposal.slate is None, "không có phương án nào", "there is no slate"),
        (conflict and proposal.slate is not None, "lại có một phương án", "there is a slate"),
        (
            conflict and proposal.conflict is None,
            "không nêu nhóm quy định xung đột",
            "no conflict is given",
        ),
        (
            not conflict and proposal.conflict is not None,
            "lại nêu một nhóm quy định xung đột",
            "a conflict is given",
        ),
        (
            outcome is not ProposalOutcome.OUT_OF_TIME and bool(proposal.open_tier),
            "lại ghi là còn dở ở một chỉ tiêu",
            "aims are named at which time ran out",
        ),
    )
    for differs, vi, en in against:
        if differs:
            said = [get_label(outcome, lang) for lang in ("vi", "en")]
            yield StoredDifference(
                "outcome", f"kết quả ghi là “{said[0]}” nhưng {vi}.", f'the outcome is "{said[1]}", but {en}.'
            )


def _compare_barred(proposal: Proposal) -> Iterator[StoredDifference]:
    now = proposal.rulebook.list_barred_by_standard(proposal.request.council, proposal.request.pool)
    for rule in sorted({*proposal.barred, *now}):
        stored, found = (", ".join(ids.get(rule, ())) or NOTHING for ids in (proposal.barred, now))
        if stored != found:
            yield StoredDifference(
                f"barred.{rule}",
                f"người không đủ tiêu chuẩn đã lưu: {stored}; chấm lại: {found}.",
                f"stored as missing this standard: {stored}; judged again: {found}.",
            )


def _compare_departures(proposal: Proposal) -> Iterator[StoredDifference]:
    stored, book = Counter(proposal.departures), Counter(proposal.rulebook.departures)
    for departure in stored - book:
        yield StoredDifference(
            "departures",
            f"đã lưu thay đổi {_format_departure(departure)}, "
            "nhưng bộ quy định trong tệp không ghi thay đổi này.",
            f"the departure {_format_departure(departure)} is stored; "
            "the rulebook in the file does not have it.",
        )
    for departure in book - stored:
        yield StoredDifference(
            "departures",
            f"bộ quy định trong tệp có thay đổi {_format_departure(departure)}, nhưng phương án không nêu.",
            f"the rulebook in the file has the departure {_format_departure(departure)}; it is not told.",
        )


def _format_departure(departure: Departure) -> str:
    was, now = ("none" if v is None else str(v) for v in (departure.was, departure.now))
    return f"{departure.rule}.{departure.field} {was} → {now}"


def _compare_bounds(proposal: Proposal) -> Iterator[StoredDifference]:
    """Compare the bounds that the request changes with the rules in the file."""
    request, by_id = proposal.request, proposal.rulebook.by_id
    asked = {
        (rule, field): value for rule, fields in request.overrides.items() for field, value in fields.items()
    }
    for (rule, field), value in asked.items():
        has = getattr(by_id.get(rule), field, None)
        if rule not in by_id or has != value:
            yield StoredDifference(
                f"overrides.{rule}.{field}",
                f"yêu cầu đặt {_format_number(value)}, nhưng quy định trong tệp có {_format_number(has)}.",
                f"the request sets {_format_number(value)}; the rule in the file has {_format_number(has)}.",
            )
    for rule in request.raised:
        if rule not in by_id or by_id[rule].strength is not Strength.MUST:
            yield StoredDifference(
                f"raised.{rule}",
                "yêu cầu nâng thành bắt buộc, nhưng quy định trong tệp không phải bắt buộc.",
                "the request raises it to a must; in the file it is none.",
            )
    stored = {(d.rule, d.field) for d in proposal.departures}
    wanted = {*asked, *((rule, "priority") for rule in request.raised)}
    for rule, field in sorted(stored - wanted):
        yield StoredDifference(
            f"departures.{rule}.{field}",
            "nêu là đã thay đổi, nhưng yêu cầu không đặt thay đổi này.",
            "is told as a departure; the request does not ask for it.",
        )
    for rule in request.raised:
        if (rule, "priority") not in stored:
            yield StoredDifference(
                f"departures.{rule}.priority",
                "yêu cầu nâng thành bắt buộc, nhưng không nêu là thay đổi.",
                "the request raises it to a must; no departure tells so.",
            )


def _format_number(value: object) -> str:
    return "none" if value is None else str(value)


def compare_structure(structure: StructurePlan) -> Iterator[StoredDifference]:
    """Compare a stored structure plan with its offers and with a new count."""
    request = structure.proposal.request
    pool = structure.offers.build_pool(request.council).in_order()
    if pool != request.pool or build_introductions(structure.offers) != request.introducing:
        yield StoredDifference(
            "offers",
            "khả năng giới thiệu trong tệp không phải là cơ sở của phương án đã lưu.",
            "the offers in the file are not those that the stored proposal was made from.",
        )
    elif build_structure_plan(structure.offers, structure.proposal).allocation != structure.allocation:
        yield StoredDifference(
            "allocation",
            "bảng phân bổ đã lưu khác với số đếm lại từ phương án.",
            "the allocation stored differs from what counting the proposal again gives.",
        )
