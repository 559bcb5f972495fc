"""What came of a request: departures from the rulebook, and the answer in a sentence."""

from collections.abc import Iterable, Iterator

from cocau.app.render.blocks import Block, Heading, Line, Tone
from cocau.app.render.numbers import counted
from cocau.app.render.reasons import moves_in_words
from cocau.app.render.sheet import Sheet
from cocau.constraints.rule import Strength, Verdict
from cocau.constraints.rulebook import Departure
from cocau.solver.nearness import MOVES
from cocau.solver.proposal import Outcome, Proposal

LOT = "lot"


def departures(sheet: Sheet, changed: Iterable[Departure]) -> Iterator[Block]:
    """Every bound that is not the rulebook's, before anything else."""
    changed = tuple(changed)
    if not changed:
        return
    yield Heading(sheet.say("KHÁC VỚI BỘ QUY ĐỊNH", "DEPARTURES FROM THE RULEBOOK"))
    for departure in changed:
        rule = sheet.book.by_id.get(departure.rule)  # a stored proposal may name any
        says = "" if rule is None else f"{sheet.says(rule)} "
        yield Line(f"{says}[{departure.rule}]: {_change(sheet, departure)}", Tone.CARE, mark="≠")


def _change(sheet: Sheet, departure: Departure) -> str:
    if departure.field == "priority" and departure.now is None:
        return sheet.say("mục tiêu được nâng thành bắt buộc", "an aim raised to a must")
    was, now = (sheet.say("không", "none") if v is None else str(v) for v in (departure.was, departure.now))
    return f"{departure.field} {was} → {now}"


def outcome(sheet: Sheet, proposal: Proposal) -> Iterator[Block]:
    """The answer in a sentence."""
    match proposal.outcome:
        case Outcome.SOLVED:
            yield from _solved(sheet, proposal)
        case Outcome.CONFLICT:
            yield Line(_conflict(sheet, proposal), Tone.BAD)
        case Outcome.OUT_OF_TIME:
            yield from _out_of_time(sheet, proposal)


def _conflict(sheet: Sheet, proposal: Proposal) -> str:
    found = proposal.conflict
    if found is None or not found.alone:
        return sheet.say(
            "KHÔNG LẬP ĐƯỢC: các quy định dưới đây không thể cùng đạt.",
            "CONFLICT: the rules below cannot hold together.",
        )
    vi, en = ("quy định", "rule") if found.rules else ("yêu cầu", "pin")
    return sheet.say(
        f"KHÔNG LẬP ĐƯỢC: danh sách giới thiệu và số ghế không thể đáp ứng {vi} dưới đây.",
        f"CONFLICT: the pool and the seats cannot satisfy this one {en}.",
    )


def _solved(sheet: Sheet, proposal: Proposal) -> Iterator[Block]:
    """What holds, what is missed, and what could not be judged: a must without figures is not kept.

    The aims of a slate that stays near another one come after the moves: planned afresh they may be nearer.
    """
    say, by_id = sheet.say, sheet.book.by_id
    missed = [sheet.book.is_ours(by_id[aim.rule]) for aim in proposal.aims if aim.missed]
    open_rules = [by_id[f.rule] for f in proposal.findings if f.verdict is Verdict.UNDECIDED]
    unjudged = [rule for rule in open_rules if rule.strength is not Strength.AIM]
    musts = (
        say(
            f"không vi phạm quy định bắt buộc nào; {len(unjudged)} quy định bắt buộc chưa kết luận được",
            f"no must is broken; {counted(len(unjudged), 'must', 'musts')} cannot be judged",
        )
        if unjudged
        else say("mọi quy định bắt buộc đều đạt", "every must is kept")
    )
    aims, wishes, near = missed.count(False), missed.count(True), bool(proposal.moved)
    yield Line(
        say(
            f"ĐÃ LẬP: {musts}; {aims} mục tiêu và {wishes} mong muốn của chương trình chưa đạt, "
            + ("không thể tốt hơn nếu thay đổi ít nhất như dưới đây." if near else "không thể tốt hơn."),
            f"SOLVED: {musts}; missed are {aims} of the aims and {wishes} of the program's wishes; "
            + (
                "with the fewest changes, as told below, nothing better is possible."
                if near
                else "nothing better is possible."
            ),
        ),
        Tone.CARE if unjudged else Tone.GOOD,
    )
    if unjudged:
        yield Line(say("Chưa kết luận được:", "Cannot be judged:"), Tone.CARE, indent=2)
    for rule in unjudged:
        yield Line(f"{sheet.says(rule)} [{rule.id}]", Tone.CARE, mark="?", indent=4)


def _out_of_time(sheet: Sheet, proposal: Proposal) -> Iterator[Block]:
    say = sheet.say
    found = proposal.slate is not None
    yield Line(
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
        yield Line(
            say("Dừng ở: ", "Open at: ") + "; ".join(_tier(sheet, i) for i in proposal.open_tier), indent=2
        )
    for aim in proposal.aims:
        if not aim.proven:
            yield Line(
                say(
                    f"thiếu {aim.tier_value}, chưa loại trừ được mức {aim.tier_bound}",
                    f"shortfall {aim.tier_value}, down to {aim.tier_bound} is not ruled out",
                )
                + f" [{aim.rule}]",
                indent=4,
            )


def _tier(sheet: Sheet, rule: str) -> str:
    if rule == LOT:
        return sheet.say("chọn giữa những người như nhau", "choosing among people alike")
    if rule in MOVES:
        return moves_in_words(sheet, rule)
    return sheet.says(sheet.book.by_id[rule])
