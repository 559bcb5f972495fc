"""What in a stored proposal is not confirmed by the rest of it; each difference a sentence."""

from collections import Counter
from collections.abc import Iterable, Iterator

from cocau.app.difference import NOTHING, Difference
from cocau.app.differing_conflict import of_conflict
from cocau.app.differing_findings import of_aims, of_findings
from cocau.app.differing_moves import of_clashes, of_moves, of_open_tier
from cocau.app.words import label
from cocau.constraints.record import digest
from cocau.constraints.rule import Finding, Strength
from cocau.constraints.rulebook import Departure
from cocau.solver.proposal import Outcome, Proposal


def differences(proposal: Proposal, now: Iterable[Finding]) -> Iterator[Difference]:
    """Everything that differs from what the proposal itself, and `now`, its new findings, give."""
    now = tuple(now)
    yield from _digests(proposal)
    yield from _outcome(proposal)
    yield from _barred(proposal)
    yield from _departures(proposal)
    yield from _bounds(proposal)
    yield from of_clashes(proposal)
    yield from of_conflict(proposal)
    yield from of_moves(proposal)
    yield from of_open_tier(proposal)
    yield from of_findings(proposal.findings, now)
    yield from of_aims(proposal, now)


_OF = {
    "rulebook_digest": ("bộ quy định", "rulebook"),
    "council_digest": ("hội đồng", "council"),
    "pool_digest": ("danh sách giới thiệu", "pool"),
    "slate_digest": ("phương án", "slate"),
}


def _digests(proposal: Proposal) -> Iterator[Difference]:
    made, request, slate = proposal.provenance, proposal.request, proposal.slate
    pairs = {
        "rulebook_digest": (made.rulebook_digest, proposal.rulebook.digest),
        "council_digest": (made.council_digest, digest(request.council)),
        "pool_digest": (made.pool_digest, digest(request.pool)),
        "slate_digest": (made.slate_digest, None if slate is None else digest(slate)),
    }
    for what, (stored, now) in pairs.items():
        if stored != now:
            vi, en = _OF[what]
            was, is_now = (NOTHING if d is None else d[:16] for d in (stored, now))
            yield Difference(
                what,
                f"{vi} trong tệp không khớp với mã băm đã lưu ({was}, nay là {is_now}).",
                f"the {en} in the file does not match its stored digest ({was}, now {is_now}).",
            )


def _outcome(proposal: Proposal) -> Iterator[Difference]:
    outcome = proposal.outcome
    solved, conflict = outcome is Outcome.SOLVED, outcome is Outcome.CONFLICT
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
            outcome is not Outcome.OUT_OF_TIME and bool(proposal.open_tier),
            "lại ghi là còn dở ở một bậc mục tiêu",
            "aims are named at which time ran out",
        ),
    )
    for differs, vi, en in against:
        if differs:
            said = [label(outcome, lang) for lang in ("vi", "en")]
            yield Difference(
                "outcome", f"kết quả ghi là “{said[0]}” nhưng {vi}.", f'the outcome is "{said[1]}", but {en}.'
            )


def _barred(proposal: Proposal) -> Iterator[Difference]:
    now = proposal.rulebook.barred_by(proposal.request.council, proposal.request.pool)
    for rule in sorted({*proposal.barred, *now}):
        stored, found = (", ".join(ids.get(rule, ())) or NOTHING for ids in (proposal.barred, now))
        if stored != found:
            yield Difference(
                f"barred.{rule}",
                f"người không đủ tiêu chuẩn đã lưu: {stored}; chấm lại: {found}.",
                f"stored as missing this standard: {stored}; judged again: {found}.",
            )


def _departures(proposal: Proposal) -> Iterator[Difference]:
    stored, book = Counter(proposal.departures), Counter(proposal.rulebook.departures)
    for departure in stored - book:
        yield Difference(
            "departures",
            f"đã lưu thay đổi {_change(departure)}, nhưng bộ quy định trong tệp không ghi thay đổi này.",
            f"the departure {_change(departure)} is stored; the rulebook in the file does not have it.",
        )
    for departure in book - stored:
        yield Difference(
            "departures",
            f"bộ quy định trong tệp có thay đổi {_change(departure)}, nhưng phương án không nêu.",
            f"the rulebook in the file has the departure {_change(departure)}; it is not told.",
        )


def _change(departure: Departure) -> str:
    was, now = ("none" if v is None else str(v) for v in (departure.was, departure.now))
    return f"{departure.rule}.{departure.field} {was} → {now}"


def _bounds(proposal: Proposal) -> Iterator[Difference]:
    """What the request changes against the rules in the file, and the other way round."""
    request, by_id = proposal.request, proposal.rulebook.by_id
    asked = {
        (rule, field): value for rule, fields in request.overrides.items() for field, value in fields.items()
    }
    for (rule, field), value in asked.items():
        has = getattr(by_id.get(rule), field, None)
        if rule not in by_id or has != value:
            yield Difference(
                f"overrides.{rule}.{field}",
                f"yêu cầu đặt {_number(value)}, nhưng quy định trong tệp có {_number(has)}.",
                f"the request sets {_number(value)}; the rule in the file has {_number(has)}.",
            )
    for rule in request.raised:
        if rule not in by_id or by_id[rule].strength is not Strength.MUST:
            yield Difference(
                f"raised.{rule}",
                "yêu cầu nâng thành bắt buộc, nhưng quy định trong tệp không phải bắt buộc.",
                "the request raises it to a must; in the file it is none.",
            )
    told = {(d.rule, d.field) for d in proposal.departures}
    wanted = {*asked, *((rule, "priority") for rule in request.raised)}
    for rule, field in sorted(told - wanted):
        yield Difference(
            f"departures.{rule}.{field}",
            "nêu là đã thay đổi, nhưng yêu cầu không đặt thay đổi này.",
            "is told as a departure; the request does not ask for it.",
        )
    for rule in request.raised:
        if (rule, "priority") not in told:
            yield Difference(
                f"departures.{rule}.priority",
                "yêu cầu nâng thành bắt buộc, nhưng không nêu là thay đổi.",
                "the request raises it to a must; no departure tells so.",
            )


def _number(value: object) -> str:
    return "none" if value is None else str(value)
