"""The outcome of a request: answer, departures, who may not stand, provenance."""

from collections.abc import Iterable, Iterator, Sequence

from cocau.app.present.blocks import Block, BlockColumn, Heading, LineBlock, TableBlock, Tone
from cocau.app.present.names import Names
from cocau.app.present.proposal.conflict import describe_moves
from cocau.app.present.proposal.rule_rows import list_departures
from cocau.app.present.wording import count_noun
from cocau.constraints.record import Text, bilingual
from cocau.constraints.rulebook import Departure
from cocau.constraints.rules.rule import Strength, Verdict
from cocau.solver.model.slate_model import MOVE_TIERS
from cocau.solver.proposal import Proposal, ProposalOutcome, Provenance


def render_barred_people(names: Names, proposal: Proposal) -> Iterator[Block]:
    """Render whom standards keep off the lists, and how many people are left."""
    if not proposal.barred:
        return
    out = {i for ids in proposal.barred.values() for i in ids}
    total = len(names.pool.people)
    yield Heading(names.say("Không đủ tiêu chuẩn ứng cử", "Who may not stand"))
    yield LineBlock(
        names.say(
            f"{len(out)} trong {total} người được giới thiệu; "
            f"còn lại {total - len(out)} người có thể ứng cử. Không vì cơ cấu mà hạ thấp tiêu chuẩn.",
            f"{len(out)} of the {total} introduced; {total - len(out)} may stand. "
            "Standards are never lowered for the sake of structure.",
        ),
        Tone.QUIET,
    )
    for rule, ids in proposal.barred.items():
        said = names.plain(names.book.by_id[rule].says)
        code = f" [{rule}]" if names.codes else ""
        yield LineBlock(f"{said}{code}: {names.people(ids, most=20)}", mark="✗")


def render_secretary_reason(names: Names) -> Iterator[Block]:
    """Render the recorded reason why the secretary does not chair (directive, S2.2)."""
    if names.council.secretary_not_chairing:
        yield LineBlock(describe_secretary_reason(names), Tone.CARE)


def describe_secretary_reason(names: Names) -> str:
    """Describe the recorded reason why the secretary does not chair."""
    said = names.say("Lý do Bí thư không làm Chủ tịch HĐND", "Why the secretary does not chair")
    return f"{said}: {names.council.secretary_not_chairing}"


def render_interchangeable(names: Names, proposal: Proposal) -> Iterator[Block]:
    """Render the groups of people whom no rule tells apart."""
    if not proposal.interchangeable:
        return
    yield Heading(names.say("Những người có thể thay cho nhau", "Interchangeable people"))
    yield LineBlock(
        names.say(
            "Không quy định nào phân biệt những người trong cùng một nhóm; "
            "việc chọn ai do cấp có thẩm quyền quyết định.",
            "No rule tells the people of one group apart; whom of them to take is for people to decide.",
        ),
        Tone.QUIET,
    )
    for group in proposal.interchangeable:
        yield LineBlock(names.people(group.people, most=99), mark="⇄")


def list_sources(names: Names, provenance: Provenance) -> tuple[tuple[str, str], ...]:
    """List name (of the pool: its size) and sha256 of rulebook, council and pool."""
    return (
        (names.book.name, provenance.rulebook_digest),
        (names.council.id, provenance.council_digest),
        (str(len(names.pool.people)), provenance.pool_digest),
    )


def list_engines(provenance: Provenance) -> list[str]:
    """List the engines that a proposal was made with, each with its version."""
    return [f"{name} {version}" for name, version in provenance.engines.items()]


def render_provenance(names: Names, proposal: Proposal) -> Iterator[Block]:
    """Render the versions and digests that a proposal was made from."""
    say, made = names.say, proposal.provenance
    yield Heading(say("Nguồn gốc", "Provenance"))
    words = (
        say("bộ quy định", "rulebook"),
        say("hội đồng", "council"),
        say("danh sách giới thiệu", "pool"),
    )
    sources = zip(words, list_sources(names, made), strict=True)
    rows = (
        ("cocau", made.cocau),
        (say("bộ giải", "engines"), ", ".join(list_engines(made))),
        *((source, f"{name} sha256:{digest[:16]}") for source, (name, digest) in sources),
    )
    yield TableBlock((BlockColumn("", narrow=True), BlockColumn("")), rows)
    see = say("; xem `cocau rules`", "; see `cocau rules`") if names.codes else ""
    yield LineBlock(f"{describe_not_modelled(names)}{see}.", Tone.QUIET)


def describe_not_modelled(names: Names) -> str:
    """Describe how many provisions were read and are left to people."""
    left = len(names.book.not_modelled)
    return names.say(
        f"{left} quy định đã đọc, do cấp có thẩm quyền xem xét",
        f"{left} provisions were read and are left to people",
    )


LOT = "lot"


def render_departures(names: Names, departures: Iterable[Departure]) -> Iterator[Block]:
    """Render every bound that differs from the rulebook."""
    rows = list_departures(names, departures)
    if rows:
        yield Heading(names.say("ĐIỀU CHỈNH SO VỚI QUY ĐỊNH", "DEPARTURES FROM THE RULEBOOK"))
    for row in rows:
        raised = names.say("mục tiêu được nâng thành bắt buộc", "an aim raised to a must")
        change = raised if row.is_raised else f"{row.departure.field} {row.change}"
        yield LineBlock(f"{row.says}: {change}", Tone.CARE, mark="≠")


def render_outcome(names: Names, proposal: Proposal) -> Iterator[Block]:
    """Render the outcome of a proposal in a sentence."""
    match proposal.outcome:
        case ProposalOutcome.SOLVED:
            yield from _render_solved(names, proposal)
        case ProposalOutcome.CONFLICT:
            yield LineBlock(_describe_conflict(names, proposal), Tone.BAD)
        case ProposalOutcome.OUT_OF_TIME:
            yield from _render_out_of_time(names, proposal)
        case ProposalOutcome.EDITED:
            yield _describe_edited(names, proposal)


def _describe_edited(names: Names, proposal: Proposal) -> LineBlock:
    by_id = names.book.by_id
    missed = [by_id[f.rule].strength for f in proposal.findings if f.verdict is Verdict.BROKEN]
    broken = sum(strength is not Strength.AIM for strength in missed)
    if broken:
        rules = count_noun(broken, "mandatory rule", "mandatory rules")
        return LineBlock(
            names.say(
                f"Sửa tay: còn vi phạm {broken} quy định bắt buộc, chỉ lưu làm bản nháp.",
                f"Changed by hand: it breaks {rules} and is a draft only.",
            ),
            Tone.BAD,
        )
    targets = count_noun(len(missed), "target is", "targets are")
    return LineBlock(
        names.say(
            f"Sửa tay: bảo đảm mọi quy định bắt buộc; {len(missed)} chỉ tiêu chưa đạt. "
            "Chưa xét có phương án tốt hơn hay không.",
            f"Changed by hand: every mandatory rule is kept; {targets} not met. "
            "Whether a better slate exists was not looked into.",
        ),
        Tone.CARE if missed else Tone.GOOD,
    )


def _describe_conflict(names: Names, proposal: Proposal) -> str:
    found = proposal.conflict
    if found is None or not found.alone:
        return names.say(
            "CHƯA LẬP ĐƯỢC PHƯƠNG ÁN: không thể đồng thời bảo đảm các yêu cầu dưới đây.",
            "CONFLICT: the rules below cannot hold together.",
        )
    vi, en = ("quy định", "rule") if found.rules else ("yêu cầu", "pin")
    return names.say(
        f"CHƯA LẬP ĐƯỢC PHƯƠNG ÁN: danh sách giới thiệu và số đại biểu không đáp ứng được {vi} dưới đây.",
        f"CONFLICT: the pool and the seats cannot satisfy this one {en}.",
    )


def _render_solved(names: Names, proposal: Proposal) -> Iterator[Block]:
    """Render what holds, what is missed, and which musts could not be judged.

    The aims of a slate that stays near another one come after the moves: planned afresh they may be nearer.
    """
    say, by_id = names.say, names.book.by_id
    missed = [names.book.is_ours(by_id[aim.rule]) for aim in proposal.aims if aim.missed]
    open_rules = [by_id[f.rule] for f in proposal.findings if f.verdict is Verdict.UNDECIDED]
    unjudged = [rule for rule in open_rules if rule.strength is not Strength.AIM]
    musts = (
        say(
            f"không vi phạm quy định bắt buộc nào; {len(unjudged)} quy định bắt buộc chưa kết luận được",
            f"no mandatory rule is broken; {len(unjudged)} of them cannot be judged",
        )
        if unjudged
        else say("bảo đảm mọi quy định bắt buộc", "all mandatory rules are met")
    )
    reached = _describe_missed(missed, near=bool(proposal.moved))
    yield LineBlock(
        say(f"ĐÃ LẬP PHƯƠNG ÁN: {musts}; {reached.vi}", f"SOLVED: {musts}; {reached.en}"),
        Tone.CARE if unjudged else Tone.GOOD,
    )
    if unjudged:
        yield LineBlock(say("Chưa kết luận được:", "Cannot be judged:"), Tone.CARE, indent=2)
    for rule in unjudged:
        yield LineBlock(f"{names.says(rule)}{names.tag(rule, strength=False)}", Tone.CARE, mark="?", indent=4)


def _describe_missed(missed: Sequence[bool], *, near: bool) -> Text:
    """Describe how many aims are missed; `missed`: for each, whether it is our own wish."""
    aims, wishes = missed.count(False), missed.count(True)
    if not missed:
        return bilingual(
            "không còn chỉ tiêu hay tiêu chí bổ sung nào chưa đạt.",
            "no target and no additional criterion is missed.",
        )
    near_vi, near_en = (
        (" với ít thay đổi như dưới đây", "With as few changes as below no plan") if near else ("", "No plan")
    )
    vi = [f"{n} {what}" for n, what in ((aims, "chỉ tiêu"), (wishes, "tiêu chí bổ sung")) if n]
    en = [count_noun(aims, "target", "targets")] if aims else []
    en += [count_noun(wishes, "additional criterion", "additional criteria")] if wishes else []
    return bilingual(
        f"còn {' và '.join(vi)} chưa đạt (không có phương án nào đạt hơn{near_vi}).",
        f"not met: {' and '.join(en)}. {near_en} can do better.",
    )


def _render_out_of_time(names: Names, proposal: Proposal) -> Iterator[Block]:
    say = names.say
    found = proposal.slate is not None
    yield LineBlock(
        say(
            "HẾT THỜI GIAN HOẶC ĐÃ DỪNG: "
            + (
                "dưới đây là phương án tốt nhất đã tìm được; chưa chứng minh là tốt nhất."
                if found
                else "chưa tìm được phương án nào; chưa kết luận là không thể."
            ),
            "OUT OF TIME OR STOPPED: "
            + (
                "below is the best slate so far; that it is the best is not proven."
                if found
                else "no slate was found yet; that says nothing about whether one exists."
            ),
        ),
        Tone.CARE,
    )
    if proposal.open_tier:
        yield LineBlock(
            say("Dừng ở: ", "Open at: ") + "; ".join(_describe_tier(names, i) for i in proposal.open_tier),
            indent=2,
        )
    for aim in proposal.aims:
        if not aim.proven:
            yield LineBlock(
                say(
                    f"thiếu {aim.tier_value}, chưa loại trừ được mức {aim.tier_bound}",
                    f"shortfall {aim.tier_value}, down to {aim.tier_bound} is not ruled out",
                )
                + names.tag(names.book.by_id[aim.rule], strength=False),
                indent=4,
            )


def _describe_tier(names: Names, rule_id: str) -> str:
    if rule_id == LOT:
        return names.say("chọn giữa những người như nhau", "choosing among people alike")
    if rule_id in MOVE_TIERS:
        return describe_moves(names, rule_id)
    return names.says(names.book.by_id[rule_id])
